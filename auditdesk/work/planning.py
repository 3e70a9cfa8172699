"""What stands beside things in tables of its own: how they are planned, and by which rules."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditRules,
    Availability,
    ProcessNews,
    Reminding,
    SiteHours,
    SitePlanning,
    Table,
    UnitPlanning,
)
from auditdesk.domain.due import LEAD_DAYS
from auditdesk.domain.programme import MONTHS
from auditdesk.domain.timetable import refuse_hours
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import N_, _


@dataclass(frozen=True)
class Planned:
    """The planning of one kind of thing: its table, the column that names the thing, its keys.

    why: what is asked where a value changes without a reason; "" where none is needed.
    """

    table: type[Table]
    of: str
    keys: tuple[str, ...]
    why: str = ""


_WHY = N_("Say why this rule changes.")

PLANNED: dict[str, tuple[Planned, ...]] = {
    "unit": (
        Planned(
            UnitPlanning,
            "unit",
            ("half_days", "team_least", "team_most", "preferred_months", "closed_months"),
        ),
    ),
    "person": (Planned(Availability, "person", ("in_week", "in_month", "in_year")),),
    "site": (
        Planned(SitePlanning, "site", ("audits_in_week",)),
        Planned(SiteHours, "site", ("zone", "opens", "closes", "lunch_starts", "lunch_ends")),
    ),
    "process": (Planned(ProcessNews, "process", ("turnover", "new_product_on")),),
    "organisation": (
        Planned(Reminding, "organisation", tuple(f"lead_{kind}" for kind in LEAD_DAYS), _WHY),
        Planned(
            AuditRules,
            "organisation",
            ("own_work_months", "declarations", "report_days", "extensions", "not_effective"),
            _WHY,
        ),
    ),
}


def adding(kind: str, add: Callable[..., str]) -> Callable[..., str]:
    """The verb that adds a thing, and how it is planned."""

    @functools.wraps(add)
    def verb(step: Step, **values: Any) -> str:
        beside = [(planned, _own(planned, values)) for planned in PLANNED[kind]]
        row = add(step, **values)
        for planned, told in beside:
            _set(step, planned, row, told)
        return row

    return verb


def changing(kind: str, change: Callable[..., Any]) -> Callable[..., None]:
    """The verb that changes a thing, and how it is planned."""

    @functools.wraps(change)
    def verb(step: Step, row: str, **values: Any) -> None:
        beside = [(planned, _own(planned, values)) for planned in PLANNED[kind]]
        if any(planned.why for planned, _told in beside):
            reason = values.pop("reason", "")
            beside = [(one, told | {"reason": reason} if told else told) for one, told in beside]
        change(step, row, **values)
        for planned, told in beside:
            _set(step, planned, row, told)

    return verb


def reading(kind: str, key: str) -> Callable[[Reading, Any], Any]:
    """What a thing says of its planning; the default where it says nothing."""
    planned = next(one for one in PLANNED[kind] if key in one.keys)

    def read(reading: Reading, row: Any) -> Any:
        stored = reading.find(planned.table, **{planned.of: row.id})
        default = planned.table.columns[key].default
        value = getattr(stored, key) if stored else default
        return [_(MONTHS[month - 1]) for month in value] if isinstance(value, list) else value

    return read


def _own(planned: Planned, values: dict[str, Any]) -> dict[str, Any]:
    return {key: values.pop(key) for key in planned.keys if key in values}


def _set(step: Step, planned: Planned, row: str, values: dict[str, Any]) -> None:
    stored = step.find(planned.table, **{planned.of: row})
    defaults = {key: planned.table.columns[key].default for key in values}
    if not stored and values == defaults:
        return
    if planned.why and values and not str(values["reason"]).strip():
        raise ReasonNeeded(_(planned.why))
    id = str(stored.id) if stored else step.add(planned.table, **{planned.of: row})
    step.change(planned.table, id, **values)
    now: Any = step.get(planned.table, id)
    if planned.table is SiteHours:
        refuse_hours(now.zone, now.opens, now.closes, now.lunch_starts, now.lunch_ends)
    if planned.of == "unit" and now.team_least > now.team_most:
        raise Refusal(
            _("A team of at least {least} and at most {most} cannot be.").format(
                least=now.team_least, most=now.team_most
            )
        )
    if planned.of == "unit" and len(now.closed_months) >= 12:
        raise Refusal(_("No month is left in which the unit may be audited."))
