"""Restoring: what a copy holds, how it differs from today, and how it becomes the book."""

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from auditdesk import files, scratch
from auditdesk.book import connections, copies, migrations, opened
from auditdesk.book.hurt import DAMAGE
from auditdesk.book.keys import Key
from auditdesk.book.opening import connect, refuse_newer
from auditdesk.book.trail import Head
from auditdesk.book.troubles import in_plain_words
from auditdesk.errors import Locked, Refusal, Trouble
from auditdesk.files import APPLICATION_ID, BOOK_SUFFIX
from auditdesk.i18n import N_, _

COUNTED = {
    "audit": N_("Audits"),
    "finding": N_("Findings"),
    "action": N_("Actions"),
    "evidence": N_("Evidence"),
    "person": N_("People"),
}
"""What is counted in a copy, by its table."""
_BEFORE_UPGRADE = re.compile(r".+ schema \d+( .+)?")


class CopyContents(NamedTuple):
    """What a copy holds: last step, when (UTC, as stored) and by whom, and how many of what.

    hurt: why it cannot be read, then all else is empty. locked: whether a passphrase would help.
    """

    path: Path
    uid: str = ""
    house: str = ""
    head: Head = Head()
    at: str = ""
    who: str = ""
    what: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    hurt: str = ""
    locked: bool = False


class Difference(NamedTuple):
    """How the records of one kind differ: how many are only in the copy, only in the book today,
    and in both but not alike."""

    table: str
    only_copy: int
    only_today: int
    changed: int


def offered(uid: str) -> list[Path]:
    """The copies of a book, the last one first: its own, those before upgrades, the second place's.

    What lies in both places is there once.
    """
    first = copies.folder_of(uid)
    by_name = {copy.path.name: copy.path for copy in copies.in_second_place(uid)}
    by_name |= {copy.path.name: copy.path for copy in copies.copies_in(first)}
    ordered = [
        by_name[name]
        for name in sorted(by_name, key=lambda name: (_place_of(name), name), reverse=True)
    ]
    with contextlib.suppress(OSError):
        ordered += sorted(
            path
            for path in first.glob(f"*{BOOK_SUFFIX}")
            if _BEFORE_UPGRADE.fullmatch(path.stem) and path not in ordered
        )
    return ordered


def _place_of(name: str) -> int:
    return int(name.partition(" ")[0])


def uid_of(path: Path) -> str:
    """The id of a book, also of a damaged one, or of one that is gone; "" where nothing tells.

    The file is asked without a lock or a journal, then the copies for where their book lay.
    """
    return uid_in(path) or copies.uid_at(path)


def uid_in(path: Path) -> str:
    """The id of the book that a file holds; "" where it tells none."""
    with contextlib.suppress(apsw.Error, UnicodeDecodeError, Locked), _reading(path) as look:
        if look.execute("PRAGMA application_id").get == APPLICATION_ID:
            return str(look.execute("SELECT id FROM book_info").get or "")
    return ""


def held(path: Path) -> CopyContents:
    """What a copy holds; it may be of an older schema."""
    try:
        with _reading(path) as look:
            uid = str(look.execute("SELECT id FROM book_info").get)
            house = str(look.execute("SELECT name FROM organisation").get or "")
            row = look.execute(
                "SELECT seq, hash, at, who, what FROM step ORDER BY seq DESC LIMIT 1"
            ).fetchone()
            seq, digest, at, who, what = row or (*Head(), "", "", "")
            counts = tuple(
                (table, int(look.execute(f'SELECT count(*) FROM "{table}"').get))
                for table in COUNTED
            )
    except Locked as error:
        return CopyContents(path, hurt=str(error), locked=True)
    except (apsw.Error, UnicodeDecodeError, OSError):
        return CopyContents(path, hurt=_("{name} cannot be read.").format(name=path.name))
    return CopyContents(path, uid, house, Head(seq, digest), at, who, what, counts)


def differences(copy: Path, today: apsw.Connection | Path) -> list[Difference]:
    """How a copy differs from the book, by the tables of what is counted; nothing where alike.

    today: the open book, or where it lies. Trouble where one of both cannot be read.
    """
    with contextlib.ExitStack() as stack, in_plain_words(copy):
        look = stack.enter_context(_reading(copy))
        if isinstance(today, Path):
            today = stack.enter_context(_reading(today))
        return list(_differences(look, today))


def _differences(copy: apsw.Connection, today: apsw.Connection) -> Iterator[Difference]:
    for table in COUNTED:
        then, now = _rows(copy, table), _rows(today, table)
        found = Difference(
            table,
            len(then.keys() - now.keys()),
            len(now.keys() - then.keys()),
            sum(then[id] != now[id] for id in then.keys() & now.keys()),
        )
        if any(found[1:]):
            yield found


