"""How good a plan can be at best, proved by HiGHS on models that leave some rules out."""

import math
from collections.abc import Iterator, Sequence
from time import perf_counter

from auditdesk.planner.board import UNPLACED, Seat
from auditdesk.planner.linear import solved
from auditdesk.planner.options import Options
from auditdesk.planner.relaxation import Relaxation, size

SMALL, MIDDLING = 10_000, 80_000
"""Columns up to which the model by week is solved in whole numbers, or as a linear one."""
LONGEST = 20.0
"""Seconds for a linear model."""


def prove(options: Options, seats: Sequence[Seat | None], seconds: float) -> Iterator[float]:
    """What is proved, better and better: the energy below which no plan lies.

    The model by audit comes first and is solved in seconds at any size. Where there are not too
    many teams and weeks, the model by week follows; in whole numbers it starts from the best seats
    known, and often proves a small plan the best there is. Nothing is said of moves: the bound
    holds whatever is moved.
    """
    deadline = perf_counter() + seconds
    best = -math.inf
    columns = size(options)
    for by_week in (False, True)[: 1 + (columns <= MIDDLING)]:
        left = deadline - perf_counter()
        if left > 0:
            relaxation = Relaxation(options, by_week)
            if by_week and columns <= SMALL:
                found = solved(relaxation.model, 0.95 * left, True, relaxation.columns_of(seats))
            else:
                found = solved(relaxation.model, min(0.95 * left, LONGEST), False)
            if found.bound > best:
                best = found.bound
                yield best


def proves_first(options: Options) -> bool:
    """Whether a proof is likely enough to come before everything else."""
    return size(options) <= SMALL


def below(energy: float, unplaced: int) -> int | None:
    """What every plan costs at least that leaves no more risk unplaced; None if unknown."""
    cost = energy - UNPLACED * unplaced - 1e-4
    return math.ceil(cost) if cost > -1 else None
