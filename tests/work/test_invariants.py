"""What always holds for findings, actions and audits, whichever way it is touched."""

from datetime import date
from typing import Any

import pytest

from auditdesk.book.dossier_reader import finding_dossiers
from auditdesk.book.due import due
from auditdesk.book.facts import (
    SEEN,
    action_facts,
    audit_facts,
    finding_facts,
    planned_check,
)
from auditdesk.book.invariants import Before, Changes
from auditdesk.book.listings import ACTIONS, PEOPLE
from auditdesk.book.lists import List, Query
from auditdesk.book.namings import Naming, namings
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    TABLES,
    ActionFinding,
    ActionRow,
    AuditMember,
    AuditRow,
    EffectivenessCheck,
    Extension,
    Finding,
    MoveRecord,
    Person,
    Process,
    Programme,
    SessionPerson,
    Table,
    Unit,
)
from auditdesk.domain.due import DueKind
from auditdesk.domain.finding import INVARIANTS, WORK, FindingState
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.work import entry, kinds
from auditdesk.work.dues import STAGES, finding_origin
from auditdesk.work.intake.takeover import add_finding, take_over_finding
from auditdesk.work.timetables import clashes_of
from tests.conftest import TODAY, Desk
from tests.work.test_findings import close_all, refused

NC, CA, IA = "NC-2026-001", "CA-2026-001", "IA-2026-001"


@pytest.fixture
def closed(issued: Desk) -> Desk:
    """NC-2026-001 was closed on 2026-11-22, after CA-2026-001 was found effective."""
    close_all(issued)
    issued.set("finding", NC, move="close", on="2026-11-22")
    return issued


def several(desk: Desk, *entries: tuple[str, str, dict[str, Any]]) -> None:
    """Set several things in one step."""
    with desk.book.step("Several") as step:
        for kind, name, data in entries:
            entry.amend(step, kinds.kind_of(kind), name, data, TODAY)


# --- a closed finding rests on what is proven -----------------------------------------------------


@pytest.mark.parametrize(
    "move",
    [
        {"move": "reopen", "reason": "not done after all"},
        {"move": "cancel", "reason": "not needed"},
        {"move": "done", "reason": "done better", "on": "2026-11-23"},
        {"what": "Something else"},
        {"move": "plan_check", "criterion": "0 of 12", "verifier": "T. Haas"},
    ],
)
def test_an_action_of_a_closed_finding_stays_until_that_is_reopened(
    closed: Desk, move: dict[str, Any]
) -> None:
    refused(closed, f"{NC} is closed: reopen it first", "action", CA, **move)


def test_finding_and_action_may_be_reopened_in_one_step(closed: Desk) -> None:
    several(
        closed,
        ("action", CA, {"move": "reopen", "reason": "not done after all"}),
        ("finding", NC, {"move": "reopen", "reason": "CA-2026-001 was not done"}),
    )
    assert closed.get("finding", NC).state == "acknowledged"


def test_a_shared_action_of_a_closed_finding_stays_too(closed: Desk) -> None:
    with pytest.raises(Refusal, match="reopen it first"):
        closed.add("action", finding=NC, what="More", reason="one is not enough")
    with pytest.raises(Refusal, match="reopen it first"):
        closed.add("cause", finding=NC, cause="Another")


def test_a_check_made_before_the_last_implementation_proves_nothing(issued: Desk) -> None:
    close_all(issued)
    issued.set("action", CA, move="reopen", reason="list was empty", on="2026-11-22")
    issued.set("action", CA, move="done", on="2026-11-23")
    refused(issued, "has no check that found it effective", "finding", NC, move="close")
    (row,) = List(issued.book, ACTIONS).page(0, 5)
    assert (row.state, row.effective) == ("done", None)


def test_a_second_done_has_a_reason(issued: Desk) -> None:
    close_all(issued)
    with pytest.raises(ReasonNeeded):
        issued.set("action", CA, move="done", on="2026-11-23")


def test_an_effective_correction_does_not_make_good_a_failed_corrective_action(
    issued: Desk,
) -> None:
    issued.add("cause", finding=NC, cause="No recall for group B")
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="done", on="2026-11-20")
    check = {"move": "verify", "verifier": "T. Haas", "evidence": "seen", "on": "2026-11-22"}
    issued.set("action", CA, **check, result="partly")
    issued.add("action", finding=NC, kind="correction", what="Evaluate", owner="B. Lopes")
    issued.set("action", "CA-2026-002", move="done", on="2026-11-21")
    issued.set("action", "CA-2026-002", **check, result="effective")
    refused(issued, f"{CA} has no check that found it effective", "finding", NC, move="close")


