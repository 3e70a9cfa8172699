"""As of: the book as it was at the end of a day, read as today's book is read.

The changes since are played back on the book's own connection, in a transaction that can never
commit: readers, lists and papers ask as they always do, and nothing reaches the file. It shows what
was recorded by then; what was entered later, also for earlier days, is not in it.
"""

import contextlib
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

import apsw

from auditdesk import scratch
from auditdesk.book import backups, opened, search, search_index
from auditdesk.book.days import Days, zone_at_end_of
from auditdesk.book.opening import connect
from auditdesk.book.reading import Reading
from auditdesk.book.shape import Shape, shape_of
from auditdesk.book.trail import Head
from auditdesk.book.troubles import in_plain_words
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.book.book import Book

Values = dict[str, Any]
_CACHE = 32 * 1024
"""KiB of pages that an open book keeps in memory."""
_CACHE_OF_A_ROW = 16
"""KiB of pages that playing one row back changes at most, on average."""
_MOST_CACHE = 400 * 1024
"""KiB of pages to keep in memory for however many rows."""
_INDEXED = 3000
"""Rows whose words of then are put into the index of the search: some two seconds of work."""


class Past(Reading):
    """The book as of a day. It reads like today's; nothing can be written to it.

    head: the last step that is in it. odd: how many steps of the book bear a moment that cannot be
    right; they count with the step before them. touched: the rows that were different.
    """

    def __init__(self, day: date, head: Head, odd: int) -> None:
        self.day = day
        self.head = head
        self.odd = odd
        self.touched: tuple[tuple[str, str], ...] = ()
        self._indexed = False
        self._bodies: list[tuple[int, str]] | None = None

    @property
    def title(self) -> str:
        """In one line, what this is: for the bar of the window, for papers and workbooks."""
        return _("As recorded by the end of {day} ({zone}), step {seq} of the trail").format(
            day=self.day.isoformat(), zone=zone_at_end_of(self.day), seq=self.head.seq
        )

    @property
    def limits(self) -> tuple[str, ...]:
        """What it cannot know, in sentences."""
        sentences = [
            _("What was entered later, also for earlier days, is not in it."),
            _("Labels, hints and the layout of papers are today's."),
        ]
        if self.odd:
            sentences.append(
                ngettext(
                    "The clock was wrong in {n} step, which counts with the step before it.",
                    "The clock was wrong in {n} steps, which count with the steps before them.",
                    self.odd,
                ).format(n=self.odd)
            )
        return tuple(sentences)

    def matching(self, connection: apsw.Connection, text: str) -> search.Match:
        """How to find the places that held every word of `text` then.

        Where few rows were different, their words of then go into the index; else these rows are
        read one by one, and the index answers for the others.
        """
        match = search.matching(text)
        with _writing(connection):
            if len(self._searched()) <= _INDEXED:
                if not self._indexed:
                    rows = (_columns_of(connection, *row) for row in self._searched())
                    search_index.update(connection, rows)
                    self._indexed = True
                return match
            if self._bodies is None:
                self._bodies = self._read_bodies(connection)
        finder = search.Finder(text)
        places = [place for place, body in self._bodies if finder.finds(body)]
        source = (
            f"(SELECT m.rowid AS rowid FROM {match.source} WHERE {match.condition}"
            " AND m.rowid NOT IN (SELECT place FROM temp.differed_then)"
            f" UNION ALL SELECT value FROM json_each('{places}')) m"
        )
        return match._replace(source=source, condition="1")

    def _read_bodies(self, connection: apsw.Connection) -> list[tuple[int, str]]:
        """The words of then of the rows that were different, each by its place in the index."""
        connection.execute("CREATE TEMP TABLE differed_then (place INTEGER PRIMARY KEY)")
        bodies = []
        for table, row in self._searched():
            place: Any = connection.execute(
                "SELECT place FROM searchable WHERE row = ?", (row,)
            ).get
            _name, _row, columns = _columns_of(connection, table, row)
            if place is None and columns is not None:
                connection.execute("INSERT INTO searchable (kind, row) VALUES (?, ?)", (table, row))
                place = connection.last_insert_rowid()
            if place is not None:
                connection.execute("INSERT INTO differed_then VALUES (?)", (place,))
            if columns is not None:
                bodies.append((place, search.body_of(columns.values())))
        return bodies

    def _searched(self) -> list[tuple[str, str]]:
        return [(table, row) for table, row in self.touched if table in search_index.SEARCHED]


