"""Compare: whether a row says what the book says, and how both are shown."""

from datetime import date
from typing import Any

from auditdesk.book.texts import clean_text
from auditdesk.i18n import _

_MOST = 60
"""Characters of a value that an account shows."""


def alike(now: Any, new: Any) -> bool:
    """Whether two plain values are the same, whatever their type or the order of several."""
    if isinstance(now, list) or isinstance(new, list):
        many = [one if isinstance(one, list) else [one] for one in (now or [], new or [])]
        return sorted(map(str, many[0])) == sorted(map(str, many[1]))
    if isinstance(now, bool) or isinstance(new, bool):
        return bool(now) is bool(new)
    return clean_text(str(now or "")) == clean_text(str(new or ""))


def plainly(value: Any) -> Any:
    """A stored value as plain data: a day as its text."""
    return value.isoformat() if isinstance(value, date) else value


def shown(value: Any, most: int = 0) -> str:
    """A plain value as text; a dash for none. most: characters, 0 for all."""
    if isinstance(value, list):
        names = (str(one["person"]) if isinstance(one, dict) else str(one) for one in value)
        text = ", ".join(names) or "–"
    elif isinstance(value, bool):
        text = _("yes") if value else _("no")
    else:
        text = "–" if value in (None, "") else str(value)
    return text if not most or len(text) <= most else text[: most - 1] + "…"


def shown_short(value: Any) -> str:
    """As `shown`, as long as a line of the account has room for it."""
    return shown(value, _MOST)


def change(heading: str, now: Any, new: Any) -> str:
    """What the account says of a changed field: its heading, and both values."""
    return f"{heading}: {shown_short(now)} → {shown_short(new)}"