def test_what_was_sent_back_is_settled_before_it_is_done(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Train people", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="reject", reason="treats the symptom")
    refused(issued, "was sent back", "action", CA, move="done", on="2026-11-20")
    issued.set("action", CA, move="accept", criterion="0 late", verifier="T. Haas")
    issued.set("action", CA, move="done", on="2026-11-20")


@pytest.mark.parametrize("lacking", ["owner", "due"])
def test_an_action_without_owner_or_day_is_not_accepted(issued: Desk, lacking: str) -> None:
    agreed = {"owner": "B. Lopes", "due": "2026-12-15"}
    del agreed[lacking]
    issued.add("action", finding=NC, what="Recall", **agreed)
    check = {"criterion": "0 late", "verifier": "T. Haas", "planned_on": "2027-02-01"}
    refused(issued, "It was accepted, and so needs", "action", CA, move="accept", **check)


def test_an_accepted_action_keeps_its_owner_and_day(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="accept", criterion="0 late", verifier="T. Haas")
    refused(issued, "needs an owner", "action", CA, owner=None)


def test_correction_done_needs_a_correction(issued: Desk) -> None:
    refused(issued, "There is no correction", "finding", NC, move="correct")


def test_the_cause_that_was_accepted_is_not_taken_away(issued: Desk) -> None:
    cause = issued.add("cause", finding=NC, cause="No recall for group B")
    issued.set("finding", NC, move="accept_cause")
    with pytest.raises(Refusal, match="No cause is recorded"), issued.book.step("Remove") as step:
        entry.discard(step, kinds.kind_of("cause"), cause, TODAY)


def test_a_withdrawn_finding_takes_its_open_actions_with_it(issued: Desk) -> None:
    issued.add("finding", **nonconformity_two(), move="issue", on="2026-11-11")
    issued.add("action", finding=NC, what="Only here")
    issued.add("action", finding=NC, findings=["NC-2026-002"], what="For both")
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    issued.set("finding", NC, move="withdraw", reason="evidence was from another site")
    assert issued.get("action", CA).cancel_reason == "evidence was from another site"
    assert issued.get("action", "CA-2026-002").cancelled_on is None
    assert remarks == [f"{CA} was cancelled with {NC}."]
    issued.set("finding", "NC-2026-002", move="withdraw", reason="the same")
    assert issued.get("action", "CA-2026-002").cancelled_on == TODAY


def nonconformity_two() -> dict[str, Any]:
    from tests.conftest import nonconformity

    return nonconformity(statement="The recall does not work for group C")


def test_a_reopened_finding_counts_anew_and_asks_for_cause_and_effect_again(closed: Desk) -> None:
    closed.set("finding", NC, move="reopen", reason="seen again at line 2", on="2026-11-23")
    finding = closed.get("finding", NC)
    assert (finding.answer_due, finding.implement_due) == (date(2026, 12, 15), date(2027, 1, 7))
    refused(closed, "not accepted again since", "finding", NC, move="close")
    closed.set("finding", NC, move="accept_cause")
    refused(closed, "No corrective action was found effective since", "finding", NC, move="close")
    closed.set(
        "action", CA, move="verify", result="effective", verifier="T. Haas", evidence="12 of 12"
    )
    closed.set("finding", NC, move="close")


def test_proof_of_the_morning_does_not_close_what_was_reopened_in_the_afternoon(
    closed: Desk,
) -> None:
    check = {"result": "effective", "verifier": "T. Haas", "evidence": "12 of 12"}
    closed.set("finding", NC, move="reopen", reason="seen again", on="2026-11-22")
    closed.set("finding", NC, move="accept_cause", on="2026-11-22")
    refused(closed, "No corrective action was found effective since", "finding", NC, move="close")
    closed.set("action", CA, move="verify", **check, on="2026-11-22")
    closed.set("finding", NC, move="close", on="2026-11-22")


def test_what_was_done_again_on_the_day_of_its_check_is_not_proven(issued: Desk) -> None:
    close_all(issued)
    again = {"on": "2026-11-21", "reason": "two lists were missing"}
    issued.set("action", CA, move="done", **again)
    issued.set("action", CA, move="done", on="2026-11-22", reason="one more")
    check = {"result": "effective", "verifier": "T. Haas", "evidence": "12 of 12"}
    issued.set("action", CA, move="verify", **check, on="2026-11-22")
    issued.set("action", CA, move="done", on="2026-11-22", reason="and another")
    assert state_in_list(issued) == "done"
    refused(issued, "has no check that found it effective", "finding", NC, move="close")
    issued.set("action", CA, move="verify", **check, on="2026-11-22")
    assert state_in_list(issued) == "effective"
    issued.set("finding", NC, move="close")


def state_in_list(desk: Desk) -> str:
    (row,) = List(desk.book, ACTIONS).page(0, 5)
    return str(row.state)


# --- who is who -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "approver",
    [
        "ines okafor", "OKAFOR, Ines", "I. Okafor", "Okafor I", "Okafor", " Inés\u00a0Okafor ",
        "I.O.", "io", "Dr. Ines Okafor", "ines.okafor@meridian.example", "Ines O.",
    ],
)  # fmt: skip
def test_nobody_approves_an_exception_of_their_own_whatever_they_call_themselves(
    desk: Desk, approver: str
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.set("process", "Purchasing", owner="Ines Okafor")
    exception = {"exception": "small firm", "mitigation": "review", "approved_by": approver}
    team = [{"person": "Ines Okafor", "role": "lead_auditor", **exception}]
    data = {**PLAN, "lead_auditor": None, "team": team}
    refused(desk, "cannot approve the exception", "audit", verb="add", **data)


@pytest.mark.parametrize("approver", ["B. Lopes", "Lopes", "b lopes"])
def test_nobody_approves_an_extension_of_their_own(issued: Desk, approver: str) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    extend = {"move": "extend", "due": "2026-12-21", "reason": "tool late"}
    refused(issued, "cannot approve its extension", "action", CA, **extend, approved_by=approver)
    issued.set("action", CA, **extend, approved_by="M. Costa")


def test_somebody_else_of_the_same_name_in_short_is_somebody_else(desk: Desk) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("person", name="I. Okafor")
    desk.set("process", "Purchasing", owner="Ines Okafor")
    exception = {"exception": "small firm", "mitigation": "review", "approved_by": "I. Okafor"}
    team = [{"person": "Ines Okafor", "role": "lead_auditor", **exception}]
    desk.add("audit", **{**PLAN, "lead_auditor": None, "team": team})


# --- an audit stays independent and true to its report --------------------------------------------

SESSION = {"audit": IA, "day": "2026-11-09", "starts": "09:00", "ends": "10:30"}


@pytest.fixture
def own_process(audited: Desk) -> Desk:
    """Calibration in Graz belongs to the lead auditor of the audit in progress."""
    audited.set("process", "Calibration", owner="Ines Okafor")
    return audited


def test_the_units_of_a_running_audit_stay_those_its_team_is_independent_of(
    own_process: Desk,
) -> None:
    refused(
        own_process,
        "Ines Okafor is not independent",
        "audit",
        IA,
        units=["Purchasing · Graz", "Calibration · Graz"],
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"team": []}, "There is no lead auditor"),
        ({"units": [], "scope": ""}, "Neither a unit nor a scope"),
        ({"objectives": ""}, "The objectives are missing"),
        (
            {"team": [{"person": "Ines Okafor", "role": "lead_auditor"}, "B. Lopes"]},
            "B. Lopes is not independent",
        ),
    ],
)
def test_a_running_audit_keeps_what_it_needed_to_start(
    audited: Desk, change: dict[str, Any], sentence: str
) -> None:
    refused(audited, sentence, "audit", IA, **change)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"auditors": ["M. Costa"]}, "M. Costa audits in .* but is not in the team"),
        ({"unit": "Calibration · Graz"}, "Calibration · Graz of .* lies outside the scope"),
        ({"clauses": ["7.1.5.2"]}, "ISO 9001:2015 7.1.5.2 of .* lies outside the scope"),
    ],
)
def test_a_session_of_a_running_audit_keeps_to_team_and_scope(
    audited: Desk, change: dict[str, Any], sentence: str
) -> None:
    session = audited.add("session", **SESSION)
    refused(audited, sentence, "session", session, **change)
    refused(audited, sentence, "session", verb="add", **SESSION, **change)


