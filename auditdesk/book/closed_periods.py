"""Closed periods: days into which nobody writes without saying why.

What counts are the days on which something happened. A day that is only planned or due may lie
anywhere, and work on an older finding goes on: its own days lie after the closed ones.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cache

from auditdesk.book.fields import Day
from auditdesk.book.invariants import Changes, Key, Stored
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    Absence,
    ClosedPeriod,
    Closure,
    Competence,
    DayOrigin,
    Presence,
    Process,
    ProcessNews,
    ProcessWorker,
    StandardRow,
    Table,
)
from auditdesk.errors import ReasonNeeded
from auditdesk.i18n import _, date_text

EXPECTED = frozenset(
    "starts_on ends_on planned_on old_starts_on old_ends_on new_starts_on new_ends_on old_due"
    " new_due due acknowledge_due correct_due answer_due implement_due report_due day".split()
)
"""Days for which something is planned, or on which it is due: they say nothing of the past."""
ABOUT_THE_HOUSE = frozenset(
    {
        Absence, ClosedPeriod, Closure, Competence, DayOrigin, Presence, Process, ProcessNews,
        ProcessWorker, StandardRow,
    }
)  # fmt: skip
"""Tables whose days are no records of audits: who is there, what holds, where a day comes from."""


def refuse_unexplained(
    now: Reading, changes: Changes, touched: Collection[Key], reason: str
) -> None:
    """ReasonNeeded where a step writes a day of a closed period or takes one away.

    So it is where it changes a record that lies in the period and goes on nowhere else.

    reason: what the step says of itself; with one, anything may be written.
    """
    if reason.strip():
        return
    periods = [(row.starts_on, row.ends_on) for row in now.rows(ClosedPeriod)]
    if not periods:
        return
    for table, row in touched:
        for day in (
            *_days_written(table, changes, row),
            *_closed_days(table, changes, row, periods),
        ):
            for first, last in periods:
                if first <= day <= last:
                    raise ReasonNeeded(
                        _(
                            "{day} lies in a closed period ({first} to {last}). Say why something"
                            " is written into it."
                        ).format(day=date_text(day), first=date_text(first), last=date_text(last))
                    )


def _days_written(table: type[Table], changes: Changes, row: str) -> Iterator[date]:
    """The days of a row that the step set or took away."""
    places = _places(table)
    if not places:
        return
    before, after = changes.before(table, row), changes.now(table, row)
    for place in places:
        was, is_now = _at(before, place), _at(after, place)
        if was != is_now:
            yield from (date.fromisoformat(text) for text in (was, is_now) if text)


def _closed_days(
    table: type[Table], changes: Changes, row: str, periods: Sequence[tuple[date, date]]
) -> set[date]:
    """The days of a changed row where all of them, before and now, lie in closed periods."""
    before, after = changes.before(table, row), changes.now(table, row)
    if before is None or before == after:
        return set()
    texts = {_at(stored, place) for stored in (before, after) for place in _places(table)}
    days = {date.fromisoformat(text) for text in texts if text}
    closed = all(any(first <= day <= last for first, last in periods) for day in days)
    return days if closed else set()


def _at(stored: Stored | None, place: int) -> str | None:
    return stored[place] if stored else None


@cache
def _places(table: type[Table]) -> tuple[int, ...]:
    """Where the days on which something happened stand among the columns of a table."""
    if table in ABOUT_THE_HOUSE:
        return ()
    columns = [(name, field) for name, field in table._meta.fields.items() if name != "id"]
    return tuple(
        place
        for place, (name, field) in enumerate(columns)
        if isinstance(field, Day) and name not in EXPECTED
    )
