"""Plan a year: search twice, merge, prove how good it is, and explain what is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from auditdesk.domain.checks import refuse_if
from auditdesk.i18n import _
from auditdesk.planner.board import Seat, laid_out, plan_of
from auditdesk.planner.clauses import with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.explain import why_unplaced
from auditdesk.planner.faults import faults
from auditdesk.planner.helper import SHARES, Helper, Job, Share
from auditdesk.planner.options import Options
from auditdesk.planner.problem import Placement, Problem
from auditdesk.planner.reasons import Unplaced
from auditdesk.planner.search import Found, Score, search

HELP_AFTER = 0.02
"""The share of the search after which the helper starts, from a plan that is good already."""
WAITING = 0.1
"""Seconds between looks at the helper when the search is done."""
SHORTEST = 0.5
"""Seconds below which a helper would end before it begins."""
ENOUGH = 2000
"""Rounds for the smallest problem, where a good plan can lie behind a bad one."""
ANOTHER = 1_000_003
"""How far the seed of the helper's search lies from that of the first."""
ALONE = (Share(1.0, 1.0),)
"""The one search where there is no time for a helper."""

Plan = tuple[Score, Sequence[Seat | None]]


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

    The search runs in this thread. A helper, in a process of its own, searches from another seed at
    the same time, makes a better plan of the good ones of both, and proves how good it can be.

    on_progress hears several times a second how far it is; True from it stops, and the best plan
    so far is returned. Raises Refusal, naming what is wrong, before it starts.
    """
    begun = perf_counter()
    refuse_if(faults(problem), _("This cannot be planned."))
    options = Options(problem)
    helper: Helper | None = None
    found: list[Found] = []
    stopped = proved = False
    rounds = rounds_in(problem, seconds)
    free = any(one.agreed is None for one in options.choices)
    helps = free and seconds > 2 * SHORTEST

    def left(until: float = 1.0) -> float:
        return max(0.0, until * seconds - (perf_counter() - begun))

    def best(*own: Plan) -> Plan:
        known: list[Plan] = [(one.score, one.seats) for one in found]
        if helper is not None and helper.known is not None:
            known.append((helper.known.score, helper.known.seats))
        return min([*own, *known], key=lambda plan: plan[0])

    def tell(*own: Plan, share: float = 1.0) -> bool:
        nonlocal helper, stopped, proved
        score, seats = best(*own)
        if helps and helper is None and share >= HELP_AFTER and left() > SHORTEST:
            helper = Helper(Job(problem, seats, score, left(), seed + ANOTHER, rounds))
        lowest = helper.below(score[0]) if helper is not None else None
        if on_progress is not None and on_progress(
            Progress(1 - left() / seconds, Cost(*score), lowest, options, tuple(seats))
        ):
            stopped = True
        proved = score[1] == 0 and lowest == score[2]
        return stopped or proved

    def hear(seats: Sequence[Seat | None], score: Score, share: float) -> bool:
        return tell((score, seats), share=share)

    try:
        for n, share in enumerate(SHARES if helps else ALONE):
            its = round(share.rounds * rounds), left(share.until)
            found.append(search(options, seed + 2 * n * ANOTHER, *its, hear))
            if helper is None or stopped or proved:
                break
            helper.take(found[-1])
        while helper is not None and helper.works and left() > 0:
            if stopped or proved or tell():
                break
            helper.wait(min(WAITING, left()))
    finally:
        if helper is not None:
            helper.stop()
    _score, seats = best()
    plan = with_clauses(problem, plan_of(options, seats))
    reached = cost(problem, plan)
    whole = stopped or proved or not helps or (helper is not None and helper.complete)
    return Solution(
        plan,
        _unplaced(options, seats),
        reached,
        helper.below(reached.unplaced) if helper is not None else None,
        perf_counter() - begun,
        seed,
        whole and all(one.complete for one in found),
    )


def rounds_in(problem: Problem, seconds: float) -> int:
    """How many rounds a machine goes in half of the time; a small problem needs less."""
    audits = len(problem.audits)
    pace = min(800, 2500 / (1 + audits / 150))
    return max(100, min(max(ENOUGH, 20 * audits**2), round(pace * seconds)))


def _unplaced(options: Options, seats: Sequence[Seat | None]) -> dict[str, Unplaced]:
    board = laid_out(options, seats)
    return {
        options.problem.audits[audit].id: why_unplaced(board, audit)
        for audit, seat in enumerate(seats)
        if seat is None
    }
