"""The timetable of an audit as plans and calendars show it, with what the trail tells of it.

A calendar knows an event again by the id of its session, takes a change for newer by its sequence,
and drops what is sent as cancelled: the trail has both, so no column keeps them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.dossiers import SessionEntry
from auditdesk.domain.meeting import HEADINGS

_SEQUENCES = (
    "SELECT x.session, count(DISTINCT x.seq) - 1 FROM ("
    " SELECT row AS session, step_seq AS seq FROM change WHERE table_name = 'session'"
    " UNION SELECT coalesce(json_extract(after, '$.session_id'),"
    "  json_extract(before, '$.session_id')), step_seq FROM change"
    "  WHERE table_name IN ('session_person', 'session_clause')) x"
    " JOIN json_each(?) s ON s.value = x.session GROUP BY x.session"
)
_REMOVED = (
    "SELECT c.row, c.before FROM change c WHERE c.table_name = 'session' AND c.after IS NULL"
    " AND json_extract(c.before, '$.audit_id') = ?"
    " AND c.row NOT IN (SELECT id FROM session) ORDER BY c.step_seq"
)
_LEFT = (
    "SELECT DISTINCT p.name FROM change c JOIN person p"
    " ON p.id = json_extract(c.before, '$.person_id') WHERE c.table_name = 'session_person'"
    " AND c.after IS NULL AND json_extract(c.before, '$.session_id') = ? ORDER BY c.position"
)
_CIRCLE = (
    " FROM change b JOIN change c ON c.table_name = b.table_name AND c.row = b.row{named}"
    " WHERE b.before IS NULL AND (b.table_name = 'audit_member'"
    " AND json_extract(b.after, '$.audit_id') = ?1 OR b.table_name = 'session_person'"
    " AND json_extract(b.after, '$.session_id') IN (SELECT row FROM change"
    " WHERE table_name = 'session' AND before IS NULL"
    " AND json_extract(after, '$.audit_id') = ?1))"
)
"""What ever changed in team and sessions of an audit: c, and b, which put each row there."""
_TAKEN_OUT = (
    "SELECT DISTINCT json_extract(b.after, '$.session_id'), p.name"
    + _CIRCLE.format(named=" JOIN person p ON p.id = json_extract(c.before, '$.person_id')")
    + " ORDER BY p.name"
)
"""Session, None for the team, and name of everybody who was taken out of one."""
_STEPS_OF_CIRCLE = "SELECT count(DISTINCT c.step_seq)" + _CIRCLE.format(named="")
_STATES_OF_AUDIT = (
    "SELECT count(*) FROM change WHERE table_name = 'audit' AND row = ?"
    " AND json_extract(before, '$.state') <> json_extract(after, '$.state')"
)
_ZONE = (
    "coalesce((SELECT h.zone FROM unit u JOIN site_hours h ON h.site_id = u.site_id"
    " WHERE u.id = {unit}), (SELECT max(h.zone) FROM audit_unit l JOIN unit u ON u.id = l.unit_id"
    " LEFT JOIN site_hours h ON h.site_id = u.site_id WHERE l.audit_id = {audit}"
    " HAVING count(DISTINCT u.site_id) = 1), '')"
)
"""The zone of the site of a unit; without a unit that of the one site of the audit."""


def sessions(book: Book, audit: str) -> list[SessionEntry]:
    """The lines of the timetable in their order.

    One without a unit, in an audit of several sites, keeps the clock of the lines beside it.
    """
    lines = list(_lines(book, audit))
    for n, line in enumerate(lines):
        if not line.zone:
            zoned = [one for one in lines if one.zone]
            near = min(zoned, key=lambda one, day=line.day: abs(one.day - day), default=line)  # type: ignore[misc]
            lines[n] = replace(line, zone=near.zone)
    return lines


def _lines(book: Book, audit: str) -> Iterator[SessionEntry]:
    found = list(
        book.select(
            "SELECT e.id, e.day, e.starts, e.ends, e.what, (SELECT p.name || ' · ' || s.name FROM"
            " unit u JOIN process p ON p.id = u.process_id JOIN site s ON s.id = u.site_id"
            " WHERE u.id = e.unit_id), e.place, e.method, e.kind,"
            f" {_ZONE.format(unit='e.unit_id', audit='e.audit_id')}"
            " FROM session e WHERE e.audit_id = ? ORDER BY e.day, e.starts, e.id",
            [audit],
        )
    )
    sequences = _sequences(book, audit, {row[0]: row[8] for row in found})
    left = _taken_out(book, audit)
    for id, day, starts, ends, what, unit, place, method, kind, zone in found:
        clauses = book.select(
            "SELECT c.number FROM session_clause l JOIN clause c ON c.id = l.clause_id"
            " WHERE l.session_id = ? ORDER BY c.sort_key",
            [id],
        )
        people = list(
            book.select(
                "SELECT l.part, p.name FROM session_person l JOIN person p ON p.id = l.person_id"
                " WHERE l.session_id = ? ORDER BY l.id",
                [id],
            )
        )
        yield SessionEntry(
            date.fromisoformat(day),
            starts,
            ends,
            what,
            unit or "",
            ", ".join(number for (number,) in clauses),
            ", ".join(name for part, name in people if part == "auditor"),
            ", ".join(name for part, name in people if part == "auditee"),
            place,
            method,
            tuple(name for _part, name in people),
            id,
            kind,
            sequences[id],
            zone,
            left[None if kind in HEADINGS else id],
        )


def removed(book: Book, audit: str) -> Iterator[SessionEntry]:
    """The lines that were taken out, as they stood last."""
    found = {row: json.loads(before) for row, before in book.select(_REMOVED, [audit])}
    sequences = _sequences(book, audit, {id: was["kind"] for id, was in found.items()})
    left = _taken_out(book, audit)
    for id, was in found.items():
        people = tuple(name for (name,) in book.select(_LEFT, [id]))
        yield SessionEntry(
            date.fromisoformat(was["day"]), was["starts"], was["ends"], was["what"], "", "", "", "",
            was["place"], was["method"], people, id, was["kind"], sequences[id],
            _zone(book, was.get("unit_id"), audit), left[None if was["kind"] in HEADINGS else id],
        )  # fmt: skip


def addresses(book: Book, audit: str) -> tuple[tuple[str, str], ...]:
    """Name and e-mail address of team and auditees, of those who have one."""
    return tuple(
        (name, email)
        for name, email in book.select(
            "SELECT p.name, p.email FROM person p WHERE p.email <> '' AND (p.id IN"
            " (SELECT m.person_id FROM audit_member m WHERE m.audit_id = ?) OR p.id IN"
            " (SELECT l.person_id FROM session_person l JOIN session e ON e.id = l.session_id"
            " WHERE e.audit_id = ?) OR p.id = (SELECT contact_id FROM audit WHERE id = ?))"
            " ORDER BY p.name",
            [audit, audit, audit],
        )
    )


def _sequences(book: Book, audit: str, kinds: dict[str, str]) -> dict[str, int]:
    """The sequences of sessions, given with their kinds: also the state of the audit is told in
    each event, and in meetings the whole circle."""
    own = {id: int(n) for id, n in book.select(_SEQUENCES, [json.dumps(list(kinds))])}
    ((states,),) = book.select(_STATES_OF_AUDIT, [audit])
    ((circle,),) = book.select(_STEPS_OF_CIRCLE, [audit])
    return {
        id: own.get(id, 0) + int(states) + (int(circle) if kind in HEADINGS else 0)
        for id, kind in kinds.items()
    }


def _taken_out(book: Book, audit: str) -> defaultdict[str | None, tuple[str, ...]]:
    """Who was taken out of each session; by None out of any of them, or of the team."""
    left: defaultdict[str | None, tuple[str, ...]] = defaultdict(tuple)
    for session, name in book.select(_TAKEN_OUT, [audit]):
        for key in {session, None}:
            left[key] = tuple(dict.fromkeys((*left[key], name)))
    return left


def _zone(book: Book, unit: Any, audit: str) -> str:
    ((zone,),) = book.select(f"SELECT {_ZONE.format(unit='?', audit='?')}", [unit, audit])
    return str(zone)
