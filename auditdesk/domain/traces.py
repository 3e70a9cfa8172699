"""Traces: what looks, in a text, as if it told who somebody is, without anybody being known."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from auditdesk.domain.fold import fold
from auditdesk.domain.lexicon import Lexicon, key_of
from auditdesk.domain.people import EMAIL


class Trace(NamedTuple):
    """What it is: “name”, “address”, “phone” or “number”; and what is written."""

    kind: str
    what: str


_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d\s()/.\-]{5,18}\d(?![\w-])")
_CALL = re.compile(r"(?i)(?:tel|phone|mobile|fax|mobil|telefon|handy|durchwahl|ext)\W{0,4}$")
_WORDS = re.compile(r"[^\W\d_]+(?:['’\-‑][^\W\d_]+)*")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15


def traces(text: str, words: Lexicon, known: Collection[str] = ()) -> Iterator[Trace]:
    """What looks like a name, an address, a phone or a personnel number.

    known: keys of words that belong to what the text is about: processes, sites, titles.
    """
    for found in EMAIL.finditer(text):
        yield Trace("address", found[0])
    for found in _PHONE.finditer(text):
        digits = sum(sign.isdigit() for sign in found[0])
        called = found[0].startswith(("+", "00")) or _CALL.search(text[: found.start()])
        if called and _LEAST_DIGITS <= digits <= _MOST_DIGITS:
            yield Trace("phone", found[0].strip())
    folded = fold(text)
    for label in words.personnel:
        pattern = rf"(?<!\w){re.escape(label)}\W{{0,4}}[a-z]{{0,3}}-?\d[\w-]*"
        yield from (Trace("number", found[0]) for found in re.finditer(pattern, folded))
    yield from _names(EMAIL.sub(" ", text), words, known)


def _names(text: str, words: Lexicon, known: Collection[str]) -> Iterator[Trace]:
    """A first name alone, and what follows a title, an initial or a first name as a name does."""
    found = list(_WORDS.finditer(text))
    skip = -1
    for n, one in enumerate(found):
        if n == skip or not one[0][0].isupper():
            continue
        after = found[n + 1] if n + 1 < len(found) else None
        gap = text[one.end() : after.start()] if after else ""
        pair = after is not None and re.fullmatch(r"\.?[^\S\n]*\n?[^\S\n]*", gap) and gap
        if pair and after is not None and _is_pair(one[0], gap, after[0], words, known):
            skip = n + 1
            yield Trace("name", " ".join(text[one.start() : after.end()].split()))
        elif _is_given(one[0], words, known):
            yield Trace("name", one[0])


def _is_pair(first: str, gap: str, last: str, words: Lexicon, known: Collection[str]) -> bool:
    if not last[0].isupper() or _is_noun(last, words, known):
        return False
    key = key_of(fold(first))
    if key in words.titles and key not in words.particles:
        return True
    if len(first) == 1:
        return gap.startswith(".")
    if gap.startswith("."):
        return False
    written = all(len(word) > 2 and word[1:] == word[1:].lower() for word in (first, last))
    return key in words.given or (written and not _is_noun(first, words, known))


def _is_given(word: str, words: Lexicon, known: Collection[str]) -> bool:
    key = key_of(fold(word))
    return key in words.given and len(key) > 2 and key not in words.ordinary and key not in known


def _is_noun(word: str, words: Lexicon, known: Collection[str]) -> bool:
    key = key_of(fold(word))
    return len(key) < 2 or key in words.ordinary or key in known or key.endswith(words.endings)
