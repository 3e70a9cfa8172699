"""Coverage: which clause was looked at in which unit, when, and what nobody looks at.

A programme covers the system over its cycle: each clause that applies to a unit comes up, or is
left out for a reason that is written down (ISO 9001, 9.2.2; ISO 19011, 5.4, in own words).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from auditdesk.domain.clause import heading
from auditdesk.domain.share import percent
from auditdesk.i18n import N_, _


class Cover(StrEnum):
    """How a clause stands in a unit within the days looked at."""

    DONE = "done"
    PLANNED = "planned"
    PART = "part"
    NEVER = "never"
    LEFT_OUT = "left_out"
    NOT_APPLICABLE = "not_applicable"

    @property
    def sign(self) -> str:
        return COVER_SIGNS[self]

    @property
    def label(self) -> str:
        return _(COVER_LABELS[self])


COVER_SIGNS = {
    Cover.DONE: "●",
    Cover.PLANNED: "○",
    Cover.PART: "◐",
    Cover.NEVER: "!",
    Cover.LEFT_OUT: "–",
    Cover.NOT_APPLICABLE: "",
}
COVER_LABELS = {
    Cover.DONE: N_("audited"),
    Cover.PLANNED: N_("planned"),
    Cover.PART: N_("audited in part"),
    Cover.NEVER: N_("neither audited nor planned"),
    Cover.LEFT_OUT: N_("left out, with a reason"),
    Cover.NOT_APPLICABLE: N_("does not apply"),
}

_GAPS = (Cover.NEVER, Cover.PART)
_RANK = {cover: rank for rank, cover in enumerate(Cover)}


class Look(NamedTuple):
    """An audit that looked at a clause in a unit, or will: its number, the day, done or not.

    missing: where it saw a part only of what the clause was made of, what of it nobody saw.
    """

    audit: str
    on: date
    done: bool
    missing: str = ""


class Cell(NamedTuple):
    """One clause in one unit. on: when it was audited last, else when it will be next.

    reason: why it is left out or does not apply, or what is missing where a part was looked at.
    """

    cover: Cover
    on: date | None = None
    audits: tuple[str, ...] = ()
    findings: int = 0
    reason: str = ""


BARE = Cell(Cover.NOT_APPLICABLE)
NEVER = Cell(Cover.NEVER)


@dataclass(frozen=True)
class ClauseHead:
    """A row of the map. verified: whether somebody compared it with a licensed copy."""

    id: str
    number: str
    title: str
    verified: bool

    @property
    def heading(self) -> str:
        """Number and title; some clauses have no title."""
        return heading(self.number, self.title)


@dataclass(frozen=True)
class UnitHead:
    """A column of the map."""

    id: str
    name: str


@dataclass(frozen=True)
class Coverage:
    """The map of clauses and units over some days; what is not in `cells` does not apply.

    yearly: the clauses that must come up within a year, and so are asked for in the last year too.
    """

    standard: str
    first: date
    last: date
    clauses: tuple[ClauseHead, ...]
    units: tuple[UnitHead, ...]
    cells: Mapping[tuple[str, str], Cell]
    left_out: Mapping[str, str]
    late_yearly: tuple[ClauseHead, ...] = ()

    def cell(self, clause: str, unit: str) -> Cell:
        """The cell of a clause and a unit, by their ids."""
        return self.cells.get((clause, unit), BARE)

    def clause_cover(self, clause: str) -> Cover:
        """How a clause stands in the organisation as a whole: the best of its units."""
        return self._best[0].get(clause, Cover.NOT_APPLICABLE)

    def unit_cover(self, unit: str) -> Cover:
        """How a unit stands: audited or planned where any clause of it is."""
        return self._best[1].get(unit, Cover.NOT_APPLICABLE)

    @cached_property
    def _best(self) -> tuple[dict[str, Cover], dict[str, Cover]]:
        """By clause and by unit: the best of the cells, unless left out as a whole."""
        best: tuple[dict[str, Cover], dict[str, Cover]] = ({}, {})
        for pair, cell in self.cells.items():
            for id, of in zip(pair, best, strict=True):
                if id in self.left_out:
                    of[id] = Cover.LEFT_OUT
                elif id not in of or (
                    cell.cover is not of[id] and _RANK[cell.cover] < _RANK[of[id]]
                ):
                    of[id] = cell.cover
        return best

    @property
    def gaps(self) -> list[tuple[ClauseHead, list[UnitHead]]]:
        """Each clause with the units where it applies and nobody sees all of it, nor says why."""
        found = []
        for clause in self.clauses:
            units = [unit for unit in self.units if self.cell(clause.id, unit.id).cover in _GAPS]
            if units:
                found.append((clause, units))
        return found

    @property
    def bare_clauses(self) -> list[ClauseHead]:
        """The clauses that apply somewhere and come up nowhere."""
        return [one for one in self.clauses if self.clause_cover(one.id) is Cover.NEVER]

    @property
    def part_clauses(self) -> list[ClauseHead]:
        """The clauses of which nobody looks at more than a part."""
        return [one for one in self.clauses if self.clause_cover(one.id) is Cover.PART]

    @property
    def bare_units(self) -> list[UnitHead]:
        """The units in which nothing is looked at."""
        return [one for one in self.units if self.unit_cover(one.id) is Cover.NEVER]

    @property
    def ratio(self) -> float:
        """The share of the applying clauses that are audited or planned; 1 where none applies."""
        covered, applying = self._covered
        return covered / applying if applying else 1.0

    @property
    def percent(self) -> int:
        """The same in per cent, as people say it."""
        covered, applying = self._covered
        return percent(covered, applying) if applying else 100

    @cached_property
    def _covered(self) -> tuple[int, int]:
        """How many of the applying clauses are audited or planned, and how many apply."""
        covers = [self.clause_cover(one.id) for one in self.clauses]
        applying = [one for one in covers if one not in (Cover.NOT_APPLICABLE, Cover.LEFT_OUT)]
        return sum(one in (Cover.DONE, Cover.PLANNED) for one in applying), len(applying)


@lru_cache(maxsize=10_000)
def cell(looks: tuple[Look, ...], findings: int, reason: str) -> Cell:
    """What the audits that look at a clause in a unit make of it; reason: why it is left out."""
    if not looks:
        return Cell(Cover.LEFT_OUT, reason=reason) if reason else NEVER
    audits = tuple(dict.fromkeys([one.audit for one in looks]))
    whole = [one for one in looks if not one.missing]
    done = [one.on for one in whole or looks if one.done]
    missing = "" if whole else looks[0].missing
    if done:
        cover = Cover.DONE if whole else Cover.PART
        return Cell(cover, max(done), audits, findings, missing)
    on = min([one.on for one in whole or looks])
    return Cell(Cover.PLANNED, on, audits, findings, missing)
