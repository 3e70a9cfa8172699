"""Indicators: the figures of the audits, with formulas, and pictures; each leads to its records."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton, QStackedWidget

from auditdesk.book.indicators.pictures import PICTURES
from auditdesk.book.tables import TABLES
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Page
from auditdesk.gui.indicators.figures_view import FiguresView, summary
from auditdesk.gui.indicators.picture_view import PictureView
from auditdesk.gui.indicators.scope_bar import ScopeBar
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.widgets import boxed, button, column, restyle
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.output.sheets import Printed

FIGURES = "figures"


class IndicatorsPage(Page):
    """The figures, or one of the pictures, of the days, site, process and standard chosen."""

    key = "indicators"
    touches = frozenset(table.sql_name for table in TABLES if not table.bookkeeping)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Indicators"))
        self.seen = FIGURES
        self.bar = ScopeBar(desk)
        self.bar.changed.connect(self._draw)
        self.figures = FiguresView(desk)
        self.pictures = PictureView(desk)
        self.chips: dict[str, QPushButton] = {}
        ways = FlowBox(gap=6)
        for key, word in ((FIGURES, _("Figures")), *((one.key, one.told) for one in PICTURES)):
            self.chips[key] = button(word, partial(self.see, key), "chip")
            ways.add(self.chips[key])
        self.title_line.beside.addStretch(1)
        self.title_line.deeds.addWidget(button(_("Print"), self.print))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.figures)
        self._stack.addWidget(self.pictures)
        chosen = column(ways, self.bar, margins=(16, 8, 16, 0))
        self.bar.layout().setContentsMargins(0, 0, 0, 6)  # type: ignore[union-attr]
        self.body.addWidget(boxed(chosen, "chipLine"))
        self.body.addWidget(self._stack, 1)
        self.entrance = self.figures.table

    def refresh(self) -> None:
        self.bar.refresh()
        self._draw()

    def _draw(self) -> None:
        for key, chip in self.chips.items():
            chip.setProperty("active", key == self.seen)
            restyle(chip)
        if self.seen == FIGURES:
            self._stack.setCurrentWidget(self.figures)
            self.figures.show_scope(self.bar.scope())
        else:
            self._stack.setCurrentWidget(self.pictures)
            self.pictures.show_picture(self.seen, self.bar.scope())
        self.entrance = self.figures.table if self.seen == FIGURES else self.pictures.canvas
        self.desk.said.emit()

    def see(self, key: str) -> None:
        """See the figures, or a picture by its key."""
        self.seen = key
        self._draw()

    def status(self) -> str:
        return summary(self.figures) if self.seen == FIGURES else self.pictures.status()

    def commands(self) -> Iterable[Command]:
        yield Command(_("Figures of the audits"), partial(self.see, FIGURES))
        for one in PICTURES:
            words = _("Picture: {name}").format(name=one.told)
            yield Command(words, partial(self.see, one.key))
        yield Command(_("Print figures and pictures"), self.print, "Ctrl+P")

    def print(self) -> None:
        """Show figures and pictures as they are printed."""
        preview_indicators(self.desk, self)


def preview_indicators(desk: Desk, page: IndicatorsPage) -> None:
    """The figures and all pictures of what is chosen, on the screen first."""
    from auditdesk.output import indicators, sheets

    scope = page.bar.scope()

    def rows() -> Iterator[Any]:
        yield indicators.sheet_of(desk.book, scope)

    def print_it(read: Sequence[Any], *rest: Any, report: object) -> "Printed":
        return sheets.indicators(read[0], *rest)

    papers.preview(desk, page, _(indicators.TITLE), rows, print_it)


def make(desk: Desk) -> IndicatorsPage:
    return IndicatorsPage(desk)
