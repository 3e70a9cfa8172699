"""Legend: what the marks of a grid stand for, as a line beside it explains them."""

import re
from collections.abc import Iterable, Sequence

_ENTRY = re.compile(
    r"(?:^|(?<=[\s,;|(]))(?P<mark>[^\s=:,;|(]{1,3})\s*[=:]\s*"
    r"(?P<meaning>[^=:,;|)]+?)\s*(?=$|[,;|)\n]|\s[^\s=:,;|(]{1,3}\s*[=:])"
)


_CALLED = re.compile(r"^\s*[^\W\d_]{4,}\s*:\s*")
_BETWEEN = re.compile(r"\s*[,;|\n]\s*")
_PAIR = re.compile(r"(?P<mark>[^\w\s]{1,2}|[A-ZÄÖÜ]{1,2})\s+(?P<meaning>[^\W\d_][^=:]{2,40})")
_LONGEST, _MARK = 400, 3


def legend_in(texts: Iterable[str]) -> dict[str, str]:
    """“X = planned, ● = done”, “● planned, ✓ done” → {"X": "planned", …}."""
    found: dict[str, str] = {}
    for text in texts:
        if len(text) < _LONGEST:
            entries = list(_ENTRY.finditer(text)) or _pairs(text)
            found |= {entry["mark"]: entry["meaning"].strip() for entry in entries}
    return found


def as_line(texts: Sequence[str]) -> str:
    """The cells of a row as the line of a legend: a mark beside its meaning, or entries in each."""
    paired = len(texts) % 2 == 0 and all(len(text) <= _MARK for text in texts[::2])
    if paired:
        return ", ".join(f"{a} = {b}" for a, b in zip(texts[::2], texts[1::2], strict=True))
    return ", ".join(text for text in texts if not text.endswith(":"))


def is_legend(texts: Sequence[str]) -> bool:
    """Whether all cells of a row explain marks, two at least."""
    told = [_CALLED.sub("", text) for text in texts if not text.endswith(":")]
    return len(told) > 1 and all(_ENTRY.fullmatch(text) or _PAIR.fullmatch(text) for text in told)


def _pairs(text: str) -> list[re.Match[str]]:
    """Marks that stand before their meanings without a sign between; two of them at least."""
    parts = [part for part in _BETWEEN.split(_CALLED.sub("", text)) if part]
    pairs = [pair for pair in map(_PAIR.fullmatch, parts) if pair]
    plain = len(pairs) == len(parts) or any(not pair["mark"].isalpha() for pair in pairs)
    return pairs if len(pairs) > 1 and plain else []
