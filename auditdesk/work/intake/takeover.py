"""Take over what was decided elsewhere: numbers and states of an old register, as history.

The rules of the moves judge what is done here; what a register of years ago calls closed is closed,
and its history says that it was imported so.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from auditdesk.book.facts import TAKEN_OVER, grade_of
from auditdesk.book.ids import new_id
from auditdesk.book.step import Step
from auditdesk.book.tables import ActionRow, AuditRow, Finding, GradeRow, SourceNote, Table
from auditdesk.book.texts import clean_text
from auditdesk.domain.finding import FindingState
from auditdesk.domain.numbering import Number
from auditdesk.work import findings
from auditdesk.work.history import record_move
from auditdesk.work.kinds import KINDS
from auditdesk.work.values import day, one_of, structure, text

_BETWEEN = "\n\n"
"""Between two notes of one row; a note may have lines of its own."""


def add_finding(
    step: Step,
    *,
    state: str,
    grade: GradeRow,
    raised_on: date,
    kept: Number | None = None,
    id: str = "",
    source: str = "",
    today: date,
    **values: Any,
) -> str:
    """Add a finding as its register has it: out of draft it has a number, and stands where it says.

    kept: its own number, where the register is one of this program; id: that of a draft of it.
    """
    step.takes_over = True
    row = id or new_id()
    if state != FindingState.DRAFT:
        year = (values.get("issued_on") or raised_on).year
        number = step.give_number(grade.series, year, Finding, row, kept)
        values |= {"number": str(number), "number_key": number.sort_key}
    findings.draft(
        step, id=row, grade=grade, raised_on=raised_on, state=state, today=today, **values
    )
    if state != FindingState.DRAFT:
        _record(step, Finding, row, FindingState.DRAFT, state, today, source)
    return row


def take_over_finding(
    step: Step,
    row: str,
    *,
    state: str,
    kept: Number | None = None,
    on: date,
    source: str,
    **values: Any,
) -> None:
    """Set where a finding stands as its register says; out of draft it gets its number.

    kept: its own number, where the register is one of this program. on: the day of the import.
    """
    step.takes_over = True
    finding = step.get(Finding, row)
    if state != FindingState.DRAFT and not finding.number:
        series = grade_of(step, finding.grade).series
        year = (values.get("issued_on") or finding.raised_on).year
        number = step.give_number(series, year, Finding, row, kept)
        values |= {"number": str(number), "number_key": number.sort_key}
    step.change(Finding, row, state=state, **values)
    if state != finding.state:
        _record(step, Finding, row, finding.state, state, on, source)


def take_over_audit(
    step: Step, row: str, *, state: str, on: date, source: str, **days: date
) -> None:
    """Set where an audit stands as its schedule says, and the days on which it came there."""
    step.takes_over = True
    audit = step.get(AuditRow, row)
    step.change(AuditRow, row, state=state, **days)
    if state != audit.state:
        _record(step, AuditRow, row, audit.state, state, on, source)


def take_over_action(step: Step, row: str, *, on: date, source: str, **values: Any) -> None:
    """Set what an action list says of an action: accepted, done, cancelled."""
    step.takes_over = True
    if step.change(ActionRow, row, **values):
        _record(
            step, ActionRow, row, "open", "done" if values.get("done_on") else "open", on, source
        )


def keep_note(
    step: Step, table: type[Table], row: str, place: str, lines: list[str], new: bool = False
) -> bool:
    """Keep beside a thing what its row said and has no place of its own; whether it was new."""
    name = table.sql_name
    known = (
        set()
        if new
        else {
            line
            for note in step.rows(SourceNote, table_name=name, row=row)
            for line in note.text.split(_BETWEEN)
        }
    )
    text = _BETWEEN.join(line for line in map(clean_text, lines) if line not in known)
    if text:
        step.add(SourceNote, table_name=name, row=row, place=place, text=text)
    return bool(text)


def _record(
    step: Step, table: type[Table], row: str, old: str, new: str, on: date, source: str
) -> None:
    record_move(
        step, table, row, move=TAKEN_OVER, from_state=old, to_state=new, on=on, reason=source
    )


REGISTERED = replace(
    KINDS["finding"],
    add=add_finding,
    fields={
        **KINDS["finding"].fields,
        "state": one_of(FindingState),
        "issued_on": day,
        "closed_on": day,
        "kept": structure,
        "id": text,
        "source": text,
    },
)
"""A finding as a register has it: with its state, and its number where it is ours."""
