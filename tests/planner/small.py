"""A company so small that its year can be planned by hand, and by trying everything."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from auditdesk.planner.clauses import with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.problem import (
    HALF_DAYS,
    Audit,
    Auditor,
    Placement,
    PlanningProblem,
    VisitedSite,
    VisitedUnit,
)
from auditdesk.planner.rules import Rule, broken


def auditor(name: str, **other: Any) -> Auditor:
    """Somebody of Quality in Graz who may lead and knows 8.3 and 8.4."""
    given = {
        "id": name,
        "name": name,
        "dept": "Quality",
        "site": "Graz",
        "lead": True,
        "tokens": frozenset({"8.3", "8.4"}),
    }
    return Auditor(**{**given, **other})


def unit(name: str, **other: Any) -> VisitedUnit:
    """A process of Development in Graz, due in week 4, one audit of a day by one person."""
    given = {
        "id": name,
        "process": name,
        "site": "Graz",
        "dept": "Development",
        "clauses": ("8.3",),
        "risk": 2,
        "last_week": -8,
        "interval": 12,
        "n": 1,
        "min_gap": 4,
        "max_gap": 18,
        "dur_hd": 2,
        "team_min": 1,
        "team_max": 2,
    }
    return VisitedUnit(**{**given, **other})


def problem(
    units: list[VisitedUnit], people: list[Auditor], weeks: int = 12, **other: Any
) -> PlanningProblem:
    """Twelve weeks from January 2026 on, with sites in Graz and, two away, in Brno."""
    months = (0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2)[:weeks]
    given = {
        "start": date(2026, 1, 5),
        "horizon": weeks,
        "sites": (VisitedSite("Graz", "Graz"), VisitedSite("Brno", "Brno")),
        "auditors": tuple(people),
        "units": tuple(units),
        "audits": tuple(Audit(f"{of.id}/{k}", of.id, k) for of in units for k in range(of.n)),
        "months": ((2026, 1), (2026, 2), (2026, 3)),
        "month_of_week": months,
        "year_of_week": (0,) * weeks,
        "travel": {"Graz": {"Graz": 0, "Brno": 2}, "Brno": {"Graz": 2, "Brno": 0}},
    }
    return PlanningProblem(**{**given, **other})


def by_lot(chance: random.Random) -> PlanningProblem:
    """A problem of three weeks, three people and two or three audits, for exhaustive search."""
    people = [
        auditor(
            f"P{n}",
            dept=chance.choice(["Quality", "Development"]),
            site=chance.choice(["Graz", "Brno"]),
            lead=n < 2,
            tokens=frozenset(one for one in ("8.3", "8.4") if n == 0 or chance.random() < 0.7),
            off_days=frozenset((chance.randrange(3), chance.randrange(5)) for _n in range(4)),
            max_hd_week=chance.choice([4, 10]),
            max_hd_month=chance.choice([6, 12]),
            max_hd_year=chance.choice([8, 20]),
            avoid_weeks=frozenset({chance.randrange(3)}),
        )
        for n in range(3)
    ]
    twice = chance.random() < 0.4
    units = [
        unit(
            f"U{n}",
            site=chance.choice(["Graz", "Brno"]),
            dept=chance.choice(["Development", "Sales"]),
            clauses=("8.3", "8.4")[: chance.choice([1, 2])],
            risk=chance.randint(1, 5),
            last_week=-chance.randint(1, 6),
            interval=chance.randint(2, 6),
            n=2 if twice and n == 0 else 1,
            min_gap=1,
            max_gap=chance.choice([3, 8]),
            dur_hd=chance.choice([4, 6, 8]),
            team_min=chance.choice([1, 1, 2]),
            blocked_weeks=frozenset({chance.randrange(3)}),
            history_leads=chance.choice([(), ("P0", "P0"), ("P1", "P1")]),
        )
        for n in range(2)
    ]
    return problem(units, people, weeks=3, months=((2026, 1),))


def best_of_all(of: PlanningProblem) -> Cost:
    """The least that any plan costs that breaks no rule, found by trying all of them.

    A part of a plan is given up only where it breaks a rule, or alone costs more than a whole one.
    """
    best = cost(of, {})
    places = {audit.id: [*_places(of, audit), None] for audit in of.audits}

    def extend(plan: dict[str, Placement], left_out: int, rest: list[Audit]) -> None:
        nonlocal best
        so_far = Cost(left_out, 0, cost(of, plan).cost)
        if so_far >= best:
            return
        if not rest:
            if not broken(of, with_clauses(of, plan)):
                best = so_far
            return
        audit = rest[0]
        for placed in places[audit.id]:
            if placed is None:
                weight = of.risk_weight(of.unit[audit.unit])
                extend(plan, left_out + weight, rest[1:])
            else:
                longer = {**plan, audit.id: placed}
                rules = {one.rule for one in broken(of, longer)}
                if rules <= {Rule.CLAUSES, Rule.COMPETENCE}:
                    extend(longer, left_out, rest[1:])

    extend({}, 0, list(of.audits))
    return best


def _places(of: PlanningProblem, audit: Audit) -> Iterator[Placement]:
    """Every place that breaks no rule while the audit is alone."""
    about = of.unit[audit.unit]
    alone = replace(of, audits=(replace(audit, k=0),), units=(replace(about, n=1),))
    for week in of.window(audit):
        for start in range(0, HALF_DAYS - about.dur_hd + 1, 2):
            for size in range(about.team_min, about.team_max + 1):
                for team in combinations((one.id for one in of.auditors), size):
                    for lead in team:
                        members = tuple(one for one in team if one != lead)
                        placed = Placement(week, start, lead, members, about.clauses)
                        rules = {one.rule for one in broken(alone, {audit.id: placed})}
                        if rules <= {Rule.WEEK, Rule.CLAUSES, Rule.COMPETENCE, Rule.ROTATION}:
                            yield replace(placed, clauses=())
