"""The public holidays that apply, day by day, at each place; closures stand beside them."""

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.countries import holidays_of, name_of
from auditdesk.book.tables import Organisation, Site
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import EDGE, plain_label
from auditdesk.i18n import _


class HolidaysTab(QWidget):
    """The public holidays of this year and the next, by day."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Public holidays"))
        self._desk = desk
        self.table = SmallTable(
            _("Public holidays"), (_("Day"), _("Holiday"), _("Country"), _("Where")), stretch=3
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        note = _("They follow from country and region of each place; due dates leave them out.")
        layout.addWidget(plain_label(note, "label", wrap=True))
        layout.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read the places again."""
        read, year = self._desk.read, self._desk.today.year
        house = read.find(Organisation)
        sites = [(one.name, one) for one in read.rows(Site) if one.country]
        places = [(_("Organisation"), house), *sites]
        where: dict[tuple[str, str, str], list[str]] = {}
        for name, place in places:
            if place is None or not place.country:
                continue
            for of in (year, year + 1):
                for day, holiday in holidays_of(place.country, place.region, of):
                    key = (day.isoformat(), holiday, place.country)
                    where.setdefault(key, []).append(name)
        days = {key: words.day_text(date.fromisoformat(key[0])) for key in where}
        self.table.show_rows(
            [
                (" ".join(key), (days[key], key[1], name_of(key[2]), ", ".join(names)))
                for key, names in sorted(where.items())
            ]
        )
