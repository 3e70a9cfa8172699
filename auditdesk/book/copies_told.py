"""Copies in words: how a book is backed up, and how a copy differs from today."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from auditdesk import files
from auditdesk.book import copies, keys, restoring
from auditdesk.book.hurt import DAMAGE
from auditdesk.errors import Trouble
from auditdesk.files import BOOK_SUFFIX
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    import apsw


def standing(uid: str, now: datetime) -> Iterator[str]:
    """The last good copy of a book, how old it is and where; then the second place."""
    last = copies.last_copy(uid)
    if last is None:
        yield _("There is no copy of this book yet.")
    else:
        yield _("Last good copy: step {seq}, {age}, in {folder}.").format(
            seq=last.seq, age=age(last.at, now), folder=last.path.parent
        )
    place = copies.second_place()
    if place is None:
        yield _("No second place is chosen: a stick or a share can get every copy too.")
        return
    there = copies.in_second_place(uid)
    if not copies.is_there(place):
        yield _("The second place {folder} is not there; it is caught up when it is.").format(
            folder=place
        )
    elif not there:
        yield _("The second place {folder} has no copy of this book yet.").format(folder=place)
    else:
        yield _("Second place: step {seq}, {age}, in {folder}.").format(
            seq=there[-1].seq, age=age(there[-1].at, now), folder=place
        )


def sealed_otherwise(uid: str, salt: bytes) -> Iterator[str]:
    """Whether copies are not under the passphrase of the book, in a sentence; salt: its own."""
    n = sum(1 for _path in copies.differently_sealed(uid, salt))
    if n:
        yield ngettext(
            "{n} copy is not under the passphrase of the book.",
            "{n} copies are not under the passphrase of the book.",
            n,
        ).format(n=n)


def left_beside(path: Path, uid: str, salt: bytes) -> Iterator[str]:
    """Which files beside an encrypted book hold the same book, but not under its passphrase.

    Such are those set aside, rescued, or copied by hand. salt: what the book begins with. Nobody is
    asked for a passphrase: those under an unknown one are passed over.
    """
    readable = {b"", *(key.salt for key in keys.held())} - {salt}
    left = [
        other.name
        for other in sorted(path.parent.glob(f"*{BOOK_SUFFIX}"))
        if other.name != path.name
        and not files.is_open(other)
        and files.salt_of(other) in readable
        and restoring.uid_in(other) == uid
    ]
    if left:
        yield ngettext(
            "{n} other file in the same folder holds this book without its passphrase, or under"
            " that of before: {names}. Delete it where it is not needed.",
            "{n} other files in the same folder hold this book without its passphrase, or under"
            " that of before: {names}. Delete those that are not needed.",
            len(left),
        ).format(n=len(left), names=", ".join(left))


def age(at: datetime, now: datetime) -> str:
    """How long ago a moment was, roughly; the clock may have been set since."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 0:
        return _("made at {at} by a clock that was ahead").format(at=f"{at:%Y-%m-%d %H:%M}")
    if minutes < 60:
        return ngettext("{n} minute old", "{n} minutes old", minutes).format(n=minutes)
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("{n} hour old", "{n} hours old", hours).format(n=hours)
    days = minutes // (24 * 60)
    return ngettext("{n} day old", "{n} days old", days).format(n=days)


def told_differences(copy: Path, today: "apsw.Connection | Path") -> Iterator[str]:
    """How a copy differs from the book today, a sentence for each kind of record."""
    if isinstance(today, Path) and not today.exists():
        yield _("There is no book at {path} to compare it with.").format(path=today)
        return
    if restoring.held(copy).hurt:
        yield _("The copy cannot be read, so nothing can be compared.")
        return
    try:
        found = restoring.differences(copy, today)
    except (Trouble, *DAMAGE):
        yield _("The book today cannot be read, so nothing can be compared.")
        return
    if not found:
        yield _("It holds the same audits, findings, actions, evidence and people as today.")
    for one in found:
        parts = (
            (one.only_copy, _("{n} that today’s book has no longer")),
            (one.only_today, _("{n} added since, which it has not")),
            (one.changed, _("{n} changed since")),
        )
        told = ", ".join(text.format(n=n) for n, text in parts if n)
        yield _("{kind}: {told}.").format(kind=_(restoring.COUNTED[one.table]), told=told)
