"""Dialogs: a few fields and one verb; what is refused is said there and nothing typed is lost."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from auditdesk.errors import FieldRefused, PeriodClosed, ReasonNeeded, Refusal, Trouble
from auditdesk.gui.parts.editors import Editor, LongEditor
from auditdesk.gui.parts.moving import MovesAlong
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.gui.parts.drafts import Drafts
    from auditdesk.work.preview import Preview

_PAUSE = 250
"""Milliseconds without typing after which it is looked what would move along."""


class Ask(QDialog):
    """Asks for some values and does a deed with them.

    deed: called with the values by key; where it raises Refusal or Trouble the dialog stays and
    says so. drafts and kind: what is typed survives Escape and a killed process. foresee: what the
    deed would move along with these values, which is shown while they are typed.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        editors: Mapping[str, Editor],
        verb: str,
        deed: Callable[[dict[str, Any]], object],
        *,
        text: str = "",
        layout: QVBoxLayout | None = None,
        drafts: "Drafts | None" = None,
        kind: str = "",
        of: str = "new",
        foresee: "Callable[[dict[str, Any]], Preview] | None" = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self.editors = dict(editors)
        self._deed = deed
        self._drafts, self._kind, self._of = drafts, kind, of
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.go = button(verb, self._try, "main")
        self.go.setDefault(True)
        body = QVBoxLayout(self)
        body.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        body.setSpacing(12)
        if text:
            body.addWidget(plain_label(text, wrap=True))
        if layout is None:
            for editor in self.editors.values():
                body.addWidget(editor)
        else:
            body.addLayout(layout)
        self.moves = MovesAlong()
        self._foresee = foresee
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self.look_ahead)
        self._laid_out = QTimer(self, singleShot=True, interval=0)
        self._laid_out.timeout.connect(self._grow)
        body.addWidget(self.moves)
        body.addWidget(self.problem)
        body.addStretch(1)
        body.addLayout(row(1, button(_("Cancel"), self.reject), self.go))
        save_by_key(self, self.go)
        self._restore()
        self.look_ahead()

    def make_room(self) -> None:
        """Grow for what is shown now, once it is laid out."""
        self._laid_out.start()

    def look_ahead(self) -> None:
        """Show what the deed would move; nothing where it would be refused as it stands."""
        if self._foresee is None:
            return
        try:
            values = {key: editor.value() for key, editor in self.editors.items()}
            shown = self._foresee(values)
        except (Refusal, Trouble, ValueError):
            shown = None
        self.moves.show_preview(shown)
        self._laid_out.start()

    def _restore(self) -> None:
        for key, editor in self.editors.items():
            editor.typed.connect(lambda key=key: self._typed(key))
            editor.said.connect(self._laid_out.start)
            typed = self._drafts.at((self._kind, self._of, key)) if self._drafts else None
            if typed is not None:
                editor.show_raw(typed)

    def _typed(self, key: str) -> None:
        if self._foresee:
            self._pause.start()
        if self._drafts:
            self._drafts.keep((self._kind, self._of, key), self.editors[key].raw())

    def _try(self) -> None:
        try:
            values = {key: editor.value() for key, editor in self.editors.items()}
        except (Refusal, ValueError) as error:
            self._say(error)
            return
        self._do(values)

    def _do(self, values: dict[str, Any]) -> None:
        try:
            self._deed(values)
        except ReasonNeeded as needed:
            self._say(needed)
            if isinstance(needed, PeriodClosed) and needed.again is not None:
                ask_reason(self, str(needed), partial(self._do_again, needed.again))
            elif "reason" not in self.editors and "reason" not in values:
                again = lambda reason: self._do({**values, "reason": reason})  # noqa: E731
                ask_reason(self, str(needed), again)
            return
        except (Refusal, Trouble, ValueError) as error:
            self._say(error)
            return
        self._finish()

    def _do_again(self, deed: Callable[[str], object], reason: str) -> None:
        deed(reason)
        self._finish()

    def _finish(self) -> None:
        if self._drafts:
            for key in self.editors:
                self._drafts.forget((self._kind, self._of, key))
        self.accept()

    def _say(self, error: Exception) -> None:
        """Say what is refused; of one field, below its name, with the cursor in it."""
        told = str(error)
        if isinstance(error, FieldRefused):
            told = f"{error.label}: {error.sentence}"
            if error.field in self.editors:
                self.editors[error.field].focus()
        self.problem.setText(told)
        self.problem.show()
        self._laid_out.start()

    def _grow(self) -> None:
        """Make room for what is said, on the screen: a least height knows no wrapped lines."""
        layout = self.layout()
        if layout:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width())
            screen = self.screen().availableGeometry()
            self.resize(self.width(), max(self.height(), min(needed, screen.height())))
            below = self.geometry().bottom() - screen.bottom()
            if below > 0:
                self.move(self.x(), max(screen.top(), self.y() - below))


