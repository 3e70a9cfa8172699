"""Evidence by clause and unit: how much there is of a cycle, and how old the newest of it is.

Evidence is a question of a checklist that was judged, and a finding that was issued; a file counts
with what it belongs to. An audit against another edition counts for what its clauses became.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from auditdesk.book.audit_days import LAST, VISITS
from auditdesk.book.book import Book
from auditdesk.book.coverage import became, coverage
from auditdesk.book.looks import Pair
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import DONE
from auditdesk.domain.checklist import JUDGED
from auditdesk.domain.coverage import Cover, Coverage

_LINES = f"""
SELECT l.clause_id, json_array(l.unit_id), l.unit_id IS NULL,
    (SELECT json_group_array(unit_id) FROM audit_unit WHERE audit_id = t.id),
    min({LAST}, :today), t.number,
    (SELECT count(*) FROM evidence e WHERE e.table_name = 'checklist_line' AND e.row = l.id)
FROM audit t CROSS JOIN checklist c ON c.audit_id = t.id
    CROSS JOIN checklist_line l ON l.checklist_id = c.id
WHERE t.state IN ({sql_keys(DONE)}, 'started') AND l.clause_id IS NOT NULL
    AND l.verdict IN ({sql_keys(JUDGED)}) AND {VISITS}
    AND min({LAST}, :today) BETWEEN :first AND :last
"""
_FINDINGS = """
SELECT l.clause_id, u.id, f.raised_on, f.number,
    (SELECT count(*) FROM evidence e WHERE e.table_name = 'finding' AND e.row = f.id)
FROM finding f CROSS JOIN finding_clause l ON l.finding_id = f.id
    CROSS JOIN unit u ON u.process_id = f.process_id AND u.site_id = f.site_id
WHERE f.state NOT IN ('draft', 'withdrawn') AND f.raised_on BETWEEN :first AND :last
"""


class Held(NamedTuple):
    """Evidence of a clause in a unit: how many judged questions, findings and files.

    newest: the day of the newest of it; of: the audit or finding that it is of.
    """

    judged: int = 0
    findings: int = 0
    files: int = 0
    newest: date | None = None
    of: str = ""

    @property
    def pieces(self) -> int:
        return self.judged + self.findings


NOTHING = Held()


@dataclass(frozen=True)
class EvidenceMap:
    """The map of coverage, and what there is of evidence for each pair that applies."""

    coverage: Coverage
    held: Mapping[Pair, Held]
    today: date

    def at(self, clause: str, unit: str) -> Held | None:
        """The evidence of a pair, None where the clause does not apply."""
        if self.coverage.cell(clause, unit).cover is Cover.NOT_APPLICABLE:
            return None
        return self.held.get((clause, unit), NOTHING)

    def age(self, held: Held) -> int | None:
        """How many days old the newest of it is."""
        return (self.today - held.newest).days if held.newest else None

    @property
    def without(self) -> int:
        """How many pairs apply and have no evidence."""
        return sum(
            held is not None and not held.pieces
            for clause in self.coverage.clauses
            for unit in self.coverage.units
            for held in (self.at(clause.id, unit.id),)
        )


def evidence_map(book: Book, standard: str, first: date, last: date, *, today: date) -> EvidenceMap:
    """The evidence of a standard from `first` to `last`."""
    turned = became(book, standard)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    found: dict[Pair, list[tuple[str, str, bool, int]]] = defaultdict(list)
    for clause, own, of_all, units, on, number, files in book.select(
        _LINES, days | {"today": today.isoformat()}
    ):
        for unit in json.loads(units if of_all else own):
            for target in turned.get(clause, ()):
                found[target, unit].append((on, number, False, files))
    for clause, unit, on, number, files in book.select(_FINDINGS, days):
        for target in turned.get(clause, ()):
            found[target, unit].append((on, number or "", True, files))
    held = {}
    for pair, pieces in found.items():
        newest, of = max((on, number) for on, number, _finding, _files in pieces)
        findings = sum(is_finding for _on, _of, is_finding, _files in pieces)
        held[pair] = Held(
            len(pieces) - findings,
            findings,
            sum(files for *_rest, files in pieces),
            date.fromisoformat(newest),
            of,
        )
    return EvidenceMap(coverage(book, standard, first, last, today=today), held, today)
