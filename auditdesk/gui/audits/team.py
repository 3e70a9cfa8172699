"""The team of an audit: who, as what, and why somebody is not independent."""

from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.independence import dependence
from auditdesk.book.tables import AuditUnit, Declaration, Person
from auditdesk.domain.audit import ROLE_LABELS
from auditdesk.domain.fold import fold, spellings
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import day_editor, label_of
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import ChoiceEditor, LineEditor, LongEditor
from auditdesk.gui.parts.flow import flow
from auditdesk.gui.parts.pickers import PickEditor, Suggestion
from auditdesk.gui.parts.widgets import EDGE, plain_label
from auditdesk.i18n import _
from auditdesk.work.monitoring import NO_TIES


class TeamTab(QWidget):
    """Seats of the team; nobody audits own work but for a declared exception."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._audit = self._number = ""
        self._seats: list[dict[str, str]] = []
        self.table = SmallTable(
            _("Audit team"),
            (_("Person"), _("Role"), _("Independence"), _("Declared on")),
            stretch=2,
        )
        self.table.opened.connect(self._change)
        self.add = WriteButton(desk, _("Add to the team…"), self.ask_seat, "main")
        self.change = WriteButton(desk, _("Change…"), lambda: self._change(self.table.current_id()))
        self.remove = WriteButton(desk, _("Take out"), self._remove)
        self.declare = WriteButton(desk, _("Declare independence…"), self._declare)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.addWidget(self.table, 1)
        layout.addWidget(
            plain_label(
                _("Independence is read from who owns, does and manages each process."),
                "label",
                wrap=True,
            )
        )
        layout.addWidget(flow(self.add, self.change, self.remove, self.declare))

    def show_audit(self, audit: str, number: str, locked: bool) -> None:
        """Show the team of an audit."""
        self._audit, self._number = audit, number
        self._seats = self._desk.plain("audit", audit)["team"]
        declared = {
            self._desk.read.get(Person, one.person).name: one
            for one in self._desk.read.rows(Declaration, audit=audit)
        }
        rows = []
        for seat in self._seats:
            told = seat["exception"] and _("Exception: {why}").format(why=seat["exception"])
            rows.append(
                (
                    seat["person"],
                    (
                        seat["person"],
                        _(ROLE_LABELS[seat["role"]]),  # type: ignore[index]
                        told or self._ties(seat["person"]) or _("independent"),
                        words.day_text(declared[seat["person"]].declared_on)
                        if seat["person"] in declared
                        else "",
                    ),
                )
            )
        self.table.show_rows(rows)
        for widget in (self.add, self.change, self.remove, self.declare):
            widget.setEnabled(not locked)

    def ask_seat(self, person: str = "") -> None:
        """Ask who joins as what; a conflict needs a declared exception."""
        known: dict[str, str] = next((seat for seat in self._seats if seat["person"] == person), {})
        editors: dict[str, Any] = {
            "person": PickEditor(_("Person"), self._suggest),
            "role": ChoiceEditor(
                _("Role"), [(str(role), _(word)) for role, word in ROLE_LABELS.items()]
            ),
            "exception": LineEditor(_("Declared exception"), _("Only where somebody depends")),
            "mitigation": LineEditor(_("Mitigation")),
            "approved_by": LineEditor(_("Approved by")),
        }
        editors["role"].show_value("auditor" if self._seats else "lead_auditor")
        for key, editor in editors.items():
            if known.get(key):
                editor.show_value(known[key])

        def deed(values: dict[str, Any]) -> None:
            others = [
                seat for seat in self._seats if seat["person"] not in (person, values["person"])
            ]
            self._save([*others, values])

        ask(self, _("Add to the team"), editors, _("Save"), deed)

    def _change(self, person: str) -> None:
        if person and self.change.isEnabled():
            self.ask_seat(person)

    def _remove(self) -> None:
        gone = self.table.current_id()
        self._save([seat for seat in self._seats if seat["person"] != gone])

    def _declare(self) -> None:
        """Ask what the selected person declares, and when they did."""
        person = self.table.current_id()
        if not person:
            return
        editors: dict[str, Any] = {
            "text": LongEditor(label_of("declaration", "text")),
            "declared_on": day_editor(
                self._desk, "declared_on", label_of("declaration", "declared_on")
            ),
        }
        who = self._desk.read.find(Person, name=person)
        read = self._desk.read
        known = read.find(Declaration, audit=self._audit, person=who.id) if who else None
        editors["text"].show_value(known.text if known else _(NO_TIES))
        day = known.declared_on if known else self._desk.today
        editors["declared_on"].show_value(day.isoformat())

        def deed(values: dict[str, Any]) -> None:
            what = _("{name} declares independence in {number}").format(
                name=person, number=self._number
            )
            data = {"audit": self._number, "person": person, **values}
            self._desk.enter(what, "declaration", data)

        title = _("Independence of {name}").format(name=person)
        ask(self, title, editors, _("Declare"), deed)

    def _save(self, seats: list[dict[str, Any]]) -> None:
        what = _("{name}: {field}").format(name=self._number, field=_("Team"))
        self._desk.amend(what, "audit", self._audit, {"team": seats})

    def _suggest(self, text: str) -> list[Suggestion]:
        """People by name, with what speaks against them."""
        typed = fold(text)
        found = []
        for name in choices.people(self._desk)():
            if typed in spellings(name):
                ties = self._ties(name)
                found.append(Suggestion(name, f"{name}  ·  {ties}" if ties else name))
        return found

    def _ties(self, name: str) -> str:
        read = self._desk.read
        person = read.find(Person, name=name)
        units = [link.unit for link in read.rows(AuditUnit, audit=self._audit)]
        return ", ".join(dependence(read, person.id, units)) if person else ""
