"""What a plan costs, by tables of cases reckoned by hand; windows, due weeks and fair shares."""

from typing import Any

import pytest

from auditdesk.planner.cost import Cost, cost, cost_parts, move_cost, uneven
from auditdesk.planner.problem import Audit, Placement
from tests.planner.small import auditor, problem, unit

ANNA, BORIS = auditor("Anna"), auditor("Boris", site="Brno")


@pytest.mark.parametrize(
    ("given", "k", "first", "last"),
    [
        ({"last_week": -8, "min_gap": 4, "max_gap": 18}, 0, 0, 10),
        ({"last_week": -2, "min_gap": 4, "max_gap": 18}, 0, 2, 11),
        ({"last_week": -30, "min_gap": 4, "max_gap": 18}, 0, 0, 8),
        ({"last_week": -8, "min_gap": 4, "max_gap": 18, "before_week": 6}, 0, 0, 5),
        ({"last_week": -2, "min_gap": 2, "max_gap": 5, "n": 2}, 0, 2, 8),
        ({"last_week": -2, "min_gap": 2, "max_gap": 5, "n": 2}, 1, 7, 11),
        ({"last_week": -2, "min_gap": 2, "max_gap": 5, "n": 2, "before_week": 6}, 1, 7, 11),
    ],
)
def test_a_window_follows_from_the_gaps(given: Any, k: int, first: int, last: int) -> None:
    of = problem([unit("Design", **given)], [ANNA])
    window = of.window(of.audits[k])
    assert (window[0], window[-1]) == (first, last)


def test_in_a_replan_nothing_new_lies_in_the_past() -> None:
    of = problem([unit("Design")], [ANNA]).with_previous({}, 5)
    assert of.window(of.audits[0])[0] == 5


@pytest.mark.parametrize(
    ("last", "interval", "k", "due"),
    [(-8, 12, 0, 4), (-20, 12, 0, 0), (-8, 12, 1, 11), (-3, 4, 1, 5)],
)
def test_an_audit_is_due_an_interval_after_the_last(
    last: int, interval: int, k: int, due: int
) -> None:
    of = problem([unit("Design", last_week=last, interval=interval, n=2)], [ANNA])
    assert of.due_week(of.audits[k]) == due


@pytest.mark.parametrize(
    ("part", "given", "placed", "expected"),
    [
        ("late", {}, Placement(6, 0, "Anna"), 2 * 2 * 2),
        ("late", {"open_findings": 5}, Placement(6, 0, "Anna"), 2 * (2 + 3) * 2),
        ("late", {}, Placement(4, 0, "Anna"), 0),
        ("early", {"last_week": -1}, Placement(4, 0, "Anna"), 3),
        ("early", {"last_week": -1}, Placement(7, 0, "Anna"), 0),
        ("month_pref", {"preferred_months": frozenset({3})}, Placement(4, 0, "Anna"), 12),
        ("month_pref", {"preferred_months": frozenset({2})}, Placement(4, 0, "Anna"), 0),
        ("extra_member", {}, Placement(4, 0, "Anna", ("Boris",)), 5 * 2),
        ("extra_member", {"team_min": 2}, Placement(4, 0, "Anna", ("Boris",)), 0),
        ("avoid_week", {}, Placement(9, 0, "Chiara"), 6),
        ("trip", {}, Placement(4, 0, "Boris"), 20),
        ("trip", {"site": "Brno"}, Placement(4, 0, "Boris"), 0),
        ("uneven_auditor", {"dur_hd": 10}, Placement(4, 0, "Anna"), 4 * (6 + 2)),
        ("uneven_month", {"dur_hd": 10}, Placement(4, 0, "Anna"), 3 * (6 + 2)),
        ("uneven_month", {"dur_hd": 6}, Placement(4, 0, "Anna"), 3 * 4),
    ],
)
def test_each_part_of_the_cost(part: str, given: Any, placed: Placement, expected: int) -> None:
    people = [ANNA, BORIS, auditor("Chiara", avoid_weeks=frozenset({9}))]
    of = problem([unit("Design", **given)], people)
    assert cost_parts(of, {"Design/0": placed}).get(part, 0) == expected


