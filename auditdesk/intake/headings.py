"""Headings: what the words above a column can mean, and how surely."""

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache

from auditdesk.i18n import N_, _
from auditdesk.intake.words import fold
from auditdesk.paths import resource

LANGUAGES = {
    "en": N_("English"),
    "de": N_("German"),
    "fr": N_("French"),
    "es": N_("Spanish"),
    "it": N_("Italian"),
}
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
            phrase=self.phrase, language=_(LANGUAGES[self.language])
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
    return tuple(
        (fold(phrase), meaning, language)
        for meaning, entry in _data().items()
        for language in LANGUAGES
        for phrase in entry.get(language, "").split(",")
        if phrase.strip()
    )


@cache
def _by_phrase() -> dict[str, list[tuple[str, str]]]:
    known: dict[str, list[tuple[str, str]]] = {}
    for phrase, meaning, language in _phrases():
        known.setdefault(phrase, []).append((meaning, language))
    return known


@cache
def likeness(heading: str) -> dict[str, Likeness]:
    """What a heading can mean, each meaning with its best phrase."""
    folded = fold(heading)
    if not folded or len(folded) > 120:
        return {}
    found: dict[str, Likeness] = {}

    def note(meaning: str, score: float, phrase: str, language: str) -> None:
        if meaning not in found or score > found[meaning].score:
            found[meaning] = Likeness(round(score, 2), phrase, language)

    for variant, less in _variants(heading, folded):
        for meaning, language in _by_phrase().get(variant, ()):
            note(meaning, EXACT - less, variant, language)
    words = folded.split()
    for phrase, meaning, language in _phrases():
        score = _inside(phrase, words, folded, language)
        if score:
            note(meaning, score, phrase, language)
    return found


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


def _inside(phrase: str, words: list[str], folded: str, language: str) -> float:
    """How much of the heading a phrase covers as whole words, as a part of one, or misspelt."""
    parts = phrase.split()
    count = len(parts)
    if len(phrase) < 2:
        return 0.0
    for at in range(len(words) - count + 1):
        if words[at : at + count] == parts:
            head = 0.05 if at + count == len(words) or at == 0 else 0.0
            return 0.36 + 0.5 * len(phrase) / len(folded) + head
    if count == 1 and len(phrase) >= 5 and language == "de":
        for word in words:
            if len(word) > len(phrase) and (word.endswith(phrase) or word.startswith(phrase)):
                return 0.45 + 0.35 * len(phrase) / len(folded)
    if len(phrase) >= 6 and abs(len(phrase) - len(folded)) <= 2 and phrase[0] == folded[0]:
        ratio = difflib.SequenceMatcher(None, phrase, folded).ratio()
        if ratio >= 0.86:
            return 0.7 * ratio
    return 0.0


def hits(cells: list[str]) -> int:
    """How many of these cells read like headings that are known."""
    return sum(
        1
        for cell in cells
        if cell
        and len(cell) <= 80
        and max((like.score for like in likeness(cell).values()), default=0) >= 0.72
    )
