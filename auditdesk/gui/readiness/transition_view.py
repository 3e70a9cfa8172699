"""Transition to an edition: what it changed, where that was looked at, an action for each gap."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.numbered import id_by_number
from auditdesk.book.transition import Transition, editions_that_replace
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.parts import words
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import ChoiceEditor, LongEditor
from auditdesk.gui.parts.widgets import EDGE, Fresh, button, plain_label, row, scrolled
from auditdesk.gui.readiness.matrix import Matrix, MatrixHead, Spot, matrix_view
from auditdesk.i18n import _, ngettext


class TransitionView(QWidget):
    """Both dates, what is worked to, the matrix of changed clauses, and the gaps beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Transition to a new edition"))
        self._desk = desk
        self.found: Transition | None = None
        self.model = Matrix(desk.theme)
        name = _("Changed clauses and units")
        self.table = matrix_view(self.model, name, _("Changed clauses"), _("Units"))
        self.table.activated.connect(self._open)
        self.standard = ChoiceEditor(_("Transition to"), [])
        self.standard.setMaximumWidth(240)
        self.standard.left.connect(self._draw)
        self.decide_button = WriteButton(desk, _("We work to…"), self.decide)
        self.summary = plain_label("", "muted", wrap=True)
        chosen = row(self.standard, self.summary, self.decide_button, margins=(EDGE, 10, EDGE, 10))
        chosen.setStretch(1, 1)
        self.gaps = Fresh(spacing=4)
        splitter = QSplitter()
        splitter.addWidget(self.table)
        splitter.addWidget(scrolled(self.gaps, name=_("What is left to do")))
        splitter.setSizes([700, 420])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(chosen)
        layout.addWidget(splitter, 1)

    def refresh(self) -> None:
        """Read the transition again."""
        known = editions_that_replace(self._desk.book)
        chosen, ids = self.standard.value(), [id for id, _name in known]
        self.standard.set_choices(known)
        self.standard.show_value(chosen if chosen in ids else next(iter(ids), ""))
        self._draw()

    def _draw(self) -> None:
        standard = self.standard.value()
        if not standard:
            self.found = None
            self.model.show((), (), lambda _clause, _unit: None)
            self.summary.setText(_("No edition in this book replaces another one."))
            return
        from auditdesk.work.transition import whole

        found = self.found = whole(self._desk.book, str(standard), self._desk.today)
        concerned = {unit for _clause, unit in found.applies}
        self.model.show(
            [MatrixHead(one.id, one.number, f"{one.heading}\n{one.note}") for one in found.changes],
            [MatrixHead(one.id, one.name, one.name) for one in found.units if one.id in concerned],
            self._spot,
        )
        self.summary.setText(" · ".join(days_told(found)))
        self._list_gaps(found)

    def _spot(self, clause: str, unit: str) -> Spot | None:
        assert self.found is not None
        if (clause, unit) not in self.found.applies:
            return None
        seen = self.found.seen.get((clause, unit))
        if seen is None:
            return Spot(_("gap"), _("Not looked at since the edition was issued"), False)
        return Spot("●", f"{seen.audit} · {words.day_text(seen.on)}", True)

    def _list_gaps(self, found: Transition) -> None:
        told = self.gaps.begin()
        told.addWidget(plain_label(decided_told(found), "heading", wrap=True))
        for site in found.sites:
            text = _("{site}: {percent} % ({seen} of {all})").format(
                site=site.site, percent=site.percent, seen=site.seen, all=site.applying
            )
            told.addWidget(plain_label(text, wrap=True))
        for change in found.changes:
            units = found.gaps(change.id)
            if not units:
                continue
            asked = len(found.asked[change.id])
            told.addWidget(plain_label(change.heading, "label", wrap=True))
            names = ", ".join(unit.name for unit in units)
            text = ngettext("{n} question in the bank", "{n} questions in the bank", asked)
            lines = (change.note, names, text.format(n=asked))
            told.addWidget(plain_label("\n".join(filter(None, lines)), "muted", wrap=True))
            number = found.actions.get(change.id)
            if number:
                link = button(number, partial(self._show_action, number), "link")
            else:
                link = WriteButton(
                    self._desk, _("Agree an action"), partial(self._agree, change.id), "link",
                    name=_("Agree an action for {clause}").format(clause=change.number),
                )  # fmt: skip
            told.addLayout(row(link, 1))

    def _agree(self, clause: str) -> None:
        from auditdesk.work import transition as work

        found = self.found
        assert found is not None
        self._desk.do(
            _("Action for the transition to {standard}").format(standard=found.new),
            lambda step: work.agree(step, found, clause, self._desk.today),
        )

    def _show_action(self, number: str) -> None:
        if id := id_by_number(self._desk.book, "action", number):
            self._desk.show("action", id)

    def _open(self, index: QModelIndex) -> None:
        """Go to the audit that looked at a cell last."""
        assert self.found is not None
        clause, unit = self.model.clauses[index.row()], self.model.units[index.column()]
        seen = self.found.seen.get((clause.id, unit.id))
        if seen is not None and (id := id_by_number(self._desk.book, "audit", seen.audit)):
            self._desk.show("audit", id)

    def decide(self) -> None:
        """Ask to which edition the organisation works, and from when on."""
        names = choices.standards(self._desk)()
        standard = ChoiceEditor(_("We work to"), [(name, name) for name in names])
        if self.found is not None:
            standard.show_value(self.found.new)
        since = DateEditor(_("Since"), lambda: self._desk.today)
        since.show_value(self._desk.today.isoformat())

        def deed(values: dict[str, Any]) -> None:
            from auditdesk.work.edition_decisions import work_to

            what = _("Work to {standard}").format(standard=values["standard"])
            day = str(values["since"] or "")
            on = date.fromisoformat(day) if day else self._desk.today
            self._desk.do(
                what,
                lambda step: work_to(step, values["standard"], since=on, reason=values["reason"]),
            )

        editors = {"standard": standard, "since": since, "reason": LongEditor(_("Reason"))}
        text = _("New audits, coverage, the planner and what comes in follow this decision.")
        ask(self, _("We work to…"), editors, _("Decide"), deed, text=text)


def days_told(found: Transition) -> list[str]:
    """The days of a transition, in words."""
    from auditdesk.output.transition import days

    return [f"{label} {words.day_text(day)}" for label, day in days(found)]


def decided_told(found: Transition) -> str:
    """What is worked to, in words."""
    if not found.decided:
        return _("Nobody has decided yet since when you work to {standard}.").format(
            standard=found.new
        )
    told = [
        _("{standard} since {day}").format(standard=one.designation, day=words.day_text(one.since))
        for one in found.decided
    ]
    return _("We work to {what}").format(what="; ".join(told))
