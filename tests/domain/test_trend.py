"""Trend: limits and rules for runs, by hand-made rows."""

from datetime import date

import pytest

from auditdesk.domain.trend import ONE_SIDE, OUTSIDE, SLOPE, limits, months, signals

STEADY = [5, 6, 4, 5, 6, 5, 4, 5, 6, 5]


@pytest.mark.parametrize(
    ("counts", "at", "rule"),
    [
        ([*STEADY, 30], 10, OUTSIDE),
        ([*([9, 11] * 4), *([1, 3] * 4)], 7, ONE_SIDE),
        ([4, 9, 4, 1, 3, 5, 7, 9, 11, 6, 5, 8], 8, SLOPE),
    ],
)
def test_a_rule_points_at_the_month(counts: list[int], at: int, rule: str) -> None:
    found = {one.at: one.rule for one in signals(counts, limits(counts))}
    assert found[at] == rule


def test_a_steady_row_has_no_signal_and_a_short_one_no_limits() -> None:
    assert signals(STEADY, limits(STEADY)) == []
    assert limits(STEADY[:7]) is None and signals([9] * 7, None) == []


def test_limits_are_those_of_a_chart_of_single_values() -> None:
    found = limits([2, 4] * 4)
    assert found is not None
    assert (found.mean, found.lower, found.upper) == (3, 0, pytest.approx(3 + 2.66 * 2))


def test_months_run_over_the_new_year() -> None:
    assert months(date(2025, 11, 30), date(2026, 2, 1)) == [
        "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
