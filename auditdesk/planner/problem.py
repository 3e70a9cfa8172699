"""The planning problem as values: what is to be audited, by whom it can be, and what a plan costs.

The grid: weeks 0 … horizon - 1 from a Monday; in a week half-days 0 (Monday morning) … 9 (Friday
afternoon). Clauses, areas and standards that a person knows or a unit needs are all tokens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

HALF_DAYS = 10
DAYS = 5
NEAR_WEEKS = 4


@dataclass(frozen=True)
class VisitedSite:
    """Where units lie. closed_days: (week, day) pairs; max_audits_week: how many start in one."""

    id: str
    name: str
    closed_weeks: frozenset[int] = frozenset()
    closed_days: frozenset[tuple[int, int]] = frozenset()
    max_audits_week: int = HALF_DAYS


@dataclass(frozen=True)
class Auditor:
    """Who can audit. The limits are in half-days."""

    id: str
    name: str
    dept: str
    site: str
    lead: bool
    tokens: frozenset[str]
    conflict_units: frozenset[str] = frozenset()
    off_days: frozenset[tuple[int, int]] = frozenset()
    max_hd_week: int = HALF_DAYS
    max_hd_month: int = 4 * HALF_DAYS
    max_hd_year: int = 40 * HALF_DAYS
    avoid_weeks: frozenset[int] = frozenset()


@dataclass(frozen=True)
class VisitedUnit:
    """A process at a site and how often it is to be audited; gaps and intervals in weeks."""

    id: str
    process: str
    site: str
    dept: str
    clauses: tuple[str, ...]
    risk: int
    last_week: int
    interval: int
    n: int
    min_gap: int
    max_gap: int
    dur_hd: int
    core: frozenset[str] = frozenset()
    clauses_per_audit: int = 0
    extra_tokens: frozenset[str] = frozenset()
    open_findings: int = 0
    team_min: int = 1
    team_max: int = 3
    blocked_weeks: frozenset[int] = frozenset()
    preferred_months: frozenset[int] = frozenset()
    before_week: int | None = None
    history_leads: tuple[str, ...] = ()

    @property
    def at_most_clauses(self) -> int:
        """How many clauses one audit may look at; 0 in the data says all."""
        return self.clauses_per_audit or len(self.clauses)


@dataclass(frozen=True)
class Placement:
    """When an audit is held, by whom and on what."""

    week: int
    start: int
    lead: str
    members: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def team(self) -> tuple[str, ...]:
        return (self.lead, *self.members)


@dataclass(frozen=True)
class Audit:
    """The k-th audit of a unit within the horizon; fixed: as agreed, or free."""

    id: str
    unit: str
    k: int
    fixed: Placement | None = None


@dataclass(frozen=True)
class Weights:
    """What makes a plan dear; see `cost.cost_parts`."""

    late: int = 2
    early: int = 1
    early_tolerance: int = 4
    trip: int = 10
    extra_member: int = 5
    uneven_auditor: int = 4
    uneven_month: int = 3
    month_pref: int = 12
    avoid_week: int = 6


RISK_WEIGHTS: Mapping[int, int] = {1: 1, 2: 2, 3: 4, 4: 7, 5: 11}


@dataclass(frozen=True)
class PlanningProblem:
    """A horizon to plan. previous and now: the plan that stands, in a re-plan from week `now`."""

    start: date
    horizon: int
    sites: tuple[VisitedSite, ...]
    auditors: tuple[Auditor, ...]
    units: tuple[VisitedUnit, ...]
    audits: tuple[Audit, ...]
    months: tuple[tuple[int, int], ...]
    month_of_week: tuple[int, ...]
    year_of_week: tuple[int, ...]
    travel: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    grace_weeks: int = 8
    rotation_max: int = 2
    weights: Weights = Weights()
    risk_weights: Mapping[int, int] = field(default_factory=lambda: RISK_WEIGHTS)
    previous: Mapping[str, Placement] | None = None
    now: int = 0

    @cached_property
    def site(self) -> Mapping[str, VisitedSite]:
        return {one.id: one for one in self.sites}

    @cached_property
    def auditor(self) -> Mapping[str, Auditor]:
        return {one.id: one for one in self.auditors}

    @cached_property
    def unit(self) -> Mapping[str, VisitedUnit]:
        return {one.id: one for one in self.units}

    @cached_property
    def audit(self) -> Mapping[str, Audit]:
        return {one.id: one for one in self.audits}

    @cached_property
    def audits_of(self) -> Mapping[str, tuple[Audit, ...]]:
        """The audits of each unit, in order."""
        found: dict[str, list[Audit]] = {unit.id: [] for unit in self.units}
        for audit in self.audits:
            found[audit.unit].append(audit)
        return {unit: tuple(sorted(all, key=lambda one: one.k)) for unit, all in found.items()}

    def monday(self, week: int) -> date:
        return self.start + timedelta(weeks=week)

    def window(self, audit: Audit) -> range:
        """The weeks an audit may lie in; in a re-plan not in the past."""
        window = self.frequency_window(audit)
        low = max(window.start, self.now) if self.previous is not None else window.start
        return range(low, window.stop)

    def frequency_window(self, audit: Audit) -> range:
        """The weeks an audit may lie in by its unit's gaps, and by when it must be done."""
        unit = self.unit[audit.unit]
        last = self.horizon - 1
        low = max(
            0,
            unit.last_week + (audit.k + 1) * unit.min_gap,
            self.horizon - (unit.n - audit.k) * unit.max_gap,
        )
        high = min(
            last, max(unit.last_week + unit.max_gap, self.grace_weeks) + audit.k * unit.max_gap
        )
        if audit.k == 0 and unit.before_week is not None:
            high = min(high, unit.before_week - 1)
        return range(low, high + 1)

    def due_week(self, audit: Audit) -> int:
        unit = self.unit[audit.unit]
        first = max(0, unit.last_week + unit.interval)
        return min(self.horizon - 1, first + audit.k * unit.interval)

    def risk_weight(self, unit: VisitedUnit) -> int:
        return self.risk_weights[unit.risk] + min(3, unit.open_findings)

    def independent(self, auditor: Auditor, unit: VisitedUnit) -> bool:
        """Nobody audits own work (ISO 9001, 9.2.2): another department or site, no declared tie."""
        own = auditor.dept == unit.dept and auditor.site == unit.site
        return not own and unit.id not in auditor.conflict_units

    def agreed(self, audit: Audit) -> Placement | None:
        """How an audit must stay: fixed, or in a re-plan already in the past."""
        if audit.fixed is not None:
            return audit.fixed
        before = (self.previous or {}).get(audit.id)
        return before if before is not None and before.week < self.now else None

    def distance(self, home: str, site: str) -> int:
        return self.travel.get(home, {}).get(site, 0 if home == site else 1)

    @cached_property
    def fair_load(self) -> Mapping[str, int]:
        """The half-days each person would have if all had their share."""
        work = sum(self.unit[one.unit].dur_hd * self.unit[one.unit].team_min for one in self.audits)
        room = sum(one.max_hd_year for one in self.auditors)
        return {one.id: -(-work * one.max_hd_year // room) if room else 0 for one in self.auditors}

    @cached_property
    def fair_month(self) -> tuple[int, ...]:
        """The half-days of audits each month would have if all had their share of open weeks."""
        work = sum(self.unit[one.unit].dur_hd for one in self.audits)
        weeks = [0] * len(self.months)
        for week in range(self.horizon):
            if not all(week in site.closed_weeks for site in self.sites):
                weeks[self.month_of_week[week]] += 1
        return tuple(-(-work * one // sum(weeks)) if sum(weeks) else 0 for one in weeks)

    def with_previous(self, plan: Mapping[str, Placement], now: int) -> "PlanningProblem":
        """The same problem as a re-plan of a plan that stands."""
        return replace(self, previous=dict(plan), now=now)
