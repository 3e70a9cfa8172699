"""Linear: columns and rows between bounds, made as small as can be by HiGHS."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Terms = Mapping[int, float]
INFINITE = math.inf
SETTINGS: dict[str, Any] = {
    "output_flag": False,
    "threads": 1,
    "mip_abs_gap": 0.99,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_run_zi_round": False,
    "mip_heuristic_run_shifting": False,
}
"""Costs are whole numbers."""
PROOF: dict[str, Any] = {
    "mip_rel_gap": 0.0,
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
}
"""Where a bound is wanted: a search is the better heuristic."""
MERGE: dict[str, Any] = {"mip_rel_gap": 0.001}
"""Where a plan is wanted: the proof that nothing is better at all takes longest."""


@dataclass
class Model:
    """Columns between bounds, rows between bounds, and a cost for each column."""

    costs: list[float] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    row_lows: list[float] = field(default_factory=list)
    row_highs: list[float] = field(default_factory=list)
    row_starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, cost: float, high: float = 1, low: float = 0, whole: bool = False) -> int:
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        if whole:
            self.whole.append(len(self.costs) - 1)
        return len(self.costs) - 1

    def row(self, terms: Terms, low: float = -INFINITE, high: float = INFINITE) -> None:
        self.columns += terms.keys()
        self.values += terms.values()
        self.row_starts.append(len(self.columns))
        self.row_lows.append(low)
        self.row_highs.append(high)


@dataclass(frozen=True)
class Optimum:
    """The best values of the columns, none where none were found; no values cost less than bound.

    done: there was time enough; nothing is better, or there is nothing.
    """

    values: Sequence[float]
    bound: float
    done: bool


def solved(
    model: Model,
    seconds: float,
    whole: bool,
    start: Mapping[int, float] | None = None,
    settings: Mapping[str, Any] = PROOF,
) -> Optimum:
    """Look for the least cost within some seconds, in whole numbers or not.

    start: values to begin with. HiGHS 1.16 can then stop too soon, below a solution that it knows:
    its bound holds, but its values may not be the best.
    """
    import numpy
    from highspy import HighsModelStatus
    from highspy._core import _Highs  # the wrapper around it prints, and calls back

    highs = _Highs()
    for option, value in {**SETTINGS, **settings, "time_limit": seconds}.items():
        highs.setOptionValue(option, value)
    highs.passModel(_lp(model, whole))
    if start is not None:
        columns = numpy.array([*start], dtype=numpy.int32)
        highs.setSolution(len(start), columns, numpy.array([*start.values()], dtype=float))
    highs.run()
    info, status = highs.getInfo(), highs.getModelStatus()
    if status == HighsModelStatus.kInfeasible:
        return Optimum((), INFINITE, True)
    done = status == HighsModelStatus.kOptimal
    bound = info.mip_dual_bound if whole else info.objective_function_value
    if not math.isfinite(bound) or not (whole or done):
        bound = -INFINITE
    return Optimum(highs.getSolution().col_value, bound, done)


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
