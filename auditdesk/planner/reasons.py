"""What stands in the way of an audit, in words, and what would help."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditdesk.i18n import _
from auditdesk.planner.problem import Audit, PlanningProblem, VisitedUnit
from auditdesk.planner.rules import Rule

TOLD, MOST_HELPS = 3, 6
"""How many names or weeks of a kind are told, and how many helps."""


@dataclass(frozen=True)
class Unplaced:
    """Why an audit is left out, and what would help; each help is enough."""

    reasons: tuple[str, ...]
    helps: tuple[str, ...]


@dataclass(frozen=True, order=True)
class Hurdle:
    """One thing in the way: the rule, who or what it is about, the week, and what else it says."""

    rule: Rule
    about: str = ""
    week: int = -1
    what: str = ""


@dataclass(frozen=True)
class Way:
    """A week and a team, and what is in their way."""

    week: int
    team: tuple[int, ...]
    hurdles: frozenset[Hurdle]


def told(
    problem: PlanningProblem, audit: Audit, unit: VisitedUnit, ways: Sequence[Way]
) -> Unplaced:
    """The reasons of the ways that lack least, each rule once, and what would open them."""
    words = _Words(problem, audit, unit)
    by_rule: dict[Rule, list[Hurdle]] = {}
    for way in ways:
        for hurdle in sorted(way.hurdles):
            if hurdle not in (of := by_rule.setdefault(hurdle.rule, [])):
                of.append(hurdle)
    helps: dict[str, None] = {}
    rules: dict[frozenset[tuple[Rule, str]], int] = {}
    for way in ways:
        kind = frozenset((one.rule, one.about) for one in way.hurdles)
        rules[kind] = rules.get(kind, 0) + 1
        if rules[kind] == 1 and len(helps) < MOST_HELPS:
            helps[words.help(way)] = None
    return Unplaced(tuple(words.reason(rule, of) for rule, of in by_rule.items()), tuple(helps))


class _Words:
    def __init__(self, problem: PlanningProblem, audit: Audit, unit: VisitedUnit) -> None:
        self.problem, self.audit, self.unit = problem, audit, unit

    def reason(self, rule: Rule, hurdles: Sequence[Hurdle]) -> str:
        """One sentence for all that a rule forbids."""
        about = _listed(one.about for one in hurdles)
        weeks = self._weeks(one.week for one in hurdles)
        window = self.problem.window(self.audit)
        if rule is Rule.CLOSED:
            return _("{about} is closed, weeks of {weeks}.").format(about=about, weeks=weeks)
        if rule is Rule.WEEK:
            if not window:
                return _("Its window closes before it opens.")
            return _("It is due between the weeks of {first} and {last}.").format(
                first=self.problem.monday(window[0]), last=self.problem.monday(window[-1])
            )
        if rule is Rule.GAP:
            return _("It must lie {least} to {most} weeks from the unit's other audits.").format(
                least=self.unit.min_gap, most=self.unit.max_gap
            )
        if rule is Rule.LEAD:
            return _("Nobody who could come may lead, such as {about}.").format(about=about)
        if rule is Rule.OWN_WORK:
            return _("{about}: not independent of {unit}.").format(
                about=about, unit=self.unit.process
            )
        if rule is Rule.COMPETENCE:
            return _(
                "Nobody who is independent of {unit} and free is competent in {about}."
            ).format(unit=self.unit.process, about=about)
        if rule is Rule.CLAUSES:
            return _("With {n} clauses in an audit, not all of {unit} come up.").format(
                n=self.unit.at_most_clauses, unit=self.unit.process
            )
        if rule is Rule.AWAY:
            return _("{about}: absent, weeks of {weeks}.").format(about=about, weeks=weeks)
        if rule is Rule.TWICE:
            return _("{about}: in other audits, weeks of {weeks}.").format(about=about, weeks=weeks)
        if rule is Rule.SITE_LOAD:
            return _("{about} has all the audits it can take, weeks of {weeks}.").format(
                about=about, weeks=weeks
            )
        if rule is Rule.ROTATION:
            return _("{about}: led {unit} the last {n} times.").format(
                about=about, unit=self.unit.process, n=self.problem.rotation_max
            )
        return _("{about}: no days of audits left, weeks of {weeks}.").format(
            about=about, weeks=weeks
        )

    def help(self, way: Way) -> str:
        """What would open a way, all of it together."""
        done = [self._help(one, way) for one in sorted(way.hurdles)]
        text = _(" and ").join(done)
        return f"{text[0].upper()}{text[1:]}."

    def _help(self, hurdle: Hurdle, way: Way) -> str:
        monday = self.problem.monday(way.week)
        team = _listed(self.problem.auditors[one].name for one in way.team)
        texts = {
            Rule.CLOSED: _("open {about} in the week of {monday}"),
            Rule.WEEK: _("allow the week of {monday}"),
            Rule.GAP: _("allow the week of {monday}"),
            Rule.LEAD: _("let {about} lead"),
            Rule.OWN_WORK: _("let {about} audit {unit} by a declared exception"),
            Rule.COMPETENCE: _("make {team} competent in {about}"),
            Rule.CLAUSES: _("allow more than {n} clauses in an audit"),
            Rule.AWAY: _("free {about} in the week of {monday}"),
            Rule.TWICE: _("move {what} out of the week of {monday}"),
            Rule.SITE_LOAD: _("allow {about} one more audit in the week of {monday}"),
            Rule.ROTATION: _("let {about} lead once more"),
            Rule.LOAD: _("allow {about} more days in the {what} of {monday}"),
        }
        return texts[hurdle.rule].format(
            about=hurdle.about,
            monday=monday,
            team=team,
            unit=self.unit.process,
            n=self.unit.at_most_clauses,
            what=_(hurdle.what),
        )

    def _weeks(self, weeks: Iterable[int]) -> str:
        return _listed(str(self.problem.monday(one)) for one in sorted(set(weeks)))


def _listed(names: Iterable[str]) -> str:
    """Some names, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = len(every) - TOLD
    if more > 1:
        return _("{names} and {n} more").format(names=", ".join(every[:TOLD]), n=more)
    return ", ".join(every)
