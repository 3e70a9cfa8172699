"""How good a plan can be at best, proved by HiGHS on models that leave some rules out."""

import math
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import NamedTuple

from auditdesk.planner.board import UNPLACED, Board, SeatedAudit
from auditdesk.planner.linear import solved
from auditdesk.planner.options import Options
from auditdesk.planner.relaxation import Relaxation, small
from auditdesk.planner.seats import laid

SMALL, MIDDLING = 10_000, 80_000
"""Columns up to which the model by week is solved in whole numbers, or as a linear one."""
LONGEST = 20.0
"""Seconds for a linear model."""


class Proof(NamedTuple):
    """No plan has less energy than this; and a plan that came with it, where one did."""

    energy: float
    plan: Board | None = None


def prove(options: Options, seats: Sequence[SeatedAudit | None], seconds: float) -> Iterator[Proof]:
    """What is proved, better and better.

    The model by audit comes first and is solved in seconds at any size. Where there are not too
    many teams and weeks, the model by week follows; in whole numbers it starts from the best seats
    known, and often gives the best plan there is. Nothing is said of moves: the bound holds
    whatever is moved.
    """
    deadline = perf_counter() + seconds
    best = -math.inf
    for by_week in (False, True)[: 1 + small(options, MIDDLING)]:
        left = deadline - perf_counter()
        if left <= 0:
            return
        relaxation, whole = Relaxation(options, by_week), by_week and small(options, SMALL)
        if whole:
            found = solved(relaxation.model, 0.95 * left, True, relaxation.columns_of(seats))
        else:
            found = solved(relaxation.model, min(0.95 * left, LONGEST), False)
        if found.bound >= best:
            best = found.bound
            done = whole and found.done
            yield Proof(best, laid(options, relaxation.chosen(found.values)) if done else None)


def proves_first(options: Options) -> bool:
    """Whether the proof comes before all else, as it is likely to give the best plan there is."""
    return options.problem.previous is None and small(options, SMALL)


def below(energy: float, unplaced: int) -> int | None:
    """What every plan costs at least that leaves no more risk unplaced; None if unknown."""
    cost = energy - UNPLACED * unplaced - 1e-4
    return math.ceil(cost) if cost > -1 else None
