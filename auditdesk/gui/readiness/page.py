"""Readiness: what an external auditor would ask, before the audit of a certification body."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from auditdesk.book.tables import TABLES
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Page
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.widgets import boxed, button, restyle, row
from auditdesk.gui.readiness.evidence_view import EvidenceView
from auditdesk.gui.readiness.questions_view import QuestionsView
from auditdesk.gui.readiness.transition_view import TransitionView
from auditdesk.i18n import _

if TYPE_CHECKING:
    pass

QUESTIONS, EVIDENCE, TRANSITION = "questions", "evidence", "transition"
_EXCEL = "Excel (*.xlsx)"


class ReadinessPage(Page):
    """The questions that stand open, and the evidence there is."""

    key = "readiness"
    touches = frozenset(table.sql_name for table in TABLES if not table.bookkeeping)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Readiness"))
        self.seen = QUESTIONS
        self.questions = QuestionsView(desk)
        self.evidence = EvidenceView(desk)
        self.transition = TransitionView(desk)
        self._views: dict[str, Any] = {
            QUESTIONS: self.questions,
            EVIDENCE: self.evidence,
            TRANSITION: self.transition,
        }
        self.chips: dict[str, QPushButton] = {}
        ways = row(margins=(16, 8, 16, 8))
        for key, word in (
            (QUESTIONS, _("Questions")),
            (EVIDENCE, _("Evidence")),
            (TRANSITION, _("Transition")),
        ):
            self.chips[key] = button(word, partial(self.see, key), "chip")
            ways.addWidget(self.chips[key])
        ways.addStretch(1)
        self.title_line.beside.addStretch(1)
        self.to_paper = button(_("Print"), self.print)
        for made in (self.to_paper, button(_("Export to Excel"), self.export)):
            self.title_line.deeds.addWidget(made)
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        self.body.addWidget(boxed(ways, "chipLine"))
        self.body.addWidget(self._stack, 1)
        self.entrance = self.questions.table

    def refresh(self) -> None:
        view = self._views[self.seen]
        for key, chip in self.chips.items():
            chip.setProperty("active", key == self.seen)
            restyle(chip)
        self.to_paper.setVisible(self.seen != EVIDENCE)
        self._stack.setCurrentWidget(view)
        view.refresh()
        self.desk.said.emit()

    def see(self, key: str) -> None:
        """See the questions, the evidence, or the transition."""
        self.seen = key
        self.refresh()

    def status(self) -> str:
        view: QuestionsView | EvidenceView | TransitionView = self._views[self.seen]
        return view.summary.text()

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Questions of an external auditor"), partial(self.see, QUESTIONS)),
            Command(_("Evidence by clause and unit"), partial(self.see, EVIDENCE)),
            Command(_("Transition to a new edition"), partial(self.see, TRANSITION)),
            Command(_("Decide to which edition we work…"), self.transition.decide, writes=True),
            Command(_("Print what is shown"), self.print, "Ctrl+P"),
            Command(_("Export what is shown to Excel"), self.export, "Ctrl+E"),
        )

    def export(self) -> None:
        """Write what is shown into a workbook."""
        if self.seen == EVIDENCE:
            export_evidence(self.desk, self)
        elif self.seen == TRANSITION:
            export_transition(self.desk, self, self.transition)
        else:
            export_questions(self.desk, self, self.questions)

    def print(self) -> None:
        """Show what is shown as it is printed; Refusal for the evidence."""
        if self.seen == EVIDENCE:
            raise Refusal(_("The evidence is wider than paper: export it to Excel instead."))
        if self.seen == TRANSITION:
            preview_transition(self.desk, self, self.transition)
        else:
            preview_questions(self.desk, self, self.questions)


def export_questions(desk: Desk, parent: QWidget, view: QuestionsView) -> None:
    """The questions that are shown, with all records that fail them."""
    from auditdesk.output import completeness

    found = completeness.found_in(desk.book, *view.asked())
    heading = completeness.heading_of(desk.book, found, desk.today)

    def write(read: Sequence[Any], to: Path) -> None:
        completeness.write_completeness(read[0], heading, to)

    papers.write_file(desk, parent, heading.title, lambda: (found,), write, _EXCEL, ".xlsx")


def preview_questions(desk: Desk, parent: QWidget, view: QuestionsView) -> None:
    """The questions that stand open, on the screen first."""
    from auditdesk.output import completeness, sheets

    def rows() -> Iterator[Any]:
        yield completeness.listing_of(completeness.found_in(desk.book, *view.asked()))

    papers.preview(desk, parent, _(completeness.TITLE), rows, sheets.listings, 1)


def export_evidence(desk: Desk, parent: QWidget) -> None:
    """The matrices of all standards."""
    from auditdesk.output import completeness, export

    title = _(completeness.EVIDENCE_TITLE)
    heading = export.heading(desk.book, title, desk.today, "evidence map")

    def write(read: Sequence[Any], to: Path) -> None:
        completeness.write_evidence_map(list(read), heading, to)

    def rows() -> Iterator[Any]:
        return completeness.maps(desk.book, desk.today.year, desk.today)

    papers.write_file(desk, parent, title, rows, write, _EXCEL, ".xlsx")


def export_transition(desk: Desk, parent: QWidget, view: TransitionView) -> None:
    """The transition that is shown."""
    from auditdesk.output import transition

    found = view.found
    if found is None:
        raise Refusal(view.summary.text())
    heading = transition.heading_of(desk.book, found, desk.today)

    def write(read: Sequence[Any], to: Path) -> None:
        transition.write_transition(read[0], heading, to)

    papers.write_file(desk, parent, heading.title, lambda: (found,), write, _EXCEL, ".xlsx")


def preview_transition(desk: Desk, parent: QWidget, view: TransitionView) -> None:
    """The transition that is shown, as it is printed."""
    from auditdesk.output import sheets, transition

    found = view.found
    if found is None:
        raise Refusal(view.summary.text())
    listed = transition.listings_of(found)
    papers.preview(desk, parent, listed[0].title, lambda: listed, sheets.listings)


def make(desk: Desk) -> ReadinessPage:
    return ReadinessPage(desk)
