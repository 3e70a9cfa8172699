"""Chooser: a line and what fits it; the palette, the filter chips and the column choice use it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from auditdesk.domain.fold import fold, spellings
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import plain_tip
from auditdesk.i18n import _

Index = QModelIndex | QPersistentModelIndex
_SHOWN = 60
_LINE = 26


@dataclass(frozen=True)
class Entry:
    """One thing to choose: its words, what stands beside them, and what choosing it does."""

    text: str
    do: Callable[[], object]
    beside: str = ""
    tip: str = ""
    searched: str = ""


Finder = Callable[[str], Iterable[Entry]]


def matching(entries: Sequence[Entry]) -> Finder:
    """Finds the entries that contain every word typed."""

    def find(text: str) -> list[Entry]:
        words = fold(text).split()
        return [
            entry
            for entry in entries
            if all(word in spellings(f"{entry.text} {entry.searched}") for word in words)
        ]

    return find


class Chooser(QFrame):
    """A popup with a line to type in and the entries that fit; Enter chooses, Escape closes."""

    chosen = Signal()

    def __init__(self, parent: QWidget, theme: Theme, find: Finder, hint: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "popup")
        self.setAccessibleName(hint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find = find
        self._entries: list[Entry] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.textChanged.connect(self._look)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Choices"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_EntryDelegate(theme, self))
        self.list.itemClicked.connect(lambda _item: self.choose())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)

    def open_below(self, widget: QWidget, width: int = 0, text: str = "") -> None:
        """Show the popup below a widget, inside the window."""
        width = max(width or widget.width(), 280)
        self.setFixedWidth(width)
        self.line.setText(text)
        self._look(text)
        top = widget.mapToGlobal(QPoint(0, widget.height() + 2))
        if widget.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            top.setX(top.x() + widget.width() - width)
        window = widget.window()
        right = window.mapToGlobal(QPoint(window.width(), 0)).x()
        top.setX(max(min(top.x(), right - width - 8), window.mapToGlobal(QPoint(0, 0)).x()))
        self.move(top)
        self.show()
        self.line.setFocus()

    @property
    def entries(self) -> list[Entry]:
        """What fits now."""
        return self._entries

    def choose(self) -> None:
        """Do what the marked entry does."""
        position = self.list.currentRow()
        if 0 <= position < len(self._entries):
            entry = self._entries[position]
            self.close()
            self.chosen.emit()
            entry.do()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10}.get(
                Qt.Key(key), -10
            )
            row = self.list.currentRow() + step
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        return False

    def _look(self, text: str) -> None:
        self.list.clear()
        self._entries = []
        for entry in self._find(text):
            if len(self._entries) == _SHOWN:
                break
            self._entries.append(entry)
            item = QListWidgetItem(entry.text)
            item.setData(Qt.ItemDataRole.UserRole, entry.beside)
            if entry.tip:
                item.setToolTip(plain_tip(entry.tip))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        rows = max(1, min(len(self._entries), 14))
        self.list.setFixedHeight(rows * _LINE + 4)
        self.adjustSize()


class _EntryDelegate(QStyledItemDelegate):
    """An entry's words, and at the other side what stands beside them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(100, _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colours = self._theme.colours
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.accent_soft))
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        near = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        far = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight
        inner = rect.adjusted(8, 0, -8, 0)
        metrics = option.fontMetrics
        beside = str(index.data(Qt.ItemDataRole.UserRole) or "")
        taken = min(metrics.horizontalAdvance(beside), inner.width() // 2)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setPen(QColor(colours.muted))
        painter.drawText(
            inner,
            far | flags,
            metrics.elidedText(beside, Qt.TextElideMode.ElideRight, inner.width() // 2),
        )
        room = inner.width() - taken - (12 if beside else 0)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        painter.setPen(QColor(colours.text))
        painter.drawText(
            inner,
            near | flags,
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, room),
        )
