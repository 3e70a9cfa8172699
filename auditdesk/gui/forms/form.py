"""Form: edits one thing in place, a field saved when it is left; no Save button."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from auditdesk.domain.checks import Problem
from auditdesk.errors import FieldRefused, ReasonNeeded, Refusal, Trouble
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.choices import Clauses, calendar_at, subject_of
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.dialogs import ask_moves, ask_reason
from auditdesk.gui.parts.editors import Editor, LeaveOnEscape
from auditdesk.gui.parts.widgets import GAP, Fresh, button, plain_label
from auditdesk.i18n import _

NEW = "new"


@dataclass(frozen=True)
class Field:
    """One field of a form: its key in the plain data, and how its editor is made.

    short: two short fields stand side by side.
    """

    key: str
    make: Callable[[Desk], Editor]
    short: bool = False


_NOTHING = object()
_ROOM_FOR_TWO = 270
"""Pixels from which on two short fields stand side by side."""


def lay_out(fields: Sequence[Field], editors: dict[str, Editor]) -> QVBoxLayout:
    """Fields one below the other, short ones in pairs."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    pair: _Pair | None = None
    for field in fields:
        if not field.short:
            layout.addWidget(editors[field.key])
            pair = None
        elif pair is None:
            pair = _Pair()
            pair.add(editors[field.key])
            layout.addWidget(pair)
        else:
            pair.add(editors[field.key])
            pair = None
    return layout


