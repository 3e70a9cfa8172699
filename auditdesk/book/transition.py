"""Transition: what an edition changed, where that was looked at since, and what is left to do.

Looked at is what an audit against the new edition saw, since the day of its issue; an audit against
the edition before cannot have seen what was not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.coverage import coverage
from auditdesk.book.editions_in_use import Decision, decisions
from auditdesk.book.looks import Pair, looks
from auditdesk.domain.clause import ChangeKind, heading
from auditdesk.domain.coverage import Cover, UnitHead
from auditdesk.domain.question import SUBSTANTIAL
from auditdesk.domain.share import percent

_CHANGES = """
SELECT c.id, c.number, c.title, m.change, o.number, m.note FROM clause_mapping m
    JOIN clause c ON c.id = m.new_id JOIN clause o ON o.id = m.old_id
WHERE c.standard_id = ? AND c.assessable ORDER BY c.position, o.position
"""
MARK = "transition {standard} {clause}"
"""By what an action of a transition is known again, in its number elsewhere."""


class ChangedClause(NamedTuple):
    """A clause that an edition changed: how, out of which clauses, what about it is new."""

    id: str
    number: str
    title: str
    kinds: tuple[ChangeKind, ...]
    before: tuple[str, ...]
    note: str

    @property
    def heading(self) -> str:
        """Number and title; some clauses have no title."""
        return heading(self.number, self.title)


class LookAtChange(NamedTuple):
    """The newest look at a changed clause in a unit: which audit, and when."""

    audit: str
    on: date


class SiteReadiness(NamedTuple):
    """How many of the changed clauses that apply at a site were looked at there."""

    site: str
    seen: int
    applying: int

    @property
    def percent(self) -> int:
        """How much of them was looked at; all of it where none applies."""
        return percent(self.seen, self.applying) if self.applying else 100


@dataclass(frozen=True)
class Transition:
    """From one edition to the next.

    applies: pairs of changed clause and unit. actions: by clause, the number of the action that was
    agreed for it. decided: what is worked to now, and what was decided for later. asked: by clause,
    what the question bank has about what is new. certificates_end: from when on new certificates
    are issued to the new edition only.
    """

    old: str
    new: str
    key: str
    issued_on: date | None
    withdrawn_on: date | None
    changes: tuple[ChangedClause, ...]
    units: tuple[UnitHead, ...]
    applies: frozenset[Pair]
    seen: Mapping[Pair, LookAtChange]
    actions: Mapping[str, str]
    sites: tuple[SiteReadiness, ...]
    decided: tuple[Decision, ...]
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    certificates_end: date | None = None

    def gaps(self, clause: str) -> list[UnitHead]:
        """The units in which a changed clause applies and was not looked at since."""
        return [
            unit
            for unit in self.units
            if (clause, unit.id) in self.applies and (clause, unit.id) not in self.seen
        ]


def editions_that_replace(book: Book) -> list[tuple[str, str]]:
    """Editions that replace another and changed something: id and name, the latest first."""
    return [
        (id, name)
        for id, name in book.select(
            "SELECT s.id, s.designation FROM standard s WHERE EXISTS (SELECT 1 FROM clause_mapping"
            " m JOIN clause c ON c.id = m.new_id WHERE c.standard_id = s.id)"
            " ORDER BY s.valid_from DESC"
        )
    ]


def transition(book: Book, standard: str, today: date) -> Transition:
    """How far the transition to an edition is on a day."""
    ((old, new, key, issued, withdrawn),) = book.select(
        "SELECT o.designation, s.designation, o.key, s.valid_from, o.withdrawn_on FROM standard s"
        " JOIN standard o ON o.id = s.replaces_id WHERE s.id = ?",
        (standard,),
    )
    since = date.fromisoformat(issued) if issued else date(1987, 1, 1)
    changes = _changes(book, standard)
    ids = {one.id for one in changes}
    map_ = coverage(book, standard, since, max(since, today), today=today)
    applies = frozenset(
        (clause, unit.id)
        for clause in ids
        for unit in map_.units
        if map_.cell(clause, unit.id).cover not in (Cover.NOT_APPLICABLE, Cover.LEFT_OUT)
    )
    seen: dict[Pair, LookAtChange] = {}
    for look in looks(book, since, max(since, today), today):
        for pair in look.pairs if look.done else ():
            if pair in applies and (pair not in seen or look.on > seen[pair].on):
                seen[pair] = LookAtChange(look.audit, look.on)
    return Transition(
        old,
        new,
        key,
        date.fromisoformat(issued) if issued else None,
        date.fromisoformat(withdrawn) if withdrawn else None,
        changes,
        map_.units,
        applies,
        seen,
        _actions(book, new, changes),
        _sites(book, applies, seen),
        _decided(book, standard, today),
    )


def _decided(book: Book, standard: str, today: date) -> tuple[Decision, ...]:
    """What of the family is worked to on a day, and what from later days on; the earliest first."""
    ((family,),) = book.select("SELECT family FROM standard WHERE id = ?", (standard,))
    known = [one for one in decisions(book) if one.family == family]
    later = [one for one in known if one.since > today]
    return tuple(reversed([*later, *[one for one in known if one.since <= today][:1]]))


def _changes(book: Book, standard: str) -> tuple[ChangedClause, ...]:
    found: dict[str, ChangedClause] = {}
    for id, number, title, change, before, note in book.select(_CHANGES, (standard,)):
        kind = ChangeKind(change)
        known = found.get(id, ChangedClause(id, number, title, (), (), ""))
        found[id] = known._replace(
            kinds=(*known.kinds, kind),
            before=(*known.before, before),
            note=" ".join(filter(None, (known.note, note))),
        )
    return tuple(one for one in found.values() if SUBSTANTIAL & set(one.kinds))


def _actions(book: Book, new: str, changes: tuple[ChangedClause, ...]) -> dict[str, str]:
    marks = {MARK.format(standard=new, clause=one.number): one.id for one in changes}
    return {
        marks[mark]: number
        for mark, number in book.select(
            "SELECT foreign_number, number FROM action WHERE foreign_number LIKE 'transition %'"
            " AND cancelled_on IS NULL"
        )
        if mark in marks
    }


def _sites(
    book: Book, applies: frozenset[Pair], seen: Mapping[Pair, LookAtChange]
) -> tuple[SiteReadiness, ...]:
    site_of = dict(book.select("SELECT u.id, s.name FROM unit u JOIN site s ON s.id = u.site_id"))
    names = sorted({site_of[unit] for _clause, unit in applies})
    return tuple(
        SiteReadiness(
            name,
            sum(site_of[pair[1]] == name for pair in seen),
            sum(site_of[unit] == name for _clause, unit in applies),
        )
        for name in names
    )
