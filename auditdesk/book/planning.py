"""What a book says of the units that are planned for a year: left out, decided, led by whom."""

from datetime import date

from auditdesk.book.audit_days import LOOKED
from auditdesk.book.book import Book


def units_left_out(book: Book, year: int) -> frozenset[str]:
    """The ids of the units that the programme of a year leaves out."""
    found = book.select(
        "SELECT o.unit_id FROM left_out o JOIN programme p ON p.id = o.programme_id"
        " WHERE p.state != 'superseded' AND p.year = ? AND o.unit_id IS NOT NULL",
        (year,),
    )
    return frozenset(str(unit) for (unit,) in found)


def chosen_interval(book: Book, year: int, unit: str) -> int:
    """The months between two audits that the programme of a year decides; 0 where it does not."""
    ((months,),) = book.select(
        "SELECT coalesce((SELECT d.interval_months FROM frequency_decision d JOIN programme p"
        " ON p.id = d.programme_id WHERE p.year = ? AND d.unit_id = ?"
        " AND d.override = 'chosen' ORDER BY p.revision DESC LIMIT 1), 0)",
        (year, unit),
    )
    return int(months)


def clause_numbers(book: Book, unit: str, standard: str) -> tuple[str, ...]:
    """The clauses of a standard that apply in a unit, in their order."""
    found = book.select(
        "SELECT c.number FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
        " WHERE l.unit_id = ? AND l.applies AND c.standard_id = ? ORDER BY c.position",
        (unit, standard),
    )
    return tuple(str(number) for (number,) in found)


def last_leads(book: Book, unit: str, on: date, most: int) -> tuple[str, ...]:
    """Who led the last audits of a unit until a day, by their ids, the oldest first."""
    found = book.select(
        "SELECT m.person_id FROM audit_unit l JOIN audit t ON t.id = l.audit_id"
        " JOIN audit_member m ON m.audit_id = t.id AND m.role = 'lead_auditor'"
        f" WHERE l.unit_id = ? AND {LOOKED} AND t.held_on <= ?"
        " ORDER BY t.held_on DESC LIMIT ?",
        (unit, on.isoformat(), most),
    )
    return tuple(reversed([str(lead) for (lead,) in found]))
