"""Who and what is meant: rows by the names and numbers people write; else the nearest are told."""

import re
from collections.abc import Iterable
from typing import TypeVar

from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    ChecklistLine,
    ClauseRow,
    Finding,
    GradeRow,
    Person,
    Process,
    Programme,
    Report,
    Session,
    Site,
    StandardRow,
    Table,
    Unit,
)
from auditdesk.book.texts import clean_text
from auditdesk.domain.clause import ClauseNumber, nearest, nearest_clauses, unknown
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _

Row = TypeVar("Row", bound=Table)


def _named(reading: Reading, table: type[Row], what: str, text: str, *columns: str) -> Row:
    """The row that bears this name exactly, else but for case and accents' form; Refusal else."""
    known = reading.named(table, *columns)
    row = known.get(clean_text(text).strip().casefold())
    if row is None:
        names = (str(getattr(row, column)) for row in known.values() for column in columns)
        raise unknown(what, text, filter(None, names))
    return row


def person(reading: Reading, text: str) -> Person:
    return _named(reading, Person, _("person"), text, "name", "email")


def site(reading: Reading, text: str) -> Site:
    return _named(reading, Site, _("site"), text, "name")


def process(reading: Reading, text: str) -> Process:
    return _named(reading, Process, _("process"), text, "name", "code")


def grade(reading: Reading, text: str) -> GradeRow:
    return _named(reading, GradeRow, _("grade"), text, "id", "label")


def standard(reading: Reading, text: str) -> StandardRow:
    return _named(reading, StandardRow, _("standard"), text, "designation", "key")


def programme(reading: Reading, text: str) -> Programme:
    """The latest revision of a year's programme."""
    revisions = [row for row in reading.rows(Programme) if str(row.year) == str(text).strip()]
    if not revisions:
        raise unknown(_("programme"), text, (str(row.year) for row in reading.rows(Programme)))
    return max(revisions, key=lambda row: int(row.revision))


def unit_name(reading: Reading, row: Unit) -> str:
    """“Purchasing · Graz”."""
    return f"{reading.get(Process, row.process).name} · {reading.get(Site, row.site).name}"


def unit(reading: Reading, text: str) -> Unit:
    """A unit by “Process · Site”; also with “@”, “/” or “at” between them."""
    for mark in ("·", " @ ", " / ", " at "):
        if mark in text:
            left, right = text.split(mark, 1)
            found = reading.find(
                Unit, process=process(reading, left).id, site=site(reading, right).id
            )
            if found:
                return found
    names = {unit_name(reading, row): row for row in reading.rows(Unit)}
    of_process = [
        row
        for name, row in names.items()
        if name.split(" · ")[0].casefold() == text.strip().casefold()
    ]
    if len(of_process) == 1:
        return of_process[0]
    raise unknown(_("unit"), text, names)


def audit(reading: Reading, text: str) -> AuditRow:
    return _numbered(reading, AuditRow, _("audit"), text)


def action(reading: Reading, text: str) -> ActionRow:
    return _numbered(reading, ActionRow, _("action"), text)


def finding(reading: Reading, text: str) -> Finding:
    """A finding by its number; a draft, which has none, by its id or the last six signs of it."""
    return _numbered(reading, Finding, _("finding"), text)


def checklist_line(reading: Reading, text: str) -> ChecklistLine:
    """A line of a checklist by its id, or the last six signs of it."""
    return _numbered(reading, ChecklistLine, _("line of a checklist"), text)


def session(reading: Reading, text: str) -> Session:
    """A line of a timetable by its id, or the last six signs of it."""
    return _numbered(reading, Session, _("session"), text)


def report(reading: Reading, text: str) -> Report:
    """The report of an audit, by the number of the audit."""
    from auditdesk.book.report_reader import newest_report  # late: a start reads no report

    of = audit(reading, text)
    found = newest_report(str(of.id))
    if found is None:
        raise Refusal(_("The report of {number} is not begun.").format(number=of.number))
    return found


def by_number(reading: Reading, text: str) -> tuple[str, str] | None:
    """Kind and id of what bears an official number, None where nothing does."""
    number = Number.parse(text.strip())
    if number is None:
        return None
    for kind, table in (("finding", Finding), ("action", ActionRow), ("audit", AuditRow)):
        found = reading.find(table, number=str(number))
        if found:
            return kind, str(found.id)
    return None


def _numbered(reading: Reading, table: type[Row], what: str, text: str) -> Row:
    text = text.strip().removeprefix("draft ")
    number = Number.parse(text)
    plain = str(number) if number else text.strip()
    named = "number" in table.columns
    found = reading.find(table, number=plain) if named else None
    found = found or reading.find(table, id=plain.lower())
    if found is None and len(plain) >= 6:
        ids = reading.column(table, "id", ending=plain.lower())
        found = reading.get(table, ids[0]) if len(ids) == 1 else None
    if found is None:
        raise unknown(what, text, reading.column(table, "number" if named else "id"))
    return found


def clause(reading: Reading, of: StandardRow, number: ClauseNumber) -> ClauseRow:
    """The clause of that number, list items apart; Refusal naming its nearest relatives."""
    found = reading.find(ClauseRow, standard=of.id, number=number.clause)
    if found is None:
        known = [row.number for row in reading.rows(ClauseRow, standard=of.id)]
        close = ", ".join(map(str, nearest_clauses(number.clause, known)))
        raise Refusal(
            _("{standard} has no clause {number}. Nearest: {close}.").format(
                standard=of.designation, number=number, close=close or _("it has no clauses")
            )
        )
    return found


def citation(
    reading: Reading, text: str, standards: list[StandardRow]
) -> tuple[ClauseRow, StandardRow, str]:
    """What “8.4.1”, “4.2 a)” or “SOP-0714 4.3” cites: clause, its standard, the list item.

    Without a standard in the text, the first of `standards` that has the clause is meant.
    """
    named = leading_standard(reading, text)
    return cited(reading, named[1], [named[0]]) if named else cited(reading, text, standards)


def cited(
    reading: Reading, text: str, standards: list[StandardRow]
) -> tuple[ClauseRow, StandardRow, str]:
    """As `citation`, for a text that names no standard."""
    if not standards:
        raise Refusal(_("Name the standard that clause {text} belongs to.").format(text=text))
    number = ClauseNumber.parse(text)
    for of in standards:
        found = reading.find(ClauseRow, standard=of.id, number=number.clause)
        if found:
            return found, of, " ".join(f"{item})" for item in number.items)
    return clause(reading, standards[0], number), standards[0], ""


def leading_standard(reading: Reading, text: str) -> tuple[StandardRow, str] | None:
    """The standard that “SOP-0714 4.3” begins with and the rest; None where it begins with none."""
    plain = text.strip()
    if re.fullmatch(r"[\d.]+", plain):
        return None
    known = reading.named(StandardRow, "designation", "key")
    folded = plain.casefold()
    for name in sorted(filter(folded.startswith, known), key=len, reverse=True):
        rest = plain[len(name) :].lstrip(" ,:·§")
        if rest and rest != plain:
            return known[name], rest
    return None


def near(text: str, candidates: Iterable[str]) -> str:
    """The nearest candidates in one phrase, all of them where none is near."""
    known = list(candidates)
    return ", ".join(nearest(text, known) or known)
