"""The audits of a year as iCalendar: all-day events that move and are cancelled in place."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vText

from auditdesk.book.dossiers import PlanDossier, SessionEntry
from auditdesk.book.rows import ListedAction, ListedAudit
from auditdesk.domain.action import ActionState
from auditdesk.domain.audit import AuditState
from auditdesk.domain.meeting import HEADINGS
from auditdesk.errors import Trouble
from auditdesk.files import CALENDAR, replacing
from auditdesk.i18n import _
from auditdesk.output.cells import clean, one_line, short
from auditdesk.output.zones import add_zones

NAMESPACE = UUID("6f1d6a0e-6d0c-5f0b-9a55-6a75646974aa")
"""Makes the id of an event from that of its audit, so that a calendar knows it again."""


def write_timetable(
    plan: PlanDossier, person: str, to: Path, stamp: datetime, zone: tzinfo | None = None
) -> int:
    """Write the sessions in which somebody takes part, breaks and travel aside; how many.

    person: "" for everybody. zone: where the times count whose site names no zone, this computer's
    by default. What was taken out of the timetable, or somebody out of it, is written as cancelled
    for them, and not counted.
    """
    calendar = timetable_calendar(plan, person, stamp, zone)
    _write(calendar, to)
    return sum(event.get("status") != "CANCELLED" for event in calendar.walk("VEVENT"))


def timetable_calendar(
    plan: PlanDossier, person: str, stamp: datetime, zone: tzinfo | None = None
) -> Calendar:
    """The timetable of an audit as a calendar.

    With the address of who invites it is an invitation, whose method a mail names too; that of a
    cancelled audit takes the invitation back (RFC 5546, 3.2.5).
    """
    addresses = dict(plan.addresses)
    lead = next((one.person for one in plan.team), "")
    calendar = _calendar(f"{plan.number} · {person}" if person else plan.number)
    del calendar["method"]
    invites = "CANCEL" if plan.state == AuditState.CANCELLED else "REQUEST"
    calendar.add("method", invites if lead in addresses else "PUBLISH")
    for cancelled, entries in ((False, plan.sessions), (True, plan.removed)):
        for entry in entries:
            people = _takes_part(plan, entry)
            gone = person in _taken_out(plan, entry)
            if gone:
                people = [person]
            if not people or (person and person not in people):
                continue
            event = _session_event(plan, entry, zone, stamp, cancelled=cancelled or gone)
            if lead in addresses:
                event.add("organizer", _address(lead, addresses[lead]))
            for name in people if lead in addresses else ():
                event.add("attendee", _address(name, addresses.get(name, "")), encode=False)
            calendar.add_component(event)
    add_zones(calendar)
    return calendar


def _takes_part(plan: PlanDossier, entry: SessionEntry) -> list[str]:
    """Who sits in a session: in opening and closing meetings the team and all auditees."""
    if entry.session_kind not in HEADINGS:
        return list(dict.fromkeys(entry.people))
    everybody = [name for one in plan.sessions for name in one.people]
    team = [one.person for one in plan.team]
    return list(dict.fromkeys((*team, *entry.people, *everybody)))


def _taken_out(plan: PlanDossier, entry: SessionEntry) -> list[str]:
    """Who has a session in a calendar, and is in it no more: it is cancelled for them alone."""
    inside = _takes_part(plan, entry)
    return [name for name in entry.left if name not in inside]


def participants(plan: PlanDossier) -> list[str]:
    """Everybody who takes part in a session, or did before being taken out; each once."""
    entries = (*plan.sessions, *plan.removed)
    of = (_takes_part, _taken_out)
    return sorted({name for one in entries for names in of for name in names(plan, one)})


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}" if email else f"urn:uuid:{uuid5(NAMESPACE, name)}")
    address.params["CN"] = vText(one_line(name))
    return address


def _session_event(
    plan: PlanDossier,
    one: SessionEntry,
    zone: tzinfo | None,
    stamp: datetime,
    *,
    cancelled: bool = False,
) -> Event:
    def moment(text: str) -> datetime:
        hours, minutes = map(int, text.split(":"))
        day = one.day + timedelta(days=hours // 24)
        if one.zone in available_timezones():
            return datetime.combine(day, time(hours % 24, minutes), ZoneInfo(one.zone))
        return datetime.combine(day, time(hours % 24, minutes), zone).astimezone(UTC)

    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE, one.id)}@auditdesk")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event.add("dtstart", moment(one.starts))
    event.add("dtend", moment(one.ends))
    confirmed = "TENTATIVE" if plan.state == AuditState.PLANNED else "CONFIRMED"
    ended = cancelled or plan.state == AuditState.CANCELLED
    event.add("status", "CANCELLED" if ended else confirmed)
    heading = _(HEADINGS[one.session_kind]) if one.session_kind in HEADINGS else one.process
    event.add("summary", one_line(f"{plan.number} {one.what or heading}"))
    if one.place:
        event.add("location", one_line(one.place))
    told = (
        (_("Process: {text}"), one.process),
        (_("Clauses: {text}"), one.clauses),
        (_("Auditors: {text}"), one.auditor),
        (_("Auditees: {text}"), one.auditee),
        (_("Method: {text}"), one.method),
    )
    event.add("description", _text("\n".join(w.format(text=t) for w, t in told if t)))
    return event


def write_calendar(
    audits: Iterable[ListedAudit],
    organisation: str,
    to: Path,
    stamp: datetime,
    actions: Iterable[ListedAction] = (),
) -> int:
    """Write the dated audits as a calendar file and say how many; `stamp` is the moment in UTC.

    An event keeps its id for ever; every move makes its sequence higher, and a cancelled audit
    stays in the file as cancelled. actions: those whose due days are written too, and not counted.
    The file takes its name only after it was read back (Trouble).
    """
    calendar = _calendar(_("Audits · {organisation}").format(organisation=one_line(organisation)))
    events = [_event(audit, stamp) for audit in audits if audit.first_day or audit.starts_on]
    dues = [_due_event(action, stamp) for action in actions if action.due]
    for event in (*events, *dues):
        calendar.add_component(event)
    _write(calendar, to)
    return len(events)


def _due_event(action: ListedAction, stamp: datetime) -> Event:
    """The due day of an action: a day to be reminded of, that takes no time."""
    assert action.due
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE, action.id)}@auditdesk")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", action.extensions + (action.state == ActionState.CANCELLED))
    event.add("dtstart", action.due)
    event.add("dtend", action.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    ended = action.state == ActionState.CANCELLED
    event.add("status", "CANCELLED" if ended else "CONFIRMED")
    summary = _("{number} due: {what}").format(number=action.number, what=action.what)
    event.add("summary", short(one_line(summary), 120))
    told = ((_("Owner: {text}"), action.owner or ""),
            (_("Finding: {text}"), ", ".join(action.findings)))  # fmt: skip
    event.add("description", _text("\n".join(w.format(text=t) for w, t in told if t)))
    return event


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//AuditDesk//AuditDesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    return calendar


def _write(calendar: Calendar, to: Path) -> None:
    """The file takes its name only after it was read back (Trouble)."""
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    with replacing(to, CALENDAR) as part:
        part.write_bytes(calendar.to_ical())
        if _facts(_read(part)) != _facts(events):
            raise Trouble(
                _(
                    "The new {name} did not read back as it was written. It was thrown away; an"
                    " older file is unchanged."
                ).format(name=to.name)
            )


def _event(audit: ListedAudit, stamp: datetime) -> Event:
    cancelled = audit.state == AuditState.CANCELLED
    first = audit.first_day or audit.starts_on
    assert first
    last = max(audit.last_day or audit.ends_on or first, first)
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE, audit.id)}@auditdesk")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", audit.reschedules + cancelled)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("status", _status(audit.state))
    event.add("summary", one_line(f"{audit.number} {', '.join(audit.units) or audit.title}"))
    if audit.sites:
        event.add("location", one_line(", ".join(audit.sites)))
    event.add("description", _text(_description(audit)))
    return event


def _status(state: str) -> str:
    if state == AuditState.CANCELLED:
        return "CANCELLED"
    return "TENTATIVE" if state == AuditState.PLANNED else "CONFIRMED"


def _description(audit: ListedAudit) -> str:
    """Objectives, standards, lead and team, a line each."""
    parts = (
        (_("Objectives: {text}"), audit.objectives),
        (_("Standards: {text}"), ", ".join(audit.standards)),
        (_("Lead auditor: {text}"), audit.lead_auditor or ""),
        (_("Audit team: {text}"), ", ".join(audit.team)),
    )
    return "\n".join(words.format(text=text) for words, text in parts if text)


def _text(text: str) -> str:
    """Several lines without control characters, which no calendar takes."""
    return "\n".join(one_line(line) for line in clean(text).splitlines())


def _read(part: Path) -> list[Event]:
    read = Calendar.from_ical(part.read_bytes())
    return [event for event in read.walk("VEVENT") if isinstance(event, Event)]


def _facts(events: Iterable[Event]) -> list[tuple[object, ...]]:
    """What must come back: every property of every event."""
    return [tuple(_fact(event, name) for name in sorted(event)) for event in events]


def _fact(event: Any, name: str) -> object:
    """A property as it reads back; a moment counts as such, however its zone is described."""
    if name in ("ATTENDEE", "ORGANIZER"):
        several = event[name] if isinstance(event[name], list) else [event[name]]
        return [(str(one), str(one.params.get("CN", ""))) for one in several]
    return event.decoded(name)
