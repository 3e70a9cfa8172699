"""Grid: months, weeks or days across the columns of a table, with marks in the rows."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from auditdesk.intake.dates import last_of_month, month_of, read_date
from auditdesk.intake.halves import HALVES, half_in
from auditdesk.intake.looks import WEEK
from auditdesk.intake.source import Heading
from auditdesk.intake.words import fold

_LEAST = 6
"""Months or weeks from which columns are taken for a year: half a year."""
_WEEK = re.compile(
    r"^(?:kw|cw|wk|w|week|woche|weeks?|sem|semaine|semana|settimana|s|uge|vecka|uke|v|tyd|tyden"
    r"|hafta|nadelja|нед|неделя|周|週)\s*(\d{1,2})$"
)
_NO_MARKS = frozenset({"", "-", "–", "—", ".", "/", "0", "n a", "no", "nein", "non", "☐"})
_LONGEST = 40
"""Signs of the heading of a column of a grid."""
Position = tuple[int, int] | date
"""A month from 1 with 0, 0 with a week from 1, or a day."""


def halves_across(headings: Iterable[Heading]) -> dict[int, int]:
    """The columns that stand for half a day: 0 for the morning, 1 for the afternoon."""
    found = {}
    for one in headings:
        half = half_in(one.text)[0] if len(one.text) <= _LONGEST else ""
        if half:
            found[one.place] = HALVES.index(half)
    return found


def months_across(headings: Sequence[Heading]) -> dict[int, Position]:
    """The columns that stand for months or weeks, where half a year of them stands side by side."""
    months: dict[int, Position] = {}
    weeks: dict[int, Position] = {}
    numbers: dict[int, int] = {}
    days: dict[int, Position] = {}
    for one in headings:
        text = fold(one.text)
        if not text or len(text) > _LONGEST:
            continue
        day = read_date(half_in(one.text)[1]).day
        if day:
            days[one.place] = day
        week = _WEEK.match(text)
        month = month_of(text)
        if week and 1 <= int(week[1]) <= 53:
            weeks[one.place] = (0, int(week[1]))
        elif text.isdecimal() and 1 <= int(text) <= 12:
            numbers[one.place] = int(text)
        elif month and not text.startswith("q"):
            months[one.place] = (month, 0)
    for found in (months, weeks):
        if len(found) >= _LEAST and len(set(found.values())) >= _LEAST:
            return found
    least = WEEK // 2 if halves_across(headings) else WEEK
    if len(days) >= WEEK and len(set(days.values())) >= least:
        return days
    in_order = [numbers[place] for place in sorted(numbers)] == list(range(1, 13))
    return {place: (month, 0) for place, month in numbers.items()} if in_order else {}


def span_of(position: Position, year: int | None) -> tuple[date, date] | None:
    """First and last day that a column stands for; None where nothing says of which year.

    A week is its days of work.
    """
    if isinstance(position, date):
        return position, position
    if year is None:
        return None
    first = first_day(position, year)
    return first, last_of_month(first) if position[0] else first + timedelta(days=4)


def first_day(position: tuple[int, int], year: int) -> date:
    """The first day of the month, or of the week by ISO 8601."""
    month, week = position
    if month:
        return date(year, month, 1)
    last = date(year, 12, 28).isocalendar().week
    return date.fromisocalendar(year, min(week, last), 1)


def is_mark(text: str) -> bool:
    """Whether a cell of the grid says that something lies there."""
    return fold(text) not in _NO_MARKS and text.strip() not in _NO_MARKS
