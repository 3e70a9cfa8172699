"""The search index: which texts it holds, and how it follows what the records say.

What a start needs to ask the index stands in `book/search.py`; this loads the tables.
"""

from collections.abc import Iterable
from typing import Any

import apsw

from auditdesk.book.search import FOLDING, apart, body_of
from auditdesk.book.shape import shape_of
from auditdesk.book.tables import TABLES

SEARCHED: dict[str, tuple[str, ...]] = {
    table.sql_name: table.searched() for table in TABLES if table.searched()
}
"""Which columns of which table are searched, as they say themselves."""


def searched_in(connection: apsw.Connection) -> dict[str, list[str]]:
    """The same, of those that the file has: one of an older schema has no younger column."""
    return {
        table: [name for name in columns if name in shape_of(connection, table).columns]
        for table, columns in SEARCHED.items()
    }


def update(
    connection: apsw.Connection, rows: Iterable[tuple[str, str, dict[str, Any] | None]]
) -> None:
    """Bring the index to what the rows (table, id, columns or None) say now."""
    for table, row, columns in rows:
        if table not in SEARCHED:
            continue
        known = connection.execute("SELECT place FROM searchable WHERE row = ?", (row,)).get
        if known is not None:
            connection.execute("DELETE FROM search_words WHERE rowid = ?", (known,))
            connection.execute("DELETE FROM search_parts WHERE rowid = ?", (known,))
        if columns is None:
            connection.execute("DELETE FROM searchable WHERE row = ?", (row,))
            continue
        if known is None:
            connection.execute("INSERT INTO searchable (kind, row) VALUES (?, ?)", (table, row))
            known = connection.last_insert_rowid()
        _enter(connection, known, (columns[name] for name in SEARCHED[table]))


def _enter(connection: apsw.Connection, place: int, texts: Iterable[Any]) -> None:
    body = body_of(texts)
    connection.execute("INSERT INTO search_words (rowid, body) VALUES (?, ?)", (place, apart(body)))
    connection.execute("INSERT INTO search_parts (rowid, body) VALUES (?, ?)", (place, body))


def rebuild(connection: apsw.Connection) -> None:
    """Make the index anew, in one transaction; every row keeps its place."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for index in ("search_words", "search_parts"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
        _put_places_right(connection)
        fill(connection, connection)
        connection.execute("UPDATE book_info SET search_folding = ?", (FOLDING,))
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def fill(index: apsw.Connection, records: apsw.Connection) -> None:
    """Enter all records of one file into an empty index, which may be of another."""
    for table, columns in searched_in(records).items():
        names = ", ".join(f't."{name}"' for name in columns)
        rows: list[Any] = records.execute(
            f'SELECT s.place, {names} FROM searchable s JOIN "{table}" t ON t.id = s.row'
            " WHERE s.kind = ?",
            (table,),
        ).fetchall()
        for place, *texts in rows:
            _enter(index, place, texts)


def _put_places_right(connection: apsw.Connection) -> None:
    """Give each record that is searched its one place, and take those away that lead nowhere."""
    known = ", ".join("?" * len(SEARCHED))
    connection.execute(f"DELETE FROM searchable WHERE kind NOT IN ({known})", tuple(SEARCHED))
    for table in SEARCHED:
        connection.execute(
            f'DELETE FROM searchable WHERE kind = ? AND row NOT IN (SELECT id FROM "{table}")',
            (table,),
        )
    for table in SEARCHED:
        connection.execute(
            f'INSERT INTO searchable (kind, row) SELECT ?, id FROM "{table}"'
            " WHERE id NOT IN (SELECT row FROM searchable) ORDER BY id",
            (table,),
        )
