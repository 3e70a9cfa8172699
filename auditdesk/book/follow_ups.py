"""Follow-ups: open findings, of grades that owe one, that no audit is planned to look at again."""

import json
from datetime import date
from typing import NamedTuple

from auditdesk.book.audit_days import FIRST, VISITS
from auditdesk.book.book import Book
from auditdesk.book.grades import grades
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import OPEN
from auditdesk.domain.months import OVERRIDE_MONTHS, months_later


class FollowUp(NamedTuple):
    """A finding that is owed a follow-up audit, and until when (the scheme of frequency).

    site: its name; "" where the finding has none.
    """

    finding: str
    number: str
    what: str
    auditor: str
    due: date
    site: str = ""


_OPEN = (
    "+f.grade_id IN (SELECT value FROM json_each(?1))"
    f" AND f.state IN ({sql_keys(OPEN - {'draft'})})"
)
"""Open, and of a grade that owes a follow-up; their keys as JSON are the first value."""


def _unseen(looks: str) -> str:
    """Whether no audit looks at a finding again; `looks`: which audits do, as SQL over `audit t`.

    That is its follow-up audit, or another audit of the unit that began after it was raised: the
    audit that found it is not its own follow-up, however many days it lasts.
    """
    return (
        "NOT EXISTS (SELECT 1 FROM audit t WHERE t.follows_id = f.audit_id"
        f"  AND t.kind = 'follow_up' AND {looks})"
        " AND NOT EXISTS (SELECT 1 FROM unit u JOIN audit_unit l ON l.unit_id = u.id"
        "  JOIN audit t ON t.id = l.audit_id"
        "  WHERE u.process_id = f.process_id AND u.site_id = f.site_id AND t.id IS NOT f.audit_id"
        f"  AND {FIRST} > f.raised_on AND {VISITS} AND {looks})"
    )


_STANDS = "t.state <> 'cancelled'"
_OWED = (
    "SELECT f.id, f.number, f.statement, (SELECT name FROM person WHERE id = f.auditor_id),"
    " f.raised_on, (SELECT name FROM site WHERE id = f.site_id)"
    f" FROM finding f WHERE {_OPEN} AND {_unseen(_STANDS)}"
)


def follow_ups(book: Book, finding: str = "", most: int = 500) -> list[FollowUp]:
    """What is owed a follow-up audit, the oldest first; or whether this one finding is.

    most: how many of them; all where that is negative.
    """
    one, values = (" AND f.id = ?3", (finding,)) if finding else ("", ())
    sql = f"{_OWED}{one} ORDER BY f.raised_on LIMIT ?2"
    scheme = "SELECT scheme ->> 'override_months' FROM frequency_scheme LIMIT 1"
    (months,) = next(book.select(scheme), (OVERRIDE_MONTHS,))
    rows = book.select(sql, (_owing(book), most, *values))
    return [
        FollowUp(id, number, what, who or "", _due(raised, months), site or "")
        for id, number, what, who, raised, site in rows
    ]


def _due(raised: str, months: int) -> date:
    return months_later(date.fromisoformat(raised), months)


def follow_up_days(book: Book, today: date) -> dict[str, date]:
    """By unit: when the earliest finding was raised that is owed a follow-up no audit held was."""
    held = f"{_STANDS} AND t.held_on <= ?2"
    return {
        unit: date.fromisoformat(raised)
        for unit, raised in book.select(
            "SELECT v.id, min(f.raised_on) FROM finding f JOIN unit v"
            " ON v.process_id = f.process_id AND v.site_id = f.site_id"
            f" WHERE {_OPEN} AND f.raised_on <= ?2 AND {_unseen(held)} GROUP BY v.id",
            (_owing(book), today.isoformat()),
        )
    }


def _owing(book: Book) -> str:
    """The grades that owe a follow-up, by their keys as JSON."""
    return json.dumps([grade.key for grade in grades(book) if grade.follow_up])
