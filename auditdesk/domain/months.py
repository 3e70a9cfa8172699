"""Months: reckoning in them, and how many count where the organisation did not say otherwise."""

from datetime import date

OVERRIDE_MONTHS = 3
"""Within how many months a major nonconformity or a change brings an audit forward: practice."""
REPEAT_MONTHS = 24
"""How far back a repeat counts: practice, no requirement."""


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def months_between(earlier: date, later: date) -> int:
    """How many calendar months have passed, each ended on the same day or the last of its month."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (months_later(earlier, months) > later)
