"""The statement editor: requirement, evidence, statement and effect side by side, with advice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLayout, QWidget

from auditdesk.book.rows import ListedFinding
from auditdesk.domain.finding import FindingState, called
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.advice import Advice
from auditdesk.gui.forms.fields import STATEMENT
from auditdesk.gui.forms.form import Field, Form, Problems
from auditdesk.gui.parts.editors import Editor
from auditdesk.gui.parts.widgets import EDGE, button, column, plain_label, row
from auditdesk.i18n import _
from auditdesk.work import findings


class StatementEditor(QDialog):
    """The parts of a finding in view of each other; every field is saved when it is left."""

    def __init__(self, parent: QWidget, desk: Desk, found: ListedFinding) -> None:
        super().__init__(parent.window())
        name = called(found.number, found.id)
        title = _("Statement of {name}").format(name=name)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1040, 640)
        self._desk, self._found = desk, found
        self.form = Form(desk, "finding", STATEMENT, side_by_side)
        self.advice = Advice(desk, self.form.editors, self.form)
        self.problems = Problems(lambda key: self.form.editors[key].focus())
        note = plain_label(
            _("What should be, what was seen, the gap between them, and what it can lead to."),
            "muted",
        )
        self.setLayout(column(note, self.form, self.problems, margins=(EDGE, EDGE, EDGE, EDGE)))
        close = button(_("Close"), self.accept, "main")
        close.setAutoDefault(False)
        self.layout().addLayout(row(1, close))  # type: ignore[union-attr]
        self.form.saved.connect(lambda _key: self._show_problems())
        self.form.show_thing(found.id, name, bool(desk.book.why_read_only))
        beside = {"audit": found.audit, "grade": found.grade}
        self.advice.show_advice(beside)
        self._show_problems()

    def done(self, how: int) -> None:
        """However it is closed, by Escape too: what was typed is saved, as everywhere."""
        self.form.leave()
        super().done(how)

    def _show_problems(self) -> None:
        """What stands in the way of issuing, of what is shown here."""
        missing = [
            problem
            for problem in findings.missing(self._desk.read, self._found.id, "issue")
            if problem.field in self.form.editors and self._found.state == FindingState.DRAFT
        ]
        self.problems.show_problems(_("Before it can be issued:"), missing)


def side_by_side(fields: Sequence[Field], editors: dict[str, Editor]) -> QLayout:
    """The first field over the whole width, the others in two columns."""
    layout = QGridLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setHorizontalSpacing(EDGE)
    layout.setVerticalSpacing(12)
    first, *others = (editors[field.key] for field in fields)
    layout.addWidget(first, 0, 0, 1, 2)
    for n, editor in enumerate(others):
        layout.addWidget(editor, 1 + n // 2, n % 2, Qt.AlignmentFlag.AlignTop)
    layout.setColumnStretch(0, 1)
    layout.setColumnStretch(1, 1)
    return layout
