"""Plan my year: a plan is sought in the background, shown beside what stands, and taken over."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QProgressBar, QVBoxLayout, QWidget

from auditdesk.book.stands import stands
from auditdesk.domain.audit import AuditState
from auditdesk.errors import PeriodClosed, Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.widgets import EDGE, Fresh, button, plain_label, row, scrolled
from auditdesk.gui.programme.solver import Solver
from auditdesk.i18n import _, ngettext
from auditdesk.planner.cost import cost
from auditdesk.work.proposal import Change, Proposal, ProposedAudit, accept, propose
from auditdesk.work.schedule import Schedule, schedule

SECONDS = (("10", 10), ("60", 60))


class PlanYear(QDialog):
    """Seeks a plan for a year or three. Rows that are ticked are taken over, in one step."""

    def __init__(self, parent: QWidget, desk: Desk, year: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Plan {year}").format(year=year))
        self.setAccessibleName(self.windowTitle())
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1020, 620)
        self._desk, self._year = desk, year
        self._schedule: Schedule | None = None
        self._solver: Solver | None = None
        self.proposal: Proposal | None = None
        self.years = ChoiceEditor(_("Years"), [("1", _("one year")), ("3", _("three years"))])
        seconds = [(key, _("{n} seconds").format(n=n)) for key, n in SECONDS]
        self.seconds = ChoiceEditor(_("Search for"), seconds)
        self.years.show_value("1")
        self.seconds.show_value("10")
        self.free = QCheckBox(_("Confirmed audits may move too"))
        self.free.setAccessibleName(self.free.text())
        self.go = button(_("Seek a plan"), self.seek)
        self.stop = button(_("Stop, and take the best so far"), self._stop)
        self.stop.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("How far the search is"))
        self.progress.setRange(0, 100)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(6)
        self.said = plain_label("", "muted", wrap=True)
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        headings = [_("Audit"), _("Change"), _("Stands"), _("Proposed"), _("Lead"), _("Team")]
        self.table = SmallTable(_("Proposed audits"), headings, stretch=0)
        self.table.picked.connect(self._show_why)
        self.why = Fresh(spacing=4)
        below = scrolled(self.why, name=_("Why"))
        below.setMaximumHeight(120)
        self.take = button("", self._take, "main")
        self.take.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(10)
        options = row(self.years, self.seconds, self.free, 1, self.stop, self.go)
        options.setAlignment(self.free, Qt.AlignmentFlag.AlignBottom)
        for made in (self.go, self.stop):
            options.setAlignment(made, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(options)
        layout.addWidget(self.progress)
        layout.addWidget(self.said)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addWidget(below)
        layout.addLayout(row(1, button(_("Close"), self.reject), self.take))

    def seek(self) -> None:
        """Read the book and seek a plan on a thread; what cannot be planned is said here."""
        self.problem.hide()
        years = int(self.years.value() or 1)
        free = self._confirmed() if self.free.isChecked() else frozenset[str]()
        self._schedule = schedule(self._desk.book, self._year, self._desk.today, years, free)
        if self._schedule.why_idle:
            self._refuse(self._schedule.why_idle)
            return
        seconds = dict(SECONDS)[self.seconds.value() or "10"]
        self._solver = Solver(self._schedule.problem, seconds, 1, self)
        self._solver.told.connect(self._tell)
        self._solver.ended.connect(self._ended)
        self.go.hide()
        self.stop.show()
        self._solver.start()

    def _confirmed(self) -> frozenset[str]:
        first, last = self._desk.today.replace(month=1, day=1), self._desk.today
        last = last.replace(year=self._year + 3, month=12, day=31)
        return frozenset(
            one.number
            for one in stands(self._desk.book, first, last)
            if one.state == AuditState.CONFIRMED
        )

    def _stop(self) -> None:
        if self._solver:
            self._solver.stop()

    def _tell(self, share: float, costs: int, unplaced: int, bound: int | None) -> None:
        self.progress.setValue(round(100 * share))
        text = _("Best so far: cost {cost}").format(cost=costs)
        if bound is not None:
            text += " · " + _("no plan costs less than {bound}").format(bound=bound)
        if unplaced:
            text += " · " + _("not everything has a place yet")
        self.said.setText(text)

    def _ended(self) -> None:
        solver, self._solver = self._solver, None
        self.go.show()
        self.stop.hide()
        self.progress.setValue(100)
        if solver is None or self._schedule is None:
            return
        try:
            solution = solver.result()
        except Refusal as error:
            self._refuse(str(error))
            return
        self.proposal = propose(self._schedule, solution)
        self._show(self.proposal)

    def _refuse(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.show()

    def _show(self, proposal: Proposal) -> None:
        self.table.show_rows([(one.key, _texts(one)) for one in proposal.rows])
        waiting = {one.key for one in proposal.changes}
        for n, one in enumerate(proposal.rows):
            item = self.table.item(n, 0)
            if item and one.key in waiting:
                item.setCheckState(Qt.CheckState.Checked)
        self.said.setText(" ".join((_summary(proposal), *proposal.notes)))
        changes = len(proposal.changes)
        words_ = ngettext("Take over {n} change", "Take over {n} changes", changes)
        self.take.setText(words_.format(n=changes))
        self.take.setAccessibleName(self.take.text())
        self.take.setVisible(bool(changes))

    def _show_why(self, key: str) -> None:
        told = self.why.begin()
        found = [one for one in (self.proposal.rows if self.proposal else ()) if one.key == key]
        for one in found:
            for text in one.reasons:
                told.addWidget(plain_label(text, "problem", wrap=True))
            for text in one.helps:
                told.addWidget(plain_label(_("It would help: {what}").format(what=text), wrap=True))

    def ticked(self) -> Sequence[str]:
        """The keys of the rows that are to be taken over."""
        chosen = []
        for n, one in enumerate(self.proposal.rows if self.proposal else ()):
            item = self.table.item(n, 0)
            if item and item.checkState() == Qt.CheckState.Checked:
                chosen.append(one.key)
        return chosen

    def _take(self) -> None:
        proposal, keys = self.proposal, self.ticked()
        if proposal is None:
            return
        what = _("Plan {year}").format(year=self._year)
        try:
            self._desk.do(what, lambda step: accept(step, proposal, self._desk.today, keys))
        except PeriodClosed as closed:
            if closed.again is not None:
                ask_reason(self, str(closed), partial(self._take_again, closed.again))
            return
        except Refusal as error:
            self._refuse(str(error))
            return
        self.accept()

    def _take_again(self, deed: Callable[[str], object], reason: str) -> None:
        deed(reason)
        self.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._leave()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        self._leave()
        super().done(result)

    def _leave(self) -> None:
        if self._solver:
            self._solver.wait()
            self._solver = None


def _summary(proposal: Proposal) -> str:
    """What the plan costs against the one that stands, and what has no place."""
    solution, stood = proposal.solution, proposal.schedule.plan
    parts = [_("Cost {after} as proposed").format(after=solution.cost.cost)]
    if stood:
        before = cost(proposal.schedule.problem, stood)
        parts = [
            _("Cost {before} as it stands, {after} as proposed").format(
                before=before.cost, after=solution.cost.cost
            )
        ]
    if solution.optimal:
        parts.append(_("no plan is better"))
    n = len(solution.unplaced)
    if n:
        parts.append(
            ngettext(
                "{n} audit has no place; select it to see why",
                "{n} audits have no place; select one to see why",
                n,
            ).format(n=n)
        )
    return ", ".join(parts) + "."


def _texts(one: ProposedAudit) -> tuple[str, ...]:
    name = one.title if one.change is Change.NEW else f"{one.key}  {one.title}"
    before = words.day_text(one.before[0]) if one.before else ""
    learning = [_("{name} in training").format(name=one.trainee)] if one.trainee else []
    team = ", ".join((*one.team, *learning))
    return name, one.change.label, before, words.day_text(one.starts_on), one.lead, team
