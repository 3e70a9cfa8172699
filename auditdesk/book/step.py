"""Step: the one door for writing. One transaction, one entry in the trail, one thing to undo."""

import contextlib
import json
import platform
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import apsw

from auditdesk.book import search_index, trail
from auditdesk.book.closed_periods import refuse_unexplained
from auditdesk.book.ids import new_id
from auditdesk.book.invariants import Changes, Key, Stored, refuse_broken
from auditdesk.book.reading import Reading, Row, name_row
from auditdesk.book.shape import shape_of
from auditdesk.book.tables import BY_NAME, NumberGiven, Table
from auditdesk.book.texts import clean_text, moment_text
from auditdesk.book.trail_writer import write_step
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.book import Book

Values = dict[str, Any]
_READ = 1000
"""Rows of a table that a step remembers at most."""
_TOGETHER = 1000
"""Writes after which attempts share a savepoint no longer."""


@cache
def _columns(table: type[Table]) -> tuple[str, ...]:
    """The columns of a table without the id."""
    return tuple(field.column_name for name, field in table.columns.items() if name != "id")


@cache
def _places(table: type[Table]) -> dict[str, int]:
    """Where a field stands among the columns."""
    names = [name for name in table.columns if name != "id"]
    return {name: place for place, name in enumerate(names)}


@cache
def _defaults(table: type[Table]) -> Stored:
    """What a new row holds where nothing is said."""
    values = [(one, one.default) for name, one in table.columns.items() if name != "id"]
    return tuple(one.db_value(value() if callable(value) else value) for one, value in values)


@cache
def _writers(table: type[Table]) -> dict[str, tuple[int, Callable[[Any], Any]]]:
    """Where a field stands among the columns, and how its value is stored."""
    return {name: (place, table.columns[name].db_value) for name, place in _places(table).items()}


@cache
def _labels(table: type[Table]) -> list[trail.Label]:
    return trail.labels(_columns(table))


@cache
def _insert(table: type[Table]) -> str:
    columns = ("id", *_columns(table))
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _column in columns)
    return f'INSERT INTO "{table.sql_name}" ({names}) VALUES ({marks})'