def test_one_trip_serves_all_audits_of_a_person_at_a_site_in_a_week() -> None:
    of = problem([unit("Design", site="Brno"), unit("Sales", site="Brno")], [ANNA])
    together = {"Design/0": Placement(4, 0, "Anna"), "Sales/0": Placement(4, 2, "Anna")}
    apart = {**together, "Sales/0": Placement(5, 2, "Anna")}
    assert cost_parts(of, together)["trip"] == 20
    assert cost_parts(of, apart)["trip"] == 40


def test_what_is_left_out_weighs_by_risk_and_open_findings() -> None:
    of = problem([unit("Design", risk=5, open_findings=7), unit("Sales", risk=1)], [ANNA])
    assert cost(of, {}).unplaced == 11 + 3 + 1


def test_shares_are_rounded_up_and_follow_what_people_may_do() -> None:
    half = auditor("Half", max_hd_year=200)
    of = problem([unit("Design", dur_hd=10), unit("Sales", dur_hd=3, team_min=2)], [ANNA, half])
    assert of.fair_load == {"Anna": 11, "Half": 6}
    assert of.fair_month == (5, 5, 5)


def test_a_month_in_which_all_sites_are_closed_has_a_smaller_share() -> None:
    of = problem([unit("Design", dur_hd=10)], [ANNA])
    shut = frozenset(range(4))
    sites = tuple(type(one)(one.id, one.name, shut) for one in of.sites)
    assert problem([unit("Design", dur_hd=10)], [ANNA], sites=sites).fair_month == (0, 5, 5)


@pytest.mark.parametrize(("load", "above"), [(3, 0), (5, 0), (6, 1), (9, 4), (10, 6), (12, 10)])
def test_more_than_four_above_the_share_counts_twice(load: int, above: int) -> None:
    assert uneven(load, 5) == above


BEFORE = Placement(9, 0, "Anna", ("Boris",))


@pytest.mark.parametrize(
    ("after", "moves"),
    [
        (BEFORE, 0),
        (Placement(9, 4, "Anna", ("Boris",)), 0),
        (Placement(10, 0, "Anna", ("Boris",)), 10),
        (Placement(9, 0, "Anna"), 2),
        (Placement(9, 0, "Anna", ("Chiara",)), 4),
        (Placement(9, 0, "Boris", ("Anna",)), 4 + 4),
        (Placement(8, 0, "Chiara", ("Boris",)), 10 + 4),
    ],
)
def test_a_move_is_counted(after: Placement, moves: int) -> None:
    of = problem([unit("Design")], [ANNA, BORIS]).with_previous({"Design/0": BEFORE}, 2)
    assert move_cost(of, BEFORE, after) == moves
    assert cost(of, {"Design/0": after}).moves == moves


@pytest.mark.parametrize(("now", "moves"), [(5, 10), (6, 20), (9, 20)])
def test_what_lies_in_the_next_four_weeks_moves_at_twice_the_price(now: int, moves: int) -> None:
    of = problem([unit("Design")], [ANNA, BORIS]).with_previous({"Design/0": BEFORE}, now)
    assert move_cost(of, BEFORE, Placement(10, 0, "Anna", ("Boris",))) == moves


def test_costs_compare_what_is_left_out_first_then_moves_then_cost() -> None:
    assert Cost(0, 9, 9) < Cost(1, 0, 0) < Cost(1, 0, 1) < Cost(1, 1, 0)


def test_the_past_of_a_replan_is_agreed() -> None:
    of = problem([unit("Design")], [ANNA])
    assert of.with_previous({"Design/0": BEFORE}, 10).agreed(of.audits[0]) == BEFORE
    assert of.with_previous({"Design/0": BEFORE}, 9).agreed(of.audits[0]) is None
    fixed = Audit("Design/0", "Design", 0, BEFORE)
    assert of.with_previous({}, 0).agreed(fixed) == BEFORE
