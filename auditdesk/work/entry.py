"""Entry: the verbs reached by plain data, for the command line, the sample and later imports."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from inspect import signature
from typing import Any

from auditdesk.book.fields import Day, Ref
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import GradeEffect, Table, label
from auditdesk.domain.clause import nearest
from auditdesk.errors import FieldRefused, Refusal
from auditdesk.i18n import N_, _
from auditdesk.work.history import record_move
from auditdesk.work.planning import PLANNED
from auditdesk.work.values import Reader, day, spoken, text

Fields = dict[str, Reader]
_OF_EVERY_MOVE: Fields = {"on": day, "reason": text}


_OTHER_LABELS = {
    "hand_over_to": N_("Hand everything open over to"),
    "key": N_("Short name"),
    "clauses": N_("Clauses"),
    "unit": N_("Unit"),
    "units": N_("Units audited"),
    "standard": N_("Standards"),
    "lead_auditor": N_("Lead auditor"),
    "auditors": N_("Auditors"),
    "auditees": N_("Auditees"),
    "roles": N_("Roles"),
    "workers": N_("Works in it"),
    "on": N_("On"),
    "by": N_("By"),
    "reason": N_("Reason"),
    "approved_by": N_("Approved by"),
    "evidence": N_("Evidence"),
    "result": N_("Result"),
    "verifier": N_("Verifier"),
    "criterion": N_("Criterion"),
    "method": N_("Method"),
    "planned_on": N_("Planned on"),
    "due": N_("Due"),
    "finding": N_("Finding"),
    "findings": N_("Findings"),
    "next_audit": N_("At the next audit of the unit"),
    "report_due": N_("Report due"),
    "half": N_("Half of the day"),
    "not_applicable": N_("Clauses that do not apply"),
    "file": N_("File"),
    "months": N_("Months"),
    "year": N_("Year"),
    "team": N_("Team"),
    "items": N_("Items seen"),
    "audit": N_("Audit"),
    "action": N_("Action"),
    "programme": N_("Programme"),
    "checklist_line": N_("Line of a checklist"),
    "by_rule": N_("Back to the rule"),
}
"""What keys are called that are no columns."""
KIND_LABELS = {
    "due_rule": N_("due date rule"),
    "frequency_scheme": N_("frequency scheme"),
    "left_out": N_("what is left out"),
    "checklist_line": N_("line of a checklist"),
    "closed_period": N_("closed period"),
    "review_point": N_("point for the management review"),
    "worker": N_("work in a process"),
    "journey": N_("way between sites"),
    **{
        name: name
        for name in (
            N_("organisation"), N_("form"), N_("grade"), N_("closure"), N_("site"), N_("person"),
            N_("competence"), N_("absence"), N_("process"), N_("unit"), N_("standard"),
            N_("programme"), N_("frequency"), N_("audit"), N_("session"), N_("report"),
            N_("presence"), N_("attendance"), N_("finding"), N_("cause"), N_("action"),
            N_("evidence"), N_("signoff"), N_("shift"), N_("monitoring"), N_("declaration"),
        )
    },
}  # fmt: skip
"""What people call a thing of each kind."""


@dataclass(frozen=True)
class Verb:
    """Moves by plain data: their names, and the keys they take beside `on` and `reason`."""

    names: tuple[str, ...]
    do: Callable[..., None]
    fields: Fields = field(default_factory=dict)
    required: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its keys and how each is read, and the verbs that add, change and move it.

    only_added: keys that are given when it is added and never change. only_changed: keys that make
    sense for a thing that is there. remove: for things on which nothing official hangs.
    """

    name: str
    table: type[Table]
    fields: Fields
    required: tuple[str, ...]
    add: Callable[..., str]
    change: Callable[..., Any] | None = None
    locate: Callable[[Reading, str], Any] | None = None
    moves: tuple[Verb, ...] = ()
    only_added: tuple[str, ...] = ()
    only_changed: tuple[str, ...] = ()
    remove: Callable[[Step, str], None] | None = None

    @property
    def label(self) -> str:
        """What people call a thing of this kind."""
        return _(KIND_LABELS.get(self.name, self.name))


