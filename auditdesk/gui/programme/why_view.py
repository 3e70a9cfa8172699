"""Why this often: the score of each unit, its class and interval, and what stands behind them."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.tables import IntervalFixed
from auditdesk.domain.frequency import FACTORS, override_label
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import Fresh, plain_label, scrolled
from auditdesk.i18n import N_, _
from auditdesk.work.programme import UnitFrequency, frequencies, since_fixed

INPUTS = {
    "importance": N_("Importance"),
    "changed_on": N_("Changed on"),
    "majors": N_("Major nonconformities in two years"),
    "minors": N_("Other nonconformities in two years"),
    "observations": N_("Observations in two years"),
    "open": N_("Open nonconformities"),
    "major_on": N_("Open major that is owed a follow-up"),
    "kpi_trend": N_("Trend of its figures"),
    "complaint_trend": N_("Trend of complaints"),
    "turnover": N_("Staff turnover"),
    "new_product_on": N_("New product or service on"),
    "outsourced": N_("Outsourced"),
    "legal_duty": N_("Legal duty to audit"),
    "last_audit_on": N_("Last audit"),
    "top_management": N_("Top management, internal audit or review"),
}
_TRENDS = {
    "better": N_("better"), "steady": N_("steady"), "worse": N_("worse"), "unknown": N_("unknown"),
}  # fmt: skip


class WhyView(QWidget):
    """Units with their frequency; beside them what it was reckoned from. `chosen` with the unit's
    id and name when another interval shall be set; `weighed` when the scheme shall change."""

    chosen = Signal(str, str)
    weighed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Why this often"))
        self._desk = desk
        self._rows: dict[str, UnitFrequency] = {}
        headings = [_("Unit"), _("Score"), _("Risk class"), _("Every"), _("Because"), _("Next due")]
        self.table = SmallTable(_("Why this often"), headings, stretch=4)
        self.table.picked.connect(self._show)
        self.beside = Fresh(spacing=6)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(scrolled(self.beside, name=_("What it was reckoned from")))
        splitter.setSizes([720, 380])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_year(self, year: int) -> None:
        """Show the decisions of a programme, or what they would be today."""
        found = frequencies(self._desk.book, year, self._desk.today)
        self._rows = {one.unit: one for one in found}
        self.table.show_rows(
            [
                (
                    one.unit,
                    (
                        one.name,
                        _score(one.score),
                        one.risk_class.label,
                        _("{n} months").format(n=one.months),
                        one.reason or override_label(one.override) or _("its score"),
                        words.day_text(one.due_on),
                    ),
                )
                for one in found
            ]
        )

    def _show(self, unit: str) -> None:
        told = self.beside.begin()
        one = self._rows.get(unit)
        if one is None:
            return
        told.addWidget(plain_label(one.name, "heading", wrap=True))
        told.addWidget(plain_label(self._sentence(one), wrap=True))
        ratings = SmallTable(_("Ratings"), [_("Factor"), _("Rating 1–5"), _("Weight")])
        ratings.show_rows(
            [
                (key, (_(label), str(one.ratings[key]), str(one.weights[key])))
                for key, label in FACTORS.items()
            ]
        )
        ratings.setMinimumHeight(28 * (len(FACTORS) + 1) + 10)
        told.addWidget(ratings)
        fixed, changed = since_fixed(self._desk.read, one)
        if fixed is not None:
            told.addWidget(plain_label(_fixed(fixed, changed), wrap=True))
        told.addWidget(plain_label(_("Read from the book"), "heading"))
        for key, label in INPUTS.items():
            told.addWidget(
                plain_label(f"{_(label)}: {_input(key, one.inputs.get(key))}", wrap=True)
            )
        if one.frozen:
            text = _("As it was when the programme was approved.")
            told.addWidget(plain_label(text, "muted", wrap=True))
        else:
            choose = partial(self.chosen.emit, one.unit, one.name)
            told.addWidget(WriteButton(self._desk, _("Choose another interval…"), choose))
            told.addWidget(WriteButton(self._desk, _("Weights and intervals…"), self.weighed.emit))

    def _sentence(self, one: UnitFrequency) -> str:
        text = _("Score {score}: {risk}, audited every {n} months, next due {day}.").format(
            score=_score(one.score),
            risk=one.risk_class.label,
            n=one.months,
            day=words.day_text(one.due_on),
        )
        because = _choice(one) or override_label(one.override)
        return " ".join(part for part in (text, because, one.reason) if part)


def _fixed(fixed: IntervalFixed, changed: list[str]) -> str:
    """How often it was to be audited when it was audited last, and what was recorded since."""
    text = _("Fixed on {day} at {n} months.").format(
        day=words.day_text(fixed.fixed_on), n=fixed.interval_months
    )
    names = [_(INPUTS[key]) for key in changed if key in INPUTS]
    if names:
        text += " " + _("Recorded since: {names}.").format(names=", ".join(names))
    return text


def _choice(one: UnitFrequency) -> str:
    """What the rule says and who chose otherwise; "" where nobody did."""
    if one.override != "chosen" or one.rule_months is None:
        return ""
    text = (
        _("The rule says every {n} months; {name} chose otherwise on {day}.")
        if one.chosen_by and one.chosen_on
        else _("The rule says every {n} months; the programme manager chose otherwise.")
    )
    day = words.day_text(one.chosen_on) if one.chosen_on else ""
    return text.format(n=one.rule_months, name=one.chosen_by, day=day)


def _score(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"


def _input(key: str, value: Any) -> str:
    if value is None:
        return "–"
    if key.endswith("_on"):
        return words.day_text(date.fromisoformat(str(value)))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _(_TRENDS[value]) if value in _TRENDS else str(value)
