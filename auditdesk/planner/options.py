"""What a problem leaves open, prepared once: teams, weeks, half-days and costs by audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from auditdesk.planner.problem import DAYS, HALF_DAYS, Audit, Placement, Problem, Unit
from auditdesk.planner.rules import move_cost

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
WHOLE_WEEK = (1 << HALF_DAYS) - 1
FORBIDDEN = 1 << 24
ENOUGH_TEAMS = 100


@dataclass(frozen=True)
class Team:
    """People who can do an audit together; leads: those of them that may lead it."""

    people: tuple[int, ...]
    leads: tuple[int, ...]
    knows: int


@dataclass(frozen=True)
class Choices:
    """What is open for one audit.

    low, high: its window of weeks. week_cost: by week of the window, FORBIDDEN where it cannot be.
    by_size: for each size of team the rows of `teams`, and one array of people for each seat.
    """

    audit: Audit
    unit: int
    site: int
    half_days: int
    low: int
    high: int
    week_cost: Ints
    teams: tuple[Team, ...]
    by_size: tuple[tuple[Ints, tuple[Ints, ...], Ints], ...]
    fits: Bools
    weight: int
    agreed: Placement | None
    before: Placement | None


class Options:
    """A problem in numbers: people, sites, weeks and units by their position."""

    def __init__(self, problem: Problem, thorough: frozenset[str] = frozenset()) -> None:
        """thorough: the units for which every team is looked at, however dear."""
        self.problem = problem
        self._thorough = thorough
        self.people = [one.id for one in problem.auditors]
        self.person = {id: n for n, id in enumerate(self.people)}
        self.site = {one.id: n for n, one in enumerate(problem.sites)}
        self.unit = {one.id: n for n, one in enumerate(problem.units)}
        self.closed = _closed(problem)
        self.off = _off(problem)
        self.avoid = _avoid(problem)
        self.trip = np.array(
            [
                [
                    problem.weights.trip * problem.distance(one.site, site.id)
                    for site in problem.sites
                ]
                for one in problem.auditors
            ],
            dtype=np.int32,
        ).reshape(len(problem.auditors), len(problem.sites))
        self.month = np.array(problem.month_of_week, dtype=np.int32)
        self.year = np.array(problem.year_of_week, dtype=np.int32)
        self._teams: dict[str, tuple[Team, ...]] = {}
        self.choices = [self._choices(one) for one in problem.audits]
        self.of_unit = [
            [problem.audits.index(one) for one in problem.audits_of[unit.id]]
            for unit in problem.units
        ]
        self.history = [
            tuple(self.person.get(one, -1) for one in unit.history_leads) for unit in problem.units
        ]

    def teams_of(self, unit: Unit) -> tuple[Team, ...]:
        if unit.id not in self._teams:
            self._teams[unit.id] = tuple(teams(self.problem, unit, unit.id in self._thorough))
        return self._teams[unit.id]

    def _choices(self, audit: Audit) -> Choices:
        problem = self.problem
        unit = problem.unit[audit.unit]
        window = problem.window(audit)
        found = self.teams_of(unit)
        sizes = sorted({len(team.people) for team in found})
        site = self.site[unit.site]
        fits = fit_table(unit.dur_hd)
        return Choices(
            audit=audit,
            unit=self.unit[unit.id],
            site=site,
            half_days=unit.dur_hd,
            low=window.start,
            high=window.stop - 1,
            week_cost=self._week_cost(audit, unit, window, fits),
            teams=found,
            by_size=tuple(_of_size(problem, unit, found, size) for size in sizes),
            fits=fits,
            weight=problem.risk_weight(unit),
            agreed=problem.agreed(audit),
            before=(problem.previous or {}).get(audit.id),
        )

    def _week_cost(self, audit: Audit, unit: Unit, window: range, fits: Bools) -> Ints:
        problem, weights = self.problem, self.problem.weights
        due, risk = problem.due_week(audit), problem.risk_weight(unit)
        cost = np.zeros(max(0, len(window)), dtype=np.int32)
        closed = self.closed[self.site[unit.site]]
        for n, week in enumerate(window):
            if week in unit.blocked_weeks or not fits[closed[week]]:
                cost[n] = FORBIDDEN
                continue
            month = problem.months[problem.month_of_week[week]][1]
            cost[n] = (
                weights.late * risk * max(0, week - due)
                + weights.early * max(0, due - weights.early_tolerance - week)
                + weights.month_pref
                * bool(unit.preferred_months and month not in unit.preferred_months)
            )
        return cost

    def placement(
        self, choices: Choices, week: int, start: int, lead: int, team: Sequence[int]
    ) -> Placement:
        """A placement in the problem's words, its clauses still open."""
        return Placement(
            week,
            start,
            self.people[lead],
            tuple(sorted(self.people[one] for one in team if one != lead)),
        )


