"""Canvas: a picture on the screen, painted from its shapes; every part can be clicked and reached
by keys."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from auditdesk.domain.drawing import (
    HEAT,
    Box,
    Dot,
    Drawing,
    DrawnLine,
    Shape,
    Word,
    draw,
    mirrored,
    told,
)
from auditdesk.domain.series import Bars, Series, SeriesBar
from auditdesk.gui.parts.theme import Colours, Theme
from auditdesk.gui.parts.widgets import plain_tip

_LEAST_WIDTH = 420
_SHADES = (0.1, 0.28, 0.48, 0.7, 1.0)
_NOTHING: Series = Bars(())


def colours_of(colours: Colours) -> dict[str, QColor]:
    """What the shapes’ paints are on the screen."""
    found = {
        "text": colours.text,
        "muted": colours.muted,
        "bar": colours.accent,
        "line": colours.amber,
        "limit": colours.muted,
        "grid": colours.line,
        "axis": colours.field_line,
        "signal": colours.red,
    }
    paints = {name: QColor(colour) for name, colour in found.items()}
    page, accent = QColor(colours.page), QColor(colours.accent)
    for n in range(HEAT):
        ground = _mixed(page, accent, _SHADES[n])
        paints[f"heat{n}"] = ground
        words = (QColor(colours.text), QColor(colours.on_accent))
        paints[f"on_heat{n}"] = max(words, key=lambda word: contrast(word, ground))
    return paints


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    pairs = (
        (one.red(), other.red()),
        (one.green(), other.green()),
        (one.blue(), other.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def contrast(one: QColor, other: QColor) -> float:
    """How well one colour is read on another (WCAG 2): from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


class Canvas(QWidget):
    """A picture; `opened` with the bar that was clicked, or on which Enter was pressed.

    `at` is the place of the bar that arrow keys have come to, -1 before.
    """

    opened = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._series: Series = _NOTHING
        self.drawing = Drawing(0, 0, (), ())
        self.at = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumWidth(_LEAST_WIDTH)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        theme.switched.connect(self.update)

    def show_series(self, series: Series, name: str, what: str) -> None:
        """Paint this; name and what it counts are for who does not see it."""
        self._series = series
        self.at = -1
        self.setAccessibleName(name)
        self.setAccessibleDescription(told(series, name, what))
        self._lay_out()

    def _lay_out(self) -> None:
        drawing = draw(self._series, max(self.width(), _LEAST_WIDTH))
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.drawing = mirrored(drawing) if from_right else drawing
        self.setFixedHeight(max(int(self.drawing.height) + 1, 1))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(640, int(self.drawing.height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, self.drawing, colours_of(self._theme.colours))
        if self.hasFocus() and 0 <= self.at < len(self.drawing.spots):
            spot = self.drawing.spots[self.at]
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(spot.x + 1, spot.y + 1, spot.w - 2, spot.h - 2), 3, 3)
        painter.end()

    def spot_at(self, where: QPointF) -> int:
        """The place of the bar at a point, -1 for none."""
        for n, spot in enumerate(self.drawing.spots):
            if QRectF(spot.x, spot.y, spot.w, spot.h).contains(where):
                return n
        return -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.spot_at(event.position()) >= 0
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        n = self.spot_at(event.position())
        if n >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._open(n)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from_right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        ahead, back = Qt.Key.Key_Right, Qt.Key.Key_Left
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        steps |= {back: 1, ahead: -1} if from_right else {ahead: 1, back: -1}
        last = len(self.drawing.spots) - 1
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self._go_to(max(0, min(last, self.at + steps[key])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self._go_to(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.at >= 0:
            self._open(self.at)
        else:
            super().keyPressEvent(event)

    def _go_to(self, n: int) -> None:
        self.at = n
        spot = self.drawing.spots[n]
        where = self.mapToGlobal(QPointF(spot.x + spot.w / 2, spot.y + spot.h).toPoint())
        QToolTip.showText(where, plain_tip(spot.told), self)
        self.update()

    def _open(self, n: int) -> None:
        self.at = n
        bar: SeriesBar = self.drawing.spots[n].bar
        if bar.ids:
            self.opened.emit(bar)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            n = self.spot_at(QPointF(event.pos()))
            text = plain_tip(self.drawing.spots[n].told) if n >= 0 else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


def paint(painter: QPainter, drawing: Drawing, colours: dict[str, QColor]) -> None:
    """Paint the shapes of a drawing, in their order."""
    for shape in drawing.shapes:
        _paint(painter, shape, colours)


def _paint(painter: QPainter, shape: Shape, colours: dict[str, QColor]) -> None:
    colour = colours[shape.paint]
    if isinstance(shape, Box):
        painter.fillRect(QRectF(shape.x, shape.y, shape.w, shape.h), colour)
    elif isinstance(shape, DrawnLine):
        style = Qt.PenStyle.DashLine if shape.dashed else Qt.PenStyle.SolidLine
        painter.setPen(QPen(colour, shape.width, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in shape.points]))
    elif isinstance(shape, Dot):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        x, y, r = shape.x, shape.y, shape.r
        if shape.diamond:
            corners = [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
            painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        else:
            painter.drawEllipse(QPointF(x, y), r, r)
    elif isinstance(shape, Word):
        _write(painter, shape, colour)


def _write(painter: QPainter, word: Word, colour: QColor) -> None:
    metrics = painter.fontMetrics()
    one_line = " ".join(word.text.split())
    text = metrics.elidedText(one_line, Qt.TextElideMode.ElideRight, int(word.room))
    left = word.x - {"start": 0.0, "middle": word.room / 2, "end": word.room}[word.anchor]
    side = {
        "start": Qt.AlignmentFlag.AlignLeft,
        "middle": Qt.AlignmentFlag.AlignHCenter,
        "end": Qt.AlignmentFlag.AlignRight,
    }[word.anchor]
    height = metrics.height()
    painter.setPen(colour)
    painter.drawText(
        QRectF(left, word.y - height / 2, word.room, height),
        side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute,
        text,
    )
