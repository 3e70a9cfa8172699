"""A small sheet for lines that are typed or pasted: it grows, and one empty line stands below."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from auditdesk.domain.fold import fold
from auditdesk.gui.lists.delegates import ROW_HEIGHT
from auditdesk.gui.lists.rows_view import cells_of
from auditdesk.gui.parts.still import still

_MOST_LINES = 2000


class EntrySheet(QTableWidget):
    """Lines with the same cells each. `edited` once what it holds is another.

    columns: key and heading of each. Typing or F2 edits a cell, Tab saves it and goes right, Enter
    goes down to where the line was begun, Delete empties what is selected; a block is pasted where
    the cursor stands.
    """

    edited = Signal()

    def __init__(self, name: str, columns: Sequence[tuple[str, str]]) -> None:
        super().__init__(1, len(columns))
        still(self)
        self._keys = [key for key, _heading in columns]
        self._headings = {fold(heading) for _key, heading in columns}
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels([heading for _key, heading in columns])
        self.setTabKeyNavigation(False)
        how = QTableWidget.EditTrigger
        self.setEditTriggers(how.AnyKeyPressed | how.EditKeyPressed | how.DoubleClicked)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._begun: int | None = None
        self.setCurrentCell(0, 0)
        self.itemDelegate().closeEditor.connect(self._closed)
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._changed)
        self.itemChanged.connect(lambda _item: self._settled.start())

    def lines(self) -> list[dict[str, str]]:
        """The lines that say anything, by the keys of their cells."""
        found = ({key: self._text(n, m) for m, key in enumerate(self._keys)} for n in self._rows())
        return [line for line in found if any(line.values())]

    def show_lines(self, lines: Sequence[dict[str, Any]]) -> None:
        """Show lines, and nothing else."""
        self.blockSignals(True)
        self.setRowCount(0)
        self.setRowCount(len(lines) + 1)
        for n, line in enumerate(lines):
            for m, key in enumerate(self._keys):
                self._put(n, m, str(line.get(key) or ""))
        self.blockSignals(False)
        self.setCurrentCell(len(lines), 0)
        self.edited.emit()

    def paste(self, cells: Sequence[Sequence[str]]) -> None:
        """Put a block of cells where the cursor stands; a line of headings is left out."""
        if cells and all(fold(cell.strip()) in self._headings for cell in cells[0] if cell.strip()):
            cells = cells[1:]
        top, left = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        self.blockSignals(True)
        for n, texts in enumerate(cells[:_MOST_LINES], top):
            if n >= self.rowCount():
                self.insertRow(n)
            for m, text in enumerate(texts[: self.columnCount() - left], left):
                self._put(n, m, text.strip())
        self.blockSignals(False)
        self._changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the sheet; what an editor in it passes on, such as its Enter, is none of them."""
        if self.state() == QTableWidget.State.EditingState:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(cells_of(QGuiApplication.clipboard().text()))
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            for item in self.selectedItems():
                item.setText("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._down()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._begun = None
        super().mousePressEvent(event)

    def take(self) -> None:
        """Take in what is being typed in a cell, as leaving it does."""
        if self.state() == QTableWidget.State.EditingState:
            self.setFocus()

    def _copy(self) -> None:
        ranges = self.selectedRanges()
        if ranges:
            block = ranges[0]
            rows = range(block.topRow(), block.bottomRow() + 1)
            columns = range(block.leftColumn(), block.rightColumn() + 1)
            text = "\n".join("\t".join(self._text(n, m) for m in columns) for n in rows)
            QGuiApplication.clipboard().setText(text)

    def _closed(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes down, once the cell is no longer edited; Tab goes on in a line."""
        hints = QAbstractItemDelegate.EndEditHint
        if hint == hints.SubmitModelCache:
            QTimer.singleShot(0, self._down)
        elif hint == hints.EditNextItem:
            column = self.currentColumn()
            last = column == self.columnCount() - 1
            self._begun = 0 if last else column if self._begun is None else self._begun
        else:
            self._begun = None

    def _down(self) -> None:
        """Go to the next line, which is there before anything is typed into it."""
        if self._settled.isActive():
            self._settled.stop()
            self._changed()
        column = self.currentColumn() if self._begun is None else self._begun
        self._begun = None
        self.setCurrentCell(min(self.currentRow() + 1, self.rowCount() - 1), column)

    def _rows(self) -> range:
        return range(self.rowCount())

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item else ""

    def _put(self, row: int, column: int, text: str) -> None:
        self.setItem(row, column, QTableWidgetItem(text))

    def _changed(self) -> None:
        last = self.rowCount() - 1
        if any(self._text(last, m) for m in range(self.columnCount())):
            self.insertRow(last + 1)
        self.edited.emit()
