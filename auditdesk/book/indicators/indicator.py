"""Indicator: a number over a population of records, as data; its formula stands beside it in words.

All indicators of a population are counted in one pass over it, so that another costs a condition
and no scan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.domain.indicator import Extent, Figure, Measure, Topic
from auditdesk.i18n import _

_PLACE = (
    "(:site = '' OR {0}.site_id = (SELECT id FROM site WHERE name = :site))"
    " AND (:process = '' OR {0}.process_id = (SELECT id FROM process WHERE name = :process))"
)
_OF_STANDARD = "SELECT id FROM standard WHERE designation = :standard"
_CITES = (
    "(:standard = '' OR EXISTS (SELECT 1 FROM finding_clause sl JOIN clause sc"
    " ON sc.id = sl.clause_id WHERE sl.finding_id = {0}.id"
    f" AND sc.standard_id = ({_OF_STANDARD})))"
)
_NARROW = {
    "finding": f"{_PLACE.format('f')} AND {_CITES.format('f')}",
    "action": (
        "(:site || :process || :standard = '' OR EXISTS (SELECT 1 FROM action_finding nl"
        " JOIN finding nf ON nf.id = nl.finding_id WHERE nl.action_id = a.id"
        f" AND {_PLACE.format('nf')} AND {_CITES.format('nf')}))"
    ),
    "audit": (
        "(:site || :process = '' OR EXISTS (SELECT 1 FROM audit_unit nl JOIN unit nu"
        f" ON nu.id = nl.unit_id WHERE nl.audit_id = t.id AND {_PLACE.format('nu')}))"
        " AND (:standard = '' OR EXISTS (SELECT 1 FROM audit_standard ns"
        f" WHERE ns.audit_id = t.id AND ns.standard_id = ({_OF_STANDARD})))"
    ),
}
_IDS = {"finding": "f.id", "action": "a.id", "audit": "t.id"}


@dataclass(frozen=True)
class Population:
    """Records that are counted: their kind, where they stand (`finding f`, `action a`, `audit t`),
    and which of them lie in the days that are looked at; both SQL."""

    kind: str
    source: str
    within: str

    @property
    def id(self) -> str:
        return _IDS[self.kind]

    def where(self, scope: Extent) -> str:
        """The records of a scope, as a condition."""
        narrowed = scope.site or scope.process or scope.standard
        return f"{self.within} AND {_NARROW[self.kind]}" if narrowed else self.within


class Count(NamedTuple):
    """What a function counted: the figure, all records behind it, and those that count."""

    figure: Figure
    all: Sequence[str]
    counted: Sequence[str]


Find = Callable[[Book, Extent], Count]


@dataclass(frozen=True)
class Indicator:
    """A number that is told. `name`, `part_name` and `formula` are marked, not translated.

    kind: of the records behind it, "" where they are in no register. part: the SQL condition of
    the records that count; "" for all of the population. days: the SQL expression of a number of
    days. per: SQL of what a rate is divided by. find: in place of these, a function. given: what
    the SQL names beside the scope. of: what the name is filled with, as it stands.
    """

    key: str
    topic: Topic
    name: str
    formula: str
    measure: Measure
    kind: str
    population: Population | None = None
    part: str = ""
    days: str = ""
    per: str = ""
    find: Find | None = None
    given: tuple[tuple[str, str], ...] = ()
    of: str = ""

    @property
    def told(self) -> str:
        """The name in the user’s language."""
        return _(self.name).format(of=self.of)

    @property
    def why(self) -> str:
        """The formula in the user’s language."""
        return _(self.formula).format(of=self.of)
