"""Words: the lists by which a text is read, one for each language; other languages are data."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise

from auditdesk.domain.fold import fold

Lists = tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """The words of one language; a “*” stands for any letters before, in or after a word."""

    language: str
    common: Lists
    softening: Lists
    wishing: Lists
    vague: Lists
    solution: Lists
    demanding: Lists
    changing: Lists
    failing: Lists
    restating: Lists
    verbs: Lists
    finite: Lists
    harmless: Lists
    denying: Lists
    undoing: Lists
    meeting: Lists
    unmet: Lists
    conforming: Lists
    document: Lists
    record: Lists
    collective: Lists
    seen: Lists
    revision: Lists
    place: Lists
    months: Lists
    spans: Lists
    numbers: Lists
    out_of: Lists
    partitive: Lists
    whole: Lists
    gone: Lists
    address: Lists
    lettered: Lists
    human_error: Lists
    judging: Lists
    reasoning: Lists
    guessing: Lists
    citing: Lists
    standard: Lists


LISTS = tuple(field.name for field in fields(Words) if field.name != "language")
"""What the file of a language must hold."""


def found(words: Lists, text: str) -> list[str]:
    """Those of the words that stand in the text, each as it is written there, once."""
    if not words or not text:
        return []
    return list(dict.fromkeys(hit.group() for hit in _pattern(words).finditer(text)))


def tells(text: str, words: Words) -> bool:
    """Whether a text has a verb: one that we know, or what ends as one behind a telling word.

    “Production resumed”, “ein Taxi beförderte”; but not “after received goods”.
    """
    if found(words.verbs, text):
        return True
    common, ending = _common(words), _pattern(words.finite)
    return any(
        word.islower()
        and word not in common
        and before.casefold() not in common
        and bool(ending.fullmatch(word))
        for before, word in pairwise(re.findall(r"[^\W\d_]+", text))
    )


def alternatives(words: Lists) -> str:
    """The words as a regular expression, the longest first."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(
        r"\w*".join(re.escape(part).replace(r"\ ", r"\s+") for part in word.split("*"))
        for word in longest
    )


@cache
def _pattern(words: Lists) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)", re.IGNORECASE)


def spoken(text: str, languages: Sequence[Words]) -> Words | None:
    """The language of a text: that of which it has the most common words.

    A few words are taken for the first language; a longer text with hardly a common word is in a
    language that we have no words of: None.
    """
    told = re.findall(r"[^\W\d_]+", text.casefold())
    counts = [(sum(1 for one in told if one in _telling(words)), words) for words in languages]
    most, words = max(counts, key=lambda one: one[0])
    if most * _SHARE >= len(told):
        return words
    return languages[0] if len(told) < _FEW and text.isascii() else None


_SHARE = 8
"""At least one word of so many is a common one, in texts of numbers and names too."""
_FEW = 8


@cache
def _common(words: Words) -> frozenset[str]:
    return frozenset(form for word in words.common for form in (word.casefold(), fold(word)))


@cache
def _telling(words: Words) -> frozenset[str]:
    """The words that tell the language: its common ones, and those of our lists that are whole."""
    lists = (
        words.common,
        words.verbs,
        words.denying,
        words.meeting,
        words.numbers,
        words.partitive,
    )
    return frozenset(word.casefold() for one in lists for word in one if "*" not in word)


STEM = 5
"""Words that begin alike in so many letters are taken for one: evaluated, evaluation."""


def stems(text: str, languages: Iterable[Words] = ()) -> frozenset[str]:
    """What a text is about: the beginnings of its words, without accents and common words.

    Words of fewer than four letters say little; scripts without spaces give pairs of signs.
    """
    plain = fold(text)
    common = frozenset[str]().union(*(_common(words) for words in languages))
    told = {word for word in _WORD.findall(plain) if word not in common}
    pairs = (run[n : n + 2] for run in _WORDLESS.findall(plain) for n in range(len(run) - 1))
    return frozenset({word[:STEM] for word in told if not _WORDLESS.search(word)} | set(pairs))


_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDLESS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")


_HEAD = 4
"""Letters that two words begin with alike where one may be a compound: Messraum, Messbericht."""


def about(text: str, languages: Iterable[Words] = ()) -> frozenset[str]:
    """The words of a text that tell what it is about, whole, without accents and common words."""
    common = frozenset[str]().union(*(_common(words) for words in languages))
    told = {word for word in _WORD.findall(fold(text)) if word not in common}
    return frozenset(told | set(_NUMBERS.findall(text)))


def alike(ones: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a word of the ones begins like one of the others, or lies in it as in a compound."""
    others = list(others)
    return any(_akin(one, other) for one in ones for other in others)


def _akin(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short[:_HEAD]) or (len(short) >= STEM and short[:STEM] in long)


_NUMBERS = re.compile(r"(?!(?:19|20)\d\d\b)\d{3,}")
"""Numbers of things; a year tells of nothing in particular."""
