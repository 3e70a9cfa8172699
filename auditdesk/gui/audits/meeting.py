"""Who was at a meeting: expected people noted at once, absent ones marked, signatures drawn."""

from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from auditdesk.book.audit_reader import expected
from auditdesk.book.tables import Attendance, Session
from auditdesk.domain.meeting import HEADINGS
from auditdesk.errors import Refusal
from auditdesk.gui.audits import audit_papers
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import LineEditor
from auditdesk.gui.parts.pictures import png_of
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row
from auditdesk.i18n import _
from auditdesk.work import timetables

_INK = QColor(20, 30, 90)


class SignaturePad(QWidget):
    """A field to sign in with finger, pen or touchpad; `signed` tells of the first stroke."""

    signed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Signature"))
        self.setFixedSize(480, 160)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._strokes: list[list[QPoint]] = []

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn yet."""
        return not any(len(stroke) > 1 for stroke in self._strokes)

    def clear(self) -> None:
        """Take all strokes away."""
        self._strokes = []
        self.update()

    def picture(self) -> bytes:
        """The signature as a PNG on white, twice as fine as it is shown."""
        image = QImage(self.size() * 2, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.scale(2, 2)
        self._draw(painter)
        painter.end()
        return png_of(image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._strokes.append([event.position().toPoint()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._strokes:
            self._strokes[-1].append(event.position().toPoint())
            self.signed.emit()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(QPen(QColor(150, 160, 175)))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.drawLine(20, 128, self.width() - 20, 128)
        self._draw(painter)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_INK, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for stroke in self._strokes:
            painter.drawPolyline(stroke)


class SignDialog(QDialog):
    """One person signs."""

    def __init__(self, parent: QWidget, desk: Desk, attendance: str, name: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("{name} signs").format(name=name))
        self.setAccessibleName(self.windowTitle())
        self._desk, self._attendance, self._name = desk, attendance, name
        self.pad = SignaturePad()
        self.go = WriteButton(desk, _("Sign"), self._sign, "main")
        self.go.setEnabled(False)
        self.pad.signed.connect(lambda: self.go.setEnabled(True))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.addWidget(plain_label(name, "heading"))
        layout.addWidget(self.pad)
        layout.addLayout(row(button(_("Again"), self._again), 1, self.go))

    def _again(self) -> None:
        self.pad.clear()
        self.go.setEnabled(False)

    def _sign(self) -> None:
        picture = self.pad.picture()
        self._desk.do(
            _("{name} signs the attendance").format(name=self._name),
            lambda step: timetables.sign_attendance(step, self._attendance, picture),
        )
        self.accept()


class MeetingDialog(QDialog):
    """The attendance of one opening or closing meeting."""

    def __init__(self, parent: QWidget, desk: Desk, session: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._session = desk, session
        meeting = desk.read.get(Session, session)
        self._audit, self._kind = meeting.audit, meeting.kind
        self.setWindowTitle(_("Attendance: {meeting}").format(meeting=_(HEADINGS[self._kind])))
        self.setAccessibleName(self.windowTitle())
        self.resize(640, 460)
        self.table = SmallTable(
            _("Attendance"), (_("Name"), _("Function"), _("Present"), _("Signed")), stretch=1
        )
        self.table.picked.connect(lambda _id: self._enable())
        self.note = WriteButton(desk, _("Note all who are expected"), self._note)
        self.add = WriteButton(desk, _("Add…"), self._ask)
        self.presence = WriteButton(desk, _("Present or absent"), self._turn)
        self.sign = WriteButton(desk, _("Sign…"), self._sign, "main")
        self.paper = button(_("Print"), self._print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        day = words.day_text(meeting.day)
        place = f" · {meeting.place}" if meeting.place else ""
        layout.addWidget(plain_label(f"{day} {meeting.starts}–{meeting.ends}{place}", "muted"))
        layout.addWidget(self.table, 1)
        layout.addLayout(row(self.note, self.add, self.presence, 1, self.paper, self.sign))
        desk.changed.connect(self._hear)
        self._show()

    def _hear(self, tables: frozenset[str]) -> None:
        if "attendance" in tables:
            self._show()

    def _show(self) -> None:
        rows = sorted(
            self._desk.read.rows(Attendance, session=self._session),
            key=lambda one: one.position,
        )
        self.table.show_rows([(one.id, _cells(one)) for one in rows])
        self._enable()

    def _enable(self) -> None:
        current = self._current()
        self.presence.setEnabled(current is not None and not current.signature)
        self.sign.setEnabled(current is not None and not current.signature)

    def _current(self) -> Attendance | None:
        id = self.table.current_id()
        return self._desk.read.find(Attendance, id=id) if id else None

    def _note(self) -> None:
        people = expected(self._desk.book, self._audit, self._session)
        what = _("Attendance: {meeting}").format(meeting=_(HEADINGS[self._kind]))
        self._desk.do(what, lambda step: timetables.note_attendance(step, self._session, people))

    def _ask(self) -> None:
        editors: dict[str, Any] = {
            "name": LineEditor(_("Name")),
            "function": LineEditor(_("Function")),
        }

        def deed(values: dict[str, Any]) -> None:
            if not values["name"]:
                raise Refusal(_("The name is missing."))
            data = {"session": self._session, **{key: v for key, v in values.items() if v}}
            self._desk.enter(
                _("Attendance of {name}").format(name=values["name"]), "attendance", data
            )

        ask(self, _("Who else is here"), editors, _("Add"), deed)

    def _turn(self) -> None:
        current = self._current()
        if current is not None:
            what = _("Attendance of {name}").format(name=current.name)
            self._desk.amend(what, "attendance", current.id, {"present": not current.present})

    def _sign(self) -> None:
        current = self._current()
        if current is not None:
            SignDialog(self, self._desk, current.id, current.name).open()

    def _print(self) -> None:
        audit_papers.preview_meeting(self._desk, self, self._audit, self._kind)


def _cells(one: Attendance) -> tuple[str, ...]:
    moment = one.signed_at.astimezone() if one.signed_at else None
    signed = f"{words.day_text(moment.date())} {moment:%H:%M}" if moment else ""
    return one.name, one.function, _("present") if one.present else _("absent"), signed
