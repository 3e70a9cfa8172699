"""A line of Today: until when, what kind, what, who; a click leads there.

Drawn as a whole: a label for each word takes as long as everything else in the window.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QPushButton, QStylePainter

from auditdesk.gui.parts.widgets import plain_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_GAP = 16
_WHEN, _KIND = 140, 150
_LEFT, _RIGHT = 0x0091, 0x0092
"""Qt.AlignmentFlag: AlignLeft or AlignRight, with AlignAbsolute and AlignVCenter; `Qt` is not named
in what a start shows (gui/parts/widgets.py)."""


class WaitingLine(QPushButton):
    """One thing that waits. late: whether its day is over."""

    def __init__(
        self,
        when: str,
        kind: str,
        what: str,
        who: str,
        late: bool,
        go: Callable[[], object],
    ) -> None:
        super().__init__()
        self.when, self.kind, self.what, self.who = when, kind, what, who
        self.late = late
        self.columns = (_WHEN, _KIND, 0)
        self._cut = (0, what)
        self.setProperty("role", "link")
        self.setAutoDefault(False)
        self.setToolTip(plain_tip(what))
        self.setAccessibleName(f"{kind}: {what}")
        self.tell(when)
        self.clicked.connect(lambda _checked=False: go())

    def tell(self, when: str) -> None:
        """Say anew until when."""
        self.when = when
        self.setAccessibleDescription(" · ".join(filter(None, (when, self.who))))

    def paintEvent(self, event: "QPaintEvent") -> None:
        if self.hasFocus():
            super().paintEvent(event)
        painter = QStylePainter(self)
        palette, role = QGuiApplication.palette(), QPalette.ColorRole
        when, kind, who = self.columns
        room = max(self.width() - when - kind - who - 3 * _GAP, 40)
        left, mirrored = 0, self.isRightToLeft()
        for text, width, colour in (
            (self.when, when, role.BrightText if self.late else role.Text),
            (self.kind, kind, role.PlaceholderText),
            (self.fitting(room), room, role.Link),
            (self.who, who, role.PlaceholderText),
        ):
            painter.setFont(self.font_of(colour))
            at = self.width() - left - width if mirrored else left
            place = QRect(at, 0, width, self.height())
            side = _RIGHT if mirrored else _LEFT
            painter.drawItemText(place, side, palette, True, text, colour)
            left += width + _GAP
        painter.end()

    def font_of(self, colour: QPalette.ColorRole) -> QFont:
        """The font of what is drawn in this colour."""
        font = self.font()
        if colour == QPalette.ColorRole.BrightText:
            font.setWeight(QFont.Weight.DemiBold)
        elif colour == QPalette.ColorRole.Link and self.underMouse():
            font.setUnderline(True)
        return font

    def fitting(self, room: int) -> str:
        """What is said, cut to the room; QFontMetrics would want a word of Qt's namespace."""
        if self._cut[0] != room:
            advance, text = self.fontMetrics().horizontalAdvance, self.what
            whole = advance(text)
            if whole > room:
                n = len(text) * room // whole
                while n and advance(f"{text[:n]}…") > room:
                    n -= 1
                text = f"{text[:n]}…"
            self._cut = (room, text)
        return self._cut[1]


def align(lines: list[WaitingLine]) -> None:
    """Make the columns of these lines as wide as the widest words in them."""
    if not lines:
        return
    plain = QFontMetrics(lines[0].font()).horizontalAdvance
    late = QFontMetrics(lines[0].font_of(QPalette.ColorRole.BrightText)).horizontalAdvance
    when = max(late(line.when) if line.late else plain(line.when) for line in lines)
    kind = max(map(plain, {line.kind for line in lines}))
    who = max(map(plain, {line.who for line in lines}))
    for line in lines:
        line.columns = (max(when, _WHEN), max(kind, _KIND), who)
        line.update()
