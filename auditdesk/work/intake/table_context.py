"""What the rows of one table have in common: its audit, its standard and its day."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow
from auditdesk.domain.numbering import Number
from auditdesk.i18n import _
from auditdesk.intake.mapping import TableMapping
from auditdesk.intake.records import Record, RecordReader
from auditdesk.intake.tables import SheetTable
from auditdesk.intake.targets import MATRIX
from auditdesk.intake.titles import days_in, lead_in, number_in
from auditdesk.intake.values import clauses_in, standard_in
from auditdesk.intake.words import fold
from auditdesk.work import entry
from auditdesk.work.intake.context import Context
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.plan import Incoming, PlannedTable
from auditdesk.work.kinds import KINDS


def context_of(
    step: Step,
    names: Names,
    planned: PlannedTable,
    reader: RecordReader,
    incoming: Incoming,
    today: date,
) -> Context:
    """What holds for every row of a planned table; an audit that its title names is made here."""
    table, mapping = planned.table, planned.mapping
    title = "\n".join((*table.titles, table.sheet))
    alike = [
        one for one in incoming.tables if one.mapping.kind == mapping.kind and one.mapping.take
    ]
    several = len({one.table.sheet for one in alike}) > 1
    context = Context(
        step,
        names,
        today,
        incoming.source.name,
        title,
        grade=mapping.grade or "observation",
        decisions=incoming.decisions,
    )
    context.state = mapping.state or "issued"
    context.year = reader.year
    context.replaces = incoming.replaces
    context.own = _is_own(table, mapping)
    context.edition_named = ":" in mapping.standard
    records = list(reader.records()) if mapping.kind in ("session", "checklist_line") else []
    context.days = _days_of(records)
    numbers = _clause_numbers(reader, mapping)
    if mapping.kind == "clause":
        named = mapping.standard or _column_standard(table, mapping)
        context.standard = (
            names.standard(named or table.sheet) if not _has(mapping, "standard") else None
        )
    elif numbers or mapping.standard:
        named = mapping.standard if numbers else ""
        context.standard = (
            names.standard(named, numbers, _latest(reader)) if named or numbers else None
        )
    if mapping.kind in ("session", "checklist_line") and not _has(mapping, "audit"):
        undated = today if mapping.kind == "checklist_line" else None
        context.audit = mapping.audit or _audit_of(context, table, records, several, undated)
    return context


def _days_of(records: Iterable[Record]) -> dict[str, tuple[date, date]]:
    """By the audit that rows name: the first and the last day that they tell of it."""
    found: dict[str, tuple[date, date]] = {}
    for record in records:
        day, audit = record.values.get("day"), fold(str(record.values.get("audit") or ""))
        if day and audit:
            first, last = found.get(audit, (day, day))
            found[audit] = (min(first, day), max(last, day))
    return found


def _has(mapping: TableMapping, wanted: str) -> bool:
    return wanted in mapping.columns.values()


def _column_standard(table: SheetTable, mapping: TableMapping) -> str:
    return next((standard_in(one.text) for one in table.headings if standard_in(one.text)), "")


def _clause_numbers(reader: RecordReader, mapping: TableMapping) -> list[str]:
    """The clauses that the first rows name, to find the standard that has them."""
    found: list[str] = []
    if mapping.kind == MATRIX:
        for one in reader.table.headings:
            found += clauses_in(one.text).numbers
        for line in reader.table.rows[:50]:
            found += clauses_in(
                str(reader.table.cell(line, reader.table.headings[0].place) or "")
            ).numbers
        return found
    if not {"clauses", "clause"} & set(mapping.columns.values()):
        return []
    for record in islice(reader.records(), 500):
        found += record.values.get("clauses") or record.values.get("clause") or []
        if len(found) > 200:
            break
    return found


def _latest(reader: RecordReader) -> date | None:
    """The last day that the first rows name as that of what they tell."""
    days = [
        record.values[key]
        for record in islice(reader.records(), 500)
        for key in ("raised_on", "issued_on", "starts_on", "day")
        if record.values.get(key)
    ]
    return max(days, default=None)


def _is_own(table: SheetTable, mapping: TableMapping) -> bool:
    """Whether the numbers are those of this program: all of its shape, old ones beside them."""
    place = mapping.place(table, "number")
    if place is None:
        return False
    beside = mapping.place(table, "foreign_number")
    texts = [str(cell) for cell in table.column(place)]
    own = all(
        Number.parse(text) or text.startswith(_("draft {id}").format(id="")) for text in texts
    )
    if mapping.kind == "finding":
        return bool(texts) and own and beside is not None
    return bool(texts) and own and mapping.kind in ("action", "audit")


def _audit_of(
    context: Context, table: SheetTable, records: list[Record], several: bool, today: date | None
) -> str:
    """The audit of a timetable or a checklist: as its titles name it, else a new one.

    several: whether the file has more tables of the kind. Where none says a day of its own, they
    are sheets of one audit, which bears the name of the file. today: the day whose edition of the
    standard holds where nothing tells a day.
    """
    title = next((text for text in table.titles if len(text) < 120), table.sheet)
    number = number_in(context.title)
    known = context.names.audit_id(number, title)
    if known is None and several and not days_in(context.title):
        title = context.file.rpartition(".")[0] or context.file
        known = context.names.audit_id(title)
    if known is not None:
        return context.step.get(AuditRow, known).number
    days = [record.values["day"] for record in records if record.values.get("day")]
    told = days_in(context.title)
    first, last = (min(days), max(days)) if days else told or (None, None)
    data: dict[str, Any] = {"title": title, "foreign_number": number}
    if first and last:
        data |= {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    edition = context.edition(first or today)
    if edition is not None:
        data["standard"] = [edition.designation]
    data["reason"] = context.as_in()
    lead = lead_in(context.title)
    if lead:
        data["lead_auditor"] = context.names.person(lead)
    id = entry.enter(context.step, KINDS["audit"], data, context.today)
    context.names.made["audit"] += 1
    context.names.learn_audit(id, number, title)
    return context.step.get(AuditRow, id).number