@pytest.mark.parametrize(
    ("exception", "sentence"),
    [
        ({"exception": "  ", "mitigation": " ", "approved_by": " "}, "needs a mitigation"),
        (
            {"exception": "small firm", "mitigation": "review", "approved_by": "ines okafor"},
            "cannot approve the exception",
        ),
    ],
)
def test_an_exception_of_blanks_or_of_ones_own_is_none(
    desk: Desk, exception: dict[str, str], sentence: str
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.set("process", "Purchasing", owner="Ines Okafor")
    team = [{"person": "Ines Okafor", "role": "lead_auditor", **exception}]
    refused(desk, sentence, "audit", verb="add", **{**PLAN, "lead_auditor": None}, team=team)


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ([("unit", "Purchasing · Graz", {"contact": "Ines Okafor"})], "is the contact of"),
        (
            [
                ("process", "Purchasing", {"workers": ["M. Costa"]}),
                ("person", "M. Costa", {"manager": "Ines Okafor"}),
            ],
            "manages somebody who works in",
        ),
        (
            [
                ("process", "Purchasing", {"deputy": "M. Costa"}),
                ("person", "M. Costa", {"manager": "Ines Okafor"}),
            ],
            "manages somebody who works in",
        ),
        (
            [
                ("person", "Ines Okafor", {"manager": "M. Costa"}),
                ("person", "M. Costa", {"manager": "B. Lopes"}),
            ],
            "reports to the owner of",
        ),
    ],
)
def test_no_line_of_reporting_leads_from_auditor_to_auditee(
    desk: Desk, setting: list[tuple[str, str, dict[str, Any]]], reason: str
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    several(desk, *setting)
    refused(desk, f"Ines Okafor {reason} Purchasing", "audit", verb="add", **PLAN)


COMPETENCE = {"person": "Ines Okafor", "subject": "ISO 9001", "standard": "ISO 9001:2015"}


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (("competence", {**COMPETENCE, "expires_on": "2026-03-01"}), "has no competence"),
        (("competence", {**COMPETENCE, "acquired_on": "2026-03-03"}), "has no competence"),
        (
            (
                "absence",
                {"person": "Ines Okafor", "starts_on": "2026-03-02", "ends_on": "2026-03-06"},
            ),
            "is away from 2026-03-02 to 2026-03-06",
        ),
    ],
)
@pytest.mark.parametrize("move", ["confirm", "start"])
def test_who_cannot_take_part_is_neither_confirmed_nor_starts(
    desk: Desk, move: str, setting: tuple[str, dict[str, str]], sentence: str
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    desk.add(setting[0], **setting[1])
    refused(desk, sentence, "audit", IA, move=move, on="2026-03-02")


def test_nobody_leads_two_audits_on_one_day_but_may_lead_two_halves(desk: Desk) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    desk.add("audit", **{**PLAN, "units": ["Calibration · Graz"]})
    refused(
        desk,
        "Ines Okafor is in IA-2026-001 on the same day",
        "audit",
        "IA-2026-002",
        move="confirm",
    )
    desk.set("audit", IA, half_days=1)
    desk.set("audit", "IA-2026-002", half_days=1)
    desk.set("audit", "IA-2026-002", move="confirm")


def reported(desk: Desk) -> None:
    desk.set("audit", IA, move="finish", on="2026-11-10")
    desk.set("audit", IA, move="report", on="2026-11-12")


@pytest.mark.parametrize("state", ["reported", "closed"])
@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("audit", IA, {"units": ["Purchasing · Graz", "Purchasing · Brno"]}),
        ("audit", IA, {"clauses": ["8.4.1"]}),
        ("audit", IA, {"team": [{"person": "Ines Okafor", "role": "lead_auditor"}]}),
        ("audit", IA, {"conclusion": "all is well"}),
        ("finding", NC, {"grade": "major", "reason": "product was shipped"}),
        ("finding", NC, {"statement": "Nothing works"}),
        ("finding", NC, {"clauses": ["8.4.2"]}),
    ],
)
def test_what_a_report_states_does_not_change_under_it(
    issued: Desk, state: str, kind: str, name: str, data: dict[str, Any]
) -> None:
    reported(issued)
    if state == "closed":
        issued.set("finding", NC, move="withdraw", reason="for the test")
        issued.set("audit", IA, move="close", on="2026-11-13")
    refused(issued, "report of IA-2026-001 is out|reopen it first", kind, name, **data)


def test_nothing_is_found_in_an_audit_whose_report_is_out(issued: Desk) -> None:
    reported(issued)
    with pytest.raises(Refusal, match="report of IA-2026-001 is out"):
        issued.add("finding", **nonconformity_two())
    issued.set("audit", IA, move="reopen", reason="a finding was forgotten")
    issued.add("finding", **nonconformity_two(), move="issue", on="2026-11-13")
    issued.set("audit", IA, move="report", on="2026-11-14")


def test_what_was_broken_before_stays_editable(audited: Desk) -> None:
    audited.set("process", "Purchasing", owner="Ines Okafor")
    audited.set("process", "Calibration", owner="Ines Okafor")
    audited.set("audit", IA, logistics="Safety shoes")
    audited.set("audit", IA, move="finish", on="2026-11-10")
    units = ["Purchasing · Graz", "Calibration · Graz"]
    refused(audited, "not independent", "audit", IA, units=units)


def test_undo_brings_back_what_was_broken_before(audited: Desk) -> None:
    audited.set("process", "Purchasing", owner="Ines Okafor")
    audited.set("process", "Purchasing", owner="B. Lopes")
    audited.book.undo()
    audited.book.undo()


# --- days in order --------------------------------------------------------------------------------


def test_a_finding_is_not_closed_before_its_action_was_done(issued: Desk) -> None:
    close_all(issued)
    refused(issued, "lies before", "finding", NC, move="close", on="2026-11-19")
    refused(issued, "lies before", "finding", NC, move="close", on="2026-11-21")


def test_a_finding_is_not_raised_after_it_was_issued(issued: Desk) -> None:
    refused(issued, "lies before the day it was raised", "finding", NC, raised_on="2026-11-11")


def test_nothing_is_issued_in_an_audit_that_has_not_begun(desk: Desk) -> None:
    from tests.conftest import nonconformity
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    refused(desk, "has not begun", "finding", verb="add", **nonconformity(), move="issue")


def test_a_sign_off_is_not_dated_ahead(issued: Desk) -> None:
    sign = {"finding": NC, "meaning": "acknowledged", "name": "B. Lopes"}
    refused(issued, "lies in the future", "signoff", verb="add", **sign, on="2026-11-24")
    refused(issued, "lies before", "signoff", verb="add", **sign, on="2026-11-09")


@pytest.mark.parametrize("move", ["start", "finish"])
def test_an_audit_on_another_day_than_planned_says_why(desk: Desk, move: str) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    if move == "finish":
        desk.set("audit", IA, move="start", on="2026-03-02")
    with pytest.raises(ReasonNeeded, match="planned from 2026-03-02 to 2026-03-02"):
        desk.set("audit", IA, move=move, on="2026-03-04")
    desk.set("audit", IA, move=move, on="2026-03-04", reason="auditor ill")
    (record,) = [row for row in Reading().rows(MoveRecord) if row.move == move]
    assert record.reason == "auditor ill"


def test_an_action_later_than_its_finding_is_said(issued: Desk) -> None:
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2027-06-01")
    assert len(remarks) == 1
    assert "2027-06-01" in remarks[0]