def _rows(connection: apsw.Connection, table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table by id, each by the names of the columns that are not empty."""
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    names: list[str] = []
    rows = {}
    for row in cursor:
        names = names or [column[0] for column in cursor.get_description()]
        values = dict(zip(names, row, strict=True))
        rows[str(values["id"])] = {key: value for key, value in values.items() if value is not None}
    return rows


def restore(path: Path, copy: Path) -> Path | None:
    """Let a copy be the book at `path`; where what was there lies now, None where nothing was.

    It is read whole first (Trouble where it is hurt). What was there is set aside with a name of
    its own and never deleted. Refusal where it is another book, a folder or a file of another sort,
    or a book is open here; Trouble where another program has it open.
    """
    from auditdesk.book import backups  # late: looking at copies proves nothing
    from auditdesk.book.sealing import write_copy

    opened.refuse_second()
    path = Path(os.path.realpath(path))
    found = held(copy)
    if found.hurt:
        raise Trouble(found.hurt)
    with _reading(copy) as look:
        refuse_newer(look, copy, migrations.shipped())
    there = uid_of(path) if path.exists() else found.uid
    if there and there != found.uid:
        raise Refusal(
            _("{copy} is a copy of another book than {name}: nothing was restored.").format(
                copy=copy.name, name=path.name
            )
        )
    if path.is_dir():
        raise Refusal(_("{name} is a folder: choose another name.").format(name=path.name))
    if not (there and path.exists()):
        files.refuse_ending(path, files.BOOK)
    _refuse_in_use(path)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with scratch.claimed(part):
            part.unlink(missing_ok=True)
            key = _key_to_be(path, copy)
            if key is connections.key_at(copy):
                files.replicate(copy, part)
                backups.prove(part)
            else:  # a copy from before the book got its passphrase, or another one
                write_copy(copy, part, key)
            if path.exists():
                part.chmod(stat.S_IMODE(path.stat().st_mode))
            files.on_disk(part)
            aside = _set_aside(path)
            try:
                files.put_in_place(part, path)
            except OSError:
                _put_back(aside, path)
                raise
    except OSError as error:
        raise Trouble(files.why(error, path)) from error
    return aside


def _key_to_be(path: Path, copy: Path) -> Key | None:
    """The key of the book once the copy is it: that of the book, and never none where either of
    both is encrypted; Locked where nobody has said that of the book."""
    of_copy = connections.key_at(copy)
    try:
        of_book = connections.key_at(path) if path.exists() else None
    except Locked:
        if of_copy is None or not connections.opens(path, of_copy):
            raise
        return of_copy  # the salt of the book is damaged, its pages are not
    return of_book or of_copy


def _refuse_in_use(path: Path) -> None:
    """Trouble where another program has the book open; what is damaged can be in use by nobody."""
    if not path.exists():
        return
    with contextlib.suppress(*DAMAGE, apsw.CantOpenError, apsw.ReadOnlyError, Refusal):
        try:
            connect(path, read_only=False).close()
        except apsw.BusyError as error:
            raise Trouble(
                _("{name} is open in another AuditDesk. Close it there first.").format(
                    name=path.name
                )
            ) from error


def _set_aside(path: Path) -> Path | None:
    """Give the book that is there another name, with what SQLite keeps beside it.

    Where the disk knows links it keeps the old one too, so a book lies there at every moment.
    """
    if not path.exists():
        return None
    stamp = f"{datetime.now(UTC):%Y-%m-%d %H%M%S}"
    aside = path.with_name(f"{path.stem} set aside {stamp}{path.suffix}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.stem} set aside {stamp} {number}{path.suffix}")
    files.give_name(path, aside)
    journal, of_aside = _journal(path), _journal(aside)
    if journal.exists():
        files.set_aside(journal, of_aside)
    return aside


def _put_back(aside: Path | None, path: Path) -> None:
    """Let what was set aside be the book again."""
    if aside is not None:
        if not path.exists():
            files.give_name(aside, path)
        if _journal(aside).exists():
            files.set_aside(_journal(aside), _journal(path))
        with contextlib.suppress(FileNotFoundError):
            aside.unlink()


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def told_of_copies(path: Path) -> str:
    """Which copy is the last of a book that cannot be opened, in a sentence."""
    last = last_good(path)
    if last is None:
        return _(
            "No copy of it is known on this computer; what can be read of it is read into a new"
            " book by “auditdesk salvage”."
        )
    found = held(last)
    return _("Its last good copy is of {at} (UTC), with step {seq}: {path}.").format(
        at=found.at[:16].replace("T", " "), seq=found.head.seq, path=last
    )


def last_good(path: Path) -> Path | None:
    """The last copy of the book that lies, or lay, at this path; None where there is none."""
    uid = uid_of(path)
    return next(iter(offered(uid)), None) if uid else None


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[apsw.Connection]:
    """Read a file that nobody writes, without a lock or a journal."""
    if files.is_open(path):
        yield opened.connection()
        return
    connection = connections.untouched(path)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        yield connection
    finally:
        connection.close()
