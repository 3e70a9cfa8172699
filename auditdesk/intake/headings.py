"""Headings: what the words above a column can mean, and how surely."""

import difflib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from auditdesk.i18n import _
from auditdesk.intake.words import fold, languages
from auditdesk.paths import resource

EXACT = 0.95


@dataclass(frozen=True)
class Likeness:
    """How much a heading speaks for a meaning, from 0 to 1: by which phrase, of which language."""

    score: float
    phrase: str
    language: str

    @property
    def reason(self) -> str:
        return _("heading like “{phrase}” ({language})").format(
            phrase=self.phrase, language=_language_name(self.language)
        )


@cache
def types() -> dict[str, str]:
    """For each meaning: what a column of it holds, such as “date”."""
    return {meaning: str(entry["type"]) for meaning, entry in _data().items()}


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("intake", "headers.toml").read_text("utf-8"))


@cache
def _phrases() -> tuple[tuple[str, str, str], ...]:
    """Every phrase with its meaning and language."""
    own = [
        (fold(phrase), meaning, language)
        for meaning, entry in _data().items()
        for language, phrases in entry.items()
        if language != "type"
        for phrase in phrases.split(",")
        if phrase.strip()
    ]
    further = [
        (fold(phrase), meaning, language)
        for language, data in languages().items()
        for meaning, phrases in data["headings"].items()
        for phrase in phrases.split(",")
        if phrase.strip()
    ]
    return tuple(one for one in (*own, *further) if one[0])


@cache
def _by_phrase() -> dict[str, list[tuple[str, str]]]:
    known: dict[str, list[tuple[str, str]]] = {}
    for phrase, meaning, language in _phrases():
        known.setdefault(phrase, []).append((meaning, language))
    return known


@cache
def _by_beginning() -> dict[str, list[tuple[str, str, str]]]:
    """The longer phrases by their first sign, to find misspelt ones and parts of German words."""
    known: dict[str, list[tuple[str, str, str]]] = {}
    for phrase, meaning, language in _phrases():
        if len(phrase) >= _COMPARED and language in _SPELT:
            known.setdefault(phrase[0], []).append((phrase, meaning, language))
    return known


@cache
def _of_compounds() -> tuple[tuple[str, str, str], ...]:
    return tuple(
        one for one in _phrases() if one[2] == "de" and len(one[0]) >= 5 and " " not in one[0]
    )


_SPELT = frozenset({"en", "de", "fr", "es", "it"})
_COMPARED = 6
_ENGLISH = "en"
"""The language that headings of every other are mixed with."""
Languages = frozenset[str]


def languages_of(headings: Iterable[str]) -> Languages:
    """The languages of a row of headings: those that know the most of it, and English.

    A word that only one language has counts more than one which many share.
    """
    weights: dict[str, float] = {}
    for heading in headings:
        known = {
            language
            for text, _less in _variants(heading, fold(heading))
            for _meaning, language in _by_phrase().get(text, ())
        }
        for language in known:
            weights[language] = weights.get(language, 0.0) + 1.0 + 1.0 / len(known)
    best = max(weights.values(), default=0.0)
    return frozenset({_ENGLISH, *(one for one, weight in weights.items() if weight >= 0.85 * best)})


@cache
def likeness(heading: str, among: Languages | None = None) -> dict[str, Likeness]:
    """What a heading can mean, each meaning with its best phrase.

    among: the languages whose phrases count, all of them where nothing is told.
    """
    folded = fold(heading)
    if not folded or len(folded) > 120:
        return {}
    found: dict[str, Likeness] = {}

    def note(meaning: str, score: float, phrase: str, language: str) -> None:
        counts = among is None or language in among
        if counts and (meaning not in found or score > found[meaning].score):
            found[meaning] = Likeness(round(score, 2), phrase, language)

    for variant, less in _variants(heading, folded):
        for meaning, language in _by_phrase().get(variant, ()):
            note(meaning, EXACT - less, variant, language)
    for phrase, score in _parts(folded):
        for meaning, language in _by_phrase().get(phrase, ()):
            note(meaning, score, phrase, language)
    words = folded.split()
    for phrase, meaning, language in _of_compounds():
        for word in words:
            if len(word) > len(phrase) and (word.endswith(phrase) or word.startswith(phrase)):
                note(meaning, 0.45 + 0.35 * len(phrase) / len(folded), phrase, language)
    for phrase, meaning, language in _by_beginning().get(folded[0], ()):
        if abs(len(phrase) - len(folded)) <= 2:
            ratio = difflib.SequenceMatcher(None, phrase, folded).ratio()
            if ratio >= 0.86:
                note(meaning, 0.7 * ratio, phrase, language)
    return found


def _parts(folded: str) -> Iterator[tuple[str, float]]:
    """The whole words that stand side by side in a heading, and how much of it they are."""
    words = folded.split()
    for first in range(len(words)):
        for last in range(first + 1, min(first + _MOST_WORDS, len(words)) + 1):
            phrase = " ".join(words[first:last])
            if len(phrase) >= 2:
                head = 0.05 if first == 0 or last == len(words) else 0.0
                yield phrase, 0.36 + 0.5 * len(phrase) / len(folded) + head


_MOST_WORDS = 8


def _variants(heading: str, folded: str) -> list[tuple[str, float]]:
    """The heading, without what stands in brackets or on a second line, and each side of a “/”."""
    found = [(folded, 0.0)]
    if "(" in heading or "[" in heading:
        found.append((fold(heading.split("(")[0].split("[")[0]), 0.03))
    if "\n" in heading:
        found.append((fold(heading.split("\n")[0]), 0.03))
    if "/" in heading:
        found += [(fold(side), 0.17) for side in heading.split("/")]
    return [(text, less) for text, less in found if text]


def _language_name(code: str) -> str:
    """What a language is called in that of the user, from CLDR."""
    from babel import Locale

    from auditdesk.i18n import language

    try:
        return str(Locale.parse(language()).languages.get(code, code))
    except ValueError:
        return code


def known_headings(cells: Iterable[str], among: Languages) -> int:
    """How many cells are headings of these languages, word for word."""
    return sum(
        1
        for cell in cells
        if any(language in among for _meaning, language in _by_phrase().get(fold(cell), ()))
    )


def hits(cells: list[str]) -> int:
    """How many of these cells read like headings that are known."""
    return sum(
        1
        for cell in cells
        if cell
        and len(cell) <= 80
        and max((like.score for like in likeness(cell).values()), default=0) >= 0.72
    )
