"""Tables: where the tables of a sheet are, what stands above, within and below them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import islice

from auditdesk.intake.beside import Beside
from auditdesk.intake.grid import months_across
from auditdesk.intake.heading_rows import headings_at, stands_over
from auditdesk.intake.headings import hits
from auditdesk.intake.kept import Kept as Kept
from auditdesk.intake.legend import as_line, is_legend, legend_in
from auditdesk.intake.looks import (
    LOOKED_AT,
    calendar_in,
    is_like_the_rest,
    is_value,
    key_of,
    width_of,
)
from auditdesk.intake.number_format import is_error
from auditdesk.intake.source import Cell, Line, Sheet, is_empty, text_of
from auditdesk.intake.source import Heading as Heading
from auditdesk.intake.sums import is_sum, is_total
from auditdesk.intake.values import is_clause
from auditdesk.intake.words import fold, is_placeholder

_WAITING = frozenset("[_*☐")


@dataclass
class SheetTable:
    """One table of a sheet.

    header: the numbers of its heading rows, none where it has no headings. titles: what stands
    above it, in the rows `above`. left: rows that are none of its rows, and why. shifted: numbers
    of rows with more cells than headings, in files where cells have no column of their own.
    legend: what its marks and short words stand for, where a line above or below it says so.
    """

    sheet: str
    headings: tuple[Heading, ...]
    header: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    above: tuple[int, ...] = ()
    rows: list[Line] = field(default_factory=list)
    left: list[tuple[int, Kept]] = field(default_factory=list)
    shifted: set[int] = field(default_factory=set)
    hidden: bool = False
    filled_down: int = 0
    file: str = ""
    unread: tuple[str, ...] = ()
    beside: Beside = field(default_factory=Beside)
    legend: dict[str, str] = field(default_factory=dict)

    def frame(self) -> list[tuple[int, Kept]]:
        """The titles above it and its headings."""
        titles = [(number, Kept.TITLE) for number in self.above]
        return [*titles, *((number, Kept.HEADING) for number in self.header)]

    @property
    def is_form(self) -> bool:
        """Whether it is one thing, field below field."""
        return any(one.cell for one in self.headings)

    def column(self, place: int, most: int | None = None) -> list[Cell]:
        """The first cells of a column that say something, or all of them; a merged one once."""
        found = (self.cell(line, place) for line in self.rows if place not in line.filled)
        return list(islice((cell for cell in found if cell is not None), most))

    def cell(self, line: Line, place: int) -> Cell:
        """One cell; what a form left to be filled in is nothing."""
        cell = line.cells[place] if place < len(line.cells) else None
        if not isinstance(cell, str):
            return cell
        text = cell.strip()
        return None if not text or is_placeholder(text) or is_error(text) else text


def find_tables(sheet: Sheet) -> list[SheetTable]:
    """The tables of a sheet, from top to bottom and left to right."""
    lines, filled = _unmerged(sheet)
    found: list[SheetTable] = []
    for left, right in _side_by_side(lines):
        part = [_cut(line, left, right) for line in lines] if (left, right) != _ALL else lines
        part = [line for line in part if any(not is_empty(cell) for cell in line.cells)]
        found += _stacked(sheet, part, left)
    for table in found:
        table.filled_down = filled
        table.unread, table.beside = sheet.unread, sheet.beside
        if sheet.continued:
            parts = [line.number for line in table.rows if line.number in sheet.continued]
            table.left += [(number, Kept.CONTINUED) for number in parts]
            table.rows = [line for line in table.rows if line.number not in sheet.continued]
    return found


_ALL = (0, 1 << 20)


# --- shape ------------------------------------------------------------------------------------


def _unmerged(sheet: Sheet) -> tuple[list[Line], int]:
    """The rows with merged cells filled downwards: what spans five rows is said of each."""
    lines = sheet.lines
    by_number = {line.number: line for line in lines}
    filled = 0
    for top, left, bottom, right in sheet.merges:
        first = by_number.get(top)
        if bottom == top or right != left or first is None or left >= len(first.cells):
            continue
        value = first.cells[left]
        if is_empty(value) or bottom - top > 5000:
            continue
        for number in range(top + 1, bottom + 1):
            line = by_number.get(number)
            if line is None:
                continue
            cells = list(line.cells)
            cells += [None] * (left + 1 - len(cells))
            if is_empty(cells[left]):
                cells[left] = value
                line.cells = cells
                line.filled |= {left}
                filled += 1
    return lines, filled


def _side_by_side(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Tables beside each other: an empty column between, and headings known on both sides."""
    width = max((len(line.cells) for line in lines), default=0)
    if width < 5:
        return [_ALL]
    used = [False] * width
    for line in lines:
        for place, cell in enumerate(line.cells):
            if not used[place] and not is_empty(cell):
                used[place] = True
    if all(used[used.index(True) :]) if any(used) else True:
        return [_ALL]
    for gap in range(used.index(True) + 2, width - 2):
        if used[gap]:
            continue
        for line in lines[:LOOKED_AT]:
            texts = [text_of(cell) for cell in line.cells]
            if hits(texts[:gap]) >= 2 and hits(texts[gap:]) >= 2 and _repeats(texts, gap):
                return [
                    (0, gap),
                    *[
                        (gap + 1 + a, gap + 1 + min(b, width))
                        for a, b in _side_by_side(
                            [_cut(one, gap + 1, width, keep=False) for one in lines]
                        )
                    ],
                ]
    return [_ALL]


