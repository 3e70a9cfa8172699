"""A matrix of clauses and units: a short text in each cell, what it stands for in its tooltip."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import plain_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class MatrixHead(NamedTuple):
    """A clause or a unit: its id, what it is called, and all that is said of it."""

    id: str
    name: str
    told: str


class Spot(NamedTuple):
    """What stands in a cell. good: whether there is what should be there."""

    text: str
    told: str
    good: bool


class Matrix(QAbstractTableModel):
    """Clauses down, units across; a cell without a spot is empty."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.clauses: Sequence[MatrixHead] = ()
        self.units: Sequence[MatrixHead] = ()
        self._spot: Callable[[str, str], Spot | None] = lambda _clause, _unit: None

    def show(
        self,
        clauses: Sequence[MatrixHead],
        units: Sequence[MatrixHead],
        spot: Callable[[str, str], Spot | None],
    ) -> None:
        """Show these; spot: what stands where a clause and a unit meet, by their ids."""
        self.beginResetModel()
        self.clauses, self.units, self._spot = clauses, units, spot
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.clauses)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.units)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        head = (self.units if across else self.clauses)[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return head.name.replace(" · ", "\n") if across else head.name
        return plain_tip(head.told) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = Qt.ItemDataRole
        clause, unit = self.clauses[index.row()], self.units[index.column()]
        if role == roles.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        spot = self._spot(clause.id, unit.id)
        if spot is None:
            return "" if role == roles.DisplayRole else None
        if role == roles.DisplayRole:
            return spot.text
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            text = f"{unit.name} · {clause.told}\n{spot.told}"
            return plain_tip(text) if role == roles.ToolTipRole else text
        if role == roles.BackgroundRole:
            colours = self._theme.colours
            return QColor(colours.accent_soft if spot.good else colours.amber_soft)
        return None


def matrix_view(model: Matrix, name: str, clauses: str, units: str) -> QTableView:
    """The table of a matrix; all names are for who does not see it."""
    table = still(QTableView())
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    across, down = table.horizontalHeader(), table.verticalHeader()
    across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    across.setAccessibleName(units)
    down.setDefaultSectionSize(24)
    down.setAccessibleName(clauses)
    return table
