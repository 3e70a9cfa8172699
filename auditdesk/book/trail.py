"""The trail: every step with its changes, chained so that a change from outside shows.

The canonical forms, the one place where they are defined. JSON is an array without spaces, other
scripts as they are, as UTF-8; digests in it are 64 hexadecimal signs.

**The chain.** The digest of a step of form 1, as books up to schema 7 wrote them, is

    SHA-256( previous digest in hex + "\\n" + JSON )

of [seq, id, at, who, device, what, undoes or null, final as 0 or 1,
[[table, row, before or null, after or null], ...]]. That of a step of form 2 is

    SHA-256( previous digest in hex + "\\n" + JSON + "\\n" + root in hex )

of [2, seq, id, at, undoes or null, final as 0 or 1, number of changes]. Who, device, name and
changes are under its root alone: any of them can be withheld, and the chain still verifies.

**The tree of a step** has a leaf for ["who", who], ["device", device], ["what", what], and for
each change, counted from 0, [position, table, row, before or null, after or null]. The entry of a
leaf is its salt, 16 bytes, with the JSON after it: a short value is not to be guessed from its
leaf. The salts of a step of form 2 are random and kept with it. Those of form 1 follow from the
step itself, as salt n = the first 16 bytes of SHA-256(seed + n as 8 bytes), n from 0, the seed as
`_seed` says; so every copy of an older book gains the same tree.

**The tree of the trail** has a leaf for each step, of the JSON of
[form, seq, id, at, undoes or null, final, number of changes, digest, root of its own tree].
Trees are those of `merkle`.

The changes stand in their order; `before` and `after` are the stored JSON texts (keys sorted, no
spaces, only the fields that differ), taken as strings. The first step follows `GENESIS`.
"""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

from auditdesk.book import merkle

GENESIS = "0" * 64
_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_ORDERED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

ChangeTexts = tuple[str, str, str | None, str | None]
"""(table, row, before, after) as stored."""


class Head(NamedTuple):
    """The end of the trail: kept elsewhere, it proves everything up to it."""

    seq: int = 0
    digest: str = GENESIS


class StepTexts(NamedTuple):
    """A step as stored, without its digest."""

    seq: int
    id: str
    at: str
    who: str
    device: str
    what: str
    undoes: str | None
    final: int


INLINE, ROOTED = 1, 2
"""The forms of a step."""
SALT = 16
"""Bytes of a salt."""
SAID = ("who", "device", "what")
"""What a step says of itself in leaves of their own, before those of its changes."""


class TreeEntry(NamedTuple):
    """What the tree keeps of a step.

    root: of its own tree; node: of the tree of the trail, as `merkle` says; salts: those of its
    leaves, one after the other, none in form 1. They come last, for they may fill many pages.
    """

    form: int
    root: bytes
    node: bytes
    salts: bytes


Label = tuple[int, str]
"""Where a column stands in its row, and its name as JSON with the colon after it."""


def labels(columns: Iterable[str]) -> list[Label]:
    """The columns of a row in the order in which the trail stores them."""
    named = sorted((name, place) for place, name in enumerate(columns))
    return [(place, f"{_quoted(name)}:") for name, place in named]


def row_text(columns: Iterable[Label], values: Sequence[Any]) -> str:
    """These columns of a row as JSON, as the trail stores it."""
    return "{" + ",".join([name + _text(values[place]) for place, name in columns]) + "}"


def _text(value: Any) -> str:
    if type(value) is str:
        return _quoted(value)
    return str(value) if type(value) is int else _SORTED.encode(value)


class Digest:
    """The digest of a step, taken in change by change: a step may be large."""

    def __init__(self, previous: str, step: StepTexts) -> None:
        self._hash = hashlib.sha256(f"{previous}\n{_canonical(step)[:-1]},[".encode())
        self._first = True

    def including(self, change: ChangeTexts) -> ChangeTexts:
        """Take in the next change; it is given back."""
        comma = "" if self._first else ","
        texts = ",".join(["null" if text is None else _quoted(text) for text in change])
        self._hash.update(f"{comma}[{texts}]".encode())
        self._first = False
        return change

    @property
    def text(self) -> str:
        """The digest with all changes taken in so far."""
        whole = self._hash.copy()
        whole.update(b"]]")
        return whole.hexdigest()


def _canonical(value: Any) -> str:
    return _ORDERED.encode(value)


def digest(previous: str, step: StepTexts, changes: Iterable[ChangeTexts]) -> str:
    """The digest of a step of form 1 that follows `previous`."""
    made = Digest(previous, step)
    for change in changes:
        made.including(change)
    return made.text


# --- the tree ---------------------------------------------------------------------------------


