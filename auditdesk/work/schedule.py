"""Schedule: the year as a planning problem, and what stands as its plan.

An audit of one unit that is not agreed yet may move; what is confirmed moves only when asked; what
has begun counts against its people and stays. An audit of several units is planned as one piece.
Audits of any programme count where their days are; one that was missed is placed anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditdesk.book import planning, universe
from auditdesk.book.book import Book
from auditdesk.book.coverage import standards
from auditdesk.book.reading import Reading
from auditdesk.book.stands import Stands, missed, stands
from auditdesk.book.tables import Competence, Process, Site, SitePlanning, StandardRow
from auditdesk.domain.audit import BEFORE, AuditState
from auditdesk.domain.frequency import EVENTS, Frequency, frequency
from auditdesk.domain.months import months_later
from auditdesk.i18n import _
from auditdesk.planner.problem import Audit, Auditor, Placement, PlanningProblem, VisitedUnit
from auditdesk.planner.problem import VisitedSite as PlannedSite
from auditdesk.planner.rules import Broken, Rule, broken, broken_at
from auditdesk.work.auditors import NOWHERE, Auditors
from auditdesk.work.editions import notices
from auditdesk.work.grid import Grid

GRACE = 8
"""Weeks within which what is overdue is to be audited."""
_WEEKS_A_MONTH = 52 / 12

_LEADS = 4
"""Audits of a unit of which it counts who led them."""


@dataclass(frozen=True)
class Schedule:
    """A horizon to plan: the problem, what stands as its plan, and what its audits are in the book.

    stands: the audits of the book by the problem's name for them. units: by the problem's unit, the
    units of the book. standard: the id of the edition that new audits are held against. trainees:
    who learns, by id. notes: in words, who is not planned and why, and what edition ends.
    units_in_use: all units there are, due or not.
    """

    grid: Grid
    problem: PlanningProblem
    plan: Mapping[str, Placement]
    stands: Mapping[str, Stands]
    units: Mapping[str, tuple[str, ...]]
    standard: str
    trainees: Mapping[str, Auditor]
    notes: tuple[str, ...]
    units_in_use: int

    @property
    def due(self) -> list[str]:
        """The units by name of which an audit is due and not planned, one for each audit."""
        return [
            self.problem.unit[one.unit].process
            for one in self.problem.audits
            if one.id not in self.stands
        ]

    @property
    def why_idle(self) -> str:
        """Why there is nothing to plan, in words; "" where there is."""
        last = self.grid.last.year
        if self.grid.now >= self.grid.weeks:
            return _("No week of {year} is left to plan in: plan {next}.").format(
                year=last, next=last + 1
            )
        if not self.problem.audits:
            if not self.units_in_use:
                return _("There is nothing to audit yet: add processes, sites and their units.")
            return _("No audit is due or open in {year}.").format(year=self.grid.year)
        return ""

    def length(self, audit: str) -> int:
        """Half days that an audit takes."""
        return self.problem.unit[self.problem.audit[audit].unit].dur_hd

    def days_of(self, audit: str, placed: Placement) -> tuple[date, date]:
        """First and last day of a placement."""
        monday = self.problem.monday(placed.week)
        last = (placed.start + self.length(audit) - 1) // 2
        return monday + timedelta(days=placed.start // 2), monday + timedelta(days=last)

    def on(self, audit: str, day: date) -> Placement:
        """The placement of an audit that stands, begun on another day."""
        week, start = self.grid.place(day, self.length(audit))
        return replace(self.plan[audit], week=week, start=start)

    def conflicts(
        self, plan: Mapping[str, Placement] | None = None, audit: str = ""
    ) -> list[Broken]:
        """Every hard rule that a plan breaks, the one that stands unless given.

        audit: only what concerns this one. What lies before the first open week is past mending,
        and a date that was agreed outside the weeks of the frequency was agreed on purpose.
        """
        judged = self.plan if plan is None else plan
        found = broken_at(self.problem, judged, audit) if audit else broken(self.problem, judged)
        return [
            one
            for one in found
            if one.rule not in (Rule.WEEK, Rule.GAP, Rule.AGREED)
            and any(judged[id].week >= self.grid.now for id in one.audits)
        ]


def schedule(
    book: Book, year: int, today: date, years: int = 1, free: frozenset[str] = frozenset()
) -> Schedule:
    """The problem of planning these years from what the book says.

    free: numbers of confirmed audits that may move all the same.
    """
    return _ProblemMaker(book, Grid(year, years, today), today, free).made()


class _ProblemMaker:
    """Collects a problem from the book; one for each call of `schedule`."""

    def __init__(self, book: Book, grid: Grid, today: date, free: frozenset[str]) -> None:
        self.book, self.grid, self.today, self.free = book, grid, today, free
        self.reading = Reading()
        self.on = min(today, grid.last)
        known = standards(book, grid.last)
        self.standard = known[0][0] if known else ""
        self.scheme = universe.scheme(book)
        self.cycle = universe.cycle_months(book)
        self.facts = self._universe()
        self.everything = list(stands(book, grid.first, grid.last))
        if grid.last >= today:
            self.everything += missed(book, today, grid.first)

    def made(self) -> Schedule:
        """Put the parts together."""
        open_audits = [one for one in self.everything if self._is_open(one)]
        alone, composed = self._sorted(open_audits)
        units: list[VisitedUnit] = []
        visited: dict[str, tuple[str, ...]] = {}
        planned: list[Audit] = []
        standing: dict[str, Stands] = {}
        for one in composed:
            units.append(self._composed(one))
            visited[one.number] = one.units
            planned.append(self._audit(one, one.number, 0))
            standing[one.number] = one
        for facts in self.facts:
            mine = sorted(
                alone.get(facts.id, []), key=lambda one: (one.starts_on or date.max, one.number)
            )
            unit = self._unit(facts, mine, composed)
            if unit is None:
                continue
            units.append(unit)
            visited[unit.id] = (facts.id,)
            for k in range(unit.n):
                if k < len(mine):
                    planned.append(self._audit(mine[k], unit.id, k))
                    standing[mine[k].number] = mine[k]
                else:
                    name = facts.name if unit.n == 1 else f"{facts.name} ({k + 1})"
                    planned.append(Audit(name, unit.id, k))
        plan = {
            number: placed
            for number, one in standing.items()
            if (placed := self._placement(one)) is not None
        }
        people, trainees, notes = Auditors(
            self.grid, units, visited, list(standing.values()), self._work_done(), self._busy()
        ).made()
        months = [self.grid.month(week) for week in range(self.grid.weeks)]
        every_month = tuple(dict.fromkeys(months))
        problem = PlanningProblem(
            start=self.grid.start,
            horizon=self.grid.weeks,
            sites=tuple(self._sites()),
            auditors=tuple(people),
            units=tuple(units),
            audits=tuple(planned),
            months=every_month,
            month_of_week=tuple(every_month.index(month) for month in months),
            year_of_week=tuple(month[0] - self.grid.year for month in months),
            travel=self._travel(),
            grace_weeks=min(self.grid.weeks - 1, self.grid.now + GRACE),
            previous={id: one for id, one in plan.items() if not self._missed(standing[id])},
            now=min(self.grid.now, self.grid.weeks - 1),
        )
        return Schedule(
            self.grid,
            problem,
            plan,
            standing,
            visited,
            self.standard,
            trainees,
            (*self._ending(), *notes),
            len(self.facts),
        )

    def _ending(self) -> list[str]:
        """In words, how the edition that new audits are held against ends before or soon after."""
        edition = self.reading.get(StandardRow, self.standard) if self.standard else None
        return notices([edition], self.grid.last) if edition else []

    # --- audits that stand ---------------------------------------------------------------------

    def _is_open(self, one: Stands) -> bool:
        """Whether an audit is still to be held, and planned here.

        What has begun before this week is not planned, nor what stands from the year before over
        its end.
        """
        if one.state == AuditState.STARTED:
            return one.starts_on is not None and self.grid.week(one.starts_on) >= self.grid.now
        return one.state in BEFORE and (
            one.starts_on is None or one.starts_on >= self.grid.first or self._missed(one)
        )

    def _missed(self, one: Stands) -> bool:
        """Whether its day has passed without it: it is to be placed anew."""
        return one.ends_on is None or one.ends_on < self.today

    def _sorted(
        self, open_audits: Sequence[Stands]
    ) -> tuple[dict[str, list[Stands]], list[Stands]]:
        """Audits of one known unit by the unit, and the other dated ones."""
        known = {one.id for one in self.facts}
        alone: dict[str, list[Stands]] = defaultdict(list)
        composed = []
        for one in open_audits:
            if one.visits and len(one.units) == 1 and one.units[0] in known:
                alone[one.units[0]].append(one)
            elif one.starts_on is not None:
                composed.append(one)
        return alone, composed

    def _audit(self, one: Stands, unit: str, k: int) -> Audit:
        agreed = one.state != AuditState.PLANNED and one.number not in self.free
        agreed = agreed and not (one.state in BEFORE and self._missed(one))
        return Audit(one.number, unit, k, self._placement(one) if agreed else None)

    def _placement(self, one: Stands) -> Placement | None:
        if one.starts_on is None or not one.lead:
            return None
        week, start = self.grid.place(one.starts_on, one.length)
        inside = 0 <= week < self.grid.weeks and not self.grid.outside(one.starts_on)
        return Placement(week, start, one.lead, one.members, one.clauses) if inside else None

    def _work_done(self) -> Counter[str]:
        """Half days by person that audits take which are not planned here."""
        load: Counter[str] = Counter()
        for one in self._beside():
            for person in (one.lead, *one.members):
                load[person] += one.length
        return load

    def _busy(self) -> dict[str, list[tuple[date, date]]]:
        """By person: the days of the audits that are not planned here."""
        busy: dict[str, list[tuple[date, date]]] = defaultdict(list)
        for one in self._beside():
            if one.starts_on and one.ends_on:
                for person in (one.lead, *one.members):
                    busy[person].append((one.starts_on, one.ends_on))
        return busy

    def _beside(self) -> list[Stands]:
        """What was held, has begun, or stands over the turn of the year before."""
        return [
            one
            for one in self.everything
            if one.state != AuditState.CANCELLED and not self._is_open(one)
        ]

    # --- units ---------------------------------------------------------------------------------

    def _universe(self) -> list[universe.UnitFacts]:
        left_out = planning.units_left_out(self.book, self.grid.year)
        found = universe.universe(self.book, self.on, self.scheme, self.grid.first)
        return [one for one in found if one.id not in left_out]

    def _composed(self, one: Stands) -> VisitedUnit:
        """An audit of several units, of none, or of one that is no longer used, as a unit."""
        assert one.starts_on is not None
        facts = [fact for fact in self.facts if fact.id in one.units]
        certified = [self.reading.get(StandardRow, id) for id in one.standards]
        return VisitedUnit(
            id=one.number,
            process=one.title,
            site=facts[0].site_id if facts else NOWHERE,
            dept="",
            clauses=one.clauses,
            risk=max((_risk(self._frequency(fact)) for fact in facts), default=3),
            last_week=-1,
            interval=max(0, self.grid.week(one.starts_on)) + 1,
            n=1,
            min_gap=0,
            max_gap=self.grid.weeks,
            dur_hd=one.length,
            core=frozenset(one.clauses),
            extra_tokens=frozenset(row.designation for row in certified if row.certifiable),
            team_max=max(3, 1 + len(one.members)),
        )

    def _unit(
        self, facts: universe.UnitFacts, mine: Sequence[Stands], composed: Sequence[Stands]
    ) -> VisitedUnit | None:
        """A unit with as many audits as its frequency asks for, and at least those that stand."""
        found = self._frequency(facts)
        every = max(1, round(found.every * _WEEKS_A_MONTH))
        others = [
            self.grid.now if self._missed(one) else self.grid.week(one.starts_on)
            for one in composed
            if one.visits and facts.id in one.units and one.starts_on
        ]
        n = max(len(mine), len(list(self._due(found))) - len(others))
        if n <= 0:
            return None
        last = facts.inputs.last_audit_on
        event = found.override is not None and found.override.key in EVENTS
        before = self.grid.week(found.due_on) + 1
        most = min(every * 3 // 2, round(self.cycle * _WEEKS_A_MONTH))
        clauses = planning.clause_numbers(self.book, facts.id, self.standard)
        return VisitedUnit(
            id=facts.id,
            process=facts.name,
            site=facts.site_id,
            dept="",
            clauses=clauses,
            risk=_risk(found),
            last_week=max([self.grid.week(last) if last else -every, *others]),
            interval=every,
            n=n,
            min_gap=every // 3 if n > 1 else 0,
            max_gap=max(most, self.grid.weeks // n),
            dur_hd=mine[0].length if mine else facts.half_days,
            core=frozenset(clauses),
            extra_tokens=frozenset(self._tokens(facts)),
            open_findings=facts.inputs.open,
            team_min=facts.team_least,
            team_max=max([facts.team_most, *(1 + len(one.members) for one in mine)]),
            blocked_weeks=frozenset(
                week
                for week in range(self.grid.weeks)
                if self.grid.month(week)[1] in facts.closed_months
            ),
            preferred_months=frozenset(facts.preferred_months),
            before_week=before if event and not mine and before > self.grid.now + 2 else None,
            history_leads=planning.last_leads(self.book, facts.id, self.on, _LEADS),
        )

    def _tokens(self, facts: universe.UnitFacts) -> Iterator[str]:
        """What auditors of a unit must be able to do beside its clauses.

        The edition; and the process, where the book keeps competences for it.
        """
        if self.standard:
            yield self.reading.get(StandardRow, self.standard).designation
        processes = {one.process for one in self.reading.rows(Competence) if one.process}
        if facts.process in {self.reading.get(Process, one).name for one in processes}:
            yield facts.process

    def _due(self, found: Frequency) -> Iterator[date]:
        on = max(found.due_on, self.today, self.grid.first)
        while on <= self.grid.last:
            yield on
            on = months_later(on, found.every)

    def _frequency(self, facts: universe.UnitFacts) -> Frequency:
        chosen = planning.chosen_interval(self.book, self.grid.year, facts.id)
        return frequency(facts.inputs, self.scheme, self.cycle, self.on, chosen)

    # --- sites ---------------------------------------------------------------------------------

    def _sites(self) -> Iterator[PlannedSite]:
        past = frozenset(range(self.grid.now))
        for site in self.reading.rows(Site):
            calendar = self.grid.calendar(site.id)
            room = self.reading.find(SitePlanning, site=site.id)
            yield PlannedSite(
                site.id,
                site.name,
                past,
                frozenset(
                    (week, day)
                    for week, day, on in self.grid.days()
                    if self.grid.outside(on) or not calendar.works_on(on)
                ),
                room.audits_in_week if room else SitePlanning.audits_in_week.default,
            )
        beyond = frozenset(
            (week, day) for week, day, on in self.grid.days() if self.grid.outside(on)
        )
        yield PlannedSite(NOWHERE, "–", past, beyond)

    def _travel(self) -> dict[str, dict[str, int]]:
        """Distance classes: 0 at home, 1 in the same country, 3 abroad."""
        country = {site.id: str(site.country or "") for site in self.reading.rows(Site)}

        def distance(home: str, to: str) -> int:
            if home == to or NOWHERE in (home, to):
                return 0
            return 1 if country[home] == country[to] else 3

        places = (*country, NOWHERE)
        return {home: {to: distance(home, to) for to in places} for home in places}


def _risk(found: Frequency) -> int:
    return min(5, max(1, round(found.score / 100)))