def tables_of(kind: Kind) -> list[type[Table]]:
    """The tables that hold the values of a kind, its own first."""
    beside: list[type[Table]] = [GradeEffect] if kind.name == "grade" else []
    return [kind.table, *(one.table for one in PLANNED.get(kind.name, ())), *beside]


def label_of(kind: Kind, key: str) -> str:
    """What a field is called: the label of its column, once said in the tables."""
    for table in tables_of(kind):
        for column in (key, f"{key}_id"):
            found = label(table.sql_name, column)
            if found != column:
                return _(found)
    return _(_OTHER_LABELS.get(key, spoken(key)))


def enter(step: Step, kind: Kind, data: Mapping[str, Any], today: date) -> str:
    """Add one thing; its id. A `move` in the data is made at once after it."""
    own, move = _split(kind, data)
    told = _reason(step, kind, own, move)
    _explain(step, told)
    if "reason" in kind.only_changed:
        own.pop("reason", None)
    early = [key for key in own if key in kind.only_changed]
    if early:
        raise Refusal(
            _("{kind}: {keys} can be set once it is there.").format(
                kind=kind.label, keys=", ".join(label_of(kind, key) for key in early)
            )
        )
    values = _read(step, kind, kind.fields, own)
    _refuse_missing(kind, kind.label, kind.required, values)
    id: str = _call(kind.add, step, today=today, **values)
    _refuse_emptied(kind, {key: values[key] for key in kind.required})
    if move:
        _move(step, kind, id, move, today)
    _keep_reason(step, kind, id, today, told)
    return id


def amend(step: Step, kind: Kind, name: str, data: Mapping[str, Any], today: date) -> str:
    """Change fields of one thing, then make the move that the data names; its id."""
    if kind.change is None:
        raise Refusal(_("“{kind}” is added, never changed.").format(kind=kind.label))
    id = _located(step, kind, name)
    own, move = _split(kind, data)
    fixed = [key for key in own if key in kind.only_added]
    if fixed:
        raise Refusal(
            _("{kind}: {keys} cannot be changed afterwards.").format(
                kind=kind.label, keys=", ".join(label_of(kind, key) for key in fixed)
            )
        )
    told = _reason(step, kind, own, move)
    _explain(step, told)
    values = _read(step, kind, kind.fields, own)
    _refuse_emptied(kind, values)
    if values:
        _call(kind.change, step, id, today=today, **values)
    if move:
        _move(step, kind, id, move, today)
    _keep_reason(step, kind, id, today, told)
    return id


def _reason(step: Step, kind: Kind, own: dict[str, Any], move: Mapping[str, Any]) -> str:
    """Why it is done, as it was told. One that no verb of this kind asks for is taken out."""
    told = own.get("reason", move.get("reason"))
    if "reason" not in kind.fields:
        own.pop("reason", None)
    return text(step, told)


def _explain(step: Step, reason: str) -> None:
    """Let the step bear the reason, unless it takes over rows that have a reason each.

    One of those explains no other row; for a closed period, all of them need one of their own.
    """
    if reason and not step.takes_over:
        step.reason = reason


def _keep_reason(step: Step, kind: Kind, id: str, today: date, reason: str) -> None:
    """Keep a reason with the thing, where no verb kept it: nothing that was told is dropped."""
    if reason.strip() and not step.says(reason):
        record_move(
            step, kind.table, id, move="change", from_state="", to_state="", on=today,
            reason=reason,
        )  # fmt: skip


def discard(step: Step, kind: Kind, name: str, today: date, reason: str = "") -> None:
    """Remove one thing on which nothing official hangs; Refusal for any other."""
    _explain(step, reason)
    if kind.remove is None:
        raise Refusal(
            _("“{kind}” is kept: it can be ended or withdrawn, not removed.").format(
                kind=kind.label
            )
        )
    id = _located(step, kind, name)
    kind.remove(step, id)
    _keep_reason(step, kind, id, today, reason)


def _located(step: Step, kind: Kind, name: str) -> str:
    """The id of the thing that is meant, by its id or by what people call it."""
    if step.find(kind.table, id=name):
        return name
    if kind.locate is None:
        raise Refusal(_("There is no {kind} “{name}”.").format(kind=kind.label, name=name))
    return str(kind.locate(step, name).id)


