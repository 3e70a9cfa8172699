"""Three deeds close a nonconformity, and each move in them is made by its own verb and rules."""

from typing import Any

import pytest

from auditdesk.book.facts import moves_of, planned_check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Finding
from auditdesk.errors import Refusal
from auditdesk.work.closing import Deed, next_deed
from tests.conftest import Desk

NUMBER = "NC-2026-001"
ANSWER: dict[str, Any] = {
    "on": "2026-11-12",
    "by": "B. Lopes",
    "cause": "The recall list is kept by hand and nobody owns it",
    "what": "Recall by the ERP system",
    "owner": "B. Lopes",
    "due": "2026-12-18",
    "criterion": "12 of 12 suppliers recalled on time",
    "verifier": "T. Haas",
}


def moves(desk: Desk) -> list[str]:
    finding = desk.get("finding", NUMBER)
    return [str(one.move) for one in moves_of(Reading(), Finding, str(finding.id))]


def test_three_deeds_make_all_moves_from_issue_to_closing(issued: Desk) -> None:
    issued.set("finding", NUMBER, move="answer", **ANSWER)
    assert issued.get("finding", NUMBER).acknowledged_by == "B. Lopes"
    assert issued.get("action", "CA-2026-001").accepted_on is not None
    issued.set("finding", NUMBER, move="all_done", on="2026-11-16", evidence="Transport 4711")
    assert issued.get("action", "CA-2026-001").done_evidence == "Transport 4711"
    proof = {"result": "effective", "evidence": "12 of 12 recalled"}
    issued.set("finding", NUMBER, move="prove", on="2026-11-20", **proof)
    assert issued.get("finding", NUMBER).state == "closed"
    made = "issue acknowledge accept_cause accept_plan implement close"
    assert moves(issued) == made.split()


def test_what_is_there_already_is_not_asked_for(issued: Desk) -> None:
    issued.set("finding", NUMBER, move="acknowledge", by="M. Costa", on="2026-11-11")
    issued.add("cause", finding=NUMBER, cause="Nobody owns the list")
    issued.add("action", finding=NUMBER, what="Name an owner", owner="B. Lopes", due="2026-12-01")
    check = {"criterion": "An owner is named", "verifier": "T. Haas"}
    issued.set("finding", NUMBER, move="answer", on="2026-11-12", **check)
    assert issued.get("finding", NUMBER).state == "plan_accepted"
    assert issued.get("finding", NUMBER).acknowledged_by == "M. Costa"


@pytest.mark.parametrize("key", ["by", "cause", "what", "owner", "due", "criterion", "verifier"])
def test_an_answer_that_lacks_something_is_refused_whole(issued: Desk, key: str) -> None:
    with pytest.raises(Refusal):
        issued.set("finding", NUMBER, move="answer", **{**ANSWER, key: ""})
    assert issued.get("finding", NUMBER).state == "issued"


def test_what_does_not_work_is_owed_anew_and_not_closed(issued: Desk) -> None:
    issued.set("finding", NUMBER, move="answer", **ANSWER)
    issued.set("finding", NUMBER, move="all_done", on="2026-11-16")
    proof = {"result": "not_effective", "evidence": "3 of 12 recalled"}
    issued.set("finding", NUMBER, move="prove", on="2026-11-20", **proof)
    finding = issued.get("finding", NUMBER)
    assert finding.state == "acknowledged"
    assert next_deed(Reading(), finding) is Deed.ANSWER


def test_a_deed_out_of_turn_is_refused_in_words(issued: Desk) -> None:
    with pytest.raises(Refusal, match="is issued"):
        issued.set("finding", NUMBER, move="all_done", on="2026-11-16")


def test_what_is_no_nonconformity_has_no_such_deed(issued: Desk) -> None:
    number = issued.add(
        "finding", grade="observation", unit="Purchasing · Graz", evidence="Seen", move="issue"
    )
    assert next_deed(Reading(), issued.get("finding", number)) is None


def test_what_was_shown_to_work_is_not_said_to_fail_without_a_word(issued: Desk) -> None:
    issued.set("finding", NUMBER, move="answer", **ANSWER)
    issued.set("finding", NUMBER, move="all_done", on="2026-11-16")
    proof = {"result": "effective", "evidence": "12 of 12 recalled", "on": "2026-11-20"}
    issued.set("action", "CA-2026-001", move="verify", **proof)
    with pytest.raises(Refusal, match="checked already"):
        issued.set("finding", NUMBER, move="prove", **{**proof, "result": "not_effective"})
    issued.set("finding", NUMBER, move="prove", **proof)
    assert issued.get("finding", NUMBER).state == "closed"


def test_what_is_agreed_of_one_of_several_checks_stays(issued: Desk) -> None:
    for what in ("Name an owner", "Recall by the ERP system"):
        issued.add("action", finding=NUMBER, what=what, owner="B. Lopes", due="2026-12-01")
    agreed = {"criterion": "An owner is named", "on": "2026-11-11"}
    issued.set("action", "CA-2026-001", move="plan_check", **agreed)
    issued.set("finding", NUMBER, move="answer", **{**ANSWER, "what": ""})
    criteria = [
        check.criterion
        for number in ("CA-2026-001", "CA-2026-002")
        if (check := planned_check(Reading(), str(issued.get("action", number).id)))
    ]
    assert criteria == ["An owner is named", ANSWER["criterion"]]
