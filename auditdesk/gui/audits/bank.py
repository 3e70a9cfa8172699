"""The question bank in the window: found by words, edited into the next version, imported."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QSplitter, QVBoxLayout, QWidget

from auditdesk.book.step import Step
from auditdesk.book.tables import StandardRow
from auditdesk.domain.fold import fold, spellings
from auditdesk.domain.question import PROCESS_TYPES, Question
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import ask, open_paths
from auditdesk.gui.parts.editors import ChoiceEditor, LineEditor, LongEditor
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row, scrolled
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup, questions

_TEXTS = ("question", "intent", "ask_for", "typical_failure")
_SHOWN = 300
"""Questions that are listed at most; who looks for one types a letter more."""


class QuestionBank(QDialog):
    """All questions that may be asked; those edited here are the organisation's own."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Question bank"))
        self.setAccessibleName(_("Question bank"))
        self.resize(1060, 680)
        self._desk = desk
        self._shown: Question | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Clause, words, or type of process"))
        self.search.setAccessibleName(_("Search questions"))
        self.search.textChanged.connect(lambda _text: self._list())
        self.count = plain_label("", "muted")
        self.table = SmallTable(
            _("Questions"), (_("Clause"), _("Question"), _("For"), _("Version")), stretch=1
        )
        self.table.picked.connect(self._show)
        self.head = plain_label("", "label", wrap=True)
        self.editors = {
            "question": LongEditor(_("Question")),
            "intent": LongEditor(_("Intent")),
            "ask_for": LongEditor(_("Evidence to ask for")),
            "typical_failure": LongEditor(_("Typical failure")),
        }
        self.versions = plain_label("", "muted", wrap=True)
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.save = WriteButton(desk, _("Save as next version"), self._save, "main")
        self.retire = WriteButton(desk, _("Ask no longer"), self._retire)
        side = scrolled(self.head, *self.editors.values(), self.problem, self.versions, gap=10)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(side, 1)
        layout.addLayout(row(self.save, self.retire, 1, margins=(EDGE, 4, EDGE, 8)))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(right)
        splitter.setSizes([640, 420])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        bar = row(
            self.search,
            self.count,
            WriteButton(desk, _("New question…"), self._ask_new),
            WriteButton(desk, _("Import…"), self._import),
            button(_("Export…"), self._export),
        )
        bar.setStretch(0, 1)
        whole.addLayout(bar)
        whole.addWidget(splitter, 1)
        self._list()
        self.search.setFocus()

    def _list(self) -> None:
        """List what the words find, keeping the current question."""
        self._bank = {one.key: one for one in questions.bank(self._desk.read)}
        words = fold(self.search.text()).split()
        found = [one for one in self._bank.values() if _has(one, words)]
        current = self.table.current_id()
        self.table.show_rows([(one.key, _cells(one)) for one in found[:_SHOWN]])
        self.count.setText(
            ngettext("{n} question", "{n} questions", len(found)).format(n=len(found))
        )
        self.table.select_id(current)
        self._show(self.table.current_id())

    def _show(self, key: str) -> None:
        found = self._bank.get(key)
        if found is not None and self._shown is not None and found == self._shown:
            return
        self._shown = found
        for widget in (*self.editors.values(), self.save, self.retire):
            widget.setEnabled(found is not None)
        if found is None:
            return
        numbers = sorted({str(number) for number in found.clauses.values()})
        kinds = ", ".join(_(PROCESS_TYPES[one]) for one in found.processes)
        new = _("asks about what the edition changed") if found.changed else ""
        rows = (self._desk.read.find(StandardRow, key=key) for key in found.clauses)
        standards = ", ".join(one.designation for one in rows if one is not None)
        parts = (", ".join(numbers), standards, kinds, new)
        self.head.setText(" · ".join(part for part in parts if part))
        for name, editor in self.editors.items():
            editor.show_value(getattr(found, name))
        older = questions.versions(self._desk.read, found.key)[1:]
        self.versions.setText(
            "\n".join(
                _("Version {n}: {question}").format(n=one.version, question=one.question)
                for one in older
            )
        )
        self.problem.hide()

    def _save(self) -> None:
        if self._shown is None:
            return
        key = self._shown.key
        values = {name: editor.value().strip() for name, editor in self.editors.items()}
        try:
            self._desk.do(
                _("Edit question {key}").format(key=key),
                lambda step: questions.edit(step, key, **values),
            )
        except Refusal as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._shown = None
        self._list()

    def _retire(self) -> None:
        if self._shown is not None:
            key = self._shown.key
            what = _("Ask question {key} no longer").format(key=key)
            self._desk.do(what, lambda step: questions.edit(step, key, retired=True))
            self._list()

    def _ask_new(self) -> None:
        kinds = [("", _("any")), *((key, _(label)) for key, label in PROCESS_TYPES.items())]
        editors: dict[str, Any] = {
            "standard": ChoiceEditor(
                _("Standard"), [(name, name) for name in choices.standards(self._desk)()]
            ),
            "clause": LineEditor(_("Clause")),
            "question": LongEditor(_("Question")),
            "ask_for": LongEditor(_("Evidence to ask for")),
            "process": ChoiceEditor(_("Type of process"), kinds),
        }

        def deed(values: dict[str, Any]) -> None:
            def add(step: Step) -> str:
                standard = lookup.standard(step, str(values["standard"]))
                return questions.add_own(
                    step,
                    standard,
                    str(values["clause"]),
                    str(values["question"]),
                    ask_for=str(values["ask_for"]),
                    processes=(values["process"],) if values["process"] else (),
                )

            key = self._desk.do(_("New question"), add)
            self.search.clear()
            self._list()
            self.table.select_id(key)

        ask(self, _("New question"), editors, _("Add"), deed)

    def _import(self) -> None:
        def chosen(paths: list[str]) -> None:
            path = Path(paths[0])
            what = _("Import questions from {name}").format(name=path.name)
            taken, known = self._desk.do(what, lambda step: questions.take_in(step, path))
            self._list()
            text = _("{n} taken, {known} known already.").format(n=taken, known=known)
            self._desk.messenger.offer(text, ())

        open_paths(self, _("Import questions"), [_("Questions") + " (*.toml *.csv)"], chosen)

    def _export(self) -> None:
        from auditdesk.output.csv_file import write_csv

        def begin(to: Path) -> None:
            rows = list(questions.lines_of(list(self._bank.values())))
            write_csv(rows, to)
            papers.offer(self._desk, _("Written to {name}.").format(name=to.name), to)

        title = _("Question bank")
        papers.ask_where(self._desk, self, title, title, "CSV (*.csv)", ".csv", begin)


def _has(one: Question, words: list[str]) -> bool:
    kinds = " ".join(f"{key} {_(PROCESS_TYPES[key])}" for key in one.processes)
    text = spellings(" ".join([one.key, kinds, *(getattr(one, name) for name in _TEXTS)]))
    numbers = [str(number) for number in one.clauses.values()]
    return all(
        word in text or any(number == word or number.startswith(f"{word}.") for number in numbers)
        for word in words
    )


def _cells(one: Question) -> tuple[str, ...]:
    kinds = ", ".join(_(PROCESS_TYPES[key]) for key in one.processes)
    numbers = sorted({str(number) for number in one.clauses.values()})
    own = "" if one.version == 1 and not one.key.startswith("own-") else str(one.version)
    return ", ".join(numbers), one.question, kinds, own


def open_bank(parent: QWidget, desk: Desk) -> QuestionBank:
    """Open the question bank over the window."""
    bank = QuestionBank(parent.window(), desk)
    bank.open()
    return bank
