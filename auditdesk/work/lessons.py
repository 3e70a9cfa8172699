"""Lessons: seats for those in training beside the teams of a plan, within the same rules."""

from collections import Counter
from collections.abc import Mapping

from auditdesk.i18n import _
from auditdesk.planner.problem import Placement
from auditdesk.planner.rules import Rule
from auditdesk.work.schedule import Schedule

LESSONS = 3
"""In how many audits somebody in training takes part, at most."""


def lessons(schedule: Schedule, plan: Mapping[str, Placement]) -> tuple[dict[str, str], list[str]]:
    """By new audit the id of who learns in it; and in words, who finds no seat and why.

    Seats are given when the plan is made, so no lesson ever makes it dearer: who learns counts for
    no team's size or competence. Audits go by week; who has had the fewest lessons goes first.
    """
    pupils = [_Pupil(schedule, plan, id) for id in schedule.trainees]
    new = sorted(
        (key for key in plan if key not in schedule.stands), key=lambda key: (plan[key].week, key)
    )
    given = {}
    for key in new:
        able = [one for one in pupils if one.may(key)]
        if able:
            first = min(able, key=lambda one: one.had)
            first.sit(key)
            given[key] = first.id
    notes = [one.why() for one in pupils if new and not one.had]
    return given, notes


class _Pupil:
    """Somebody in training: when they are busy, how much they do, and what stood in the way."""

    def __init__(self, schedule: Schedule, plan: Mapping[str, Placement], id: str) -> None:
        self.schedule, self.plan, self.id = schedule, plan, id
        self.who = schedule.trainees[id]
        self.busy: set[tuple[int, int]] = set()
        self.load: Counter[tuple[str, int]] = Counter()
        self.had = 0
        self.hurdles: set[Rule] = set()
        for key, standing in schedule.stands.items():
            if id in standing.trainees:
                self.sit(key)

    def may(self, key: str) -> bool:
        """Whether a seat in this audit breaks no rule; what would is kept for `why`."""
        if self.had >= LESSONS:
            return False
        hurdles = self._hurdles(key)
        self.hurdles |= hurdles
        return not hurdles

    def sit(self, key: str) -> None:
        self.had += 1
        if key in self.plan:
            self.busy |= self._days(key)
            for span, _most in self._spans(key):
                self.load[span] += self.schedule.length(key)

    def why(self) -> str:
        """Why there is no seat, in words."""
        return _("{name}, in training, has no seat: {why}.").format(
            name=self.who.name,
            why=", ".join(rule.label for rule in Rule if rule in self.hurdles)
            or _("others learn in the audits there are"),
        )

    def _hurdles(self, key: str) -> set[Rule]:
        problem = self.schedule.problem
        days, length = self._days(key), self.schedule.length(key)
        broken = {
            Rule.OWN_WORK: not problem.independent(self.who, problem.unit[problem.audit[key].unit]),
            Rule.AWAY: bool(days & self.who.off_days),
            Rule.TWICE: bool(days & self.busy),
            Rule.LOAD: any(self.load[span] + length > most for span, most in self._spans(key)),
        }
        return {rule for rule, is_so in broken.items() if is_so}

    def _days(self, key: str) -> set[tuple[int, int]]:
        """The days of an audit, whole: nobody learns in two audits on one."""
        placed, length = self.plan[key], self.schedule.length(key)
        return {(placed.week, half // 2) for half in range(placed.start, placed.start + length)}

    def _spans(self, key: str) -> list[tuple[tuple[str, int], int]]:
        """The week, month and year of an audit, and how many half-days they may hold."""
        problem, week, who = self.schedule.problem, self.plan[key].week, self.who
        return [
            (("week", week), who.max_hd_week),
            (("month", problem.month_of_week[week]), who.max_hd_month),
            (("year", problem.year_of_week[week]), who.max_hd_year),
        ]
