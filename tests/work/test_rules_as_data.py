"""Grades, due dates and reminders are data of the book: each changes with a reason, and takes."""

from datetime import date
from typing import Any

import pytest

from auditdesk.book.due import due, lead_days
from auditdesk.book.facts import planned_check
from auditdesk.book.follow_ups import follow_ups
from auditdesk.book.reading import Reading
from auditdesk.book.tables import DueRule, Finding, GradeRow, MoveRecord, Organisation
from auditdesk.book.universe import universe
from auditdesk.domain.due import LEAD_DAYS, DueKind
from auditdesk.domain.finding import DEFAULT_GRADES, Grade
from auditdesk.domain.frequency import Scheme
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.work.entry import enter
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from tests.conftest import TODAY, Desk


def rule(**which: Any) -> str:
    found = Reading().find(DueRule, **which)
    assert found is not None
    return str(found.id)


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [
        ("grade", "minor", {"label": "Minor deviation"}),
        ("due_rule", "", {"days": 5}),
        ("organisation", ".", {"lead_answer": 21}),
    ],
)
def test_a_rule_changes_only_with_a_reason(
    issued: Desk, kind: str, name: str, data: dict[str, Any]
) -> None:
    name = name or rule(grade="minor", importance=4, stage="plan")
    head = issued.book.head
    with pytest.raises(ReasonNeeded):
        issued.set(kind, name, **data)
    assert issued.book.head == head
    issued.set(kind, name, **data, reason="agreed in the management review")
    issued.book.undo()
    issued.book.redo()


@pytest.mark.parametrize(("series", "nonconformity"), [("NC", False), ("OB", True)])
def test_a_series_is_of_nonconformities_or_of_none(
    issued: Desk, series: str, nonconformity: bool
) -> None:
    """Regrading stays within a series: to the softer grade it would close without a cause."""
    with pytest.raises(Refusal, match=f"Series {series} is of"):
        issued.add(
            "grade", key="soft", label="Soft", letter="s", series=series,
            nonconformity=nonconformity,
        )  # fmt: skip


def test_a_nonconformity_is_not_softened_in_a_book_that_has_such_a_grade(issued: Desk) -> None:
    with issued.book.step("As older versions did") as step:
        step.add(GradeRow, id="soft", label="Soft", letter="s", series="NC", nonconformity=False, position=9)  # fmt: skip
    with pytest.raises(Refusal, match="is not softened into Soft"):
        issued.set("finding", "NC-2026-001", grade="soft", reason="nobody was hurt")


def test_the_reason_for_a_changed_grade_is_kept(issued: Desk) -> None:
    issued.set("grade", "minor", label="Minor deviation", reason="words of our group")
    (kept,) = Reading().rows(MoveRecord, table_name="grade", row="minor")
    assert (kept.move, kept.reason, kept.made_on) == ("change", "words of our group", TODAY)


def test_what_concerns_no_rule_of_the_organisation_needs_no_reason(issued: Desk) -> None:
    issued.set("organisation", ".", address="Am Mühlgang 14, Graz")
    assert lead_days(issued.book)[DueKind.ANSWER] == 14


@pytest.mark.parametrize("kind", LEAD_DAYS)
def test_each_reminder_is_set_in_days(desk: Desk, kind: DueKind) -> None:
    before = lead_days(desk.book)
    desk.set("organisation", ".", **{f"lead_{kind}": 111, "reason": "as we work"})
    assert lead_days(desk.book) == {**before, kind: 111}
    house = Reading().find(Organisation)
    assert house is not None
    assert plain(Reading(), KINDS["organisation"], house.id)[f"lead_{kind}"] == 111


def test_today_tells_as_early_as_the_reminder_says(issued: Desk) -> None:
    owed = issued.get("finding", "NC-2026-001").answer_due
    day = date.fromordinal(owed.toordinal() - 30)
    told = lambda: [row.kind for row in due(issued.book, day)]  # noqa: E731
    assert DueKind.ANSWER not in told()
    issued.set("organisation", ".", lead_answer=30, reason="answers come late")
    assert DueKind.ANSWER in told()


def test_the_waiting_time_of_the_effect_is_a_rule(issued: Desk) -> None:
    row = rule(grade="minor", importance=4, stage="verify")
    issued.set("due_rule", row, days=30, working=False, reason="short cycles")
    issued.add("action", finding="NC-2026-001", what="Recall", owner="B. Lopes", due="2026-12-01")
    issued.set("action", "CA-2026-001", move="plan_check", criterion="x", verifier="T. Haas")
    planned = planned_check(Reading(), issued.get("action", "CA-2026-001").id)
    assert planned is not None and planned.planned_on == date(2026, 12, 31)
    assert [row.on for row in due(issued.book, date(2026, 12, 31)) if row.kind == "check"] == []
    issued.set("action", "CA-2026-001", move="done", on="2026-11-20")
    (check,) = [row for row in due(issued.book, date(2026, 12, 31)) if row.kind == "check"]
    assert check.on == date(2026, 12, 21), "thirty days after it was done, a working day"


def test_what_a_grade_weighs_and_owes_is_data_of_the_grade(issued: Desk) -> None:
    finding = Reading().find(Finding, number="NC-2026-001")
    assert finding is not None and str(finding.grade) == "minor"
    assert follow_ups(issued.book) == []
    units = {unit.id: unit.inputs for unit in universe(issued.book, TODAY, Scheme())}
    (before,) = (one for one in units.values() if one.minors)
    issued.set("grade", "minor", counts_as="major", follow_up=True, reason="our scheme is strict")
    assert [one.number for one in follow_ups(issued.book)] == ["NC-2026-001"]
    units = {unit.id: unit.inputs for unit in universe(issued.book, TODAY, Scheme())}
    (after,) = (one for one in units.values() if one.majors)
    assert (before.minors, before.major_on) == (1, None)
    assert (after.majors, after.minors, after.major_on) == (1, 0, finding.raised_on)


@pytest.mark.parametrize("grade", DEFAULT_GRADES, ids=lambda grade: grade.key)
def test_a_shipped_grade_says_what_it_does_until_somebody_changes_it(
    desk: Desk, grade: Grade
) -> None:
    row: Any = Reading().get(GradeRow, grade.key)
    said = plain(Reading(), KINDS["grade"], row.id)
    assert (said["counts_as"], said["follow_up"]) == (grade.counts_as, grade.follow_up)


def test_a_grade_of_its_own_without_due_dates_is_told(desk: Desk) -> None:
    with desk.book.step("add") as step:
        desk_add = {"key": "critical", "label": "Critical", "letter": "K", "series": "NC"}
        enter(step, KINDS["grade"], {**desk_add, "nonconformity": True}, TODAY)
        assert any("Critical has no due dates yet" in one for one in step.remarks)
    critical = plain(Reading(), KINDS["grade"], "critical")
    assert (critical["counts_as"], critical["follow_up"]) == ("minor", False)


@pytest.mark.parametrize(
    ("grade", "counts_as"), [("minor", "observation"), ("observation", "major")]
)
def test_a_grade_counts_as_what_it_says_of_the_requirement(
    desk: Desk, grade: str, counts_as: str
) -> None:
    with pytest.raises(Refusal, match="nonconformity"):
        desk.set("grade", grade, counts_as=counts_as, reason="to try")
