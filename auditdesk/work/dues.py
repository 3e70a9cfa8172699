"""Derived days: what is due when, by the rules of the book, for as long as nobody sets it by hand.

A day follows grade × importance of the process, in the calendar of the site. Who sets it by hand
says so with the day; from then on it stays until it is set back to the rule.
"""

from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import DayOrigin, DueRule, Extension, Finding, Process, Table
from auditdesk.domain.action import Span, due_on
from auditdesk.domain.finding import CYCLE
from auditdesk.i18n import _
from auditdesk.work.organisation import working_days

STAGES = {"acknowledge": "acknowledge_due", "correct": "correct_due", **CYCLE}
"""The stages of a finding, and the column of the day on which each is due."""


def due_after(
    reading: Reading, finding: Finding, stage: str, start: date, grade: str = ""
) -> date | None:
    """When a stage of a finding is due that begins on a day; None where no rule says so.

    grade: its key, where another than that of the finding is meant.
    """
    importance = int(reading.get(Process, finding.process).importance) if finding.process else 3
    rule = reading.find(DueRule, grade=grade or finding.grade, importance=importance, stage=stage)
    if rule is None:
        return None
    span = Span(int(rule.days), bool(rule.working))
    return due_on(start, span, working_days(reading, finding.site).add)


class Origin(NamedTuple):
    """Where a day comes from: by rule, counted from a day, or set by somebody for a reason."""

    by_rule: bool
    counted_from: date | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def label(self) -> str:
        """“by rule” or “set by … because …”."""
        if self.by_rule:
            return _("by rule")
        if not self.reason:
            return _("set by {name}").format(name=self.set_by)
        return _("set by {name} because: {reason}").format(name=self.set_by, reason=self.reason)


def origin_of(reading: Reading, row: str, field: str) -> Origin | None:
    """Where a day comes from, None where nothing was kept: then it is as it was first counted."""
    kept = reading.find(DayOrigin, row=row, field=field)
    if kept is None:
        return None
    return Origin(bool(kept.by_rule), kept.counted_from, str(kept.set_by), str(kept.reason))


def set_by_hand(
    step: Step,
    table: type[Table],
    row: str,
    field: str,
    *,
    on: date,
    reason: str = "",
    counted_from: date | None = None,
) -> None:
    """Keep that somebody set this day, so that it no longer follows what it was derived from.

    counted_from: the day from which the rules would count, for the way back to them.
    """
    _keep(
        step, table, row, field, by_rule=False, counted_from=counted_from, reason=reason, set_on=on
    )


def set_by_rule(step: Step, table: type[Table], row: str, field: str, counted_from: date) -> None:
    """Keep from which day this one is counted by the rules."""
    _keep(
        step, table, row, field, by_rule=True, counted_from=counted_from, reason="",
        set_on=counted_from,
    )  # fmt: skip


def _keep(
    step: Step,
    table: type[Table],
    row: str,
    field: str,
    *,
    by_rule: bool,
    counted_from: date | None,
    reason: str,
    set_on: date,
) -> None:
    values: dict[str, Any] = {
        "by_rule": by_rule, "counted_from": counted_from, "reason": reason,
        "set_by": "" if by_rule else step.book.who, "set_on": set_on,
    }  # fmt: skip
    kept = step.find(DayOrigin, row=row, field=field)
    if kept is None:
        step.add(DayOrigin, table_name=table._meta.table_name, row=row, field=field, **values)
    else:
        step.change(DayOrigin, kept.id, **values)


# --- the days of a finding ------------------------------------------------------------------------


def finding_origin(reading: Reading, finding: Finding, stage: str) -> Origin:
    """Where the due date of a stage comes from.

    In a book of before, where no origin was kept, an extension says that it was set by hand.
    """
    column = STAGES[stage]
    kept = origin_of(reading, str(finding.id), column)
    if kept is not None:
        return kept
    extensions = list(reading.rows(Extension, finding=finding.id, stage=stage))
    if extensions and extensions[-1].new_due == getattr(finding, column):
        return Origin(False, None, str(extensions[-1].approved_by), str(extensions[-1].reason))
    return Origin(True, finding.issued_on)


def count_anew(step: Step, finding: Finding, on: date, reason: str) -> None:
    """Count the answer and its implementation from a day: a new cycle. What was set by hand goes.

    The days of before are kept as extensions with the reason.
    """
    for stage, column in CYCLE.items():
        due = due_after(step, finding, stage, on)
        if due is None:
            continue
        step.add(
            Extension, finding=finding.id, stage=stage, old_due=getattr(finding, column),
            new_due=due, reason=reason, approved_by=step.book.who, extended_on=on,
        )  # fmt: skip
        step.change(Finding, finding.id, **{column: due})
        set_by_rule(step, Finding, str(finding.id), column, on)


def follow_grade(step: Step, finding: Finding, grade: str) -> None:
    """Move the due dates of a finding to those of another grade; what was set by hand stays.

    A remark says of each day that stays although the rule says another.
    """
    for stage, column in STAGES.items():
        origin = finding_origin(step, finding, stage)
        start = origin.counted_from or finding.issued_on
        if start is None:
            continue
        now, due = getattr(finding, column), due_after(step, finding, stage, start, grade)
        if origin.by_rule:
            step.change(Finding, finding.id, **{column: due})
        elif due != now:
            step.remark(
                _("{label} of {name} stays on {day}, {origin}; the rule says {due}.").format(
                    label=_(str(Finding._meta.fields[column].label)), name=finding.number,
                    day=now, origin=origin.label, due=due or _("no day"),
                )
            )  # fmt: skip


def back_to_rule(step: Step, finding: Finding, stage: str) -> None:
    """Set a due date back to what the rules say, counted from the issue or the latest cycle."""
    column = STAGES[stage]
    origin = origin_of(step, str(finding.id), column)
    start = (origin and origin.counted_from) or finding.issued_on
    if start is None:
        return
    step.change(Finding, finding.id, **{column: due_after(step, finding, stage, start)})
    set_by_rule(step, Finding, str(finding.id), column, start)
