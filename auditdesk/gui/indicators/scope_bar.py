"""The line of filters: which days, which site, process and standard."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.indicators.figures import checked, first_day
from auditdesk.domain.indicator import Extent
from auditdesk.domain.months import months_later
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.i18n import _

_YEARS = 4
_MONTHS, _OWN, _EVER = "months", "own", "ever"


class ScopeBar(QWidget):
    """Says what is looked at; `changed` when that is another scope."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.period = ChoiceEditor(_("Period"), [])
        self.first = DateEditor(_("From"), lambda: desk.today, past=True)
        self.last = DateEditor(_("To"), lambda: desk.today, past=True)
        self.site = ChoiceEditor(_("Site"), [])
        self.process = ChoiceEditor(_("Process"), [])
        self.standard = ChoiceEditor(_("Standard"), [])
        self._looked_at = self._days()
        line = FlowBox(gap=8)
        for editor, width in (
            (self.period, 150), (self.first, 150), (self.last, 150), (self.site, 150),
            (self.process, 170), (self.standard, 170),
        ):  # fmt: skip
            editor.setFixedWidth(width)
            line.add(editor)
        for choice in (self.site, self.process, self.standard):
            choice.left.connect(self.changed)
        self.period.left.connect(self._choose_period)
        for day in (self.first, self.last):
            day.left.connect(self._day_left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.addWidget(line)

    def refresh(self) -> None:
        """Offer what there is now; what is chosen stays, where it is there still."""
        today = self._desk.today
        everything = (None, _("All"))
        years = [(str(today.year - n), str(today.year - n)) for n in range(_YEARS)]
        offered = (
            (self.period, [(_MONTHS, _("Last 12 months")), *years, (_EVER, _("All years")),
                           (_OWN, _("Other days"))]),
            (self.site, [everything, *_same(choices.sites(self._desk)())]),
            (self.process, [everything, *_same(choices.processes(self._desk)())]),
            (self.standard, [everything, *_same(choices.standards(self._desk)())]),
        )  # fmt: skip
        for editor, pairs in offered:
            kept = editor.value() if editor.box.count() else None
            editor.set_choices(pairs)
            known = [key for key, _word in pairs]
            editor.show_value(kept if kept in known else known[0])
        self._show_days()

    def scope(self) -> Extent:
        """What is looked at."""
        return Extent(
            *self._looked_at,
            self._desk.today,
            str(self.site.value() or ""),
            str(self.process.value() or ""),
            str(self.standard.value() or ""),
        )

    def _days(self) -> tuple[date, date]:
        """The days of the period that is chosen."""
        today, chosen = self._desk.today, self.period.value()
        if chosen == _EVER:
            return min(first_day(self._desk.book) or date(today.year, 1, 1), today), today
        if chosen and str(chosen).isdecimal():
            year = int(chosen)
            return date(year, 1, 1), date(year, 12, 31)
        return months_later(today, -12) + timedelta(days=1), today

    def _show_days(self) -> None:
        if self.period.value() != _OWN:
            self._looked_at = self._days()
            for editor, day in zip((self.first, self.last), self._looked_at, strict=True):
                editor.show_value(day.isoformat())

    def _choose_period(self) -> None:
        self._show_days()
        self.changed.emit()

    def _day_left(self) -> None:
        """Look at the days that are typed; Refusal for what is none, and what is typed stays."""
        try:
            typed = [editor.value() for editor in (self.first, self.last)]
        except ValueError as error:
            raise Refusal(_("This is not a day: {why}").format(why=error)) from error
        begins, ends = (
            date.fromisoformat(text) if text else day
            for text, day in zip(typed, self._days(), strict=True)
        )
        if (begins, ends) == self._looked_at:
            return
        checked(Extent(begins, ends, self._desk.today))
        self._looked_at = (begins, ends)
        self.period.show_value(_OWN)
        self.changed.emit()


def _same(names: list[str]) -> list[tuple[str, str]]:
    """Names that stand for themselves."""
    return [(name, name) for name in names]
