"""Planning problems of any size, made from a seed around a planted plan that places every audit.

The plan is planted by drawing lots, not by the planner: weeks, teams and half-days first, then
what people know and how much they may do, so that the plan breaks no rule.
"""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditdesk.planner.problem import (
    HALF_DAYS,
    Audit,
    Auditor,
    Placement,
    PlanningProblem,
    VisitedSite,
    VisitedUnit,
)

CLAUSES = [
    *("4.1 4.2 4.3 4.4 5.1 5.2 5.3 6.1 6.2 6.3 7.1 7.2 7.3 7.4 7.5".split()),
    *("8.1 8.2 8.3 8.4 8.5 8.6 8.7 9.1 9.2 9.3 10.1 10.2 10.3".split()),
]
AREAS = ["area:office", "area:mech", "area:chem", "area:elec", "area:lab", "std:14001"]
DEPARTMENTS = ["Production", "Purchasing", "Sales", "R&D", "HR", "Quality", "Service", "IT"]
INTERVALS = {1: (60, 44), 2: (56, 52), 3: (52, 44), 4: (44, 36), 5: (26, 17)}
FIRST_MONDAY = date(2026, 1, 5)
TRIES = 60


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


def instance(size: str | Size, seed: int, squeezed: bool = False) -> PlanningProblem:
    """A problem with slack, or squeezed to little more than the plan that was planted."""
    return planted(size, seed, squeezed)[0]


def planted(
    size: str | Size, seed: int, squeezed: bool = False
) -> tuple[PlanningProblem, dict[str, Placement]]:
    """The problem and the plan it was made around."""
    of = SIZES[size] if isinstance(size, str) else size
    return _Planting(of, random.Random(f"{of} {seed}"), squeezed).made()


