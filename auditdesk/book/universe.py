"""The audit universe: every unit with what decides how often it is audited, read from the book.

The last look at a unit is its latest audit held, or one that stands before the days looked at: a
year is planned from what will have been audited when it begins. What was missed is no look. Its day
is that of the session that saw the unit.
"""

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from auditdesk.book.audit_days import FIRST, LAST, LOOKED, SEEN_ON, VISITS
from auditdesk.book.book import Book
from auditdesk.book.follow_ups import follow_up_days
from auditdesk.book.grades import grades
from auditdesk.book.ids import made_on
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import BEFORE
from auditdesk.domain.finding import OPEN, CountsAs
from auditdesk.domain.frequency import Inputs, Scheme, scheme_from

_LOOK_BACK = 730
"""Days for which earlier findings count."""
_FIGURES = {"falling": "worse", "rising": "better"}
_COMPLAINTS = {"falling": "better", "rising": "worse"}
"""What a trend of complaints means, and of staff who leave."""


@dataclass(frozen=True)
class UnitFacts:
    """One unit: who and where it is, what its frequency is reckoned from, how it is planned."""

    id: str
    name: str
    process: str
    site: str
    site_id: str
    inputs: Inputs
    last_audit: str
    half_days: int
    team_least: int
    team_most: int
    preferred_months: tuple[int, ...]
    closed_months: tuple[int, ...]


def scheme(book: Book) -> Scheme:
    """How the organisation scores its units; the shipped scheme until it sets its own."""
    stored = next(book.select("SELECT scheme FROM frequency_scheme LIMIT 1"), None)
    return scheme_from(json.loads(stored[0]), cycle_months(book)) if stored else Scheme()


def cycle_months(book: Book) -> int:
    """The audit cycle of the organisation in months."""
    return int(next(book.select("SELECT cycle_months FROM organisation LIMIT 1"))[0])


def universe(book: Book, today: date, scheme: Scheme, first: date | None = None) -> list[UnitFacts]:
    """Every unit in use, by site and process, as it is known today.

    first: the day from which audits are planned; those that stand before it count as looks.
    """
    top = _units_with(book, scheme.top)
    held = _held(book, today)
    looks = _looks(book, today, first or today)
    fixed = _fixed_on(book, held, today)
    found = _finding_counts(book, today, fixed)
    return [
        UnitFacts(
            id=id,
            name=f"{process} · {site}",
            process=process,
            site=site,
            site_id=site_id,
            inputs=Inputs(
                importance=importance,
                changed_on=_day(changed_on),
                kpi_trend=_FIGURES.get(kpi, kpi),
                complaint_trend=_COMPLAINTS.get(complaints, complaints),
                turnover=_COMPLAINTS.get(turnover, turnover),
                new_product_on=_day(new_product_on),
                outsourced=bool(outsourced),
                legal_duty=bool(legal),
                last_audit_on=looks[id][0] if id in looks else None,
                top_management=id in top,
                known_on=min(made_on(id), today),
                fixed_on=fixed[id],
                **found.get(id, {}),
            ),
            last_audit=looks[id][1] if id in looks else "",
            half_days=half_days or 2,
            team_least=least or 1,
            team_most=most or 3,
            preferred_months=tuple(json.loads(preferred)),
            closed_months=tuple(json.loads(closed)),
        )
        for (
            id, process, site, site_id, importance, changed_on, kpi, complaints, outsourced, legal,
            turnover, new_product_on, half_days, least, most, preferred, closed,
        ) in book.select(_UNITS)
    ]  # fmt: skip


_UNITS = (
    "SELECT u.id, p.name, s.name, s.id, p.importance, p.changed_on, p.kpi_trend, p.complaint_trend,"
    " p.outsourced, p.legal_duty, coalesce(w.turnover, 'unknown'), w.new_product_on,"
    " n.half_days, n.team_least, n.team_most,"
    " coalesce(n.preferred_months, '[]'), coalesce(n.closed_months, '[]')"
    " FROM unit u JOIN process p ON p.id = u.process_id JOIN site s ON s.id = u.site_id"
    " LEFT JOIN unit_planning n ON n.unit_id = u.id"
    " LEFT JOIN process_news w ON w.process_id = p.id"
    " WHERE NOT u.retired ORDER BY s.name, p.name"
)


