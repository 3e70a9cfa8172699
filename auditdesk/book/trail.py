"""The trail: every step with its changes, chained so that a change from outside shows.

The canonical form, the one place where it is defined: the digest of a step is

    SHA-256( previous digest in hex + "\\n" + canonical )

with `canonical` the UTF-8 text of this JSON array, without spaces, other scripts as they are:

    [seq, id, at, who, device, what, undoes or null, final as 0 or 1,
     [[table, row, before or null, after or null], ...]]

The changes stand in their order; `before` and `after` are the stored JSON texts (keys sorted, no
spaces, only the fields that differ), taken as strings. The first step follows `GENESIS`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring as _quoted
from typing import Any, NamedTuple

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
    """The digest of a step that follows `previous`."""
    made = Digest(previous, step)
    for change in changes:
        made.including(change)
    return made.text


def breaks(steps: Iterable[tuple[StepTexts, str, list[ChangeTexts]]]) -> Iterator[int]:
    """The numbers of the steps whose digest, or place in the row of steps, is wrong."""
    previous, expected = GENESIS, 1
    for step, stored, changes in steps:
        if step.seq != expected or digest(previous, step, changes) != stored:
            yield step.seq
        previous, expected = stored, step.seq + 1
