"""Closed periods: days into which nobody writes without saying why.

What counts are the days on which something happened. A day that is only planned or due may lie
anywhere, and work on an older finding goes on: its own days lie after the closed ones. What has no
day of its own, such as a verdict or a cause, lies where that lies to which it belongs.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from auditdesk.book.fields import Day, Ref
from auditdesk.book.invariants import Changes, Key, Stored
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    BY_NAME,
    Absence,
    ActionFinding,
    ApprovedAudit,
    Asked,
    Attendance,
    AuditClause,
    AuditMember,
    AuditStandard,
    AuditUnit,
    Cause,
    CheckAtAudit,
    Checklist,
    ChecklistLine,
    ClosedPeriod,
    Closure,
    Competence,
    Cycle,
    DayOrigin,
    Evidence,
    FindingClause,
    FrequencyDecision,
    LeftOut,
    Markup,
    Presence,
    Process,
    ProcessNews,
    ProcessWorker,
    ProvenSheet,
    Report,
    ReportDeadline,
    SampleItem,
    Session,
    SessionClause,
    SessionPerson,
    SignedRecord,
    SourceNote,
    StandardRow,
    Table,
)
from auditdesk.errors import PeriodClosed
from auditdesk.i18n import _, date_text

EXPECTED = frozenset(
    "starts_on ends_on planned_on old_starts_on old_ends_on new_starts_on new_ends_on old_due"
    " new_due due acknowledge_due correct_due answer_due implement_due report_due day".split()
)
"""Days for which something is planned, or on which it is due: they say nothing of the past."""
ABOUT_THE_HOUSE = frozenset(
    {
        Absence, ClosedPeriod, Closure, Competence, DayOrigin, Presence, Process, ProcessNews,
        ProcessWorker, ProvenSheet, StandardRow,
    }
)  # fmt: skip
"""Tables whose days are no records of audits: who is there, what holds, where a day comes from,
what a sheet said when it was proven."""
ANY_ROW = ""
"""What belongs to the row that its columns `table_name` and `row` name."""
BELONGS_TO: Mapping[type[Table], str] = {
    ActionFinding: "action",
    Asked: "line",
    Attendance: "session",
    AuditClause: "audit",
    AuditMember: "audit",
    AuditStandard: "audit",
    AuditUnit: "audit",
    Cause: "finding",
    Checklist: "audit",
    ChecklistLine: "checklist",
    Cycle: "action",
    Evidence: ANY_ROW,
    FindingClause: "finding",
    Markup: "evidence",
    Report: "audit",
    SampleItem: "line",
    Session: "audit",
    SessionClause: "session",
    SessionPerson: "session",
    SignedRecord: "signoff",
    SourceNote: ANY_ROW,
}
"""Whose day is that of a record which has none of its own, or has none yet: by table, the column
that names it."""
ABOUT_WHAT_COMES = frozenset(
    {ApprovedAudit, CheckAtAudit, FrequencyDecision, LeftOut, ReportDeadline}
)
"""What tells of the days to come, as a programme does all year: it lies in no period."""


def refuse_unexplained(
    now: Reading, changes: Changes, touched: Collection[Key], reason: str
) -> None:
    """PeriodClosed where a step writes a day of a closed period or takes one away.

    So it is where it changes a record that lies in the period and goes on nowhere else, or adds
    something to one, or takes something from it.

    reason: what the step says of itself; with one, anything may be written.
    """
    if reason.strip():
        return
    periods = [(row.starts_on, row.ends_on) for row in now.rows(ClosedPeriod)]
    if not periods:
        return
    for table, row in touched:
        days = set(_days_written(table, changes, row))
        if _is_changed(table, changes, row):
            days |= _closed(_days_of(now, changes, table, row), periods)
        for day in sorted(days):
            for first, last in periods:
                if first <= day <= last:
                    raise PeriodClosed(
                        _(
                            "{day} lies in a closed period ({first} to {last}). Say why something"
                            " is written into it."
                        ).format(day=date_text(day), first=date_text(first), last=date_text(last))
                    )


def _days_written(table: type[Table], changes: Changes, row: str) -> Iterator[date]:
    """The days of a row that the step set or took away."""
    before, after = changes.before(table, row), changes.now(table, row)
    for place in _places(table):
        was, is_now = _at(before, place), _at(after, place)
        if was != is_now:
            yield from (date.fromisoformat(text) for text in (was, is_now) if text)


def _is_changed(table: type[Table], changes: Changes, row: str) -> bool:
    """Whether anything of a row is other than before, beside what is only planned or due."""
    before, after = changes.before(table, row), changes.now(table, row)
    if before is None or after is None:
        return before is not after
    ahead = _places_ahead(table)
    return any(
        was != is_now
        for place, (was, is_now) in enumerate(zip(before, after, strict=True))
        if place not in ahead
    )


def _days_of(now: Reading, changes: Changes, table: type[Table], row: str) -> set[date]:
    """The days on which a record lies, before the step and now: its own, or its owner's."""
    versions = list(_versions(now, changes, table, row))
    texts = {stored[place] for stored in versions for place in _places(table)}
    own = {date.fromisoformat(text) for text in texts if text}
    if own or table not in BELONGS_TO:
        return own
    owners = {_owner(table, row, stored) for stored in versions} - {None}
    return {day for owner in owners if owner for day in _days_of(now, changes, *owner)}


def _versions(now: Reading, changes: Changes, table: type[Table], row: str) -> Iterator[Stored]:
    """A row before the step and now, where it was or is there."""
    if changes.wrote(table, row):
        yield from changes.of(table, row)
        return
    kept = now.find(table, id=row)
    if kept is not None:
        fields = [(name, field) for name, field in table.columns.items() if name != "id"]
        yield tuple(field.db_value(getattr(kept, name)) for name, field in fields)


def _owner(table: type[Table], row: str, stored: Stored) -> Key | None:
    """The record to which a row belongs, None where it names none."""
    column = BELONGS_TO[table]
    values: Any = table.from_stored((row, *stored))
    if column == ANY_ROW:
        owner = BY_NAME.get(str(values.table_name))
        return (owner, str(values.row)) if owner else None
    target = getattr(values, column)
    reference = table.columns[column]
    return (reference.target, target) if isinstance(reference, Ref) and target else None


def _closed(days: set[date], periods: Sequence[tuple[date, date]]) -> set[date]:
    """The days of a record where all of them lie in closed periods."""
    closed = all(any(first <= day <= last for first, last in periods) for day in days)
    return days if closed else set()


def _at(stored: Stored | None, place: int) -> str | None:
    return stored[place] if stored else None


@cache
def _places(table: type[Table]) -> tuple[int, ...]:
    """Where the days on which something happened stand among the columns of a table."""
    if table in ABOUT_THE_HOUSE:
        return ()
    return tuple(place for place, name in _day_columns(table) if name not in EXPECTED)


@cache
def _places_ahead(table: type[Table]) -> frozenset[int]:
    """Where the days stand that are only planned or due."""
    return frozenset(place for place, name in _day_columns(table) if name in EXPECTED)


def _day_columns(table: type[Table]) -> Iterator[tuple[int, str]]:
    columns = [(name, field) for name, field in table.columns.items() if name != "id"]
    for place, (name, field) in enumerate(columns):
        if isinstance(field, Day):
            yield place, name
