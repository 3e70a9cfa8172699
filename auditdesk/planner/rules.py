"""The independent checker: which hard rules a plan breaks, in words.

It shares nothing with the search but the problem, so that each can be tried against the other; a
plan made by hand is judged the same way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from auditdesk.i18n import N_, _
from auditdesk.planner.problem import (
    HALF_DAYS,
    Audit,
    Placement,
    PlanningProblem,
    VisitedUnit,
)


class Rule(StrEnum):
    """The hard rules; a plan that breaks one is no plan."""

    CLOSED = "closed"
    WEEK = "week"
    GAP = "gap"
    TEAM = "team"
    LEAD = "lead"
    OWN_WORK = "own_work"
    COMPETENCE = "competence"
    CLAUSES = "clauses"
    AWAY = "away"
    TWICE = "twice"
    TWO_SITES = "two_sites"
    LOAD = "load"
    SITE_LOAD = "site_load"
    ROTATION = "rotation"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        return _(RULE_LABELS[self])


RULE_LABELS = {
    Rule.CLOSED: N_("Site or unit closed"),
    Rule.WEEK: N_("Outside the weeks the frequency allows"),
    Rule.GAP: N_("Too near to or too far from the unit's other audit"),
    Rule.TEAM: N_("Size of the team"),
    Rule.LEAD: N_("May not lead"),
    Rule.OWN_WORK: N_("Own work"),
    Rule.COMPETENCE: N_("Competence missing"),
    Rule.CLAUSES: N_("Clauses of the audit"),
    Rule.AWAY: N_("Absent"),
    Rule.TWICE: N_("Two audits at once"),
    Rule.TWO_SITES: N_("Two sites on one day"),
    Rule.LOAD: N_("Too many days"),
    Rule.SITE_LOAD: N_("Too many audits at the site"),
    Rule.ROTATION: N_("Leads the unit too often in a row"),
    Rule.AGREED: N_("Changed although agreed"),
}


@dataclass(frozen=True)
class Broken:
    """A hard rule that a plan breaks, the audits concerned, and the sentence to show."""

    rule: Rule
    audits: tuple[str, ...]
    text: str


Plan = Mapping[str, Placement]


def broken(problem: PlanningProblem, plan: Plan) -> list[Broken]:
    """Every hard rule that the plan breaks; empty for a sound plan."""
    known = {id: one for id, one in plan.items() if id in problem.audit}
    return _broken(problem, known, known, problem.units, _team_of(known.values()), problem.audits)


def broken_at(problem: PlanningProblem, plan: Plan, audit: str) -> list[Broken]:
    """What `broken` says of one audit, from what it touches: cheap enough while it is dragged."""
    if audit not in plan:
        return []
    placed, unit = plan[audit], problem.unit[problem.audit[audit].unit]
    team = set(placed.team)

    def touches(id: str, other: Placement) -> bool:
        theirs = problem.unit[problem.audit[id].unit]
        together = other.week == placed.week and theirs.site == unit.site
        return theirs is unit or together or not team.isdisjoint(other.team)

    near = {id: one for id, one in plan.items() if id in problem.audit and touches(id, one)}
    people = [one for one in _team_of(near.values()) if one in team]
    found = _broken(problem, near, [audit], [unit], people, [problem.audit[audit]])
    return [one for one in found if audit in one.audits]


def _broken(
    problem: PlanningProblem,
    plan: Plan,
    placed: Iterable[str],
    units: Iterable[VisitedUnit],
    people: Iterable[str],
    audits: Iterable[Audit],
) -> list[Broken]:
    return [
        *_of_each(problem, plan, placed),
        *_of_units(problem, plan, units),
        *_of_people(problem, plan, people),
        *_of_sites(problem, plan),
        *_as_agreed(problem, plan, audits),
    ]


def _team_of(placed: Iterable[Placement]) -> list[str]:
    """Everybody in these audits, in order of appearance."""
    return list(dict.fromkeys(person for one in placed for person in one.team))


def half_days(problem: PlanningProblem, audit: Audit, placement: Placement) -> range:
    return range(placement.start, placement.start + problem.unit[audit.unit].dur_hd)


def days(half_days_: Iterable[int]) -> set[int]:
    return {one // 2 for one in half_days_}


def _of_each(problem: PlanningProblem, plan: Plan, ids: Iterable[str]) -> Iterator[Broken]:
    for id in ids:
        audit, placed = problem.audit[id], plan[id]
        unit = problem.unit[audit.unit]
        yield from _time(problem, audit, unit, placed)
        yield from _team(problem, audit, unit, placed)
        yield from _clauses(unit, audit, placed)


def _time(
    problem: PlanningProblem, audit: Audit, unit: VisitedUnit, placed: Placement
) -> Iterator[Broken]:
    site, week = problem.site[unit.site], placed.week
    used = half_days(problem, audit, placed)
    if not (0 <= week < problem.horizon) or used.start < 0 or used.stop > HALF_DAYS:
        yield Broken(
            Rule.WEEK,
            (audit.id,),
            _("{audit} does not fit into its week.").format(audit=audit.id),
        )
        return
    if week in site.closed_weeks or any((week, day) in site.closed_days for day in days(used)):
        yield Broken(
            Rule.CLOSED,
            (audit.id,),
            _("{audit}: {site} is closed in the week of {monday}.").format(
                audit=audit.id, site=site.name, monday=problem.monday(week)
            ),
        )
    if week in unit.blocked_weeks:
        yield Broken(
            Rule.CLOSED,
            (audit.id,),
            _("{audit}: {unit} cannot be audited in the week of {monday}.").format(
                audit=audit.id, unit=unit.process, monday=problem.monday(week)
            ),
        )
    if problem.agreed(audit) is None and week not in problem.window(audit):
        window = problem.window(audit)
        yield Broken(
            Rule.WEEK,
            (audit.id,),
            _("{audit}: due between the weeks of {first} and {last}, placed in {monday}.").format(
                audit=audit.id,
                first=problem.monday(window.start),
                last=problem.monday(window.stop - 1),
                monday=problem.monday(week),
            ),
        )


def _team(
    problem: PlanningProblem, audit: Audit, unit: VisitedUnit, placed: Placement
) -> Iterator[Broken]:
    team = placed.team
    unknown = [one for one in team if one not in problem.auditor]
    size_is_wrong = not unit.team_min <= len(team) <= unit.team_max
    if unknown or len(set(team)) < len(team) or size_is_wrong:
        yield Broken(
            Rule.TEAM,
            (audit.id,),
            _("{audit}: the team is {least} to {most} different people.").format(
                audit=audit.id, least=unit.team_min, most=unit.team_max
            ),
        )
    people = [problem.auditor[one] for one in team if one in problem.auditor]
    if placed.lead in problem.auditor and not problem.auditor[placed.lead].lead:
        yield Broken(
            Rule.LEAD,
            (audit.id,),
            _("{audit}: {person} may not lead an audit.").format(
                audit=audit.id, person=problem.auditor[placed.lead].name
            ),
        )
    for person in people:
        if not problem.independent(person, unit):
            yield Broken(
                Rule.OWN_WORK,
                (audit.id,),
                _("{audit}: {person} is not independent of {unit}.").format(
                    audit=audit.id, person=person.name, unit=unit.process
                ),
            )
    known = frozenset[str]().union(*(one.tokens for one in people))
    missing = [one for one in (*placed.clauses, *sorted(unit.extra_tokens)) if one not in known]
    if missing:
        yield Broken(
            Rule.COMPETENCE,
            (audit.id,),
            _("{audit}: nobody in the team is competent in {what}.").format(
                audit=audit.id, what=", ".join(missing)
            ),
        )


def _clauses(unit: VisitedUnit, audit: Audit, placed: Placement) -> Iterator[Broken]:
    clauses = set(placed.clauses)
    if clauses - set(unit.clauses) or unit.core - clauses or len(clauses) > unit.at_most_clauses:
        yield Broken(
            Rule.CLAUSES,
            (audit.id,),
            _("{audit}: at most {n} clauses of the unit, with {core} among them.").format(
                audit=audit.id, n=unit.at_most_clauses, core=", ".join(sorted(unit.core)) or "–"
            ),
        )


def _of_units(
    problem: PlanningProblem, plan: Plan, units: Iterable[VisitedUnit]
) -> Iterator[Broken]:
    for unit in units:
        audits = [one for one in problem.audits_of[unit.id] if one.id in plan]
        for first, second in combinations(audits, 2):
            weeks = plan[second.id].week - plan[first.id].week
            steps = second.k - first.k
            if not steps * unit.min_gap <= weeks <= steps * unit.max_gap:
                yield Broken(
                    Rule.GAP,
                    (first.id, second.id),
                    _(
                        "{first} and {second} lie {n} weeks apart; {least} to {most} are due."
                    ).format(
                        first=first.id,
                        second=second.id,
                        n=weeks,
                        least=steps * unit.min_gap,
                        most=steps * unit.max_gap,
                    ),
                )
        yield from _rotation(problem, unit, audits, plan)
        if len(audits) == len(problem.audits_of[unit.id]) > 0:
            looked_at = {clause for one in audits for clause in plan[one.id].clauses}
            missing = [one for one in unit.clauses if one not in looked_at]
            if missing:
                yield Broken(
                    Rule.CLAUSES,
                    tuple(one.id for one in audits),
                    _("No audit of {unit} looks at {what}.").format(
                        unit=unit.process, what=", ".join(missing)
                    ),
                )


def _rotation(
    problem: PlanningProblem, unit: VisitedUnit, audits: list[Audit], plan: Plan
) -> Iterator[Broken]:
    run, last = 0, ""
    for audit, lead in [
        *(("", one) for one in unit.history_leads),
        *((one.id, plan[one.id].lead) for one in audits),
    ]:
        run, last = (run + 1 if lead == last else 1), lead
        if audit and run > problem.rotation_max and lead in problem.auditor:
            yield Broken(
                Rule.ROTATION,
                (audit,),
                _("{audit}: {person} leads {unit} more than {n} times in a row.").format(
                    audit=audit,
                    person=problem.auditor[lead].name,
                    unit=unit.process,
                    n=problem.rotation_max,
                ),
            )


def _of_people(problem: PlanningProblem, plan: Plan, people: Iterable[str]) -> Iterator[Broken]:
    work: dict[str, list[Audit]] = {one: [] for one in people if one in problem.auditor}
    for id, placed in plan.items():
        for person in dict.fromkeys(placed.team):
            if person in work:
                work[person].append(problem.audit[id])
    for person, audits in work.items():
        yield from _away(problem, plan, person, audits)
        yield from _clashes(problem, plan, person, audits)
        yield from _overload(problem, plan, person, audits)


def _away(
    problem: PlanningProblem, plan: Plan, person: str, audits: list[Audit]
) -> Iterator[Broken]:
    who = problem.auditor[person]
    for audit in audits:
        placed = plan[audit.id]
        off = [
            day
            for day in sorted(days(half_days(problem, audit, placed)))
            if (placed.week, day) in who.off_days
        ]
        if off:
            yield Broken(
                Rule.AWAY,
                (audit.id,),
                _("{audit}: {person} is absent in the week of {monday}.").format(
                    audit=audit.id, person=who.name, monday=problem.monday(placed.week)
                ),
            )


def _clashes(
    problem: PlanningProblem, plan: Plan, person: str, audits: list[Audit]
) -> Iterator[Broken]:
    name = problem.auditor[person].name
    for first, second in combinations(audits, 2):
        if plan[first.id].week != plan[second.id].week:
            continue
        one, other = (half_days(problem, each, plan[each.id]) for each in (first, second))
        monday = problem.monday(plan[first.id].week)
        if set(one) & set(other):
            yield Broken(
                Rule.TWICE,
                (first.id, second.id),
                _("{person} is in {first} and {second} at once, week of {monday}.").format(
                    person=name, first=first.id, second=second.id, monday=monday
                ),
            )
        elif problem.unit[first.unit].site != problem.unit[second.unit].site and days(one) & days(
            other
        ):
            yield Broken(
                Rule.TWO_SITES,
                (first.id, second.id),
                _("{person} is at two sites on one day, {first} and {second}.").format(
                    person=name, first=first.id, second=second.id
                ),
            )


def _overload(
    problem: PlanningProblem, plan: Plan, person: str, audits: list[Audit]
) -> Iterator[Broken]:
    who = problem.auditor[person]
    spans = (
        (_("week"), who.max_hd_week, lambda week: week),
        (_("month"), who.max_hd_month, lambda week: problem.month_of_week[week]),
        (_("year"), who.max_hd_year, lambda week: problem.year_of_week[week]),
    )
    inside = [one for one in audits if 0 <= plan[one.id].week < problem.horizon]
    for span, most, of in spans:
        load: Counter[int] = Counter()
        for audit in inside:
            load[of(plan[audit.id].week)] += problem.unit[audit.unit].dur_hd
        for place, half in load.items():
            if half > most:
                yield Broken(
                    Rule.LOAD,
                    tuple(one.id for one in inside if of(plan[one.id].week) == place),
                    _("{person} has {n} days of audits in a {span}; {most} are allowed.").format(
                        person=who.name, n=half / 2, span=span, most=most / 2
                    ),
                )


def _of_sites(problem: PlanningProblem, plan: Plan) -> Iterator[Broken]:
    starting: dict[tuple[str, int], list[str]] = defaultdict(list)
    for id, placed in plan.items():
        starting[problem.unit[problem.audit[id].unit].site, placed.week].append(id)
    for (site, week), audits in starting.items():
        most = problem.site[site].max_audits_week
        if len(audits) > most:
            yield Broken(
                Rule.SITE_LOAD,
                tuple(audits),
                _("{site}: {n} audits in the week of {monday}; {most} are allowed.").format(
                    site=problem.site[site].name,
                    n=len(audits),
                    monday=problem.monday(week),
                    most=most,
                ),
            )


def _as_agreed(problem: PlanningProblem, plan: Plan, audits: Iterable[Audit]) -> Iterator[Broken]:
    for audit in audits:
        agreed, placed = problem.agreed(audit), plan.get(audit.id)
        if agreed is None:
            continue
        same = placed is not None and (
            (placed.week, placed.start, placed.lead, set(placed.members))
            == (agreed.week, agreed.start, agreed.lead, set(agreed.members))
        )
        if not same:
            yield Broken(
                Rule.AGREED,
                (audit.id,),
                _("{audit} is agreed and must stay as it is.").format(audit=audit.id),
            )
