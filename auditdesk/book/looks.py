"""Looks: which clause an audit looked at, in which unit and on which day, or is going to.

Looked at is what a verdict judged: a line of the checklist that is neither “not verified” nor “not
applicable” nor open, or a finding. Of what has no line, a session of an audit held tells that it
was looked at; an audit with neither lines nor sessions counts by its units and clauses. Planned is
what stands in the future.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from auditdesk.book.audit_days import LAST, VISITS, touches
from auditdesk.book.book import Book
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import DONE, AuditState
from auditdesk.domain.checklist import JUDGED

Pair = tuple[str, str]
"""A clause and a unit, by their ids."""


class Seen(NamedTuple):
    """What one audit, by its number, looked at on a day, or will (not `done`)."""

    audit: str
    on: date
    done: bool
    pairs: Collection[Pair]


def looks(book: Book, first: date, last: date, today: date) -> Iterator[Seen]:
    """What the audits with a day from `first` to `last` looked at in these days, or will."""
    days = (first.isoformat(), last.isoformat())
    sessions = _sessions(book, days)
    lines = _lines(book, days)
    findings = _findings(book, days)
    for id, number, state, ends, clauses, units in book.select(
        f"SELECT t.id, t.number, t.state, {LAST},"
        " (SELECT json_group_array(clause_id) FROM audit_clause WHERE audit_id = t.id),"
        " (SELECT json_group_array(unit_id) FROM audit_unit WHERE audit_id = t.id)"
        f" FROM audit t WHERE {_COUNTS} ORDER BY t.number",
        days,
    ):
        scope = _Scope(json.loads(clauses), json.loads(units))
        end = date.fromisoformat(ends)
        timetable = scope.timetable(sessions.get(id, ()))
        judged, spoken = scope.verdicts(lines.get(id, ()))
        judged |= findings.get(id, set())
        seen: dict[Pair, date] = {}
        if state in DONE:
            seen = {pair: day for pair, day in timetable.items() if pair not in spoken}
            if not timetable and not spoken:
                seen = dict.fromkeys(scope.pairs(), end)
        if state in DONE or state == AuditState.STARTED:
            seen |= {pair: timetable.get(pair, min(end, today)) for pair in judged}
        for on in {*seen.values()}:
            if first <= on <= last:
                yield Seen(number, on, True, [pair for pair, day in seen.items() if day == on])
        if state not in DONE and today <= end and first <= end <= last:
            yield Seen(number, end, False, [pair for pair in scope.pairs() if pair not in seen])


_COUNTS = f"t.state <> 'cancelled' AND {VISITS} AND {touches('?1', '?2')}"
_OF_THESE = f"IN (SELECT t.id FROM audit t WHERE {_COUNTS})"


class _Scope:
    """The clauses and units that an audit names."""

    def __init__(self, clauses: list[str], units: list[str]) -> None:
        self.clauses, self.units = clauses, units

    def pairs(self) -> Iterator[Pair]:
        return ((clause, unit) for clause in self.clauses for unit in self.units)

    def timetable(self, sessions: Iterable[tuple[str | None, str, list[str]]]) -> dict[Pair, date]:
        """By pair: the last day on which a session looks at it; what it does not say, is all."""
        found: dict[Pair, date] = {}
        for unit, day, clauses in sessions:
            on = date.fromisoformat(day)
            for clause in clauses or self.clauses:
                for at in [unit] if unit else self.units:
                    found[clause, at] = max(on, found.get((clause, at), on))
        return found

    def verdicts(self, lines: Iterable[tuple[str, str | None, str]]) -> tuple[set[Pair], set[Pair]]:
        """The pairs that a line judged, and those that any line speaks of."""
        judged: set[Pair] = set()
        spoken: set[Pair] = set()
        for clause, unit, verdict in lines:
            pairs = {(clause, at) for at in ([unit] if unit else self.units)}
            spoken |= pairs
            if verdict in JUDGED:
                judged |= pairs
        return judged, spoken


def _sessions(
    book: Book, days: tuple[str, str]
) -> dict[str, list[tuple[str | None, str, list[str]]]]:
    """By audit: unit, day and clauses of the sessions that name a unit or clauses."""
    found = defaultdict(list)
    for audit, unit, day, told in book.select(
        "SELECT s.audit_id, s.unit_id, s.day, (SELECT json_group_array(k.clause_id)"
        f" FROM session_clause k WHERE k.session_id = s.id) FROM session s WHERE s.kind = 'audit'"
        f" AND s.audit_id {_OF_THESE}",
        days,
    ):
        clauses = json.loads(told)
        if unit or clauses:
            found[audit].append((unit, day, clauses))
    return found


def _lines(book: Book, days: tuple[str, str]) -> dict[str, list[tuple[str, str | None, str]]]:
    """By audit: clause, unit and verdict of its checklists."""
    found = defaultdict(list)
    for audit, clause, unit, verdict in book.select(
        "SELECT c.audit_id, l.clause_id, l.unit_id, l.verdict FROM checklist c"
        " JOIN checklist_line l ON l.checklist_id = c.id"
        f" WHERE l.clause_id IS NOT NULL AND c.audit_id {_OF_THESE}",
        days,
    ):
        found[audit].append((clause, unit, verdict))
    return found


def _findings(book: Book, days: tuple[str, str]) -> dict[str, set[Pair]]:
    """By audit: the pairs that a finding speaks of."""
    found = defaultdict(set)
    for audit, clause, unit in book.select(
        "SELECT f.audit_id, l.clause_id, u.id FROM finding f JOIN finding_clause l"
        " ON l.finding_id = f.id JOIN unit u ON u.process_id = f.process_id"
        f" AND u.site_id = f.site_id WHERE f.state NOT IN ({sql_keys(_NO_FINDING)})"
        f" AND f.audit_id {_OF_THESE}",
        days,
    ):
        found[audit].add((clause, unit))
    return found


_NO_FINDING = frozenset({"draft", "withdrawn"})
