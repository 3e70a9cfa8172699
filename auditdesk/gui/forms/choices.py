"""Choices: what may be picked now, read from the book: people, processes, clauses, grades."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from auditdesk.book.countries import name_of, regions
from auditdesk.book.coverage import standards as covered
from auditdesk.book.editions_in_use import worked_to
from auditdesk.book.listings import CLAUSES, UNITS
from auditdesk.book.lists import List
from auditdesk.book.numbered import numbers
from auditdesk.book.rows import ListedClause
from auditdesk.book.tables import (
    AuditRow,
    Finding,
    GradeRow,
    Organisation,
    Person,
    Process,
    Session,
    Site,
    StandardRow,
    Table,
)
from auditdesk.domain.clause import TextKind
from auditdesk.domain.fold import fold, spellings
from auditdesk.domain.programme import WorkingDays
from auditdesk.domain.typed_names import same_person
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.adding import new_of, new_units
from auditdesk.gui.parts.pickers import NamePicker, Provider, Suggestion
from auditdesk.i18n import _
from auditdesk.work.audits import standards_of
from auditdesk.work.dues import site_of
from auditdesk.work.organisation import working_days
from auditdesk.work.values import ALL_AUDITEES


def names(desk: Desk, table: type[Table], column: str = "name") -> Callable[[], list[str]]:
    """The names in a table that are still used, in the order of the alphabet."""

    def read() -> list[str]:
        rows = desk.read.rows(table)
        return sorted(
            (str(getattr(row, column)) for row in rows if not getattr(row, "retired", False)),
            key=str.casefold,
        )

    return read


def people(desk: Desk) -> NamePicker:
    return NamePicker(names(desk, Person), partial(new_of, desk, "person"))


def me(desk: Desk) -> str:
    """The name of who works here, as the book has it; "" where it has nobody of that name."""
    names = people(desk)()
    return next((name for name in names if same_person(desk.book.who, name, names)), "")


def auditees(desk: Desk) -> NamePicker:
    """People, and all whom the audit is to meet at once."""
    of = people(desk)
    return NamePicker(lambda: [_(ALL_AUDITEES), *of()], of.new)


def processes(desk: Desk) -> NamePicker:
    return NamePicker(names(desk, Process), partial(new_of, desk, "process"))


def countries(_desk: Desk) -> Provider:
    """The countries whose public holidays are known, by their letters or any part of their name."""

    def suggest(text: str) -> Iterator[Suggestion]:
        typed = fold(text.strip())
        for code in regions():
            name = name_of(code)
            if fold(code) == typed or typed in fold(name):
                yield Suggestion(code, f"{code}  ·  {name}")

    return suggest


def subdivisions(desk: Desk) -> Provider:
    """The regions with holidays of their own, of the countries that the book names."""

    def suggest(text: str) -> Iterator[Suggestion]:
        typed = fold(text.strip())
        named = (*desk.read.column(Organisation, "country"), *desk.read.column(Site, "country"))
        for code in dict.fromkeys(named):
            for region in regions().get(code, ()):
                if fold(region).startswith(typed):
                    yield Suggestion(region, f"{region}  ·  {name_of(code)}")

    return suggest


def sites(desk: Desk) -> NamePicker:
    return NamePicker(names(desk, Site), partial(new_of, desk, "site"))


def standards(desk: Desk) -> Callable[[], list[str]]:
    """Standards one can be audited against: what is worked to today, then the newest first."""

    def read() -> list[str]:
        rows = [
            row
            for row in desk.read.rows(StandardRow)
            if not row.retired and row.kind != TextKind.VOCABULARY
        ]
        rows.sort(key=lambda row: str(row.valid_from or ""), reverse=True)
        decided = worked_to(desk.book, desk.today)
        rows.sort(key=lambda row: row.id not in decided)
        rows.sort(key=lambda row: (row.kind != TextKind.REQUIREMENTS, not row.certifiable))
        return [row.designation for row in rows]

    return read


def finding_numbers(desk: Desk) -> Provider:
    """The numbers of findings that contain what is typed, the latest first."""

    def suggest(text: str) -> list[Suggestion]:
        return [Suggestion(number) for number in numbers(desk.book, "finding", text, _OFFERED)]

    return suggest


def audit_numbers(desk: Desk) -> Callable[[], list[str]]:
    """The numbers of all audits, the latest first."""
    return lambda: names(desk, AuditRow, "number")()[::-1]


def issued_numbers(desk: Desk) -> Callable[[], list[str]]:
    """The numbers of all findings that have one, the latest first."""
    return lambda: numbers(desk.book, "finding")


def units(desk: Desk) -> NamePicker:
    """“Purchasing · Graz”."""
    return NamePicker(
        lambda: [row.unit for row in List(desk.book, UNITS).stream()],
        partial(new_units, desk),
        beside=True,
    )


def grades(desk: Desk) -> list[tuple[str, str]]:
    """Keys and words of the grades in use, in their order."""
    rows = sorted(desk.read.rows(GradeRow), key=lambda row: row.position)
    return [(row.id, _(row.label)) for row in rows if not row.retired]


def calendar(desk: Desk) -> Callable[[], WorkingDays]:
    """The organisation's working days, read when they are asked for."""
    return lambda: working_days(desk.read, None)


