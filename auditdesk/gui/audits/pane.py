"""One audit as a workspace: plan, team, timetable, checklist, findings, papers."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.rows import ListedAudit
from auditdesk.book.tables import ReportDeadline
from auditdesk.domain import audit as rules
from auditdesk.domain.audit import AuditState
from auditdesk.errors import Refusal
from auditdesk.gui.asking.quick_finding import quick_finding
from auditdesk.gui.audits.checklist import ChecklistTab
from auditdesk.gui.audits.copy import ask_copy
from auditdesk.gui.audits.report import ReportTab
from auditdesk.gui.audits.team import TeamTab
from auditdesk.gui.audits.timetable import TimetableTab
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton, add_writing
from auditdesk.gui.forms.due_origins import DueOrigins
from auditdesk.gui.forms.evidence import EvidenceStrip
from auditdesk.gui.forms.fields import AUDIT
from auditdesk.gui.forms.form import Form, Problems
from auditdesk.gui.forms.life import LifeBar, MoveBar
from auditdesk.gui.forms.signing import ask_signoff, signoffs
from auditdesk.gui.lists.rows_view import RowsView
from auditdesk.gui.papers import papers
from auditdesk.gui.parts import words
from auditdesk.gui.parts.flow import flow
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.still import StillTabs
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row, scrolled
from auditdesk.i18n import _
from auditdesk.work import audits
from auditdesk.work.report_days import FIELD, report_origin

_WAY = (
    AuditState.PLANNED,
    AuditState.CONFIRMED,
    AuditState.STARTED,
    AuditState.HELD,
    AuditState.REPORTED,
    AuditState.CLOSED,
)
_ENDED = (AuditState.CLOSED, AuditState.CANCELLED)


class AuditPane(Pane):
    """The workspace of one audit. `back` shows the list again."""

    def __init__(self, desk: Desk, back: Callable[[], object]) -> None:
        super().__init__(_("Audit"), _("Select an audit to plan it and work in it."), 480)
        self._desk = desk
        self._row: ListedAudit | None = None
        self.back = button(_("All audits"), back)
        self.name = plain_label("", "heading", wrap=True)
        self.context = plain_label("", "muted", wrap=True)
        self.life = LifeBar(desk.theme, len(_WAY))
        self.moves = MoveBar(desk, "audit", rules.MOVES)
        self.moves.texts = {"report": _("The report is final. This cannot be undone.")}
        self.moves.ready = lambda id, move: not audits.missing(desk.read, id, move.name)
        self.moves.extra = self._more
        self.problems = Problems(self._go_to)
        self.form = Form(desk, "audit", AUDIT)
        self.origins = DueOrigins(desk, "audit")
        self.form.put_above("conclusion", self.origins)
        self.team = TeamTab(desk)
        self.timetable = TimetableTab(desk)
        self.checklist = ChecklistTab(desk)
        self.report = ReportTab(desk, self._go_to)
        self.findings = RowsView(
            desk, "findings", ("number", "grade", "clauses", "statement", "owner", "state")
        )
        self.findings.opened.connect(lambda id: desk.show("finding", id))
        self.evidence = EvidenceStrip(desk)
        self.signed = plain_label("", "muted", wrap=True)
        self.tabs = StillTabs()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Parts of the audit"))
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._plan_tab(), _("Plan"))
        self.tabs.addTab(self.team, _("Team"))
        self.tabs.addTab(self.timetable, _("Timetable"))
        self.tabs.addTab(self.checklist, _("Checklist"))
        self._found = self.tabs.addTab(self._findings_tab(), _("Findings"))
        self.tabs.addTab(self.report, _("Report"))
        self.tabs.addTab(self._papers_tab(), _("Papers"))
        title = row(self.name, self.back)
        title.setStretch(0, 1)
        self.build((title, self.context, self.life, self.moves, self.problems), self.tabs)
        self.entrance = self.tabs.tabBar()

    def show_row(self, found: ListedAudit | None) -> None:
        """Show an audit, or that none is selected."""
        self._row = found
        if found is None:
            self.leave()
            self.show_nothing()
            return
        state = AuditState(found.state)
        locked = state in _ENDED or bool(self._desk.book.why_read_only)
        self.name.setText(f"{found.number}  {found.title}")
        dates = " – ".join(
            words.day_text(day) for day in dict.fromkeys((found.starts_on, found.ends_on)) if day
        )
        parts = (state.label, found.standard, dates, found.lead_auditor)
        self.context.setText(" · ".join(part for part in parts if part))
        done = _WAY.index(state) if state in _WAY else 0
        self.life.show_step(done, state.label, state in _ENDED)
        self.moves.show_moves(found.id, found.number, found.state)
        self._show_problems(found)
        self.form.show_thing(found.id, found.number, locked)
        self._show_origin(found, locked)
        self.team.show_audit(found.id, found.number, locked)
        self.timetable.show_audit(found.id, found.number, locked)
        reported = state in (AuditState.REPORTED, *_ENDED)
        self.checklist.show_audit(found.id, found.number, locked or reported)
        self.report.show_audit(found.id, found.number, locked)
        self.findings.rows.ask(Query((("audit", found.number),), order="number"))
        self.tabs.setTabText(self._found, _("Findings {n}").format(n=found.findings or "").strip())
        self.evidence.show_thing("audit", found.id, locked)
        signed = signoffs(self._desk, "audit", found.id)
        self.signed.setText("\n".join(signed) or _("Nobody has signed the plan yet."))
        self.show_thing()

    def _show_origin(self, found: ListedAudit, locked: bool) -> None:
        """Where the day of the report comes from, once it has one."""
        deadline = self._desk.read.find(ReportDeadline, audit=found.id)
        origin = report_origin(self._desk.read, found.id)
        days = [(FIELD, deadline.report_due, origin)] if deadline else []
        self.origins.show_days(found.id, found.number, days, locked)

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()
        self.timetable.leave()
        self.checklist.leave()
        self.report.leave()

    def _show_problems(self, found: ListedAudit) -> None:
        move = next(
            (
                move
                for move in ("confirm", "start", "report", "close")
                for rule in rules.MOVES
                if rule.name == move and found.state in rule.sources
            ),
            "",
        )
        missing = audits.missing(self._desk.read, found.id, move) if move else []
        headline = {
            "confirm": _("Before it can be confirmed:"),
            "start": _("Before it can start:"),
            "report": _("Before the report is issued:"),
            "close": _("Before it is closed:"),
        }.get(move, "")
        self.problems.show_problems(headline, missing)

    def _go_to(self, field: str) -> None:
        if field in self.report.form.editors and self.tabs.currentWidget() is self.report:
            self.report.form.editors[field].focus()
        elif field == "checklist":
            self.tabs.setCurrentWidget(self.checklist)
        elif field in self.form.editors:
            self.tabs.setCurrentIndex(0)
            self.form.editors[field].focus()
        elif field == "team":
            self.tabs.setCurrentWidget(self.team)
            self.team.add.setFocus()
        else:
            self.tabs.setCurrentIndex(self._found)
            self.findings.setFocus()

    def _plan_tab(self) -> QWidget:
        return scrolled(self.form)

    def _findings_tab(self) -> QWidget:
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(0, 0, 0, EDGE)
        layout.addWidget(self.findings, 1)
        layout.addLayout(
            row(
                WriteButton(self._desk, _("New finding"), self._new_finding, "main"),
                button(_("Print sheets"), self._print_findings),
                1,
                margins=(EDGE, 0, EDGE, 0),
            )
        )
        return tab

    def _papers_tab(self) -> QWidget:
        tab = QWidget()
        layout = QVBoxLayout(tab)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(12)
        layout.addWidget(
            flow(
                button(_("Print plan"), self._print_plan, "main"),
                button(_("Plan as e-mail"), self._mail_plan),
                button(_("Plan to Excel"), self._export_plan),
                button(_("Print finding sheets"), self._print_findings),
                WriteButton(self._desk, _("Sign…"), self._sign),
            )
        )
        layout.addWidget(self.signed)
        layout.addWidget(self.evidence)
        layout.addStretch(1)
        return tab

    def _more(self, menu: QMenu) -> None:
        add_writing(menu, self._desk, _("Plan the same audit again…"), self.copy)
        add_writing(menu, self._desk, _("Sign…"), self._sign)

    def copy(self) -> None:
        """Plan the same audit again, with its team and timetable."""
        if self._row is None:
            raise Refusal(_("No audit is chosen. Choose the one that is to be held again."))
        ask_copy(self, self._desk, self._row.number)

    def _sign(self) -> None:
        if self._row:
            ask_signoff(self, self._desk, "audit", self._row.id, self._row.number)

    def _new_finding(self) -> None:
        if self._row:
            quick_finding(self, self._desk, self._row.number)

    def _print_plan(self) -> None:
        if self._row:
            papers.preview_plans(self._desk, self, [self._row.id])

    def _mail_plan(self) -> None:
        from auditdesk.gui.audits import audit_papers

        if self._row:
            audit_papers.save_plan_mail(self._desk, self, self._row.id, self._row.number)

    def _export_plan(self) -> None:
        if self._row:
            papers.export_plan(self._desk, self, self._row)

    def _print_findings(self) -> None:
        if self._row:
            query = Query((("audit", self._row.number),))
            ids = [one.id for one in List(self._desk.book, FINDINGS, query).stream()]
            papers.preview_findings(self._desk, self, ids)
