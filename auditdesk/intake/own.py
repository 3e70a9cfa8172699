"""Own: the workbooks of this program, known again when they come back, and what was edited in them.

Every workbook carries a hidden sheet that says what it is, of which book and as of which step. One
of a list adds its columns, and for each row the id of its record and a digest of every cell as it
was written. Hidden sheets survive in LibreOffice's xlsx, ods and xls. A cell that no longer has its
digest was edited; nothing else is anybody's wish, whatever the book says by now.

Digests pass over how much white space stands between words, which spreadsheet programs change when
they save another format; that of the first workbooks passed over all of it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zlib import crc32

from auditdesk.i18n import N_, _
from auditdesk.intake.source import Cell, Line, Sheet, Source, is_empty, text_of

MARK = "AuditDesk workbook"
"""The name of the hidden sheet, and what stands in its first cell."""
_STEP, _COLUMN, _ROW = "step", "column", "row"
_SIGNS = 8
_SPACED = "spaces"
"""Says that the digests of a workbook tell words apart by the space between them."""

LISTS = {
    "findings": "finding",
    "actions": "action",
    "audits": "audit",
    "units": "unit",
    "people": "person",
    "clauses": "clause",
    "absences": "absence",
}
"""The lists whose cells can be changed in a workbook, and the kind of thing each row is."""
_IDENTITY = {"clauses": ("standard", "number"), "absences": ("person",)}
"""The columns that say which record a row is, where it is not the first alone."""
PRINTS = {
    "programme": N_(
        "This is the audit programme to be read, and changes nothing. Send the list of audits"
        " round instead: what is changed in it comes back."
    ),
    "plan": N_(
        "This is the plan of one audit to be read, and changes nothing. Send the list of audits"
        " round for dates and people; the timetable is changed in AuditDesk."
    ),
    "trail": N_("This is the trail of changes: it tells what was done, and nothing is taken in."),
    "completeness": N_(
        "This tells what an external auditor would ask: mend the records themselves, in AuditDesk."
    ),
    "transition": N_("This tells how far the transition to an edition is: nothing is taken in."),
    "evidence map": N_("This tells where there is evidence, and how old: nothing is taken in."),
    "contents": N_("These are the contents of a folder for the certification body."),
    "evidence": N_(
        "This is the list of evidence files, and changes nothing: captions are written in"
        " AuditDesk, where the files are."
    ),
    "import": N_("This tells where the rows of an import went. Take in the file itself instead."),
    "auditor log": N_(
        "This is the log of auditors, counted from the audits, and changes nothing. Send the list"
        " of audits or of people round instead."
    ),
    "response": N_(
        "This is a response form. Take it in as answers; where its marks are gone, send a new one."
    ),
}
"""The workbooks that are read and not filled in, and what may be sent round instead."""


@dataclass(frozen=True)
class KeptRow:
    """A row as it was written: the id of its record, and a digest for each column."""

    id: str
    digests: tuple[str, ...]


@dataclass
class WorkbookOrigin:
    """What a workbook is. sort: one of LISTS or PRINTS. columns: key and heading of each."""

    sort: str
    book: str
    step: int = 0
    between: str = ""
    """What stands for white space in its digests."""
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[KeptRow] = field(default_factory=list)


def digest(value: object, between: str = " ") -> str:
    """What tells an edited cell from one that was saved in another format.

    between: what stands for the white space between two words.
    """
    if value is None or value == "":
        return "-" * _SIGNS
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        text = value.isoformat()
    elif isinstance(value, str):
        text = unicodedata.normalize("NFC", between.join(value.split()))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = f"{value:.15g}"
    else:
        text = "".join(str(value).split())
    return f"{crc32(text.encode('utf-8', 'replace')):0{_SIGNS}x}" if text else "-" * _SIGNS


def head_rows(sort: str, book: str, step: int) -> Iterator[tuple[str, str, str]]:
    """What stands first in the hidden sheet."""
    yield MARK, sort, book
    yield _STEP, str(step), _SPACED


def column_row(key: str, heading: str) -> tuple[str, str, str]:
    """A column of the list in the hidden sheet."""
    return _COLUMN, key, heading


def record_row(id: str, values: Iterable[object]) -> tuple[str, str, str]:
    """A row of the list in the hidden sheet."""
    return _ROW, id, "".join(map(digest, values))


def origin_of(source: Source) -> WorkbookOrigin | None:
    """What a file is, where it is a workbook of this program; None where it is another's."""
    for sheet in source.sheets:
        first = sheet.lines[0].cells if sheet.lines else ()
        if len(first) >= 3 and text_of(first[0]) == MARK:
            return _read(sheet)
    return None


