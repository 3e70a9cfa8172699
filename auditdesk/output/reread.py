"""Reads a workbook back and compares it with what was meant, before it counts as written."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from auditdesk.i18n import _
from auditdesk.output.cells import CONTINUED, continuation, decode, row_digest, sheet_name


@dataclass
class Meant:
    """What one sheet is to hold: its name and a digest of every row."""

    name: str
    rows: list[bytes] = field(default_factory=list)


class Unlike(Exception):
    """A file does not hold what was meant; the message says where."""


_Cell = tuple[str, str, str]
"""Coordinate, type ("s", "n", "b" or a foreign one), text."""
_Pieces = dict[tuple[str, str], list[tuple[int, str]]]
"""Sheet and cell of a continued text: row and text of its further pieces."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main|"


def reread(path: Path, meant: Sequence[Meant]) -> int:
    """Read a workbook and compare each row of each sheet with what was meant; the filled cells.

    - Every part is well-formed and its checksum holds.
    - Every sheet is there, with all its rows and no others, and no cell is a formula.
    - A continued text is put together again before it is compared.
    """
    pieces: _Pieces = {}
    long = sheet_name(_(CONTINUED))
    try:
        with ZipFile(path) as package:
            if _sheet_names(package) != [one.name for one in meant]:
                raise Unlike(_("the sheets are others"))
            long_first = sorted(enumerate(meant, 1), key=lambda one: one[1].name != long)
            cells = sum(_compare(package, number, one, pieces) for number, one in long_first)
            if pieces:
                raise Unlike(_("{n} continued texts belong nowhere").format(n=len(pieces)))
            for name in package.namelist():
                if not name.startswith("xl/worksheets/sheet"):
                    expat.ParserCreate().Parse(package.read(name), True)
    except (BadZipFile, KeyError, EOFError, zlib.error, expat.ExpatError, ValueError) as error:
        raise Unlike(str(error)) from error
    return cells


def _sheet_names(package: ZipFile) -> list[str]:
    names: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == _MAIN + "sheet":
            names.append(attributes["name"])

    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler = start
    parser.Parse(package.read("xl/workbook.xml"), True)
    return names


def _compare(package: ZipFile, number: int, meant: Meant, pieces: _Pieces) -> int:
    """Compare one sheet with what was meant; the filled cells."""
    rows, filled = 0, 0
    long = sheet_name(_(CONTINUED))

    def see(row: str, cells: list[_Cell]) -> None:
        nonlocal rows, filled
        rows += 1
        filled += len(cells)
        parts: list[str] = []
        for coordinate, kind, text in cells:
            further = pieces.pop((meant.name, coordinate), None) if pieces else None
            whole = _rejoined(text, further) if further else text
            parts += (coordinate, "\uffff", kind, whole, "\uffff")
        if row != str(rows) or rows > len(meant.rows) or row_digest(parts) != meant.rows[rows - 1]:
            raise Unlike(_("sheet “{sheet}”, row {row}").format(sheet=meant.name, row=row))
        if meant.name == long:
            _collect(row, cells, pieces)

    with package.open(f"xl/worksheets/sheet{number}.xml") as part:
        _read(part, meant.name, see)
    if rows != len(meant.rows):
        raise Unlike(
            _("sheet “{sheet}” has {found} rows of {meant}").format(
                sheet=meant.name, found=rows, meant=len(meant.rows)
            )
        )
    return filled


def _collect(row: str, cells: list[_Cell], pieces: _Pieces) -> None:
    """Note a row of the sheet of long texts as a piece of the cell that it names."""
    texts = {coordinate[0]: (kind, text) for coordinate, kind, text in cells}
    if texts.get("E", ("",))[0] == "n":
        place = (texts["A"][1], texts["B"][1])
        pieces.setdefault(place, []).append((int(row), texts["F"][1]))


def _rejoined(text: str, further: list[tuple[int, str]]) -> str:
    """A continued text, whole again."""
    sign = continuation(sheet_name(_(CONTINUED)), further[0][0])
    return text.removesuffix(sign) + "".join(piece for _row, piece in further)


def _read(part: IO[bytes], sheet: str, see: Callable[[str, list[_Cell]], None]) -> None:
    """Stream the XML of a sheet and show each row with its filled cells."""
    cells: list[_Cell] = []
    text: list[str] = []
    row = coordinate = kind = ""
    row_tag, cell_tag, formula_tag = _MAIN + "row", _MAIN + "c", _MAIN + "f"

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, coordinate, kind
        if tag == cell_tag:
            coordinate, kind = attributes["r"], attributes.get("t", "n")
            text.clear()
        elif tag == row_tag:
            row = attributes["r"]
            cells.clear()
        elif tag == formula_tag:
            raise Unlike(
                _("a formula in sheet “{sheet}”, {cell}").format(sheet=sheet, cell=coordinate)
            )

    def end(tag: str) -> None:
        if tag == cell_tag and text:
            value = "".join(text)
            if kind == "inlineStr":
                cells.append((coordinate, "s", decode(value)))
            else:
                cells.append((coordinate, kind, f"{float(value):.15g}"))
        elif tag == row_tag:
            see(row, cells)

    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.ParseFile(part)
