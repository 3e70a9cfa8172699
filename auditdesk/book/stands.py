"""What stands: the audits of some days as planning sees them, read from the book at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditdesk.book.audit_days import FIRST, LAST, VISITS, touches
from auditdesk.book.book import Book
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import BEFORE, Role

HALF_DAYS = 10
"""Half days of a working week."""


@dataclass(frozen=True)
class Stands:
    """An audit as it stands in the book: on its days, team by ids, the lead first.

    visits: whether it looks at its units.
    """

    id: str
    number: str
    title: str
    state: str
    starts_on: date | None
    ends_on: date | None
    half_days: int
    units: tuple[str, ...]
    clauses: tuple[str, ...]
    standards: tuple[str, ...]
    lead: str
    members: tuple[str, ...]
    excepted: frozenset[str]
    trainees: tuple[str, ...]
    visits: bool

    @property
    def length(self) -> int:
        """Half days, a week's at most; by the calendar where the audit does not say."""
        if self.half_days:
            return min(HALF_DAYS, self.half_days)
        if self.starts_on and self.ends_on:
            return min(HALF_DAYS, 2 * ((self.ends_on - self.starts_on).days + 1))
        return 2


def stands(book: Book, first: date, last: date) -> Iterator[Stands]:
    """The audits that have a day from `first` to `last`, and those of the years without a date."""
    return _read(
        book,
        f"{touches('?1', '?2')} OR ({FIRST} IS NULL AND p.year BETWEEN ?3 AND ?4)",
        (first.isoformat(), last.isoformat(), first.year, last.year),
    )


def missed(book: Book, today: date, before: date) -> Iterator[Stands]:
    """The audits of before a day whose days have passed without them, or without a date."""
    until = min(today, before)
    return _read(
        book,
        f"t.state IN ({sql_keys(BEFORE)}) AND ({LAST} < ?1 OR ({FIRST} IS NULL AND p.year < ?2))",
        (until.isoformat(), until.year),
    )


def _read(book: Book, where: str, values: Sequence[Any]) -> Iterator[Stands]:
    numbers = _by_audit(
        book,
        "SELECT k.audit_id, c.number FROM audit_clause k JOIN clause c ON c.id = k.clause_id"
        " ORDER BY c.position",
    )
    units = _by_audit(book, "SELECT audit_id, unit_id FROM audit_unit ORDER BY id")
    editions = _by_audit(book, "SELECT audit_id, standard_id FROM audit_standard ORDER BY id")
    team: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for audit, person, role, exception in book.select(
        "SELECT audit_id, person_id, role, exception FROM audit_member ORDER BY id"
    ):
        team[audit].append((person, role, exception))
    for id, number, title, state, starts_on, ends_on, half_days, visits in book.select(
        f"SELECT t.id, t.number, t.title, t.state, {FIRST} AS first_day, {LAST}, t.half_days,"
        f" {VISITS} FROM audit t LEFT JOIN programme p ON p.id = t.programme_id"
        f" WHERE {where} ORDER BY first_day, t.number_key",
        values,
    ):
        leads = [person for person, role, _why in team[id] if role == Role.LEAD_AUDITOR]
        yield Stands(
            id,
            number,
            title,
            state,
            date.fromisoformat(starts_on) if starts_on else None,
            date.fromisoformat(ends_on) if ends_on else None,
            half_days,
            units.get(id, ()),
            tuple(dict.fromkeys(numbers.get(id, ()))),
            editions.get(id, ()),
            leads[0] if leads else "",
            tuple(person for person, role, _why in team[id] if role == Role.AUDITOR),
            frozenset(person for person, _role, why in team[id] if why),
            tuple(person for person, role, _why in team[id] if role == Role.TRAINEE),
            bool(visits),
        )


def _by_audit(book: Book, sql: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for audit, value in book.select(sql):
        found[audit].append(value)
    return {audit: tuple(values) for audit, values in found.items()}
