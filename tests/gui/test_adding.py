"""What a field names and the book has not yet is added on the spot, by keys, in every picker."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from auditdesk.app import Program
from auditdesk.book.tables import Person, Process, Unit
from auditdesk.gui.asking.new_audit import ask_audit
from auditdesk.gui.forms import choices
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.work.lookup import finding
from auditdesk.work.setting_up import units_of
from tests.gui.hands import Clerk, settle


@pytest.fixture
def clerk(window: MainWindow, qtbot: Any) -> Any:
    qtbot.waitActive(window)
    found = Clerk(window)
    yield found
    found.stop()


def take_last(editor: Any) -> None:
    """Go down to the last suggestion of the open popup, and take it."""
    popup = editor.suggester._completer.popup()
    assert popup.isVisible()
    for _suggestion in editor.suggester.suggestions:
        QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)


def test_a_person_named_in_a_form_is_added_and_named_there(clerk: Clerk) -> None:
    desk = clerk.window.desk
    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    owner = clerk.window.current_page().pane.form.editors["auditee"]
    owner.control.setFocus()
    clerk.type("Maria Huber")
    assert owner.suggester.suggestions == ["Add “Maria Huber” (person)"]
    take_last(owner)
    huber = desk.read.find(Person, name="Maria Huber")
    assert huber is not None
    assert finding(desk.read, "NC-2026-001").auditee == huber.id
    assert owner.value() == "Maria Huber" and not owner.problem
    desk.undo()
    desk.undo()
    assert desk.read.find(Person, name="Maria Huber") is None


@pytest.mark.parametrize("kind", ["people", "processes", "sites", "auditees"])
def test_every_picker_of_names_offers_what_is_not_there(window: MainWindow, kind: str) -> None:
    desk: Any = window.desk
    editor = PickEditor("Name", among(getattr(choices, kind)(desk)))
    editor.suggester.suggest("Zz new")
    assert [one for one in editor.suggester.suggestions if one.startswith("Add “Zz new” (")]
    there = getattr(choices, kind)(desk)()[-1]
    editor.suggester.suggest(there)
    assert not [one for one in editor.suggester.suggestions if one.startswith("Add ")]
    editor.line.setText(there[:3])
    editor._finished()
    assert editor.value() == there, "a beginning that only one name has still stands for it"


def test_units_audited_offers_each_process_at_each_site(clerk: Clerk, qtbot: Any) -> None:
    desk = clerk.window.desk
    dialog = ask_audit(clerk.window, desk)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    units = dialog.editors["units"]
    units.control.setFocus()
    settle()
    clerk.type("Calibration")
    assert units.suggester.suggestions == [
        "Calibration · Graz", "Add the unit “Calibration · Brno”"
    ]  # fmt: skip
    take_last(units)
    assert units.value() == ["Calibration · Brno"]
    assert ("Calibration", "Brno") in units_of(desk.read)
    clerk.type("Welding · Linz")
    assert units.suggester.suggestions == ["Add the unit “Welding · Linz”"]
    take_last(units)
    assert ("Welding", "Linz") in units_of(desk.read)
    clerk.dialog.close()


def test_units_are_offered_in_a_new_book(program: Program, tmp_path: Any) -> None:
    program.found(tmp_path / "mine.auditdesk", "Meridian", "AT")
    desk: Any = program.window.desk
    desk.enter("Site", "site", {"name": "Graz"})
    desk.enter("Process", "process", {"name": "Purchasing"})
    editor = PickEditor("Units", among(choices.units(desk)))
    editor.suggester.suggest("")
    assert editor.suggester.suggestions == ["Add the unit “Purchasing · Graz”"]
    assert desk.read.find(Unit) is None and desk.read.find(Process) is not None
