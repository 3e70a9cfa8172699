"""When the report of an audit is due: by the rule of the organisation, or as somebody agreed."""

import contextlib
from collections.abc import Iterator
from datetime import date

from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, DayOrigin, ReportDeadline
from auditdesk.domain.audit import AuditState
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.dues import (
    Origin,
    follow_rule,
    origin_of,
    set_by_hand,
    set_by_rule,
    site_of_audit,
    stays,
)
from auditdesk.work.organisation import working_days

FIELD = "report_due"
"""The column of the day on which the report is due, and its name in `DayOrigin`."""


def expect_report(step: Step, audit: str, counted_from: date) -> None:
    """Say until when the report is due: so many working days after the audit was held or reopened.

    ISO 19011, 6.5.2 asks for an agreed time (own words); the organisation sets how long. A day that
    was agreed before stays, unless it lies before the day that is counted from.
    """
    due = _report_day(step, audit, counted_from)
    known, origin = step.find(ReportDeadline, audit=audit), report_origin(step, audit)
    if known and not origin.by_rule and known.report_due >= counted_from:
        kept = step.find(DayOrigin, row=audit, field=FIELD)
        if kept:
            step.change(DayOrigin, kept.id, counted_from=counted_from)
        if known.report_due != due:
            number = step.get(AuditRow, audit).number
            stays(step, known, FIELD, number, due, origin)
        return
    _set_report_due(step, audit, due)
    set_by_rule(step, AuditRow, audit, FIELD, counted_from)


def report_origin(reading: Reading, audit: str) -> Origin:
    """Where the day of the report comes from; of an older book, by rule, from its end on."""
    return origin_of(reading, audit, FIELD) or Origin(True, reading.get(AuditRow, audit).held_on)


def tell_overtaken(step: Step, audit: AuditRow, ends_on: date) -> None:
    """Remark that an audit moves behind the day that was agreed for its report."""
    known = step.find(ReportDeadline, audit=audit.id)
    if known and known.report_due < ends_on:
        step.remark(
            _(
                "The report of {number} was agreed for {due}, before the audit ends now ({ends})."
                " Agree another day, or set it back to the rule."
            ).format(number=audit.number, due=known.report_due, ends=ends_on)
        )


@contextlib.contextmanager
def reports_follow(step: Step) -> Iterator[None]:
    """Let the days of reports that are still to be written follow what is done inside.

    As with the days of findings: what was set by hand stays, and a remark says so where the rule
    now says another day. A report that is out was due when it was due.
    """
    before = {
        deadline.id: _rule_says(step, deadline)
        for deadline in step.rows(ReportDeadline)
        if step.get(AuditRow, deadline.audit).state == AuditState.HELD
    }
    yield
    for id, earlier in before.items():
        deadline = step.get(ReportDeadline, id)
        name = step.get(AuditRow, deadline.audit).number
        origin = report_origin(step, deadline.audit)
        follow_rule(step, deadline, FIELD, name, earlier, _rule_says(step, deadline), origin)


def _rule_says(step: Step, deadline: ReportDeadline) -> date:
    """What the rule says; the day that it has where the calendar has no working day."""
    start = _counted_from(step, deadline.audit)
    assert start is not None, "an audit that was held has a day"
    try:
        return _report_day(step, deadline.audit, start)
    except Refusal as error:
        step.remark(str(error))
        day: date = deadline.report_due
        return day


def _counted_from(reading: Reading, audit: str) -> date | None:
    """The day the rule counts from: that of the latest reopening, or the end of the audit."""
    held_on: date | None = reading.get(AuditRow, audit).held_on
    return report_origin(reading, audit).counted_from or held_on


def agree_report_due(step: Step, row: str, due: date | None, *, reason: str, today: date) -> None:
    """Agree another day for the report than the rule says; ReasonNeeded where none is told.

    due: None goes back to the rule, which says no day before the audit was held.
    """
    audit = step.get(AuditRow, row)
    if due is None:
        _report_by_rule(step, audit, reason)
        return
    if audit.held_on and due < audit.held_on:
        raise Refusal(
            _("The report cannot be due on {due}, before {number} was held ({held}).").format(
                due=due, number=audit.number, held=audit.held_on
            )
        )
    if not audit.held_on and audit.ends_on and due < audit.ends_on:
        raise Refusal(
            _("The report cannot be due on {due}, before {number} ends ({ends}).").format(
                due=due, number=audit.number, ends=audit.ends_on
            )
        )
    known = step.find(ReportDeadline, audit=row)
    if known and known.report_due == due:
        return
    _ask_why(audit, reason)
    _set_report_due(step, row, due)
    start = _counted_from(step, row)
    set_by_hand(step, AuditRow, row, FIELD, on=today, reason=reason, counted_from=start)


def _report_by_rule(step: Step, audit: AuditRow, reason: str) -> None:
    row = audit.id
    known, origin = step.find(ReportDeadline, audit=row), report_origin(step, row)
    if known is None or origin.by_rule:
        return
    _ask_why(audit, reason)
    start = _counted_from(step, row)
    if start:
        _set_report_due(step, row, _report_day(step, row, start))
        set_by_rule(step, AuditRow, row, FIELD, start)
        return
    step.remove(ReportDeadline, known.id)
    kept = step.find(DayOrigin, row=row, field=FIELD)
    if kept:
        step.remove(DayOrigin, kept.id)


def _ask_why(audit: AuditRow, reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(
            _("Say why the report of {number} is due on another day than agreed.").format(
                number=audit.number
            )
        )


def _report_day(reading: Reading, audit: str, start: date) -> date:
    calendar = working_days(reading, site_of_audit(reading, audit))
    return calendar.add(start, house_rules(reading).report_days)


def _set_report_due(step: Step, audit: str, due: date) -> None:
    known = step.find(ReportDeadline, audit=audit)
    if known:
        step.change(ReportDeadline, known.id, report_due=due)
    else:
        step.add(ReportDeadline, audit=audit, report_due=due)
