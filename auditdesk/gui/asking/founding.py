"""A new book: whose audits it holds, who works in it, in which country, certified to what."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from auditdesk.book.countries import name_of, regions
from auditdesk.errors import Refusal
from auditdesk.gui.desk.settings import WHO, Settings
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import ChoiceEditor, LineEditor
from auditdesk.i18n import _
from auditdesk.work.editions import editions_to_be_certified_to


class Founding(NamedTuple):
    """What is said of a new book."""

    name: str
    who: str
    country: str
    edition: str


def ask_whose(parent: QWidget, settings: Settings, found: Callable[[Founding], object]) -> Ask:
    """Ask what a new book must know before its first audit, and nothing else."""
    countries = sorted(((code, name_of(code)) for code in regions()), key=lambda one: one[1])
    editions = [(name, name) for name in editions_to_be_certified_to()]
    editors: dict[str, Any] = {
        "name": LineEditor(_("Organisation")),
        "who": LineEditor(_("Your name"), _("It stands beside every step you do")),
        "country": ChoiceEditor(
            _("Country"), countries, _("Decides the public holidays"), empty=True
        ),
        "edition": ChoiceEditor(
            _("Certified to"),
            editions,
            _("Audits are held against this edition; others are taken into use later"),
            empty=True,
        ),
    }
    editors["who"].show_value(settings.get(WHO))
    here = QLocale.territoryToCode(QLocale().territory())
    if here in regions():
        editors["country"].show_value(here)

    def deed(values: dict[str, Any]) -> None:
        told = Founding(*(str(values[key] or "").strip() for key in Founding._fields))
        if not told.name:
            raise Refusal(_("Say whose audits the book will hold."))
        if not told.who:
            raise Refusal(_("Say your name: it stands on papers and beside every step."))
        found(told)

    return ask(parent, _("New book"), editors, _("Make the book"), deed)
