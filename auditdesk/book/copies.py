"""Copies: those that a book gets by itself, in a folder away from it; which stay and which go.

A copy has its name only once all of it was read and found sound. The name says which it is, so that
nothing is opened to know: its place in the order of copies, the moment by the clock, the last step
and the first signs of its digest.
"""

import contextlib
import json
import os
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import apsw

from auditdesk import files, paths, scratch
from auditdesk.book import backups
from auditdesk.book.days import longest_non_falling
from auditdesk.book.trail import Head
from auditdesk.book.troubles import trouble_of
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import BOOK_SUFFIX
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.book import Book

EVERY = timedelta(minutes=30)
"""Of work until the next copy."""
NEWEST = 12
"""So many of the last copies stay, whatever clocks say."""
PERIODS: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (10, lambda at: at.date()),
    (9, lambda at: at.isocalendar()[:2]),
    (12, lambda at: (at.year, at.month)),
)
"""Of the last so many days, weeks and months the last copy of each stays."""
_SIGNS = 16
_NAME = re.compile(
    rf"(\d{{6,}}) (\d{{4}}-\d\d-\d\dT\d{{6}})Z step (\d+) ([0-9a-f]{{{_SIGNS}}})"
    + re.escape(BOOK_SUFFIX)
)
_WHOSE = "book.json"
_SECOND = "second place.json"
_FOLDER = "AuditDesk copies"


class Copy(NamedTuple):
    """A copy that was proven sound when it was made. n: its place in the order of the copies."""

    n: int
    at: datetime
    seq: int
    digest: str
    path: Path

    def holds(self, head: Head) -> bool:
        """Whether nothing was done since."""
        return (self.seq, self.digest) == (head.seq, head.digest[:_SIGNS])


def folder_of(uid: str) -> Path:
    """Where the copies of a book lie."""
    return paths.backups() / uid


