"""The connection of the open book: one in a process at a time, used by one thread."""

from pathlib import Path

import apsw

from auditdesk import files

_opened: list[apsw.Connection] = []


def connection() -> apsw.Connection:
    """What the open book is read and written through; RuntimeError where none is open."""
    if not _opened:
        raise RuntimeError("no book is open in this process")
    return _opened[-1]


def refuse_second() -> None:
    """RuntimeError where a book is open already."""
    if _opened:
        raise RuntimeError("a book is open already in this process")


def put(connection: apsw.Connection) -> None:
    """This book is open now."""
    _opened.append(connection)
    files.hold(Path(connection.filename))


def close(connection: apsw.Connection) -> None:
    """Close this book, where it is the one that is open."""
    if connection in _opened:
        _opened.remove(connection)
        path = Path(connection.filename)
        connection.close()
        files.let_go(path)
