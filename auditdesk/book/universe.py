"""The audit universe: every unit with what decides how often it is audited, read from the book."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.grades import grades
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import OPEN
from auditdesk.domain.frequency import Inputs, Scheme, scheme_from

_LOOK_BACK = 730
"""Days for which earlier findings count."""
_FIGURES = {"falling": "worse", "rising": "better"}
_COMPLAINTS = {"falling": "better", "rising": "worse"}


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


def universe(book: Book, today: date, scheme: Scheme) -> list[UnitFacts]:
    """Every unit in use, by site and process."""
    top = _units_with(book, scheme.top)
    found = _finding_counts(book, today)
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
                outsourced=bool(outsourced),
                legal_duty=bool(legal),
                last_audit_on=_day(last_on),
                top_management=id in top,
                **found.get(id, {}),
            ),
            last_audit=last or "",
            half_days=half_days or 2,
            team_least=least or 1,
            team_most=most or 3,
            preferred_months=tuple(json.loads(preferred)),
            closed_months=tuple(json.loads(closed)),
        )
        for (
            id, process, site, site_id, importance, changed_on, kpi, complaints, outsourced, legal,
            half_days, least, most, preferred, closed, last_on, last,
        ) in book.select(_UNITS, (today.isoformat(),))
    ]  # fmt: skip


_UNITS = (
    "SELECT u.id, p.name, s.name, s.id, p.importance, p.changed_on, p.kpi_trend, p.complaint_trend,"
    " p.outsourced, p.legal_duty, n.half_days, n.team_least, n.team_most,"
    " coalesce(n.preferred_months, '[]'), coalesce(n.closed_months, '[]'), a.held_on, a.number"
    " FROM unit u JOIN process p ON p.id = u.process_id JOIN site s ON s.id = u.site_id"
    " LEFT JOIN unit_planning n ON n.unit_id = u.id"
    " LEFT JOIN (SELECT l.unit_id, t.number, max(t.held_on) AS held_on FROM audit_unit l"
    "  JOIN audit t ON t.id = l.audit_id WHERE t.held_on <= ? AND t.state != 'cancelled'"
    "  GROUP BY l.unit_id) a ON a.unit_id = u.id"
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


def _finding_counts(book: Book, today: date) -> dict[str, dict[str, Any]]:
    """By unit: findings by grade in the time looked back on, those open, the latest open major."""
    since = (today - timedelta(days=_LOOK_BACK)).isoformat()
    states = sql_keys(OPEN - {"draft"})
    counting = json.dumps({grade.key: grade.counts_as for grade in grades(book)})
    return {
        unit: {
            "majors": majors,
            "minors": minors,
            "observations": observations,
            "open": open,
            "major_on": _day(major_on),
        }
        for unit, majors, minors, observations, open, major_on in book.select(
            "SELECT u.id, sum(g.value = 'major' AND f.raised_on >= ?1),"
            " sum(g.value = 'minor' AND f.raised_on >= ?1),"
            " sum(g.value = 'observation' AND f.raised_on >= ?1),"
            f" sum(g.value IN ('major', 'minor') AND f.state IN ({states})),"
            f" max(CASE WHEN g.value = 'major' AND f.state IN ({states}) THEN f.raised_on END)"
            " FROM finding f JOIN json_each(?3) g ON g.key = f.grade_id JOIN unit u"
            " ON u.process_id = f.process_id AND u.site_id = f.site_id"
            " WHERE f.state NOT IN ('draft', 'withdrawn') AND f.raised_on <= ?2 GROUP BY u.id",
            (since, today.isoformat(), counting),
        )
    }


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
