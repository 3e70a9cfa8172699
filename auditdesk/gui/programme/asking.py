"""What the programme page asks: the head of the programme, an interval, the frequency scheme."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from auditdesk.book.tables import FrequencyDecision, Programme
from auditdesk.book.universe import scheme as scheme_of
from auditdesk.domain.frequency import FACTORS, RiskClass
from auditdesk.files import contents
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import PROGRAMME
from auditdesk.gui.forms.form import lay_out
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import Ask, ask, open_paths
from auditdesk.gui.parts.editors import Editor, FlagEditor, LineEditor, LongEditor
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.i18n import _, ngettext
from auditdesk.intake.calendar import busy_years
from auditdesk.work import lookup
from auditdesk.work.absences import take_in
from auditdesk.work.values import whole_number


def head(parent: QWidget, desk: Desk, year: int) -> Ask:
    """Say what the programme of a year is for: objectives, scope, risks, resources."""
    stored = max(desk.read.rows(Programme, year=year), key=lambda row: row.revision, default=None)
    editors = {field.key: field.make(desk) for field in PROGRAMME}
    name = _("Programme {year}").format(year=year)
    told = desk.plain("programme", stored.id) if stored else {}
    for key, editor in editors.items():
        editor.show_value(told.get(key))

    def deed(values: dict[str, Any]) -> None:
        data = {key: value for key, value in values.items() if value != told.get(key, "")}
        if stored is None:
            desk.enter(name, "programme", {"year": year, **data})
        elif data:
            desk.amend(name, "programme", stored.id, data)

    layout = lay_out(PROGRAMME, editors)
    dialog = Ask(parent.window(), name, editors, _("Save"), deed, layout=layout)
    dialog.setMinimumWidth(620)
    dialog.open()
    return dialog


def interval(parent: QWidget, desk: Desk, year: int, unit: str, name: str) -> Ask:
    """Set how often a unit is audited against its score, and why."""
    programme = max(
        desk.read.rows(Programme, year=year), key=lambda row: row.revision, default=None
    )
    editors: dict[str, Editor] = {
        "months": LineEditor(_("Months between audits"), _("0 goes back to the score")),
        "reason": LongEditor(_("Reason")),
    }
    known = (
        desk.read.find(FrequencyDecision, programme=programme.id, unit=unit) if programme else None
    )
    editors["months"].show_value(str(known.interval_months) if known else "")

    def deed(values: dict[str, Any]) -> None:
        months = whole_number(values["months"])
        if programme is None:
            desk.enter(_("Open the programme"), "programme", {"year": year})
        data = {"programme": str(year), "unit": name, "months": months, "reason": values["reason"]}
        desk.enter(_("Interval of {unit}").format(unit=name), "frequency", data)

    return ask(parent, name, editors, _("Set the interval"), deed)


def scheme(parent: QWidget, desk: Desk) -> Ask:
    """Change weights, class limits and intervals, and say why."""
    now = scheme_of(desk.book)
    editors: dict[str, Editor] = {}
    for key, label in FACTORS.items():
        editors[f"weight {key}"] = LineEditor(_("Weight: {factor}").format(factor=_(label)))
        editors[f"weight {key}"].show_value(str(now.weights[key]))
    for one in RiskClass:
        label = _("Months between audits, risk {risk}").format(risk=one.label)
        editors[f"months {one}"] = LineEditor(label)
        editors[f"months {one}"].show_value(str(now.months[one]))
    editors["tolerance"] = LineEditor(_("Days from the approved days that count as kept"))
    editors["tolerance"].show_value(str(now.tolerance_days))
    editors["reason"] = LongEditor(_("Reason"))

    def deed(values: dict[str, Any]) -> None:
        data = {
            "tolerance_days": whole_number(values["tolerance"]),
            "weights": {key: whole_number(values[f"weight {key}"]) for key in FACTORS},
            "months": {str(one): whole_number(values[f"months {one}"]) for one in RiskClass},
        }
        what = _("Weights and intervals")
        desk.enter(what, "frequency_scheme", {"scheme": data, "reason": values["reason"]})

    fields = [*editors.values()]
    dialog = Ask(parent.window(), _("Weights and intervals"), editors, _("Save"), deed)
    dialog.setMinimumWidth(480)
    dialog.open()
    fields[0].focus()
    return dialog


def calendar(parent: QWidget, desk: Desk, year: int) -> Ask:
    """Write the audits that somebody takes part in as a calendar file."""
    editor = PickEditor(_("Person"), among(choices.people(desk)))

    def deed(values: dict[str, Any]) -> None:
        name = lookup.person(desk.read, str(values["person"])).name
        papers.save_calendar(desk, parent, year, name)

    return ask(parent, _("Calendar of an auditor"), {"person": editor}, _("Choose the file"), deed)


def absences(parent: QWidget, desk: Desk, year: int) -> QFileDialog:
    """Take in the days on which somebody is away from a calendar file of theirs."""

    def chosen(names: list[str]) -> None:
        path = Path(names[0])
        diary = busy_years(contents(path), path.name, year, year)
        editor = PickEditor(_("Person"), among(choices.people(desk)))
        keep = FlagEditor(_("Keep what the calendar calls them"))

        def deed(values: dict[str, Any]) -> None:
            person = lookup.person(desk.read, str(values["person"])).id
            named = bool(values["keep"])
            what = _("Absences from {name}").format(name=path.name)
            desk.keeper().copy_at_once()
            added = desk.do(what, lambda step: take_in(step, person, diary.days, named))
            text = ngettext("{n} absence taken in.", "{n} absences taken in.", added)
            desk.messenger.offer(text.format(n=added), ())

        text = ngettext(
            "{n} span of days is taken.", "{n} spans of days are taken.", len(diary.days)
        )
        ask(
            parent,
            path.name,
            {"person": editor, "keep": keep},
            _("Take in"),
            deed,
            text="\n".join([text.format(n=len(diary.days)), *diary.passed_over]),
        )

    return open_paths(parent, _("Absences from a calendar"), ["iCalendar (*.ics)"], chosen)
