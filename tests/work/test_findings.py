"""A finding from draft to closed, and what is refused on its way."""

from datetime import date

import pytest

from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Extension, FindingClause, MoveRecord
from auditdesk.domain.finding import MOVES
from auditdesk.errors import Refusal
from auditdesk.work import findings
from tests.conftest import TODAY, Desk, nonconformity


def state(desk: Desk, name: str = "NC-2026-001") -> str:
    return str(desk.get("finding", name).state)


def refused(desk: Desk, sentence: str, *arguments: str, verb: str = "set", **data: object) -> None:
    head = desk.book.head
    with pytest.raises(Refusal, match=sentence):
        getattr(desk, verb)(*arguments, **data)
    assert desk.book.head == head


def test_a_draft_has_no_number_and_is_named_by_the_end_of_its_id(audited: Desk) -> None:
    id = audited.add("finding", **nonconformity())
    for name in (id, id[-6:], f"draft {id[-6:]}"):
        assert audited.get("finding", name).number is None


def test_issuing_gives_the_number_and_the_due_dates(issued: Desk) -> None:
    finding = issued.get("finding", "NC-2026-001")
    assert finding.state == "issued"
    assert finding.issued_on == date(2026, 11, 10)
    # minor at importance 4: 15 working days; 8 December is a holiday in Austria
    assert finding.answer_due == date(2026, 12, 1)
    assert finding.acknowledge_due == date(2026, 11, 16)


def test_a_number_is_never_given_twice(issued: Desk) -> None:
    issued.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    issued.set("finding", "NC-2026-002", move="withdraw", reason="seen wrongly")
    assert issued.add("finding", **nonconformity(), move="issue", on="2026-11-10") == "NC-2026-003"
    assert state(issued, "NC-2026-002") == "withdrawn"


def test_the_number_of_an_undone_audit_stays_void(desk: Desk) -> None:
    assert desk.add("audit", title="A", starts_on="2026-03-02") == "IA-2026-001"
    desk.book.undo()
    assert desk.add("audit", title="B", starts_on="2026-03-02") == "IA-2026-002"
    assert check(desk.book).problems == ()


def test_a_back_dated_finding_does_not_reset_the_series(issued: Desk) -> None:
    old = nonconformity(raised_on="2025-12-30", audit=None, standard="ISO 9001:2015")
    assert issued.add("finding", **old, move="issue", on="2025-12-31") == "NC-2025-001"
    assert issued.add("finding", **nonconformity(), move="issue") == "NC-2026-002"


def test_each_grade_has_its_series(audited: Desk) -> None:
    for grade, number in (
        ("major", "NC-2026-001"),
        ("minor", "NC-2026-002"),
        ("observation", "OB-2026-001"),
        ("opportunity", "OP-2026-001"),
        ("positive", "PO-2026-001"),
        ("conform", "CO-2026-001"),
    ):
        assert audited.add("finding", **nonconformity(grade=grade), move="issue") == number


@pytest.mark.parametrize("part", ["requirement", "evidence", "statement", "clauses"])
def test_a_nonconformity_without_a_part_is_not_issued(audited: Desk, part: str) -> None:
    id = audited.add("finding", **nonconformity(**{part: [] if part == "clauses" else ""}))
    refused(audited, "cannot be issued", "finding", id, move="issue")


def test_all_that_is_missing_is_said_at_once(audited: Desk) -> None:
    id = audited.add("finding", audit="IA-2026-001", grade="minor")
    with pytest.raises(Refusal) as refusal:
        audited.set("finding", id, move="issue")
    assert str(refusal.value).count("missing") == 3 and "No clause" in str(refusal.value)


@pytest.mark.parametrize(
    ("clauses", "shown"),
    [
        (["8.4.1"], ["8.4.1"]),
        (["7.5.3.2", "4.2 a)"], ["7.5.3.2", "4.2 a)"]),
        (["§ 8.4.1.", "ISO 9001:2015 8.4.2"], ["8.4.1", "8.4.2"]),
    ],
)
def test_clauses_are_cited_as_people_write_them(
    audited: Desk, clauses: list[str], shown: list[str]
) -> None:
    from auditdesk.book.listings import FINDINGS
    from auditdesk.book.lists import List

    audited.add("finding", **nonconformity(clauses=clauses))
    (row,) = List(audited.book, FINDINGS).page(0, 5)
    assert (row.standard, list(row.clauses)) == ("ISO 9001:2015", shown)


