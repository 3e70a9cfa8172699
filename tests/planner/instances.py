"""Planning problems of any size, made from a seed; a plan that places every audit exists."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditdesk.planner.board import plan_of
from auditdesk.planner.options import Options
from auditdesk.planner.problem import HALF_DAYS, Audit, Auditor, Problem, Site, Unit

CLAUSES = [
    *("4.1 4.2 4.3 4.4 5.1 5.2 5.3 6.1 6.2 6.3 7.1 7.2 7.3 7.4 7.5".split()),
    *("8.1 8.2 8.3 8.4 8.5 8.6 8.7 9.1 9.2 9.3 10.1 10.2 10.3".split()),
]
AREAS = ["area:office", "area:mech", "area:chem", "area:elec", "area:lab", "std:14001"]
DEPARTMENTS = ["Production", "Purchasing", "Sales", "R&D", "HR", "Quality", "Service", "IT"]
FIRST_MONDAY = date(2026, 1, 5)


@dataclass(frozen=True)
class Size:
    audits: int
    people: int
    weeks: int
    sites: int


SIZES = {
    "S": Size(20, 5, 52, 2),
    "M": Size(60, 12, 52, 3),
    "L": Size(150, 25, 52, 5),
    "XL": Size(450, 30, 156, 6),
}


def instance(size: str | Size, seed: int, squeezed: bool = False) -> Problem:
    """A problem with slack, or squeezed to little more than the plan that was planted."""
    of = SIZES[size] if isinstance(size, str) else size
    chance = random.Random(f"{of} {seed}")
    sites = tuple(_site(n, of, chance) for n in range(of.sites))
    people = tuple(_person(n, of, sites, chance) for n in range(of.people))
    units: list[Unit] = []
    audits: list[Audit] = []
    while len(audits) < of.audits:
        unit = _unit(len(units), of, sites, chance)
        units.append(unit)
        audits += [Audit(f"A{len(audits) + k + 1:03}", unit.id, k) for k in range(unit.n)]
    people = tuple(
        replace(
            one,
            conflict_units=frozenset(unit.id for unit in units if chance.random() < 3 / len(units)),
        )
        for one in people
    )
    weeks = [FIRST_MONDAY + timedelta(weeks=week) for week in range(of.weeks)]
    months = sorted({(day.year, day.month) for day in weeks})
    problem = Problem(
        start=FIRST_MONDAY,
        horizon=of.weeks,
        sites=sites,
        auditors=people,
        units=tuple(units),
        audits=tuple(audits),
        months=tuple(months),
        month_of_week=tuple(months.index((day.year, day.month)) for day in weeks),
        year_of_week=tuple(day.year - FIRST_MONDAY.year for day in weeks),
        travel={
            one.id: {
                other.id: 0 if one is other else 1 + (n * m + n + m) % 4
                for m, other in enumerate(sites)
            }
            for n, one in enumerate(sites)
        },
    )
    return _limited(_plantable(problem), 1.05 if squeezed else 1.4)


def _plantable(problem: Problem) -> Problem:
    """The problem without the units that its first plan cannot hold."""
    from auditdesk.planner.search import search

    options = Options(problem)
    placed = plan_of(options, search(options, 0, 40).seats)
    lost = {one.unit for one in problem.audits if one.id not in placed}
    return replace(
        problem,
        units=tuple(one for one in problem.units if one.id not in lost),
        audits=tuple(one for one in problem.audits if one.unit not in lost),
    )


def _limited(problem: Problem, slack: float) -> Problem:
    """Nobody has much more room than a plan that exists needs."""
    from auditdesk.planner.search import search

    options = Options(problem)
    plan = plan_of(options, search(options, 0, 40).seats)
    week, month, year = Counter[str](), Counter[str](), Counter[str]()
    for span, of in (
        (week, range(problem.horizon)),
        (month, problem.month_of_week),
        (year, problem.year_of_week),
    ):
        load: Counter[tuple[str, int]] = Counter()
        for audit, placed in plan.items():
            half = problem.unit[problem.audit[audit].unit].dur_hd
            for person in placed.team:
                load[person, of[placed.week]] += half
        for (person, _place), half in load.items():
            span[person] = max(span[person], half)
    return replace(
        problem,
        auditors=tuple(
            replace(
                one,
                max_hd_week=max(4, week[one.id]),
                max_hd_month=max(6, month[one.id]),
                max_hd_year=max(8, round(slack * year[one.id])),
            )
            for one in problem.auditors
        ),
    )


def _site(n: int, of: Size, chance: random.Random) -> Site:
    summer = [week for year in range(0, of.weeks, 52) for week in (year + 31, year + 51)]
    return Site(
        f"S{n + 1}",
        f"Site {n + 1}",
        frozenset(week for week in summer if week < of.weeks),
        frozenset((chance.randrange(of.weeks), chance.randrange(5)) for _n in range(6)),
        2 + of.people // 8,
    )


def _person(n: int, of: Size, sites: tuple[Site, ...], chance: random.Random) -> Auditor:
    off = {(chance.randrange(of.weeks), chance.randrange(5)) for _n in range(6)}
    for holiday in (chance.randrange(of.weeks) for _n in range(of.weeks // 17)):
        off |= {(holiday, day) for day in range(5)}
    known = [one for one in (*CLAUSES, *AREAS) if chance.random() < 0.8]
    return Auditor(
        id=f"P{n + 1}",
        name=f"Person {n + 1}",
        dept=chance.choice(DEPARTMENTS),
        site=sites[n % len(sites)].id,
        lead=n < 0.6 * of.people,
        tokens=frozenset(known),
        off_days=frozenset(off),
        max_hd_week=HALF_DAYS,
        max_hd_month=12,
        max_hd_year=70,
        avoid_weeks=frozenset(chance.sample(range(of.weeks), 3)),
    )


def _unit(n: int, of: Size, sites: tuple[Site, ...], chance: random.Random) -> Unit:
    risk = chance.choices((1, 2, 3, 4, 5), (2, 5, 6, 6, 3))[0]
    interval = {1: 60, 2: 56, 3: 52, 4: chance.choice((44, 26)), 5: chance.choice((26, 17))}[risk]
    last = -chance.randrange(1, interval)
    audits = max(1, round((of.weeks + last + interval // 2) / interval))
    clauses = chance.sample(CLAUSES, chance.randrange(3, 6))
    busy = chance.random() < 0.3
    blocked = chance.randrange(of.weeks - 6)
    return Unit(
        id=f"U{n + 1}",
        process=f"Process {n + 1}",
        site=chance.choice(sites).id,
        dept=chance.choice(DEPARTMENTS),
        clauses=tuple(clauses),
        risk=risk,
        last_week=last,
        interval=interval,
        n=audits,
        min_gap=interval // 3,
        max_gap=interval * 3 // 2,
        dur_hd=chance.choices((1, 2, 3, 4, 6, 8, 10), (8, 14, 10, 8, 6, 1, 3))[0],
        core=frozenset(clauses[:1]),
        clauses_per_audit=len(clauses) - (audits > 1),
        extra_tokens=frozenset(chance.sample(AREAS, 1) if chance.random() < 0.5 else ()),
        open_findings=chance.choice((0, 0, 0, 1, 2)),
        team_min=chance.choice((1, 1, 1, 2)),
        team_max=3,
        blocked_weeks=frozenset(range(blocked, blocked + 4)) if busy else frozenset(),
        preferred_months=(
            frozenset(chance.sample(range(1, 13), 3)) if chance.random() < 0.3 else frozenset()
        ),
    )
