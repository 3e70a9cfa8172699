"""Plan a year: search, prove how good the plan is, and explain what is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from auditdesk.domain.checks import refuse_if
from auditdesk.i18n import _
from auditdesk.planner.board import Board, Seat, plan_of
from auditdesk.planner.clauses import with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.explain import why_unplaced
from auditdesk.planner.faults import faults
from auditdesk.planner.helper import Helper, Job
from auditdesk.planner.options import Options
from auditdesk.planner.problem import Placement, Problem
from auditdesk.planner.reasons import Unplaced
from auditdesk.planner.search import Score, search

HELP_AFTER = 0.1
"""The share of the search after which the helper starts, from a plan that is good already."""
PROVING = 25
"""Seconds that proof and start take at most where a second search follows."""
WAITING = 0.1
"""Seconds between looks at the helper when the search is done."""
SHORTEST = 0.5
"""Seconds below which a helper would end before it begins."""
ENOUGH = 2000
"""Rounds for the smallest problem, where a good plan can lie behind a bad one."""
ANOTHER = 1_000_003
"""How far the seed of the second search lies from that of the first."""


@dataclass(frozen=True)
class Progress:
    """How far the search is, 0 to 1, what its best plan costs, and that plan on demand."""

    share: float
    cost: Cost
    lower_bound: int | None
    _options: Options
    _seats: Sequence[Seat | None]

    def plan(self) -> dict[str, Placement]:
        return with_clauses(self._options.problem, plan_of(self._options, self._seats))


@dataclass(frozen=True)
class Solution:
    """A plan with clauses, what is left out and why, and what it costs.

    lower_bound: what every plan costs at least that leaves no more risk unplaced; None if nothing
    was proved. in_time: whether the search went all its rounds, so that it can be repeated.
    """

    plan: Mapping[str, Placement]
    unplaced: Mapping[str, Unplaced]
    cost: Cost
    lower_bound: int | None
    seconds: float
    seed: int
    in_time: bool

    @property
    def optimal(self) -> bool:
        """Whether no plan is better."""
        return self.cost.moves == 0 and self.cost.cost == self.lower_bound


def solve(
    problem: Problem,
    seconds: float = 10.0,
    seed: int = 1,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Solution:
    """Plan a year, or plan it anew around the plan that stands.

    The same problem, seconds and seed give the same plan: the search goes a number of rounds that
    follows from seconds and size, and the clock is only its safety net. A machine that cannot go
    them in `seconds` cools down sooner, and its plan may differ; then `in_time` is False. Ending
    early because the plan is proved optimal changes nothing.

    The search runs in this thread. A helper, in a process of its own, proves how good a plan can be
    and in a long run then searches once more from another seed; the better plan is taken.

    on_progress hears several times a second how far it is; True from it stops, and the best plan
    so far is returned. Raises Refusal, naming what is wrong, before it starts.
    """
    begun = perf_counter()
    refuse_if(faults(problem), _("This cannot be planned."))
    options = Options(problem)
    helper: Helper | None = None
    stopped = proved = False
    more = rounds_in(problem, seconds - PROVING) if seconds > 2 * PROVING else 0

    def left() -> float:
        return max(0.0, seconds - (perf_counter() - begun))

    def better(seats: Sequence[Seat | None], score: Score) -> tuple[Sequence[Seat | None], Score]:
        second = helper.second if helper is not None else None
        if second is not None and second.score < score:
            return second.seats, second.score
        return seats, score

    def tell(own: Sequence[Seat | None], reached: Score, share: float) -> bool:
        nonlocal helper, stopped, proved
        if helper is None and share >= HELP_AFTER and left() > SHORTEST:
            helper = Helper(Job(problem, own, left(), seed + ANOTHER, more))
        seats, score = better(own, reached)
        lowest = helper.below(score[0]) if helper is not None else None
        if on_progress is not None and on_progress(
            Progress(share, Cost(*score), lowest, options, tuple(seats))
        ):
            stopped = True
        proved = score[1] == 0 and lowest == score[2]
        return stopped or proved

    try:
        found = search(options, seed, rounds_in(problem, seconds), left(), tell)
        while helper is not None and helper.works and left() > 0:
            if tell(found.seats, found.score, 1.0):
                break
            helper.wait(min(WAITING, left()))
    finally:
        if helper is not None:
            helper.stop()
    seats, _score = better(found.seats, found.score)
    plan = with_clauses(problem, plan_of(options, seats))
    reached = cost(problem, plan)
    whole = not more or stopped or proved or (helper is not None and helper.complete)
    return Solution(
        plan,
        _unplaced(options, seats),
        reached,
        helper.below(reached.unplaced) if helper is not None else None,
        perf_counter() - begun,
        seed,
        found.complete and whole,
    )


def rounds_in(problem: Problem, seconds: float) -> int:
    """How many rounds a machine goes in three quarters of the time; a small problem needs less."""
    audits = len(problem.audits)
    pace = min(1800, 4200 / (1 + audits / 150))
    return max(100, min(max(ENOUGH, 20 * audits**2), round(pace * seconds)))


def _unplaced(options: Options, seats: Sequence[Seat | None]) -> dict[str, Unplaced]:
    board = Board(options)
    for audit, seat in enumerate(seats):
        if seat is not None and board.seats[audit] is None:
            board.put(audit, seat)
    return {
        options.problem.audits[audit].id: why_unplaced(board, audit)
        for audit, seat in enumerate(seats)
        if seat is None
    }
