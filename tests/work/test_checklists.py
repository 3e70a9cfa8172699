"""Checklists: made three ways, answered with stamps and reasons, findings raised from a line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    Asked,
    ChecklistLine,
    ClauseRow,
    Evidence,
    Finding,
    StandardRow,
    Unit,
)
from auditdesk.domain.checklist import VERDICTS, tally
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.work import checklist_lines as lines
from auditdesk.work import checklists, lookup
from auditdesk.work.kinds import kind_of
from auditdesk.work.lookup import unit_name
from auditdesk.work.plain import plain
from tests.conftest import Desk, run_cli

TODAY = date(2026, 11, 23)


def make(desk: Desk, audit: str, source: str, process: str = "") -> int:
    with desk.book.step("Make checklist") as step:
        return checklists.make(step, lookup.audit(step, audit).id, source, process)


def of(desk: Desk, audit: str) -> list[ChecklistLine]:
    return lines.lines(Reading(), str(lookup.audit(Reading(), audit).id))


def numbers(desk: Desk, audit: str) -> list[str]:
    read = Reading()
    return [str(read.get(ClauseRow, line.clause).number) for line in of(desk, audit)]


def judge(desk: Desk, line: str, verdict: str | None, reason: str = "") -> None:
    with desk.book.step("Judge") as step:
        lines.judge(step, line, verdict, reason)


@pytest.fixture
def asked(audited: Desk) -> Desk:
    """The audit of purchasing, with its checklist."""
    audited.set("process", "Purchasing", kind="Purchasing")
    make(audited, "IA-2026-001", "questions")
    return audited


def test_a_checklist_is_unit_times_clause_times_type_of_process(asked: Desk) -> None:
    assert sorted(set(numbers(asked, "IA-2026-001"))) == ["8.4.1", "8.4.2", "8.4.3"]
    read = Reading()
    keys = [read.find(Asked, line=line.id).key for line in of(asked, "IA-2026-001")]  # type: ignore[union-attr]
    assert {"8.4.1-1", "purchasing-1", "purchasing-4"} <= set(keys)
    assert not [key for key in keys if key.startswith(("production", "design"))]
    assert keys.index("8.4.1-4") < keys.index("purchasing-1") < keys.index("8.4.2-1")
    units = {unit_name(read, read.get(Unit, line.unit)) for line in of(asked, "IA-2026-001")}
    assert units == {"Purchasing · Graz"}


def test_made_again_a_checklist_asks_nothing_twice(asked: Desk) -> None:
    before = len(of(asked, "IA-2026-001"))
    head = asked.book.head
    assert make(asked, "IA-2026-001", "questions") == 0
    assert len(of(asked, "IA-2026-001")) == before
    assert asked.book.head == head
    assert make(asked, "IA-2026-001", "questions", "warehouse") == 0


def test_an_edited_question_is_asked_in_its_new_words_and_old_lines_keep_theirs(
    asked: Desk,
) -> None:
    from auditdesk.work import questions

    with asked.book.step("Edit") as step:
        questions.edit(step, "8.4.1-1", question="Why this one?")
    assert "Why this one?" not in [line.question for line in of(asked, "IA-2026-001")]
    asked.add("audit", units=["Purchasing · Brno"], standard="ISO 9001:2015")
    make(asked, "IA-2026-002", "questions")
    line = next(one for one in of(asked, "IA-2026-002") if one.question == "Why this one?")
    assert Reading().find(Asked, line=line.id).version == 2  # type: ignore[union-attr]


def test_only_what_changed_goes_through_the_mapping(desk: Desk) -> None:
    desk.add(
        "audit",
        standard="ISO 9001:2026",
        clauses=["5", "6.1.1", "6.1.2", "6.1.3", "8.4.1", "10.1", "9.2.1"],
        starts_on="2026-12-01",
    )
    make(desk, "IA-2026-001", "changes")
    found = numbers(desk, "IA-2026-001")
    assert set(found) == {"5.1.1", "5.2.1", "6.1.1", "6.1.2", "6.1.3", "10.1"}
    read = Reading()
    asked = {
        number: [
            read.find(Asked, line=line.id).changed  # type: ignore[union-attr]
            for line, at in zip(of(desk, "IA-2026-001"), found, strict=True)
            if at == number
        ]
        for number in set(found)
    }
    assert asked["6.1.3"] == [True, True, True]
    assert asked["6.1.2"] == [False] * 4, "a clause without news of its own is asked in full"


def test_where_nothing_changed_that_is_said(audited: Desk) -> None:
    with pytest.raises(Refusal, match="No clause in the scope of IA-2026-001 changed"):
        make(audited, "IA-2026-001", "changes")


def test_from_the_last_audit_comes_structure_no_verdict_and_open_findings(
    issued: Desk,
) -> None:
    make(issued, "IA-2026-001", "questions")
    issued.add("checklist_line", audit="IA-2026-001", clause="8.4.1", question="An own one?")
    first = of(issued, "IA-2026-001")[0]
    judge(issued, str(first.id), "conform")
    issued.add(
        "audit", units=["Purchasing · Graz"], standard="ISO 9001:2026", starts_on="2027-02-01"
    )
    make(issued, "IA-2027-001", "last")
    new = of(issued, "IA-2027-001")
    assert new[0].question.startswith("Follow-up of NC-2026-001: ")
    assert [line.question for line in new[1:]] == [
        line.question for line in of(issued, "IA-2026-001")
    ]
    assert not any(line.verdict or line.notes or line.answered_by for line in new)
    read = Reading()
    editions = {
        read.get(StandardRow, read.get(ClauseRow, line.clause).standard).designation for line in new
    }
    assert editions == {"ISO 9001:2026"}
    assert make(issued, "IA-2027-001", "last") == 0


def test_without_an_earlier_audit_that_is_said(audited: Desk) -> None:
    with pytest.raises(Refusal, match="no earlier audit"):
        make(audited, "IA-2026-001", "last")


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_stamped_with_who_and_when(asked: Desk, verdict: str) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    if VERDICTS[verdict].needs_reason:
        with pytest.raises(ReasonNeeded, match="Say why"):
            judge(asked, line, verdict)
    judge(asked, line, verdict, "No time")
    found = Reading().get(ChecklistLine, line)
    assert (found.verdict, found.answered_by) == (verdict, "Ines Okafor")
    assert found.answered_at is not None
    judge(asked, line, None)
    found = Reading().get(ChecklistLine, line)
    assert (found.verdict, found.answered_by, found.answered_at) == (None, "", None)


def test_the_reason_of_a_line_left_out_cannot_be_taken_away(asked: Desk) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    judge(asked, line, "not_verified", "Machine was down")
    with pytest.raises(ReasonNeeded):
        asked.set("checklist_line", line, reason="")


def test_a_sample_is_population_size_choice_and_the_result_of_each_item(asked: Desk) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    asked.set(
        "checklist_line",
        line,
        population="120",
        sample_size="3",
        sampling="at random",
        items=["S-1", {"item": "S-2", "result": "nonconforming", "note": "not rated"}, "S-3"],
    )
    found = Reading().get(ChecklistLine, line)
    assert found.sample == "S-1: in order; S-2: not in order (not rated); S-3: in order"
    asked.set("checklist_line", line, items=["S-2"])
    assert [str(one.item) for one in lines.sample_of(Reading(), line)] == ["S-2"]
    with pytest.raises(Refusal, match="item, result, note"):
        asked.set("checklist_line", line, items=[{"thing": "S-1"}])


def test_a_finding_raised_from_a_line_needs_no_retyping(asked: Desk, tmp_path: Path) -> None:
    asked.add(
        "session",
        audit="IA-2026-001",
        day="2026-11-09",
        starts="09:00",
        ends="10:00",
        unit="Purchasing · Graz",
        place="Room 3",
    )
    line = str(of(asked, "IA-2026-001")[0].id)
    photo = tmp_path / "list.txt"
    photo.write_bytes(b"S-2 has no rating")
    asked.add("evidence", file=str(photo), checklist_line=line, caption="The list")
    asked.set(
        "checklist_line",
        line,
        notes="Two suppliers of group B were never rated.",
        population="12",
        sampling="all of group B",
        items=["S-1", {"item": "S-2", "result": "nonconforming", "note": "no rating"}],
    )
    judge(asked, line, "nonconformity")
    with asked.book.step("Raise") as step:
        id = lines.raise_finding(step, line, today=TODAY)
    found = Reading().get(Finding, id)
    told: dict[str, Any] = plain(Reading(), kind_of("finding"), id)
    assert told["clauses"] == ["ISO 9001:2015 8.4.1"]
    assert (told["process"], told["site"], told["place"]) == ("Purchasing", "Graz", "Room 3")
    assert told["audit"] == "IA-2026-001"
    assert found.evidence == (
        "Two suppliers of group B were never rated.\n"
        "Sample: 1 of 2 seen not in order (population 12, chosen: all of group B)\n"
        "– S-2: no rating"
    )
    (shown,) = Reading().rows(Evidence, table_name="finding", row=id)
    assert shown.caption == "The list"
    assert Reading().get(ChecklistLine, line).finding == id
    with pytest.raises(Refusal, match="already"), asked.book.step("Raise") as step:
        lines.raise_finding(step, line, today=TODAY)
    with pytest.raises(Refusal, match="it stays"), asked.book.step("Remove") as step:
        lines.remove_line(step, line)


@pytest.mark.parametrize(
    ("verdict", "grade"),
    [
        ("nonconformity", "minor"),
        ("observation", "observation"),
        ("opportunity", "opportunity"),
        ("positive", "positive"),
        (None, "minor"),
    ],
)
def test_the_grade_begins_where_the_verdict_ended(
    asked: Desk, verdict: str | None, grade: str
) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    judge(asked, line, verdict) if verdict else None
    with asked.book.step("Raise") as step:
        id = lines.raise_finding(step, line, today=TODAY)
    assert Reading().get(Finding, id).grade == grade


def test_a_removed_line_takes_its_sample_along_and_undo_brings_it_back(asked: Desk) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    asked.set("checklist_line", line, items=["S-1"])
    with asked.book.step("Remove") as step:
        lines.remove_line(step, line)
    assert line not in [str(one.id) for one in of(asked, "IA-2026-001")]
    asked.book.undo()
    assert [str(one.item) for one in lines.sample_of(Reading(), line)] == ["S-1"]


def test_after_the_report_a_checklist_is_closed(asked: Desk) -> None:
    line = str(of(asked, "IA-2026-001")[0].id)
    asked.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    asked.set("audit", "IA-2026-001", move="report", on="2026-11-12")
    with pytest.raises(Refusal, match="is closed"):
        judge(asked, line, "conform")
    with pytest.raises(Refusal, match="is closed"):
        make(asked, "IA-2026-001", "questions")


@pytest.mark.parametrize(
    ("verdicts", "answered", "judged", "fulfilled"),
    [
        ([], 0, 0, None),
        ([None, None], 0, 0, None),
        (["conform", "nonconformity", None], 2, 2, 50),
        (["conform", "observation", "opportunity", "positive"], 4, 4, 100),
        (["not_applicable", "not_verified"], 2, 0, None),
        (["conform", "conform", "nonconformity", "not_verified"], 4, 3, 67),
    ],
)
def test_the_degree_of_fulfilment_counts_what_was_judged(
    verdicts: list[str | None], answered: int, judged: int, fulfilled: int | None
) -> None:
    found = tally(verdicts)
    assert (found.asked, found.answered) == (len(verdicts), answered)
    assert (found.judged, found.fulfilled) == (judged, fulfilled)


def test_the_command_line_makes_a_checklist(
    audited: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    book = audited.book.path
    audited.book.close()
    arguments = ("checklist", book, "ia-2026-1", "--from", "questions", "--process", "purchasing")
    code, out, err = run_cli(capsys, *arguments)
    assert (code, err) == (0, "")
    assert out == "15 lines added.\n"
    code, _out, err = run_cli(capsys, *arguments[:-1], "magic")
    assert code == 1 and "magic" in err