@contextlib.contextmanager
def _writing(connection: apsw.Connection) -> Iterator[None]:
    """What the search writes for itself; it goes when the past is left."""
    connection.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA query_only = ON")


def _columns_of(
    connection: apsw.Connection, table: str, row: str
) -> tuple[str, str, dict[str, Any] | None]:
    columns = search_index.SEARCHED[table]
    names = ", ".join(f'"{column}"' for column in columns)
    values = connection.execute(f'SELECT {names} FROM "{table}" WHERE id = ?', (row,)).fetchone()
    return table, row, None if values is None else dict(zip(columns, values, strict=True))


@contextlib.contextmanager
def past_of(book: "Book", when: date | int) -> Iterator[Past]:
    """The book as of the end of a day, or right after a step; today's book again at the end.

    Refusal for a day before the book began, a step that it has not, and inside another past.
    """
    book.refuse_in_the_past()
    if book.connection.in_transaction:
        raise RuntimeError("a step is being done")
    with ExitStack() as today:
        with in_plain_words(book.path):
            past = _known_past(book.connection, when)
            if book.why_read_only:
                today.enter_context(_private_copy(book))
            today.enter_context(_never_committed(book.connection))
            past.touched = _play_back(book.connection, past.head.seq)
            _cut_trail(book.connection, past.head.seq)
            book.connection.execute("PRAGMA query_only = ON")
        today.callback(setattr, book, "head", book.head)
        today.callback(setattr, book, "past", None)
        today.callback(setattr, book, "why_read_only", book.why_read_only)
        book.head, book.past, book.why_read_only = past.head, past, past.title
        yield past


def days_of(connection: apsw.Connection) -> Days:
    """The days of the book that is open on this connection."""
    moments = connection.execute(
        "SELECT json_group_array(at) FROM (SELECT at FROM step ORDER BY seq)"
    ).get
    return Days(json.loads(str(moments)))


def _known_past(connection: apsw.Connection, when: date | int) -> Past:
    """The past of that day or step, and whether there is one."""
    days = days_of(connection)
    if days.first is None:
        raise Refusal(_("The book is empty: it has no past."))
    if isinstance(when, int):
        if not 1 <= when <= days.steps:
            raise Refusal(
                _("The book has the steps 1 to {n}: there is no step {seq}.").format(
                    n=days.steps, seq=when
                )
            )
        day, seq = days.day_of(when), when
    else:
        day, seq = when, days.last_step(when)
        if not seq:
            raise Refusal(
                _("The book begins on {first}: it knows nothing of {day}.").format(
                    first=days.first.isoformat(), day=day.isoformat()
                )
            )
    digest = connection.execute("SELECT hash FROM step WHERE seq = ?", (seq,)).get
    return Past(day, Head(seq, str(digest)), days.odd)


@contextlib.contextmanager
def _private_copy(book: "Book") -> Iterator[None]:
    """Let the book be a copy of itself: what is open for reading only can begin no transaction."""
    with scratch.temporary() as folder:
        path = folder / book.path.name
        for _part in backups.copying(book.connection, path):
            pass
        shown, book.connection = book.connection, connect(path, read_only=False)
        opened.put(book.connection)
        try:
            yield
        finally:
            opened.close(book.connection)
            book.connection = shown


@contextlib.contextmanager
def _never_committed(connection: apsw.Connection) -> Iterator[None]:
    """A transaction that is rolled back whatever happens, with all that it needs set and unset.

    Pages stay in memory and the journal too, so that nothing reaches the disk; a commit from
    anywhere becomes a rollback; the triggers that guard the trail and the ledger rest.
    """
    with ExitStack() as back:
        for name, value, usual in (
            ("cache_spill", "OFF", "ON"),
            ("foreign_keys", "OFF", "ON"),
            ("journal_mode", "MEMORY", "DELETE"),
        ):
            connection.execute(f"PRAGMA {name} = {value}").fetchall()
            back.callback(
                lambda sql: connection.execute(sql).fetchall(), f"PRAGMA {name} = {usual}"
            )
        back.callback(connection.execute, f"PRAGMA cache_size = -{_CACHE}")
        connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
        back.callback(connection.config, apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)
        connection.execute("BEGIN IMMEDIATE")
        back.callback(_roll_back, connection)
        connection.set_commit_hook(lambda: True)
        back.callback(connection.set_commit_hook, None)
        back.callback(connection.execute, "PRAGMA query_only = OFF")
        yield


