"""Columns: what each list shows, described once for the screen, the workbook and the paper."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

from auditdesk.book.rows import (
    ListedAbsence,
    ListedAction,
    ListedAudit,
    ListedChange,
    ListedClause,
    ListedEvidence,
    ListedFinding,
    ListedPerson,
    ListedUnit,
)
from auditdesk.book.tables import BY_NAME, label
from auditdesk.domain import action, audit, clause, finding
from auditdesk.i18n import N_, _, date_text
from auditdesk.intake.account import FATE_LABELS, RowAccount, TableAccount

Row = TypeVar("Row")
ColumnKind = Literal["text", "code", "long", "date", "number", "choice"]

YES_NO = (N_("yes"), N_("no"))
GRADES = {grade.key: grade.label for grade in finding.DEFAULT_GRADES}


@dataclass(frozen=True)
class ListColumn(Generic[Row]):
    """One column of a list.

    heading and choices are marked, not translated. value: what a workbook stores (text, number,
    date or None). width: in characters. printed: whether it belongs to the few that fit on paper.
    """

    key: str
    heading: str
    value: Callable[[Row], object]
    width: int
    kind: ColumnKind = "text"
    choices: tuple[str, ...] = ()
    printed: bool = False

    def text(self, row: Row) -> str:
        """What screen and paper show."""
        value = self.value(row)
        if value is None or isinstance(value, date):
            return date_text(value)
        return str(value)


class _Columns(Generic[Row]):
    """Makes the columns of one list; headings are the labels of its table unless given."""

    def __init__(self, table: str) -> None:
        self._table = table

    def __call__(
        self,
        key: str,
        width: int,
        kind: ColumnKind = "text",
        *,
        value: Callable[[Row], object] | None = None,
        heading: str = "",
        choices: Iterable[str] = (),
        printed: bool = False,
    ) -> ListColumn[Row]:
        return ListColumn(
            key,
            heading or self._label(key),
            value or attrgetter(key),
            width,
            kind,
            tuple(choices),
            printed,
        )

    def further(
        self, row: type[Row], placed: Iterable[ListColumn[Row]]
    ) -> Iterator[ListColumn[Row]]:
        """The texts that people write and the row has, beyond the columns that are placed."""
        held = {field.name for field in fields(row)}  # type: ignore[arg-type]
        apart = {column.key for column in placed}
        table = BY_NAME[self._table]
        for key in table.entered():
            if key in held - apart:
                yield self(key, 40, "long") if table.columns[key].long else self(key, 18)

    def _label(self, key: str) -> str:
        found = label(self._table, key)
        return found if found != key else label(self._table, f"{key}_id")


def _joined(key: str) -> Callable[[Any], str]:
    """Several values in one cell."""
    return lambda row: ", ".join(getattr(row, key))


_QUOTE = '"'


def _names(key: str) -> Callable[[Any], str]:
    """Names beside each other: set apart, and one alone ended, by semicolons where one has a mark.

    So whoever reads the cell, where these names are not known yet, knows where each ends; one that
    has a semicolon itself stands in quotes.
    """

    def text(row: Any) -> str:
        names: Sequence[str] = getattr(row, key)
        if not any("," in name or ";" in name for name in names):
            return ", ".join(names)
        told = [f'"{name.replace(_QUOTE, _QUOTE * 2)}"' if ";" in name else name for name in names]
        return "; ".join(told) + (";" if len(names) == 1 else "")

    return text


def _worded(key: str, words: type[StrEnum]) -> Callable[[Any], str]:
    """A key of the domain in the user's words."""

    def value(row: Any) -> str:
        stored = getattr(row, key)
        return str(words(stored).label) if stored else ""  # type: ignore[attr-defined]

    return value


def _named(key: str, words: dict[str, str]) -> Callable[[Any], str]:
    """A stored key in the user's words; as it is where nobody knows it."""
    return lambda row: _(words.get(getattr(row, key) or "", getattr(row, key) or ""))


