"""Head: what a table is taken for, and how a text is cut into cells."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLineEdit

from auditdesk.domain.finding import DEFAULT_GRADES, FindingState
from auditdesk.gui.incoming.combos import KeyCombo
from auditdesk.gui.parts.widgets import column, plain_label, plain_tip, row
from auditdesk.i18n import _
from auditdesk.intake.mapping import STATES
from auditdesk.intake.source import Source
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.intake.text import ENCODINGS, SEPARATORS
from auditdesk.work.intake.plan import PlannedTable

_SIGNS = {",": "comma  ,", ";": "semicolon  ;", "\t": "tab", "|": "bar  |"}


class TextHead(QFrame):
    """Encoding and separator that were found; another choice reads the text again."""

    def __init__(self, source: Source, again: Callable[[str, str], object]) -> None:
        super().__init__()
        encodings = dict.fromkeys((source.encoding, *ENCODINGS))
        separators = dict.fromkeys((source.separator, *SEPARATORS))
        self.encoding = KeyCombo(
            _("Encoding"),
            [(one, one) for one in encodings],
            source.encoding,
            lambda key: again(key, source.separator),
        )
        self.separator = KeyCombo(
            _("Separator"),
            [(one, _(_SIGNS.get(one, one))) for one in separators],
            source.separator,
            lambda key: again(source.encoding, key),
        )
        self.setLayout(
            row(
                plain_label(_("Encoding")),
                self.encoding,
                plain_label(_("Separator")),
                self.separator,
                1,
            )
        )


class TableHead(QFrame):
    """Which kind of thing the rows are, and what they have in common."""

    def __init__(self, kind_chosen: Callable[[str], object], changed: Callable[[], object]) -> None:
        super().__init__()
        self._changed = changed
        self._planned: PlannedTable | None = None
        kinds = [("", _("not taken")), *((key, _(label)) for key, label in KIND_LABELS.items())]
        self.kind = KeyCombo(_("Kind"), kinds, "", kind_chosen)
        self.standard = QLineEdit()
        self.standard.setAccessibleName(_("Standard of the clauses"))
        self.standard.setMinimumWidth(260)
        self.standard.setPlaceholderText(_("that which has the clauses"))
        self.standard.editingFinished.connect(self._standard_told)
        grades = [(grade.key, _(grade.label)) for grade in DEFAULT_GRADES]
        self.grade = KeyCombo(_("Grade of rows without one"), grades, "", self._grade_told)
        self.grade_label = plain_label(_("Without a grade"))
        states = [(state, FindingState(state).label) for state in STATES]
        self.state = KeyCombo(_("State of rows without one"), states, "issued", self._state_told)
        self.state_label = plain_label(_("Without a state"))
        self.reason = plain_label("", "muted", wrap=True)
        top = row(
            plain_label(_("The rows are")),
            self.kind,
            plain_label(_("Standard")),
            self.standard,
            1,
        )
        below = row(self.grade_label, self.grade, self.state_label, self.state, 1)
        layout = column()
        layout.addLayout(top)
        layout.addWidget(self.reason)
        layout.addLayout(below)
        self.setLayout(layout)

    def show_table(self, planned: PlannedTable) -> None:
        """Show what is known of a table."""
        self._planned = planned
        self.kind.choose(planned.mapping.kind)
        self.standard.setText(planned.mapping.standard)
        self.grade.choose(planned.mapping.grade or "observation")
        is_finding = planned.mapping.kind == "finding"
        self.grade.setVisible(is_finding)
        self.grade_label.setVisible(is_finding)
        self.state.choose(planned.mapping.state or "issued")
        self.state.setVisible(is_finding)
        self.state_label.setVisible(is_finding)
        proposal = planned.proposal
        told = (
            _("as the last time for these headings")
            if planned.remembered
            else _("{percent} %: {reason}").format(
                percent=round(proposal.confidence * 100), reason=proposal.reason
            )
        )
        self.reason.setText(told)
        self.reason.setToolTip(plain_tip(told))

    def _standard_told(self) -> None:
        if self._planned is not None:
            text = self.standard.text().strip()
            if text != self._planned.mapping.standard:
                self._planned.mapping.standard = text
                self._changed()

    def _state_told(self, state: str) -> None:
        if self._planned is not None:
            self._planned.mapping.state = state
            self._changed()

    def _grade_told(self, grade: str) -> None:
        if self._planned is not None:
            self._planned.mapping.grade = grade
            self._changed()
