"""What the organisation decides about its audits holds on every way, and changes with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from auditdesk.book.due import due
from auditdesk.book.facts import planned_check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    Declaration,
    EffectivenessCheck,
    Monitoring,
    MoveRecord,
    ProcessWorker,
    ReportDeadline,
    ReviewPoint,
)
from auditdesk.domain.due import DueKind
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.work import entry
from auditdesk.work.dues import origin_of
from auditdesk.work.kinds import KINDS
from tests.conftest import TODAY, Desk, nonconformity

RULES = ("own_work_months", "declarations", "report_days", "extensions", "not_effective")


@pytest.mark.parametrize("rule", RULES)
def test_a_house_rule_changes_only_with_a_reason(desk: Desk, rule: str) -> None:
    value = True if rule == "declarations" else 7
    with pytest.raises(ReasonNeeded):
        desk.set("organisation", ".", **{rule: value})
    desk.set("organisation", ".", **{rule: value}, reason="decided in the review")


# --- own work ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "worked_until", "independent"),
    [(12, "2025-12-01", False), (12, "2025-10-01", True), (24, "2025-10-01", False)],
)
def test_own_work_ties_for_as_long_as_the_organisation_says(
    desk: Desk, months: int, worked_until: str, independent: bool
) -> None:
    desk.set("organisation", ".", own_work_months=months, reason="our size")
    desk.add("worker", process="Purchasing", person="T. Haas", until=worked_until)
    planned = lambda: desk.add(  # noqa: E731
        "audit", units=["Purchasing · Graz"], lead_auditor="T. Haas", starts_on="2026-11-16"
    )
    if independent:
        planned()
    else:
        with pytest.raises(Refusal, match="works in Purchasing"):
            planned()


def test_who_is_taken_out_of_a_process_is_kept_as_having_worked_there(desk: Desk) -> None:
    desk.set("process", "Purchasing", workers=["T. Haas"])
    desk.set("process", "Purchasing", workers=[])
    (kept,) = Reading().rows(ProcessWorker, process=desk.get("process", "Purchasing").id)
    assert kept.until == TODAY - timedelta(days=1)
    with pytest.raises(Refusal, match="works in Purchasing"):
        desk.add(
            "audit", units=["Purchasing · Graz"], lead_auditor="T. Haas", starts_on="2026-11-16"
        )
    desk.set("process", "Purchasing", workers=["T. Haas"])
    assert len(list(Reading().rows(ProcessWorker))) == 2


# --- declarations -----------------------------------------------------------------------------


IA, NC, CA = "IA-2026-001", "NC-2026-001", "CA-2026-001"


@pytest.fixture
def planned(desk: Desk) -> Desk:
    """IA-2026-002 is planned for 2026-11-16 with two who judge."""
    desk.add(
        "audit",
        units=["Purchasing · Graz"],
        standard="ISO 9001:2015",
        starts_on="2026-11-16",
        lead_auditor="Ines Okafor",
        team=["T. Haas", {"person": "M. Costa", "role": "observer"}],
        objectives="See that suppliers are chosen and watched as planned",
    )
    return desk


def test_each_who_judges_declares_independence_where_that_is_demanded(planned: Desk) -> None:
    planned.set("organisation", ".", declarations=True, reason="our rule")
    start = {"move": "start", "on": "2026-11-16"}
    for name in ("Ines Okafor", "T. Haas"):
        with pytest.raises(Refusal, match=f"{name} has not declared"):
            planned.set("audit", IA, **start)
    for name in ("Ines Okafor", "T. Haas"):
        planned.add("declaration", audit=IA, person=name, declared_on="2026-11-13")
    planned.set("audit", IA, **start)


def test_a_start_without_declarations_is_said_where_they_are_not_demanded(planned: Desk) -> None:
    said: list[str] = []
    planned.book.remarked = said.extend
    planned.add("declaration", audit=IA, person="T. Haas")
    planned.set("audit", IA, move="start", on="2026-11-16")
    assert said == ["Ines Okafor has not declared their independence for this audit."]


def test_a_declaration_is_said_by_who_judges_and_never_ahead(planned: Desk) -> None:
    with pytest.raises(Refusal, match="does not judge"):
        planned.add("declaration", audit=IA, person="M. Costa")
    with pytest.raises(Refusal, match="future"):
        planned.add("declaration", audit=IA, person="T. Haas", declared_on="2027-01-01")


def test_a_declaration_given_again_replaces_the_first(planned: Desk) -> None:
    planned.add("declaration", audit=IA, person="T. Haas")
    planned.add("declaration", audit=IA, person="T. Haas", text="My brother works in sales.")
    (kept,) = Reading().rows(Declaration)
    assert kept.text == "My brother works in sales."


# --- the report -------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "due_on"), [(10, date(2026, 11, 24)), (1, date(2026, 11, 11))])
def test_the_report_is_due_so_many_working_days_after_the_audit(
    audited: Desk, days: int, due_on: date
) -> None:
    audited.set("organisation", ".", report_days=days, reason="agreed with the management")
    audited.set("audit", IA, move="finish", on="2026-11-10")
    (kept,) = Reading().rows(ReportDeadline)
    assert kept.report_due == due_on
    (row,) = [row for row in due(audited.book, TODAY) if row.kind is DueKind.REPORT]
    assert row.on == due_on
    origin = origin_of(Reading(), str(audited.get("audit", IA).id), "report_due")
    assert origin is not None and origin.by_rule


def test_another_day_for_the_report_has_a_reason_and_lies_after_the_audit(audited: Desk) -> None:
    audited.set("audit", IA, move="finish", on="2026-11-10")
    with pytest.raises(ReasonNeeded, match="another day"):
        audited.set("audit", IA, report_due="2026-12-18")
    with pytest.raises(Refusal, match="before IA-2026-001 was held"):
        audited.set("audit", IA, report_due="2026-11-01", reason="quick")
    audited.set("audit", IA, report_due="2026-12-18", reason="the client is away")
    origin = origin_of(Reading(), str(audited.get("audit", IA).id), "report_due")
    assert origin is not None and origin.reason == "the client is away"


def report_days(desk: Desk) -> list[date]:
    return [kept.report_due for kept in Reading().rows(ReportDeadline)]


def test_a_day_agreed_before_the_audit_was_held_stays_and_is_said(audited: Desk) -> None:
    audited.set("audit", IA, report_due="2026-12-18", reason="the client is away")
    with audited.book.step("Finish") as step:
        entry.amend(step, KINDS["audit"], IA, {"move": "finish", "on": "2026-11-10"}, TODAY)
        said = [one for one in step.remarks if "stays on" in one]
    assert len(said) == 1 and "the client is away" in said[0] and "2026-11-24" in said[0]
    assert report_days(audited) == [date(2026, 12, 18)]


def test_an_audit_held_after_the_day_agreed_for_its_report_is_due_by_the_rule(
    audited: Desk,
) -> None:
    audited.set("audit", IA, report_due="2026-11-12", reason="quick")
    audited.set("audit", IA, move="finish", on="2026-11-17", reason="it took longer")
    assert report_days(audited) == [date(2026, 12, 1)]


def test_a_day_for_the_report_that_is_cleared_goes_back_to_the_rule(audited: Desk) -> None:
    audited.set("audit", IA, report_due="2026-12-18", reason="the client is away")
    with pytest.raises(ReasonNeeded):
        audited.set("audit", IA, report_due=None)
    audited.set("audit", IA, report_due=None, reason="the client is back")
    assert report_days(audited) == []
    audited.set("audit", IA, move="finish", on="2026-11-10")
    audited.set("audit", IA, report_due="2026-12-18", reason="the client is away")
    audited.set("audit", IA, report_due=None, reason="the client is back")
    assert report_days(audited) == [date(2026, 11, 24)]
    audited.set("audit", IA, report_due=None)
    origin = origin_of(Reading(), str(audited.get("audit", IA).id), "report_due")
    assert origin is not None and origin.by_rule


# --- extensions -------------------------------------------------------------------------------


def extend(desk: Desk, due: str, **more: str) -> None:
    desk.set("action", CA, move="extend", due=due, reason="parts are late", **more)


@pytest.fixture
def agreed(issued: Desk) -> Desk:
    """CA-2026-001 is due on 2026-12-15; T. Haas is top management."""
    issued.set("person", "T. Haas", roles=["top_management"])
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    return issued


def test_one_extension_more_than_the_rule_is_approved_by_top_management(agreed: Desk) -> None:
    extend(agreed, "2026-12-22")
    extend(agreed, "2027-01-12")
    with pytest.raises(Refusal, match=r"extended 2 times already.*T\. Haas"):
        extend(agreed, "2027-01-26", approved_by="M. Costa")
    extend(agreed, "2027-01-26", approved_by="T. Haas")


def test_the_days_of_a_finding_are_extended_no_more_often(agreed: Desk) -> None:
    for day in ("2026-12-22", "2026-12-23"):
        agreed.set("finding", NC, answer_due=day, reason="holidays")
    with pytest.raises(Refusal, match="extended 2 times already"):
        agreed.set("finding", NC, answer_due="2026-12-28", reason="holidays")
    agreed.set("finding", NC, correct_due="2026-12-28", reason="another stage")
    agreed.set("finding", NC, answer_due="2026-12-28", reason="holidays", approved_by="T. Haas")


# --- what the management review hears ---------------------------------------------------------


def fail(desk: Desk, number: str, on: str) -> None:
    desk.set("action", number, move="done", on=on, evidence="Recall list")
    desk.set(
        "action",
        number,
        move="verify",
        result="not_effective",
        verifier="T. Haas",
        evidence="2 of 12",
        on=on,
    )


def test_what_fails_again_and_again_is_a_point_for_the_management_review(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    fail(issued, CA, "2026-11-16")
    assert not list(Reading().rows(ReviewPoint)), "once is no pattern"
    issued.add("action", finding=NC, what="New recall", owner="B. Lopes", due="2026-12-15")
    fail(issued, "CA-2026-002", "2026-11-20")
    (row,) = [row for row in due(issued.book, TODAY) if row.kind is DueKind.REVIEW]
    assert (row.number, row.what) == (NC, f"2 actions for {NC} were not effective.")
    point = row_of_the_point()
    with pytest.raises(Refusal, match="decided"):
        issued.set("review_point", point, reviewed_on="2026-11-23")
    issued.set("review_point", point, reviewed_on="2026-11-23", decision="A buyer more")
    assert not [row for row in due(issued.book, TODAY) if row.kind is DueKind.REVIEW]


def row_of_the_point() -> str:
    (point,) = Reading().rows(ReviewPoint)
    return str(point.id)


# --- monitoring -------------------------------------------------------------------------------


def test_feedback_belongs_to_the_programme_of_its_audit(audited: Desk) -> None:
    id = audited.add("monitoring", audit=IA, text="Well prepared", rating=5, person="T. Haas")
    kept = Reading().get(Monitoring, id)
    assert kept.programme == audited.get("audit", IA).programme
    assert (kept.given_by, kept.noted_on) == (audited.book.who, TODAY)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text": "Nobody had time"}, "Name the programme or the audit"),
        ({"text": "x", "audit": IA, "noted_on": "2027-01-01"}, "future"),
        ({"text": "x", "audit": IA, "rating": 6}, "between 1 and 5"),
    ],
)
def test_feedback_that_says_too_little_is_refused(
    audited: Desk, data: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refusal, match=says):
        audited.add("monitoring", **data)


# --- closed periods ---------------------------------------------------------------------------


@pytest.fixture
def closed_october(issued: Desk) -> Desk:
    """October 2026 is closed."""
    issued.add("closed_period", starts_on="2026-10-01", ends_on="2026-10-31")
    return issued


def test_nothing_that_happened_is_written_into_a_closed_period_without_a_reason(
    closed_october: Desk,
) -> None:
    desk = closed_october
    seen = {"grade": "observation", "evidence": "seen at the gate", "raised_on": "2026-10-20"}
    with pytest.raises(ReasonNeeded, match="closed period"):
        desk.add("finding", **seen)
    desk.add("finding", **seen, reason="found in the notes of the audit")
    desk.add("finding", **{**seen, "raised_on": "2026-11-02"})


def test_what_is_due_or_planned_in_a_closed_period_needs_no_reason(closed_october: Desk) -> None:
    desk = closed_october
    desk.add("absence", person="T. Haas", starts_on="2026-10-05", ends_on="2026-10-09")
    desk.add("audit", title="Pencilled in", starts_on="2026-10-12")


def test_a_day_is_not_moved_out_of_a_closed_period_without_a_reason(issued: Desk) -> None:
    id = issued.add("finding", grade="observation", evidence="x", raised_on="2026-10-20")
    issued.add("closed_period", starts_on="2026-10-01", ends_on="2026-10-31")
    with pytest.raises(ReasonNeeded):
        issued.set("finding", id, raised_on="2026-11-02")
    with pytest.raises(ReasonNeeded), issued.book.step("Throw away") as step:
        entry.discard(step, KINDS["finding"], id, TODAY)


def test_a_period_is_closed_once_it_is_over_and_opened_with_a_reason(closed_october: Desk) -> None:
    desk = closed_october
    with pytest.raises(Refusal, match="not over yet"):
        desk.add("closed_period", starts_on="2026-11-01", ends_on="2026-11-30")
    (period,) = Reading().column(KINDS["closed_period"].table, "id")
    with pytest.raises(ReasonNeeded), desk.book.step("Open") as step:
        entry.discard(step, KINDS["closed_period"], period, TODAY)
    with desk.book.step("Open") as step:
        entry.discard(step, KINDS["closed_period"], period, TODAY, "an audit was forgotten")
    (kept,) = Reading().rows(MoveRecord, table_name="closed_period", row=period)
    assert kept.reason == "an audit was forgotten"


# --- reasons ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.change])
def test_a_reason_that_no_verb_asks_for_is_kept_and_not_refused(desk: Desk, kind: Any) -> None:
    """Told with any change of any kind: it stands in the history of the thing, or in the thing."""
    if "reason" in kind.fields:
        return
    own, move = entry._split(kind, {"reason": "as agreed"})
    assert (own, move) == ({"reason": "as agreed"}, {})


def test_the_reason_for_a_changed_site_is_kept(desk: Desk) -> None:
    desk.set("site", "Graz", address="Am Mühlgang 14", reason="the office moved")
    (kept,) = Reading().rows(MoveRecord, row=desk.get("site", "Graz").id)
    assert (kept.move, kept.reason, kept.made_on) == ("change", "the office moved", TODAY)


# --- at the next audit ------------------------------------------------------------------------


@pytest.fixture
def observed(audited: Desk) -> Desk:
    """OB-2026-001 has CA-2026-001, which is due on 2026-12-15; no rule says when its effect is seen."""
    seen = {"grade": "observation", "evidence": "seen", "raised_on": "2026-11-10"}
    audited.add("finding", **nonconformity(**seen), move="issue", on="2026-11-10")
    audited.add("action", finding="OB-2026-001", what="Label", owner="B. Lopes", due="2026-12-15")
    return audited


def check_of(number: str, desk: Desk) -> EffectivenessCheck:
    check = planned_check(Reading(), str(desk.get("action", number).id))
    assert check is not None
    return check


AGREED = {"move": "plan_check", "criterion": "0 of 12", "verifier": "T. Haas"}


def test_where_no_rule_gives_a_day_the_next_audit_of_the_unit_looks(observed: Desk) -> None:
    observed.set("action", CA, **AGREED)
    assert check_of(CA, observed).planned_on is None
    observed.add("audit", units=["Calibration · Graz"], starts_on="2027-01-11")
    assert check_of(CA, observed).planned_on is None, "another unit"
    observed.add("audit", units=["Purchasing · Graz"], starts_on="2027-03-08")
    assert check_of(CA, observed).planned_on == date(2027, 3, 8)
    number = "IA-2027-002"
    observed.set("audit", number, move="reschedule", starts_on="2027-04-12", reason="the plant")
    assert check_of(CA, observed).planned_on == date(2027, 4, 12)
    observed.set("audit", number, move="cancel", reason="not needed")
    assert check_of(CA, observed).planned_on is None


def test_a_day_that_is_told_stands_whatever_is_audited(observed: Desk) -> None:
    observed.set("action", CA, **AGREED, planned_on="2027-02-01")
    observed.add("audit", units=["Purchasing · Graz"], starts_on="2027-03-08")
    assert check_of(CA, observed).planned_on == date(2027, 2, 1)


def test_the_effect_on_a_nonconformity_may_be_left_to_the_next_audit(agreed: Desk) -> None:
    agreed.add("audit", units=["Purchasing · Graz"], starts_on="2027-03-08")
    agreed.set("action", CA, **AGREED)
    by_rule = check_of(CA, agreed).planned_on
    assert by_rule is not None and by_rule < date(2027, 3, 8)
    agreed.set("action", CA, move="accept", next_audit=True)
    assert check_of(CA, agreed).planned_on == date(2027, 3, 8)
    agreed.set("action", CA, move="plan_check", next_audit=False)
    assert check_of(CA, agreed).planned_on == by_rule


# --- what was not dealt with ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "clause", "said"),
    [("2026-12-10", "8.4.1", True), ("2026-12-10", "8.4.2", False), ("2026-11-20", "8.4.1", False)],
)
def test_an_earlier_minor_that_is_late_proposes_a_major(
    issued: Desk, on: str, clause: str, said: bool
) -> None:
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    data = nonconformity(clauses=[clause], raised_on=on)
    issued.add("finding", today=date(2026, 12, 10), **data, move="issue", on=on)
    assert any(NC in remark and "is a major" in remark for remark in remarks) == said


def test_the_check_follows_an_audit_that_gets_its_days_later(observed: Desk) -> None:
    observed.set("action", CA, **AGREED)
    later = observed.add("audit", units=["Purchasing · Graz"], standard="ISO 9001:2015", year=2027)
    assert check_of(CA, observed).planned_on is None
    observed.set("audit", later, starts_on="2027-02-01", ends_on="2027-02-02")
    assert check_of(CA, observed).planned_on == date(2027, 2, 1)


def test_what_lies_in_a_closed_period_alone_is_not_changed_without_a_reason(issued: Desk) -> None:
    seen = {"grade": "observation", "evidence": "x", "raised_on": "2026-10-20"}
    id = issued.add("finding", **seen)
    issued.add("closed_period", starts_on="2026-10-01", ends_on="2026-10-31")
    with pytest.raises(ReasonNeeded):
        issued.set("finding", id, evidence="y")
    issued.set("finding", id, evidence="y", reason="a photo turned up")
    issued.set("finding", NC, evidence="it goes on after the period")
    with pytest.raises(Refusal, match="closed already"):
        issued.add("closed_period", starts_on="2026-10-31", ends_on="2026-11-02")


def test_a_day_is_set_or_set_back_to_the_rule(issued: Desk) -> None:
    with pytest.raises(Refusal, match="not both at once"):
        issued.set("finding", NC, answer_due="2026-12-28", by_rule="answer_due", reason="x")


def test_a_grade_that_is_no_longer_used_is_given_to_nothing_new(issued: Desk) -> None:
    issued.set("grade", "opportunity", retired=True, reason="nobody reads them")
    with pytest.raises(Refusal, match="no longer used"):
        issued.add("finding", grade="opportunity", evidence="x")


def test_a_report_that_is_reopened_is_due_anew(audited: Desk) -> None:
    audited.set("audit", IA, move="finish", on="2026-11-10")
    audited.set("audit", IA, move="report", on="2026-11-12")
    audited.set("audit", IA, move="reopen", on="2026-11-20", reason="a page was missing")
    (kept,) = Reading().rows(ReportDeadline)
    assert kept.report_due == date(2026, 12, 4)