def is_origin(sheet: Sheet) -> bool:
    """Whether a sheet is the hidden one that says what its workbook is."""
    return bool(sheet.lines) and text_of(next(iter(sheet.lines[0].cells), None)) == MARK


def _read(sheet: Sheet) -> WorkbookOrigin:
    _mark, sort, book = (text_of(cell) for cell in sheet.lines[0].cells[:3])
    origin = WorkbookOrigin(sort, book)
    for line in sheet.lines[1:]:
        cells = [text_of(cell) for cell in line.cells[:3]]
        what, name, rest = cells + [""] * (3 - len(cells))
        if what == _STEP and name.isdecimal():
            origin.step = int(name)
            origin.between = " " if rest == _SPACED else ""
        elif what == _COLUMN:
            origin.columns.append((name, rest))
        elif what == _ROW:
            parts = (rest[n : n + _SIGNS] for n in range(0, len(rest), _SIGNS))
            origin.rows.append(KeptRow(name, tuple(parts)))
    return origin


@dataclass
class OwnTable:
    """The table of a list that came back. places: where each column of it stands by now."""

    origin: WorkbookOrigin
    header: Line
    places: dict[str, int]
    lines: list[Line]

    def cell(self, line: Line, key: str) -> Cell:
        """What a row says in a column; None where the column was taken out."""
        place = self.places.get(key)
        cell = line.cells[place] if place is not None and place < len(line.cells) else None
        return None if is_empty(cell) else cell

    def matched(self) -> Iterator[tuple[Line, KeptRow | None]]:
        """Each row with what it was when it was written, whatever the rows were sorted by.

        Rows that are as they were find theirs first, then those that still say which record they
        are. A row that names another record is the one with which it shares all else; one that
        names none is that with which it shares most cells, and half of them at least. None is a
        row that somebody added.
        """
        keys = [key for key, _heading in self.origin.columns]
        here = [n for n, key in enumerate(keys) if key in self.places]
        told = [[self._digest(line, keys[n]) for n in here] for line in self.lines]
        waiting: dict[tuple[str, ...], list[KeptRow]] = {}
        for kept in self.origin.rows:
            shown = tuple(kept.digests[n] for n in here if n < len(kept.digests))
            waiting.setdefault(shown, []).append(kept)
        found: list[KeptRow | None] = []
        for row in told:
            same = waiting.get(tuple(row))
            found.append(same.pop(0) if same else None)
        left = [(shown, kept) for shown, all_alike in waiting.items() for kept in all_alike]
        index = _Index(left, self._identity([keys[n] for n in here]))
        for same_record in (index.of_identity, index.renamed, index.nearest):
            for n, row in enumerate(told):
                found[n] = found[n] or same_record(row)
        yield from zip(self.lines, found, strict=True)

    def _identity(self, keys: Sequence[str]) -> tuple[int, ...]:
        """Where the cells stand that say which record a row is, among those of these columns."""
        first = (self.origin.columns[0][0],) if self.origin.columns else ()
        names = _IDENTITY.get(self.origin.sort, first)
        return tuple(map(keys.index, names)) if set(names) <= set(keys) else ()

    def edited(self, line: Line, kept: KeptRow) -> list[str]:
        """The keys of the columns in which a row no longer says what was written."""
        return [
            key
            for n, (key, _heading) in enumerate(self.origin.columns)
            if key in self.places
            and n < len(kept.digests)
            and self._digest(line, key) != kept.digests[n]
        ]

    def _digest(self, line: Line, key: str) -> str:
        return digest(self.cell(line, key), self.origin.between)


