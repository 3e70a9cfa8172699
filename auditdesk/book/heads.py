"""Heads: what stands on paper for the whole trail up to a step, and how it is known again.

A head is the size of the trail and the root of its tree. Papers of before bear the first signs of
the digest of the last step instead; both are known.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import apsw

from auditdesk.book import merkle
from auditdesk.errors import Refusal
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.book import Book

LEAST = 16
"""So many signs of a digest tell one step from every other; older papers bear no more."""
_DIGEST = re.compile(rf"\b[0-9a-f]{{{LEAST},64}}\b")
_SIZE = re.compile(r"\b[0-9]{1,15}\b")


class TreeHead(NamedTuple):
    """The number of steps, and the root of the tree over them as 64 hexadecimal signs."""

    size: int
    root: str

    @property
    def text(self) -> str:
        return f"{self.size}:{self.root}"


class PrintedHead(NamedTuple):
    """A head as somebody typed it off a paper; size is None where they left it out."""

    digest: str
    size: int | None


class KnownHead(NamedTuple):
    """The step that a printed head ends with; by_chain: whether it is a digest of the chain."""

    seq: int
    by_chain: bool


def tree_head(book: "Book") -> TreeHead:
    """The head of the book as it is shown: today's, or that of its past."""
    size = book.head.seq
    return TreeHead(size, root_at(book.connection, size).hex())


def root_at(connection: apsw.Connection, size: int) -> bytes:
    """The root of the tree over the first steps, so many of them."""
    return merkle.grown_root(lambda seq: node_at(connection, seq), size)


def node_at(connection: apsw.Connection, seq: int) -> bytes:
    """The node that is kept for a step; empty where there is none."""
    return bytes(connection.execute("SELECT node FROM tree WHERE seq = ?", (seq,)).get or b"")


def read_head(text: str) -> PrintedHead:
    """A head in any of the ways in which it is printed or typed; Refusal for what is none."""
    plain = text.strip().lower()
    digests = _DIGEST.findall(plain)
    if len(digests) != 1:
        raise Refusal(
            _(
                "“{digest}” is no digest that proves anything: give the {n} signs or more that"
                " stand on a printed sheet, all digits or letters from a to f."
            ).format(digest=text.strip(), n=LEAST)
        )
    sizes = _SIZE.findall(plain.replace(digests[0], " "))
    return PrintedHead(digests[0], int(sizes[0]) if len(sizes) == 1 else None)


def find_head(connection: apsw.Connection, printed: PrintedHead) -> KnownHead | None:
    """The step of the trail that it is the head of; None where this trail never had it."""
    seq: Any = connection.execute(
        "SELECT seq FROM step WHERE substr(hash, 1, ?) = ? AND seq = coalesce(?, seq)",
        (len(printed.digest), printed.digest, printed.size),
    ).get
    if seq is not None:
        return KnownHead(int(seq), by_chain=True)
    for size, root in roots(connection):
        fits = printed.size is None or size == printed.size
        if fits and root.hex().startswith(printed.digest):
            return KnownHead(size, by_chain=False)
    return None


def known_head(book: "Book", text: str) -> KnownHead:
    """The step that a printed head ends with; Refusal where the trail of the book has none."""
    found = find_head(book.connection, read_head(text))
    if found is None:
        raise Refusal(
            _(
                "No step of this book has the head {head}: its past was rewritten or cut off after"
                " that was printed, or it is from another book."
            ).format(head=text.strip())
        )
    return found


def roots(connection: apsw.Connection) -> Iterator[tuple[int, bytes]]:
    """The root of the tree after each step, in one pass over what is kept."""
    peaks: list[tuple[int, bytes]] = []
    for seq, node in connection.execute("SELECT seq, node FROM tree ORDER BY seq"):
        size = seq & -seq
        while peaks and peaks[-1][0] < size:
            peaks.pop()
        peaks.append((size, node))
        root = node
        for _size, peak in peaks[-2::-1]:
            root = merkle.node(peak, root)
        yield seq, root
