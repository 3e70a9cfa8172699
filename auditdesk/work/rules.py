"""The rules that a book keeps as data: its grades and how long each stage may take; why changed."""

from datetime import date
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import DueRule, GradeRow, NumberSeries
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move


def set_due_rule(
    step: Step, *, grade: str, importance: int, stage: str, reason: str, **span: Any
) -> str:
    """Change how long a stage may take; a value that departs from the default says why."""
    if not reason.strip():
        raise Refusal(_("Say why this due date rule changes."))
    known = step.find(DueRule, grade=grade, importance=importance, stage=stage)
    if known:
        step.change(DueRule, known.id, reason=reason, **span)
        return str(known.id)
    return step.add(DueRule, grade=grade, importance=importance, stage=stage, reason=reason, **span)


def change_due_rule(step: Step, row: str, *, reason: str = "", **span: Any) -> None:
    """Change how long a stage may take, with the reason."""
    if not reason.strip():
        raise ReasonNeeded(_("Say why this due date rule changes."))
    step.change(DueRule, row, reason=reason, **span)


def add_grade(step: Step, *, key: str, series: str, **values: Any) -> str:
    """Add a grade to the scheme."""
    if step.find(GradeRow, id=key):
        raise Refusal(_("“{name}” exists already.").format(name=key))
    _refuse_mixed_series(step, series, bool(values.get("nonconformity")))
    if step.find(NumberSeries, id=series) is None:
        step.add(NumberSeries, id=series, label=str(values.get("label", series)))
    values.pop("reason", None)
    position = sum(1 for _grade in step.rows(GradeRow))
    return step.add(GradeRow, id=key, series=series, position=position, **values)


def _refuse_mixed_series(step: Step, series: str, nonconformity: bool) -> None:
    """A number says whether a requirement is not met: its series is of one sort of grades only."""
    other = step.find(GradeRow, series=series, nonconformity=not nonconformity)
    if other is None:
        return
    sentence = (
        _("Series {series} is of what is no nonconformity, such as {grade}: name another.")
        if nonconformity
        else _("Series {series} is of nonconformities, such as {grade}: name another.")
    )
    raise Refusal(sentence.format(series=series, grade=_(other.label)))


def change_grade(step: Step, row: str, *, reason: str = "", today: date, **values: Any) -> None:
    """Change a grade of the scheme, with the reason; ReasonNeeded where it is missing."""
    if not reason.strip():
        raise ReasonNeeded(_("Say why this grade changes."))
    step.change(GradeRow, row, **values)
    record_move(
        step, GradeRow, row, move="change", from_state="", to_state="", on=today, reason=reason
    )