class _Index:
    """The rows that no row of the file repeats, by each of their cells.

    identity: where the cells stand that say which record a row is.
    """

    def __init__(
        self, rows: Sequence[tuple[tuple[str, ...], KeptRow]], identity: tuple[int, ...]
    ) -> None:
        self._rows = list(rows)
        self._identity = identity
        self._by_identity: dict[tuple[str, ...], list[int]] = {}
        self._by_rest: dict[tuple[str, ...], list[int]] = {}
        for n, (shown, _kept) in enumerate(self._rows):
            self._by_identity.setdefault(self._named(shown), []).append(n)
            self._by_rest.setdefault(self._rest(shown), []).append(n)
        self._free = set(range(len(self._rows)))
        self._by_cell: dict[tuple[int, str], list[int]] = {}
        for n, (shown, _kept) in enumerate(self._rows):
            for place, sign in enumerate(shown):
                if sign.strip("-"):
                    self._by_cell.setdefault((place, sign), []).append(n)

    def _named(self, row: Sequence[str]) -> tuple[str, ...]:
        """What a row says of which record it is; nothing where any of it is empty."""
        named = tuple(row[place] for place in self._identity if place < len(row))
        return named if all(sign.strip("-") for sign in named) else ()

    def _rest(self, row: Sequence[str]) -> tuple[str, ...]:
        return tuple(sign for place, sign in enumerate(row) if place not in self._identity)

    def of_identity(self, row: Sequence[str]) -> KeptRow | None:
        """The free row of the same record; of several, the one that shares most cells."""
        named = self._named(row)
        free = [n for n in self._by_identity.get(named, ()) if n in self._free] if named else []
        return self._taken(max(free, key=lambda n: self._shared(row, n))) if free else None

    def renamed(self, row: Sequence[str]) -> KeptRow | None:
        """The free row that says the same but for which record it is."""
        free = [n for n in self._by_rest.get(self._rest(row), ()) if n in self._free]
        return self._taken(free[0]) if self._named(row) and free else None

    def _shared(self, row: Sequence[str], n: int) -> int:
        """How many filled cells a row shares with one that was written."""
        return sum(a == b for a, b in zip(row, self._rows[n][0], strict=False) if a.strip("-"))

    def _taken(self, n: int) -> KeptRow:
        self._free.discard(n)
        return self._rows[n][1]

    def nearest(self, row: Sequence[str]) -> KeptRow | None:
        """The free row that shares most cells with one that names no record; free no longer.

        Cells that tell rows apart are asked first; those that most rows share only count.
        """
        if self._named(row):
            return None
        cells = [(place, sign) for place, sign in enumerate(row) if (place, sign) in self._by_cell]
        cells.sort(key=lambda one: len(self._by_cell[one]))
        candidates: dict[int, None] = {}
        for one in cells[:3]:
            candidates |= dict.fromkeys(n for n in self._by_cell[one][:200] if n in self._free)
        filled = sum(1 for sign in row if sign.strip("-"))
        best, most = None, 0
        for n in candidates:
            shared = self._shared(row, n)
            if shared > most:
                best, most = n, shared
        if best is None or 2 * most < filled:
            return None
        return self._taken(best)


def table_in(source: Source, origin: WorkbookOrigin) -> tuple[Sheet, OwnTable] | None:
    """The sheet and table of a list: the first that has half of its headings in one row."""
    headings = {heading: key for key, heading in origin.columns}
    for sheet in source.sheets:
        if is_origin(sheet):
            continue
        for n, line in enumerate(sheet.lines[:30]):
            places: dict[str, int] = {}
            for place, cell in enumerate(line.cells):
                key = headings.get(text_of(cell))
                if key is not None:
                    places.setdefault(key, place)
            if len(places) >= max(1, len(headings) // 2):
                rows = [
                    one
                    for one in sheet.lines[n + 1 :]
                    if any(not is_empty(cell) for cell in one.cells)
                ]
                return sheet, OwnTable(origin, line, places, rows)
    return None


def says(origin: WorkbookOrigin) -> str:
    """What is said of a workbook when it comes back."""
    if origin.sort in LISTS:
        return _("A list of AuditDesk: only cells that were edited change anything in its book.")
    told = PRINTS.get(origin.sort)
    return _(told) if told else _("A workbook of a later AuditDesk: nothing is taken from it.")
