"""The timetable of an audit: who and what is in two places at once, who is not there, how long."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from auditdesk.i18n import N_, _, date_text

PAUSES = ("break", "travel")


@dataclass(frozen=True)
class Slot:
    """One session: who takes part, where, on what. Times are “09:30”; audit is its number."""

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
}


def clashes(
    slots: Sequence[Slot], present: Iterable[Window] = (), away: Iterable[Window] = ()
) -> list[Clash]:
    """All clashes, by day and time. Slots of other audits only count against those of this one.

    present: windows in which people can be met; who has one, has only these. away: absences.
    """
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
