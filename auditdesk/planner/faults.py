"""What is wrong with a problem before anybody plans it, by name."""

from collections import Counter
from collections.abc import Iterator

from auditdesk.domain.checks import Problem as Fault
from auditdesk.domain.checks import problems
from auditdesk.i18n import _
from auditdesk.planner.problem import HALF_DAYS, PlanningProblem, VisitedUnit
from auditdesk.planner.rules import Rule, broken


def faults(problem: PlanningProblem) -> list[Fault]:
    """All that makes a problem nonsense; one that passes can be solved, if not for every audit.

    `field` of each is the id of what to mend.
    """
    found = problems(problem, (_grid, _ids))
    return found or problems(problem, (_people, _units, _audits, _work, _agreed))


def _grid(problem: PlanningProblem) -> Iterator[Fault]:
    if problem.horizon < 1:
        yield Fault("horizon_weeks", _("The horizon has no week."))
    if problem.start.weekday():
        yield Fault("start", _("{day} is not a Monday.").format(day=problem.start))
    for name, of_week in (
        ("month_of_week", problem.month_of_week),
        ("year_of_week", problem.year_of_week),
    ):
        if len(of_week) != problem.horizon:
            yield Fault(
                name,
                _("{name} has {n} weeks, the horizon {weeks}.").format(
                    name=name, n=len(of_week), weeks=problem.horizon
                ),
            )
    if any(not 0 <= one < len(problem.months) for one in problem.month_of_week):
        yield Fault("month_of_week", _("month_of_week names a month that is not in months."))
    if any(one < 0 for one in problem.year_of_week):
        yield Fault("year_of_week", _("year_of_week counts from 0."))
    if any(one < 0 for one in vars(problem.weights).values()):
        yield Fault("weights", _("A weight is less than nothing."))
    if problem.rotation_max < 1:
        yield Fault("rotation_max", _("rotation_max is less than 1."))


def _ids(problem: PlanningProblem) -> Iterator[Fault]:
    for kind in (problem.sites, problem.auditors, problem.units, problem.audits):
        for id, times in Counter(one.id for one in kind).items():
            if times > 1:
                yield Fault(id, _("{id} is there {n} times.").format(id=id, n=times))
    homes = [(one.id, one.site) for one in problem.auditors]
    homes += [(one.id, one.site) for one in problem.units]
    for id, site in homes:
        if site not in problem.site:
            yield _unknown(id, site)
    for audit in problem.audits:
        if audit.unit not in problem.unit:
            yield _unknown(audit.id, audit.unit)
        for person in audit.fixed.team if audit.fixed is not None else ():
            if person not in problem.auditor:
                yield _unknown(audit.id, person)


def _unknown(id: str, name: str) -> Fault:
    return Fault(id, _("{id}: {name} is not known.").format(id=id, name=name))


def _people(problem: PlanningProblem) -> Iterator[Fault]:
    if problem.audits and not any(one.lead for one in problem.auditors):
        yield Fault("auditors", _("Nobody may lead an audit."))
    for person in problem.auditors:
        if not person.tokens:
            yield Fault(
                person.id,
                _("{person} is competent in nothing; say in what, or leave them out.").format(
                    person=person.name
                ),
            )
        if min(person.max_hd_week, person.max_hd_month, person.max_hd_year) < 0:
            yield Fault(
                person.id, _("{person}: a limit is less than nothing.").format(person=person.name)
            )


def _units(problem: PlanningProblem) -> Iterator[Fault]:
    for unit in problem.units:
        for text in _of_unit(problem, unit):
            yield Fault(unit.id, f"{unit.process} ({unit.id}): {text}")


def _of_unit(problem: PlanningProblem, unit: VisitedUnit) -> Iterator[str]:
    if not 1 <= unit.dur_hd <= HALF_DAYS:
        yield _("an audit of {n} days does not fit into a week.").format(n=unit.dur_hd / 2)
    if not 1 <= unit.team_min <= unit.team_max:
        yield _("a team of {least} to {most} people is none.").format(
            least=unit.team_min, most=unit.team_max
        )
    if unit.min_gap > unit.max_gap or unit.max_gap < 0:
        yield _("audits cannot lie at least {least} and at most {most} weeks apart.").format(
            least=unit.min_gap, most=unit.max_gap
        )
    if unit.risk not in problem.risk_weights:
        yield _("its risk {risk} has no weight.").format(risk=unit.risk)
    strangers = sorted(unit.core - set(unit.clauses))
    if strangers:
        yield _("{clauses} in every audit, but not among its clauses.").format(
            clauses=", ".join(strangers)
        )
    audits = problem.audits_of[unit.id]
    if sorted(one.k for one in audits) != list(range(unit.n)):
        yield _("{n} audits are due, numbered from 0; there are {numbers}.").format(
            n=unit.n, numbers=", ".join(str(one.k) for one in audits) or "0"
        )
    room, every = unit.at_most_clauses - len(unit.core), len(set(unit.clauses) - unit.core)
    if room < 0:
        yield _("{n} clauses in an audit are fewer than the {core} that are in every one.").format(
            n=unit.at_most_clauses, core=len(unit.core)
        )
    elif audits and room * len(audits) < every:
        yield _("{n} audits with {most} clauses each cannot hold its {clauses} clauses.").format(
            n=len(audits), most=unit.at_most_clauses, clauses=len(unit.clauses)
        )


def _audits(problem: PlanningProblem) -> Iterator[Fault]:
    """Windows that close before they open; what time has closed in a re-plan is none of them."""
    for audit in problem.audits:
        window = problem.frequency_window(audit)
        if audit.fixed is None and not window:
            yield Fault(
                audit.id,
                _(
                    "{audit} of {unit}: its window closes in week {high}, before it opens in {low}."
                ).format(
                    audit=audit.id,
                    unit=problem.unit[audit.unit].process,
                    high=window.stop - 1,
                    low=window.start,
                ),
            )


def _work(problem: PlanningProblem) -> Iterator[Fault]:
    """A cycle that cannot hold what it must."""
    units = (problem.unit[one.unit] for one in problem.audits)
    work = sum(unit.dur_hd * unit.team_min for unit in units)
    room = sum(one.max_hd_year for one in problem.auditors) * len(set(problem.year_of_week))
    if work > room:
        yield Fault(
            "audits",
            _("The audits need {work} days of auditors, who have {room}.").format(
                work=work / 2, room=room / 2
            ),
        )


def _agreed(problem: PlanningProblem) -> Iterator[Fault]:
    """What is agreed must at least be possible."""
    fixed = {one.id: one.fixed for one in problem.audits if one.fixed is not None}
    for id, placed in fixed.items():
        half_days = problem.unit[problem.audit[id].unit].dur_hd
        in_week = 0 <= placed.start <= HALF_DAYS - half_days
        if not (0 <= placed.week < problem.horizon and in_week):
            yield Fault(
                id, _("{audit} is agreed, but does not fit into its week.").format(audit=id)
            )
            return
    for one in broken(problem, fixed):
        if one.rule in (Rule.TWICE, Rule.TWO_SITES):
            yield Fault(one.audits[0], _("Agreed, but {text}").format(text=one.text))
