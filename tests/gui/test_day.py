"""Today changes while the program runs: at midnight, after a night asleep, on coming back."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtGui import QWindow

from auditdesk.app import Program
from auditdesk.gui.desk.day import DayWatch
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from tests.gui.conftest import TODAY, write


def test_another_day_is_told_once(qtbot: Any) -> None:
    days = [TODAY]
    watch = DayWatch(lambda: days[-1])
    told: list[date] = []
    watch.turned.connect(lambda: told.append(days[-1]))
    watch.look()
    days.append(TODAY + timedelta(days=1))
    watch.look()
    watch.look()
    assert told == [TODAY + timedelta(days=1)]


def test_the_day_is_looked_at_when_the_program_comes_to_the_front(qapp: Any, qtbot: Any) -> None:
    days = [TODAY]
    watch = DayWatch(lambda: days[-1])
    days.append(TODAY + timedelta(days=1))
    with qtbot.waitSignal(watch.turned, timeout=1000):
        qapp.focusWindowChanged.emit(QWindow())


def test_every_page_hears_of_the_new_day_and_nothing_is_written(
    company: MainWindow, program: Program
) -> None:
    desk = company.desk
    assert desk is not None
    for place in PLACES:
        company.go(place.key)
    company.go("today")
    head, late = desk.book.head, len([one for one in desk.due() if one.on and one.on < TODAY])
    page: Any = company.current_page()
    heard: list[frozenset[str]] = []
    desk.changed.connect(heard.append)
    program._today = TODAY + timedelta(days=60)
    desk._day.look()
    (tables,) = heard
    assert all(one.touches <= tables for one in company.pages.values())
    assert len([one for one in page.rows if one.on and one.on < desk.today]) > late
    assert desk.book.head == head
    assert company.status.saved_at.text() == ""


def test_what_is_being_typed_stays_over_midnight(window: MainWindow, program: Program) -> None:
    desk = window.desk
    assert desk is not None
    window.go("findings")
    pane: Any = window.page("findings").pane  # type: ignore[attr-defined]
    field = pane.form.editors["place"]
    write(field.control, "Hall 7")
    program._today = TODAY + timedelta(days=1)
    desk._day.look()
    assert "Hall 7" in field.control.text()
