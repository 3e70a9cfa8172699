"""Advice below the fields of a finding: said while typing, never in the way."""

from typing import Any

from PySide6.QtWidgets import QPushButton

from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import finding
from tests.gui.conftest import dialog_of, write


def test_what_could_be_better_stands_below_its_field_while_it_is_typed(
    window: MainWindow, qtbot: Any
) -> None:
    window.go("findings")
    page: Any = window.current_page()
    statement = page.pane.form.editors["statement"]
    assert statement.advice == ""
    statement.text.selectAll()
    write(statement.control, "B. Lopes should be trained")
    qtbot.waitUntil(lambda: "names a solution" in statement.advice)
    assert "B. Lopes is named" in statement.note.text() and statement.note.isVisible()
    page.pane.leave()
    assert window.desk is not None
    stored = finding(window.desk.read, "NC-2026-001").statement
    assert stored == "B. Lopes should be trained" and statement.problem == ""
    write(statement.control, ": the recall of supplier evaluations does not work")
    page.pane.leave()
    window.desk.undo()
    window.desk.undo()
    assert statement.advice == ""


def test_the_quick_form_advises_too(window: MainWindow, qtbot: Any) -> None:
    window.quick_finding()
    dialog = dialog_of(window)
    write(dialog.editors["statement"].control, "Suppliers might not be evaluated")
    qtbot.waitUntil(lambda: "“might” softens" in dialog.editors["statement"].advice)
    dialog.reject()


def test_the_statement_editor_shows_the_parts_side_by_side_with_advice(
    window: MainWindow, qtbot: Any
) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.show_thing("finding", finding(window.desk.read, "NC-2026-001").id)  # type: ignore[union-attr]
    page.pane.edit_statement()
    dialog: Any = dialog_of(window)
    editors = dialog.form.editors
    qtbot.waitUntil(lambda: editors["evidence"].x() > editors["requirement"].x())
    assert editors["evidence"].y() == editors["requirement"].y()
    assert editors["statement"].y() == editors["effect"].y() > editors["requirement"].y()
    statement = editors["statement"]
    statement.text.selectAll()
    write(statement.control, "B. Lopes should be trained")
    qtbot.waitUntil(lambda: "names a solution" in statement.advice)
    dialog.reject()
    assert window.desk is not None
    stored = finding(window.desk.read, "NC-2026-001").statement
    assert stored == "B. Lopes should be trained", "Escape discards nothing"
    beside = page.pane.form.editors["statement"]
    qtbot.waitUntil(lambda: beside.value() == stored)


def test_the_statement_editor_names_what_a_draft_lacks(window: MainWindow) -> None:
    assert window.desk is not None
    draft = window.desk.enter(
        "Draft", "finding", {"grade": "minor", "raised_on": "2026-11-20", "evidence": "3 of 9"}
    )
    window.desk.show("finding", draft)
    page: Any = window.current_page()
    page.pane.edit_statement()
    dialog: Any = dialog_of(window)
    told = [one.text() for one in dialog.problems.findChildren(QPushButton)]
    assert told == [
        "No clause is cited.", "The requirement is missing.",
        "The statement of nonconformity is missing.",
    ]  # fmt: skip
    dialog.reject()