CITATIONS = [
    ("ISO 9000:2015", "3.6.9", "tells what words mean and sets no requirement"),
    ("ISO 19011:2026", "5.1", "gives advice and sets no requirement"),
    ("ISO 9004:2018", "5.1", "gives advice and sets no requirement"),
    ("ISO 9001:2026", "8.4.1", "held against ISO 9001:2015"),
    ("ISO 9001:2015", "8.40", r"has no clause 8.40\. Nearest: 8.4"),
    ("ISO 9001:2015", "8,4", "is not a clause number"),
    ("ISO 9002", "8.4", "no standard “ISO 9002”"),
]


@pytest.mark.parametrize(("standard", "clause", "sentence"), CITATIONS)
def test_what_a_nonconformity_may_not_cite_is_refused_with_the_reason(
    audited: Desk, standard: str, clause: str, sentence: str
) -> None:
    data = nonconformity(standard=standard, clauses=[clause])
    refused(audited, sentence, "finding", verb="add", **data)


def test_the_refusal_of_guidance_says_what_may_be_cited(audited: Desk) -> None:
    with pytest.raises(
        Refusal, match="requirements, internal procedures, legal or customer"
    ) as refusal:
        audited.add("finding", **nonconformity(standard="ISO 19011:2026", clauses=["5.1"]))
    assert "ISO 9001:2015" in str(refusal.value) and "observation" in str(refusal.value)


def test_an_opportunity_may_refer_to_guidance(audited: Desk) -> None:
    data = nonconformity(grade="opportunity", standard="ISO 9004:2018", clauses=["5.1"])
    assert audited.add("finding", **data, move="issue") == "OP-2026-001"


def test_a_finding_on_guidance_cannot_become_a_nonconformity(audited: Desk) -> None:
    data = nonconformity(grade="opportunity", standard="ISO 9004:2018", clauses=["5.1"])
    id = audited.add("finding", **data)
    refused(audited, "sets no requirement", "finding", id, grade="minor")


def test_a_nonconformity_may_cite_an_internal_procedure_beside_the_standard(audited: Desk) -> None:
    audited.add(
        "standard",
        designation="SOP-0714",
        kind="internal",
        clauses=[{"number": "4.3", "title": "Recall"}],
    )
    audited.add("finding", **nonconformity(clauses=["8.4.1", "SOP-0714 4.3"]), move="issue")
    assert sum(1 for _row in Reading().rows(FindingClause)) == 2


def close_all(desk: Desk) -> None:
    desk.add("cause", finding="NC-2026-001", cause="No recall for group B", method="five_why")
    desk.add(
        "action",
        finding="NC-2026-001",
        what="Add group B to the recall",
        owner="B. Lopes",
        due="2026-12-15",
    )
    desk.set("action", "CA-2026-001", move="done", on="2026-11-20", evidence="Recall list rev 8")
    desk.set(
        "action",
        "CA-2026-001",
        move="verify",
        result="effective",
        verifier="T. Haas",
        evidence="12 of 12 evaluated",
        on="2026-11-22",
    )


def test_the_whole_life_of_a_nonconformity(issued: Desk) -> None:
    issued.set("finding", "NC-2026-001", move="acknowledge", by="B. Lopes", on="2026-11-11")
    issued.add(
        "action",
        finding="NC-2026-001",
        kind="correction",
        what="Evaluate the four",
        due="2026-11-14",
    )
    refused(issued, "CA-2026-001 is still open", "finding", "NC-2026-001", move="correct")
    issued.set("action", "CA-2026-001", move="done", on="2026-11-12")
    issued.set("finding", "NC-2026-001", move="correct")
    refused(issued, "No cause is recorded", "finding", "NC-2026-001", move="accept_cause")
    issued.add("cause", finding="NC-2026-001", cause="No recall for group B")
    issued.set("finding", "NC-2026-001", move="accept_cause")
    refused(issued, "no corrective action", "finding", "NC-2026-001", move="accept_plan")
    issued.add(
        "action", finding="NC-2026-001", what="Recall for B", owner="B. Lopes", due="2026-12-01"
    )
    refused(issued, "its effect will be checked", "finding", "NC-2026-001", move="accept_plan")
    issued.set(
        "action", "CA-2026-002", move="plan_check", verifier="T. Haas", criterion="4 of 4 on time"
    )
    issued.set("finding", "NC-2026-001", move="accept_plan")
    refused(issued, "CA-2026-002 is still open", "finding", "NC-2026-001", move="implement")
    issued.set("action", "CA-2026-002", move="done", on="2026-11-20")
    issued.set("finding", "NC-2026-001", move="implement")
    refused(issued, "no check that found it effective", "finding", "NC-2026-001", move="close")
    issued.set(
        "action",
        "CA-2026-002",
        move="verify",
        result="partly",
        verifier="T. Haas",
        evidence="3 of 4",
    )
    refused(issued, "no check that found it effective", "finding", "NC-2026-001", move="close")
    issued.set(
        "action",
        "CA-2026-002",
        move="verify",
        result="effective",
        verifier="T. Haas",
        evidence="4 of 4",
    )
    issued.set(
        "finding", "NC-2026-001", move="close", by="Ines Okafor", closing_note="seen on site"
    )
    finding = issued.get("finding", "NC-2026-001")
    assert (finding.state, finding.closed_on, finding.closed_by) == ("closed", TODAY, "Ines Okafor")
    moves = [row.move for row in Reading().rows(MoveRecord) if row.table_name == "finding"]
    assert moves == [
        "issue",
        "acknowledge",
        "correct",
        "accept_cause",
        "accept_plan",
        "implement",
        "close",
    ]


