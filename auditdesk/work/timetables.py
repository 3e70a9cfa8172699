"""The timetable of an audit: clashes, follow-up of earlier findings, who was there."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from auditdesk.book import evidence
from auditdesk.book.audit_days import days_of
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Absence,
    Attendance,
    AuditMember,
    AuditRow,
    AuditUnit,
    ClauseRow,
    FindingClause,
    Journey,
    Person,
    Presence,
    Session,
    SessionClause,
    SessionPerson,
    Shift,
    Site,
    SiteHours,
    StandardRow,
    Unit,
)
from auditdesk.book.team import Lack, lacks_of
from auditdesk.domain.audit import AuditState
from auditdesk.domain.timetable import Clash, Places, Slot, Window, clashes, later
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import audits, lookup, sessions
from auditdesk.work.checklists import open_findings
from auditdesk.work.organisation import working_days

FOLLOW_UP_MINUTES = 30
HALVES = {"morning": ("00:00", "12:00"), "afternoon": ("12:00", "24:00")}
"""The two halves of a day, in which somebody can be met."""


def clashes_of(reading: Reading, audit: str) -> list[Clash]:
    """Who or what is in two places at once, also in other audits; who is away or cannot audit."""
    own = slots_of(reading, audit)
    days = {slot.day for slot in own}
    sites = {site.id: site.name for site in reading.rows(Site)}
    others = [
        slot
        for other in reading.rows(AuditRow)
        if other.id != audit and other.state != AuditState.CANCELLED and _may_meet(other, days)
        for slot in slots_of(reading, other.id, other.number)
        if slot.day in days
    ]
    names = {person.id: person.name for person in reading.rows(Person)}
    present = [
        Window(names[one.person], one.day, one.starts, one.ends)
        for one in reading.rows(Presence, audit=audit)
    ]
    away = [
        Window(names[one.person], day, reason=one.reason)
        for one in reading.rows(Absence)
        for day in days
        if one.starts_on <= day <= one.ends_on
    ]
    found = clashes([*own, *others], present, away, _places(reading, sites, days))
    return [*_lacking(reading, audit, own, found), *found]


def _places(reading: Reading, sites: Mapping[str, str], days: Collection[date]) -> Places:
    """When people work at the sites and in the units, and how long the ways between them are."""
    kept = [(sites[one.site], one) for one in reading.rows(SiteHours)]
    shifts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for shift in reading.rows(Shift):
        unit = lookup.unit_name(reading, reading.get(Unit, shift.unit))
        shifts[unit].append((shift.starts, shift.ends))
    calendars = {name: working_days(reading, site) for site, name in sites.items()}
    return Places(
        hours={name: (one.opens, one.closes) for name, one in kept if one.opens},
        lunch={name: (one.lunch_starts, one.lunch_ends) for name, one in kept if one.lunch_starts},
        shifts=shifts,
        journeys={
            frozenset({sites[way.first], sites[way.second]}): way.minutes
            for way in reading.rows(Journey)
        },
        free=frozenset(
            (name, day)
            for name, calendar in calendars.items()
            for day in days
            if not calendar.works_on(day)
        ),
    )


_SAID_OF_SESSIONS = {Lack.AWAY: "away", Lack.ELSEWHERE: "auditor"}


def _lacking(reading: Reading, audit: str, own: list[Slot], found: list[Clash]) -> Iterator[Clash]:
    """Who of the team cannot take part, by the rule of confirmation and start.

    What a clash of their sessions says already is not said again.
    """
    said = {(one.kind, one.who) for one in found}
    for member in reading.rows(AuditMember, audit=audit):
        name = reading.get(Person, member.person).name
        theirs = tuple(slot.id for slot in own if name in slot.auditors)
        for lack, sentence in lacks_of(reading, reading.get(AuditRow, audit), member):
            if (_SAID_OF_SESSIONS.get(lack), name) not in said:
                yield Clash("team", name, theirs, sentence)


def _may_meet(audit: AuditRow, days: set[date]) -> bool:
    span = days_of(audit)
    return span is None or any(span[0] <= day <= span[1] for day in days)


def slots_of(reading: Reading, audit: str, number: str = "") -> list[Slot]:
    """The sessions of an audit as the rules see them; `number` where it is another audit's."""
    found = []
    units = [reading.get(Unit, link.unit) for link in reading.rows(AuditUnit, audit=audit)]
    sites = {unit.site for unit in units}
    for row in reading.rows(Session, audit=audit):
        unit = reading.get(Unit, row.unit) if row.unit else None
        site = unit.site if unit else next(iter(sites)) if len(sites) == 1 else ""
        people = [
            (link.part, reading.get(Person, link.person).name)
            for link in reading.rows(SessionPerson, session=row.id)
        ]
        clauses = [
            reading.get(ClauseRow, link.clause)
            for link in reading.rows(SessionClause, session=row.id)
        ]
        found.append(
            Slot(
                row.id,
                row.day,
                row.starts,
                row.ends,
                row.what or row.kind,
                row.kind,
                tuple(name for part, name in people if part == "auditor"),
                tuple(name for part, name in people if part == "auditee"),
                row.place,
                lookup.unit_name(reading, unit) if unit else "",
                tuple(
                    f"{reading.get(StandardRow, one.standard).designation} {one.number}"
                    for one in clauses
                ),
                number,
                reading.get(Site, site).name if site else "",
            )
        )
    return sorted(found, key=lambda slot: (slot.day, slot.starts))


