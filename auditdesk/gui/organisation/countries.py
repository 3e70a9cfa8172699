"""Countries: which stored ones are none, and what may be meant, each a click away."""

from functools import partial

from auditdesk.book.countries import Misnamed, misnamed, name_of
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, row
from auditdesk.i18n import _

_OFFERED = 3


class CountryNotes(Fresh):
    """A line for each place whose country is not known, with the codes that are near."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=4)
        self._desk = desk

    def refresh(self) -> None:
        """Read the places again."""
        layout = self.begin()
        read_only = bool(self._desk.book.why_read_only)
        for place in misnamed(self._desk.read):
            layout.addWidget(plain_label(place.sentence, "problem", wrap=True))
            if not read_only:
                offers = [
                    button(
                        _("{code} ({country})").format(code=code, country=name_of(code)),
                        partial(self._set, place, code),
                        "link",
                        name=_("Country of {name}: {code}").format(name=place.name, code=code),
                    )
                    for code in place.codes[:_OFFERED]
                ]
                layout.addLayout(row(*offers, 1))

    def _set(self, place: Misnamed, code: str) -> None:
        what = _("{name}: country").format(name=place.name)
        self._desk.amend(what, place.kind, place.row, {"country": code})
