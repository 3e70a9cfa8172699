"""Compare: whether a row says what the book says, and how both are shown."""

from typing import Any

from auditdesk.book.texts import clean_text

_MOST = 60
"""Characters of a value that an account shows."""


def alike(now: Any, new: Any) -> bool:
    """Whether two plain values are the same, whatever their type or white space."""
    if isinstance(now, list) or isinstance(new, list):
        many = [one if isinstance(one, list) else [one] for one in (now or [], new or [])]
        return [str(one) for one in many[0]] == [str(one) for one in many[1]]
    if isinstance(now, bool) or isinstance(new, bool):
        return bool(now) is bool(new)
    return clean_text(str(now or "")) == clean_text(str(new or ""))


def shown(value: Any, most: int = 0) -> str:
    """A plain value as text; a dash for none. most: characters, 0 for all."""
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")
    return text if not most or len(text) <= most else text[: most - 3] + "…"


def shown_short(value: Any) -> str:
    """As `shown`, as long as a line of the account has room for it."""
    return shown(value, _MOST)
