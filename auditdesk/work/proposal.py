"""Proposal: a plan beside what stands, an audit a row; taken over whole or in part, in one step."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditdesk.book.stands import Stands
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditMember, StandardRow, Unit
from auditdesk.domain.audit import Role
from auditdesk.i18n import N_, _
from auditdesk.planner.problem import Placement
from auditdesk.planner.solve import Solution
from auditdesk.work import audits
from auditdesk.work.audits import Seat
from auditdesk.work.lessons import lessons
from auditdesk.work.schedule import Schedule


class Change(StrEnum):
    """What a proposal would do with an audit."""

    NEW = "new"
    MOVED = "moved"
    TEAM = "team"
    SAME = "same"
    UNPLACED = "unplaced"

    @property
    def label(self) -> str:
        return _(CHANGE_LABELS[self])


CHANGE_LABELS = {
    Change.NEW: N_("new"),
    Change.MOVED: N_("moved"),
    Change.TEAM: N_("other team"),
    Change.SAME: N_("as it stands"),
    Change.UNPLACED: N_("no place found"),
}


@dataclass(frozen=True)
class ProposedAudit:
    """One audit of a proposal. key: the problem's name for it; people by their names.

    before: first and last day as it stands. reasons: why it moves, or why it has no place; helps:
    what would give it one.
    """

    key: str
    change: Change
    title: str
    starts_on: date | None
    ends_on: date | None
    before: tuple[date, date] | None
    lead: str
    team: tuple[str, ...]
    trainee: str
    reasons: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A solved schedule, as rows; trainees by the problem's audit, as ids.

    notes: in words, who is not planned and who learns nowhere, and why.
    """

    schedule: Schedule
    solution: Solution
    rows: tuple[ProposedAudit, ...]
    trainees: Mapping[str, str]
    notes: tuple[str, ...]

    @property
    def changes(self) -> list[ProposedAudit]:
        """The rows that would change the book."""
        idle = (Change.SAME, Change.UNPLACED)
        return [row for row in self.rows if row.change not in idle]


def propose(schedule: Schedule, solution: Solution) -> Proposal:
    """Lay a solution beside what stands, by date; what has no place comes last."""
    trainees, without = lessons(schedule, solution.plan)
    rows = [
        _row(schedule, solution, audit.id, trainees.get(audit.id, ""))
        for audit in schedule.problem.audits
    ]
    rows.sort(key=lambda row: (row.starts_on or date.max, row.title, row.key))
    return Proposal(schedule, solution, tuple(rows), trainees, (*schedule.notes, *without))


def _row(schedule: Schedule, solution: Solution, key: str, trainee: str) -> ProposedAudit:
    problem = schedule.problem
    title = problem.unit[problem.audit[key].unit].process
    stood, placed = schedule.plan.get(key), solution.plan.get(key)
    before = schedule.days_of(key, stood) if stood else _stood(schedule.stands.get(key))
    if placed is None:
        why = solution.unplaced[key]
        return ProposedAudit(
            key, Change.UNPLACED, title, None, None, before, "", (), "", why.reasons, why.helps
        )
    first, last = schedule.days_of(key, placed)
    change = _change(schedule, key, stood, placed)
    return ProposedAudit(
        key,
        change,
        title,
        first,
        last,
        before,
        problem.auditor[placed.lead].name,
        tuple(problem.auditor[one].name for one in placed.members),
        schedule.trainees[trainee].name if trainee and change is Change.NEW else "",
        _why(schedule, key) if change in (Change.MOVED, Change.TEAM) else (),
    )


def _stood(standing: Stands | None) -> tuple[date, date] | None:
    """The days of an audit that stands in another year."""
    if standing is None or standing.starts_on is None or standing.ends_on is None:
        return None
    return standing.starts_on, standing.ends_on


