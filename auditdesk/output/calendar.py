"""The audits of a year as iCalendar: all-day events that move and are cancelled in place."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from uuid import UUID, uuid5

from icalendar import Calendar, Event

from auditdesk.book.dossiers import PlanDossier, SessionEntry
from auditdesk.book.rows import AuditRow
from auditdesk.domain.audit import AuditState
from auditdesk.errors import Trouble
from auditdesk.files import CALENDAR, replacing
from auditdesk.i18n import _
from auditdesk.output.cells import clean, one_line

NAMESPACE = UUID("6f1d6a0e-6d0c-5f0b-9a55-6a75646974aa")
"""Makes the id of an event from that of its audit, so that a calendar knows it again."""


def write_timetable(
    plan: PlanDossier, person: str, to: Path, stamp: datetime, zone: tzinfo | None = None
) -> int:
    """Write the sessions in which somebody takes part, breaks and travel aside; how many.

    zone: where the times of the timetable count, this computer's by default; UTC is written.
    """
    calendar = _calendar(f"{plan.number} · {person}")
    events = [
        _session_event(plan, one, zone, stamp) for one in plan.sessions if person in one.people
    ]
    _write(calendar, events, to)
    return len(events)


def participants(plan: PlanDossier) -> list[str]:
    """Everybody who takes part in a session, each once."""
    return sorted({name for one in plan.sessions for name in one.people})


def _session_event(
    plan: PlanDossier, one: SessionEntry, zone: tzinfo | None, stamp: datetime
) -> Event:
    def moment(text: str) -> datetime:
        hours, minutes = text.split(":")
        at = datetime.combine(one.day, time(int(hours), int(minutes)), zone)
        return at.astimezone(UTC)

    event = Event()
    key = f"{plan.id} {one.day} {one.starts} {one.what} {one.process}"
    event.add("uid", f"{uuid5(NAMESPACE, key)}@auditdesk")
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", moment(one.starts))
    event.add("dtend", moment(one.ends))
    event.add("status", "CONFIRMED" if plan.state != "planned" else "TENTATIVE")
    event.add("summary", one_line(f"{plan.number} {one.what or one.process}"))
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


def write_calendar(audits: Iterable[AuditRow], organisation: str, to: Path, stamp: datetime) -> int:
    """Write the dated audits as a calendar file and say how many; `stamp` is the moment in UTC.

    An event keeps its id for ever; every move makes its sequence higher, and a cancelled audit
    stays in the file as cancelled. The file takes its name only after it was read back (Trouble).
    """
    calendar = _calendar(_("Audits · {organisation}").format(organisation=one_line(organisation)))
    events = [_event(audit, stamp) for audit in audits if audit.first_day or audit.starts_on]
    _write(calendar, events, to)
    return len(events)


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//AuditDesk//AuditDesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    return calendar


def _write(calendar: Calendar, events: list[Event], to: Path) -> None:
    """The file takes its name only after it was read back (Trouble)."""
    for event in events:
        calendar.add_component(event)
    with replacing(to, CALENDAR) as part:
        part.write_bytes(calendar.to_ical())
        if _facts(_read(part)) != _facts(events):
            raise Trouble(
                _(
                    "The new {name} did not read back as it was written. It was thrown away; an"
                    " older file is unchanged."
                ).format(name=to.name)
            )


def _event(audit: AuditRow, stamp: datetime) -> Event:
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


def _description(audit: AuditRow) -> str:
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
    return [tuple(event.decoded(name) for name in sorted(event)) for event in events]
