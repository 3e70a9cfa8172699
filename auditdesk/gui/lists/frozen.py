"""The frozen column: the first one of a list stays where it is while the others are scrolled."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from auditdesk.gui.lists.delegates import ROW_HEIGHT
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.gui.lists.rows_view import RowsView


class FrozenColumn(QTableView):
    """Lies over the left of a list that is scrolled sideways, with its rows and its selection.

    It has no focus of its own: a click in it is one in the list.
    """

    def __init__(self, view: "RowsView") -> None:
        super().__init__(view)
        self._view = view
        self.setAccessibleName(_("Frozen column"))
        self.setObjectName("frozen")
        self.setModel(view.rows)
        self.setSelectionModel(view.selectionModel())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setAccessibleName(_("Frozen column"))
        own, other = self.verticalScrollBar(), view.verticalScrollBar()
        other.valueChanged.connect(own.setValue)
        own.valueChanged.connect(other.setValue)
        self.clicked.connect(lambda _index: view.setFocus())
        self.doubleClicked.connect(view.doubleClicked)
        view.rows.modelReset.connect(self.settle)

    def settle(self) -> None:
        """Lie where the first column would be; hidden while it is there itself."""
        view, header = self._view, self._view.horizontalHeader()
        first = header.logicalIndex(0)
        shown = view.horizontalScrollBar().value() > 0 and first >= 0
        self.setVisible(shown)
        if not shown:
            return
        for section in range(len(view.rows.columns)):
            self.setColumnHidden(section, section != first)
        width, top = view.columnWidth(first), header.height()
        self.setColumnWidth(first, width)
        self.horizontalHeader().setFixedHeight(top)
        edge = 2 * self.frameWidth()
        at = view.viewport().geometry()
        self.setGeometry(at.x(), at.y() - top, width + edge, at.height() + top + edge)
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self.palette().base())
            first = self._view.horizontalHeader().logicalIndex(0)
            width = self.columnWidth(first)
            self._view.paint_columns(painter, [(first, 0, width)], event.rect())
            painter.fillRect(width - 1, 0, 1, self.height(), self.palette().mid())
