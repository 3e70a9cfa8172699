"""FlowBox: widgets one after the other, in as many lines as the width demands."""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditdesk.gui.parts import focus


class FlowBox(QWidget):
    """Lays its widgets out itself: a layout of Qt written in Python would share their ownership."""

    def __init__(self, gap: int = 4) -> None:
        super().__init__()
        self._gap = gap
        self._widgets: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put a widget behind the others."""
        self._widgets.append(widget)
        widget.setParent(self)
        widget.show()
        self._fit()

    def clear(self, keep: QWidget | None = None) -> None:
        """Let all widgets go but one; the next that comes has the focus that one of them had."""
        gone = [widget for widget in self._widgets if widget is not keep]
        had_focus = any(map(focus.lies_in, gone))
        for widget in gone:
            widget.hide()
            widget.deleteLater()
        self._widgets = [widget for widget in self._widgets if widget is keep]
        self._fit()
        if had_focus:
            passed_to = self.window().focusWidget()
            QTimer.singleShot(0, self, partial(self._give_focus, passed_to))

    def _give_focus(self, passed_to: QWidget | None) -> None:
        """Unless the user went on meanwhile from where Qt passed the focus to."""
        now = focus.controls(self)
        if now and self.window().focusWidget() is passed_to:
            now[0].setFocus()

    def move_last(self, widget: QWidget) -> None:
        """Put a widget of the box behind the others."""
        self._widgets.remove(widget)
        self._widgets.append(widget)
        self._fit()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(200, self._place(max(self.width(), 200), move=False))

    def minimumSizeHint(self) -> QSize:
        hints = [widget.sizeHint() for widget in self._widgets if not widget.isHidden()]
        widest = max((min(hint.width(), 120) for hint in hints), default=0)
        return QSize(widest, self._place(max(self.width(), widest, 1), move=False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        self._place(self.width(), move=True)
        self.updateGeometry()

    def _place(self, width: int, *, move: bool) -> int:
        """Put the widgets into lines of a width, from the leading side; the height they need."""
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        used, top, height = 0, 0, 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            hint = widget.sizeHint().expandedTo(widget.minimumSize())
            wide = min(hint.width(), max(width, 1))
            if used and used + wide > width:
                used, top, height = 0, top + height + self._gap, 0
            if move:
                left = width - used - wide if mirrored else used
                widget.setGeometry(QRect(left, top, wide, hint.height()))
            used += wide + self._gap
            height = max(height, hint.height())
        return top + height


def flow(*widgets: QWidget) -> FlowBox:
    """A box with these widgets, such as the buttons below a table."""
    box = FlowBox(gap=8)
    for widget in widgets:
        box.add(widget)
    return box
