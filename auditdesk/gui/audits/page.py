"""The audits: the list, and one audit as a workspace beside it or over the whole page."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtWidgets import QMenu

from auditdesk.book.rows import ListedAudit
from auditdesk.domain.audit import OPEN, AuditState
from auditdesk.gui.asking.new_audit import ask_audit
from auditdesk.gui.audits.bank import open_bank
from auditdesk.gui.audits.pane import AuditPane
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command
from auditdesk.gui.desk.writing import WriteButton, add_writing, if_writable
from auditdesk.gui.forms.fields import AUDIT
from auditdesk.gui.lists import filters
from auditdesk.gui.lists.cell_edit import CellEditing
from auditdesk.gui.lists.list_page import ListPage
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.widgets import button
from auditdesk.i18n import _

_TO_HOLD = (AuditState.PLANNED, AuditState.CONFIRMED, AuditState.STARTED)
_IN_CELLS = frozenset("title starts_on ends_on kind method objectives scope".split())


class AuditsPage(ListPage):
    """All audits of all years."""

    pane: AuditPane

    key = "audits"
    name = "audits"
    touches = frozenset(
        "audit audit_unit audit_standard audit_clause audit_member session session_person "
        "session_clause declaration reschedule report_deadline finding evidence move person "
        "signoff report disclosure presence absence".split()
    )
    filters = filters.AUDITS_FILTERS
    shown = ("number", "starts_on", "state", "title", "lead_auditor")
    order = ("number", True)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Audits"))
        for widget in (
            self.views_button(),
            button(_("Export to Excel"), self.export),
            WriteButton(desk, _("Plan audit"), self.new, "main"),
        ):
            self.title_line.deeds.addWidget(widget)
        self.splitter.setSizes([510, 600])
        self.pane.back.hide()
        edited = (field for field in AUDIT if field.key in _IN_CELLS)
        self.cells = CellEditing(self.view, desk, "audit", tuple(edited))
        self.view.pasted.connect(self.cells.paste)

    def make_pane(self) -> Pane:
        return AuditPane(self.desk, self.show_list)

    def show_row(self, row: ListedAudit | None) -> None:
        self.pane.show_row(row)

    def open_pane(self) -> None:
        """Give the workspace the whole page."""
        list_side = self.splitter.widget(0)
        if list_side is not None:
            list_side.hide()
        self.pane.back.show()
        self.pane.focus()

    def show_list(self) -> None:
        """Show the list beside the workspace again."""
        list_side = self.splitter.widget(0)
        if list_side is not None:
            list_side.show()
        self.pane.back.hide()
        self.view.setFocus()

    def leave(self) -> None:
        self.cells.leave()
        self.pane.leave()

    def is_open(self, row: ListedAudit) -> bool:
        return row.state in OPEN

    def is_late(self, row: ListedAudit) -> bool:
        return row.state in _TO_HOLD and row.ends_on is not None and row.ends_on < self.desk.today

    def first_step(self) -> tuple[str, str, Any]:
        text = _("No audits yet. Plan the first one: which unit, against which standard, when.")
        return text, _("Plan audit"), if_writable(self.desk, self.new)

    def fill_menu(self, menu: QMenu) -> None:
        if self.view.selected_rows():
            menu.addAction(_("Open as workspace"), self.open_pane)
            menu.addAction(_("Print plans"), self.print_plans)
            add_writing(menu, self.desk, _("Plan the same audit again…"), self.pane.copy)

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Plan audit"), self.new, writes=True),
            Command(
                _("Plan the same audit again (copy)…"), self.pane.copy, "Ctrl+Shift+D", writes=True
            ),
            Command(_("Search audits"), self.search, "Ctrl+F"),
            Command(_("Print plans of the selected audits"), self.print_plans, "Ctrl+P"),
            Command(_("Export audits to Excel"), self.export, "Ctrl+E"),
            Command(_("Question bank"), self.bank),
            Command(_("Show all audits"), self.show_list, "Alt+Up"),
        )

    def new(self) -> None:
        """Plan an audit."""
        ask_audit(self, self.desk)

    def audit(self) -> str:
        row = self.view.current_row()
        return str(row.number) if row is not None and self.is_open(row) else ""

    def bank(self) -> None:
        """Look up, edit, import and export audit questions."""
        open_bank(self, self.desk)

    def export(self) -> None:
        """Write what the list shows into a workbook."""
        papers.export_list(self.desk, self, "audits", self.query())

    def print_plans(self) -> None:
        """Print the plans of the selected audits in one go."""
        papers.preview_plans(self.desk, self, self.selected_ids())


def make(desk: Desk) -> AuditsPage:
    return AuditsPage(desk)
