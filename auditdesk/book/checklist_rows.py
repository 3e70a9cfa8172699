"""The lines of a checklist as screen, sheet and report show them: one query, frozen rows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from auditdesk.book.book import Book
from auditdesk.domain.checklist import Tally, tally

_TITLE = (
    "coalesce(nullif(c.title, ''), (SELECT p.title FROM clause p WHERE p.standard_id ="
    " c.standard_id AND p.title != '' AND substr(c.number, 1, length(p.number) + 1) ="
    " p.number || '.' ORDER BY length(p.number) DESC LIMIT 1), '')"
)
_SQL = (
    "SELECT l.id, coalesce(s.designation, ''), coalesce(c.number, ''), coalesce(c.sort_key, '~'),"
    f" {_TITLE}, coalesce(c.verified OR s.kind IN ('internal', 'legal', 'customer'), 1),"
    " coalesce((SELECT p.name || ' · ' || i.name FROM unit u JOIN process p ON p.id = u.process_id"
    " JOIN site i ON i.id = u.site_id WHERE u.id = l.unit_id), ''),"
    " coalesce((SELECT p.name FROM unit u JOIN process p"
    " ON p.id = u.process_id WHERE u.id = l.unit_id), ''), l.question, l.ask_for,"
    " l.typical_failure, coalesce(a.intent, ''), coalesce(a.changed, 0), coalesce(a.key, ''),"
    " coalesce(a.version, 0), l.verdict, l.reason, l.notes, l.population, l.sample_size,"
    " l.sampling, l.sample, l.finding_id, coalesce((SELECT coalesce(f.number, 'draft ' ||"
    " substr(f.id, -6)) FROM finding f WHERE f.id = l.finding_id), ''),"
    " coalesce((SELECT f.number FROM finding f WHERE f.id = a.follows_id), ''),"
    " l.answered_at, l.answered_by, (SELECT count(*) FROM evidence e WHERE"
    " e.table_name = 'checklist_line' AND e.row = l.id)"
    " FROM checklist k JOIN checklist_line l ON l.checklist_id = k.id"
    " LEFT JOIN clause c ON c.id = l.clause_id LEFT JOIN standard s ON s.id = c.standard_id"
    " LEFT JOIN asked a ON a.line_id = l.id"
    " WHERE k.audit_id = ? ORDER BY l.position, l.id"
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line. verified: whether number and title were checked against a licensed copy."""

    id: str
    standard: str
    clause: str
    clause_key: str
    clause_title: str
    verified: bool
    unit: str
    process: str
    question: str
    ask_for: str
    typical_failure: str
    intent: str
    changed: bool
    key: str
    version: int
    verdict: str | None
    reason: str
    notes: str
    population: str
    sample_size: str
    sampling: str
    sample: str
    finding_id: str | None
    finding: str
    follows: str
    answered_at: datetime | None
    answered_by: str
    files: int


_NAMES = [one.name for one in fields(LineRow)]
_FLAGS = (_NAMES.index("verified"), _NAMES.index("changed"))
_MOMENT = _NAMES.index("answered_at")


def line_rows(book: Book, audit: str) -> list[LineRow]:
    """All lines of an audit's checklist, in their order."""
    return [_line(list(row)) for row in book.select(_SQL, (audit,))]


def _line(values: list[Any]) -> LineRow:
    for at in _FLAGS:
        values[at] = bool(values[at])
    values[_MOMENT] = datetime.fromisoformat(values[_MOMENT]) if values[_MOMENT] else None
    return LineRow(*values)


def tallies(rows: Iterable[LineRow], by: str) -> list[tuple[str, str, Tally]]:
    """How the lines were judged by "clause" or by "process": name, title and tally of each."""
    groups: dict[tuple[str, str, str], list[str | None]] = {}
    for row in rows:
        if by == "clause":
            key = (f"{row.standard} {row.clause_key}", f"{row.standard} {row.clause}".strip(), "")
            key = (key[0], key[1], row.clause_title)
        else:
            key = (row.unit, row.unit, "")
        if key[1]:
            groups.setdefault(key, []).append(row.verdict)
    return [(name, title, tally(found)) for (_key, name, title), found in sorted(groups.items())]
