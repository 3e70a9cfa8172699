"""Plain: what a thing says now, in the plain data that adds and changes it: entry backwards."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from auditdesk.book.facts import grade_of
from auditdesk.book.fields import Ref
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    AuditClause,
    AuditMember,
    AuditStandard,
    AuditUnit,
    ClauseRow,
    Finding,
    Person,
    PersonRole,
    ProcessWorker,
    ReportDeadline,
    SessionClause,
    SessionPerson,
    StandardRow,
    Table,
    Unit,
    UnitClause,
)
from auditdesk.work import lookup, planning
from auditdesk.work.checklist_lines import sample_of
from auditdesk.work.citations import cited_texts
from auditdesk.work.entry import Kind
from auditdesk.work.timetables import HALVES


def plain(reading: Reading, kind: Kind, id: str) -> dict[str, Any]:
    """The thing's values by key: names for references, ISO dates; KeyError where it is gone."""
    row: Any = reading.get(kind.table, id)
    values = {}
    for key in kind.fields:
        special = _SPECIAL.get((kind.name, key))
        field: Any = kind.table.columns.get(key)
        if special:
            values[key] = special(reading, row)
        elif isinstance(field, Ref):
            values[key] = name_of(reading, field.target, getattr(row, key))
        elif field is not None:
            value = getattr(row, key)
            values[key] = value.isoformat() if isinstance(value, date) else value
    return values


def name_of(reading: Reading, table: type[Table], id: str | None) -> str:
    """What the row of a reference is called where people write it; "" for none."""
    if id is None:
        return ""
    row: Any = reading.get(table, id)
    if table is Unit:
        return lookup.unit_name(reading, row)
    if table is ClauseRow:
        return clause_name(reading, id)
    for column in ("name", "designation", "number"):
        if getattr(row, column, None):
            return str(getattr(row, column))
    return str(row.id)


def _linked(table: type[Table], by: str, column: str, of: type[Table]) -> Callable[..., Any]:
    def read(reading: Reading, row: Any) -> list[str]:
        return [
            name_of(reading, of, getattr(link, column))
            for link in reading.rows(table, **{by: row.id})
        ]

    return read


def clause_name(reading: Reading, clause: str, item: str = "") -> str:
    """“ISO 9001:2015 8.4.1 a)”."""
    row = reading.get(ClauseRow, clause)
    standard = reading.get(StandardRow, row.standard)
    return f"{standard.designation} {row.number} {item}".strip()


def _clauses(table: type[Table], by: str) -> Callable[..., Any]:
    def read(reading: Reading, row: Any) -> list[str]:
        links: Iterable[Any] = reading.rows(table, **{by: row.id})
        clauses = [reading.get(ClauseRow, str(link.clause)) for link in links]
        clauses.sort(key=lambda clause: (str(clause.standard), str(clause.sort_key)))
        return [clause_name(reading, str(clause.id)) for clause in clauses]

    return read


def _team(reading: Reading, row: Any) -> list[dict[str, str]]:
    return [
        {
            "person": name_of(reading, Person, member.person),
            "role": str(member.role),
            "exception": member.exception,
            "mitigation": member.mitigation,
            "approved_by": member.approved_by,
        }
        for member in reading.rows(AuditMember, audit=row.id)
    ]


def _lead(reading: Reading, row: Any) -> str:
    lead = reading.find(AuditMember, audit=row.id, role="lead_auditor")
    return name_of(reading, Person, lead.person) if lead else ""


def _report_due(reading: Reading, row: Any) -> str | None:
    known = reading.find(ReportDeadline, audit=row.id)
    return known.report_due.isoformat() if known else None


def _part(part: str) -> Callable[..., Any]:
    def read(reading: Reading, row: Any) -> list[str]:
        return [
            name_of(reading, Person, link.person)
            for link in reading.rows(SessionPerson, session=row.id, part=part)
        ]

    return read


def _unit_of(reading: Reading, row: Any) -> str:
    """The unit of a finding, where its process is audited at its site."""
    found = reading.find(Unit, process=row.process, site=row.site) if row.process else None
    return lookup.unit_name(reading, found) if found else ""


def _not_applicable(reading: Reading, row: Any) -> dict[str, str]:
    return {
        str(reading.get(ClauseRow, str(link.clause)).number): link.reason
        for link in reading.rows(UnitClause, unit=row.id, applies=False)
    }


_SPECIAL: dict[tuple[str, str], Callable[[Reading, Any], Any]] = {
    ("grade", "key"): lambda _reading, row: str(row.id),
    ("grade", "counts_as"): lambda reading, row: str(grade_of(reading, row.id).counts_as),
    ("grade", "follow_up"): lambda reading, row: grade_of(reading, row.id).follow_up,
    ("finding", "grade"): lambda _reading, row: str(row.grade),
    ("due_rule", "grade"): lambda _reading, row: str(row.grade),
    ("finding", "clauses"): lambda reading, row: cited_texts(reading, row.id),
    ("finding", "unit"): _unit_of,
    ("action", "finding"): lambda reading, row: (
        _linked(ActionFinding, "action", "finding", Finding)(reading, row) or [""]
    )[0],
    ("action", "findings"): _linked(ActionFinding, "action", "finding", Finding),
    ("audit", "units"): _linked(AuditUnit, "audit", "unit", Unit),
    ("audit", "standard"): _linked(AuditStandard, "audit", "standard", StandardRow),
    ("audit", "clauses"): _clauses(AuditClause, "audit"),
    ("audit", "team"): _team,
    ("audit", "lead_auditor"): _lead,
    ("audit", "report_due"): _report_due,
    ("session", "clauses"): _clauses(SessionClause, "session"),
    ("checklist_line", "items"): lambda reading, row: [
        {"item": str(one.item), "result": str(one.result), "note": str(one.note)}
        for one in sample_of(reading, row.id)
    ],
    ("presence", "half"): lambda _reading, row: next(
        (half for half, times in HALVES.items() if times == (row.starts, row.ends)), ""
    ),
    ("session", "auditors"): _part("auditor"),
    ("session", "auditees"): _part("auditee"),
    ("person", "roles"): lambda reading, row: [
        str(role.role) for role in reading.rows(PersonRole, person=row.id)
    ],
    ("process", "workers"): lambda reading, row: [
        name_of(reading, Person, worker.person)
        for worker in reading.rows(ProcessWorker, process=row.id)
        if worker.until is None
    ],
    ("unit", "not_applicable"): _not_applicable,
    ("frequency", "months"): lambda _reading, row: row.interval_months,
    **{
        (kind, key): planning.reading(kind, key)
        for kind, beside in planning.PLANNED.items()
        for planned in beside
        for key in planned.keys
    },
}
