"""The note that a major nonconformity is owed a follow-up audit, with a click to plan it."""

from PySide6.QtCore import Qt

from auditdesk.book.follow_ups import FollowUp, follow_ups
from auditdesk.gui.asking.new_audit import ask_audit
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import Fresh, button, plain_label
from auditdesk.i18n import _
from auditdesk.work.follow_up import proposal


class FollowUpNote(Fresh):
    """Nothing where no follow-up is owed, or one is planned already."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=2)
        self.setProperty("role", "problem")
        self._desk = desk
        self._owed: FollowUp | None = None

    def show_finding(self, id: str, locked: bool) -> None:
        """Say until when a follow-up audit of this finding is owed."""
        layout = self.begin()
        layout.setContentsMargins(10, 6, 8, 6)
        found = [] if locked else follow_ups(self._desk.book, id)
        self._owed = found[0] if found else None
        self.setVisible(self._owed is not None)
        if self._owed is not None:
            told = _("A follow-up audit is owed until {day}; none is planned.")
            text = told.format(day=words.day_text(self._owed.due))
            layout.addWidget(plain_label(text, "label", wrap=True))
            verb = button(_("Plan follow-up audit…"), self.plan, "link")
            layout.addWidget(verb, 0, Qt.AlignmentFlag.AlignLeft)

    def plan(self) -> None:
        """Ask for the follow-up audit, filled in as far as it is known."""
        if self._owed is not None:
            known = proposal(self._desk.read, self._owed, self._desk.today)
            ask_audit(self, self._desk, known)
