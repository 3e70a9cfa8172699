"""A fault in the middle of every deed: reported, rolled back, and what was typed is still there."""

import random
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QMenu,
    QMessageBox,
    QWidget,
)

from auditdesk.book.check import check
from auditdesk.gui.forms.form import Form
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.editors import (
    ChoiceEditor,
    Editor,
    FlagEditor,
    NumberEditor,
    TimeEditor,
)
from auditdesk.gui.parts.pickers import ManyEditor, PickEditor
from tests.gui.conftest import Heard, write

SEED = 20261124


@pytest.fixture
def broken(company: MainWindow, heard: Heard) -> Iterator[MainWindow]:
    """The sample company in a window whose every commit fails as a mistake of ours would."""
    heard.expected = True
    assert company.desk is not None
    connection = company.desk.book.connection

    def fail(_cursor: Any, sql: str, _values: Any) -> bool:
        if sql.startswith("INSERT INTO step"):
            raise RuntimeError("seeded fault")
        return True

    connection.exec_trace = fail
    yield company
    connection.exec_trace = None


def another(editor: Editor) -> Any:
    """A value that the field does not have yet and that the verbs would take."""
    if isinstance(editor, ChoiceEditor):
        other = (editor.box.currentIndex() + 1) % max(editor.box.count(), 1)
        return editor.box.itemData(other)
    if isinstance(editor, FlagEditor):
        return not editor.value()
    if isinstance(editor, TimeEditor):
        return "23:59"
    if isinstance(editor, NumberEditor):
        return "4" if editor.raw() != "4" else "3"
    if isinstance(editor, DateEditor):
        return "+40"
    if isinstance(editor, ManyEditor):
        return [*editor.value()[:-1], ""] if editor.value() else ["", ""]
    if isinstance(editor, PickEditor):
        found = [one.text for one in editor.suggester.provider("")]
        return next((text for text in found if text != editor.value()), "")
    return "Typed while it broke <DN50>"


def forms(window: MainWindow) -> Iterator[Form]:
    """Every form of every page, with something in it."""
    for place in PLACES:
        window.go(place.key)
        page: Any = window.current_page()
        parts = page.parts.count() if place.key == "organisation" else 1
        for n in range(parts):
            if place.key == "organisation":
                page.parts.setCurrentRow(n)
            for form in page.findChildren(Form):
                if form.id and form.isVisible():
                    yield form


def test_a_fault_while_any_field_is_saved_is_reported_and_nothing_is_lost(
    broken: MainWindow, heard: Heard
) -> None:
    desk = broken.desk
    assert desk is not None
    before = desk.book.head
    tried = 0
    for form in forms(broken):
        for key, editor in form.editors.items():
            if not editor.control.isEnabled():
                continue
            editor.show_raw(another(editor))
            kept = editor.raw()
            heard.clear()
            editor.typed.emit()
            editor.left.emit()
            said = heard.last or editor.problem
            if editor.raw() != kept or not said:
                assert editor.value() == form._stored.get(key) or not editor.value(), key
                continue
            tried += 1
            assert desk.book.connection.in_transaction is False
            assert desk.book.head == before
            for dialog in broken.findChildren(QDialog):
                dialog.close()
        for key in form.editors:
            desk.drafts.forget((form.kind, form.id, key))
        form.id = ""
    assert tried > 60
    assert any("our mistake" in text for text, _weight in heard) or tried


def test_every_button_survives_a_fault_in_the_book(broken: MainWindow, heard: Heard) -> None:
    desk = broken.desk
    assert desk is not None
    before = desk.book.head
    pressed = 0
    for place in PLACES:
        broken.go(place.key)
        page: Any = broken.current_page()
        for made in page.findChildren(QAbstractButton):
            if not (made.isVisible() and made.isEnabled()):
                continue
            made.click()
            pressed += 1
            for dialog in broken.findChildren(QDialog):
                if dialog.isVisible() and not isinstance(dialog, QFileDialog):
                    go = getattr(dialog, "go", None)
                    if go is not None:
                        go.click()
                dialog.close()
            popup = QApplication.activePopupWidget()
            if popup is not None:
                popup.close()
            assert desk.book.connection.in_transaction is False
            broken.go(place.key)
            if broken.current_page() is not page:
                break
    assert pressed > 60
    assert desk.book.head == before


class Hands:
    """Random clicking and typing, from a fixed seed."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window = window
        self._random = random.Random(seed)

    def act(self) -> None:
        """One thing that a hand may do."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            QTest.keyClick(popup, self._random.choice((Qt.Key.Key_Escape, Qt.Key.Key_Down)))
            if isinstance(popup, QMenu) and self._random.random() < 0.5:
                popup.close()
            return
        for dialog in self._window.findChildren(QFileDialog):
            dialog.close()
        dialogs = [one for one in self._window.findChildren(QDialog) if one.isVisible()]
        root: QWidget = dialogs[-1] if dialogs else self._window
        if dialogs and self._random.random() < 0.15:
            dialogs[-1].close()
            return
        shown = [one for one in root.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
        widget = self._random.choice(shown)
        self._random.choice((self._click, self._click, self._type, self._key))(widget)

    def _click(self, widget: QWidget) -> None:
        at = QPoint(
            self._random.randrange(max(widget.width(), 1)),
            self._random.randrange(max(widget.height(), 1)),
        )
        button = Qt.MouseButton.LeftButton
        if self._random.random() < 0.1:
            button = Qt.MouseButton.RightButton
        QTest.mouseClick(widget, button, pos=at)

    def _type(self, widget: QWidget) -> None:
        words = ("8.4.1", "fri", "+30", "Valve <DN50>", "ä ö", "x", "=1+1", "29.2.2026")
        write(widget, self._random.choice(words))

    def _key(self, widget: QWidget) -> None:
        keys = (
            Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down,
            Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_PageDown,
        )  # fmt: skip
        QTest.keyClick(widget, self._random.choice(keys))
        if self._random.random() < 0.2:
            self._window.go(self._random.choice(PLACES).key)
        if self._random.random() < 0.1 and self._window.desk:
            self._random.choice((self._window.status.undo.click, self._window.quick_finding))()


class Patience:
    """Says no to what Qt's own dialogs and menus ask, which wait for an answer for ever."""

    def __init__(self) -> None:
        self._asked: QWidget | None = None
        self._since = monotonic()

    def look(self) -> None:
        """Close what has been asking for too long; a message box at once."""
        asked = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if asked is not self._asked:
            self._asked, self._since = asked, monotonic()
        if isinstance(asked, QMessageBox) or (asked and monotonic() - self._since > 3):
            asked.close()


def play(window: MainWindow, seed: int, seconds: float) -> int:
    """Act until the time is over; how often."""
    hands, until, acts = Hands(window, seed), monotonic() + seconds, 0
    answering = QTimer()
    patience = Patience()
    answering.timeout.connect(patience.look)
    answering.start(200)
    while monotonic() < until and window.desk is not None:
        try:
            hands.act()
        except RuntimeError as error:
            if "already deleted" not in str(error):
                raise
        QTest.qWait(1)
        acts += 1
    return acts


@pytest.mark.slow
def test_two_minutes_of_random_hands_break_nothing(company: MainWindow, heard: Heard) -> None:
    assert company.desk is not None
    desk = company.desk
    path = desk.book.path
    assert play(company, SEED, 120) > 1000
    assert not [text for text, _weight in heard if "our mistake" in text]
    assert path.exists()
    if company.desk is desk:
        assert desk.book.connection.in_transaction is False
        assert check(desk.book).problems == ()
