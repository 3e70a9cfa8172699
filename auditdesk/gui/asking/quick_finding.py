"""Quick finding: written down on the spot, from anywhere, with only what is needed there."""

from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.book.listings import AUDITS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import AuditRow
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms.advice import Advice
from auditdesk.gui.forms.choices import CitedFor, subject_in
from auditdesk.gui.forms.fields import QUICK_FINDING, ClausesEditor
from auditdesk.gui.forms.form import lay_out
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.i18n import _


def _subject(desk: Desk, audit: str | None, grade: str) -> CitedFor:
    found = desk.read.find(AuditRow, number=audit) if audit else None
    return subject_in(desk, found.id if found else None, grade)


def quick_finding(parent: QWidget, desk: Desk, audit: str = "") -> Ask:
    """Open the form; Escape closes it and keeps what is typed, and the next time it is there."""
    refuse_unless_writable(desk)
    editors = {field.key: field.make(desk) for field in QUICK_FINDING}
    running = List(desk.book, AUDITS, Query((("state", "open"),), order="starts_on")).page(0, 200)
    audits = [(row.number, f"{row.number}  {row.title}") for row in running]
    which = ChoiceEditor(_("Audit"), audits, empty=True)
    started = [row.number for row in running if row.state == "started"]
    which.show_value(audit or (started[-1] if started else None))
    editors["grade"].show_value("minor")
    clauses = editors["clauses"]
    assert isinstance(clauses, ClausesEditor)
    clauses.clauses.subject = lambda: _subject(desk, which.value(), editors["grade"].value())
    layout = lay_out(QUICK_FINDING, editors)
    layout.insertWidget(0, which)

    def deed(values: dict[str, Any]) -> None:
        data = {key: value for key, value in values.items() if value}
        if not values["evidence"].strip() and not values["statement"].strip():
            raise Refusal(_("Write down what was seen."))
        id = desk.enter(_("New finding"), "finding", data)
        desk.show("finding", id)

    dialog = Ask(
        parent.window(),
        _("New finding"),
        {"audit": which, **editors},
        _("Save draft"),
        deed,
        layout=layout,
        drafts=desk.drafts,
        kind="finding",
    )
    Advice(desk, dialog.editors, dialog).show_advice({})
    dialog.setMinimumWidth(560)
    dialog.open()
    editors["evidence"].focus()
    return dialog