def save_by_key(dialog: QDialog, go: QPushButton) -> None:
    """Let Ctrl+Enter press the main button from any field; what is typed there is taken first."""

    def press() -> None:
        go.setFocus()
        go.click()

    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        action = QAction(go.text(), dialog)
        action.setProperty("shortcut", keys)
        action.triggered.connect(press)
        dialog.addAction(action)


def ask(
    parent: QWidget,
    title: str,
    editors: Mapping[str, Editor],
    verb: str,
    deed: Callable[[dict[str, Any]], object],
    *,
    text: str = "",
    foresee: "Callable[[dict[str, Any]], Preview] | None" = None,
) -> Ask:
    """Open a small dialog; it does not block."""
    dialog = Ask(parent.window(), title, editors, verb, deed, text=text, foresee=foresee)
    dialog.open()
    first = next(iter(dialog.editors.values()), None)
    entrance = first.control if first else dialog.go
    entrance.setFocus()
    if isinstance(entrance, QLineEdit):
        entrance.selectAll()
    return dialog


def ask_reason(
    parent: QWidget, text: str, deed: Callable[[str], object], shown: "Preview | None" = None
) -> Ask:
    """Ask why, where a rule demands a reason; beside it stands what would move along."""

    def with_reason(values: dict[str, Any]) -> None:
        reason = str(values["reason"]).strip()
        if not reason:
            raise Refusal(_("Say why."))
        deed(reason)

    return ask(
        parent,
        _("Reason"),
        {"reason": LongEditor(_("Reason"))},
        _("Continue"),
        with_reason,
        text=text,
        foresee=_always(shown),
    )


def ask_moves(parent: QWidget, shown: "Preview", deed: Callable[[], object]) -> Ask:
    """Show what moves along with a change, and make it when that is agreed."""
    return ask(
        parent,
        _("What moves along"),
        {},
        _("Change"),
        lambda _values: deed(),
        foresee=_always(shown),
    )


def _always(shown: "Preview | None") -> "Callable[[dict[str, Any]], Preview] | None":
    return None if shown is None else lambda _values: shown


def confirm(parent: QWidget, title: str, text: str, verb: str, deed: Callable[[], object]) -> Ask:
    """Ask before something that undo cannot take back."""
    return ask(parent, title, {}, verb, lambda _values: deed(), text=text)


def save_path(
    parent: QWidget, title: str, name: str, kinds: Sequence[str], then: Callable[[str], object]
) -> QFileDialog:
    """Ask where a file shall be saved."""
    dialog = QFileDialog(parent.window(), title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.selectFile(name)
    dialog.fileSelected.connect(then)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def open_paths(
    parent: QWidget,
    title: str,
    kinds: Sequence[str],
    then: Callable[[list[str]], object],
    *,
    several: bool = False,
) -> QFileDialog:
    """Ask for files that exist."""
    dialog = QFileDialog(parent.window(), title)
    dialog.setFileMode(
        QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile
    )
    dialog.setNameFilters(list(kinds))
    dialog.filesSelected.connect(then)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
