"""What is made of several plans: at least as good as the best of them, and within the rules."""

import random
from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditdesk.planner.board import Board, plan_of
from auditdesk.planner.clauses import with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.good import Good
from auditdesk.planner.merge import merge
from auditdesk.planner.options import Options
from auditdesk.planner.problem import PlanningProblem
from auditdesk.planner.rules import broken
from auditdesk.planner.search import Seating, search
from auditdesk.planner.solve import ENOUGH
from tests.planner.instances import Size, instance, planted
from tests.planner.small import best_of_all, by_lot

TINY = Size(8, 4, 30, 2)
EMPTY = 10
"""Rounds of a search that has found little."""


def _searches(of: PlanningProblem, seeds: range, rounds: int) -> tuple[Seating, Good]:
    """The best of some searches, and what they all came upon."""
    options = Options(of)
    found = [search(options, seed, rounds) for seed in seeds]
    good = Good(len(of.audits))
    for one in found:
        good.add(one.good)
    return min(found, key=lambda one: one.score), good


def _checked(of: PlanningProblem, board: Board) -> Cost:
    """What the independent checker says of a board."""
    plan = with_clauses(of, plan_of(board.options, board.seats))
    assert not broken(of, plan)
    assert cost(of, plan) == Cost(*board.score)
    return Cost(*board.score)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1_000), st.booleans())
def test_a_merge_is_at_least_as_good_as_what_it_is_made_of(seed: int, squeezed: bool) -> None:
    of = instance(TINY, seed, squeezed)
    best, good = _searches(of, range(4), EMPTY)
    board, done = merge(Options(of), best.seats, good, 60)
    assert done
    assert _checked(of, board) <= Cost(*best.score)


def test_a_merge_of_poor_plans_is_better_than_each() -> None:
    of = instance("M", 4)
    best, good = _searches(of, range(6), 60)
    board, done = merge(Options(of), best.seats, good, 60)
    assert done
    assert _checked(of, board) < Cost(*best.score)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1_000_000))
@example(24026)  # two audits of one week: whichever is laid first must leave room to the other
def test_a_merge_finds_the_best_plan_whose_parts_lie_in_several(seed: int) -> None:
    of = by_lot(random.Random(seed))
    options = Options(of)
    found, first = search(options, 1, ENOUGH), Board(options)
    good = Good(len(of.audits))
    for choices, seat in zip(good.choices, found.seats, strict=True):
        if seat is not None:
            choices[seat.choice] = 0.0
    board, done = merge(options, first.seats, good, 60)
    assert done
    assert _checked(of, board) == best_of_all(of)


def test_where_nothing_is_better_all_stays() -> None:
    of = instance(TINY, 4)
    best, good = _searches(of, range(1), ENOUGH)
    board, done = merge(Options(of), best.seats, good, 60)
    assert done
    assert board.seats == best.seats


def test_a_merge_counts_what_it_moves_of_the_plan_that_stands() -> None:
    of, plan = planted("M", 2)
    away = max(of.auditors, key=lambda one: sum(one.id in of.team for of in plan.values()))
    days = frozenset((week, day) for week in range(20, 26) for day in range(5))
    people = tuple(replace(one, off_days=days) if one is away else one for one in of.auditors)
    free = tuple(replace(one, fixed=None) for one in of.audits)
    replan = replace(of, auditors=people, audits=free).with_previous(plan, 20)
    best, good = _searches(replan, range(4), 40)
    board, done = merge(Options(replan), best.seats, good, 60)
    assert done
    assert _checked(replan, board) <= Cost(*best.score)
    assert board.moves <= best.score[1]
