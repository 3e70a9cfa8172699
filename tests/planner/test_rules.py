"""The checker finds every rule that is broken, on plans broken one rule at a time."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditdesk.planner.problem import (
    HALF_DAYS,
    Auditor,
    Placement,
    PlanningProblem,
    VisitedSite,
    VisitedUnit,
)
from auditdesk.planner.rules import RULE_LABELS, Rule, broken, broken_at
from tests.planner.instances import planted

Plan = Mapping[str, Placement]
Spoilt = tuple[PlanningProblem, Plan]
SIZES = ("S", "M")


def _with(
    problem: PlanningProblem, one: Auditor | VisitedUnit | VisitedSite, **changed: object
) -> PlanningProblem:
    """The problem with one person, unit or site changed."""
    kind = {Auditor: "auditors", VisitedUnit: "units", VisitedSite: "sites"}[type(one)]
    some = tuple(replace(x, **changed) if x == one else x for x in getattr(problem, kind))
    return replace(problem, **{kind: some})


def _moved(plan: Plan, audit: str, **changed: object) -> Plan:
    return {**plan, audit: replace(plan[audit], **changed)}


class Spoiler:
    """Breaks a rule for one audit of a sound plan, in one of its ways."""

    def __init__(
        self, problem: PlanningProblem, plan: Plan, audit: str, chance: random.Random
    ) -> None:
        self.problem, self.plan, self.audit, self.chance = problem, plan, audit, chance
        self.placed = plan[audit]
        self.unit = problem.unit[problem.audit[audit].unit]
        self.site = problem.site[self.unit.site]
        self.person = problem.auditor[chance.choice(self.placed.team)]
        self.lead = problem.auditor[self.placed.lead]
        self.day = (self.placed.week, self.placed.start // 2)

    def closed_site(self) -> Spoilt:
        weeks = self.site.closed_weeks | {self.placed.week}
        return _with(self.problem, self.site, closed_weeks=weeks), self.plan

    def closed_day(self) -> Spoilt:
        days = self.site.closed_days | {self.day}
        return _with(self.problem, self.site, closed_days=days), self.plan

    def blocked(self) -> Spoilt:
        weeks = self.unit.blocked_weeks | {self.placed.week}
        return _with(self.problem, self.unit, blocked_weeks=weeks), self.plan

    def too_early(self) -> Spoilt:
        return self._outside(self.problem.window(self.problem.audit[self.audit]).start - 1)

    def too_late(self) -> Spoilt:
        return self._outside(self.problem.window(self.problem.audit[self.audit]).stop)

    def _outside(self, week: int) -> Spoilt:
        free = tuple(replace(one, fixed=None) for one in self.problem.audits)
        return replace(self.problem, audits=free), _moved(self.plan, self.audit, week=week)

    def into_the_weekend(self) -> Spoilt:
        start = HALF_DAYS - self.unit.dur_hd + 1
        return self.problem, _moved(self.plan, self.audit, start=start)

    def too_near(self) -> Spoilt:
        apart = self._apart() + 1
        return _with(self.problem, self.unit, min_gap=apart, max_gap=2 * apart), self.plan

    def too_far(self) -> Spoilt:
        return _with(self.problem, self.unit, min_gap=0, max_gap=0), self.plan

    def _apart(self) -> int:
        """How many weeks the unit's audits lie apart."""
        first, last = (self.problem.audits_of[self.unit.id][n].id for n in (0, -1))
        return self.plan[last].week - self.plan[first].week

    def too_many(self) -> Spoilt:
        return _with(self.problem, self.unit, team_max=len(self.placed.team) - 1), self.plan

    def too_few(self) -> Spoilt:
        return _with(self.problem, self.unit, team_min=len(self.placed.team) + 1), self.plan

    def twice_in_the_team(self) -> Spoilt:
        members = (*self.placed.members, self.person.id)
        return self.problem, _moved(self.plan, self.audit, members=members)

    def a_stranger(self) -> Spoilt:
        return self.problem, _moved(self.plan, self.audit, members=("nobody",))

    def no_lead(self) -> Spoilt:
        return _with(self.problem, self.lead, lead=False), self.plan

    def own_department(self) -> Spoilt:
        return _with(self.problem, self.person, dept=self.unit.dept, site=self.unit.site), self.plan

    def declared_tie(self) -> Spoilt:
        return _with(self.problem, self.person, conflict_units=frozenset({self.unit.id})), self.plan

    def nobody_knows(self) -> Spoilt:
        clause = self.chance.choice(self.placed.clauses)
        people = tuple(
            replace(one, tokens=one.tokens - {clause}) if one.id in self.placed.team else one
            for one in self.problem.auditors
        )
        return replace(self.problem, auditors=people), self.plan

    def area_unknown(self) -> Spoilt:
        return _with(self.problem, self.unit, extra_tokens=frozenset({"area:new"})), self.plan

    def without_core(self) -> Spoilt:
        core = self.placed.clauses[0]
        problem = _with(self.problem, self.unit, core=frozenset({core}))
        return problem, _moved(self.plan, self.audit, clauses=self.placed.clauses[1:])

    def foreign_clause(self) -> Spoilt:
        return self.problem, _moved(
            self.plan, self.audit, clauses=(*self.placed.clauses[1:], "99.9")
        )

    def too_many_clauses(self) -> Spoilt:
        most = len(self.placed.clauses) - 1
        return _with(self.problem, self.unit, clauses_per_audit=most), self.plan

    def clause_never_looked_at(self) -> Spoilt:
        return _with(self.problem, self.unit, clauses=(*self.unit.clauses, "99.9")), self.plan

    def away(self) -> Spoilt:
        return _with(
            self.problem, self.person, off_days=self.person.off_days | {self.day}
        ), self.plan

    def at_once(self) -> Spoilt:
        other = self._other(lambda unit: True)
        return self.problem, {**self.plan, other: self._copied(other, self.placed.start)}

    def two_sites_in_a_day(self) -> Spoilt:
        other = self._other(lambda unit: unit.site != self.site.id)
        there = self.problem.unit[self.problem.audit[other].unit]
        problem = _with(_with(self.problem, self.unit, dur_hd=1), there, dur_hd=1)
        plan = _moved({**self.plan, other: self._copied(other, 1)}, self.audit, start=0)
        return problem, plan

    def _other(self, suits: Callable[[VisitedUnit], bool]) -> str:
        found = [
            id
            for id in sorted(self.plan)
            if id != self.audit
            and suits(self.problem.unit[self.problem.audit[id].unit])
            and self.problem.audit[id].unit != self.unit.id
        ]
        return self.chance.choice(found)

    def _copied(self, other: str, start: int) -> Placement:
        return replace(self.plan[other], week=self.placed.week, start=start, lead=self.person.id)

    def too_much_in_a_week(self) -> Spoilt:
        return self._at_most("max_hd_week")

    def too_much_in_a_month(self) -> Spoilt:
        return self._at_most("max_hd_month")

    def too_much_in_a_year(self) -> Spoilt:
        return self._at_most("max_hd_year")

    def _at_most(self, limit: str) -> Spoilt:
        return _with(self.problem, self.person, **{limit: self.unit.dur_hd - 1}), self.plan

    def full_site(self) -> Spoilt:
        return _with(self.problem, self.site, max_audits_week=0), self.plan

    def leads_again(self) -> Spoilt:
        first = self.problem.audits_of[self.unit.id][0].id
        lead = self.plan[first].lead
        self.audit = first
        return _with(self.problem, self.unit, history_leads=(lead, lead)), self.plan

    def agreed_otherwise(self) -> Spoilt:
        agreed = replace(self.placed, start=self.placed.start - 1)
        audits = tuple(
            replace(one, fixed=agreed) if one.id == self.audit else one
            for one in self.problem.audits
        )
        return replace(self.problem, audits=audits), self.plan

    def past_otherwise(self) -> Spoilt:
        before = {self.audit: replace(self.placed, week=self.placed.week - 1)}
        free = tuple(replace(one, fixed=None) for one in self.problem.audits)
        problem = replace(self.problem, audits=free)
        return problem.with_previous(before, self.placed.week), self.plan


