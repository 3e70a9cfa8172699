"""What is prepared while nobody clicks."""

from typing import Any

from auditdesk.app import Program
from auditdesk.gui.list_page import ListPage
from auditdesk.gui.main_window import MainWindow


def _ready(window: MainWindow) -> bool:
    page = window.pages.get("findings")
    return isinstance(page, ListPage) and page.view.rows.rowCount() > 0


def test_the_register_is_ready_before_anybody_goes_there(company: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: _ready(company), timeout=20_000)
    today = company.current_page()
    assert today is not None and today.key == "today" and today.isVisible()
    company.go("findings")
    page = company.current_page()
    assert isinstance(page, ListPage)
    assert page.isVisible() and page.view.current_row() is not None


def test_who_is_quicker_than_the_preparation_stays_where_he_went(
    company: MainWindow, qtbot: Any
) -> None:
    company.go("findings")
    page = company.current_page()
    qtbot.waitUntil(lambda: not company.ahead.busy, timeout=20_000)
    assert company.current_page() is page and company.pages["findings"] is page


def test_nothing_is_prepared_for_a_book_that_was_closed(
    program: Program, company: MainWindow
) -> None:
    program.close_book()
    assert not company.ahead.busy and not company.pages
