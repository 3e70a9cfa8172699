"""Package: looks through a zip workbook before anything reads it, within bounds that hold.

The bounds were found with hostile files: a few kilobytes that unpack to gigabytes, name billions of
cells, overlap, nest or expand entities. What passes is small enough for any reader; what does not
is refused by a word that `workbook.py` turns into a sentence.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from auditdesk.intake.beside import Beside, Picture
from auditdesk.intake.xlsx_parts import Styles, parts_beside, styles_in

_PARTS = 2_000
_UNPACKED = 120 * 1024**2
_RATIO = 400
_FROM_SIZE = 1024**2
"""Bytes from which the ratio counts: a small part may well be very regular."""
_STRUCTURE = 3 * 1024**2
_STYLES = 10 * 1024**2
_DEPTH = 64
_ELEMENTS = 12_000_000
_MERGES = 50_000
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_SHEETS = 1_000
_NEEDED = ("workbook.xml", "workbook.xml.rels", "sharedStrings.xml", "content.xml")
"""Parts without which there is nothing to read; a broken picture list is no reason to stop."""


class Refused(Exception):
    """The file is not read; the message is a word that says why, the rest its details."""

    def __init__(self, why: str, *details: str) -> None:
        super().__init__(why, *details)
        self.why, self.details = why, details


@dataclass
class SheetFacts:
    """What a sheet's own text says beside its values."""

    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    last_row: int = 0
    last_column: int = 0
    uncomputed: int = 0
    """Formulas whose result the file does not hold."""
    filled: int = 0
    errors: int = 0
    """Cells that hold an error such as #DIV/0!."""
    formats: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """By row: the places whose number format shows more than the number, and the format."""
    beside: Beside = field(default_factory=Beside)


def inspect(path: Path) -> dict[str, SheetFacts]:
    """The facts of every part by its name; Refused for what is out of bounds."""
    facts: dict[str, SheetFacts] = {}
    try:
        with ZipFile(path) as package:
            parts = package.infolist()
            _refuse_out_of_bounds(parts)
            for part in parts:
                if part.filename == "META-INF/manifest.xml" and _encrypts(package, part):
                    raise Refused("password")
            styles = _styles(package, parts)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    facts[part.filename.lstrip("/")] = _look_through(package, part, styles)
            add_beside(package, facts)
    except BadZipFile as error:
        raise Refused("damaged", str(error)) from error
    return facts


def _refuse_out_of_bounds(parts: list[ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if len(parts) > _PARTS or len(set(names)) != len(names):
        raise Refused("bounds", "parts")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("password")
    if sum(part.file_size for part in parts) > _UNPACKED:
        raise Refused("bounds", "size")
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise Refused("bounds", "overlap")
        end = part.header_offset + part.compress_size
        if part.file_size > _FROM_SIZE and part.file_size > _RATIO * max(part.compress_size, 1):
            raise Refused("bounds", "ratio")
        structure = part.filename.endswith((".rels", "workbook.xml"))
        if structure and part.file_size > _STRUCTURE:
            raise Refused("bounds", "structure")


def _styles(package: ZipFile, parts: list[ZipInfo]) -> Styles:
    part = next((one for one in parts if one.filename.endswith("xl/styles.xml")), None)
    if part is None or part.file_size > _STYLES:
        return Styles()
    _look_through(package, part, Styles())
    return styles_in(package.read(part))


def _look_through(package: ZipFile, part: ZipInfo, styles: Styles) -> SheetFacts:
    facts = SheetFacts()
    depth = elements = sheets = row = 0
    column = -1
    formula = inside = stored = False

    def see(_text: str) -> None:
        nonlocal stored
        stored = stored or inside

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements, sheets, row, column, formula, inside, stored
        depth += 1
        elements += 1
        if depth > _DEPTH or elements > _ELEMENTS:
            raise Refused("bounds", "elements")
        tag = tag.rpartition(":")[2]
        if tag == "c":
            column = _column(attributes["r"]) if "r" in attributes else column + 1
            formula = inside = stored = False
            style = attributes.get("s", "")
            if attributes.get("t") == "e":
                facts.errors += 1
                facts.beside.errors[row, column] = ""
            elif style in styles.formats and attributes.get("t", "n") == "n":
                facts.formats.setdefault(row, []).append((column, styles.formats[style]))
            if style in styles.struck:
                facts.beside.struck.add((row, column))
            if "vm" in attributes:
                facts.beside.pictures.append(Picture(row, column))
        elif tag in ("v", "t"):
            inside = True
            facts.filled += 1
            facts.last_row = max(facts.last_row, row)
            facts.last_column = max(facts.last_column, column + 1)
            if facts.last_column > _LAST_COLUMN:
                raise Refused("bounds", "columns")
        elif tag == "f":
            formula = True
            parser.CharacterDataHandler = see
        elif tag == "row":
            row = _number(attributes.get("r"), row + 1)
            column = -1
            if row > _LAST_ROW:
                raise Refused("bounds", "rows")
            if attributes.get("hidden") in ("1", "true"):
                facts.hidden_rows.add(row)
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            low, high = (_number(attributes.get(one), 1) for one in ("min", "max"))
            facts.beside.hidden_columns.update(range(low - 1, min(high, _LAST_COLUMN)))
        elif tag == "mergeCell":
            facts.merges.append(_span(attributes.get("ref", "")))
            if len(facts.merges) > _MERGES:
                raise Refused("bounds", "merges")
        elif tag == "sheet":
            sheets += 1
            if sheets > _SHEETS:
                raise Refused("bounds", "sheets")

    def end(tag: str) -> None:
        nonlocal depth, inside
        depth -= 1
        inside = False
        if formula and not stored and tag.rpartition(":")[2] == "c":
            facts.uncomputed += 1

    def refuse(*_declared: Any) -> None:
        raise Refused("bounds", "doctype")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        with package.open(part) as stream:
            parser.ParseFile(stream)
    except expat.ExpatError as error:
        if part.filename.endswith(_NEEDED) or "worksheets/" in part.filename:
            raise Refused("damaged", f"{part.filename}: {error}") from error
    return facts


def add_beside(package: ZipFile, facts: dict[str, SheetFacts]) -> None:
    """Comments and pictures of the sheets, from the parts that their relations name."""
    names = set(package.namelist())
    for name, fact in facts.items():
        folder, _slash, file = name.rpartition("/")
        relations = f"{folder}/_rels/{file}.rels"
        if folder.endswith("worksheets") and relations in names:
            parts_beside(package, relations, fact.beside)


def _encrypts(package: ZipFile, part: ZipInfo) -> bool:
    return part.file_size <= _STRUCTURE and b"encryption-data" in package.read(part)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() else otherwise


def _column(reference: str) -> int:
    """The column of a cell such as AB12, from 0."""
    column = 0
    for sign in reference:
        if not sign.isalpha():
            break
        column = column * 26 + ord(sign.upper()) - 64
        if column > _LAST_COLUMN:
            raise Refused("bounds", "columns")
    return column - 1


def _span(reference: str) -> tuple[int, int, int, int]:
    first, _colon, last = reference.partition(":")
    rows = [_number("".join(filter(str.isdigit, one)), 1) for one in (first, last or first)]
    return rows[0], _column(first), rows[1], _column(last or first)
