"""Radar: earlier nonconformities like a finding, by clause and place, ranked by their words."""

from collections import defaultdict
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import OPEN
from auditdesk.domain.months import REPEAT_MONTHS
from auditdesk.domain.repeat import Earlier, likeness, ranked, since
from auditdesk.domain.words import stems

_MOST_COMPARED = 100
"""So many are compared word by word: those of the same process, then the newest."""

_COUNTS = (
    "f.number IS NOT NULL AND f.state <> 'withdrawn'"
    " AND +f.grade_id IN (SELECT id FROM grade WHERE nonconformity)"
)
"""Of a finding `f`: an issued nonconformity, which alone is a repeat or has one."""
_HERE = (
    "SELECT process_id, site_id, audit_id, raised_on, evidence, statement FROM finding WHERE id = ?"
)
_CLAUSES = """
SELECT c.clause_id, 0 FROM finding_clause c WHERE c.finding_id = ?1
UNION SELECT m.new_id, 1 FROM clause_mapping m JOIN finding_clause c ON c.clause_id = m.old_id
    WHERE c.finding_id = ?1
UNION SELECT m.old_id, 1 FROM clause_mapping m JOIN finding_clause c ON c.clause_id = m.new_id
    WHERE c.finding_id = ?1
"""
_MANY = 2_000
"""Citations of the clauses from which the findings of the place are looked through instead."""
_EARLIER = """
SELECT f.id, f.number, f.state, f.raised_on, f.closed_on, f.statement, f.evidence, l.clause_id,
    coalesce(f.process_id = ?2, 0), coalesce(f.site_id = ?3, 0)
FROM {joined}
WHERE {place} AND l.clause_id IN ({clauses})
    AND f.raised_on BETWEEN ?4 AND ?5
    AND f.id <> ?1 AND (?6 IS NULL OR f.audit_id IS NOT ?6) AND {counts}
ORDER BY {order} LIMIT {most}
"""
_BY_CLAUSE = {
    "joined": "finding_clause l CROSS JOIN finding f ON f.id = l.finding_id",
    "place": "(f.process_id = ?2 OR f.site_id = ?3)",
    "order": "coalesce(f.process_id = ?2, 0) DESC, f.number_key DESC",
}
_BY_PLACE = {
    "joined": "finding f CROSS JOIN finding_clause l ON l.finding_id = f.id",
    "order": "f.number_key DESC",
}
_PLACES = ("f.process_id = ?2", "f.site_id = ?3 AND f.process_id IS NOT ?2")


def earlier(book: Book, finding: str, months: int = REPEAT_MONTHS, most: int = 3) -> list[Earlier]:
    """What a finding may be a repeat of, the likeliest first.

    Looked for among the issued nonconformities of other audits, raised within so many months
    before it, that cite the same clause or the clause it was in the other edition.
    """
    ((process, site, audit, raised_on, *texts),) = book.select(_HERE, (finding,))
    clauses = {str(clause): bool(moved) for clause, moved in book.select(_CLAUSES, (finding,))}
    for (clause,) in book.select(
        "SELECT clause_id FROM finding_clause WHERE finding_id = ?", (finding,)
    ):
        clauses[str(clause)] = False
    if not clauses or (process is None and site is None):
        return []
    marks = ", ".join(f"?{n}" for n in range(7, 7 + len(clauses)))
    first = since(date.fromisoformat(raised_on), months).isoformat()
    values = (finding, process, site, first, raised_on, audit, *clauses)
    here = stems(" ".join(map(str, texts)))
    found = {
        str(row[0]): _row(row, here, clauses[str(row[7])]) for row in _rows(book, marks, values)
    }
    return ranked(list(found.values()), most)


_CITED = f"""
SELECT f.id, f.process_id, l.clause_id, f.raised_on, f.audit_id, f.repeat_of_id IS NOT NULL
FROM finding f CROSS JOIN finding_clause l ON l.finding_id = f.id
WHERE f.raised_on BETWEEN :since AND :last AND f.process_id IS NOT NULL AND {_COUNTS}
ORDER BY f.raised_on, f.number_key, f.id
"""


