"""How often a unit is audited: a table of cases for score, class, overrides and refusals."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.frequency import (
    FACTORS,
    Frequency,
    Inputs,
    RiskClass,
    Scheme,
    frequency,
    months_later,
    scheme_from,
)
from auditdesk.errors import Refusal

TODAY = date(2026, 11, 20)
CALM = Inputs(
    importance=1,
    kpi_trend="better",
    complaint_trend="better",
    last_audit_on=date(2026, 8, 1),
)
URGENT = Inputs(
    importance=5,
    changed_on=date(2026, 6, 1),
    majors=1,
    kpi_trend="worse",
    complaint_trend="worse",
    outsourced=True,
    legal_duty=True,
    last_audit_on=date(2026, 8, 1),
)


@pytest.mark.parametrize(
    ("inputs", "risk_class", "months", "override", "due_on"),
    [
        (CALM, RiskClass.LOW, 24, "", date(2028, 8, 1)),
        (URGENT, RiskClass.HIGH, 6, "", date(2027, 2, 1)),
        (replace(CALM, importance=5), RiskClass.MEDIUM, 12, "", date(2027, 8, 1)),
        (replace(CALM, major_on=date(2026, 8, 1)), RiskClass.LOW, 24, "major", date(2026, 11, 1)),
        (replace(CALM, major_on=date(2026, 7, 1)), RiskClass.LOW, 24, "", date(2028, 8, 1)),
        (
            replace(CALM, changed_on=date(2026, 9, 9)),
            RiskClass.LOW,
            24,
            "change",
            date(2026, 12, 9),
        ),
        (replace(CALM, changed_on=date(2026, 7, 9)), RiskClass.LOW, 24, "", date(2028, 8, 1)),
        (replace(CALM, top_management=True), RiskClass.LOW, 24, "top_management", date(2027, 8, 1)),
        (replace(URGENT, top_management=True), RiskClass.HIGH, 6, "", date(2027, 2, 1)),
        (replace(CALM, last_audit_on=None), RiskClass.LOW, 24, "", TODAY),
        (
            replace(CALM, last_audit_on=None, changed_on=date(2026, 1, 1)),
            RiskClass.LOW,
            24,
            "change",
            date(2026, 4, 1),
        ),
    ],
)
def test_a_unit_is_audited_as_its_risk_and_events_say(
    inputs: Inputs, risk_class: RiskClass, months: int, override: str, due_on: date
) -> None:
    found = frequency(inputs, Scheme(), 36, TODAY)
    assert (found.risk_class, found.interval_months) == (risk_class, months)
    assert found.override.key if found.override else not override
    assert (found.override.key if found.override else "") == override
    assert found.due_on == due_on


def test_a_short_cycle_brings_calm_units_forward() -> None:
    found = frequency(CALM, Scheme(), 12, TODAY)
    assert found.override is not None
    assert (found.override.key, found.every, found.due_on) == ("cycle", 12, date(2027, 8, 1))


def test_what_the_manager_chose_goes_before_the_class_and_events_before_both() -> None:
    assert frequency(CALM, Scheme(), 36, TODAY, chosen=9).due_on == date(2027, 5, 1)
    event = replace(CALM, major_on=date(2026, 8, 1))
    found = frequency(event, Scheme(), 36, TODAY, chosen=9)
    assert (found.interval_months, found.due_on) == (9, date(2026, 11, 1))


inputs = st.builds(
    Inputs,
    importance=st.integers(1, 5),
    changed_on=st.none() | st.dates(date(2020, 1, 1), TODAY),
    majors=st.integers(0, 3),
    minors=st.integers(0, 5),
    observations=st.integers(0, 5),
    open=st.integers(0, 5),
    major_on=st.none() | st.dates(date(2024, 1, 1), TODAY),
    kpi_trend=st.sampled_from(["better", "steady", "worse", "unknown"]),
    complaint_trend=st.sampled_from(["better", "steady", "worse", "unknown"]),
    outsourced=st.booleans(),
    legal_duty=st.booleans(),
    last_audit_on=st.none() | st.dates(date(2020, 1, 1), TODAY),
    top_management=st.booleans(),
)


@given(inputs, st.integers(1, 60))
def test_nothing_stays_out_of_the_cycle_and_every_rating_lies_between_1_and_5(
    unit: Inputs, cycle: int
) -> None:
    found = frequency(unit, Scheme(), cycle, TODAY)
    assert set(found.ratings) == set(FACTORS)
    assert all(1 <= rating <= 5 for rating in found.ratings.values())
    assert 100 <= found.score <= 500
    if unit.last_audit_on:
        assert found.due_on <= months_later(unit.last_audit_on, cycle)
    else:
        assert found.due_on <= TODAY


@given(inputs)
def test_a_higher_importance_never_makes_audits_rarer(unit: Inputs) -> None:
    higher = replace(unit, importance=min(5, unit.importance + 1))
    before, after = (frequency(one, Scheme(), 36, TODAY) for one in (unit, higher))
    assert after.interval_months <= before.interval_months


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weights": {}}, "one of them at least is more"),
        ({"weights": {"importance": -1, "changes": 3}}, "whole numbers from 0"),
        ({"high_from": 200, "medium_from": 300}, "medium below high"),
        ({"months": {"high": 12, "medium": 6, "low": 24}}, "not audited more seldom"),
        ({"months": {"high": 6, "medium": 12, "low": 48}}, "longer than the audit cycle"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused(change: dict, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        scheme_from({**Scheme().as_plain(), **change}, 36)


def test_a_scheme_comes_back_as_it_was_kept() -> None:
    assert scheme_from(Scheme().as_plain(), 36) == Scheme()
    assert months_later(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_later(date(2024, 8, 31), -6) == date(2024, 2, 29)


# --- staff and products -----------------------------------------------------------------------


def test_turnover_that_nobody_knows_weighs_nothing() -> None:
    calm = Inputs(3, last_audit_on=date(2026, 1, 1))
    scheme = Scheme()
    without = replace(scheme, weights={**scheme.weights, "turnover": 0})
    assert reckoned(calm, scheme).score == reckoned(calm, without).score


@pytest.mark.parametrize(("turnover", "change"), [("worse", 1), ("better", -1), ("steady", -1)])
def test_staff_who_leave_bring_the_next_audit_nearer(turnover: str, change: int) -> None:
    known = Inputs(3, last_audit_on=date(2026, 1, 1), turnover=turnover)
    before, after = reckoned(replace(known, turnover="unknown")).score, reckoned(known).score
    assert (after > before) == (change > 0)


def test_a_new_product_is_looked_at_within_three_months() -> None:
    on = date(2026, 9, 1)
    found = reckoned(Inputs(1, last_audit_on=date(2026, 8, 1), new_product_on=on))
    assert found.override is not None
    assert (found.override.key, found.due_on) == ("new_product", date(2026, 12, 1))
    assert found.ratings["changes"] == 5
    seen = reckoned(Inputs(1, last_audit_on=date(2026, 9, 2), new_product_on=on))
    assert seen.override is None or seen.override.key != "new_product"


def test_where_nothing_known_weighs_anything_the_score_is_the_middle() -> None:
    only = Scheme(weights={key: 100 * (key == "turnover") for key in FACTORS})
    assert reckoned(Inputs(5), only).score == 300


def reckoned(inputs: Inputs, scheme: Scheme | None = None) -> Frequency:
    return frequency(inputs, scheme or Scheme(), 36, date(2026, 11, 30))


@pytest.mark.parametrize("what", ["changed_on", "new_product_on"])
def test_what_changed_on_the_day_of_the_audit_was_seen_there(what: str) -> None:
    day = date(2026, 9, 1)
    calm = Inputs(1, last_audit_on=day)
    same, later = (replace(calm, **{what: on}) for on in (day, date(2026, 9, 2)))
    keys = [found.override.key if found.override else "" for found in map(reckoned, (same, later))]
    assert keys == ["", "change" if what == "changed_on" else "new_product"]


@pytest.mark.parametrize(
    ("known", "factor", "rating"),
    [
        ({"outsourced": True}, "outsourced", 4),
        ({"outsourced": False}, "outsourced", 1),
        ({"legal_duty": True}, "legal_duty", 5),
        ({"legal_duty": False}, "legal_duty", 1),
        ({"last_audit_on": None}, "results", 3),
        ({"majors": 1}, "results", 5),
        ({"minors": 3}, "results", 4),
        ({"minors": 2}, "results", 3),
        ({"open": 1}, "results", 3),
        ({"observations": 1}, "results", 2),
        ({}, "results", 1),
        ({"kpi_trend": "worse"}, "figures", 5),
        ({"complaint_trend": "better"}, "complaints", 1),
        ({"turnover": "steady"}, "turnover", 2),
        ({"importance": 4}, "importance", 4),
    ],
)
def test_each_input_has_its_rating(known: dict[str, object], factor: str, rating: int) -> None:
    inputs = replace(Inputs(3, last_audit_on=date(2026, 9, 1)), **known)  # type: ignore[arg-type]
    assert reckoned(inputs).ratings[factor] == rating


@pytest.mark.parametrize(
    ("months", "age", "change"),
    [(2, 1, 5), (5, 1, 4), (8, 2, 3), (15, 3, 2), (20, 4, 2), (30, 5, 1)],
)
def test_what_was_long_ago_weighs_more_as_an_audit_and_less_as_a_change(
    months: int, age: int, change: int
) -> None:
    on = months_later(date(2026, 11, 30), -months)
    ratings = reckoned(Inputs(3, last_audit_on=on, changed_on=on)).ratings
    assert (ratings["age"], ratings["changes"]) == (age, change)


@pytest.mark.parametrize(
    ("medium", "high", "allowed"),
    [(100, 500, True), (99, 500, False), (100, 501, False), (300, 300, False), (299, 300, True)],
)
def test_the_limits_of_the_classes_lie_within_the_scores(
    medium: int, high: int, allowed: bool
) -> None:
    plain = {**Scheme().as_plain(), "medium_from": medium, "high_from": high}
    if allowed:
        assert scheme_from(plain, 36).high_from == high
    else:
        with pytest.raises(Refusal):
            scheme_from(plain, 36)


@pytest.mark.parametrize(("above", "risk"), [(0, RiskClass.HIGH), (1, RiskClass.MEDIUM)])
def test_a_score_on_the_limit_belongs_to_the_upper_class(above: int, risk: RiskClass) -> None:
    inputs = Inputs(3, last_audit_on=date(2026, 9, 1))
    score = reckoned(inputs).score
    scheme = replace(Scheme(), high_from=score + above, medium_from=score)
    assert reckoned(inputs, scheme).risk_class is risk


@pytest.mark.parametrize(
    ("changed", "allowed"),
    [
        ({"tolerance_days": 92}, True),
        ({"tolerance_days": 93}, False),
        ({"tolerance_days": -1}, False),
        ({"override_months": 0}, False),
        ({"override_months": 1}, True),
        ({"override_months": 36}, True),
        ({"override_months": 37}, False),
        ({"months": {"high": 12, "medium": 12, "low": 12}}, True),
        ({"months": {"high": 12, "medium": 6, "low": 24}}, False),
        ({"months": {"high": 6, "medium": 24, "low": 12}}, False),
        ({"months": {"high": 0, "medium": 12, "low": 24}}, False),
    ],
)
def test_a_scheme_keeps_its_order_and_its_bounds(changed: dict[str, object], allowed: bool) -> None:
    plain = {**Scheme().as_plain(), **changed}
    if allowed:
        scheme_from(plain, 36)
    else:
        with pytest.raises(Refusal):
            scheme_from(plain, 36)


def test_the_shipped_weights_are_those_of_the_help() -> None:
    assert Scheme().weights == {
        "importance": 30, "changes": 15, "results": 20, "figures": 10, "complaints": 10,
        "turnover": 5, "outsourced": 5, "legal_duty": 5, "age": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days_ago", "rating"),
    [(0, 5), (91, 5), (92, 4), (182, 4), (183, 3), (365, 3), (366, 2), (730, 2), (731, 1)],
)
def test_a_change_weighs_less_the_longer_ago_it_was(days_ago: int, rating: int) -> None:
    inputs = replace(CALM, changed_on=TODAY - timedelta(days=days_ago))
    assert frequency(inputs, Scheme(), 36, TODAY).ratings["changes"] == rating


def test_a_scheme_tolerates_no_day_until_somebody_says_so() -> None:
    assert Scheme().tolerance_days == 0