def _yes_no(key: str) -> Callable[[Any], str]:
    """A yes or no in words; nothing where it is not known."""

    def value(row: Any) -> str:
        answer = getattr(row, key)
        return "" if answer is None else _(YES_NO[0] if answer else YES_NO[1])

    return value


def _finding_number(row: ListedFinding) -> str:
    """The number; a draft has none yet and is named by the end of its id, as everywhere."""
    return finding.called(row.number, row.id)


def _role(key: str) -> str:
    return _(audit.PERSON_ROLES[key])


def _fields(side: str) -> Callable[[ListedChange], str]:
    """One side of a change, a field a line."""

    def value(row: ListedChange) -> str:
        fields: dict[str, Any] = getattr(row, side) or {}
        return "\n".join(
            f"{_(label(row.table, key))}: {'–' if one is None else one}"
            for key, one in fields.items()
        )

    return value


_finding = _Columns[ListedFinding]("finding")
_FINDINGS_PLACED: tuple[ListColumn[ListedFinding], ...] = (
    _finding("number", 13, "code", value=_finding_number, printed=True),
    _finding("grade", 16, "choice", value=lambda row: _(row.grade_label),
             choices=GRADES.values(), printed=True),
    _finding("state", 14, "choice", value=_worded("state", finding.FindingState), printed=True,
             choices=finding.STATE_LABELS.values()),
    _finding("audit", 13, "code", printed=True),
    _finding("clauses", 10, "code", value=_joined("clauses"), heading=N_("Clauses"), printed=True),
    _finding("process", 17, printed=True),
    _finding("site", 12, printed=True),
    _finding("statement", 48, "long", printed=True),
    _finding("owner", 15, printed=True),
    _finding("due", 15, "date", heading=N_("Due"), printed=True,
             value=lambda row: finding.owed_on(row.state, row.answer_due, row.implement_due)),
    _finding("closed_on", 11, "date", printed=True),
    _finding("requirement", 60, "long"),
    _finding("evidence", 60, "long"),
    _finding("effect", 40, "long"),
    _finding("standard", 16, "code", heading=N_("Standard")),
    _finding("place", 18),
    _finding("document", 24, "code"),
    _finding("auditor", 16),
    _finding("auditee", 16),
    _finding("raised_on", 11, "date"),
    _finding("issued_on", 11, "date"),
    _finding("answer_due", 11, "date"),
    _finding("implement_due", 15, "date"),
    _finding("repeat_of", 14, "code"),
    _finding("foreign_number", 18, "code"),
    _finding("open_actions", 9, "number", heading=N_("Open actions")),
)  # fmt: skip
FINDINGS: tuple[ListColumn[ListedFinding], ...] = (
    *_FINDINGS_PLACED,
    *_finding.further(ListedFinding, _FINDINGS_PLACED),
)

_action = _Columns[ListedAction]("action")
ACTIONS: tuple[ListColumn[ListedAction], ...] = (
    _action("number", 14, "code", printed=True),
    _action("findings", 15, "code", value=_joined("findings"), heading=N_("Finding"), printed=True),
    _action("grade", 15, "choice", value=_named("grade", GRADES), heading=N_("Grade"),
            choices=GRADES.values(), printed=True),
    _action("kind", 15, "choice", value=_worded("kind", action.ActionKind),
            choices=action.KIND_LABELS.values(), printed=True),
    _action("what", 50, "long", printed=True),
    _action("owner", 16, printed=True),
    _action("due", 15, "date", printed=True),
    _action("state", 12, "choice", value=_worded("state", action.ActionState), heading=N_("State"),
            choices=action.STATE_LABELS.values(), printed=True),
    _action("done_on", 11, "date", printed=True),
    _action("effect", 12, "choice", value=_worded("effect", action.Effect),
            heading=N_("Effectiveness"), choices=action.EFFECT_LABELS.values(), printed=True),
    _action("done_evidence", 44, "long"),
    _action("resources", 24),
    _action("extensions", 11, "number", heading=N_("Extensions")),
    _action("accepted_on", 11, "date"),
    _action("verifier", 16, heading=N_("Verifier")),
    _action("verify_on", 14, "date", heading=N_("Check planned on")),
    _action("process", 17, heading=N_("Process")),
    _action("site", 12, heading=N_("Site")),
)  # fmt: skip

