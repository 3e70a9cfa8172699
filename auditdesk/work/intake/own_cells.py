"""Own cells: what an edited cell of one of our own lists means as plain data of its record."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditdesk.book.tables import (
    AuditClause,
    AuditMember,
    AuditStandard,
    AuditUnit,
    ClauseRow,
    Competence,
    Finding,
    FindingClause,
    GradeRow,
    Person,
    PersonRole,
    Process,
    Site,
    StandardRow,
    Table,
    UnitClause,
)
from auditdesk.domain import action, audit, clause, finding
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.dates import read_date
from auditdesk.intake.source import Cell, text_of
from auditdesk.intake.words import meant, yes_no
from auditdesk.work import lookup
from auditdesk.work.intake.context import Context

Reader = Callable[[Context, Cell], Any]


@dataclass(frozen=True)
class CellMeaning:
    """What a column fills: the key of the plain data, and how its cell is read.

    of: another kind of thing that bears it, such as the process of a unit.
    """

    key: str
    read: Reader
    of: str = ""


def _text(_context: Context, cell: Cell) -> str:
    return text_of(cell)


def _day(_context: Context, cell: Cell) -> str:
    """A day as ISO; a text that may be read in two ways is refused."""
    if cell is None:
        return ""
    found = read_date(cell)
    if found.day is None or found.last is not None:
        raise Refusal(
            _("“{value}” is not a date; write it like 2026-12-31").format(value=text_of(cell))
        )
    return found.day.isoformat()


def _whole(_context: Context, cell: Cell) -> int | None:
    text = text_of(cell)
    if text and not text.isdecimal():
        raise Refusal(_("“{value}” is no whole number").format(value=text))
    return int(text) if text else None


def _flag(_context: Context, cell: Cell) -> bool | None:
    if cell is None:
        return None
    answer = yes_no(text_of(cell))
    if answer is None:
        raise Refusal(_("“{value}” is neither yes nor no").format(value=text_of(cell)))
    return answer


def _worded(labels: Mapping[Any, str]) -> Reader:
    """One of the words that the list offers, in the language that it was written in."""

    def read(_context: Context, cell: Cell) -> str:
        text = text_of(cell)
        keys = {_(label).casefold(): str(key) for key, label in labels.items()}
        if text and text.casefold() not in keys:
            raise Refusal(
                _("“{value}” is not possible; possible: {close}").format(
                    value=text, close=", ".join(_(label) for label in labels.values())
                )
            )
        return keys.get(text.casefold(), "")

    return read


def _grade(context: Context, cell: Cell) -> str:
    labels = {row.id: row.label for row in context.step.rows(GradeRow)}
    return str(_worded(labels)(context, cell))


def _person(context: Context, cell: Cell) -> str:
    return context.names.person(text_of(cell)) if cell is not None else ""


def _process(context: Context, cell: Cell) -> str:
    return context.names.process(text_of(cell)) if cell is not None else ""


def _site(context: Context, cell: Cell) -> str:
    return context.names.site(text_of(cell)) if cell is not None else ""


def _people(context: Context, cell: Cell) -> list[str]:
    known = [row.name for row in context.step.rows(Person)]
    return [context.names.person(name) for name in listed(text_of(cell), known)]


def _units(context: Context, cell: Cell) -> list[str]:
    """Units by “Process · Site”; a comma may stand in the name of a process."""
    sites = [row.name for row in context.step.rows(Site)]
    processes = [row.name for row in context.step.rows(Process)]
    known = [f"{process} · {site}" for process in processes for site in sites]
    units = []
    for name in listed(text_of(cell), known, whole=lambda text: "·" in text):
        process, _dot, site = (part.strip() for part in name.partition("·"))
        if not site:
            raise Refusal(_("“{name}” is no unit: write process · site").format(name=name))
        units.append(context.names.unit(process, site))
    return units


def _standards(context: Context, cell: Cell) -> list[str]:
    known = [row.designation for row in context.step.rows(StandardRow)]
    rows = [context.names.standard(name) for name in listed(text_of(cell), known)]
    return [row.designation for row in rows if row is not None]


def _roles(_context: Context, cell: Cell) -> list[str]:
    labels = {_(audit.ROLE_LABELS[role]).casefold(): str(role) for role in audit.Role}
    roles = []
    for text in filter(None, (part.strip() for part in text_of(cell).split(","))):
        role = labels.get(text.casefold()) or meant("roles", text)
        if role not in PersonRole.role.keys:
            raise Refusal(_("“{value}” is no role that is known").format(value=text))
        roles.append(role)
    return roles


def _subjects(context: Context, cell: Cell) -> list[str]:
    """What somebody is able to audit."""
    return listed(text_of(cell), {row.subject for row in context.step.rows(Competence)})


def _finding(context: Context, cell: Cell) -> str:
    return lookup.finding(context.step, text_of(cell)).id if cell is not None else ""


def _audit(context: Context, cell: Cell) -> str:
    return lookup.audit(context.step, text_of(cell)).number if cell is not None else ""


def listed(
    text: str, known: Iterable[str], whole: Callable[[str], bool] = lambda _text: True
) -> list[str]:
    """The names of a cell that joins them by semicolons, else by commas.

    A name that is known may hold commas itself; one with a semicolon stands in quotes. whole:
    whether parts, joined so far, can be a name that nobody knows yet.
    """
    folded = {" ".join(name.casefold().split()): name for name in known}
    names, parts = [], [part.strip() for part in text.split(",") if part.strip()]
    while parts:
        joined = [", ".join(parts[:n]) for n in range(len(parts), 0, -1)]
        name = next((one for one in joined if " ".join(one.casefold().split()) in folded), "")
        name = name or next((one for one in reversed(joined) if whole(one)), parts[0])
        names.append(folded.get(" ".join(name.casefold().split()), name))
        parts = parts[name.count(",") + 1 :]
    if ";" not in text or set(names) <= set(folded.values()):
        return names
    (cells,) = csv.reader([" ".join(text.split())], delimiter=";", skipinitialspace=True)
    apart = [cell.strip() for cell in cells if cell.strip()]
    return [folded.get(name.casefold(), name) for name in apart]


def cited(context: Context, cell: Cell, home: StandardRow | None) -> list[str]:
    """The clauses of a cell, each with its standard; Refusal for what no standard has."""
    texts = [part.strip() for part in text_of(cell).split(",") if part.strip()]
    found, strange = context.names.cite_named(home, texts)
    if strange:
        raise Refusal(_("{clauses}: in no standard of the book").format(clauses=", ".join(strange)))
    return found


def _same(reader: Reader, *keys: str) -> dict[str, CellMeaning]:
    return {key: CellMeaning(key, reader) for key in keys}


MEANINGS: dict[str, dict[str, CellMeaning]] = {
    "finding": {
        **_same(_text, *Finding.entered()),
        **_same(_person, "owner", "auditor", "auditee"),
        **_same(_day, "raised_on", "answer_due", "implement_due", "issued_on", "closed_on"),
        "grade": CellMeaning("grade", _grade),
        "state": CellMeaning("state", _worded(finding.STATE_LABELS)),
        "audit": CellMeaning("audit", _audit),
        "process": CellMeaning("process", _process),
        "site": CellMeaning("site", _site),
        "repeat_of": CellMeaning("repeat_of", _finding),
    },
    "action": {
        **_same(_text, "what", "resources", "done_evidence"),
        **_same(_day, "due", "done_on", "accepted_on"),
        "kind": CellMeaning("kind", _worded(action.KIND_LABELS)),
        "owner": CellMeaning("owner", _person),
    },
    "audit": {
        **_same(_text, "title", "objectives", "scope"),
        **_same(_day, "starts_on", "ends_on"),
        "state": CellMeaning("state", _worded(audit.STATE_LABELS)),
        "kind": CellMeaning("kind", _worded(audit.AUDIT_KINDS)),
        "method": CellMeaning("method", _worded(audit.METHODS)),
        "standards": CellMeaning("standard", _standards),
        "units": CellMeaning("units", _units),
        "lead_auditor": CellMeaning("lead_auditor", _person),
        "team": CellMeaning("team", _people),
    },
    "unit": {
        "contact": CellMeaning("contact", _person),
        "owner": CellMeaning("owner", _person, "process"),
        "importance": CellMeaning("importance", _whole, "process"),
        "outsourced": CellMeaning("outsourced", _flag, "process"),
    },
    "person": {
        **_same(_text, "name", "job", "department", "email"),
        "manager": CellMeaning("manager", _person),
        "site": CellMeaning("site", _site),
        "roles": CellMeaning("roles", _roles),
        "competences": CellMeaning("competences", _subjects),
        "external": CellMeaning("external", _flag),
    },
    "clause": {
        **_same(_text, "title", "hint"),
        **_same(_flag, "assessable"),
    },
    "absence": {
        **_same(_day, "starts_on", "ends_on"),
        "reason": CellMeaning("reason", _text),
    },
}  # fmt: skip
"""By kind and column: what a cell fills. Other columns are counted, or say which record it is."""

LINKS: dict[tuple[str, str], type[Table]] = {
    ("audit", "team"): AuditMember,
    ("audit", "lead_auditor"): AuditMember,
    ("audit", "standard"): AuditStandard,
    ("audit", "units"): AuditUnit,
    ("audit", "clauses"): AuditClause,
    ("finding", "clauses"): FindingClause,
    ("person", "roles"): PersonRole,
    ("person", "competences"): Competence,
    ("unit", "clauses"): UnitClause,
}
"""By kind and key: the table of what stands beside the record, and names it in its column."""

CLAUSED = frozenset({"finding", "audit", "unit"})
"""The kinds whose column “clauses” is read with the standard of the row at hand."""
STANDARD_KINDS = clause.KIND_LABELS


def standard_of_clauses(context: Context, texts: Iterable[str]) -> StandardRow | None:
    """The standard that citations of a record begin with."""
    for text in texts:
        named = lookup.leading_standard(context.step, text)
        if named is not None:
            return named[0]
    return None


def clause_known(context: Context, standard: StandardRow, number: str) -> ClauseRow | None:
    """The clause of that number, None where the standard has none."""
    return next(
        (
            row
            for row in context.step.rows(ClauseRow, standard=standard.id)
            if str(row.number) == number
        ),
        None,
    )