def is_follow_up(session: Session) -> bool:
    """Whether a session is the follow-up of earlier findings that `plan_follow_up` makes."""
    return session.what.startswith(_("Follow-up of earlier findings"))


def plan_follow_up(step: Step, audit: AuditRow) -> str | None:
    """Put the follow-up of earlier findings on the timetable, before the closing; its id.

    None where nothing is to be followed up, or it is there already. ISO 19011, 6.3.2 (own words).
    """
    found = open_findings(step, audit.id)
    title = _("Follow-up of earlier findings")
    slots = slots_of(step, audit.id)
    if not found or any(slot.what.startswith(title) for slot in slots):
        return None
    numbers = ", ".join(str(one.number) for one in found)
    closing = next((slot for slot in slots if slot.kind == "closing"), None)
    day = closing.day if closing else (slots[-1].day if slots else audit.ends_on)
    if day is None:
        raise Refusal(_("{number} has no day yet: plan it first.").format(number=audit.number))
    before = [slot for slot in slots if slot.day == day and slot is not closing]
    starts = before[-1].ends if before else closing.starts if closing else "09:00"
    wanted = {
        f"{step.get(StandardRow, clause.standard).designation} {clause.number}"
        for one in found
        for link in step.rows(FindingClause, finding=one.id)
        for clause in [step.get(ClauseRow, link.clause)]
    }
    editions = {one.id for one in audits.standards_of(step, audit.id)}
    own = [
        text for text in sorted(wanted) if str(lookup.citation(step, text, [])[1].id) in editions
    ]
    return sessions.add_session(
        step,
        audit=audit,
        day=day,
        starts=starts,
        ends=later(starts, FOLLOW_UP_MINUTES),
        what=f"{title}: {numbers}",
        clauses=own,
    )


# --- who can be met, who was there --------------------------------------------------------------


def add_presence(
    step: Step,
    *,
    audit: AuditRow,
    person: str,
    day: date,
    half: str = "",
    starts: str = "00:00",
    ends: str = "24:00",
) -> str:
    """Say when somebody can be met in an audit: from when to when, or in which half of the day."""
    starts, ends = HALVES.get(half, (starts, ends))
    _refuse_endless(starts, ends)
    return step.add(Presence, audit=audit.id, person=person, day=day, starts=starts, ends=ends)


def change_presence(step: Step, row: str, *, half: str = "", **values: Any) -> None:
    """Change when somebody can be met."""
    if half:
        values["starts"], values["ends"] = HALVES[half]
    one = step.get(Presence, row)
    _refuse_endless(values.get("starts", one.starts), values.get("ends", one.ends))
    step.change(Presence, row, **values)


def _refuse_endless(starts: str, ends: str) -> None:
    if ends <= starts:
        raise Refusal(_("{starts}–{ends} ends before it starts.").format(starts=starts, ends=ends))


def add_attendance(step: Step, *, session: str, name: str, **values: Any) -> str:
    """Keep who was at a meeting; a name of the book brings its person and position along."""
    known = step.find(Person, name=name)
    if known:
        values = {"person": known.id, "function": known.job, **values}
    count = sum(1 for _row in step.rows(Attendance, session=session))
    return step.add(Attendance, session=session, name=name, **{"position": count, **values})


def change_attendance(step: Step, row: str, **values: Any) -> None:
    """Change what is kept of somebody at a meeting; a signature stays with its name."""
    one = step.get(Attendance, row)
    if one.signature and values.get("name", one.name) != one.name:
        raise Refusal(_("{name} has signed: the name stays.").format(name=one.name))
    step.change(Attendance, row, **values)


def note_attendance(step: Step, session: str, people: Sequence[tuple[str, str]]) -> None:
    """Keep those who were expected as present: name and function of each."""
    known = {one.name for one in step.rows(Attendance, session=session)}
    for name, function in people:
        if name not in known:
            add_attendance(step, session=session, name=name, function=function)


def sign_attendance(step: Step, row: str, picture: bytes) -> None:
    """Put a signature drawn on the screen beside a name, with the moment; never over another."""
    one = step.get(Attendance, row)
    if one.signature:
        raise Refusal(_("{name} has signed already.").format(name=one.name))
    step.change(
        Attendance,
        row,
        present=True,
        signature=evidence.keep(step, picture),
        signed_at=datetime.now(UTC),
    )
