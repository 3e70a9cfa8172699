"""Agree a new action for a finding."""

from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.book.rows import ListedFinding
from auditdesk.errors import ReasonNeeded
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import ACTION
from auditdesk.gui.forms.form import lay_out
from auditdesk.gui.parts.dialogs import Ask, ask_reason
from auditdesk.gui.parts.drafts import NEW_ACTION
from auditdesk.gui.parts.pickers import ManyEditor
from auditdesk.i18n import _

_ASKED = ("kind", "owner", "what", "due", "resources")


def ask_action(parent: QWidget, desk: Desk, finding: ListedFinding) -> Ask:
    """Ask what will be done about a finding, by whom and until when."""
    fields = [field for field in ACTION if field.key in _ASKED]
    editors = {field.key: field.make(desk) for field in fields}
    also = ManyEditor(_("Also for findings"), choices.finding_numbers(desk))
    editors["kind"].show_value("corrective_action")
    editors["owner"].show_value(finding.owner or "")
    if finding.implement_due:
        editors["due"].show_value(finding.implement_due.isoformat())
    name = finding.number or _("draft")

    def deed(values: dict[str, Any]) -> None:
        data = {key: value for key, value in values.items() if value}
        agree({"finding": finding.id, "what": "", **data})

    def agree(data: dict[str, Any]) -> None:
        try:
            desk.enter(_("New action for {name}").format(name=name), "action", data)
        except ReasonNeeded as needed:
            if "reason" in data:
                raise
            ask_reason(parent, str(needed), lambda reason: agree(data | {"reason": reason}))

    layout = lay_out(fields, editors)
    layout.addWidget(also)
    dialog = Ask(
        parent.window(),
        _("New action for {name}").format(name=name),
        {**editors, "findings": also},
        _("Agree"),
        deed,
        layout=layout,
        drafts=desk.drafts,
        kind=NEW_ACTION,
        of=str(finding.id),
    )
    dialog.open()
    editors["what"].focus()
    return dialog
