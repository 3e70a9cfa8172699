"""Scorecard row 25: every row has tests that are there, and a seeded fault that they find."""

import ast
from pathlib import Path

import pytest

from tests.faults.scorecard import SCORECARD, Row, places

TESTS = Path(__file__).parents[1]


def _missing(place: str) -> str:
    """What of a place is not there: the file, or the test in it; "" where all is."""
    file, _colons, name = place.partition("::")
    path = TESTS / file
    if not path.is_file():
        return file
    tests = [
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    return "" if tests and (not name or name in tests) else place


@pytest.mark.parametrize("place", places())
def test_what_a_row_names_is_there(place: str) -> None:
    assert _missing(place) == ""


@pytest.mark.parametrize("number", SCORECARD)
def test_a_row_has_tests_and_a_seeded_fault(number: int) -> None:
    row = SCORECARD[number]
    assert row.promise and row.tests and row.controls


def test_the_rows_are_those_of_the_scorecard() -> None:
    assert set(SCORECARD) == set(range(1, 26))


@pytest.mark.parametrize(
    "place", ["faults/test_gone.py", "faults/test_kills.py::test_that_is_not_there"]
)
def test_a_row_whose_test_is_gone_is_noticed(place: str) -> None:
    row = Row("Nothing", (place,), ())
    assert [_missing(each) for each in row.tests] == [place]
