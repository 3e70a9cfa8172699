"""What writes is inactive, and says why, while the book is read only or shown as of a day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu, QPushButton, QTabWidget

from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.menu import fill
from auditdesk.gui.pages import PLACES
from auditdesk.gui.palette import Palette
from auditdesk.gui.parts.widgets import button
from tests.book.pasts import Clock
from tests.gui.conftest import Heard

READING = frozenset(
    """Actions|All audits|As filled in|Audits|Auditors|Back|Back to today|Blank, to write on
    By owner|Calendar files|Close|Coverage|Days|Export to Excel|Export…|Findings|For everybody
    For me|Forget|Go to findings|Go to the programme|More|Monitoring|Only this record|Open|Organisation
    Attendance…|Plan an audit|Plan as e-mail|Plan to Excel|Print|Print finding sheets|Print list|Print or save
    Print plan|Print sheets|Programme|Response form|Set up sites and processes|Show all|Show finding
    Show this record|Timeline|Today|Trail|Verify the chain|Views|Welcome|Why this often|‹|›|−|+|☰|▾|×
    Open as workspace|Print plans|Print sheets|Response form…|Export these to Excel
    Statement editor…|Look for repeats within|12 months|24 months|36 months|60 months
    Copy as cells|Three years|One year|Print the programme…|Save the programme as calendar file
    Calendar file of an auditor…|Readiness|Indicators""".replace("\n", "|")
    .replace("    ", "")
    .split("|")
)
"""The verbs that only read, show or write a file beside the book."""


@pytest.fixture
def past(company: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The sample company as of today, looked at five days later."""
    clock = Clock(monkeypatch)
    clock.moment = datetime.now().astimezone() + timedelta(days=5)
    desk: Any = company.desk
    desk.do("Nothing", lambda _step: None)
    company.show_as_of(datetime.now().astimezone().date())
    return company


def every_part(window: MainWindow) -> Iterator[str]:
    """Every page, with each part of it in front, one after the other."""
    for place in PLACES:
        window.go(place.key)
        page: Any = window.current_page()
        yield place.key
        if place.key == "organisation":
            for n in range(page.parts.count()):
                page.parts.setCurrentRow(n)
                yield f"{place.key} {page.parts.item(n).text()}"
        if place.key == "programme":
            for way in page.chips:
                page.see(way)
                yield f"{place.key} {way}"
        for tabs in page.findChildren(QTabWidget):
            for n in range(tabs.count()):
                tabs.setCurrentIndex(n)
                yield f"{place.key} {tabs.tabText(n)}"


def writers(window: MainWindow) -> Iterator[QAbstractButton]:
    """The buttons with a verb that are shown and that are not known to read only."""
    for one in window.findChildren(QPushButton):
        text = one.text().replace("&&", "&")
        role = one.property("role")
        if one.isVisible() and text and text not in READING and role not in ("link", "chip"):
            yield one


def test_every_button_that_writes_is_inactive_in_the_past_and_says_why(past: MainWindow) -> None:
    active, silent, inactive = [], [], set()
    for part in every_part(past):
        for one in writers(past):
            if one.isEnabled():
                active.append((part, one.text()))
            elif "Go back to today" not in one.toolTip():
                silent.append((part, one.text()))
            else:
                inactive.add(one.text())
    assert not active
    assert not silent
    assert {"New finding", "Plan audit", "Choose logo…", "Add…", "Plan my year"} <= inactive


@pytest.mark.parametrize("role", ["", "main", "link"])
def test_an_inactive_button_of_every_role_looks_inactive(company: MainWindow, role: str) -> None:
    made = button("Leave open", lambda: None, role)
    made.setParent(company)
    made.show()
    active = made.grab().toImage()
    made.setEnabled(False)
    assert made.grab().toImage() != active


def test_the_same_buttons_are_active_when_the_book_can_be_written(company: MainWindow) -> None:
    active = set()
    for _part in every_part(company):
        active |= {one.text() for one in writers(company) if one.isEnabled()}
    assert {"New finding", "Plan audit", "Choose logo…", "Add…", "Plan my year"} <= active


def actions(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if action.menu() is not None:
            yield from actions(action.menu())
        elif action.text():
            yield action


def silent(menu: QMenu) -> list[str]:
    """The inactive entries that do not say why below the mouse."""
    return [
        one.text()
        for one in actions(menu)
        if not one.isEnabled()
        and not all(
            "Go back to today" in one.toolTip() and of.toolTipsVisible()
            for of in one.associatedObjects()
            if isinstance(of, QMenu)
        )
    ]


def test_every_command_that_writes_is_inactive_in_the_past(past: MainWindow, heard: Heard) -> None:
    desk: Any = past.desk
    head = desk.book.head
    inactive = set()
    for place in PLACES:
        past.go(place.key)
        menu = QMenu(past)
        fill(menu, past.commands())
        inactive |= {one.text() for one in actions(menu) if not one.isEnabled()}
        assert silent(menu) == []
        for command in past.commands():
            if command.writes:
                with pytest.raises(Exception, match="Go back to today"):
                    command.do()
                assert command.why_not
        menu.deleteLater()
    assert {"New finding", "Undo", "Plan my year", "Import from Excel…", "Plan audit"} <= inactive
    assert desk.book.head == head
    assert not [one for one in past.findChildren(QDialog) if one.isVisible()]


def test_the_field_that_finds_anything_says_what_cannot_be_done(past: MainWindow) -> None:
    entries = Palette(past.desk, past.commands, lambda _key: None)("new finding")
    beside = {entry.text: entry.beside for entry in entries}
    assert beside["New finding"] == "read only"


@pytest.mark.parametrize("key", ["findings", "actions", "audits"])
def test_the_menu_of_a_row_offers_nothing_that_writes_in_the_past(
    past: MainWindow, key: str
) -> None:
    past.go(key)
    page: Any = past.current_page()
    page.view.selectRow(0)
    menu = QMenu(past)
    page.fill_menu(menu)
    if page.pane.moves.extra:
        page.pane.moves.extra(menu)
    assert silent(menu) == []
    enabled = {one.text() for one in actions(menu) if one.isEnabled()}
    assert enabled <= READING, enabled - READING
    menu.deleteLater()
