"""What has no place is explained by name, in the fewest reasons, with what would help."""

from dataclasses import replace
from typing import Any

import pytest

from auditdesk.planner.board import Board
from auditdesk.planner.explain import why_unplaced
from auditdesk.planner.options import Options
from auditdesk.planner.problem import Audit, Placement, PlanningProblem, VisitedSite
from auditdesk.planner.rules import broken
from auditdesk.planner.seats import best_seat
from auditdesk.planner.solve import solve
from tests.planner.small import auditor, problem, unit

ALWAYS = frozenset((week, day) for week in range(12) for day in range(5))
ANNA = auditor("Anna")
BORIS = auditor("Boris", tokens=frozenset({"8.4"}))


def _two_at_once() -> PlanningProblem:
    """Anna is agreed to be elsewhere in the only week there is."""
    agreed = Placement(3, 0, "Anna")
    of = problem(
        [
            unit("Sales", dur_hd=10, last_week=-8),
            unit("Design", dur_hd=10, before_week=4, min_gap=11, last_week=-8),
        ],
        [replace(ANNA, max_hd_week=20)],
    )
    first, second = of.audits
    return replace(of, audits=(replace(first, fixed=agreed), second))


CASES: dict[str, tuple[PlanningProblem, str, list[str], list[str]]] = {
    "nobody knows it": (
        problem([unit("Design")], [BORIS]),
        "Design/0",
        ["Nobody who is independent of Design and free is competent in 8.3."],
        ["Make Boris competent in 8.3."],
    ),
    "who knows it is not independent": (
        problem([unit("Design")], [replace(ANNA, dept="Development"), BORIS]),
        "Design/0",
        ["Anna: not independent of Design.", "competent in 8.3."],
        ["Make Boris competent in 8.3.", "Let Anna audit Design by a declared exception."],
    ),
    "who knows it is absent": (
        problem(
            [unit("Design", before_week=2)],
            [replace(ANNA, off_days=frozenset((week, day) for week in (0, 1) for day in range(5)))],
        ),
        "Design/0",
        ["Anna: absent, weeks of 2026-01-05, 2026-01-12.", "between the weeks of 2026-01-05 and"],
        ["Free Anna in the week of 2026-01-12.", "Allow the week of 2026-02-02."],
    ),
    "always absent": (
        problem([unit("Design")], [replace(ANNA, off_days=ALWAYS)]),
        "Design/0",
        ["Anna: absent, weeks of 2026-01-05, 2026-01-12, 2026-01-19 and 8 more."],
        ["Free Anna in the week of 2026-02-02."],
    ),
    "the site is closed": (
        problem(
            [unit("Design")],
            [ANNA],
            sites=(
                VisitedSite("Graz", "Graz works", frozenset(range(12))),
                VisitedSite("Brno", "Brno"),
            ),
        ),
        "Design/0",
        ["Graz works is closed"],
        ["Open Graz works in the week of 2026-02-02."],
    ),
    "the unit is blocked": (
        problem([unit("Design", blocked_weeks=frozenset(range(11)), dur_hd=10)], [ANNA]),
        "Design/0",
        ["Design is closed", "It is due between the weeks of 2026-01-05 and 2026-03-16."],
        ["Open Design in the week of 2026-02-02."],
    ),
    "nobody may lead": (
        problem(
            [unit("Design")],
            [replace(ANNA, lead=False), replace(BORIS, conflict_units=frozenset({"Design"}))],
        ),
        "Design/0",
        ["Nobody who could come may lead, such as Anna.", "Boris: not independent of Design."],
        ["Let Anna lead.", "Let Boris audit Design by a declared exception."],
    ),
    "led it too often": (
        problem([unit("Design", history_leads=("Anna", "Anna"))], [ANNA]),
        "Design/0",
        ["Anna: led Design the last 2 times."],
        ["Let Anna lead once more."],
    ),
    "too few days a week": (
        problem([unit("Design", dur_hd=6)], [replace(ANNA, max_hd_week=4)]),
        "Design/0",
        ["Anna: no days of audits left"],
        ["Allow Anna more days in the week of 2026-02-02."],
    ),
    "in another audit": (
        _two_at_once(),
        "Design/0",
        ["Anna: in other audits, weeks of 2026-01-26."],
        ["Move Sales/0 out of the week of 2026-01-26.", "Allow the week of 2026-02-02."],
    ),
    "the site takes no more": (
        problem(
            [unit("Design")],
            [ANNA],
            sites=(VisitedSite("Graz", "Graz", max_audits_week=0), VisitedSite("Brno", "Brno")),
        ),
        "Design/0",
        ["Graz has all the audits it can take"],
        ["Allow Graz one more audit in the week of 2026-02-02."],
    ),
    "two reasons": (
        problem([unit("Design")], [replace(BORIS, off_days=ALWAYS)]),
        "Design/0",
        ["competent in 8.3.", "Boris: absent"],
        ["Free Boris in the week of 2026-02-02 and make Boris competent in 8.3."],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_has_no_place_says_why_and_what_would_help(case: str) -> None:
    of, audit, reasons, helps = CASES[case]
    why = solve(of, 0.2).unplaced[audit]
    for reason in reasons:
        assert any(reason in one for one in why.reasons), why.reasons
    for help in helps:
        assert help in why.helps
    assert len(why.reasons) <= 3


@pytest.mark.parametrize("case", CASES)
def test_what_has_no_place_is_left_out_and_nothing_else(case: str) -> None:
    of, audit, _reasons, _helps = CASES[case]
    solution = solve(of, 0.2)
    assert set(solution.unplaced) == {audit}
    assert not broken(of, solution.plan)


@pytest.mark.parametrize(
    ("case", "helped"),
    [
        ("nobody knows it", {"auditors": (replace(BORIS, tokens=frozenset({"8.3", "8.4"})),)}),
        ("led it too often", {"rotation_max": 3}),
        ("too few days a week", {"auditors": (replace(ANNA, max_hd_week=6),)}),
        ("always absent", {"auditors": (replace(ANNA, off_days=ALWAYS - {(4, 0)}),)}),
    ],
)
def test_doing_what_would_help_helps(case: str, helped: dict[str, Any]) -> None:
    of, audit, _reasons, _helps = CASES[case]
    assert audit in solve(replace(of, **helped), 0.2).plan


def test_gaps_and_limits_are_told_as_the_other_audits_leave_them() -> None:
    of = problem(
        [unit("Design", n=2, min_gap=1, max_gap=2, last_week=-1)],
        [
            replace(
                ANNA, off_days=frozenset((week, day) for week in range(1, 12) for day in range(5))
            )
        ],
    )
    board = Board(Options(of))
    seat = best_seat(board, 0)
    assert seat is None or seat.week == 0
    why = why_unplaced(board, 1)
    assert any("absent" in one for one in why.reasons)


def test_of_a_full_year_the_limit_is_told() -> None:
    of = problem(
        [unit("Sales", dur_hd=6), unit("Design", dur_hd=6)],
        [replace(ANNA, max_hd_month=6, max_hd_year=12)],
    )
    first = Audit("Sales/0", "Sales", 0, Placement(2, 0, "Anna"))
    of = replace(
        of, audits=(first, of.audits[1]), units=(of.units[0], replace(of.units[1], before_week=4))
    )
    why = solve(of, 0.2).unplaced["Design/0"]
    assert "Allow Anna more days in the month of 2026-01-26." in why.helps
