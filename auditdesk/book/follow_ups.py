"""Follow-ups: open findings, of grades that owe one, that no audit is planned to look at again."""

from datetime import date
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.grades import grades
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import OPEN
from auditdesk.domain.months import OVERRIDE_MONTHS, months_later


class FollowUp(NamedTuple):
    """A finding that is owed a follow-up audit, and until when (the scheme of frequency)."""

    finding: str
    number: str
    what: str
    auditor: str
    due: date


_OWED = (
    "SELECT f.id, f.number, f.statement, (SELECT name FROM person WHERE id = f.auditor_id),"
    " f.raised_on FROM finding f"
    f" WHERE f.state IN ({sql_keys(OPEN - {'draft'})})"
    " AND NOT EXISTS (SELECT 1 FROM audit t WHERE t.follows_id = f.audit_id"
    "  AND t.kind = 'follow_up' AND t.state != 'cancelled')"
    " AND NOT EXISTS (SELECT 1 FROM unit u JOIN audit_unit l ON l.unit_id = u.id"
    "  JOIN audit t ON t.id = l.audit_id"
    "  WHERE u.process_id = f.process_id AND u.site_id = f.site_id AND t.id IS NOT f.audit_id"
    "  AND t.starts_on > f.raised_on AND t.state != 'cancelled')"
)


def follow_ups(book: Book, finding: str = "", most: int = 500) -> list[FollowUp]:
    """What is owed a follow-up audit, the oldest first; or whether this one finding is."""
    owing = [grade.key for grade in grades(book) if grade.follow_up]
    one, values = (" AND f.id = ?", (finding,)) if finding else ("", ())
    marks = ", ".join("?" for _key in owing)
    sql = f"{_OWED} AND +f.grade_id IN ({marks}){one} ORDER BY f.raised_on LIMIT ?"
    scheme = "SELECT scheme ->> 'override_months' FROM frequency_scheme LIMIT 1"
    (months,) = next(book.select(scheme), (OVERRIDE_MONTHS,))
    return [
        FollowUp(id, number, what, who or "", months_later(date.fromisoformat(raised), months))
        for id, number, what, who, raised in book.select(sql, (*owing, *values, most))
    ]
