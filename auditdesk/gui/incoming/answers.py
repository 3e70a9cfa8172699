"""Response forms in the window: written for findings, and answers taken in after a look at each."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from auditdesk.domain.response import AnswerFate, AnswerLine, Returned, counts
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.widgets import EDGE, button, column, plain_label, row
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.output.sheets import Printed

_ORDER = (
    AnswerFate.CHANGED,
    AnswerFate.INVALID,
    AnswerFate.FOREIGN,
    AnswerFate.ACCEPTED,
    AnswerFate.KNOWN,
)


def ask_form(desk: Desk, parent: QWidget, ids: Sequence[str]) -> None:
    """Write the form in which auditees answer these findings, in a language that is chosen."""
    from auditdesk.book.dossier_reader import finding_dossiers, house
    from auditdesk.output import export
    from auditdesk.output.mail import write_mail
    from auditdesk.output.response import write_response
    from auditdesk.output.response_pdf import print_response
    from auditdesk.work import responses

    shipped = responses.languages()
    for id in ids:
        responses.form_of(desk.book, id, shipped["en"])
    which = ChoiceEditor(
        _("Language of the form"), [(key, texts.language) for key, texts in shipped.items()]
    )
    which.show_value(responses.language_of(desk.read))
    kind = ChoiceEditor(
        _("As"),
        [
            (".xlsx", _("Excel workbook")),
            (".pdf", _("PDF to type into, or for the pen")),
            (".eml", _("E-mail with both and the sheets, to send")),
        ],
    )
    kind.show_value(".xlsx")

    def chosen(values: dict[str, Any]) -> None:
        texts = responses.texts_in(values["language"])
        forms = [responses.form_of(desk.book, id, texts) for id in ids]
        title = texts.file.format(names=", ".join(form.number for form in forms))
        heading = export.heading(desk.book, title, desk.today, "response")
        people = responses.people(desk.read)

        head, stamp = house(desk.book), export.stamp(desk.book)

        def write(_rows: Sequence[object], to: Path) -> None:
            write_response(forms, texts, people, heading, to)

        def write_pdf(_rows: Sequence[object], to: Path) -> "Printed":
            return print_response(forms, texts, people, head, stamp, to)

        def write_with_sheets(sheets: Sequence[Any], to: Path) -> None:
            write_mail(forms, texts, people, sheets, head, heading, stamp, to)

        if values["kind"] == ".eml":
            papers.write_file(
                desk, parent, title, lambda: finding_dossiers(desk.book, list(ids)),
                write_with_sheets, _("E-mail (*.eml)"), ".eml",
            )  # fmt: skip
        elif values["kind"] == ".pdf":
            papers.write_file(desk, parent, title, lambda: (), write_pdf, "PDF (*.pdf)", ".pdf")
        else:
            papers.write_file(desk, parent, title, lambda: (), write, "Excel (*.xlsx)", ".xlsx")

    text = _("The auditee fills it in and sends it back, by file or on paper; drop it here.")
    ask(
        parent,
        _("Response form"),
        {"language": which, "kind": kind},
        _("Choose file…"),
        chosen,
        text=text,
    )


def show_answers(desk: Desk, window: QWidget, path: Path, form: Returned) -> QDialog:
    """Show what a form that came back says, before any of it is taken in."""
    dialog = AnswersDialog(window, desk, form, path)
    dialog.open()
    return dialog


class AnswersDialog(QDialog):
    """Every answer, what becomes of it and why; then one step."""

    def __init__(self, parent: QWidget, desk: Desk, form: Returned, path: Path) -> None:
        super().__init__(parent)
        self._desk, self._form, self._path = desk, form, path
        self._also: set[tuple[str, str]] = set()
        self._lines: list[AnswerLine] = []
        name = _("Answers from {name}").format(name=form.name)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(980, 560)
        headings = (_("What becomes of it"), _("Finding"), _("Question"), _("Answer"))
        self.table = SmallTable(_("Answers"), headings, stretch=3)
        self.table.picked.connect(self._show_line)
        self.counts = plain_label("", "strong", wrap=True)
        self.counts.setAccessibleName(_("What would happen"))
        self.detail = plain_label("", wrap=True)
        self.detail.setAccessibleName(_("The answer, and what the book says"))
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail.setMinimumHeight(96)
        self.overwrite = button(_("Take it all the same"), self._overwrite)
        self.go = button(_("Take in"), self.take, "main")
        self.setLayout(
            column(
                self.counts,
                self.table,
                self.detail,
                margins=(EDGE, EDGE, EDGE, EDGE),
            )
        )
        self.layout().addLayout(  # type: ignore[union-attr]
            row(self.overwrite, 1, button(_("Cancel"), self.reject), self.go)
        )
        self._compare()

    def take(self) -> None:
        """Take in what is valid, as one step; the file is kept as evidence."""
        from auditdesk.work import responses

        self._desk.keeper().copy_at_once()
        lines = responses.take(
            self._desk.book, self._form, self._path, self._desk.today, self._also
        )
        self.accept()
        self._desk.messenger.offer(f"{self._form.name}: {counts(lines)}.", ())

    def _compare(self) -> None:
        from auditdesk.work import responses

        lines = responses.compare(self._desk.book, self._form, self._desk.today, self._also)
        filled = [line for line in lines if line.fate is not AnswerFate.EMPTY]
        self._lines = sorted(filled, key=lambda line: _ORDER.index(line.fate))
        self.counts.setText(counts(lines))
        self.go.setEnabled(any(line.fate is AnswerFate.ACCEPTED for line in lines))
        self.table.show_rows(
            [
                (str(n), (line.fate.label, line.finding, line.question, line.answer))
                for n, line in enumerate(self._lines)
            ]
        )

    def _show_line(self, id: str) -> None:
        line = self._lines[int(id)] if id else None
        self.overwrite.setEnabled(line is not None and line.fate is AnswerFate.CHANGED)
        if line is None:
            self.detail.setText("")
            return
        now = _("The book says: {now}").format(now=line.now) if line.now else ""
        told = _("Answer: {answer}").format(answer=line.answer)
        self.detail.setText("\n".join(part for part in (line.message, told, now) if part))

    def _overwrite(self) -> None:
        """Take the answer of this row although the book says something else by now."""
        line = self._lines[int(self.table.current_id())]
        self._also.add((line.finding, line.key))
        self._compare()