def _repeats(texts: list[str], gap: int) -> bool:
    """Whether some heading stands on both sides, or nothing but this one column is missing."""
    left = {fold(text) for text in texts[:gap] if text}
    right = {fold(text) for text in texts[gap:] if text}
    holes = sum(1 for text in texts[: len(texts)] if not text)
    return bool(left & right) or holes == 1


def _cut(line: Line, left: int, right: int, keep: bool = True) -> Line:
    cells = list(line.cells[left:right])
    return Line(line.number, [None] * left + cells if keep else cells, line.hidden, line.filled)


# --- headings ---------------------------------------------------------------------------------


def _stacked(sheet: Sheet, lines: list[Line], left: int) -> list[SheetTable]:
    """The tables below each other."""
    found: list[SheetTable] = []
    start = 0
    while start < len(lines):
        at = _header_at(sheet, lines, start)
        if at is None:
            break
        end = _next_header(lines, at)
        found.append(_table(sheet, lines, start, at, end))
        start = end
    if not found and lines:
        found.append(_headless(sheet, lines))
    return found


def _header_at(sheet: Sheet, lines: list[Line], start: int) -> int | None:
    """The first row that reads like headings nearly as well as the best one does."""
    if sheet.header:
        return next((n for n, line in enumerate(lines) if line.number == sheet.header), None)
    scores = [
        (n, 0.0 if is_like_the_rest(lines, n) else _score(lines, n))
        for n in range(start, min(len(lines), start + LOOKED_AT))
    ]
    best = max((score for _n, score in scores), default=0)
    if best <= 0:
        return None
    found = next(n for n, score in scores if score >= 0.7 * best)
    return found - 1 if found > start and stands_over(sheet, lines, found) else found