_audit = _Columns[ListedAudit]("audit")
AUDITS: tuple[ListColumn[ListedAudit], ...] = (
    _audit("number", 13, "code", printed=True),
    _audit("title", 30, printed=True),
    _audit("state", 12, "choice", value=_worded("state", audit.AuditState),
           choices=audit.STATE_LABELS.values(), printed=True),
    _audit("standards", 16, "code", value=_names("standards"), heading=N_("Standards"),
           printed=True),
    _audit("starts_on", 11, "date", printed=True),
    _audit("ends_on", 11, "date", printed=True),
    _audit("lead_auditor", 17, heading=N_("Lead auditor"), printed=True),
    _audit("team", 26, value=_names("team"), heading=N_("Audit team"), printed=True),
    _audit("findings", 10, "number", heading=N_("Findings"), printed=True),
    _audit("nonconformities", 18, "number", heading=N_("Nonconformities"), printed=True),
    _audit("open_findings", 10, "number", heading=N_("Open findings"), printed=True),
    _audit("kind", 16, "choice", value=_named("kind", audit.AUDIT_KINDS),
           choices=audit.AUDIT_KINDS.values()),
    _audit("units", 34, value=_names("units"), heading=N_("Units audited")),
    _audit("clauses", 24, "code", value=_joined("clauses"), heading=N_("Clauses")),
    _audit("objectives", 44, "long"),
    _audit("scope", 44, "long"),
    _audit("method", 16, "choice", value=_named("method", audit.METHODS),
           choices=audit.METHODS.values()),
    _audit("year", 8, "number", heading=N_("Year")),
    _audit("first_day", 11, "date", heading=N_("First day")),
    _audit("last_day", 11, "date", heading=N_("Last day")),
    _audit("reschedules", 8, "number"),
)  # fmt: skip

_unit = _Columns[ListedUnit]("unit")
UNITS: tuple[ListColumn[ListedUnit], ...] = (
    _unit("unit", 32, heading=N_("Unit"), printed=True),
    _unit("process", 22, printed=True),
    _unit("site", 14, printed=True),
    _unit("owner", 18, heading=N_("Process owner"), printed=True),
    _unit("importance", 11, "number", heading=N_("Importance"), printed=True),
    _unit("clauses", 26, "code", value=_joined("clauses"), heading=N_("Clauses"), printed=True),
    _unit("last_audit", 13, "code", heading=N_("Last audit"), printed=True),
    _unit("last_audit_on", 11, "date", heading=N_("Held on"), printed=True),
    _unit("open_findings", 10, "number", heading=N_("Open findings"), printed=True),
    _unit("outsourced", 11, "choice", value=_yes_no("outsourced"), heading=N_("Outsourced"),
          choices=YES_NO),
    _unit("contact", 18),
    _unit("standard", 16, "code", heading=N_("Standard")),
)  # fmt: skip


_person = _Columns[ListedPerson]("person")
PEOPLE: tuple[ListColumn[ListedPerson], ...] = (
    _person("name", 24, printed=True),
    _person("job", 24, printed=True),
    _person("department", 20, printed=True),
    _person("manager", 20, printed=True),
    _person("site", 14, printed=True),
    _person("roles", 28, value=lambda row: ", ".join(map(_role, row.roles)), heading=N_("Roles"),
            printed=True),
    _person("next_expiry", 12, "date", heading=N_("Competence expires on"), printed=True),
    _person("competences", 32, value=_names("competences"), heading=N_("Competences")),
    _person("email", 28),
    _person("external", 9, "choice", value=_yes_no("external"), choices=YES_NO),
)  # fmt: skip

_absence = _Columns[ListedAbsence]("absence")
ABSENCES: tuple[ListColumn[ListedAbsence], ...] = (
    _absence("person", 24, printed=True),
    _absence("starts_on", 12, "date", printed=True),
    _absence("ends_on", 12, "date", printed=True),
    _absence("reason", 40, "long", printed=True),
)

