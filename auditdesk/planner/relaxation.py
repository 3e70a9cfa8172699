"""The problem as a linear model that leaves some rules out: no plan costs less than its optimum."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from auditdesk.planner.board import UNPLACED, Choice, SeatedAudit, span
from auditdesk.planner.linear import INFINITE, Model, Terms
from auditdesk.planner.options import WHOLE_DAYS, Crew, Options, fits
from auditdesk.planner.problem import HALF_DAYS, Placement

Loads = dict[int, float]
FURTHER = 4
CLASHES_LOOKED_AT = 12_000
"""Columns up to which two audits of one person in one week are compared."""


class Relaxation:
    """The model of a problem, with people chosen by audit and week or, much smaller, by audit.

    It knows windows, gaps, teams, competence, clauses, limits, trips and fair shares, and by week
    also who leads how often in a row. It leaves out where in its week an audit lies.

    only: by audit, the choices that there are; all where it is not given.
    """

    def __init__(
        self, options: Options, by_week: bool, only: Sequence[Collection[Choice]] | None = None
    ) -> None:
        self.options = options
        self.problem = options.problem
        self.by_week = by_week
        self.only = only
        self.model = Model()
        self.load: list[Loads] = [{} for _person in options.people]
        self.week_load: dict[tuple[int, int], Loads] = defaultdict(dict)
        self.month_load: dict[int, Loads] = defaultdict(dict)
        self.starting: dict[tuple[int, int], Loads] = defaultdict(dict)
        self.going: dict[tuple[int, int, int], dict[int, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.coming: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        every = by_week and only is None
        self.teams = [list(teams(crew)) for crew in options.crews] if every else []
        self.weeks: list[dict[int, int]] = []
        self.left_out: list[int] = []
        self.team_columns: list[dict[Choice, int]] = []
        self.people: list[dict[int, list[int]]] = []
        self.bound = {
            (options.person.get(one, -1), week)
            for choices in options.choices
            if choices.agreed is not None
            for one in choices.agreed.team
            for week in (choices.agreed.week, None)
        }
        for audit in range(len(options.choices)):
            self._audit(audit)
        for crew in options.crews:
            self._unit(crew)
        self._limits()
        self._trips()
        self._shares()
        if by_week and len(self.model.costs) <= CLASHES_LOOKED_AT:
            self._clashes()

    def columns_of(self, seats: Sequence[SeatedAudit | None]) -> dict[int, float]:
        """The values of the columns that say where the audits of a plan lie, and with whom."""
        values = {}
        for seat, out, weeks, of_team in zip(
            seats, self.left_out, self.weeks, self.team_columns, strict=True
        ):
            values[out] = float(seat is None)
            values |= {
                one: float(seat is not None and seat.week == week) for week, one in weeks.items()
            }
            values |= {
                one: float(seat is not None and seat.choice == key) for key, one in of_team.items()
            }
        return values

    def chosen(self, values: Sequence[float]) -> dict[int, Choice]:
        """By audit, the week and team that values of the columns stand for."""
        return {
            audit: choice
            for audit, of_team in enumerate(self.team_columns)
            for choice, column in of_team.items()
            if values[column] > 0.5
        }

    def _audit(self, audit: int) -> None:
        options, model = self.options, self.model
        choices = options.choices[audit]
        crew = options.crews[choices.unit]
        agreed = choices.agreed
        weeks = [agreed.week] if agreed else [week for _weight, week in choices.weeks]
        if not agreed and self.only is not None:
            chosen = {week for week, _team in self.only[audit]}
            weeks = [one for one in weeks if one in chosen]
        must = float(agreed is not None)
        at = {one: model.column(choices.week_cost[one], 1, must, True) for one in weeks}
        self.weeks.append(at)
        self.team_columns.append({})
        for week, column in at.items():
            self.month_load[self.problem.month_of_week[week]][column] = crew.half_days
            self.starting[crew.site, week][column] = 1
        left_out = model.column(UNPLACED * choices.weight, 1 - must, 0, True)
        self.left_out.append(left_out)
        held = model.column(0)
        model.row({held: 1, left_out: 1}, 1, 1)
        model.row({**dict.fromkeys(at.values(), 1.0), held: -1}, 0, 0)
        self.people.append(defaultdict(list))
        if agreed is not None:
            self._agreed(audit, crew, agreed)
        elif self.by_week:
            for week, column in at.items():
                self._teams(audit, crew, column, week)
        else:
            who = sorted({(one[2], one[0]) for week in weeks for one in crew.free[week]})
            self._team(audit, crew, who, held)

    def _agreed(self, audit: int, crew: Crew, placed: Placement) -> None:
        team = [self.options.person[one] for one in placed.team if one in self.options.person]
        spare = max(0, len(team) - crew.team_min)
        self.model.column(crew.extra_cost * spare, 1, 1)
        for person in team:
            column = self.model.column(0, 1, 1)
            trip = self.options.trip[person][crew.site]
            self._comes(audit, crew, person, trip, column, placed.week)

    def _teams(self, audit: int, crew: Crew, held: int, week: int) -> None:
        """One team comes in a week if the audit is held in it."""
        taken = {one[2]: one[3] for one in crew.free[week]}
        fit = fits(crew.half_days)
        columns: Loads = {}
        for team in self._teams_in(audit, week):
            if all(one in taken for one in team):
                bits = 0
                for one in team:
                    bits |= taken[one]
                if fit[bits]:
                    extra = crew.extra_cost * (len(team) - crew.team_min)
                    column = self.model.column(extra, 1, 0, True)
                    columns[column] = 1
                    self.team_columns[audit][week, frozenset(team)] = column
                    for one in team:
                        self._comes(
                            audit, crew, one, self.options.trip[one][crew.site], column, week
                        )
        self.model.row({**columns, held: -1}, 0, 0)

    def _teams_in(self, audit: int, week: int) -> list[tuple[int, ...]]:
        if self.only is None:
            return self.teams[self.options.choices[audit].unit]
        return sorted(tuple(sorted(team)) for at, team in self.only[audit] if at == week)

    def _team(self, audit: int, crew: Crew, free: list[tuple[int, int]], held: int) -> None:
        """Who comes if the audit is held: enough people, who know enough, and one who may lead."""
        model = self.model
        come = {person: model.column(0, 1, 0, True) for person, _trip in free}
        for person, trip in free:
            self._comes(audit, crew, person, trip, come[person], None)
            model.row({come[person]: 1, held: -1}, -INFINITE, 0)
        most = crew.sizes.stop - 1
        spare = model.column(crew.extra_cost, max(0, most - crew.team_min))
        people = dict.fromkeys(come.values(), 1.0)
        model.row({**people, held: -crew.team_min, spare: -1}, 0, 0)
        needed = {frozenset(crew.leads & come.keys())}
        needed |= {
            frozenset(one for one in come if crew.knows[one] >> bit & 1)
            for bit in range(crew.required.bit_length())
            if crew.required >> bit & 1
        }
        for able in sorted(needed, key=sorted):
            if not any(other < able for other in needed):
                model.row({**{come[one]: 1.0 for one in sorted(able)}, held: -1}, 0)

    def _comes(
        self, audit: int, crew: Crew, person: int, trip: int, column: int, week: int | None
    ) -> None:
        """What follows where somebody comes: load, trip, a week to avoid."""
        self.people[audit][person].append(column)
        self.load[person][column] = crew.half_days
        if self.by_week and week is not None:
            self.coming[week, person][audit].append(column)
            self.week_load[person, week][column] = crew.half_days
            if trip:
                self.going[person, crew.site, week][audit].append(column)
            if self.options.avoid[person][week]:
                self.going[person, -1, week][audit].append(column)
        elif trip:
            room = max(self._room(person, None, 0), crew.half_days)
            self.model.costs[column] += trip * crew.half_days / room

    def _unit(self, crew: Crew) -> None:
        """The audits of a unit lie apart as they must, and share its clauses out."""
        choices = self.options.choices
        free = [one for one in crew.audits if choices[one].agreed is None]
        for first, second in pairwise(crew.audits):
            steps = choices[second].audit.k - choices[first].audit.k
            near, far = steps * crew.min_gap, steps * crew.max_gap
            if second in free:
                self._apart(second, first, range(near, far + 1))
            if first in free:
                self._apart(first, second, range(-far, 1 - near))
        self._rotation(crew)
        if crew.shares:
            self._clauses(crew)

    def _apart(self, audit: int, other: int, gaps: range) -> None:
        """An audit lies in a week only if the other is left out or lies so many weeks before."""
        there = self.weeks[other]
        for week, column in self.weeks[audit].items():
            allowed = {one: -1.0 for at, one in there.items() if week - at in gaps}
            if len(allowed) < len(there):
                self.model.row({column: 1, self.left_out[other]: -1, **allowed}, -INFINITE, 0)

    def _rotation(self, crew: Crew) -> None:
        """Nobody leads too often in a row."""
        model, most = self.model, self.options.problem.rotation_max
        leading: list[dict[int, int]] = []
        for audit in crew.audits:
            people, agreed = self.people[audit], self.options.choices[audit].agreed
            if agreed is not None:
                leading.append({self.options.person.get(agreed.lead, -1): model.column(0, 1, 1)})
                continue
            leads = {one: model.column(0, 1, 0, True) for one in people if one in crew.leads}
            held = dict.fromkeys(leads.values(), 1.0)
            model.row({**held, self.left_out[audit]: 1}, 1)
            for one, column in leads.items():
                model.row({column: 1, **dict.fromkeys(people[one], -1.0)}, -INFINITE, 0)
            leading.append(leads)
        history = crew.history[-most:]
        row = [*({one: -1} for one in history), *leading]
        for first in range(len(row) - most):
            stretch = row[first : first + most + 1]
            for person in crew.leads:
                if all(person in one for one in stretch):
                    done = sum(one[person] < 0 for one in stretch)
                    columns = {one[person]: 1.0 for one in stretch if one[person] >= 0}
                    agreed_so = sum(model.lows[one] for one in columns)
                    model.row(columns, -INFINITE, max(most - done, agreed_so))

    def _clauses(self, crew: Crew) -> None:
        taken: dict[int, Terms] = {audit: {} for audit in crew.audits}
        for clause in range(crew.open_clauses):
            for audit in crew.audits:
                share = self.model.column(0)
                taken[audit] = {**taken[audit], share: 1}
                knowing = {
                    column: -1.0
                    for person, columns in self.people[audit].items()
                    if crew.knows[person] >> clause & 1
                    for column in columns
                }
                self.model.row({share: 1, self.left_out[audit]: -1, **knowing}, -INFINITE, 0)
            self.model.row({[*taken[audit]][-1]: 1 for audit in crew.audits}, 1)
        for shares in taken.values():
            self.model.row(shares, -INFINITE, crew.room)

    def _limits(self) -> None:
        """Nobody has more than the most half-days, no site more than its audits."""
        problem = self.problem
        for (site, _week), starting in self.starting.items():
            if len(starting) > problem.sites[site].max_audits_week:
                self._at_most(starting, problem.sites[site].max_audits_week)
        month, year = (
            defaultdict[tuple[int, int], Loads](dict),
            defaultdict[tuple[int, int], Loads](dict),
        )
        for (person, week), load in self.week_load.items():
            self._at_most(load, self._room(person, week, self.options.off[person][week]))
            month[person, problem.month_of_week[week]].update(load)
            year[person, problem.year_of_week[week]].update(load)
        for (person, _month), load in month.items():
            self._at_most(load, problem.auditors[person].max_hd_month)
        for (person, _year), load in year.items():
            self._at_most(load, problem.auditors[person].max_hd_year)
        years = len(set(problem.year_of_week))
        if not self.by_week:
            for person, load in enumerate(self.load):
                self._at_most(load, problem.auditors[person].max_hd_year * years)

    def _room(self, person: int, week: int | None, taken: int) -> int:
        """How many half-days of a week somebody can audit, or has agreed to."""
        if (person, week) in self.bound:
            return HALF_DAYS
        return min(HALF_DAYS - taken.bit_count(), self.problem.auditors[person].max_hd_week)

    def _at_most(self, load: Loads, most: int) -> None:
        """No more than the limit, or than what is agreed already."""
        agreed = sum(value for column, value in load.items() if self.model.lows[column])
        if sum(load.values()) > most:
            self.model.row(load, -INFINITE, max(most, agreed))

    def _trips(self) -> None:
        """One trip, and one week that is avoided no longer, for all that somebody does in it."""
        options = self.options
        for (person, site, week), going in self.going.items():
            columns = [one for of in going.values() for one in of]
            price = options.avoid[person][week] if site < 0 else options.trip[person][site]
            trip = self.model.column(price, 1, 0, True)
            if site >= 0:
                load = {one: self.load[person][one] for one in columns}
                taken = options.closed[site][week] | options.off[person][week]
                self.model.row({**load, trip: -self._room(person, week, taken)}, -INFINITE, 0)
            for of in going.values():
                self.model.row({trip: 1, **dict.fromkeys(of, -1.0)}, 0)

    def _clashes(self) -> None:
        """Nobody is in two audits of a week that do not both fit into it."""
        options = self.options
        for week, person in self.coming:
            coming = self.coming[week, person]
            for one, other in combinations(coming, 2):
                first, second = (options.crews[options.choices[each].unit] for each in (one, other))
                taken = [
                    options.closed[each.site][week] | options.off[person][week]
                    for each in (first, second)
                ]
                if not _both_fit(
                    first.half_days, taken[0], second.half_days, taken[1], first.site == second.site
                ):
                    columns = [*coming[one], *coming[other]]
                    self.model.row(dict.fromkeys(columns, 1.0), -INFINITE, 1)

    def _shares(self) -> None:
        """What lies above a fair share costs, and what lies more than four above costs twice."""
        problem, weights = self.problem, self.problem.weights
        shares = [problem.fair_load[one] for one in self.options.people]
        for loads, fair, weight in (
            (self.load, shares, weights.uneven_auditor),
            (
                [self.month_load[n] for n in range(len(problem.months))],
                problem.fair_month,
                weights.uneven_month,
            ),
        ):
            for load, share in zip(loads, fair, strict=True):
                for most in (share, share + FURTHER):
                    if sum(load.values()) > most:
                        above = self.model.column(weight, sum(load.values()), 0, True)
                        self.model.row({**load, above: -1}, -INFINITE, most)


@lru_cache(maxsize=100_000)
def _both_fit(half_days: int, taken: int, others: int, taken_there: int, same_site: bool) -> bool:
    """Whether somebody can be in two audits in a week, not on one day where sites differ."""
    for start in range(HALF_DAYS - half_days + 1):
        bits = span(start, half_days)
        if (
            not bits & taken
            and fits(others)[taken_there | (bits if same_site else WHOLE_DAYS[bits])]
        ):
            return True
    return False


def small(options: Options, most: int) -> bool:
    """Whether the model by week has at most so many columns, about."""
    columns = 0
    for crew in options.crews:
        weeks = sum(len(options.choices[audit].weeks) for audit in crew.audits)
        for _team in teams(crew):
            columns += weeks
            if columns > most:
                return False
    return True


def teams(crew: Crew) -> Iterator[tuple[int, ...]]:
    """The teams that can audit a unit; none holds somebody who could stay at home."""
    several = len(crew.audits) > 1
    matter = crew.required | crew.everything
    for size in crew.sizes:
        for team in combinations(crew.knows, size):
            known = _known(crew, team) & matter
            if known & crew.required != crew.required or crew.leads.isdisjoint(team):
                continue
            if size == crew.team_min or all(
                (several and one in crew.leads)
                or _known(crew, {*team} - {one}) & matter != known
                or crew.leads.isdisjoint({*team} - {one})
                for one in team
            ):
                yield team


def _known(crew: Crew, team: Iterable[int]) -> int:
    known = 0
    for one in team:
        known |= crew.knows[one]
    return known
