"""Series: what a picture of the audits shows, as plain values; each part knows its records."""

from collections.abc import Sequence
from typing import NamedTuple

from auditdesk.domain.trend import Limits, Signal


class SeriesBar(NamedTuple):
    """Something counted: its name, how much, and the ids of the records that were counted.

    n: their number, but for what is no number of records, such as days.
    """

    name: str
    n: float
    ids: tuple[str, ...] = ()


class Pareto(NamedTuple):
    """Bars, the highest first; of: all of them together, as the cumulative line counts them."""

    bars: tuple[SeriesBar, ...]
    of: float


class Bars(NamedTuple):
    """Bars in an order of their own, such as ages."""

    bars: tuple[SeriesBar, ...]


class Trend(NamedTuple):
    """Months in their order, with the limits of chance and what lies outside of chance."""

    months: tuple[SeriesBar, ...]
    limits: Limits | None
    signals: tuple[Signal, ...]


class HeatMap(NamedTuple):
    """Counts where rows and columns meet; a pair without a bar is empty."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[int, int], SeriesBar]


class ProgressSeries(NamedTuple):
    """Audits that were planned by the end of each month, and held by then; held: None to come."""

    months: tuple[str, ...]
    planned: tuple[SeriesBar, ...]
    held: tuple[SeriesBar | None, ...]


class Node(NamedTuple):
    """A branch of the tree of causes; depth: 0 for the root."""

    depth: int
    bar: SeriesBar


class Tree(NamedTuple):
    """Causes by category, the frequent ones first, as a list of branches in reading order."""

    nodes: tuple[Node, ...]


Series = Pareto | Bars | Trend | HeatMap | ProgressSeries | Tree

MOST_BARS = 12


def pareto(bars: Sequence[SeriesBar], others: str) -> Pareto:
    """The highest first; what is beyond the twelfth is one bar of that name at the end."""
    ordered = sorted(bars, key=lambda bar: (-bar.n, bar.name))
    shown, rest = ordered[:MOST_BARS], ordered[MOST_BARS:]
    if len(rest) == 1:
        shown, rest = ordered, []
    if rest:
        ids = tuple(dict.fromkeys(id for bar in rest for id in bar.ids))
        shown = [*shown, SeriesBar(others, len(ids), ids)]
    return Pareto(tuple(shown), sum(bar.n for bar in shown))
