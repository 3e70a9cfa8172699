"""Editions in use: which edition of a family of standards the organisation works to, since when.

A decision, never the day alone: while a transition lasts, both editions are in force. It is kept as
a move of the standard, so that the trail has it and any past day can be asked.
"""

from datetime import date
from typing import NamedTuple

from auditdesk.book.book import Book

WORK_TO = "work_to"
"""The move of a standard that says that the organisation works to it from a day on."""

_OF_FAMILY = (
    "FROM move m JOIN standard w ON w.id = m.row WHERE m.table_name = 'standard'"
    f" AND m.move = '{WORK_TO}' AND w.family = s.family AND w.kind = s.kind"
)
DECIDED = (
    f"coalesce((SELECT w.id {_OF_FAMILY} AND m.made_on <= ?1"
    " ORDER BY m.made_on DESC, m.id DESC LIMIT 1),"
    f" (SELECT w.replaces_id {_OF_FAMILY} AND m.made_on > ?1 ORDER BY m.made_on, m.id LIMIT 1))"
)
"""Of a standard `s`: the id of the edition of its family that is worked to on the day ?1. Until the
day of the first decision that is the edition before; NULL where nobody decided."""


class Decision(NamedTuple):
    """An edition that is worked to, by the name of the standard: since when, by whom and why."""

    family: str
    standard: str
    designation: str
    since: date
    by: str
    reason: str


def decisions(book: Book) -> list[Decision]:
    """All decisions, the latest first."""
    return [
        Decision(family, id, designation, date.fromisoformat(since), by, reason)
        for family, id, designation, since, by, reason in book.select(
            "SELECT s.family, s.id, s.designation, m.made_on, m.made_by, m.reason FROM move m"
            " JOIN standard s ON s.id = m.row WHERE m.table_name = 'standard' AND m.move = ?"
            " ORDER BY m.made_on DESC, m.id DESC",
            (WORK_TO,),
        )
    ]


def worked_to(book: Book, on: date) -> frozenset[str]:
    """The ids of the editions that are worked to on a day, of all families that were decided on."""
    return frozenset(
        id
        for (id,) in book.select(
            f"SELECT s.id FROM standard s WHERE {DECIDED} = s.id", (on.isoformat(),)
        )
    )
