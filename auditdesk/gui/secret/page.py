"""The page before an encrypted book: it shows nothing of it, and asks for the passphrase."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from auditdesk.book.recovery import parted
from auditdesk.book.unlocking import unlock, unlock_by_sheets
from auditdesk.errors import Refusal, Trouble
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import LineEditor, LongEditor
from auditdesk.gui.parts.widgets import button, plain_label, row
from auditdesk.gui.parts.working import Working
from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

_WIDE = 420


class PassphraseEditor(LineEditor):
    """A passphrase: what is typed is not shown, and stays as it is."""

    def __init__(self, label: str, help: str = "") -> None:
        super().__init__(label, help)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> Any:
        return self.line.text()


class UnlockPage(QWidget):
    """Asks for the passphrase of a book, or for the words of its recovery sheets.

    opened: called once the key is held. leave: leads elsewhere. locked: whether the book was open
    and is only locked.
    """

    def __init__(
        self,
        path: Path,
        opened: Callable[[], object],
        leave: Callable[[], object],
        *,
        locked: bool = False,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Passphrase"))
        self.path = path
        self._opened = opened
        self._working: Working[None] | None = None
        title = _("{name} is locked") if locked else _("{name} is encrypted")
        self.passphrase = PassphraseEditor(_("Passphrase"))
        self.passphrase.setFixedWidth(_WIDE)
        self.passphrase.line.returnPressed.connect(self.try_passphrase)
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.unlock = button(_("Unlock"), self.try_passphrase, "main")
        self.sheets = button(_("Recovery sheet…"), self.ask_words)
        self.elsewhere = button(_("Another book…"), leave)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(48, 40, 48, 32)
        inside.setSpacing(12)
        inside.addWidget(plain_label(title.format(name=path.name), "title", wrap=True))
        told = (
            _(
                "What you were typing in forms and findings is kept; a small dialog is closed with"
                " what stood in it. Say the passphrase to go on where you were."
            )
            if locked
            else _("Say its passphrase to open it. Without it nobody can, not even its makers.")
        )
        inside.addWidget(plain_label(told, "muted", wrap=True))
        inside.addSpacing(8)
        inside.addWidget(self.passphrase)
        inside.addWidget(self.problem)
        inside.addLayout(row(self.unlock, self.sheets, self.elsewhere, 1))
        inside.addStretch(1)

    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        self.passphrase.line.setFocus()

    def try_passphrase(self) -> None:
        """Try what is typed; what does not open the book is said below it."""
        said = str(self.passphrase.value())
        if not said:
            self._say(_("Say the passphrase."))
            return
        self._try(partial(unlock, self.path, said))

    def ask_words(self) -> Ask:
        """Ask for the words of the recovery sheets."""
        words = LongEditor(_("Words"))

        def deed(values: dict[str, Any]) -> None:
            unlock_by_sheets(self.path, parted(str(values["words"] or "")))
            self._opened()

        return ask(
            self,
            _("Recovery sheet"),
            {"words": words},
            _("Unlock"),
            deed,
            text=_(
                "Type the words of the sheet in the order of their numbers; the first four letters"
                " of each are enough. Of a key in three parts, type the words of two sheets one"
                " after the other. Choose a new passphrase afterwards."
            ),
        )

    def _try(self, deed: Callable[[], None]) -> None:
        if self._working is None:
            self.problem.hide()
            self.unlock.setEnabled(False)
            self.unlock.setText(_("Unlocking…"))
            self._working = Working(self, deed, self._done, self._failed)

    def _rest(self) -> None:
        self._working = None
        self.unlock.setEnabled(True)
        self.unlock.setText(_("Unlock"))

    def _done(self, _nothing: None) -> None:
        self._rest()
        self.passphrase.line.clear()
        self._opened()

    def _failed(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, Refusal | Trouble):
            raise error
        self._say(str(error))
        self.passphrase.line.selectAll()
        self.passphrase.line.setFocus()

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.show()


class WaitPage(QWidget):
    """Says what is being done while no book is open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(48, 40, 48, 32)
        inside.addWidget(plain_label(text, "title", wrap=True))
        inside.addWidget(
            plain_label(_("The book stays as it is until all was read again."), "muted", wrap=True)
        )
        inside.addStretch(1)