class Step(Reading):
    """What the user does at once. Verbs take it first; it reads, writes and remembers.

    Made by `Book.step`, `Book.undo` and `Book.redo` only.
    """

    def __init__(
        self, book: "Book", connection: apsw.Connection, undoes: str | None = None
    ) -> None:
        self.book = book
        self.final = False
        self.takes_over = False
        """Whether the step takes over what another program recorded, as it is there."""
        self.reason = ""
        """Why it is done, where the user says so."""
        self.at: datetime | None = None
        """When it was done, in a story that is told afterwards; None for now."""
        self.remarks: dict[str, None] = {}
        """What is allowed but unusual, or moved along; told once the step is done."""
        self._connection = connection
        self._undoes = undoes
        self._before: dict[type[Table], dict[str, Stored]] = {}
        self._now: dict[Key, Stored | None] = {}
        self._read: dict[type[Table], dict[str, Any]] = {}
        self._named: dict[type[Table], dict[tuple[str, ...], dict[str, Any]]] = {}
        self._births: dict[tuple[int, type[Table]], bool] = {}
        self._found: dict[type[Table], dict[Any, Any]] = {}
        self._highest: dict[tuple[str, int], int] = {}
        self._attempt: list[tuple[tuple[type[Table], str], bool, Stored | None]] | None = None
        self._written: list[tuple[str, Sequence[Any]]] | None = None  # since the savepoint
        self._unchecked: dict[Key, None] = {}
        """Rows written since the invariants were looked at last."""

    # --- reading ------------------------------------------------------------------------------

    def get(self, table: type[Row], row: str) -> Row:
        """The row of that id; what this step wrote or read already is not asked of the file."""
        kept: dict[str, Row] = self._read.setdefault(table, {})
        if row not in kept:
            if len(kept) > _READ:
                kept.clear()
            known = self._now.get((table, row))
            kept[row] = (
                super().get(table, row) if known is None else table.from_stored((row, *known))
            )
        return kept[row]

    def find(self, table: type[Row], **equal: Any) -> Row | None:
        """As `Reading.find`, kept until this step writes to the table."""
        kept: dict[Any, Row | None] = self._found.setdefault(table, {})
        key = tuple(equal.items())
        if key not in kept:
            if len(kept) > _READ:
                kept.clear()
            kept[key] = super().find(table, **equal)
        return kept[key]

    def named(self, table: type[Row], *columns: str) -> dict[str, Row]:
        """As `Reading.named`, kept until this step changes a row; one that it adds is named too."""
        kept = self._named.setdefault(table, {})
        if columns not in kept:
            kept[columns] = super().named(table, *columns)
        return kept[columns]

    def _made_by(self, step: int, table: type[Table]) -> bool:
        if (key := (step, table)) not in self._births:
            self._births[key] = super()._made_by(step, table)
        return self._births[key]

    # --- writing ------------------------------------------------------------------------------

    def add(self, table: type[Table], id: str = "", **values: Any) -> str:
        """A new row; columns not named get their defaults. Its id."""
        row = clean_text(id) or new_id()
        writers = _writers(table)
        stored = list(_defaults(table))
        for name, value in values.items():
            if name not in writers:
                raise TypeError(f"{table.__name__} has no {name}")
            place, stored_as = writers[name]
            stored[place] = stored_as(value)
        self._put(table, row, tuple(stored))
        return row

    def change(self, table: type[Table], row: str, **values: Any) -> bool:
        """Set these columns of a row; whether any of them was different."""
        fields = table.columns
        columns = {fields[name].column_name: fields[name].db_value(values[name]) for name in values}
        return self._set(table, row, columns)

    def remove(self, table: type[Table], row: str) -> None:
        """Take a row out of its table; the trail keeps it."""
        self._remember(table, row)
        self.write(f'DELETE FROM "{table.sql_name}" WHERE id = ?', (row,))
        self._note(table, row, None)

    @contextlib.contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the step that is undone alone where it is refused; attempts do not nest.

        Many share a savepoint, for SQLite copies each page that is written after one: where an
        attempt is refused all go back, and what the others wrote is written again.
        """
        if self._attempt is not None:
            raise RuntimeError("attempts do not nest")
        if self._written is not None and len(self._written) > _TOGETHER:
            self._end_savepoint()
        if self._written is None:
            self._connection.execute("SAVEPOINT attempts")
            self._written = []
        self._refuse_broken()
        kept = len(self._written)
        done: list[tuple[tuple[type[Table], str], bool, Stored | None]] = []
        self._attempt = done
        try:
            yield
            self._refuse_broken()
        except Refusal:
            again = self._written[:kept]
            self._connection.execute("ROLLBACK TO attempts")
            self._end_savepoint()
            for sql, values in again:
                self._connection.execute(sql, values)
            for key, known, now in reversed(done):
                if known:
                    self._now[key] = now
                else:
                    del self._now[key]
                    self._before.get(key[0], {}).pop(key[1], None)
            remembered = self._named, self._read, self._found, self._highest, self._unchecked
            for memory in remembered:
                memory.clear()
            raise
        finally:
            self._attempt = None

    def write(self, sql: str, values: Sequence[Any]) -> None:
        """Write to the file, and once more where an attempt is refused later.

        The trail tells of it only where `add`, `change` or `remove` did it.
        """
        self._connection.execute(sql, values)
        if self._written is not None:
            self._written.append((sql, values))

    def _end_savepoint(self) -> None:
        if self._written is not None:
            self._connection.execute("RELEASE attempts")
        self._written = None

    def give_number(
        self, series: str, year: int, table: type[Table], row: str, kept: Number | None = None
    ) -> Number:
        """The next official number: the highest ever given in that series and year, plus one.

        kept: the number that the row bears already, in another file of this program; Refusal where
        something else bears it here. The next one given comes after it.
        """
        if kept is not None:
            return self._keep_number(kept, table, row)
        if (series, year) not in self._highest:
            self._highest[series, year] = (
                self._connection.execute(
                    "SELECT max(n) FROM number_given WHERE series = ? AND year = ?", (series, year)
                ).get
                or 0
            )
        number = Number(series, year, self._highest[series, year] + 1)
        self._record_number(number, table, row)
        return number

    def _keep_number(self, number: Number, table: type[Table], row: str) -> Number:
        if self.find(table, number=str(number)):
            raise Refusal(_("{number} is borne by another here.").format(number=number))
        given = self.find(NumberGiven, series=number.series, year=number.year, n=number.n)
        if given is None:
            self._record_number(number, table, row)
        return number

    def _record_number(self, number: Number, table: type[Table], row: str) -> None:
        known = self._highest.get((number.series, number.year))
        if known is not None:
            self._highest[number.series, number.year] = max(known, number.n)
        self.add(
            NumberGiven,
            series=number.series,
            year=number.year,
            n=number.n,
            table_name=table.sql_name,
            row=row,
        )

    def says(self, text: str) -> bool:
        """Whether something that this step wrote holds this text."""
        return any(now is not None and text in now for now in self._now.values())

    def remark(self, sentence: str) -> None:
        """Tell the user something once the step is done; it changes nothing."""
        self.remarks[sentence] = None

    # --- the trail ----------------------------------------------------------------------------

    def reverse(self, seq: int) -> None:
        """Play the changes of step `seq` backwards; permanent rows stay.

        Rows may have exchanged a value that only one may have. So all that go or give up such a
        value leave first, and then come in as they were.
        """
        changes: list[Any] = self._connection.execute(
            "SELECT table_name, row, before, after FROM change WHERE step_seq = ?"
            " ORDER BY position DESC",
            (seq,),
        ).fetchall()
        shapes = {name: shape_of(self._connection, name) for name in {one[0] for one in changes}}
        coming: list[tuple[type[Table], str, Values]] = []
        for name, row, before, after in changes:
            table, shape = BY_NAME[name], shapes[name]
            if table.permanent:
                continue
            told: Values = {} if before is None else json.loads(before)
            if before is None:
                self.remove(table, row)
            elif after is None:
                coming.append((table, row, shape.whole(told)))
            elif shape.unique.isdisjoint(told):
                self._set(table, row, told)
            else:
                now = dict(zip(_columns(table), self._remember(table, row), strict=True))
                coming.append((table, row, now | told))
                self.remove(table, row)
        for table, row, values in coming:
            self._put(table, row, tuple(map(values.get, _columns(table))))

    def settle(self) -> None:
        """Refuse what breaks an invariant, as at the end of the step."""
        self._refuse_broken()

    def differences(self) -> Iterator[tuple[type[Table], str, Values | None, Values | None]]:
        """The rows that are not as they were: each before and now, by the names of its columns."""
        for (table, row), now in self._now.items():
            before = self._was((table, row))
            if before != now:
                yield table, row, _named(table, before), _named(table, now)

    def commit(self, what: str) -> frozenset[str]:
        """Write the trail and commit; the names of the tables touched, where there are any."""
        touched = frozenset(
            key[0].sql_name for key, now in self._now.items() if now != self._was(key)
        )
        if not touched:
            self._connection.execute("ROLLBACK")
            return frozenset()
        if self._undoes is None:
            self._refuse_broken()
        else:
            self._refuse_orphans()
            refuse_unexplained(self, Changes(self._before, self._now), self._unchecked, self.reason)
        self._end_savepoint()
        head = self.book.head
        record = trail.StepTexts(
            seq=head.seq + 1,
            id=new_id(),
            at=moment_text(self.at or datetime.now(UTC)),
            who=self.book.who,
            device=self.book.device or platform.node(),
            what=what,
            undoes=self._undoes,
            final=int(self.final),
        )
        after = write_step(self._connection, head, record, self._changes())
        search_index.update(
            self._connection,
            (
                (table.sql_name, row, _named(table, now))
                for (table, row), now in self._now.items()
                if table.sql_name in search_index.SEARCHED
            ),
        )
        self._connection.execute("COMMIT")
        self.book.head = after
        return touched

    def _refuse_broken(self) -> None:
        """Refuse what breaks an invariant, among the rows written since this was looked at last."""
        self._refuse_orphans()
        changes = Changes(self._before, self._now)
        refuse_broken(self, changes, self._unchecked, self.takes_over)
        refuse_unexplained(self, changes, self._unchecked, self.reason)
        self._unchecked.clear()

    def _refuse_orphans(self) -> None:
        """Refuse where a row names one that is gone; SQLite looks at that when a step ends only."""
        unresolved, _highest = self._connection.status(apsw.SQLITE_DBSTATUS_DEFERRED_FKS)
        if unresolved:
            raise Refusal(
                _("Something else in the book belongs to what would be gone: take that out first.")
            )

    def _changes(self) -> Iterator[trail.ChangeTexts]:
        for (table, row), after in self._now.items():
            before = self._was((table, row))
            if before != after:
                yield table.sql_name, row, *_texts(_labels(table), before, after)

    def is_new(self, table: type[Table], row: str) -> bool:
        """Whether a row was made by this step."""
        return (table, row) in self._now and self._was((table, row)) is None

    def _was(self, key: Key) -> Stored | None:
        """A row before this step, None where it was not there."""
        return self._before.get(key[0], {}).get(key[1])

    def _note(self, table: type[Table], row: str, now: Stored | None) -> None:
        """Remember what a row holds now."""
        key = (table, row)
        if self._attempt is not None:
            self._attempt.append((key, key in self._now, self._now.get(key)))
        self._now[key] = now
        self._unchecked[key] = None
        self._named.pop(table, None)
        self._found.pop(table, None)
        if table in self._read:
            self._read[table].pop(row, None)

    def _put(self, table: type[Table], row: str, stored: Stored) -> None:
        try:
            self.write(_insert(table), (row, *stored))
        except apsw.ConstraintError as error:
            raise _not_accepted(error, table) from error
        named = self._named.get(table, {})
        self._note(table, row, stored)
        if named:
            self._named[table] = named
            name_row(named, table.from_stored((row, *stored)))

    def _set(self, table: type[Table], row: str, columns: Values) -> bool:
        now = self._remember(table, row)
        known = _columns(table)
        after = list(now)
        for name, value in columns.items():
            after[known.index(name)] = value
        differing = [n for n, old in enumerate(now) if old != after[n]]
        if not differing:
            return False
        try:
            self.write(
                _update(table, tuple(known[n] for n in differing)),
                (*(after[n] for n in differing), row),
            )
        except apsw.ConstraintError as error:
            raise _not_accepted(error, table) from error
        self._note(table, row, tuple(after))
        return True

    def _remember(self, table: type[Table], row: str) -> Stored:
        known = self._now.get((table, row))
        if known is not None:
            return known
        names = ", ".join(f'"{column}"' for column in _columns(table))
        found = self._connection.execute(
            f'SELECT {names} FROM "{table.sql_name}" WHERE id = ?', (row,)
        ).fetchone()
        if found is None:
            raise KeyError(f"{table.sql_name} {row}")
        self._before.setdefault(table, {}).setdefault(row, found)
        self._note(table, row, found)
        return tuple(found)


@cache
def _update(table: type[Table], columns: tuple[str, ...]) -> str:
    assignments = ", ".join(f'"{name}" = ?' for name in columns)
    return f'UPDATE "{table.sql_name}" SET {assignments} WHERE id = ?'


def _named(table: type[Table], now: Stored | None) -> Values | None:
    return None if now is None else dict(zip(_columns(table), now, strict=True))


def _texts(
    columns: list[trail.Label], before: Stored | None, after: Stored | None
) -> tuple[str | None, str | None]:
    """A row before and after, as the trail holds it: what differs, or the whole of one."""
    if before is None or after is None:
        return _whole(columns, before), _whole(columns, after)
    differing = [one for one in columns if before[one[0]] != after[one[0]]]
    return trail.row_text(differing, before), trail.row_text(differing, after)


def _whole(columns: list[trail.Label], stored: Stored | None) -> str | None:
    """A whole row as the trail holds it: without what is not there."""
    if stored is None:
        return None
    return trail.row_text([one for one in columns if stored[one[0]] is not None], stored)


_NAME = re.compile(r"[a-z_]+")


def _not_accepted(error: apsw.ConstraintError, table: type[Table]) -> Refusal:
    """The file's own rules are the last net; the verbs should have said it better before."""
    named = _NAME.findall(str(error).rpartition("failed:")[2])
    known = table.stored_columns
    fields = ", ".join(dict.fromkeys(_(known[one].label) for one in named if one in known))
    if "UNIQUE" in str(error):
        return Refusal(
            _("This exists already ({fields}). Nothing was changed.").format(fields=fields)
        )
    return Refusal(
        _("The book does not accept this value ({fields}). Nothing was changed.").format(
            fields=fields or _("none that is known")
        )
    )