def test_a_check_earlier_than_agreed_is_said(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="accept", criterion="0 late", verifier="T. Haas")
    issued.set("action", CA, move="done", on="2026-11-20")
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    issued.set("action", CA, move="verify", result="effective", evidence="seen", on="2026-11-20")
    assert "before the agreed day" in remarks[0]


# --- derived days ---------------------------------------------------------------------------------


def test_a_regraded_finding_takes_the_days_of_its_new_grade(issued: Desk) -> None:
    issued.set("finding", NC, grade="major", reason="product was shipped")
    finding = issued.get("finding", NC)
    assert (finding.answer_due, finding.implement_due) == (date(2026, 11, 20), date(2026, 12, 3))


def test_a_day_set_by_hand_stays_when_the_grade_changes_and_is_said(issued: Desk) -> None:
    issued.set("finding", NC, answer_due="2026-12-18", reason="plant closed")
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    issued.set("finding", NC, grade="major", reason="product was shipped")
    finding = issued.get("finding", NC)
    assert (finding.answer_due, finding.implement_due) == (date(2026, 12, 18), date(2026, 12, 3))
    assert remarks == [
        "Answer due of NC-2026-001 stays on 2026-12-18, set by Ines Okafor because: plant closed;"
        " the rule says 2026-11-20."
    ]
    issued.set("finding", NC, by_rule="answer_due", reason="regraded")
    assert issued.get("finding", NC).answer_due == date(2026, 11, 20)


def dues_of(desk: Desk, number: str = NC) -> tuple[date | None, ...]:
    finding = desk.get("finding", number)
    return tuple(getattr(finding, column) for column in STAGES.values())


SOURCES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("set", "finding", NC, {"unit": "Purchasing · Brno"}),
    ("set", "finding", NC, {"process": "Calibration"}),
    ("set", "finding", NC, {"site": "Brno"}),
    ("set", "process", "Purchasing", {"importance": 1}),
    ("set", "site", "Graz", {"country": "CZ", "region": ""}),
    ("set", "organisation", ".", {"weekdays": [0, 1, 2, 3]}),
    ("add", "closure", "", {"name": "Stocktaking", "starts_on": "2026-11-11", "ends_on": "2026-11-20"}),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "kind", "name", "data"), SOURCES)
def test_a_day_by_rule_follows_whatever_it_is_counted_by(
    issued: Desk, verb: str, kind: str, name: str, data: dict[str, Any]
) -> None:
    """A finding issued on the same day after the change says what is right."""
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2027-01-07")
    issued.set("action", CA, move="plan_check", criterion="0 late", verifier="T. Haas")
    by_rule = dues_of(issued)[3]
    issued.set("finding", NC, implement_due="2027-01-20", reason="tool late")
    check, dues, remarks = planned_on(issued), dues_of(issued), []  # type: ignore[var-annotated]
    issued.book.remarked = remarks.extend
    if verb == "set":
        issued.set(kind, name, **data)
    else:
        issued.add(kind, **data)
    place = {key: value for key, value in data.items() if key in ("unit", "process", "site")}
    fresh = nonconformity_two() | {"unit": "Purchasing · Graz"}
    number = issued.add("finding", **fresh)
    if place:
        issued.set("finding", number, **place)
    issued.set("finding", number, move="issue", on="2026-11-10")
    told, wanted = dues_of(issued), dues_of(issued, "NC-2026-002")
    assert told[:3] == wanted[:3] != dues[:3]
    assert told[3] == date(2027, 1, 20)
    moved = sum(old != new for old, new in zip(dues, told, strict=True))
    assert sum(" moves from " in one and NC in one for one in remarks) == moved
    if wanted[3] != by_rule:
        assert any("stays on 2027-01-20, set by Ines Okafor" in one for one in remarks)
    if planned_on(issued) != check:
        assert any(one.startswith(f"The effectiveness check of {CA} moves") for one in remarks)
    if "importance" in data or "process" in data:
        assert planned_on(issued) != check


def test_the_days_of_what_lies_behind_a_finding_or_has_ended_stay(issued: Desk) -> None:
    issued.set("finding", NC, move="acknowledge", on="2026-11-12")
    before = dues_of(issued)
    issued.set("process", "Purchasing", importance=1)
    assert dues_of(issued)[0] == before[0] and dues_of(issued)[2] != before[2]
    issued.set("finding", NC, move="withdraw", reason="for the test")
    before = dues_of(issued)
    issued.set("process", "Purchasing", importance=5)
    assert dues_of(issued) == before


def test_a_changed_rule_moves_the_days_that_follow_it(issued: Desk) -> None:
    issued.add(
        "due_rule", grade="minor", importance=4, stage="plan", days=5, working=True,
        reason="customer wants it sooner",
    )  # fmt: skip
    assert issued.get("finding", NC).answer_due == date(2026, 11, 17)


def test_a_day_goes_back_to_the_rule_with_a_reason_that_is_kept(issued: Desk) -> None:
    issued.set("finding", NC, answer_due="2026-12-18", reason="plant closed")
    with pytest.raises(ReasonNeeded, match="Answer due of NC-2026-001 moves from 2026-12-18"):
        issued.set("finding", NC, by_rule="answer_due")
    issued.set("finding", NC, by_rule="answer_due", reason="it works again")
    kept = [(one.old_due, one.new_due, one.reason) for one in Reading().rows(Extension)]
    assert kept[-1] == (date(2026, 12, 18), date(2026, 12, 1), "it works again")
    issued.set("finding", NC, by_rule="answer_due")
    assert len(list(Reading().rows(Extension))) == len(kept), "nothing moved"


@pytest.mark.parametrize("told", ["2026-12-04", "2026-12-01"])
def test_a_day_told_with_a_new_grade_is_by_hand_and_wins(issued: Desk, told: str) -> None:
    """Also where it is the day of before."""
    issued.set("finding", NC, grade="major", answer_due=told, reason="product was shipped")
    finding = issued.get("finding", NC)
    assert finding.answer_due == date.fromisoformat(told)
    assert finding.implement_due == date(2026, 12, 3)
    assert not finding_origin(Reading(), finding, "plan").by_rule
    issued.set("process", "Purchasing", importance=1)
    assert issued.get("finding", NC).answer_due == date.fromisoformat(told)


def planned_on(desk: Desk) -> date:
    check = planned_check(Reading(), desk.get("action", CA).id)
    assert check is not None
    return check.planned_on  # type: ignore[no-any-return]