def _units_with(book: Book, clauses: tuple[str, ...]) -> set[str]:
    """The units to which one of these clauses, or a clause below one, applies."""
    if not clauses:
        return set()
    condition = " OR ".join("c.number = ? OR c.number LIKE ? || '.%'" for _one in clauses)
    return {
        unit
        for (unit,) in book.select(
            "SELECT DISTINCT l.unit_id FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
            " JOIN standard s ON s.id = c.standard_id WHERE l.applies"
            f" AND s.kind = 'requirements' AND s.certifiable AND ({condition})",
            [text for one in clauses for text in (one, one)],
        )
    }


def _held(book: Book, today: date) -> dict[str, tuple[date, str]]:
    """By unit: the day and the number of the latest audit held."""
    return {
        unit: (date.fromisoformat(on), number)
        for unit, number, on in book.select(
            "SELECT l.unit_id, t.number, max(t.held_on) FROM audit_unit l JOIN audit t"
            f" ON t.id = l.audit_id WHERE {LOOKED} AND t.held_on <= ? GROUP BY l.unit_id",
            (today.isoformat(),),
        )
    }


def _looks(book: Book, today: date, first: date) -> dict[str, tuple[date, str]]:
    """By unit: the latest audit that was held, is in progress, or stands before `first`."""
    return {
        unit: (date.fromisoformat(on), number)
        for unit, number, on in book.select(
            f"SELECT l.unit_id, t.number, max({SEEN_ON}) FROM audit_unit l JOIN audit t"
            f" ON t.id = l.audit_id WHERE {VISITS} AND CASE WHEN t.held_on IS NOT NULL"
            " THEN t.state <> 'cancelled' AND t.held_on <= ?1 WHEN t.state = 'started' THEN 1"
            f" ELSE t.state IN ({sql_keys(BEFORE)}) AND {LAST} >= ?1 AND {FIRST} < ?2 END"
            " GROUP BY l.unit_id",
            (today.isoformat(), first.isoformat()),
        )
    }


def _fixed_on(book: Book, held: dict[str, tuple[date, str]], today: date) -> dict[str, date]:
    """By unit: the day on which its interval was fixed.

    That is its latest audit or the latest approval of a programme, else the day it was entered.
    """
    ((approved,),) = book.select(
        "SELECT max(approved_on) FROM programme WHERE approved_on <= ?", (today.isoformat(),)
    )
    fixed = {}
    for (unit,) in book.select("SELECT id FROM unit"):
        days = [held[unit][0] if unit in held else None, _day(approved)]
        fixed[unit] = max((day for day in days if day), default=min(made_on(unit), today))
    return fixed


def _finding_counts(book: Book, today: date, fixed: dict[str, date]) -> dict[str, dict[str, Any]]:
    """By unit: findings by grade, those open, the earliest major that is owed a follow-up.

    What was raised in the time looked back on counts; that ends when the interval was fixed, so
    that waiting does not make a unit calmer.
    """
    owed = follow_up_days(book, today)
    counting = {grade.key: grade.counts_as for grade in grades(book)}
    rows: dict[str, list[tuple[CountsAs, bool, str]]] = defaultdict(list)
    for unit, grade, open, raised_on in book.select(
        f"SELECT u.id, f.grade_id, f.state IN ({sql_keys(OPEN - {'draft'})}),"
        " f.raised_on FROM finding f JOIN unit u"
        " ON u.process_id = f.process_id AND u.site_id = f.site_id"
        " WHERE f.state NOT IN ('draft', 'withdrawn') AND f.raised_on <= ?",
        (today.isoformat(),),
    ):
        rows[unit].append((counting[grade], bool(open), raised_on))
    counts = {}
    for unit, found in rows.items():
        since = (fixed[unit] - timedelta(days=_LOOK_BACK)).isoformat()
        recent = Counter(counts_as for counts_as, _open, raised in found if raised >= since)
        counts[unit] = {
            "majors": recent[CountsAs.MAJOR],
            "minors": recent[CountsAs.MINOR],
            "observations": recent[CountsAs.OBSERVATION],
            "open": sum(open and counts_as.nonconformity for counts_as, open, _raised in found),
            "major_on": owed.get(unit),
            "follow_up_owed": unit in owed,
        }
    return counts


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
