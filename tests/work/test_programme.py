"""A programme is decided, approved, kept to, and changed only with a reason."""

import json
from datetime import date

import pytest

from auditdesk.book.indicators.figures import figures
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ApprovedAudit, FrequencyDecision, LeftOut, Programme, Signoff
from auditdesk.book.year import adherence_told, approved_adherence
from auditdesk.domain.indicator import Extent
from auditdesk.domain.programme import Adherence, ApprovedSpan, adherence
from auditdesk.work.programme import decide, frequencies
from tests.conftest import TODAY, Desk, run_cli
from tests.work.test_findings import refused

UNITS = ("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")


def audit(desk: Desk, unit: str, starts_on: str, **other: object) -> str:
    return desk.add(
        "audit",
        units=[unit],
        standard="ISO 9001:2015",
        starts_on=starts_on,
        lead_auditor="Ines Okafor",
        objectives="o",
        **other,
    )


def approvable(desk: Desk) -> None:
    """A programme of 2026 with an audit of every unit."""
    desk.add("programme", year=2026, objectives="See whether the system works")
    for n, unit in enumerate(UNITS):
        audit(desk, unit, f"2026-1{n % 3}-05")


def approved(desk: Desk) -> None:
    approvable(desk)
    desk.set("programme", "2026", move="approve", by="Ines Okafor", on="2026-09-21")


def revisions(_desk: Desk) -> list[tuple[int, str]]:
    return [(int(row.revision), str(row.state)) for row in Reading().rows(Programme, year=2026)]


def decisions() -> dict[str, FrequencyDecision]:
    latest = max(Reading().rows(Programme, year=2026), key=lambda row: int(row.revision))
    return {str(row.unit): row for row in Reading().rows(FrequencyDecision, programme=latest.id)}


def test_approving_freezes_decisions_and_audits_and_signs(desk: Desk) -> None:
    approved(desk)
    assert revisions(desk) == [(0, "approved")]
    assert len(list(Reading().rows(ApprovedAudit))) == len(UNITS)
    (sign,) = Reading().rows(Signoff, table_name="programme")
    assert (sign.meaning, sign.name) == ("approved", "Ines Okafor")
    for row in decisions().values():
        assert {"inputs", "ratings", "scheme", "due_on", "decided_on", "rule_months"} == set(
            row.inputs
        )
        assert row.inputs["inputs"]["importance"] in (3, 4)
    refused(desk, "was frozen", "frequency", verb="add", programme="2026", unit=UNITS[0],
            months=9, reason="r")  # fmt: skip
    refused(desk, "“revise”", "programme", "2026", objectives="others")


@pytest.mark.parametrize(
    ("without", "sentence"),
    [
        ("objectives", "The objectives are missing"),
        ("audits", "No audit is planned"),
        ("unit", "1 unit is due and not planned: Purchasing · Brno"),
        ("clause", "Clauses that no audit of the cycle looks at: 8.4.3"),
    ],
)
def test_a_programme_with_gaps_is_not_approved(desk: Desk, without: str, sentence: str) -> None:
    objectives = "" if without == "objectives" else "o"
    desk.add("programme", year=2026, objectives=objectives)
    for unit in UNITS if without != "audits" else ():
        if without == "unit" and unit == UNITS[1]:
            continue
        clauses = {"clauses": ["8.4.1", "8.4.2"]} if without == "clause" and "Purch" in unit else {}
        audit(desk, unit, "2026-12-01", **clauses)
    refused(desk, sentence, "programme", "2026", move="approve", by="Ines Okafor")


def test_a_unit_left_out_with_a_reason_lets_the_programme_pass(desk: Desk) -> None:
    desk.add("programme", year=2026, objectives="o")
    for unit in (UNITS[0], UNITS[2]):
        audit(desk, unit, "2026-12-01")
    refused(desk, "why", "left_out", verb="add", programme="2026", unit=UNITS[1], reason=" ")
    desk.add("left_out", programme="2026", unit=UNITS[1], reason="The site closes in December")
    desk.set("programme", "2026", move="approve", by="Ines Okafor")
    assert revisions(desk) == [(0, "approved")]


