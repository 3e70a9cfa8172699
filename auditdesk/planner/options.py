"""What a problem leaves open, prepared once as numbers: crews by unit, weeks and costs by audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from auditdesk.planner.problem import (
    DAYS,
    HALF_DAYS,
    NEAR_WEEKS,
    Audit,
    Placement,
    PlanningProblem,
    VisitedUnit,
)

WHOLE_WEEK = (1 << HALF_DAYS) - 1
MOVED = 200
"""What a unit of moving weighs against a unit of cost while searching."""


Free = tuple[int, int, int, int]
"""Who could come in a week: cost of the trip, also with the week to avoid, person, taken bits."""


@dataclass(frozen=True)
class Crew:
    """Who can audit a unit, and what a team must know.

    knows: by person, the bits of the tokens that matter here; the lowest are the clauses that its
    audits share out, `open_clauses` of them, `room` in each audit. required: the bits that every
    team must know; sizes: how many people can; team_min: how many cost nothing extra. trips: by
    person, what coming costs; able: who can do it alone. free: by week, who could come and on
    which half-days, the nearest first; alone: those of them who can do it alone.
    """

    site: int
    half_days: int
    knows: Mapping[int, int]
    leads: frozenset[int]
    required: int
    open_clauses: int
    room: int
    sizes: range
    team_min: int
    extra_cost: int
    trips: Mapping[int, int]
    able: frozenset[int]
    free: tuple[tuple[Free, ...], ...]
    alone: tuple[tuple[Free, ...], ...]
    audits: tuple[int, ...]
    history: tuple[int, ...]
    min_gap: int
    max_gap: int

    @property
    def everything(self) -> int:
        return (1 << self.open_clauses) - 1

    @property
    def shares(self) -> bool:
        """Whether who knows which clause must be looked at audit by audit."""
        return len(self.audits) > 1 or self.open_clauses > self.room


@dataclass(frozen=True)
class Standing:
    """How an audit stands in the plan that is to be kept, people by position."""

    week: int
    start: int
    lead: int
    members: frozenset[int]

    def team_moves(self, lead: int, people: Sequence[int]) -> int:
        """What other people cost in moves; weeks are priced with the weeks."""
        changed = self.members ^ {one for one in people if one != lead}
        return 4 * (lead != self.lead) + 2 * len(changed)


@dataclass(frozen=True)
class Choices:
    """What is open for one audit.

    weeks: (what the week weighs, week), the lightest first; week_cost: what a week costs, and
    week_moves what leaving the old week costs in moves.
    """

    audit: Audit
    unit: int
    low: int
    high: int
    weeks: tuple[tuple[int, int], ...]
    week_cost: Mapping[int, int]
    week_moves: Mapping[int, int]
    weight: int
    agreed: Placement | None
    before: Standing | None

    @property
    def least(self) -> int:
        """No seat weighs less."""
        return self.weeks[0][0] if self.weeks else 0


class Options:
    """A problem in numbers: people, sites, weeks and units by their position."""

    def __init__(self, problem: PlanningProblem) -> None:
        self.problem = problem
        self.people = [one.id for one in problem.auditors]
        self.person = {id: n for n, id in enumerate(self.people)}
        self.site = {one.id: n for n, one in enumerate(problem.sites)}
        self.unit = {one.id: n for n, one in enumerate(problem.units)}
        self.position = {one.id: n for n, one in enumerate(problem.audits)}
        self.closed = _closed(problem)
        self.off = _off(problem)
        self.trip = [
            [problem.weights.trip * problem.distance(one.site, site.id) for site in problem.sites]
            for one in problem.auditors
        ]
        self.avoid = [
            [problem.weights.avoid_week * (week in one.avoid_weeks) for week in _weeks(problem)]
            for one in problem.auditors
        ]
        self.crews = [self._crew(one) for one in problem.units]
        self.choices = [self._choices(one) for one in problem.audits]

    def _crew(self, unit: VisitedUnit) -> Crew:
        problem = self.problem
        open_clauses = [one for one in unit.clauses if one not in unit.core]
        wanted = [*open_clauses, *sorted(unit.core | unit.extra_tokens)]
        audits = tuple(self.position[one.id] for one in problem.audits_of[unit.id])
        shared = (1 << len(open_clauses)) - 1 if len(audits) > 1 else 0
        people = {
            n: one
            for n, one in enumerate(problem.auditors)
            if problem.independent(one, unit)
            and unit.dur_hd <= min(one.max_hd_week, one.max_hd_month, one.max_hd_year)
        }
        knows = {n: bits_of(wanted, one.tokens) for n, one in people.items()}
        history = [self.person.get(one, -1) for one in unit.history_leads]
        worn = {
            one
            for one in history
            if len(audits) == 1 and history[-problem.rotation_max :] == [one] * problem.rotation_max
        }
        leads = frozenset(n for n, one in people.items() if one.lead and n not in worn)
        required = ((1 << len(wanted)) - 1) & ~shared
        sizes = range(max(unit.team_min, fewest(knows, leads, required)), unit.team_max + 1)
        able = frozenset(one for one in leads if 1 in sizes and knows[one] & required == required)
        site = self.site[unit.site]
        free = [self._free(unit, list(people), week) for week in _weeks(problem)]
        return Crew(
            site=site,
            half_days=unit.dur_hd,
            knows=knows,
            leads=leads,
            required=required,
            open_clauses=len(open_clauses),
            room=unit.at_most_clauses - len(unit.core),
            sizes=sizes,
            team_min=unit.team_min,
            extra_cost=problem.weights.extra_member * unit.dur_hd,
            trips={one: self.trip[one][site] for one in people},
            able=able,
            free=tuple(map(tuple, free)),
            alone=tuple(tuple(one for one in week if one[2] in able) for week in free),
            audits=audits,
            history=tuple(self.person.get(one, -1) for one in unit.history_leads),
            min_gap=unit.min_gap,
            max_gap=unit.max_gap,
        )

    def _free(self, unit: VisitedUnit, people: list[int], week: int) -> list[Free]:
        site = self.site[unit.site]
        if week in unit.blocked_weeks or not fits(unit.dur_hd)[self.closed[site][week]]:
            return []
        found = []
        for person in people:
            taken = self.closed[site][week] | self.off[person][week]
            if fits(unit.dur_hd)[taken]:
                trip = self.trip[person][site]
                found.append((trip, trip + self.avoid[person][week], person, taken))
        return sorted(found)

    def _choices(self, audit: Audit) -> Choices:
        problem = self.problem
        unit = problem.unit[audit.unit]
        window, agreed = problem.window(audit), problem.agreed(audit)
        placed = (problem.previous or {}).get(audit.id)
        before = self._before(placed) if placed is not None else None
        asked = sorted({*window, *([agreed.week] if agreed is not None else [])})
        moves = {}
        if before is not None:
            near = before.week < problem.now + NEAR_WEEKS
            moves = {one: (10 + 10 * near) * (one != before.week) for one in asked}
        cost = {one: _week_cost(problem, audit, unit, one) for one in asked}
        crew = self.crews[self.unit[unit.id]]
        return Choices(
            audit=audit,
            unit=self.unit[unit.id],
            low=window.start,
            high=window.stop - 1,
            weeks=tuple(
                sorted(
                    (cost[one] + MOVED * moves.get(one, 0), one) for one in window if crew.free[one]
                )
            ),
            week_cost=cost,
            week_moves=moves,
            weight=problem.risk_weight(unit),
            agreed=agreed,
            before=before,
        )

    def _before(self, placed: Placement) -> Standing:
        return Standing(
            placed.week,
            placed.start,
            self.person.get(placed.lead, -1),
            frozenset(self.person.get(one, -2 - n) for n, one in enumerate(placed.members)),
        )


def _week_cost(problem: PlanningProblem, audit: Audit, unit: VisitedUnit, week: int) -> int:
    """What it costs that an audit lies in a week: late, early, outside the months wished for."""
    weights, due = problem.weights, problem.due_week(audit)
    month = problem.months[problem.month_of_week[week]][1]
    unwanted = bool(unit.preferred_months) and month not in unit.preferred_months
    return (
        weights.late * problem.risk_weight(unit) * max(0, week - due)
        + weights.early * max(0, due - weights.early_tolerance - week)
        + weights.month_pref * unwanted
    )


def fewest(knows: Mapping[int, int], leads: frozenset[int], required: int) -> int:
    """How many people at least know together what is required, with somebody to lead them."""
    reached = {known & required for person, known in knows.items() if person in leads}
    bits = {known & required for known in knows.values()}
    size = 1
    while required not in reached:
        further = {one | other for one in reached for other in bits} - reached
        if not further:
            return len(knows) + 1
        reached |= further
        size += 1
    return size


def bits_of(wanted: Sequence[str], known: frozenset[str]) -> int:
    return sum(1 << bit for bit, token in enumerate(wanted) if token in known)


@lru_cache(maxsize=HALF_DAYS + 1)
def starts(half_days: int) -> tuple[int | None, ...]:
    """By the bits of taken half-days, the first at which an audit so long can start, or None."""
    span = (1 << half_days) - 1
    return tuple(
        next(
            (one for one in range(HALF_DAYS - half_days + 1) if not taken & (span << one)),
            None,
        )
        for taken in range(1 << HALF_DAYS)
    )


@lru_cache(maxsize=HALF_DAYS + 1)
def fits(half_days: int) -> tuple[bool, ...]:
    """By the bits of taken half-days: whether so many free ones follow each other in the week."""
    return tuple(one is not None for one in starts(half_days))


def _whole_days(bits: int) -> int:
    return sum(0b11 << (2 * day) for day in range(DAYS) if bits >> (2 * day) & 0b11)


WHOLE_DAYS = tuple(_whole_days(bits) for bits in range(1 << HALF_DAYS))
"""By the bits of half-days, all half-days of every day that they touch."""


def _weeks(problem: PlanningProblem) -> range:
    return range(problem.horizon)


def _day_bits(days: frozenset[tuple[int, int]], week: int) -> int:
    return sum(0b11 << (2 * day) for day in range(DAYS) if (week, day) in days)


def _closed(problem: PlanningProblem) -> list[list[int]]:
    return [
        [
            WHOLE_WEEK if week in site.closed_weeks else _day_bits(site.closed_days, week)
            for week in _weeks(problem)
        ]
        for site in problem.sites
    ]


def _off(problem: PlanningProblem) -> list[list[int]]:
    return [
        [_day_bits(person.off_days, week) for week in _weeks(problem)]
        for person in problem.auditors
    ]
