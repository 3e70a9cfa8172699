"""Schedule: the year as a planning problem, what stands as its plan, and a plan put into the book.

An audit of one unit that is not agreed yet may move; what is confirmed moves only when asked; what
has begun counts against its people and stays. An audit of several units is planned as one piece.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditdesk.book import universe
from auditdesk.book.book import Book
from auditdesk.book.coverage import standards
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    Absence,
    Availability,
    Competence,
    Person,
    PersonRole,
    Process,
    Site,
    SitePlanning,
    StandardRow,
)
from auditdesk.domain.audit import DONE, AuditState, Role, ties
from auditdesk.domain.frequency import Frequency, frequency, months_later
from auditdesk.domain.programme import WorkingDays
from auditdesk.planner.problem import (
    DAYS,
    HALF_DAYS,
    Audit,
    Auditor,
    Placement,
    Problem,
    Unit,
)
from auditdesk.planner.problem import Site as PlannedSite
from auditdesk.work import audits
from auditdesk.work.organisation import working_days

GRACE = 8
"""Weeks within which what is overdue is to be audited."""
NOWHERE = "-"
_WEEKS_A_MONTH = 52 / 12
_CLAUSE = re.compile(r"(?<![\d.:])\d{1,2}(?:\.\d{1,2})*(?![\d.:])")


@dataclass(frozen=True)
class Stands:
    """An audit as it stands in the book: dates as typed, team by ids, the lead first."""

    id: str
    number: str
    title: str
    state: str
    starts_on: date | None
    ends_on: date | None
    half_days: int
    units: tuple[str, ...]
    clauses: tuple[str, ...]
    standards: tuple[str, ...]
    lead: str
    members: tuple[str, ...]
    excepted: frozenset[str]
    trainees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """A horizon to plan: the problem, what stands as its plan, and what its audits are in the book.

    stands: the audits of the book by the problem's name for them. units: by the problem's unit, the
    units of the book. standard: the id of the edition that new audits are held against.
    """

    problem: Problem
    plan: Mapping[str, Placement]
    stands: Mapping[str, Stands]
    units: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]
    standard: str
    trainees: Mapping[str, Auditor]

    def days_of(self, audit: str, placement: Placement) -> tuple[date, date]:
        """First and last day of a placement."""
        length = self.problem.unit[self.problem.audit[audit].unit].dur_hd
        monday = self.problem.monday(placement.week)
        last = (placement.start + length - 1) // 2
        return monday + timedelta(days=placement.start // 2), monday + timedelta(days=last)

    def place(self, audit: str, on: date, standing: Placement) -> Placement:
        """The placement of an audit that begins on a day; the rest as it stands."""
        week, day = divmod((on - self.problem.start).days, 7)
        length = self.problem.unit[self.problem.audit[audit].unit].dur_hd
        return replace(standing, week=week, start=_start(day, length))


def schedule(
    book: Book,
    year: int,
    today: date,
    years: int = 1,
    free: frozenset[str] = frozenset(),
) -> Schedule:
    """The problem of planning these years from what the book says.

    free: numbers of confirmed audits that may move all the same.
    """
    return _Maker(book, year, today, years, free).made()


class _Maker:
    """Collects a problem from the book; one for each call of `schedule`."""

    def __init__(
        self, book: Book, year: int, today: date, years: int, free: frozenset[str]
    ) -> None:
        self.book, self.reading, self.today, self.free = book, Reading(), today, free
        self.start = date.fromisocalendar(year, 1, 1)
        self.weeks = sum(_iso_weeks(year + n) for n in range(years))
        self.end = self.start + timedelta(weeks=self.weeks, days=-1)
        self.now = min(max(0, (today - self.start).days // 7), self.weeks - 1)
        self.year = year
        self.known = standards(book)
        self.standard = self.known[0][0] if self.known else ""
        self.facts = self._universe()
        self.everything = list(stands(book, self.start, self.end))
        self.calendars: dict[str, WorkingDays] = {}

    def made(self) -> Schedule:
        """Put the parts together."""
        open_audits = [one for one in self.everything if self._is_open(one)]
        alone, composed = self._sorted(open_audits)
        units: dict[str, Unit] = {}
        planned: list[Audit] = []
        plan: dict[str, Placement] = {}
        visited: dict[str, tuple[str, ...]] = {}
        standing: dict[str, Stands] = {}
        for one in composed:
            units[one.number] = self._composed(one)
            visited[one.number] = one.units
            self._put(one, one.number, 0, planned, plan)
            standing[one.number] = one
        for facts in self.facts:
            made, mine = self._unit(facts, alone.get(facts.id, []), composed)
            if made is None:
                continue
            units[made.id] = made
            visited[made.id] = (facts.id,)
            for k in range(made.n):
                if k < len(mine):
                    self._put(mine[k], made.id, k, planned, plan)
                    standing[mine[k].number] = mine[k]
                else:
                    planned.append(Audit(self._new_name(facts.name, k, made.n), made.id, k))
        auditors, trainees = self._people(units, visited, open_audits)
        months = [self._month(week) for week in range(self.weeks)]
        every_month = tuple(dict.fromkeys(months))
        problem = Problem(
            start=self.start,
            horizon=self.weeks,
            sites=tuple(self._sites()),
            auditors=tuple(auditors),
            units=tuple(units.values()),
            audits=tuple(planned),
            months=every_month,
            month_of_week=tuple(every_month.index(month) for month in months),
            year_of_week=tuple(month[0] - self.year for month in months),
            travel=self._travel(),
            grace_weeks=min(self.weeks - 1, self.now + GRACE),
            previous={id: one for id, one in plan.items() if self._holds(standing[id])},
            now=self.now,
        )
        return Schedule(
            problem,
            plan,
            standing,
            visited,
            {one.id: one.name for one in self.facts},
            self.standard,
            trainees,
        )

    # --- units and audits ----------------------------------------------------------------------

    def _universe(self) -> list[universe.UnitFacts]:
        left_out = {
            unit
            for (unit,) in self.book.select(
                "SELECT o.unit_id FROM left_out o JOIN programme p ON p.id = o.programme_id"
                " WHERE p.state != 'superseded' AND p.year = ? AND o.unit_id IS NOT NULL",
                (self.year,),
            )
        }
        self.scheme = universe.scheme(self.book)
        self.cycle = universe.cycle_months(self.book)
        self.on = max(self.today, self.start)
        found = universe.universe(self.book, self.on, self.scheme)
        return [one for one in found if one.id not in left_out]

    def _is_open(self, one: Stands) -> bool:
        """Whether an audit is still to be held within what is left of the horizon."""
        if one.state in DONE or one.state == AuditState.CANCELLED:
            return False
        begun = one.starts_on is not None and self._week(one.starts_on) < self.now
        return not (begun and one.state == AuditState.STARTED)

    def _holds(self, one: Stands) -> bool:
        """Whether a placement counts as agreed so far; what was missed is to be placed anew."""
        return one.ends_on is not None and one.ends_on >= self.today

    def _sorted(
        self, open_audits: Iterable[Stands]
    ) -> tuple[dict[str, list[Stands]], list[Stands]]:
        """Audits of one known unit by the unit, and the others."""
        known = {one.id for one in self.facts}
        alone: dict[str, list[Stands]] = defaultdict(list)
        composed = []
        for one in open_audits:
            if len(one.units) == 1 and one.units[0] in known:
                alone[one.units[0]].append(one)
            elif one.starts_on is not None:
                composed.append(one)
        return alone, composed

    def _put(
        self,
        one: Stands,
        unit: str,
        k: int,
        planned: list[Audit],
        plan: dict[str, Placement],
    ) -> None:
        placement = None
        if one.starts_on is not None and one.lead:
            week, day = divmod((one.starts_on - self.start).days, 7)
            placement = Placement(
                week, _start(day, _length(one)), one.lead, one.members, one.clauses
            )
            plan[one.number] = placement
        agreed = one.state != AuditState.PLANNED and one.number not in self.free
        planned.append(Audit(one.number, unit, k, placement if agreed else None))

    def _composed(self, one: Stands) -> Unit:
        """An audit of several units, of none, or of one that is no longer used, as a unit."""
        assert one.starts_on is not None
        week = self._week(one.starts_on)
        facts = [fact for fact in self.facts if fact.id in one.units]
        site = next(
            (
                site
                for (site,) in self.book.select(
                    "SELECT site_id FROM unit WHERE id = ?", (one.units[0],)
                )
            )
            if one.units
            else iter(()),
            NOWHERE,
        )
        return Unit(
            id=one.number,
            process=one.title,
            site=site,
            dept="",
            clauses=one.clauses,
            risk=max((_risk(self._frequency(fact)) for fact in facts), default=3),
            last_week=-1,
            interval=week + 1,
            n=1,
            min_gap=0,
            max_gap=self.weeks,
            dur_hd=_length(one),
            core=frozenset(one.clauses),
            extra_tokens=frozenset(self._needed(one)),
            team_min=1,
            team_max=max(3, 1 + len(one.members)),
        )

    def _needed(self, one: Stands) -> Iterator[str]:
        """The standards whose auditors must be competent: requirements that others certify to."""
        for id in one.standards:
            if self.reading.get(StandardRow, id).certifiable:
                yield str(self.reading.get(StandardRow, id).designation)

    def _unit(
        self, facts: universe.UnitFacts, mine: list[Stands], composed: list[Stands]
    ) -> tuple[Unit | None, list[Stands]]:
        """A unit with as many audits as its frequency asks for; its audits that stand come first."""
        found = self._frequency(facts)
        every = max(1, round(found.every * _WEEKS_A_MONTH))
        others = [one for one in composed if facts.id in one.units and one.starts_on]
        due = list(self._due(found))
        n = max(len(mine), len(due) - len(others))
        if n <= 0:
            return None, []
        last = facts.inputs.last_audit_on
        last_week = self._week(last) if last else -every
        if others and last_week < self.weeks:
            last_week = max(last_week, *(self._week(one.starts_on) for one in others))  # type: ignore[arg-type]
        mine = sorted(mine, key=lambda one: (one.starts_on or date.max, one.number))
        event = found.override is not None and found.override.key in ("major", "change")
        before = self._week(found.due_on) + 1
        most = min(every * 3 // 2, round(self.cycle * _WEEKS_A_MONTH))
        clauses = self._clauses(facts.id)
        unit = Unit(
            id=facts.id,
            process=facts.name,
            site=self._site_of(facts.id),
            dept="",
            clauses=clauses,
            risk=_risk(found),
            last_week=last_week,
            interval=every,
            n=n,
            min_gap=every // 3 if n > 1 else 0,
            max_gap=max(most, self.weeks // n),
            dur_hd=_length(mine[0]) if mine else facts.half_days,
            core=frozenset(clauses),
            extra_tokens=frozenset(self._tokens_of(facts)),
            open_findings=facts.inputs.open,
            team_min=facts.team_least,
            team_max=max(facts.team_most, *(1 + len(one.members) for one in mine), 1),
            blocked_weeks=frozenset(
                week for week in range(self.weeks) if self._month(week)[1] in facts.closed_months
            ),
            preferred_months=frozenset(facts.preferred_months),
            before_week=before if event and not mine and before > self.now + 2 else None,
            history_leads=self._history(facts.id),
        )
        return unit, mine

    def _due(self, found: Frequency) -> Iterator[date]:
        on = max(found.due_on, self.on)
        while on <= self.end:
            yield on
            on = months_later(on, found.every)

    def _frequency(self, facts: universe.UnitFacts) -> Frequency:
        decided = next(
            self.book.select(
                "SELECT d.interval_months FROM frequency_decision d JOIN programme p"
                " ON p.id = d.programme_id WHERE p.year = ? AND d.unit_id = ?"
                " AND d.override = 'chosen' ORDER BY p.revision DESC LIMIT 1",
                (self.year, facts.id),
            ),
            (0,),
        )
        return frequency(facts.inputs, self.scheme, self.cycle, self.on, int(decided[0]))

    def _clauses(self, unit: str) -> tuple[str, ...]:
        return tuple(
            number
            for (number,) in self.book.select(
                "SELECT c.number FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
                " WHERE l.unit_id = ? AND l.applies AND c.standard_id = ? ORDER BY c.position",
                (unit, self.standard),
            )
        )

    def _site_of(self, unit: str) -> str:
        ((site,),) = self.book.select("SELECT site_id FROM unit WHERE id = ?", (unit,))
        return str(site)

    def _history(self, unit: str) -> tuple[str, ...]:
        """Who led the last audits of a unit, the oldest first."""
        leads = [
            str(lead)
            for (lead,) in self.book.select(
                "SELECT m.person_id FROM audit_unit l JOIN audit t ON t.id = l.audit_id"
                " JOIN audit_member m ON m.audit_id = t.id AND m.role = 'lead_auditor'"
                " WHERE l.unit_id = ? AND t.held_on <= ? ORDER BY t.held_on DESC LIMIT 4",
                (unit, self.on.isoformat()),
            )
        ]
        return tuple(reversed(leads))

    def _new_name(self, unit: str, k: int, n: int) -> str:
        return unit if n == 1 else f"{unit} ({k + 1})"

    # --- people --------------------------------------------------------------------------------

    def _people(
        self,
        units: Mapping[str, Unit],
        visited: Mapping[str, tuple[str, ...]],
        open_audits: Iterable[Stands],
    ) -> tuple[list[Auditor], dict[str, Auditor]]:
        roles: dict[str, set[str]] = defaultdict(set)
        for role in self.reading.rows(PersonRole):
            roles[str(role.person)].add(str(role.role))
        seated = {one.lead for one in open_audits} | {
            member for one in open_audits for member in one.members
        }
        conflicts = self._conflicts(units, visited, open_audits)
        done = self._work_done()
        auditors, trainees = [], {}
        for person in self.reading.rows(Person):
            mine = roles[str(person.id)]
            audits_ = mine & {Role.LEAD_AUDITOR, Role.AUDITOR}
            if (audits_ and not person.retired) or person.id in seated:
                auditors.append(
                    self._auditor(person, Role.LEAD_AUDITOR in mine, conflicts, done, units)
                )
            elif Role.TRAINEE in mine and not person.retired:
                trainees[str(person.id)] = self._auditor(person, False, conflicts, done, units)
        return auditors, trainees

    def _auditor(
        self,
        person: Person,
        lead: bool,
        conflicts: Mapping[str, frozenset[str]],
        done: Mapping[str, int],
        units: Mapping[str, Unit],
    ) -> Auditor:
        room = self.reading.find(Availability, person=person.id)
        limits = {
            key: getattr(room, key) if room else Availability._meta.fields[key].default
            for key in ("in_week", "in_month", "in_year")
        }
        tokens, until = self._competence(str(person.id), units)
        return Auditor(
            id=str(person.id),
            name=str(person.name),
            dept=str(person.id),
            site=str(person.site or NOWHERE),
            lead=lead,
            tokens=tokens,
            conflict_units=conflicts.get(str(person.id), frozenset()),
            off_days=self._off_days(person, until),
            max_hd_week=limits["in_week"],
            max_hd_month=limits["in_month"],
            max_hd_year=max(0, limits["in_year"] - done.get(str(person.id), 0)),
        )

    def _competence(
        self, person: str, units: Mapping[str, Unit]
    ) -> tuple[frozenset[str], date | None]:
        """What somebody is able to audit, and the day on which the last such proof expires.

        A competence names a standard, a process, or neither and then speaks of all; clause numbers
        in its subject narrow it to these and what lies below. Where the book keeps no competences at
        all, everybody counts as able.
        """
        wanted = {token for unit in units.values() for token in (*unit.clauses, *unit.extra_tokens)}
        if self.reading.find(Competence) is None:
            return frozenset(wanted), None
        numbers = {one for one in wanted if _CLAUSE.fullmatch(one)}
        names = wanted - numbers
        known: set[str] = set()
        last: date | None = self.start
        for one in self.reading.rows(Competence, person=person):
            if one.expires_on is not None and one.expires_on < self.on:
                continue
            narrowed = _CLAUSE.findall(str(one.subject)) if one.standard else []
            known |= {
                number
                for number in numbers
                if not narrowed
                or any(number == part or number.startswith(f"{part}.") for part in narrowed)
            }
            if one.standard:
                known.add(str(self.reading.get(StandardRow, one.standard).designation))
            if one.process:
                known.add(str(self.reading.get(Process, one.process).name))
            if not one.standard and not one.process:
                known |= names
            if last is not None:
                last = max(last, one.expires_on) if one.expires_on else None
        return frozenset(known & wanted), last if known else None

    def _tokens_of(self, facts: universe.UnitFacts) -> Iterator[str]:
        if self.standard:
            yield str(self.reading.get(StandardRow, self.standard).designation)
        if any(
            one.process and self.reading.get(Process, one.process).name == facts.process
            for one in self.reading.rows(Competence)
        ):
            yield facts.process

    def _off_days(self, person: Person, until: date | None) -> frozenset[tuple[int, int]]:
        calendar = self._calendar(str(person.site) if person.site else None)
        away = [
            (one.starts_on, one.ends_on) for one in self.reading.rows(Absence, person=person.id)
        ]
        return frozenset(
            (week, day)
            for week, day, on in self._days()
            if not calendar.works_on(on)
            or (until is not None and on > until)
            or any(first <= on <= last for first, last in away)
        )

    def _conflicts(
        self,
        units: Mapping[str, Unit],
        visited: Mapping[str, tuple[str, ...]],
        open_audits: Iterable[Stands],
    ) -> dict[str, frozenset[str]]:
        """By person: the units of which they are not independent, but for declared exceptions."""
        managers = {str(one.id): one.manager for one in self.reading.rows(Person)}
        process_of = dict(self.book.select("SELECT id, process_id FROM unit"))
        tied = {
            process: audits.process_ties(self.reading, self.reading.get(Process, process))
            for process in {process_of[unit] for all in visited.values() for unit in all}
        }
        excepted = {
            (person, unit)
            for one in open_audits
            for person in one.excepted
            for unit in (one.number, *one.units)
        }
        found: dict[str, set[str]] = defaultdict(set)
        for person in managers:
            bound = {process for process, tie in tied.items() if ties(person, tie, managers)}
            for unit in units:
                own = {process_of[one] for one in visited[unit]} & bound
                if own and (person, unit) not in excepted:
                    found[person].add(unit)
        return {person: frozenset(all) for person, all in found.items()}

    def _work_done(self) -> Counter[str]:
        """Half days by person that this horizon's audits took, or take, which are not planned."""
        load: Counter[str] = Counter()
        for one in self.everything:
            if not self._is_open(one) and one.state != AuditState.CANCELLED:
                for person in (one.lead, *one.members):
                    load[person] += _length(one)
        return load

    # --- time and place ------------------------------------------------------------------------

    def _week(self, day: date) -> int:
        return (day - self.start).days // 7

    def _month(self, week: int) -> tuple[int, int]:
        thursday = self.start + timedelta(weeks=week, days=3)
        return thursday.year, thursday.month

    def _days(self) -> Iterator[tuple[int, int, date]]:
        for week in range(self.weeks):
            for day in range(DAYS):
                yield week, day, self.start + timedelta(weeks=week, days=day)

    def _calendar(self, site: str | None) -> WorkingDays:
        key = site or ""
        if key not in self.calendars:
            self.calendars[key] = working_days(self.reading, site)
        return self.calendars[key]

    def _sites(self) -> Iterator[PlannedSite]:
        past = frozenset(range(self.now))
        for site in self.reading.rows(Site):
            calendar = self._calendar(str(site.id))
            room = self.reading.find(SitePlanning, site=site.id)
            yield PlannedSite(
                str(site.id),
                str(site.name),
                past,
                frozenset(
                    (week, day) for week, day, on in self._days() if not calendar.works_on(on)
                ),
                room.audits_in_week if room else SitePlanning.audits_in_week.default,
            )
        yield PlannedSite(NOWHERE, "–", past)

    def _travel(self) -> dict[str, dict[str, int]]:
        """Distance classes: 0 at home, 1 in the same country, 3 abroad; nothing to nowhere."""
        country = {str(site.id): str(site.country or "") for site in self.reading.rows(Site)}
        return {
            home: {
                to: 0
                if NOWHERE in (home, to) or home == to
                else 1
                if country[home] == country[to]
                else 3
                for to in (*country, NOWHERE)
            }
            for home in (*country, NOWHERE)
        }


