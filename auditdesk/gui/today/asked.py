"""How many questions of an external auditor stand open; a click leads to them."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.widgets import EDGE, button, row
from auditdesk.i18n import _, ngettext

_REST = 1_000
"""Milliseconds without a change before the book is asked: it takes as long as the book is big."""


class AskedLine(QFrame):
    """One line below what is due; hidden until the book was asked, and where none stands open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked: object = None
        self.link = button("", lambda: desk.show("readiness", ""), "link", name=_("Readiness"))
        self.setLayout(row(self.link, 1, margins=(EDGE, 4, EDGE, 8)))
        self.hide()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self._count_if_shown)

    def count_later(self) -> None:
        """Ask the book once nothing has changed for a while."""
        self._rest.start()

    def _count_if_shown(self) -> None:
        page = self.parentWidget()
        if self._desk.is_open and page is not None and page.isVisible():
            self.count()

    def count(self) -> None:
        """Ask the book, unless nothing was done since it was asked."""
        from auditdesk.book.completeness.answers import answers, period_of

        book, today = self._desk.book, self._desk.today
        now = (book.head, today)
        if now == self._asked:
            return
        self._asked = now
        n = sum(1 for one in answers(book, period_of(None, today)) if one.failing)
        text = ngettext(
            "{n} question of an external auditor stands open",
            "{n} questions of an external auditor stand open",
            n,
        ).format(n=n)
        self.link.setText(text)
        self.link.setAccessibleName(text)
        self.setVisible(n > 0)
