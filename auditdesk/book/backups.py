"""Verified copies of a book. The live file is copied by SQLite only, never by the file system."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import apsw

from auditdesk import files, paths
from auditdesk.book.troubles import trouble_of
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _


def copy(connection: apsw.Connection, source: Path, to: Path) -> Path:
    """Copy the open book to `to` and prove the copy sound before it takes that name.

    An older copy of the same book stays until then, and stays whole where anything fails
    (Trouble). Refusal where `to` is anything else.
    """
    to = Path(os.path.realpath(to))
    if files.is_open(to) or (to.exists() and os.path.samefile(to, source)):
        raise Refusal(_("{name} is the book itself: choose another name.").format(name=to.name))
    if to.exists():
        _refuse_other_than_older(to, connection)
    unproven = to.with_name(f"{to.name}.{os.getpid()}.unproven")
    try:
        for _part in copying(connection, unproven):
            pass
        _prove(unproven, connection)
        files.put_in_place(unproven, to)
    except (apsw.Error, OSError) as error:
        raise trouble_of(error, to) or Trouble(
            _("The copy {name} could not be written: {cause}.").format(name=to, cause=error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unproven.unlink(missing_ok=True)
    return to


def before_migration(connection: apsw.Connection, source: Path, uid: str, version: int) -> Path:
    """The copy without which no migration runs; one per source version, never rotated out.

    A second try keeps the first copy: it is the one from before anything was touched.
    """
    folder = paths.backups() / uid
    to = folder / f"{source.stem} schema {version}{source.suffix}"
    if to.exists():
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S")
        to = to.with_stem(f"{to.stem} {stamp}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            _("The book needs an upgrade, and no copy can be made in {folder}: {cause}.").format(
                folder=folder, cause=error.strerror
            )
        ) from error
    return copy(connection, source, to)


def copying(connection: apsw.Connection, to: Path) -> Iterator[None]:
    """Copy the open book bit by bit, so that nobody waits; whoever uses the copy proves it."""
    target = apsw.Connection(str(to))
    try:
        with target.backup("main", connection, "main") as backup:
            while not backup.done:
                backup.step(500)
                yield
    finally:
        target.close()


def _refuse_other_than_older(to: Path, connection: apsw.Connection) -> None:
    """Refuse to replace what is no book, another book, or one with steps that this one has not."""
    refusal = Refusal(
        _(
            "{name} exists and is no older copy of this book, so it is not replaced: choose"
            " another name."
        ).format(name=to.name)
    )
    if not files.is_book(to):
        raise refusal
    try:
        older = apsw.Connection(str(to), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            uids = [each.execute("SELECT id FROM book_info").get for each in (older, connection)]
            last = older.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchall()
        finally:
            older.close()
    except apsw.Error as error:
        raise refusal from error
    known = "SELECT 1 FROM step WHERE seq = ? AND hash = ?"
    if uids[0] != uids[1] or not all(connection.execute(known, head).fetchall() for head in last):
        raise refusal


def _prove(copied: Path, connection: apsw.Connection) -> None:
    proof = apsw.Connection(str(copied), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        sound = proof.execute("PRAGMA integrity_check").get == "ok"
        heads = [
            each.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchall()
            for each in (proof, connection)
        ]
    finally:
        proof.close()
    if not sound or heads[0] != heads[1]:
        raise Trouble(
            _("The copy is not sound, so it was thrown away. The book itself is untouched.")
        )
