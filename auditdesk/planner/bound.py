"""How good a plan can be at best, proved by HiGHS on models that leave some rules out."""

import math
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any

from auditdesk.planner.board import UNPLACED, Seat
from auditdesk.planner.options import Options
from auditdesk.planner.relaxation import Model, Relaxation, size

SMALL, MIDDLING = 10_000, 80_000
"""Columns up to which the model by week is solved in whole numbers, or as a linear one."""
LONGEST = 20.0
"""Seconds for a linear model."""

SETTINGS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.99,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_zi_round": False,
    "mip_heuristic_run_shifting": False,
}
"""Costs are whole numbers, and the search is the better heuristic."""


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
            whole = by_week and columns <= SMALL
            found = _solved(Relaxation(options, by_week), seats, left, whole)
            if found > best:
                best = found
                yield best


def below(energy: float, unplaced: int) -> int | None:
    """What every plan costs at least that leaves no more risk unplaced; None if unknown."""
    cost = energy - UNPLACED * unplaced - 1e-4
    return math.ceil(cost) if cost > -1 else None


def _solved(
    relaxation: Relaxation, seats: Sequence[Seat | None], seconds: float, whole: bool
) -> float:
    """The bound that a model gives within some seconds, in whole numbers or as a linear one."""
    import highspy
    import numpy
    from highspy._core import _Highs  # the wrapper around it prints, and calls back

    highs = _Highs()
    limit = 0.95 * seconds if whole else min(0.95 * seconds, LONGEST)
    for option, value in (SETTINGS | {"time_limit": limit}).items():
        highs.setOptionValue(option, value)
    highs.passModel(_lp(relaxation.model, whole))
    if whole:
        known = relaxation.columns_of(seats)
        columns = numpy.array([*known], dtype=numpy.int32)
        highs.setSolution(len(known), columns, numpy.array([*known.values()], dtype=float))
    highs.run()
    info = highs.getInfo()
    if whole and math.isfinite(info.mip_dual_bound):
        return float(info.mip_dual_bound)
    if highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
        return float(info.objective_function_value)
    return -math.inf


def _lp(model: Model, whole: bool) -> Any:
    import highspy
    import numpy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.costs), len(model.row_lows)
    lp.col_cost_ = numpy.array(model.costs, dtype=float)
    lp.col_lower_ = numpy.array(model.lows, dtype=float)
    lp.col_upper_ = numpy.array(model.highs, dtype=float)
    lp.row_lower_ = numpy.array(model.row_lows, dtype=float)
    lp.row_upper_ = numpy.array(model.row_highs, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = numpy.array(model.row_starts, dtype=numpy.int32)
    lp.a_matrix_.index_ = numpy.array(model.columns, dtype=numpy.int32)
    lp.a_matrix_.value_ = numpy.array(model.values, dtype=float)
    if whole:
        kinds = [highspy.HighsVarType.kContinuous] * len(model.costs)
        for column in model.whole:
            kinds[column] = highspy.HighsVarType.kInteger
        lp.integrality_ = kinds
    return lp
