"""The checklist of an audit: one key a verdict, painted first and committed right after."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from auditdesk.book.checklist_rows import LineRow, line_rows
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditClause, ChecklistLine
from auditdesk.domain.checklist import VERDICTS, tally
from auditdesk.domain.question import PROCESS_TYPES
from auditdesk.errors import Refusal, Trouble
from auditdesk.gui.audits.bank import open_bank
from auditdesk.gui.audits.checklist_view import LinesView, ReasonLine
from auditdesk.gui.audits.line_pane import LinePane
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton, if_writable
from auditdesk.gui.forms.fields import Maker
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.widgets import EDGE, boxed, button, empty_state, plain_label, row
from auditdesk.i18n import N_, _
from auditdesk.work import checklist_lines, checklists

TOUCHES = frozenset(
    "checklist checklist_line asked sample_item evidence finding clause audit_clause".split()
)
_PAUSE = 150
"""Milliseconds of rest after a key, before the pane follows the list."""
SOURCES = {
    "questions": N_("From the question bank"),
    "last": N_("From the last audit"),
    "changes": N_("Only what the edition changed"),
}


class ChecklistTab(QWidget):
    """The checklist of one audit."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._audit = self._number = ""
        self._locked = True
        self._own = self._stale = False
        self._pending: list[tuple[str, str | None, str]] = []
        self._commit = QTimer(self, singleShot=True, interval=0)
        self._commit.timeout.connect(self._keep_next)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._show_line)
        self.view = LinesView(desk.theme)
        self.view.judged.connect(self.judge)
        self.view.opened.connect(lambda: self._into("notes"))
        self.view.picked.connect(self._picked)
        self.view.asked.connect(self._asked)
        self.pane = LinePane(desk, self.raise_finding)
        self.pane.form.saved.connect(lambda _key: self._read())
        self.count = plain_label("", "muted", wrap=True)
        self.make = WriteButton(desk, _("Make checklist"), self._offer_sources)
        self.add = WriteButton(desk, _("Add line…"), self._ask_line)
        self.papers = button(_("Print"), self._offer_papers)
        self.warning = plain_label("", "problem", wrap=True)
        self.reason = ReasonLine()
        self.reason.given.connect(self._reasoned)
        self.reason.dropped.connect(self._unreasoned)
        self._build()
        desk.changed.connect(self._hear)

    def _build(self) -> None:
        keys = "   ".join(f"{verdict.key} {_(verdict.label)}" for verdict in VERDICTS.values())
        more = _("F finding   S sample   E evidence   Enter notes   Ctrl+↓ next open   ⌫ take back")
        self.legend = plain_label(f"{keys}\n{more}", "label", wrap=True)
        head = row(self.count, self.make, self.add, self.papers, margins=(EDGE, 8, EDGE, 6))
        head.setStretch(0, 1)
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.view, 1)
        side.addWidget(self.reason)
        side.addWidget(boxed(row(self.legend, margins=(EDGE, 6, EDGE, 8))))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([560, 340])
        make = partial(self.make_from, "questions")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.empty = empty_state("", _("Make checklist"), if_writable(self._desk, make))
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(boxed(row(self.warning, margins=(EDGE, 0, EDGE, 4))))
        layout.addWidget(self.stack, 1)

    # --- what it shows -------------------------------------------------------------------------

    def show_audit(self, audit: str, number: str, locked: bool) -> None:
        """Show the checklist of an audit."""
        if audit != self._audit:
            self.leave()
        fresh, self._audit, self._number, self._locked = audit != self._audit, audit, number, locked
        for widget in (self.make, self.add):
            widget.setEnabled(not locked)
        if fresh or self._stale or self.isVisible():
            self._read()
        if fresh:
            self.view.go(0)
            self.view.scrollToTop()

    def leave(self) -> None:
        """Keep what was judged and typed."""
        while self._pending:
            self._keep_next()
        self.pane.leave()

    def _hear(self, tables: frozenset[str]) -> None:
        if self._own or not self._audit or not tables & TOUCHES:
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()
        self._show_line()

    def _read(self) -> None:
        self._stale = False
        at = self.view.at
        id = self.view.lines.rows[at].id if at >= 0 else ""
        self.view.lines.show_rows(line_rows(self._desk.book, self._audit))
        place = self.view.lines.place_of(id)
        self.view.go(place if place >= 0 else max(at, 0))
        self.stack.setCurrentIndex(0 if self.view.lines.rows else 1)
        self._say_empty()
        self._say_count()
        self._pause.start()

    def _say_empty(self) -> None:
        """What an audit without a checklist offers: to make it, where it has something to ask."""
        in_scope = self._desk.read.find(AuditClause, audit=self._audit) is not None
        text = _("No clause is in scope. Add units or clauses under Plan, and make it from them.")
        if self._locked:
            text = _("No checklist was made.")
        elif in_scope:
            text = _(
                "No checklist yet. Make it from the clauses in scope; you can add lines of your"
                " own."
            )
        for label in self.empty.findChildren(QLabel):
            label.setText(text)
        for make in self.empty.findChildren(QPushButton):
            make.setEnabled(in_scope and not self._locked)

    def _say_count(self) -> None:
        rows = self.view.lines.rows
        found = tally(row.verdict for row in rows)
        parts = [_("{n} of {all} answered").format(n=found.answered, all=found.asked)]
        parts += [f"{n} {_(VERDICTS[name].label)}" for name, n in found.by_verdict.items()]
        self.count.setText(" · ".join(parts) if rows else "")
        unverified = sorted({row.standard for row in rows if not row.verified})
        self.warning.setText(
            _("Clauses of {standards} are not yet checked against a licensed copy.").format(
                standards=", ".join(unverified)
            )
        )
        self.warning.setVisible(bool(unverified))

    def _current(self) -> LineRow | None:
        at = self.view.at
        return self.view.lines.rows[at] if 0 <= at < len(self.view.lines.rows) else None

    def _picked(self, _at: int) -> None:
        self._pause.start()
        if not self.reason.isHidden():
            self.reason.drop()

    def _show_line(self) -> None:
        self._pause.stop()
        self.pane.show_line(self._current(), self._number, self._locked)

    # --- verdicts ------------------------------------------------------------------------------

    def judge(self, verdict: str) -> None:
        """Give the current line a verdict, "" to take it back, and go on to the next."""
        found = self._current()
        if found is None:
            return
        if self._locked:
            raise Refusal(
                _("{number} is closed: reopen it before you change its checklist.").format(
                    number=self._number
                )
            )
        if verdict and VERDICTS[verdict].needs_reason and not found.reason.strip():
            self.reason.ask(verdict)
            return
        self._judged(verdict or None, "")

    def _judged(self, verdict: str | None, reason: str) -> None:
        """Paint first; the step is done in the next turn of the loop, one for each key."""
        found = self._current()
        if found is None:
            return
        shown = {"verdict": verdict} | ({"reason": reason} if reason else {})
        at = self.view.at
        self.view.lines.put(at, **shown)
        if verdict is not None:
            self.view.go(at + 1)
        self._say_count()
        self.view.viewport().repaint()
        self._pending.append((found.id, verdict, reason))
        self._commit.start()

    def _keep_next(self) -> None:
        if not self._pending:
            return
        id, verdict, reason = self._pending.pop(0)
        label = _(VERDICTS[verdict].label) if verdict else _("no verdict")
        at = self.view.lines.place_of(id)
        clause = self.view.lines.rows[at].clause if at >= 0 else ""
        what = _("{number} {clause}: {verdict}").format(
            number=self._number, clause=clause, verdict=label
        )
        self._own = True
        try:
            self._desk.do(what, lambda step: checklist_lines.judge(step, id, verdict, reason))
        except (Refusal, Trouble):
            self._pending.clear()
            self._read()
            raise
        finally:
            self._own = False
            if self._pending:
                self._commit.start()
        if at >= 0:
            line = self._desk.read.get(ChecklistLine, id)
            self.view.lines.put(at, answered_at=line.answered_at, answered_by=line.answered_by)

    def _reasoned(self, verdict: str, reason: str) -> None:
        self._judged(verdict, reason)
        self.view.setFocus()

    def _unreasoned(self) -> None:
        self.view.setFocus()

    # --- what the keys ask for -----------------------------------------------------------------

    def _asked(self, what: str) -> None:
        if self._locked or self._current() is None:
            return
        if what == "finding":
            self.raise_finding()
        elif what == "sample":
            self._into("population")
        else:
            self._show_line()
            self.pane.evidence.choose()

    def _into(self, key: str) -> None:
        """Go from the list into a field of the current line."""
        if self._current() is not None:
            self._show_line()
            self.pane.form.editors[key].focus()

    def raise_finding(self) -> None:
        """Raise a finding from the current line and show it."""
        self.leave()
        found = self._current()
        if found is None:
            return
        if found.finding_id:
            self._desk.show("finding", found.finding_id)
            return
        what = _("Finding from {number} {clause}").format(number=self._number, clause=found.clause)

        def deed(step: Step) -> str:
            return checklist_lines.raise_finding(step, found.id, today=self._desk.today)

        id = self._desk.do(what, deed)
        self._desk.show("finding", id)

    # --- making and adding ---------------------------------------------------------------------

    def _offer_sources(self) -> None:
        menu = QMenu(self)
        for source, text in SOURCES.items():
            menu.addAction(_(text), partial(self.make_from, source))
        menu.addSeparator()
        menu.addAction(_("By type of process…"), self._ask_type)
        menu.addAction(_("Question bank…"), partial(open_bank, self, self._desk))
        menu.popup(self.make.mapToGlobal(self.make.rect().bottomLeft()))

    def make_from(self, source: str, process: str = "") -> None:
        """Make or add to the checklist."""
        self.leave()
        what = _("Make checklist of {number}").format(number=self._number)
        self._desk.do(what, lambda step: checklists.make(step, self._audit, source, process))
        self._read()
        self.view.setFocus()

    def _ask_type(self) -> None:
        kinds = ChoiceEditor(
            _("Type of process"), [(key, _(label)) for key, label in PROCESS_TYPES.items()]
        )
        ask(
            self,
            _("Make checklist"),
            {"process": kinds},
            _("Make"),
            lambda values: self.make_from("questions", str(values["process"])),
        )

    def _ask_line(self) -> None:
        maker = Maker("checklist_line")
        fields = (maker.line("clause"), maker.long("question"), maker.line("ask_for"))
        editors = {field.key: field.make(self._desk) for field in fields}
        found = self._current()
        editors["clause"].show_value(found.clause if found else "")

        def deed(values: dict[str, Any]) -> None:
            data = {key: value for key, value in values.items() if value}
            what = _("Add line to the checklist of {number}").format(number=self._number)
            self._desk.enter(what, "checklist_line", {"audit": self._number, **data})
            self._read()
            self.view.go(len(self.view.lines.rows) - 1)

        ask(self, _("Add line"), editors, _("Add"), deed)

    def _offer_papers(self) -> None:
        from auditdesk.gui.audits import audit_papers

        menu = QMenu(self)
        for blank, text in ((True, _("Blank, to write on")), (False, _("As filled in"))):
            menu.addAction(
                text,
                partial(audit_papers.preview_checklist, self._desk, self, self._audit, blank=blank),
            )
        menu.popup(self.papers.mapToGlobal(self.papers.rect().bottomLeft()))
