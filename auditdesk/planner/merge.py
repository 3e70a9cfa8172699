"""Merge: the best plan that can be made of the weeks and teams of many good plans."""

from collections.abc import Sequence

from auditdesk.planner.board import Board, Choice, SeatedAudit, laid_out
from auditdesk.planner.good import Good
from auditdesk.planner.linear import MERGE, solved
from auditdesk.planner.options import MOVED, Options
from auditdesk.planner.relaxation import Relaxation
from auditdesk.planner.seats import laid

CHOICES = 8
"""Of how many choices an audit's is taken, on average: more take longer than they are worth."""


def merge(
    options: Options, seats: Sequence[SeatedAudit | None], good: Good, seconds: float
) -> tuple[Board, bool]:
    """The best plan, at least as good as these seats; and whether there was time to find it.

    The linear model leaves out where in its week an audit lies. An audit that then does not fit
    into its week is laid where it fits best, if that is still better than the seats.
    """
    before = laid_out(options, seats)
    relaxation = Relaxation(options, True, _among(options, seats, good))
    model = relaxation.model
    for audit, columns in enumerate(relaxation.team_columns):
        for choice, column in columns.items():
            model.costs[column] += MOVED * _moves(options, audit, choice)
    costs = {column: cost for column, cost in enumerate(model.costs) if cost}
    model.row(costs, high=before.energy - 1)
    answer = solved(model, seconds, True, settings=MERGE)
    if not answer.values:
        return before, answer.done
    after = laid(options, relaxation.chosen(answer.values))
    if after.score < before.score and after.rotates(range(len(after.seats))):
        return after, answer.done
    return before, answer.done


def _among(
    options: Options, seats: Sequence[SeatedAudit | None], good: Good
) -> list[dict[Choice, float]]:
    """The choices that are best by far, and those of the seats."""
    every = sorted(
        (worse, audit, week, sorted(team))
        for audit, choices in enumerate(good.choices)
        if options.choices[audit].agreed is None
        for (week, team), worse in choices.items()
    )
    free = sum(one.agreed is None for one in options.choices)
    among = [{} if seat is None else {seat.choice: 0.0} for seat in seats]
    for worse, audit, week, team in every[: CHOICES * free]:
        among[audit].setdefault((week, frozenset(team)), worse)
    return among


def _moves(options: Options, audit: int, choice: Choice) -> int:
    """How much a choice moves of the plan that stands."""
    choices = options.choices[audit]
    if choices.before is None:
        return 0
    week, team = choice
    leads = sorted(team & options.crews[choices.unit].leads)
    changed = min(choices.before.team_moves(one, [*team]) for one in leads)
    return choices.week_moves[week] + changed