def test_a_later_change_opens_a_revision_with_its_reason(desk: Desk) -> None:
    approved(desk)
    desk.set("audit", "IA-2026-002", move="reschedule", starts_on="2026-12-14", reason="strike")
    assert revisions(desk) == [(0, "superseded"), (1, "draft")]
    desk.set("audit", "IA-2026-001", move="cancel", reason="sold")
    assert revisions(desk) == [(0, "superseded"), (1, "draft")]
    reasons = [
        reason for (reason,) in desk.book.select("SELECT reason FROM move WHERE move = 'revise'")
    ]
    assert reasons == ["IA-2026-002: strike"]
    assert len(list(Reading().rows(ApprovedAudit))) == len(UNITS)
    assert len(decisions()) == len(UNITS)


def test_a_new_audit_and_a_unit_left_out_open_a_revision_too(desk: Desk) -> None:
    approved(desk)
    audit(desk, UNITS[0], "2026-12-21", reason="complaint of a customer")
    assert revisions(desk)[-1] == (1, "draft")
    desk.set("programme", "2026", move="approve", by="Ines Okafor")
    desk.add("left_out", programme="2026", clause="ISO 9001:2015 7.1.6", reason="next year")
    assert revisions(desk) == [(0, "superseded"), (1, "superseded"), (2, "draft")]
    latest = max(Reading().rows(Programme, year=2026), key=lambda row: int(row.revision))
    assert len(list(Reading().rows(LeftOut, programme=latest.id))) == 1


def test_undo_takes_the_revision_back(desk: Desk) -> None:
    approved(desk)
    desk.set("audit", "IA-2026-002", move="reschedule", starts_on="2026-12-14", reason="strike")
    desk.book.undo()
    assert revisions(desk) == [(0, "approved")]


def test_the_manager_may_choose_an_interval_with_a_reason(desk: Desk) -> None:
    desk.add("programme", year=2026)
    refused(desk, "Say why", "frequency", verb="add", programme="2026", unit=UNITS[0], months=9)
    refused(desk, "longer than the audit cycle", "frequency", verb="add", programme="2026",
            unit=UNITS[0], months=48, reason="r")  # fmt: skip
    id = desk.add("frequency", programme="2026", unit=UNITS[0], months=9, reason="new supplier")
    row = Reading().get(FrequencyDecision, id)
    assert (row.interval_months, row.override, row.reason) == (9, "chosen", "new supplier")
    desk.set("frequency", id, months=0)
    row = Reading().get(FrequencyDecision, id)
    assert (row.override, row.reason) == ("", "")
    assert row.interval_months == 12


def test_the_scheme_changes_with_a_reason_and_the_decisions_follow(desk: Desk) -> None:
    refused(desk, "has no speed", "frequency_scheme", verb="add", scheme={"speed": 3}, reason="r")
    refused(desk, "Say why", "frequency_scheme", verb="add", scheme={"high_from": 300}, reason=" ")
    desk.add("frequency_scheme", scheme={"months": {"medium": 10}}, reason="management review")
    desk.add("programme", year=2026)
    desk.add("frequency", programme="2026", unit=UNITS[0], months=0)
    assert {int(row.interval_months) for row in decisions().values()} == {10}


def test_adherence_counts_against_what_was_approved(desk: Desk) -> None:
    approved(desk)
    assert approved_adherence(desk.book, 2026, TODAY) == Adherence(3, 1, 0, 0)
    desk.set("audit", "IA-2026-002", move="start", on="2026-11-05")
    desk.set("audit", "IA-2026-002", move="finish", on="2026-11-05")
    assert approved_adherence(desk.book, 2026, TODAY) == Adherence(3, 2, 1, 0)
    desk.set("audit", "IA-2026-001", move="start", on="2026-11-10", reason="auditor ill")
    desk.set("audit", "IA-2026-001", move="finish", on="2026-11-10", reason="auditor ill")
    found = approved_adherence(desk.book, 2026, TODAY)
    assert found == Adherence(3, 2, 1, 1)
    assert found.ratio == 0.5
    assert approved_adherence(desk.book, 2025, TODAY).ratio is None
    scope = Extent(date(2026, 1, 1), date(2026, 12, 31), TODAY)
    figures_of = {one.indicator.key: one.figure for one in figures(desk.book, scope)}
    assert (figures_of["adherence"].part, figures_of["adherence"].whole) == (1, 2)


