"""Step: the one door for writing. One transaction, one entry in the trail, one thing to undo."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import apsw

from auditdesk.book import search, trail
from auditdesk.book.fields import moment_text
from auditdesk.book.reading import Reading
from auditdesk.book.tables import BY_NAME, NumberGiven, Table
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.book import Book

Values = dict[str, Any]


def new_id() -> str:
    """An id that no other laptop gives, later ones sorting after earlier ones (UUID version 7)."""
    import uuid6  # late: a start writes nothing

    return str(uuid6.uuid7().hex)


@cache
def _fields(table: type[Table]) -> dict[str, Any]:
    """Field by the name a verb uses for it."""
    return dict(table._meta.fields)


@cache
def _insert(table: type[Table], columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _column in columns)
    return f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({marks})'


class Step(Reading):
    """What the user does at once. Verbs take it first; it reads, writes and remembers.

    Made by `Book.step`, `Book.undo` and `Book.redo` only.
    """

    def __init__(
        self, book: "Book", connection: apsw.Connection, undoes: str | None = None
    ) -> None:
        self.book = book
        self.final = False
        self._connection = connection
        self._undoes = undoes
        self._before: dict[tuple[type[Table], str], Values | None] = {}
        self._now: dict[tuple[type[Table], str], Values | None] = {}

    # --- writing ------------------------------------------------------------------------------

    def add(self, table: type[Table], id: str = "", **values: Any) -> str:
        """A new row; columns not named get their defaults. Its id."""
        row = id or new_id()
        columns: Values = {}
        for name, field in _fields(table).items():
            if name == "id":
                continue
            value = values.pop(name) if name in values else field.default
            columns[field.column_name] = field.db_value(value() if callable(value) else value)
        if values:
            raise TypeError(f"{table.__name__} has no {', '.join(values)}")
        self._put(table, row, columns)
        return row

    def change(self, table: type[Table], row: str, **values: Any) -> bool:
        """Set these columns of a row; whether any of them was different."""
        fields = _fields(table)
        columns = {fields[name].column_name: fields[name].db_value(values[name]) for name in values}
        return self._set(table, row, columns)

    def remove(self, table: type[Table], row: str) -> None:
        """Take a row out of its table; the trail keeps it."""
        self._remember(table, row)
        self._connection.execute(f'DELETE FROM "{table._meta.table_name}" WHERE id = ?', (row,))
        self._now[table, row] = None

    def give_number(self, series: str, year: int, table: type[Table], row: str) -> Number:
        """The next official number: the highest ever given in that series and year, plus one."""
        highest = self._connection.execute(
            "SELECT max(n) FROM number_given WHERE series = ? AND year = ?", (series, year)
        ).get
        number = Number(series, year, (highest or 0) + 1)
        self.add(
            NumberGiven,
            series=series,
            year=year,
            n=number.n,
            table_name=table._meta.table_name,
            row=row,
        )
        return number

    # --- the trail ----------------------------------------------------------------------------

    def reverse(self, seq: int) -> None:
        """Play the changes of step `seq` backwards; permanent rows stay."""
        changes: list[Any] = self._connection.execute(
            "SELECT table_name, row, before, after FROM change WHERE step_seq = ?"
            " ORDER BY position DESC",
            (seq,),
        ).fetchall()
        for name, row, before, after in changes:
            table = BY_NAME[name]
            if table.permanent:
                continue
            if before is None:
                self.remove(table, row)
            elif after is None:
                self._put(table, row, json.loads(before))
            else:
                self._set(table, row, json.loads(before))

    def commit(self, what: str) -> frozenset[str]:
        """Write the trail and commit; the names of the tables touched, where there are any."""
        changes = list(self._changes())
        if not changes:
            self._connection.execute("ROLLBACK")
            return frozenset()
        head = self.book.head
        record = trail.StepTexts(
            seq=head.seq + 1,
            id=new_id(),
            at=moment_text(datetime.now(UTC)),
            who=self.book.who,
            device=self.book.device,
            what=what,
            undoes=self._undoes,
            final=int(self.final),
        )
        digest = trail.digest(head.digest, record, changes)
        self._connection.execute(
            "INSERT INTO step (seq, id, at, who, device, what, undoes, final, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*vars(record).values(), digest),
        )
        self._connection.executemany(
            "INSERT INTO change (step_seq, position, table_name, row, before, after)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((record.seq, position, *change) for position, change in enumerate(changes)),
        )
        search.update(
            self._connection,
            ((table._meta.table_name, row, now) for (table, row), now in self._now.items()),
        )
        self._connection.execute("COMMIT")
        self.book.head = trail.Head(record.seq, digest)
        return frozenset(change[0] for change in changes)

    def _changes(self) -> Iterator[trail.ChangeTexts]:
        for (table, row), before in self._before.items():
            after = self._now[table, row]
            name = table._meta.table_name
            if before is None and after is not None:
                yield name, row, None, trail.compact(_without_nulls(after))
            elif before is not None and after is None:
                yield name, row, trail.compact(_without_nulls(before)), None
            elif before is not None and after is not None and before != after:
                differing = [column for column in before if before[column] != after[column]]
                yield (
                    name,
                    row,
                    trail.compact({column: before[column] for column in differing}),
                    trail.compact({column: after[column] for column in differing}),
                )

    def _put(self, table: type[Table], row: str, columns: Values) -> None:
        try:
            self._connection.execute(_insert(table, ("id", *columns)), (row, *columns.values()))
        except apsw.ConstraintError as error:
            raise _not_accepted(error) from error
        self._before.setdefault((table, row), None)
        every = {field.column_name: None for field in _fields(table).values()}
        del every["id"]
        self._now[table, row] = every | columns

    def _set(self, table: type[Table], row: str, columns: Values) -> bool:
        now = self._remember(table, row)
        columns = {name: value for name, value in columns.items() if now[name] != value}
        if not columns:
            return False
        assignments = ", ".join(f'"{name}" = ?' for name in columns)
        try:
            self._connection.execute(
                f'UPDATE "{table._meta.table_name}" SET {assignments} WHERE id = ?',
                (*columns.values(), row),
            )
        except apsw.ConstraintError as error:
            raise _not_accepted(error) from error
        self._now[table, row] = now | columns
        return True

    def _remember(self, table: type[Table], row: str) -> Values:
        known = self._now.get((table, row))
        if known is not None:
            return known
        columns = [field.column_name for field in _fields(table).values()]
        names = ", ".join(f'"{column}"' for column in columns)
        found = self._connection.execute(
            f'SELECT {names} FROM "{table._meta.table_name}" WHERE id = ?', (row,)
        ).fetchone()
        if found is None:
            raise KeyError(f"{table._meta.table_name} {row}")
        values = dict(zip(columns, found, strict=True))
        del values["id"]
        self._before.setdefault((table, row), values)
        self._now[table, row] = values
        return values


def _without_nulls(values: Values) -> Values:
    return {column: value for column, value in values.items() if value is not None}


def _not_accepted(error: apsw.ConstraintError) -> Refusal:
    """The file's own rules are the last net; the verbs should have said it better before."""
    if isinstance(error, apsw.ConstraintError) and "UNIQUE" in str(error):
        column = str(error).rsplit(":", 1)[-1].strip()
        return Refusal(
            _("This exists already ({column}). Nothing was changed.").format(column=column)
        )
    return Refusal(_("The book does not accept this: {error}.").format(error=error))
