"""Everything that the papers of a programme show of a year, read at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from auditdesk.book import coverage as coverage_reader
from auditdesk.book.book import Book
from auditdesk.book.listings import AUDITS
from auditdesk.book.lists import List, Query
from auditdesk.book.rows import ListedAudit
from auditdesk.book.stands import Stands, stands
from auditdesk.book.timeline import TimelineRow, unit_rows
from auditdesk.book.universe import scheme
from auditdesk.book.year import YearRow, adherence_told, year_rows
from auditdesk.domain.audit import AuditState
from auditdesk.domain.coverage import Coverage


@dataclass(frozen=True)
class AuditorLoad:
    """How much somebody audits in a year: audits, those led, days in all and by month."""

    name: str
    audits: int
    led: int
    days: float
    months: tuple[float, ...]


@dataclass(frozen=True)
class YearData:
    """A year: units by months and by days, audits, load, and the coverage of the cycle.

    kept: how the approved programme was kept to, in words.
    """

    year: int
    rows: tuple[YearRow, ...]
    weeks: tuple[TimelineRow, ...]
    audits: tuple[ListedAudit, ...]
    loads: tuple[AuditorLoad, ...]
    coverage: Coverage | None
    kept: tuple[str, ...] = ()


def year_data(book: Book, year: int, today: date) -> YearData:
    """Read a year; the coverage is that of the edition that is worked to at its end."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    known = coverage_reader.standards(book, last)[:1]
    span = coverage_reader.cycle(book, year)
    maps = [
        coverage_reader.coverage(book, id, *span, scheme(book).yearly, today=today)
        for id, _name in known
    ]
    return YearData(
        year,
        tuple(year_rows(book, year, today)),
        tuple(unit_rows(book, first, last, today)),
        tuple(List(book, AUDITS, Query((("year", str(year)),), order="starts_on")).stream()),
        tuple(auditor_loads(book, year)),
        maps[0] if maps else None,
        tuple(adherence_told(book, year, today)),
    )


def _days(first: date, last: date) -> list[date]:
    """The days of an audit from Monday to Friday; all of them where it has no such day."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5] or days


def auditor_days(
    book: Book, first: date, last: date
) -> Iterator[tuple[Stands, list[str], float, list[date]]]:
    """The audits of some days, cancelled ones apart: who audits, how long on each day, its days."""
    for one in stands(book, first, last):
        if one.state == AuditState.CANCELLED or not one.starts_on or not one.ends_on:
            continue
        days = _days(one.starts_on, one.ends_on)
        people = [person for person in dict.fromkeys((one.lead, *one.members)) if person]
        yield one, people, one.length / 2 / len(days), days


def auditor_loads(book: Book, year: int) -> list[AuditorLoad]:
    """Who audits how much in a year, cancelled audits apart; the busiest first.

    The length of an audit is shared by its days, so that each counts in its own month and year.
    """
    names = dict(book.select("SELECT id, name FROM person"))
    months: dict[str, list[float]] = {}
    counts: dict[str, list[int]] = {}
    for one, people, share, days in auditor_days(book, date(year, 1, 1), date(year, 12, 31)):
        for person in people:
            mine = months.setdefault(person, [0.0] * 12)
            for day in days:
                mine[day.month - 1] += share * (day.year == year)
            count = counts.setdefault(person, [0, 0])
            count[0] += 1
            count[1] += person == one.lead
    found = [
        AuditorLoad(
            names[id],
            counts[id][0],
            counts[id][1],
            round(sum(mine), 2),
            tuple(round(month, 2) for month in mine),
        )
        for id, mine in months.items()
    ]
    return sorted(found, key=lambda one: (-one.days, one.name))
