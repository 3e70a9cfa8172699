"""Plan a new audit."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import AUDIT, ClausesEditor
from auditdesk.gui.forms.form import lay_out
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.i18n import _

_ASKED = ("units", "standard", "clauses", "starts_on", "ends_on", "title", "objectives")


def ask_audit(parent: QWidget, desk: Desk, known: Mapping[str, Any] | None = None) -> Ask:
    """Ask what is audited, against what, when and by whom.

    known: what is filled in already, and what goes with it without being asked.
    """
    refuse_unless_writable(desk)
    known = known or {}
    fields = [field for key in _ASKED for field in AUDIT if field.key == key]
    editors = {field.key: field.make(desk) for field in fields}
    lead = PickEditor(_("Lead auditor"), among(choices.people(desk)))
    newest = choices.standards(desk)()
    editors["standard"].show_value(newest[:1])
    for key in editors.keys() & known.keys():
        editors[key].show_value(known[key])
    silent = {key: value for key, value in known.items() if key not in editors}
    clauses = editors["clauses"]
    assert isinstance(clauses, ClausesEditor)
    clauses.clauses.subject = lambda: choices.CitedFor(tuple(editors["standard"].value()))
    layout = lay_out(fields, editors)
    layout.addWidget(lead)

    def deed(values: dict[str, Any]) -> None:
        data = {key: value for key, value in values.items() if value}
        desk.show("audit", desk.enter(_("Plan audit"), "audit", {**silent, **data}))

    dialog = Ask(
        parent.window(),
        _("Plan audit"),
        {**editors, "lead_auditor": lead},
        _("Plan"),
        deed,
        layout=layout,
        drafts=desk.drafts,
        kind="audit",
    )
    dialog.setMinimumWidth(560)
    dialog.open()
    editors["units"].focus()
    return dialog
