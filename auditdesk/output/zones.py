"""Time zones of calendars: each zone that is used is described by rules that Outlook reads too.

A description by lists of days (RDATE), which libraries write, is reported to be passed over by
Outlook: summer time is told as “the last Sunday of March, each year”. Where no such rule holds in
all years that are used, as where clocks follow the moon, each change is described by itself.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Change(NamedTuple):
    """When a zone changes its offset: at this moment of the clock that was valid before."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


def add_zones(calendar: Calendar) -> None:
    """Describe the zones in which the events of a calendar begin, before the events."""
    years: dict[str, set[int]] = {}
    for event in calendar.walk("VEVENT"):
        begins = event.decoded("dtstart") if isinstance(event, Event) else None
        if isinstance(begins, datetime) and isinstance(begins.tzinfo, ZoneInfo):
            years.setdefault(str(begins.tzinfo.key), set()).add(begins.year)
    described = [_described(name, min(of), max(of)) for name, of in sorted(years.items())]
    calendar.subcomponents[:0] = described


def _described(name: str, first: int, last: int) -> Timezone:
    """A zone as it is in these years and the one before them."""
    described = Timezone()
    described.add("tzid", name)
    zone = ZoneInfo(name)
    each = [list(_changes(zone, year)) for year in range(first - 1, last + 1)]
    changes = each[0]
    yearly = bool(changes) and all(
        [_habit(one) for one in year] == [_habit(one) for one in changes] for year in each
    )
    if not yearly:
        at = datetime(first - 1, 1, 1, tzinfo=zone)
        offset, summer = at.utcoffset() or timedelta(), bool(at.dst())
        begin = _Change(at.replace(tzinfo=None), offset, offset, at.tzname() or name, summer)
        changes = [begin, *chain.from_iterable(each)]
    for change in changes:
        part = TimezoneDaylight() if change.summer else TimezoneStandard()
        part.add("dtstart", change.at)
        part.add("tzoffsetfrom", change.before)
        part.add("tzoffsetto", change.after)
        part.add("tzname", change.name)
        if yearly:
            part.add("rrule", vRecur(_rule(change.at.date())))
        described.add_component(part)
    return described


def _changes(zone: ZoneInfo, year: int) -> Iterator[_Change]:
    """The changes of a year, found to the minute."""
    at = datetime(year, 1, 1, tzinfo=UTC)
    while at.year == year:
        later = at + timedelta(days=1)
        if _offset(zone, at) != _offset(zone, later):
            low, high = at, later
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (
                    (low, middle) if _offset(zone, low) != _offset(zone, middle) else (middle, high)
                )
            moment = (high - timedelta(seconds=high.second)).replace(microsecond=0)
            before, there = _offset(zone, at), later.astimezone(zone)
            clock = (moment + before).replace(tzinfo=None)
            summer = bool(there.dst())
            yield _Change(clock, before, _offset(zone, later), there.tzname() or "", summer)
        at = later


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _habit(change: _Change) -> tuple[object, ...]:
    """What is alike in each year where a zone changes by a rule."""
    rule = _rule(change.at.date())
    return (*rule.values(), change.at.time(), *change[1:])


def _rule(day: date) -> dict[str, object]:
    """“The last Sunday of March”, or the second, from a day on which it was so."""
    last = (day + timedelta(days=7)).month != day.month
    nth = -1 if last else (day.day - 1) // 7 + 1
    return {"freq": "YEARLY", "bymonth": day.month, "byday": f"{nth}{_WEEKDAYS[day.weekday()]}"}
