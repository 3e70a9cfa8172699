"""Sign-offs: who stands for a thing as it is now; tamper-evident, no qualified signature."""

from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.book import signed
from auditdesk.domain.signoff import MEANINGS
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import day_editor
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.i18n import _
from auditdesk.work.kinds import KINDS


def ask_signoff(parent: QWidget, desk: Desk, kind: str, id: str, name: str) -> Ask:
    """Ask who signs a thing, and what that means."""
    refuse_unless_writable(desk)
    editors: dict[str, Any] = {
        "meaning": ChoiceEditor(_("Meaning"), [(key, _(word)) for key, word in MEANINGS.items()]),
        "name": PickEditor(_("Name"), among(choices.people(desk))),
        "on": day_editor(desk, "on", _("On")),
    }
    editors["name"].show_value(desk.book.who)
    editors["on"].show_value(desk.today.isoformat())

    def deed(values: dict[str, Any]) -> None:
        desk.enter(_("Sign {name}").format(name=name), "signoff", {kind: id, **values})

    text = _(
        "The digests of this record and of the trail up to now are kept with the name: a later"
        " change shows. It is no qualified electronic signature."
    )
    return ask(parent, _("Sign {name}").format(name=name), editors, _("Sign"), deed, text=text)


def signoffs(desk: Desk, kind: str, id: str) -> list[str]:
    """Who signed a thing, when, and as what."""
    return [
        _("{meaning}: {name}, {day}").format(
            meaning=one.meaning, name=one.name, day=words.day_text(one.on)
        )
        for one in signed.signoffs(desk.read, KINDS[kind].table, id)
    ]
