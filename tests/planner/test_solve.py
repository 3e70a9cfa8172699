"""Plans that break no rule, as good as can be proved, and the same for the same seed."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditdesk.errors import Refusal
from auditdesk.planner.board import Board, plan_of
from auditdesk.planner.bound import below, prove
from auditdesk.planner.clauses import can_share, shared_out, with_clauses
from auditdesk.planner.cost import Cost, cost
from auditdesk.planner.options import Options
from auditdesk.planner.problem import Placement, PlanningProblem
from auditdesk.planner.rules import Rule, broken
from auditdesk.planner.search import search
from auditdesk.planner.solve import ENOUGH, Progress, rounds_in, solve
from tests.planner.instances import Size, instance, planted
from tests.planner.small import auditor, best_of_all, by_lot, problem, unit

TINY = Size(8, 4, 30, 2)


def _found(of: PlanningProblem, rounds: int, seed: int = 1) -> tuple[dict[str, Placement], Cost]:
    """The plan of a search without a clock; its score is what the checker reckons."""
    options = Options(of)
    found = search(options, seed, rounds)
    plan = with_clauses(of, plan_of(options, found.seats))
    assert cost(of, plan) == Cost(*found.score)
    return plan, Cost(*found.score)


@pytest.mark.parametrize("size", ["S", "M", TINY])
@pytest.mark.parametrize("squeezed", [False, True])
def test_a_plan_breaks_no_rule_and_is_better_than_one_drawn_by_lot(
    size: str | Size, squeezed: bool
) -> None:
    of, drawn = planted(size, 2, squeezed)
    plan, reached = _found(of, 400)
    assert not broken(of, plan)
    assert reached < cost(of, drawn)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 1_000_000))
def test_no_plan_of_a_small_problem_is_better(seed: int) -> None:
    _none_is_better(seed)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.integers(0, 1_000_000))
def test_no_plan_of_many_small_problems_is_better(seed: int) -> None:
    _none_is_better(seed)


def _none_is_better(seed: int) -> None:
    of = by_lot(random.Random(seed))
    plan, reached = _found(of, ENOUGH)
    assert not broken(of, plan)
    assert reached == best_of_all(of)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000_000))
def test_no_plan_of_a_small_problem_costs_less_than_its_bound(seed: int) -> None:
    of = by_lot(random.Random(seed))
    options = Options(of)
    best = best_of_all(of)
    for proof in prove(options, search(options, 1, 50).seats, 20):
        lowest = below(proof.energy, best.unplaced)
        assert lowest is None or lowest <= best.cost
        if proof.plan is not None:
            assert Cost(*proof.plan.score) >= best


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1_000), st.booleans(), st.integers(0, 9))
def test_any_problem_is_solved_within_the_rules(seed: int, squeezed: bool, chance: int) -> None:
    of = instance(TINY, seed, squeezed)
    plan, reached = _found(of, 40, chance)
    assert not broken(of, plan)
    assert (reached.unplaced == 0) == (len(plan) == len(of.audits))


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    of = instance("S", 3)
    one, again, other = (_found(of, 200, seed) for seed in (7, 7, 8))
    assert one == again
    assert one[0] != other[0]


def test_the_clock_changes_nothing_while_it_is_not_needed() -> None:
    of = instance(TINY, 3)
    solution = solve(of, 3, seed=7)
    assert solution.in_time
    assert solution.plan == _found(of, rounds_in(of, 3), 7)[0]


def test_a_small_year_is_proved_to_be_the_best() -> None:
    of = instance(TINY, 4)
    solution = solve(of, 20)
    assert solution.optimal
    assert solution.lower_bound == solution.cost.cost
    assert solution.seconds < 20


def test_progress_is_told_with_the_best_plan_so_far_and_can_stop_it() -> None:
    of = instance("M", 1)
    heard: list[Progress] = []

    def hear(progress: Progress) -> bool:
        heard.append(progress)
        return progress.share > 0.02

    solution = solve(of, 60, on_progress=hear)
    assert solution.seconds < 30
    assert [one.share for one in heard] == sorted(one.share for one in heard)
    assert [one.cost for one in heard] == sorted((one.cost for one in heard), reverse=True)
    assert heard[-1].plan() == solution.plan
    assert not broken(of, heard[0].plan())


def test_the_clock_ends_it_whatever_is_asked() -> None:
    solution = solve(instance("L", 1), 0.3)
    assert solution.seconds < 5
    assert not broken(instance("L", 1), solution.plan)


def test_nothing_to_plan_is_a_plan() -> None:
    of = problem([], [auditor("Anna")])
    solution = solve(of, 1)
    assert (solution.plan, solution.unplaced, solution.cost) == ({}, {}, Cost(0, 0, 0))


def test_what_is_agreed_stays_and_so_does_the_past() -> None:
    of, plan = planted("S", 5)
    replan = of.with_previous(plan, 20)
    solution = solve(replan, 1)
    assert not broken(replan, solution.plan)
    for audit in replan.audits:
        agreed = replan.agreed(audit)
        if agreed is not None:
            assert replace(solution.plan[audit.id], clauses=()) == replace(agreed, clauses=())
    assert any(one.fixed for one in of.audits) and any(one.week < 20 for one in plan.values())
    assert solution.cost.moves == 0


def _absent(of: PlanningProblem, plan: dict[str, Placement], first: int) -> PlanningProblem:
    """Who has most to do in six weeks is away in them; nothing is agreed."""
    weeks = range(first, first + 6)
    work = [id for one in plan.values() if one.week in weeks for id in one.team]
    gone = max(of.auditors, key=lambda one: (work.count(one.id), one.id))
    days = gone.off_days | {(week, day) for week in weeks for day in range(5)}
    people = tuple(replace(one, off_days=days) if one is gone else one for one in of.auditors)
    free = tuple(replace(one, fixed=None) for one in of.audits)
    return replace(of, auditors=people, audits=free).with_previous(plan, first)


def test_after_an_absence_little_moves_and_every_move_is_counted() -> None:
    of, plan = planted("M", 1)
    replan = _absent(of, plan, 20)
    hit = {audit for one in broken(replan, plan) for audit in one.audits if one.rule is Rule.AWAY}
    assert hit
    new, reached = _found(replan, 600)
    assert not broken(replan, new)
    moved = {id for id in plan if new[id].week != plan[id].week or new[id].team != plan[id].team}
    assert hit <= moved
    assert len(moved) <= len(hit) + 3
    assert 0 < reached.moves <= 20 * len(hit)


def test_a_plan_that_stands_and_is_sound_stays_as_it_is() -> None:
    of, plan = planted("M", 2)
    replan = of.with_previous(plan, 10)
    new, reached = _found(replan, 100)
    assert reached.moves == 0
    assert all((new[id].week, new[id].team) == (plan[id].week, plan[id].team) for id in plan)


def test_nonsense_is_refused_before_it_is_planned() -> None:
    with pytest.raises(Refusal, match=r"Design .*team of 3 to 2"):
        solve(problem([unit("Design", team_min=3)], [auditor("Anna")]), 60)


def test_the_board_reckons_what_the_checker_reckons_after_any_putting_and_taking() -> None:
    of, plan = planted("M", 3)
    options, chance = Options(of), random.Random(1)
    board = Board(options)
    free = [n for n, one in enumerate(options.choices) if one.agreed is None]
    for _time in range(300):
        audit = chance.choice(free)
        if board.seats[audit] is None:
            board.put(audit, board.seat_of(audit, plan[of.audits[audit].id]))
        else:
            board.take(audit)
    assert Cost(*board.score) == cost(of, plan_of(options, board.seats))


@pytest.mark.parametrize(
    ("knows", "room", "shared"),
    [
        ((0b111,), 3, True),
        ((0b111,), 2, False),
        ((0b111, 0b111), 2, True),
        ((0b011, 0b011), 2, False),
        ((0b100, 0b011), 2, True),
        ((0b110, 0b001, 0b001), 1, False),
        ((0b110, 0b011, 0b001), 1, True),
    ],
)
def test_clauses_are_shared_out_among_those_who_know_them(
    knows: tuple[int, ...], room: int, shared: bool
) -> None:
    shares = shared_out(knows, room, 3)
    assert all(share & ~known == 0 for share, known in zip(shares, knows, strict=True))
    assert all(share.bit_count() <= room for share in shares)
    assert can_share(knows, room, 3) is shared
