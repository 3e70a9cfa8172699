"""Editing in the cells of a list, with the keys of a spreadsheet and the rules of the forms."""

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from auditdesk.gui.lists.cell_edit import _Box
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.editors import LongEditor
from tests.conftest import nonconformity
from tests.gui.conftest import Heard, dialog_of, write

KEY = Qt.Key
LOPES = "B. Lopes"
PAGES = ["findings", "actions", "audits"]


@pytest.fixture
def page(window: MainWindow) -> Any:
    """The register with three drafts, of which the first is current."""
    desk: Any = window.desk
    for n in range(3):
        desk.enter("Draft", "finding", {**nonconformity(), "statement": f"Case {n}"})
    window.go("findings")
    page: Any = window.current_page()
    page.chips.show_values({"state": "draft"})
    page.view.setFocus()
    return page


def go_to(page: Any, column: str, row: int = 0) -> None:
    section = [one.key for one in page.view.rows.columns].index(column)
    page.view.setCurrentIndex(page.view.rows.index(row, section))


def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whoever has the focus, as the system sends it."""
    widget = QGuiApplication.focusObject()
    assert isinstance(widget, QWidget)
    QTest.keyClick(widget, key, modifier)


def box(page: Any) -> Any:
    return next((one for one in page.view.findChildren(_Box) if one.isVisible()), None)


def owners(page: Any) -> list[str]:
    return [page.view.rows.row(n).owner or "" for n in range(page.view.rows.rowCount())]


def test_f2_edits_the_cell_and_enter_saves_and_goes_down(page: Any) -> None:
    go_to(page, "owner")
    press(KEY.Key_F2)
    write(box(page).editor.control, "M. Costa")
    press(KEY.Key_Return)
    assert owners(page) == ["M. Costa", *[LOPES] * 2]
    here = page.view.currentIndex()
    assert (here.row(), page.view.rows.columns[here.column()].key) == (1, "owner")
    assert box(page) is None and page.view.hasFocus()


def test_a_double_click_edits_the_cell_where_it_was(page: Any) -> None:
    go_to(page, "owner")
    at = page.view.visualRect(page.view.currentIndex()).center()
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert box(page) is not None
    press(KEY.Key_Escape)
    assert box(page) is None and owners(page) == [LOPES] * 3


def test_tab_saves_and_opens_the_next_cell_to_the_right(page: Any) -> None:
    go_to(page, "statement")
    press(KEY.Key_F2)
    assert isinstance(box(page).editor, LongEditor)
    write(box(page).editor.control, "A gap")
    press(KEY.Key_Tab)
    assert page.view.rows.row(0).statement == "A gap"
    assert box(page).editor.name == "Owner"
    press(KEY.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert box(page).editor.name == "Statement"


def test_what_is_refused_is_said_and_stays(page: Any) -> None:
    go_to(page, "owner")
    press(KEY.Key_F2)
    write(box(page).editor.control, "Nobody Known")
    press(KEY.Key_Return)
    assert "Nobody Known" in box(page).editor.problem
    assert box(page).editor.control.text() == "Nobody Known"
    assert owners(page) == [LOPES] * 3


def test_what_is_typed_in_a_cell_is_saved_when_the_page_is_left(
    page: Any, window: MainWindow
) -> None:
    go_to(page, "owner")
    press(KEY.Key_F2)
    write(box(page).editor.control, "M. Costa")
    window.go("audits")
    window.go("findings")
    assert owners(page) == ["M. Costa", *[LOPES] * 2]


def test_a_choice_that_is_made_is_saved_at_once(page: Any) -> None:
    go_to(page, "grade")
    press(KEY.Key_F2)
    choice = box(page).editor.box
    QTest.keyClick(choice, KEY.Key_O)
    press(KEY.Key_Return)
    assert "observation" in {page.view.rows.row(n).grade for n in range(3)}


def test_a_due_date_asks_for_its_reason(window: MainWindow) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.chips.show_values({"state": "issued"})
    page.view.setFocus()
    go_to(page, "due")
    press(KEY.Key_F2)
    line = box(page).editor.control
    line.selectAll()
    write(line, "2027-03-01")
    press(KEY.Key_Return)
    dialog = dialog_of(window)
    write(dialog.editors["reason"].control, "The supplier is on strike")
    dialog.go.click()
    row = page.view.rows.row(0)
    assert row.answer_due.isoformat() == "2027-03-01"
    assert box(page) is None


def test_ctrl_d_fills_the_selected_rows_in_one_step(page: Any, window: MainWindow) -> None:
    desk: Any = window.desk
    desk.amend("", "finding", page.view.rows.row(0).id, {"owner": "M. Costa"})
    go_to(page, "owner")
    for _n in range(2):
        QTest.keyClick(page.view, KEY.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.view, KEY.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert owners(page) == ["M. Costa"] * 3
    window.undo()
    assert owners(page) == ["M. Costa", *[LOPES] * 2]


def test_a_block_of_cells_is_pasted_after_a_look_at_what_is_refused(
    page: Any, window: MainWindow
) -> None:
    go_to(page, "statement")
    QGuiApplication.clipboard().setText("First\tM. Costa\nSecond\tNobody Known\nThird\tM. Costa")
    QTest.keyClick(page.view, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(window)
    table = dialog.findChildren(QWidget)
    told = [one for one in table if getattr(one, "rowCount", None) and one.isVisible()]
    assert told[0].rowCount() == 1
    assert told[0].item(0, 2).text() == "Nobody Known"
    dialog.go.click()
    rows = [page.view.rows.row(n) for n in range(3)]
    assert [row.statement for row in rows] == ["First", "Second", "Third"]
    assert owners(page) == ["M. Costa", LOPES, "M. Costa"]
    window.undo()
    assert owners(page) == [LOPES] * 3


def paste(page: Any, text: str) -> Any:
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(page.view, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    return dialog_of(page.window())


def told_in(dialog: Any, name: str) -> list[list[str]]:
    """The rows of a table of the dialog."""
    table = next(one for one in dialog.findChildren(SmallTable) if one.accessibleName() == name)
    places = range(table.rowCount()), range(table.columnCount())
    return [[table.item(row, n).text() for n in places[1]] for row in places[0]]


@pytest.mark.parametrize("key", PAGES)
def test_a_copied_row_pasted_on_another_never_writes_its_headings(
    company: MainWindow, key: str
) -> None:
    company.go(key)
    page: Any = company.current_page()
    page.view.setFocus()
    page.view.selectRow(2)
    page.view.copy()
    text = QGuiApplication.clipboard().text()
    headings = text.splitlines()[0].split("\t")
    editable = [one.key for one in page.view.rows.columns if one.key in page.cells._fields]
    for column in editable:
        go_to(page, column)
        dialog = paste(page, text)
        pasted = [row[3] for row in told_in(dialog, "Changes")] if dialog.go.isEnabled() else []
        assert not {*pasted} & {*headings}
        dialog.reject()


def test_cells_below_headings_go_where_their_headings_say_and_show_old_and_new(page: Any) -> None:
    go_to(page, "statement", 1)
    dialog = paste(page, "Owner\tStatement\nM. Costa\tAnother gap")
    assert [row[1:] for row in told_in(dialog, "Changes")] == [
        ["Owner", LOPES, "M. Costa"], ["Statement", "Case 1", "Another gap"],
    ]  # fmt: skip
    dialog.go.click()
    assert owners(page) == [LOPES, "M. Costa", LOPES]


def test_pasted_cells_beyond_the_last_row_and_column_are_told(page: Any) -> None:
    count = page.view.rows.rowCount()
    go_to(page, "statement", count - 1)
    dialog = paste(page, "A gap\nBelow\nFurther below")
    assert [(row[2], row[3]) for row in told_in(dialog, "Refused")] == [
        ("Below", "The list has no row left for it."),
        ("Further below", "The list has no row left for it."),
    ]
    dialog.reject()
    wide = len(page.view.rows.columns)
    dialog = paste(page, "\t".join(["A gap", *[""] * wide, "Aside"]))
    assert "The list has no column left for it." in told_in(dialog, "Refused")[-1]
    dialog.reject()


@pytest.mark.parametrize("leaving", ["page", "cell"])
def test_what_cannot_be_saved_in_a_cell_is_kept_when_it_is_left(
    page: Any, window: MainWindow, heard: Heard, leaving: str
) -> None:
    page.view.show_columns(["number", "owner", "raised_on"])
    go_to(page, "raised_on")
    press(KEY.Key_F2)
    write(box(page).editor.control, "banana")
    if leaving == "page":
        window.go("audits")
        window.go("findings")
    else:
        go_to(page, "owner")
        page.cells.begin()
        press(KEY.Key_Escape)
    assert "kept in its cell" in heard.last
    go_to(page, "raised_on")
    page.cells.begin()
    assert "banana" in box(page).editor.raw()
    press(KEY.Key_Escape)
    page.cells.begin()
    assert "banana" not in box(page).editor.raw()


def test_a_reason_is_asked_once_and_leaving_meanwhile_keeps_what_was_typed(
    window: MainWindow, heard: Heard
) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.chips.show_values({"state": "issued"})
    page.view.setFocus()
    go_to(page, "due")
    press(KEY.Key_F2)
    box(page).editor.control.selectAll()
    write(box(page).editor.control, "2027-03-01")
    press(KEY.Key_Return)
    asking = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert len(asking) == 1
    window.go("audits")
    assert not asking[0].isVisible() and "kept in its cell" in heard.last
    window.go("findings")
    go_to(page, "due")
    page.cells.begin()
    assert "2027" in box(page).editor.raw()


@pytest.mark.parametrize("key", PAGES)
def test_a_double_click_opens_the_row_where_nothing_can_be_edited(
    company: MainWindow, heard: Heard, key: str
) -> None:
    company.show_as_of(datetime.now().astimezone().date())
    company.go(key)
    page: Any = company.current_page()
    opened: list[str] = []
    page.view.opened.connect(opened.append)
    for section, column in enumerate(page.view.rows.columns):
        go_to(page, column.key)
        assert not page.cells.is_editable(section)
        page.view.doubleClicked.emit(page.view.currentIndex())
    assert len(opened) == len(page.view.rows.columns)
    assert box(page) is None and not heard


def test_a_column_that_is_not_edited_here_says_so(page: Any, heard: Heard) -> None:
    go_to(page, "number")
    press(KEY.Key_F2)
    assert "is not edited in the list" in heard.last


@pytest.mark.parametrize("key", PAGES)
def test_every_cell_that_says_it_can_be_edited_opens_its_editor(
    company: MainWindow, key: str
) -> None:
    company.go(key)
    page: Any = company.current_page()
    page.view.show_columns([column for column in page.cells._fields if column != "team"])
    edited = 0
    for section, column in enumerate(page.view.rows.columns):
        go_to(page, column.key)
        assert page.cells.is_editable(section)
        press(KEY.Key_F2)
        opened = box(page)
        assert opened is not None and opened.editor.name
        assert page.view.viewport().rect().intersects(opened.geometry())
        press(KEY.Key_Escape)
        edited += 1
    assert edited > 3


def test_nothing_is_edited_in_a_cell_of_the_past(company: MainWindow, heard: Heard) -> None:
    company.show_as_of(datetime.now().astimezone().date())
    company.go("findings")
    page: Any = company.current_page()
    page.view.setFocus()
    go_to(page, "owner")
    press(KEY.Key_F2)
    assert box(page) is None
    assert "Go back to today" in heard.last