def test_an_audit_is_due_once_its_month_has_ended() -> None:
    day = date(2026, 10, 31)
    span = ApprovedSpan(day, day)
    assert adherence([span], date(2026, 10, 31)) == Adherence(1, 0, 0, 0)
    assert adherence([span], date(2026, 11, 1)) == Adherence(1, 1, 0, 0)
    assert adherence([], date(2026, 11, 1)) == Adherence(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("began", "held", "tolerance", "kept"),
    [
        ("2026-01-29", "2026-02-03", 0, True),
        ("2026-01-30", "2026-02-02", 0, True),
        ("2026-01-28", "2026-02-03", 0, False),
        ("2026-01-29", "2026-02-04", 0, False),
        ("2026-01-28", "2026-02-04", 1, True),
        ("2026-01-27", "2026-02-03", 1, False),
        ("2026-01-29", "2026-02-10", 7, True),
        ("2026-01-05", "2026-01-06", 7, False),
    ],
)
def test_an_audit_is_kept_when_it_was_held_within_its_approved_days(
    began: str, held: str, tolerance: int, kept: bool
) -> None:
    days = map(date.fromisoformat, ("2026-01-29", "2026-02-03", began, held))
    found = adherence([ApprovedSpan(*days)], date(2026, 2, 20), tolerance)
    assert (found.due, found.kept, found.otherwise) == (1, int(kept), int(not kept))


def test_what_a_revision_moved_counts_as_kept_against_the_revision_alone(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    approved(desk)
    for number, day in (("IA-2026-001", "2026-11-16"), ("IA-2026-002", "2026-11-17")):
        desk.set("audit", number, move="reschedule", starts_on=day, reason="no time in autumn")
    desk.set("programme", "2026", move="approve", by="Ines Okafor", on="2026-11-14")
    for number, day in (("IA-2026-001", "2026-11-16"), ("IA-2026-002", "2026-11-17")):
        desk.set("audit", number, move="start", on=day)
        desk.set("audit", number, move="finish", on=day)
    assert approved_adherence(desk.book, 2026, TODAY) == Adherence(3, 2, 2, 0)
    assert approved_adherence(desk.book, 2026, TODAY, first=True) == Adherence(3, 2, 0, 2)
    told = ["2 of 2 audits held as approved in the latest revision", "0 of 2 as first approved"]
    assert adherence_told(desk.book, 2026, TODAY) == told
    desk.add("frequency_scheme", scheme={"tolerance_days": 42}, reason="half a quarter")
    assert approved_adherence(desk.book, 2026, TODAY, first=True) == Adherence(3, 2, 2, 0)
    refused(desk, "from 0 to 92", "frequency_scheme", verb="add", scheme={"tolerance_days": -1},
            reason="r")  # fmt: skip
    desk.book.close()
    code, out, _err = run_cli(capsys, "--today", TODAY, "adherence", desk.book.path, "--json")
    said = json.loads(out)
    assert (code, said["latest"]["kept"], said["first"]["kept"]) == (0, 2, 2)
    code, out, _err = run_cli(capsys, "--today", TODAY, "adherence", desk.book.path)
    assert out.splitlines()[0] == told[0]


def test_planning_is_set_with_the_thing_itself(desk: Desk) -> None:
    desk.set("person", "T. Haas", in_week=4)
    desk.set("site", "Graz", audits_in_week=1)
    desk.set("unit", UNITS[0], team_least=2)
    refused(desk, "cannot be", "unit", UNITS[0], team_least=5, team_most=2)
    refused(desk, "No month is left", "unit", UNITS[0], closed_months=list(range(1, 13)))


def test_the_record_says_what_the_rule_says_what_was_chosen_and_by_whom(desk: Desk) -> None:
    desk.add("programme", year=2027)
    unit = {"programme": "2027", "unit": "Purchasing · Graz"}
    rule = next(
        one for one in frequencies(desk.book, 2027, TODAY) if one.name == unit["unit"]
    ).months
    desk.add("frequency", **unit, months=24 if rule != 24 else 18, reason="as the customer asks")
    found = next(one for one in frequencies(desk.book, 2027, TODAY) if one.name == unit["unit"])
    assert (found.rule_months, found.months != rule) == (rule, True)
    assert (found.chosen_by, found.chosen_on) == ("Ines Okafor", TODAY)
    with desk.book.step("again") as step:
        decide(step, str(Reading().find(Programme, year=2027).id), TODAY)
    again = next(one for one in frequencies(desk.book, 2027, TODAY) if one.name == unit["unit"])
    assert (again.rule_months, again.chosen_by) == (rule, "Ines Okafor")
