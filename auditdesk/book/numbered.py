"""Records by their numbers, and whether there are any: without the tables, for a page at once."""

import json
from collections.abc import Sequence

from auditdesk.book.book import Book


def has_any(book: Book, *tables: str) -> bool:
    """Whether any of these tables holds a record."""
    return any(any(book.select(f'SELECT 1 FROM "{table}" LIMIT 1')) for table in tables)


def id_by_number(book: Book, table: str, number: str) -> str | None:
    """The id of the record that bears a number; None where none does."""
    found = book.select(f'SELECT id FROM "{table}" WHERE number = ?', (number,))
    return next((str(id) for (id,) in found), None)


def numbers(book: Book, table: str, holding: str = "", most: int = -1) -> list[str]:
    """The numbers that contain a text, the latest first; all of them with a negative `most`."""
    found = book.select(
        f"SELECT number FROM \"{table}\" WHERE number LIKE '%' || ? || '%'"
        " ORDER BY number_key DESC LIMIT ?",
        (holding.strip(), most),
    )
    return [str(number) for (number,) in found]


def numbers_of(book: Book, table: str, ids: Sequence[str]) -> list[str]:
    """The numbers of records, in the order of their ids; the id of what has none yet."""
    found = book.select(
        f'SELECT id, number FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))',
        (json.dumps(list(ids)),),
    )
    known = {str(id): str(number or id) for id, number in found}
    return [known[id] for id in ids if id in known]
