"""Sealing: a book gets a passphrase, another one, or none; its copies and drafts go along.

The book is written anew under the other key beside the old one, read whole and compared; only then
it takes the old one's place, at once. What is stopped before leaves the book as it was.
"""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import apsw

from auditdesk import files, paths, scratch
from auditdesk.book import backups, connections, copies, kept_drafts, keys
from auditdesk.book.book import Book
from auditdesk.book.keys import Key
from auditdesk.book.trail import Head
from auditdesk.book.troubles import in_plain_words, trouble_of
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, ngettext


def reseal(path: Path, key: Key | None, who: str = "") -> str:
    """Let a book be under this key from now on, or under none; its id.

    Locked where its key of now is not held, RuntimeError where a book is open here; Trouble where
    it is open elsewhere, written to meanwhile, damaged, or cannot be written: then it stays as it
    was.
    """
    path = Path(os.path.realpath(path))
    if key is not None:
        keys.hold(key)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with scratch.claimed(part), in_plain_words(path):
        with Book.open(path, who) as book:
            book.refuse_read_only()
            uid = book.uid
            _write_proven(book.connection, part, key, path)
            typed = paths.drafts() / f"{uid}.json"
            drafts = kept_drafts.read(typed, book.key)
            seen = _seen(path)
        try:
            if _seen(path) != seen:  # no longer locked by us
                raise Trouble(
                    _("{name} was written to by another program: nothing was changed.").format(
                        name=path.name
                    )
                )
            part.chmod(stat.S_IMODE(path.stat().st_mode))
            files.put_in_place(part, path)
        except OSError as error:
            raise Trouble(files.why(error, path)) from error
    kept_drafts.write(typed, drafts, key)
    return uid


def _seen(path: Path) -> tuple[int, int, int]:
    """What tells one state of a file from another."""
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def reseal_copies(uid: str, key: Key | None) -> Iterator[str]:
    """Bring the copies of a book under its key, or under none, bit by bit.

    A sentence for each place where some stay as they were: their passphrase is not held, they are
    damaged, or the place cannot be written. Each stays whole in any case.
    """
    left: Counter[Path] = Counter()
    for copy in copies.differently_sealed(uid, key.salt if key else b""):
        try:
            _reseal_copy(copy, key)
        except (apsw.Error, OSError, Refusal, Trouble):
            left[copy.parent] += 1
        yield ""
    for folder, n in left.items():
        yield ngettext(
            "{n} copy in {folder} stays under the passphrase of before, or under none.",
            "{n} copies in {folder} stay under the passphrase of before, or under none.",
            n,
        ).format(n=n, folder=folder)
    place = copies.second_place()
    if place is not None and not copies.is_there(place):
        yield _(
            "The second place {folder} is not there: its copies stay as they are until it is, and"
            " the book is open in the window."
        ).format(folder=place)


def _reseal_copy(copy: Path, key: Key | None) -> None:
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    with scratch.claimed(part):
        write_copy(copy, part, key)
        files.put_in_place(part, copy)


def write_copy(copy: Path, to: Path, key: Key | None) -> None:
    """Write a copy anew under this key, or under none, and prove it."""
    connection = connections.untouched(copy)
    try:
        _write_proven(connection, to, key, copy)
    finally:
        connection.close()


def _write_proven(connection: apsw.Connection, to: Path, key: Key | None, source: Path) -> None:
    """Write all of a book into a new file under this key; read it whole, and compare the two.

    Every record is in the chain of the trail, so two sound books with one last step hold the same.
    """
    try:
        files.make_private(to)
        connections.write_anew(connection, to, key)
        proven = backups.prove(to)
    except OSError as error:
        raise Trouble(files.why(error, to)) from error
    except apsw.Error as error:
        raise trouble_of(error, source) or Trouble(
            _("{name} could not be written anew: {cause}.").format(name=source.name, cause=error)
        ) from error
    last = connection.execute("SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1").fetchone()
    info = "SELECT * FROM book_info"
    written = connections.untouched(to)
    try:
        alike = written.execute(info).fetchall() == connection.execute(info).fetchall()
    finally:
        written.close()
    if not alike or proven != (Head(*last) if last else Head()):
        raise Trouble(
            _("What was written is not what {name} holds, so it was thrown away.").format(
                name=source.name
            )
        )
