"""The actions: by due date and by owner, extended with a reason, checked for their effect."""

from collections.abc import Iterable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QMenu

from auditdesk.book.rows import ListedAction
from auditdesk.domain.action import MOVES, ActionState
from auditdesk.gui.actions.pane import ActionPane
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command
from auditdesk.gui.desk.writing import add_writing
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import ACTION
from auditdesk.gui.forms.life import ask_move
from auditdesk.gui.incoming.answers import ask_form
from auditdesk.gui.lists import filters
from auditdesk.gui.lists.cell_edit import CellEditing
from auditdesk.gui.lists.list_page import ListPage
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.gui.parts.widgets import button
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup

_IN_CELLS = frozenset("kind owner what due resources".split())


class ActionsPage(ListPage):
    """Corrections and corrective actions."""

    pane: ActionPane

    key = "actions"
    name = "actions"
    touches = frozenset(
        "action action_finding finding effectiveness_check extension evidence person "
        "signoff".split()
    )
    filters = filters.ACTIONS
    shown = ("number", "what", "due", "owner", "state", "kind", "findings")
    order = ("due", False)
    at_first: ClassVar[dict[str, str]] = {"state": "open"}

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Actions"))
        for widget in (
            self.views_button(),
            button(_("By owner"), lambda: self.view.group_by("owner")),
            button(_("Export to Excel"), self.export),
            button(_("Print list"), self.print_list),
        ):
            self.title_line.deeds.addWidget(widget)

        edited = (field for field in ACTION if field.key in _IN_CELLS)
        self.cells = CellEditing(self.view, desk, "action", tuple(edited))
        self.view.pasted.connect(self.cells.paste)

    def make_pane(self) -> Pane:
        return ActionPane(self.desk)

    def show_row(self, row: ListedAction | None) -> None:
        self.pane.show_row(row)

    def leave(self) -> None:
        self.cells.leave()
        self.pane.leave()

    def is_open(self, row: ListedAction) -> bool:
        return bool(row.state == ActionState.OPEN)

    def is_late(self, row: ListedAction) -> bool:
        return self.is_open(row) and row.due is not None and row.due < self.desk.today

    def first_step(self) -> tuple[str, str, Any]:
        text = _(
            "No actions yet. They are agreed on a finding: open one and add what will be done."
        )
        return text, _("Go to findings"), lambda: self.desk.show("findings", "")

    def fill_menu(self, menu: QMenu) -> None:
        rows = self.view.selected_rows()
        if not rows:
            return
        states = {ActionState(row.state) for row in rows}
        for move in MOVES:
            if states <= move.sources:
                ask_it = partial(self._move, move.name, _(move.label))
                add_writing(menu, self.desk, _(move.label) + "…", ask_it)
        menu.addSeparator()
        add_writing(menu, self.desk, _("Assign owner…"), self.assign)
        menu.addAction(_("Response form…"), self.write_form)

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Search actions"), self.search, "Ctrl+F"),
            Command(_("Print the action list"), self.print_list, "Ctrl+P"),
            Command(_("Export actions to Excel"), self.export, "Ctrl+E"),
            Command(_("Response form for the selected actions"), self.write_form),
            Command(_("Group actions by owner"), lambda: self.view.group_by("owner")),
        )

    def export(self) -> None:
        """Write what the list shows into a workbook."""
        papers.export_list(self.desk, self, "actions", self.query())

    def print_list(self) -> None:
        """Print what the list shows."""
        papers.preview_actions(self.desk, self, self.query())

    def assign(self) -> None:
        """Give the selected actions an owner, in one step."""
        ids = self.selected_ids()
        what = ngettext("Assign owner of {n} action", "Assign owner of {n} actions", len(ids))

        def deed(values: dict[str, Any]) -> None:
            self.desk.amend_all(what.format(n=len(ids)), "action", ids, values)

        owner = PickEditor(_("Owner"), among(choices.people(self.desk)))
        ask(self, _("Assign owner"), {"owner": owner}, _("Assign owner"), deed)

    def write_form(self) -> None:
        """Write the form in which the owners of the selected actions say what is done."""
        numbers = dict.fromkeys(name for row in self.view.selected_rows() for name in row.findings)
        ids = [lookup.finding(self.desk.read, number).id for number in numbers]
        if ids:
            ask_form(self.desk, self, ids)

    def _move(self, move: str, label: str) -> None:
        rows = self.view.selected_rows()
        name = rows[0].number if len(rows) == 1 else str(len(rows))
        ask_move(self, self.desk, "action", [row.id for row in rows], name, move, label, MOVES)


def make(desk: Desk) -> ActionsPage:
    return ActionsPage(desk)
