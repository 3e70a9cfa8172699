"""Due: what waits for somebody on a day: audits, plans, findings, answers, actions, checks."""

from datetime import date, timedelta
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.follow_ups import follow_ups
from auditdesk.book.owed import NOT_RENEWED, OWED_ACTION
from auditdesk.book.texts import sql_keys
from auditdesk.domain.due import LEAD_DAYS, DueKind
from auditdesk.domain.finding import ANSWER_OWED


class DueRow(NamedTuple):
    """One thing that waits: what it is, whom it waits for, and until when.

    subject: the kind of thing that the row is, as plain data names it. key: its id.
    """

    kind: DueKind
    subject: str
    key: str
    number: str
    what: str
    who: str
    on: date | None


_LEAD = (
    "(SELECT p.name FROM audit_member m JOIN person p ON p.id = m.person_id"
    " WHERE m.audit_id = t.id AND m.role = 'lead_auditor' LIMIT 1)"
)
_PERSON = "(SELECT name FROM person WHERE id = {})"
_TEXT = "CASE WHEN f.statement != '' THEN f.statement ELSE f.evidence END"
_OWED = sql_keys(ANSWER_OWED)

_QUERIES = {
    DueKind.CONFIRM: (
        "audit",
        f"SELECT t.id, t.number, t.title, {_LEAD}, t.starts_on FROM audit t"
        " WHERE t.state = 'planned' AND t.starts_on <= ?",
    ),
    DueKind.SEND_PLAN: (
        "audit",
        f"SELECT t.id, t.number, t.title, {_LEAD}, t.starts_on FROM audit t"
        " WHERE t.state = 'confirmed' AND t.starts_on <= ? AND NOT EXISTS"
        " (SELECT 1 FROM move v WHERE v.table_name = 'audit' AND v.row = t.id"
        " AND v.move = 'send_plan')",
    ),
    DueKind.REPORT: (
        "audit",
        f"SELECT t.id, t.number, t.title, {_LEAD}, coalesce(d.report_due, t.held_on) FROM audit t"
        " LEFT JOIN report_deadline d ON d.audit_id = t.id"
        " WHERE t.state = 'held' AND t.held_on <= ?",
    ),
    DueKind.ISSUE: (
        "finding",
        f"SELECT f.id, '', {_TEXT}, {_PERSON.format('f.auditor_id')}, f.raised_on FROM finding f"
        " WHERE f.state = 'draft' AND f.raised_on <= ?",
    ),
    DueKind.ANSWER: (
        "finding",
        f"SELECT f.id, f.number, {_TEXT}, {_PERSON.format('f.owner_id')}, f.answer_due"
        f" FROM finding f WHERE f.state IN ({_OWED}) AND f.answer_due <= ?",
    ),
    DueKind.ACTION: (
        "action",
        f"SELECT a.id, a.number, a.what, {_PERSON.format('a.owner_id')}, a.due FROM action a"
        f" WHERE a.due <= ? AND {OWED_ACTION}",
    ),
    DueKind.CHECK: (
        "action",
        f"SELECT a.id, a.number, a.what, {_PERSON.format('k.verifier_id')}, k.planned_on"
        " FROM effectiveness_check k JOIN action a ON a.id = k.action_id"
        " WHERE k.result IS NULL AND a.done_on IS NOT NULL AND a.cancelled_on IS NULL"
        " AND EXISTS (SELECT 1 FROM action_finding l JOIN finding f ON f.id = l.finding_id"
        " WHERE l.action_id = a.id AND f.state <> 'withdrawn')"
        " AND k.planned_on <= ?",
    ),
    DueKind.COMPETENCE: (
        "person",
        "SELECT p.id, '', c.subject, p.name, c.expires_on FROM competence c"
        f" JOIN person p ON p.id = c.person_id WHERE NOT p.retired AND {NOT_RENEWED}"
        " AND c.expires_on <= ?",
    ),
    DueKind.REVIEW: (
        "finding",
        f"SELECT f.id, f.number, p.text, {_PERSON.format('f.owner_id')}, p.noted_on"
        " FROM review_point p JOIN finding f ON f.id = p.finding_id"
        " WHERE p.reviewed_on IS NULL AND p.noted_on <= ?",
    ),
}
"""The kind of thing it is, and what is looked for."""


def due(book: Book, today: date, most: int = 500) -> list[DueRow]:
    """What waits on that day or soon after, the oldest first; `most` of each kind."""
    lead = lead_days(book)
    until = {kind: today + timedelta(days=lead.get(kind, 0)) for kind in DueKind}
    rows = []
    for kind, (subject, sql) in _QUERIES.items():
        found = book.select(f"{sql} ORDER BY 5 LIMIT ?", (until[kind].isoformat(), most))
        for key, number, what, who, on in found:
            day = date.fromisoformat(on) if on else None
            rows.append(DueRow(kind, subject, key, number or "", what, who or "", day))
    kind = DueKind.FOLLOW_UP
    rows += [
        DueRow(kind, "finding", one.finding, one.number, one.what, one.auditor, one.due)
        for one in follow_ups(book, most=most)
        if one.due <= until[kind]
    ]
    return sorted(rows, key=lambda row: (row.on or date.max, list(DueKind).index(row.kind)))


def lead_days(book: Book) -> dict[DueKind, int]:
    """How many days ahead each kind is told."""
    columns = ", ".join(f"lead_{kind}" for kind in LEAD_DAYS)
    stored = next(book.select(f"SELECT {columns} FROM reminding LIMIT 1"), None)
    return dict(zip(LEAD_DAYS, stored, strict=True)) if stored else dict(LEAD_DAYS)
