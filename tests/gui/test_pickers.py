"""Every editor that completes, driven through its popup with keys, as a user does."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolButton

from auditdesk.book.fields import Choice
from auditdesk.book.tables import BY_NAME
from auditdesk.domain.audit import PERSON_ROLES
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import fields as desk_fields
from auditdesk.gui.forms.form import Field
from auditdesk.gui.organisation import fields as organisation_fields
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.editors import Editor, LineEditor
from auditdesk.gui.parts.pickers import KeyedEditor, ManyEditor, PickEditor, Suggester, among
from auditdesk.gui.parts.widgets import boxed, column
from tests.gui.conftest import write


def completing(desk: Desk) -> list[tuple[str, Field]]:
    """Every field of every form that completes, found in the modules that declare them."""
    found = {}
    for module in (desk_fields, organisation_fields):
        for name, value in vars(module).items():
            if isinstance(value, tuple) and value and isinstance(value[0], Field):
                for field in value:
                    if field.make(desk).findChildren(Suggester):
                        found[f"{name}-{field.key}"] = field
    return sorted(found.items())


class Shown:
    """An editor in a window of its own, with a field behind it, and what it told of itself."""

    def __init__(self, editor: Editor, qtbot: Any) -> None:
        self.editor: Any = editor
        self.after = LineEditor("After")
        self.window = boxed(column(editor, self.after))
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.told: list[Any] = []
        editor.left.connect(lambda: self.told.append(editor.value()))
        self.editor.line.setFocus()

    @property
    def popup(self) -> Any:
        popup = QApplication.activePopupWidget()
        return popup if isinstance(popup, QAbstractItemView) else None

    def press(self, key: Qt.Key) -> None:
        """A key as the keyboard sends it: to the window, which gives it to the popup."""
        QTest.keyClick(self.popup or QApplication.focusWidget(), key)

    def chosen(self) -> str:
        """What the marked suggestion enters."""
        return str(self.popup.currentIndex().data(Qt.ItemDataRole.UserRole))


def shown(field: Field, desk: Desk, qtbot: Any) -> Shown:
    where = Shown(field.make(desk), qtbot)
    write(where.editor.line, typed(where.editor))
    assert where.popup is not None
    return where


def typed(editor: Any) -> str:
    """The first signs of something that is suggested."""
    first = next(iter(editor.suggester.provider("")), None)
    assert first is not None, "nothing is ever suggested"
    return str(first.text)[:2]


def entries(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_suggestion_taken_with_keys_is_one_entry_told_once(
    at_desk: Desk, qtbot: Any, key: Qt.Key
) -> None:
    fields = completing(at_desk)
    assert len(fields) > 20
    for name, field in fields:
        where = shown(field, at_desk, qtbot)
        where.press(Qt.Key.Key_Down)
        chosen = where.chosen()
        where.press(key)
        assert where.popup is None, name
        assert entries(where.editor.value()) == [chosen], name
        where.after.line.setFocus()
        assert {tuple(entries(value)) for value in where.told} == {(chosen,)}, name
        where.window.close()


def test_a_suggestion_taken_with_the_mouse_is_one_entry_told_once(
    at_desk: Desk, qtbot: Any
) -> None:
    for name, field in completing(at_desk):
        where = shown(field, at_desk, qtbot)
        view = where.popup
        index = view.model().index(0, 0)
        chosen = str(index.data(Qt.ItemDataRole.UserRole))
        at: QPoint = view.visualRect(index).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        where.after.line.setFocus()
        assert {tuple(entries(value)) for value in where.told} == {(chosen,)}, name
        where.window.close()


def test_what_is_typed_is_entered_where_no_suggestion_is_marked(at_desk: Desk, qtbot: Any) -> None:
    field = next(one for one in desk_fields.FINDING if one.key == "clauses")
    where = shown(field, at_desk, qtbot)
    where.editor.line.clear()
    write(where.editor.line, "8.4")
    where.press(Qt.Key.Key_Return)
    assert where.editor.value() == ["8.4"]
    write(where.editor.line, "8.4.1")
    where.press(Qt.Key.Key_Escape)
    assert where.popup is None and where.editor.line.text() == "8.4.1"


def test_one_clause_is_added_for_8_4_down_enter(at_desk: Desk, qtbot: Any) -> None:
    field = next(one for one in desk_fields.FINDING if one.key == "clauses")
    where = shown(field, at_desk, qtbot)
    where.editor.line.clear()
    write(where.editor.line, "8.4")
    where.press(Qt.Key.Key_Down)
    where.press(Qt.Key.Key_Down)
    chosen = where.chosen()
    where.press(Qt.Key.Key_Return)
    assert where.editor.value() == [chosen] and chosen.endswith("8.4.1")
    assert where.editor.line.text() == "" and where.editor.line.hasFocus()


def test_enter_behind_a_name_of_several_presses_no_button(qtbot: Any) -> None:
    pressed: list[str] = []
    dialog = Ask(None, "Plan", {"units": ManyEditor("Units", among(lambda: ["Sales"]))}, "Plan",
                 lambda values: pressed.append(str(values)))  # fmt: skip
    qtbot.addWidget(dialog)
    dialog.open()
    editor: Any = dialog.editors["units"]
    write(editor.line, "Sales")
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.value() == ["Sales"]
    assert pressed == []


@pytest.mark.parametrize(
    ("typed", "entered"), [("ida", "Ida Kern"), ("T", "T"), ("nobody", "nobody"), ("", "")]
)
def test_a_beginning_that_only_one_name_has_stands_for_it(
    typed: str, entered: str, qtbot: Any
) -> None:
    editor = PickEditor("Manager", among(lambda: ["Ida Kern", "T. Haas", "Tom Ida"]))
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    editor.line.editingFinished.emit()
    assert editor.value() == entered


def test_no_field_shows_a_key_of_the_book(at_desk: Desk) -> None:
    keys = {key for table in BY_NAME.values() for column in table.columns.values()
            if isinstance(column, Choice) for key in column.keys if "_" in key}  # fmt: skip
    for name, field in completing(at_desk):
        editor: Any = field.make(at_desk)
        offered = {one.shown or one.text for one in editor.suggester.provider("")}
        assert not offered & keys, name


def test_roles_are_words_in_the_field_and_keys_in_the_book(qtbot: Any) -> None:
    where = Shown(KeyedEditor("Roles", PERSON_ROLES), qtbot)
    editor = where.editor
    editor.show_value(["process_owner"])
    write(editor.line, "top management")
    where.press(Qt.Key.Key_Return)
    chips = editor.findChildren(QToolButton)
    told = {(chip.text(), chip.accessibleName(), chip.toolTip()) for chip in chips}
    assert not any("_" in text for texts in told for text in texts)
    assert "Process owner  ×" in {chip.text() for chip in chips}
    assert editor.value() == ["process_owner", "top_management"]
    write(editor.line, "of the house")
    where.press(Qt.Key.Key_Return)
    assert editor.value()[-1] == "of the house", "what is no role is kept, and the book refuses it"
