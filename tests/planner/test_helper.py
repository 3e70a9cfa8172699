"""The process that helps to plan: searches too, merges, proves, never outlives its program."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

from auditdesk.paths import itself
from auditdesk.planner.helper import CHILD, SHARES, Helper, KnownPlan, Proved, SearchOrder
from auditdesk.planner.merge import merge
from auditdesk.planner.options import Options
from auditdesk.planner.problem import PlanningProblem
from auditdesk.planner.search import search
from auditdesk.planner.solve import Progress, solve
from tests.planner.instances import Size, instance, planted

TINY = Size(8, 4, 30, 2)


def _job(of: PlanningProblem, rounds: int = 0, seconds: float = 60) -> SearchOrder:
    found = search(Options(of), 1, 20)
    return SearchOrder(of, found.seats, found.score, seconds, 5, rounds)


def test_the_helper_merges_what_it_found_with_what_the_search_found() -> None:
    of = instance("M", 4)
    options = Options(of)
    job = _job(of, rounds=100)
    own = search(options, job.seed, round(SHARES[0].rounds * job.rounds))
    found = [own, *(search(options, seed, 60) for seed, _share in enumerate(SHARES))]
    helper = Helper(job)
    for one in found[1:]:
        helper.take(one)
    while not helper.complete and helper.works:
        helper.wait(0.05)
    helper.stop()
    seats, score, good = found[0].seats, found[0].score, found[0].good
    for one in found[1:]:
        good.add(one.good)
        board, done = merge(options, one.seats if one.score < score else seats, good, 60)
        assert done
        seats, score = board.seats, board.score
    assert helper.known == KnownPlan(seats, score, True)
    assert score <= min(one.score for one in found)


def test_where_no_search_is_asked_for_the_proof_gives_the_best_plan() -> None:
    of = instance("S", 2)
    found = search(Options(of), 1, 1)
    job = SearchOrder(of, found.seats, found.score, 60, 5, 0)
    helper = Helper(job)
    helper.wait(60)
    helper.stop()
    assert helper.known is not None and helper.complete
    unplaced, _moves, cost = helper.known.score
    assert helper.known.score < job.score
    assert helper.below(unplaced) == cost


def test_a_proof_that_knows_no_moves_does_not_replace_the_plan_that_was_found() -> None:
    of, plan = planted("S", 5)
    replan = of.with_previous(plan, 20)
    found, poor = search(Options(replan), 1, 60), search(Options(replan), 1, 1)
    nothing = [seat if choices.agreed else None for seat, choices in
               zip(poor.seats, Options(replan).choices, strict=True)]  # fmt: skip
    helper = Helper(SearchOrder(replan, nothing, (10**6, 0, 0), 60, 5, 60))
    for _share in SHARES:
        helper.take(found)
    helper.wait(60)
    helper.stop()
    assert helper.known is not None
    assert helper.known.score <= found.score


@pytest.mark.parametrize("size", ["M", "XL"])
def test_stopping_takes_no_time_and_leaves_nobody(size: str) -> None:
    of = instance(size, 1)
    helper = Helper(_job(of, rounds=10**9))
    begun = perf_counter()
    helper.stop()
    assert perf_counter() - begun < 5
    assert helper.process.poll() is not None
    assert not helper.works


def _child(frozen: bool) -> "subprocess.Popen[bytes]":
    command, environment = itself("auditdesk.planner.child", CHILD)
    if frozen:  # a frozen program is its own interpreter
        command = [sys.executable, "-m", "auditdesk", CHILD]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)


@pytest.mark.parametrize("frozen", [False, True])
def test_a_child_does_its_job_as_a_module_and_as_a_frozen_program(frozen: bool) -> None:
    with _child(frozen) as child:
        assert child.stdin is not None and child.stdout is not None
        pickle.dump(_job(instance(TINY, 4)), child.stdin)
        child.stdin.flush()
        assert isinstance(pickle.load(child.stdout), Proved)
        child.kill()


@pytest.mark.parametrize("asked", [False, True])
def test_a_child_ends_when_its_program_does(asked: bool) -> None:
    with _child(frozen=False) as child:
        assert child.stdin is not None
        if asked:
            pickle.dump(_job(instance("M", 1), rounds=10**9, seconds=10**6), child.stdin)
        child.stdin.close()
        assert child.wait(60) == 0


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are counted in /proc")
def test_what_stops_the_search_stops_the_helper_too() -> None:
    before, seen = _children(), set[int]()

    def hear(progress: Progress) -> bool:
        seen.update(_children() - before)
        return bool(seen)

    solve(instance("S", 3), 60, on_progress=hear)
    assert seen
    assert not seen & _children()


def _children() -> set[int]:
    """The processes that this one started."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {int(one) for task in tasks for one in (task / "children").read_text().split()}
