"""The year as units × months: what the programme shows on screen, in Excel and on paper.

An audit stands where its days are: one over New Year in both years, in each in the month in which
its days of that year begin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditdesk.book.audit_days import FIRST, LAST, LOOKED, SEEN_ON
from auditdesk.book.book import Book
from auditdesk.book.recorded import recorded
from auditdesk.book.universe import scheme
from auditdesk.domain.audit import DONE, AuditState
from auditdesk.domain.programme import Adherence, ApprovedSpan, Mark, adherence, mark
from auditdesk.i18n import _


@dataclass(frozen=True)
class MonthMark:
    """One mark in one month: what happened to which audit, and when."""

    month: int
    mark: Mark
    audit: str
    lead_auditor: str
    starts_on: date | None


@dataclass(frozen=True)
class YearRow:
    """A unit and its marks, in the order of months; audits without a unit make the last row."""

    unit: str
    process: str
    site: str
    importance: int
    last_audit: str
    last_audit_on: date | None
    marks: tuple[MonthMark, ...]
    reasons: tuple[tuple[str, str], ...]


def year_rows(book: Book, year: int, today: date) -> list[YearRow]:
    """The programme of a year; a unit that is not audited in it has no marks."""
    rows = []
    for id, process, site, importance in book.select(
        "SELECT u.id, p.name, s.name, p.importance FROM unit u JOIN process p"
        " ON p.id = u.process_id JOIN site s ON s.id = u.site_id WHERE NOT u.retired"
        " ORDER BY s.name, p.name"
    ):
        last = next(
            book.select(
                f"SELECT t.number, {SEEN_ON} FROM audit_unit l JOIN audit t ON t.id = l.audit_id"
                f" WHERE l.unit_id = ? AND {LOOKED} AND {SEEN_ON} < ?"
                f" ORDER BY {SEEN_ON} DESC LIMIT 1",
                (id, f"{year}-01-01"),
            ),
            None,
        )
        marks, reasons = _marks(
            book,
            year,
            today,
            "t.id IN (SELECT audit_id FROM audit_unit WHERE unit_id = ?)",
            (id,),
        )
        rows.append(
            YearRow(
                f"{process} · {site}",
                process,
                site,
                importance,
                last[0] if last else "",
                _day(last[1]) if last else None,
                marks,
                reasons,
            )
        )
    marks, reasons = _marks(
        book, year, today, "NOT EXISTS (SELECT 1 FROM audit_unit l WHERE l.audit_id = t.id)", ()
    )
    if marks:
        rows.append(YearRow("–", "", "", 0, "", None, marks, reasons))
    return rows


def _marks(
    book: Book, year: int, today: date, condition: str, values: tuple[str, ...]
) -> tuple[tuple[MonthMark, ...], tuple[tuple[str, str], ...]]:
    marks: list[MonthMark] = []
    reasons: list[tuple[str, str]] = []
    for id, number, state, first_day, last_day, lead in book.select(
        f"SELECT t.id, t.number, t.state, {FIRST} AS first_day, {LAST},"
        " (SELECT p.name FROM audit_member m JOIN person p ON p.id = m.person_id"
        " WHERE m.audit_id = t.id AND m.role = 'lead_auditor' LIMIT 1)"
        f" FROM audit t WHERE {condition} ORDER BY first_day, t.number_key",
        values,
    ):
        first, last = _day(first_day), _day(last_day)
        for old_first, old_last, reason in book.select(
            "SELECT old_starts_on, coalesce(old_ends_on, old_starts_on), reason FROM reschedule"
            f" WHERE audit_id = ? ORDER BY {recorded('reschedule', 'reschedule.id')}",
            (id,),
        ):
            left, until = _day(old_first), _day(old_last)
            if left and until and left.year <= year <= until.year:
                month = max(left, date(year, 1, 1)).month
                marks.append(MonthMark(month, Mark.MOVED, number, lead or "", left))
                reasons.append((number, reason))
        if first and last and first.year <= year <= last.year:
            shown = mark(last, state in DONE, state == AuditState.CANCELLED, today)
            month = max(first, date(year, 1, 1)).month
            marks.append(MonthMark(month, shown, number, lead or "", first))
            if shown is Mark.CANCELLED:
                cancelled = book.select(
                    "SELECT reason FROM move WHERE row = ? AND move = 'cancel'", (id,)
                )
                reasons += [(number, reason) for (reason,) in cancelled]
    return tuple(sorted(marks, key=lambda one: (one.month, one.audit))), tuple(reasons)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def approved_adherence(book: Book, year: int, today: date, first: bool = False) -> Adherence:
    """How the latest approved revision of a programme was kept to, or the first one."""
    spans = (span for _audit, span in approved_spans(book, year, first))
    return adherence(spans, today, scheme(book).tolerance_days)


def approved_spans(
    book: Book, year: int, first: bool = False
) -> Iterator[tuple[str, ApprovedSpan]]:
    """The audits of the latest approved revision of a programme, or of the first one: id, days."""
    order = "revision" if first else "revision DESC"
    for audit, starts, ends, began, held in book.select(
        "SELECT t.id, a.starts_on, coalesce(a.ends_on, a.starts_on),"
        f" CASE WHEN t.held_on IS NOT NULL THEN {FIRST} END, t.held_on"
        " FROM approved_audit a JOIN audit t ON t.id = a.audit_id"
        " WHERE a.starts_on IS NOT NULL AND a.programme_id = (SELECT id FROM programme"
        f" WHERE year = ? AND approved_on IS NOT NULL ORDER BY {order} LIMIT 1)",
        (year,),
    ):
        yield (
            audit,
            ApprovedSpan(
                date.fromisoformat(starts), date.fromisoformat(ends), _day(began), _day(held)
            ),
        )


def adherence_told(book: Book, year: int, today: date) -> list[str]:
    """The adherence in words: to the latest approval, and to the first where they differ in age."""
    latest = approved_adherence(book, year, today)
    if latest.ratio is None:
        return []
    ((approvals,),) = book.select(
        "SELECT count(*) FROM programme WHERE year = ? AND approved_on IS NOT NULL", (year,)
    )
    if approvals < 2:
        return [
            _("{kept} of {due} audits held as approved").format(kept=latest.kept, due=latest.due)
        ]
    original = approved_adherence(book, year, today, first=True)
    return [
        _("{kept} of {due} audits held as approved in the latest revision").format(
            kept=latest.kept, due=latest.due
        ),
        _("{kept} of {due} as first approved").format(kept=original.kept, due=original.due),
    ]
