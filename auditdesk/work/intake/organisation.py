"""The organisation from lists: people, processes, units, clauses and coverage matrices."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from auditdesk.book.tables import (
    Absence,
    ClauseRow,
    Competence,
    Person,
    Process,
    Unit,
    UnitClause,
)
from auditdesk.domain.clause import ClauseNumber
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _
from auditdesk.intake.account import Fate
from auditdesk.intake.records import Record
from auditdesk.intake.values import clauses_in
from auditdesk.intake.words import fold, meant
from auditdesk.work import lookup, organisation
from auditdesk.work.intake.context import Context, Taken, enter_or_amend, iso
from auditdesk.work.values import is_address


def take_person(context: Context, record: Record) -> Taken:
    """Somebody, with job, competence and absence; availability stays as a note."""
    values, names = record.values, context.names
    text = _whole_name(values)
    before = names.made["person"]
    name = names.person(str(text))
    if not name:
        raise Refusal(_("the row names nobody"))
    new = names.made["person"] > before
    names.made["person"] = before
    id = lookup.person(context.step, name).id
    data = {key: values.get(key) for key in ("email", "job", "department", "external")}
    email = str(values.get("email") or "").strip()
    if email and not is_address(email):
        context.leave(record, _("E-mail"), email, _("no e-mail address"))
        data["email"] = None
    data["manager"] = names.person(str(values.get("manager") or ""))
    data["site"] = names.site(values["site"]) if values.get("site") else ""
    for key in ("number", "duties", "availability"):
        if values.get(key):
            context.leave(record, key, str(values[key]))
    if not values.get("competence"):
        for key, label in _OF_COMPETENCES.items():
            if values.get(key):
                why = _("the row names no competence that it belongs to")
                context.leave(record, _(label), iso(values[key]), why)
    roles = [role for role in (_role(text) for text in values.get("roles") or ()) if role]
    if roles:
        data["roles"] = roles
    taken = enter_or_amend(context, "person", id, data, name)
    more = _competence(context, values, id) | _absence(context, values, id)
    fate = Fate.NEW if new else Fate.CHANGED if more and taken.fate is Fate.SAME else taken.fate
    return Taken(fate, Person, id, name, "" if new else taken.what)


_OF_COMPETENCES = {"acquired_on": N_("Acquired on"), "expires_on": N_("Expires on")}


def _whole_name(values: Mapping[str, Any]) -> str:
    """First and last name together; a column “Name” beside one of first names holds the last."""
    first, last = str(values.get("first_name", "")), str(values.get("last_name", ""))
    name = str(values.get("name", ""))
    if not name:
        return f"{first} {last}".strip()
    told = f" {fold(name)} "
    alone = "," not in name and f" {fold(first)} " not in told
    return f"{first} {name}" if first and not last and alone else name


def _role(text: str) -> str:
    return meant("roles", text)


def _competence(context: Context, values: Mapping[str, Any], person: str) -> bool:
    subject = values.get("competence")
    if not subject or context.step.find(Competence, person=person, subject=subject):
        return False
    organisation.add_competence(
        context.step,
        person=person,
        subject=subject,
        acquired_on=values.get("acquired_on"),
        expires_on=values.get("expires_on"),
    )
    return True


def _absence(context: Context, values: Mapping[str, Any], person: str) -> bool:
    """Take over when somebody is away; whether any of it was new."""
    spans = list(values.get("absences") or ())
    if values.get("absent_from"):
        spans.append((values["absent_from"], values.get("absent_to") or values["absent_from"]))
    known = [(one.starts_on, one.ends_on) for one in context.step.rows(Absence, person=person)]
    new = [
        (first, last)
        for first, last in spans
        if not any(begins <= first and last <= ends for begins, ends in known)
    ]
    for first, last in new:
        organisation.add_span(context.step, Absence, person=person, starts_on=first, ends_on=last)
    return bool(new)


def take_process(context: Context, record: Record) -> Taken:
    """A process, and its unit where a site is named."""
    values, names = record.values, context.names
    name = str(values.get("name", "")).strip()
    if not name:
        raise Refusal(_("the row names no process"))
    known = names.knows_process(name)
    found = lookup.process(context.step, names.process(name)).id if known else None
    importance = values.get("importance")
    if importance is not None and not 1 <= importance <= 5:
        context.leave(record, _("Importance"), str(importance))
        importance = None
    data = {
        "name": name,
        "code": values.get("code"),
        "owner": names.person(str(values.get("owner") or "")),
        "deputy": names.person(str(values.get("deputy") or "")),
        "department": values.get("department"),
        "importance": importance,
        "kind": values.get("kind"),
    }
    taken = enter_or_amend(context, "process", found, data, name, never=("name",))
    names.learn_process(name)
    if values.get("site"):
        names.unit(name, values["site"])
    return taken


def take_unit(context: Context, record: Record) -> Taken:
    """A process at a site."""
    values, names = record.values, context.names
    process, site = values.get("process"), values.get("site")
    if not process and values.get("unit"):
        for mark in ("·", " @ ", " / ", " at ", " - ", " – "):
            if mark in values["unit"][0]:
                process, site = (part.strip() for part in values["unit"][0].split(mark, 1))
                break
        else:
            process = values["unit"][0]
    if not process:
        raise Refusal(_("the row names no process"))
    site = site or names.only_site()
    if not site:
        raise Refusal(_("the row names no site, and the book has several"))
    before = names.made["unit"]
    name = names.unit(process, site)
    new = names.made["unit"] > before
    names.made["unit"] = before
    unit = lookup.unit(context.step, name)
    taken = enter_or_amend(
        context,
        "unit",
        unit.id,
        {"contact": names.person(str(values.get("contact") or ""))},
        name,
    )
    owner = names.person(str(values.get("owner") or ""))
    if owner and new:
        context.step.change(Process, unit.process, owner=lookup.person(context.step, owner).id)
    changed = _apply(context, unit.id, values.get("clauses") or ())
    fate = Fate.NEW if new else Fate.CHANGED if changed else taken.fate
    return Taken(fate, Unit, unit.id, name, taken.what)


def _apply(context: Context, unit: str, texts: Sequence[str]) -> bool:
    """Clauses that apply to a unit; those nobody knows are left as a note."""
    cited, unknown = context.names.cite(context.standard, texts, items=False)
    if unknown:
        context.extras.append(f"{_('Clauses')}: {', '.join(unknown)}")
    changed = False
    for text in cited:
        clause = str(lookup.citation(context.step, text, [])[0].id)
        if not context.step.find(UnitClause, unit=unit, clause=clause, applies=True):
            organisation.apply_clause(context.step, unit, clause, True)
            changed = True
    return changed


def take_matrix(context: Context, record: Record) -> Taken:
    """A row of a coverage matrix: clauses that apply to the units of processes."""
    row, signs = str(record.values["row"]), record.values["signs"]
    if not row:
        raise Refusal(_("the row has no name"))
    across = record.values["across"] == "clauses"
    pairs: list[tuple[str, str]] = [(row, sign) if across else (sign, row) for sign in signs]
    taken: Taken | None = None
    changed = False
    before = Counter(context.names.made)
    for process, clause in pairs:
        name = context.names.process(process)
        units = context.names.units_of(name)
        if not units:
            site = context.names.only_site()
            if not site:
                raise Refusal(
                    _("{process} is at no site, and the book has several").format(process=process)
                )
            units = [context.names.unit(name, site)]
        for unit in units:
            id = lookup.unit(context.step, unit).id
            changed |= _apply(context, id, clauses_in(clause).numbers)
            taken = Taken(Fate.SAME, Unit, id, unit)
    if taken is None:
        raise Refusal(_("the row has no sign"))
    made = context.names.made != before
    return Taken(Fate.NEW if changed or made else Fate.SAME, taken.table, taken.id, row)


def take_clause(context: Context, record: Record) -> Taken:
    """A clause of a standard that is not shipped; one that is known stays as it is."""
    numbers = list(record.values.get("number") or ())
    if len(numbers) != 1:
        raise Refusal(_("the row names no single clause"))
    text = record.values.get("standard") or ""
    standard = context.names.standard(text) if text else context.standard
    if standard is None:
        standard = context.names.standard(context.title)
    if standard is None:
        raise Refusal(_("nothing says which standard the clause belongs to"))
    number = ClauseNumber.parse(numbers[0]).clause
    title, hint = str(record.values.get("title", "")), str(record.values.get("hint", ""))
    name = f"{standard.designation} {number}"
    found = context.step.find(ClauseRow, standard=standard.id, number=number)
    if found is not None:
        same = not title or found.title == title or not context.names.is_cited_only(standard)
        if not same:
            context.step.change(ClauseRow, found.id, title=title)
        fate = Fate.SAME if same else Fate.CHANGED
        return Taken(fate, ClauseRow, found.id, name, "" if same else title)
    if not context.names.is_cited_only(standard):
        raise Refusal(
            _("{standard} has no clause {number}").format(
                standard=standard.designation, number=number
            )
        )
    before = context.names.made["clause"]
    context.names.add_clause(standard, number, title, hint)
    context.names.made["clause"] = before
    made = context.step.find(ClauseRow, standard=standard.id, number=number)
    assert made is not None
    return Taken(Fate.NEW, ClauseRow, made.id, name)
