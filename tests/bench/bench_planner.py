"""Plan my year: cost against the lower bound and the spreadsheet rule, and a plan made anew.

The spreadsheet rule takes audits by due date and gives each the first week from then on, or before,
and the cheapest people who are free. Given instances lie beside the repository, if anywhere.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from auditdesk.planner.board import Board
from auditdesk.planner.cost import Cost
from auditdesk.planner.options import Options
from auditdesk.planner.plain import problem_from
from auditdesk.planner.problem import PlanningProblem
from auditdesk.planner.rules import broken, broken_at
from auditdesk.planner.seats import best_seat
from auditdesk.planner.solve import solve
from tests.bench.common import Line, Setting, main, milliseconds, spread
from tests.planner.instances import instance

GIVEN = Path(__file__).parents[3] / "shared" / "planner"
TARGETS = {
    "S-1": {10: "556, proved the best"},
    "M-1": {10: "at most 1352", 60: "below 1288"},
    "M-2": {10: "at most 1797", 60: "below 1712"},
}


def run(setting: Setting) -> Iterator[Line]:
    """Instances of four sizes after 10 and 60 seconds; an absence of six weeks; a verdict."""
    for name, problem in _instances():
        yield from _planned(name, problem, setting)
    for name, problem in _instances():
        if name.startswith("M"):
            yield from _replanned(name, problem, setting)
    yield from _verdict()


def _instances() -> Iterator[tuple[str, PlanningProblem]]:
    for path in sorted(GIVEN.glob("*.json")):
        yield path.stem, problem_from(json.loads(path.read_text("utf-8")))
    for size in ("S", "M", "L", "XL"):
        yield f"{size}, made", instance(size, 1)


def _planned(name: str, problem: PlanningProblem, setting: Setting) -> Iterator[Line]:
    by_hand = _spreadsheet(problem)
    left_out = f", {by_hand.unplaced} unplaced" if by_hand.unplaced else ""
    yield Line(f"{name}: spreadsheet rule", f"{by_hand.cost:8}{left_out}")
    for seconds in (2,) if setting.quick else (10, 60):
        solution = solve(problem, seconds)
        assert not broken(problem, solution.plan)
        bound = solution.lower_bound
        ratio = f"{solution.cost.cost / bound:.3f} x" if bound else "–"
        missing = f", {solution.cost.unplaced} unplaced" if solution.cost.unplaced else ""
        yield Line(
            f"{name}: after {seconds} s",
            f"{solution.cost.cost:8}{missing}; bound {bound} ({ratio}), "
            f"{solution.cost.cost / by_hand.cost:.2f} x the spreadsheet"
            f"{', proved the best' if solution.optimal else ''}"
            f"{'' if solution.in_time else ', cut by the clock'} ({solution.seconds:.1f} s)",
            TARGETS.get(name, {}).get(seconds, ""),
        )


def _spreadsheet(problem: PlanningProblem) -> Cost:
    options = Options(problem)
    board = Board(options)
    by_due = sorted(
        (problem.due_week(choices.audit), n) for n, choices in enumerate(options.choices)
    )
    for due, n in by_due:
        choices = options.choices[n]
        weeks = [week for _weight, week in choices.weeks]
        for week in sorted(weeks, key=lambda one: (one < due, abs(one - due))):
            if board.seats[n] is None:
                seat = best_seat(board, n, only=week)
                if seat is not None:
                    board.put(n, seat)
    return Cost(*board.score)


def _replanned(name: str, problem: PlanningProblem, setting: Setting) -> Iterator[Line]:
    """Who has most to do in weeks 20 to 25 is away in them; nothing is confirmed."""
    problem = replace(problem, audits=tuple(replace(one, fixed=None) for one in problem.audits))
    plan = solve(problem, 2 if setting.quick else 10).plan
    weeks = range(20, 26)
    work = [id for one in plan.values() if one.week in weeks for id in one.team]
    gone = max(problem.auditors, key=lambda one: work.count(one.id))
    away = gone.off_days | {(week, day) for week in weeks for day in range(5)}
    people = tuple(replace(one, off_days=away) if one is gone else one for one in problem.auditors)
    replan = replace(problem, auditors=people).with_previous(plan, weeks.start)
    for seconds in (2,) if setting.quick else (5, 30):
        new = solve(replan, seconds)
        assert not broken(replan, new.plan)
        moved = sum(
            (plan[id].week, plan[id].team) != (one.week, one.team) for id, one in new.plan.items()
        )
        yield Line(
            f"{name}: one away for six weeks, {seconds} s",
            f"{new.seconds:8.1f} s; {moved} of {len(plan)} audits moved, moves weigh "
            f"{new.cost.moves}; {work.count(gone.id)} were theirs",
            "as few moves as a longer run" if seconds == 5 else "",
        )


def _verdict() -> Iterator[Line]:
    """The checker while an audit is dragged."""
    problem = instance("XL", 1)
    plan = solve(problem, 1).plan
    whole = [milliseconds(lambda: broken(problem, plan)) for _time in range(20)]
    yield Line("450 audits: verdict on all", spread(whole))
    each = [milliseconds(lambda id=id: broken_at(problem, plan, id)) for id in [*plan][:100]]
    yield Line("450 audits: verdict on the one dragged", spread(each), "below 8 ms")


if __name__ == "__main__":
    main(str(__doc__), run)
