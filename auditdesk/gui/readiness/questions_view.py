"""What an external auditor would ask: the questions that stand open, and the records of one."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from auditdesk.book.completeness.answers import (
    Answered,
    Narrow,
    answers,
    gaps,
    left_open,
    open_questions,
    period_of,
    reasons_given,
)
from auditdesk.book.completeness.question import Period
from auditdesk.book.tables import Site
from auditdesk.domain.completeness import WEIGHT_LABELS, Gap
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.widgets import EDGE, Fresh, Link, plain_label, row, scrolled
from auditdesk.i18n import _, ngettext

_SHOWN = 100
"""Records of a question that are listed; the workbook has all."""


class QuestionsView(QWidget):
    """Filters, the open questions; beside them why the chosen one is asked and what fails it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Questions of an external auditor"))
        self._desk = desk
        self.found: list[Answered] = []
        self.shown: list[Answered] = []
        self.gaps: list[Gap] = []
        self.since = ChoiceEditor(_("Since"), [])
        self.weight = ChoiceEditor(_("Weight"), [])
        self.site = ChoiceEditor(_("Site"), [])
        self.who = ChoiceEditor(_("Who can mend it"), [])
        for editor in (self.since, self.weight, self.site, self.who):
            editor.setMaximumWidth(210)
            editor.left.connect(self.refresh)
        self.summary = plain_label("", "muted", wrap=True)
        chosen = row(
            self.since, self.weight, self.site, self.who, self.summary,
            margins=(EDGE, 10, EDGE, 10),
        )  # fmt: skip
        chosen.setStretch(4, 1)
        self.table = SmallTable(
            _("Questions that stand open"), (_("Question"), _("Weight"), _("Records"))
        )
        self.table.picked.connect(self._show_question)
        self.records = Fresh(spacing=4)
        splitter = QSplitter()
        splitter.addWidget(self.table)
        splitter.addWidget(scrolled(self.records, name=_("Records that fail the question")))
        splitter.setSizes([620, 480])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(chosen)
        layout.addWidget(splitter, 1)

    def period(self) -> Period:
        """The days that are asked about."""
        first = self.since.value()
        return period_of(date.fromisoformat(first) if first else None, self._desk.today)

    def weighing(self) -> str:
        """The weight that is chosen; "" for any."""
        return str(self.weight.value() or "")

    def narrow(self) -> Narrow:
        """The site and the person that are looked at only."""
        return Narrow(str(self.site.value() or ""), str(self.who.value() or ""))

    def asked(self) -> tuple[Period, Narrow, str]:
        """What the filters leave: days, site and person, and one weight or "" for any."""
        return self.period(), self.narrow(), self.weighing()

    def refresh(self) -> None:
        """Ask all questions again."""
        self._offer()
        period, narrow = self.period(), self.narrow()
        self.found = answers(self._desk.book, period, narrow)
        weight = self.weighing()
        settled = [one for one in self.found if one.left_open and not one.failing]
        self.shown = [
            one
            for one in (*open_questions(self.found), *settled)
            if not weight or one.question.weight == weight
        ]
        self.table.show_rows(
            [
                (
                    one.question.key,
                    (
                        one.question.told,
                        one.question.weight.label,
                        words.number_text(one.failing),
                    ),
                )
                for one in self.shown
            ]
        )
        n = sum(1 for one in self.shown if one.failing)
        text = ngettext(
            "{n} of {all} questions stands open", "{n} of {all} questions stand open", n
        )
        self.summary.setText(text.format(n=n, all=len(self.found)))
        if not self.shown:
            self._show_question("")

    def _offer(self) -> None:
        """Keep what is chosen, among what there is now."""
        today = self._desk.today
        sites = choices.names(self._desk, Site)()
        everything = (None, _("All"))
        years = [
            (date(today.year - n, 1, 1).isoformat(), _("Since {year}").format(year=today.year - n))
            for n in range(4)
        ]
        for editor, offered in (
            (self.since, years),
            (self.weight, [everything, *((w, _(label)) for w, label in WEIGHT_LABELS.items())]),
            (self.site, [everything, *((name, name) for name in sites)]),
            (self.who, [everything, *((name, name) for name in choices.people(self._desk)())]),
        ):
            kept = editor.value() if editor.box.count() else None
            editor.set_choices(offered)
            known = [key for key, _word in offered]
            editor.show_value(kept if kept in known else known[1 if editor is self.since else 0])

    def _show_question(self, key: str) -> None:
        told = self.records.begin()
        answer = next((one for one in self.shown if one.question.key == key), None)
        if answer is None:
            text = _("No question stands open for what is chosen here.")
            told.addWidget(plain_label(text, "muted", wrap=True))
            self.gaps = []
            return
        question = answer.question
        told.addWidget(plain_label(question.told, "heading", wrap=True))
        told.addWidget(plain_label(question.why, "muted", wrap=True))
        who = _("To be mended by: {who}").format(who=question.mender.label)
        told.addWidget(plain_label(who, "muted", wrap=True))
        reasons = reasons_given(self._desk.book)
        self.gaps = gaps(
            self._desk.book, question, self.period(), self.narrow(), _SHOWN, reasons=reasons
        )
        for gap in self.gaps:
            told.addLayout(self._line(key, gap))
        more = answer.failing - len(self.gaps)
        if more > 0:
            text = ngettext("and {n} more", "and {n} more", more)
            told.addWidget(plain_label(text.format(n=words.number_text(more)), "muted"))
        if answer.left_open:
            text = ngettext(
                "{n} more may stay as it is, for a reason that was given:",
                "{n} more may stay as they are, for reasons that were given:",
                answer.left_open,
            )
            told.addWidget(plain_label(text.format(n=answer.left_open), "label", wrap=True))
            for gap, reason in left_open(
                self._desk.book, question, self.period(), self.narrow(), reasons
            ):
                ask = WriteButton(
                    self._desk, _("Ask again"), partial(self._ask_again, key, gap.id), "link",
                    name=_("Ask again of {name}").format(name=gap.number),
                )  # fmt: skip
                line = row(plain_label(f"{gap.number}: {reason}", wrap=True), ask)
                line.setStretch(0, 1)
                told.addLayout(line)

    def _line(self, key: str, gap: Gap) -> QHBoxLayout:
        name = gap.number or _("without a number")
        sites = ", ".join(site for site in gap.sites if not name.endswith(site))
        parts = (name, sites, gap.who if gap.who != name else "", gap.more)
        go = Link(
            "  ·  ".join(filter(None, parts)), partial(self._desk.show, gap.kind, gap.id), name
        )
        leave = WriteButton(
            self._desk, _("Leave open…"), partial(self._leave_open, key, gap), "link",
            name=_("Leave {name} open…").format(name=name),
        )  # fmt: skip
        line = row(go, leave)
        line.setStretch(0, 1)
        return line

    def _leave_open(self, key: str, gap: Gap) -> None:
        from auditdesk.work import completeness

        def deed(reason: str) -> None:
            self._desk.do(
                _("Leave {name} open").format(name=gap.number),
                lambda step: completeness.leave_open(
                    step, key, gap.kind, gap.id, on=self._desk.today, reason=reason
                ),
            )

        ask_reason(self, _("Why may {name} stay as it is?").format(name=gap.number), deed)

    def _ask_again(self, key: str, id: str) -> None:
        from auditdesk.work import completeness

        self._desk.do(_("Ask again"), lambda step: completeness.ask_again(step, key, id))