def _change(schedule: Schedule, key: str, stood: Placement | None, placed: Placement) -> Change:
    if key not in schedule.stands:
        return Change.NEW
    if stood is None or (stood.week, stood.start) != (placed.week, placed.start):
        return Change.MOVED
    same = stood.lead == placed.lead and set(stood.members) == set(placed.members)
    return Change.SAME if same else Change.TEAM


def _why(schedule: Schedule, key: str) -> tuple[str, ...]:
    """Why an audit cannot stay as it stands."""
    standing = schedule.stands[key]
    if standing.starts_on is None:
        return (_("It has no date yet."),)
    if not standing.lead:
        return (_("It has no lead auditor yet."),)
    if key not in (schedule.problem.previous or {}):
        return (_("It was planned for {day} and not held.").format(day=standing.starts_on),)
    own = tuple(one.text for one in schedule.conflicts() if key in one.audits)
    return own or (_("It makes room for another audit."),)


def accept(
    step: Step,
    proposal: Proposal,
    today: date,
    keys: Collection[str] | None = None,
    reason: str = "",
) -> list[str]:
    """Put a proposal into the book, or the rows of `keys` alone; the ids of the audits changed."""
    done = []
    reason = reason or _("Planned anew")
    for row in proposal.changes:
        if keys is not None and row.key not in keys:
            continue
        if row.change is Change.NEW:
            done.append(_plan(step, proposal, row, today, reason))
        else:
            done.append(_replan(step, proposal, row, today, reason))
    return done


def _plan(step: Step, proposal: Proposal, row: ProposedAudit, today: date, reason: str) -> str:
    schedule, placed = proposal.schedule, proposal.solution.plan[row.key]
    unit = schedule.problem.audit[row.key].unit
    trainee = proposal.trainees.get(row.key, "")
    return audits.plan(
        step,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        units=[step.get(Unit, id) for id in schedule.units[unit]],
        standards=[step.get(StandardRow, schedule.standard)] if schedule.standard else [],
        clauses=list(placed.clauses),
        team=[*_seats(placed), *([Seat(trainee, Role.TRAINEE)] if trainee else [])],
        half_days=schedule.length(row.key),
        reason=reason,
        today=today,
    )


def _replan(step: Step, proposal: Proposal, row: ProposedAudit, today: date, reason: str) -> str:
    standing = proposal.schedule.stands[row.key]
    placed = proposal.solution.plan[row.key]
    why = f"{reason}: {' '.join(row.reasons)}" if row.reasons else reason
    if standing.starts_on is None:
        audits.change(step, standing.id, starts_on=row.starts_on, ends_on=row.ends_on)
    elif row.change is Change.MOVED:
        audits.move(
            step,
            standing.id,
            "reschedule",
            on=today,
            reason=why,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
    others = [
        Seat(one.person, one.role, one.exception, one.mitigation, one.approved_by)
        for one in step.rows(AuditMember, audit=standing.id)
    ]
    kept = [one for one in others if one.role not in (Role.LEAD_AUDITOR, Role.AUDITOR)]
    known = {one.person: one for one in others}
    seats = [
        Seat(one.person, one.role, was.exception, was.mitigation, was.approved_by)
        if (was := known.get(one.person))
        else one
        for one in _seats(placed)
    ]
    audits.change(step, standing.id, team=[*seats, *kept])
    return standing.id


def _seats(placed: Placement) -> list[Seat]:
    return [
        Seat(placed.lead, Role.LEAD_AUDITOR),
        *(Seat(one, Role.AUDITOR) for one in placed.members),
    ]


def loads(schedule: Schedule, plan: Mapping[str, Placement]) -> list[tuple[str, int, int]]:
    """By auditor: name, half days in a plan, the most of a year; the busiest first."""
    load: Counter[str] = Counter()
    for key, placed in plan.items():
        for person in placed.team:
            load[person] += schedule.length(key)
    found = [(one.name, load[one.id], one.max_hd_year) for one in schedule.problem.auditors]
    return sorted(found, key=lambda one: (-one[1], one[0]))
