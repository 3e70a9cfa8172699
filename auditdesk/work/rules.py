"""The rules that a book keeps as data: its grades and how long each stage may take; why changed."""

from datetime import date
from typing import Any

from auditdesk.book.facts import grade_of
from auditdesk.book.step import Step
from auditdesk.book.tables import ClosedPeriod, DueRule, GradeEffect, GradeRow, NumberSeries
from auditdesk.domain.finding import CountsAs
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move
from auditdesk.work.organisation import refuse_backwards


def set_due_rule(
    step: Step, *, grade: str, importance: int, stage: str, reason: str, **span: Any
) -> str:
    """Change how long a stage may take; a value that departs from the default says why."""
    if not reason.strip():
        raise Refusal(_("Say why this due date rule changes."))
    known = step.find(DueRule, grade=grade, importance=importance, stage=stage)
    if known:
        step.change(DueRule, known.id, reason=reason, **span)
        return known.id
    return step.add(DueRule, grade=grade, importance=importance, stage=stage, reason=reason, **span)


def change_due_rule(step: Step, row: str, *, reason: str = "", **span: Any) -> None:
    """Change how long a stage may take, with the reason."""
    if not reason.strip():
        raise ReasonNeeded(_("Say why this due date rule changes."))
    step.change(DueRule, row, reason=reason, **span)


def close_period(
    step: Step, *, starts_on: date, ends_on: date, today: date, reason: str = ""
) -> str:
    """Close some days: who writes what happened on one of them says why from now on."""
    for other in step.rows(ClosedPeriod):
        if other.starts_on <= ends_on and starts_on <= other.ends_on:
            raise Refusal(
                _("{first} to {last} is closed already: a day is closed once.").format(
                    first=other.starts_on, last=other.ends_on
                )
            )
    _refuse_no_period(starts_on, ends_on, today)
    return step.add(ClosedPeriod, starts_on=starts_on, ends_on=ends_on, reason=reason)


def change_period(step: Step, row: str, *, reason: str = "", today: date, **days: Any) -> None:
    """Change which days are closed, with the reason."""
    now = step.get(ClosedPeriod, row)
    _refuse_no_period(
        days.get("starts_on") or now.starts_on, days.get("ends_on") or now.ends_on, today
    )
    if not reason.strip():
        raise ReasonNeeded(_("Say why these days are closed, or opened again."))
    step.change(ClosedPeriod, row, reason=reason, **days)


def reopen_period(step: Step, row: str) -> None:
    """Open closed days again; ReasonNeeded where the step says none."""
    if not step.reason.strip():
        raise ReasonNeeded(_("Say why this period is opened again."))
    step.remove(ClosedPeriod, row)


def _refuse_no_period(starts_on: date, ends_on: date, today: date) -> None:
    refuse_backwards(starts_on, ends_on)
    if ends_on >= today:
        raise Refusal(
            _("{day} is not over yet: only days that are over can be closed.").format(day=ends_on)
        )


def add_grade(step: Step, *, key: str, series: str, **values: Any) -> str:
    """Add a grade to the scheme."""
    if step.find(GradeRow, id=key):
        raise Refusal(_("“{name}” exists already.").format(name=key))
    _refuse_mixed_series(step, series, bool(values.get("nonconformity")))
    if step.find(NumberSeries, id=series) is None:
        step.add(NumberSeries, id=series, label=str(values.get("label", series)))
    values.pop("reason", None)
    effect = _effect(values)
    position = sum(1 for _grade in step.rows(GradeRow))
    row = step.add(GradeRow, id=key, series=series, position=position, **values)
    _set_effect(step, row, effect)
    if values.get("nonconformity") and step.find(DueRule, grade=row) is None:
        step.remark(
            _("{grade} has no due dates yet: nothing of it will be due until you add them.").format(
                grade=values["label"]
            )
        )
    return row


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
    _set_effect(step, row, _effect(values))
    step.change(GradeRow, row, **values)
    record_move(
        step, GradeRow, row, move="change", from_state="", to_state="", on=today, reason=reason
    )


def _effect(values: dict[str, Any]) -> dict[str, Any]:
    """What a grade weighs and owes, taken out of the values that are its own."""
    return {key: values.pop(key) for key in ("counts_as", "follow_up") if key in values}


def _set_effect(step: Step, grade: str, effect: dict[str, Any]) -> None:
    """Keep what a grade weighs and owes where it differs from what is so now."""
    now = grade_of(step, grade)
    wanted = {"counts_as": now.counts_as, "follow_up": now.follow_up, **effect}
    if CountsAs(wanted["counts_as"]).nonconformity != now.nonconformity:
        raise Refusal(
            _("“{grade}” is no nonconformity, and cannot count as one.").format(grade=_(now.label))
            if not now.nonconformity
            else _("“{grade}” is a nonconformity, and counts as a major or a minor one.").format(
                grade=_(now.label)
            )
        )
    if (wanted["counts_as"], wanted["follow_up"]) == (now.counts_as, now.follow_up):
        return
    stored = step.find(GradeEffect, grade=grade)
    if stored is None:
        step.add(GradeEffect, grade=grade, **wanted)
    else:
        step.change(GradeEffect, stored.id, **wanted)
