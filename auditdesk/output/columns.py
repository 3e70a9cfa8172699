"""Columns: what each list shows, described once for the screen, the workbook and the paper."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, Literal, TypeVar

from auditdesk.book.lists import (
    ActionRow,
    AuditRow,
    ClauseRow,
    FindingRow,
    PersonRow,
    TrailRow,
    UnitRow,
)
from auditdesk.book.tables import label
from auditdesk.domain.action import ActionKind, ActionState, Effect
from auditdesk.domain.audit import Role
from auditdesk.domain.audit import AuditState as State
from auditdesk.domain.clause import Kind
from auditdesk.domain.finding import DEFAULT_GRADES, FindingState, owed_on
from auditdesk.i18n import N_, _, date_text

Row = TypeVar("Row")
ColumnKind = Literal["text", "code", "long", "date", "number", "choice"]

YES_NO = (N_("yes"), N_("no"))
GRADES = {grade.key: grade.label for grade in DEFAULT_GRADES}
AUDIT_KINDS = {
    "internal": N_("Internal audit"),
    "follow_up": N_("Follow-up audit"),
    "supplier": N_("Supplier audit"),
    "special": N_("Special audit"),
}
AUDIT_METHODS = {
    "on_site": N_("On site"),
    "remote": N_("Remote"),
    "mixed": N_("On site and remote"),
}
PERSON_ROLES = {
    "programme_manager": N_("Audit programme manager"),
    "process_owner": N_("Process owner"),
    "top_management": N_("Top management"),
}


@dataclass(frozen=True)
class Column(Generic[Row]):
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
    """Makes the columns of one list; their headings are the labels of its table in the book."""

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
    ) -> Column[Row]:
        return Column(
            key,
            heading or self._label(key),
            value or attrgetter(key),
            width,
            kind,
            tuple(choices),
            printed,
        )

    def _label(self, key: str) -> str:
        found = label(self._table, key)
        return found if found != key else label(self._table, f"{key}_id")


def _joined(key: str) -> Callable[[Any], str]:
    """Several values in one cell."""
    return lambda row: ", ".join(getattr(row, key))


def _lines(key: str) -> Callable[[Any], str]:
    """Several values in one cell, one a line."""
    return lambda row: "\n".join(getattr(row, key))


def _worded(key: str, words: type[StrEnum]) -> Callable[[Any], str]:
    """A key of the domain in the user's words."""

    def value(row: Any) -> str:
        stored = getattr(row, key)
        return str(words(stored).label) if stored else ""  # type: ignore[attr-defined]

    return value


def _named(key: str, words: dict[str, str]) -> Callable[[Any], str]:
    """A stored key in the user's words; as it is where nobody knows it."""
    return lambda row: _(words.get(getattr(row, key) or "", getattr(row, key) or ""))


def _labels(words: type[StrEnum], names: dict[Any, str]) -> tuple[str, ...]:
    return tuple(names[word] for word in words)


def _yes_no(key: str) -> Callable[[Any], str]:
    """A yes or no in words; nothing where it is not known."""

    def value(row: Any) -> str:
        answer = getattr(row, key)
        return "" if answer is None else _(YES_NO[0] if answer else YES_NO[1])

    return value


def _finding_number(row: FindingRow) -> str:
    """The number; a draft has none yet and is named by the end of its id, as everywhere."""
    return row.number or _("draft {id}").format(id=row.id[-6:])


def _role(key: str) -> str:
    return _(PERSON_ROLES[key]) if key in PERSON_ROLES else Role(key).label


def _fields(fields: dict[str, Any] | None, table: str) -> str:
    """The fields of one side of a change, one a line."""
    return "\n".join(
        f"{_(label(table, key))}: {'–' if value is None else value}"
        for key, value in (fields or {}).items()
    )


_finding = _Columns[FindingRow]("finding")
FINDINGS: tuple[Column[FindingRow], ...] = (
    _finding("number", 14, "code", value=_finding_number, printed=True),
    _finding("grade", 15, "choice", value=lambda row: _(row.grade_label),
             choices=GRADES.values(), printed=True),
    _finding("state", 14, "choice", value=_worded("state", FindingState), printed=True,
             choices=[N_("draft"), N_("issued"), N_("acknowledged"), N_("correction done"),
                      N_("cause accepted"), N_("action plan accepted"),
                      N_("implemented, effect to be checked"), N_("closed"), N_("withdrawn")]),
    _finding("audit", 13, "code", printed=True),
    _finding("clauses", 12, "code", value=_joined("clauses"), heading=N_("Clauses"), printed=True),
    _finding("process", 17, printed=True),
    _finding("site", 12, printed=True),
    _finding("statement", 48, "long", printed=True),
    _finding("owner", 15, printed=True),
    _finding("due", 11, "date", heading=N_("Due"), printed=True,
             value=lambda row: owed_on(row.state, row.answer_due, row.implement_due)),
    _finding("closed_on", 11, "date", printed=True),
    _finding("requirement", 44, "long"),
    _finding("evidence", 44, "long"),
    _finding("effect", 32, "long"),
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