def test_the_day_of_a_check_follows_its_action(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-01")
    issued.set("action", CA, move="plan_check", criterion="0 late", verifier="T. Haas")
    before = planned_on(issued)
    issued.set("action", CA, move="extend", due="2026-12-21", reason="tool late")
    assert (before, planned_on(issued)) == (date(2027, 2, 8), date(2027, 3, 1))
    issued.set("action", CA, move="done", on="2026-11-20")
    assert planned_on(issued) < before


def test_the_day_of_a_check_set_by_hand_stays(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-01")
    issued.set(
        "action", CA, move="plan_check", criterion="0 late", verifier="T. Haas",
        planned_on="2027-03-01",
    )  # fmt: skip
    issued.set("action", CA, move="extend", due="2026-12-21", reason="tool late")
    assert planned_on(issued) == date(2027, 3, 1)


def test_sessions_and_presences_move_with_their_audit(desk: Desk) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **{**PLAN, "starts_on": "2026-03-05", "ends_on": "2026-03-06"})
    first = desk.add("session", audit=IA, day="2026-03-05", starts="09:00", ends="10:00")
    second = desk.add("session", audit=IA, day="2026-03-06", starts="09:00", ends="10:00")
    there = desk.add("presence", audit=IA, person="B. Lopes", day="2026-03-06")
    desk.set("audit", IA, move="reschedule", starts_on="2026-06-05", reason="ill", on="2026-03-01")
    audit = desk.get("audit", IA)
    assert (audit.starts_on, audit.ends_on) == (date(2026, 6, 5), date(2026, 6, 8))
    days = [
        Reading().get(kinds.kind_of(kind).table, row).day
        for kind, row in (("session", first), ("session", second), ("presence", there))
    ]
    assert days == [date(2026, 6, 5), date(2026, 6, 8), date(2026, 6, 8)]


def test_a_reason_is_never_dropped(issued: Desk) -> None:
    issued.set("finding", NC, place="Hall 2", reason="was not known")
    issued.add("action", finding=NC, what="Recall")
    issued.set("action", CA, move="done", reason="by night", on="2026-11-20")
    reasons = {(row.move, row.reason) for row in Reading().rows(MoveRecord) if row.reason}
    assert {("change", "was not known"), ("done", "by night")} <= reasons


# --- who leaves -----------------------------------------------------------------------------------


def everything_of_lopes(desk: Desk) -> None:
    """B. Lopes owns a process, a finding and an action, and is a contact."""
    desk.set("unit", "Purchasing · Graz", contact="B. Lopes")
    desk.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")


def test_nobody_leaves_who_still_has_something_to_do(issued: Desk) -> None:
    everything_of_lopes(issued)
    with pytest.raises(Refusal) as refusal:
        issued.set("person", "B. Lopes", retired=True)
    for what in (NC, CA, "the process Purchasing", "the contact for Purchasing · Graz"):
        assert what in str(refusal.value)


def everything(desk: Desk) -> dict[Naming, str]:
    """A row for each column that says who has something to do, with nobody named in it yet."""
    desk.add("action", finding=NC, what="Recall", due="2026-12-15")
    desk.set("action", CA, move="plan_check", criterion="0 late")
    desk.add("programme", year=2027)
    session = desk.add("session", **SESSION, auditees=["M. Costa"])
    desk.add("person", name="A. Novak")
    find = Reading().find
    rows: dict[type[Table], Any] = {
        Person: desk.get("person", "A. Novak"),
        Process: desk.get("process", "Calibration"),
        Unit: desk.get("unit", "Calibration · Graz"),
        Programme: find(Programme, year=2027),
        AuditRow: desk.get("audit", IA),
        AuditMember: find(AuditMember, person=desk.get("person", "T. Haas").id),
        SessionPerson: find(SessionPerson, session=session),
        Finding: desk.get("finding", NC),
        ActionRow: desk.get("action", CA),
        EffectivenessCheck: planned_check(Reading(), desk.get("action", CA).id),
    }
    assert {table for table, _column in namings()} == set(rows), "say here what a new one is"
    return {(table, column): str(rows[table].id) for table, column in namings()}


def name_in(desk: Desk, naming: Naming, row: str, person: str) -> None:
    table, column = naming
    with desk.book.step("Name") as step:
        step.change(table, row, **{column: desk.get("person", person).id})


@pytest.mark.parametrize("naming", namings(), ids=lambda one: f"{one[0].__name__}.{one[1]}")
def test_who_has_left_is_named_in_nothing_new_and_what_they_have_is_shown_and_handed_over(
    issued: Desk, naming: Naming
) -> None:
    row = everything(issued)[naming]
    issued.add("person", name="L. Leaver")
    name_in(issued, naming, row, "L. Leaver")
    table, column = naming
    refused(issued, "cannot leave yet: ", "person", "L. Leaver", retired=True)
    issued.add("person", name="R. Receiver")
    issued.set("person", "L. Leaver", retired=True, hand_over_to="R. Receiver")
    now = getattr(Reading().get(table, row), column)
    assert now == issued.get("person", "R. Receiver").id
    with pytest.raises(Refusal, match=r"L\. Leaver has left the organisation"):
        name_in(issued, naming, row, "L. Leaver")


def test_what_names_somebody_who_left_stays_editable(issued: Desk) -> None:
    with issued.book.step("As older versions did") as step:
        step.change(Person, issued.get("person", "B. Lopes").id, retired=True)
    issued.set("finding", NC, place="Hall 2")
    issued.set("process", "Purchasing", code="P")
    issued.book.undo()


def test_who_takes_over_from_somebody_above_takes_their_place_in_the_line(desk: Desk) -> None:
    desk.set("person", "T. Haas", manager="M. Costa")
    desk.set("person", "B. Lopes", manager="T. Haas")
    desk.set("process", "Purchasing", owner="M. Costa")
    desk.set("person", "M. Costa", retired=True, hand_over_to="B. Lopes")
    assert desk.get("person", "B. Lopes").manager is None
    assert desk.get("person", "T. Haas").manager == desk.get("person", "B. Lopes").id


def test_an_approved_programme_is_handed_over_by_a_revision(desk: Desk) -> None:
    desk.add("programme", year=2026, manager="T. Haas")
    programme = Reading().find(Programme, year=2026)
    assert programme is not None
    with desk.book.step("Approve") as step:
        step.change(Programme, programme.id, state="approved", approved_on=TODAY)
    refused(desk, "the programme 2026", "person", "T. Haas", retired=True)
    desk.set("person", "T. Haas", retired=True, hand_over_to="M. Costa")
    first, second = Reading().rows(Programme, year=2026)
    assert (first.state, second.state) == ("superseded", "draft")
    assert second.manager == desk.get("person", "M. Costa").id


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (("competence", {**COMPETENCE, "expires_on": "2026-03-01"}), "has no competence"),
        (
            (
                "absence",
                {"person": "Ines Okafor", "starts_on": "2026-03-02", "ends_on": "2026-03-06"},
            ),
            "is away from 2026-03-02 to 2026-03-06",
        ),
    ],
)
def test_the_clashes_of_an_audit_ask_what_its_start_asks(
    desk: Desk, setting: tuple[str, dict[str, str]], sentence: str
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    audit = str(desk.get("audit", IA).id)
    assert clashes_of(Reading(), audit) == []
    desk.add(setting[0], **setting[1])
    (clash,) = clashes_of(Reading(), audit)
    assert clash.kind == "team" and sentence in clash.message


def test_all_that_is_somebody_s_is_handed_over_in_one_step(issued: Desk) -> None:
    everything_of_lopes(issued)
    head = issued.book.head.seq
    issued.set("person", "B. Lopes", retired=True, hand_over_to="M. Costa")
    assert issued.book.head.seq == head + 1
    costa = issued.get("person", "M. Costa").id
    assert issued.get("action", CA).owner == issued.get("finding", NC).owner == costa
    assert issued.get("process", "Purchasing").owner == costa
    assert issued.get("unit", "Purchasing · Graz").contact == costa


def test_what_is_handed_over_keeps_every_rule(issued: Desk) -> None:
    everything_of_lopes(issued)
    issued.set("action", CA, move="plan_check", criterion="0 late", verifier="M. Costa")
    refused(issued, "owns this action", "person", "B. Lopes", hand_over_to="M. Costa")


def test_an_organisation_has_a_working_day_and_no_endless_closure(desk: Desk) -> None:
    refused(desk, "At least one day of the week", "organisation", ".", weekdays=[])
    refused(
        desk,
        "A closure is a year at most",
        "closure",
        verb="add",
        name="closed",
        starts_on="2026-12-01",
        ends_on="9999-12-31",
    )


def test_a_calendar_without_working_days_is_said_and_ends_nothing(issued: Desk) -> None:
    for year in range(2026, 2031):
        issued.add("closure", name="closed", starts_on=f"{year}-01-01", ends_on=f"{year}-12-31")
    issued.set("finding", NC, move="withdraw", reason="for the test")
    refused(issued, "no working day for years", "finding", NC, move="reopen", reason="again")


def test_several_minors_on_one_clause_propose_a_major(issued: Desk) -> None:
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    for group in "CD":
        data = nonconformity_two() | {"statement": f"The recall does not work for group {group}"}
        issued.add("finding", **data, move="issue", on="2026-11-11")
    assert remarks == [
        "NC-2026-001, NC-2026-002, NC-2026-003 cite 8.4.1, all of one grade:"
        " look whether together they are a major."
    ]


@pytest.mark.parametrize(
    ("grade", "issued_too", "closed"),
    [("observation", True, False), ("minor", False, False), ("minor", True, True)],
)
def test_what_is_of_another_grade_a_draft_or_ended_makes_no_major(
    issued: Desk, grade: str, issued_too: bool, closed: bool
) -> None:
    other = nonconformity_two() | {"grade": grade, "statement": "Group C is not recalled"}
    issued.add("finding", **other, **({"move": "issue", "on": "2026-11-11"} if issued_too else {}))
    if closed:
        issued.set("finding", "NC-2026-002", move="withdraw", reason="seen twice")
    remarks: list[str] = []
    issued.book.remarked = remarks.extend
    last = nonconformity_two() | {"statement": "Group D is not recalled"}
    issued.add("finding", **last, move="issue", on="2026-11-11")
    assert remarks == []


def test_a_grade_that_is_no_longer_used_is_given_to_nothing(issued: Desk) -> None:
    issued.set("grade", "minor", retired=True, reason="one grade of nonconformity is enough")
    refused(issued, "is no longer used", "finding", verb="add", **nonconformity_two())
    issued.add("finding", **nonconformity_two() | {"grade": "major"})
    (draft,) = [one for one in Reading().rows(Finding) if one.number is None]
    refused(issued, "is no longer used: choose another", "finding", draft.id, grade="minor")


@pytest.mark.parametrize(
    ("ends", "warned"), [("2028-03-01", False), (None, False), ("2026-11-01", True)]
)
def test_a_renewed_competence_no_longer_warns(desk: Desk, ends: str | None, warned: bool) -> None:
    desk.add("competence", **COMPETENCE, expires_on="2026-11-30")
    desk.add("competence", **{**COMPETENCE, "subject": "iso 9001"}, expires_on=ends)
    days = [row.on for row in due(desk.book, TODAY) if row.kind == DueKind.COMPETENCE]
    assert (date(2026, 11, 30) in days) is warned
    late = Query(late_on=date(2026, 12, 1))
    assert bool(List(desk.book, PEOPLE, late).count()) is warned


# --- found by trying to break it ------------------------------------------------------------------


def test_what_did_not_work_is_not_made_good_by_itself(issued: Desk) -> None:
    close_all_but(issued, "not_effective")
    check = {"move": "verify", "verifier": "T. Haas", "evidence": "seen", "on": "2026-11-23"}
    issued.set("action", CA, **check, result="effective")
    issued.set("finding", NC, move="accept_cause")
    refused(issued, f"{CA} has no check that found it effective", "finding", NC, move="close")
    refused(issued, "its kind stays", "action", CA, kind="correction")


def close_all_but(desk: Desk, result: str) -> None:
    desk.add("cause", finding=NC, cause="No recall for group B")
    desk.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    desk.set("action", CA, move="done", on="2026-11-20")
    check = {"move": "verify", "verifier": "T. Haas", "evidence": "seen", "on": "2026-11-22"}
    desk.set("action", CA, **check, result=result)


def test_a_new_cycle_begins_from_any_state(issued: Desk) -> None:
    close_all_but(issued, "not_effective")
    assert issued.get("finding", NC).state == "issued"
    moves = [row.move for row in Reading().rows(MoveRecord) if row.table_name == "finding"]
    assert moves == ["issue", "new_cycle"]


def test_nothing_happens_before_what_it_rests_on(closed: Desk) -> None:
    refused(closed, "lies before", "finding", NC, move="reopen", reason="x", on="2026-11-12")
    closed.set("finding", NC, move="reopen", reason="x", on="2026-11-23")
    closed.set("action", CA, move="reopen", reason="x", on="2026-11-23")
    refused(closed, "was reopened on 2026-11-23", "action", CA, move="done", on="2026-11-21")
    refused(closed, "lies before", "finding", NC, move="accept_cause", on="2026-01-01")


def test_who_only_watches_audits_no_session(audited: Desk) -> None:
    team = [
        {"person": "Ines Okafor", "role": "lead_auditor"},
        {"person": "B. Lopes", "role": "guide"},
    ]
    audited.set("audit", IA, team=team)
    refused(audited, "is not in the team as an auditor", "session", verb="add", **SESSION, auditors=["B. Lopes"])  # fmt: skip


@pytest.mark.parametrize("change", [{"units": []}, {"team": []}, {"objectives": ""}])
def test_a_confirmed_audit_keeps_what_it_was_confirmed_for(
    desk: Desk, change: dict[str, Any]
) -> None:
    from tests.work.test_audits_and_actions import PLAN

    desk.add("audit", **PLAN)
    desk.set("audit", IA, move="confirm", on="2026-02-02")
    refused(desk, "no longer be right", "audit", IA, **change)


def test_an_audit_that_was_held_is_reported_and_closed_whoever_left_since(issued: Desk) -> None:
    issued.set("audit", IA, move="finish", on="2026-11-10")
    issued.add("competence", person="T. Haas", subject="Lead auditor")
    issued.set("person", "Ines Okafor", retired=True)
    issued.set("process", "Purchasing", owner="T. Haas")
    issued.set("finding", NC, move="withdraw", reason="for the test")
    issued.set("audit", IA, move="report", on="2026-11-12")
    issued.set("audit", IA, move="close", on="2026-11-13")


def test_a_finding_of_a_closed_audit_may_be_reopened(closed: Desk) -> None:
    reported(closed)
    closed.set("audit", IA, move="close", on="2026-11-22")
    closed.set("finding", NC, move="reopen", reason="seen again")
    assert closed.get("audit", IA).state == "closed"


def test_a_finding_may_be_reopened_mended_and_closed_in_one_step(closed: Desk) -> None:
    check = {"move": "verify", "result": "effective", "verifier": "T. Haas", "evidence": "12 of 12"}
    several(
        closed,
        ("finding", NC, {"move": "reopen", "reason": "a word was missing"}),
        ("finding", NC, {"extent": "Also in Brno", "move": "accept_cause"}),
        ("action", CA, check),
        ("finding", NC, {"move": "close"}),
    )
    assert (closed.get("finding", NC).state, closed.get("finding", NC).extent) == (
        "closed",
        "Also in Brno",
    )


def test_an_accepted_action_is_reopened_with_the_check_that_was_agreed(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="accept", criterion="0 late", verifier="T. Haas")
    issued.set("action", CA, move="done", on="2026-11-20")
    issued.set("action", CA, move="verify", result="partly", evidence="3 of 4", on="2026-11-22")
    issued.set("action", CA, move="reopen", reason="one is missing")
    check = planned_check(Reading(), issued.get("action", CA).id)
    assert check is not None and check.criterion == "0 late"


def test_what_is_handed_over_takes_its_sessions_along(audited: Desk) -> None:
    session = audited.add("session", **SESSION, auditors=["T. Haas"])
    refused(audited, "cannot leave yet", "person", "T. Haas", retired=True)
    audited.set("person", "T. Haas", retired=True, hand_over_to="M. Costa")
    costa = audited.get("person", "M. Costa").id
    (seated,) = Reading().rows(SessionPerson, session=session)
    assert seated.person == costa
    refused(audited, "has left", "person", "M. Costa", hand_over_to="T. Haas")


@pytest.mark.parametrize("half_days", [10**20, -3])
def test_a_length_out_of_bounds_is_a_sentence(desk: Desk, half_days: int) -> None:
    refused(desk, "too large|is not between", "audit", verb="add", half_days=half_days)


def test_what_a_register_says_of_the_past_stands_until_it_is_touched_here(issued: Desk) -> None:
    minor = issued.get("grade", "minor")
    with issued.book.step("Import") as step:
        row = add_finding(
            step, state="closed", grade=minor, raised_on=date(2019, 5, 6), today=TODAY,
            evidence="8 of 40 gauges", source="register.csv",
        )  # fmt: skip
    number = Reading().get(Finding, row).number
    assert number is not None
    refused(issued, "reopen it first", "finding", number, statement="Changed afterwards")


def test_a_register_does_not_close_what_was_issued_here(issued: Desk) -> None:
    row = issued.get("finding", NC).id
    with pytest.raises(Refusal, match="cannot be closed"), issued.book.step("Import") as step:
        take_over_finding(step, row, state="closed", on=TODAY, source="register.csv")


# --- an action of two findings --------------------------------------------------------------------


@pytest.fixture
def shared(issued: Desk) -> Desk:
    """CA-2026-001 serves NC-2026-001, which is closed by it, and NC-2026-002, which is open."""
    issued.add("finding", **nonconformity_two(), move="issue", on="2026-11-11")
    for number in (NC, "NC-2026-002"):
        issued.add("cause", finding=number, cause="No recall for group B")
    issued.add(
        "action", finding=NC, findings=["NC-2026-002"], what="Recall by list", owner="B. Lopes",
        due="2026-12-15",
    )  # fmt: skip
    issued.set("action", CA, move="done", on="2026-11-20")
    issued.set("action", CA, move="verify", **EFFECTIVE, on="2026-11-21")
    issued.set("finding", NC, move="accept_cause", on="2026-11-21")
    issued.set("finding", NC, move="close", on="2026-11-22")
    return issued


EFFECTIVE = {"result": "effective", "verifier": "T. Haas", "evidence": "12 of 12"}


@pytest.mark.parametrize(
    "work",
    [
        {"move": "plan_check", "criterion": "0 of 12", "verifier": "T. Haas"},
        {"move": "verify", **EFFECTIVE, "on": "2026-11-23"},
        {"what": "Recall by list, for group C too"},
        {"owner": "M. Costa"},
        {"resources": "two days"},
    ],
)
def test_a_shared_action_is_worked_on_for_the_finding_that_is_open(
    shared: Desk, work: dict[str, Any]
) -> None:
    shared.set("action", CA, **work)
    assert shared.get("finding", NC).state == "closed"
    shared.set("finding", "NC-2026-002", move="accept_cause")
    shared.set("finding", "NC-2026-002", move="close")
    refused(shared, "reopen it first", "action", CA, what="And now nobody needs it")


@pytest.mark.parametrize(
    "work",
    [
        {"move": "reopen", "reason": "not done for group C"},
        {"move": "cancel", "reason": "another way"},
        {"move": "done", "on": "2026-11-23", "reason": "done better"},
        {"move": "verify", **EFFECTIVE, "result": "partly", "on": "2026-11-23"},
    ],
)
def test_a_closed_finding_is_reopened_first_where_its_own_proof_breaks(
    shared: Desk, work: dict[str, Any]
) -> None:
    refused(shared, f"{NC} would no longer be right.*Reopen {NC} first", "action", CA, **work)
    shared.set("finding", NC, move="reopen", reason="the proof is needed anew")
    shared.set("action", CA, **work)


def test_a_closed_observation_does_not_keep_its_action_from_the_nonconformity(
    issued: Desk,
) -> None:
    observation = {**nonconformity_two(), "grade": "observation"}
    number = issued.add("finding", **observation, move="issue", on="2026-11-11")
    issued.add(
        "action", finding=NC, findings=[number], what="Recall", owner="B. Lopes", due="2026-12-15"
    )
    issued.set("action", CA, move="done", on="2026-11-20")
    issued.set("finding", number, move="close", on="2026-11-20")
    issued.set("action", CA, move="plan_check", criterion="0 late", verifier="T. Haas")
    issued.set("action", CA, move="verify", **EFFECTIVE)
    assert issued.get("finding", number).state == "closed"


# --- the order of the steps -----------------------------------------------------------------------

_NEITHER_HERE_NOR_THERE = {
    "move": "change", "from_state": "", "to_state": "", "made_on": TODAY, "title": "",
    "stage": "implement", "new_due": TODAY, "meaning": "prepared", "name": "B. Lopes",
    "signed_on": TODAY, "recipient": "B. Lopes", "left_on": TODAY, "moved_on": TODAY,
}  # fmt: skip


@pytest.mark.parametrize("table", [one for one in TABLES if one.told_in_order])
def test_what_has_an_order_is_read_in_that_of_its_steps_whatever_the_clock_said(
    issued: Desk, table: type[Table]
) -> None:
    """Ids follow the clock: ids that run backwards stand for a clock that was set back."""
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.add("finding", **nonconformity_two())
    issued.add("audit", title="Another", starts_on="2026-12-02")
    known = {
        "finding": str(issued.get("finding", NC).id),
        "action": str(issued.get("action", CA).id),
        "audit": str(issued.get("audit", IA).id),
        "table_name": "finding",
        "row": str(issued.get("finding", NC).id),
    }
    values = {
        name: value
        for name, value in (_NEITHER_HERE_NOR_THERE | known).items()
        if name in table.columns
    }
    ids = ["9", "5", "1"]
    for n, id in enumerate(ids):
        if table is ActionFinding:
            values["action"] = issued.get("action", issued.add("action", finding=NC, what=f"{n}", kind="correction")).id  # fmt: skip
            values["finding"] = next(row.id for row in Reading().rows(Finding) if not row.number)
        with issued.book.step(f"Step {n}") as step:
            step.add(table, id=id, **values)
    assert [str(row.id) for row in Reading().rows(table) if str(row.id) in ids] == ids
    with pytest.raises(ZeroDivisionError), issued.book.step("Before") as step:
        step.remove(table, "5")
        assert [str(row.id) for row in step.rows(table) if str(row.id) in ids] == ["9", "1"]
        before = Before(Changes(step._before, step._now))
        assert [str(row.id) for row in before.rows(table) if str(row.id) in ids] == ids
        raise ZeroDivisionError


def test_paper_tells_checks_and_extensions_in_the_order_of_their_steps(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    action, finding = issued.get("action", CA).id, issued.get("finding", NC).id
    due = {"stage": "implement", "new_due": TODAY, "extended_on": TODAY}
    for n, id in enumerate(("9", "1")):
        with issued.book.step(f"Step {n}") as step:
            step.add(EffectivenessCheck, id=id, action=action, evidence=f"{n}")
            step.add(Extension, id=id, action=action, reason=f"{n}", **due)
            step.add(Extension, id=f"f{id}", finding=finding, reason=f"{n}", **due)
    (dossier,) = finding_dossiers(issued.book, [finding])
    assert [one.evidence for one in dossier.checks] == ["0", "1"]
    assert [one.reason for one in dossier.extensions] == ["0", "1"]
    assert [one.reason for one in dossier.actions[0].extensions] == ["0", "1"]


# --- the days of a finding and those of its audit -------------------------------------------------


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-08", "was raised on 2026-11-08, before IA-2026-001 began on 2026-11-09"),
        ("2026-11-12", "was raised on 2026-11-12, after IA-2026-001 was held on 2026-11-10"),
        ("2026-11-09", ""),
        ("2026-11-10", ""),
    ],
)
def test_a_finding_raised_outside_its_audit_is_said(audited: Desk, day: str, told: str) -> None:
    audited.set("audit", IA, move="finish", on="2026-11-10")
    remarks: list[str] = []
    audited.book.remarked = remarks.extend
    audited.add("finding", **nonconformity_two() | {"raised_on": day})
    assert bool(told) == any(told in one for one in remarks) == bool(remarks)


