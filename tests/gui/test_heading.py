"""A heading sorts, filters and groups from its menu, by mouse and by keys."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from auditdesk.gui.main_window import MainWindow
from tests.gui.hands import settle


@pytest.fixture
def page(company: MainWindow, qtbot: Any) -> Any:
    qtbot.waitActive(company)
    company.go("findings")
    settle()
    return company.current_page()


def menu_of(page: Any, key: str) -> QMenu:
    """The menu of a heading, opened by a right click there."""
    section = page.view.column_keys().index(key)
    header = page.view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(section) + 10, 10)
    header.customContextMenuRequested.emit(at)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def entry(menu: QMenu, text: str) -> Any:
    return next(one for one in menu.actions() if one.text() == text)


def test_a_value_ticked_in_the_menu_of_a_heading_filters_and_is_cleared_there(page: Any) -> None:
    everything = page.view.rows.rowCount()
    menu = menu_of(page, "state")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton,
                     pos=menu.actionGeometry(entry(menu, "closed")).center())  # fmt: skip
    settle()
    rows = page.view.rows
    assert 0 < rows.rowCount() < everything
    assert {rows.row(n).state for n in range(rows.rowCount())} == {"closed"}
    menu = menu_of(page, "state")
    assert entry(menu, "closed").isChecked()
    entry(menu, "Show all values").trigger()
    assert page.view.rows.rowCount() == everything
    menu.close()


def test_the_menu_of_the_heading_opens_by_alt_down_and_sorts(page: Any) -> None:
    page.view.setFocus()
    page.view.setCurrentIndex(page.view.rows.index(3, page.view.column_keys().index("due")))
    QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu: Any = QApplication.activePopupWidget()
    entry(menu, "Sort Z to A").trigger()
    assert (page.view.rows.query.order, page.view.rows.query.descending) == ("due", True)
    menu.close()
    menu = menu_of(page, "due")
    assert entry(menu, "Sort Z to A").isChecked()
    menu.close()


def test_a_column_with_many_values_finds_the_one_that_is_meant(page: Any) -> None:
    menu = menu_of(page, "clauses")
    assert entry(menu, "Only…") and len(menu.actions()) < 25
    menu.close()
