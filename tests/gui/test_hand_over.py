"""Everything of a person is handed over in the window, in one step, and stands there before."""

from typing import Any

from PySide6.QtWidgets import QLabel

from auditdesk.book.tables import Person, Process
from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import finding
from tests.gui.conftest import dialog_of


def test_everything_of_a_person_goes_over_in_one_step(window: MainWindow) -> None:
    desk: Any = window.desk
    window.go("organisation")
    page: Any = window.current_page()
    page.show_part("People")
    lopes = desk.read.find(Person, name="B. Lopes")
    page.show_thing("person", str(lopes.id))
    page.hand_over()
    dialog = dialog_of(window)
    assert dialog.editors["of"].value() == "B. Lopes"
    told = [one.text() for one in dialog.findChildren(QLabel)]
    assert "· NC-2026-001" in told and "· the process Purchasing" in told
    dialog.editors["hand_over_to"].show_value("M. Costa")
    dialog.editors["retired"].show_value(True)
    dialog.go.click()
    costa = desk.read.find(Person, name="M. Costa")
    assert finding(desk.read, "NC-2026-001").owner == costa.id
    assert desk.read.find(Process, name="Purchasing").owner == costa.id
    assert desk.read.find(Person, name="B. Lopes").retired
    assert desk.undo() == "Hand over from B. Lopes to M. Costa"
    assert finding(desk.read, "NC-2026-001").owner == lopes.id


def test_without_a_receiver_it_is_refused_and_stays(window: MainWindow) -> None:
    window.go("organisation")
    page: Any = window.current_page()
    page.hand_over()
    dialog = dialog_of(window)
    dialog.editors["of"].show_value("B. Lopes")
    dialog.go.click()
    assert "to whom" in dialog.problem.text()
    assert dialog.editors["of"].value() == "B. Lopes"
