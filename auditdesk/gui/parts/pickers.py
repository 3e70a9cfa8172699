"""Pickers: fields that complete what is typed: people, clauses, units, and lists of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QWidget,
)

from auditdesk.domain.fold import fold, spellings
from auditdesk.gui.parts.editors import Editor
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.widgets import plain_tip, tool_button
from auditdesk.i18n import _

_SHOWN = 30
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_EXPLAINED = 3
"""Values that are explained below the field; of more, the tooltips tell."""


@dataclass(frozen=True)
class Suggestion:
    """Something that may be meant: what is entered, what is shown, and more about it.

    add: adds to the book what is not there yet, before it is entered.
    """

    text: str
    shown: str = ""
    detail: str = ""
    add: Callable[[], object] | None = None


Provider = Callable[[str], Iterable[Suggestion]]


@dataclass(frozen=True)
class NamePicker:
    """The names of which one is picked. `new` suggests what is not there yet and may be added.

    beside: whether also beside names that fit, and not only where none does.
    """

    read: Callable[[], list[str]]
    new: Provider = lambda _text: ()
    beside: bool = False

    def may_be_new(self, text: str, fitting: Sequence[Suggestion]) -> Iterable[Suggestion]:
        """What may be added for a text that these names fit."""
        return self.new(text) if self.beside or not fitting else ()

    def __call__(self) -> list[str]:
        return self.read()


def among(names: Callable[[], Sequence[str]]) -> Provider:
    """Suggests the names that begin with what is typed, then those that contain it, then what may
    be added where nothing is called so."""

    def suggest(text: str) -> list[Suggestion]:
        typed = fold(text.strip())
        folded = [(spellings(name), name) for name in names()]
        first = [name for told, name in folded if told.startswith(typed)]
        later = [name for told, name in folded if typed in told and not told.startswith(typed)]
        known = [Suggestion(name) for name in (*first, *later)]
        if isinstance(names, NamePicker) and not any(told == typed for told, _name in folded):
            known += names.may_be_new(text.strip(), known)
        return known

    return suggest


class Suggester(QObject):
    """Shows suggestions below a line while it is typed in; `chosen` when one is taken."""

    chosen = Signal(str)

    def __init__(self, line: QLineEdit, provider: Provider) -> None:
        super().__init__(line)
        self._line = line
        self.provider = provider
        self._model = QStandardItemModel(self)
        self._shown: list[Suggestion] = []
        self._completer: QCompleter | None = None
        line.textEdited.connect(self.suggest)
        line.installEventFilter(self)

    @property
    def suggestions(self) -> list[str]:
        """What is suggested now."""
        return [self._model.item(n).text() for n in range(self._model.rowCount())]

    def suggest(self, text: str) -> None:
        """Show what may be meant by a text."""
        self._model.clear()
        self._shown = []
        for n, suggestion in enumerate(self.provider(text)):
            if n == _SHOWN:
                break
            item = QStandardItem(suggestion.shown or suggestion.text)
            item.setData(suggestion.text, Qt.ItemDataRole.UserRole)
            item.setToolTip(plain_tip(suggestion.detail))
            item.setEditable(False)
            self._model.appendRow(item)
            self._shown.append(suggestion)
        if self._model.rowCount() and self._line.hasFocus():
            width = max(self._line.width(), 360)
            completer = self._complete()
            completer.complete(QRect(0, self._line.height(), width, 1))
            if popup := completer.popup():
                popup.setCurrentIndex(QModelIndex())  # Qt marks the first, unseen
        elif self._completer and (popup := self._completer.popup()):
            popup.hide()

    def _complete(self) -> QCompleter:
        """The popup below the line, made when it is first needed."""
        if self._completer is None:
            self._completer = QCompleter(self._model, self)
            self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
            self._completer.setWidget(self._line)
            self._completer.setMaxVisibleItems(12)
            popup = self._completer.popup()
            if popup is not None:
                popup.setParent(self._line, popup.windowFlags())
                popup.setAccessibleName(_("Suggestions"))
                popup.setProperty("role", "popup")
                popup.installEventFilter(self)
            activated: Any = self._completer.activated
            activated[QModelIndex].connect(self._take)
        return self._completer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down in the line asks for suggestions; Enter and Tab in the popup take the marked one.

        Qt would give the line its Enter first, and with it what was typed for what was chosen.
        """
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if watched is self._line:
            if event.key() != Qt.Key.Key_Down:
                return False
            self.suggest(self._line.text())
            return True
        marked = self._marked()
        if marked is None or event.key() not in _TAKES or not isinstance(watched, QWidget):
            return False
        watched.hide()
        self._take(marked)
        return event.key() != Qt.Key.Key_Tab

    def _marked(self) -> QModelIndex | None:
        """The suggestion that is marked in the open popup."""
        popup = self._completer.popup() if self._completer else None
        index = popup.currentIndex() if popup is not None and popup.isVisible() else None
        return index if index is not None and index.isValid() else None

    def _take(self, index: QModelIndex) -> None:
        taken = self._shown[index.row()]
        if taken.add is not None:
            taken.add()
        self.chosen.emit(taken.text)


