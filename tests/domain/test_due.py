"""The values that a new book starts with: due dates by grade and stage, and days of warning ahead.

Practice of nonconformity handling, not requirements of a standard; a book keeps its own.
"""

from datetime import date

import pytest

from auditdesk.domain.action import DEFAULT_DUE, Span, scaled
from auditdesk.domain.due import LEAD_DAYS, DueKind
from auditdesk.domain.finding import ANSWER_OWED, FindingState, owed_on


def test_each_grade_starts_with_the_spans_of_practice() -> None:
    working = {
        ("major", "acknowledge"): 2,
        ("major", "correct"): 5,
        ("major", "plan"): 10,
        ("minor", "acknowledge"): 5,
        ("minor", "correct"): 10,
        ("minor", "plan"): 20,
        ("observation", "acknowledge"): 10,
    }
    calendar = {
        ("major", "implement"): 30,
        ("major", "verify"): 60,
        ("minor", "implement"): 60,
        ("minor", "verify"): 90,
        ("observation", "implement"): 90,
        ("opportunity", "plan"): 30,
    }
    assert {key: span.days for key, span in DEFAULT_DUE.items() if span.working} == working
    assert {key: span.days for key, span in DEFAULT_DUE.items() if not span.working} == calendar


@pytest.mark.parametrize(
    ("importance", "ten", "hundred"),
    [(1, 15, 150), (2, 13, 125), (3, 10, 100), (4, 8, 75), (5, 5, 50)],
)
def test_the_more_hangs_on_a_process_the_sooner(importance: int, ten: int, hundred: int) -> None:
    assert scaled(Span(10), importance) == Span(ten)
    assert scaled(Span(100, working=False), importance) == Span(hundred, working=False)


def test_no_span_is_shorter_than_a_day() -> None:
    assert scaled(Span(1), 5) == Span(1)


def test_what_waits_is_told_as_long_ahead_as_practice_has_it() -> None:
    assert LEAD_DAYS == {
        DueKind.CONFIRM: 42,
        DueKind.SEND_PLAN: 14,
        DueKind.REPORT: 0,
        DueKind.ISSUE: 0,
        DueKind.ANSWER: 14,
        DueKind.ACTION: 14,
        DueKind.CHECK: 14,
        DueKind.FOLLOW_UP: 92,
        DueKind.COMPETENCE: 90,
    }


def test_everything_that_waits_has_words_of_its_own() -> None:
    words = [kind.label for kind in DueKind]
    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("state", list(FindingState))
def test_a_finding_owes_its_answer_until_its_plan_is_accepted_and_then_its_doing(
    state: FindingState,
) -> None:
    answer, doing = date(2026, 11, 1), date(2026, 12, 1)
    owed = {FindingState.PLAN_ACCEPTED: doing, **dict.fromkeys(ANSWER_OWED, answer)}
    assert owed_on(state, answer, doing) == owed.get(state)
