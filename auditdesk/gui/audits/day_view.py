"""The days of an audit side by side: sessions are blocks to drag, to resize, to move by keys."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from auditdesk.domain.timetable import PAUSES, Slot, minutes_of
from auditdesk.gui.parts import words
from auditdesk.gui.parts.theme import Theme
from auditdesk.i18n import _

SNAP = 15
"""Minutes to which a drag falls into place."""
_HOUR = 44
_TOP, _LEFT, _GAP, _EDGE, _LEAST = 30, 52, 4, 7, 17

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


@dataclass(frozen=True)
class Block:
    """A session on the view: its column (day), its lane among those at the same time."""

    slot: Slot
    day: int
    lane: int
    lanes: int


class DayView(QWidget):
    """Shows slots by day and time. `moved` with id, day, from and to after a drag or a key;
    `picked` with the id of the current one."""

    moved = Signal(str, object, str, str)
    picked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._days: list[date] = []
        self._blocks: list[Block] = []
        self._clashing: frozenset[str] = frozenset()
        self._locked = True
        self._first, self._last = 8, 18
        self._current = ""
        self._grip = ""
        self._from = QPoint()
        self._ghost: Slot | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Days of the timetable"))
        theme.switched.connect(self.update)

    def show_slots(
        self, days: Sequence[date], slots: Sequence[Slot], clashing: Collection[str], locked: bool
    ) -> None:
        """Show the sessions of these days; clashing ones have a red edge."""
        self._days = sorted({*days, *(slot.day for slot in slots)})
        self._clashing, self._locked = frozenset(clashing), locked
        times = [minutes_of(text) for slot in slots for text in (slot.starts, slot.ends)]
        self._first = min([8 * 60, *times]) // 60
        self._last = -(-max([18 * 60, *times]) // 60)
        self._blocks = [
            block for n, day in enumerate(self._days) for block in _laid_out(n, day, slots)
        ]
        self.setMinimumSize(self.sizeHint())
        self._say()
        self.update()

    @property
    def blocks(self) -> list[Block]:
        """The sessions as they lie."""
        return list(self._blocks)

    def select_id(self, id: str) -> None:
        """Make a session current without telling anybody."""
        self._current = id
        self._say()
        self.update()

    def sizeHint(self) -> QSize:
        width = _LEFT + max(len(self._days), 1) * 120
        return QSize(width, _TOP + (self._last - self._first) * _HOUR + 8)

    def rect_of(self, slot: Slot, lane: int = 0, lanes: int = 1) -> QRect:
        """Where a session lies."""
        day = self._days.index(slot.day)
        width = self._day_width()
        lane_width = (width - _GAP) // lanes
        left = _LEFT + day * width + lane * lane_width
        top, bottom = (self._y(minutes_of(text)) for text in (slot.starts, slot.ends))
        return QRect(left, top, lane_width - _GAP, max(bottom - top - 1, _LEAST))

    def _day_width(self) -> int:
        return (self.width() - _LEFT) // max(len(self._days), 1)

    def _y(self, minutes: int) -> int:
        return _TOP + (minutes - self._first * 60) * _HOUR // 60

    # --- mouse and keys ------------------------------------------------------------------------

    def _at(self, point: QPoint) -> tuple[Block | None, str]:
        """The block below a point, and whether it is held to “move” or to “resize”."""
        for block in reversed(self._blocks):
            rect = self.rect_of(block.slot, block.lane, block.lanes)
            if rect.contains(point):
                return block, "resize" if rect.bottom() - point.y() < _EDGE else "move"
        return None, ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = event.position().toPoint()
        block, grip = self._at(self._from)
        if block is not None:
            self._current = block.slot.id
            self._grip = "" if self._locked else grip
            self.picked.emit(self._current)
            self._say()
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        slot = self._slot()
        if self._grip and slot is not None:
            by = round((point.y() - self._from.y()) * 60 / _HOUR / SNAP) * SNAP
            over = (point.x() - _LEFT) // max(self._day_width(), 1)
            day = self._days[min(max(over, 0), len(self._days) - 1)]
            self._ghost = resized(slot, by) if self._grip == "resize" else shifted(slot, by, day)
            self.update()
            return
        grip = "" if self._locked else self._at(point)[1]
        shapes = {"move": Qt.CursorShape.SizeAllCursor, "resize": Qt.CursorShape.SizeVerCursor}
        self.setCursor(shapes.get(grip, Qt.CursorShape.ArrowCursor))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        ghost, self._ghost, self._grip = self._ghost, None, ""
        self._give(ghost)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keys that move a session are no shortcuts of the window while the days have the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if alt and Qt.Key(event.key()) in _ARROWS and not self._locked:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        slot, steps = self._slot(), {Qt.Key.Key_Up: -SNAP, Qt.Key.Key_Down: SNAP}
        by = steps.get(Qt.Key(event.key()))
        aside = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and slot and not self._locked:
            if by is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._give(resized(slot, by))
            elif by is not None:
                self._give(shifted(slot, by, slot.day))
            elif aside is not None:
                n = self._days.index(slot.day) + aside
                if 0 <= n < len(self._days):
                    self._give(shifted(slot, 0, self._days[n]))
        elif by is not None or aside is not None:
            self._step(1 if (by or aside or 0) > 0 else -1)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        ids = [block.slot.id for block in self._blocks]
        if ids:
            at = ids.index(self._current) + by if self._current in ids else 0
            self._current = ids[min(max(at, 0), len(ids) - 1)]
            self.picked.emit(self._current)
            self._say()
            self.update()

    def _slot(self) -> Slot | None:
        return next((one.slot for one in self._blocks if one.slot.id == self._current), None)

    def _give(self, new: Slot | None) -> None:
        if new is not None and new != self._slot():
            self.moved.emit(new.id, new.day, new.starts, new.ends)

    def _say(self) -> None:
        """Tell screen readers what is current."""
        slot = self._slot()
        self.setAccessibleDescription(slot.told() if slot else "")

    # --- painting ------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.page))
        for hour in range(self._first, self._last + 1):
            painter.setPen(QColor(colours.line))
            painter.drawLine(_LEFT - 6, self._y(hour * 60), self.width(), self._y(hour * 60))
            painter.setPen(QColor(colours.muted))
            place = QRect(0, self._y(hour * 60) - 9, _LEFT - 10, 18)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, f"{hour:02d}:00")
        for n, day in enumerate(self._days):
            width = self._day_width()
            head = QRect(_LEFT + n * width, 0, width - _GAP, _TOP - 4)
            painter.setPen(QColor(colours.text))
            name = QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
            text = f"{name} {words.day_text(day)}"
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        for block in self._blocks:
            self._paint(painter, block.slot, self.rect_of(block.slot, block.lane, block.lanes))
        if self._ghost is not None:
            painter.setOpacity(0.6)
            self._paint(painter, self._ghost, self.rect_of(self._ghost))
        painter.end()

    def _paint(self, painter: QPainter, slot: Slot, rect: QRect) -> None:
        colours = self._theme.colours
        pause = slot.kind in PAUSES
        painter.fillRect(rect, QColor(colours.panel if pause else colours.accent_soft))
        current = slot.id == self._current
        edge = colours.red if slot.id in self._clashing else colours.accent
        painter.setPen(QPen(QColor(edge if not pause else colours.muted), 2 if current else 1))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.setPen(QColor(colours.text))
        who = ", ".join(slot.auditors)
        parts = (f"{slot.starts}–{slot.ends}", slot.what, slot.process, who, slot.place)
        low = rect.height() < 2 * painter.fontMetrics().lineSpacing()
        text = "\n".join(part for part in parts if part)
        if low:
            text = painter.fontMetrics().elidedText(
                f"{slot.starts} {slot.what}", Qt.TextElideMode.ElideRight, rect.width() - 9
            )
        flags = Qt.AlignmentFlag.AlignLeft | (
            Qt.AlignmentFlag.AlignVCenter if low else Qt.TextFlag.TextWordWrap
        )
        painter.save()
        painter.setClipRect(rect)
        painter.drawText(rect.adjusted(5, 0 if low else 2, -4, 0), flags, text)
        painter.restore()


def shifted(slot: Slot, by: int, day: date) -> Slot:
    """The session so many minutes later, on that day; it never leaves the day."""
    start = min(max(minutes_of(slot.starts) + by, 0), 24 * 60 - 1 - slot.minutes)
    return replace(slot, day=day, starts=_time(start), ends=_time(start + slot.minutes))


def resized(slot: Slot, by: int) -> Slot:
    """The session so many minutes longer, at least one step long, within its day."""
    start = minutes_of(slot.starts)
    end = min(max(minutes_of(slot.ends) + by, start + SNAP), 24 * 60 - 1)
    return replace(slot, ends=_time(end))


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _laid_out(n: int, day: date, slots: Sequence[Slot]) -> list[Block]:
    """The sessions of one day, side by side where they run at the same time."""
    own = sorted((one for one in slots if one.day == day), key=lambda one: (one.starts, one.ends))
    blocks: list[Block] = []
    group: list[tuple[Slot, int]] = []
    for slot in own:
        if group and not any(slot.meets(other) for other, _lane in group):
            blocks += _side_by_side(n, group)
            group = []
        taken = {lane for other, lane in group if slot.meets(other)}
        group.append((slot, next(lane for lane in range(len(group) + 1) if lane not in taken)))
    return blocks + _side_by_side(n, group)


def _side_by_side(n: int, group: Sequence[tuple[Slot, int]]) -> list[Block]:
    lanes = max((lane for _slot, lane in group), default=0) + 1
    return [Block(slot, n, lane, lanes) for slot, lane in group]
