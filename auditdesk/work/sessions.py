"""Sessions: the lines of an audit's timetable, on its days, by its team, on what it is about."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditMember,
    AuditRow,
    AuditUnit,
    Person,
    Process,
    Session,
    SessionClause,
    SessionPerson,
    Unit,
)
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import lookup
from auditdesk.work.audits import set_links, standards_of

EVERYBODY = "*"
"""Instead of people: all whom the audit is to meet."""


def add_session(
    step: Step,
    *,
    audit: AuditRow,
    day: date,
    starts: str,
    ends: str,
    clauses: Sequence[str] = (),
    auditors: Sequence[str] = (),
    auditees: Sequence[str] = (),
    **values: Any,
) -> str:
    """Add a line to the timetable of an audit, on one of its days."""
    _refuse_outside(audit, day)
    _refuse_endless(starts, ends)
    row = step.add(Session, audit=audit.id, day=day, starts=starts, ends=ends, **values)
    _look_at(step, audit, row, clauses)
    _seat(step, row, auditors, auditees)
    return row


def change_session(
    step: Step,
    row: str,
    *,
    clauses: Sequence[str] | None = None,
    auditors: Sequence[str] | None = None,
    auditees: Sequence[str] | None = None,
    **values: Any,
) -> None:
    """Change a line of the timetable."""
    session = step.get(Session, row)
    audit = step.get(AuditRow, session.audit)
    _refuse_outside(audit, values.get("day", session.day))
    _refuse_endless(values.get("starts", session.starts), values.get("ends", session.ends))
    step.change(Session, row, **values)
    if clauses is not None:
        _look_at(step, audit, row, clauses)
    _seat(step, row, auditors, auditees)


def remove_session(step: Step, row: str) -> None:
    """Take a line out of the timetable."""
    for table in (SessionClause, SessionPerson):
        for link in step.rows(table, session=row):
            step.remove(table, link.id)
    step.remove(Session, row)


def _refuse_outside(audit: AuditRow, day: date) -> None:
    first, last = audit.starts_on, audit.ends_on
    if first and last and not first <= day <= last:
        raise Refusal(
            _("{day} lies outside {number}, which is from {first} to {last}.").format(
                day=day, number=audit.number, first=first, last=last
            )
        )


def _refuse_endless(starts: str, ends: str) -> None:
    if ends <= starts:
        raise Refusal(
            _("A session ends after it starts, on the same day: {starts}–{ends}.").format(
                starts=starts, ends=ends
            )
        )


def _look_at(step: Step, audit: AuditRow, session: str, clauses: Sequence[str]) -> None:
    editions = standards_of(step, audit.id)
    wanted = [str(lookup.citation(step, text, editions)[0].id) for text in clauses]
    set_links(step, SessionClause, "session", session, "clause", wanted)


def _seat(
    step: Step, session: str, auditors: Sequence[str] | None, auditees: Sequence[str] | None
) -> None:
    """Say who takes part in a session and as what; None leaves a part as it is."""
    parts = {}
    for part, people in (("auditor", auditors), ("auditee", auditees)):
        now = [link.person for link in step.rows(SessionPerson, session=session, part=part)]
        parts[part] = (now, now if people is None else _all_meant(step, session, people))
    both = set(parts["auditor"][1]) & set(parts["auditee"][1])
    if both:
        raise Refusal(
            _("{name} cannot be auditor and auditee of one session: name somebody else.").format(
                name=", ".join(sorted(step.get(Person, person).name for person in both))
            )
        )
    for part, (now, wanted) in parts.items():
        stays = [person for person in now if person in wanted]
        set_links(step, SessionPerson, "session", session, "person", stays, part=part)
    for part, (_now, wanted) in parts.items():
        set_links(step, SessionPerson, "session", session, "person", wanted, part=part)


def _all_meant(step: Step, session: str, people: Sequence[str]) -> Sequence[str]:
    """These people, and all whom the audit is to meet where everybody is named."""
    if EVERYBODY not in people:
        return people
    audit = step.get(AuditRow, step.get(Session, session).audit)
    named = [person for person in people if person != EVERYBODY]
    meant = list(dict.fromkeys([*named, *auditees_of(step, audit)]))
    if not meant:
        raise Refusal(
            _(
                "Nobody is named whom {number} is to meet: name a contact of its units, or the"
                " owners of their processes."
            ).format(number=audit.number)
        )
    return meant


def auditees_of(reading: Reading, audit: AuditRow) -> list[str]:
    """All whom an audit is to meet, by their ids.

    Its contact, the contacts of its units and the owners of their processes, and whoever any
    session names; nobody of the team.
    """
    people = [audit.contact]
    for link in reading.rows(AuditUnit, audit=audit.id):
        unit = reading.get(Unit, link.unit)
        people += [unit.contact, reading.get(Process, unit.process).owner]
    for session in reading.rows(Session, audit=audit.id):
        people += [
            link.person for link in reading.rows(SessionPerson, session=session.id, part="auditee")
        ]
    team = {member.person for member in reading.rows(AuditMember, audit=audit.id)}
    return [person for person in dict.fromkeys(people) if person and person not in team]
