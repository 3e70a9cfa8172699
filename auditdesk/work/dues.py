"""Derived days: what is due when, by the rules of the book, for as long as nobody sets it by hand.

A day follows grade × importance of the process, in the calendar of the site. Who sets it by hand
says so with the day; from then on it stays until it is set back to the rule.
"""

from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditRow,
    AuditUnit,
    DayOrigin,
    DueRule,
    Extension,
    Finding,
    Person,
    PersonRole,
    Process,
    ReportDeadline,
    Table,
    Unit,
)
from auditdesk.domain.action import Span, due_on
from auditdesk.domain.finding import CYCLE
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _, ngettext
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


def refuse_too_many(
    step: Step, name: str, of: str, row: str, approver: str, stage: str = "implement"
) -> None:
    """Refuse one extension more than the rules allow, unless top management approves it.

    name: what is extended, for the sentence. of: "action" or "finding". Those that a new cycle
    counted anew are no extensions.
    """
    most = house_rules(step).extensions
    made = [one for one in step.rows(Extension, **{of: row}, stage=stage) if one.approved_by]
    if len(made) < most:
        return
    top = {
        str(step.get(Person, role.person).name)
        for role in step.rows(PersonRole, role="top_management")
    }
    if approver in top:
        return
    raise Refusal(
        ngettext(
            "The due date of {name} was extended {n} time already. One more is approved by top"
            " management: {people}.",
            "The due date of {name} was extended {n} times already. One more is approved by top"
            " management: {people}.",
            len(made),
        ).format(
            name=name,
            n=len(made),
            people=", ".join(sorted(top)) or _("nobody has that role yet (Organisation, People)"),
        )
    )


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
            new_due=due, reason=reason, approved_by="", extended_on=on,
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


# --- the report of an audit -----------------------------------------------------------------------


def expect_report(step: Step, audit: str, held_on: date) -> None:
    """Say until when the report is due: so many working days after the audit was held.

    ISO 19011, 6.5.2 asks for an agreed time (own words); the organisation sets how long.
    """
    calendar = working_days(step, site_of_audit(step, audit))
    _set_report_due(step, audit, calendar.add(held_on, house_rules(step).report_days))
    set_by_rule(step, AuditRow, audit, "report_due", held_on)


def agree_report_due(step: Step, row: str, due: date, *, reason: str, today: date) -> None:
    """Agree another day for the report than the rule says; ReasonNeeded where none is told."""
    audit = step.get(AuditRow, row)
    if audit.held_on and due < audit.held_on:
        raise Refusal(
            _("The report cannot be due on {due}, before {number} was held ({held}).").format(
                due=due, number=audit.number, held=audit.held_on
            )
        )
    known = step.find(ReportDeadline, audit=row)
    if known and known.report_due == due:
        return
    if not reason.strip():
        raise ReasonNeeded(
            _("Say why the report of {number} is due on another day than agreed.").format(
                number=audit.number
            )
        )
    _set_report_due(step, row, due)
    set_by_hand(
        step, AuditRow, row, "report_due", on=today, reason=reason, counted_from=audit.held_on
    )


def _set_report_due(step: Step, audit: str, due: date) -> None:
    known = step.find(ReportDeadline, audit=audit)
    if known:
        step.change(ReportDeadline, known.id, report_due=due)
    else:
        step.add(ReportDeadline, audit=audit, report_due=due)


def site_of_audit(reading: Reading, audit: str) -> str | None:
    """The site of an audit, whose calendar counts; None for several."""
    units = [reading.get(Unit, link.unit) for link in reading.rows(AuditUnit, audit=audit)]
    sites = {unit.site for unit in units}
    return sites.pop() if len(sites) == 1 else None