def _score(lines: list[Line], n: int) -> float:
    """How much a row reads like headings: texts, short, different, known, with rows below."""
    calendar = calendar_in(lines[n].cells)
    cells = [cell for place, cell in enumerate(lines[n].cells) if place not in calendar]
    if calendar and not any(map(is_value, cells)) and hits(list(map(text_of, cells))):
        return float(len(calendar))
    texts = [text_of(cell) for cell in cells if not is_empty(cell)]
    count = len(texts)
    if calendar or count < 2 or any(map(is_value, cells)):
        return 0.0
    if max(map(len, texts)) > 120 or len(set(map(fold, texts))) < 0.7 * count:
        return 0.0
    if sum(text.endswith(":") for text in texts) > 0.5 * count:
        return 0.0
    clauses = sum(map(is_clause, texts))
    known = hits(texts) + (clauses if clauses > 1 else 0)
    below = [width_of(line) for line in lines[n + 1 : n + 12]]
    usual = max(set(below), key=below.count) if below else 0
    if known < 2 and not (known and count <= 3):
        first = n == 0 or lines[n - 1].number < lines[n].number - 1 or width_of(lines[n - 1]) == 1
        fills = bool(below) and count >= 0.6 * usual and count >= 2
        values = any(
            is_value(cell) or (isinstance(cell, str) and len(cell.strip()) == 1)
            for line in lines[n + 1 : n + 12]
            for cell in line.cells
        )
        return 0.4 + 0.1 * min(count, 6) if first and fills and values and count > 1 else 0.0
    return known + 0.1 * count - 0.3 * sum(len(text) > 45 for text in texts)


def _next_header(lines: list[Line], at: int) -> int:
    """Where the next table begins: at another row of known headings, with its titles."""
    here = key_of(lines[at])
    for n in range(at + 2, len(lines)):
        line = lines[n]
        gap = line.number > lines[n - 1].number + 1 or width_of(lines[n - 1]) == 1
        if not gap:
            continue
        texts = [text_of(cell) for cell in line.cells if not is_empty(cell)]
        if len(texts) < 2 or key_of(line) == here or any(map(is_value, line.cells)):
            continue
        if len(texts) > 40 or max(map(len, texts)) > 80:
            continue
        if hits(texts) >= max(2, 0.6 * len(texts)):
            while n > at + 1 and width_of(lines[n - 1]) == 1 and len(texts) > 2:
                n -= 1
            return n
    return len(lines)


def _table(sheet: Sheet, lines: list[Line], start: int, at: int, end: int) -> SheetTable:
    words, deep = headings_at(sheet, lines, at, end)
    filled = {
        place
        for line in lines[at + deep : end]
        for place, cell in enumerate(line.cells)
        if not is_empty(cell)
    }
    named = [Heading.of(place, parts) for place, parts in enumerate(words) if parts]
    last = max((one.place for one in named), default=0)
    covered = {
        place
        for first, left, below, right in sheet.merges
        if first <= lines[at].number <= below and right > left
        for place in range(left + 1, right + 1)
    }
    extra = sorted(
        place
        for place in filled
        if place not in {one.place for one in named}
        and (sheet.placed or place <= last)
        and not (place in covered and deep == 1 and place not in filled)
    )
    headings = sorted([*named, *(Heading(place, "") for place in extra)], key=lambda h: h.place)
    table = SheetTable(
        sheet.name,
        tuple(headings),
        tuple(line.number for line in lines[at : at + deep]),
        tuple(
            text_of(cell) for line in lines[start:at] for cell in line.cells if not is_empty(cell)
        ),
        hidden=sheet.hidden,
    )
    _fill(table, sheet, lines[at + deep : end], key_of(lines[at]), last)
    table.above = tuple(line.number for line in lines[start:at])
    return table


def _headless(sheet: Sheet, lines: list[Line]) -> SheetTable:
    width = max(len(line.cells) for line in lines)
    table = SheetTable(
        sheet.name, tuple(Heading(place, "") for place in range(width)), hidden=sheet.hidden
    )
    table.rows = list(lines)
    return table


# --- rows -------------------------------------------------------------------------------------


