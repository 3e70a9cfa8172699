"""The timetable of an audit: sessions by day and time, each edited beside the list."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.tables import AuditRow, Person, Session, SessionPerson
from auditdesk.gui import words
from auditdesk.gui.desk import Desk
from auditdesk.gui.dialogs import Ask
from auditdesk.gui.fields import SESSION, SESSION_KINDS
from auditdesk.gui.form import Form, lay_out
from auditdesk.gui.table import SmallTable
from auditdesk.gui.widgets import EDGE, button, row, scrolled
from auditdesk.i18n import _
from auditdesk.work.plain import name_of

_ASKED = ("kind", "day", "starts", "ends", "what", "unit", "auditors", "auditees")


class TimetableTab(QWidget):
    """Sessions of one audit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._audit = self._number = ""
        self._locked = True
        self.table = SmallTable(
            _("Timetable"), (_("Day"), _("Time"), _("Activity"), _("Who")), stretch=2
        )
        self.table.picked.connect(self._show_session)
        self.form = Form(desk, "session", SESSION)
        self.add = button(_("Add session…"), self.ask_session, "main")
        self.remove = button(_("Take out"), self._remove)
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        side.addWidget(self.table, 1)
        side.addLayout(row(self.add, self.remove, 1))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(scrolled(self.form))
        splitter.setSizes([420, 300])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def show_audit(self, audit: str, number: str, locked: bool) -> None:
        """Show the sessions of an audit."""
        self._audit, self._number, self._locked = audit, number, locked
        sessions = sorted(
            self._desk.read.rows(Session, audit=audit),
            key=lambda one: (one.day, str(one.starts)),
        )
        self.table.show_rows([(str(one.id), self._texts(one)) for one in sessions])
        self.add.setEnabled(not locked)
        self.remove.setEnabled(not locked and bool(sessions))

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def ask_session(self) -> None:
        """Ask for a new line of the timetable, after the last one."""
        fields = [field for field in SESSION if field.key in _ASKED]
        editors = {field.key: field.make(self._desk) for field in fields}
        audit = self._desk.read.get(AuditRow, self._audit)
        past = sorted(
            self._desk.read.rows(Session, audit=self._audit),
            key=lambda one: (one.day, str(one.ends)),
        )
        editors["kind"].show_value("audit" if past else "opening")
        first: Any = audit.starts_on
        day = past[-1].day if past else first
        editors["day"].show_value(day.isoformat() if day else "")
        editors["starts"].show_value(str(past[-1].ends) if past else "09:00")

        def deed(values: dict[str, Any]) -> None:
            data = {key: value for key, value in values.items() if value}
            what = _("Add session to {name}").format(name=self._number)
            self._desk.enter(what, "session", {"audit": self._number, **data})

        dialog = Ask(
            self.window(),
            _("Add session"),
            editors,
            _("Add"),
            deed,
            layout=lay_out(fields, editors),
        )
        dialog.open()
        editors["what"].focus()

    def _remove(self) -> None:
        id = self.table.current_id()
        if id:
            what = _("Take session out of {name}").format(name=self._number)
            self._desk.discard(what, "session", id)

    def _show_session(self, id: str) -> None:
        self.form.setVisible(bool(id))
        if id:
            self.form.show_thing(id, self._number, self._locked)

    def _texts(self, session: Any) -> tuple[str, ...]:
        who = [
            name_of(self._desk.read, Person, link.person)
            for link in self._desk.read.rows(SessionPerson, session=session.id)
        ]
        what = str(session.what) or _(SESSION_KINDS[str(session.kind)])
        return (
            words.day_text(session.day),
            f"{session.starts}–{session.ends}",
            what,
            ", ".join(who),
        )