def copies_in(folder: Path) -> list[Copy]:
    """The copies in a folder, the last one last."""
    found = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named:
                n, at, seq, digest = named.groups()
                with contextlib.suppress(ValueError):
                    moment = datetime.strptime(at, "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)
                    found.append(Copy(int(n), moment, int(seq), digest, path))
    return sorted(found)


def last_copy(uid: str) -> Copy | None:
    """The last copy of a book; None where there is none yet."""
    return next(reversed(copies_in(folder_of(uid))), None)


def uid_at(path: Path) -> str:
    """The id of the book that lay at this path when it was copied last; "" where none did."""
    wanted = str(path.absolute())
    latest: list[tuple[float, str]] = []
    for marker in paths.backups().glob(f"*/{_WHOSE}"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            if json.loads(marker.read_text(encoding="utf-8"))["path"] == wanted:
                latest.append((marker.stat().st_mtime, marker.parent.name))
    return max(latest, default=(0.0, ""))[1]


# --- which stay -----------------------------------------------------------------------------------


def staying(copies: Sequence[Copy]) -> set[Copy]:
    """Which copies stay: the last ones in order, and the last of each of some days, weeks, months.

    No clock of today is asked. A moment before one of an earlier copy takes no place of good
    copies: the clock was set back. As the earlier one may have been ahead, those count too that
    most clocks agree on, and those since the clock was set last.
    """
    ordered = sorted(copies)
    moments = [copy.at for copy in ordered]
    latest = list(accumulate(moments, max))
    since = next((n for n in range(len(moments) - 1, 0, -1) if moments[n] < moments[n - 1]), 0)
    stay = set(ordered[-NEWEST:])
    for places in (
        [n for n, at in enumerate(moments) if at == latest[n]],
        longest_non_falling([at.isoformat() for at in moments]),
        range(since, len(ordered)),
    ):
        for count, period in PERIODS:
            last_of = {period(moments[place]): place for place in places}
            stay.update(ordered[place] for place in sorted(last_of.values())[-count:])
    return stay


def differently_sealed(uid: str, salt: bytes) -> Iterator[Path]:
    """The copies of a book that are not under its passphrase, or under none as it is.

    salt: what the book begins with where it is encrypted, else b"".
    """
    for folder in filter(None, (folder_of(uid), second_folder(uid))):
        for path in sorted(folder.glob(f"*{BOOK_SUFFIX}")):
            if not files.is_open(path) and files.salt_of(path) != salt:
                yield path


def _thin(folder: Path) -> None:
    copies = copies_in(folder)
    for copy in set(copies) - staying(copies):
        with contextlib.suppress(OSError):
            copy.path.unlink()


# --- making ---------------------------------------------------------------------------------------


def making(book: "Book") -> Iterator[None]:
    """Copy the open book bit by bit to where `keep` takes it from; nothing where none is due.

    After an unclean end one is due in any case: proving it checks all of the book.
    """
    last = last_copy(book.uid)
    if last is None or not last.holds(book.head) or book.ended_unclean:
        book.ended_unclean = False
        folder = folder_of(book.uid)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            scratch.claim(unproven(book.uid))
            unproven(book.uid).touch(mode=0o600)
        except OSError as error:
            raise Trouble(
                _(
                    "the folder of the copies, {folder}, cannot be written ({cause}). What you"
                    " enter is kept in the book all the same; let the folder be written to."
                ).format(folder=folder, cause=error.strerror)
            ) from error
        yield from book.copying(unproven(book.uid))


def unproven(uid: str) -> Path:
    """Where this process copies a book to before the copy is proven."""
    return folder_of(uid) / f"{os.getpid()}.unproven"


def keep(copied: Path, book: Path) -> Copy:
    """Prove a copy in the folder of its book, give it its name, thin the others, catch up.

    Trouble where it is not sound: it is thrown away then, and no other goes. book: where the book
    itself lies, to find its copies again by where it lay.
    """
    folder = copied.parent
    try:
        head = backups.prove(copied)
        others = copies_in(folder)
        if others and others[-1].holds(head):
            return others[-1]
        at = datetime.now(UTC)
        n = max((copy.n for copy in (*others, *in_second_place(folder.name))), default=0) + 1
        name = f"{n:06} {at:%Y-%m-%dT%H%M%S}Z step {head.seq} {head.digest[:_SIGNS]}{BOOK_SUFFIX}"
        files.give_name(files.on_disk(copied), folder / name)
    except OSError as error:
        raise Trouble(files.why(error, folder)) from error
    except apsw.Error as error:
        raise trouble_of(error, book) or Trouble(
            _("The copy of {name} could not be kept: {cause}.").format(name=book.name, cause=error)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            copied.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        (folder / _WHOSE).write_text(json.dumps({"path": str(book)}), encoding="utf-8")
    _thin(folder)
    with contextlib.suppress(OSError, Trouble):
        catch_up(folder.name)
    return copies_in(folder)[-1]


def forget_unproven(uid: str) -> None:
    """Throw away what this process copied and nobody proved."""
    with contextlib.suppress(OSError):
        unproven(uid).unlink(missing_ok=True)


def make(book: "Book") -> Copy | None:
    """A copy of the open book, proven at once; None where nothing was done since the last one."""
    for _part in making(book):
        pass
    copied = unproven(book.uid)
    if copied.exists():
        return keep(copied, book.path)
    with contextlib.suppress(OSError):
        catch_up(book.uid)
    return None


def before_first_step(
    book: "Book", tell: Callable[[str], object], every: timedelta = EVERY
) -> None:
    """Let the first step be preceded by a copy, where the last one is older than so much.

    A copy that cannot be made is told, and hinders nothing.
    """

    def copy_once() -> None:
        book.before_writing = lambda: None
        last = last_copy(book.uid)
        if last is not None and timedelta(0) <= datetime.now(UTC) - last.at < every:
            return
        try:
            make(book)
        except Trouble as trouble:
            tell(_("No copy was made: {why}").format(why=trouble))

    book.before_writing = copy_once


# --- the second place -----------------------------------------------------------------------------


def second_place() -> Path | None:
    """The folder on a stick or a share that gets every copy too; None where none is chosen."""
    try:
        told = json.loads((paths.backups() / _SECOND).read_text(encoding="utf-8"))
        return Path(told["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def choose_second_place(folder: Path | None) -> None:
    """Let every copy go to this folder too, or to none; Refusal where the copies lie there."""
    marker = paths.backups() / _SECOND
    if folder is None:
        try:
            marker.unlink(missing_ok=True)
        except OSError as error:
            raise Trouble(files.why(error, marker)) from error
        return
    if folder.exists() and not folder.is_dir():
        raise Refusal(_("{name} is a file and no folder.").format(name=folder))
    if folder.absolute().is_relative_to(paths.backups().absolute()):
        raise Refusal(_("The copies lie there already: choose a stick, a share or another disk."))
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.write_text(json.dumps({"folder": str(folder.absolute())}), encoding="utf-8")
    except OSError as error:
        raise Trouble(files.why(error, marker)) from error


def second_folder(uid: str) -> Path | None:
    """Where copies of a book lie in the second place; None where none is chosen."""
    place = second_place()
    return place / _FOLDER / uid if place else None


def in_second_place(uid: str) -> list[Copy]:
    """The copies of a book in the second place, the last one last; none where it is not there."""
    folder = second_folder(uid)
    return copies_in(folder) if folder else []


def is_there(place: Path) -> bool:
    """Whether the second place can be reached now."""
    with contextlib.suppress(OSError):
        return place.is_dir()
    return False


def catch_up(uid: str) -> None:
    """Bring the second place up to the first, where it is there; OSError where it cannot be.

    A copy that lies there under another passphrase, or under none, is replaced.
    """
    place, to = second_place(), second_folder(uid)
    if place is None or to is None or not is_there(place):
        return
    to.mkdir(parents=True, exist_ok=True)
    kept = {copy.path.name: copy.path for copy in copies_in(to)}
    for copy in copies_in(folder_of(uid)):
        there = kept.get(copy.path.name)
        if files.is_open(copy.path) or (there and files.is_open(there)):
            continue
        if there is None:
            files.replicate(copy.path, to / copy.path.name)
        elif files.salt_of(there) != files.salt_of(copy.path):
            files.replicate(copy.path, there, replaces=True)
    _thin(to)