def _fill(
    table: SheetTable, sheet: Sheet, lines: list[Line], repeated: tuple[str, ...], last: int
) -> None:
    wide = len([one for one in table.headings if one.text])
    grid = months_across(table.headings).keys()
    for line in lines:
        why = _of_grid(line, grid) or _why_left(table, line, repeated, wide)
        if why:
            table.left.append((line.number, why))
            continue
        table.rows.append(line)
        if not sheet.placed and any(not is_empty(cell) for cell in line.cells[last + 1 :]):
            table.shifted.add(line.number)
    _footers(table, wide)
    left = {number for number, _why in table.left}
    noted = [line.cells for line in lines if line.number in left]
    rows = (list(filter(None, map(text_of, cells))) for cells in noted)
    table.legend = legend_in((*table.titles, as_line(table.titles), *map(as_line, rows)))
    last_row = table.rows[-1].number if table.rows else 0
    table.left = [
        (number, Kept.FOOTER if why is Kept.SECTION and number > last_row else why)
        for number, why in table.left
    ]
    table.headings = tuple(one for one in table.headings if one.text or table.column(one.place))


def _of_grid(line: Line, grid: Collection[int]) -> Kept | None:
    """Why a row below a grid is nobody's and no audit: a sum of its marks, or what they mean."""
    if not grid:
        return None
    if is_legend([text_of(cell) for cell in line.cells if not is_empty(cell)]):
        return Kept.LEGEND
    return Kept.SUM if is_sum(line, grid) else None


def _why_left(table: SheetTable, line: Line, repeated: tuple[str, ...], wide: int) -> Kept | None:
    first = next((cell for cell in line.cells if not is_empty(cell)), None)
    if fold(text_of(first)) == repeated[0] and key_of(line) == repeated:
        return Kept.REPEATED
    if _is_plainly_a_row(line):
        return None
    said = [one.place for one in table.headings if table.cell(line, one.place) is not None]
    if wide >= 3 and len(said) == 1 and said[0] == table.headings[0].place:
        text = text_of(line.cells[said[0]])
        if len(text) > 3 and (" " in text or not any(map(str.isdigit, text))):
            return Kept.SECTION
    told = [place for place in said if fold(text_of(line.cells[place])) not in ("☐", "")]
    options = [place for place in told if _is_choice(text_of(line.cells[place]))]
    waiting = sum(1 for cell in line.cells if isinstance(cell, str) and is_placeholder(cell))
    if wide >= 3 and len(told) - len(options) <= 1 and (len(said) == 0 or _is_form(table, line)):
        return Kept.BLANK
    if waiting and waiting >= len(told) - len(options):
        return Kept.BLANK
    return None if said else Kept.BLANK


def _is_plainly_a_row(line: Line) -> bool:
    """Whether three cells and more are filled in, and none waits to be."""
    filled = 0
    for cell in line.cells:
        if isinstance(cell, str) and (
            cell[:1] in _WAITING or cell.count("/") > 1 or is_placeholder(cell)
        ):
            return False
        filled += cell is not None and cell != ""
    return filled >= 3


def _is_choice(text: str) -> bool:
    """Whether a cell offers words to choose from: Critical / Major / Minor."""
    return text.count("/") >= 2 and len(text) < 60 and not any(map(str.isdigit, text))


def _is_form(table: SheetTable, line: Line) -> bool:
    """Whether a row holds what a form has before anybody fills it in: a number, boxes, choices."""
    first = table.headings[0].place
    for one in table.headings:
        cell = table.cell(line, one.place)
        if cell is None or one.place == first:
            continue
        text = text_of(cell)
        if not (text.startswith("☐") or _is_choice(text)):
            return False
    return True


def _footers(table: SheetTable, wide: int) -> None:
    """Take off what stands below the last true row: a sum, a note, a signature line."""
    kept = {number for number, why in table.left}
    if wide < 3:
        return
    while table.rows:
        line = table.rows[-1]
        said = [text_of(cell) for cell in line.cells if not is_empty(cell)]
        before = table.rows[-2].number if len(table.rows) > 1 else line.number
        skipped = set(range(before + 1, line.number)) - kept
        alone = len(said) == 1 and len(table.rows) > 0
        first = said[0] if said else ""
        total = is_total(first)
        noted = len(said) <= 2 and bool(skipped) and wide >= 4 and len(table.rows) > 1
        if not (alone or (total and len(said) <= 0.6 * wide) or noted):
            return
        table.rows.pop()
        table.left.append((line.number, Kept.FOOTER))
