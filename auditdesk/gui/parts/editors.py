"""Editors: a label, a control and a note below it; each speaks the plain data of the verbs."""

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from auditdesk.gui.parts.still import StillBox, still
from auditdesk.gui.parts.widgets import plain_label, plain_tip, restyle
from auditdesk.i18n import _


class Editor(QWidget):
    """One field. `typed` while the user types, `left` when the value should be saved.

    `said` when the note below it says something else and may need other room.
    `value()` raises ValueError with a sentence where what is typed can mean nothing.
    """

    typed = Signal()
    left = Signal()
    said = Signal()

    def __init__(self, label: str, help: str = "") -> None:
        super().__init__()
        self.label = plain_label(label, "label")
        self.note = plain_label("", "label", wrap=True)
        self.note.hide()
        self._label = label
        self._help = help
        self._problem = ""
        self._advice = ""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3)
        self._layout.addWidget(self.label)

    def value(self) -> Any:
        """What the field says, as plain data."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Show plain data without telling anybody."""
        raise NotImplementedError

    def raw(self) -> Any:
        """What is typed, whether it means something or not: what a draft keeps."""
        return self.value()

    def show_raw(self, raw: Any) -> None:
        """Show what a draft kept."""
        self.show_value(raw)

    def set_locked(self, locked: bool) -> None:
        """Let the field be read only."""
        self.control.setEnabled(not locked)

    @property
    def name(self) -> str:
        """What the field is called."""
        return self._label

    @property
    def problem(self) -> str:
        """What is wrong with the value, "" for nothing."""
        return self._problem

    def set_problem(self, problem: str) -> None:
        """Say below the field what is wrong; "" says that nothing is."""
        self._problem = problem
        if bool(self.control.property("wrong")) != bool(problem):
            self.control.setProperty("wrong", bool(problem))
            restyle(self.control)
        self._say()

    @property
    def advice(self) -> str:
        """What is said of the text, "" for nothing."""
        return self._advice

    def set_advice(self, advice: str) -> None:
        """Say below the field what could be better; it keeps nobody from saving."""
        self._advice = advice
        self._say()

    def focus(self) -> None:
        """Put the cursor here."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    control: QWidget

    def _put(self, control: QWidget, *beside: QWidget, inside: QWidget | None = None) -> None:
        """Lay out the control, or the widget it is inside of, and what stands beside it."""
        self.control = control
        if isinstance(control, QLineEdit):
            undo_falls_through(control)
        control.setAccessibleName(self._label)
        control.setAccessibleDescription(self._help)
        control.setToolTip(plain_tip(self._help))
        self.label.setBuddy(control)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(inside or control, 1)
        for widget in beside:
            line.addWidget(widget)
        self._layout.addLayout(line)
        self._layout.addWidget(self.note)

    def _hint(self) -> str:
        """What the note says where nothing is wrong."""
        return ""

    def _say(self) -> None:
        text = self._problem or self._advice or self._hint()
        role = "problem" if self._problem or self._advice else "label"
        if self.note.property("role") != role:
            self.note.setProperty("role", role)
            restyle(self.note)
        if text != self.note.text():
            self.note.setText(text)
            self.said.emit()
        self.note.setVisible(bool(text))


class _UndoFallsThrough(QObject):
    """Ctrl+Z belongs to a line while there is typing to take back, then to the book."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() != QEvent.Type.ShortcutOverride
            or not isinstance(event, QKeyEvent)
            or not isinstance(watched, QLineEdit)
        ):
            return False
        undo = event.matches(QKeySequence.StandardKey.Undo) and not watched.isUndoAvailable()
        redo = event.matches(QKeySequence.StandardKey.Redo) and not watched.isRedoAvailable()
        if undo or redo:
            event.ignore()
        return undo or redo


def undo_falls_through(line: QLineEdit) -> None:
    """Let Ctrl+Z in a line in which nothing was typed undo the last step of the book."""
    line.installEventFilter(_UndoFallsThrough(line))


class LineEditor(Editor):
    """A short text."""

    def __init__(self, label: str, help: str = "", placeholder: str = "") -> None:
        super().__init__(label, help)
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(lambda _text: self.typed.emit())
        self.line.editingFinished.connect(self.left)
        self._put(self.line)

    def value(self) -> Any:
        return self.line.text().strip()

    def show_value(self, value: Any) -> None:
        if self.line.text() != str(value or ""):
            self.line.setText(str(value or ""))
            self.line.setCursorPosition(0)

    def raw(self) -> Any:
        return self.line.text()

    def show_raw(self, raw: Any) -> None:
        self.line.setText(str(raw))

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)


