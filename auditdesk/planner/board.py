"""The plan while it is made: what is taken and what one more audit costs, kept up to date."""

from collections.abc import Sequence
from dataclasses import dataclass

from auditdesk.planner.cost import uneven
from auditdesk.planner.options import MOVED, Options, bits_of
from auditdesk.planner.problem import Placement

UNPLACED = 20_000
"""What a unit of unplaced risk weighs against a unit of cost while searching."""

Choice = tuple[int, frozenset[int]]
"""A week, and who comes."""


@dataclass(frozen=True)
class SeatedAudit:
    """One audit on the board: people by position; bits: its half-days; knows: its open clauses."""

    week: int
    start: int
    lead: int
    people: tuple[int, ...]
    knows: int
    bits: int

    @property
    def choice(self) -> Choice:
        return self.week, frozenset(self.people)


class Board:
    """Seats of audits, with running sums; `energy` is what the search makes small.

    It weighs what is unplaced and moved against the cost, so that a search can pass through; the
    plans it passes are compared by `score`, in the order of the objective.

    visits: by week and person, the sites and half-days; at_site: by site and week, who is there.
    The rooms: by week, month or year and person, or by site and week, what is left of the limit.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        problem = options.problem
        people, weeks = len(options.people), problem.horizon
        self.seats: list[SeatedAudit | None] = [None] * len(options.choices)
        self.unplaced = sum(one.weight for one in options.choices)
        self.moves = 0
        self.cost = 0
        self.in_week: list[list[int]] = [[] for _week in range(weeks)]
        self.of_person: list[list[int]] = [[] for _person in range(people)]
        self.at_site: list[list[list[int]]] = [
            [[] for _week in range(weeks)] for _site in problem.sites
        ]
        self.visits: list[list[list[tuple[int, int]]]] = [
            [[] for _person in range(people)] for _week in range(weeks)
        ]
        self.week_room = [[one.max_hd_week for one in problem.auditors] for _week in range(weeks)]
        self.month_room = [[one.max_hd_month for one in problem.auditors] for _m in problem.months]
        years = range(1 + max(problem.year_of_week, default=0))
        self.year_room = [[one.max_hd_year for one in problem.auditors] for _year in years]
        self.site_room = [[one.max_audits_week] * weeks for one in problem.sites]
        work = sum(crew.half_days * len(crew.audits) for crew in options.crews)
        fair = [problem.fair_load[one] for one in options.people]
        self.people_above = Above(fair, work, problem.weights.uneven_auditor)
        self.months_above = Above(problem.fair_month, work, problem.weights.uneven_month)
        for n, choices in enumerate(options.choices):
            if choices.agreed is not None:
                self.put(n, self.seat_of(n, choices.agreed))

    @property
    def score(self) -> tuple[int, int, int]:
        return self.unplaced, self.moves, self.cost

    @property
    def energy(self) -> int:
        return UNPLACED * self.unplaced + MOVED * self.moves + self.cost

    def put(self, audit: int, seat: SeatedAudit) -> None:
        self._change(audit, seat, 1)
        self.seats[audit] = seat
        self.in_week[seat.week].append(audit)
        for person in seat.people:
            self.of_person[person].append(audit)

    def take(self, audit: int) -> SeatedAudit:
        """Take an audit from the board; the seat it had."""
        seat = self.seats[audit]
        assert seat is not None
        self._change(audit, seat, -1)
        self.seats[audit] = None
        self.in_week[seat.week].remove(audit)
        for person in seat.people:
            self.of_person[person].remove(audit)
        return seat

    def _change(self, audit: int, seat: SeatedAudit, sign: int) -> None:
        options, week = self.options, seat.week
        choices = options.choices[audit]
        crew = options.crews[choices.unit]
        site, half = crew.site, sign * crew.half_days
        month, year = options.problem.month_of_week[week], options.problem.year_of_week[week]
        extra = max(0, len(seat.people) - crew.team_min)
        cost = sign * (choices.week_cost[week] + crew.extra_cost * extra)
        cost += self.months_above.add(month, half)
        self.site_room[site][week] -= sign
        visit = (site, seat.bits)
        for person in seat.people:
            visits = self.visits[week][person]
            if sign < 0:
                visits.remove(visit)
                self.at_site[site][week].remove(person)
            if not visits:
                cost += sign * (options.avoid[person][week] + options.trip[person][site])
            elif all(other != site for other, _bits in visits):
                cost += sign * options.trip[person][site]
            if sign > 0:
                visits.append(visit)
                self.at_site[site][week].append(person)
            cost += self.people_above.add(person, half)
            self.week_room[week][person] -= half
            self.month_room[month][person] -= half
            self.year_room[year][person] -= half
        self.cost += cost
        self.unplaced -= sign * choices.weight
        before = choices.before
        if before is not None:
            team = before.team_moves(seat.lead, seat.people)
            self.moves += sign * (choices.week_moves[week] + team)

    def window(self, audit: int) -> tuple[int, int]:
        """The weeks of an audit as the other audits of its unit leave them."""
        options = self.options
        choices = options.choices[audit]
        low, high = choices.low, choices.high
        crew = options.crews[choices.unit]
        if len(crew.audits) == 1:
            return low, high
        for other in crew.audits:
            seat = self.seats[other]
            if other == audit or seat is None:
                continue
            steps = choices.audit.k - options.choices[other].audit.k
            near, far = steps * crew.min_gap, steps * crew.max_gap
            low = max(low, seat.week + min(near, far))
            high = min(high, seat.week + max(near, far))
        return low, high

    def barred_leads(self, audit: int) -> frozenset[int]:
        """Who would lead the unit too often in a row."""
        options = self.options
        crew = options.crews[options.choices[audit].unit]
        most = options.problem.rotation_max
        if len(crew.audits) == 1 and len(crew.history) < most:
            return frozenset()
        earlier, later = list(crew.history), list[int]()
        row = earlier
        for other in crew.audits:
            seat = self.seats[other]
            if other == audit:
                row = later
            elif seat is not None:
                row.append(seat.lead)
        before, after = _run(earlier[::-1]), _run(later)
        return frozenset(
            person
            for person, _times in (before, after)
            if person >= 0 and 1 + sum(n for one, n in (before, after) if one == person) > most
        )

    def rotates(self, audits: Sequence[int]) -> bool:
        """Whether nobody leads too often in a row, also where an audit between is not placed."""
        options = self.options
        for unit in {options.choices[one].unit for one in audits}:
            crew = options.crews[unit]
            row = list(crew.history)
            for seat in (self.seats[one] for one in crew.audits):
                if seat is not None:
                    row.append(seat.lead)
                    if seat.lead >= 0 and _run(row[::-1])[1] > options.problem.rotation_max:
                        return False
        return True

    def seat_of(self, audit: int, placed: Placement) -> SeatedAudit:
        """A placement as a seat, whatever the rules say of it."""
        options = self.options
        crew = options.crews[options.choices[audit].unit]
        people = tuple(options.person[one] for one in placed.team if one in options.person)
        unit = options.problem.units[options.choices[audit].unit]
        open_clauses = [one for one in unit.clauses if one not in unit.core]
        known = frozenset(placed.clauses)
        if not known:
            known = known.union(*(options.problem.auditors[one].tokens for one in people))
        bits = span(placed.start, crew.half_days)
        return SeatedAudit(
            placed.week,
            placed.start,
            options.person.get(placed.lead, -1),
            people,
            bits_of(open_clauses, known),
            bits,
        )


class Above:
    """Loads against their fair shares, and what more would cost.

    excess: by person or month, the load less the share, counted from the lowest possible, so that
    it can be looked up in `of_more`.
    """

    def __init__(self, fair: Sequence[int], work: int, weight: int) -> None:
        self._lowest = max(fair, default=0)
        self._highest = work
        self._weight = weight
        self._more: dict[int, list[int]] = {}
        self.excess = [self._lowest - one for one in fair]

    def add(self, which: int, half_days: int) -> int:
        """Change a load; by how much its cost rises or falls."""
        before = self.excess[which]
        self.excess[which] = before + half_days
        if half_days < 0:
            return -self.of_more(-half_days)[before + half_days]
        return self.of_more(half_days)[before]

    def of_more(self, half_days: int) -> list[int]:
        """By excess, what `half_days` more cost."""
        if half_days not in self._more:
            loads = range(-self._lowest, self._highest + 1)
            self._more[half_days] = [
                self._weight * (uneven(one + half_days, 0) - uneven(one, 0)) for one in loads
            ]
        return self._more[half_days]


def laid_out(options: Options, seats: Sequence[SeatedAudit | None]) -> Board:
    """A board with these seats."""
    board = Board(options)
    for audit, seat in enumerate(seats):
        if seat is not None and board.seats[audit] is None:
            board.put(audit, seat)
    return board


def plan_of(options: Options, seats: Sequence[SeatedAudit | None]) -> dict[str, Placement]:
    """The seats as placements, their clauses still open; what is agreed as it was agreed."""
    return {
        choices.audit.id: choices.agreed
        or Placement(
            seat.week,
            seat.start,
            options.people[seat.lead],
            tuple(sorted(options.people[one] for one in seat.people if one != seat.lead)),
        )
        for choices, seat in zip(options.choices, seats, strict=True)
        if seat is not None
    }


def span(start: int, half_days: int) -> int:
    """So many half-days from a start, as bits."""
    return ((1 << half_days) - 1) << start


def _run(row: Sequence[int]) -> tuple[int, int]:
    """Who stands first in a row, and how often on end."""
    count = 0
    for one in row:
        if one != row[0]:
            break
        count += 1
    return (row[0] if row else -1), count
