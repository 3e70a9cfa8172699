"""How the timeline is drawn: closed days, bars with sign and name, rows, months and weeks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from auditdesk.book.timeline import Bar
from auditdesk.domain.programme import MONTHS, Mark
from auditdesk.gui.parts import words
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.programme.layout import HEAD, SIDE, Layout
from auditdesk.i18n import _

_MONTH = 34
"""Pixels a month needs for its name."""
_WEEK = 22
"""Pixels a week needs for its number."""


@dataclass(frozen=True)
class Drag:
    """A bar under the mouse: which, whether its end is drawn, and where it would lie."""

    row: int
    bar: Bar
    resizing: bool
    grabbed: date
    first: date
    last: date


@dataclass
class Art:
    """Draws a layout. works: whether somebody works at a site on a day. conflicts: by number."""

    theme: Theme
    works: Callable[[str | None, date], bool] = lambda _site, _day: True
    conflicts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    today: date = date(2026, 1, 1)
    heading: str = ""
    _closed: dict[tuple[str | None, date, date], list[date]] = field(default_factory=dict)

    def paint(
        self,
        painter: QPainter,
        layout: Layout,
        font: QFont,
        current: tuple[int, str] | None,
        drag: Drag | None,
        part: QRect,
    ) -> None:
        """Draw a part; current: row and audit of the bar that has the focus."""
        painter.fillRect(part, self._colour("page"))
        shown = [
            n
            for n in layout.visible
            if layout.top(n) <= part.bottom() and layout.top(n) + layout.row_height(n) > part.top()
        ]
        days = QRect(SIDE, HEAD, layout.room, layout.height)
        painter.setClipRect(layout.turned(days))
        self._grid(painter, layout, shown)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = QFont(font)
        small.setPointSizeF(small.pointSizeF() - 1.5)
        painter.setFont(small)
        for n in shown:
            for bar in layout.rows[n].bars:
                if not (drag and bar is drag.bar and n == drag.row):
                    rect = layout.turned(layout.bar_rect(n, bar))
                    self._bar(painter, layout, bar, rect, current == (n, bar.id))
        if drag:
            self._dragged(painter, layout, drag)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(font)
        painter.setClipRect(QRect(0, HEAD, layout.width, layout.height))
        for n in shown:
            self._side(painter, layout, n)
        painter.setClipping(False)
        if part.top() < HEAD:
            self._heads(painter, layout, font)

    def is_wrong(self, bar: Bar) -> bool:
        """Whether a bar that can still be mended breaks a rule."""
        return bar.number in self.conflicts and bar.mark in (Mark.PLANNED, Mark.LATE)

    def _colour(self, name: str) -> QColor:
        return QColor(getattr(self.theme.colours, name))

    def _grid(self, painter: QPainter, layout: Layout, shown: Sequence[int]) -> None:
        for n in shown:
            row = layout.rows[n]
            top, height = layout.top(n), layout.row_height(n)
            for day in self._closed_days(layout, row.site):
                self._shade(painter, layout, (day, day), top, height, "panel")
            for away in row.away:
                self._shade(painter, layout, away, top, height, "amber_soft")
            line = layout.turned(QRect(SIDE, top + height - 1, layout.room, 1))
            painter.fillRect(line, self._colour("line"))
        for first, _after in layout.months():
            rect = layout.turned(QRect(layout.x(first), HEAD, 1, layout.height))
            painter.fillRect(rect, self._colour("line"))
        if layout.first <= self.today <= layout.last:
            rect = layout.turned(QRect(layout.x(self.today), HEAD, 2, layout.height))
            painter.fillRect(rect, self._colour("accent"))

    def _closed_days(self, layout: Layout, site: str | None) -> list[date]:
        """The weekdays on which nobody works at a site."""
        key = (site, layout.first, layout.last)
        if key not in self._closed:
            every = (layout.first + timedelta(days=n) for n in range(layout.days))
            self._closed[key] = [
                day for day in every if day.weekday() < 5 and not self.works(site, day)
            ]
        return self._closed[key]

    def _shade(
        self,
        painter: QPainter,
        layout: Layout,
        days: tuple[date, date],
        top: int,
        height: int,
        colour: str,
    ) -> None:
        left, right = layout.x(days[0]), layout.x(days[1] + timedelta(days=1))
        rect = QRect(left, top, max(1, right - left), height - 1)
        painter.fillRect(layout.turned(rect), self._colour(colour))

    def _bar(self, painter: QPainter, layout: Layout, bar: Bar, rect: QRect, current: bool) -> None:
        wrong = self.is_wrong(bar)
        ground, line, text = {
            Mark.PLANNED: ("accent_soft", "accent", "text"),
            Mark.DONE: ("accent", "accent", "on_accent"),
            Mark.LATE: ("red_soft", "red", "text"),
            Mark.MOVED: ("page", "field_line", "muted"),
            Mark.CANCELLED: ("page", "field_line", "muted"),
        }[bar.mark]
        if wrong:
            ground, line = "amber_soft", "amber"
        agreed = bar.agreed and bar.mark is Mark.PLANNED
        painter.setBrush(self._colour(ground))
        painter.setPen(QPen(self._colour(line), 2 if agreed else 1))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 3, 3)
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 4, 4)
        painter.setPen(self._colour(text))
        sign = "⚠" if wrong else bar.mark.sign
        name = (bar.lead or bar.number).split()[-1]
        self._text(painter, layout, rect.adjusted(4, 0, -3, 0), f"{sign} {name}")

    def _dragged(self, painter: QPainter, layout: Layout, drag: Drag) -> None:
        moved = replace(drag.bar, first=drag.first, last=drag.last)
        old = layout.turned(layout.bar_rect(drag.row, drag.bar))
        new = layout.turned(layout.rect_of(drag.row, drag.bar, moved))
        painter.setOpacity(0.35)
        self._bar(painter, layout, drag.bar, old, False)
        painter.setOpacity(1.0)
        self._bar(painter, layout, moved, new, True)

    def _side(self, painter: QPainter, layout: Layout, n: int) -> None:
        row = layout.rows[n]
        top, height = layout.top(n), layout.row_height(n)
        painter.fillRect(layout.turned(QRect(0, top, SIDE, height)), self._colour("page"))
        line = layout.turned(QRect(0, top + height - 1, SIDE, 1))
        painter.fillRect(line, self._colour("line"))
        for text, x, width, colour in (
            (row.title, 12, 176, "text"),
            (str(row.rank or ""), 196, 24, "muted"),
            (words.day_text(row.last_on), 222, 76, "muted"),
        ):
            painter.setPen(self._colour(colour))
            self._text(painter, layout, layout.turned(QRect(x, top, width, height - 1)), text)

    def _heads(self, painter: QPainter, layout: Layout, font: QFont) -> None:
        bold = QFont(font)
        bold.setBold(True)
        painter.fillRect(QRect(0, 0, layout.width, HEAD), self._colour("panel"))
        painter.fillRect(QRect(0, HEAD - 1, layout.width, 1), self._colour("line"))
        painter.setClipRect(layout.turned(QRect(SIDE, 0, layout.room, HEAD)))
        painter.setFont(bold)
        painter.setPen(self._colour("text"))
        several = layout.first.year != layout.last.year
        wide = layout.pixels * 30 >= _MONTH
        for first, after in layout.months():
            left, right = layout.x(first), layout.x(after)
            year = str(first.year) if several and first.month == 1 else ""
            if wide:
                name = f"{_(MONTHS[first.month - 1])} {year}".rstrip()
                rect = layout.turned(QRect(left + 5, 2, right - left - 6, HEAD // 2))
                self._text(painter, layout, rect, name)
            elif year:
                rect = layout.turned(QRect(left + 5, 2, round(layout.pixels * 360), HEAD // 2))
                self._text(painter, layout, rect, year)
        painter.setFont(font)
        painter.setPen(self._colour("muted"))
        if layout.pixels * 7 >= _WEEK:
            for monday in layout.mondays():
                width = round(layout.pixels * 7) - 2
                rect = QRect(layout.x(monday) + 2, HEAD // 2, width, HEAD // 2 - 2)
                week = str(monday.isocalendar().week)
                self._text(painter, layout, layout.turned(rect), week)
        painter.setClipping(False)
        painter.setFont(bold)
        painter.setPen(self._colour("text"))
        labels = [(self.heading, 12, 170)]
        if any(row.rank for row in layout.rows):
            labels += [(_("Imp."), 186, 34), (_("Last audit"), 222, 76)]
        for text, x, room in labels:
            self._text(painter, layout, layout.turned(QRect(x, 0, room, HEAD)), text)

    def _text(self, painter: QPainter, layout: Layout, rect: QRect, text: str) -> None:
        side = Qt.AlignmentFlag.AlignRight if layout.mirrored else Qt.AlignmentFlag.AlignLeft
        side |= Qt.AlignmentFlag.AlignAbsolute
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(
            rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown
        )
