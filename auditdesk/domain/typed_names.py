"""Typed names: whether what somebody typed is the name of a person."""

import re
from collections.abc import Iterable

from auditdesk.domain.fold import fold

_WORD = re.compile(r"[^\W_]+")
_SHORT = 3
"""Letters from which the beginning of a name stands for it, as in “Alex”."""


def same_person(typed: str, name: str, others: Iterable[str] = ()) -> bool:
    """Whether a typed name means this person, whatever its case, order, accents and short forms.

    “I. Okafor”, “OKAFOR, Ifeoma”, “Okafor”, “I.O.”, “ifeoma.okafor@meridian.example” and “Dr.
    Ifeoma Okafor” all mean Ifeoma Okafor. Where it could mean them, it does; only what is exactly
    the name of somebody else means that one. others: the names of the other people.
    """
    said, words = _words(typed.partition("@")[0]), _words(name)
    if not said or not words:
        return False
    if sorted(said) == sorted(words):
        return True
    if any(sorted(said) == sorted(_words(other)) for other in others):
        return False
    initials = "".join(word[0] for word in words)
    if len(initials) > 1 and "".join(said) in (initials, initials[::-1]):
        return True
    if len(words) > 1 and set(words) <= set(said):
        return True
    return _all_meant(said, words)


def _all_meant(said: list[str], words: list[str]) -> bool:
    """Whether each word said is one of the name, or short for one, and one of them is whole."""
    left = list(words)
    whole = 0
    for word in sorted(said, key=len, reverse=True):
        meant = [one for one in left if one == word] or [one for one in left if _short(word, one)]
        if not meant:
            return False
        left.remove(meant[0])
        whole += len(word) > 1 and len(meant[0]) > 1
    return bool(whole)


def _short(word: str, of: str) -> bool:
    """Whether one of two words is short for the other: an initial, or its beginning."""
    shorter, longer = sorted((word, of), key=len)
    return longer.startswith(shorter) and (len(shorter) == 1 or len(shorter) >= _SHORT)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))