_clause = _Columns[ListedClause]("clause")
CLAUSES: tuple[ListColumn[ListedClause], ...] = (
    _clause("standard", 18, "code", printed=True),
    _clause("number", 10, "code", printed=True),
    _clause("title", 40, printed=True),
    _clause("hint", 60, "long", printed=True),
    _clause("assessable", 11, "choice", value=_yes_no("assessable"), choices=YES_NO, printed=True),
    _clause("came_from", 24, "code", value=_joined("came_from"), heading=N_("Edition before"),
            printed=True),
    _clause("kind", 20, "choice", value=_worded("kind", clause.TextKind), heading=N_("Kind"),
            choices=clause.KIND_LABELS.values()),
    _clause("verified", 16, "choice", value=_yes_no("verified"), choices=YES_NO),
)  # fmt: skip

THINGS = {
    "finding": N_("Finding"),
    "action": N_("Action"),
    "audit": N_("Audit"),
    "programme": N_("Programme"),
    "checklist_line": N_("Checklist"),
}

_evidence = _Columns[ListedEvidence]("evidence")
EVIDENCE: tuple[ListColumn[ListedEvidence], ...] = (
    _evidence("kind", 14, "choice", value=_named("kind", THINGS), heading=N_("Belongs to"),
              choices=THINGS.values(), printed=True),
    _evidence("thing", 15, "code", heading=N_("Number"), printed=True),
    _evidence("name", 30, printed=True),
    _evidence("caption", 34, "long", printed=True),
    _evidence("size", 11, "number", heading=N_("Size in bytes"), printed=True),
    _evidence("confidential", 12, "choice", value=_yes_no("confidential"), choices=YES_NO,
              printed=True),
    _evidence("sha256", 68, "code", heading=N_("SHA-256")),
    _evidence("media_type", 18),
    _evidence("taken_at", 20, "code"),
)  # fmt: skip

_step = _Columns[ListedChange]("step")
TRAIL: tuple[ListColumn[ListedChange], ...] = (
    _step("step", 8, "number", heading=N_("Step"), printed=True),
    _step("at", 20, "code", value=lambda row: row.at[:19].replace("T", " "),
          heading=N_("When (UTC)"), printed=True),
    _step("who", 16, printed=True),
    _step("what", 28, printed=True),
    _step("table", 16, "code", value=lambda row: row.table.replace("_", " "),
          heading=N_("Table"), printed=True),
    _step("before", 44, "long", value=_fields("before"), heading=N_("Before"), printed=True),
    _step("after", 44, "long", value=_fields("after"), heading=N_("After"), printed=True),
    _step("row", 36, "code", heading=N_("Row")),
    _step("device", 16),
    _step("digest", 68, "code", heading=N_("Digest")),
)  # fmt: skip

_import = _Columns[tuple[TableAccount, RowAccount]]("import")
IMPORTED: tuple[ListColumn[tuple[TableAccount, RowAccount]], ...] = (
    _import("sheet", 24, value=lambda row: row[0].sheet, heading=N_("Sheet"), printed=True),
    _import("row", 8, "number", value=lambda row: row[1].row, heading=N_("Row"), printed=True),
    _import("fate", 18, "choice", value=lambda row: row[1].fate.label,
            heading=N_("What became of it"),
            choices=FATE_LABELS.values(), printed=True),
    _import("kind", 14, "code", value=lambda row: row[1].kind, heading=N_("Kind"), printed=True),
    _import("name", 18, "code", value=lambda row: row[1].name, heading=N_("Thing"), printed=True),
    _import("reason", 60, "long", value=lambda row: row[1].reason, heading=N_("Reason"),
            printed=True),
)  # fmt: skip
"""Where every row of an imported file went."""

COLUMNS: dict[str, tuple[ListColumn[Any], ...]] = {
    "findings": FINDINGS,
    "actions": ACTIONS,
    "audits": AUDITS,
    "units": UNITS,
    "people": PEOPLE,
    "absences": ABSENCES,
    "clauses": CLAUSES,
    "evidence": EVIDENCE,
    "trail": TRAIL,
}
"""The columns of each list, by the list's name."""
