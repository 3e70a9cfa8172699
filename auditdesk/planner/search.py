"""Ruin and recreate: take some audits out, put them back better, cool down, warm up, again."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from auditdesk.planner.board import UNPLACED, Board, SeatedAudit
from auditdesk.planner.good import Good
from auditdesk.planner.options import Options
from auditdesk.planner.seats import best_seat

MOST_RUINED = 12
EVERY = 32
"""Rounds between looks at the clock."""
HOTTEST, COLDEST = 0.012, 0.0004
"""By which share of its cost a plan may become worse, at first and at last."""
TURN, LEAST = 1.4, 3000
"""Rounds of one cooling, times the audits squared, and at least: longer ones find little more."""
COLD = 0.5
"""The share of a cooling after which its plans are good."""

Score = tuple[int, int, int]
OnBetter = Callable[[list[SeatedAudit | None], Score, float], bool]


@dataclass(frozen=True)
class Seating:
    """The best seats a search came upon, and their score; complete: the clock did not cut it."""

    seats: list[SeatedAudit | None]
    score: Score
    rounds: int
    complete: bool
    good: Good


def search(
    options: Options,
    seed: int,
    rounds: int,
    seconds: float = math.inf,
    tell: OnBetter | None = None,
) -> Seating:
    """Search for so many rounds, at most for so long; behind its pace, it cools by the clock.

    A long search cools down several times, so that its good plans differ.

    tell: hears of the best seats and how much of the search is done, now and then; True ends it.
    """
    return _Search(options, seed).run(rounds, seconds, tell)


class _Search:
    def __init__(self, options: Options, seed: int) -> None:
        self.options = options
        self.chance = random.Random(seed)
        self.board = Board(options)
        self.good = Good(len(options.choices))
        self.free = [n for n, one in enumerate(options.choices) if one.agreed is None]
        self.openness = [self._openness(n) for n in range(len(options.choices))]

    def run(self, rounds: int, seconds: float, tell: OnBetter | None) -> Seating:
        board, chance = self.board, self.chance
        begun = perf_counter()
        self._construct()
        best, score = list(board.seats), board.score
        done, complete = 0, True
        turns, turn = max(1, rounds // max(LEAST, round(TURN * len(self.free) ** 2))), 0
        while self.free:
            if done % EVERY == 0:
                late = ((perf_counter() - begun) / seconds) ** 3 if seconds else 1.0
                share = done / rounds
                if late > share + EVERY / rounds:
                    share, complete = late, False
                if (tell is not None and tell(best, score, min(1.0, share))) or share >= 1:
                    break
                if int(share * turns) > turn:
                    turn = int(share * turns)
                    self.good.end()
                cooled = share * turns - turn
                heat = self._heat(cooled)
            done += 1
            kept = self._round(board.energy - heat * math.log(chance.random() + 1e-12))
            if board.score < score:
                best, score = list(board.seats), board.score
            if kept and cooled > COLD:
                self.good.note(board)
        self.good.end()
        return Seating(best, score, done, complete, self.good)

    def _heat(self, cooled: float) -> float:
        """By how much a plan may become worse, on average."""
        return float(HOTTEST * (COLDEST / HOTTEST) ** cooled * max(200, self.board.cost))

    def _round(self, limit: float) -> bool:
        """Take some audits out and put them back; all as before where it weighs `limit` or more.

        Whether it was kept.
        """
        board, chance, choices = self.board, self.chance, self.options.choices
        ruined = self._ruin()
        removed = [(one, board.take(one)) for one in ruined if board.seats[one] is not None]
        missing = [one for one in self.free if board.seats[one] is None] if board.unplaced else []
        self._order(missing)
        energy = board.energy - UNPLACED * sum(choices[one].weight for one in missing)
        to_come = sum(choices[one].least for one in missing)
        lot = chance if chance.random() < 0.5 else None
        for one in missing:
            to_come -= choices[one].least
            lost = UNPLACED * choices[one].weight
            room = min(limit - energy - to_come, lost)
            before = board.energy
            seat = best_seat(board, one, math.ceil(room), lot)
            if seat is not None:
                board.put(one, seat)
                energy += board.energy - before + lost
            else:
                energy += lost
            if energy + to_come >= limit:
                break
        if energy + to_come >= limit or not board.rotates(missing):
            for one in missing:
                if board.seats[one] is not None:
                    board.take(one)
            for one, seat in removed:
                board.put(one, seat)
            return False
        return True

    def _construct(self) -> None:
        """The first plan: what stood stays where it can, then what has the fewest choices first."""
        board, choices = self.board, self.options.choices
        waiting = []
        for one in self.free:
            before = choices[one].before
            if before is not None:
                seat = best_seat(board, one)
                if seat is not None and seat.week == before.week:
                    board.put(one, seat)
                    continue
            waiting.append(one)
        waiting.sort(key=lambda one: (self.openness[one], one))
        for one in waiting:
            seat = best_seat(board, one)
            if seat is not None:
                board.put(one, seat)

    def _openness(self, audit: int) -> float:
        choices = self.options.choices[audit]
        crew = self.options.crews[choices.unit]
        able = sum(known & crew.required == crew.required for known in crew.knows.values())
        return (1 + able) * len(choices.weeks) / (crew.half_days * choices.weight)

    def _ruin(self) -> list[int]:
        """Which audits to take out: neighbours in time, of two people, of one unit, or any."""
        board, chance, options = self.board, self.chance, self.options
        free = self.free
        count = 1 + min(int(chance.expovariate(1 / 3.5)), MOST_RUINED - 1, len(free) - 1)
        first = chance.choice(free)
        if (board.unplaced or board.moves) and chance.random() < 0.7:
            first = chance.choice([one for one in free if self._hurts(one)] or [first])
        seat = board.seats[first]
        if seat is None:
            low, high = board.window(first)
            week = chance.randint(low, high) if low <= high else 0
            count += 3
        else:
            week = seat.week
        kind = chance.random()
        if kind < 0.35:
            chosen = self._near(week, count, None)
        elif kind < 0.6 and seat is not None:
            others = board.of_person[chance.randrange(len(board.of_person))]
            theirs = sorted({*board.of_person[chance.choice(seat.people)], *others})
            chosen = chance.sample(theirs, min(count, len(theirs)))
        elif kind < 0.75:
            chosen = self._near(week, count, options.crews[options.choices[first].unit].site)
        else:
            chosen = chance.sample(free, min(count, len(free)))
        family = options.crews[options.choices[first].unit].audits
        if len(family) > 1 and chance.random() < 0.5:
            chosen = [*chosen, *family]
        return [
            one for one in dict.fromkeys([*chosen, first]) if options.choices[one].agreed is None
        ]

    def _hurts(self, audit: int) -> bool:
        """Whether an audit has no seat, or not the one it had in the plan that stands."""
        seat, before = self.board.seats[audit], self.options.choices[audit].before
        if seat is None or before is None:
            return seat is None
        return seat.week != before.week or before.team_moves(seat.lead, seat.people) > 0

    def _near(self, week: int, count: int, site: int | None) -> list[int]:
        """Some audits around a week, at one site or all."""
        board, options, chance = self.board, self.options, self.chance
        found: list[int] = []
        weeks = len(board.in_week)
        for apart in range(weeks):
            for one in {week - apart, week + apart}:
                if 0 <= one < weeks and (apart < 2 or chance.random() < 0.7):
                    there = board.in_week[one]
                    if site is not None:
                        there = [
                            audit
                            for audit in there
                            if options.crews[options.choices[audit].unit].site == site
                        ]
                    found += there
            if len(found) >= count:
                break
        chance.shuffle(found)
        return found[:count]

    def _order(self, audits: list[int]) -> None:
        choices, chance = self.options.choices, self.chance
        chance.shuffle(audits)
        kind = chance.random()
        if kind < 0.4:
            audits.sort(key=self.openness.__getitem__)
        elif kind < 0.6:
            audits.sort(key=lambda one: -choices[one].weight)
        elif kind < 0.75:
            audits.sort(key=lambda one: -self.options.crews[choices[one].unit].half_days)
