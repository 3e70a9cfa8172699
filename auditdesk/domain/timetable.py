"""The timetable of an audit: who and what is in two places at once, who is not there, how long.

It fits the places too: their working hours, shifts, lunch and days off, and the way between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _, date_text

PAUSES = ("break", "travel")


@dataclass(frozen=True)
class Slot:
    """One session: who takes part, where, on what. Times are “09:30”; audit is its number.

    process: the unit that it visits. site: where that lies, "" where it is not known.
    """

    id: str
    day: date
    starts: str
    ends: str
    what: str
    kind: str = "audit"
    auditors: tuple[str, ...] = ()
    auditees: tuple[str, ...] = ()
    place: str = ""
    process: str = ""
    clauses: tuple[str, ...] = ()
    audit: str = ""
    site: str = ""

    @property
    def minutes(self) -> int:
        return minutes_of(self.ends) - minutes_of(self.starts)

    def meets(self, other: "Slot") -> bool:
        """Whether both run at the same time."""
        return self.day == other.day and self.starts < other.ends and other.starts < self.ends

    def told(self, with_audit: bool = False) -> str:
        """“Opening meeting (2026-03-16 09:00–09:30)”."""
        what = f"{self.audit} {self.what}".strip() if with_audit else self.what
        return f"{what} ({date_text(self.day)} {self.starts}–{self.ends})"


@dataclass(frozen=True)
class Window:
    """When somebody can be met, or, among absences, cannot."""

    person: str
    day: date
    starts: str = "00:00"
    ends: str = "24:00"
    reason: str = ""


Times = tuple[str, str]
"""From and to, as “06:00” and “14:00”; a shift that ends before it starts passes midnight."""


@dataclass(frozen=True)
class Places:
    """The sites and units of a timetable: when people work there, and how far apart they are.

    hours, lunch: by site. shifts: by unit; a unit that has any does not keep the hours of its site.
    journeys: minutes between two sites. free: sites with their days off.
    """

    hours: Mapping[str, Times] = field(default_factory=dict)
    lunch: Mapping[str, Times] = field(default_factory=dict)
    shifts: Mapping[str, Sequence[Times]] = field(default_factory=dict)
    journeys: Mapping[frozenset[str], int] = field(default_factory=dict)
    free: frozenset[tuple[str, date]] = frozenset()


@dataclass(frozen=True)
class Clash:
    """Something that cannot be: kind says of what, who names the person or the room."""

    kind: str
    who: str
    sessions: tuple[str, ...]
    message: str


KINDS = {
    "team": N_("Somebody of the team cannot take part"),
    "auditor": N_("Auditor in two places"),
    "auditee": N_("Auditee in two places"),
    "room": N_("Room taken twice"),
    "away": N_("Somebody is away"),
    "presence": N_("Somebody is not there"),
    "hours": N_("Outside working hours"),
    "lunch": N_("Over lunch"),
    "holiday": N_("Nobody works on that day"),
    "travel": N_("No time for the way"),
}


def clashes(
    slots: Sequence[Slot],
    present: Iterable[Window] = (),
    away: Iterable[Window] = (),
    places: Places | None = None,
) -> list[Clash]:
    """All clashes, by day and time. Slots of other audits only count against those of this one.

    present: windows in which people can be met; who has one, has only these. away: absences.
    """
    places = places or Places()
    present, away = list(present), list(away)
    own = [one for one in slots if not one.audit]
    found: list[tuple[tuple[date, str], Clash]] = []
    for first, second in combinations(slots, 2):
        if (first.audit and second.audit) or not first.meets(second):
            continue
        mine = first if not first.audit else second
        found += [((mine.day, mine.starts), one) for one in _doubled(first, second)]
    for slot in own:
        found += [((slot.day, slot.starts), one) for one in _missing(slot, present, away)]
        found += [((slot.day, slot.starts), one) for one in _misplaced(slot, places)]
    found += [((slot.day, slot.starts), one) for slot, one in _hurried(slots, places.journeys)]
    return [one for _when, one in sorted(found, key=lambda pair: pair[0])]


def _doubled(first: Slot, second: Slot) -> Iterator[Clash]:
    ids = (first.id, second.id)
    both = _("{first} and {second}").format(first=first.told(True), second=second.told(True))
    people_of = (
        ("auditor", first.auditors, (*second.auditors, *second.auditees)),
        ("auditee", first.auditees, (*second.auditees, *second.auditors)),
    )
    for kind, here, there in people_of:
        for name in here:
            if name in there:
                text = _("{name} is in two sessions at once: {both}.")
                yield Clash(kind, name, ids, text.format(name=name, both=both))
    room = first.place.strip()
    pause = first.kind in PAUSES or second.kind in PAUSES
    if room and room.casefold() == second.place.strip().casefold() and not pause:
        text = _("{room} is taken twice: {both}.")
        yield Clash("room", room, ids, text.format(room=room, both=both))


def _missing(slot: Slot, present: Sequence[Window], away: Sequence[Window]) -> Iterator[Clash]:
    for name in dict.fromkeys((*slot.auditors, *slot.auditees)):
        for one in away:
            if one.person == name and one.day == slot.day:
                reason = f" ({one.reason})" if one.reason else ""
                text = _("{name} is away on that day{reason}: {session}.")
                told = text.format(name=name, reason=reason, session=slot.told())
                yield Clash("away", name, (slot.id,), told)
        windows = [one for one in present if one.person == name]
        if windows and not any(_covers(one, slot) for one in windows):
            times = ", ".join(
                f"{date_text(one.day)} {one.starts}–{one.ends}"
                if (one.starts, one.ends) != ("00:00", "24:00")
                else date_text(one.day)
                for one in sorted(windows, key=lambda one: (one.day, one.starts))
            )
            text = _("{name} is not there for {session}; to be met: {times}.")
            told = text.format(name=name, session=slot.told(), times=times)
            yield Clash("presence", name, (slot.id,), told)


def _covers(window: Window, slot: Slot) -> bool:
    return window.day == slot.day and window.starts <= slot.starts and slot.ends <= window.ends


def _misplaced(slot: Slot, places: Places) -> Iterator[Clash]:
    """A session when nobody works where it is. Breaks and travel keep no hours."""
    if slot.kind in PAUSES:
        return
    if (slot.site, slot.day) in places.free:
        told = _("{day} is a day off at {site}: {session}.").format(
            day=date_text(slot.day), site=slot.site, session=slot.told()
        )
        yield Clash("holiday", slot.site, (slot.id,), told)
    shifts = places.shifts.get(slot.process, ())
    hours = shifts or [times for times in (places.hours.get(slot.site),) if times]
    if hours and not any(_lies_in(slot, times) for times in hours):
        told = _("{session} lies outside the working hours of {place}: {hours}.").format(
            session=slot.told(),
            place=slot.process if shifts else slot.site,
            hours=", ".join(f"{starts}–{ends}" for starts, ends in hours),
        )
        yield Clash("hours", slot.process if shifts else slot.site, (slot.id,), told)
    lunch = places.lunch.get(slot.site)
    if lunch and not shifts and slot.starts < lunch[1] and lunch[0] < slot.ends:
        told = _("{session} goes over lunch at {site}, {starts}–{ends}.").format(
            session=slot.told(), site=slot.site, starts=lunch[0], ends=lunch[1]
        )
        yield Clash("lunch", slot.site, (slot.id,), told)


def _lies_in(slot: Slot, times: Times) -> bool:
    starts, ends = times
    if starts < ends:
        return starts <= slot.starts and slot.ends <= ends
    return starts <= slot.starts or slot.ends <= ends


def _hurried(
    slots: Sequence[Slot], journeys: Mapping[frozenset[str], int]
) -> Iterator[tuple[Slot, Clash]]:
    """Two sessions of somebody, one after the other at two sites, with too little time between."""
    days: dict[tuple[str, date], list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.site and slot.kind != "travel":
            for name in dict.fromkeys((*slot.auditors, *slot.auditees)):
                days[name, slot.day].append(slot)
    for (name, _day), of_day in days.items():
        for first, second in pairwise(sorted(of_day, key=lambda slot: slot.starts)):
            needed = journeys.get(frozenset({first.site, second.site}), 0)
            there = minutes_of(second.starts) - minutes_of(first.ends)
            if (first.audit and second.audit) or first.site == second.site or there >= needed:
                continue
            told = _(
                "{name} needs {needed} minutes from {site} to {other} and has {there}: {first} and"
                " {second}."
            ).format(
                name=name, needed=needed, site=first.site, other=second.site, there=max(0, there),
                first=first.told(True), second=second.told(True),
            )  # fmt: skip
            yield (
                second if not second.audit else first,
                Clash("travel", name, (first.id, second.id), told),
            )


def refuse_hours(zone: str, opens: str, closes: str, lunch_starts: str, lunch_ends: str) -> None:
    """Refuse a zone that is not known, and working hours or a lunch that nobody can keep."""
    try:
        if zone:
            ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise Refusal(
            _("There is no time zone “{zone}”. Zones are named like Europe/Vienna.").format(
                zone=zone
            )
        ) from error
    for starts, ends in ((opens, closes), (lunch_starts, lunch_ends)):
        if bool(starts) != bool(ends) or (starts and ends <= starts):
            raise Refusal(
                _("{starts}–{ends}: both times are needed, the later one last.").format(
                    starts=starts or "?", ends=ends or "?"
                )
            )


def minutes_by(slots: Iterable[Slot], by: str) -> dict[str, int]:
    """Minutes for each "clause" or "process"; a session on several clauses is shared out evenly."""
    sums: dict[str, float] = {}
    for slot in slots:
        keys = slot.clauses if by == "clause" else (slot.process,) if slot.process else ()
        for key in keys:
            sums[key] = sums.get(key, 0) + slot.minutes / len(keys)
    return {key: round(minutes) for key, minutes in sums.items()}


def hours_text(minutes: int) -> str:
    """“1:30”."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def later(time: str, minutes: int) -> str:
    """The time so many minutes later, at most the end of the day."""
    most = min(minutes_of(time) + minutes, 24 * 60 - 1)
    return f"{most // 60:02d}:{most % 60:02d}"


def minutes_of(time: str) -> int:
    """Minutes since midnight of “09:30”."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
