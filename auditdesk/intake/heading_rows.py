"""Heading rows: the words above each column, where headings take one row or two.

An upper heading stands over several lower ones: as a merged cell, as a text that each of its
columns repeats, or, in files without merged cells, as a text with empty cells behind it.
"""

from collections.abc import Sequence

from auditdesk.intake.headings import hits
from auditdesk.intake.looks import is_value
from auditdesk.intake.source import Line, Sheet, is_empty, text_of

Words = tuple[str, ...]
"""The headings above one column, from the upper to the lower."""
_LONGEST = 60


def stands_over(sheet: Sheet, lines: Sequence[Line], n: int) -> bool:
    """Whether the row above is the upper one of two rows of headings: it spans or completes."""
    above, below = lines[n - 1], lines[n]
    texts = [text_of(cell) for cell in above.cells if not is_empty(cell)]
    if above.number != below.number - 1 or len(texts) < 2 or any(map(is_value, above.cells)):
        return False
    if any(text.endswith(":") or len(text) > _LONGEST for text in texts):
        return False
    if any(top == above.number and right > left for top, left, _below, right in sheet.merges):
        return True
    blank = {place for place, cell in enumerate(below.cells) if is_empty(cell)}
    filled = {place for place, cell in enumerate(above.cells) if not is_empty(cell)}
    return bool(blank & filled) and hits(texts) >= 2


def headings_at(sheet: Sheet, lines: Sequence[Line], at: int, end: int) -> tuple[list[Words], int]:
    """The words above each column, and how many rows they take."""
    upper = [text_of(cell) for cell in lines[at].cells]
    number = lines[at].number
    merged = {
        left: right
        for first, left, last, right in sheet.merges
        if first <= number <= last and right > left
    }
    for left, right in merged.items():
        if left < len(upper) and upper[left]:
            upper += [""] * (right + 1 - len(upper))
    alone: list[Words] = [(text,) if text else () for text in upper]
    if at + 1 >= end or lines[at + 1].number != number + 1:
        return alone, 1
    lower = [text_of(cell) for cell in lines[at + 1].cells]
    deep = {left for first, left, last, _right in sheet.merges if first == number < last}
    for place in deep & set(range(len(lower))):
        lower[place] = ""
    wide = max(len(upper), len(lower))
    upper += [""] * (wide - len(upper))
    lower += [""] * (wide - len(lower))
    over = _spread(upper, lower, dict.fromkeys(deep, 0) | merged)
    texts = [text for text in lower if text]
    grouped = [place for place in range(wide) if lower[place] and over.get(place)]
    known = bool(merged) or hits(texts) >= max(2, 0.5 * len(texts))
    if (
        any(map(is_value, lines[at + 1].cells))
        or len(grouped) < 2
        or not known
        or any(lower[place] and upper[place] and place not in over for place in range(wide))
        or max(map(len, texts)) > _LONGEST
    ):
        return alone, 1
    return [_joined(over.get(n, upper[n]), lower[n]) for n in range(wide)], 2


def _spread(upper: Sequence[str], lower: Sequence[str], merged: dict[int, int]) -> dict[int, str]:
    """The upper heading of each column that shares it with others beside it, or has none."""
    over: dict[int, str] = {}
    place = 0
    while place < len(upper):
        last = merged.get(place)
        if last is None:
            last = place
            while (
                last + 1 < len(upper)
                and upper[last + 1] in ("", upper[place])
                and lower[last + 1]
                and (lower[place] or upper[last + 1] == "")
                and last + 1 not in merged
            ):
                last += 1
        if last > place or not upper[place]:
            over |= dict.fromkeys(range(place, min(last, len(upper) - 1) + 1), upper[place])
        place = max(place, last) + 1
    return over


def _joined(over: str, lower: str) -> Words:
    return tuple(dict.fromkeys(text for text in (over, lower) if text))