WAYS: dict[str, Rule] = {
    "closed_site": Rule.CLOSED,
    "closed_day": Rule.CLOSED,
    "blocked": Rule.CLOSED,
    "too_early": Rule.WEEK,
    "too_late": Rule.WEEK,
    "into_the_weekend": Rule.WEEK,
    "too_near": Rule.GAP,
    "too_far": Rule.GAP,
    "too_many": Rule.TEAM,
    "too_few": Rule.TEAM,
    "twice_in_the_team": Rule.TEAM,
    "a_stranger": Rule.TEAM,
    "no_lead": Rule.LEAD,
    "own_department": Rule.OWN_WORK,
    "declared_tie": Rule.OWN_WORK,
    "nobody_knows": Rule.COMPETENCE,
    "area_unknown": Rule.COMPETENCE,
    "without_core": Rule.CLAUSES,
    "foreign_clause": Rule.CLAUSES,
    "too_many_clauses": Rule.CLAUSES,
    "clause_never_looked_at": Rule.CLAUSES,
    "away": Rule.AWAY,
    "at_once": Rule.TWICE,
    "two_sites_in_a_day": Rule.TWO_SITES,
    "too_much_in_a_week": Rule.LOAD,
    "too_much_in_a_month": Rule.LOAD,
    "too_much_in_a_year": Rule.LOAD,
    "full_site": Rule.SITE_LOAD,
    "leads_again": Rule.ROTATION,
    "agreed_otherwise": Rule.AGREED,
    "past_otherwise": Rule.AGREED,
}
PLANTED = {size: planted(size, 1) for size in SIZES}