def test_a_report_is_not_issued_anew_before_the_one_that_it_replaces(issued: Desk) -> None:
    reported(issued)
    issued.set("audit", IA, move="reopen", reason="a finding was forgotten", on="2026-11-13")
    refused(
        issued, "lies before the issue of the report before it", "audit", IA,
        move="report", on="2026-11-11",
    )  # fmt: skip
    issued.set("audit", IA, move="report", on="2026-11-14")


def test_a_check_is_agreed_ahead(issued: Desk) -> None:
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    check = {"criterion": "0 late", "verifier": "T. Haas"}
    for move in ("plan_check", "accept"):
        refused(
            issued, "is agreed ahead", "action", CA, move=move, **check, planned_on="2026-11-20"
        )
    told = {"move": "plan_check", "on": "2026-11-16", "planned_on": "2026-11-20"}
    issued.set("action", CA, **check, **told)
    issued.set("action", CA, move="plan_check", criterion="none late", planned_on="2026-11-20")


# --- what is not looked at ------------------------------------------------------------------------


class Watched(Reading):
    """Reads, and remembers which columns of findings were looked at."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def _watched(self, row: Any) -> Any:
        if not isinstance(row, Finding):
            return row
        seen = self.seen

        class Glass:
            def __getattr__(self, name: str) -> Any:
                seen.add(name)
                return getattr(row, name)

        return Glass()

    def get(self, table: Any, row: str) -> Any:
        return self._watched(super().get(table, row))

    def rows(self, table: Any, **equal: Any) -> Any:
        return map(self._watched, super().rows(table, **equal))


def test_only_columns_that_count_as_seen_are_looked_at_by_the_facts(closed: Desk) -> None:
    """Where only others change, the rules of the state are not asked again."""
    row = str(closed.get("finding", NC).id)
    action = closed.get("action", CA)
    reading = Watched()
    finding_facts(reading, row)
    action_facts(reading, action)
    audit_facts(reading, str(closed.get("audit", IA).id))
    assert {"state", "grade", "issued_on"} <= reading.seen
    assert reading.seen <= SEEN | {"id"}


@pytest.mark.parametrize("state", [one for one in FindingState if one not in WORK])
def test_rules_of_a_state_without_work_look_at_no_work(issued: Desk, state: str) -> None:
    row = str(issued.get("finding", NC).id)
    close_all(issued)
    whole, without = (finding_facts(Reading(), row, work) for work in (True, False))
    assert whole.actions and not without.actions

    class NoWork:
        def __getattr__(self, name: str) -> Any:
            assert name not in ("causes", "actions", "cycle", "reviewed", "proven"), name
            return getattr(whole, name)

    for check in INVARIANTS.get(state, ()):
        assert list(check(NoWork())) == []  # type: ignore[arg-type]


def test_the_life_of_a_closed_finding_is_looked_at_whatever_column_changed(closed: Desk) -> None:
    refused(closed, "reopen it first", "finding", NC, owner="M. Costa")
