"""Trend: months, the limits within which they vary by chance, and what lies outside of chance.

The limits are those of a chart of single values (mean ± 2.66 × mean step from month to month), as
Shewhart drew them; the rules for runs are the usual ones.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from auditdesk.domain.months import months_later
from auditdesk.i18n import N_

FEWEST_MONTHS = 8
"""So few months say nothing of what varies by chance."""
_STEPS_TO_LIMIT = 2.66
_SIDE, _SLOPE = 8, 6

OUTSIDE = N_("outside the limits")
ONE_SIDE = N_("eight months in a row on one side of the mean")
SLOPE = N_("six months in a row rising or falling")


class Limits(NamedTuple):
    """Mean and limits; the lower one is never below nothing."""

    mean: float
    lower: float
    upper: float


class Signal(NamedTuple):
    """A month, by its place, in which a rule (marked) says that something has changed."""

    at: int
    rule: str


def limits(counts: Sequence[int]) -> Limits | None:
    """The limits of a row of months; None where it is too short to say."""
    if len(counts) < FEWEST_MONTHS:
        return None
    mean = sum(counts) / len(counts)
    steps = [abs(after - before) for before, after in pairwise(counts)]
    reach = _STEPS_TO_LIMIT * sum(steps) / len(steps)
    return Limits(mean, max(0.0, mean - reach), mean + reach)


def signals(counts: Sequence[int], of: Limits | None) -> list[Signal]:
    """The months that a rule points at, each with the first rule that does."""
    if of is None:
        return []
    return [Signal(n, rule) for n in range(len(counts)) if (rule := _rule_at(counts[: n + 1], of))]


def _rule_at(counts: Sequence[int], of: Limits) -> str:
    """The rule that points at the last of these months; "" for none."""
    if not of.lower <= counts[-1] <= of.upper:
        return OUTSIDE
    side = counts[-_SIDE:]
    if len(side) == _SIDE and (all(n > of.mean for n in side) or all(n < of.mean for n in side)):
        return ONE_SIDE
    slope = counts[-_SLOPE:]
    pairs = list(pairwise(slope))
    if len(slope) == _SLOPE and (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
        return SLOPE
    return ""


def months(first: date, last: date) -> list[str]:
    """The months between two days, as “2026-03”."""
    found, start = [], first.replace(day=1)
    while start <= last:
        found.append(start.isoformat()[:7])
        start = months_later(start, 1)
    return found
