"""Small widgets used everywhere: plain labels, buttons with names, lines and layouts.

What takes a word of Qt's own namespace is set as a property here: at the first mention of `Qt` all
its hundred enumerations are made, which takes an eighth of a bare window's whole start.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from auditdesk.gui.parts import focus

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QResizeEvent

EDGE = 16
GAP = 8


def plain_label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label that shows exactly its text, whatever signs are in it."""
    label = QLabel()
    label.setProperty("textFormat", "PlainText")
    label.setText(text)
    if wrap:
        label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def plain_tip(text: str) -> str:
    """A tooltip that Qt cannot take for rich text: each “<” is escaped and lines are kept."""
    if not text:
        return ""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space: pre-wrap'>{escaped}</p>"


def button(text: str, do: Callable[[], object], role: str = "", *, name: str = "") -> QPushButton:
    """A button with a verb."""
    return named(QPushButton(), text, do, role, name)


def named(
    made: QPushButton, text: str, do: Callable[[], object], role: str = "", name: str = ""
) -> QPushButton:
    """Give a button its verb, name and deed; “&” in a user's text is no shortcut."""
    made.setText(text.replace("&", "&&"))
    made.setAccessibleName(name or text)
    made.setAutoDefault(False)
    if role:
        made.setProperty("role", role)
    made.clicked.connect(lambda _checked=False: do())
    return made


class Link(QPushButton):
    """A text to click that is cut to the room there is; its tooltip has all of it."""

    def __init__(self, text: str, do: Callable[[], object], name: str = "") -> None:
        super().__init__()
        self._text = " ".join(text.split())
        self.setAccessibleName(name or self._text)
        self.setToolTip(plain_tip(self._text))
        self.setProperty("role", "link")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: do())
        self._cut()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        from PySide6.QtCore import Qt

        room = max(self.width() - 12, 40)
        short = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room)
        self.setText(short.replace("&", "&&"))


def tool_button(
    text: str, name: str, do: Callable[[], object] | None = None, role: str = "plain"
) -> QToolButton:
    """A small button whose name is told to screen readers and in its tooltip."""
    made = QToolButton()
    made.setText(text.replace("&", "&&"))
    made.setAccessibleName(name)
    made.setToolTip(plain_tip(name))
    made.setProperty("role", role)
    if do is not None:
        made.clicked.connect(lambda _checked=False: do())
    return made


def row(*widgets: QWidget | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    layout = QHBoxLayout()
    _fill(layout, widgets, margins)
    return layout


def column(
    *widgets: QWidget | int, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets one below the other; a number is a stretch."""
    layout = QVBoxLayout()
    _fill(layout, widgets, margins)
    return layout


def _fill(
    layout: QBoxLayout, widgets: Sequence[QWidget | int], margins: tuple[int, int, int, int]
) -> None:
    layout.setContentsMargins(*margins)
    layout.setSpacing(GAP)
    for widget in widgets:
        if isinstance(widget, int):
            layout.addStretch(widget)
        else:
            layout.addWidget(widget)


def boxed(layout: QHBoxLayout | QVBoxLayout, name: str = "") -> QWidget:
    """A widget around a layout."""
    widget = QFrame() if name else QWidget()
    if name:
        widget.setObjectName(name)
    widget.setLayout(layout)
    return widget


class _AsHighAsNeeded(QWidget):
    """What scrolls is as high as its parts need in its width.

    A scroll area asks for a least height without the width, so that a text in several lines would
    take its room from the fields beside it.
    """

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: "QEvent") -> bool:
        done = super().event(event)
        if event.type() == event.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))


def scrolled(*parts: QWidget, name: str = "", gap: int = 14) -> QScrollArea:
    """Widgets one below the other, as wide as there is room and as high as they need."""
    inside = _AsHighAsNeeded()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(EDGE, 12, EDGE, EDGE)
    layout.setSpacing(gap)
    for part in parts:
        layout.addWidget(part)
    layout.addStretch(1)
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setProperty("focusPolicy", "NoFocus")
    area.setProperty("horizontalScrollBarPolicy", "ScrollBarAlwaysOff")
    area.setWidget(inside)
    return area


def separator() -> QFrame:
    """A thin line between things one below the other."""
    line = QFrame()
    line.setProperty("role", "separator")
    line.setFixedHeight(1)
    return line


def empty_state(text: str, verb: str, do: Callable[[], object] | None, *others: QWidget) -> QWidget:
    """What an empty page says: what to do first, with one button; below it what else may be."""
    label = plain_label(text, "muted", wrap=True)
    label.setProperty("alignment", "AlignCenter")
    label.setMinimumHeight(3 * label.fontMetrics().lineSpacing())
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.addStretch(2)
    layout.setContentsMargins(40, 0, 40, 0)
    layout.addWidget(label)
    if do is not None:
        layout.addSpacing(GAP)
        layout.addLayout(row(1, button(verb, do, "main"), 1))
    for other in others:
        layout.addLayout(row(1, other, 1))
    layout.addStretch(3)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return box


class Fresh(QFrame):
    """A place whose contents are made anew each time; the old ones go as a whole, with their
    layout: items taken out of a layout one by one would be freed twice."""

    def __init__(self, spacing: int = GAP, horizontal: bool = False) -> None:
        super().__init__()
        self._spacing, self._horizontal = spacing, horizontal
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._inner: QWidget | None = None

    def begin(self) -> QBoxLayout:
        """Throw the contents away; the layout for the new ones.

        Where one of them had the focus, the new one in its place gets it.
        """
        if self._inner is not None:
            inner = self._inner
            had_focus, place = focus.lies_in(inner), focus.place_in(inner)
            inner.hide()
            inner.setParent(None)
            inner.deleteLater()
            if had_focus:
                passed_to = self.window().focusWidget()
                QTimer.singleShot(0, self, partial(self._give_focus, place, passed_to))
        self._inner = QWidget()
        layout = QHBoxLayout(self._inner) if self._horizontal else QVBoxLayout(self._inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._spacing)
        self._outer.addWidget(self._inner)
        return layout

    def _give_focus(self, place: int, passed_to: QWidget | None) -> None:
        """Unless the user went on meanwhile from where Qt passed the focus to."""
        if self._inner is not None:
            self._inner.show()
        now = focus.controls(self)
        if now and self.window().focusWidget() is passed_to:
            now[min(place, len(now) - 1)].setFocus()


def restyle(widget: QWidget) -> None:
    """Let the style sheet see a property that changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