class _Pair(QWidget):
    """Two short fields side by side, one below the other where the room is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self._fields = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(GAP + 4)

    def add(self, editor: Editor) -> None:
        """Put a field behind the other."""
        self._fields.addWidget(editor, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        beside = event.size().width() >= _ROOM_FOR_TWO
        self._fields.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


class Form(QWidget):
    """The fields of one thing; `saved` with the key of a field after its step."""

    saved = Signal(str)

    def __init__(
        self,
        desk: Desk,
        kind: str,
        fields: Sequence[Field],
        lay: Callable[[Sequence[Field], dict[str, Editor]], QLayout] = lay_out,
    ) -> None:
        super().__init__()
        self.kind = kind
        self.id = ""
        self.name = ""
        self._desk = desk
        self._stored: dict[str, Any] = {}
        self._asked: dict[str, Any] = {}
        self._saving = False
        self._escape = LeaveOnEscape(self)
        self.editors = {field.key: field.make(desk) for field in fields}
        for key, editor in self.editors.items():
            editor.typed.connect(lambda key=key: self._typed(key))
            editor.left.connect(lambda key=key: self.save(key))
            for part in editor.findChildren(QWidget):
                if isinstance(part, QLineEdit | QPlainTextEdit):
                    part.installEventFilter(self._escape)
        self.setLayout(lay(fields, self.editors))

    def put_below(self, key: str, widget: QWidget) -> None:
        """Let something stand below a field that is not a short one, where they are in a column."""
        below = self.layout()
        assert isinstance(below, QVBoxLayout)
        below.insertWidget(below.indexOf(self.editors[key]) + 1, widget)

    def put_above(self, key: str, widget: QWidget) -> None:
        """Let something stand above a field that is not a short one."""
        above = self.layout()
        assert isinstance(above, QVBoxLayout)
        above.insertWidget(above.indexOf(self.editors[key]), widget)

    def focus(self) -> None:
        """Put the cursor into the first field."""
        next(iter(self.editors.values())).focus()

    def show_thing(self, id: str, name: str, locked: bool = False) -> None:
        """Show a thing; what was typed and never saved is shown instead of what is stored."""
        if id != self.id:
            self.leave()
            self._asked.clear()
        fresh, self.id, self.name = id != self.id, id, name
        self._stored = self._desk.plain(self.kind, id)
        for key, editor in self.editors.items():
            if isinstance(editor, DateEditor):
                editor.calendar = partial(calendar_at, self._desk, self.kind, id)
            clauses = getattr(editor, "clauses", None)
            if isinstance(clauses, Clauses):
                clauses.subject = partial(subject_of, self._desk, self.kind, id)
            editor.set_locked(locked)
            typed = self._desk.drafts.at(self._place(key))
            if typed is None:
                if fresh or not editor.control.hasFocus() or not editor.problem:
                    editor.show_value(self._stored.get(key))
                    editor.set_problem("")
            elif fresh:
                editor.show_raw(typed)
                editor.set_problem(_("Kept from before; it is saved when you leave the field."))

    def leave(self) -> None:
        """Save what is being typed before another thing is shown or the window closes.

        What fails is told and stays a draft: nobody is kept from leaving.
        """
        for key in self.editors:
            if self.id and self._desk.drafts.at(self._place(key)) is not None:
                try:
                    self.save(key)
                except Exception as error:
                    self._desk.messenger.tell(error, error.__traceback__)

    def save(self, key: str, reason: str = "", agreed: bool = False) -> None:
        """Save one field; what is refused stays in the field, with the reason below it.

        agreed: whether what moves along was shown already. What was asked about and not answered
        stays in the field, and is asked about again when it was edited.
        """
        editor = self.editors[key]
        if not self.id or self._saving:
            return
        self._saving = True
        try:
            value = editor.value()
            if value == self._stored.get(key) or (not value and not self._stored.get(key)):
                self._done(key)
                return
            if not reason and not agreed and self._asked.get(key, _NOTHING) == value:
                return
            data = {key: value, "reason": reason} if reason else {key: value}
            what = _("{name}: {field}").format(name=self.name, field=editor.name)
            if not agreed and self._asked_first(key, data):
                return
            self._desk.amend(what, self.kind, self.id, data)
        except ReasonNeeded as needed:
            editor.set_problem(str(needed))
            self._asked[key] = value
            ask_reason(self, str(needed), lambda told: self.save(key, told))
            return
        except FieldRefused as refused:
            editor.set_problem(refused.sentence)
            return
        except (Refusal, Trouble, ValueError) as error:
            editor.set_problem(str(error))
            return
        finally:
            self._saving = False
        self._stored[key] = value
        self._done(key)
        self.saved.emit(key)

    def _asked_first(self, key: str, data: dict[str, Any]) -> bool:
        """Show what moves along with a field, if anything does, before it is saved."""
        shown, why = self._desk.foresee_amending(self.kind, (self.id,), data)
        if not shown.moving:
            return False
        self.editors[key].set_problem(why or _("Not saved yet: see what moves along."))
        self._asked[key] = data[key]
        if why:
            ask_reason(self, why, lambda told: self.save(key, told, agreed=True), shown)
        else:
            ask_moves(self, shown, lambda: self.save(key, agreed=True))
        return True

    def _done(self, key: str) -> None:
        self._asked.pop(key, None)
        self.editors[key].set_problem("")
        self._desk.drafts.forget(self._place(key))

    def _typed(self, key: str) -> None:
        self._asked.pop(key, None)
        if self.id:
            self._desk.drafts.keep(self._place(key), self.editors[key].raw())

    def _place(self, key: str) -> tuple[str, str, str]:
        return (self.kind, self.id, key)


class Problems(Fresh):
    """What is missing, each a click to its field."""

    def __init__(self, go_to: Callable[[str], None]) -> None:
        super().__init__(spacing=2)
        self.setProperty("role", "problem")
        self._go_to = go_to

    def show_problems(self, headline: str, problems: Iterable[Problem]) -> None:
        """List the problems below a headline; nothing where there are none."""
        layout = self.begin()
        layout.setContentsMargins(10, 6, 8, 6)
        found = list(problems)
        self.setVisible(bool(found))
        if not found:
            return
        layout.addWidget(plain_label(headline, "label", wrap=True))
        for problem in found:
            link = button(problem.message, partial(self._go_to, problem.field), "link")
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
