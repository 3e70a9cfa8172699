"""What the window says: refusals, trouble, our own mistakes; plain text, never in the way."""

import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from auditdesk import crash
from auditdesk.errors import PeriodClosed, Refusal, Trouble
from auditdesk.gui.parts.widgets import Fresh, button, column, plain_label, restyle, tool_button
from auditdesk.i18n import _


class Messenger(QObject):
    """Where everything that must be said goes.

    `said` with a text and its weight, `offered` with a text and (verb, deed) pairs, `asked` with a
    question why and what to do with the answer.
    """

    said = Signal(str, str)
    offered = Signal(str, object)
    asked = Signal(str, object)

    def refuse(self, text: str) -> None:
        """A rule says no, in amber."""
        self.said.emit(text, "problem")

    def trouble(self, text: str) -> None:
        """The machine says no, or we made a mistake, in red."""
        self.said.emit(text, "trouble")

    def offer(self, text: str, deeds: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Something is done; what may be done with it."""
        self.offered.emit(text, tuple(deeds))

    def tell(self, error: BaseException, trace: TracebackType | None) -> None:
        """Say an error as its kind demands; a bug leaves a report file."""
        if isinstance(error, PeriodClosed) and error.again is not None:
            self.asked.emit(str(error), error.again)
        elif isinstance(error, Refusal):
            self.refuse(str(error))
        elif isinstance(error, Trouble):
            self.trouble(str(error))
        else:
            self.trouble(
                _(
                    "AuditDesk failed: this is our mistake. The book is as it was before, and "
                    "what you typed is still here. Details: {file}"
                ).format(file=crash.report(type(error), error, trace))
            )


def install_excepthook(messenger: Messenger) -> Callable[[], None]:
    """Whatever escapes a slot is said in the window; what is called ends that."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
        else:
            messenger.tell(error, trace)

    sys.excepthook = hook

    def remove() -> None:
        sys.excepthook = before

    return remove


class Notice(QFrame):
    """The strip that says what was refused or went wrong, until it is read or the next comes."""

    def __init__(self, messenger: Messenger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName(_("Message"))
        self.text = plain_label("", wrap=True)
        self.text.setProperty("textInteractionFlags", "TextSelectableByMouse")
        close = tool_button("×", _("Close this message"), self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addWidget(self.text, 1)
        self._deeds = Fresh(horizontal=True)
        layout.addWidget(self._deeds)
        layout.addLayout(column(close, 1))
        messenger.said.connect(self.say)
        messenger.offered.connect(self.offer)
        messenger.asked.connect(self.ask_why)
        self.hide()

    def say(self, text: str, weight: str) -> None:
        """Show a text as “problem” (amber) or “trouble” (red)."""
        self.setProperty("role", weight)
        restyle(self)
        self._deeds.begin()
        self.text.setText(text)
        self.show()

    def offer(self, text: str, deeds: Sequence[tuple[str, Callable[[], object]]]) -> None:
        """Say what is done, with buttons for what may be done with it."""
        self.say(text, "done")
        place = self._deeds.begin()
        for verb, deed in deeds:
            place.addWidget(button(verb, deed))

    def ask_why(self, question: str, deed: Callable[[str], object]) -> None:
        """Ask for the reason that was missing, then do it."""
        from auditdesk.gui.parts.dialogs import ask_reason  # late: a start asks nothing

        ask_reason(self.window(), question, deed)

    def dismiss(self) -> None:
        """Hide it; what it said was read."""
        self.text.setText("")
        self.hide()