def stands(book: Book, first: date, last: date) -> Iterator[Stands]:
    """The audits whose days touch these, and those of the years that have none yet."""
    numbers = _by_audit(
        book,
        "SELECT k.audit_id, c.number FROM audit_clause k JOIN clause c ON c.id = k.clause_id"
        " ORDER BY c.position",
    )
    units = _by_audit(book, "SELECT audit_id, unit_id FROM audit_unit ORDER BY id")
    editions = _by_audit(book, "SELECT audit_id, standard_id FROM audit_standard ORDER BY id")
    team: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for audit, person, role, exception in book.select(
        "SELECT audit_id, person_id, role, exception FROM audit_member ORDER BY id"
    ):
        team[audit].append((person, role, exception))
    for id, number, title, state, starts_on, ends_on, half_days in book.select(
        "SELECT t.id, t.number, t.title, t.state, t.starts_on, t.ends_on, t.half_days FROM audit t"
        " LEFT JOIN programme p ON p.id = t.programme_id WHERE (t.ends_on >= ?1 AND"
        " t.starts_on <= ?2) OR (t.starts_on IS NULL AND p.year BETWEEN ?3 AND ?4)"
        " ORDER BY t.starts_on, t.number_key",
        (first.isoformat(), last.isoformat(), (first + timedelta(days=6)).year, last.year),
    ):
        leads = [person for person, role, _why in team[id] if role == Role.LEAD_AUDITOR]
        yield Stands(
            id,
            number,
            title,
            state,
            date.fromisoformat(starts_on) if starts_on else None,
            date.fromisoformat(ends_on) if ends_on else None,
            half_days,
            units.get(id, ()),
            tuple(dict.fromkeys(numbers.get(id, ()))),
            editions.get(id, ()),
            leads[0] if leads else "",
            tuple(person for person, role, _why in team[id] if role == Role.AUDITOR),
            frozenset(person for person, _role, why in team[id] if why),
            tuple(person for person, role, _why in team[id] if role == Role.TRAINEE),
        )


def _by_audit(book: Book, sql: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for audit, value in book.select(sql):
        found[audit].append(value)
    return {audit: tuple(values) for audit, values in found.items()}


def _length(one: Stands) -> int:
    """Half days; by the calendar where the audit does not say."""
    if one.half_days:
        return min(HALF_DAYS, one.half_days)
    if one.starts_on and one.ends_on:
        return min(HALF_DAYS, 2 * ((one.ends_on - one.starts_on).days + 1))
    return 2


def _start(day: int, length: int) -> int:
    """The half day on which an audit of that length begins, moved to where it fits in the week."""
    return max(0, min(2 * min(day, DAYS - 1), HALF_DAYS - length))


def _risk(found: Frequency) -> int:
    return min(5, max(1, round(found.score / 100)))


def _iso_weeks(year: int) -> int:
    return date(year, 12, 28).isocalendar().week
