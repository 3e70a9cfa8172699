"""Grid: a year of months or weeks across the columns of a table, with marks in the rows."""

import re
from collections.abc import Iterable
from datetime import date

from auditdesk.intake.dates import month_of
from auditdesk.intake.tables import Heading
from auditdesk.intake.words import fold

_LEAST = 6
"""Months or weeks from which columns are taken for a year: half a year."""
_WEEK = re.compile(
    r"^(?:kw|cw|wk|w|week|woche|weeks?|sem|semaine|semana|settimana|s|uge|vecka|uke|v|tyd|tyden"
    r"|hafta|nadelja|нед|неделя|周|週)\s*(\d{1,2})$"
)
_NO_MARKS = frozenset({"", "-", "–", "—", ".", "/", "0", "n a", "no", "nein", "non", "☐"})
Position = tuple[int, int]
"""A month from 1 with 0, or 0 with a week from 1."""


def months_across(headings: Iterable[Heading]) -> dict[int, Position]:
    """The columns that stand for months or weeks, where half a year of them stands side by side."""
    months: dict[int, Position] = {}
    weeks: dict[int, Position] = {}
    numbers: dict[int, Position] = {}
    for one in headings:
        text = fold(one.text)
        if not text or len(text) > 20:
            continue
        week = _WEEK.match(text)
        month = month_of(text)
        if week and 1 <= int(week[1]) <= 53:
            weeks[one.place] = (0, int(week[1]))
        elif text.isdecimal() and 1 <= int(text) <= 12:
            numbers[one.place] = (int(text), 0)
        elif month and not text.startswith("q"):
            months[one.place] = (month, 0)
    for found in (months, weeks):
        if len(found) >= _LEAST and len(set(found.values())) >= _LEAST:
            return found
    in_order = [numbers[place][0] for place in sorted(numbers)] == list(range(1, 13))
    return numbers if in_order else {}


def first_day(position: Position, year: int) -> date:
    """The first day of the month, or of the week by ISO 8601."""
    month, week = position
    if month:
        return date(year, month, 1)
    last = date(year, 12, 28).isocalendar().week
    return date.fromisocalendar(year, min(week, last), 1)


def is_mark(text: str) -> bool:
    """Whether a cell of the grid says that something lies there."""
    return fold(text) not in _NO_MARKS and text.strip() not in _NO_MARKS
