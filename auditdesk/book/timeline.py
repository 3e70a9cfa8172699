"""The timeline: audits as bars of days, in a row for each unit or for each auditor."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from auditdesk.book.audit_days import FIRST, LAST, LOOKED, SEEN_ON, touches
from auditdesk.book.book import Book
from auditdesk.domain.audit import BEFORE, DONE, AuditState
from auditdesk.domain.programme import Mark, mark


@dataclass(frozen=True)
class Bar:
    """One audit on the timeline, or (Mark.MOVED) where it was moved away from.

    agreed: confirmed or begun. movable: whether it may still be dragged to other days.
    """

    id: str
    number: str
    lead: str
    first: date
    last: date
    mark: Mark
    agreed: bool
    movable: bool


@dataclass(frozen=True)
class TimelineRow:
    """A unit or an auditor. rank: importance of a unit, 0 for people. away: days of absence."""

    key: str
    title: str
    site: str | None
    rank: int
    last_on: date | None
    bars: tuple[Bar, ...]
    away: tuple[tuple[date, date], ...] = ()


def unit_rows(book: Book, first: date, last: date, today: date) -> list[TimelineRow]:
    """Every unit in use with its audits of these days; audits without a unit come last."""
    bars = _bars(book, first, last, today)
    of_unit: dict[str, list[Bar]] = defaultdict(list)
    placed: set[str] = set()
    for audit, unit in book.select("SELECT audit_id, unit_id FROM audit_unit ORDER BY id"):
        of_unit[unit] += bars.get(audit, [])
        placed.add(audit)
    rows = [
        TimelineRow(
            id, f"{process} · {site}", site_id, importance, _day(held), _sorted(of_unit[id])
        )
        for id, process, site, site_id, importance, held in book.select(
            f"SELECT u.id, p.name, s.name, s.id, p.importance, (SELECT max({SEEN_ON})"
            " FROM audit_unit l JOIN audit t ON t.id = l.audit_id WHERE l.unit_id = u.id"
            f" AND {LOOKED} AND t.held_on <= ?) FROM unit u JOIN process p ON p.id = u.process_id"
            " JOIN site s ON s.id = u.site_id WHERE NOT u.retired ORDER BY s.name, p.name",
            (today.isoformat(),),
        )
    ]
    others = [bar for audit, mine in bars.items() if audit not in placed for bar in mine]
    return [*rows, TimelineRow("", "–", None, 0, None, _sorted(others))] if others else rows


def auditor_rows(book: Book, first: date, last: date, today: date) -> list[TimelineRow]:
    """Everybody who audits, with the audits they sit in and the days they are away."""
    bars = _bars(book, first, last, today)
    of_person: dict[str, list[Bar]] = defaultdict(list)
    for audit, person in book.select(
        "SELECT audit_id, person_id FROM audit_member"
        " WHERE role IN ('lead_auditor', 'auditor', 'trainee') ORDER BY id"
    ):
        of_person[person] += bars.get(audit, [])
    away: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for person, starts_on, ends_on in book.select(
        "SELECT person_id, starts_on, ends_on FROM absence WHERE ends_on >= ? AND starts_on <= ?",
        (first.isoformat(), last.isoformat()),
    ):
        away[person].append((date.fromisoformat(starts_on), date.fromisoformat(ends_on)))
    return [
        TimelineRow(id, name, site, 0, None, _sorted(of_person[id]), tuple(away[id]))
        for id, name, site in book.select(
            "SELECT p.id, p.name, p.site_id FROM person p WHERE NOT p.retired AND EXISTS"
            " (SELECT 1 FROM person_role r WHERE r.person_id = p.id"
            "  AND r.role IN ('lead_auditor', 'auditor', 'trainee')) ORDER BY p.name"
        )
    ]


def _bars(book: Book, first: date, last: date, today: date) -> dict[str, list[Bar]]:
    """By audit: where it lies, and where it was moved away from."""
    span = (first.isoformat(), last.isoformat())
    found: dict[str, list[Bar]] = defaultdict(list)
    for id, number, state, starts_on, ends_on, lead in book.select(
        f"SELECT t.id, t.number, t.state, {FIRST} AS first_day, {LAST}, {_LEAD} FROM audit t"
        f" WHERE {touches('?', '?')} ORDER BY first_day, t.number_key",
        span,
    ):
        ends = date.fromisoformat(ends_on)
        done = state in DONE
        found[id].append(
            Bar(
                id,
                number,
                lead or "",
                date.fromisoformat(starts_on),
                ends,
                mark(ends, done, state == AuditState.CANCELLED, today),
                agreed=state not in (AuditState.PLANNED, AuditState.CANCELLED),
                movable=state in BEFORE,
            )
        )
    for id, number, starts_on, ends_on, lead in book.select(
        f"SELECT t.id, t.number, r.old_starts_on, r.old_ends_on, {_LEAD} FROM reschedule r"
        " JOIN audit t ON t.id = r.audit_id WHERE r.old_ends_on >= ? AND r.old_starts_on <= ?",
        span,
    ):
        first_day, last_day = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
        found[id].append(Bar(id, number, lead or "", first_day, last_day, Mark.MOVED, False, False))
    return found


_LEAD = (
    "(SELECT p.name FROM audit_member m JOIN person p ON p.id = m.person_id"
    " WHERE m.audit_id = t.id AND m.role = 'lead_auditor' LIMIT 1)"
)


def _sorted(bars: list[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.first, bar.last, bar.number)))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
