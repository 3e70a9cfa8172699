"""Periods: one reason for all rows of a file that go into closed periods."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLineEdit

from auditdesk.gui.parts.widgets import column, plain_label, row
from auditdesk.i18n import _, ngettext
from auditdesk.intake.account import Account


class PeriodReason(QFrame):
    """Shown once rows go into closed periods; what is told is tried at once."""

    def __init__(self, told: Callable[[str], object]) -> None:
        super().__init__()
        self._told = told
        self._reason = ""
        self.text = plain_label("", "problem", wrap=True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))
        self.reason.editingFinished.connect(self._leave)
        layout = column(self.text, margins=(0, 0, 0, 0))
        layout.addLayout(row(plain_label(_("Reason")), self.reason))
        self.setLayout(layout)
        self.hide()

    def show_account(self, account: Account) -> None:
        """Say how many rows need the reason; it stays once it was told."""
        count = account.into_closed
        self.text.setText(
            ngettext(
                "{n} row goes into a closed period. Say why, and it is taken.",
                "{n} rows go into a closed period. Say why, and they are taken.",
                count,
            ).format(n=count)
        )
        self.text.setVisible(bool(count))
        self.setVisible(bool(count or self._reason))

    def _leave(self) -> None:
        reason = self.reason.text().strip()
        if reason != self._reason:
            self._reason = reason
            self._told(reason)
