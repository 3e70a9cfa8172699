"""Auditors: who may audit what, and when, as planning needs to know it."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from auditdesk.book.independence import managers_of, unit_ties
from auditdesk.book.reading import Reading
from auditdesk.book.stands import Stands
from auditdesk.book.tables import (
    Absence,
    Availability,
    Competence,
    Person,
    PersonRole,
    Process,
    StandardRow,
    Unit,
)
from auditdesk.domain.audit import Role, ties
from auditdesk.i18n import _
from auditdesk.planner.problem import Auditor
from auditdesk.planner.problem import VisitedUnit as PlannedUnit
from auditdesk.work.grid import Grid

NOWHERE = "-"
"""The site of what has none."""
_NOTHING = "–"
"""What somebody is able to do who sits in a team without a valid competence: nothing asked for."""
_CLAUSE = re.compile(r"(?<![\d.:])\d{1,2}(?:\.\d{1,2})*(?![\d.:])")


class Auditors:
    """Reads the people of a grid.

    units, visited: what is planned, and the units of the book behind each. planned: the audits that
    stand. done, busy: by person, the half days and the days that audits outside the plan take.
    """

    def __init__(
        self,
        grid: Grid,
        units: Sequence[PlannedUnit],
        visited: Mapping[str, tuple[str, ...]],
        planned: Sequence[Stands],
        done: Mapping[str, int],
        busy: Mapping[str, Sequence[tuple[date, date]]],
    ) -> None:
        self.grid, self.units, self.visited = grid, units, visited
        self.planned, self.done, self.busy = planned, done, busy
        self.reading = Reading()

    def made(self) -> tuple[list[Auditor], dict[str, Auditor], list[str]]:
        """Those who audit, those in training by their id, and in words who is not planned."""
        roles: dict[str, set[str]] = defaultdict(set)
        for role in self.reading.rows(PersonRole):
            roles[role.person].add(role.role)
        seated = {one.lead for one in self.planned} | {
            member for one in self.planned for member in one.members
        }
        conflicts = self._conflicts()
        auditors, trainees, notes = [], {}, []
        for person in self.reading.rows(Person):
            mine = roles[person.id]
            audits = bool(mine & {Role.LEAD_AUDITOR, Role.AUDITOR}) and not person.retired
            made = self._auditor(person, Role.LEAD_AUDITOR in mine, conflicts)
            if audits and not made.tokens:
                notes.append(
                    _("{person} is not planned: no competence of theirs is valid.").format(
                        person=person.name
                    )
                )
            if person.id in seated:
                auditors.append(replace(made, tokens=made.tokens or frozenset({_NOTHING})))
            elif audits and made.tokens:
                auditors.append(made)
            elif Role.TRAINEE in mine and not person.retired:
                trainees[person.id] = made
        return auditors, trainees, notes

    def _auditor(
        self,
        person: Person,
        lead: bool,
        conflicts: Mapping[str, frozenset[str]],
    ) -> Auditor:
        room = self.reading.find(Availability, person=person.id)
        limits = {
            key: getattr(room, key) if room else Availability.columns[key].default
            for key in ("in_week", "in_month", "in_year")
        }
        tokens, until = self._competence(person.id)
        return Auditor(
            id=person.id,
            name=person.name,
            dept=person.id,
            site=str(person.site or NOWHERE),
            lead=lead,
            tokens=tokens,
            conflict_units=conflicts.get(person.id, frozenset()),
            off_days=self._off_days(person, until),
            max_hd_week=limits["in_week"],
            max_hd_month=limits["in_month"],
            max_hd_year=max(0, limits["in_year"] - self.done.get(person.id, 0)),
        )

    def _competence(self, person: str) -> tuple[frozenset[str], date | None]:
        """What somebody is able to audit, and the day on which the last such proof expires.

        A competence names a standard, a process, or neither and then speaks of all; clause numbers
        in its subject narrow it to these and what lies below. Where the book keeps no competences,
        everybody counts as able.
        """
        wanted = {token for unit in self.units for token in (*unit.clauses, *unit.extra_tokens)}
        if self.reading.find(Competence) is None:
            return frozenset(wanted), None
        numbers = {one for one in wanted if _CLAUSE.fullmatch(one)}
        names = wanted - numbers
        known: set[str] = set()
        last: date | None = self.grid.start
        open_from = self.grid.start + timedelta(weeks=self.grid.now)
        for one in self.reading.rows(Competence, person=person):
            if one.expires_on is not None and one.expires_on < open_from:
                continue
            narrowed = _CLAUSE.findall(one.subject) if one.standard else []
            known |= {
                number
                for number in numbers
                if not narrowed
                or any(number == part or number.startswith(f"{part}.") for part in narrowed)
            }
            if one.standard:
                known.add(self.reading.get(StandardRow, one.standard).designation)
            if one.process:
                known.add(self.reading.get(Process, one.process).name)
            if not one.standard and not one.process:
                known |= names
            if last is not None:
                last = max(last, one.expires_on) if one.expires_on else None
        return frozenset(known & wanted), last if known else None

    def _off_days(self, person: Person, until: date | None) -> frozenset[tuple[int, int]]:
        calendar = self.grid.calendar(str(person.site) if person.site else None)
        away = [
            *((one.starts_on, one.ends_on) for one in self.reading.rows(Absence, person=person.id)),
            *self.busy.get(person.id, ()),
        ]
        return frozenset(
            (week, day)
            for week, day, on in self.grid.days()
            if self.grid.outside(on)
            or not calendar.works_on(on)
            or (until is not None and on > until)
            or any(first <= on <= last for first, last in away)
        )

    def _conflicts(self) -> dict[str, frozenset[str]]:
        """By person: the units of which they are not independent, but for declared exceptions."""
        managers = managers_of(self.reading)
        tied = {
            unit: unit_ties(self.reading, self.reading.get(Unit, unit))
            for unit in {one for visited in self.visited.values() for one in visited}
        }
        excepted = {
            (person, unit)
            for one in self.planned
            for person in one.excepted
            for unit in (one.number, *one.units)
        }
        found: dict[str, set[str]] = defaultdict(set)
        for person in managers:
            bound = {unit for unit, tie in tied.items() if ties(person, tie, managers)}
            for unit, visited in self.visited.items():
                own = set(visited) & bound
                if own and (person, unit) not in excepted:
                    found[person].add(unit)
        return {person: frozenset(all) for person, all in found.items()}
