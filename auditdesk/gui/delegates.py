"""Delegates: paint the cells of a table quickly, as plain text, with grade tiles and tones."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from auditdesk.gui.rows_model import RowsModel
from auditdesk.gui.theme import TILE_TEXT, Theme

ROW_HEIGHT = 28
_PAD = 7
_TILE = 18
_KEPT = 4096
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT = Qt.AlignmentFlag.AlignLeft | _LINE
_RIGHT = Qt.AlignmentFlag.AlignRight | _LINE


class RowDelegate(QStyledItemDelegate):
    """Draws text that was cut to its width once; Qt's own delegate takes twice the time."""

    def __init__(self, theme: Theme, parent: Any = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cut: dict[tuple[str, int, bool], str] = {}
        self._pens: dict[str, QPen] = {}
        self._colours()
        theme.switched.connect(self._colours)

    def _colours(self) -> None:
        colours = self._theme.colours
        self._pens = {
            "": QPen(QColor(colours.text)),
            "muted": QPen(QColor(colours.muted)),
            "late": QPen(QColor(colours.red)),
            "soon": QPen(QColor(colours.amber)),
        }
        self._line = QPen(QColor(colours.line))
        self._selected = QColor(colours.accent_soft)
        self._group = QColor(colours.panel)
        self._white = QPen(QColor(TILE_TEXT))

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        position = index.row()
        cell = model.cell(position, index.column())
        rect: QRect = option.rect
        state = option.state
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        group = model.is_group(position)
        if group:
            painter.fillRect(rect, self._group)
        elif state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selected)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if not cell.text and not cell.letter:
            return
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        if cell.letter:
            inner = self._tile(painter, inner, cell.letter, cell.tile, mirrored)
        bold = group or cell.tone == "late"
        font: QFont = option.font
        if bold:
            font = QFont(font)
            font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._pens[cell.tone])
        painter.drawText(
            inner,
            _RIGHT if cell.right != mirrored else _LEFT,
            self._short(cell.text, inner.width(), bold, font),
        )

    def _tile(
        self, painter: QPainter, rect: QRect, letter: str, colour: str, mirrored: bool
    ) -> QRect:
        """Draw the letter on its tile; what is left of the place."""
        left = rect.right() - _TILE + 1 if mirrored else rect.left()
        tile = QRect(left, rect.center().y() - _TILE // 2 + 1, _TILE, _TILE)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRoundedRect(tile, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._white)
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, letter)
        if mirrored:
            return rect.adjusted(0, 0, -_TILE - _PAD, 0)
        return rect.adjusted(_TILE + _PAD, 0, 0, 0)

    def _short(self, text: str, width: int, bold: bool, font: QFont) -> str:
        """The text cut to the width, measured once."""
        key = (text, width, bold)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            metrics = QFontMetrics(font)
            found = metrics.elidedText(text[:400], Qt.TextElideMode.ElideRight, width)
            self._cut[key] = found
        return found
