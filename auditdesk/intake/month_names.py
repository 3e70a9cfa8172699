"""Month names, week days and signs of dates in every language that CLDR knows (through Babel).

The languages that most files come in are read at once; all the others only when a text that has a
day and a year names a month in none of them, for reading them takes a second or two.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from auditdesk.domain.fold import umlauts_written_out
from auditdesk.intake.words import fold

_FIRST = ("en", "en_GB", "de", "de_AT", "fr", "es", "it", "pt", "nl")
_SHORTEST = 3
"""Letters that stand for a month where no other of the language begins so: “sept”, “febr”."""


class DateWords(NamedTuple):
    """Words of dates, folded. months: by word, whatever languages mean by it; signs: what else is
    written in a date, such as “de”, “г.”, “年” and the days of the week."""

    months: Mapping[str, frozenset[int]]
    signs: frozenset[str]


def months_in(text: str, everywhere: bool = False) -> frozenset[int]:
    """The months that a word may name; more than one where languages differ.

    What a language of most files means by it counts before all others. Where a language writes a
    letter before the name (Hebrew “ב”), the name is what follows.
    """
    folded = fold(text)
    found = _common().months.get(folded)
    if found or not everywhere:
        return found or frozenset()
    names = _all()
    prefixed = folded[:1] in names.signs and not folded.isascii()
    return names.months.get(folded) or (
        names.months.get(folded[1:], frozenset()) if prefixed else frozenset()
    )


def is_sign(text: str, everywhere: bool = False) -> bool:
    """Whether a word belongs to a date and says nothing: “de”, “Mon”, “г.”, “年”."""
    folded = fold(text)
    return folded in _common().signs or (everywhere and folded in _all().signs)


@cache
def _common() -> DateWords:
    return _names(_FIRST)


@lru_cache(1)
def _all() -> DateWords:
    from babel import localedata

    return _names(one for one in localedata.locale_identifiers() if "_" not in one)


def _names(locales: Iterable[str]) -> DateWords:
    from babel import localedata

    months: dict[str, set[int]] = {}
    shortened: dict[str, set[int]] = {}
    signs: set[str] = set()
    for locale in locales:
        loaded: Any = localedata.load(locale)
        data: Any = localedata.LocaleDataDict(loaded)
        own: dict[str, set[int]] = {}
        for number, name in _named(data, "months"):
            if any(map(str.isdecimal, name)):
                signs |= set(fold(re.sub(r"\d+", " ", name)).split())
                continue
            for form in (name, umlauts_written_out(name)):
                own.setdefault(fold(form), set()).add(int(number))
        for into, found in ((months, own), (shortened, _beginnings(own))):
            for word, meant in found.items():
                into.setdefault(word, set()).update(meant)
        signs |= {word for _number, name in _named(data, "days") for word in fold(name).split()}
        signs |= {word for name in _eras(data) for word in fold(name).split()}
        signs |= set(_literals(data))
    signs -= months.keys()
    for word in shortened.keys() - months.keys() - signs:
        months[word] = shortened[word]
    return DateWords({word: frozenset(meant) for word, meant in months.items()}, frozenset(signs))


def _named(data: Any, what: str) -> Iterable[tuple[Any, str]]:
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            try:
                names = data[what][context][width]
            except KeyError:
                continue
            yield from names.items()


def _eras(data: Any) -> Iterable[str]:
    """What a year is called: “AD”, “n. Chr.”, “ค.ศ.”."""
    for width in ("wide", "abbreviated", "narrow"):
        try:
            yield from data["eras"][width].values()
        except (KeyError, AttributeError):
            continue


def _beginnings(names: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """What several letters of a name stand for, where they stand for one month alone."""
    found: dict[str, set[int]] = {}
    for name, meant in names.items():
        if name.isascii() and name.isalpha():
            for beginning in accumulate(name):
                if len(beginning) >= _SHORTEST:
                    found.setdefault(beginning, set()).update(meant)
    return {beginning: meant for beginning, meant in found.items() if len(meant) == 1}


def _literals(data: Any) -> Iterable[str]:
    """The words between the parts of a date as a language writes it."""
    for name in ("full", "long", "medium", "short"):
        try:
            pattern = str(data["date_formats"][name].pattern)
        except (KeyError, AttributeError):
            continue
        quoted = pattern.split("'")
        yield from (fold(word) for part in quoted[1::2] for word in part.split())
        bare = "".join(sign for part in quoted[::2] for sign in part if not sign.isascii())
        yield from (fold(sign) for sign in bare if sign.isalpha())
