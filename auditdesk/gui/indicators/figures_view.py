"""The figures: each with what it is made of; beside the chosen one its formula and its records."""

from collections.abc import Iterator
from functools import partial
from time import perf_counter

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.indicators.figures import Told, Which, figures_in_parts, has_others, records
from auditdesk.book.indicators.indicator import Indicator
from auditdesk.book.indicators.indicators import indicators
from auditdesk.domain.indicator import Extent, Measure
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import Fresh, Link, plain_label, scrolled
from auditdesk.i18n import _

_SLICE = 0.05
"""Seconds for which figures are counted before the page is painted; the rest follows after it."""


class FiguresView(QWidget):
    """All indicators of a scope; the slow ones of a large book come after the first painting."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Figures"))
        self._desk = desk
        self.scope: Extent | None = None
        self.asked: list[Indicator] = []
        self.told: dict[str, Told] = {}
        self._parts: Iterator[list[Told]] = iter(())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._count)
        self.table = SmallTable(
            _("Figures"), (_("About"), _("Indicator"), _("Figure"), _("Made of")), 1
        )
        self.table.picked.connect(self._show)
        self.table.opened.connect(self._open)
        self.detail = Fresh(spacing=6)
        splitter = QSplitter()
        splitter.addWidget(self.table)
        splitter.addWidget(scrolled(self.detail, name=_("How it is counted")))
        splitter.setSizes([760, 340])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    @property
    def is_counting(self) -> bool:
        """Whether some figures are still to come."""
        return self._rest.isActive()

    def show_scope(self, scope: Extent) -> None:
        """Count everything for a scope."""
        self.scope = scope
        self.asked = indicators(self._desk.book)
        self.told = {}
        self._parts = figures_in_parts(self._desk.book, scope, self.asked)
        self._count()

    def _count(self) -> None:
        """Count for as long as nobody notices; go on after what waits, such as a painting."""
        if not self._desk.is_open:
            return
        until = perf_counter() + _SLICE
        for part in self._parts:
            self.told |= {one.indicator.key: one for one in part}
            if perf_counter() > until:
                self._rest.start()
                break
        self._draw()

    def _draw(self) -> None:
        self.table.show_rows(
            [
                (
                    one.key,
                    (
                        one.topic.label,
                        one.told,
                        self.told[one.key].figure.told if one.key in self.told else "…",
                        self.told[one.key].figure.of if one.key in self.told else "",
                    ),
                )
                for one in self.asked
            ]
        )

    def _show(self, key: str) -> None:
        told = self.told.get(key)
        layout = self.detail.begin()
        if told is None:
            return
        one, figure = told
        layout.addWidget(plain_label(one.told, "heading", wrap=True))
        layout.addWidget(plain_label(figure.told, "title"))
        if figure.of:
            layout.addWidget(plain_label(figure.of, "muted", wrap=True))
        layout.addWidget(plain_label(one.why, wrap=True))
        for text, which in _ways(told):
            layout.addWidget(Link(text, partial(self._show_records, one, which)))
        if not one.kind:
            where = _("Which clauses and units they are is shown at Programme, Coverage.")
            layout.addWidget(plain_label(where, "muted", wrap=True))

    def _open(self, key: str) -> None:
        told = self.told.get(key)
        if told is not None:
            for _text, which in _ways(told)[:1]:
                self._show_records(told.indicator, which)

    def _show_records(self, one: Indicator, which: Which) -> None:
        assert self.scope is not None
        ids = records(self._desk.book, one, self.scope, which)
        name = one.told if which is Which.COUNTED else _WORDS[which](one.told)
        self._desk.show_only(one.kind, ids, name)


_WORDS = {
    Which.ALL: lambda name: _("{name}: all").format(name=name),
    Which.OTHERS: lambda name: _("{name}: the others").format(name=name),
}


def _ways(told: Told) -> list[tuple[str, Which]]:
    """The links to the records: those that count, the others, all."""
    one, figure = told
    if not one.kind or not figure.is_told:
        return []
    counted = figure.whole if figure.measure is Measure.DAYS else figure.part
    ways = []
    if counted:
        ways.append((_("Show the records that count"), Which.COUNTED))
    if has_others(told):
        ways.append((_("Show the others"), Which.OTHERS))
        if counted:
            ways.append((_("Show all of them"), Which.ALL))
    return ways


def summary(view: FiguresView) -> str:
    """How many figures are told, for the status line."""
    n = sum(1 for one in view.told.values() if one.figure.is_told)
    return _("{n} of {all} figures can be told").format(
        n=words.number_text(n), all=words.number_text(len(view.asked))
    )
