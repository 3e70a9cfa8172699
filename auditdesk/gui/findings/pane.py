"""The selected finding beside the list: where it stands, its form, its people, photos, actions."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QVBoxLayout

from auditdesk.book.facts import grade_of
from auditdesk.book.listings import ACTIONS
from auditdesk.book.lists import List, Query
from auditdesk.book.report_reader import other_editions
from auditdesk.book.rows import ListedFinding
from auditdesk.book.tables import Cause, Finding, GradeRow
from auditdesk.domain import finding as rules
from auditdesk.domain.action import ActionState
from auditdesk.domain.finding import FindingState
from auditdesk.gui.asking.action_entry import ask_action
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton, add_writing
from auditdesk.gui.findings.causes import FishboneView, ask_cause
from auditdesk.gui.findings.closing import DEEDS, ask_next_deed
from auditdesk.gui.findings.follow_up import FollowUpNote
from auditdesk.gui.findings.radar import RepeatNote
from auditdesk.gui.findings.statement import StatementEditor
from auditdesk.gui.forms.advice import Advice
from auditdesk.gui.forms.due_origins import DueOrigins
from auditdesk.gui.forms.evidence import EvidenceStrip
from auditdesk.gui.forms.fields import FINDING
from auditdesk.gui.forms.form import Form, Problems
from auditdesk.gui.forms.life import LifeBar, MoveBar
from auditdesk.gui.forms.signing import ask_signoff, signoffs
from auditdesk.gui.incoming.notes import SourceNotes
from auditdesk.gui.papers import papers
from auditdesk.gui.parts import words
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.theme import OTHER_TILE, TILE_TEXT, TILES
from auditdesk.gui.parts.widgets import Fresh, Link, button, plain_label, row, scrolled
from auditdesk.i18n import _
from auditdesk.work import findings
from auditdesk.work.closing import next_deed
from auditdesk.work.dues import STAGES, finding_origin, site_of
from auditdesk.work.organisation import working_days

_WAY = (
    FindingState.ISSUED,
    FindingState.ACKNOWLEDGED,
    FindingState.CORRECTED,
    FindingState.CAUSE_ACCEPTED,
    FindingState.PLAN_ACCEPTED,
    FindingState.IMPLEMENTED,
    FindingState.CLOSED,
)


class FindingPane(Pane):
    """One finding, edited in place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Finding"), _("Select a finding to read and edit it here."), 380)
        self._desk = desk
        self._row: ListedFinding | None = None
        self.tile = plain_label("")
        self.tile.setFixedSize(20, 20)
        self.tile.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = plain_label("", "heading")
        self.context = plain_label("", "muted", wrap=True)
        self.life = LifeBar(desk.theme, len(_WAY))
        self.stands = plain_label("", "muted", wrap=True)
        self.moves = MoveBar(desk, "finding", rules.MOVES)
        self.moves.texts = {
            "issue": _("The finding gets its number and its due dates. This cannot be undone.")
        }
        self.moves.extra = self._more
        self.moves.known = {"acknowledge": self._acknowledged_by}
        self.moves.ready = lambda id, move: not findings.missing(desk.read, id, move.name)
        self.problems = Problems(self._go_to)
        self.form = Form(desk, "finding", FINDING)
        self.advice = Advice(desk, self.form.editors, self.form)
        self.repeats = RepeatNote(desk)
        self.form.put_below("statement", self.repeats)
        self.origins = DueOrigins(desk, "finding")
        self.form.put_above("extent", self.origins)
        self.follow_up = FollowUpNote(desk)
        self.evidence = EvidenceStrip(desk)
        self.causes = _Lines(desk, _("Causes"), _("Add cause"), self._ask_cause)
        self.analysis = Fresh(spacing=2)
        self.agreed = _Lines(desk, _("Actions"), _("New action"), self._ask_action)
        self.signed = _Lines(desk, _("Sign-offs"), _("Sign"), self._sign)
        self.source = SourceNotes(desk)
        self.deed = WriteButton(desk, _("Next step"), self.ask_next)
        self.deed.hide()
        title = row(self.tile, self.name, 1, self.deed, button(_("Print"), self._print_sheet))
        self.area = scrolled(
            self.form,
            self.evidence,
            self.causes,
            self.analysis,
            self.agreed,
            self.signed,
            self.source,
        )
        told = (self.context, self.life, self.stands, self.moves, self.problems, self.follow_up)
        self.build((title, *told), self.area)
        self.entrance = self.form.editors["clauses"].control

    def show_row(self, found: ListedFinding | None) -> None:
        """Show a finding, or that none is selected."""
        if found is None:
            self.form.leave()
            self._row = None
            self.show_nothing()
            return
        if self._row is None or self._row.id != found.id:
            self.area.verticalScrollBar().setValue(0)
        self._row = found
        ended = found.state in rules.ENDED
        locked = ended or bool(self._desk.book.why_read_only)
        name = rules.called(found.number, found.id)
        self._show_head(found, name)
        self._show_deed(found, name)
        self.moves.show_moves(found.id, name, found.state)
        self._show_problems(found)
        self.form.show_thing(found.id, name, locked)
        self._show_origins(found, name, locked)
        self.advice.show_advice({"audit": found.audit}, locked)
        self.repeats.show_finding(found, locked)
        self.follow_up.show_finding(found.id, locked)
        self.evidence.show_thing("finding", found.id, locked)
        self._show_causes(found, locked)
        self._show_actions(found, locked)
        self.source.show_thing("finding", found.id)
        self.signed.show_lines(
            [(text, "", self._show_trail) for text in signoffs(self._desk, "finding", found.id)],
            bool(self._desk.book.why_read_only),
        )
        self.show_thing()

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def _show_deed(self, found: ListedFinding, name: str) -> None:
        """Offer what comes next of a nonconformity that was issued, in one dialog."""
        deed = next_deed(self._desk.read, self._desk.read.get(Finding, found.id))
        self.deed.setVisible(deed is not None)
        if deed is not None:
            told = _(DEEDS[deed])
            self.deed.setText(f"{told}…")
            self.deed.setAccessibleName(f"{told}: {name}")

    def ask_next(self) -> None:
        """Ask for what comes next: the deed of a nonconformity, else the next move."""
        row = self._row
        if row is None:
            return
        if ask_next_deed(self, self._desk, row.id, rules.called(row.number, row.id)):
            return
        possible = [one for one in rules.MOVES if row.state in one.sources and not one.needs_reason]
        if possible:
            self.moves.ask(possible[0])

    def _acknowledged_by(self) -> dict[str, str]:
        """Who most likely acknowledges: whoever was audited, else who owes the answer."""
        row = self._row
        return {"by": row.auditee or row.owner or ""} if row else {}

    def _show_origins(self, found: ListedFinding, name: str, locked: bool) -> None:
        """Where the due dates come from; a draft has none yet."""
        finding = self._desk.read.get(Finding, found.id)
        days = [
            (column, getattr(finding, column), finding_origin(self._desk.read, finding, stage))
            for stage, column in (STAGES.items() if finding.number else ())
        ]
        self.origins.show_days(found.id, name, days, locked)

    def _show_head(self, found: ListedFinding, name: str) -> None:
        letter = self._desk.read.get(GradeRow, found.grade).letter
        self.tile.setText(str(letter))
        self.tile.setAccessibleName(_(found.grade_label))
        self.tile.setStyleSheet(
            f"background: {TILES.get(found.grade, OTHER_TILE)}; color: {TILE_TEXT};"
            " border-radius: 4px; font-weight: 600;"
        )
        self.name.setText(name)
        issued = (
            _("issued {day}").format(day=words.day_text(found.issued_on)) if found.issued_on else ""
        )
        open_still = found.state not in rules.ENDED
        also = other_editions(self._desk.book, found.id) if open_still else []
        elsewhere = _("also {clauses}").format(clauses=", ".join(also)) if also else ""
        parts = (found.audit, found.site, issued, found.foreign_number, elsewhere)
        self.context.setText(" · ".join(part for part in parts if part))
        sentence = self._sentence(found)
        done = _WAY.index(FindingState(found.state)) + 1 if found.state in _WAY else 0
        self.life.show_step(done, sentence, found.state in rules.ENDED)
        self.stands.setText(sentence)

    def _sentence(self, found: ListedFinding) -> str:
        """Where it stands, what is next, when."""
        state = FindingState(found.state).label
        following = [
            move
            for move in rules.MOVES
            if found.state in move.sources and not move.needs_reason and move.name != "close"
        ]
        due = rules.owed_on(found.state, found.answer_due, found.implement_due)
        if found.state in rules.ENDED:
            closed = words.day_text(found.closed_on)
            return f"{state} {closed}".strip()
        if found.number and not grade_of(self._desk.read, found.grade).nonconformity:
            return _("{state}; may be closed").format(state=state)
        following_text = _(following[0].label) if following else _("Close")
        when = (
            words.due_words(
                due,
                self._desk.today,
                working_days(
                    self._desk.read, site_of(self._desk.read, "finding", found.id)
                ).between,
            )
            if due
            else ""
        )
        told = _("{state} → next: {move}").format(state=state, move=following_text)
        return _("{told}, due {when}").format(told=told, when=when) if when else told

    def _show_problems(self, found: ListedFinding) -> None:
        move = "issue" if found.state == FindingState.DRAFT else "close"
        ended = found.state in rules.ENDED
        missing = [] if ended else findings.missing(self._desk.read, found.id, move)
        headline = _("Before it can be issued:") if move == "issue" else _("Before it is closed:")
        self.problems.show_problems(headline, missing)

    def _go_to(self, field: str) -> None:
        if field in self.form.editors:
            self.area.ensureWidgetVisible(self.form.editors[field])
            self.form.editors[field].focus()
        elif field == "causes":
            self._ask_cause()
        elif self._row is not None and self.agreed.count:
            self.area.ensureWidgetVisible(self.agreed)
            self.agreed.add.setFocus()
        else:
            self._ask_action()

    def _show_causes(self, found: ListedFinding, locked: bool) -> None:
        lines = []
        layout = self.analysis.begin()
        for cause in self._desk.read.rows(Cause, finding=found.id):
            text = cause.cause + (f" ({cause.category})" if cause.category else "")
            lines.append((text, "", partial(self._ask_cause, cause.id)))
            if cause.method == "ishikawa" and cause.steps:
                view = FishboneView(self._desk.theme)
                layout.addWidget(view)
                view.show_steps(found.statement, cause.steps)
            else:
                for n, why in enumerate(cause.steps, 1):
                    layout.addWidget(plain_label(f"{n}. {why}", "label", wrap=True))
        self.causes.show_lines(lines, locked)

    def _show_actions(self, found: ListedFinding, locked: bool) -> None:
        lines = []
        query = Query((("finding_id", found.id),))
        for action in List(self._desk.book, ACTIONS, query).page(0, 50):
            state = ActionState(action.state).label
            due = words.day_text(action.due) if action.state == ActionState.OPEN else state
            beside = " · ".join(part for part in (action.owner, due) if part)
            lines.append(
                (f"{action.number}  {action.what}", beside, partial(self._show_action, action.id))
            )
        self.agreed.show_lines(lines, locked)

    def _show_action(self, id: str) -> None:
        self._desk.show("action", id)

    def _sign(self) -> None:
        if self._row is not None:
            ask_signoff(self, self._desk, "finding", self._row.id, self.name.text())

    def _show_trail(self) -> None:
        self._desk.show("trail", "")

    def edit_statement(self) -> None:
        """Open the parts of the finding side by side."""
        if self._row is not None and self._row.state not in rules.ENDED:
            self.leave()
            dialog = StatementEditor(self, self._desk, self._row)
            dialog.finished.connect(lambda _how: self.show_row(self._row))
            dialog.open()

    def _more(self, menu: QMenu) -> None:
        menu.addAction(_("Statement editor…"), self.edit_statement)
        add_writing(menu, self._desk, _("Sign…"), self._sign)
        add_writing(menu, self._desk, _("New action…"), self._ask_action)
        add_writing(menu, self._desk, _("Add cause…"), self._ask_cause)
        self.repeats.fill_menu(menu.addMenu(_("Look for repeats within")))

    def _ask_action(self) -> None:
        if self._row is not None:
            ask_action(self, self._desk, self._row)

    def _ask_cause(self, id: str = "") -> None:
        """Record a cause, or change one."""
        if self._row is not None:
            row = self._row
            ask_cause(self, self._desk, row.id, self.name.text(), row.statement, id)

    def _print_sheet(self) -> None:
        if self._row is not None:
            papers.preview_findings(self._desk, self, [self._row.id])


class _Lines(QFrame):
    """A short list below the form: each line a click, and a button that adds one."""

    def __init__(self, desk: Desk, title: str, verb: str, add: Any) -> None:
        super().__init__()
        self._title = title
        self.count = 0
        self.add = WriteButton(desk, verb, lambda: add())
        self._head: QLabel = plain_label(title, "label")
        self._lines = Fresh(spacing=2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self._head, 1, self.add))
        layout.addWidget(self._lines)

    def show_lines(self, lines: list[tuple[str, str, Any]], locked: bool) -> None:
        """Show the lines: text, what stands beside it, what a click does."""
        layout = self._lines.begin()
        self.count = len(lines)
        self.add.setEnabled(not locked)
        self._head.setText(f"{self._title}   {len(lines)}" if lines else self._title)
        for text, beside, do in lines:
            line = row(Link(text, do), plain_label(beside, "muted"))
            line.setStretch(0, 1)
            layout.addLayout(line)
