"""The days of a timetable: blocks are dragged, resized and moved by keys, a step each."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from auditdesk.book.tables import Session
from auditdesk.domain.timetable import Slot
from auditdesk.gui.audits.day_view import resized, shifted
from auditdesk.gui.main_window import MainWindow
from tests.gui.test_audit_tabs import add_session, tab_of

DAY = date(2026, 11, 9)
SLOT = Slot("a", DAY, "09:00", "10:00", "A")


@pytest.mark.parametrize(
    ("by", "starts", "ends"),
    [(15, "09:15", "10:15"), (-600, "00:00", "01:00"), (1200, "22:59", "23:59")],
)
def test_a_session_moves_within_its_day(by: int, starts: str, ends: str) -> None:
    found = shifted(SLOT, by, DAY)
    assert (found.starts, found.ends) == (starts, ends)


@pytest.mark.parametrize(("by", "ends"), [(30, "10:30"), (-50, "09:15"), (2000, "23:59")])
def test_a_session_keeps_a_length(by: int, ends: str) -> None:
    assert resized(SLOT, by) == replace(SLOT, ends=ends)


@pytest.fixture
def days(window: MainWindow) -> Any:
    tab = tab_of(window, "timetable")
    add_session(window)
    tab.as_days.click()
    return tab.days


def row_of(window: MainWindow) -> tuple[str, str, str]:
    assert window.desk is not None
    (row,) = window.desk.read.rows(Session)
    return row.day.isoformat(), str(row.starts), str(row.ends)


def drag(days: Any, qtbot: Any, start: QPoint, by: QPoint) -> None:
    qtbot.mousePress(days, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(days, start + by)
    qtbot.mouseRelease(days, Qt.MouseButton.LeftButton, pos=start + by)


def test_a_drag_moves_a_session_in_one_step(window: MainWindow, days: Any, qtbot: Any) -> None:
    assert window.desk is not None
    (block,) = days.blocks
    rect = days.rect_of(block.slot)
    before = window.desk.book.head.seq
    drag(days, qtbot, rect.center(), QPoint(days._day_width(), 44))
    assert row_of(window) == ("2026-11-10", "10:00", "11:00")
    assert window.desk.book.head.seq == before + 1
    window.undo()
    assert row_of(window) == ("2026-11-09", "09:00", "10:00")
    assert days.blocks[0].slot.starts == "09:00"


def test_the_lower_edge_makes_a_session_longer(window: MainWindow, days: Any, qtbot: Any) -> None:
    rect = days.rect_of(days.blocks[0].slot)
    edge = QPoint(rect.center().x(), rect.bottom() - 2)
    drag(days, qtbot, edge, QPoint(0, 22))
    assert row_of(window) == ("2026-11-09", "09:00", "10:30")


def test_a_click_moves_nothing(window: MainWindow, days: Any, qtbot: Any) -> None:
    assert window.desk is not None
    before = window.desk.book.head
    drag(days, qtbot, days.rect_of(days.blocks[0].slot).center(), QPoint(0, 0))
    assert window.desk.book.head == before


def test_keys_move_and_resize_without_a_mouse(window: MainWindow, days: Any, qtbot: Any) -> None:
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(days, Qt.Key.Key_Down)
    qtbot.keyClick(days, Qt.Key.Key_Down, alt)
    assert row_of(window) == ("2026-11-09", "09:15", "10:15")
    qtbot.keyClick(days, Qt.Key.Key_Down, alt | shift)
    qtbot.keyClick(days, Qt.Key.Key_Right, alt)
    assert row_of(window) == ("2026-11-10", "09:15", "10:30")
    qtbot.keyClick(days, Qt.Key.Key_Up, alt)
    assert row_of(window) == ("2026-11-10", "09:00", "10:15")
    assert window.current_page().key == "audits"


def test_sessions_at_the_same_time_lie_side_by_side_and_clashes_are_marked(
    window: MainWindow, days: Any
) -> None:
    add_session(window, starts="09:30", ends="10:30", auditees=["M. Costa"])
    add_session(window, starts="13:00", ends="14:00", auditees=["M. Costa"])
    lanes = [(one.slot.starts, one.lane, one.lanes) for one in days.blocks]
    assert lanes == [("09:00", 0, 2), ("09:30", 1, 2), ("13:00", 0, 1)]
    assert days._clashing == {days.blocks[0].slot.id, days.blocks[1].slot.id}
    first, second = (days.rect_of(one.slot, one.lane, one.lanes) for one in days.blocks[:2])
    assert not first.intersects(second)


def test_a_closed_audit_is_not_dragged(window: MainWindow, days: Any, qtbot: Any) -> None:
    days._locked = True
    drag(days, qtbot, days.rect_of(days.blocks[0].slot).center(), QPoint(0, 88))
    assert row_of(window) == ("2026-11-09", "09:00", "10:00")
