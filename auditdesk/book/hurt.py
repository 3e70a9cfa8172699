"""Hurt: what in a damaged file cannot be read, by the names of its tables and records."""

from collections.abc import Iterator
from typing import Any

import apsw

from auditdesk.i18n import _

DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, apsw.SQLError)
"""What SQLite raises where the bytes are not as they were written; a failing disk is none of it.

An SQLError is one where a statement of ours no longer fits the tables that the file declares.
"""


def is_cut_off(error: apsw.IOError) -> bool:
    """Whether the file ends before a page that it counts: no failing disk, but damage."""
    return getattr(error, "extendedresult", 0) == apsw.SQLITE_IOERR_SHORT_READ


def unreadable_texts(connection: apsw.Connection, most: int) -> Iterator[str]:
    """Which texts are no texts any more, a sentence for each record; `most` of them."""
    count = 0
    for table, columns in _texts_of(connection):
        names = ", ".join(f'CAST("{column}" AS BLOB)' for column in columns)
        try:
            for rowid, *values in connection.execute(f'SELECT rowid, {names} FROM "{table}"'):
                broken = [
                    column
                    for column, value in zip(columns, values, strict=True)
                    if value is not None and not _decodes(value)
                ]
                if not broken:
                    continue
                count += 1
                if count > most:
                    return
                yield _("A text of {table}, record {n}, cannot be read: {columns}.").format(
                    table=table, n=rowid, columns=", ".join(broken)
                )
        except DAMAGE:
            yield _("The texts of {table} cannot be read to the end.").format(table=table)
    if not count:
        yield _("A text of the file cannot be read.")


def _texts_of(connection: apsw.Connection) -> Iterator[tuple[str, list[str]]]:
    """The tables, those of the search left out, and their columns that hold texts."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT LIKE 'search\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for (name,) in tables:
        table = str(name)
        columns = [
            column
            for (column,) in connection.execute(
                "SELECT name FROM pragma_table_info(?, 'main') WHERE type = 'TEXT'", (table,)
            )
        ]
        if columns:
            yield table, columns


def _decodes(value: Any) -> bool:
    try:
        bytes(value).decode()
    except UnicodeDecodeError:
        return False
    return True
