"""Namings: which columns name somebody, found by looking at the tables; who has left is named anew
in none of them."""

from functools import cache

from auditdesk.book.fields import Ref
from auditdesk.book.tables import (
    TABLES,
    Absence,
    ApprovedAudit,
    Attendance,
    Availability,
    Competence,
    Declaration,
    Finding,
    Monitoring,
    Person,
    PersonRole,
    Presence,
    ProcessWorker,
    Table,
)

Naming = tuple[type[Table], str]
"""A table and a column of it that names a person."""

TELLING = frozenset({
    (PersonRole, "person"),
    (Absence, "person"),
    (Availability, "person"),
    (Competence, "person"),
    (ProcessWorker, "person"),
    (Presence, "person"),
    (Attendance, "person"),
    (ApprovedAudit, "lead_auditor"),
    (Declaration, "person"),
    (Monitoring, "person"),
    (Finding, "auditor"),
    (Finding, "auditee"),
})  # fmt: skip
"""Columns that tell something of a person, or who it was then: nothing is to be done there, nor to
be handed over. All others say who has something to do."""


@cache
def namings() -> tuple[Naming, ...]:
    """The columns of all tables that say who has something to do."""
    return tuple(
        (table, name)
        for table in TABLES
        for name, field in table.columns.items()
        if isinstance(field, Ref) and field.target is Person and (table, name) not in TELLING
    )


@cache
def places_of(table: type[Table]) -> tuple[tuple[int, str], ...]:
    """Where among its columns without the id a table names who has something to do."""
    columns = [name for name in table.columns if name != "id"]
    return tuple((columns.index(name), name) for one, name in namings() if one is table)
