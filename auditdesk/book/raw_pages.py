"""Raw pages: the records of a damaged file, read page by page without SQLite.

The format is SQLite's, as its documentation “Database File Format” describes it. Only leaves of
tables are read. A record counts where its lengths agree to the byte; what it says is judged by
whoever asks for it.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

_LEAF, _INNER = 0x0D, 0x05
_USUAL_PAGE = 4096
Value = None | int | float | bytes
"""Texts are left as bytes: they may be no texts any more."""


class Raw(NamedTuple):
    """A record: the page that it lies on, its number in its table, its values.

    texts: whether each value is meant to be a text.
    """

    page: int
    number: int
    values: list[Value]
    texts: list[bool]


class _Unreadable(Exception):
    """The bytes are no record."""


class RawFile:
    """The bytes of a file, as pages."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        size = int.from_bytes(data[16:18], "big")
        size = 65536 if size == 1 else size
        self._size = size if size >= 512 and size & (size - 1) == 0 else _USUAL_PAGE
        self._usable = self._size - (data[20] if len(data) > 20 and data[20] <= 32 else 0)
        self.pages = -(-len(data) // self._size)

    def records(self) -> Iterator[Raw]:
        """Every readable record of every page that looks like a leaf of a table."""
        for number in range(1, self.pages + 1):
            yield from self._of_page(number)

    def free_pages(self) -> set[int]:
        """The pages that nothing uses, as far as their list can be followed; they hold what was."""
        free: set[int] = set()
        trunk = int.from_bytes(self._data[32:36], "big")
        while 0 < trunk <= self.pages and trunk not in free:
            free.add(trunk)
            page = self._page(trunk)
            count = min(int.from_bytes(page[4:8], "big"), self._usable // 4 - 2)
            free.update(struct.unpack(f">{count}I", page[8 : 8 + 4 * count]))
            trunk = int.from_bytes(page[:4], "big")
        return free

    def pages_of(self, root: int) -> set[int]:
        """The leaves of the table whose root this page is, as far as they can be reached."""
        found: set[int] = set()
        waiting, seen = [root], set[int]()
        while waiting:
            number = waiting.pop()
            if number in seen or not 0 < number <= self.pages:
                continue
            seen.add(number)
            page, start = self._page(number), 100 if number == 1 else 0
            if len(page) < start + 12:
                continue
            if page[start] == _LEAF:
                found.add(number)
            elif page[start] == _INNER:
                waiting.append(int.from_bytes(page[start + 8 : start + 12], "big"))
                cells = self._cells(page, start, 12)
                waiting.extend(int.from_bytes(page[at : at + 4], "big") for at in cells)
        return found

    def _page(self, number: int) -> bytes:
        return self._data[(number - 1) * self._size : number * self._size]

    def _cells(self, page: bytes, start: int, header: int) -> list[int]:
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        places = page[start + header : start + header + 2 * count]
        return [int.from_bytes(places[n : n + 2], "big") for n in range(0, len(places) - 1, 2)]

    def _of_page(self, number: int) -> Iterator[Raw]:
        page, start = self._page(number), 100 if number == 1 else 0
        if len(page) < start + 8 or page[start] != _LEAF:
            return
        for at in self._cells(page, start, 8):
            try:
                row, payload = self._payload(page, at)
                yield Raw(number, row, *_decoded(payload))
            except (_Unreadable, IndexError, struct.error):
                continue

    def _payload(self, page: bytes, at: int) -> tuple[int, bytes]:
        """The number of a record and its bytes, also where it goes on in other pages."""
        size, at = _varint(page, at)
        row, at = _varint(page, at)
        if size > len(self._data):
            raise _Unreadable
        most = self._usable - 35
        if size <= most:
            return row, _exactly(page[at : at + size], size)
        least = (self._usable - 12) * 32 // 255 - 23
        here = least + (size - least) % (self._usable - 4)
        here = here if here <= most else least
        parts = [_exactly(page[at : at + here], here)]
        left, following = size - here, int.from_bytes(page[at + here : at + here + 4], "big")
        seen = set[int]()
        while left > 0:
            if not 0 < following <= self.pages or following in seen:
                raise _Unreadable
            seen.add(following)
            overflow = self._page(following)
            part = overflow[4 : 4 + min(left, self._usable - 4)]
            parts.append(part)
            left -= len(part)
            following = int.from_bytes(overflow[:4], "big")
            if not part:
                raise _Unreadable
        return row, b"".join(parts)


def _exactly(part: bytes, size: int) -> bytes:
    if len(part) != size:
        raise _Unreadable
    return part


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = data[at + n]
        if n == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 0x7F)
        if byte < 0x80:
            return value, at + n + 1
    raise _Unreadable


_WHOLE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of whole numbers, by their type."""


def _decoded(payload: bytes) -> tuple[list[Value], list[bool]]:
    """The values of a record; _Unreadable where types and bytes do not add up."""
    header, at = _varint(payload, 0)
    kinds = []
    if header > len(payload):
        raise _Unreadable
    while at < header:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != header or not kinds:
        raise _Unreadable
    values: list[Value] = []
    for kind in kinds:
        if kind in (10, 11):
            raise _Unreadable
        size = _WHOLE.get(kind, 8 if kind == 7 else max(0, kind - 12) // 2)
        part = _exactly(payload[at : at + size], size)
        at += size
        if kind in _WHOLE:
            values.append(int.from_bytes(part, "big", signed=True))
        elif kind == 7:
            values.append(struct.unpack(">d", part)[0])
        elif kind == 0:
            values.append(None)
        elif kind in (8, 9):
            values.append(kind - 8)
        else:
            values.append(part)
    if at != len(payload):
        raise _Unreadable
    return values, [kind >= 13 and kind % 2 == 1 for kind in kinds]
