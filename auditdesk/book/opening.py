"""Opening: a file is locked, known to be a sound book of ours, and upgraded where it is older."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import apsw

from auditdesk.book import backups, connections, migrations, opened, search
from auditdesk.book.troubles import in_plain_words
from auditdesk.errors import NotABook, Refusal, Trouble
from auditdesk.files import APPLICATION_ID
from auditdesk.i18n import _

_PATIENCE = 0.5
"""Seconds to wait for another program to let go of the book."""
_LOOKED_THROUGH = 16 * 1024**2
"""Bytes of a book that opening looks through page by page: some 8 ms a megabyte."""
_PRAGMAS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -32768",  # with 2 MB a large step writes and rereads the same pages
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
)


class Opening:
    """A file on its way to being an open book: locked, and its pages are being looked through.

    That is done on a thread of its own: a start makes its window meanwhile. Until `done` nobody
    else uses the connection, and nothing is written.
    """

    def __init__(
        self,
        path: Path,
        scripts: Sequence[migrations.Script] | None = None,
        why_read_only: str = "",
    ) -> None:
        self.path = path.absolute()
        self._why_read_only = why_read_only
        self._scripts = migrations.shipped() if scripts is None else scripts
        self.found_journal = False
        """Whether SQLite mends the file now: who wrote it was stopped in the middle."""
        self._refused: Refusal | Trouble | None = None
        opened.refuse_second()
        try:
            self._begin()
        except (Refusal, Trouble) as error:
            self._refused = error

    def done(self) -> tuple[apsw.Connection, str]:
        """The connection of the sound and upgraded book; why it can only be read, or "".

        Refusal for what is no book or needs a newer AuditDesk, Trouble for a lock or damage; in
        each case the file is untouched.
        """
        if self._refused:
            raise self._refused
        with in_plain_words(self.path):
            try:
                self._pages.refuse_damaged()
                if self._version < self._scripts[-1].number:
                    self._upgrade()
                if not self._why_read_only and not search.is_current(self._connection):
                    from auditdesk.book import search_index  # late: it loads the tables

                    search_index.rebuild(self._connection)
            except BaseException:
                self._connection.close()
                raise
        return self._connection, self._why_read_only

    def _begin(self) -> None:
        if not self.path.is_file():
            raise Refusal(_("There is no book {name}.").format(name=self.path))
        self.found_journal = self.path.with_name(f"{self.path.name}-journal").exists()
        with in_plain_words(self.path):
            _refuse_foreign(self.path)
            self._why_read_only = self._why_read_only or _why_read_only(self.path)
            self._connection = connect(self.path, bool(self._why_read_only))
            try:
                self._version, self._uid = self._know()
                self._pages = _Pages(self._connection, self.path)
            except BaseException:
                self._connection.close()
                raise

    def _know(self) -> tuple[int, str]:
        """Its version and its id; refuse what must not be opened."""
        version, uid = refuse_newer(self._connection, self.path, self._scripts)
        if version > self._scripts[-1].number:
            self._why_read_only = _("it was written by a newer AuditDesk")
            self._connection.execute("PRAGMA query_only = ON")
        else:
            _refuse_altered(self._connection, self.path, version, self._scripts)
        return version, uid

    def _upgrade(self) -> None:
        if self._why_read_only:
            raise Refusal(
                _("{name} is read-only and needs an upgrade first.").format(name=self.path.name)
            )
        backups.before_migration(self._connection, self.path, self._uid, self._version)
        migrations.migrate(self._connection, self._version, self._scripts)
        _refuse_altered(self._connection, self.path, self._scripts[-1].number, self._scripts)


class _Pages(Thread):
    """Looks at every page of a book of usual size; a large one is looked at by check and backup."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        super().__init__(daemon=True)
        self._connection = connection
        large = path.stat().st_size > _LOOKED_THROUGH
        self._found: object = "ok" if large else None
        if not large:
            self.start()

    def run(self) -> None:
        try:
            self._found = self._connection.execute("PRAGMA quick_check(1)").get
        except apsw.SQLError as error:  # a search index whose own settings are torn
            self._found = apsw.CorruptError(str(error))
        except Exception as error:
            self._found = error

    def refuse_damaged(self) -> None:
        """Wait until all was looked at; the error of SQLite where something is wrong."""
        if self.ident is not None:
            self.join()
        if isinstance(self._found, Exception):
            raise self._found
        if self._found != "ok":
            raise apsw.CorruptError


def connect(path: Path, read_only: bool) -> apsw.Connection:
    """Connect and take the lock at once: the second program to come is refused, not surprised.

    The lock is taken first and kept after: who waits for it in exclusive mode would hold on to a
    shared lock meanwhile, and two that wait so would refuse each other.
    """
    connection = connections.to_file(path, read_only=read_only)
    try:
        connection.setbusytimeout(int(1000 * _PATIENCE))
        if read_only:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        else:
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("COMMIT")
        _refuse_other_application(connection, path)
        for pragma in _PRAGMAS:
            if not (read_only and "journal_mode" in pragma):
                connection.execute(pragma)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_foreign(path: Path) -> None:
    """Look at the header through SQLite without a lock or a journal: a foreign file stays as it is.

    Pages torn by a power cut are not judged here; they are mended when the book is locked.
    """
    probe = connections.untouched(path)
    try:
        with contextlib.suppress(apsw.CorruptError):
            _refuse_other_application(probe, path)
    finally:
        probe.close()


def _refuse_other_application(connection: apsw.Connection, path: Path) -> None:
    if connection.execute("PRAGMA application_id").get != APPLICATION_ID:
        raise NotABook(
            _("{name} is not an AuditDesk book. It was left untouched.").format(name=path.name)
        )


def refuse_newer(
    connection: apsw.Connection, path: Path, scripts: Sequence[migrations.Script]
) -> tuple[int, str]:
    """Schema and id of a book; Refusal where only a newer program understands it."""
    version: int = connection.execute("PRAGMA user_version").get
    info: Any = connection.execute(
        "SELECT id, version, compatibility, made_with FROM book_info"
    ).fetchone()
    if info is None:
        raise apsw.CorruptError
    uid, recorded, compatibility, made_with = info
    newest = scripts[-1].number
    if compatibility > newest or (version > newest and version != recorded):
        raise Refusal(
            _(
                "{name} was written by a newer AuditDesk (file version {version}, made with "
                "{made_with}); this one knows up to {known}. Install the newer one. The file was "
                "left untouched."
            ).format(name=path.name, version=version, made_with=made_with, known=newest)
        )
    return version, uid


def _refuse_altered(
    connection: apsw.Connection, path: Path, version: int, scripts: Sequence[migrations.Script]
) -> None:
    expected = [script.fingerprint for script in scripts if script.number == version]
    if migrations.fingerprint(connection) not in expected:
        raise Trouble(
            _(
                "{name} was altered by another program: its tables are not those of an AuditDesk "
                "book. It was left untouched. Restore the last backup, and keep this file."
            ).format(name=path.name)
        )


def _why_read_only(path: Path) -> str:
    if not os.access(path, os.W_OK):
        return _("the file is read-only")
    if not os.access(path.parent, os.W_OK):
        return _("its folder is read-only")
    return ""


def engine() -> str:
    """What reads and writes books, with its version, for reports of mistakes."""
    return f"SQLite {apsw.sqlite_lib_version()}"
