"""Nonsense is named before anything is planned."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditdesk.planner.faults import faults
from auditdesk.planner.problem import Audit, Placement, PlanningProblem, Weights
from tests.planner.instances import instance
from tests.planner.small import auditor, problem, unit

ANNA = auditor("Anna")


def _fixed(*placed: Placement, **other: Any) -> PlanningProblem:
    of = problem([unit("Design", **other), unit("Sales", site="Brno", **other)], [ANNA])
    audits = tuple(replace(one, fixed=two) for one, two in zip(of.audits, placed, strict=False))
    return replace(of, audits=audits)


@pytest.mark.parametrize(
    ("of", "field", "says"),
    [
        (
            problem([unit("D", last_week=-1, min_gap=9, max_gap=9, before_week=5)], [ANNA]),
            "D/0",
            "its window closes in week 4, before it opens in 8",
        ),
        (
            problem([unit("D", dur_hd=11)], [ANNA]),
            "D",
            "an audit of 5.5 days does not fit into a week",
        ),
        (problem([unit("D", dur_hd=0)], [ANNA]), "D", "an audit of 0.0 days"),
        (
            problem([unit("D", team_min=3, team_max=2)], [ANNA]),
            "D",
            "a team of 3 to 2 people is none",
        ),
        (problem([unit("D", team_min=0)], [ANNA]), "D", "a team of 0 to 2 people is none"),
        (
            problem([unit("D", min_gap=9, max_gap=8)], [ANNA]),
            "D",
            "at least 9 and at most 8 weeks apart",
        ),
        (
            problem([unit("D", core=frozenset({"9.3"}))], [ANNA]),
            "D",
            "9.3 in every audit, but not among its clauses",
        ),
        (
            problem(
                [
                    unit(
                        "D",
                        clauses=("8.3", "8.4"),
                        core=frozenset({"8.3", "8.4"}),
                        clauses_per_audit=1,
                    )
                ],
                [ANNA],
            ),
            "D",
            "1 clauses in an audit are fewer than the 2",
        ),
        (
            problem([unit("D", clauses=("8.3", "8.4"), clauses_per_audit=1)], [ANNA]),
            "D",
            "1 audits with 1 clauses each cannot hold its 2 clauses",
        ),
        (problem([unit("D", risk=7)], [ANNA]), "D", "its risk 7 has no weight"),
        (
            problem([unit("D", n=2)], [ANNA], audits=(Audit("x", "D", 0),)),
            "D",
            "2 audits are due, numbered from 0; there are 0",
        ),
        (problem([unit("D", site="Mars")], [ANNA]), "D", "Mars is not known"),
        (problem([unit("D")], [auditor("Boris", site="Mars")]), "Boris", "Mars is not known"),
        (problem([unit("D")], [ANNA], audits=(Audit("x", "E", 0),)), "x", "E is not known"),
        (
            problem([unit("D")], [ANNA], audits=(Audit("x", "D", 0, Placement(3, 0, "Zoe")),)),
            "x",
            "Zoe is not known",
        ),
        (problem([unit("D"), unit("D")], [ANNA]), "D", "D is there 2 times"),
        (
            problem([unit("D")], [auditor("Boris", tokens=frozenset())]),
            "Boris",
            "Boris is competent in nothing",
        ),
        (
            problem([unit("D")], [auditor("Boris", max_hd_week=-1)]),
            "Boris",
            "a limit is less than nothing",
        ),
        (problem([unit("D")], [auditor("Boris", lead=False)]), "auditors", "Nobody may lead"),
        (problem([unit("D")], []), "auditors", "Nobody may lead"),
        (
            problem(
                [unit("D", dur_hd=10), unit("E", dur_hd=10)], [auditor("Boris", max_hd_year=18)]
            ),
            "audits",
            "need 10.0 days of auditors, who have 9.0",
        ),
        (
            problem([unit("D")], [ANNA], start=date(2026, 1, 6)),
            "start",
            "2026-01-06 is not a Monday",
        ),
        (problem([unit("D")], [ANNA], weeks=0), "horizon_weeks", "no week"),
        (
            problem([unit("D")], [ANNA], year_of_week=(0,)),
            "year_of_week",
            "has 1 weeks, the horizon 12",
        ),
        (problem([unit("D")], [ANNA], month_of_week=(9,) * 12), "month_of_week", "not in months"),
        (problem([unit("D")], [ANNA], rotation_max=0), "rotation_max", "less than 1"),
        (problem([unit("D")], [ANNA], weights=Weights(late=-1)), "weights", "less than nothing"),
        (
            _fixed(Placement(3, 0, "Anna"), Placement(3, 1, "Anna")),
            "Design/0",
            "Agreed, but Anna is in Design/0 and Sales/0 at once",
        ),
        (
            _fixed(Placement(3, 0, "Anna"), Placement(3, 1, "Anna"), dur_hd=1),
            "Design/0",
            "Agreed, but Anna is at two sites on one day",
        ),
        (_fixed(Placement(3, 9, "Anna")), "Design/0", "agreed, but does not fit into its week"),
        (_fixed(Placement(12, 0, "Anna")), "Design/0", "agreed, but does not fit into its week"),
    ],
)
def test_nonsense_is_named(of: PlanningProblem, field: str, says: str) -> None:
    found = faults(of)
    assert any(one.field == field and says in one.message for one in found), found


@pytest.mark.parametrize("size", ["S", "M", "L", "XL"])
def test_what_makes_sense_has_no_faults(size: str) -> None:
    assert not faults(instance(size, 1, squeezed=True))


def test_a_window_that_time_has_closed_is_no_fault() -> None:
    of = problem([unit("Design", before_week=5)], [ANNA])
    assert not faults(of.with_previous({}, 8))
