"""The findings: the register, searched as you type, and the selected finding beside it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu

from auditdesk.book.rows import ListedFinding
from auditdesk.book.step import Step
from auditdesk.domain import finding as rules
from auditdesk.gui.asking.quick_finding import quick_finding
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command
from auditdesk.gui.desk.writing import WriteButton, add_writing, if_writable
from auditdesk.gui.findings.pane import FindingPane
from auditdesk.gui.findings.paste import paste_findings
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import FINDING, day_editor
from auditdesk.gui.forms.life import ask_move
from auditdesk.gui.incoming.answers import ask_form
from auditdesk.gui.lists import filters
from auditdesk.gui.lists.cell_edit import CellEditing
from auditdesk.gui.lists.list_page import ListPage
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import ask, confirm
from auditdesk.gui.parts.editors import LongEditor
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.gui.parts.widgets import button
from auditdesk.i18n import _, ngettext
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS

_IN_CELLS = frozenset(
    "grade raised_on process site place document requirement evidence statement effect auditor "
    "auditee owner answer_due implement_due foreign_number".split()
)


def _key_of(column: str, row: ListedFinding) -> str:
    """“Due” is the day that is owed now: of the answer, or of the implementation."""
    if column != "due":
        return column
    planned = row.state == rules.FindingState.PLAN_ACCEPTED
    return "implement_due" if planned else "answer_due"


class FindingsPage(ListPage):
    """The register of findings."""

    pane: FindingPane

    key = "findings"
    name = "findings"
    touches = frozenset(
        "finding finding_clause action action_finding grade person process site audit cause "
        "evidence effectiveness_check signoff".split()
    )
    filters = filters.FINDINGS
    shown = ("number", "grade", "state", "due", "statement", "owner", "clauses")
    order = ("grade", False)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Findings"))
        for widget in (
            self.views_button(),
            button(_("Export to Excel"), self.export),
            button(_("Print sheets"), self.print_sheets),
            button(_("Response form"), self.write_form),
            WriteButton(desk, _("New finding"), self.new, "main"),
        ):
            self.title_line.deeds.addWidget(widget)
        edited = (field for field in FINDING if field.key in _IN_CELLS)
        self.cells = CellEditing(self.view, desk, "finding", tuple(edited), _key_of)
        self.view.pasted.connect(self.paste)

    def make_pane(self) -> Pane:
        return FindingPane(self.desk)

    def show_row(self, row: ListedFinding | None) -> None:
        self.pane.show_row(row)

    def leave(self) -> None:
        self.cells.leave()
        self.pane.leave()

    def is_open(self, row: ListedFinding) -> bool:
        return row.state in rules.OPEN

    def is_late(self, row: ListedFinding) -> bool:
        owed = rules.owed_on(row.state, row.answer_due, row.implement_due)
        return owed is not None and owed < self.desk.today

    def first_step(self) -> tuple[str, str, Any]:
        text = _("No findings yet. Write the first one down; it stays a draft until it is issued.")
        return text, _("New finding"), if_writable(self.desk, self.new)

    def fill_menu(self, menu: QMenu) -> None:
        rows = self.view.selected_rows()
        if not rows:
            return
        menu.addAction(_("Print sheets"), self.print_sheets)
        menu.addAction(_("Response form…"), self.write_form)
        menu.addAction(_("Export these to Excel"), self.export)
        menu.addSeparator()
        add_writing(menu, self.desk, _("Assign owner…"), self.assign)
        add_writing(menu, self.desk, _("Extend due date…"), self.extend)
        states = {row.state for row in rows}
        for move in rules.MOVES:
            if states <= move.sources:
                ask_it = partial(self._move, move.name, _(move.label))
                add_writing(menu, self.desk, _(move.label) + "…", ask_it)
        if len(rows) == 1 and not rows[0].number:
            menu.addSeparator()
            add_writing(menu, self.desk, _("Delete draft…"), partial(self._delete, rows[0].id))

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Search findings"), self.search, "Ctrl+F"),
            Command(_("Next step of the finding"), self.pane.ask_next, "Ctrl+J", writes=True),
            Command(_("Statement editor"), self.pane.edit_statement, "Ctrl+F2"),
            Command(_("Print sheets of the selected findings"), self.print_sheets, "Ctrl+P"),
            Command(_("Export findings to Excel"), self.export, "Ctrl+E"),
            Command(_("Response form for the selected findings"), self.write_form),
            Command(_("Assign owner of the selected findings"), self.assign, writes=True),
            Command(_("Extend due date of the selected findings"), self.extend, writes=True),
        )

    def paste(self, cells: list[list[str]]) -> None:
        """Change cells from the current one on, or add drafts from rows with headings."""
        if self.cells.is_editable(self.view.currentIndex().column()):
            self.cells.paste(cells)
        else:
            paste_findings(self, self.desk, cells)

    # --- deeds ---------------------------------------------------------------------------------

    def audit(self) -> str:
        return self.chips.active.get("audit", "")

    def new(self) -> None:
        """Write a finding down."""
        quick_finding(self, self.desk, self.audit())

    def print_sheets(self) -> None:
        """Print the sheets of the selected findings in one go."""
        papers.preview_findings(self.desk, self, self.selected_ids())

    def write_form(self) -> None:
        """Write the form in which the auditees of the selected findings answer."""
        if self.selected_ids():
            ask_form(self.desk, self, self.selected_ids())

    def export(self) -> None:
        """Write what the list shows into a workbook."""
        papers.export_list(self.desk, self, "findings", self.query())

    def assign(self) -> None:
        """Give the selected findings an owner, in one step."""
        ids = self.selected_ids()
        owner = PickEditor(_("Owner"), among(choices.people(self.desk)))
        self._ask_for(
            _("Assign owner"),
            {"owner": owner},
            ids,
            ngettext("Assign owner of {n} finding", "Assign owner of {n} findings", len(ids)),
        )

    def extend(self) -> None:
        """Move the due date of what the selected findings owe, with the reason, in one step."""
        ids = self.selected_ids()
        rows = {row.id: row for row in self.view.selected_rows()}
        editors = {
            "due": day_editor(self.desk, "due", _("New due date")),
            "reason": LongEditor(_("Reason")),
        }
        what = ngettext("Extend {n} finding", "Extend {n} findings", len(ids)).format(n=len(ids))

        def extend_all(step: Step, values: dict[str, Any]) -> None:
            for id in ids:
                data = {_key_of("due", rows[id]): values["due"], "reason": values["reason"]}
                entry.amend(step, KINDS["finding"], id, data, self.desk.today)

        def deed(values: dict[str, Any]) -> None:
            self.desk.do(what, lambda step: extend_all(step, values))

        ask(self, _("Extend due date"), editors, _("Extend"), deed)

    def _ask_for(self, title: str, editors: Any, ids: Sequence[str], what: str) -> None:
        def deed(values: dict[str, Any]) -> None:
            self.desk.amend_all(what.format(n=len(ids)), "finding", ids, values)

        ask(self, title, editors, title, deed)

    def _move(self, move: str, label: str) -> None:
        rows = self.view.selected_rows()
        name = rows[0].number or _("draft") if len(rows) == 1 else str(len(rows))
        ask_move(
            self, self.desk, "finding", [row.id for row in rows], name, move, label, rules.MOVES
        )

    def _delete(self, id: str) -> None:
        confirm(
            self,
            _("Delete draft"),
            _("The draft is taken off the register. Undo brings it back."),
            _("Delete"),
            lambda: self.desk.discard(_("Delete draft"), "finding", id),
        )


def make(desk: Desk) -> FindingsPage:
    return FindingsPage(desk)
