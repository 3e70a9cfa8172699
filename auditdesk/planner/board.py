"""The plan while it is made: what is taken and what one more audit costs, kept up to date."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from auditdesk.planner.clauses import shared_out
from auditdesk.planner.options import (
    FORBIDDEN,
    Choices,
    Ints,
    Options,
    Team,
    day_bits,
    first_start,
    move_costs,
)
from auditdesk.planner.problem import NEAR_WEEKS, Placement
from auditdesk.planner.rules import uneven

UNPLACED = 400
MOVED = 200


@dataclass(frozen=True)
class Seat:
    """One audit on the board: people by position, the lead among them; bits: its half-days."""

    week: int
    start: int
    lead: int
    people: tuple[int, ...]
    knows: int
    bits: int


class Board:
    """Seats of audits, with running sums; `energy` is what the search makes small.

    It weighs what is unplaced and moved against the cost, so that a search can pass through; the
    plans it passes are compared by `score`, in the order of the objective.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        problem = options.problem
        people, sites, weeks = len(options.people), len(problem.sites), problem.horizon
        self.seats: list[Seat | None] = [None] * len(options.choices)
        self.unplaced = sum(one.weight for one in options.choices)
        self.moves = 0
        self.cost = 0
        self._taken = np.repeat(options.off[np.newaxis, :, :], sites, axis=0)
        self._taken |= options.closed[:, np.newaxis, :]
        self._bits = [[0] * weeks for _one in range(people)]
        self._visits: list[list[list[list[int]]]] = [
            [[[] for _site in range(sites)] for _week in range(weeks)] for _one in range(people)
        ]
        self._going = np.repeat(options.avoid[np.newaxis, :, :], sites, axis=0)
        self._going += options.trip.T[:, :, np.newaxis]
        self._week_room = np.repeat(_limits(problem.auditors, "max_hd_week"), weeks, axis=1)
        self._month_room = np.repeat(_limits(problem.auditors, "max_hd_month"), weeks, axis=1)
        self._year_room = np.repeat(_limits(problem.auditors, "max_hd_year"), weeks, axis=1)
        self._room = self._roomiest(slice(None))
        self._month_span = _spans(options.month)
        self._year_span = _spans(options.year)
        self._site_room = np.array(
            [[one.max_audits_week] * weeks for one in problem.sites], dtype=np.int32
        )
        self._people_above = _Above(
            list(problem.fair_load.values()), problem.weights.uneven_auditor
        )
        self._months_above = _Above(list(problem.fair_month), problem.weights.uneven_month)

    @property
    def score(self) -> tuple[int, int, int]:
        return self.unplaced, self.moves, self.cost

    @property
    def energy(self) -> int:
        return UNPLACED * self.unplaced + MOVED * self.moves + self.cost

    def _roomiest(self, rows: slice | int) -> Ints:
        return np.minimum(
            np.minimum(self._week_room[rows], self._month_room[rows]), self._year_room[rows]
        )

    def put(self, audit: int, seat: Seat) -> None:
        self._change(audit, seat, 1)
        self.seats[audit] = seat

    def take(self, audit: int) -> Seat:
        """Take an audit from the board; the seat it had."""
        seat = self.seats[audit]
        assert seat is not None
        self._change(audit, seat, -1)
        self.seats[audit] = None
        return seat

    def _change(self, audit: int, seat: Seat, sign: int) -> None:
        options, weights = self.options, self.options.problem.weights
        choices = options.choices[audit]
        unit = options.problem.units[choices.unit]
        week, half, site = seat.week, choices.half_days, choices.site
        cost = weights.extra_member * half * max(0, len(seat.people) - unit.team_min)
        if choices.low <= week <= choices.high:
            at = int(choices.week_cost[week - choices.low])
            cost += at if at < FORBIDDEN else 0
        self._site_room[site, week] -= sign
        month = options.problem.month_of_week[week]
        first, last = self._month_span[week]
        year_first, year_last = self._year_span[week]
        for person in seat.people:
            visits = self._visits[person][week]
            before = sum(map(len, visits))
            at_site = len(visits[site])
            if sign > 0:
                visits[site].append(seat.bits)
                cost += int(options.trip[person, site]) * (at_site == 0)
                cost += int(options.avoid[person, week]) * (before == 0)
            else:
                visits[site].remove(seat.bits)
                cost += int(options.trip[person, site]) * (at_site == 1)
                cost += int(options.avoid[person, week]) * (before == 1)
            cost += sign * self._people_above.add(person, sign * half)
            self._week_room[person, week] -= sign * half
            self._month_room[person, first:last] -= sign * half
            self._year_room[person, year_first:year_last] -= sign * half
            self._room[person, year_first:year_last] = np.minimum(
                np.minimum(
                    self._week_room[person, year_first:year_last],
                    self._month_room[person, year_first:year_last],
                ),
                self._year_room[person, year_first:year_last],
            )
            self._see(person, week)
        cost += sign * self._months_above.add(month, sign * half)
        self.cost += sign * cost
        self.unplaced -= sign * choices.weight
        if choices.before is not None:
            placed = options.placement(choices, week, seat.start, seat.lead, seat.people)
            self.moves += sign * move_costs(choices, options.problem, placed)

    def _see(self, person: int, week: int) -> None:
        """What is taken of a person's week, site by site, and what going there costs."""
        options = self.options
        off = int(options.off[person, week])
        visits = self._visits[person][week]
        used = [sum(bits) for bits in visits]
        here = sum(used)
        avoided = 0 if here else int(options.avoid[person, week])
        for site, bits in enumerate(used):
            elsewhere = day_bits(here - bits) if here != bits else 0
            closed = int(options.closed[site, week])
            self._taken[site, person, week] = closed | off | bits | elsewhere
            trip = 0 if bits else int(options.trip[person, site])
            self._going[site, person, week] = avoided + trip

    def window(self, audit: int) -> tuple[int, int]:
        """The weeks of an audit as the other audits of its unit leave them."""
        options = self.options
        choices = options.choices[audit]
        low, high = choices.low, choices.high
        others = options.of_unit[choices.unit]
        if len(others) > 1:
            unit = options.problem.units[choices.unit]
            for other in others:
                seat = self.seats[other]
                if other == audit or seat is None:
                    continue
                steps = choices.audit.k - options.choices[other].audit.k
                near, far = steps * unit.min_gap, steps * unit.max_gap
                low = max(low, seat.week + min(near, far))
                high = min(high, seat.week + max(near, far))
        return low, high

    def best_seat(
        self, audit: int, noise: np.random.Generator | None, spread: float
    ) -> Seat | None:
        """The cheapest seat for an audit that breaks no rule, or None.

        With noise, the costs of people and weeks are shaken by up to `spread`.
        """
        options = self.options
        choices = options.choices[audit]
        low, high = self.window(audit)
        if low > high or not choices.teams:
            return None
        half, site = choices.half_days, choices.site
        weeks = slice(low, high + 1)
        by_week = choices.week_cost[low - choices.low : high + 1 - choices.low]
        by_week = by_week + self._months_above.of_more(half)[options.month[weeks]]
        by_week[self._site_room[site, weeks] <= 0] = FORBIDDEN
        going = self._going[site, :, weeks] + self._people_above.of_more(half)[:, np.newaxis]
        if noise is not None:
            going += noise.integers(0, int(spread) + 1, (going.shape[0], 1), dtype=np.int32)
            by_week += noise.integers(0, int(spread) + 1, going.shape[1], dtype=np.int32)
        going[self._room[:, weeks] < half] = FORBIDDEN
        taken = self._taken[site, :, weeks]
        barred = self._barred(audit)
        best, found = FORBIDDEN, None
        for rows, seats, extra in choices.by_size:
            cost = going[seats[0]]
            bits = taken[seats[0]]
            for seat in seats[1:]:
                cost = cost + going[seat]
                bits = bits | taken[seat]
            cost = cost + by_week
            cost += extra
            cost[~choices.fits[bits]] = FORBIDDEN
            if barred is not None:
                cost[barred[rows]] = FORBIDDEN
            if choices.before is not None:
                cost = cost + self._move_costs(choices, rows, low, high)
            at = int(cost.argmin())
            row, column = divmod(at, cost.shape[1])
            value = int(cost[row, column])
            if value < best:
                best, found = value, (int(rows[row]), low + column, int(bits[row, column]))
        if found is None:
            return None
        team = choices.teams[found[0]]
        start = self._start(choices, found[1], found[2])
        bits_here = ((1 << half) - 1) << start
        return Seat(found[1], start, self._lead(audit, team), team.people, team.knows, bits_here)

    def _start(self, choices: Choices, week: int, taken: int) -> int:
        before = choices.before
        if before is not None and before.week == week:
            span = ((1 << choices.half_days) - 1) << before.start
            if not taken & span:
                return before.start
        start = first_start(taken, choices.half_days)
        assert start is not None
        return start

    def _move_costs(self, choices: Choices, rows: Ints, low: int, high: int) -> Ints:
        """What changing the plan that stands costs, by team and week."""
        options, before = self.options, choices.before
        assert before is not None
        weeks = np.full(high - low + 1, MOVED * 10, dtype=np.int32)
        if before.week < options.problem.now + NEAR_WEEKS:
            weeks += MOVED * 10
        if low <= before.week <= high:
            weeks[before.week - low] = 0
        lead = options.person.get(before.lead, -1)
        members = {options.person.get(one, -1) for one in before.members}
        people = []
        for row in rows:
            team = choices.teams[row]
            if lead in team.leads:
                people.append(2 * len(members ^ (set(team.people) - {lead})))
            else:
                people.append(
                    4 + min(2 * len(members ^ (set(team.people) - {one})) for one in team.leads)
                )
        return weeks + MOVED * np.array(people, dtype=np.int32)[:, np.newaxis]

    def _barred_leads(self, audit: int) -> frozenset[int]:
        """Who would lead the unit too often in a row."""
        options = self.options
        choices = options.choices[audit]
        most = options.problem.rotation_max
        row: list[int | None] = list(options.history[choices.unit])
        for other in options.of_unit[choices.unit]:
            seat = self.seats[other]
            if other == audit:
                row.append(None)
            elif seat is not None:
                row.append(seat.lead)
        at = row.index(None)
        before = _run(row[:at][::-1])
        after = _run(row[at + 1 :])
        barred = set()
        for person in {one for one, _n in (before, after) if one is not None}:
            run = 1 + sum(n for one, n in (before, after) if one == person)
            if run > most:
                barred.add(person)
        return frozenset(barred)

    def _barred(self, audit: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]] | None:
        """The teams whose leads are barred, or with whom clauses would stay unaudited."""
        options = self.options
        choices = options.choices[audit]
        barred = None
        leads = self._barred_leads(audit)
        if leads:
            barred = np.array([leads.issuperset(team.leads) for team in choices.teams])
        others = options.of_unit[choices.unit]
        if len(others) > 1:
            unit = options.problem.units[choices.unit]
            clauses = len(unit.clauses) - len(unit.core)
            room = max(0, unit.at_most_clauses - len(unit.core))
            everything = (1 << clauses) - 1
            known = [
                (everything if seat is None else seat.knows)
                for seat in (self.seats[one] for one in others if one != audit)
            ]
            fails = {
                knows: shared_out(tuple(sorted([*known, knows])), room, clauses) is None
                for knows in {team.knows for team in choices.teams}
            }
            if any(fails.values()):
                unsuited = np.array([fails[team.knows] for team in choices.teams])
                barred = unsuited if barred is None else barred | unsuited
        return barred

    def _lead(self, audit: int, team: Team) -> int:
        """Who of a team leads: as before, else the one with the least to do."""
        leads = [one for one in team.leads if one not in self._barred_leads(audit)]
        before = self.options.choices[audit].before
        if before is not None and self.options.person.get(before.lead) in leads:
            return self.options.person[before.lead]
        return min(leads, key=lambda one: (self._people_above.excess[one], one))

    def sound(self, audits: list[int]) -> bool:
        """Whether nobody leads too often in a row where audits in between are not placed."""
        options = self.options
        for unit in {options.choices[one].unit for one in audits}:
            if len(options.of_unit[unit]) < 2:
                continue
            row = list(options.history[unit])
            seats = [self.seats[one] for one in options.of_unit[unit]]
            for seat in seats:
                if seat is not None:
                    row.append(seat.lead)
                    if _run(row[::-1])[1] > options.problem.rotation_max:
                        return False
        return True

    def agreed(self) -> None:
        """Put what is agreed where it stands, whatever the rules say of it."""
        options = self.options
        for n, choices in enumerate(options.choices):
            placed = choices.agreed
            if placed is not None:
                self.put(n, self.seat_of(choices, placed))

    def seat_of(self, choices: Choices, placed: Placement) -> Seat:
        options = self.options
        unit = options.problem.units[choices.unit]
        people = tuple(options.person[one] for one in placed.team)
        known = frozenset[str]().union(
            *(options.problem.auditor[one].tokens for one in placed.team)
        )
        open_clauses = [one for one in unit.clauses if one not in unit.core]
        return Seat(
            placed.week,
            placed.start,
            options.person[placed.lead],
            people,
            sum(1 << bit for bit, one in enumerate(open_clauses) if one in known),
            ((1 << choices.half_days) - 1) << placed.start,
        )

    def plan(self) -> Mapping[str, Placement]:
        return plan_of(self.options, self.seats)


