"""The window as of a day: all of it, read-only, with a bar that says so, and back with one click."""

from datetime import datetime, timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from auditdesk.book.tables import Person
from auditdesk.domain.action import MOVES as ACTION
from auditdesk.domain.audit import MOVES as AUDIT
from auditdesk.domain.finding import MOVES as FINDING
from auditdesk.gui.forms.life import MoveBar
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from auditdesk.i18n import _
from tests.book.pasts import Clock
from tests.gui.conftest import Heard, dialog_of


@pytest.fixture
def window(company: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The small company; somebody came five days from now."""
    clock = Clock(monkeypatch)
    clock.moment = datetime.now().astimezone() + timedelta(days=5)
    assert company.desk is not None
    company.desk.do("Add person", lambda step: step.add(Person, name="Came later"))
    return company


def now() -> datetime:
    return datetime.now().astimezone()


def people(window: MainWindow) -> set[str]:
    assert window.desk is not None
    return {str(row.name) for row in window.desk.read.rows(Person)}


def test_the_whole_window_shows_that_day_and_says_so(window: MainWindow) -> None:
    assert not window.past_bar.isVisible()
    window.go("findings")
    window.show_as_of(now().date())
    assert "Came later" not in people(window)
    assert window.past_bar.isVisible()
    assert now().date().isoformat() in window.past_bar.title.text()
    assert "not in it" in window.past_bar.limits.text()
    assert window.desk is not None and window.desk.today == now().date()
    assert window.desk.book.why_read_only
    for place in PLACES:
        window.go(place.key)
    window.past_bar.back.click()
    assert "Came later" in people(window)
    assert not window.past_bar.isVisible()
    assert not window.desk.book.why_read_only
    window.desk.do("Add person", lambda step: step.add(Person, name="And later"))


def test_nothing_is_changed_in_the_past(window: MainWindow, heard: Heard) -> None:
    window.show_as_of(now().date())
    assert window.desk is not None
    head = window.desk.book.head
    before = people(window)
    for command in window.commands():
        if command.text in ("Undo", "Redo"):
            with pytest.raises(Exception, match="Go back to today"):
                command.do()
    assert (window.desk.book.head, people(window)) == (head, before)
    window.show_as_of(None)


def test_the_day_is_asked_for_and_a_wrong_one_is_said(window: MainWindow) -> None:
    window.ask_day()
    dialog = dialog_of(window)
    dialog.editors["day"].show_value("2020-01-01")
    dialog.go.click()
    assert not window.past_bar.isVisible() and "Came later" in people(window)
    dialog.close()


def test_a_window_closed_in_the_past_leaves_the_book_sound(window: MainWindow) -> None:
    window.show_as_of(now().date())
    window.close()
    assert window.desk is None


@pytest.mark.parametrize("page", ["findings", "actions", "audits", "programme"])
def test_no_move_is_offered_in_the_past(window: MainWindow, page: str) -> None:
    window.go(page)
    window.show_as_of(now().date())
    window.go(page)
    labels = {_(move.label) for moves in (FINDING, ACTION, AUDIT) for move in moves}
    shown = {one.text() for bar in window.findChildren(MoveBar) for one in buttons(bar)}
    assert not shown & labels
    window.past_bar.back.click()


def buttons(bar: MoveBar) -> list[QPushButton]:
    return [one for one in bar.findChildren(QPushButton) if one.isVisible()]
