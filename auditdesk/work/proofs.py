"""Proofs: what sheets say now is put into the trail, so that each is proven without the book."""

from collections.abc import Sequence

from auditdesk.book.book import Book
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.proofs import SheetSaid, sheet
from auditdesk.book.tables import Finding, ProvenSheet
from auditdesk.i18n import ngettext


def record_years(book: Book, first: int, last: int) -> None:
    """Let the trail hold what the sheets of all issued findings of these years say now.

    Nothing where the book can only be read: what it lacks is named where the proofs are.
    """
    if book.why_read_only:
        return
    issued = [
        row.id
        for year in range(first, last + 1)
        for row in List(book, FINDINGS, Query((("year", str(year)),))).stream()
        if row.number
    ]
    record_sheets(book, issued)


def record_sheets(book: Book, findings: Sequence[str]) -> list[SheetSaid]:
    """Let the trail hold what the sheets of these findings say now, in one step; the sheets.

    No step where it holds all of it already. Trouble where the book is open for reading only and
    something is missing.
    """
    sheets = [sheet(book, id) for id in findings]
    missing = [one for one in sheets if not one.is_proven]
    if missing:
        what = ngettext("Prove {number}", "Prove {n} sheets", len(missing))
        with book.step(what.format(n=len(missing), number=missing[0].number)) as step:
            for one in missing:
                step.add(
                    ProvenSheet,
                    table_name=Finding.sql_name,
                    row=one.id,
                    number=one.number,
                    digest=one.digest,
                )
    return [one._replace(proven=one.digest) for one in sheets]