class TimeEditor(LineEditor):
    """A time of day: “9”, “930” and “9:30” are understood."""

    def value(self) -> Any:
        typed = self.line.text().strip()
        found = re.fullmatch(r"(\d{1,2})(?:[:.h ]?(\d{2}))?", typed)
        if not typed:
            return ""
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValueError(_("“{value}” is not a time; write it like 09:30").format(value=typed))
        return f"{int(found[1]):02d}:{found[2] or '00'}"


class GrowingText(QPlainTextEdit):
    """A text field as high as its text; Tab goes on to the next field."""

    left = Signal()

    def __init__(self, least_lines: int = 2, most_lines: int = 16) -> None:
        super().__init__()
        still(self)
        self._least, self._most = least_lines, most_lines
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        needed = int(self.document().size().height())
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
            if needed > self._most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        lines = max(self._least, min(needed, self._most))
        height = lines * self.fontMetrics().lineSpacing() + 20
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the text while there is typing to take back, then to the book."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo)
            document = self.document()
            if (undo and not document.isUndoAvailable()) or (
                redo and not document.isRedoAvailable()
            ):
                event.ignore()
                return True
        return super().event(event)


class LongEditor(Editor):
    """A text of several lines that grows as it is typed."""

    def __init__(self, label: str, help: str = "", least_lines: int = 2) -> None:
        super().__init__(label, help)
        self.text = GrowingText(least_lines)
        self._shows = False
        self.text.setPlaceholderText(help)
        self.text.textChanged.connect(self._changed)
        self.text.left.connect(self.left)
        self._put(self.text)

    def value(self) -> Any:
        return self.text.toPlainText()

    def show_value(self, value: Any) -> None:
        if self.text.toPlainText() == str(value or ""):
            return
        self._shows = True
        self.text.setPlainText(str(value or ""))
        self._shows = False

    def set_locked(self, locked: bool) -> None:
        self.text.setReadOnly(locked)

    def _changed(self) -> None:
        if not self._shows:
            self.typed.emit()


_FEWEST_SIGNS, _MOST_SIGNS = 8, 18
"""How many signs of its words a choice has room for at least; a longer one is cut with “…”."""


class ChoiceEditor(Editor):
    """One of several keys, shown in words."""

    def __init__(
        self, label: str, choices: Sequence[tuple[Any, str]], help: str = "", empty: bool = False
    ) -> None:
        super().__init__(label, help)
        self.box = StillBox()
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.set_choices([(None, "–"), *choices] if empty else choices)
        self.box.view().setAccessibleName(label)
        self.box.activated.connect(self._chosen)
        self._put(self.box)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these keys, in words."""
        self.box.clear()
        for key, word in choices:
            self.box.addItem(word, key)
        longest = max((len(word) for _key, word in choices), default=0)
        self.box.setMinimumContentsLength(min(max(longest, _FEWEST_SIGNS), _MOST_SIGNS))

    def value(self) -> Any:
        return self.box.currentData()

    def show_value(self, value: Any) -> None:
        index = self.box.findData(value if value != "" else None)
        if index < 0 and value not in (None, ""):
            self.box.addItem(str(value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)

    def _chosen(self, _index: int) -> None:
        self.typed.emit()
        self.left.emit()


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, label: str, help: str = "") -> None:
        super().__init__("", help)
        self._label = label
        self.label.hide()
        self.check = QCheckBox(label.replace("&", "&&"))
        self.check.clicked.connect(self._clicked)
        self._put(self.check)

    def value(self) -> Any:
        return self.check.isChecked()

    def show_value(self, value: Any) -> None:
        self.check.setChecked(bool(value))

    def _clicked(self) -> None:
        self.typed.emit()
        self.left.emit()


_MOST_DIGITS = 12


class NumberEditor(LineEditor):
    """A whole number within bounds; left blank it says nothing, and never 0."""

    def __init__(self, label: str, least: int = 0, most: int = 9999, help: str = "") -> None:
        super().__init__(label, help)
        self._least, self._most = least, most

    def value(self) -> Any:
        typed = self.line.text().strip()
        if not typed:
            return ""
        digits = typed.isdecimal() and len(typed) <= _MOST_DIGITS
        if not digits or not self._least <= int(typed) <= self._most:
            raise ValueError(
                _("“{value}” is not a whole number from {least} to {most}").format(
                    value=typed, least=self._least, most=self._most
                )
            )
        return int(typed)

    def show_value(self, value: Any) -> None:
        self.line.setText("" if value is None else str(value))


class LeaveOnEscape(QObject):
    """Escape leaves the field: what was typed is saved, never thrown away."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and isinstance(watched, QWidget)
            and isinstance(watched, QLineEdit | QPlainTextEdit)
        ):
            watched.clearFocus()
            return True
        return False
