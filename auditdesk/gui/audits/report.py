"""The report of an audit in the window: what judgement writes, what is missing, the papers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from auditdesk.book.report_reader import newest_report
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, Disclosure
from auditdesk.domain.report import TEXTS
from auditdesk.domain.report_chapters import CHAPTERS
from auditdesk.gui.audits import audit_papers
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms.fields import Maker
from auditdesk.gui.forms.form import Form, Problems
from auditdesk.gui.parts import words
from auditdesk.gui.parts.flow import flow
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row, scrolled
from auditdesk.i18n import _
from auditdesk.work import reports

_report = Maker("report")
FIELDS = tuple(_report.long(key, 3 if key == "summary" else 2) for key in TEXTS)


class ReportTab(QWidget):
    """Free text where judgement belongs; all else the report writes itself."""

    def __init__(self, desk: Desk, go_to: Callable[[str], None]) -> None:
        super().__init__()
        self._desk = desk
        self._audit = self._number = ""
        self._locked = self._stale = True
        self.state = plain_label("", "muted", wrap=True)
        self.begin = WriteButton(desk, _("Begin the report"), self._begin, "main")
        self.papers = button(_("Print or save"), self._offer_papers)
        self.copy = WriteButton(desk, _("Copy for somebody…"), self._ask_copy)
        self.problems = Problems(go_to)
        self.form = Form(desk, "report", FIELDS)
        self.left = plain_label("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(row(self.state, margins=(EDGE, 8, EDGE, 0)))
        deeds = flow(self.begin, self.papers, self.copy)
        layout.addLayout(row(deeds, margins=(EDGE, 0, EDGE, 0)))
        layout.addLayout(row(self.problems, margins=(EDGE, 0, EDGE, 0)))
        layout.addWidget(scrolled(self.form, self.left, name=_("Report")), 1)

    def show_audit(self, audit: str, number: str, locked: bool) -> None:
        """Show the report of an audit."""
        if audit != self._audit:
            self.leave()
        self._audit, self._number, self._locked, self._stale = audit, number, locked, True
        if self.isVisible():
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._audit:
            self._draw()

    def _draw(self) -> None:
        self._stale = False
        audit, number, locked = self._audit, self._number, self._locked
        found = newest_report(audit)
        draft = found is None or found.state == "draft"
        self.begin.setVisible(found is None and not locked)
        self.form.setVisible(found is not None)
        if found is None:
            self.state.setText(
                _("The report writes itself from plan, checklist and findings; not begun yet.")
            )
        else:
            self.form.show_thing(found.id, number, locked or not draft)
            revision = _("revision {n}").format(n=found.revision)
            self.state.setText(
                _("Draft, {revision}. It is frozen when the audit is moved to “Report issued”.")
                .format(revision=revision) if draft else
                _("Issued on {day} by {who}, {revision}. Digest {digest}").format(
                    day=words.day_text(found.issued_on), who=found.issued_by,
                    revision=revision, digest=found.digest[:16])
            )  # fmt: skip
        missing = reports.still_missing(self._desk.book, audit) if draft else []
        self.problems.show_problems(_("A complete report also says:"), missing)
        self.left.setText("\n".join(self._disclosed()))

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def _disclosed(self) -> list[str]:
        return [
            _("Left on {day} for {who} by {by}; taken out: {n}").format(
                day=words.day_text(one.left_on), who=one.recipient, by=one.given_by,
                n=len(one.hidden))
            for one in self._desk.read.rows(Disclosure, audit=self._audit)
        ]  # fmt: skip

    def _begin(self) -> None:
        audit = self._desk.read.get(AuditRow, self._audit)

        def deed(step: Step) -> str:
            return reports.begin(step, audit=audit)

        self._desk.do(_("Begin the report of {number}").format(number=self._number), deed)
        self.form.editors["summary"].focus()

    def _offer_papers(self) -> None:
        self.leave()
        menu = QMenu(self)
        preview = partial(audit_papers.preview_report, self._desk, self, self._audit)
        menu.addAction(_("Preview and print"), preview)
        save = partial(audit_papers.save_report, self._desk, self, self._audit, self._number)
        menu.addAction(_("Save as PDF"), partial(save, ".pdf"))
        menu.addAction(_("Save as Word file"), partial(save, ".docx"))
        for by, text in CHAPTERS.items():
            divided = menu.addMenu(_("With chapters: {which}").format(which=_(text)))
            divided.addAction(_("Preview and print"), partial(preview, by))
            divided.addAction(_("Save as PDF"), partial(save, ".pdf", by))
            divided.addAction(_("Save as Word file"), partial(save, ".docx", by))
        menu.addSeparator()
        for kind, text in (("opening", _("Opening meeting")), ("closing", _("Closing meeting"))):
            meeting = partial(audit_papers.preview_meeting, self._desk, self, self._audit, kind)
            menu.addAction(text, meeting)
        menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))

    def _ask_copy(self) -> None:
        self.leave()
        audit_papers.ask_copy(self._desk, self, self._audit, self._number)
