"""Signatures that were overtaken: what was signed was changed since."""

from auditdesk.book.book import Book
from auditdesk.book.completeness.question import Period
from auditdesk.book.reading import Reading
from auditdesk.book.signed import changed_since_signed
from auditdesk.book.tables import BY_NAME, Signoff
from auditdesk.domain.completeness import Gap

_OF = {
    "finding": (
        "SELECT 'finding' AS name, s.row AS id UNION ALL"
        " SELECT 'cause', id FROM cause WHERE finding_id = s.row UNION ALL"
        " SELECT 'finding_clause', id FROM finding_clause WHERE finding_id = s.row UNION ALL"
        " SELECT 'action', action_id FROM action_finding WHERE finding_id = s.row UNION ALL"
        " SELECT 'action_finding', id FROM action_finding WHERE finding_id = s.row"
    ),
    "action": (
        "SELECT 'action' AS name, s.row AS id UNION ALL"
        " SELECT 'effectiveness_check', id FROM effectiveness_check WHERE action_id = s.row"
    ),
    "audit": (
        "SELECT 'audit' AS name, s.row AS id UNION ALL"
        " SELECT 'audit_unit', id FROM audit_unit WHERE audit_id = s.row UNION ALL"
        " SELECT 'audit_member', id FROM audit_member WHERE audit_id = s.row UNION ALL"
        " SELECT 'audit_clause', id FROM audit_clause WHERE audit_id = s.row UNION ALL"
        " SELECT 'session', id FROM session WHERE audit_id = s.row"
    ),
    "programme": "SELECT 'programme' AS name, s.row AS id",
}
"""By kind of record, the rows of which a change may touch what was signed."""
_NUMBER = {"programme": "r.year"}
_LAST = """
SELECT s.id, s.row, {number}, s.name FROM signoff s JOIN "{table}" r ON r.id = s.row
WHERE s.table_name = '{table}' AND s.signed_on BETWEEN :first AND :last
    AND NOT EXISTS (SELECT 1 FROM signoff n WHERE n.table_name = s.table_name AND n.row = s.row
        AND n.meaning = s.meaning AND n.id > s.id)
    AND EXISTS (SELECT 1 FROM ({rows}) o JOIN change c
        ON c.table_name = o.name AND c.row = o.id
        WHERE c.step_seq > (SELECT min(step_seq) FROM change
            WHERE table_name = 'signoff' AND row = s.id))
ORDER BY {number}
"""


def overtaken(book: Book, period: Period) -> list[Gap]:
    """Records signed in the period whose last signature of a meaning is for an earlier version.

    Only what a later step touched is read again and compared with the digest that was signed.
    """
    reading = Reading()
    found = []
    for table, rows in _OF.items():
        number = _NUMBER.get(table, "r.number")
        sql = _LAST.format(table=table, number=number, rows=rows)
        for signoff, row, called, name in list(book.select(sql, period.values)):
            signed = reading.get(Signoff, signoff)
            if changed_since_signed(reading, BY_NAME[table], row, signed):
                found.append(Gap(table, row, str(called or ""), (), name, str(signed.signed_on)))
    return found
