"""The keyboard focus stays where the work is: on the next move, the next line, the neighbour."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.focus import give_to_neighbour
from auditdesk.gui.parts.widgets import Fresh, button
from tests.gui.conftest import dialog_of


def select(window: MainWindow, key: str, row: int = 0) -> Any:
    window.go(key)
    page: Any = window.current_page()
    page.view.selectRow(row)
    return page


def focused(window: MainWindow) -> QWidget:
    widget = window.focusWidget()
    assert widget is not None
    return widget


def test_after_a_move_made_by_keys_the_next_one_has_the_focus(
    window: MainWindow, qtbot: Any
) -> None:
    moves = select(window, "findings").pane.moves
    acknowledge = next(one for one in moves.findChildren(QPushButton) if one.isVisible())
    acknowledge.setFocus()
    QTest.keyClick(acknowledge, Qt.Key.Key_Space)
    dialog = dialog_of(window)
    dialog.editors["by"].show_value("B. Lopes")
    QTest.keyClick(dialog.go, Qt.Key.Key_Space)
    assert not dialog.isVisible(), dialog.problem.text()
    qtbot.waitUntil(lambda: moves.isAncestorOf(focused(window)))
    here = focused(window)
    assert moves.isAncestorOf(here)
    assert isinstance(here, QPushButton)
    assert here.text() == "Correction done"


def test_a_place_filled_anew_gives_the_focus_to_what_stands_there_now(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    place = Fresh()
    QVBoxLayout(window).addWidget(place)
    names = ["one", "two", "three"]
    for round in range(2):
        layout = place.begin()
        for name in names:
            layout.addWidget(button(f"{name} {round}", lambda: None))
        if round == 0:
            window.show()
            place.findChildren(QPushButton)[1].setFocus()
    qtbot.waitUntil(lambda: getattr(window.focusWidget(), "text", str)() == "two 1")


def test_a_place_is_filled_anew_also_while_what_tab_passes_over_has_the_focus(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    place = Fresh()
    QVBoxLayout(window).addWidget(place)
    passed_over = QWidget()
    passed_over.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    place.begin().addWidget(passed_over)
    window.show()
    passed_over.setFocus()
    assert window.focusWidget() is passed_over
    place.begin().addWidget(button("new", lambda: None))
    qtbot.waitUntil(lambda: getattr(window.focusWidget(), "text", str)() == "new")


def test_a_control_that_is_disabled_gives_the_focus_to_its_neighbour(window: MainWindow) -> None:
    page = select(window, "findings")
    add = page.pane.causes.add
    add.setFocus()
    add.setEnabled(False)
    assert page.isAncestorOf(focused(window))
    assert page.pane.isAncestorOf(focused(window))


@pytest.mark.parametrize("across", [True, False])
@pytest.mark.parametrize("place", range(5))
def test_a_control_that_goes_gives_the_focus_to_one_right_beside_it(
    qtbot: Any, place: int, across: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window) if across else QVBoxLayout(window)
    line = [button(str(n), lambda: None) for n in range(5)]
    for one in line:
        layout.addWidget(one)
    window.show()
    line[place].setEnabled(False)
    assert give_to_neighbour(line[place], window)
    focus = window.focusWidget()
    assert isinstance(focus, QPushButton)
    assert abs(line.index(focus) - place) == 1


def buttons(pane: Any) -> list[tuple[str, bool]]:
    """The moves offered, each with whether it is the filled one."""
    return [
        (one.text(), one.property("role") == "main")
        for one in pane.moves.findChildren(QPushButton)
        if one.isVisible() and one.text() != "More"
    ]


def test_the_filled_button_is_the_move_for_which_all_is_there(window: MainWindow) -> None:
    pane = select(window, "findings").pane
    desk: Any = window.desk
    assert buttons(pane) == [("Acknowledge", True), ("Correction done", False)]
    desk.amend("", "finding", pane._row.id, {"move": "acknowledge", "on": desk.today.isoformat()})
    assert buttons(pane)[0] == ("Correction done", False)
    assert [what for what, filled in buttons(pane) if filled] == []


def test_what_was_accepted_is_not_offered_again(company: MainWindow) -> None:
    page = select(company, "actions")
    offered = set()
    for n in range(page.view.model().rowCount()):
        page.view.selectRow(n)
        row = page.pane._row
        names = [what for what, _filled in buttons(page.pane)]
        if row.accepted_on:
            assert "Accept" not in names
        offered |= set(names)
    assert {"Accept", "Done"} <= offered
