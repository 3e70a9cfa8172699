"""The one door to a workbook: its sheets, their look, and that it is read back before it counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table
from openpyxl.writer.excel import ExcelWriter

from auditdesk.errors import Refusal, Trouble
from auditdesk.files import WORKBOOK, replacing
from auditdesk.i18n import N_, _, date_text
from auditdesk.intake import own
from auditdesk.output.cells import (
    CELL,
    CONTINUED,
    ODD,
    clean,
    continuation,
    encode,
    fitting,
    lines_of,
    one_line,
    row_digest,
    sheet_name,
    short,
    signs_on,
    stored,
    units,
)
from auditdesk.output.reread import Meant, Unlike, reread

ROWS = 1_048_576
ACCENT = "1F4E79"
CHOICES = N_("Choices")
"""Names of the sheets that the writer adds where it needs them."""


@dataclass(frozen=True)
class TableTitle:
    """What stands above every table: title, whose book, the day, and the head of its trail.

    past: what the table says of itself where it is of a past, else "". sort and book: what the
    workbook is and the identity of its book, by which it is known when it comes back.
    """

    title: str
    organisation: str
    on: date
    digest: str
    step: int
    author: str
    paper: str = "a4"
    past: str = ""
    sort: str = ""
    book: str = ""


@dataclass(frozen=True)
class Written:
    """What was written and read back.

    rows: of the list itself. cells: filled cells found on reading back. continued: texts that were
    too long for a cell.
    """

    path: Path
    rows: int
    cells: int
    continued: int


class _Archive(ZipFile):
    """A zip whose bytes depend on its contents only."""

    def __init__(self, path: Path, on: date) -> None:
        super().__init__(path, "w", ZIP_DEFLATED)
        self._on = (max(on.year, 1980), on.month, on.day, 0, 0, 0)

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self._on)
        info.compress_type = ZIP_DEFLATED
        return info

    def write(self, filename: Any, arcname: Any = None, *_args: object, **_kwargs: object) -> None:
        with Path(filename).open("rb") as source, self.open(self._info(arcname), "w") as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: object, **_kwargs: object) -> None:
        super().writestr(self._info(zinfo_or_arcname), data)


_RULE = Side("thin", "D0D7DE")
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font": Font("Calibri", 16, bold=True, color=ACCENT)},
    "note": {"font": Font("Calibri", 10, color="57606A")},
    "small": {"font": Font("Calibri", 8, color="8C959F")},
    "heading": {"font": Font("Calibri", 10, bold=True, color="FFFFFF"), "fill": ACCENT},
    "month": {"font": Font("Calibri", 10, bold=True, color="FFFFFF"), "fill": ACCENT,
              "align": "center"},
    "number heading": {"font": Font("Calibri", 10, bold=True, color="FFFFFF"), "fill": ACCENT,
                       "align": "right", "indent": 1},
    "label": {"font": Font("Calibri", 10, bold=True, color=ACCENT), "fill": "F3F6FA"},
    "text": {},
    "long": {},
    "choice": {},
    "strong": {"font": Font("Calibri", 10, bold=True)},
    "code": {"format": "@"},
    "date": {"format": "yyyy-mm-dd", "align": "left"},
    "number": {"align": "right", "indent": 1},
    "count": {"font": Font("Calibri", 10, bold=True), "align": "center", "fill": "F3F6FA"},
    "planned": {"align": "center", "format": "@"},
    "done": {"align": "center", "format": "@",
             "font": Font("Calibri", 10, color=ACCENT), "fill": "E4EDF7"},
    "moved": {"align": "center", "format": "@", "font": Font("Calibri", 10, color="57606A")},
    "cancelled": {"align": "center", "format": "@", "font": Font("Calibri", 10, color="8C959F")},
    "answer": {"format": "@", "fill": "FFF8E1", "unlocked": True},
    "answer date": {"format": "yyyy-mm-dd", "align": "left", "fill": "FFF8E1", "unlocked": True},
    "closed": {"fill": "F3F4F6"},
    "small code": {"font": Font("Calibri", 8, color="8C959F"), "format": "@"},
    "unaudited": {"font": Font("Calibri", 10, bold=True)},
    "late": {"align": "center", "format": "@",
             "font": Font("Calibri", 10, bold=True, color="B42318"), "fill": "FDECEA"},
}  # fmt: skip

CODES = ("small code", "small code", "small code")
"""The styles of the sheet by which a workbook is known."""
_TALLEST = 30
"""Lines of a row of 409 points, the most that there are, and one to spare."""
_UNRULED = frozenset({"title", "note", "small", "unaudited"})
_HEIGHTS = {"title": 24.0}


def _cell(sheet: Any, style: str, *, quoted: bool) -> Any:
    """The one cell of a style that is written again and again."""
    look = _STYLES[style]
    cell = WriteOnlyCell(sheet)
    cell.font = look.get("font", Font("Calibri", 10))
    cell.number_format = look.get("format", "General")
    if style not in _UNRULED:
        cell.border = Border(bottom=_RULE, left=_RULE if look.get("align") == "center" else None)
        cell.alignment = Alignment(
            look.get("align"),
            "center" if look.get("fill") == ACCENT else "top",
            wrap_text=style != "number",
            indent=look.get("indent", 0),
        )
    if look.get("unlocked"):
        cell.protection = Protection(locked=False)
    if "fill" in look:
        cell.fill = PatternFill("solid", look["fill"])
    if quoted:
        cell.quotePrefix = True
    return cell


class _Layout(NamedTuple):
    heading: str
    width: float


class WrittenSheet:
    """One sheet being written, a row at a time; `row` is the number of the last one."""

    def __init__(
        self,
        book: "Workbook",
        name: str,
        layout: Sequence[tuple[str, float]],
        *,
        landscape: bool = True,
        printed: int = 0,
        helping: bool = False,
    ) -> None:
        self._book = book
        self._columns = [_Layout(*one) for one in layout]
        self._letters = [get_column_letter(n + 1) for n in range(max(len(layout), 1))]
        self._cells: dict[str, tuple[Any, Any]] = {}
        self._room = [1.15 * column.width - 0.5 for column in self._columns]
        self._printed = printed or len(layout)
        self._helping = helping
        self._first = 0
        self.row = 0
        taken = [one.meant.name for one in book.sheets]
        kept = [] if helping else [own.MARK, sheet_name(_(CONTINUED)), sheet_name(_(CHOICES))]
        self.meant: Meant = Meant(sheet_name(name, taken + kept))
        self.sheet = book.workbook.create_sheet(self.meant.name)
        self._set_up(landscape)
        book.sheets.append(self)

    def _set_up(self, landscape: bool) -> None:
        sheet, heading = self.sheet, self._book.heading
        for letter, column in zip(self._letters, self._columns, strict=True):
            sheet.column_dimensions[letter].width = column.width
        sheet.sheet_view.showGridLines = False
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = 1 if heading.paper == "us-letter" else 9
        sheet.page_setup.fitToHeight = 0
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.7
        sheet.page_margins.header = sheet.page_margins.footer = 0.3
        footer = sheet.HeaderFooter.oddFooter
        footer.left.text = short(one_line(heading.title), 90).replace("&", "&&")
        footer.center.text = one_line(heading.past or _trail(heading, 16)).replace("&", "&&")
        footer.right.text = _("Page {x} of {y}").format(x="&P", y="&N")
        for part in (footer.left, footer.center, footer.right):
            part.size = 8

    def head(self, title: str, note: str = "") -> None:
        """Title, book and date, the trail; then the headings, frozen and repeated in print."""
        heading = self._book.heading
        about = (heading.organisation, date_text(heading.on), heading.author, heading.past)
        above = 5 if note else 4
        self.sheet.freeze_panes = f"B{above + 2}"
        self.write([one_line(title)], ["title"])
        self.write([one_line(" · ".join(one for one in about if one))], ["note"])
        if note:
            self.write([note], ["note"])
        self.write([_trail(heading, 64)], ["small"])
        self.write([], [])

    def headings(self, styles: Sequence[str] = ()) -> None:
        """The headings of the columns, each fit for what stands below it."""
        names = [column.heading for column in self._columns]
        fit = {"number": "number heading", "month": "month"}
        looks = [fit.get(style, "heading") for style in styles] or ["heading"] * len(names)
        self.write(names, looks)
        self._first = self.row
        self.sheet.print_title_rows = f"{self.row}:{self.row}"

    def write(self, values: Sequence[object], styles: Sequence[str], *, least: float = 0) -> None:
        """Write one row; each value in the style of its place. least: points of its height."""
        if self.row >= ROWS:
            raise Refusal(
                _(
                    "There are more rows than a worksheet holds ({most}). Filter the list, for"
                    " example by year, and export the parts."
                ).format(most=ROWS)
            )
        self.row += 1
        self.sheet.row_dimensions = {
            self.row: {"ht": f"{max(least, self._height(values, styles))}"}
        }
        self.sheet.append(self._row(values, styles))

    def _height(self, values: Sequence[object], styles: Sequence[str]) -> float:
        """The points that a row needs, as LibreOffice does not find out itself.

        What is not printed asks for a few lines only, so that paper is not full of gaps.
        """
        if styles and styles[0] in _UNRULED:
            return _HEIGHTS.get(styles[0], 15)
        lines = 1
        for place, (value, room) in enumerate(zip(values, self._room, strict=False)):
            if isinstance(value, str) and (len(value) > room or "\n" in value):
                needed = lines_of(value, room)
                lines = max(lines, needed if place < self._printed else min(needed, 3))
        return min(2 + 13 * lines, 409)

    def _row(self, values: Sequence[object], styles: Sequence[str]) -> Iterator[Any]:
        """The cells, one after the other, and the digest of what they mean."""
        number = str(self.row)
        meant: list[str] = []
        for place, (letter, style, value) in enumerate(
            zip(self._letters, styles, values, strict=False)
        ):
            plain, quoted = self._cells.get(style) or self._new_cells(style)
            cell = plain
            if value is None or value == "":
                cell.value = None
            elif isinstance(value, str):
                text = shown = value
                if "_x" in value or ODD.search(value):
                    text = clean(value)
                    shown = encode(text)
                if (len(shown) > CELL // 2 and units(shown) > CELL) or (
                    style not in _UNRULED and self._ends_unseen(place, text)
                ):
                    shown = self._book.continue_text(self, letter, text, values)
                if text[0] in "=+-@\t\r'":
                    cell = quoted
                cell.value = shown
                cell.data_type = "s"
                meant += (letter, number, "\uffff", "s", text, "\uffff")
            else:
                cell.value, kind, text = stored(value)
                if kind == "s":
                    cell.data_type = "s"
                meant += (letter, number, "\uffff", kind, text, "\uffff")
            yield cell
        self.meant.rows.append(row_digest(meant))

    def _ends_unseen(self, place: int, text: str) -> bool:
        """Whether the tallest row that there can be does not show all of a text on paper."""
        if self._helping or place >= self._printed or len(text) <= _TALLEST:
            return False
        return signs_on(text, self._room[place], _TALLEST) < len(text)

    def shown_of(self, letter: str, text: str) -> int:
        """How many signs of a text a cell of a column shows on paper."""
        place = self._letters.index(letter)
        if self._helping or place < self._printed:
            return signs_on(text, self._room[place], _TALLEST)
        return len(text)

    def _new_cells(self, style: str) -> tuple[Any, Any]:
        cells = (_cell(self.sheet, style, quoted=False), _cell(self.sheet, style, quoted=True))
        self._cells[style] = cells
        return cells

    def heading_of(self, letter: str) -> str:
        """The heading above a column."""
        return self._columns[self._letters.index(letter)].heading

    def finish_table(self) -> None:
        """Make an Excel table with filters of the rows since the headings; set the print area."""
        last = max(self.row, self._first + 1)
        table = Table(
            displayName=f"List{len(self._book.sheets)}",
            ref=f"A{self._first}:{self._letters[-1]}{last}",
        )
        table._initialise_columns()
        for column, named in zip(self._columns, table.tableColumns, strict=True):
            named.name = column.heading
        self.sheet.tables.add(table)

    def finish(self) -> None:
        """Set what is printed: nothing of a hidden sheet, which LibreOffice prints else."""
        if self.sheet.sheet_state == "visible":
            self.sheet.print_area = f"A1:{self._letters[self._printed - 1]}{max(self.row, 1)}"

    def offer(self, column: int, source: str) -> None:
        """Offer choices in the cells of a column of the table."""
        offer = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=True)
        letter = self._letters[column]
        offer.add(f"{letter}{self._first + 1}:{letter}{max(self.row, self._first + 1)}")
        self.sheet.data_validations.append(offer)


def _trail(heading: TableTitle, length: int) -> str:
    return _("Trail {digest}, step {step}").format(
        digest=heading.digest[:length], step=heading.step
    )


class Workbook:
    """A workbook being written: sheets in order, then long texts and choices."""

    def __init__(self, heading: TableTitle) -> None:
        self.heading = heading
        self.sheets: list[WrittenSheet] = []
        self.workbook = openpyxl.Workbook(write_only=True)
        self.workbook.calculation.fullCalcOnLoad = False
        self._long: WrittenSheet | None = None
        self._origin: WrittenSheet | None = None
        self._continued = 0
        self.rows = 0

    def sheet(self, name: str, layout: Sequence[tuple[str, float]], **options: Any) -> WrittenSheet:
        """A further sheet; layout is the heading and width of each column."""
        return WrittenSheet(self, name, layout, **options)

    def continue_text(
        self, sheet: WrittenSheet, letter: str, text: str, values: Sequence[object]
    ) -> str:
        """The start of a long text, encoded, with the place where the rest now stands."""
        if self._long is None:
            layout = [(_("Sheet"), 18), (_("Cell"), 9), (_("Row"), 18), (_("Column"), 22),
                      (_("Part"), 7), (_("Text"), 110)]  # fmt: skip
            self._long = self.sheet(_(CONTINUED), layout, helping=True)
            self._long.head(_(CONTINUED))
            self._long.headings()
        long = self._long
        sign = continuation(long.meant.name, long.row + 1)
        end = min(
            fitting(text, CELL - units(encode(sign))),
            max(sheet.shown_of(letter, text) - len(sign), 1),
        )
        start = encode(text[:end] + sign)
        part = 2
        name = clean(str(next(iter(values), "")))
        name = name[: fitting(name, 200)]
        while end < len(text):
            rest = text[end : end + CELL]
            step = min(fitting(rest, CELL), long.shown_of("F", rest))
            piece = text[end : end + step]
            place = (sheet.meant.name, f"{letter}{sheet.row}", name, sheet.heading_of(letter))
            long.write([*place, part, piece], ["text", "code", "code", "text", "number", "long"])
            end, part = end + step, part + 1
        self._continued += 1
        return start

    def choices(self, lists: Sequence[tuple[WrittenSheet, int, Sequence[str]]]) -> None:
        """Offer lists of choices, kept in a hidden sheet, in columns of tables."""
        if not lists:
            return
        layout = [(sheet._columns[column].heading, 24) for sheet, column, _words in lists]
        hidden = self.sheet(_(CHOICES), layout, helping=True)
        hidden.headings()
        for row in range(max(len(words) for _sheet, _column, words in lists)):
            hidden.write(
                [words[row] if row < len(words) else "" for _sheet, _column, words in lists],
                ["text"] * len(lists),
            )
        hidden.sheet.sheet_state = "hidden"
        quoted = hidden.meant.name.replace("'", "''")
        for letter, (sheet, column, words) in zip(hidden._letters, lists, strict=True):
            sheet.offer(column, f"'{quoted}'!${letter}$2:${letter}${len(words) + 1}")

    def origin(self, columns: Sequence[tuple[str, str]] = ()) -> WrittenSheet | None:
        """The hidden sheet by which the workbook is known when it comes back.

        columns: key and heading of each column of a list, whose rows are told with
        `WrittenSheet.write`.
        """
        heading = self.heading
        if not heading.sort or self._origin is not None:
            return self._origin
        layout = [(own.MARK, 20), ("", 40), ("", 60)]
        self._origin = self.sheet(own.MARK, layout, helping=True)
        rows = [*own.head_rows(heading.sort, heading.book, heading.step)]
        rows += [own.column_row(key, text) for key, text in columns]
        for row in rows:
            self._origin.write(row, CODES)
        self._origin.sheet.sheet_state = "hidden"
        return self._origin

    def save(self, to: Path) -> Written:
        """Write the file, read it back; `to` is not yet the name that the user chose."""
        self.origin()
        heading, properties = self.heading, self.workbook.properties
        moment = datetime.combine(heading.on, time())
        properties.title = one_line(heading.title)
        properties.creator = properties.lastModifiedBy = one_line(heading.author) or "AuditDesk"
        properties.created = properties.modified = moment
        for name, value in (
            ("Organisation", heading.organisation),
            ("Trail digest", heading.digest),
            ("Trail step", str(heading.step)),
        ):
            self.workbook.custom_doc_props.append(StringProperty(name=name, value=one_line(value)))
        for sheet in self.sheets:
            sheet.finish()
        with _Archive(to, heading.on) as archive:
            ExcelWriter(self.workbook, archive).write_data()
        cells = reread(to, [sheet.meant for sheet in self.sheets])
        return Written(to, self.rows, cells, self._continued)

    def discard(self) -> None:
        """Remove what openpyxl put aside, also after a failure."""
        for sheet in self.workbook.worksheets:
            writer = sheet._writer
            if writer and Path(writer.out).exists():
                if not sheet.closed and sheet._rows is not None:
                    sheet._rows.close()
                writer.close()
                writer.cleanup()


def write(to: Path, heading: TableTitle, fill: Callable[[Workbook], None]) -> Written:
    """Write a workbook; it takes its name only after it read back as meant (Trouble else)."""
    with replacing(to, WORKBOOK) as part:
        book = Workbook(heading)
        try:
            fill(book)
            written = book.save(part)
        except Unlike as error:
            raise Trouble(
                _(
                    "The new {name} did not read back as it was written ({what}). It was thrown"
                    " away; an older file is unchanged."
                ).format(name=to.name, what=error)
            ) from error
        finally:
            book.discard()
    return Written(to, written.rows, written.cells, written.continued)
