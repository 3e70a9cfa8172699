"""When the report of an audit is due: by the rule of the organisation, or as somebody agreed."""

from datetime import date

from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, DayOrigin, ReportDeadline
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.dues import origin_of, set_by_hand, set_by_rule, site_of_audit
from auditdesk.work.organisation import working_days


def expect_report(step: Step, audit: str, held_on: date) -> None:
    """Say until when the report is due: so many working days after the audit was held.

    ISO 19011, 6.5.2 asks for an agreed time (own words); the organisation sets how long. A day that
    was agreed before stays, unless the audit was held after it.
    """
    due = _report_day(step, audit, held_on)
    known, origin = step.find(ReportDeadline, audit=audit), origin_of(step, audit, "report_due")
    if known and origin and not origin.by_rule and known.report_due >= held_on:
        if known.report_due != due:
            step.remark(
                _("{label} of {name} stays on {day}, {origin}; the rule says {due}.").format(
                    label=_(str(ReportDeadline._meta.fields["report_due"].label)), due=due,
                    name=step.get(AuditRow, audit).number, day=known.report_due,
                    origin=origin.label,
                )
            )  # fmt: skip
        return
    _set_report_due(step, audit, due)
    set_by_rule(step, AuditRow, audit, "report_due", held_on)


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
    known = step.find(ReportDeadline, audit=row)
    if known and known.report_due == due:
        return
    _ask_why(audit, reason)
    _set_report_due(step, row, due)
    set_by_hand(
        step, AuditRow, row, "report_due", on=today, reason=reason, counted_from=audit.held_on
    )


def _report_by_rule(step: Step, audit: AuditRow, reason: str) -> None:
    row = str(audit.id)
    known, kept = (
        step.find(ReportDeadline, audit=row),
        step.find(DayOrigin, row=row, field="report_due"),
    )
    if known is None or (kept and kept.by_rule):
        return
    _ask_why(audit, reason)
    if audit.held_on:
        _set_report_due(step, row, _report_day(step, row, audit.held_on))
        set_by_rule(step, AuditRow, row, "report_due", audit.held_on)
        return
    step.remove(ReportDeadline, known.id)
    if kept:
        step.remove(DayOrigin, kept.id)


def _ask_why(audit: AuditRow, reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(
            _("Say why the report of {number} is due on another day than agreed.").format(
                number=audit.number
            )
        )


def _report_day(reading: Reading, audit: str, held_on: date) -> date:
    calendar = working_days(reading, site_of_audit(reading, audit))
    return calendar.add(held_on, house_rules(reading).report_days)


def _set_report_due(step: Step, audit: str, due: date) -> None:
    known = step.find(ReportDeadline, audit=audit)
    if known:
        step.change(ReportDeadline, known.id, report_due=due)
    else:
        step.add(ReportDeadline, audit=audit, report_due=due)
