"""A small table of plain text for a handful of rows; lists of the book are shown by RowsView."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from auditdesk.gui.lists.delegates import ROW_HEIGHT
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import plain_tip

_PADDING = 8
_LEAST = 72
"""Pixels that a column keeps however short the room is, where its heading is as long."""


class SmallTable(QTableWidget):
    """Rows with an id each; `picked` when another row is current, `opened` on Enter.

    stretch: the column that takes the room left; None: the one with the longest text.
    """

    picked = Signal(str)
    opened = Signal(str)

    def __init__(self, name: str, headings: Sequence[str], stretch: int | None = 0) -> None:
        super().__init__(0, len(headings))
        still(self)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        widest = max(map(self.fontMetrics().horizontalAdvance, headings), default=0)
        header.setMinimumSectionSize(min(widest + 2 * _PADDING, _LEAST))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self._widest_stretches = stretch is None
        self._stretch(stretch or 0)
        self.currentCellChanged.connect(lambda *_cells: self.picked.emit(self.current_id()))
        self.itemActivated.connect(lambda _item: self.opened.emit(self.current_id()))

    def show_rows(self, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Show rows of texts by id; the current one stays current."""
        current = self.current_id()
        self.blockSignals(True)
        self.setRowCount(len(rows))
        for n, (id, texts) in enumerate(rows):
            for section, text in enumerate(texts):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(plain_tip(text))
                item.setData(Qt.ItemDataRole.UserRole, id)
                self.setItem(n, section, item)
        self.blockSignals(False)
        if self._widest_stretches:
            self._stretch(self._longest(rows))
        ids = [id for id, _texts in rows]
        if current in ids:
            self.setCurrentCell(ids.index(current), 0)
        elif rows:
            self.setCurrentCell(0, 0)
        self.picked.emit(self.current_id())

    def _stretch(self, stretched: int) -> None:
        modes = QHeaderView.ResizeMode
        for section in range(self.columnCount()):
            self.horizontalHeader().setSectionResizeMode(
                section, modes.Stretch if section == stretched else modes.ResizeToContents
            )

    def _longest(self, rows: Sequence[tuple[str, Sequence[str]]]) -> int:
        lengths = [
            max((len(texts[section]) for _id, texts in rows), default=0)
            for section in range(self.columnCount())
        ]
        return lengths.index(max(lengths))

    def current_id(self) -> str:
        """The id of the current row, "" without one."""
        item = self.item(self.currentRow(), 0)
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def select_id(self, id: str) -> None:
        """Make the row of that id current."""
        for n in range(self.rowCount()):
            item = self.item(n, 0)
            if item and item.data(Qt.ItemDataRole.UserRole) == id:
                self.setCurrentCell(n, 0)
