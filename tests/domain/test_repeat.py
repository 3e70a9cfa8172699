"""When an earlier finding counts as the same, which comes first, and what grade a repeat gets."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.finding import DEFAULT_GRADES
from auditdesk.domain.months import months_between, months_later
from auditdesk.domain.repeat import Earlier, likeness, raised, ranked, sentence, since

GRADES = {grade.key: grade for grade in DEFAULT_GRADES}
TODAY = date(2026, 11, 23)


def before(number: str = "NC-2025-031", **other: object) -> Earlier:
    values = {
        "id": number,
        "number": number,
        "state": "closed",
        "raised_on": date(2025, 9, 1),
        "closed_on": date(2026, 4, 20),
        "statement": "",
        "clause": "8.4.1",
        "moved": False,
        "same_process": True,
        "same_site": True,
        "like": 0,
    }
    return Earlier(**(values | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        ({}, False),
        ({"like": 1}, True),
        ({"same_site": False, "like": 1}, True),
        ({"same_process": False, "like": 34}, False),
        ({"same_process": False, "like": 35}, True),
    ],
)
def test_nothing_alike_is_no_repeat_and_at_another_process_much_must_be_alike(
    other: dict, counts: bool
) -> None:
    assert before(**other).counts() is counts


def test_the_likeliest_comes_first_and_of_equals_the_newest() -> None:
    found = [
        before("A", same_process=False, like=50),
        before("B", like=20),
        before("C", like=20, raised_on=date(2026, 1, 1)),
        before("D", same_process=False, like=10),
        before("E", moved=True, like=20),
    ]
    assert [one.number for one in ranked(found, 9)] == ["C", "B", "A", "E"]
    assert [one.number for one in ranked(found, 1)] == ["C"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, "Same clause and process as NC-2025-031, closed 7 months ago."),
        ({"closed_on": date(2026, 11, 20)}, "closed 3 days ago."),
        ({"state": "issued", "closed_on": None}, "NC-2025-031, still open."),
        ({"moved": True}, "Same clause of the other edition and same process"),
        ({"same_process": False}, "Same clause and site and like words"),
        ({"same_process": False, "moved": True}, "other edition, same site and like words"),
    ],
)
def test_what_is_alike_is_said_in_one_sentence(other: dict, told: str) -> None:
    assert told in sentence(before(**other), TODAY)


@pytest.mark.parametrize(
    ("grade", "series", "above"),
    [
        ("minor", "NC", "major"),
        ("major", "NC", None),
        ("observation", "", "minor"),
        ("observation", "OB", None),
        ("opportunity", "", None),
        ("positive", "", None),
    ],
)
def test_a_repeat_gets_the_grade_above(grade: str, series: str, above: str | None) -> None:
    found = raised(GRADES[grade], DEFAULT_GRADES, series)
    assert (found.key if found else None) == above


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("abcdefgh", "abcdefgh", 100),
        ("abcd", "efghij", 0),
        ("a", "abcdefgh", 16),
        ("", "", 0),
    ],
)
def test_likeness_is_the_share_of_common_words(one: str, other: str, like: int) -> None:
    assert likeness(frozenset(one), frozenset(other)) == like


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 23), 24, date(2024, 11, 23)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_back_in_the_calendar(day: date, months: int, first: date) -> None:
    assert since(day, months) == first


@pytest.mark.parametrize(
    ("closed_on", "told"),
    [
        (date(2026, 11, 23), "closed today."),
        (date(2026, 11, 22), "closed 1 day ago."),
        (date(2026, 10, 24), "closed 30 days ago."),
        (date(2026, 10, 23), "closed 1 month ago."),
        (date(2026, 8, 23), "closed 3 months ago."),
        (date(2026, 8, 24), "closed 2 months ago."),
        (date(2024, 11, 24), "closed 23 months ago."),
        (date(2024, 11, 23), "closed 2 years ago."),
        (date(2016, 11, 23), "closed 10 years ago."),
        (date(2016, 11, 24), "closed 9 years ago."),
        (date(2026, 12, 24), "closed on 2026-12-24."),
    ],
)
def test_time_since_the_closing_is_told_in_calendar_months(closed_on: date, told: str) -> None:
    assert sentence(before(closed_on=closed_on), TODAY).endswith(told)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400))
def test_months_passed_are_those_that_lead_there(day: date, months: int) -> None:
    later = months_later(day, months)
    assert months_between(day, later) == months
    assert months_between(day, later + timedelta(days=1)) >= months
    assert months_between(day, later - timedelta(days=1)) < months or not months