class _Above:
    """Loads against their fair shares, and what one more would cost."""

    def __init__(self, fair: list[int], weight: int) -> None:
        self.excess = np.array([-one for one in fair], dtype=np.int32)
        self._least = -max(fair, default=0)
        self._weight = weight
        self._steps: dict[int, Ints] = {}

    def add(self, which: int, half_days: int) -> int:
        """Change a load; by how much its cost rises."""
        before = int(self.excess[which])
        self.excess[which] = before + half_days
        return self._weight * (uneven(before + half_days, 0) - uneven(before, 0))

    def of_more(self, half_days: int) -> Ints:
        """By load, what `half_days` more would cost; read from a table grown as needed."""
        steps = self._steps.get(half_days)
        highest = int(self.excess.max(initial=0))
        if steps is None or highest - self._least >= len(steps):
            loads = range(self._least, highest + 64)
            steps = np.array(
                [self._weight * (uneven(one + half_days, 0) - uneven(one, 0)) for one in loads],
                dtype=np.int32,
            )
            self._steps[half_days] = steps
        return steps[self.excess - self._least]


def plan_of(options: Options, seats: list[Seat | None]) -> dict[str, Placement]:
    """The seats as placements, their clauses still open."""
    return {
        choices.audit.id: options.placement(choices, seat.week, seat.start, seat.lead, seat.people)
        for choices, seat in zip(options.choices, seats, strict=True)
        if seat is not None
    }


def _run(row: list[int | None] | list[int]) -> tuple[int | None, int]:
    """Who stands first in a row, and how often on end."""
    if not row:
        return None, 0
    count = 0
    for one in row:
        if one != row[0]:
            break
        count += 1
    return row[0], count


def _limits(people: tuple[object, ...], which: str) -> Ints:
    return np.array([[getattr(one, which)] for one in people], dtype=np.int32).reshape(-1, 1)


def _spans(of_week: Ints) -> list[tuple[int, int]]:
    """By week, the first and the end of the weeks of the same month or year."""
    spans = []
    for week in range(len(of_week)):
        same = np.flatnonzero(of_week == of_week[week])
        spans.append((int(same[0]), int(same[-1]) + 1))
    return spans
