"""Reading: single rows of the open book, for the rules; lists are read through lists.py.

SQL is written once for each question and kept; peewee would build it anew for every row that a rule
looks at, which is several times what SQLite takes to answer.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from auditdesk.book import opened
from auditdesk.book.recorded import BORN, CHANGED, LINKED, MADE, NOT_YET, RECORDED

if TYPE_CHECKING:
    from auditdesk.book.tables import Table

Row = TypeVar("Row", bound="Table")
Recorded = tuple[int, str]
"""When a row came into the book, and its id: what was made later is greater."""


class Reading:
    """Finds rows by id or by equal values."""

    def get(self, table: type[Row], row: str) -> Row:
        """The row of that id; KeyError where there is none."""
        found = self._first(table, ("id",), (row,))
        if found is None:
            raise KeyError(f"{table.sql_name} {row}")
        return found

    def find(self, table: type[Row], **equal: Any) -> Row | None:
        """The first row with these values, or None."""
        return self._first(table, tuple(equal), tuple(equal.values()))

    def rows(self, table: type[Row], **equal: Any) -> Iterator[Row]:
        """All rows with these values, in the order in which they were made."""
        found = self._select(table, tuple(equal), tuple(equal.values()))
        if table.told_in_order and len(found) > 1:
            order = self._recorded(table.sql_name, [str(values[0]) for values in found])
            found.sort(key=lambda values: order[str(values[0])])
        return (table.from_stored(values) for values in found)

    def recorded(self, rows: "Iterable[Table]") -> dict[str, Recorded]:
        """When rows came into the book, by their ids: what sorts as the steps that made them."""
        ids: dict[str, list[str]] = {}
        for row in rows:
            ids.setdefault(row.sql_name, []).append(row.id)
        found: dict[str, Recorded] = {}
        for table, of in ids.items():
            found |= self._recorded(table, of)
        return found

    def named(self, table: type[Row], *columns: str) -> dict[str, Row]:
        """The rows by what these columns call them, in lower case; the first of a name."""
        known: dict[str, Row] = {}
        for row in self.rows(table):
            name_row({columns: known}, row)
        return known

    def column(self, table: "type[Table]", name: str, ending: str = "") -> list[str]:
        """The texts of one column, of all rows or of those that end so; without the empty ones."""
        field = table.columns[name]
        query = table.model().select(field).where(field.is_null(False), field != "")
        if ending:
            query = query.where(field.endswith(ending))
        return [str(value) for (value,) in opened.connection().execute(*query.sql())]

    def tuples(self, table: "type[Table]", *names: str) -> Iterator[tuple[Any, ...]]:
        """Some columns of all rows, as the file stores them."""
        fields = table.columns
        columns = ", ".join(f'"{fields[name].column_name}"' for name in names)
        return iter(
            opened.connection().execute(f'SELECT {columns} FROM "{table.sql_name}" ORDER BY id')
        )

    def changed_since(self, table: "type[Table]", row: str, step: int) -> frozenset[str]:
        """The columns of a row that were changed after a step, by the name in the file."""
        found = opened.connection().execute(CHANGED, (table.sql_name, row, step))
        return frozenset(column for (column,) in found)

    def links_changed_since(self, table: "type[Table]", owner: str, row: str, step: int) -> bool:
        """Whether rows that name this one in their column `owner` came, went or changed since."""
        told = (step, table.sql_name, table.columns[owner].column_name, row)
        return bool(opened.connection().execute(LINKED, told).get)

    def made_with(self, table: "type[Table]", row: str, other: "type[Table]") -> bool:
        """Whether the step that brought a row into the book brought one of another table too."""
        born = opened.connection().execute(BORN, (table.sql_name, row)).get
        return born is None or self._made_by(born, other)

    def _made_by(self, step: int, table: "type[Table]") -> bool:
        return bool(opened.connection().execute(MADE, (step, table.sql_name)).get)

    def _recorded(self, table: str, ids: Sequence[str]) -> dict[str, Recorded]:
        known: Any = opened.connection().execute(RECORDED, (table, json.dumps(ids))).fetchall()
        return {id: (NOT_YET, id) for id in ids} | {id: (when, id) for id, when in known}

    def _first(
        self, table: type[Row], names: tuple[str, ...], values: tuple[Any, ...]
    ) -> Row | None:
        found = self._select(table, names, values)
        return table.from_stored(found[0]) if found else None

    def _select(
        self, table: "type[Table]", names: tuple[str, ...], values: tuple[Any, ...]
    ) -> list[tuple[Any, ...]]:
        fields = table.columns
        nulls = tuple(value is None for value in values)
        stored = [
            fields[name].db_value(value)
            for name, value in zip(names, values, strict=True)
            if value is not None
        ]
        return opened.connection().execute(_sql(table, names, nulls), stored).fetchall()


@cache
def _sql(table: "type[Table]", names: tuple[str, ...], nulls: tuple[bool, ...]) -> str:
    fields = table.columns
    columns = ", ".join(f'"{field.column_name}"' for field in fields.values())
    tests = " AND ".join(
        f'"{fields[name].column_name}" IS NULL' if null else f'"{fields[name].column_name}" = ?'
        for name, null in zip(names, nulls, strict=True)
    )
    where = f" WHERE {tests}" if tests else ""
    return f'SELECT {columns} FROM "{table.sql_name}"{where} ORDER BY id'


def name_row(named: Mapping[tuple[str, ...], dict[str, Row]], row: Row) -> None:
    """Add a row to those that are known by what some of their columns call them."""
    for columns, known in named.items():
        for column in columns:
            name = str(getattr(row, column)).casefold()
            if name:
                known.setdefault(name, row)
