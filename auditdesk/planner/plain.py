"""The planning problem and its plan as plain JSON, so that others can check what was planned."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from auditdesk.errors import Refusal
from auditdesk.i18n import _, date_text, ngettext
from auditdesk.planner.problem import (
    Audit,
    Auditor,
    Placement,
    PlanningProblem,
    VisitedSite,
    VisitedUnit,
    Weights,
)
from auditdesk.planner.solve import Solution


def problem_from(data: Mapping[str, Any]) -> PlanningProblem:
    """Read a problem. Raises Refusal, naming what is missing or of the wrong kind."""
    try:
        return PlanningProblem(
            start=date.fromisoformat(data["start"]),
            horizon=int(data["horizon_weeks"]),
            sites=tuple(_site(one) for one in data["sites"]),
            auditors=tuple(_auditor(one) for one in data["auditors"]),
            units=tuple(_unit(one) for one in data["units"]),
            audits=tuple(_audit(one) for one in data["audits"]),
            months=tuple((int(year), int(month)) for year, month in data["months"]),
            month_of_week=tuple(map(int, data["month_of_week"])),
            year_of_week=tuple(map(int, data["year_of_week"])),
            travel={home: dict(to) for home, to in data.get("travel", {}).items()},
            grace_weeks=int(data.get("grace_weeks", 8)),
            rotation_max=int(data.get("rotation_max", 2)),
            weights=Weights(**data.get("weights", {})),
            risk_weights={int(risk): int(one) for risk, one in data["risk_w"].items()},
            previous=plan_from(data["previous"]) if data.get("previous") is not None else None,
            now=int(data.get("now") or 0),
        )
    except KeyError as error:
        raise Refusal(_("The problem lacks {name}.").format(name=error)) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Refusal(
            _("The problem cannot be read: one of its values is of the wrong kind.")
        ) from error


def plan_from(data: Mapping[str, Any]) -> dict[str, Placement]:
    """Read the placements of a plan, alone or under its key."""
    plan = data.get("plan", data)
    return {audit: _placement(one) for audit, one in plan.items()}


def plan_as_plain(plan: Mapping[str, Placement]) -> dict[str, Any]:
    return {
        audit: {
            "week": one.week,
            "start": one.start,
            "lead": one.lead,
            "members": list(one.members),
            "clauses": list(one.clauses),
        }
        for audit, one in sorted(plan.items())
    }


def solution_as_plain(solution: Solution) -> dict[str, Any]:
    """A solution in the format that others check: objective is the cost, moves come before it."""
    return {
        "plan": plan_as_plain(solution.plan),
        "unplaced": {
            audit: {"reasons": list(why.reasons), "helps": list(why.helps)}
            for audit, why in sorted(solution.unplaced.items())
        },
        "objective": solution.cost.cost,
        "lower_bound": solution.lower_bound,
        "seconds": round(solution.seconds, 2),
        "seed": solution.seed,
        "unplaced_weight": solution.cost.unplaced,
        "moves": solution.cost.moves,
    }


def summary(problem: PlanningProblem, solution: Solution) -> Iterator[str]:
    """The plan for people to read, a line for each audit in order of time."""
    plan = solution.plan
    for id in sorted(plan, key=lambda one: (plan[one].week, plan[one].start, one)):
        placed, audit = plan[id], problem.audit[id]
        unit = problem.unit[audit.unit]
        day = problem.monday(placed.week) + timedelta(days=placed.start // 2)
        team = ", ".join(problem.auditor[one].name for one in placed.team if one in problem.auditor)
        yield f"{date_text(day)}  {id}  {unit.process} · {problem.site[unit.site].name}  {team}"
    for id, why in sorted(solution.unplaced.items()):
        yield _("{audit} has no place. {reasons} {helps}").format(
            audit=id, reasons=" ".join(why.reasons), helps=" ".join(why.helps)
        )
    yield ngettext("{n} audit placed.", "{n} audits placed.", len(plan)).format(n=len(plan))
    if problem.previous is not None:
        yield _("Moves weigh {n}.").format(n=solution.cost.moves)
    if solution.optimal:
        yield _("Cost {cost}; none is better.").format(cost=solution.cost.cost)
    elif solution.lower_bound is None:
        yield _("Cost {cost}.").format(cost=solution.cost.cost)
    else:
        yield _("Cost {cost}; no plan costs less than {bound}.").format(
            cost=solution.cost.cost, bound=solution.lower_bound
        )


def _placement(data: Mapping[str, Any]) -> Placement:
    return Placement(
        int(data["week"]),
        int(data["start"]),
        str(data["lead"]),
        tuple(data.get("members", ())),
        tuple(data.get("clauses", ())),
    )


def _days(data: Any) -> frozenset[tuple[int, int]]:
    return frozenset((int(week), int(day)) for week, day in data)


def _site(data: Mapping[str, Any]) -> VisitedSite:
    return VisitedSite(
        data["id"],
        data.get("name", data["id"]),
        frozenset(data.get("closed_weeks", ())),
        _days(data.get("closed_days", ())),
        int(data["max_audits_week"]),
    )


def _auditor(data: Mapping[str, Any]) -> Auditor:
    return Auditor(
        id=data["id"],
        name=data.get("name", data["id"]),
        dept=data["dept"],
        site=data["site"],
        lead=bool(data["lead"]),
        tokens=frozenset(data["tokens"]),
        conflict_units=frozenset(data.get("conflict_units", ())),
        off_days=_days(data.get("off_days", ())),
        max_hd_week=int(data["max_hd_week"]),
        max_hd_month=int(data["max_hd_month"]),
        max_hd_year=int(data["max_hd_year"]),
        avoid_weeks=frozenset(data.get("avoid_weeks", ())),
    )


def _unit(data: Mapping[str, Any]) -> VisitedUnit:
    return VisitedUnit(
        id=data["id"],
        process=data.get("process", data["id"]),
        site=data["site"],
        dept=data["dept"],
        clauses=tuple(data["clauses"]),
        risk=int(data["risk"]),
        last_week=int(data["last_week"]),
        interval=int(data["interval"]),
        n=int(data["n"]),
        min_gap=int(data["min_gap"]),
        max_gap=int(data["max_gap"]),
        dur_hd=int(data["dur_hd"]),
        core=frozenset(data.get("core", ())),
        clauses_per_audit=int(data["clauses_per_audit"]),
        extra_tokens=frozenset(data.get("extra_tokens", ())),
        open_findings=int(data.get("open_findings", 0)),
        team_min=int(data["team_min"]),
        team_max=int(data["team_max"]),
        blocked_weeks=frozenset(data.get("blocked_weeks", ())),
        preferred_months=frozenset(data.get("preferred_months", ())),
        before_week=data.get("before_week"),
        history_leads=tuple(data.get("history_leads", ())),
    )


def _audit(data: Mapping[str, Any]) -> Audit:
    fixed = data.get("fixed")
    return Audit(data["id"], data["unit"], int(data["k"]), _placement(fixed) if fixed else None)