def move_costs(choices: Choices, problem: Problem, placed: Placement) -> int:
    return move_cost(problem, choices.before, placed) if choices.before else 0


def teams(problem: Problem, unit: Unit, every: bool = False) -> list[Team]:
    """The teams that can audit a unit; none holds a person it does not need.

    Every team knows what each audit of the unit needs. Where the unit has one audit, it knows all
    clauses; where it has several, each may know a part, and `knows` says which (by bit). Larger
    teams are dearer, and looked for only while the smaller ones leave little choice, or `every`.
    """
    open_clauses = [one for one in unit.clauses if one not in unit.core]
    everything = (1 << len(open_clauses)) - 1
    always = sorted(unit.core | unit.extra_tokens)
    once = len(problem.audits_of[unit.id]) == 1
    wanted = [*open_clauses, *always]
    required = ((1 << len(wanted)) - 1) & ~(0 if once else everything)
    people = [
        (n, sum(1 << bit for bit, token in enumerate(wanted) if token in one.tokens), one.lead)
        for n, one in enumerate(problem.auditors)
        if problem.independent(one, unit)
    ]
    found: list[Team] = []
    for size in range(unit.team_min, unit.team_max + 1):
        if found and not every and _leaves_a_choice(found, everything, once):
            break
        for chosen in combinations(people, size):
            known = 0
            for one in chosen:
                known |= one[1]
            if known & required != required:
                continue
            leads = tuple(n for n, _known, lead in chosen if lead)
            if leads and not (size > unit.team_min and _has_a_spare(chosen, len(leads), once)):
                found.append(Team(tuple(one[0] for one in chosen), leads, known & everything))
    return found


def _leaves_a_choice(found: list[Team], everything: int, once: bool) -> bool:
    full = [team for team in found if team.knows == everything]
    leads = {lead for team in full for lead in team.leads}
    return len(full) >= ENOUGH_TEAMS and len(leads) > (1 if once else 2)


def _has_a_spare(chosen: Sequence[tuple[int, int, bool]], leads: int, once: bool) -> bool:
    """Whether somebody could stay at home; a second lead is kept where leads must change."""
    for spare in chosen:
        if spare[2] and leads <= (1 if once else 2):
            continue
        rest = 0
        for one in chosen:
            if one is not spare:
                rest |= one[1]
        if spare[1] & ~rest == 0:
            return True
    return False


def _of_size(
    problem: Problem, unit: Unit, found: Sequence[Team], size: int
) -> tuple[Ints, tuple[Ints, ...], Ints]:
    rows = [n for n, team in enumerate(found) if len(team.people) == size]
    seats = tuple(
        np.array([found[row].people[seat] for row in rows], dtype=np.int32) for seat in range(size)
    )
    extra = problem.weights.extra_member * unit.dur_hd * (size - unit.team_min)
    return np.array(rows, dtype=np.int32), seats, np.full(1, extra, dtype=np.int32)


@lru_cache(maxsize=HALF_DAYS + 1)
def fit_table(half_days: int) -> Bools:
    """By the bits of taken half-days: whether so many free ones follow each other in the week."""
    return np.array([first_start(taken, half_days) is not None for taken in range(1 << HALF_DAYS)])


def first_start(taken: int, half_days: int) -> int | None:
    """The first half-day at which an audit fits in a week with these half-days taken."""
    span = (1 << half_days) - 1
    for start in range(HALF_DAYS - half_days + 1):
        if not taken & (span << start):
            return start
    return None


def day_bits(half_day_bits: int) -> int:
    """The half-days of every day that is touched."""
    bits = 0
    for day in range(DAYS):
        whole = 0b11 << (2 * day)
        if half_day_bits & whole:
            bits |= whole
    return bits


def _closed(problem: Problem) -> Ints:
    bits = np.zeros((len(problem.sites), problem.horizon), dtype=np.int32)
    for n, site in enumerate(problem.sites):
        for week in site.closed_weeks:
            if 0 <= week < problem.horizon:
                bits[n, week] = WHOLE_WEEK
        for week, day in site.closed_days:
            if 0 <= week < problem.horizon:
                bits[n, week] |= 0b11 << (2 * day)
    return bits


def _off(problem: Problem) -> Ints:
    bits = np.zeros((len(problem.auditors), problem.horizon), dtype=np.int32)
    for n, person in enumerate(problem.auditors):
        for week, day in person.off_days:
            if 0 <= week < problem.horizon:
                bits[n, week] |= 0b11 << (2 * day)
    return bits


def _avoid(problem: Problem) -> Ints:
    cost = np.zeros((len(problem.auditors), problem.horizon), dtype=np.int32)
    for n, person in enumerate(problem.auditors):
        for week in person.avoid_weeks:
            if 0 <= week < problem.horizon:
                cost[n, week] = problem.weights.avoid_week
    return cost
