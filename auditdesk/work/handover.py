"""Hand over: what is somebody's when they leave, and who has it then."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.facts import is_over
from auditdesk.book.independence import managers_of, unit_name
from auditdesk.book.namings import namings
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
    Programme,
    Session,
    SessionPerson,
    Table,
    Unit,
)
from auditdesk.domain import audit as audit_rules
from auditdesk.domain import finding as finding_rules
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


def belongings(reading: Reading, person: str, today: date) -> Iterator[Belonging]:
    """What is open and somebody's, wherever the book names who has something to do.

    The columns are found by looking at the tables: one that nothing is said of here counts as open.
    """
    for table, column in namings():
        for row in reading.rows(table, **{column: person}):
            say = _OPEN.get((table, column), _OPEN.get(table, _whatever))
            what = "" if is_over(reading, row) else say(reading, row, column, today)
            if what:
                yield Belonging(table, str(row.id), column, what)


def _whatever(_reading: Reading, row: Any, column: str, _today: date) -> str:
    return str(_(type(row).columns[column].label))


def _finding(_reading: Reading, finding: Finding, _column: str, _today: date) -> str:
    return finding_rules.called(finding.number, str(finding.id))


def _action(_reading: Reading, action: ActionRow, _column: str, _today: date) -> str:
    return str(action.number)


def _check(reading: Reading, check: EffectivenessCheck, _column: str, _today: date) -> str:
    action = reading.get(ActionRow, check.action)
    if check.result is not None or action.cancelled_on is not None:
        return ""
    return _("the check of {number}").format(number=action.number)


def _process(_reading: Reading, process: Process, column: str, _today: date) -> str:
    if column == "deputy":
        return _("the deputy of {name}").format(name=process.name)
    return _("the process {name}").format(name=process.name)


def _unit(reading: Reading, unit: Unit, _column: str, _today: date) -> str:
    return _("the contact for {name}").format(name=unit_name(reading, unit))


def _manager(_reading: Reading, person: Person, _column: str, _today: date) -> str:
    return _("the manager of {name}").format(name=person.name)


def _programme(_reading: Reading, programme: Programme, _column: str, today: date) -> str:
    if programme.state == "superseded" or programme.year < today.year:
        return ""
    return _("the programme {year}").format(year=programme.year)


def _contact(_reading: Reading, audit: AuditRow, _column: str, _today: date) -> str:
    if audit.state not in _TO_COME:
        return ""
    return _("the contact in {number}").format(number=audit.number)


def _seat(reading: Reading, seat: AuditMember, _column: str, _today: date) -> str:
    audit = reading.get(AuditRow, seat.audit)
    return _("a seat in {number}").format(number=audit.number) if audit.state in _TO_COME else ""


def _session(reading: Reading, taking_part: SessionPerson, _column: str, _today: date) -> str:
    """As an auditee; an auditor's sessions go with the seat."""
    session = reading.get(Session, taking_part.session)
    audit = reading.get(AuditRow, session.audit)
    seated = reading.find(AuditMember, audit=audit.id, person=taking_part.person)
    if audit.state not in _TO_COME or (seated and taking_part.part == "auditor"):
        return ""
    return _("a session of {number} on {day}").format(number=audit.number, day=session.day)


_OPEN: dict[Any, Callable[..., str]] = {
    Finding: _finding,
    ActionRow: _action,
    EffectivenessCheck: _check,
    Process: _process,
    Unit: _unit,
    Person: _manager,
    Programme: _programme,
    AuditRow: _contact,
    AuditMember: _seat,
    SessionPerson: _session,
}
"""What a row is called that names somebody, while there is still something to do; then "".

By table, or by table and column.
"""


def hand_over(step: Step, person: str, to: str, today: date) -> int:
    """Give all that is somebody's to somebody else; how many things.

    A seat in a team in which the other sits already is given up. Whoever takes over from somebody
    above them takes their place in the line of reporting.
    """
    receiver = step.get(Person, to)
    if receiver.retired:
        raise Refusal(_("{name} has left: name somebody who is there.").format(name=receiver.name))
    things = list(belongings(step, person, today))
    if person in _above(step, to):
        step.change(Person, to, manager=step.get(Person, person).manager)
    for thing in things:
        if thing.table is AuditMember:
            _hand_over_seat(step, step.get(AuditMember, thing.row), to)
        elif thing.table is SessionPerson:
            _hand_over_session(step, step.get(SessionPerson, thing.row), to)
        elif thing.table is Programme:
            _hand_over_programme(step, step.get(Programme, thing.row), to, today)
        elif thing.row != to:
            step.change(thing.table, thing.row, **{thing.column: to})
    return len(things)


def _above(reading: Reading, person: str) -> set[str]:
    """All above somebody in the line of reporting."""
    managers = managers_of(reading)
    above: set[str] = set()
    boss = managers.get(person)
    while boss and boss not in above:
        above.add(boss)
        boss = managers.get(boss)
    return above


def _hand_over_session(step: Step, taking_part: SessionPerson, to: str) -> None:
    if step.find(SessionPerson, session=taking_part.session, person=to):
        step.remove(SessionPerson, taking_part.id)
    else:
        step.change(SessionPerson, taking_part.id, person=to)


def _hand_over_programme(step: Step, programme: Programme, to: str, today: date) -> None:
    """An approved programme changes by its next revision only."""
    from auditdesk.work.programme import revise  # late: a programme knows the organisation

    row = str(programme.id)
    if programme.state == "approved":
        name = step.get(Person, to).name
        row = revise(
            step, programme, today, _("{name} manages the programme now").format(name=name)
        )
    step.change(Programme, row, manager=to)


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


def refuse_what_is_left(step: Step, person: str, name: str, today: date) -> None:
    """Refuse that somebody leaves who still has something to do, naming all of it."""
    left = [thing.what for thing in belongings(step, person, today)]
    if left:
        raise Refusal(
            _(
                "{name} cannot leave yet: {things} would be nobody's. Hand it over first, or in the"
                " same step."
            ).format(name=name, things=", ".join(left))
        )
