"""Hand over everything of a person: what it is stands in the dialog, and goes in one step."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.tables import Person
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms import choices
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.editors import Editor, FlagEditor
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.gui.parts.widgets import Fresh, plain_label
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup
from auditdesk.work.handover import belongings

_MOST = 10


class _Belongings(Fresh):
    """What is open and somebody's."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(spacing=2)
        self._desk = desk

    def show_person(self, name: str) -> None:
        """Say what a person has; nothing while the name is nobody's."""
        layout = self.begin()
        person = self._desk.read.named(Person, "name").get(name.strip().casefold())
        if person is None:
            return
        found = belongings(self._desk.read, person.id, self._desk.today)
        things = list(dict.fromkeys(thing.what for thing in found))
        if not things:
            text = _("{name} has nothing open.").format(name=person.name)
            layout.addWidget(plain_label(text, "muted", wrap=True))
            return
        layout.addWidget(plain_label(_("This goes over:"), "label"))
        for thing in things[:_MOST]:
            layout.addWidget(plain_label(f"· {thing}", wrap=True))
        more = len(things) - _MOST
        if more > 0:
            told = ngettext("and {n} more", "and {n} more", more)
            layout.addWidget(plain_label(told.format(n=words.number_text(more)), "muted"))


def ask_hand_over(parent: QWidget, desk: Desk, name: str = "") -> Ask:
    """Ask who hands over to whom, and whether they leave."""
    refuse_unless_writable(desk)
    of = PickEditor(_("Everything open of"), among(choices.people(desk).read))
    to = PickEditor(_("goes over to"), among(choices.people(desk)))
    leaves = FlagEditor(_("and leaves the organisation"))
    editors: dict[str, Editor] = {"of": of, "hand_over_to": to, "retired": leaves}
    things = _Belongings(desk)
    layout = QVBoxLayout()
    layout.setSpacing(12)
    for widget in (of, things, to, leaves):
        layout.addWidget(widget)

    def deed(values: dict[str, Any]) -> None:
        if not values["of"] or not values["hand_over_to"]:
            raise Refusal(_("Say whose work goes over, and to whom."))
        person = lookup.person(desk.read, values["of"])
        told = {key: value for key, value in values.items() if key != "of" and value}
        what = _("Hand over from {name} to {other}").format(
            name=person.name, other=values["hand_over_to"]
        )
        desk.amend(what, "person", person.id, told)

    def shown() -> None:
        things.show_person(str(of.value()))
        dialog.make_room()

    dialog = Ask(
        parent.window(),
        _("Hand over everything of a person"),
        editors,
        _("Hand over"),
        deed,
        layout=layout,
    )
    of.show_value(name)
    of.typed.connect(shown)
    of.left.connect(shown)
    shown()
    dialog.open()
    (to if name else of).focus()
    return dialog
