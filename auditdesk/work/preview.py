"""Preview: what moves along with a change, before it is done.

The change is played in a step that is taken back, and what it moved is read from it: so there is
one way for every verb, and what is shown is what happens.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.fields import Day
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    EffectivenessCheck,
    Finding,
    Person,
    Presence,
    Programme,
    ReportDeadline,
    Session,
    Table,
)
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.audit import AuditState
from auditdesk.domain.finding import FindingState
from auditdesk.domain.programme import ProgrammeState
from auditdesk.i18n import _
from auditdesk.work.dues import STAGES, Origin, finding_origin, origin_of
from auditdesk.work.report_days import report_origin

AHEAD: dict[type[Table], tuple[str, ...]] = {
    Finding: tuple(STAGES.values()),
    ActionRow: ("due",),
    EffectivenessCheck: ("planned_on",),
    AuditRow: ("starts_on", "ends_on"),
    Session: ("day",),
    Presence: ("day",),
    ReportDeadline: ("report_due",),
}
"""The days that lie ahead and may follow another: by table, the names of their columns."""
_STATES: dict[type[Table], Callable[[str], Any]] = {
    Finding: FindingState,
    AuditRow: AuditState,
    Programme: ProgrammeState,
}


class Moving(NamedTuple):
    """Something that moves along: what it is called, what of it, from, to, and why.

    old, new: a day, None for no day, or the label of a state.
    """

    table: type[Table]
    row: str
    column: str
    name: str
    field: str
    old: date | str | None
    new: date | str | None
    why: str = ""


class Preview(NamedTuple):
    """What would move, and what would be remarked; nothing of it is done."""

    moving: tuple[Moving, ...] = ()
    remarks: tuple[str, ...] = ()


Told = Collection[tuple[type[Table], str, str]]
"""What the user tells to change: tables, rows and columns. It moves nothing along."""


def preview(book: Book, deed: Callable[[Step], object], told: Told = ()) -> Preview:
    """What a deed would move beside what it is told to change; Refusal as the deed itself."""
    with book.trial() as step:
        deed(step)
        return Preview(tuple(moving_in(step, told)), tuple(step.remarks))


def moving_in(step: Step, told: Told = ()) -> Iterator[Moving]:
    """What a step moved so far, in the order in which it was touched."""
    for table, row, before, now in step.differences():
        if before is None or now is None:
            continue
        for column in AHEAD.get(table, ()):
            old, new = _day(table, column, before), _day(table, column, now)
            if old != new and old is not None and _as_told(step, table, row, column) not in told:
                label = _(table.columns[column].label)
                why = _why(step, table, row, column)
                yield Moving(table, row, column, _called(step, table, row), label, old, new, why)
        state = _STATES.get(table)
        if state and before["state"] != now["state"] and (table, row, "state") not in told:
            old_state, new_state = state(before["state"]).label, state(now["state"]).label
            name = _called(step, table, row)
            yield Moving(table, row, "state", name, _("State"), old_state, new_state)


def _as_told(
    reading: Reading, table: type[Table], row: str, column: str
) -> tuple[type[Table], str, str]:
    """The row whose field the user tells: the day of a report is told with its audit."""
    if table is ReportDeadline:
        return AuditRow, str(reading.get(ReportDeadline, row).audit), column
    return table, row, column


def _day(table: type[Table], column: str, values: dict[str, Any]) -> date | None:
    field = table.columns[column]
    assert isinstance(field, Day)
    return field.python_value(values[field.column_name])


def _called(reading: Reading, table: type[Table], row: str) -> str:
    """What people call the thing that moves."""
    one: Any = reading.get(table, row)
    if table is Finding:
        return finding_rules.called(one.number, row)
    if table is EffectivenessCheck:
        number = reading.get(ActionRow, one.action).number
        return _("Effectiveness check of {number}").format(number=number)
    if table is Programme:
        return _("Programme {year}").format(year=one.year)
    if table is ReportDeadline:
        return str(reading.get(AuditRow, one.audit).number)
    if table in (Session, Presence):
        what = one.what or one.kind if table is Session else reading.get(Person, one.person).name
        return f"{reading.get(AuditRow, one.audit).number}, {one.starts} {what}"
    return str(one.number)


def _why(reading: Reading, table: type[Table], row: str, column: str) -> str:
    if table is Finding:
        stages = {column: stage for stage, column in STAGES.items()}
        return _from(finding_origin(reading, reading.get(Finding, row), stages[column]))
    if table is ReportDeadline:
        return _from(report_origin(reading, str(reading.get(ReportDeadline, row).audit)))
    if table is EffectivenessCheck:
        origin_of_check = origin_of(reading, row, column)
        if origin_of_check and not origin_of_check.by_rule:
            return origin_of_check.label
        return _("follows its action")
    if table in (Session, Presence):
        return _("moves with the audit")
    return ""


def _from(origin: Origin) -> str:
    if origin.by_rule and origin.counted_from:
        return _("by rule, counted from {day}").format(day=origin.counted_from)
    return origin.label
