"""Full-text search over findings, actions, audits and checklist lines.

Texts are folded on both sides as `domain/fold.py` says, for all of Unicode. Three characters and
more are found anywhere in a word (trigrams); shorter ones at the start of a word.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import apsw

from auditdesk.domain.fold import fold, spellings

_WORDLESS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])")
"""Scripts written without spaces: each character is a word of its own."""


FOLDING = 2
"""The way in which texts of the index are folded; a book whose index is of another is read anew."""


def is_current(connection: apsw.Connection) -> bool:
    """Whether the index was made by this way of folding."""
    return bool(connection.execute("SELECT search_folding FROM book_info").get == FOLDING)


class Match(NamedTuple):
    """The index `m` to read, newest place first, the SQL condition on it, and the words it takes.

    Long words beside short ones are two questions, each to its own index: what answers the second
    is gathered first. Between two places that is soon done, over all it may be a long list.
    """

    source: str
    condition: str
    words: tuple[str, ...]

    @property
    def gathers(self) -> bool:
        return len(self.words) > 1

    def values(self, least: int = 0, most: int = 2**62) -> list[Any]:
        """The values of the condition, for the places from `least` to `most`."""
        if not self.gathers:
            return list(self.words)
        return [value for words in self.words for value in (words, least, most)]


def matching(text: str) -> Match:
    """How to find the places that hold every word of `text`."""
    words = fold(text).split()
    long = " ".join(_quoted(word) for word in words if len(word) >= 3)
    short = " ".join(
        f"{_quoted(apart(word))} *"
        for word in words
        if len(word) < 3 and any(map(str.isalnum, word))
    )
    if long and short:
        return Match("search_parts m", _BOTH, (long, short))
    if long:
        return Match("search_parts m", "m.search_parts MATCH ?", (long,))
    if short:
        return Match("search_words m", "m.search_words MATCH ?", (short,))
    return Match("search_words m", "0", ())


class Finder:
    """Finds words in texts as the index does, for rows whose words the index does not hold."""

    def __init__(self, text: str) -> None:
        words = fold(text).split()
        self._long = [word for word in words if len(word) >= 3]
        self._short = [
            re.compile(rf"(?<!\w){re.escape(apart(word))}")
            for word in words
            if len(word) < 3 and any(map(str.isalnum, word))
        ]

    def finds(self, body: str) -> bool:
        """Whether a body, made by `body_of`, holds every word."""
        if not self._long and not self._short:
            return False
        return all(word in body for word in self._long) and (
            not self._short or all(word.search(apart(body)) for word in self._short)
        )


def body_of(texts: Iterable[Any]) -> str:
    """The texts of a row as they are searched."""
    return spellings("\n".join(str(text or "") for text in texts))


_BOTH = (
    "m.search_parts MATCH ? AND m.rowid BETWEEN ? AND ? AND +m.rowid IN (SELECT rowid"
    " FROM search_words WHERE search_words MATCH ? AND rowid BETWEEN ? AND ?)"
)


def apart(text: str) -> str:
    return _WORDLESS.sub(r" \1 ", text).strip()


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
