"""Signatures that were overtaken: what was signed was changed since."""

import json

from auditdesk.book.book import Book
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.subjects import ACTIONS, AUDITS, FINDINGS, PROGRAMMES
from auditdesk.book.reading import Reading
from auditdesk.book.signed import changed_since_signed
from auditdesk.book.tables import BY_NAME, Signoff
from auditdesk.domain.completeness import Gap

_SIGNED = (FINDINGS, ACTIONS, AUDITS, PROGRAMMES)
"""What is signed; the day of the signature counts here, however old the record is."""
_LAST = """
SELECT s.id, {id}, {number}, {sites}, s.name
FROM signoff s CROSS JOIN {source} ON {id} = s.row
WHERE s.table_name = '{kind}' AND s.signed_on BETWEEN :first AND :last
    AND NOT EXISTS (SELECT 1 FROM signoff n WHERE n.table_name = s.table_name AND n.row = s.row
        AND n.meaning = s.meaning AND n.id > s.id)
ORDER BY {order}
"""


def overtaken(book: Book, period: Period) -> list[Gap]:
    """Records signed in the period whose last signature of a meaning is for an earlier version.

    Each is read again and compared with the digest that was signed: what a signature stands for is
    said in one place only.
    """
    reading = Reading()
    found: dict[tuple[str, str], Gap] = {}
    for of in _SIGNED:
        sql = _LAST.format(
            kind=of.kind, id=of.id, number=of.number, sites=of.sites, source=of.source,
            order=", ".join(of.order),
        )  # fmt: skip
        for signoff, row, number, sites, name in list(book.select(sql, period.values)):
            signed = reading.get(Signoff, signoff)
            if changed_since_signed(reading, BY_NAME[of.kind], row, signed):
                found.setdefault(
                    (of.kind, row),
                    Gap(
                        of.kind, row, str(number or ""), tuple(json.loads(sites)), name,
                        str(signed.signed_on),
                    ),
                )  # fmt: skip
    return list(found.values())
