"""Mark-up of a photo: arrows, boxes and blurs are drawn over it and kept beside it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QLabel

from auditdesk.i18n import _

UNIT = 10_000
"""Corners lie in ten-thousandths of width and height, whatever size is shown."""
_RED = QColor(200, 30, 25)
_COARSE = 24


class MarkedPicture(QLabel):
    """A picture with its marks. `drawn` with all marks after one was added or taken back."""

    drawn = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.shapes: list[dict[str, Any]] = []
        self._tool = ""
        self._from: QPoint | None = None
        self._to = QPoint()
        self._shows = True
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(_("Picture with its marks"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_picture(self, picture: QPixmap) -> None:
        """Show a picture, in the size in which it is."""
        self.setPixmap(picture)
        self.update()

    def show_marks(self, shown: bool) -> None:
        """Show the marks, or the photo as it was taken."""
        self._shows = shown
        self.update()

    def begin(self, tool: str) -> None:
        """The next drag draws an “arrow”, a “box” or a “blur”."""
        self._tool = tool
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocus()

    def take_back(self) -> None:
        """Take the last mark off."""
        if self.shapes:
            self.shapes = self.shapes[:-1]
            self.update()
            self.drawn.emit(self.shapes)

    def add(self, kind: str, start: QPoint, end: QPoint) -> None:
        """Add a mark between two points of the widget; a click without a drag draws nothing."""
        area = self._area()
        if (end - start).manhattanLength() < 4 or area.isEmpty():
            return
        (x1, y1), (x2, y2) = (self._share(point, area) for point in (start, end))
        self.shapes = [*self.shapes, {"kind": kind, "x1": x1, "y1": y1, "x2": x2, "y2": y2}]
        self.update()
        self.drawn.emit(self.shapes)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._tool:
            self._from = self._to = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = event.position().toPoint()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            start, self._from = self._from, None
            self.add(self._tool, start, event.position().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._tool:
            self._tool, self._from = "", None
            self.unsetCursor()
            self.update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        area = self._area()
        if area.isEmpty() or not self._shows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shape in self.shapes:
            start, end = (self._point(shape[f"x{n}"], shape[f"y{n}"], area) for n in (1, 2))
            _DRAW[shape["kind"]](painter, start, end, self.pixmap(), area)
        if self._from is not None:
            _DRAW[self._tool](painter, self._from, self._to, self.pixmap(), area)
        painter.end()

    def _area(self) -> QRect:
        """Where the picture lies within the widget."""
        picture = self.pixmap()
        if picture.isNull():
            return QRect()
        size = picture.deviceIndependentSize().toSize()
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        return QRect(QPoint(max(left, 0), max(top, 0)), size)

    def _share(self, point: QPoint, area: QRect) -> tuple[int, int]:
        x = (point.x() - area.left()) * UNIT // max(area.width(), 1)
        y = (point.y() - area.top()) * UNIT // max(area.height(), 1)
        return min(max(x, 0), UNIT), min(max(y, 0), UNIT)

    def _point(self, x: int, y: int, area: QRect) -> QPoint:
        return area.topLeft() + QPoint(x * area.width() // UNIT, y * area.height() // UNIT)


def _pen(painter: QPainter) -> None:
    painter.setPen(QPen(_RED, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _box(painter: QPainter, start: QPoint, end: QPoint, _picture: QPixmap, _area: QRect) -> None:
    _pen(painter)
    painter.drawRect(QRect(start, end).normalized())


def _arrow(painter: QPainter, start: QPoint, end: QPoint, _picture: QPixmap, _area: QRect) -> None:
    _pen(painter)
    painter.drawLine(start, end)
    line = QPointF(end - start)
    length = max((line.x() ** 2 + line.y() ** 2) ** 0.5, 1.0)
    along = QPointF(line.x() / length * 14, line.y() / length * 14)
    across = QPointF(-along.y() / 2, along.x() / 2)
    tip = QPointF(end)
    painter.setBrush(_RED)
    painter.drawPolygon(QPolygonF([tip, tip - along + across, tip - along - across]))


def _blur(painter: QPainter, start: QPoint, end: QPoint, picture: QPixmap, area: QRect) -> None:
    """Coarse blocks instead of the part below: what was there cannot be read back from them."""
    where = QRect(start, end).normalized().intersected(area)
    if where.isEmpty():
        return
    ratio = picture.devicePixelRatio()
    inside = where.translated(-area.topLeft())
    part = picture.copy(QRect(inside.topLeft() * ratio, inside.size() * ratio))
    small = part.scaled(
        max(1, part.width() // _COARSE),
        max(1, part.height() // _COARSE),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    painter.drawPixmap(where, small.scaled(where.size()))


_DRAW: dict[str, Callable[[QPainter, QPoint, QPoint, QPixmap, QRect], None]] = {
    "arrow": _arrow,
    "box": _box,
    "blur": _blur,
}