def test_what_stands_in_the_way_of_closing_is_said_as_a_list(issued: Desk) -> None:
    issued.add("action", finding="NC-2026-001", what="x")
    with pytest.raises(Refusal) as refusal:
        issued.set("finding", "NC-2026-001", move="close")
    for sentence in ("No cause is recorded.", "CA-2026-001 is still open."):
        assert sentence in str(refusal.value)


def test_closing_stamps_the_day_and_reopening_clears_it(issued: Desk) -> None:
    close_all(issued)
    issued.set("finding", "NC-2026-001", move="close", on="2026-11-22")
    assert issued.get("finding", "NC-2026-001").closed_on == date(2026, 11, 22)
    refused(issued, "reopen it first", "finding", "NC-2026-001", evidence="other")
    refused(issued, "needs a reason", "finding", "NC-2026-001", move="reopen")
    issued.set("finding", "NC-2026-001", move="reopen", reason="seen again at line 2")
    finding = issued.get("finding", "NC-2026-001")
    assert (finding.state, finding.closed_on) == ("acknowledged", None)


def test_withdrawing_needs_a_reason_and_keeps_the_number(issued: Desk) -> None:
    refused(issued, "needs a reason", "finding", "NC-2026-001", move="withdraw", reason="  ")
    issued.set("finding", "NC-2026-001", move="withdraw", reason="evidence was from another site")
    assert state(issued) == "withdrawn"
    (record,) = [row for row in Reading().rows(MoveRecord) if row.move == "withdraw"]
    assert record.reason == "evidence was from another site"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"raised_on": "2022-02-29"}, "is not a date"),
        ({"raised_on": "29/02/2022"}, "is not a date"),
        ({"raised_on": "2026-11-24"}, "in the future"),
        ({"grade": "medium"}, "no grade “medium”"),
        ({"owner": "B. Lopez"}, r"Nearest: B\. Lopes"),
        ({"unit": "Purchase · Graz"}, "no process “Purchase”\\. Nearest: Purchasing"),
        ({"audit": "IA-2026-009"}, r"no audit “IA-2026-009”\. Nearest: IA-2026-001"),
        ({"evidences": "x"}, "unknown keys evidences.*evidence"),
        ({"clauses": [8.4], "requirement": ["x"]}, "it must be text"),
    ],
)
def test_bad_data_is_refused_by_name_and_nothing_is_half_done(
    audited: Desk, data: dict, sentence: str
) -> None:
    refused(audited, sentence, "finding", verb="add", **nonconformity(**data))


def test_issuing_before_raising_and_due_before_issue_are_refused(audited: Desk) -> None:
    id = audited.add("finding", **nonconformity())
    refused(
        audited, "lies before the day it was raised", "finding", id, move="issue", on="2026-11-08"
    )
    audited.set("finding", id, answer_due="2026-11-09")
    refused(audited, "lies before the issue", "finding", id, move="issue", on="2026-11-10")


def test_a_due_date_moves_with_a_reason_that_is_kept(issued: Desk) -> None:
    refused(issued, "Say why", "finding", "NC-2026-001", answer_due="2026-12-20")
    issued.set(
        "finding", "NC-2026-001", answer_due="2026-12-20", reason="supplier closed until 15 Dec"
    )
    (extension,) = Reading().rows(Extension)
    assert (extension.old_due, extension.new_due) == (date(2026, 12, 1), date(2026, 12, 20))
    refused(
        issued,
        "lies before the issue",
        "finding",
        "NC-2026-001",
        answer_due="2026-11-01",
        reason="x",
    )


