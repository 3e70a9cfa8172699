"""Hand over: what is somebody's when they leave, and who has it then."""

from collections.abc import Iterator
from typing import NamedTuple

from auditdesk.book.facts import state_of
from auditdesk.book.independence import unit_name
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditMember,
    AuditRow,
    EffectivenessCheck,
    Finding,
    Person,
    Process,
    Session,
    SessionPerson,
    Table,
    Unit,
)
from auditdesk.domain import audit as audit_rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionState
from auditdesk.errors import Refusal
from auditdesk.i18n import _


class Belonging(NamedTuple):
    """One thing that somebody still has to do: the row that names them, and what it is."""

    table: type[Table]
    row: str
    column: str
    what: str


_TO_COME = audit_rules.BEFORE | {audit_rules.AuditState.STARTED}
_NO_EXCEPTION = {"exception": "", "mitigation": "", "approved_by": ""}


def belongings(reading: Reading, person: str) -> Iterator[Belonging]:
    """What is open and somebody's: findings, actions, checks, processes, units, audits to come."""
    for finding in reading.rows(Finding, owner=person):
        if finding.state in finding_rules.OPEN:
            name = finding_rules.called(finding.number, str(finding.id))
            yield Belonging(Finding, str(finding.id), "owner", name)
    for action in reading.rows(ActionRow, owner=person):
        if state_of(reading, action) is ActionState.OPEN:
            yield Belonging(ActionRow, str(action.id), "owner", str(action.number))
    for check in reading.rows(EffectivenessCheck, verifier=person, result=None):
        action = reading.get(ActionRow, check.action)
        if action.cancelled_on is None:
            what = _("the check of {number}").format(number=action.number)
            yield Belonging(EffectivenessCheck, str(check.id), "verifier", what)
    for column in ("owner", "deputy"):
        for process in reading.rows(Process, **{column: person}):
            if not process.retired:
                what = _("the process {name}").format(name=process.name)
                yield Belonging(Process, str(process.id), column, what)
    for unit in reading.rows(Unit, contact=person):
        if not unit.retired:
            what = _("the contact for {name}").format(name=unit_name(reading, unit))
            yield Belonging(Unit, str(unit.id), "contact", what)
    for seat in reading.rows(AuditMember, person=person):
        audit = reading.get(AuditRow, seat.audit)
        if audit.state in _TO_COME:
            what = _("a seat in {number}").format(number=audit.number)
            yield Belonging(AuditMember, str(seat.id), "person", what)


def hand_over(step: Step, person: str, to: str) -> int:
    """Give all that is somebody's to somebody else; how many things.

    A seat in a team in which the other sits already is given up.
    """
    receiver = step.get(Person, to)
    if receiver.retired:
        raise Refusal(_("{name} has left: name somebody who is there.").format(name=receiver.name))
    things = list(belongings(step, person))
    for thing in things:
        if thing.table is AuditMember:
            _hand_over_seat(step, step.get(AuditMember, thing.row), to)
        else:
            step.change(thing.table, thing.row, **{thing.column: to})
    return len(things)


def _hand_over_seat(step: Step, seat: AuditMember, to: str) -> None:
    """Give a seat and its sessions over; an exception was declared for the one who leaves."""
    for session in step.rows(Session, audit=seat.audit):
        own = step.find(SessionPerson, session=session.id, person=seat.person, part="auditor")
        if own and step.find(SessionPerson, session=session.id, person=to):
            step.remove(SessionPerson, own.id)
        elif own:
            step.change(SessionPerson, own.id, person=to)
    if step.find(AuditMember, audit=seat.audit, person=to):
        step.remove(AuditMember, seat.id)
    else:
        step.change(AuditMember, seat.id, person=to, **_NO_EXCEPTION)


def refuse_what_is_left(step: Step, person: str, name: str) -> None:
    """Refuse that somebody leaves who still has something to do, naming all of it."""
    left = [thing.what for thing in belongings(step, person)]
    if left:
        raise Refusal(
            _(
                "{name} cannot leave yet: {things} would be nobody's. Hand it over first, or in the"
                " same step."
            ).format(name=name, things=", ".join(left))
        )
