"""Calendars people already have: the days on which somebody is away, from an iCalendar file."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from auditdesk.errors import Refusal
from auditdesk.i18n import _

ENOUGH = 4 * 3600
"""Seconds of appointments in a day from which on the day counts as taken."""
MOST = 20_000
"""Events looked at, after which a calendar is refused rather than read for ever."""


@dataclass(frozen=True)
class Busy:
    """Days on which somebody is away, the last one too, and the event that says so."""

    first: date
    last: date
    what: str


def busy_days(data: bytes, name: str, first: date, last: date) -> list[Busy]:
    """The days taken between two days, neighbours of one event joined; recurrences are followed.

    A day is taken by an all-day event or by four hours of appointments, in the time zone the event
    was written in; what lies side by side counts once. Free and cancelled events take nothing.
    Refusal, naming the file, for what is no calendar.
    """
    import recurring_ical_events
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(data)
        found = recurring_ical_events.of(calendar, skip_bad_series=False).between(
            first, last + timedelta(days=1)
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Refusal(
            _("{name} cannot be read as a calendar: {cause}.").format(name=name, cause=error)
        ) from error
    if len(found) > MOST:
        raise Refusal(
            _("{name} holds more than {n} events in these days; export a shorter span.").format(
                name=name, n=MOST
            )
        )
    whole: dict[date, str] = {}
    hours: dict[date, list[tuple[float, float, str]]] = defaultdict(list)
    for event in found:
        if not _takes_time(event):
            continue
        what = " ".join(str(event.get("SUMMARY", "")).split())[:200]
        for day, span in _days(event):
            if span is None:
                whole.setdefault(day, what)
            else:
                hours[day].append((*span, what))
    for day, spans in hours.items():
        if _taken(spans) >= ENOUGH:
            whole.setdefault(day, spans[0][2])
    days = sorted((day, what) for day, what in whole.items() if first <= day <= last)
    return list(_joined(days))


def _takes_time(event: Any) -> bool:
    free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    status = str(event.get("STATUS", "")).upper()
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return not free and status != "CANCELLED" and shown != "FREE"


def _days(event: Any) -> Iterator[tuple[date, tuple[float, float] | None]]:
    """Each day of an event with its span in seconds from midnight, None for a whole day."""
    begins, ends = event.start, event.end
    if not isinstance(begins, datetime):
        day = begins
        while day < max(ends, begins + timedelta(days=1)):
            yield day, None
            day += timedelta(days=1)
        return
    day = begins.date()
    while day <= ends.date():
        midnight = datetime(day.year, day.month, day.day, tzinfo=begins.tzinfo)
        from_, to = max(begins, midnight), min(ends, midnight + timedelta(days=1))
        if to > from_:
            yield day, ((from_ - midnight).total_seconds(), (to - midnight).total_seconds())
        day += timedelta(days=1)


def _taken(spans: list[tuple[float, float, str]]) -> float:
    """The seconds that spans cover together."""
    covered = until = 0.0
    for from_, to, _what in sorted(spans):
        covered += max(0.0, to - max(from_, until))
        until = max(until, to)
    return covered


def _joined(days: list[tuple[date, str]]) -> Iterator[Busy]:
    """Neighbouring days of one event as one span."""
    span: Busy | None = None
    for day, what in days:
        if span and span.what == what and day == span.last + timedelta(days=1):
            span = Busy(span.first, day, what)
            continue
        if span:
            yield span
        span = Busy(day, day, what)
    if span:
        yield span
