"""The selected action beside the list: where it stands, its form, its checks and extensions."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QMenu

from auditdesk.book.facts import planned_check
from auditdesk.book.rows import ListedAction
from auditdesk.book.tables import ActionRow as Action
from auditdesk.book.tables import CheckAtAudit, Cycle, EffectivenessCheck, Extension, Person
from auditdesk.domain.action import MOVES, ActionKind, ActionState, Effect
from auditdesk.domain.moves import Move
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import add_writing
from auditdesk.gui.forms.evidence import EvidenceStrip
from auditdesk.gui.forms.fields import ACTION
from auditdesk.gui.forms.form import Form
from auditdesk.gui.forms.life import LifeBar, MoveBar
from auditdesk.gui.forms.signing import ask_signoff, signoffs
from auditdesk.gui.parts import words
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, row, scrolled
from auditdesk.i18n import _, ngettext
from auditdesk.work import dues, lookup

_OPEN, _DONE = ActionState.OPEN, ActionState.DONE
_WAY = {_OPEN: 1, _DONE: 2, ActionState.NOT_EFFECTIVE: 2, ActionState.EFFECTIVE: 3}


class ActionPane(Pane):
    """One action, edited in place."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Action"), _("Select an action to read and edit it here."), 360)
        self._desk = desk
        self._row: ListedAction | None = None
        self.name = plain_label("", "heading")
        self.life = LifeBar(desk.theme, 3)
        self.stands = plain_label("", "muted", wrap=True)
        self.moves = MoveBar(desk, "action", MOVES)
        self.moves.ready = self._is_ready
        self.moves.extra = self._more
        self.moves.known = {"accept": self._agreed_check, "plan_check": self._agreed_check}
        self.moves.texts = {
            "accept": _("For a corrective action, how its effect will be shown is agreed as well."),
            "verify": _("An action that is not effective opens a new cycle of its finding."),
        }
        self.findings = Fresh()
        self.form = Form(desk, "action", ACTION)
        self.evidence = EvidenceStrip(desk)
        self.past = Fresh(spacing=2)
        self.build(
            (self.name, self.life, self.stands, self.moves),
            scrolled(self.findings, self.form, self.evidence, self.past),
        )
        self.entrance = self.form.editors["what"].control

    def show_row(self, found: ListedAction | None) -> None:
        """Show an action, or that none is selected."""
        self._row = found
        if found is None:
            self.form.leave()
            self.show_nothing()
            return
        state = ActionState(found.state)
        read_only = bool(self._desk.book.why_read_only)
        self.name.setText(found.number)
        sentence = self._sentence(found, state)
        self.life.show_step(_WAY.get(state, 0), sentence, state in (ActionState.CANCELLED,))
        self.stands.setText(sentence)
        self.moves.show_moves(found.id, found.number, state, read_only, _settled(found, state))
        self.form.show_thing(found.id, found.number, read_only or state is ActionState.CANCELLED)
        self.evidence.show_thing("action", found.id, read_only)
        self._show_findings(found)
        self._show_past(found)
        self.show_thing()

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def _is_ready(self, _id: str, move: Move) -> bool:
        """A corrective action is agreed before it is carried out."""
        row = self._row
        owed = row is not None and row.kind == ActionKind.CORRECTIVE_ACTION and not row.accepted_on
        return not (owed and move.name == "done")

    def _agreed_check(self) -> dict[str, Any]:
        """What is agreed of the check so far; its day as the rules propose it."""
        read, row = self._desk.read, self._row
        if row is None or row.kind != ActionKind.CORRECTIVE_ACTION or row.state != _OPEN:
            return {}
        id = row.id
        agreed = planned_check(read, id)
        day = agreed.planned_on if agreed else dues.check_day(read, id, self._desk.today)
        known = {
            "criterion": agreed.criterion if agreed else "",
            "method": agreed.method if agreed else "",
            "verifier": read.get(Person, agreed.verifier).name
            if agreed and agreed.verifier
            else "",
            "planned_on": day.isoformat() if day else "",
            "next_audit": bool(read.find(CheckAtAudit, check=agreed.id)) if agreed else day is None,
        }
        return {key: value for key, value in known.items() if value}

    def _sentence(self, found: ListedAction, state: ActionState) -> str:
        parts = [state.label]
        if state is _OPEN and found.due:
            parts.append(words.due_words(found.due, self._desk.today, None))
        if found.done_on:
            parts.append(_("done {day}").format(day=words.day_text(found.done_on)))
        if found.verify_on and found.effect is None:
            parts.append(
                _("effect to be checked {day}").format(day=words.day_text(found.verify_on))
            )
        if found.extensions:
            told = ngettext("extended once", "extended {n} times", found.extensions)
            parts.append(told.format(n=found.extensions))
        if found.accepted_on:
            parts.append(_("accepted {day}").format(day=words.day_text(found.accepted_on)))
        return " · ".join(parts)

    def _show_findings(self, found: ListedAction) -> None:
        layout = self.findings.begin()
        layout.addWidget(plain_label(_("For finding"), "label"))
        for name in found.findings:
            layout.addLayout(row(button(name, partial(self._go_to, name), "link"), 1))
        self._show_cycle(layout, _("New cycle after"), "follows", action=found.id)
        self._show_cycle(layout, _("New cycle in"), "action", follows=found.id)

    def _show_cycle(self, layout: QBoxLayout, title: str, end: str, **known: str) -> None:
        cycle = self._desk.read.find(Cycle, **known)
        if cycle is not None:
            other = self._desk.read.get(Action, getattr(cycle, end))
            layout.addWidget(plain_label(title, "label"))
            go = partial(self._desk.show, "action", other.id)
            layout.addLayout(row(button(other.number, go, "link"), 1))

    def _go_to(self, name: str) -> None:
        self._desk.show("finding", lookup.finding(self._desk.read, name).id)

    def _show_past(self, found: ListedAction) -> None:
        layout = self.past.begin()
        read = self._desk.read
        for check in read.rows(EffectivenessCheck, action=found.id):
            who = read.get(Person, check.verifier).name if check.verifier else ""
            result = Effect(check.result).label if check.result else _("planned")
            on = words.day_text(check.checked_on or check.planned_on) or self._at_audit(check)
            told = " · ".join(part for part in (on, who, result) if part)
            self._tell(layout, _("Effectiveness check"), told, check.criterion, check.evidence)
        for extension in read.rows(Extension, action=found.id):
            told = _("{old} → {new}, {who}").format(
                old=words.day_text(extension.old_due),
                new=words.day_text(extension.new_due),
                who=extension.approved_by,
            )
            self._tell(layout, _("Extension"), told, extension.reason)

        signed = signoffs(self._desk, "action", found.id)
        if signed:
            self._tell(layout, _("Sign-offs"), *signed)

    def _at_audit(self, check: EffectivenessCheck) -> str:
        """That the next audit makes a check, while none stands."""
        at_audit = self._desk.read.find(CheckAtAudit, check=check.id)
        return _("at the next audit of the unit") if at_audit else ""

    def _tell(self, layout: QBoxLayout, title: str, *texts: str) -> None:
        layout.addWidget(plain_label(title, "label"))
        for text in texts:
            if text:
                layout.addWidget(plain_label(text, wrap=True))

    def _more(self, menu: QMenu) -> None:
        found: Any = self._row
        if found is not None:
            menu.addAction(_("Show finding"), lambda: self._go_to(found.findings[0]))
            add_writing(
                menu,
                self._desk,
                _("Sign…"),
                lambda: ask_signoff(self, self._desk, "action", found.id, found.number),
            )


def _settled(found: ListedAction, state: ActionState) -> frozenset[str]:
    """What was done for an action and is offered behind “More” only."""
    done = {"accept": bool(found.accepted_on), "verify": state is ActionState.EFFECTIVE}
    return frozenset(name for name, settled in done.items() if settled)
