"""Forms: a sheet that tells of one thing, field below field, as a table of one row.

A field is a label that ends with a colon, or a heading that is known, and what stands right of it,
or alone in the row below it. Everything else in the sheet is a title or a section.
"""

from dataclasses import dataclass

from auditdesk.intake.headings import hits
from auditdesk.intake.source import Cell, Line, Sheet, is_empty, letter, text_of
from auditdesk.intake.tables import Heading, Kept, SheetTable
from auditdesk.intake.words import fold

_COLONS = (":", "：")
_LINES = 80
_LABEL = 60
_FIELDS, _FILLED = 3, 2
"""A form has so many known fields at least, and so many that are filled in."""
_KNOWN = 0.5
"""Of its fields, so many are known headings."""


@dataclass
class _FormField:
    label: str
    value: Cell
    cell: str
    line: int


def form_in(sheet: Sheet) -> SheetTable | None:
    """The form that a sheet is; None where it is none."""
    lines = [line for line in sheet.lines if any(not is_empty(cell) for cell in line.cells)]
    if sheet.header or not _FIELDS <= len(lines) <= _LINES:
        return None
    fields: list[_FormField] = []
    alone: list[Line] = []
    for line in lines:
        filled = [(place, cell) for place, cell in enumerate(line.cells) if not is_empty(cell)]
        found = _fields(line, filled)
        last = fields[-1] if fields else None
        if found:
            fields += found
        elif len(filled) == 1 and last and last.value is None and line.number == last.line + 1:
            place, last.value = filled[0]
            last.cell = f"{letter(place)}{line.number}"
        elif len(filled) == 1 or (len(filled) == 2 and not fields):
            alone.append(line)
        else:
            return None
    return _table(sheet, fields, alone) if _is_form(fields) else None


def _fields(line: Line, filled: list[tuple[int, Cell]]) -> list[_FormField]:
    """The fields of a row, each with what stands right of it; none where it has other cells."""
    rest, found = list(filled), []
    while rest:
        place, cell = rest.pop(0)
        if not _is_label(cell, known=len(filled) == 2):
            return []
        value: Cell = None
        if rest and not _is_label(rest[0][1]):
            place, value = rest.pop(0)
        label = text_of(cell).rstrip("".join(_COLONS)).strip()
        found.append(_FormField(label, value, f"{letter(place)}{line.number}", line.number))
    return found


def _is_label(cell: Cell, known: bool = False) -> bool:
    """Whether a cell names a field. known: a heading that is known needs no colon."""
    if not isinstance(cell, str) or len(cell) > _LABEL:
        return False
    text = cell.strip()
    return (text.endswith(_COLONS) and len(text) > 1) or (known and hits([text]) == 1)


def _is_form(fields: list[_FormField]) -> bool:
    labels = [one.label for one in fields]
    known = hits(labels)
    filled = sum(1 for one in fields if one.value is not None)
    once = len(set(map(fold, labels))) == len(labels)
    return known >= max(_FIELDS, _KNOWN * len(labels)) and filled >= _FILLED and once


def _table(sheet: Sheet, fields: list[_FormField], alone: list[Line]) -> SheetTable:
    first = fields[0].line
    return SheetTable(
        sheet.name,
        tuple(Heading(place, one.label, one.cell) for place, one in enumerate(fields)),
        tuple(dict.fromkeys(one.line for one in fields)),
        tuple(
            text_of(cell)
            for line in alone
            for cell in line.cells
            if line.number < first and not is_empty(cell)
        ),
        rows=[Line(first, [one.value for one in fields])],
        left=[(line.number, Kept.SECTION) for line in alone if line.number > first],
        hidden=sheet.hidden,
    )