def test_an_issued_finding_is_regraded_within_its_series_with_a_reason(issued: Desk) -> None:
    refused(issued, "Say why", "finding", "NC-2026-001", grade="major")
    issued.set("finding", "NC-2026-001", grade="major", reason="third case this year")
    assert issued.get("finding", "NC-2026-001").grade == "major"
    refused(issued, "keeps its number", "finding", "NC-2026-001", grade="observation", reason="x")


def test_a_draft_may_take_any_grade(audited: Desk) -> None:
    id = audited.add("finding", **nonconformity())
    audited.set("finding", id, grade="observation")
    assert audited.get("finding", id).grade == "observation"


def test_an_observation_closes_without_cause_but_not_with_an_open_action(audited: Desk) -> None:
    audited.add("finding", **nonconformity(grade="observation"), move="issue")
    audited.add("action", finding="OB-2026-001", kind="improvement", what="Label the shelf")
    refused(audited, "still open", "finding", "OB-2026-001", move="close")
    audited.set("action", "CA-2026-001", move="done")
    audited.set("finding", "OB-2026-001", move="close")


def test_a_cause_for_a_closed_finding_is_refused(issued: Desk) -> None:
    issued.set("finding", "NC-2026-001", move="withdraw", reason="x")
    refused(issued, "reopen it first", "cause", verb="add", finding="NC-2026-001", cause="x")


def test_a_user_s_own_grade_scheme_counts(audited: Desk) -> None:
    audited.add(
        "grade", key="nc", label="Nonconformity", letter="N", series="NC", nonconformity=True
    )
    audited.add(
        "due_rule",
        grade="nc",
        importance=4,
        stage="plan",
        days=3,
        working=True,
        reason="our procedure",
    )
    audited.add("finding", **nonconformity(grade="nc"), move="issue", on="2026-11-10")
    assert audited.get("finding", "NC-2026-001").answer_due == date(2026, 11, 13)


def test_a_due_rule_changes_only_with_a_reason(desk: Desk) -> None:
    data = {"grade": "minor", "importance": 4, "stage": "plan", "days": 5, "working": True}
    refused(desk, "Reason missing", "due_rule", verb="add", **data)
    desk.add("due_rule", **data, reason="customer demands it")


@pytest.mark.parametrize("by, closed_by", [("T. Haas", "T. Haas"), ("", "Ines Okafor")])
def test_who_closes_is_who_is_named_or_else_who_writes(
    audited: Desk, by: str, closed_by: str
) -> None:
    number = audited.add(
        "finding", **nonconformity(grade="opportunity"), move="issue", on="2026-11-10"
    )
    audited.set("finding", number, move="close", by=by, closing_note="not taken up")
    assert audited.get("finding", number).closed_by == closed_by


@pytest.mark.parametrize("move", [move.name for move in MOVES if not move.needs_reason])
def test_what_is_missing_before_a_move_is_what_would_refuse_it(issued: Desk, move: str) -> None:
    """A finding of each state that the life leads to meets each of its moves."""
    for before in ("", "acknowledge", "correct"):
        if before == "correct":
            issued.add("action", finding="NC-2026-001", kind="correction", what="Orders stopped")
            issued.set("action", "CA-2026-001", move="done")
        if before:
            issued.set("finding", "NC-2026-001", move=before)
        finding = issued.get("finding", "NC-2026-001")
        if all(finding.state not in each.sources for each in MOVES if each.name == move):
            continue
        missing = [problem.message for problem in findings.missing(Reading(), finding.id, move)]
        try:
            with issued.book.trial() as step:
                findings.move(step, finding.id, move, on=TODAY)
        except Refusal as refusal:
            assert missing, refusal
            assert all(message in str(refusal) for message in missing)
        else:
            assert missing == []


def test_a_draft_that_an_action_answers_is_not_thrown_away(audited: Desk) -> None:
    id = audited.add("finding", **nonconformity())
    audited.add("action", finding=id, what="Recall suppliers of group B")
    head = audited.book.head
    with (
        pytest.raises(Refusal, match="An action belongs to"),
        audited.book.step("Remove") as step,
    ):
        findings.remove_draft(step, id)
    assert audited.book.head == head
