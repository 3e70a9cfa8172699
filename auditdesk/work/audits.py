"""Plan audits into the year, put the team together, move them on, keep the edition frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditdesk.book.facts import audit_facts, undeclared
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditClause,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    ClauseRow,
    Presence,
    Programme,
    Reschedule,
    Session,
    StandardRow,
    Table,
    Unit,
    UnitClause,
)
from auditdesk.domain import audit as rules
from auditdesk.domain.audit import AuditState, Role
from auditdesk.domain.checks import Problem, problems, refuse_if
from auditdesk.domain.moves import find_move, require_reason
from auditdesk.domain.numbering import Number
from auditdesk.domain.programme import WorkingDays
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work import editions, lookup, reports
from auditdesk.work.dues import follow_audits, site_of_audit
from auditdesk.work.history import record_move
from auditdesk.work.organisation import refuse_backwards, working_days
from auditdesk.work.programme import fix_intervals, programme_of, revise
from auditdesk.work.report_days import expect_report, tell_overtaken

SERIES = "IA"


@dataclass(frozen=True)
class Seat:
    """A place in the team, before it is checked: who, as what, under which declared exception."""

    person: str
    role: Role = Role.AUDITOR
    exception: str = ""
    mitigation: str = ""
    approved_by: str = ""


def plan(
    step: Step,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    year: int | None = None,
    units: Sequence[Unit] = (),
    standards: Sequence[StandardRow] = (),
    clauses: Sequence[str] | None = None,
    team: Sequence[Seat] = (),
    reason: str = "",
    kept: Number | None = None,
    today: date,
    **values: Any,
) -> str:
    """Plan an audit into its year; its id. The number is given at once, in the year it lies in.

    reason: why it comes into a programme that is approved already.
    kept: the number that it bears already, in another book.
    """
    ends_on = ends_on or starts_on
    refuse_backwards(starts_on, ends_on)
    year = year or (starts_on or today).year
    if not values.get("title"):
        values["title"] = ", ".join(lookup.unit_name(step, unit) for unit in units)
    added = _("New audit: {title}").format(title=values["title"] or starts_on or year)
    programme = programme_of(step, year, today, reason or added)
    row = step.add(
        AuditRow,
        number="",
        programme=programme,
        starts_on=starts_on,
        ends_on=ends_on,
        **values,
    )
    number = step.give_number(SERIES, year, AuditRow, row, kept)
    step.change(AuditRow, row, number=str(number), number_key=number.sort_key)
    _set_units(step, row, units)
    _set_standards(step, row, standards)
    _set_clauses(step, row, clauses)
    _set_team(step, row, team)
    follow_audits(step)
    editions.tell(step, row)
    return row


def change(
    step: Step,
    row: str,
    *,
    units: Sequence[Unit] | None = None,
    standards: Sequence[StandardRow] | None = None,
    clauses: Sequence[str] | None = None,
    team: Sequence[Seat] | None = None,
    **values: Any,
) -> None:
    """Change what an audit says. Its edition is frozen once it has started; dates by reschedule."""
    audit = step.get(AuditRow, row)
    if audit.state in (AuditState.CLOSED, AuditState.CANCELLED):
        raise Refusal(
            _("{number} is {state}: reopen it first.").format(
                number=audit.number, state=audit.state.label
            )
        )
    started = audit.state not in rules.BEFORE
    if started and standards is not None and {s.id for s in standards} != _standards(step, row):
        raise Refusal(
            _(
                "{number} has started: the edition it is held against is frozen. "
                "Plan another audit for another edition."
            ).format(number=audit.number)
        )
    starts_on = values.get("starts_on", audit.starts_on)
    ends_on = values.get("ends_on", audit.ends_on)
    refuse_backwards(starts_on, ends_on)
    if audit.starts_on and (starts_on, ends_on) != (audit.starts_on, audit.ends_on):
        raise Refusal(
            _("{number} has its dates: use the move “reschedule” and say why.").format(
                number=audit.number
            )
        )
    step.change(AuditRow, row, **values)
    new_standards = standards is not None and {s.id for s in standards} != _standards(step, row)
    new_units = units is not None and {u.id for u in units} != set(_units(step, row))
    if units is not None:
        _set_units(step, row, units)
    if units is not None or audit.starts_on is None:
        follow_audits(step)
    if standards is not None and not started:
        _set_standards(step, row, standards)
    if clauses is not None or (not started and (new_standards or new_units)):
        _set_clauses(step, row, clauses)
    if team is not None:
        _set_team(step, row, team)
    if new_standards or audit.starts_on is None:
        editions.tell(step, row)


def move(step: Step, row: str, name: str, *, on: date, reason: str = "", **values: Any) -> None:
    """Move an audit on: confirm, start, finish, report, close, cancel, reopen, reschedule."""
    audit = step.get(AuditRow, row)
    found = find_move(rules.MOVES, name, audit.state, audit.number)
    require_reason(found, reason)
    needs = rules.NEEDS.get(name, ())
    if needs:
        refuse_if(
            problems(audit_facts(step, row), needs),
            rules.cannot(found.target).format(name=audit.number),
        )
    if name in ("start", "finish"):
        _explain_other_day(step, audit, name, on, reason)
    if name == "start":
        editions.refuse_withdrawn(step, audit, on, reason)
    if name in ("reschedule", "cancel") and audit.programme:
        programme = step.get(Programme, audit.programme)
        if programme.state == "approved":
            revise(step, programme, on, f"{audit.number}: {reason}")
    if name == "reschedule":
        _reschedule(step, audit, on=on, reason=reason, **values)
    elif name == "finish":
        step.change(AuditRow, row, held_on=on, **values)
        expect_report(step, row, on)
        fix_intervals(step, row, _units(step, row), on)
    elif name == "report":
        step.change(AuditRow, row, reported_on=on, **values)
        reports.issue(step, row, on=on)
        step.final = True
    elif name == "start":
        step.change(AuditRow, row, started_on=on)
        for person in undeclared(step, row):
            step.remark(rules.undeclared(person))
    elif name == "close":
        step.change(AuditRow, row, closed_on=on, **values)
    elif name == "reopen":
        step.change(AuditRow, row, closed_on=None, reported_on=None)
        reports.supersede(step, row)
        expect_report(step, row, on)
    step.change(AuditRow, row, state=found.target)
    if name in ("reschedule", "cancel", "finish"):
        follow_audits(step)
    if found.target in rules.BEFORE:
        editions.tell(step, row)
    record_move(
        step,
        AuditRow,
        row,
        move=name,
        from_state=audit.state,
        to_state=found.target,
        on=on,
        reason=reason,
    )


def _explain_other_day(step: Step, audit: AuditRow, name: str, on: date, reason: str) -> None:
    """An audit begun or ended on a day it was not planned for has a reason."""
    first, last = audit.starts_on, audit.ends_on or audit.starts_on
    if first is None or last is None or first <= on <= last or reason.strip():
        return
    sentence = (
        _("{number} is planned from {first} to {last}. Say why it starts on {on}.")
        if name == "start"
        else _("{number} is planned from {first} to {last}. Say why it was held on {on}.")
    )
    raise ReasonNeeded(sentence.format(number=audit.number, first=first, last=last, on=on))


def missing(step: Reading, row: str, move_name: str) -> list[Problem]:
    """What is still missing before that move: what it demands, and what then always holds."""
    targets = {move.target for move in rules.MOVES if move.name == move_name}
    checks = [check for target in targets for check in rules.needs_of(move_name, target)]
    return problems(audit_facts(step, row), checks) if checks else []


def standards_of(step: Reading, audit: str | None) -> list[StandardRow]:
    """The editions an audit is held against, the first named first."""
    if audit is None:
        return []
    return [step.get(StandardRow, row.standard) for row in step.rows(AuditStandard, audit=audit)]


def _reschedule(
    step: Step,
    audit: AuditRow,
    *,
    on: date,
    reason: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> None:
    if starts_on is None:
        raise Refusal(_("Say to which day {number} moves (starts_on).").format(number=audit.number))
    calendar = working_days(step, site_of_audit(step, audit.id))
    if ends_on is None:
        length = 0
        if audit.starts_on and audit.ends_on:
            length = calendar.between(audit.starts_on, audit.ends_on)
        ends_on = calendar.add(starts_on, length)
    refuse_backwards(starts_on, ends_on)
    half_days = audit.half_days
    if audit.starts_on and audit.ends_on and half_days:
        longer = calendar.between(starts_on, ends_on) - calendar.between(
            audit.starts_on, audit.ends_on
        )
        half_days = max(1, half_days + 2 * longer)
    _move_days(step, audit, starts_on, ends_on, calendar)
    tell_overtaken(step, audit, ends_on)
    step.add(
        Reschedule,
        audit=audit.id,
        old_starts_on=audit.starts_on,
        old_ends_on=audit.ends_on,
        new_starts_on=starts_on,
        new_ends_on=ends_on,
        reason=reason,
        moved_on=on,
    )
    step.change(
        AuditRow,
        audit.id,
        starts_on=starts_on,
        ends_on=ends_on,
        reschedules=audit.reschedules + 1,
        half_days=half_days,
    )


def _move_days(
    step: Step, audit: AuditRow, starts_on: date, ends_on: date, calendar: WorkingDays
) -> None:
    """Sessions and presences keep their place among the working days of the audit.

    What would fall behind a shorter audit goes to its last day; a remark says what moved.
    """
    first = audit.starts_on
    if first is None:
        return
    days: dict[date, date] = {}
    timetable: list[Session | Presence] = [
        *step.rows(Session, audit=audit.id),
        *step.rows(Presence, audit=audit.id),
    ]
    for row in timetable:
        nth = max(0, calendar.between(first, row.day))
        days[row.day] = min(calendar.add(starts_on, nth), ends_on)
        step.change(type(row), row.id, day=days[row.day])
    if days:
        step.remark(
            _("The timetable of {number} moves with it: {days}.").format(
                number=audit.number,
                days=", ".join(f"{old} → {new}" for old, new in sorted(days.items())),
            )
        )


def _set_units(step: Step, audit: str, units: Sequence[Unit]) -> None:
    set_links(step, AuditUnit, "audit", audit, "unit", [unit.id for unit in units])


def _set_standards(step: Step, audit: str, standards: Sequence[StandardRow]) -> None:
    for standard in standards:
        if standard.kind == "vocabulary":
            raise Refusal(
                _(
                    "{designation} tells what words mean; nobody is audited against it. Choose "
                    "requirements, such as ISO 9001."
                ).format(designation=standard.designation)
            )
    set_links(
        step, AuditStandard, "audit", audit, "standard", [standard.id for standard in standards]
    )


def _set_clauses(step: Step, audit: str, texts: Sequence[str] | None) -> None:
    """Set the clauses in scope; without any named, those that apply to the units."""
    if texts is None:
        standards = _standards(step, audit)
        wanted = [
            applied.clause
            for unit in _units(step, audit)
            for applied in step.rows(UnitClause, unit=unit, applies=True)
            if step.get(ClauseRow, applied.clause).standard in standards
        ]
    else:
        editions = standards_of(step, audit)
        wanted = [lookup.citation(step, text, editions)[0].id for text in texts]
    set_links(step, AuditClause, "audit", audit, "clause", wanted)


def set_links(
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
    linked = {getattr(link, column): link.id for link in step.rows(table, **own)}
    for other, link in linked.items():
        if other not in wanted:
            step.remove(table, link)
    for other in dict.fromkeys(wanted):
        if other not in linked:
            step.add(table, **own, **{column: other})


def _set_team(step: Step, audit: str, team: Sequence[Seat]) -> None:
    """Set the team; each person has one seat, the first named."""
    wanted = {seat.person: seat for seat in reversed(team)}
    seated = {row.person: row.id for row in step.rows(AuditMember, audit=audit)}
    for person, row in seated.items():
        if person not in wanted:
            step.remove(AuditMember, row)
    for person, seat in wanted.items():
        if person in seated:
            step.change(AuditMember, seated[person], **vars(seat))
        else:
            step.add(AuditMember, audit=audit, **vars(seat))


def _units(step: Reading, audit: str) -> list[str]:
    return [row.unit for row in step.rows(AuditUnit, audit=audit)]


def _standards(step: Reading, audit: str) -> set[str]:
    return {row.standard for row in step.rows(AuditStandard, audit=audit)}
