"""Seating: who takes part in a session, and the rows that link one thing to others."""

from collections.abc import Sequence

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditMember,
    AuditRow,
    AuditUnit,
    Person,
    Process,
    Session,
    SessionPerson,
    Table,
    Unit,
)
from auditdesk.errors import Refusal
from auditdesk.i18n import _

EVERYBODY = "*"
"""Instead of people: all whom the audit is to meet."""


def take_seats(
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
        link_exactly(step, SessionPerson, "session", session, "person", stays, part=part)
    for part, (_now, wanted) in parts.items():
        link_exactly(step, SessionPerson, "session", session, "person", wanted, part=part)


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


def link_exactly(
    step: Step,
    table: type[Table],
    of: str,
    row: str,
    column: str,
    wanted: Sequence[str],
    **same: str,
) -> None:
    """Make the rows that link a row to others exactly those wanted; what stays, stays."""
    own = {of: row, **same}
    linked = {getattr(link, column): str(link.id) for link in step.rows(table, **own)}
    for other, link in linked.items():
        if other not in wanted:
            step.remove(table, link)
    for other in dict.fromkeys(wanted):
        if other not in linked:
            step.add(table, **own, **{column: other})
