"""Reading: single rows of the open book, for the rules; lists are read through lists.py."""

from collections.abc import Iterator
from typing import Any, TypeVar

from auditdesk.book.tables import Table

Row = TypeVar("Row", bound=Table)


class Reading:
    """Finds rows by id or by equal values."""

    def get(self, table: type[Row], row: str) -> Row:
        """The row of that id; KeyError where there is none."""
        found = table.get_or_none(table.id == row)
        if found is None:
            raise KeyError(f"{table._meta.table_name} {row}")
        return found

    def find(self, table: type[Row], **equal: Any) -> Row | None:
        """The first row with these values, or None."""
        return next(self.rows(table, **equal), None)

    def rows(self, table: type[Row], **equal: Any) -> Iterator[Row]:
        """All rows with these values, in the order in which they were made."""
        query = table.select().order_by(table.id)
        for name, value in equal.items():
            field = table._meta.fields[name]
            query = query.where(field.is_null() if value is None else field == value)
        return iter(query)

    def column(self, table: type[Table], name: str, ending: str = "") -> list[str]:
        """The texts of one column, of all rows or of those that end so; without the empty ones."""
        field = table._meta.fields[name]
        query = table.select(field).where(field.is_null(False), field != "")
        if ending:
            query = query.where(field.endswith(ending))
        rows: Any = query.tuples()
        return [str(value) for (value,) in rows]
