"""A share is never said to be whole while something is left, nor nothing where something is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.checklist import Tally
from auditdesk.domain.clause import heading
from auditdesk.domain.share import percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 5, 0), (5, 5, 100), (1, 2, 50), (2, 3, 67), (199, 200, 99), (1, 400, 1), (999, 1000, 99)],
)
def test_a_share_is_said_in_per_cent(part: int, whole: int, said: int) -> None:
    assert percent(part, whole) == said


@given(st.integers(1, 10_000), st.data())
def test_all_and_nothing_are_said_only_where_they_are_true(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert (percent(part, whole) == 100) == (part == whole)
    assert (percent(part, whole) == 0) == (part == 0)
    assert abs(percent(part, whole) - 100 * part / whole) <= 1


def test_a_checklist_with_one_line_that_is_not_met_is_not_fulfilled() -> None:
    assert Tally(400, {"conform": 399, "nonconformity": 1}).fulfilled == 99
    assert Tally(400, {"conform": 1, "nonconformity": 399}).fulfilled == 1
    assert Tally(400, {"conform": 400}).fulfilled == 100


def test_a_clause_without_a_title_is_called_by_its_number() -> None:
    assert heading("6.1.2", "") == "6.1.2"
    assert heading("8.4.1", "General") == "8.4.1 General"