def calendar_at(desk: Desk, kind: str, id: str) -> WorkingDays:
    """The working days of the site of a thing: those in which its days count."""
    return working_days(desk.read, site_of(desk.read, kind, id))


_OFFERED = 50
"""Numbers that are offered while one types."""
_NO_REQUIREMENTS = (TextKind.GUIDANCE, TextKind.VOCABULARY)


class CitedFor(NamedTuple):
    """What clauses are cited for: the standards of its audit, and whether it cites requirements
    alone."""

    standards: tuple[str, ...] = ()
    only_requirements: bool = True


def subject_of(desk: Desk, kind: str, id: str) -> CitedFor:
    """What the clauses of a thing are cited for."""
    if kind == "finding":
        row = desk.read.get(Finding, id)
        return subject_in(desk, row.audit, row.grade)
    if kind == "audit":
        return subject_in(desk, id)
    if kind == "session":
        return subject_in(desk, desk.read.get(Session, id).audit)
    return CitedFor()


def subject_in(desk: Desk, audit: str | None, grade: str = "") -> CitedFor:
    """What clauses are cited for in an audit: a nonconformity cites requirements alone."""
    named = tuple(one.designation for one in standards_of(desk.read, audit)) if audit else ()
    row = desk.read.find(GradeRow, id=grade) if grade else None
    return CitedFor(named, row is None or row.nonconformity)


class Clauses:
    """All clauses of all standards, found by number or by words; read again after a change.

    subject: what they are cited for now.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.subject: Callable[[], CitedFor] = CitedFor
        self._rows: list[ListedClause] = []
        self._by_text: dict[str, ListedClause] = {}
        desk.changed.connect(self._forget)

    def suggest(self, text: str) -> Iterator[Suggestion]:
        """Suggests clauses: of the standards of the audit first, then of those that units are
        audited against, the newest edition first; no guidance where requirements are cited."""
        subject = self.subject()
        used = [name for _id, name in covered(self._desk.book)]
        known = dict.fromkeys((*subject.standards, *used, *standards(self._desk)()))
        places = {name: n for n, name in enumerate(known)}
        found = [
            row
            for row in self._found(text)
            if not (subject.only_requirements and row.kind in _NO_REQUIREMENTS)
            and (row.standard in places or row.kind in _NO_REQUIREMENTS)
        ]
        found.sort(key=lambda row: places.get(row.standard, len(places)))
        yield from map(_suggestion, found)

    def explain(self, text: str) -> str:
        """Title, hint and edition of “ISO 9001:2015 8.4.1 a)”; the text where nobody knows it."""
        row = self._row(text)
        if row is None:
            return text
        unverified = "" if row.verified else _(" (unverified)")
        hint = f": {row.hint}" if row.hint else ""
        return f"{row.number} {row.title} · {row.standard}{unverified}{hint}"

    def short(self, text: str, others: Sequence[str]) -> str:
        """“8.4.1 a)”, with its edition behind it where clauses of several stand together."""
        row = self._row(text)
        if row is None:
            return text
        item = text.removeprefix(row.standard).strip().removeprefix(row.number).strip()
        short = f"{row.number} {item}".strip()
        alone = all(other.startswith(row.standard) for other in others)
        return short if alone else f"{short} · {row.standard}"

    def _row(self, text: str) -> ListedClause | None:
        self._all()
        words = text.split()
        while words:
            row = self._by_text.get(" ".join(words))
            if row:
                return row
            words.pop()
        return None

    def _all(self) -> list[ListedClause]:
        if not self._rows:
            self._rows = list(List(self._desk.book, CLAUSES).stream())
            self._by_text = {f"{row.standard} {row.number}": row for row in self._rows}
        return self._rows

    def _found(self, text: str) -> list[ListedClause]:
        """Rows by number first, then by title, then by hint; requirements before the rest."""
        typed = fold(text.strip())
        wanted = typed.split()
        ranked: list[tuple[int, int, ListedClause]] = []
        for n, row in enumerate(self._all()):
            number, title = fold(row.number), spellings(row.title)
            everything = f"{number} {title} {spellings(f'{row.hint} {row.standard}')}"
            if number.startswith(typed):
                ranked.append((0, n, row))
            elif wanted and all(word in title for word in wanted):
                ranked.append((1, n, row))
            elif wanted and all(word in everything for word in wanted):
                ranked.append((2, n, row))
            elif wanted and all(_stem(word) in everything for word in wanted):
                ranked.append((3, n, row))
        ranked.sort(key=lambda found: found[:2])
        return [row for _rank, _n, row in ranked]

    def _forget(self, tables: frozenset[str]) -> None:
        if tables & {"clause", "standard"}:
            self._rows = []


def _stem(word: str) -> str:
    """What the forms of a longer word share: “calibration”, “calibrated”."""
    return word[:7] if len(word) > 7 else word


def _suggestion(row: ListedClause) -> Suggestion:
    mark = "" if row.verified else _(" (unverified)")
    return Suggestion(
        f"{row.standard} {row.number}",
        f"{row.number}  {row.title}  ·  {row.standard}{mark}",
        row.hint,
    )
