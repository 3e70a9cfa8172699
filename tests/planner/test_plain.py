"""The plain format goes both ways, and the command line solves what it is given."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from auditdesk.errors import Refusal
from auditdesk.planner.cost import cost
from auditdesk.planner.plain import plan_as_plain, plan_from, problem_from, summary
from auditdesk.planner.problem import Placement, PlanningProblem
from auditdesk.planner.rules import broken
from auditdesk.planner.solve import solve
from tests.conftest import run_cli, write_json
from tests.planner.instances import Size, planted
from tests.planner.small import auditor, problem, unit

GIVEN = Path(__file__).parents[3] / "shared" / "planner"
TINY = Size(6, 4, 30, 2)


def plain(of: PlanningProblem) -> dict[str, Any]:
    """A problem as the format says."""

    def of_values(one: Any) -> dict[str, Any]:
        return {
            key: sorted(value) if isinstance(value, frozenset) else value
            for key, value in asdict(one).items()
        }

    data = {
        "horizon_weeks": of.horizon,
        "start": of.start.isoformat(),
        "months": of.months,
        "month_of_week": of.month_of_week,
        "year_of_week": of.year_of_week,
        "grace_weeks": of.grace_weeks,
        "rotation_max": of.rotation_max,
        "weights": asdict(of.weights),
        "risk_w": {str(risk): one for risk, one in of.risk_weights.items()},
        "travel": of.travel,
        "sites": [of_values(one) for one in of.sites],
        "auditors": [of_values(one) for one in of.auditors],
        "units": [of_values(one) for one in of.units],
        "audits": [of_values(one) for one in of.audits],
    }
    if of.previous is not None:
        data |= {"previous": plan_as_plain(of.previous), "now": of.now}
    return dict(json.loads(json.dumps(data)))


def without(data: Mapping[str, Any], *path: Any) -> dict[str, Any]:
    """The data without what lies at a path."""
    copy: dict[str, Any] = json.loads(json.dumps(data))
    of: Any = copy
    for step in path[:-1]:
        of = of[step]
    del of[path[-1]]
    return copy


@pytest.mark.parametrize("size", ["S", "M"])
def test_a_problem_is_read_as_it_was_written(size: str) -> None:
    of, plan = planted(size, 1)
    assert problem_from(plain(of)) == of
    replan = of.with_previous(plan, 9)
    assert problem_from(plain(replan)) == replan


def test_a_plan_is_read_as_it_was_written_alone_or_in_a_solution() -> None:
    _of, plan = planted("S", 1)
    assert plan_from(plan_as_plain(plan)) == plan
    assert plan_from({"plan": plan_as_plain(plan), "unplaced": {}}) == plan


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (("horizon_weeks",), "horizon_weeks"),
        (("units", 0, "dur_hd"), "dur_hd"),
        (("auditors", 1, "tokens"), "tokens"),
        (("audits", 2, "unit"), "unit"),
    ],
)
def test_what_is_missing_is_named(path: tuple[Any, ...], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        problem_from(without(plain(planted("S", 1)[0]), *path))


@pytest.mark.parametrize(
    "data", [[], "x", {"start": "soon"}, {**plain(planted("S", 1)[0]), "units": 5}]
)
def test_what_cannot_be_read_is_refused(data: Any) -> None:
    with pytest.raises(Refusal, match="The problem"):
        problem_from(data)


def test_the_command_line_prints_a_plan_that_others_can_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of, _plan = planted(TINY, 1)
    file = write_json(tmp_path / "problem.json", plain(of))
    code, out, err = run_cli(
        capsys, "schedule", "--problem", file, "--json", "--seconds", "1", "--seed", "3"
    )
    assert (code, err) == (0, "")
    done = json.loads(out)
    plan = plan_from(done)
    assert not broken(of, plan)
    assert done["objective"] == cost(of, plan).cost
    assert (done["unplaced"], done["unplaced_weight"], done["moves"]) == ({}, 0, 0)
    assert done["lower_bound"] is None or done["lower_bound"] <= done["objective"]
    assert done["seed"] == 3
    assert 0 < done["seconds"] < 10
    for audit, placed in done["plan"].items():
        assert set(placed) == {"week", "start", "lead", "members", "clauses"}, audit


def test_the_command_line_plans_anew_around_the_plan_that_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of, plan = planted(TINY, 2)
    file = write_json(tmp_path / "problem.json", plain(of.with_previous(plan, 5)))
    code, out, _err = run_cli(capsys, "schedule", "--problem", file, "--json", "--seconds", "1")
    assert code == 0
    assert json.loads(out)["moves"] == 0


def test_the_command_line_says_what_has_no_place_and_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = problem([unit("Design"), unit("Sales", clauses=("9.9",))], [auditor("Anna")])
    file = write_json(tmp_path / "problem.json", plain(of))
    code, out, _err = run_cli(capsys, "schedule", "--problem", file, "--seconds", "0.5")
    assert code == 0
    assert "2026-01-05  Design/0  Design · Graz  Anna" in out
    assert "Sales/0 has no place. Nobody who is independent of Sales" in out
    assert "Make Anna competent in 9.9." in out
    assert "1 audit placed." in out
    code, out, _err = run_cli(capsys, "schedule", "--problem", file, "--seconds", "0.5", "--json")
    assert json.loads(out)["unplaced"]["Sales/0"]["helps"] == ["Make Anna competent in 9.9."]


def test_what_is_agreed_against_a_rule_stays_and_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = problem([unit("Design")], [auditor("Anna", off_days=frozenset({(3, 0)}))])
    agreed = replace(of.audits[0], fixed=Placement(3, 0, "Anna"))
    file = write_json(tmp_path / "problem.json", plain(replace(of, audits=(agreed,))))
    code, out, err = run_cli(capsys, "schedule", "--problem", file, "--seconds", "0.5", "--json")
    assert code == 0
    assert json.loads(out)["plan"]["Design/0"]["week"] == 3
    assert "Agreed, but: Design/0: Anna is absent" in err


@pytest.mark.parametrize(
    ("of", "says"),
    [
        (problem([unit("Design", team_min=3)], [auditor("Anna")]), "a team of 3 to 2"),
        (problem([unit("Design")], [auditor("Anna", tokens=frozenset())]), "competent in nothing"),
    ],
)
def test_the_command_line_refuses_nonsense_in_one_line(
    of: PlanningProblem, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_json(tmp_path / "problem.json", plain(of))
    code, out, err = run_cli(capsys, "schedule", "--problem", file, "--json")
    assert (code, out) == (1, "")
    assert says in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("asked", [(), ("some.auditdesk", "--problem", "x.json")])
def test_the_command_line_asks_for_a_book_or_a_problem(
    asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _out, err = run_cli(capsys, "schedule", *asked)
    assert code == 2
    assert "--problem" in err


def test_a_summary_says_how_good_the_plan_is() -> None:
    of, _plan = planted(TINY, 1)
    solution = solve(of, 20)
    assert solution.optimal
    assert list(summary(of, solution))[-1] == f"Cost {solution.cost.cost}; none is better."


def _given(name: str) -> PlanningProblem:
    path = GIVEN / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{path.name} lies beside the repository where it is developed")
    return problem_from(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("name", ["S-1", "M-1", "M-2"])
def test_given_instances_are_planned_within_the_rules(name: str) -> None:
    of = _given(name)
    solution = solve(of, 1)
    assert not broken(of, solution.plan)
    assert all(unplaced.reasons for unplaced in solution.unplaced.values())
    assert set(solution.plan) | set(solution.unplaced) == {audit.id for audit in of.audits}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "most"), [("S-1", 590), ("M-1", 1420), ("M-2", 1890)])
def test_given_instances_are_planned_nearly_as_well_as_asked(name: str, most: int) -> None:
    """With room for a machine that is busy; what is reached in which time the benchmark tells."""
    of = _given(name)
    solution = solve(of, 30)
    assert not broken(of, solution.plan)
    assert not solution.unplaced
    assert solution.lower_bound is not None
    assert solution.lower_bound <= solution.cost.cost <= most
