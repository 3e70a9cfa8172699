"""Why an audit has no place, in the fewest reasons, and what would help.

Every week and team is asked what stands in its way; what lacks least tells the reasons. What an
empty board would not help either comes first.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from auditdesk.i18n import N_, _
from auditdesk.planner.board import Board
from auditdesk.planner.clauses import can_share
from auditdesk.planner.options import WHOLE_DAYS, Options, bits_of, fits
from auditdesk.planner.reasons import Hurdle, Unplaced, Way, told
from auditdesk.planner.rules import Rule

ASKED = 10
"""How many people are combined to teams, those with the least in their way."""


def why_unplaced(board: Board, audit: int) -> Unplaced:
    """Explain an audit that the board has no seat for."""
    for crowded in (False, True):
        ways = list(_Look(board, audit, crowded).ways())
        least = min((len(one.hurdles) for one in ways), default=0)
        if least:
            problem, unit = board.options.problem, board.options.choices[audit].unit
            fewest = sorted(
                (one for one in ways if len(one.hurdles) == least), key=lambda one: one.cost
            )
            return told(problem, problem.audits[audit], problem.units[unit], fewest)
    return Unplaced(
        (_("No place was found for it beside the other audits."),), (_("Plan longer."),)
    )


class _Look:
    """A look at every week and team for one audit, on the board as it is or on an empty one."""

    def __init__(self, board: Board, audit: int, crowded: bool) -> None:
        options = board.options
        self.board, self.audit, self.crowded = board, audit, crowded
        self.options, self.problem = options, options.problem
        self.choices = options.choices[audit]
        self.crew = options.crews[self.choices.unit]
        self.unit = self.problem.units[self.choices.unit]
        self.fits = fits(self.crew.half_days)
        open_clauses = [one for one in self.unit.clauses if one not in self.unit.core]
        self.wanted = [*open_clauses, *sorted(self.unit.core | self.unit.extra_tokens)]
        self.barred = board.barred_leads(audit) if crowded else _worn(options, audit)
        self.others = [
            self.crew.everything if seat is None or not crowded else seat.knows
            for seat in (board.seats[one] for one in self.crew.audits if one != audit)
        ]

    def ways(self) -> Iterator[Way]:
        problem, unit = self.problem, self.unit
        first = problem.now if problem.previous is not None else 0
        for week in range(first, problem.horizon):
            of_week = self._week(week)
            due = problem.due_week(self.choices.audit)
            people = sorted(
                (len(hurdles), -known.bit_count(), n, hurdles, known)
                for n, hurdles, known in (
                    (n, self._person(n, week), bits_of(self.wanted, one.tokens))
                    for n, one in enumerate(problem.auditors)
                )
            )[:ASKED]
            for size in range(unit.team_min, unit.team_max + 1):
                for team in combinations(people, min(size, len(people))):
                    hurdles = of_week | self._team([one[2] for one in team], week)
                    hurdles = hurdles.union(*(one[3] for one in team))
                    yield Way(abs(week - due), week, tuple(one[2] for one in team), hurdles)

    def _week(self, week: int) -> frozenset[Hurdle]:
        problem, unit = self.problem, self.unit
        low, high = (
            self.board.window(self.audit)
            if self.crowded
            else (
                self.choices.low,
                self.choices.high,
            )
        )
        found = set()
        if week in unit.blocked_weeks:
            found.add(Hurdle(Rule.CLOSED, unit.process, week))
        if not self.fits[self.options.closed[self.crew.site][week]]:
            found.add(Hurdle(Rule.CLOSED, problem.site[unit.site].name, week))
        if not self.choices.low <= week <= self.choices.high:
            found.add(Hurdle(Rule.WEEK, "", week))
        elif not low <= week <= high:
            found.add(Hurdle(Rule.GAP, "", week))
        if self.crowded and self.board.site_room[self.crew.site][week] <= 0:
            found.add(Hurdle(Rule.SITE_LOAD, problem.site[unit.site].name, week))
        return frozenset(found)

    def _person(self, person: int, week: int) -> frozenset[Hurdle]:
        problem, board, half = self.problem, self.board, self.crew.half_days
        who = problem.auditors[person]
        found = set()
        if not problem.independent(who, self.unit):
            found.add(Hurdle(Rule.OWN_WORK, who.name))
        closed = self.options.closed[self.crew.site][week]
        off = closed | self.options.off[person][week]
        if self.fits[closed] and not self.fits[off]:
            found.add(Hurdle(Rule.AWAY, who.name, week))
        elif self.fits[off] and not self.fits[off | self._busy(person, week)]:
            found.add(Hurdle(Rule.TWICE, who.name, week, ", ".join(self._audits(person, week))))
        month, year = problem.month_of_week[week], problem.year_of_week[week]
        rooms = (
            (N_("week"), who.max_hd_week, board.week_room[week][person]),
            (N_("month"), who.max_hd_month, board.month_room[month][person]),
            (N_("year"), who.max_hd_year, board.year_room[year][person]),
        )
        for span, most, left in rooms:
            if (left if self.crowded else most) < half:
                found.add(Hurdle(Rule.LOAD, who.name, week, span))
        return frozenset(found)

    def _team(self, team: Sequence[int], week: int) -> frozenset[Hurdle]:
        problem, crew = self.problem, self.crew
        people = [problem.auditors[one] for one in team]
        found = set()
        known = 0
        for one in people:
            known |= bits_of(self.wanted, one.tokens)
        for bit, token in enumerate(self.wanted):
            if crew.required >> bit & 1 and not known >> bit & 1:
                found.add(Hurdle(Rule.COMPETENCE, token))
        knows = tuple(sorted([*self.others, known & crew.everything]))
        if crew.shares and not can_share(knows, crew.room, crew.open_clauses):
            full = tuple(sorted([*self.others, crew.everything]))
            if not can_share(full, crew.room, crew.open_clauses):
                found.add(Hurdle(Rule.CLAUSES))
            else:
                missing = [
                    token
                    for bit, token in enumerate(self.wanted[: crew.open_clauses])
                    if not known >> bit & 1
                ]
                found.add(Hurdle(Rule.COMPETENCE, missing[0]))
        may = [one for one in people if one.lead]
        if not may:
            found.add(Hurdle(Rule.LEAD, people[0].name))
        elif all(self.options.person[one.id] in self.barred for one in may):
            found.add(Hurdle(Rule.ROTATION, may[0].name))
        taken = self.options.closed[crew.site][week]
        for n in team:
            taken |= self.options.off[n][week] | self._busy(n, week)
        alone = [self._person(one, week) for one in team]
        if len(team) > 1 and not self.fits[taken] and not any(alone):
            found.add(Hurdle(Rule.AWAY, people[0].name, week))
        return frozenset(found)

    def _busy(self, person: int, week: int) -> int:
        bits = 0
        for site, taken in self.board.visits[week][person] if self.crowded else ():
            bits |= taken if site == self.crew.site else WHOLE_DAYS[taken]
        return bits

    def _audits(self, person: int, week: int) -> list[str]:
        there = set(self.board.in_week[week]) & set(self.board.of_person[person])
        return sorted(self.problem.audits[one].id for one in there)


def _worn(options: Options, audit: int) -> frozenset[int]:
    """Who led the unit too often before the horizon, if this is its first audit."""
    crew = options.crews[options.choices[audit].unit]
    most = options.problem.rotation_max
    last = set(crew.history[-most:])
    first = crew.audits[0] == audit and len(crew.history) >= most and len(last) == 1
    return frozenset(last) if first else frozenset()
