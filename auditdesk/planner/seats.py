"""The best seat for one more audit: the lightest week and team that break no rule."""

from collections.abc import Collection, Mapping, Sequence
from random import Random

from auditdesk.planner.board import Board, Choice, SeatedAudit, span
from auditdesk.planner.clauses import can_share
from auditdesk.planner.options import MOVED, WHOLE_DAYS, Free, Options, fits, starts

NO_LIMIT = 1 << 60
PASSED_OVER = 0.1
_TIMES_LAID = 4
Person = tuple[int, int, int]
"""What somebody would cost in a week, who it is, and the half-days taken, as bits."""


def best_seat(
    board: Board,
    audit: int,
    below: int = NO_LIMIT,
    chance: Random | None = None,
    only: int | None = None,
) -> SeatedAudit | None:
    """The seat that weighs least, or None where none weighs less than `below`.

    chance: passes over some weeks and people by lot, so that a search comes upon other seats.
    only: the one week to look at.
    """
    return _SeatLook(board, audit, below, chance).best(only)


def laid(options: Options, chosen: Mapping[int, Choice]) -> Board:
    """A board with these choices, the longest audits first; what does not fit, where it is best.

    An audit that finds no half-days left in its week is laid before the others the next time.
    """
    crews, choices = options.crews, options.choices
    order = sorted(chosen, key=lambda one: (-crews[choices[one].unit].half_days, one))
    boards = []
    for _again in range(_TIMES_LAID):
        board, misfits = _laid(options, chosen, order)
        boards.append(board)
        if not misfits:
            break
        order = [*misfits, *(one for one in order if one not in misfits)]
    return min(boards, key=lambda one: one.score)


def _laid(
    options: Options, chosen: Mapping[int, Choice], order: Sequence[int]
) -> tuple[Board, list[int]]:
    """The board, and the audits for which their week had no half-days left."""
    board = Board(options)
    misfits = []
    for audit in order:
        seat = _SeatLook(board, audit, NO_LIMIT, None).exactly(*chosen[audit])
        if seat is None:
            misfits.append(audit)
        else:
            board.put(audit, seat)
    for audit, seat in enumerate(board.seats):
        if seat is None:
            found = best_seat(board, audit)
            if found is not None:
                board.put(audit, found)
    return board, misfits