class Leaves:
    """The leaves of the tree of a step, taken in change by change: a step may be large."""

    def __init__(self, step: StepTexts, salts: bytes | None = None) -> None:
        """salts: those of all leaves; None for new ones."""
        self._given, self._step = salts, step
        self.salts = bytearray()
        self.hashes: list[bytes] = []
        for text in said(step):
            self._take(text)

    def including(self, change: ChangeTexts) -> ChangeTexts:
        """Take in the next change; it is given back."""
        self._take(change_entry(len(self.hashes) - len(SAID), change))
        return change

    @property
    def changes(self) -> int:
        return len(self.hashes) - len(SAID)

    def digest(self, previous: str, root: bytes) -> str:
        """The digest of the step in form 2, with all changes taken in so far."""
        step = self._step
        header = _canonical(
            [ROOTED, step.seq, step.id, step.at, step.undoes, step.final, self.changes]
        )
        return hashlib.sha256(f"{previous}\n{header}\n{root.hex()}".encode()).hexdigest()

    def _take(self, text: str) -> None:
        place = SALT * len(self.hashes)
        salt = os.urandom(SALT) if self._given is None else self._given[place : place + SALT]
        self.salts += salt
        self.hashes.append(merkle.leaf(salt + text.encode()))


def said(step: StepTexts) -> list[str]:
    """What the first leaves of a step hold."""
    return [f"[{_quoted(name)},{_quoted(getattr(step, name))}]" for name in SAID]


def change_entry(position: int, change: ChangeTexts) -> str:
    """What the leaf of a change holds."""
    texts = ",".join(["null" if text is None else _quoted(text) for text in change])
    return f"[{position},{texts}]"


def leaves(
    previous: str, step: StepTexts, changes: Sequence[ChangeTexts], kept: TreeEntry
) -> Leaves:
    """The leaves of a stored step, with the salts that are kept, or that follow from it."""
    salts = kept.salts
    if kept.form == INLINE:
        salts = _derived_salts(previous, step, changes)
    read = Leaves(step, salts)
    for change in changes:
        read.including(change)
    return read


def _derived_salts(previous: str, step: StepTexts, changes: Sequence[ChangeTexts]) -> bytes:
    seed = _seed(previous, step, changes)
    return b"".join(
        hashlib.sha256(seed + place.to_bytes(8, "big")).digest()[:SALT]
        for place in range(len(SAID) + len(changes))
    )


def _seed(previous: str, step: StepTexts, changes: Iterable[ChangeTexts]) -> bytes:
    """SHA-256 over "salts", a line feed, and what the digest of form 1 is made of.

    Whoever lacks one change cannot know it; the leaves hide as much as that digest does.
    """
    return bytes.fromhex(digest(f"salts\n{previous}", step, changes))


def step_entry(step: StepTexts, changes: int, digest: str, kept: TreeEntry) -> str:
    """What the leaf of a step in the tree of the trail holds."""
    return _canonical(
        [
            kept.form, step.seq, step.id, step.at, step.undoes, step.final, changes, digest,
            kept.root.hex(),
        ]
    )  # fmt: skip


class Stored(NamedTuple):
    """A step as a book holds it; kept is None where the tree has nothing of it."""

    step: StepTexts
    digest: str
    changes: list[ChangeTexts]
    kept: TreeEntry | None


class Breaks:
    """The steps that are wrong in a trail that is gone through in its order.

    chained: whether digest and place in the row of steps are right; grown: whether what the tree
    keeps is. A book of a schema before the tree has none.
    """

    def __init__(self, has_tree: bool = True) -> None:
        self._previous, self._expected, self._has_tree = GENESIS, 1, has_tree
        self._nodes: defaultdict[int, bytes] = defaultdict(bytes)

    def of(self, stored: Stored) -> tuple[bool, bool]:
        """Whether the next step is chained as it was written, and whether its tree is."""
        step, changes, previous = stored.step, stored.changes, self._previous
        in_place = step.seq == self._expected
        self._expected, self._previous = step.seq + 1, stored.digest
        kept = stored.kept
        if kept is None:
            chained = digest(previous, step, changes) == stored.digest
            return in_place and chained, not self._has_tree
        read = leaves(previous, step, changes, kept)
        root, inline = merkle.root(read.hashes), kept.form == INLINE
        expected = digest(previous, step, changes) if inline else read.digest(previous, root)
        leaf = merkle.leaf(step_entry(step, read.changes, stored.digest, kept).encode())
        node = merkle.next_node(self._nodes.__getitem__, step.seq, leaf)
        self._remember(step.seq, kept.node)
        whole = len(kept.salts) == (0 if inline else SALT * len(read.hashes))
        grown = whole and (root, node) == (kept.root, kept.node)
        return in_place and expected == stored.digest, grown and kept.form in (INLINE, ROOTED)

    def _remember(self, number: int, node: bytes) -> None:
        """Keep the node, and forget those that it is over."""
        size = 1
        while number and number % (2 * size) == 0:
            self._nodes.pop(number - size, None)
            size *= 2
        self._nodes[number] = node
