"""The objective: what is left out, what is moved and what a plan costs, less is better."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditdesk.planner.problem import NEAR_WEEKS, Audit, Placement, PlanningProblem, VisitedUnit

Plan = Mapping[str, Placement]


@dataclass(frozen=True, order=True)
class Cost:
    """What a plan costs; compared in this order, less is better."""

    unplaced: int
    moves: int
    cost: int


def cost(problem: PlanningProblem, plan: Plan) -> Cost:
    """The objective: unplaced risk first, then moves of what stood, then what the plan costs."""
    return Cost(
        sum(
            problem.risk_weight(problem.unit[one.unit])
            for one in problem.audits
            if one.id not in plan
        ),
        sum(
            move_cost(problem, before, plan[id])
            for id, before in (problem.previous or {}).items()
            if id in plan
        ),
        sum(cost_parts(problem, plan).values()),
    )


def move_cost(problem: PlanningProblem, before: Placement, after: Placement) -> int:
    """What changing an audit of a plan that stands costs in a re-plan."""
    moved = before.week != after.week
    near = moved and before.week < problem.now + NEAR_WEEKS
    return (
        10 * moved
        + 10 * near
        + 4 * (before.lead != after.lead)
        + 2 * len(set(before.members) ^ set(after.members))
    )


def cost_parts(problem: PlanningProblem, plan: Plan) -> dict[str, int]:
    """The cost by what it comes from; the keys are those of the weights."""
    weights = problem.weights
    parts: Counter[str] = Counter()
    load: Counter[str] = Counter()
    month_load: Counter[int] = Counter()
    trips: set[tuple[str, str, int]] = set()
    avoided: set[tuple[str, int]] = set()
    for id, placed in plan.items():
        audit = problem.audit[id]
        unit = problem.unit[audit.unit]
        parts += _time_parts(problem, audit, unit, placed.week)
        extra = max(0, len(placed.team) - unit.team_min)
        parts["extra_member"] += weights.extra_member * unit.dur_hd * extra
        month_load[problem.month_of_week[placed.week]] += unit.dur_hd
        for person in problem.auditor.keys() & placed.team:
            load[person] += unit.dur_hd
            trips.add((person, unit.site, placed.week))
            if placed.week in problem.auditor[person].avoid_weeks:
                avoided.add((person, placed.week))
    parts["avoid_week"] += weights.avoid_week * len(avoided)
    parts["trip"] += weights.trip * sum(
        problem.distance(problem.auditor[person].site, site) for person, site, _week in trips
    )
    parts["uneven_auditor"] += weights.uneven_auditor * sum(
        uneven(load[person], fair) for person, fair in problem.fair_load.items()
    )
    parts["uneven_month"] += weights.uneven_month * sum(
        uneven(month_load[month], fair) for month, fair in enumerate(problem.fair_month)
    )
    return dict(parts)


def _time_parts(
    problem: PlanningProblem, audit: Audit, unit: VisitedUnit, week: int
) -> Counter[str]:
    weights, due = problem.weights, problem.due_week(audit)
    month = problem.months[problem.month_of_week[week]][1]
    return Counter(
        late=weights.late * problem.risk_weight(unit) * max(0, week - due),
        early=weights.early * max(0, due - weights.early_tolerance - week),
        month_pref=weights.month_pref
        * bool(unit.preferred_months and month not in unit.preferred_months),
    )


def uneven(load: int, fair: int) -> int:
    """How far a load lies above its fair share; what lies more than four above counts twice."""
    return max(0, load - fair) + max(0, load - fair - 4)
