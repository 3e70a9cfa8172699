"""Timeline: audits as bars of days in rows of units or auditors; dragged, resized, zoomed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolTip

from auditdesk.book.timeline import Bar, TimelineRow
from auditdesk.domain.programme import Mark
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import add_writing
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import plain_tip
from auditdesk.gui.programme.art import Art, Drag
from auditdesk.gui.programme.layout import HEAD, LANE, MOST, SIDE, Layout
from auditdesk.i18n import _

_END = 6
"""Pixels at the end of a bar by which it is made longer or shorter."""
_CLOSER, _FARTHER = 1.25, 0.8


class Timeline(QAbstractScrollArea):
    """`opened` with an audit's id; `moved` with its number and new first and last day; `wanted`
    with a row's key and a day where an audit shall be planned; `dragged` while a bar is under way,
    with its number and days, or "" when it was let go."""

    opened = Signal(str)
    moved = Signal(str, object, object)
    wanted = Signal(str, object)
    dragged = Signal(str, object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.art = Art(desk.theme)
        self.plot = Layout((), date(2026, 1, 1), date(2026, 12, 31))
        self.drag: Drag | None = None
        self._current: tuple[int, str] | None = None
        self.setAccessibleName(_("Timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setMouseTracking(True)
        desk.theme.switched.connect(self.viewport().update)

    # --- what is shown -------------------------------------------------------------------------

    def show_rows(
        self,
        rows: Sequence[TimelineRow],
        first: date,
        last: date,
        today: date,
        heading: str,
        works: Callable[[str | None, date], bool],
    ) -> None:
        """Show rows over some days. works: whether somebody works at a site on a day."""
        self.art = Art(self.art.theme, works, self.art.conflicts, today, heading)
        self.plot = replace(self.plot, rows=rows, first=first, last=last)
        self._arrange()

    def show_conflicts(self, conflicts: Mapping[str, Sequence[str]]) -> None:
        """Mark audits, by number, with what is wrong about them."""
        self.art.conflicts = conflicts
        self.viewport().update()

    def zoom(self, by: float) -> None:
        """Look closer (more than 1) or from farther away, around the middle."""
        middle = self.plot.day_at(QPoint((self.plot.width + SIDE) // 2, 0))
        closer = min(MOST, self.plot.pixels * by)
        self.plot = replace(self.plot, zoom=closer if closer > self.plot.least else 0.0)
        self._arrange()
        x = round((middle - self.plot.first).days * self.plot.pixels)
        self.horizontalScrollBar().setValue(x - self.plot.room // 2)

    def zoom_in(self) -> None:
        """Look closer."""
        self.zoom(_CLOSER)

    def zoom_out(self) -> None:
        """Look from farther away."""
        self.zoom(_FARTHER)

    def _arrange(self) -> None:
        """Fit the layout into the view, and the scroll bars to the layout."""
        view = self.viewport()
        self.plot = replace(
            self.plot,
            width=view.width(),
            height=view.height(),
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        wide = round(self.plot.days * self.plot.pixels)
        across.setRange(0, max(0, wide - self.plot.room))
        across.setPageStep(self.plot.room)
        across.setSingleStep(20)
        down.setRange(0, max(0, self.plot.tops[-1] - (view.height() - HEAD)))
        down.setPageStep(view.height() - HEAD)
        down.setSingleStep(LANE)
        self.scrollContentsBy(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.plot = self.plot.scrolled(
            self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        )
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        current = self._current if self.hasFocus() else None
        self.art.paint(painter, self.plot, self.font(), current, self.drag, event.rect())
        painter.end()

    # --- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        found = self.plot.bar_at(at)
        if event.button() != Qt.MouseButton.LeftButton or found is None:
            return
        row, bar = found
        self._pick(row, bar)
        if bar.movable:
            end = self._at_end(row, bar, at)
            self.drag = Drag(row, bar, end, self.plot.day_at(at), bar.first, bar.last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self.drag is not None:
            self._drag_by(self.drag, (self.plot.day_at(at) - self.drag.grabbed).days)
            return
        found = self.plot.bar_at(at)
        if found and found[1].movable:
            end = self._at_end(*found, at)
            shape = Qt.CursorShape.SizeHorCursor if end else Qt.CursorShape.OpenHandCursor
            self.viewport().setCursor(shape)
        else:
            self.viewport().unsetCursor()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        drag = self._let_go()
        if drag and (drag.first, drag.last) != (drag.bar.first, drag.bar.last):
            self.moved.emit(drag.bar.number, drag.first, drag.last)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        found = self.plot.bar_at(at)
        row = self.plot.row_at(at.y())
        if found:
            self.opened.emit(found[1].id)
        elif row >= 0 and self.plot.reading_x(at) >= SIDE:
            self.wanted.emit(self.plot.rows[row].key, self.plot.day_at(at))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_CLOSER if event.angleDelta().y() > 0 else _FARTHER)
        else:
            super().wheelEvent(event)

    def _let_go(self) -> Drag | None:
        drag, self.drag = self.drag, None
        self.viewport().unsetCursor()
        self.viewport().update()
        if drag:
            self.dragged.emit("", None, None)
        return drag

    def _at_end(self, row: int, bar: Bar, at: QPoint) -> bool:
        return self.plot.reading_x(at) >= self.plot.bar_rect(row, bar).right() - _END

    def _drag_by(self, drag: Drag, days: int) -> None:
        """Where the bar would lie: begun on a working day, as many days long as it was."""
        if drag.resizing:
            moved = replace(drag, last=max(drag.bar.first, drag.bar.last + timedelta(days=days)))
        else:
            first = self._working(drag.row, drag.bar.first + timedelta(days=days))
            moved = replace(drag, first=first, last=first + (drag.bar.last - drag.bar.first))
        if moved != self.drag:
            self.drag = moved
            self.dragged.emit(moved.bar.number, moved.first, moved.last)
            top, height = self.plot.top(drag.row), self.plot.row_height(drag.row)
            self.viewport().update(0, top, self.plot.width, height)

    def _working(self, row: int, day: date) -> date:
        """That day, or the next within two weeks on which somebody works there."""
        later = (day + timedelta(days=n) for n in range(14))
        return next((one for one in later if self.art.works(self.plot.rows[row].site, one)), day)

    # --- keys, menus, tips ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        ahead = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        ahead = -ahead if self.plot.mirrored else ahead
        found = self._current_bar()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and ahead and found and found[1].movable:
            longer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._move(*found, ahead, bool(longer))
        elif ahead:
            self._step(ahead)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step_row(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and found:
            self.opened.emit(found[1].id)
        elif key == Qt.Key.Key_Escape and self.drag:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def _move(self, row: int, bar: Bar, ahead: int, longer: bool) -> None:
        """By keys: a week on or back, or a day longer or shorter."""
        if longer:
            last = max(bar.first, bar.last + timedelta(days=ahead))
            self.moved.emit(bar.number, bar.first, last)
        else:
            first = self._working(row, bar.first + timedelta(weeks=ahead))
            self.moved.emit(bar.number, first, first + (bar.last - bar.first))

    def _lasting(self, row: int) -> list[Bar]:
        return [bar for bar in self.plot.rows[row].bars if bar.mark is not Mark.MOVED]

    def _current_bar(self) -> tuple[int, Bar] | None:
        if self._current is None or self._current[0] >= len(self.plot.rows):
            return None
        row, id = self._current
        return next(((row, bar) for bar in self._lasting(row) if bar.id == id), None)

    def _pick(self, row: int, bar: Bar) -> None:
        """Make a bar the current one, and say so to screen readers."""
        self._current = (row, bar.id)
        self.setAccessibleDescription(f"{self.plot.rows[row].title}: {self._told(bar)}")
        scroll, room = self.verticalScrollBar(), self.viewport().height() - HEAD
        if self.plot.tops[row] < scroll.value():
            scroll.setValue(self.plot.tops[row])
        elif self.plot.tops[row + 1] > scroll.value() + room:
            scroll.setValue(self.plot.tops[row + 1] - room)
        self.viewport().update()

    def _step(self, by: int) -> None:
        """Go to the bar before or after."""
        every = [(n, bar) for n in range(len(self.plot.rows)) for bar in self._lasting(n)]
        if every:
            found = self._current_bar()
            at = every.index(found) + by if found in every else 0
            self._pick(*every[at % len(every)])

    def _step_row(self, by: int) -> None:
        """Go to the nearest bar of a row above or below."""
        found = self._current_bar()
        if found is None:
            self._step(1)
            return
        row, bar = found
        end = len(self.plot.rows) if by > 0 else -1
        for n in range(row + by, end, by):
            mine = self._lasting(n)
            if mine:
                self._pick(n, min(mine, key=lambda one: abs((one.first - bar.first).days)))
                return

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        found = self.plot.bar_at(event.pos()) or self._current_bar()
        row = self.plot.row_at(event.pos().y())
        menu = QMenu(self)
        if found:
            bar = found[1]
            words_ = _("Open {number}").format(number=bar.number)
            menu.addAction(words_, partial(self.opened.emit, bar.id))
            if bar.movable:
                move = partial(self.moved.emit, bar.number, bar.first, bar.last)
                add_writing(menu, self._desk, _("Move to another day…"), move)
        if row >= 0:
            day = self.plot.day_at(event.pos())
            plan = partial(self.wanted.emit, self.plot.rows[row].key, day)
            add_writing(menu, self._desk, _("Plan an audit here…"), plan)
        menu.popup(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            found = self.plot.bar_at(event.pos())
            text = self._told(found[1]) if found else ""
            QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
            return True
        return bool(super().viewportEvent(event))

    def _told(self, bar: Bar) -> str:
        days = words.day_text(bar.first)
        if bar.last != bar.first:
            days = f"{days} – {words.day_text(bar.last)}"
        agreed = _("agreed") if bar.agreed and bar.mark is Mark.PLANNED else ""
        parts = (bar.number, bar.mark.label, agreed, days, bar.lead)
        head = " · ".join(part for part in parts if part)
        return "\n".join((head, *self.art.conflicts.get(bar.number, ())))
