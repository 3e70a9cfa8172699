"""Copies: the same audit again, as last year's is held this year."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from auditdesk.book.facts import audit_facts
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditClause,
    AuditMember,
    AuditRow,
    AuditUnit,
    ClauseRow,
    Person,
    Programme,
    Session,
    SessionClause,
    SessionPerson,
    StandardRow,
    Unit,
)
from auditdesk.domain.audit import BEFORE, dependence
from auditdesk.domain.programme import WorkingDays
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import audits, lookup, sessions, timetables
from auditdesk.work.dues import site_of_audit
from auditdesk.work.organisation import working_days

AGAIN = (
    "title kind objectives scope criteria method half_days sampling language logistics"
    " report_topics distribution confidentiality"
).split()
"""Columns of an audit that say the same again; the others tell of one audit alone."""
_YEAR = timedelta(weeks=52)


def copy(
    step: Step,
    of: AuditRow,
    *,
    starts_on: date | None = None,
    standards: Sequence[StandardRow] = (),
    reason: str = "",
    today: date,
) -> str:
    """Plan the same audit again from a day on: units, clauses, team and timetable; its id.

    starts_on: without it, the same weekday a year later.
    standards: the editions that it is held against, where they are not those of the other.
    reason: why it comes into a programme that is approved already.
    Exceptions to independence and the hours in which people can be met are of one audit alone, and
    are not copied. Remarks say what does not fit as it was.
    """
    if of.starts_on is None:
        raise Refusal(
            _("{number} has no days, so its timetable has none either. Plan a new audit.").format(
                number=of.number
            )
        )
    starts_on = starts_on or day_next_year(step, of)
    Programme.year.db_value(starts_on.year)  # refuses a year in which no day can be counted on
    days = new_days(step, of, starts_on)
    units = list(_units_still_used(step, of))
    editions = list(standards) or list(_editions(step, of))
    row = audits.plan(
        step,
        starts_on=starts_on,
        ends_on=days[of.ends_on or of.starts_on],
        units=units,
        standards=editions,
        clauses=list(_clauses(step, of, editions)),
        team=list(_team(step, of)),
        contact=_if_there(step, of.contact),
        reason=reason,
        today=today,
        **{column: getattr(of, column) for column in AGAIN},
    )
    _copy_timetable(step, of, step.get(AuditRow, row), units, days)
    for sentence in unfit(step, row):
        step.remark(sentence)
    return row


def day_next_year(reading: Reading, of: AuditRow) -> date:
    """The first day of the same audit a year later: the same weekday, or the next working day."""
    assert of.starts_on is not None
    calendar = working_days(reading, site_of_audit(reading, of.id))
    return _working(calendar, of.starts_on + _YEAR)


def new_days(reading: Reading, of: AuditRow, starts_on: date) -> dict[date, date]:
    """By each day of an audit and its timetable, the day that it becomes.

    As far from the first day as it was, so that weekdays stay where the first does; a day on which
    the site does not work becomes the next one on which it does. An audit at weekends stays there.
    """
    assert of.starts_on is not None
    calendar = working_days(reading, site_of_audit(reading, of.id))
    known = {row.day for row in reading.rows(Session, audit=of.id)}
    known |= {of.starts_on, of.ends_on or of.starts_on}
    days: dict[date, date] = {}
    free = starts_on + (min(known) - of.starts_on)
    for day in sorted(known):
        wanted = max(free, starts_on + (day - of.starts_on))
        stays = day == of.starts_on or not calendar.works_on(day)
        days[day] = wanted if stays else _working(calendar, wanted)
        free = days[day] + timedelta(days=1)
    return days


def unfit(reading: Reading, audit: str) -> Iterator[str]:
    """What a look at an audit finds before its people do: clashes, absences, ties, a second audit.

    A sentence each.
    """
    row = reading.get(AuditRow, audit)
    for member in audit_facts(reading, audit).team:
        if member.ties and not member.excepted:
            yield dependence(member.name, member.ties)
    for clash in timetables.clashes_of(reading, audit):
        yield clash.message
    units = {link.unit for link in reading.rows(AuditUnit, audit=audit)}
    for other in reading.rows(AuditRow, programme=row.programme):
        same = units & {link.unit for link in reading.rows(AuditUnit, audit=other.id)}
        if other.id != audit and same and other.state in BEFORE:
            names = [lookup.unit_name(reading, reading.get(Unit, unit)) for unit in sorted(same)]
            yield _("{number} is planned for {units} in the same year too.").format(
                number=other.number, units=", ".join(names)
            )


def _working(calendar: WorkingDays, day: date) -> date:
    return day if calendar.works_on(day) else calendar.add(day, 1)


def _units_still_used(step: Step, of: AuditRow) -> Iterator[Unit]:
    for link in step.rows(AuditUnit, audit=of.id):
        unit = step.get(Unit, link.unit)
        if unit.retired:
            step.remark(
                _("{unit} is no longer used: it is left out, with its sessions.").format(
                    unit=lookup.unit_name(step, unit)
                )
            )
        else:
            yield unit


def _editions(step: Step, of: AuditRow) -> Iterator[StandardRow]:
    """The editions of an audit; of one that is no longer used, the newest that is."""
    for edition in audits.standards_of(step, of.id):
        used = [
            one
            for one in step.rows(StandardRow, family=edition.family, kind=edition.kind)
            if not one.retired
        ]
        if not edition.retired or not used:
            yield edition
            continue
        newest = max(used, key=lambda one: str(one.valid_from or ""))
        step.remark(
            _("{old} is no longer used: the audit is held against {new}.").format(
                old=edition.designation, new=newest.designation
            )
        )
        yield newest


def _clauses(step: Step, of: AuditRow, editions: Sequence[StandardRow]) -> Iterator[str]:
    """The clauses in scope, by the same numbers where another edition is audited against."""
    chosen = {one.id for one in editions}
    for link in step.rows(AuditClause, audit=of.id):
        clause = step.get(ClauseRow, link.clause)
        standard = step.get(StandardRow, clause.standard)
        there = [
            one
            for one in editions
            if one.id == standard.id
            or (
                (standard.id not in chosen and one.family == standard.family)
                and step.find(ClauseRow, standard=one.id, number=clause.number)
            )
        ]
        if there:
            yield f"{there[0].designation} {clause.number}"
        else:
            step.remark(
                _("{clause} is left out: no edition of this audit has it.").format(
                    clause=f"{standard.designation} {clause.number}"
                )
            )


def _team(step: Step, of: AuditRow) -> Iterator[audits.Seat]:
    for member in step.rows(AuditMember, audit=of.id):
        if _if_there(step, member.person, member.role.label):
            yield audits.Seat(member.person, member.role)


def _if_there(step: Step, person: str | None, role: str = "") -> str | None:
    """The person, None for somebody who has left; whose seat is empty then, is said."""
    if person is None or not step.get(Person, person).retired:
        return person
    if role:
        step.remark(
            _("{name} has left: put somebody else into the team ({role}).").format(
                name=step.get(Person, person).name, role=role
            )
        )
    return None


def _copy_timetable(
    step: Step, of: AuditRow, copied: AuditRow, units: Sequence[Unit], days: Mapping[date, date]
) -> None:
    """The sessions on their new days; the follow-up of earlier findings is made anew."""
    used = {unit.id for unit in units}
    editions = audits.standards_of(step, copied.id)
    follows_up = False
    for session in step.rows(Session, audit=of.id):
        if timetables.is_follow_up(session):
            follows_up = True
        elif session.unit is None or str(session.unit) in used:
            values: dict[str, Any] = {
                column: getattr(session, column)
                for column in ("kind", "starts", "ends", "what", "unit", "place", "method")
            }
            sessions.add_session(
                step,
                audit=copied,
                day=days[session.day],
                clauses=list(_looked_at(step, session, editions)),
                auditors=_taking_part(step, session, "auditor"),
                auditees=_taking_part(step, session, "auditee"),
                **values,
            )
    if follows_up:
        timetables.plan_follow_up(step, copied)


def _looked_at(step: Step, session: Session, editions: Sequence[StandardRow]) -> Iterator[str]:
    for link in step.rows(SessionClause, session=session.id):
        number = step.get(ClauseRow, link.clause).number
        standard = step.get(ClauseRow, link.clause).standard
        own = [one for one in editions if one.id == standard] or editions
        found = [one for one in own if step.find(ClauseRow, standard=one.id, number=number)]
        if found:
            yield f"{found[0].designation} {number}"


def _taking_part(step: Step, session: Session, part: str) -> list[str]:
    return [
        link.person
        for link in step.rows(SessionPerson, session=session.id, part=part)
        if not step.get(Person, link.person).retired
    ]
