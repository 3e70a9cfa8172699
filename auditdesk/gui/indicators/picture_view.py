"""A picture with its meaning, and the table of what it shows."""

from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.book.indicators.pictures import BY_KEY, PICTURES, DataPicture
from auditdesk.domain.drawing import bars_of, is_empty
from auditdesk.domain.indicator import Extent, number
from auditdesk.domain.series import Bars, Series, SeriesBar
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.indicators.canvas import Canvas
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts.widgets import plain_label, scrolled
from auditdesk.i18n import _


class PictureView(QWidget):
    """One of the pictures; a click, or Enter in picture or table, leads to the records."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Picture"))
        self._desk = desk
        self.picture: DataPicture = PICTURES[0]
        self.series: Series = Bars(())
        self.bars: list[SeriesBar] = []
        self.meaning = plain_label("", "muted", wrap=True)
        self.nothing = plain_label(_("Nothing to draw for what is chosen here."), wrap=True)
        self.canvas = Canvas(desk.theme)
        self.canvas.opened.connect(self._open)
        self.table = SmallTable(_("What the picture shows"), (_("What"), _("Number"), _("More")))
        self.table.opened.connect(lambda place: self._open(self.bars[int(place)]))
        splitter = QSplitter()
        area = scrolled(self.meaning, self.nothing, self.canvas, name=_("Picture"))
        splitter.addWidget(area)
        splitter.addWidget(self.table)
        splitter.setSizes([740, 340])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def show_picture(self, key: str, scope: Extent) -> None:
        """Draw a picture of a scope."""
        self.picture = BY_KEY[key]
        self.series = self.picture.read(self._desk.book, scope)
        told = bars_of(self.series)
        self.bars = [bar for bar, _beside in told]
        self.meaning.setText(_(self.picture.meaning))
        empty = is_empty(self.series)
        self.nothing.setVisible(empty)
        self.canvas.setVisible(not empty)
        self.canvas.show_series(self.series, self.picture.told, _(self.picture.what))
        self.table.setColumnHidden(2, not any(any(beside) for _bar, beside in told))
        self.table.show_rows(
            [
                (str(n), (bar.name, number(bar.n), ", ".join(filter(None, beside))))
                for n, (bar, beside) in enumerate(told)
            ]
        )

    def status(self) -> str:
        """What is shown, for the status line."""
        return _("{name}: {what}").format(name=self.picture.told, what=_(self.picture.what))

    def _open(self, bar: SeriesBar) -> None:
        if bar.ids:
            name = _("{name}: {what}").format(name=self.picture.told, what=bar.name)
            self._desk.show_only(self.picture.kind, bar.ids, name)
