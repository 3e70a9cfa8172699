"""The next deed for a nonconformity in one dialog, with all that is agreed filled in."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from auditdesk.book.facts import planned_check
from auditdesk.book.tables import Finding, Person
from auditdesk.domain.action import Effect
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import ACTION, label_of
from auditdesk.gui.forms.form import Field, lay_out
from auditdesk.gui.forms.life import move_editor
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.editors import Editor
from auditdesk.i18n import N_, _
from auditdesk.work import closing
from auditdesk.work.closing import Deed

if TYPE_CHECKING:
    from auditdesk.work.preview import Preview

DEEDS = {
    Deed.ANSWER: N_("Answer"),
    Deed.DONE: N_("All done"),
    Deed.PROVE: N_("Effective"),
}
"""What is on the button of each deed."""
_TEXTS = {
    Deed.ANSWER: N_("The whole answer in one step: acknowledged, cause and action plan accepted."),
    Deed.DONE: N_("Every open action is done, and the finding counts as implemented."),
    Deed.PROVE: N_("The effect is checked, and the finding is closed where it is shown."),
}


def ask_next_deed(parent: QWidget, desk: Desk, id: str, name: str) -> Ask | None:
    """Ask for what comes next for a finding; nothing where no deed is possible."""
    finding = desk.read.get(Finding, id)
    deed = closing.next_deed(desk.read, finding)
    if deed is None:
        return None
    fields = list(_fields(desk, deed, finding))
    editors = {field.key: field.make(desk) for field in fields}
    for key, value in _agreed(desk, deed, finding).items():
        if key in editors:
            editors[key].show_value(value)

    def data_of(values: dict[str, Any]) -> dict[str, Any]:
        told = {key: value for key, value in values.items() if value not in ("", None)}
        return {"move": str(deed), **told}

    def do(values: dict[str, Any]) -> None:
        what = _("{move} {name}").format(move=_(DEEDS[deed]), name=name)
        desk.amend(what, "finding", id, data_of(values))

    def foresee(values: dict[str, Any]) -> "Preview":
        return desk.foresee_amending("finding", (id,), data_of(values))[0]

    dialog = Ask(
        parent.window(),
        f"{_(DEEDS[deed])}: {name}",
        editors,
        _(DEEDS[deed]),
        do,
        text=_(_TEXTS[deed]),
        layout=lay_out(fields, editors),
        foresee=foresee,
    )
    dialog.setMinimumWidth(560)
    dialog.open()
    _first_empty(editors).focus()
    return dialog


def _first_empty(editors: dict[str, Editor]) -> Editor:
    """The first field that says nothing yet, else the last."""
    empty = [one for key, one in editors.items() if key not in ("on", "due") and not one.raw()]
    return empty[0] if empty else list(editors.values())[-1]


def _fields(desk: Desk, deed: Deed, finding: Finding) -> list[Field]:
    """What is asked for: the day, and what is not there yet."""
    on = _of_move("on", short=True)
    if deed is Deed.DONE:
        return [on, _of_move("evidence", _("What shows that it was done"))]
    if deed is Deed.PROVE:
        shown = _of_move("evidence", _("What shows that it works"))
        return [on, _of_move("result", short=True), shown, _of_move("verifier")]
    lacks = closing.lacking(desk.read, finding)
    by = [_of_move("by", _("Acknowledged by"), short=True)] if lacks.acknowledged else []
    fields = [*by, on]
    if lacks.cause:
        fields.append(_of_move("reason", label_of("cause", "cause"), key="cause"))
    if lacks.action:
        fields += [
            field for key in ("what", "owner", "due") for field in ACTION if field.key == key
        ]
    if lacks.action or lacks.unchecked:
        fields.append(_of_move("criterion", _("How its effect will be shown")))
        fields.append(_of_move("verifier"))
    return fields


def _of_move(like: str, name: str = "", *, key: str = "", short: bool = False) -> Field:
    """A field as moves ask for it, perhaps with another name."""
    return Field(key or like, lambda desk: move_editor(desk, "action", like, name), short)


def _agreed(desk: Desk, deed: Deed, finding: Finding) -> dict[str, Any]:
    """What is known or agreed already; I check, unless it is my own action."""
    read = desk.read

    def name_of(person: str | None) -> str:
        return read.get(Person, person).name if person else ""

    agreed: dict[str, Any] = {"on": desk.today.isoformat(), "result": str(Effect.EFFECTIVE)}
    me = choices.me(desk)
    owner = name_of(finding.owner)
    agreed["verifier"] = me if me != owner else ""
    if deed is Deed.ANSWER:
        agreed |= {"by": name_of(finding.auditee) or owner, "owner": owner}
        if finding.implement_due:
            agreed["due"] = finding.implement_due.isoformat()
        for action in closing.lacking(read, finding).unchecked:
            if check := planned_check(read, action.id):
                agreed["criterion"] = check.criterion
                agreed["verifier"] = name_of(check.verifier) or agreed["verifier"]
    elif deed is Deed.PROVE:
        for action in closing.to_be_checked(read, finding.id):
            if check := planned_check(read, action.id):
                agreed["verifier"] = name_of(check.verifier) or agreed["verifier"]
    return agreed
