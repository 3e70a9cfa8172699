"""ODS: the sheets of an OpenDocument spreadsheet, read from its own text.

Everything that a user sees of a cell is in content.xml: the value, what its format shows of it, the
paragraphs of a text with tabs and ends of lines, merged cells, what is hidden or filtered,
comments, struck-out text, errors and pictures. What is written in a shape over a cell is no value
of it. It is streamed after `package.inspect` has found it in bounds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from auditdesk.intake.beside import Beside, Picture
from auditdesk.intake.number_format import is_error, shown_number
from auditdesk.intake.package import Refused

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DURATION = re.compile(r"^(-?)PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$")
_DRAWN = ("draw:", "dr3d:")
"""How the names of shapes, frames and pictures begin."""
_EMPTY_DAYS = (date(1899, 12, 30), date(1904, 1, 1))
"""A zero in the format of a date, by either calendar."""


@dataclass
class OdsSheet:
    """One sheet: its rows by number, each with whether it is hidden, and what stands beside."""

    name: str
    hidden: bool = False
    rows: list[tuple[int, bool, list[Any]]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    beside: Beside = field(default_factory=Beside)
    uncomputed: int = 0


def read_ods(package: ZipFile, most_cells: int) -> Iterator[OdsSheet]:
    """The sheets from first to last; Refused for more cells than `most_cells`."""
    reader = _OdsReader(most_cells)
    for name in ("styles.xml", "content.xml"):
        try:
            with package.open(name) as stream:
                reader.parse(stream)
        except KeyError as error:
            if name == "content.xml":
                raise Refused("damaged", "content.xml") from error
        except expat.ExpatError as error:
            raise Refused("damaged", f"{name}: {error}") from error
    yield from reader.sheets


class _OdsReader:
    """Follows the elements of a document; `sheets` are those that were read."""

    def __init__(self, most_cells: int) -> None:
        self.sheets: list[OdsSheet] = []
        self._left = most_cells
        self._most = most_cells
        self._struck_styles: set[str] = set()
        self._hidden_tables: set[str] = set()
        self._style = ""
        self._row = self._column = self._row_repeat = self._columns_seen = 0
        self._row_hidden = False
        self._cells: list[tuple[int, int, Any, bool]] = []
        self._in_cell = self._in_table = 0
        self._comment: list[str] | None = None
        self._paragraphs: list[str] = []
        self._struck_text: list[bool] = []
        self._spans: list[bool] = []
        self._attributes: dict[str, str] = {}
        self._pictures: list[str] = []
        self._in_paragraph = self._in_drawing = 0

    def parse(self, stream: Any) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ParseFile(stream)

    # --- elements ---------------------------------------------------------------------------------

    def _start(self, tag: str, told: dict[str, str]) -> None:
        if tag == "style:style":
            self._style = told.get("style:name", "")
        elif tag == "style:text-properties":
            if told.get("style:text-line-through-style", "none") != "none":
                self._struck_styles.add(self._style)
        elif tag == "style:table-properties":
            if told.get("table:display") == "false":
                self._hidden_tables.add(self._style)
        elif tag == "table:table" and not self._in_cell:
            self._in_table += 1
            if self._in_table == 1:
                hidden = told.get("table:style-name", "") in self._hidden_tables
                self.sheets.append(OdsSheet(told.get("table:name", ""), hidden))
                self._row = self._columns_seen = 0
        elif self._in_table != 1:
            return
        elif tag.startswith(_DRAWN):
            self._in_drawing += 1
            if tag == "draw:image":
                self._take_picture(told)
        elif self._in_drawing:
            return
        elif tag == "table:table-column" and not self._in_cell:
            self._see_columns(told)
        elif tag == "table:table-row" and not self._in_cell:
            self._row_repeat = _count(told, "table:number-rows-repeated")
            self._row_hidden = told.get("table:visibility") in ("collapse", "filter")
            self._row += 1
            self._column, self._cells = 0, []
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._in_cell += 1
            self._attributes = told | ({"covered": "1"} if "covered" in tag else {})
            self._paragraphs, self._struck_text, self._spans = [], [], []
            self._comment, self._pictures = None, []
        elif tag == "office:annotation" and self._in_cell:
            self._comment = []
        elif tag in ("text:p", "text:h"):
            self._in_paragraph += 1
            self._target().append("")
        elif tag == "text:s":
            self._text(" " * min(_count(told, "text:c"), 1000))
        elif tag == "text:tab":
            self._text("\t")
        elif tag == "text:line-break":
            self._text("\n")
        elif tag == "text:span":
            self._spans.append(told.get("text:style-name", "") in self._struck_styles)

    def _end(self, tag: str) -> None:
        if tag == "table:table" and not self._in_cell:
            self._in_table -= 1
        elif tag.startswith(_DRAWN) and self._in_table == 1:
            self._in_drawing -= 1
        elif self._in_drawing:
            return
        elif tag in ("text:p", "text:h") and self._in_paragraph:
            self._in_paragraph -= 1
        elif tag == "text:span" and self._spans:
            self._spans.pop()
        elif tag == "office:annotation":
            self._attributes["comment"] = "\n".join(self._comment or []).strip()
            self._comment = None
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._in_cell:
            self._in_cell -= 1
            self._take_cell()
        elif tag == "table:table-row" and self._in_table == 1 and not self._in_cell:
            self._take_row()

    def _text(self, text: str) -> None:
        if not self._in_paragraph or not self._in_cell or self._in_drawing:
            return
        target = self._target()
        if not target:
            return
        target[-1] += text if text in ("\t", "\n") else _LAID_OUT.sub(" ", text)
        if self._comment is None and text.strip():
            self._struck_text.append(any(self._spans))

    def _target(self) -> list[str]:
        return self._paragraphs if self._comment is None else self._comment

    def _take_picture(self, told: dict[str, str]) -> None:
        part = told.get("xlink:href", "").removeprefix("./")
        self._pictures.append(part)
        if not self._in_cell:
            self.sheets[-1].beside.pictures.append(Picture(0, 0, part))

    def _see_columns(self, told: dict[str, str]) -> None:
        count = _count(told, "table:number-columns-repeated")
        first, last = self._columns_seen, min(self._columns_seen + count, _LAST_COLUMN)
        if told.get("table:visibility") in ("collapse", "filter"):
            self.sheets[-1].beside.hidden_columns.update(range(first, last))
        self._columns_seen = last

    # --- cells and rows ---------------------------------------------------------------------------

    def _take_cell(self) -> None:
        told, sheet = self._attributes, self.sheets[-1]
        repeat = _count(told, "table:number-columns-repeated")
        place = self._column
        self._column += repeat
        if place >= _LAST_COLUMN:
            return
        value = None if "covered" in told else self._value(told)
        if value is None and told.get("table:formula") and not self._paragraphs:
            sheet.uncomputed += "covered" not in told
        rows, columns = (
            _count(told, f"table:number-{what}-spanned") for what in ("rows", "columns")
        )
        if rows > 1 or columns > 1:
            sheet.merges.append((self._row, place, self._row + rows - 1, place + columns - 1))
        spot = (self._row, place)
        if told.get("comment"):
            sheet.beside.comments[spot] = told["comment"]
        sheet.beside.pictures += [Picture(*spot, part) for part in self._pictures]
        if value is None:
            return
        struck = told.get("table:style-name", "") in self._struck_styles or (
            bool(self._struck_text) and all(self._struck_text)
        )
        repeat = min(repeat, _LAST_COLUMN - place)
        self._left -= repeat
        if self._left < 0:
            raise Refused("cells", str(self._most))
        self._cells += [(place + n, self._row, value, struck) for n in range(repeat)]

    def _value(self, told: dict[str, str]) -> Any:
        kind = told.get("office:value-type", "")
        text = "\n".join(self._paragraphs)
        if told.get("calcext:value-type") == "error" or (
            told.get("table:formula") and is_error(text)
        ):
            return text or "#VALUE!"
        if kind in ("float", "percentage", "currency"):
            number = _number(told.get("office:value", ""))
            return number if number is None else shown_number(number, text, kind == "float")
        if kind == "date":
            return _day(told.get("office:date-value", ""), text)
        if kind == "time":
            return _duration(told.get("office:time-value", ""), text)
        if kind == "boolean":
            return told.get("office:boolean-value") == "true"
        return text if text.strip() else None

    def _take_row(self) -> None:
        sheet = self.sheets[-1]
        number = self._row
        repeat = min(self._row_repeat, _LAST_ROW)
        self._row += repeat - 1
        if not self._cells:
            return
        if number > _LAST_ROW:
            raise Refused("bounds", "rows")
        width = self._cells[-1][0] + 1
        self._left -= len(self._cells) * (repeat - 1)
        if self._left < 0:
            raise Refused("cells", str(self._most))
        for n in range(repeat):
            cells: list[Any] = [None] * width
            for place, _row, value, struck in self._cells:
                cells[place] = value
                if struck:
                    sheet.beside.struck.add((number + n, place))
                if isinstance(value, str) and is_error(value):
                    sheet.beside.errors[number + n, place] = value
            sheet.rows.append((number + n, self._row_hidden, cells))


_LAID_OUT = re.compile(r" *[\n\t][\n\t ]*")
"""White space that lays the file out and is one space of the text; plain spaces are what was typed:
LibreOffice writes two of them after some signs, where the format has an element for the second."""


def _count(told: dict[str, str], name: str) -> int:
    text = told.get(name, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1


def _number(text: str) -> int | float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _day(text: str, shown: str) -> Any:
    """A day, with its time where it has one; None for the zero of a date format."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return shown or None
    if moment.date() in _EMPTY_DAYS and moment.time() == time():
        return None
    return moment if "T" in text and moment.time() != time() else moment.date()


def _duration(text: str, shown: str) -> Any:
    match = _DURATION.match(text)
    if not match:
        return shown or None
    days, hours, minutes = (int(match[n] or 0) for n in (2, 3, 4))
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(match[5] or 0))
    return shown if match[1] else span