class _SeatLook:
    """One look for a seat: what the board leaves to one audit, and the lightest seat so far."""

    def __init__(self, board: Board, audit: int, below: int, chance: Random | None) -> None:
        options = board.options
        self.board = board
        self.choices = options.choices[audit]
        self.crew = options.crews[self.choices.unit]
        self.leads = self.crew.leads - board.barred_leads(audit)
        self.more = board.people_above.of_more(self.crew.half_days)
        self.fits = fits(self.crew.half_days)
        self.others = [
            self.crew.everything if seat is None else seat.knows
            for seat in (board.seats[one] for one in self.crew.audits if one != audit)
        ]
        self.window = board.window(audit)
        self.below = below
        self.lot = chance.random if chance is not None else None
        self.team: tuple[int, ...] | None = None
        self.week = self.taken = self.known = 0

    def best(self, only: int | None) -> SeatedAudit | None:
        board, crew, choices = self.board, self.crew, self.choices
        low, high = self.window
        lot = self.lot
        month_of, excess = board.options.problem.month_of_week, board.months_above.excess
        month_more, room = board.months_above.of_more(crew.half_days), board.site_room[crew.site]
        least = crew.team_min
        more, busy = self.more, board.people_above.excess
        loads = {one: more[busy[one]] for one in crew.knows}
        prices = sorted([loads[one] + trip for one, trip in crew.trips.items()])
        alone = min([loads[one] + crew.trips[one] for one in crew.able], default=NO_LIMIT)
        before = choices.before
        if before is not None:
            self._try(before.week, {before.lead, *before.members})
        for weight, week in choices.weeks:
            if weight >= self.below:
                break
            if not low <= week <= high or room[week] <= 0 or only not in (None, week):
                continue
            if lot is not None and lot() < PASSED_OVER:
                continue
            base = weight + month_more[excess[month_of[week]]]
            if base >= self.below:
                continue
            there = board.at_site[crew.site][week]
            people: list[Person] | None = None
            for size in crew.sizes:
                lightest = base + crew.extra_cost * (size - least)
                if lightest >= self.below:
                    break
                free = crew.alone[week] if size == 1 else crew.free[week]
                if len(free) < size:
                    continue
                nearest = alone if size == 1 else sum(prices[:size])
                if there:
                    at_hand = min([loads[one] for one in there if one in loads], default=NO_LIMIT)
                    cheapest = min(alone if size == 1 else prices[0], at_hand)
                    nearest = size * cheapest
                if lightest + nearest >= self.below:
                    continue
                if size == 1:
                    able = self._who(free, week, self.below - lightest)
                    self._complete(able, 0, 1, lightest, 0, 0, (), week)
                else:
                    if people is None:
                        people = self._who(free, week, self.below - lightest)
                    self._complete(people, 0, size, lightest, 0, 0, (), week)
        return self._seat() if self.team is not None else None

    def exactly(self, week: int, team: Collection[int]) -> SeatedAudit | None:
        """The seat in this week with these people, or None where a rule is against it."""
        self._try(week, team)
        return self._seat() if self.team is not None else None

    def _who(self, free: Sequence[Free], week: int, limit: int) -> list[Person]:
        """Who could come in a week for less than `limit`, the cheapest first."""
        board, crew = self.board, self.crew
        half, site = crew.half_days, crew.site
        problem = board.options.problem
        month, year = problem.month_of_week[week], problem.year_of_week[week]
        more, excess, fit = self.more, board.people_above.excess, self.fits
        week_room, month_room = board.week_room[week], board.month_room[month]
        year_room, visits = board.year_room[year], board.visits[week]
        busy, there, lot = bool(board.in_week[week]), board.at_site[site][week], self.lot
        found = []
        for trip, cost, person, taken in free:
            if trip >= limit and person not in there:
                if there:
                    continue
                break
            if lot is not None and lot() < PASSED_OVER:
                continue
            if busy and visits[person]:
                cost = trip
                for other, bits in visits[person]:
                    if other == site:
                        cost = 0
                        taken |= bits
                    else:
                        taken |= WHOLE_DAYS[bits]
                if not fit[taken]:
                    continue
            cost += more[excess[person]]
            if (
                cost < limit
                and week_room[person] >= half
                and month_room[person] >= half
                and year_room[person] >= half
            ):
                found.append((cost, person, taken))
        found.sort()
        return found

    def _complete(
        self,
        people: list[Person],
        first: int,
        left: int,
        weight: int,
        taken: int,
        known: int,
        team: tuple[int, ...],
        week: int,
    ) -> None:
        """Try who could join a team that lacks `left` people; keep what weighs less than before."""
        crew, knows = self.crew, self.crew.knows
        for n in range(first, len(people)):
            cost, person, theirs = people[n]
            if weight + cost * left >= self.below:
                return
            bits = taken | theirs
            if not self.fits[bits]:
                continue
            both = known | knows[person]
            if left > 1:
                joined = (*team, person)
                self._complete(people, n + 1, left - 1, weight + cost, bits, both, joined, week)
            elif both & crew.required == crew.required and self._may(team, person, both):
                self._keep((*team, person), weight + cost, week, bits, both)

    def _may(self, team: tuple[int, ...], person: int, known: int) -> bool:
        """Whether somebody may lead, and the unit's clauses can all come up."""
        leads, crew = self.leads, self.crew
        if person not in leads and leads.isdisjoint(team):
            return False
        if not crew.shares:
            return True
        knows = tuple(sorted([*self.others, known & crew.everything]))
        return can_share(knows, crew.room, crew.open_clauses)

    def _keep(self, team: tuple[int, ...], weight: int, week: int, taken: int, known: int) -> None:
        before = self.choices.before
        if before is not None:
            leads = [one for one in team if one in self.leads]
            weight += MOVED * min(before.team_moves(one, team) for one in leads)
        if weight < self.below:
            self.below, self.team = weight, team
            self.week, self.taken, self.known = week, taken, known

    def _try(self, week: int, team: Collection[int]) -> None:
        """Keep the seat in this week with these people, where there can be one."""
        board, crew = self.board, self.crew
        low, high = self.window
        if not low <= week <= high or board.site_room[crew.site][week] <= 0:
            return
        weight = self.choices.week_cost.get(week, NO_LIMIT)
        months = board.months_above
        month = board.options.problem.month_of_week[week]
        weight += months.of_more(crew.half_days)[months.excess[month]]
        weight += crew.extra_cost * (len(team) - crew.team_min)
        people = [one for one in self._who(crew.free[week], week, NO_LIMIT) if one[1] in team]
        if len(people) == len(team) and len(team) in crew.sizes:
            self._complete(people, 0, len(team), weight, 0, 0, (), week)

    def _seat(self) -> SeatedAudit:
        """The seat itself: as early as it can start, led by who has least to do, or as before."""
        crew, before, team = self.crew, self.choices.before, self.team
        assert team is not None
        start = starts(crew.half_days)[self.taken]
        assert start is not None
        excess = self.board.people_above.excess
        leads = [one for one in team if one in self.leads]
        lead = min(leads, key=lambda one: (excess[one], one))
        if before is not None:
            lead = min(leads, key=lambda one: (before.team_moves(one, team), excess[one], one))
            if before.week == self.week and not self.taken & span(before.start, crew.half_days):
                start = before.start
        bits = span(start, crew.half_days)
        return SeatedAudit(self.week, start, lead, team, self.known & crew.everything, bits)
