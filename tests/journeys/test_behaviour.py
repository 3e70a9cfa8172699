"""Behaviour scripts: what a finding and its actions do, said as somebody would try it out."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionFinding, Cycle, EffectivenessCheck, Extension, MoveRecord
from auditdesk.errors import ReasonNeeded, Refusal
from tests.conftest import Desk

NC, CA = "NC-2026-001", "CA-2026-001"


@contextmanager
def refused(desk: Desk, sentence: str) -> Iterator[None]:
    """It says no in these words, and the book is as it was."""
    head = desk.book.head
    with pytest.raises(Refusal, match=sentence):
        yield
    assert desk.book.head == head


def cause(desk: Desk, text: str = "No recall for group B") -> None:
    desk.add("cause", finding=NC, cause=text)


def action(desk: Desk, what: str = "Recall for group B", **other: object) -> str:
    values = {"finding": NC, "what": what, "owner": "B. Lopes", "due": "2026-12-15"}
    return desk.add("action", **(values | other))


def agree_check(desk: Desk, number: str = CA) -> None:
    """How the effect will be shown is settled; the day comes from the rules."""
    desk.set("action", number, move="plan_check", verifier="T. Haas", criterion="none late")


def planned(desk: Desk) -> None:
    """Cause and plan are accepted."""
    cause(desk)
    action(desk)
    agree_check(desk)
    desk.set("finding", NC, move="accept_cause", on="2026-11-15")
    desk.set("finding", NC, move="accept_plan", on="2026-11-16", by="Ines Okafor")


def implemented(desk: Desk) -> None:
    planned(desk)
    desk.set("action", CA, move="done", on="2026-11-18", evidence="Recall list rev 8")
    desk.set("finding", NC, move="implement", on="2026-11-18")


def effective(desk: Desk, result: str = "effective") -> None:
    desk.set(
        "action", CA, move="verify", on="2026-11-20", result=result, verifier="T. Haas",
        evidence="12 of 12 evaluated",
    )  # fmt: skip


def test_opening_the_plan_needs_a_plan(issued: Desk) -> None:
    cause(issued)
    issued.set("finding", NC, move="accept_cause", on="2026-11-15")
    with refused(issued, "no corrective action"):
        issued.set("finding", NC, move="accept_plan", on="2026-11-16")
    action(issued, kind="correction")
    with refused(issued, "no corrective action"):
        issued.set("finding", NC, move="accept_plan", on="2026-11-16")
    action(issued)
    with refused(issued, "CA-2026-002: by what criterion, when and by whom"):
        issued.set("finding", NC, move="accept_plan", on="2026-11-16")
    agree_check(issued, "CA-2026-002")
    issued.set("finding", NC, move="accept_plan", on="2026-11-16")
    assert issued.get("finding", NC).state == "plan_accepted"


def test_an_action_is_accepted_together_with_its_effectiveness_check(issued: Desk) -> None:
    cause(issued)
    action(issued)
    with refused(issued, "accepted together with its check"):
        issued.set("action", CA, move="accept", on="2026-11-16")
    with refused(issued, "B. Lopes owns this action"):
        issued.set("action", CA, move="accept", criterion="none late", verifier="B. Lopes")
    issued.set(
        "action", CA, move="accept", on="2026-11-16", criterion="none late in 3 months",
        method="Sample of 12", verifier="T. Haas",
    )  # fmt: skip
    (check,) = Reading().rows(EffectivenessCheck, action=issued.get("action", CA).id)
    assert (check.criterion, check.method) == ("none late in 3 months", "Sample of 12")
    assert check.planned_on == date(2027, 2, 22), "68 days after 15 December, no Sunday"
    issued.set("action", CA, move="accept", on="2026-11-17", planned_on="2027-04-01")
    (check,) = Reading().rows(EffectivenessCheck, action=issued.get("action", CA).id)
    assert (check.criterion, check.planned_on) == ("none late in 3 months", date(2027, 4, 1))


def test_a_correction_is_accepted_without_a_check_of_its_effect(issued: Desk) -> None:
    number = action(issued, "Evaluate the four", kind="correction")
    issued.set("action", number, move="accept", on="2026-11-12")
    assert issued.get("action", number).accepted_on == date(2026, 11, 12)


def test_accepting_the_plan_starts_its_actions(issued: Desk) -> None:
    cause(issued)
    action(issued)
    action(issued, "Evaluate the four", kind="correction")
    early = action(issued, "Name a deputy", reason="one closes the gap, one keeps it closed")
    agree_check(issued)
    agree_check(issued, early)
    issued.set("action", early, move="accept", on="2026-11-12", by="M. Costa")
    cancelled = action(issued, "Buy a new system", reason="asked for by the auditee")
    issued.set("action", cancelled, move="cancel", reason="too large")
    issued.set("finding", NC, move="accept_cause", on="2026-11-15")
    issued.set("finding", NC, move="accept_plan", on="2026-11-16", by="Ines Okafor")
    started = [(issued.get("action", f"CA-2026-00{n}")) for n in range(1, 5)]
    assert [(one.accepted_on, one.accepted_by) for one in started] == [
        (date(2026, 11, 16), "Ines Okafor"),
        (date(2026, 11, 16), "Ines Okafor"),
        (date(2026, 11, 12), "M. Costa"),
        (None, ""),
    ]


def test_a_plan_with_an_action_that_was_sent_back_is_not_accepted(issued: Desk) -> None:
    cause(issued)
    action(issued)
    agree_check(issued)
    issued.set("action", CA, move="reject", reason="does not remove the cause")
    issued.set("finding", NC, move="accept_cause", on="2026-11-15")
    with refused(issued, f"{CA} was sent back"):
        issued.set("finding", NC, move="accept_plan", on="2026-11-16")
    issued.set("action", CA, move="accept", on="2026-11-16")
    issued.set("finding", NC, move="accept_plan", on="2026-11-16")


def test_closing_needs_cause_implemented_actions_and_proof_of_effect(issued: Desk) -> None:
    with refused(issued, r"No cause is recorded\. There is no corrective action\."):
        issued.set("finding", NC, move="close")
    cause(issued)
    with refused(issued, "There is no corrective action"):
        issued.set("finding", NC, move="close")
    action(issued)
    with refused(issued, f"{CA} is still open"):
        issued.set("finding", NC, move="close")
    issued.set("action", CA, move="done", on="2026-11-18")
    with refused(issued, f"{CA} has no check that found it effective"):
        issued.set("finding", NC, move="close")
    effective(issued, "partly")
    with refused(issued, f"{CA} has no check that found it effective"):
        issued.set("finding", NC, move="close")
    effective(issued)
    issued.set("finding", NC, move="close", on="2026-11-21", by="Ines Okafor")
    closed = issued.get("finding", NC)
    assert (closed.state, closed.closed_on, closed.closed_by) == (
        "closed", date(2026, 11, 21), "Ines Okafor",
    )  # fmt: skip


def test_reopening_clears_the_closing_date_and_closing_stamps_it_anew(issued: Desk) -> None:
    implemented(issued)
    effective(issued)
    issued.set("finding", NC, move="close", on="2026-11-20", by="Ines Okafor", closing_note="done")
    with refused(issued, "needs a reason"):
        issued.set("finding", NC, move="reopen")
    issued.set("finding", NC, move="reopen", on="2026-11-22", reason="seen again")
    again = issued.get("finding", NC)
    assert (again.state, again.closed_on, again.closed_by, again.closing_note) == (
        "acknowledged", None, "", "",
    )  # fmt: skip
    with refused(issued, "new cycle"):
        issued.set("finding", NC, move="close", on="2026-11-23")
    issued.set("finding", NC, move="accept_cause", on="2026-11-23")
    issued.set(
        "action", CA, move="verify", on="2026-11-23", result="effective", verifier="T. Haas",
        evidence="12 of 12 again",
    )  # fmt: skip
    issued.set("finding", NC, move="close", on="2026-11-23")
    assert issued.get("finding", NC).closed_on == date(2026, 11, 23)


def test_nobody_verifies_an_action_of_their_own(issued: Desk) -> None:
    implemented(issued)
    with refused(issued, "B. Lopes owns this action"):
        issued.set("action", CA, move="plan_check", verifier="B. Lopes", criterion="none late")
    with refused(issued, "B. Lopes owns this action"):
        issued.set(
            "action", CA, move="verify", on="2026-11-20", result="effective",
            verifier="B. Lopes", evidence="12 of 12",
        )  # fmt: skip
    issued.set("action", CA, move="plan_check", verifier="T. Haas", criterion="none late")
    with refused(issued, "T. Haas owns this action"):
        issued.set("action", CA, owner="T. Haas")


def test_a_second_corrective_action_for_the_same_cause_is_asked_about(issued: Desk) -> None:
    cause(issued)
    action(issued)
    head = issued.book.head
    with pytest.raises(ReasonNeeded, match=f"{CA} is agreed for this cause already"):
        action(issued, "Name a deputy")
    assert issued.book.head == head
    second = action(issued, "Name a deputy", reason="keeps the recall going in holidays")
    (kept,) = Reading().rows(MoveRecord, row=issued.get("action", second).id)
    assert (kept.move, kept.reason) == ("agree", "keeps the recall going in holidays")


def test_a_second_action_is_not_asked_about_where_it_is_no_second_one(issued: Desk) -> None:
    action(issued)
    action(issued, "Before any cause is known, anything may be planned")
    cause(issued)
    cause(issued, "The list has no due dates")
    action(issued, "A correction is another thing", kind="correction")
    with pytest.raises(ReasonNeeded):
        action(issued, "Third for two causes")
    cause(issued, "No deputy in holidays")
    action(issued, "Third for three causes")


def test_an_action_that_did_not_work_makes_room_for_another(issued: Desk) -> None:
    implemented(issued)
    effective(issued, "not_effective")
    with refused(issued, "no check that found it effective"):
        issued.set("finding", NC, move="close")
    action(issued, "Lock orders in the ERP")
    with refused(issued, "CA-2026-002 is still open"):
        issued.set("finding", NC, move="close")
    issued.set("action", "CA-2026-002", move="done", on="2026-11-21")
    issued.set(
        "action", "CA-2026-002", move="verify", on="2026-11-22", result="effective",
        verifier="T. Haas", evidence="no order without evaluation",
    )  # fmt: skip
    with refused(issued, "cause was not accepted again"):
        issued.set("finding", NC, move="close")
    issued.set("finding", NC, move="accept_cause")
    issued.set("finding", NC, move="close")
    links = Reading().rows(ActionFinding, finding=issued.get("finding", NC).id)
    assert sum(1 for _link in links) == 2


def test_an_action_that_did_not_work_opens_a_new_cycle_linked_to_it(issued: Desk) -> None:
    implemented(issued)
    effective(issued, "not_effective")
    again = issued.get("finding", NC)
    assert again.state == "acknowledged"
    assert again.answer_due == date(2026, 12, 14), "15 working days from the check (importance 4)"
    moved = [one for one in Reading().rows(MoveRecord, row=again.id) if one.move == "new_cycle"]
    assert [(one.from_state, one.to_state, one.reason) for one in moved] == [
        ("implemented", "acknowledged", f"{CA} was not effective")
    ]
    kept = {one.stage: one.new_due for one in Reading().rows(Extension, finding=again.id)}
    assert kept == {"plan": date(2026, 12, 14), "implement": again.implement_due}
    second = action(issued, "Lock orders in the ERP")
    assert [(one.action, one.follows) for one in Reading().rows(Cycle)] == [
        (issued.get("action", second).id, issued.get("action", CA).id)
    ]
    cause(issued, "The list has no owner")
    action(issued, "Name an owner")
    assert sum(1 for _one in Reading().rows(Cycle)) == 1, "CA-2026-002 follows already"


def test_a_closed_finding_whose_action_failed_later_is_open_again(issued: Desk) -> None:
    implemented(issued)
    effective(issued)
    issued.set("finding", NC, move="close", on="2026-11-21", by="Ines Okafor", closing_note="ok")
    effective_again = {"result": "not_effective", "verifier": "T. Haas", "evidence": "3 of 12 late"}
    issued.set("action", CA, move="verify", on="2026-11-23", **effective_again)
    again = issued.get("finding", NC)
    assert (again.state, again.closed_on, again.closing_note) == ("acknowledged", None, "")


def test_partly_effective_leaves_the_finding_where_it_is(issued: Desk) -> None:
    implemented(issued)
    effective(issued, "partly")
    assert issued.get("finding", NC).state == "implemented"