class PickEditor(Editor):
    """One name of a list, completed as it is typed."""

    def __init__(self, label: str, provider: Provider, help: str = "") -> None:
        super().__init__(label, help)
        self.line = QLineEdit()
        self.line.textEdited.connect(lambda _text: self.typed.emit())
        self.suggester = Suggester(self.line, provider)
        self.suggester.chosen.connect(self._take)
        self.line.editingFinished.connect(self._finished)
        self._put(self.line)

    def value(self) -> Any:
        return self.line.text().strip()

    def show_value(self, value: Any) -> None:
        self.line.setText(str(value or ""))
        self.line.setCursorPosition(0)

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)

    def _finished(self) -> None:
        """A beginning that only one name has stands for it, as “Ida” for Ida Kern."""
        typed = fold(self.line.text().strip())
        meant = self.suggester.provider(typed) if typed else ()
        known = (one.text for one in meant if one.add is None)
        begun = [text for text in known if spellings(text).startswith(typed)]
        if len(begun) == 1:
            self.line.setText(begun[0])
        self.left.emit()

    def _take(self, text: str) -> None:
        self.line.setText(text)
        self.typed.emit()
        self.left.emit()


class ManyEditor(Editor):
    """Several names, each a small chip; typing completes the next one."""

    def __init__(
        self,
        label: str,
        provider: Provider,
        help: str = "",
        short: Callable[[str, list[str]], str] = lambda value, _others: value,
        explain: Callable[[str], str] = str,
    ) -> None:
        super().__init__(label, help)
        self._values: list[str] = []
        self._short = short
        self._explain = explain
        self._locked = False
        self._flow = FlowBox()
        self.line = QLineEdit()
        self.line.setMinimumWidth(90)
        self.line.textEdited.connect(lambda _text: self.typed.emit())
        self.suggester = Suggester(self.line, provider)
        self.suggester.chosen.connect(self._take)
        self.line.editingFinished.connect(self._finished)
        self.line.installEventFilter(self)
        self._flow.add(self.line)
        self._put(self.line, inside=self._flow)

    def value(self) -> Any:
        return list(self._values)

    def show_value(self, value: Any) -> None:
        self._values = [str(one) for one in value or ()]
        self._draw()

    def raw(self) -> Any:
        return [*self._values, self.line.text()]

    def show_raw(self, raw: Any) -> None:
        *values, typed = [str(one) for one in raw or [""]]
        self.show_value(values)
        self.line.setText(typed)

    def set_locked(self, locked: bool) -> None:
        self._locked = locked
        self.line.setVisible(not locked)
        self._draw()

    def _hint(self) -> str:
        if len(self._values) > _EXPLAINED:
            return ""
        return "\n".join(told for one in self._values if (told := self._explain(one)) != one)

    def _called(self, value: str) -> str:
        """A value in full, as a screen reader says it."""
        return value

    def _take(self, text: str) -> None:
        if text not in self._values:
            self._values.append(text)
        self.line.clear()
        self._draw()
        self.typed.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter behind what is typed takes it in, and does not press the button of the dialog."""
        if watched is self.line and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and enter and self.line.text().strip():
                self._finished()
                return True
        return False

    def _finished(self) -> None:
        typed = self.line.text().strip()
        if typed:
            self._take(typed)

    def remove(self, value: str) -> None:
        """Take one name out again."""
        self._values.remove(value)
        self._draw()
        self.typed.emit()
        self.left.emit()

    def _draw(self) -> None:
        self._flow.clear(keep=self.line)
        chips: list[QWidget] = []
        for value in self._values:
            shown = self._short(value, self._values)
            chip = tool_button(
                shown if self._locked else f"{shown}  ×",
                shown if self._locked else _("Remove {name}").format(name=self._called(value)),
                None if self._locked else partial(self.remove, value),
                "token",
            )
            chip.setToolTip(plain_tip(self._explain(value)))
            self._flow.add(chip)
            chips.append(chip)
        self._flow.move_last(self.line)
        for earlier, later in pairwise((*chips, self.line)):
            QWidget.setTabOrder(earlier, later)
        self._say()


class KeyedEditor(ManyEditor):
    """Several of a few values that are keys in the book and words in the field."""

    def __init__(self, label: str, words: Mapping[str, str], help: str = "") -> None:
        self._words = {key: _(word) for key, word in words.items()}
        called = among(lambda: list(self._words.values()))
        super().__init__(
            label,
            lambda text: [Suggestion(self._key(one.text), one.text) for one in called(text)],
            help,
            short=lambda key, _others: self._word(key),
            explain=self._word,
        )

    def _word(self, key: str) -> str:
        return self._words.get(key, key)

    def _key(self, text: str) -> str:
        """The key of a word as it was typed; other text as it is, which the book refuses."""
        keys = {fold(word): key for key, word in self._words.items()}
        return keys.get(fold(text), text)

    def _take(self, text: str) -> None:
        super()._take(self._key(text))

    def _hint(self) -> str:
        return ""

    def _called(self, value: str) -> str:
        return self._word(value)
