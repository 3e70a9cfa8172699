"""Clauses × units, edited like a spreadsheet: x, n and Delete, fill down, whole row and column."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from auditdesk.book.listings import CLAUSES, UNITS
from auditdesk.book.lists import List, Query
from auditdesk.book.rows import ListedClause
from auditdesk.book.step import Step
from auditdesk.book.tables import UnitClause
from auditdesk.errors import ReasonNeeded
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import add_writing
from auditdesk.gui.forms import choices
from auditdesk.gui.parts.dialogs import ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import EDGE, plain_label, plain_tip
from auditdesk.i18n import _, ngettext
from auditdesk.work import organisation

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
APPLIES, NOT = "×", "–"


class MatrixModel(QAbstractTableModel):
    """Units down, clauses across; a cell says × (applies), – (does not, and why) or nothing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.units: list[tuple[str, str]] = []
        self.clauses: list[ListedClause] = []
        self._cells: dict[tuple[str, str], tuple[bool, str]] = {}

    def show_standard(self, designation: str) -> None:
        """Read the cells of a standard."""
        self.beginResetModel()
        query = Query((("standard", designation),)) if designation else Query()
        listed = List(self._desk.book, CLAUSES, query).stream() if designation else iter(())
        self.clauses = [row for row in listed if row.assessable]
        self.units = [(row.id, row.unit) for row in List(self._desk.book, UNITS).stream()]
        self._cells = {
            (cell.unit, cell.clause): (cell.applies, cell.reason)
            for cell in self._desk.read.rows(UnitClause)
        }
        self.endResetModel()

    def ids(self, index: Index) -> tuple[str, str]:
        """The unit and the clause of a cell."""
        return self.units[index.row()][0], self.clauses[index.column()].id

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.units)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.clauses)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            return self.clauses[section].number if across else self.units[section][1]
        if role == Qt.ItemDataRole.ToolTipRole and across:
            clause = self.clauses[section]
            return plain_tip(f"{clause.number} {clause.title}\n{clause.hint}")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        applies, reason = self._cells.get(self.ids(index), (None, ""))
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if applies is None else APPLIES if applies else NOT
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            clause = self.clauses[index.column()]
            told = {None: "", True: _("applies"), False: _("does not apply: {why}")}[applies]
            text = f"{self.units[index.row()][1]} · {clause.number} {clause.title}"
            text = f"{text}\n{told.format(why=reason)}".strip()
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def stored(self, index: Index) -> tuple[bool | None, str]:
        """What a cell says, and why."""
        return self._cells.get(self.ids(index), (None, ""))


class MatrixView(QTableView):
    """The cells; each edit is one step, however many cells it fills."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        still(self)
        self._desk = desk
        self.cells = MatrixModel(desk)
        self.setModel(self.cells)
        self.setAccessibleName(_("Clauses and units"))
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultSectionSize(62)
        self.horizontalHeader().setAccessibleName(_("Clauses"))
        self.verticalHeader().setAccessibleName(_("Units"))
        self.verticalHeader().setDefaultSectionSize(28)
        self.doubleClicked.connect(lambda index: self.put(self._turned(index)))

    def put(self, applies: bool | None, reason: str = "") -> None:
        """Say the same in all selected cells; what does not apply asks for its reason."""
        cells = [self.cells.ids(index) for index in self.selectedIndexes()]
        if not cells:
            return
        what = ngettext("Clauses of units: {n} cell", "Clauses of units: {n} cells", len(cells))

        def deed(step: Step) -> None:
            for unit, clause in cells:
                organisation.apply_clause(step, unit, clause, applies, reason)

        try:
            self._desk.do(what.format(n=len(cells)), deed)
        except ReasonNeeded as needed:
            ask_reason(self, str(needed), partial(self.put, applies))

    def fill_down(self) -> None:
        """Say in every selected cell what the topmost of its column says."""
        selected = self.selectedIndexes()
        tops: dict[int, Any] = {}
        for index in sorted(selected, key=lambda one: one.row()):
            tops.setdefault(index.column(), self.cells.stored(index))
        cells = [(self.cells.ids(index), tops[index.column()]) for index in selected]

        def deed(step: Step) -> None:
            for (unit, clause), (applies, reason) in cells:
                organisation.apply_clause(step, unit, clause, applies, reason)

        self._desk.do(_("Clauses of units: fill down"), deed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.text().lower()
        if key in ("x", "×", "+"):
            self.put(True)
        elif key in ("n", "-"):
            self.put(False)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.put(None)
        elif event.key() == Qt.Key.Key_Space:
            self.put(self._turned(self.currentIndex()))
        elif event.matches(QKeySequence.StandardKey.Copy):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == (
            Qt.Key.Key_D
        ):
            self.fill_down()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        index = self.indexAt(event.pos())
        add_writing(menu, self._desk, _("Applies") + "\tX", lambda: self.put(True))
        add_writing(menu, self._desk, _("Does not apply…") + "\tN", lambda: self.put(False))
        add_writing(menu, self._desk, _("Say nothing") + "\tDel", lambda: self.put(None))
        menu.addSeparator()
        add_writing(menu, self._desk, _("Fill down") + "\tCtrl+D", self.fill_down)
        menu.addAction(_("Select whole row"), lambda: self.selectRow(index.row()))
        menu.addAction(_("Select whole column"), lambda: self.selectColumn(index.column()))
        menu.popup(event.globalPos())

    def _turned(self, index: Index) -> bool | None:
        applies, _reason = self.cells.stored(index)
        return None if applies else True


class MatrixTab(QWidget):
    """The matrix of one standard at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Clauses and units"))
        self._desk = desk
        self.standard = ChoiceEditor(_("Standard"), [])
        self.standard.left.connect(self.refresh)
        self.view = MatrixView(desk)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self.standard.setMaximumWidth(320)
        layout.addWidget(self.standard)
        layout.addWidget(
            plain_label(
                _(
                    "X: the clause applies to the unit. N: it does not, with a reason. Delete: "
                    "nothing is said. Ctrl+D fills down; select a row or column by its heading."
                ),
                "label",
                wrap=True,
            )
        )
        layout.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Read the cells again."""
        names: Sequence[str] = choices.standards(self._desk)()
        chosen = self.standard.value()
        self.standard.set_choices([(name, name) for name in names])
        self.standard.show_value(chosen if chosen in names else next(iter(names), ""))
        at = self.view.currentIndex()
        place = (at.row(), at.column())
        self.view.cells.show_standard(self.standard.value() or "")
        if place[0] >= 0:
            self.view.setCurrentIndex(self.view.cells.index(*place))
