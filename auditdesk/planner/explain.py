"""Why an audit has no place, in the fewest reasons, and what would help.

Every week and team is asked what stands in its way; what lacks least tells the reasons. What an
empty board would not help either comes first.
"""

from collections.abc import Sequence
from itertools import combinations

from auditdesk.i18n import N_, _
from auditdesk.planner.board import Board
from auditdesk.planner.clauses import can_share
from auditdesk.planner.options import WHOLE_DAYS, Options, bits_of, fits
from auditdesk.planner.reasons import Hurdle, Unplaced, Way, told
from auditdesk.planner.rules import Rule

NEVER, ENOUGH = 99, 400
"""More hurdles than there can be; ways that tell all there is to tell."""
ASKED = 10
"""How many people are combined to teams, those with the least in their way."""


def why_unplaced(board: Board, audit: int) -> Unplaced:
    """Explain an audit that the board has no seat for."""
    for crowded in (False, True):
        fewest = _Look(board, audit, crowded).fewest()
        if fewest and fewest[0].hurdles:
            problem, unit = board.options.problem, board.options.choices[audit].unit
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
        self.knows = [bits_of(self.wanted, one.tokens) for one in self.problem.auditors]
        self.barred = board.barred_leads(audit) if crowded else _worn(options, audit)
        self.others = [
            self.crew.everything if seat is None or not crowded else seat.knows
            for seat in (board.seats[one] for one in self.crew.audits if one != audit)
        ]

    def fewest(self) -> list[Way]:
        """The ways that lack least, the nearest to the due week first."""
        problem, unit = self.problem, self.unit
        first = problem.now if problem.previous is not None else 0
        due = problem.due_week(self.choices.audit)
        least, found = NEVER, list[Way]()
        for week in sorted(range(first, problem.horizon), key=lambda one: (abs(one - due), one)):
            of_week = self._week(week)
            if least <= 1 and len(found) >= ENOUGH:
                break
            if len(of_week) > least:
                continue
            people = sorted(
                (len(hurdles), -self.knows[n].bit_count(), n, hurdles)
                for n, hurdles in ((n, self._person(n, week)) for n in range(len(self.knows)))
            )[:ASKED]
            for size in range(unit.team_min, unit.team_max + 1):
                for some in combinations(people, min(size, len(people))):
                    alone = sum(one[0] for one in some)
                    if len(of_week) + alone > least:
                        continue
                    team = tuple(one[2] for one in some)
                    hurdles = of_week.union(*(one[3] for one in some))
                    hurdles |= self._team(team, week, alone == 0)
                    if len(hurdles) < least:
                        least, found = len(hurdles), []
                    if len(hurdles) == least:
                        found.append(Way(week, team, hurdles))
        return found

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

    def _team(self, team: Sequence[int], week: int, all_free: bool) -> frozenset[Hurdle]:
        problem, crew = self.problem, self.crew
        people = [problem.auditors[one] for one in team]
        found = set()
        known = 0
        for n in team:
            known |= self.knows[n]
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
        if len(team) > 1 and all_free and not self.fits[taken]:
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
