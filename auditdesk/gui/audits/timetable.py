"""The timetable of an audit: sessions by day and time, each edited beside the list."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.book.tables import AuditRow, Person, Session, SessionPerson
from auditdesk.domain.meeting import HEADINGS
from auditdesk.domain.timetable import Clash, hours_text, minutes_by
from auditdesk.errors import Refusal
from auditdesk.gui.audits import audit_papers
from auditdesk.gui.audits.day_view import DayView
from auditdesk.gui.audits.meeting import MeetingDialog
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import HALF_WORDS, SESSION, SESSION_KINDS, Maker, worded
from auditdesk.gui.forms.form import Form, lay_out
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.widgets import EDGE, Fresh, Link, button, plain_label, scrolled
from auditdesk.i18n import _, ngettext
from auditdesk.work import timetables
from auditdesk.work.plain import name_of

_MOST = 6
_presence = Maker("presence")
_ASKED = ("kind", "day", "starts", "ends", "what", "unit", "auditors", "auditees")


class _Clashes(Fresh):
    """What cannot be, each a click to its session; long sentences are cut, the tooltip has all."""

    def __init__(self, go_to: Callable[[str], None]) -> None:
        super().__init__(spacing=2)
        self.setProperty("role", "problem")
        self._go_to = go_to

    def show_clashes(self, clashes: Sequence[Clash], own: set[str]) -> None:
        """List the clashes; `own` are the sessions of this audit."""
        self.setVisible(bool(clashes))
        layout = self.begin()
        layout.setContentsMargins(10, 6, 8, 6)
        layout.addWidget(plain_label(_("These cannot be:"), "label"))
        for clash in clashes[:_MOST]:
            session = next(id for id in clash.sessions if id in own)
            layout.addWidget(Link(clash.message, partial(self._go_to, session)))
        more = len(clashes) - _MOST
        if more > 0:
            text = ngettext("… and {n} more", "… and {n} more", more).format(n=more)
            layout.addWidget(plain_label(text, "label"))


def _days_of(audit: AuditRow) -> list[date]:
    """The days of an audit, a fortnight at most, without weekends; none while it has no dates."""
    first, last = audit.starts_on, audit.ends_on
    if not first or not last:
        return []
    count = min((last - first).days + 1, 14)
    days = [first + timedelta(days=n) for n in range(count)]
    return [day for day in days if day.weekday() < 5] or days


_ROOM_FOR_BOTH = 860
"""Pixels from which on sessions and the form of one stand side by side."""


class TimetableTab(QWidget):
    """Sessions of one audit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._audit = self._number = ""
        self._locked = self._stale = True
        self.table = SmallTable(
            _("Timetable"), (_("Day"), _("Time"), _("Activity"), _("Who")), stretch=2
        )
        self.table.picked.connect(self._show_session)
        self.form = Form(desk, "session", SESSION)
        self.add = WriteButton(desk, _("Add session…"), self.ask_session, "main")
        self.remove = WriteButton(desk, _("Take out"), self._remove)
        self.follow = WriteButton(desk, _("Follow-up"), self._follow_up)
        self.present = WriteButton(desk, _("Who can be met…"), self._ask_presence)
        self.calendars = button(_("Calendar files"), self._save_calendars)
        self.attendance = button(_("Attendance…"), self._open_meeting)
        self.clashes = _Clashes(self.table.select_id)
        self.sums = plain_label("", "label", wrap=True)
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        side.addWidget(self.clashes)
        self.days = DayView(desk.theme)
        self.days.picked.connect(self.table.select_id)
        self.days.moved.connect(self._moved)
        self.as_days = button(_("Days"), self._turn)
        self.as_days.setCheckable(True)
        area = QScrollArea()
        area.setAccessibleName(_("Days of the timetable"))
        area.setWidgetResizable(True)
        area.setWidget(self.days)
        self.looks = QStackedWidget()
        self.looks.addWidget(self.table)
        self.looks.addWidget(area)
        side.addWidget(self.looks, 1)
        side.addWidget(self.sums)
        deeds = FlowBox(gap=8)
        for widget in (self.add, self.remove, self.as_days, self.attendance, self.follow):
            deeds.add(widget)
        for widget in (self.present, self.calendars):
            deeds.add(widget)
        side.addWidget(deeds)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(scrolled(self.form))
        splitter.setSizes([420, 300])
        self.splitter = splitter
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = Qt.Orientation
        beside = event.size().width() >= _ROOM_FOR_BOTH
        self.splitter.setOrientation(ways.Horizontal if beside else ways.Vertical)

    def show_audit(self, audit: str, number: str, locked: bool) -> None:
        """Show the sessions of an audit."""
        self._audit, self._number, self._locked = audit, number, locked
        sessions = sorted(
            self._desk.read.rows(Session, audit=audit),
            key=lambda one: (one.day, str(one.starts)),
        )
        self.table.show_rows([(one.id, self._texts(one)) for one in sessions])
        self.add.setEnabled(not locked)
        self.remove.setEnabled(not locked and bool(sessions))
        self.follow.setEnabled(not locked)
        self.present.setEnabled(not locked)
        self.calendars.setEnabled(bool(sessions))
        self._stale = True
        if self.isVisible():
            self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._audit:
            self._judge()

    def _judge(self) -> None:
        """Say what clashes, and how long each process is looked at."""
        self._stale = False
        found = timetables.clashes_of(self._desk.read, self._audit)
        slots = timetables.slots_of(self._desk.read, self._audit)
        self.clashes.show_clashes(found, {slot.id for slot in slots})
        audit = self._desk.read.get(AuditRow, self._audit)
        clashing = {id for clash in found for id in clash.sessions}
        self.days.show_slots(_days_of(audit), slots, clashing, self._locked)
        sums = minutes_by(slots, "process")
        told = [f"{name} {hours_text(minutes)}" for name, minutes in sorted(sums.items())]
        self.sums.setText(_("Hours: {sums}").format(sums=" · ".join(told)) if told else "")
        self.sums.setVisible(bool(told))

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
            key=lambda one: (one.day, one.ends),
        )
        editors["kind"].show_value("audit" if past else "opening")
        first = audit.starts_on
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

    def _turn(self) -> None:
        """Show the days side by side, or the list."""
        self.looks.setCurrentIndex(int(self.as_days.isChecked()))
        (self.days if self.as_days.isChecked() else self.table).setFocus()

    def _moved(self, id: str, day: date, starts: str, ends: str) -> None:
        """A session was dragged or resized."""
        what = _("Move session of {name}").format(name=self._number)
        data = {"day": day.isoformat(), "starts": starts, "ends": ends}
        self._desk.amend(what, "session", id, data)

    def _follow_up(self) -> None:
        """Put the open findings of earlier audits on the timetable."""
        audit = self._desk.read.get(AuditRow, self._audit)
        what = _("Follow-up on the timetable of {name}").format(name=self._number)
        if self._desk.do(what, lambda step: timetables.plan_follow_up(step, audit)) is None:
            raise Refusal(
                _("No finding of an earlier audit is open at its units, or it is on the plan.")
            )

    def _ask_presence(self) -> None:
        """Ask when somebody can be met; who has no such times is there all the time."""
        fields = (
            _presence.pick("person", choices.people),
            _presence.date("day"),
            _presence.choice("half", worded(HALF_WORDS), empty=True),
            _presence.time("starts"),
            _presence.time("ends"),
        )
        editors = {field.key: field.make(self._desk) for field in fields}
        first = self._desk.read.get(AuditRow, self._audit).starts_on
        editors["day"].show_value(first.isoformat() if first else "")

        def deed(values: dict[str, Any]) -> None:
            data = {key: value for key, value in values.items() if value}
            what = _("When {who} can be met").format(who=values["person"])
            self._desk.enter(what, "presence", {"audit": self._number, **data})

        ask(self, _("Who can be met, and when"), editors, _("Add"), deed)

    def _open_meeting(self) -> None:
        """Note who is at the selected opening or closing meeting."""
        MeetingDialog(self.window(), self._desk, self.table.current_id()).open()

    def _save_calendars(self) -> None:
        audit_papers.save_calendars(self._desk, self, self._audit)

    def _remove(self) -> None:
        id = self.table.current_id()
        if id:
            what = _("Take session out of {name}").format(name=self._number)
            self._desk.discard(what, "session", id)

    def _show_session(self, id: str) -> None:
        self.form.setVisible(bool(id))
        session = self._desk.read.find(Session, id=id) if id else None
        self.attendance.setEnabled(session is not None and session.kind in HEADINGS)
        self.days.select_id(id)
        if id:
            self.form.show_thing(id, self._number, self._locked)

    def _texts(self, session: Session) -> tuple[str, ...]:
        who = [
            name_of(self._desk.read, Person, link.person)
            for link in self._desk.read.rows(SessionPerson, session=session.id)
        ]
        what = session.what or _(SESSION_KINDS[str(session.kind)])
        return (
            words.day_text(session.day),
            f"{session.starts}–{session.ends}",
            what,
            ", ".join(who),
        )
