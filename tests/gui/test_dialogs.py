"""Dialogs grow for what is said in them, and no field is squeezed; keys reach what they should."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from auditdesk.domain.action import MOVES as ACTION
from auditdesk.domain.audit import MOVES as AUDIT
from auditdesk.domain.finding import MOVES as FINDING
from auditdesk.domain.programme import MOVES as PROGRAMME
from auditdesk.errors import Refusal
from auditdesk.gui.forms.life import ask_move
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.work.kinds import KINDS

LONG = " ".join(["Nothing was changed, for what is agreed of it is not said in full."] * 8)
MOVES = [
    (kind, move.name)
    for kind, moves in (
        ("finding", FINDING),
        ("action", ACTION),
        ("audit", AUDIT),
        ("programme", PROGRAMME),
    )
    for move in moves
    if any(move.name in verb.names for verb in KINDS[kind].moves)
]


def squeezed(dialog: QWidget) -> list[str]:
    """The fields that have less height than they need."""
    return [
        f"{field.accessibleName()}: {field.height()} of {field.minimumSizeHint().height()}"
        for kind in (QLineEdit, QComboBox, QPlainTextEdit)
        for field in dialog.findChildren(kind)
        if field.isVisible() and field.height() < min(field.minimumSizeHint().height(), 24)
    ]


def check_grown(dialog: Any) -> None:
    QTest.qWait(10)
    dialog._say(Refusal(LONG))
    QTest.qWait(10)
    assert not squeezed(dialog)
    text = dialog.problem
    assert text.height() >= text.heightForWidth(text.width())
    assert dialog.rect().contains(dialog.go.geometry())
    assert dialog.height() <= dialog.screen().availableGeometry().height()
    dialog.close()


@pytest.mark.parametrize("kind", sorted({kind for kind, _move in MOVES}))
def test_the_dialog_of_every_move_grows_for_a_long_message(window: MainWindow, kind: str) -> None:
    desk: Any = window.desk
    moves = {"finding": FINDING, "action": ACTION, "audit": AUDIT, "programme": PROGRAMME}[kind]
    for move in [name for of, name in MOVES if of == kind]:
        check_grown(ask_move(window, desk, kind, ["x"], "NC-1", move, move, moves))


def test_the_dialog_of_every_part_of_the_organisation_grows(window: MainWindow) -> None:
    window.go("organisation")
    page: Any = window.current_page()
    tried = 0
    for n in range(page.parts.count()):
        page.parts.setCurrentRow(n)
        ask_new = getattr(page.stack.currentWidget(), "ask_new", None)
        if ask_new is None:
            continue
        ask_new()
        for dialog in [one for one in window.findChildren(Ask) if one.isVisible()]:
            check_grown(dialog)
            tried += 1
    assert tried > 5


def test_tab_reaches_the_line_of_a_date_and_what_is_typed_next_stays(window: MainWindow) -> None:
    desk: Any = window.desk
    dialog: Any = ask_move(window, desk, "audit", ["x"], "IA-1", "reschedule", "Move", AUDIT)
    first, second = dialog.editors["starts_on"].control, dialog.editors["ends_on"].control
    first.setFocus()
    for line, text in ((first, "2027-03-01"), (second, "2027-03-02")):
        assert dialog.focusWidget() is line
        line.selectAll()
        for sign in text:
            QTest.keyClick(dialog.focusWidget(), sign)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.editors["starts_on"].value() == "2027-03-01"
    assert dialog.editors["ends_on"].value() == "2027-03-02"
    dialog.close()


def test_a_number_left_blank_says_nothing(window: MainWindow) -> None:
    window.go("organisation")
    page: Any = window.current_page()
    page.show_part("Processes")
    page.stack.currentWidget().ask_new()
    (dialog,) = [one for one in window.findChildren(Ask) if one.isVisible()]
    numbers = {
        key: editor
        for key, editor in dialog.editors.items()
        if type(editor).__name__ == "NumberEditor"
    }
    for editor in numbers.values():
        editor.control.clear()
        assert editor.value() == ""
    dialog.close()
