"""Paste rows from a spreadsheet into the register: columns by their headings, one step for all."""

from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.book.step import Step
from auditdesk.book.tables import Finding
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms import choices
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import confirm
from auditdesk.i18n import _, ngettext
from auditdesk.output.columns import COLUMNS
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS

_DATES = {"raised_on"}
_TAKEN = frozenset(
    "grade audit clauses process site auditor auditee owner raised_on".split()
).union(Finding.entered())


def paste_findings(parent: QWidget, desk: Desk, cells: list[list[str]]) -> None:
    """Say what will be added, then add it as drafts; Refusal where the cells have no headings."""
    refuse_unless_writable(desk)
    rows = findings_of(desk, cells)
    text = ngettext(
        "{n} draft will be added from the clipboard.",
        "{n} drafts will be added from the clipboard.",
        len(rows),
    ).format(n=len(rows))
    what = ngettext("Paste {n} finding", "Paste {n} findings", len(rows)).format(n=len(rows))

    def deed() -> None:
        desk.do(what, lambda step: _enter_all(desk, step, rows))

    confirm(parent, _("Paste rows"), text, _("Add"), deed)


def findings_of(desk: Desk, cells: list[list[str]]) -> list[dict[str, Any]]:
    """Plain data of findings: the first row names the columns as the register does."""
    known = {
        name.casefold(): column.key
        for column in COLUMNS["findings"]
        for name in (_(column.heading), column.heading, column.key)
        if column.key in _TAKEN
    }
    keys = [known.get(" ".join(cell.split()).casefold()) for cell in cells[0]]
    if not {"statement", "evidence"} & set(keys) or len(cells) < 2:
        raise Refusal(
            _(
                "To paste findings, copy rows with their headings: the first row must name columns"
                " as the register does, such as Grade, Statement, Objective evidence."
            )
        )
    rows = []
    for line in cells[1:]:
        told = {key: cell.strip() for key, cell in zip(keys, line, strict=False) if key and cell}
        rows.append(_finding(desk, told))
    return rows


def _finding(desk: Desk, told: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = dict(told)
    data.setdefault("grade", "observation")
    if "clauses" in data:
        data["clauses"] = [part.strip() for part in told["clauses"].replace(";", ",").split(",")]
        if "audit" not in data:
            data["standard"] = choices.standards(desk)()[0]
    for key in _DATES & data.keys():
        try:
            day = words.day_typed(told[key], desk.today, past=True)
        except ValueError as error:
            raise Refusal(str(error)) from error
        data[key] = day.isoformat() if day else ""
    return data


def _enter_all(desk: Desk, step: Step, rows: list[dict[str, Any]]) -> None:
    for n, data in enumerate(rows, 1):
        try:
            entry.enter(step, KINDS["finding"], data, desk.today)
        except Refusal as error:
            raise Refusal(
                _("Row {n}: {problem} Nothing was added.").format(n=n, problem=error)
            ) from error
