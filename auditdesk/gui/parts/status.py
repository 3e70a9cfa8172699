"""The status line at the foot of the window."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QFrame

from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row
from auditdesk.i18n import _


class StatusLine(QFrame):
    """The status line: what is shown, when it was saved, what undo would undo."""

    def __init__(self, undo: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("status")
        self.shown = plain_label("")
        self.saved_at = plain_label("", "muted")
        self.read_only = plain_label("", "late")
        self.undo = button("", undo, "link")
        self.undo.hide()
        layout = row(
            self.shown, self.saved_at, self.read_only, 1, self.undo, margins=(EDGE, 3, EDGE, 3)
        )
        layout.setSpacing(24)
        self.setLayout(layout)
        self.setMinimumHeight(30)

    def say(self, shown: str, undo: str, read_only: str) -> None:
        """Say what is shown and what undo would undo."""
        self.shown.setText(shown)
        self.undo.setText(_("Undo: {what}").format(what=undo).replace("&", "&&"))
        self.undo.setAccessibleName(_("Undo: {what}").format(what=undo))
        self.undo.setVisible(bool(undo))
        self.read_only.setText(_("Read only: {why}").format(why=read_only) if read_only else "")

    def saved(self, at: datetime) -> None:
        """Say when the last step was saved."""
        self.saved_at.setText(_("Saved {time}").format(time=f"{at:%H:%M}"))
