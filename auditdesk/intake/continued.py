"""Continued: texts longer than a cell of Excel, put together again where our export cut them.

Such a cell ends with “… [” a sentence that names a sheet and a row “]”, in any language; there,
and in the rows below, stand the further parts: sheet, cell, row, column, part from 2, text.
"""

import re

from auditdesk.intake.source import Cell, Line, Sheet, Source

_OPENED, _CLOSED = "… [", "]"
_PART, _TEXT, _WIDTH = 4, 5, 6
_WHOLE_NUMBER = re.compile(r"\d+")


def join(source: Source) -> None:
    """Join what is continued; the rows of the parts are told as such (`Sheet.continued`)."""
    for long in source.sheets:
        further = _further(long)
        if not further:
            continue
        for sheet in source.sheets:
            for line in sheet.lines:
                for place, cell in enumerate(line.cells):
                    if isinstance(cell, str) and cell.endswith(_CLOSED) and _OPENED in cell:
                        _join(line, place, cell, long, further)


def _further(sheet: Sheet) -> dict[int, list[Line]]:
    """The parts of each text by the row of the first of them."""
    if not sheet.lines or not part_of(sheet.lines[-1]):
        return {}
    found: dict[int, list[Line]] = {}
    parts: list[Line] = []
    for line in sheet.lines:
        part = part_of(line)
        if part == 2:
            parts = found[line.number] = [line]
        elif part and parts and part == len(parts) + 2:
            parts.append(line)
        else:
            parts = []
    return found


def part_of(line: Line) -> int:
    """Which part of a text a row holds, 0 for none."""
    if len(line.cells) != _WIDTH or not isinstance(line.cells[_TEXT], str):
        return 0
    part = line.cells[_PART]
    return int(part) if isinstance(part, int | float) and part >= 2 else 0


def _join(line: Line, place: int, cell: str, long: Sheet, further: dict[int, list[Line]]) -> None:
    start, _mark, sign = cell.rpartition(_OPENED)
    if long.name not in sign:
        return
    told = _WHOLE_NUMBER.findall(sign.replace(long.name, "", 1))
    parts = further.get(int(told[0])) if len(told) == 1 else None
    if parts:
        cells: list[Cell] = list(line.cells)
        cells[place] = start + "".join(str(part.cells[_TEXT]) for part in parts)
        line.cells = cells
        long.continued.update(part.number for part in parts)
