"""The repeat note in the pane of a finding: what it may repeat, a click to mark it as one."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from auditdesk.book.facts import grade_of
from auditdesk.book.radar import earlier
from auditdesk.book.rows import ListedFinding
from auditdesk.domain.finding import called
from auditdesk.domain.repeat import Earlier, sentence
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.settings import REPEAT_MONTHS
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import LongEditor
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, plain_tip, row
from auditdesk.i18n import _, ngettext
from auditdesk.work import repeats

_WINDOWS = (12, 24, 36, 60)
_SHOWN = 2


class RepeatNote(Fresh):
    """Below the statement: earlier findings like this one; nothing where there is none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=2)
        self.setProperty("role", "problem")
        self._desk = desk
        self._row: ListedFinding | None = None

    def show_finding(self, found: ListedFinding, locked: bool) -> None:
        """Look for what this finding may repeat, or say what it repeats."""
        self._row = found
        layout = self.begin()
        layout.setContentsMargins(10, 6, 8, 6)
        like = [] if locked or found.repeat_of else self._like(found)
        above = None if locked else repeats.proposed_grade(self._desk.read, found.id)
        self.setVisible(bool(like or above))
        for one in like:
            text = plain_label(sentence(one, self._desk.today), "label", wrap=True)
            text.setToolTip(plain_tip(one.statement))
            layout.addWidget(text)
            show = button(
                _("Show"),
                partial(self._desk.show, "finding", one.id),
                "link",
                name=_("Show {number}").format(number=one.number),
            )
            mark = button(
                _("Mark as repeat"),
                partial(self._mark, one),
                "link",
                name=_("Mark as repeat of {number}").format(number=one.number),
            )
            layout.addLayout(row(mark, show, 1))
        if above:
            told = _("A repeat of {number}; it deserves a higher grade.")
            layout.addWidget(plain_label(told.format(number=found.repeat_of), "label", wrap=True))
            verb = _("Raise to {grade}…").format(grade=_(above.label))
            layout.addWidget(button(verb, self._ask_grade, "link"), 0, Qt.AlignmentFlag.AlignLeft)

    def fill_menu(self, menu: QMenu) -> None:
        """Offer how far back a repeat counts."""
        chosen = self._desk.settings.get(REPEAT_MONTHS)
        for months in _WINDOWS:
            text = ngettext("{n} month", "{n} months", months).format(n=months)
            action = menu.addAction(text, partial(self._look_back, months))
            action.setCheckable(True)
            action.setChecked(months == chosen)

    def _like(self, found: ListedFinding) -> list[Earlier]:
        if not grade_of(self._desk.read, found.grade).nonconformity:
            return []
        return earlier(self._desk.book, found.id, self._desk.settings.get(REPEAT_MONTHS), _SHOWN)

    def _look_back(self, months: int) -> None:
        self._desk.settings.set(REPEAT_MONTHS, months)
        if self._row:
            self.show_finding(self._row, False)

    def _mark(self, one: Earlier) -> None:
        assert self._row is not None
        id, today = self._row.id, self._desk.today
        name = called(self._row.number, id)
        what = _("Mark {name} as repeat of {other}").format(name=name, other=one.number)
        self._desk.do(what, lambda step: repeats.mark(step, id, one.id, today=today))
        self._ask_grade()

    def _ask_grade(self) -> None:
        """Propose the grade above, with a reason that can be changed."""
        assert self._row is not None
        id = self._row.id
        above = repeats.proposed_grade(self._desk.read, id)
        if above is None:
            return
        reason = LongEditor(_("Reason"))
        reason.show_value(repeats.reason_for(self._desk.read, id))
        title = _("Raise to {grade}").format(grade=_(above.label))

        def deed(values: dict[str, Any]) -> None:
            self._desk.amend(title, "finding", id, {"grade": above.key, "reason": values["reason"]})

        text = _(
            "What was found again after it was closed shows that the corrective action did not"
            " work. Raise the grade, or cancel and leave it as it is."
        )
        regraded = {"grade": above.key, "reason": "…"}
        shown, _why = self._desk.foresee_amending("finding", (id,), regraded)
        ask(self, title, {"reason": reason}, title, deed, text=text, foresee=lambda _values: shown)
