"""Setting a new book up: what the guided start fills in, a step for each screen."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from auditdesk.book.countries import code_called
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Person,
    PersonRole,
    Process,
    Site,
    StandardRow,
    Unit,
)
from auditdesk.domain.audit import PERSON_ROLES
from auditdesk.domain.fold import fold
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS

Row = Mapping[str, str]
"""Cells of a line by their keys, as they were typed; "" where nothing was."""


def put_people(step: Step, rows: Sequence[Row], today: date) -> None:
    """Add people, or what is told anew of them: e-mail, position, or one more role."""
    for n, row in enumerate(rows, 1):
        values: dict[str, Any] = {"name": row["name"], "email": row.get("email", "")}
        role = role_called(row.get("role", ""))
        if role:
            values["roles"] = sorted({role, *_roles_of(step, row["name"])})
        else:
            values["job"] = row.get("role", "")
        _put(step, "person", n, values, today)


def _roles_of(reading: Reading, name: str) -> set[str]:
    person = reading.named(Person, "name").get(name.strip().casefold())
    return {one.role for one in reading.rows(PersonRole, person=person.id)} if person else set()


def role_called(text: str) -> str:
    """The role in audits that a word is, "" for any other, which is a position."""
    words = {fold(_(word)): role for role, word in PERSON_ROLES.items()}
    words |= {fold(role.replace("_", " ")): role for role in PERSON_ROLES}
    return words.get(fold(text.strip()), "")


def put_places(
    step: Step,
    sites: Sequence[Row],
    processes: Sequence[Row],
    units: Iterable[tuple[str, str]],
    today: date,
) -> None:
    """Add sites, processes, and the processes at sites that audits visit."""
    for n, row in enumerate(sites, 1):
        country = row.get("country", "")
        known = code_called(country) if country.strip() else ""
        _put(step, "site", n, {"name": row["name"], "country": known or country}, today)
    for n, row in enumerate(processes, 1):
        owner = row.get("owner", "").strip()
        if owner and owner.casefold() not in step.named(Person, "name"):
            entry.enter(step, KINDS["person"], {"name": owner}, today)
        _put(step, "process", n, {"name": row["name"], "owner": owner}, today)
    there = {_pair(*unit) for unit in units_of(step)}
    for process, site in units:
        if _pair(process, site) not in there:
            entry.enter(step, KINDS["unit"], {"process": process, "site": site}, today)
            there.add(_pair(process, site))


def _pair(process: str, site: str) -> tuple[str, str]:
    """A unit, told from others as the names in it are."""
    return process.strip().casefold(), site.strip().casefold()


def units_of(reading: Reading) -> set[tuple[str, str]]:
    """Process and site of each unit."""
    return {
        (reading.get(Process, unit.process).name, reading.get(Site, unit.site).name)
        for unit in reading.rows(Unit)
    }


def _put(step: Step, kind: str, n: int, values: dict[str, Any], today: date) -> None:
    """Add a line, or fill in what is told of a thing of that name; Refusal says which line."""
    told = {key: value for key, value in values.items() if value}
    of = KINDS[kind]
    known = step.named(of.table, "name").get(str(values["name"]).strip().casefold())
    try:
        if known is None:
            entry.enter(step, of, told, today)
        else:
            told.pop("name", None)
            entry.amend(step, of, known.id, told, today)
    except Refusal as refusal:
        raise Refusal(_("Line {n}: {why}").format(n=n, why=refusal)) from refusal


def use_editions(step: Step, designations: Collection[str]) -> None:
    """Use these of the editions that one can be certified to; the others are offered no more."""
    for row in list(step.rows(StandardRow, certifiable=True)):
        step.change(StandardRow, row.id, retired=row.designation not in designations)