class _Cited(NamedTuple):
    finding: str
    on: str
    audit: str | None

    def of_another_audit(self, audit: str | None) -> bool:
        return audit is None or self.audit != audit


def untold(book: Book, first: date, last: date, months: int = REPEAT_MONTHS) -> dict[str, str]:
    """Findings raised in these days that repeat one of their process and are not told as a repeat.

    Each with the newest before it, by their ids; “before it” is as for `earlier`.
    """
    other_edition: dict[str, set[str]] = defaultdict(set)
    for old, new in book.select("SELECT old_id, new_id FROM clause_mapping"):
        other_edition[old].add(new)
        other_edition[new].add(old)
    newest: dict[tuple[str, str], tuple[_Cited, ...]] = {}
    repeats: dict[str, str] = {}
    days = {"since": since(first, months).isoformat(), "last": last.isoformat()}
    rows = book.select(_CITED, days)
    for (id, process, on, audit, told), cited in groupby(rows, lambda row: (*row[:2], *row[3:])):
        here = _Cited(id, on, audit)
        clauses = {row[2] for row in cited}
        if not told and on >= first.isoformat():
            before = [
                one
                for clause in clauses.union(*(other_edition[one] for one in clauses))
                for one in newest.get((process, clause), ())
                if one.of_another_audit(audit)
            ]
            latest = max(before, key=lambda one: one.on, default=None)
            if latest and latest.on >= since(date.fromisoformat(on), months).isoformat():
                repeats[id] = latest.finding
        for clause in clauses:
            others = [
                one for one in newest.get((process, clause), ()) if one.of_another_audit(audit)
            ]
            newest[process, clause] = (here, *others[:1])
    return repeats


def _rows(book: Book, marks: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """The rows that are compared word by word, by the way on which fewer are looked at.

    Numbers are given in the order of time: the highest are the newest.
    """
    cited = f"SELECT 1 FROM finding_clause WHERE clause_id IN ({marks}) LIMIT {_MANY}"
    ((count,),) = book.select(f"SELECT count(*) FROM ({cited})", values)
    ways = [_BY_CLAUSE] if count < _MANY else [_BY_PLACE | {"place": place} for place in _PLACES]
    rows: list[tuple[Any, ...]] = []
    for way in ways:
        most = _MOST_COMPARED - len(rows)
        if most:
            rows += book.select(
                _EARLIER.format(clauses=marks, most=most, counts=_COUNTS, **way), values
            )
    return rows


def _row(row: tuple[Any, ...], here: frozenset[str], moved: bool) -> Earlier:
    id, number, state, raised_on, closed_on, statement, evidence, clause, process, site = row
    return Earlier(
        id=id,
        number=number,
        state=state,
        raised_on=date.fromisoformat(raised_on),
        closed_on=date.fromisoformat(closed_on) if closed_on else None,
        statement=statement,
        clause=clause,
        moved=moved,
        same_process=bool(process),
        same_site=bool(site),
        like=likeness(here, stems(f"{evidence} {statement}")),
    )


def not_dealt_with(book: Book, finding: str, on: date, most: int = 5) -> list[str]:
    """Nonconformities on a clause and process of a finding that were late on a day, by number."""
    return [
        number
        for (number,) in book.select(
            "SELECT DISTINCT f.number FROM finding here"
            " JOIN finding_clause c ON c.finding_id = here.id"
            " JOIN finding_clause l ON l.clause_id = c.clause_id"
            " JOIN finding f ON f.id = l.finding_id AND f.process_id = here.process_id"
            " WHERE here.id = ?1 AND f.id <> ?1 AND f.number IS NOT NULL"
            f" AND f.state IN ({sql_keys(OPEN)}) AND min(f.answer_due, f.implement_due) < ?2"
            " AND f.grade_id IN (SELECT id FROM grade WHERE nonconformity)"
            " ORDER BY f.number_key LIMIT ?3",
            (finding, on.isoformat(), most),
        )
    ]
