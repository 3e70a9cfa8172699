"""The same audit again: asked are its first day and its edition; what does not fit stands below."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.forms.choices import calendar_at
from auditdesk.gui.forms.fields import AUDIT, day_editor, label_of
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.i18n import _
from auditdesk.work import audit_copies, audits, lookup

if TYPE_CHECKING:
    from auditdesk.book.step import Step
    from auditdesk.work.preview import Preview


def ask_copy(parent: QWidget, desk: Desk, number: str) -> Ask:
    """Ask from which day on an audit is held again, and plan it with its team and timetable."""
    refuse_unless_writable(desk)
    of = lookup.audit(desk.read, number)
    day = day_editor(desk, "starts_on", label_of("audit", "starts_on"))
    day.calendar = partial(calendar_at, desk, "audit", of.id)
    standards = next(field for field in AUDIT if field.key == "standard").make(desk)
    if of.starts_on is not None:
        day.show_value(audit_copies.day_next_year(desk.read, of).isoformat())
    used = [one for one in audits.standards_of(desk.read, of.id) if not one.retired]
    standards.show_value([one.designation for one in used])

    def copy(step: "Step", values: dict[str, Any]) -> str:
        if not values["starts_on"]:
            raise Refusal(_("Say on which day it starts."))
        return audit_copies.copy(
            step,
            of,
            starts_on=date.fromisoformat(values["starts_on"]),
            standards=[lookup.standard(step, name) for name in values["standard"]],
            today=desk.today,
        )

    def deed(values: dict[str, Any]) -> None:
        what = _("Copy {number}").format(number=number)
        desk.show("audit", desk.do(what, lambda step: copy(step, values)))

    def foresee(values: dict[str, Any]) -> "Preview":
        return desk.foresee(lambda step: copy(step, values))

    return ask(
        parent,
        _("{number} again").format(number=number),
        {"starts_on": day, "standard": standards},
        _("Plan"),
        deed,
        text=_("Units, clauses, objectives, team and timetable are those of {name}.").format(
            name=f"{number} {of.title}".strip()
        ),
        foresee=foresee,
    )
