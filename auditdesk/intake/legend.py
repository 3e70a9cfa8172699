"""Legend: what the marks of a grid stand for, as a line beside it explains them."""

import re
from collections.abc import Iterable

_ENTRY = re.compile(
    r"(?:^|(?<=[\s,;|(]))(?P<mark>[^\s=:,;|(]{1,3})\s*[=:]\s*"
    r"(?P<meaning>[^=:,;|)]+?)\s*(?=$|[,;|)\n]|\s[^\s=:,;|(]{1,3}\s*[=:])"
)


def legend_in(texts: Iterable[str]) -> dict[str, str]:
    """“X = planned, ● = done” → {"X": "planned", "●": "done"}."""
    return {
        entry["mark"]: entry["meaning"]
        for text in texts
        if len(text) < 400
        for entry in _ENTRY.finditer(text)
    }
