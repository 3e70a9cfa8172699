"""Plan a year: search, merge, prove how good it is, and explain what is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from auditdesk.domain.checks import refuse_if
from auditdesk.i18n import _
from auditdesk.planner.board import SeatedAudit, laid_out, plan_of
from auditdesk.planner.bound import proves_first
from auditdesk.planner.clauses import with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.explain import why_unplaced
from auditdesk.planner.faults import faults
from auditdesk.planner.helper import SHARES, Helper, SearchOrder, Share
from auditdesk.planner.options import Options
from auditdesk.planner.problem import Placement, PlanningProblem
from auditdesk.planner.reasons import Unplaced
from auditdesk.planner.search import Score, Seating, search

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

Plan = tuple[Score, Sequence[SeatedAudit | None]]


@dataclass(frozen=True)
class Progress:
    """How far the search is, 0 to 1, what its best plan costs, and that plan on demand."""

    share: float
    cost: Cost
    lower_bound: int | None
    _options: Options
    _seats: Sequence[SeatedAudit | None]

    def plan(self) -> dict[str, Placement]:
        return with_clauses(self._options.problem, plan_of(self._options, self._seats))


@dataclass(frozen=True)
class Solution:
    """A plan with clauses, what is left out and why, and what it costs.

    lower_bound: what every plan costs at least that leaves no more risk unplaced; None if nothing
    was proved. in_time: whether all that was begun had its time, so that it can be repeated.
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


OnProgress = Callable[[Progress], bool | None]


def solve(
    problem: PlanningProblem,
    seconds: float = 10.0,
    seed: int = 1,
    on_progress: OnProgress | None = None,
) -> Solution:
    """Plan a year, or plan it anew around the plan that stands.

    The same problem, seconds and seed give the same plan: the search goes a number of rounds that
    follows from seconds and size, and the clock is only its safety net. A machine that cannot go
    them in `seconds` cools down sooner, and its plan may differ; then `in_time` is False. Ending
    early because the plan is proved optimal changes nothing.

    The search runs in this thread. A helper, in a process of its own, searches from another seed at
    the same time, merges the good plans of both into a better one, and proves how good it can be.

    on_progress hears several times a second how far it is; True from it stops, and the best plan
    so far is returned. Raises Refusal, naming what is wrong, before it starts.
    """
    refuse_if(faults(problem), _("This cannot be planned."))
    return _Planning(problem, seconds, seed, on_progress).solution()


class _Planning:
    """One planning of a year: its searches, their helper, and the clock."""

    def __init__(
        self, problem: PlanningProblem, seconds: float, seed: int, on_progress: OnProgress | None
    ) -> None:
        self.begun = perf_counter()
        self.problem, self.seconds, self.seed = problem, seconds, seed
        self.on_progress = on_progress
        self.options = Options(problem)
        self.rounds = rounds_in(problem, seconds)
        free = any(one.agreed is None for one in self.options.choices)
        self.helps = free and seconds > 2 * SHORTEST
        self.proves = self.helps and proves_first(self.options)
        self.helper: Helper | None = None
        self.found: list[Seating] = []
        self.stopped = self.proved = False

    def solution(self) -> Solution:
        try:
            self._search()
            self._wait()
        finally:
            if self.helper is not None:
                self.helper.stop()
        problem, helper = self.problem, self.helper
        _score, seats = self._best()
        plan = with_clauses(problem, plan_of(self.options, seats))
        reached = cost(problem, plan)
        whole = not self.helps or (helper is not None and helper.complete)
        return Solution(
            plan,
            _unplaced(self.options, seats),
            reached,
            helper.below(reached.unplaced) if helper is not None else None,
            perf_counter() - self.begun,
            self.seed,
            all(one.complete for one in self.found) and (whole or self._ended),
        )

    @property
    def _ended(self) -> bool:
        """Whether nothing better is wanted, or there is nothing better."""
        return self.stopped or self.proved

    def _search(self) -> None:
        """Search alone, or several times while the helper searches and merges."""
        several = self.helps and not self.proves
        for n, share in enumerate(SHARES if several else ALONE):
            rounds, left = round(share.rounds * self.rounds), self._left(share.until)
            seed = self.seed + 2 * n * ANOTHER
            self.found.append(search(self.options, seed, rounds, left, self._hear))
            if self._ended or self.helper is None:
                return
            if several:
                self.helper.take(self.found[-1])

    def _wait(self) -> None:
        """Until the helper is done."""
        while self.helper is not None and self.helper.works and self._left() > 0:
            if self._ended or self._tell(*self._best()):
                return
            self.helper.wait(min(WAITING, self._left()))

    def _left(self, until: float = 1.0) -> float:
        """The seconds until a share of all of them is over."""
        return max(0.0, until * self.seconds - (perf_counter() - self.begun))

    def _best(self, *own: Plan) -> Plan:
        """The best of what is known, and of what a search has of its own."""
        known: list[Plan] = [(one.score, one.seats) for one in self.found]
        if self.helper is not None and self.helper.known is not None:
            known.append((self.helper.known.score, self.helper.known.seats))
        return min([*own, *known], key=lambda plan: plan[0])

    def _hear(self, seats: Sequence[SeatedAudit | None], score: Score, share: float) -> bool:
        """Take in how far a search is; whether it shall end."""
        best = self._best((score, seats))
        if self.helps and self.helper is None and share >= HELP_AFTER and self._left() > SHORTEST:
            rounds = 0 if self.proves else self.rounds
            job = SearchOrder(
                self.problem, best[1], best[0], self._left(), self.seed + ANOTHER, rounds
            )
            self.helper = Helper(job)
        return self._tell(*best)

    def _tell(self, score: Score, seats: Sequence[SeatedAudit | None]) -> bool:
        """Say how far it is; whether it shall end."""
        lowest = self.helper.below(score[0]) if self.helper is not None else None
        if self.on_progress is not None:
            share = 1 - self._left() / self.seconds if self.seconds else 1.0
            now = Progress(share, Cost(*score), lowest, self.options, tuple(seats))
            self.stopped = self.stopped or bool(self.on_progress(now))
        self.proved = score[1] == 0 and lowest == score[2]
        return self._ended


def rounds_in(problem: PlanningProblem, seconds: float) -> int:
    """Rounds of which a machine goes those of all `SHARES` in time; a small problem needs less."""
    audits = len(problem.audits)
    pace = min(600, 2500 / (1 + audits / 150))
    return max(100, min(max(ENOUGH, 20 * audits**2), round(pace * seconds)))


def _unplaced(options: Options, seats: Sequence[SeatedAudit | None]) -> dict[str, Unplaced]:
    board = laid_out(options, seats)
    return {
        options.problem.audits[audit].id: why_unplaced(board, audit)
        for audit, seat in enumerate(seats)
        if seat is None
    }
