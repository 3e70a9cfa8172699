"""Where things lie on the timeline: days and pixels, rows and lanes, for any zoom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from PySide6.QtCore import QPoint, QRect

from auditdesk.book.timeline import Bar, TimelineRow
from auditdesk.domain.programme import Mark

HEAD = 46
"""Pixels of the two lines of months and weeks."""
SIDE = 300
"""Pixels of the columns beside the days."""
LANE = 24
LEAST = 58
"""Pixels that a bar takes at least, so that its sign and name can be read."""
MOST = 40.0
"""Pixels a day at the closest look."""


@dataclass(frozen=True)
class Layout:
    """Rows over the days from `first` to `last`, so many pixels a day, in a view of some size.

    across, down: how far it is scrolled. mirrored: whether reading begins at the right.
    """

    rows: Sequence[TimelineRow]
    first: date
    last: date
    width: int = 600
    height: int = 400
    zoom: float = 0.0
    across: int = 0
    down: int = 0
    mirrored: bool = False

    # --- days ----------------------------------------------------------------------------------

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def room(self) -> int:
        """Pixels that the days have in the view."""
        return max(60, self.width - SIDE)

    @property
    def least(self) -> float:
        """Pixels a day where all days fit."""
        return max(0.2, self.room / self.days)

    @property
    def pixels(self) -> float:
        """Pixels a day; no zoom lets all days fit."""
        return max(self.zoom, self.least)

    def x(self, day: date) -> int:
        """Where a day begins, as if reading began at the left."""
        return SIDE + round((day - self.first).days * self.pixels) - self.across

    def day_at(self, at: QPoint) -> date:
        """The day at a point."""
        days = int((self.reading_x(at) - SIDE + self.across) // self.pixels)
        return self.first + timedelta(days=max(0, min(days, self.days - 1)))

    def reading_x(self, at: QPoint) -> int:
        """How far a point is from the side where reading begins."""
        return self.width - at.x() if self.mirrored else at.x()

    def months(self) -> Iterator[tuple[date, date]]:
        """Each month within the days: its first day, and the first day after it."""
        day = self.first
        while day <= self.last:
            after = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield day, min(after, self.last + timedelta(days=1))
            day = after

    def mondays(self) -> Iterator[date]:
        """The Mondays within the days."""
        day = self.first + timedelta(days=-self.first.weekday() % 7)
        while day <= self.last:
            yield day
            day += timedelta(weeks=1)

    # --- rows and bars -------------------------------------------------------------------------

    @cached_property
    def lanes(self) -> list[list[int]]:
        """By row and bar: in which lane it lies, so that no bar covers another."""
        found = []
        for row in self.rows:
            ends: list[int] = []
            mine = []
            for bar in row.bars:
                left, right = self._span(bar)
                lane = next((n for n, end in enumerate(ends) if end <= left), len(ends))
                ends[lane : lane + 1] = [right + 2]
                mine.append(lane)
            found.append(mine)
        return found

    @cached_property
    def tops(self) -> list[int]:
        """Where each row begins below the head, and where the last one ends."""
        tops = [0]
        for lanes in self.lanes:
            tops.append(tops[-1] + 8 + LANE * (max(lanes, default=0) + 1))
        return tops

    def top(self, row: int) -> int:
        return HEAD + self.tops[row] - self.down

    def row_height(self, row: int) -> int:
        return self.tops[row + 1] - self.tops[row]

    @property
    def visible(self) -> list[int]:
        """The rows that can be seen."""
        low = self.down + self.height - HEAD
        return [
            n for n in range(len(self.rows)) if self.tops[n + 1] > self.down and self.tops[n] < low
        ]

    def bar_rect(self, row: int, bar: Bar) -> QRect:
        """Where a bar lies in the view, as if reading began at the left."""
        return self.rect_of(row, bar, bar)

    def rect_of(self, row: int, bar: Bar, days: Bar) -> QRect:
        """Where a bar would lie with the days of another."""
        left, right = self._span(days)
        lane = self.lanes[row][self.rows[row].bars.index(bar)]
        top = self.top(row) + 4 + lane * LANE
        return QRect(SIDE + left - self.across, top, right - left, LANE - 2)

    def turned(self, rect: QRect) -> QRect:
        """A place as it is read: mirrored where reading begins at the right."""
        if not self.mirrored:
            return rect
        return QRect(self.width - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())

    def row_at(self, y: int) -> int:
        """The row at a height, -1 for none."""
        place = y - HEAD + self.down
        if y < HEAD or not 0 <= place < self.tops[-1]:
            return -1
        return next(n for n in range(len(self.rows)) if place < self.tops[n + 1])

    def bar_at(self, at: QPoint) -> tuple[int, Bar] | None:
        """The row and the bar at a point."""
        row = self.row_at(at.y())
        if row < 0 or self.reading_x(at) < SIDE:
            return None
        for bar in reversed(self.rows[row].bars):
            if self.turned(self.bar_rect(row, bar)).contains(at):
                return row, bar
        return None

    def find(self, number: str) -> QRect:
        """Where the bar of an audit lies now; empty where it is not shown."""
        for n, row in enumerate(self.rows):
            for bar in row.bars:
                if bar.number == number and bar.mark is not Mark.MOVED:
                    return self.turned(self.bar_rect(n, bar))
        return QRect()

    def scrolled(self, across: int, down: int) -> "Layout":
        """The same, scrolled; what was reckoned for the rows stays."""
        moved = replace(self, across=across, down=down)
        for name in ("lanes", "tops"):
            if name in self.__dict__:
                moved.__dict__[name] = self.__dict__[name]
        return moved

    def _span(self, bar: Bar) -> tuple[int, int]:
        left = round((bar.first - self.first).days * self.pixels)
        right = round(((bar.last - self.first).days + 1) * self.pixels)
        return left, max(right, left + LEAST)
