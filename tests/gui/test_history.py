"""Back and forward after every jump, by keys, by the mouse and by the menu; sums of a selection."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from auditdesk.book.tables import ActionRow
from auditdesk.errors import Refusal
from auditdesk.gui.desk.history import Stop
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES

ALT = Qt.KeyboardModifier.AltModifier


def at(window: MainWindow) -> tuple[str, str]:
    page = window.current_page()
    assert page is not None
    return page.key, page.here()


def test_after_a_jump_alt_left_leads_back_and_alt_right_there_again(company: MainWindow) -> None:
    company.go("findings")
    page: Any = company.current_page()
    page.view.selectRow(7)
    before = at(company)
    desk: Any = company.desk
    action = next(iter(desk.read.rows(ActionRow)))
    desk.show("action", str(action.id))
    there = at(company)
    assert there[0] == "actions"
    QTest.keyClick(company, Qt.Key.Key_Left, ALT)
    assert at(company) == before
    QTest.keyClick(company, Qt.Key.Key_Right, ALT)
    assert at(company) == there


def test_the_side_buttons_of_a_mouse_go_back_and_forward(company: MainWindow) -> None:
    company.go("findings")
    company.go("audits")
    handle = company.windowHandle()
    middle = company.rect().center()
    QTest.mouseClick(handle, Qt.MouseButton.BackButton, pos=middle)
    assert at(company)[0] == "findings"
    QTest.mouseClick(handle, Qt.MouseButton.ForwardButton, pos=middle)
    assert at(company)[0] == "audits"


def test_every_page_is_left_and_found_again_in_turn(company: MainWindow) -> None:
    keys = [place.key for place in PLACES]
    for key in keys:
        company.go(key)
    for key in keys[-2::-1]:
        company.history.back()
        assert at(company)[0] == key
    for key in keys[1:]:
        company.history.forward()
        assert at(company)[0] == key


@pytest.mark.parametrize("text", [f"Go to {name}" for name in ("Welcome", "Today", "Actions")])
def test_back_leads_to_where_one_was_before_every_command_that_goes(
    company: MainWindow, text: str
) -> None:
    company.go("findings")
    next(one for one in company.commands() if one.text == text).do()
    company.history.back()
    assert at(company)[0] == "findings"


def test_a_stop_that_cannot_be_shown_is_not_forgotten(company: MainWindow) -> None:
    company.go("findings")
    company.go("audits")
    company.go("actions")
    history = company.history
    show, failing = history._go, [True]

    def go(stop: Stop) -> None:
        if failing.pop():
            failing.append(False)
            raise Refusal("not now")
        failing.append(False)
        show(stop)

    history._go = go
    with pytest.raises(Refusal):
        history.back()
    assert at(company)[0] == "actions"
    history.back()
    assert at(company)[0] == "audits"
    history.back()
    assert at(company)[0] == "findings"
    history.forward()
    assert at(company)[0] == "audits"


def test_a_new_jump_ends_what_was_ahead(company: MainWindow) -> None:
    for key in ("findings", "audits"):
        company.go(key)
    company.history.back()
    company.go("actions")
    company.history.forward()
    assert at(company)[0] == "actions"
    company.history.back()
    assert at(company)[0] == "findings"


def test_no_two_commands_of_a_page_have_the_same_key(company: MainWindow) -> None:
    for place in PLACES:
        company.go(place.key)
        keys = [command.keys for command in company.commands() if command.keys]
        assert len(keys) == len(set(keys)), (place.key, sorted(keys))


def test_the_status_line_counts_and_sums_what_is_selected(company: MainWindow) -> None:
    company.go("findings")
    page: Any = company.current_page()
    page.chips.show_values({"state": "open"})
    page.view.selectAll()
    count = page.view.rows.found
    late = sum(page.is_late(page.view.rows.row(n)) for n in range(count))
    assert late
    told = company.status.shown.text()
    assert f"{count} selected" in told
    assert f"{count} open" in told
    assert f"{late} late" in told
    page.view.selectRow(0)
    assert "selected" not in company.status.shown.text()
    company.go("audits")
    page = company.current_page()
    page.view.show_columns(["number", "findings"])
    page.view.selectAll()
    total = sum(page.view.rows.row(n).findings for n in range(page.view.rows.rowCount()))
    assert f"Findings: {total}" in company.status.shown.text()
