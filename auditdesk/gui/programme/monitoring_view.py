"""What shows how well the programme runs: feedback and the like, and points for the review."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.tables import AuditRow, Finding, Monitoring, Person, Programme, ReviewPoint
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import Maker, worded
from auditdesk.gui.forms.form import Field
from auditdesk.gui.lists.things import ThingsTab
from auditdesk.gui.parts import words
from auditdesk.i18n import N_, _
from auditdesk.work.plain import name_of

ABOUT = {
    "feedback": N_("Feedback of auditees"),
    "schedule": N_("Keeping to the schedule"),
    "team": N_("Work of the team"),
    "resources": N_("Resources"),
    "records": N_("Records"),
}
Texts = list[tuple[str, tuple[str, ...]]]

_monitoring = Maker("monitoring")
_NOTE: tuple[Field, ...] = (
    _monitoring.choice("about", worded(ABOUT)),
    _monitoring.pick("person", choices.people),
    _monitoring.number("rating"),
    _monitoring.long("text"),
    _monitoring.line("given_by", short=True),
    _monitoring.date("noted_on"),
)
_NEW_NOTE: tuple[Field, ...] = (_monitoring.pick("audit", choices.audit_numbers), *_NOTE)

_point = Maker("review_point")
_POINT: tuple[Field, ...] = (
    _point.long("text"),
    _point.date("reviewed_on"),
    _point.long("decision"),
)
_NEW_POINT: tuple[Field, ...] = (
    _point.pick("finding", choices.issued_numbers),
    _point.long("text"),
)


class MonitoringView(QWidget):
    """Two lists with their forms: what was noted of a year, and what the review must hear."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._year = desk, desk.today.year
        self.notes = ThingsTab(
            desk,
            "monitoring",
            _("Monitoring of the programme"),
            (_("On"), _("About"), _("Audit"), _("Auditor"), _("Rating"), _("What")),
            lambda _desk: self._notes(),
            _NOTE,
            _NEW_NOTE,
            _(
                "What was said or seen of the programme and its audits: ISO 19011 asks to"
                " monitor it."
            ),
            known=lambda: {"programme": str(self._year)},
            stretch=5,
        )
        self.points = ThingsTab(
            desk,
            "review_point",
            _("For the management review"),
            (_("Noted on"), _("Finding"), _("Point"), _("Reviewed on"), _("Decision")),
            lambda _desk: self._points(),
            _POINT,
            _NEW_POINT,
            _("For the management review. A point is noted by itself when actions fail again."),
            stretch=2,
        )
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self.notes)
        splitter.addWidget(self.points)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_year(self, year: int) -> None:
        """Show what was noted of the programme of a year, and the points of all years."""
        self._year = year
        self.notes.refresh()
        self.points.refresh()

    def leave(self) -> None:
        """Save what is being typed."""
        self.notes.leave()
        self.points.leave()

    def _notes(self) -> Texts:
        read = self._desk.read
        programmes = {one.id for one in read.rows(Programme, year=self._year)}
        notes = [one for one in read.rows(Monitoring) if one.programme in programmes]
        return [
            (
                one.id,
                (
                    words.day_text(one.noted_on),
                    _(ABOUT[one.about]),
                    name_of(read, AuditRow, one.audit),
                    name_of(read, Person, one.person),
                    words.number_text(one.rating) if one.rating else "",
                    one.text,
                ),
            )
            for one in sorted(notes, key=lambda one: one.noted_on)
        ]

    def _points(self) -> Texts:
        read = self._desk.read
        points = sorted(
            read.rows(ReviewPoint), key=lambda one: (one.reviewed_on is not None, one.noted_on)
        )
        return [
            (
                one.id,
                (
                    words.day_text(one.noted_on),
                    name_of(read, Finding, one.finding),
                    one.text,
                    words.day_text(one.reviewed_on),
                    one.decision,
                ),
            )
            for one in points
        ]
