"""On disk: whether the file of the open book is still what this program wrote.

A sync program may put another file in its place, or write over it where it lies. Both are seen
before each step, through the connection that is open: a handle of our own would drop its lock.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import apsw

from auditdesk.book import backups, connections
from auditdesk.book.ids import new_id
from auditdesk.book.trail import Head
from auditdesk.errors import Locked, Trouble
from auditdesk.files import BOOK_SUFFIX
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.book import Book

_HEADER = 100
"""Bytes of SQLite's header: with the count of changes and the number of pages."""


class _Seen(NamedTuple):
    """What tells one state of the file from another: cheap ones first."""

    place: tuple[int, int]
    size: int
    written: int
    header: bytes


class OnDisk:
    """The file of an open book as it was after the last write of ours."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection, self._path = connection, path
        self._seen = self._look()
        self._rescued: Path | None = None

    def remember(self) -> None:
        """What is there now is ours."""
        if self._rescued is None:
            self._seen = self._look()

    def refuse_foreign_write(self, book: "Book") -> None:
        """Trouble where another program replaced or overwrote the file: ours is in a copy then.

        A file that bears another time, and is the same otherwise, was only touched.
        """
        if self._rescued is None:
            now, before = self._look(), self._seen
            if now == before:
                return
            same = (now.place, now.size, now.header) == (before.place, before.size, before.header)
            if same and _stored_head(self._path) == book.head:
                self._seen = now
                return
            self._rescued = self._rescue()
        raise Trouble(
            _(
                "{name} was replaced or overwritten by another program while it was open. Your work"
                " is in {rescued}; the new file is untouched. Close and open again."
            ).format(name=self._path.name, rescued=self._rescued.name)
        )

    def _look(self) -> _Seen:
        try:
            status = os.stat(self._path)
        except OSError:
            return _Seen((0, 0), 0, 0, b"")
        try:
            _complete, header = self._connection.read("main", 0, 0, _HEADER)
        except apsw.Error:
            header = b""
        return _Seen(
            (status.st_dev, status.st_ino), status.st_size, status.st_mtime_ns, bytes(header)
        )

    def _rescue(self) -> Path:
        """Write what this program holds of the book beside the file.

        The pages of a book of usual size are all in memory since it was opened, so what lies on the
        disk now does not mix with them; the copy is proven as any other.
        """
        to = self._path.with_name(f"{self._path.stem} rescued {new_id()[-6:]}{BOOK_SUFFIX}")
        return backups.copy(self._connection, self._path, to)


def _stored_head(path: Path) -> Head | None:
    """The last step of the file as it lies on the disk; None where it cannot be read."""
    try:
        probe = connections.untouched(path)
        try:
            row = probe.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchone()
            return Head(*row) if row else Head()
        finally:
            probe.close()
    except (apsw.Error, UnicodeDecodeError, Locked):
        return None