def _roll_back(connection: apsw.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


class _Difference:
    """How the rows of one table were, as far as they were different."""

    def __init__(self) -> None:
        self.missing: set[str] = set()
        self.whole: dict[str, Values] = {}
        self.parts: dict[str, Values] = {}

    def settled(self, row: str) -> bool:
        """Whether no later change can say more of how the row was."""
        return row in self.missing or row in self.whole

    def take_in(self, row: str, before: str | None, removed: bool) -> None:
        """The next change of a row: the first one of each column says how it was."""
        if before is None:
            self.missing.add(row)
        elif removed:
            self.whole[row] = json.loads(before) | self.parts.pop(row, {})
        else:
            self.parts[row] = json.loads(before) | self.parts.get(row, {})


def _play_back(connection: apsw.Connection, seq: int) -> tuple[tuple[str, str], ...]:
    """Make all rows as they were after that step; the (table, id) of those that were different."""
    differences: dict[str, _Difference] = defaultdict(_Difference)
    changes: Any = connection.execute(
        "SELECT table_name, row, before, after IS NULL FROM change WHERE step_seq > ?"
        " ORDER BY step_seq, position",
        (seq,),
    )
    for table, row, before, removed in changes:
        difference = differences[table]
        if not difference.settled(row):
            difference.take_in(row, before, bool(removed))
    touched = tuple(
        (table, row)
        for table, of in differences.items()
        for row in (*of.missing, *of.whole, *of.parts)
    )
    cache = min(_MOST_CACHE, _CACHE + _CACHE_OF_A_ROW * len(touched))
    connection.execute(f"PRAGMA cache_size = -{cache}")
    try:
        for table, difference in differences.items():
            _make(connection, table, shape_of(connection, table), difference)
    except (apsw.ConstraintError, KeyError) as error:
        raise Trouble(
            _(
                "The trail does not lead back to step {seq}: the book was altered outside"
                " AuditDesk. Check it, and keep this file."
            ).format(seq=seq)
        ) from error
    return touched


def _make(connection: apsw.Connection, table: str, shape: Shape, difference: _Difference) -> None:
    """The rows of a table as they were: first all go that must, then they come as they were.

    Only so can two rows have back what they exchanged. A row is changed in its place where no other
    holds what it must have.
    """
    leaving = [(row,) for row in difference.missing]
    coming: list[tuple[Any, ...]] = []
    changed: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row, values in difference.whole.items():
        place: Any = connection.execute(f'SELECT rowid FROM "{table}" WHERE id = ?', (row,)).get
        leaving += [(row,)] if place is not None else []
        coming.append((place, *shape.whole(values | {"id": row}).values()))
    for row, values in difference.parts.items():
        changed[tuple(values)].append((*values.values(), row))
    delete = f'DELETE FROM "{table}" WHERE id = ?'
    connection.executemany(delete, leaving)
    waiting: list[str] = []
    for columns, rows in changed.items():
        set_to = ", ".join(f'"{column}" = ?' for column in columns)
        if shape.unique.isdisjoint(columns):
            connection.executemany(f'UPDATE "{table}" SET {set_to} WHERE id = ?', rows)
            continue
        for values_and_row in rows:
            connection.execute(
                f'UPDATE OR IGNORE "{table}" SET {set_to} WHERE id = ?', values_and_row
            )
            waiting += [values_and_row[-1]] if not connection.changes() else []
    names = ", ".join(f'"{column}"' for column in shape.columns)
    for row in waiting:
        place, *stored = connection.execute(
            f'SELECT rowid, {names} FROM "{table}" WHERE id = ?', (row,)
        ).fetchone() or (None,)
        if place is None:
            raise KeyError(row)
        now = dict(zip(shape.columns, stored, strict=True))
        coming.append((place, *(now | difference.parts[row]).values()))
    connection.executemany(delete, [(row,) for row in waiting])
    coming.sort(key=lambda values: values[0] is None)  # no new place may be one that is kept
    marks = ", ".join("?" for _column in ("rowid", *shape.columns))
    connection.executemany(f'INSERT INTO "{table}" (rowid, {names}) VALUES ({marks})', coming)


def _cut_trail(connection: apsw.Connection, seq: int) -> None:
    """Let the trail end with that step: a name is looked for among the temporary things first."""
    for table, columns, number in (
        ("step", "rowid, *", "seq"),
        ("change", "rowid, *", "step_seq"),
        ("tree", "*", "seq"),
    ):
        connection.execute(
            f"CREATE TEMP VIEW {table} AS"
            f" SELECT {columns} FROM main.{table} WHERE {number} <= {int(seq)}"
        )