def _split(kind: Kind, data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields, and the keys that belong to a move."""
    if not isinstance(data, Mapping):
        raise Refusal(
            _("{kind}: an object is needed, {data} is none.").format(kind=kind.label, data=data)
        )
    if "move" not in data:
        _refuse_unknown(kind, data, [*kind.fields, "reason"])
        return dict(data), {}
    verb = _verb(kind, _move_key(data["move"]))
    of_move = {"move", *_OF_EVERY_MOVE, *verb.fields}
    _refuse_unknown(kind, data, [*kind.fields, *of_move])
    move = {key: value for key, value in data.items() if key in of_move}
    own = {key: value for key, value in data.items() if key not in of_move}
    if own and "reason" in data and "reason" in kind.fields:
        own["reason"] = data["reason"]
    return own, move


def _refuse_unknown(kind: Kind, data: Mapping[str, Any], known: Collection[str]) -> None:
    strange = [key for key in data if key not in known]
    if not strange:
        return
    close = {key: nearest(key, known) for key in strange}
    hints = "; ".join(f"{key} → {', '.join(near)}" for key, near in close.items() if near)
    help = _("Nearest: {keys}.") if hints else _("Known: {keys}.")
    raise Refusal(
        _("{kind}: unknown keys {keys}. {help} Nothing was changed.").format(
            kind=kind.name,
            keys=", ".join(strange),
            help=help.format(keys=hints or ", ".join(known)),
        )
    )


def _read(step: Step, kind: Kind, fields: Fields, data: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for key, value in data.items():
        try:
            values[key] = fields[key](step, value)
        except Refusal as error:
            raise FieldRefused(kind.label, key, label_of(kind, key), str(error)) from error
    return values


def _verb(kind: Kind, name: str) -> Verb:
    for verb in kind.moves:
        if name in verb.names:
            return verb
    known = [spoken(name) for verb in kind.moves for name in verb.names]
    raise Refusal(
        _("There is no move “{name}”. Possible: {moves}.").format(
            name=name, moves=", ".join(nearest(name, known) or known) or _("none")
        )
    )


def _move(step: Step, kind: Kind, id: str, data: dict[str, Any], today: date) -> None:
    name = _move_key(data.pop("move"))
    verb = _verb(kind, name)
    values = _read(step, kind, {**_OF_EVERY_MOVE, **verb.fields}, data)
    _refuse_missing(kind, f"{kind.label}, {spoken(name)}", verb.required, values)
    values["on"] = values.get("on") or today
    if values["on"] > today:
        raise Refusal(
            _("{kind}, on: {day} lies in the future.").format(kind=kind.label, day=values["on"])
        )
    verb.do(step, id, name, **values)


def _move_key(name: Any) -> str:
    """The key of a move from how somebody writes it."""
    return str(name).strip().replace(" ", "_")


def _refuse_missing(
    kind: Kind, what: str, required: tuple[str, ...], values: Mapping[str, Any]
) -> None:
    absent = [label_of(kind, key) for key in required if values.get(key) in (None, "", [])]
    if absent:
        raise Refusal(_("{kind}: {keys} missing.").format(kind=what, keys=", ".join(absent)))


def _refuse_emptied(kind: Kind, values: Mapping[str, Any]) -> None:
    """What a thing must have from the beginning, and what its table demands, is never taken out.

    A missing reason is left to the verb, which may ask for it.
    """
    emptied = [
        label_of(kind, key)
        for key, value in values.items()
        if key != "reason" and _empty(value) and (key in kind.required or _demanded(kind, key))
    ]
    if emptied:
        raise Refusal(
            _("{kind}: {keys} cannot be empty.").format(kind=kind.label, keys=", ".join(emptied))
        )


def _demanded(kind: Kind, key: str) -> bool:
    """Whether the table has no row without this day or this thing."""
    column = kind.table.columns.get(key)
    return isinstance(column, Day | Ref) and not column.null


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _call(verb: Callable[..., Any], step: Step, *args: Any, today: date, **values: Any) -> Any:
    """Call a verb; those that must know today name it among their parameters."""
    if _must_know_today(verb):
        values["today"] = today
    return verb(step, *args, **values)


@cache
def _must_know_today(verb: Callable[..., Any]) -> bool:
    return "today" in signature(verb).parameters
