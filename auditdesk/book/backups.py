"""Verified copies of a book. The live file is copied by SQLite only, never by the file system."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import apsw

from auditdesk import files, paths, scratch
from auditdesk.book import connections
from auditdesk.book.trail import Head
from auditdesk.book.troubles import trouble_of
from auditdesk.errors import Locked, Refusal, Trouble
from auditdesk.i18n import _

_AT_ONCE = 64
"""Pages that are copied at once: a quarter of a megabyte, a millisecond or two."""


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
        with scratch.claimed(unproven):
            for _part in copying(connection, unproven):
                pass
            _refuse_behind(prove(unproven), connection)
            files.put_in_place(unproven, to)
    except OSError as error:
        raise Trouble(files.why(error, to)) from error
    except apsw.Error as error:
        raise trouble_of(error, to) or Trouble(
            _("The copy {name} could not be written: {cause}.").format(name=to, cause=error)
        ) from error
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
    """Copy the open book bit by bit, so that nobody waits; whoever uses the copy proves it.

    It is made for its owner alone. What is done to the book meanwhile is in it too; while a step
    is being done, copying waits. A copy that a power cut tears is never taken for one.
    """
    with contextlib.suppress(OSError):  # SQLite says it, in its own error
        files.make_private(to)
    target = connections.to_new(to, connections.key_of(connection))
    try:
        for pragma in ("synchronous = OFF", "journal_mode = OFF"):
            target.execute(f"PRAGMA {pragma}").fetchall()
        with target.backup("main", connection, "main") as backup:
            while not backup.done:
                if not connection.in_transaction:
                    backup.step(_AT_ONCE)
                if not backup.done:  # whole now: nothing may be done in between
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
        older = connections.to_file(to, read_only=True)
        try:
            uids = [each.execute("SELECT id FROM book_info").get for each in (older, connection)]
            last = older.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchall()
        finally:
            older.close()
    except (apsw.Error, Locked) as error:
        raise refusal from error
    known = "SELECT 1 FROM step WHERE seq = ? AND hash = ?"
    if uids[0] != uids[1] or not all(connection.execute(known, head).fetchall() for head in last):
        raise refusal


def prove(copied: Path) -> Head:
    """Read all of a copy that nobody has open; the last step that it holds.

    Trouble that says what is hurt. A search index that does not say what the records do is made
    anew in the copy: it is no record.
    """
    from auditdesk.book import check, search_check, search_index  # late: a start proves nothing

    connection = connections.to_file(copied)
    try:
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        hurt = next(filter(None, check.damage(connection)), "")
        if hurt:
            raise Trouble(
                _(
                    "The copy is not sound, so it was thrown away. The book itself is untouched,"
                    " and it may be hurt too: {hurt}"
                ).format(hurt=hurt)
            )
        if any(search_check.differing(connection)):
            search_index.rebuild(connection)
        row = connection.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchone()
        return Head(*row) if row else Head()
    finally:
        connection.close()


def _refuse_behind(head: Head, connection: apsw.Connection) -> None:
    last = connection.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchone()
    if head != (Head(*last) if last else Head()):
        raise Trouble(
            _("The copy is not sound, so it was thrown away. The book itself is untouched.")
        )
