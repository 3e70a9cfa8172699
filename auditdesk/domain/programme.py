"""The year: working days, and the marks that a programme shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from auditdesk.i18n import N_, _

MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True)
class WorkingDays:
    """The organisation's calendar: which days count.

    weekdays: Monday is 0. is_holiday: says whether a date is a public or company holiday.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    is_holiday: Callable[[date], bool] = lambda _day: False

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not self.is_holiday(day)

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`; the start itself does not count."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.works_on(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where end is earlier."""
        if end < start:
            return -self.between(end, start)
        span = (end - start).days
        return sum(self.works_on(start + timedelta(days=n + 1)) for n in range(span))


class Mark(StrEnum):
    """What a month of the year programme shows for an audit, as auditors draw it."""

    PLANNED = "planned"
    DONE = "done"
    MOVED = "moved"
    LATE = "late"
    CANCELLED = "cancelled"

    @property
    def sign(self) -> str:
        return MARK_SIGNS[self]

    @property
    def label(self) -> str:
        return _(MARK_LABELS[self])


class DueKind(StrEnum):
    """What waits for somebody, in the order of an audit's life."""

    CONFIRM = "confirm"
    SEND_PLAN = "send_plan"
    REPORT = "report"
    ISSUE = "issue"
    ANSWER = "answer"
    ACTION = "action"
    CHECK = "check"
    COMPETENCE = "competence"

    @property
    def label(self) -> str:
        return _(DUE_LABELS[self])


DUE_LABELS = {
    DueKind.CONFIRM: N_("Confirm audit"),
    DueKind.SEND_PLAN: N_("Send audit plan"),
    DueKind.REPORT: N_("Issue report"),
    DueKind.ISSUE: N_("Issue finding"),
    DueKind.ANSWER: N_("Answer to finding"),
    DueKind.ACTION: N_("Action"),
    DueKind.CHECK: N_("Effectiveness check"),
    DueKind.COMPETENCE: N_("Competence expires"),
}

MARK_SIGNS = {
    Mark.PLANNED: "○",
    Mark.DONE: "●",
    Mark.MOVED: "→",
    Mark.LATE: "!",
    Mark.CANCELLED: "×",
}
MARK_LABELS = {
    Mark.PLANNED: N_("planned"),
    Mark.DONE: N_("done"),
    Mark.MOVED: N_("moved away from this month"),
    Mark.LATE: N_("late"),
    Mark.CANCELLED: N_("cancelled"),
}


def mark(ends_on: date, done: bool, cancelled: bool, today: date) -> Mark:
    """The mark of an audit in the month it lies in; a move leaves its own mark where it was."""
    if cancelled:
        return Mark.CANCELLED
    if done:
        return Mark.DONE
    return Mark.LATE if ends_on < today else Mark.PLANNED
