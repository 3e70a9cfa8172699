"""Delegates: paint the rows of a table quickly, as plain text, with grade tiles and tones."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from auditdesk.gui.lists.cells import ShownCell
from auditdesk.gui.parts.theme import TILE_TEXT, Theme

ROW_HEIGHT = 28
_PAD = 7
_TILE = 18
_ROUNDED = 2
"""Pixels: an advance is rounded, and a text that fills it to the last is cut."""
_KEPT = 4096
Place = tuple[int, int, int]
"""A column: its section, its left edge and its width."""


class RowPainter(QObject):
    """Draws whole rows: texts that were cut to their width once, and tiles that were drawn once.

    Qt's own way asks for each cell anew and takes three times as long.
    """

    def __init__(self, theme: Theme, view: QWidget) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._take_font(view.font(), view.devicePixelRatioF())
        self._colours()
        theme.switched.connect(self._colours)

    def _take_font(self, font: QFont, ratio: float) -> None:
        self._font, self._bold, self._ratio = font, QFont(font), ratio
        self._bold.setBold(True)
        self._metrics = (QFontMetrics(self._font), QFontMetrics(self._bold))
        self._cut: dict[tuple[str, int, bool], tuple[str, int]] = {}
        self._tiles: dict[tuple[str, str], QPixmap] = {}

    def _follow_font(self) -> None:
        font, ratio = self._view.font(), self._view.devicePixelRatioF()
        if ratio != self._ratio or font != self._font:
            self._take_font(font, ratio)

    def _colours(self) -> None:
        colours = self._theme.colours
        self._pens = {
            "": QPen(QColor(colours.text)),
            "muted": QPen(QColor(colours.muted)),
            "late": QPen(QColor(colours.red)),
            "soon": QPen(QColor(colours.amber)),
        }
        self._here = QPen(QColor(colours.accent))
        self._line = QPen(QColor(colours.line))
        self._selected = QColor(colours.accent_soft)
        self._group = QColor(colours.panel)

    def begin(self, painter: QPainter, places: Sequence[Place]) -> None:
        """Take the columns, the font and the resolution as they are now."""
        self._places = places
        self._left = min(at for _section, at, _width in places)
        self._right = max(at + width for _section, at, width in places)
        self._follow_font()
        self._mirrored = self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setFont(self._font)

    def paint(
        self,
        painter: QPainter,
        top: int,
        cells: Sequence[ShownCell],
        selected: bool,
        group: bool,
    ) -> None:
        """Draw one row; a row that names a group is set in bold on a ground of its own."""
        left, right, bottom = self._left, self._right, top + ROW_HEIGHT - 1
        if group or selected:
            ground = self._group if group else self._selected
            painter.fillRect(left, top, right - left, ROW_HEIGHT, ground)
        painter.setPen(self._line)
        painter.drawLine(left, bottom, right - 1, bottom)
        for section, at, width in self._places:
            cell = cells[section]
            if cell.text or cell.letter:
                self._cell(painter, cell, at + _PAD, top, width - 2 * _PAD, group)

    def frame(self, painter: QPainter, cell: QRect) -> None:
        """Mark the cell that a key would edit."""
        painter.setPen(self._here)
        painter.drawRect(cell.adjusted(0, 0, -1, -2))

    def width_of(self, cell: ShownCell) -> int:
        """How wide a column must be to show all of a cell."""
        self._follow_font()
        wide = self._metrics[cell.tone == "late"].horizontalAdvance(cell.text) + 2 * _PAD + _ROUNDED
        return wide + _TILE + _PAD if cell.letter else wide

    def _cell(
        self, painter: QPainter, cell: ShownCell, left: int, top: int, width: int, group: bool
    ) -> None:
        if cell.letter:
            at = left + width - _TILE if self._mirrored else left
            painter.drawPixmap(at, top + (ROW_HEIGHT - _TILE) // 2, self._tile(cell))
            width -= _TILE + _PAD
            if not self._mirrored:
                left += _TILE + _PAD
        bold = group or cell.tone == "late"
        text, wide = self._short(cell.text, width, bold)
        if bold:
            painter.setFont(self._bold)
        painter.setPen(self._pens[cell.tone])
        metrics = self._metrics[bold]
        base = top + (ROW_HEIGHT - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(left + width - wide if cell.right != self._mirrored else left, base, text)
        if bold:
            painter.setFont(self._font)

    def _tile(self, cell: ShownCell) -> QPixmap:
        """The letter on its tile."""
        key = (cell.letter, cell.tile)
        tile = self._tiles.get(key)
        if tile is None:
            size = round(_TILE * self._ratio)
            tile = QPixmap(size, size)
            tile.setDevicePixelRatio(self._ratio)
            tile.fill(Qt.GlobalColor.transparent)
            painter = QPainter(tile)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(cell.tile))
            square = QRect(0, 0, _TILE, _TILE)
            painter.drawRoundedRect(square, 4, 4)
            painter.setPen(QColor(TILE_TEXT))
            painter.setFont(self._bold)
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, cell.letter)
            painter.end()
            self._tiles[key] = tile
        return tile

    def _short(self, text: str, width: int, bold: bool) -> tuple[str, int]:
        """The text cut to the width, and how wide it is then; measured once."""
        key = (text, width, bold)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            metrics = self._metrics[bold]
            short = metrics.elidedText(text[:400], Qt.TextElideMode.ElideRight, width)
            found = (short, metrics.horizontalAdvance(short))
            self._cut[key] = found
        return found
