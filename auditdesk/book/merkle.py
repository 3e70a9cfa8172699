"""Merkle: trees of digests in the form of RFC 9162 (section 2.1), and what proves a part of one.

A leaf is SHA-256(0x00 + entry), a node SHA-256(0x01 + left + right); a tree of n leaves splits at
the largest power of two below n. A path holds what is needed beside the leaf, from below.

A tree that only grows is kept by one node for each leaf: the root of the largest whole subtree
that ends with it, of as many leaves as its number is divisible by as a power of two. From these
the root of any size and any path follow with a look at some dozens.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf(entry: bytes) -> bytes:
    """The digest of a leaf that holds this entry."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The digest of a node over two others."""
    return sha256(b"\1" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaves."""
    level = list(leaves) or [EMPTY]
    while len(level) > 1:
        level = _above(level)
    return level[0]


def path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """What leads from the leaf at this place, counted from 0, to the root of the tree."""
    level, beside = list(leaves), []
    while len(level) > 1:
        if place ^ 1 < len(level):
            beside.append(level[place ^ 1])
        level, place = _above(level), place // 2
    return beside


def _above(level: list[bytes]) -> list[bytes]:
    """The next level: pairs become nodes, a last one without a partner goes up as it is."""
    pairs = zip(level[::2], level[1::2], strict=False)
    return [node(left, right) for left, right in pairs] + (level[-1:] if len(level) % 2 else [])


def _whole(size: int) -> int:
    """How many leaves the largest whole subtree has that ends with the leaf of this number."""
    return size & -size


def next_node(kept: Callable[[int], bytes], number: int, leaf: bytes) -> bytes:
    """What is to be kept for the leaf that becomes this number of a tree that has all before it.

    kept: the node kept for a leaf.
    """
    above, size = leaf, 1
    while number and number % (2 * size) == 0:
        above = node(kept(number - size), above)
        size *= 2
    return above


def grown_root(kept: Callable[[int], bytes], size: int) -> bytes:
    """The root of the first leaves, so many of them, from the node kept for each."""
    if size == 0:
        return EMPTY
    above, rest = kept(size), size - _whole(size)
    while rest:
        above, rest = node(kept(rest), above), rest - _whole(rest)
    return above


class Grown:
    """A tree that grew leaf by leaf, read from what is kept of each; leaves are counted from 1.

    kept: the node kept for a leaf; leaf: the leaf itself. Sizes and numbers must lie in the tree.
    """

    def __init__(self, kept: Callable[[int], bytes], leaf: Callable[[int], bytes]) -> None:
        self._kept, self._leaf = kept, leaf

    def path(self, number: int, size: int) -> list[bytes]:
        """What leads from a leaf to the root of the first leaves, so many of them."""
        first, last, beside = 0, size, list[bytes]()
        while last - first > 1:
            middle = first + _below(last - first)
            if number <= middle:
                beside.append(self._over(middle, last))
                last = middle
            else:
                beside.append(self._over(first, middle))
                first = middle
        return beside[::-1]

    def consistency(self, older: int, size: int) -> list[bytes]:
        """What proves that the first leaves, `older` of them, begin the tree of `size` leaves.

        Empty for a tree and itself, and for the empty one, which begins every tree.
        """
        return list(self._consistency(older, 0, size, True)) if older else []

    def _consistency(self, older: int, first: int, last: int, known: bool) -> Iterator[bytes]:
        """As RFC 9162, 2.1.4.1, for the leaves after `first`; known: the older root is at hand."""
        if older == last - first:
            if not known:
                yield self._over(first, last)
            return
        split = _below(last - first)
        middle = first + split
        if older <= split:
            yield from self._consistency(older, first, middle, known)
            yield self._over(middle, last)
        else:
            yield from self._consistency(older - split, middle, last, False)
            yield self._over(first, middle)

    def _over(self, first: int, last: int) -> bytes:
        """The root over the leaves after `first` up to `last`, as one subtree of the tree."""
        size = last - first
        if size == _whole(last):
            return self._kept(last)
        if size == 1:
            return self._leaf(last)
        middle = first + _below(size)
        return node(self._over(first, middle), self._over(middle, last))


def _below(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << ((size - 1).bit_length() - 1)
