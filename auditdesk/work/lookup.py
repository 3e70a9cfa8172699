"""Who and what is meant: rows by the names and numbers people write, or a refusal with the nearest."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    ClauseRow,
    Finding,
    GradeRow,
    Person,
    Process,
    Programme,
    Site,
    StandardRow,
    Table,
    Unit,
)
from auditdesk.domain.clause import ClauseNumber, nearest, nearest_clauses, unknown
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _

Row = TypeVar("Row", bound=Table)


def _named(step: Step, table: type[Row], what: str, text: str, names: Callable[[Row], Iterable[str]]) -> Row:
    """The row that bears this name exactly, else but for case and accents' form; Refusal else."""
    wanted = text.strip().casefold()
    rows = list(step.rows(table))
    for row in rows:
        if any(name.casefold() == wanted for name in names(row) if name):
            return row
    raise unknown(what, text, (name for row in rows for name in names(row) if name))


def person(step: Step, text: str) -> Person:
    return _named(step, Person, _("person"), text, lambda row: (str(row.name), str(row.email)))


def site(step: Step, text: str) -> Site:
    return _named(step, Site, _("site"), text, lambda row: (str(row.name),))


def process(step: Step, text: str) -> Process:
    return _named(step, Process, _("process"), text, lambda row: (str(row.name), str(row.code)))


def grade(step: Step, text: str) -> GradeRow:
    return _named(step, GradeRow, _("grade"), text, lambda row: (str(row.id), str(row.label)))


def standard(step: Step, text: str) -> StandardRow:
    return _named(
        step,
        StandardRow,
        _("standard"),
        text,
        lambda row: (str(row.designation), str(row.key)),
    )


def programme(step: Step, text: str) -> Programme:
    """The latest revision of a year's programme."""
    revisions = [row for row in step.rows(Programme) if str(row.year) == str(text).strip()]
    if not revisions:
        raise unknown(_("programme"), text, (str(row.year) for row in step.rows(Programme)))
    return max(revisions, key=lambda row: int(row.revision))


def unit_name(step: Step, row: Unit) -> str:
    """“Purchasing · Graz”."""
    return f"{step.get(Process, row.process).name} · {step.get(Site, row.site).name}"


def unit(step: Step, text: str) -> Unit:
    """A unit by “Process · Site”; also with “@”, “/” or “at” between them."""
    for mark in ("·", " @ ", " / ", " at "):
        if mark in text:
            left, right = text.split(mark, 1)
            found = step.find(Unit, process=process(step, left).id, site=site(step, right).id)
            if found:
                return found
    names = {unit_name(step, row): row for row in step.rows(Unit)}
    of_process = [row for name, row in names.items() if name.split(" · ")[0].casefold() == text.strip().casefold()]
    if len(of_process) == 1:
        return of_process[0]
    raise unknown(_("unit"), text, names)


def audit(step: Step, text: str) -> AuditRow:
    return _numbered(step, AuditRow, _("audit"), text)


def action(step: Step, text: str) -> ActionRow:
    return _numbered(step, ActionRow, _("action"), text)


def finding(step: Step, text: str) -> Finding:
    """A finding by its number; a draft, which has none, by its id or the last six signs of it."""
    return _numbered(step, Finding, _("finding"), text)


def _numbered(step: Step, table: type[Row], what: str, text: str) -> Row:
    text = text.strip().removeprefix("draft ")
    number = Number.parse(text)
    plain = str(number) if number else text.strip()
    found = step.find(table, number=plain) or step.find(table, id=plain.lower())
    if found is None and len(plain) >= 6:
        ends = [row for row in step.rows(table) if str(row.id).endswith(plain.lower())]
        found = ends[0] if len(ends) == 1 else None
    if found is None:
        raise unknown(what, text, (str(row.number) for row in step.rows(table) if row.number))
    return found


def clause(step: Step, of: StandardRow, number: ClauseNumber) -> ClauseRow:
    """The clause of that number, list items apart; Refusal naming its nearest relatives."""
    found = step.find(ClauseRow, standard=of.id, number=number.clause)
    if found is None:
        known = [row.number for row in step.rows(ClauseRow, standard=of.id)]
        close = ", ".join(map(str, nearest_clauses(number.clause, known)))
        raise Refusal(
            _("{standard} has no clause {number}. Nearest: {close}.").format(
                standard=of.designation, number=number, close=close or _("it has no clauses")
            )
        )
    return found


def citation(
    step: Step, text: str, standards: list[StandardRow]
) -> tuple[ClauseRow, StandardRow, str]:
    """What “8.4.1”, “4.2 a)” or “SOP-0714 4.3” cites: clause, its standard, the list item.

    Without a standard in the text, the first of `standards` that has the clause is meant.
    """
    named = leading_standard(step, text)
    if named:
        of, rest = named
        standards = [of]
        text = rest
    if not standards:
        raise Refusal(_("Name the standard that clause {text} belongs to.").format(text=text))
    number = ClauseNumber.parse(text)
    for of in standards:
        found = step.find(ClauseRow, standard=of.id, number=number.clause)
        if found:
            return found, of, " ".join(f"{item})" for item in number.items)
    return clause(step, standards[0], number), standards[0], ""


def leading_standard(step: Step, text: str) -> tuple[StandardRow, str] | None:
    """The standard that “SOP-0714 4.3” begins with and the rest; None where it begins with none."""
    plain = text.strip()
    for row in sorted(step.rows(StandardRow), key=lambda row: -len(str(row.designation))):
        for name in (str(row.designation), str(row.key)):
            rest = plain[len(name) :].lstrip(" ,:·§")
            if plain.casefold().startswith(name.casefold()) and rest and rest != plain:
                return row, rest
    return None


def near(text: str, candidates: Iterable[str]) -> str:
    """The nearest candidates in one phrase, all of them where none is near."""
    known = list(candidates)
    return ", ".join(nearest(text, known) or known)
