"""The time of an audit: the sessions in which it audits, without breaks and ways."""

from auditdesk.book.book import Book
from auditdesk.book.texts import sql_keys
from auditdesk.domain.timetable import PAUSES, minutes_of


def audited_minutes(book: Book, audit: str, person: str = "") -> int:
    """The minutes of an audit, or those in which somebody sat."""
    of, values = (
        (
            " AND EXISTS (SELECT 1 FROM session_person l WHERE l.session_id = s.id"
            " AND l.person_id = ?)",
            (audit, person),
        )
        if person
        else ("", (audit,))
    )
    sessions = book.select(
        "SELECT s.starts, s.ends FROM session s WHERE s.audit_id = ?"
        f" AND s.kind NOT IN ({sql_keys(PAUSES)}){of}",
        values,
    )
    return sum(minutes_of(ends) - minutes_of(starts) for starts, ends in sessions)


def in_hours(minutes: int) -> float:
    """Hours to a quarter."""
    return round(minutes / 15) / 4
