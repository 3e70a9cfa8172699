"""The way to the first closed audit of a book: what is done of it, and what comes next."""

from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.i18n import _

_COURSE = ("planned", "confirmed", "started", "held", "reported", "closed")
"""The states of an audit in their order, as stored: a start has no time to load their rules."""


class Stage(NamedTuple):
    """A stage of the way. kind: the kind of thing with which it is done."""

    text: str
    done: bool
    kind: str


def way_to_the_first_audit(book: Book) -> list[Stage]:
    """The stages of the way, in their order; none once an audit is closed."""
    states = {str(state) for (state,) in book.select("SELECT DISTINCT state FROM audit")}
    if _COURSE[-1] in states:
        return []
    furthest = max((n for n, state in enumerate(_COURSE) if state in states), default=-1)

    def reached(state: str) -> bool:
        return furthest >= _COURSE.index(state)

    def holds(what: str) -> bool:
        return any(book.select(f"SELECT 1 FROM {what}"))

    return [
        Stage(_("Units: what is audited where"), holds("unit LIMIT 1"), "unit"),
        Stage(_("People beside you"), holds("person LIMIT 1 OFFSET 1"), "person"),
        Stage(_("Programme of the year"), holds("programme LIMIT 1"), "programme"),
        Stage(_("First audit planned"), reached("planned"), "audit"),
        Stage(_("First audit started"), reached("started"), "audit"),
        Stage(_("Its report issued"), reached("reported"), "audit"),
        Stage(_("First audit closed"), False, "audit"),
    ]
