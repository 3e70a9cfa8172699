"""Rows put into a book as they are: no step, no rule and no trail, for what only reads them."""

from collections.abc import Iterable
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.ids import new_id
from auditdesk.book.tables import Table


def put(book: Book, table: type[Table], **values: Any) -> str:
    """Put one row; its id."""
    id = values.setdefault("id", new_id())
    put_all(book, table, [values])
    return str(id)


def put_all(book: Book, table: type[Table], rows: Iterable[dict[str, Any]]) -> None:
    """Put many rows; what they do not say is as usual."""
    fields = table.columns
    usual = {
        name: field.default if field.default is not None else (None if field.null else "")
        for name, field in fields.items()
    }
    columns = ", ".join(f'"{field.column_name}"' for field in fields.values())
    book.connection.executemany(
        f'INSERT INTO "{table.sql_name}" ({columns})'
        f" VALUES ({', '.join('?' for _field in fields)})",
        (
            [
                fields[name].db_value(value) if value is not None else None
                for name, value in {**usual, "id": new_id(), **row}.items()
            ]
            for row in rows
        ),
    )
