"""Follow-ups: open major nonconformities that no audit is planned to look at again."""

from dataclasses import dataclass
from datetime import date

from auditdesk.book.book import Book
from auditdesk.book.universe import scheme
from auditdesk.domain.finding import OPEN
from auditdesk.domain.frequency import months_later


@dataclass(frozen=True)
class FollowUp:
    """A finding that is owed a follow-up audit, and until when (the scheme of frequency)."""

    finding: str
    number: str
    what: str
    auditor: str
    due: date


_STATES = ", ".join(f"'{state}'" for state in sorted(OPEN - {"draft"}))
_OWED = (
    "SELECT f.id, f.number, f.statement, (SELECT name FROM person WHERE id = f.auditor_id),"
    " f.raised_on FROM finding f"
    f" WHERE f.grade_id = 'major' AND f.state IN ({_STATES}) AND (?1 = '' OR f.id = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM audit t WHERE t.state != 'cancelled'"
    "  AND (t.kind = 'follow_up' AND t.follows_id = f.audit_id"
    "   OR t.id IS NOT f.audit_id AND t.starts_on > f.raised_on AND EXISTS ("
    "    SELECT 1 FROM audit_unit l JOIN unit u ON u.id = l.unit_id WHERE l.audit_id = t.id"
    "    AND u.process_id = f.process_id AND u.site_id = f.site_id)))"
)


def follow_ups(book: Book, finding: str = "") -> list[FollowUp]:
    """What is owed a follow-up audit, or whether this one finding is."""
    months = scheme(book).override_months
    return [
        FollowUp(id, number, what, who or "", months_later(date.fromisoformat(raised), months))
        for id, number, what, who, raised in book.select(_OWED, (finding,))
    ]
