"""The first column stays in sight while a wide list is scrolled sideways."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from auditdesk.gui.main_window import MainWindow
from tests.gui.hands import settle


@pytest.fixture
def view(company: MainWindow, qtbot: Any) -> Any:
    """The findings with more columns than fit."""
    qtbot.waitActive(company)
    company.resize(1280, 720)
    company.go("findings")
    view = company.current_page().view  # type: ignore[union-attr]
    view.show_columns(["number", "grade", "state", "requirement", "evidence", "statement",
                       "effect", "owner", "auditor", "process", "site"])  # fmt: skip
    for n in range(len(view.rows.columns)):
        view.setColumnWidth(n, 200)
    settle()
    return view


def test_the_number_stays_in_sight_and_is_clicked_there(view: Any) -> None:
    assert view._frozen is None
    view.horizontalScrollBar().setValue(400)
    settle()
    frozen = view._frozen
    assert frozen.isVisible() and frozen.columnAt(5) == view.horizontalHeader().logicalIndex(0)
    at = QPoint(10, view.rowViewportPosition(3) + 5)
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.currentIndex().row() == 3 and view.hasFocus()
    view.verticalScrollBar().setValue(60)
    assert frozen.rowAt(5) == view.rowAt(5)
    view.horizontalScrollBar().setValue(0)
    assert not frozen.isVisible()


def test_the_number_is_painted_where_it_would_scroll_away(view: Any) -> None:
    before = view.viewport().grab().toImage().copy(0, 0, 80, 120)
    view.horizontalScrollBar().setValue(400)
    settle()
    shown = view.grab().toImage()
    top = view.viewport().geometry().topLeft()
    after = shown.copy(top.x(), top.y(), 80, 120)
    assert after.convertToFormat(before.format()) == before
