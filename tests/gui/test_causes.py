"""The analysis of causes in the window: whys, a diagram drawn while typing, why once more."""

from typing import Any

from auditdesk.book.tables import Cause
from auditdesk.gui.findings.causes import FishboneView
from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import action, finding
from tests.gui.conftest import dialog_of, write
from tests.gui.test_journey import press


def pane_of(window: MainWindow) -> Any:
    window.go("findings")
    page: Any = window.current_page()
    assert window.desk is not None
    page.show_thing("finding", finding(window.desk.read, "NC-2026-001").id)
    return page.pane


def stored(window: MainWindow) -> Any:
    assert window.desk is not None
    (one,) = window.desk.read.rows(Cause, finding=finding(window.desk.read, "NC-2026-001").id)
    return one


def test_branches_are_drawn_while_they_are_typed_and_stand_in_the_pane(
    window: MainWindow,
) -> None:
    pane = pane_of(window)
    press(pane.causes, "Add cause")
    dialog = dialog_of(window)
    view = dialog.findChild(FishboneView)
    assert not view.isVisible()
    dialog.editors["method"].box.setCurrentIndex(2)
    dialog.editors["method"].box.activated.emit(2)
    assert view.isVisible()
    assert dialog.editors["steps"].value().startswith("Method: \nMachine: ")
    dialog.editors["steps"].text.selectAll()
    write(dialog.editors["steps"].text, "Method: no recall, Werk <2>")
    assert "Method: no recall, Werk <2>" in view.accessibleDescription()
    write(dialog.editors["cause"].text, "Group B is not in the recall")
    dialog.go.click()
    assert (stored(window).method, stored(window).steps) == (
        "ishikawa", ["Method: no recall, Werk <2>"],
    )  # fmt: skip
    assert pane.analysis.findChild(FishboneView) is not None


def test_who_blames_a_person_is_asked_why_once_more(window: MainWindow) -> None:
    pane = pane_of(window)
    press(pane.causes, "Add cause")
    dialog = dialog_of(window)
    write(dialog.editors["steps"].text, "Four suppliers were not evaluated")
    write(dialog.editors["cause"].text, "Human error")
    dialog.go.click()
    why = next(one for one in [dialog_of(window)] if one is not dialog)
    write(why.editors["reason"].text, "The list has no due dates")
    why.go.click()
    assert stored(window).cause == "The list has no due dates"
    assert stored(window).steps == ["Four suppliers were not evaluated", "Human error"]


def test_a_second_action_for_the_same_cause_is_asked_about(window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    nc = {"finding": "NC-2026-001"}
    desk.enter("Cause", "cause", {**nc, "cause": "No recall"})
    desk.enter("Action", "action", {**nc, "what": "Recall", "owner": "B. Lopes"})
    pane = pane_of(window)
    press(pane.agreed, "New action")
    dialog = dialog_of(window)
    write(dialog.editors["what"].text, "Name a deputy")
    dialog.go.click()
    why = dialog_of(window)
    write(why.editors["reason"].text, "keeps it going in holidays")
    why.go.click()
    assert action(desk.read, "CA-2026-002").what == "Name a deputy"
