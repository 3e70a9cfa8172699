"""Values: from what people write in JSON to what the verbs take, refusing what cannot be meant."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.book.fields import Whole
from auditdesk.book.step import Step
from auditdesk.book.tables import SampleItem
from auditdesk.domain.audit import Role
from auditdesk.domain.clause import nearest
from auditdesk.domain.programme import MONTHS
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _
from auditdesk.work import lookup
from auditdesk.work.audits import Seat
from auditdesk.work.sessions import EVERYBODY

Reader = Callable[[Step, Any], Any]

_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


def text(_step: Step, value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, dict | list | bool):
        raise Refusal(_("it must be text"))
    return str(value)


_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)*")


def is_address(typed: str) -> bool:
    """Whether a text is one e-mail address, as a mail program takes it."""
    return bool(_ADDRESS.fullmatch(typed))


def address(step: Step, value: Any) -> str:
    """One e-mail address; Refusal for anything else that is not blank."""
    typed = text(step, value).strip()
    if typed and not is_address(typed):
        raise Refusal(
            _(
                "“{value}” is no e-mail address. Write one, like name@example.com, or leave it"
                " blank."
            ).format(value=typed)
        )
    return typed


def day(_step: Step, value: Any) -> date | None:
    """A date as YYYY-MM-DD; 29/02/2022 and its like are refused, never bent."""
    if value in (None, ""):
        return None
    if type(value) is date:
        return value
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
            raise ValueError
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise Refusal(
            _("“{value}” is not a date; write it like 2026-12-31").format(value=value)
        ) from error


def time(_step: Step, value: Any) -> str:
    """A time of day as 09:30."""
    match = _TIME.match(str(value))
    if not match:
        raise Refusal(_("“{value}” is not a time; write it like 09:30").format(value=value))
    return f"{int(match[1]):02d}:{match[2]}"


def end_time(step: Step, value: Any) -> str:
    """A time of day, or 24:00 for its end."""
    return "24:00" if str(value) == "24:00" else time(step, value)


def time_or_none(step: Step, value: Any) -> str:
    """A time, or "" where there is none."""
    return time(step, value) if value not in (None, "") else ""


def number(column: Whole[Any]) -> Reader:
    """A whole number within the bounds of its column."""
    return lambda _step, value: column.within(value)


def number_or_none(column: Whole[Any]) -> Reader:
    """The same; 0 for none, where the column itself begins at 1."""
    return lambda _step, value: 0 if value == 0 and type(value) is int else column.within(value)


def weekday(_step: Step, value: Any) -> int:
    """A day of the week, Monday is 0."""
    if type(value) is not int or not 0 <= value <= 6:
        raise Refusal(_("“{value}” is no day of the week; Monday is 0").format(value=value))
    return value


def whole_number(text: str) -> int:
    """What is typed as a whole number; Refusal for anything else."""
    plain = text.strip()
    if not plain.isdecimal() or len(plain) > _MOST_DIGITS:
        raise Refusal(_("“{value}” is not a whole number").format(value=plain[:40]))
    return int(plain)


_MOST_DIGITS = 12
"""No number of ours has more; Python itself refuses to read thousands of digits."""


def month(_step: Step, value: Any) -> int:
    """A month as a number or by its short name."""
    names = {_(name).casefold(): n for n, name in enumerate(MONTHS, 1)}
    plain = str(value).strip().casefold()
    found = int(plain) if plain.isdecimal() and len(plain) < 3 else names.get(plain, 0)
    if not 1 <= found <= 12:
        raise Refusal(_("“{value}” is no month; write 1 to 12").format(value=value))
    return found


def flag(_step: Step, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refusal(_("“{value}” is neither true nor false").format(value=value))
    return value


def spoken(key: str) -> str:
    """A key of plain data as words; they are read as the key is."""
    return key.replace("_", " ")


def one_of(keys: Iterable[str]) -> Reader:
    known = tuple(str(key) for key in keys)

    def read(_step: Step, value: Any) -> str:
        plain = str(value).strip().casefold().replace(" ", "_").replace("-", "_")
        folded = {key.replace("-", "_"): key for key in known}
        if plain not in folded:
            raise Refusal(
                _("“{value}” is not possible; possible: {close}").format(
                    value=value, close=", ".join(map(spoken, nearest(plain, known) or known))
                )
            )
        return folded[plain]

    return read


def many(reader: Reader) -> Reader:
    """A list; a single value counts as a list of one."""

    def read(step: Step, value: Any) -> list[Any]:
        values = value if isinstance(value, list) else [] if value in (None, "") else [value]
        listed = [reader(step, one) for one in values]
        if None in listed:
            raise Refusal(_("an entry of the list is empty"))
        return listed

    return read


def existing_file(_step: Step, value: Any) -> str:
    try:
        there = Path(str(value)).is_file()
    except OSError:  # a name that no file can have
        there = False
    if not there:
        raise Refusal(_("there is no file {value}").format(value=value))
    return str(value)


def row(find: Callable[[Step, str], Any]) -> Reader:
    """A row that is meant by its name or number."""
    return lambda step, value: None if value in (None, "") else find(step, str(value))


def row_id(find: Callable[[Step, str], Any]) -> Reader:
    """The id of a row that is meant by its name or number."""
    return lambda step, value: None if value in (None, "") else find(step, str(value)).id


def reasons(_step: Step, value: Any) -> dict[str, str]:
    """A reason for each clause: {"8.3": "no design at this site"}."""
    if not isinstance(value, dict):
        raise Refusal(
            _("it must say a reason for each clause, like {example}").format(
                example='{"8.3": "no design here"}'
            )
        )
    return {str(clause): str(reason) for clause, reason in value.items()}


def structure(_step: Step, value: Any) -> Any:
    return value


def seat(step: Step, value: Any) -> Seat:
    """A team member: a name, or {"person", "role", "exception", "mitigation", "approved_by"}."""
    data = {"person": value} if isinstance(value, str) else value
    known = ("person", "role", "exception", "mitigation", "approved_by")
    if not isinstance(data, dict) or "person" not in data or set(data) - set(known):
        raise Refusal(_("a team member has {keys}").format(keys=", ".join(map(spoken, known))))
    return Seat(
        lookup.person(step, str(data["person"])).id,
        Role(one_of(Role)(step, data.get("role", Role.AUDITOR))),
        *(str(data.get(key, "")) for key in known[2:]),
    )


ALL_AUDITEES = N_("all auditees")


def auditee(step: Step, value: Any) -> str:
    """The id of an auditee, or `EVERYBODY` for “all auditees”."""
    plain = str(value).strip().casefold()
    if plain in ("all auditees", _(ALL_AUDITEES).casefold()):
        return EVERYBODY
    return str(lookup.person(step, str(value)).id)


def sample_item(step: Step, value: Any) -> tuple[str, str, str]:
    """An item seen: its name, or {"item", "result", "note"}."""
    data = {"item": value} if isinstance(value, str) else value
    if not isinstance(data, dict) or "item" not in data or set(data) - {"item", "result", "note"}:
        raise Refusal(_("an item of a sample has {keys}").format(keys="item, result, note"))
    result = one_of(SampleItem.result.keys)(step, data.get("result") or "conform")
    return text(step, data["item"]), result, text(step, data.get("note"))