class _Planting:
    def __init__(self, of: Size, chance: random.Random, squeezed: bool) -> None:
        self.of, self.chance, self.squeezed = of, chance, squeezed
        self.sites = tuple(self._site(n) for n in range(of.sites))
        self.people = [self._person(n) for n in range(of.people)]
        self.units: list[VisitedUnit] = []
        self.audits: list[Audit] = []
        self.plan: dict[str, Placement] = {}
        self.load: Counter[tuple[str, str, int]] = Counter()
        weeks = [FIRST_MONDAY + timedelta(weeks=week) for week in range(of.weeks)]
        self.months = sorted({(day.year, day.month) for day in weeks})
        self.month = [self.months.index((day.year, day.month)) for day in weeks]
        self.year = [day.year - FIRST_MONDAY.year for day in weeks]

    def made(self) -> tuple[PlanningProblem, dict[str, Placement]]:
        misses = 0
        while len(self.audits) < self.of.audits and misses < 5 * self.of.audits:
            unit = self._unit(len(self.units))
            misses += not self._plant(unit)
        problem = PlanningProblem(
            start=FIRST_MONDAY,
            horizon=self.of.weeks,
            sites=self._roomy_sites(),
            auditors=tuple(self._limited(one) for one in self.people),
            units=tuple(self.units),
            audits=tuple(self._perhaps_fixed(one) for one in self.audits),
            months=tuple(self.months),
            month_of_week=tuple(self.month),
            year_of_week=tuple(self.year),
            travel={
                one.id: {
                    other.id: 0 if one is other else 1 + (n * m + n + m) % 4
                    for m, other in enumerate(self.sites)
                }
                for n, one in enumerate(self.sites)
            },
        )
        return problem, self.plan

    def _site(self, n: int) -> VisitedSite:
        chance, weeks = self.chance, self.of.weeks
        shut = {week for year in range(0, weeks, 52) for week in (year + 31, year + 32, year + 51)}
        days = {(chance.randrange(weeks), chance.randrange(5)) for _n in range(weeks // 9)}
        return VisitedSite(
            f"S{n + 1}",
            f"Site {n + 1}",
            frozenset(one for one in shut if one < weeks),
            frozenset(days),
        )

    def _person(self, n: int) -> Auditor:
        chance, weeks = self.chance, self.of.weeks
        off = {(chance.randrange(weeks), chance.randrange(5)) for _n in range(6)}
        for first in (chance.randrange(weeks) for _n in range(weeks // 26)):
            off |= {(week, day) for week in (first, first + 1) if week < weeks for day in range(5)}
        return Auditor(
            id=f"P{n + 1}",
            name=f"Person {n + 1}",
            dept=chance.choice(DEPARTMENTS),
            site=self.sites[n % len(self.sites)].id,
            lead=n < 0.6 * self.of.people,
            tokens=frozenset(
                one
                for one in (*CLAUSES, *AREAS)
                if chance.random() < (0.75 if one in CLAUSES else 0.4)
            ),
            off_days=frozenset(off),
            avoid_weeks=frozenset(chance.sample(range(weeks), 3)),
        )

    def _unit(self, n: int) -> VisitedUnit:
        chance, weeks = self.chance, self.of.weeks
        risk = chance.choices((1, 2, 3, 4, 5), (2, 5, 7, 6, 3))[0]
        interval = chance.choice(INTERVALS[risk])
        last = -chance.randrange(1, interval)
        audits = max(1, round((weeks + last + interval // 2) / interval))
        clauses = chance.sample(CLAUSES, chance.choice((3, 4, 4, 5)))
        blocked, month = chance.randrange(weeks - 6), chance.randrange(12)
        leads = [one.id for one in self.people if one.lead]
        return VisitedUnit(
            id=f"U{n + 1}",
            process=f"Process {n + 1}",
            site=chance.choice(self.sites).id,
            dept=chance.choice(DEPARTMENTS),
            clauses=tuple(clauses),
            risk=risk,
            last_week=last,
            interval=interval,
            n=audits,
            min_gap=interval // 3,
            max_gap=interval * 3 // 2,
            dur_hd=chance.choices((1, 2, 3, 4, 6, 8, 10), (8, 14, 11, 9, 5, 1, 3))[0],
            core=frozenset(clauses[:1] if chance.random() < 0.8 else ()),
            clauses_per_audit=len(clauses) - (audits > 1 and chance.random() < 0.7),
            extra_tokens=frozenset(chance.sample(AREAS, 1) if chance.random() < 0.45 else ()),
            open_findings=chance.choice((0, 0, 0, 1, 2)),
            team_min=chance.choices((1, 2), (6, 1))[0],
            team_max=3,
            blocked_weeks=frozenset(range(blocked, blocked + 4) if chance.random() < 0.25 else ()),
            preferred_months=frozenset(
                (1 + (month + more) % 12 for more in range(3)) if chance.random() < 0.35 else ()
            ),
            history_leads=tuple(chance.choice(leads) for _n in range(2)),
        )

    def _plant(self, unit: VisitedUnit) -> bool:
        """Place all audits of a unit by lot, or none."""
        audits = [Audit(f"A{len(self.audits) + k + 1:03}", unit.id, k) for k in range(unit.n)]
        site = next(one for one in self.sites if one.id == unit.site)
        done: dict[str, Placement] = {}
        for audit in audits:
            for _try in range(TRIES):
                placed = self._lot(unit, site, audit, list(done.values()))
                if placed is not None and self._free(unit, placed):
                    done[audit.id] = placed
                    break
            else:
                return False
            self._count(unit, done[audit.id])
        self.units.append(unit)
        self.audits += audits
        self.plan |= done
        for placed in done.values():
            missing = (set(unit.clauses) | unit.extra_tokens).difference(
                *(self._who(one).tokens for one in placed.team)
            )
            learner = self.chance.choice(placed.team)
            self._replace(learner, tokens=self._who(learner).tokens | missing)
        self._share_clauses(unit, audits)
        return True

    def _lot(
        self, unit: VisitedUnit, site: VisitedSite, audit: Audit, before: list[Placement]
    ) -> Placement | None:
        chance, k = self.chance, audit.k
        low = max(
            0, unit.last_week + (k + 1) * unit.min_gap, self.of.weeks - (unit.n - k) * unit.max_gap
        )
        high = min(self.of.weeks - 1, max(unit.last_week + unit.max_gap, 8) + k * unit.max_gap)
        for n, earlier in enumerate(before):
            low = max(low, earlier.week + (k - n) * unit.min_gap)
            high = min(high, earlier.week + (k - n) * unit.max_gap)
        if low > high:
            return None
        due = max(0, unit.last_week + unit.interval) + k * unit.interval
        week = max(low, min(high, round(chance.gauss(due, 7))))
        start = chance.randrange(HALF_DAYS - unit.dur_hd + 1)
        days = {(week, half // 2) for half in range(start, start + unit.dur_hd)}
        if week in site.closed_weeks or week in unit.blocked_weeks or days & site.closed_days:
            return None
        able = [
            one
            for one in self.people
            if (one.dept, one.site) != (unit.dept, unit.site) and not days & one.off_days
        ]
        row = [*unit.history_leads, *(one.lead for one in before)][-2:]
        leads = [one for one in able if one.lead and row != [one.id, one.id]]
        size = unit.team_min + (chance.random() < 0.2)
        if not leads or len(able) < size:
            return None
        near = [one for one in leads if one.site == unit.site]
        lead = chance.choice(near or leads)
        others = chance.sample([one for one in able if one is not lead], size - 1)
        return Placement(week, start, lead.id, tuple(sorted(one.id for one in others)))

    def _free(self, unit: VisitedUnit, placed: Placement) -> bool:
        if self.load["site", unit.site, placed.week] >= 3 + self.of.people // 12:
            return False
        days = range(placed.start // 2, (placed.start + unit.dur_hd - 1) // 2 + 1)
        return all(
            self.load["month", one, self.month[placed.week]] + unit.dur_hd <= 12
            and not any(self.load["day", one, 5 * placed.week + day] for day in days)
            for one in placed.team
        )

    def _count(self, unit: VisitedUnit, placed: Placement) -> None:
        """Nobody is in two audits on one day, so nobody clashes or is at two sites."""
        self.load["site", unit.site, placed.week] += 1
        for one in placed.team:
            for day in range(placed.start // 2, (placed.start + unit.dur_hd - 1) // 2 + 1):
                self.load["day", one, 5 * placed.week + day] += 1
            for span, place in (
                ("week", placed.week),
                ("month", self.month[placed.week]),
                ("year", self.year[placed.week]),
            ):
                self.load[span, one, place] += unit.dur_hd

    def _share_clauses(self, unit: VisitedUnit, audits: list[Audit]) -> None:
        """The first audits look at the first clauses, the last at the last."""
        rest = [one for one in unit.clauses if one not in unit.core]
        room = unit.clauses_per_audit - len(unit.core)
        for audit in audits:
            first = min(audit.k * room, max(0, len(rest) - room))
            chosen = {*rest[first : first + room], *unit.core}
            clauses = tuple(one for one in unit.clauses if one in chosen)
            self.plan[audit.id] = replace(self.plan[audit.id], clauses=clauses)

    def _limited(self, person: Auditor) -> Auditor:
        """Nobody has much more room than the planted plan needs."""
        most = {
            span: max(
                (n for (of, who, _p), n in self.load.items() if (of, who) == (span, person.id)),
                default=0,
            )
            for span in ("week", "month", "year")
        }
        chance, slack = self.chance, 1.05 if self.squeezed else 1.4
        strangers = [
            unit.id
            for unit in self.units
            if not any(
                person.id in self.plan[one.id].team for one in self.audits if one.unit == unit.id
            )
        ]
        return replace(
            person,
            max_hd_week=max(chance.choice((4, 6, 10)), most["week"]),
            max_hd_month=max(chance.choice((6, 8, 10)), most["month"]),
            max_hd_year=max(8, round(slack * most["year"])),
            conflict_units=frozenset(chance.sample(strangers, min(2, len(strangers)))),
        )

    def _roomy_sites(self) -> tuple[VisitedSite, ...]:
        return tuple(
            replace(
                site,
                max_audits_week=max(
                    2,
                    *(
                        n
                        for (of, one, _w), n in self.load.items()
                        if (of, one) == ("site", site.id)
                    ),
                    0,
                ),
            )
            for site in self.sites
        )

    def _perhaps_fixed(self, audit: Audit) -> Audit:
        if self.chance.random() > 0.1:
            return audit
        return replace(audit, fixed=replace(self.plan[audit.id], clauses=()))

    def _who(self, id: str) -> Auditor:
        return next(one for one in self.people if one.id == id)

    def _replace(self, id: str, **changed: object) -> None:
        self.people = [replace(one, **changed) if one.id == id else one for one in self.people]  # type: ignore[arg-type]
