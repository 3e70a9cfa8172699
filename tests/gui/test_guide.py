"""The guided start fills a new book screen by screen; Today leads on until an audit is closed."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from shiboken6 import isValid

from auditdesk.app import Program
from auditdesk.book.listings import TRAIL
from auditdesk.book.lists import List
from auditdesk.book.tables import Organisation, Person, PersonRole, Site, StandardRow, Unit
from auditdesk.gui.guide.dialog import Guide, open_guide
from auditdesk.work.lookup import audit, finding
from auditdesk.work.setting_up import units_of
from tests.gui.hands import Clerk, settle

CTRL = Qt.KeyboardModifier.ControlModifier
SITES = "Site\tCountry\nGraz\tAT\nBrno\tCzechia\n"
PROCESSES = "Purchasing\tB. Lopes\nCalibration\tM. Costa\n"
PEOPLE = (
    "Name\tE-mail\tRole\nB. Lopes\tb.lopes@m.example\tHead of purchasing\nT. Haas\t\tLead auditor\n"
)


@pytest.fixture
def clerk(program: Program, tmp_path: Path, qtbot: Any) -> Any:
    """At a book that was just founded."""
    qtbot.waitActive(program.window)
    program.found(tmp_path / "mine.auditdesk", "Meridian Pumps", "AT", "ISO 9001:2015")
    settle()
    found = Clerk(program.window)
    yield found
    found.stop()


def links(clerk: Clerk) -> list[str]:
    page = clerk.window.current_page()
    return [one.text() for one in page.findChildren(QPushButton)
            if one.isVisible() and one.accessibleName().startswith("Next: ")]  # fmt: skip


def paste(clerk: Clerk, sheet: Any, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    sheet.setFocus()
    clerk.key(Qt.Key.Key_V, CTRL)


def save(clerk: Clerk) -> None:
    """Save the open dialog by its key."""
    dialog = clerk.dialog
    clerk.key(Qt.Key.Key_Return, CTRL)
    assert not isValid(dialog), dialog.problem.text()


def test_the_five_screens_fill_the_book_a_step_each(clerk: Clerk) -> None:
    window = clerk.window
    clerk.press("Set up in five screens…")
    guide: Guide = clerk.dialog
    clerk.type("ines@m.example")
    clerk.press("Next")
    house: Any = guide.screen_shown
    assert any("Immaculate" in house.holidays.item(n, 1).text() for n in range(5))
    house.region.box.setCurrentIndex(house.region.box.findData("6"))
    assert "Steiermark" in house.region.box.currentText()
    clerk.key(Qt.Key.Key_Return, CTRL)
    clerk.click(guide.screen_shown.ticks["ISO 9001:2026"].check, QPoint(8, 8))
    clerk.press("Next")
    places: Any = guide.screen_shown
    paste(clerk, places.sites, SITES)
    paste(clerk, places.processes, PROCESSES)
    assert places.ticks.units() == [], "a unit is made where it is asked for"
    clerk.press("Tick all")
    assert len(places.ticks.units()) == 4
    places.ticks.setFocus()
    places.ticks.setCurrentCell(1, 1)
    clerk.key(Qt.Key.Key_Space)
    clerk.press("Next")
    paste(clerk, guide.screen_shown.sheet, PEOPLE)
    clerk.press("Finish")
    read = window.desk.read
    me = read.find(Person, name="Ines Okafor")
    assert me.email == "ines@m.example"
    assert read.find(Organisation).region == "6"
    assert not any(one.retired for one in read.rows(StandardRow) if one.certifiable)
    assert read.find(Site, name="Brno").country == "CZ"
    assert units_of(read) == {
        ("Purchasing", "Graz"), ("Purchasing", "Brno"), ("Calibration", "Graz")
    }  # fmt: skip
    lopes, haas = (read.find(Person, name=name) for name in ("B. Lopes", "T. Haas"))
    assert (lopes.job, lopes.email) == ("Head of purchasing", "b.lopes@m.example")
    assert read.find(PersonRole, person=haas.id).role == "lead_auditor"
    undone = [window.desk.undo() for _screen in range(5)]
    assert undone[0] == "People" and undone[-1] == "Who Ines Okafor is"
    assert read.find(Unit) is None and read.find(Person) is None


def test_each_screen_can_be_passed_over_and_then_nothing_is_written(clerk: Clerk) -> None:
    before = clerk.window.desk.book.head
    open_guide(clerk.window, clerk.window.desk)
    for _screen in range(4):
        clerk.press("Skip")
    clerk.press("Back")
    clerk.key(Qt.Key.Key_Escape)
    assert not clerk.window.findChildren(Guide)
    assert clerk.window.desk.book.head == before


def test_what_is_refused_names_its_line_and_stays_in_the_sheet(clerk: Clerk) -> None:
    guide = open_guide(clerk.window, clerk.window.desk)
    for _screen in range(4):
        guide.skip.click()
    sheet: Any = guide.screen_shown.sheet
    paste(clerk, sheet, "B. Lopes\tb.lopes@m.example\n\tnobody@m.example\n")
    clerk.press("Finish")
    assert guide.isVisible() and guide.problem.text().startswith("Line 2: ")
    assert sheet.lines()[1]["email"] == "nobody@m.example"
    assert clerk.window.desk.read.find(Person) is None
    guide.close()


def test_a_sheet_is_typed_as_in_a_spreadsheet(clerk: Clerk) -> None:
    guide = open_guide(clerk.window, clerk.window.desk)
    for _screen in range(3):
        guide.skip.click()
    sheet: Any = guide.screen_shown.sites
    sheet.setFocus()
    clerk.type("Graz")
    clerk.key(Qt.Key.Key_Tab)
    clerk.type("AT")
    clerk.key(Qt.Key.Key_Return)
    assert sheet.lines() == [{"name": "Graz", "country": "AT"}]
    assert sheet.rowCount() == 2 and sheet.currentRow() == 1
    guide.close()


def test_what_is_typed_fast_in_a_sheet_is_all_kept_and_enter_begins_the_next_line(
    clerk: Clerk,
) -> None:
    guide = open_guide(clerk.window, clerk.window.desk)
    for _screen in range(3):
        guide.skip.click()
    sheet: Any = guide.screen_shown.sites
    sheet.setFocus()
    lines = [("Graz", "AT"), ("Brno", "CZ"), ("Lyon", "FR")]
    for name, country in lines:
        clerk.type(name)
        clerk.key(Qt.Key.Key_Tab)
        clerk.type(country)
        clerk.key(Qt.Key.Key_Return)
    assert [tuple(line.values()) for line in sheet.lines()] == lines
    for name in ("Porto", "Gdańsk"):
        clerk.type(name)
        clerk.key(Qt.Key.Key_Return)
    assert [line["name"] for line in sheet.lines()][3:] == ["Porto", "Gdańsk"]
    guide.close()


def test_the_guide_in_a_book_that_has_units_adds_none_by_itself(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "sample.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    program.open(path)
    settle()
    clerk = Clerk(program.window)
    desk = clerk.window.desk
    before, head = units_of(desk.read), desk.book.head
    guide = open_guide(clerk.window, desk)
    for _screen in range(3):
        clerk.press("Skip")
    places: Any = guide.screen_shown
    assert set(places.ticks.units()) == before
    clerk.press("Next")
    assert guide.screen_shown is guide.screens[4], guide.problem.text()
    assert (units_of(desk.read), desk.book.head) == (before, head)
    guide.close()
    clerk.stop()


def test_the_name_that_the_guide_asks_for_stands_beside_the_steps_from_then_on(
    clerk: Clerk,
) -> None:
    guide = open_guide(clerk.window, clerk.window.desk)
    me: Any = guide.screen_shown
    me.email.control.setFocus()
    clerk.type("maria@m.example")
    me.name.show_value("")
    clerk.press("Next")
    assert guide.screen_shown is me and "Write your name" in guide.problem.text()
    for name in ("M. Hubr", "M. Huber"):
        me.name.control.selectAll()
        me.name.control.setFocus()
        clerk.type(name)
        clerk.press("Next")
        assert clerk.window.top.who.text() == name
        clerk.press("Back")
    read = clerk.window.desk.read
    assert [str(one.name) for one in read.rows(Person)] == ["M. Huber"], "a name is set right"
    assert list(List(clerk.window.desk.book, TRAIL).stream())[-1].who == "M. Huber"
    guide.close()


def test_names_that_differ_in_capitals_are_one_site_and_one_process(clerk: Clerk) -> None:
    guide = open_guide(clerk.window, clerk.window.desk)
    for _screen in range(3):
        guide.skip.click()
    places: Any = guide.screen_shown
    for _once_more in range(2):
        paste(clerk, places.sites, "Graz\nGRAZ\n")
        paste(clerk, places.processes, "Purchasing\npurchasing\n")
        clerk.press("Tick all")
        clerk.press("Next")
        clerk.press("Back")
    assert units_of(clerk.window.desk.read) == {("Purchasing", "Graz")}
    guide.close()


def test_import_stands_on_every_screen(clerk: Clerk) -> None:
    open_guide(clerk.window, clerk.window.desk)
    clerk.press("Import what I have…", clerk.dialog)
    (dialog,) = [one for one in clerk.window.findChildren(QFileDialog) if one.isVisible()]
    dialog.close()


def test_from_the_guided_start_to_the_first_closed_finding_and_audit(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    window = clerk.window
    clerk.press("Set up in five screens…")
    guide: Guide = clerk.dialog
    for _screen in range(3):
        clerk.press("Next")
    paste(clerk, guide.screen_shown.sites, SITES)
    paste(clerk, guide.screen_shown.processes, PROCESSES)
    clerk.press("Tick all")
    clerk.press("Next")
    paste(clerk, guide.screen_shown.sheet, PEOPLE)
    clerk.press("Finish")
    desk = window.desk
    window.go("today")
    settle()
    assert links(clerk) == ["Programme of the year"]
    window.current_page().plan()
    settle()
    clerk.type("Purchasing · Graz")
    clerk.key(Qt.Key.Key_Return)
    plan = clerk.dialog.editors
    plan["starts_on"].control.setFocus()
    clerk.type("23.11.2026")
    plan["objectives"].control.setFocus()
    clerk.type("See that suppliers are evaluated")
    plan["clauses"].control.setFocus()
    clerk.type("8.4.1")
    clerk.key(Qt.Key.Key_Return)
    plan["lead_auditor"].control.setFocus()
    clerk.type("Ines Okafor")
    save(clerk)
    number = "IA-2026-001"
    assert audit(desk.read, number).state == "planned"
    for text in ("Confirm", "Start"):
        clerk.press(text, window.current_page().pane.moves)
        save(clerk)
    assert audit(desk.read, number).state == "started"
    clerk.key(Qt.Key.Key_N, CTRL)
    clerk.type("Evaluation list rev 7: 4 of 12 suppliers without evaluation")
    quick = clerk.dialog.editors
    quick["unit"].control.setFocus()
    clerk.type("Purchasing · Graz")
    clerk.key(Qt.Key.Key_Tab)
    clerk.type("8.4.1")
    clerk.key(Qt.Key.Key_Return)
    quick["statement"].control.setFocus()
    clerk.type("The recall of supplier evaluations does not work")
    save(clerk)
    pane = window.current_page().pane
    pane.form.editors["requirement"].control.setFocus()
    clerk.type("SOP-0402 § 5: suppliers are evaluated every year")
    pane.form.editors["owner"].control.setFocus()
    clerk.type("B. Lopes")
    clerk.key(Qt.Key.Key_Tab)
    clerk.press("Issue", pane.moves)
    save(clerk)
    clerk.key(Qt.Key.Key_J, CTRL)
    clerk.type("Nobody owns the recall list")
    clerk.key(Qt.Key.Key_Tab)
    clerk.type("Recall by the ERP system")
    for _field in ("owner", "due", "criterion"):
        clerk.key(Qt.Key.Key_Tab)
    clerk.type("12 of 12 recalled")
    for text in ("Transport 4711", "12 of 12 recalled"):
        save(clerk)
        clerk.key(Qt.Key.Key_J, CTRL)
        clerk.type(text)
    save(clerk)
    assert finding(desk.read, "NC-2026-001").state == "closed"
    with capsys.disabled():
        print("\n" + clerk.told("Guided start to the first closed finding"))
    window.go("today")
    settle()
    assert links(clerk) == ["Its report issued"]
