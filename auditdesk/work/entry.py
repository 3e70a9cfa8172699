"""Entry: the verbs reached by plain data, for the command line, the sample and later imports."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from inspect import signature
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import Table
from auditdesk.domain.clause import nearest
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move
from auditdesk.work.values import Reader, day, text

Fields = dict[str, Reader]
_OF_EVERY_MOVE: Fields = {"on": day, "reason": text}


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


def enter(step: Step, kind: Kind, data: Mapping[str, Any], today: date) -> str:
    """Add one thing; its id. A `move` in the data is made at once after it."""
    own, move = _split(kind, data)
    step.reason = _reason(step, kind, own, move)
    if "reason" in kind.only_changed:
        own.pop("reason", None)
    early = [key for key in own if key in kind.only_changed]
    if early:
        raise Refusal(
            _("{kind}: {keys} can be set once it is there.").format(
                kind=kind.name, keys=", ".join(early)
            )
        )
    values = _read(step, kind, kind.fields, own)
    _refuse_missing(kind.name, kind.required, values)
    id: str = _call(kind.add, step, today=today, **values)
    if move:
        _move(step, kind, id, move, today)
    _keep_reason(step, kind, id, today)
    return id


def amend(step: Step, kind: Kind, name: str, data: Mapping[str, Any], today: date) -> str:
    """Change fields of one thing, then make the move that the data names; its id."""
    if kind.change is None:
        raise Refusal(_("A {kind} is added, never changed.").format(kind=kind.name))
    id = _located(step, kind, name)
    own, move = _split(kind, data)
    fixed = [key for key in own if key in kind.only_added]
    if fixed:
        raise Refusal(
            _("{kind}: {keys} cannot be changed afterwards.").format(
                kind=kind.name, keys=", ".join(fixed)
            )
        )
    step.reason = _reason(step, kind, own, move)
    values = _read(step, kind, kind.fields, own)
    if values:
        _call(kind.change, step, id, today=today, **values)
    if move:
        _move(step, kind, id, move, today)
    _keep_reason(step, kind, id, today)
    return id


def _reason(step: Step, kind: Kind, own: dict[str, Any], move: Mapping[str, Any]) -> str:
    """Why it is done, as it was told. One that no verb of this kind asks for is taken out."""
    told = own.get("reason", move.get("reason"))
    if "reason" not in kind.fields:
        own.pop("reason", None)
    return text(step, told)


def _keep_reason(step: Step, kind: Kind, id: str, today: date) -> None:
    """Keep a reason with the thing, where no verb kept it: nothing that was told is dropped."""
    if step.reason.strip() and not step.says(step.reason):
        record_move(
            step, kind.table, id, move="change", from_state="", to_state="", on=today,
            reason=step.reason,
        )  # fmt: skip


def discard(step: Step, kind: Kind, name: str, today: date, reason: str = "") -> None:
    """Remove one thing on which nothing official hangs; Refusal for any other."""
    step.reason = reason
    if kind.remove is None:
        raise Refusal(
            _("A {kind} is kept: it can be ended or withdrawn, not removed.").format(kind=kind.name)
        )
    id = _located(step, kind, name)
    kind.remove(step, id)
    _keep_reason(step, kind, id, today)


def _located(step: Step, kind: Kind, name: str) -> str:
    """The id of the thing that is meant, by its id or by what people call it."""
    if step.find(kind.table, id=name):
        return name
    if kind.locate is None:
        raise Refusal(_("There is no {kind} “{name}”.").format(kind=kind.name, name=name))
    return str(kind.locate(step, name).id)


def _split(kind: Kind, data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields, and the keys that belong to a move."""
    if not isinstance(data, Mapping):
        raise Refusal(
            _("{kind}: an object is needed, {data} is none.").format(kind=kind.name, data=data)
        )
    if "move" not in data:
        _refuse_unknown(kind, data, [*kind.fields, "reason"])
        return dict(data), {}
    verb = _verb(kind, str(data["move"]))
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
            raise Refusal(f"{kind.name}, {key}: {error}") from error
    return values


def _verb(kind: Kind, name: str) -> Verb:
    for verb in kind.moves:
        if name in verb.names:
            return verb
    known = [name for verb in kind.moves for name in verb.names]
    raise Refusal(
        _("There is no move “{name}”. Possible: {moves}.").format(
            name=name, moves=", ".join(nearest(name, known) or known) or _("none")
        )
    )


def _move(step: Step, kind: Kind, id: str, data: dict[str, Any], today: date) -> None:
    name = str(data.pop("move"))
    verb = _verb(kind, name)
    values = _read(step, kind, {**_OF_EVERY_MOVE, **verb.fields}, data)
    _refuse_missing(f"{kind.name}, {name}", verb.required, values)
    values["on"] = values.get("on") or today
    if values["on"] > today:
        raise Refusal(
            _("{kind}, on: {day} lies in the future.").format(kind=kind.name, day=values["on"])
        )
    verb.do(step, id, name, **values)


def _refuse_missing(what: str, required: tuple[str, ...], values: Mapping[str, Any]) -> None:
    absent = [key for key in required if values.get(key) in (None, "", [])]
    if absent:
        raise Refusal(_("{kind}: {keys} missing.").format(kind=what, keys=", ".join(absent)))


def _call(verb: Callable[..., Any], step: Step, *args: Any, today: date, **values: Any) -> Any:
    """Call a verb; those that must know today name it among their parameters."""
    if _must_know_today(verb):
        values["today"] = today
    return verb(step, *args, **values)


@cache
def _must_know_today(verb: Callable[..., Any]) -> bool:
    return "today" in signature(verb).parameters
