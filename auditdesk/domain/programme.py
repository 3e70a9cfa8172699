"""The year: working days, marks, and what a programme needs before it is approved."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.checks import Check, Problem
from auditdesk.domain.moves import Move
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _, ngettext

MONDAY_TO_FRIDAY = frozenset(range(5))


_MOST_IDLE_DAYS = 3 * 366


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
        """The `days`-th working day after `start`; the start itself does not count.

        Refusal where the calendar has no working day for years.
        """
        day, idle = start, 0
        while days > 0:
            if idle > _MOST_IDLE_DAYS:
                raise Refusal(
                    _(
                        "The calendar has no working day for years after {day}. Look at the working"
                        " days of the organisation and at its closures."
                    ).format(day=start)
                )
            day += timedelta(days=1)
            works = self.works_on(day)
            days -= works
            idle = 0 if works else idle + 1
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


FIRST_YEAR, LAST_YEAR = 1987, 2200
"""Years that a programme can be of: ISO 9001 begins in the first."""
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
"""The names of the months, in short."""

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


class ProgrammeState(StrEnum):
    """Where a programme stands; an approved one changes only as its next revision."""

    DRAFT = "draft"
    APPROVED = "approved"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _(STATE_LABELS[self])


STATE_LABELS = {
    ProgrammeState.DRAFT: N_("draft"),
    ProgrammeState.APPROVED: N_("approved"),
    ProgrammeState.SUPERSEDED: N_("superseded"),
}

MOVES = (
    Move("approve", N_("Approve"), frozenset({ProgrammeState.DRAFT}), ProgrammeState.APPROVED),
    Move(
        "revise",
        N_("Revise"),
        frozenset({ProgrammeState.APPROVED}),
        ProgrammeState.SUPERSEDED,
        needs_reason=True,
    ),
)


@dataclass(frozen=True)
class ProgrammeFacts:
    """What the checks look at: a programme with what is due in its year and what is not covered.

    idle_units: due and not planned. bare_clauses: applying and looked at nowhere in the cycle;
    part_clauses: looked at in part only. late_clauses: due each year and not looked at within one.
    """

    objectives: str
    audits: int
    idle_units: tuple[str, ...] = ()
    bare_clauses: tuple[str, ...] = ()
    part_clauses: tuple[str, ...] = ()
    late_clauses: tuple[str, ...] = ()


def _has_objectives(programme: ProgrammeFacts) -> Iterable[Problem]:
    if not programme.objectives.strip():
        yield Problem("objectives", _("The objectives are missing."))


def _has_audits(programme: ProgrammeFacts) -> Iterable[Problem]:
    if not programme.audits:
        yield Problem("audits", _("No audit is planned."))


def _plans_what_is_due(programme: ProgrammeFacts) -> Iterable[Problem]:
    n = len(programme.idle_units)
    if n:
        yield Problem(
            "units",
            ngettext(
                "{n} unit is due and not planned: {names}. Plan it, or leave it out and say why.",
                "{n} units are due and not planned: {names}. Plan them, or leave them out and say"
                " why.",
                n,
            ).format(n=n, names=", ".join(programme.idle_units)),
        )


def _covers_the_clauses(programme: ProgrammeFacts) -> Iterable[Problem]:
    for numbers, words in (
        (programme.bare_clauses, _("Clauses that no audit of the cycle looks at: {names}.")),
        (programme.part_clauses, _("Clauses of which the cycle looks at a part only: {names}.")),
        (programme.late_clauses, _("Clauses that are due each year and not planned: {names}.")),
    ):
        if numbers:
            yield Problem("clauses", words.format(names=", ".join(numbers)))


CHECKS: tuple[Check[ProgrammeFacts], ...] = (
    _has_objectives,
    _has_audits,
    _plans_what_is_due,
    _covers_the_clauses,
)
"""What approving a programme demands."""


class ApprovedSpan(NamedTuple):
    """An audit as it was approved: first and last day, and the days on which it was held."""

    first: date
    last: date
    began: date | None = None
    held: date | None = None

    def is_due(self, today: date, tolerance: int) -> bool:
        """Whether it was held, or the month of its last day has ended."""
        last = self.last + timedelta(days=tolerance)
        return self.held is not None or (last.year, last.month) < (today.year, today.month)

    def is_kept(self, tolerance: int) -> bool:
        """Whether it was held within its days, or as many days before and after them."""
        if self.held is None:
            return False
        margin = timedelta(days=tolerance)
        return self.first - margin <= (self.began or self.held) and self.held <= self.last + margin


@dataclass(frozen=True)
class Adherence:
    """How a year was kept to: audits approved, due by now, held in their span, held otherwise."""

    approved: int
    due: int
    kept: int
    otherwise: int

    @property
    def ratio(self) -> float | None:
        """Audits held within the span they were approved for, of those due; None where none is."""
        return self.kept / self.due if self.due else None


def adherence(audits: Iterable[ApprovedSpan], today: date, tolerance: int = 0) -> Adherence:
    """Count approved audits; one is due once it was held, or the month of its last day has ended.

    tolerance: days before and after its span that still count as kept.
    """
    approved = due = kept = otherwise = 0
    for one in audits:
        approved += 1
        due += one.is_due(today, tolerance)
        inside = one.is_kept(tolerance)
        kept += inside
        otherwise += one.held is not None and not inside
    return Adherence(approved, due, kept, otherwise)