def test_every_rule_has_a_label_and_is_broken_below() -> None:
    assert set(RULE_LABELS) == set(Rule) == set(WAYS.values())
    assert all(rule.label for rule in Rule)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("squeezed", [False, True])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_plan_drawn_by_lot_within_the_rules_breaks_none(
    size: str, seed: int, squeezed: bool
) -> None:
    problem, plan = planted(size, seed, squeezed)
    assert not broken(problem, plan)


def _spoil(size: str, way: str, audit: str, chance: random.Random) -> tuple[Spoiler, Spoilt]:
    problem, plan = PLANTED[size]
    spoiler = Spoiler(problem, plan, audit, chance)
    return spoiler, getattr(spoiler, way)()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", WAYS)
def test_a_broken_rule_is_found_and_named(size: str, way: str) -> None:
    problem, plan = PLANTED[size]
    several = next(one for one in problem.audits if problem.unit[one.unit].n > 1)
    spoiler, spoilt = _spoil(size, way, several.id, random.Random(1))
    found = [one for one in broken(*spoilt) if one.rule is WAYS[way]]
    assert any(spoiler.audit in one.audits for one in found)
    assert all(one.text for one in found)


def test_a_load_is_told_in_days() -> None:
    _spoiler, spoilt = _spoil(
        "S", "too_much_in_a_week", next(iter(PLANTED["S"][1])), random.Random(1)
    )
    told = [one.text for one in broken(*spoilt) if one.rule is Rule.LOAD]
    assert told
    for text in told:
        days, allowed = re.findall(r"\d+\.\d", text)
        assert 0 < float(days) <= 5
        assert float(days) > float(allowed)


@settings(max_examples=120, deadline=None)
@given(
    size=st.sampled_from(SIZES),
    way=st.sampled_from(sorted(WAYS)),
    seed=st.integers(0, 1_000_000),
)
def test_whatever_audit_is_spoilt_the_checker_sees_it(size: str, way: str, seed: int) -> None:
    chance = random.Random(seed)
    problem, plan = PLANTED[size]
    some = [
        one.id
        for one in problem.audits
        if problem.unit[one.unit].n > 1 or way not in ("too_near", "too_far")
    ]
    spoiler, spoilt = _spoil(size, way, chance.choice(some), chance)
    found = broken(*spoilt)
    assert any(one.rule is WAYS[way] and spoiler.audit in one.audits for one in found)
    for audit in chance.sample(sorted(spoilt[1]), 5):
        assert broken_at(*spoilt, audit) == [one for one in found if audit in one.audits]


def test_an_audit_that_is_not_placed_breaks_nothing() -> None:
    problem, plan = PLANTED["S"]
    audit = next(one.id for one in problem.audits if one.fixed is None)
    assert broken_at(problem, {id: one for id, one in plan.items() if id != audit}, audit) == []


def test_a_unit_of_which_no_audit_is_asked_misses_no_clause() -> None:
    problem, plan = PLANTED["S"]
    unit = problem.units[0]
    audits = tuple(one for one in problem.audits if one.unit != unit.id)
    kept = {id: placed for id, placed in plan.items() if id in {one.id for one in audits}}
    assert Rule.CLAUSES not in {one.rule for one in broken(replace(problem, audits=audits), kept)}
