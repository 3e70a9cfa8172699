"""Lexicon: the words by which names of people are known in a text, and what is called after people.

A street, a firm, a plant or a machine may bear a last name and still be nobody.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from auditdesk.domain.fold import fold, umlauts_dropped


def key_of(folded: str) -> str:
    """The word of a name in the one spelling by which names are compared."""
    return umlauts_dropped(folded)


@dataclass(frozen=True)
class Lexicon:
    """Words by which names are known; all are folded when the lexicon is made.

    titles stand before a name, particles within it. ordinary: names that are words as well. roles:
    what people are rather than who. word_names: the ordinary ones that people do bear. callings:
    what somebody is called by before a first name. given: common first names. endings: of nouns
    that no name has. called: what stands before a name that is called after people; calling: what
    stands behind it.
    """

    titles: frozenset[str]
    particles: frozenset[str]
    ordinary: frozenset[str]
    word_names: frozenset[str]
    roles: frozenset[str]
    callings: frozenset[str]
    given: frozenset[str]
    endings: tuple[str, ...]
    called: frozenset[str]
    calling: frozenset[str]
    personnel: tuple[str, ...]

    def nobody(self, text: str) -> bool:
        """Whether a text, such as “Plant manager”, says what somebody is and not who."""
        words = [key_of(word) for word in _WORD.findall(fold(text))]
        return all(word in self.roles for word in words)

    def is_word(self, text: str) -> bool:
        """Whether a text is one word that is no name in itself, such as the login “root”."""
        words = [key_of(word) for word in _WORD.findall(fold(text))]
        return len(words) < 2 and all(word in self.ordinary for word in words)

    def eponym(self, text: str, start: int, end: int, word: bool = False) -> bool:
        """Whether the name from start to end is that of a street, a firm, a plant or a product.

        word: whether it is a word as well: “in Halle”, “Halle Nord”, “the column “Owner””.
        """
        before, behind = text[:start], text[end:]
        if _MODEL.match(behind):
            return True
        follower = _FOLLOWER.match(behind)
        if follower and self._calls(follower[1]):
            return True
        leader = _LEADER.search(before)
        if leader and leader[1][0].isupper() and self._is_called(leader[1]):
            return True
        return word and bool(
            _SIDE.match(behind)
            or _FROM.search(before)
            or _HALF.match(behind)
            or (_OPENED.search(before) and _CLOSED.match(behind))
        )

    def _calls(self, follower: str) -> bool:
        return follower[0].isupper() and key_of(fold(follower)) in self.calling

    def _is_called(self, leader: str) -> bool:
        key = key_of(fold(leader))
        return key in self.called or (len(key) > _LEAST and key.endswith(_TRADE))


def lexicon(lists: dict[str, list[str]], common: Iterable[str] = ()) -> Lexicon:
    """The lexicon from its lists; common: words of languages that are never a name."""
    keys = {name: frozenset(key_of(fold(word)) for word in words) for name, words in lists.items()}
    return Lexicon(
        titles=keys["titles"],
        particles=keys["particles"],
        ordinary=keys["ordinary"] | keys["roles"] | {key_of(fold(word)) for word in common},
        word_names=keys["ordinary"],
        roles=keys["roles"],
        callings=keys["callings"],
        given=keys["given"],
        endings=tuple(sorted(keys["endings"])),
        called=keys["called"],
        calling=keys["calling"],
        personnel=tuple(fold(word) for word in lists["personnel"]),
    )


_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 6
_TRADE = ("erei", "werk", "werke", "haus", "platz", "markt", "schule", "klinik", "linie")
"""Heads of German compounds that trades and places are called by: Gießerei Koch, Haus Winter."""
_FOLLOWER = re.compile(r"(?:\s{1,2}|-)(?:(?:&|und|and)\s)?([^\W\d_]+)")
_LEADER = re.compile(r"([^\W\d_]+)\.?[\s-]{1,2}[“„\"«]?$")
_MODEL = re.compile(r"\s[A-Z]{1,4}[- ]?\d")
"""A machine or product by its maker: “Haas VF-2”."""
_SIDE = re.compile(
    r"\s(?:[A-Z]|[IVX]+|Nord|Süd|Ost|West|North|South|East|Mitte|Centre)(?![\w.])|\s\([A-ZÄÖÜ]"
)
_FROM = re.compile(r"(?:^|\s)(?:in|aus|nach)\s$", re.IGNORECASE)
_HALF = re.compile(r"-(?:\s|/)")
_OPENED = re.compile(r"[“„\"«‚‘']$")
_CLOSED = re.compile(r"[”“\"»‘’']")
