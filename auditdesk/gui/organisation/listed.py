"""What the tables of the organisation show: a line of texts for each thing, by its id."""

from auditdesk.book.listings import CLAUSES, PEOPLE, UNITS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import (
    Absence,
    ClosedPeriod,
    Closure,
    Competence,
    DueRule,
    FormNumber,
    GradeRow,
    Journey,
    NumberSeries,
    Person,
    Process,
    ProcessWorker,
    Shift,
    Site,
    StandardRow,
    Unit,
)
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.organisation import fields
from auditdesk.gui.parts import words
from auditdesk.i18n import _, ngettext
from auditdesk.work.plain import name_of

_YES = "✓"
Texts = list[tuple[str, tuple[str, ...]]]


def _gone(row: Site | Process | Person | StandardRow | GradeRow, text: str) -> str:
    """The name, marked where the thing is no longer used."""
    return _("{name} (no longer used)").format(name=text) if row.retired else text


def sites(desk: Desk) -> Texts:
    rows = sorted(desk.read.rows(Site), key=lambda one: one.name.casefold())
    return [(one.id, (_gone(one, one.name), one.country)) for one in rows]


def processes(desk: Desk) -> Texts:
    rows = sorted(desk.read.rows(Process), key=lambda one: one.name.casefold())
    return [
        (
            one.id,
            (
                _gone(one, one.name),
                name_of(desk.read, Person, one.owner),
                str(one.importance),
            ),
        )
        for one in rows
    ]


def units(desk: Desk) -> Texts:
    return [
        (
            one.id,
            (
                one.unit,
                f"{one.last_audit} · {words.day_text(one.last_audit_on)}" if one.last_audit else "",
                words.number_text(one.open_findings),
            ),
        )
        for one in List(desk.book, UNITS).stream()
    ]


def people(desk: Desk) -> Texts:
    return [
        (one.id, (one.name, one.job, words.day_text(one.next_expiry)))
        for one in List(desk.book, PEOPLE).stream()
    ]


def workers(desk: Desk) -> Texts:
    found = [
        (
            one.id,
            (
                name_of(desk.read, Process, one.process),
                name_of(desk.read, Person, one.person),
                one.work,
                words.day_text(one.until),
            ),
        )
        for one in desk.read.rows(ProcessWorker)
    ]
    return sorted(found, key=lambda pair: pair[1])


def shifts(desk: Desk) -> Texts:
    found = [
        (
            one.id,
            (
                name_of(desk.read, Unit, one.unit),
                one.name,
                one.starts,
                one.ends,
            ),
        )
        for one in desk.read.rows(Shift)
    ]
    return sorted(found, key=lambda pair: pair[1])


def journeys(desk: Desk) -> Texts:
    found = [
        (
            one.id,
            (
                name_of(desk.read, Site, one.first),
                name_of(desk.read, Site, one.second),
                words.number_text(one.minutes),
            ),
        )
        for one in desk.read.rows(Journey)
    ]
    return sorted(found, key=lambda pair: pair[1])


def closed_periods(desk: Desk) -> Texts:
    return [
        (
            one.id,
            (words.day_text(one.starts_on), words.day_text(one.ends_on), one.reason),
        )
        for one in sorted(desk.read.rows(ClosedPeriod), key=lambda one: one.starts_on)
    ]


def competences(desk: Desk) -> Texts:
    found = [
        (
            one.id,
            (
                name_of(desk.read, Person, one.person),
                one.subject,
                words.day_text(one.expires_on),
            ),
        )
        for one in desk.read.rows(Competence)
    ]
    return sorted(found, key=lambda pair: pair[1])


def absences(desk: Desk) -> Texts:
    return [
        (
            one.id,
            (
                name_of(desk.read, Person, one.person),
                words.day_text(one.starts_on),
                words.day_text(one.ends_on),
            ),
        )
        for one in sorted(desk.read.rows(Absence), key=lambda one: one.starts_on)
    ]


def closures(desk: Desk) -> Texts:
    return [
        (
            one.id,
            (
                one.name,
                name_of(desk.read, Site, one.site) or _("everywhere"),
                words.day_text(one.starts_on),
                words.day_text(one.ends_on),
            ),
        )
        for one in sorted(desk.read.rows(Closure), key=lambda one: one.starts_on)
    ]


def standards(desk: Desk) -> Texts:
    found: Texts = []
    for one in desk.read.rows(StandardRow):
        clauses = list(List(desk.book, CLAUSES, Query((("standard", one.designation),))).stream())
        verified = sum(clause.verified for clause in clauses)
        told = _("{n} of {all}").format(n=verified, all=len(clauses))
        name = _gone(one, one.designation)
        found.append((one.id, (name, one.kind.label, str(len(clauses)), told)))
    return found


def grades(desk: Desk) -> Texts:
    rows = sorted(desk.read.rows(GradeRow), key=lambda one: one.position)
    return [
        (
            one.id,
            (
                _gone(one, _(one.label)),
                one.letter,
                one.series,
                _YES if one.nonconformity else "",
            ),
        )
        for one in rows
    ]


def due_rules(desk: Desk) -> Texts:
    grades = {one.id: one for one in desk.read.rows(GradeRow)}
    stages = list(fields.STAGE_WORDS)
    rows = sorted(
        desk.read.rows(DueRule),
        key=lambda one: (
            grades[one.grade].position,
            stages.index(one.stage),
            one.importance,
        ),
    )
    return [
        (
            one.id,
            (
                _(str(grades[one.grade].label)),
                str(one.importance),
                _(fields.STAGE_WORDS[one.stage]),
                _span(one.days, one.working),
            ),
        )
        for one in rows
    ]


def _span(days: int, working: bool) -> str:
    if working:
        return ngettext("{n} working day", "{n} working days", days).format(n=days)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def forms(desk: Desk) -> Texts:
    return [
        (one.id, (_(fields.SHEETS[one.sheet]), one.number, one.revision))
        for one in desk.read.rows(FormNumber)
    ]


def series_note(desk: Desk) -> str:
    series = ", ".join(f"{one.id} ({_(one.label)})" for one in desk.read.rows(NumberSeries))
    return _("Number series: {series}. A number is given once and never again.").format(
        series=series
    )
