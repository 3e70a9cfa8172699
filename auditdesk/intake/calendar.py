"""Calendars people already have: the days on which somebody is away, from an iCalendar file."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from auditdesk.errors import Refusal
from auditdesk.i18n import _, date_text

ENOUGH = 4 * 3600
"""Seconds of appointments in a day from which on the day counts as taken."""
MOST = 20_000
"""Events looked at, after which a calendar is refused rather than read for ever."""
_AROUND = timedelta(days=366)
"""How far from its years a span is followed."""
OWN = "AuditDesk"
"""What the name of the program that wrote a calendar holds where it was this one."""
REPEATS = {"", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
"""Repetitions that are followed; whoever is away is not away anew each hour."""
AT_WORK = {"FREE", "WORKINGELSEWHERE"}
"""How Outlook writes that somebody can be reached for an audit."""
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)
"""What the calendar libraries raise for text that is no calendar or no day."""


@dataclass(frozen=True)
class Busy:
    """Days on which somebody is away, the last one too, and the event that says so."""

    first: date
    last: date
    what: str


@dataclass(frozen=True)
class Diary:
    """The days on which somebody is away, and a sentence for each thing that was passed over."""

    days: list[Busy]
    passed_over: list[str]


def busy_years(data: bytes, name: str, first: int, last: int) -> Diary:
    """The spans that have a day in these years, each whole: a leave over New Year is not cut.

    What goes on for more than a year beyond them, such as a repetition without an end, is cut at
    the first or last day of the years, and said.
    Refusals as of `busy_days`.
    """
    begin, end = date(first, 1, 1), date(last, 12, 31)
    around = Busy(begin - _AROUND, end + _AROUND, "")
    diary = busy_days(data, name, around.first, around.last)
    days, cut = [], list(diary.passed_over)
    for span in diary.days:
        if span.first > end or span.last < begin:
            continue
        if span.first > around.first and span.last < around.last:
            days.append(span)
            continue
        first_day = begin if span.first <= around.first else span.first
        last_day = end if span.last >= around.last else span.last
        days.append(Busy(first_day, last_day, span.what))
        cut.append(
            _('The event "{event}" goes on beyond: it is taken from {first} to {last}.').format(
                event=span.what[:80], first=date_text(first_day), last=date_text(last_day)
            )
        )
    return Diary(days, cut)


def busy_days(data: bytes, name: str, first: date, last: date) -> Diary:
    """The days taken between two days, neighbours of one event joined; recurrences are followed.

    A day is taken by an all-day event or by four hours of appointments, in the time zone the event
    was written in; one written in UTC counts on its days in the zone of the calendar, or of this
    computer where the calendar names none. What lies side by side counts once. Events that are
    free, cancelled, declined or spent at work elsewhere take nothing. An event that cannot be read
    is named and passed over.
    Refusal, naming the file, for what is no calendar, for one without a single sound event, and for
    one that AuditDesk wrote.
    """
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except UNREADABLE as error:
        raise _no_calendar(name) from error
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise _no_calendar(name)
    if any(OWN in str(calendar.get("PRODID", "")) for calendar in calendars):
        raise Refusal(
            _(
                "{name} was written by AuditDesk: its audits are in the book already. "
                "Choose the calendar in which the person keeps their absences."
            ).format(name=name)
        )
    occurrences: list[tuple[Any, str]] = []
    passed_over: list[str] = []
    sound = 0
    for calendar in calendars:
        zone = _zone(calendar, passed_over)
        for series in _series(calendar):
            try:
                if why := _broken(series):
                    passed_over.append(_passed(series, why))
                    continue
                found = _occurrences(series, zone, first, last)
                occurrences += [(event, zone) for event in found]
                sound += 1
            except UNREADABLE:
                passed_over.append(_passed(series, _("its days cannot be read")))
            if len(occurrences) > MOST:
                raise Refusal(
                    _(
                        "{name} holds more than {n} events in these days; export a shorter span."
                    ).format(name=name, n=MOST)
                )
    if passed_over and not sound and any(calendar.events for calendar in calendars):
        raise Refusal(
            _("{name} holds no event that can be read. {first}").format(
                name=name, first=passed_over[-1]
            )
        )
    return Diary(list(_joined(_taken_days(occurrences, first, last))), passed_over)


def _no_calendar(name: str) -> Refusal:
    return Refusal(
        _(
            "{name} is no calendar file (.ics), or it is damaged. "
            "Export the calendar again from the program that keeps it."
        ).format(name=name)
    )


def _zone(calendar: Any, passed_over: list[str]) -> str:
    """The IANA name of the zone a whole calendar is meant in; Outlook writes those of Windows.

    Where it names none, it is the only zone that it describes, or "".
    """
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    written = str(calendar.get("X-WR-TIMEZONE", "")).strip()
    if not written:
        described = {str(one.get("TZID", "")).strip() for one in calendar.walk("VTIMEZONE")}
        only = described.pop() if len(described) == 1 else ""
        only = WINDOWS_TO_OLSON.get(only, only)
        return only if only in available_timezones() else ""
    zone = WINDOWS_TO_OLSON.get(written, written)
    if not zone or zone in available_timezones():
        return zone
    passed_over.append(
        _(
            'The time zone "{zone}" of the calendar is not known; '
            "each event counts in the zone it was written in."
        ).format(zone=written)
    )
    return ""


def _series(calendar: Any) -> list[list[Any]]:
    """The events of a calendar, each with the occurrences of it that were changed."""
    if str(calendar.get("METHOD", "")).upper() == "CANCEL":
        return []
    series: dict[object, list[Any]] = {}
    for nth, event in enumerate(calendar.walk("VEVENT")):
        series.setdefault(str(event.get("UID", "")) or nth, []).append(event)
    return list(series.values())


def _broken(series: list[Any]) -> str:
    """Why the days of an event cannot be told, or nothing."""
    for event in series:
        damaged = {name for name, _error in event.errors}
        if "DTSTART" not in event or "DTSTART" in damaged:
            return _("it has no first day that can be read")
        if "DTEND" in event and event.decoded("DTEND") < event.decoded("DTSTART"):
            return _("it ends before it begins")
        if damaged & {"RRULE", "RDATE", "EXDATE"}:
            return _("its repetition cannot be read")
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            often = str((rule.get("FREQ") or [""])[0]).upper()
            if often not in REPEATS:
                return _("it repeats more often than once a day")
    return ""


def _passed(series: list[Any], why: str) -> str:
    event = series[0]
    text = str(event.get("SUMMARY", "")) or str(event.get("UID", ""))
    return _('The event "{event}" is passed over: {why}.').format(
        event=" ".join(text.split())[:80], why=why
    )


def _occurrences(series: list[Any], zone: str, first: date, last: date) -> list[Any]:
    import recurring_ical_events
    from icalendar import Calendar

    alone = Calendar()
    if zone:
        alone.add("X-WR-TIMEZONE", zone)
    for event in series:
        alone.add_component(event)
    series_days = recurring_ical_events.of(alone, skip_bad_series=False)
    return list(series_days.between(first, last + timedelta(days=1)))


def _taken_days(
    occurrences: list[tuple[Any, str]], first: date, last: date
) -> list[tuple[date, str]]:
    """The days that are taken between two days, each with the event that takes it.

    occurrences: events, each with the zone of its calendar.
    """
    whole: dict[date, str] = {}
    hours: dict[date, list[tuple[float, float, str]]] = defaultdict(list)
    for event, zone in occurrences:
        if not _takes_time(event):
            continue
        what = " ".join(str(event.get("SUMMARY", "")).split())[:200]
        for day, span in _days(event, zone):
            if span is None:
                whole.setdefault(day, what)
            else:
                hours[day].append((*span, what))
    for day, spans in hours.items():
        if _taken(spans) >= ENOUGH:
            whole.setdefault(day, spans[0][2])
    return sorted((day, what) for day, what in whole.items() if first <= day <= last)


def _takes_time(event: Any) -> bool:
    free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    status = str(event.get("STATUS", "")).upper()
    shown = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    if free or status == "CANCELLED" or shown in AT_WORK:
        return False
    invited = event.get("ATTENDEE", [])
    answers = [
        str(getattr(attendee, "params", {}).get("PARTSTAT", "")).upper()
        for attendee in (invited if isinstance(invited, list) else [invited])
    ]
    return not answers or set(answers) != {"DECLINED"}


def _days(event: Any, zone: str) -> Iterator[tuple[date, tuple[float, float] | None]]:
    """Each day of an event with its span in seconds from midnight, None for a whole day.

    zone: of the calendar, in which an event of UTC stands already.
    """
    begins, ends = event.start, event.end
    if not zone and isinstance(begins, datetime) and begins.tzname() == "UTC":
        begins, ends = begins.astimezone(), ends.astimezone()
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
