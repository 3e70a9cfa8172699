"""Rules by tables of cases: moves, gates, independence, due dates, marks, numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain import audit, finding
from auditdesk.domain.action import ActionFacts, ActionState, Span, action_state, due_on, scaled
from auditdesk.domain.audit import AuditFacts, Member, ProcessTies, Role, ties
from auditdesk.domain.checks import problems
from auditdesk.domain.finding import DEFAULT_GRADES, FindingFacts, FindingState
from auditdesk.domain.moves import find_move
from auditdesk.domain.numbering import Number
from auditdesk.domain.programme import Mark, WorkingDays, mark
from auditdesk.errors import Refusal

GRADES = {grade.key: grade for grade in DEFAULT_GRADES}
DONE = ActionFacts("CA-1", "corrective_action", open=False, effect_proven=True)


def facts(**other: object) -> FindingFacts:
    values = {
        "grade": GRADES["minor"],
        "state": "issued",
        "clauses": 1,
        "requirement": "r",
        "evidence": "e",
        "statement": "s",
        "causes": 1,
        "actions": (DONE,),
    }
    return FindingFacts(**(values | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"clauses": 0}, ["clauses"]),
        ({"requirement": " "}, ["requirement"]),
        ({"evidence": ""}, ["evidence"]),
        ({"statement": ""}, ["statement"]),
        (
            {"requirement": "", "evidence": "", "statement": ""},
            ["requirement", "evidence", "statement"],
        ),
        ({"grade": GRADES["positive"], "clauses": 0, "requirement": "", "statement": ""}, []),
        ({"grade": GRADES["observation"], "evidence": ""}, ["evidence"]),
    ],
)
def test_issuing_demands_the_three_parts_of_a_nonconformity(
    change: dict, fields: list[str]
) -> None:
    checks = finding.needs_of("issue", "issued")
    assert [problem.field for problem in problems(facts(**change), checks)] == fields


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"causes": 0}, ["causes"]),
        ({"actions": ()}, ["actions"]),
        ({"actions": (ActionFacts("CA-1", "corrective_action", True, False),)}, ["actions"]),
        ({"actions": (ActionFacts("CA-1", "corrective_action", False, False),)}, ["effectiveness"]),
        ({"actions": (DONE, ActionFacts("CA-2", "correction", True, False))}, ["actions"]),
        ({"actions": (DONE, ActionFacts("CA-2", "correction", False, False))}, []),
        ({"actions": (ActionFacts("CA-2", "cancelled", False, False),)}, ["actions"]),
        ({"causes": 0, "actions": ()}, ["causes", "actions"]),
        ({"grade": GRADES["observation"], "causes": 0, "actions": ()}, []),
        (
            {
                "grade": GRADES["observation"],
                "causes": 0,
                "actions": (ActionFacts("CA-1", "improvement", True, False),),
            },
            ["actions"],
        ),
    ],
)
def test_closing_demands_cause_done_actions_and_a_proven_effect(
    change: dict, fields: list[str]
) -> None:
    checks = finding.needs_of("close", "closed")
    assert [problem.field for problem in problems(facts(**change), checks)] == fields


def corrective(
    number: str, checked_on: date | None, effective: bool, **other: object
) -> ActionFacts:
    return ActionFacts(
        number, "corrective_action", open=False, effect_proven=effective, checked_on=checked_on,
        proven_on=checked_on if effective else None, **other,  # type: ignore[arg-type]
    )  # fmt: skip


MAY, JUNE, JULY = date(2026, 5, 4), date(2026, 6, 8), date(2026, 7, 6)
FAILED_IN_JUNE = corrective("CA-1", JUNE, effective=False)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"actions": (FAILED_IN_JUNE, corrective("CA-2", JULY, True))}, []),
        ({"actions": (FAILED_IN_JUNE, corrective("CA-2", JUNE, True))}, []),
        ({"actions": (FAILED_IN_JUNE, corrective("CA-2", MAY, True))}, ["effectiveness"]),
        ({"actions": (FAILED_IN_JUNE, corrective("CA-2", None, True))}, []),
        ({"actions": (corrective("CA-1", None, False), corrective("CA-2", JULY, True))}, []),
        ({"actions": (corrective("CA-2", JULY, True), FAILED_IN_JUNE)}, ["effectiveness"]),
        (
            {"actions": (corrective("CA-1", None, False, checked=False), DONE)},
            ["effectiveness"],
        ),
        ({"grade": GRADES["observation"], "actions": (FAILED_IN_JUNE,)}, []),
        ({"cycle": MAY}, []),
        ({"cycle": MAY, "reviewed": False}, ["causes"]),
        ({"cycle": MAY, "proven": False}, ["effectiveness"]),
        ({"reviewed": False, "proven": False}, []),
        ({"cycle": MAY, "reviewed": False, "grade": GRADES["observation"]}, []),
        ({"closed_on": JULY, "actions": (corrective("CA-1", JULY, True),)}, []),
        ({"closed_on": JUNE, "actions": (corrective("CA-1", JULY, True),)}, ["closed_on"]),
        ({"closed_on": JUNE, "actions": (DONE._replace(done_on=JULY),)}, ["closed_on"]),
        ({"closed_on": JUNE, "issued_on": JULY}, ["closed_on"]),
        ({"closed_on": JUNE, "issued_on": MAY, "acknowledged_on": JULY}, ["closed_on"]),
        (
            {"closed_on": JUNE, "actions": (DONE, DONE._replace(kind="cancelled", done_on=JULY))},
            [],
        ),
        (
            {
                "closed_on": JUNE,
                "grade": GRADES["observation"],
                "actions": (corrective("CA-1", JULY, True),),
            },
            [],
        ),
    ],
)
def test_closing_rests_on_days_that_lie_before_it_and_on_the_last_check(
    change: dict, fields: list[str]
) -> None:
    checks = finding.needs_of("close", "closed")
    assert [problem.field for problem in problems(facts(**change), checks)] == fields


@pytest.mark.parametrize(
    ("grade", "corrections", "fields"),
    [
        ("minor", (), ["actions"]),
        ("minor", (False,), []),
        ("minor", (True,), ["actions"]),
        ("minor", (False, True), ["actions"]),
        ("observation", (), []),
    ],
)
def test_a_correction_counts_as_done_when_each_is(
    grade: str, corrections: tuple[bool, ...], fields: list[str]
) -> None:
    actions = tuple(ActionFacts("CO-1", "correction", is_open, False) for is_open in corrections)
    checks = finding.NEEDS["correct"]
    found = facts(grade=GRADES[grade], actions=(*actions, DONE))
    assert [problem.field for problem in problems(found, checks)] == fields


def test_a_finding_is_called_by_its_number_or_as_a_draft() -> None:
    assert finding.called("NC-2026-001", "0123456789") == "NC-2026-001"
    assert finding.called(None, "0123456789") == "draft 456789"


@pytest.mark.parametrize("state", list(FindingState))
@pytest.mark.parametrize("name", sorted({move.name for move in finding.MOVES}))
def test_a_move_is_possible_only_from_its_states(state: str, name: str) -> None:
    possible = any(move.name == name and state in move.sources for move in finding.MOVES)
    if possible:
        assert find_move(finding.MOVES, name, state, "NC-1").name == name
    else:
        with pytest.raises(Refusal, match="not possible now"):
            find_move(finding.MOVES, name, state, "NC-1")


def test_an_unknown_move_is_refused_with_those_that_are_possible() -> None:
    with pytest.raises(Refusal, match="Issue, Withdraw"):
        find_move(finding.MOVES, "isue", "draft", "NC-1")


def test_every_check_belongs_to_a_move_or_a_state() -> None:
    assert set(finding.NEEDS) <= {move.name for move in finding.MOVES}
    assert set(audit.NEEDS) <= {move.name for move in audit.MOVES}
    assert set(finding.INVARIANTS) <= set(FindingState)
    assert set(audit.INVARIANTS) <= set(audit.AuditState)


MANAGERS = {"worker": "lead", "lead": "boss", "boss": None, "quality": "boss", "other": "lead2"}


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ("lead", "owns Purchasing"),
        ("worker", "works in Purchasing"),
        ("boss", "manages the owner of Purchasing"),
        ("junior", "reports to the owner of Purchasing"),
        ("quality", None),
        ("other", None),
    ],
)
def test_nobody_audits_what_they_own_work_in_manage_or_report_to(
    person: str, reason: str | None
) -> None:
    process = ProcessTies("Purchasing", "lead", frozenset({"worker"}))
    found = ties(person, process, {**MANAGERS, "junior": "lead"})
    assert reason in found if reason else found == []


def test_a_ring_of_managers_is_no_endless_run() -> None:
    process = ProcessTies("Sales", "a", frozenset())
    assert ties("b", process, {"a": "b", "b": "a"})


def audit_facts(**other: object) -> AuditFacts:
    values = {
        "units": 1,
        "standards": 1,
        "clauses": 3,
        "objectives": "o",
        "scope": "",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 1, 1),
        "team": (Member("I", Role.LEAD_AUDITOR, (), False),),
    }
    return AuditFacts(**(values | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"starts_on": None}, ["starts_on"]),
        ({"standards": 0}, ["standard"]),
        ({"objectives": ""}, ["objectives"]),
        ({"units": 0}, ["scope"]),
        ({"units": 0, "scope": "All of sales"}, []),
        ({"team": ()}, ["team"]),
        ({"team": (Member("I", Role.LEAD_AUDITOR, (), False),) * 2}, ["team"]),
        ({"team": (Member("I", Role.LEAD_AUDITOR, ("owns X",), False),)}, ["team"]),
        ({"team": (Member("I", Role.LEAD_AUDITOR, ("owns X",), True),)}, []),
        (
            {
                "team": (
                    Member("I", Role.LEAD_AUDITOR, (), False),
                    Member("G", Role.GUIDE, ("owns X",), False),
                )
            },
            [],
        ),
    ],
)
def test_starting_demands_a_plan_and_an_independent_team(change: dict, fields: list[str]) -> None:
    checks = audit.needs_of("start", "started")
    assert [problem.field for problem in problems(audit_facts(**change), checks)] == fields


NEW_YEAR = WorkingDays(is_holiday=lambda day: day in (date(2026, 1, 1), date(2026, 1, 6)))


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 1, 2), 1, date(2026, 1, 5)),
        (date(2026, 1, 5), 1, date(2026, 1, 7)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 1, 3), 2, date(2026, 1, 7)),
        (date(2026, 1, 2), 0, date(2026, 1, 2)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start: date, days: int, expected: date) -> None:
    assert NEW_YEAR.add(start, days) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 300))
def test_working_days_added_are_working_days_between(start: date, days: int) -> None:
    end = NEW_YEAR.add(start, days)
    assert NEW_YEAR.between(start, end) == days
    assert days == 0 or NEW_YEAR.works_on(end)
    assert NEW_YEAR.between(end, start) == -days


def test_calendar_days_end_on_a_working_day() -> None:
    saturday = Span(5, working=False)
    assert due_on(date(2026, 1, 5), saturday, NEW_YEAR.add) == date(2026, 1, 12)
    assert due_on(date(2026, 1, 5), Span(3, working=False), NEW_YEAR.add) == date(2026, 1, 8)


@pytest.mark.parametrize(("importance", "days"), [(1, 15), (2, 13), (3, 10), (4, 8), (5, 5)])
def test_the_more_depends_on_a_process_the_sooner_is_due(importance: int, days: int) -> None:
    assert scaled(Span(10), importance).days == days


@pytest.mark.parametrize(
    ("cancelled", "done", "effect", "state"),
    [
        (None, None, None, ActionState.OPEN),
        (None, True, None, ActionState.DONE),
        (None, True, "effective", ActionState.EFFECTIVE),
        (None, True, "partly", ActionState.NOT_EFFECTIVE),
        (None, True, "not_effective", ActionState.NOT_EFFECTIVE),
        (True, True, "effective", ActionState.CANCELLED),
    ],
)
def test_implemented_is_not_yet_effective(cancelled, done, effect, state) -> None:  # type: ignore[no-untyped-def]
    day = date(2026, 1, 1)
    assert action_state(cancelled and day, done and day, effect) is state


@pytest.mark.parametrize(
    ("done", "cancelled", "shift", "expected"),
    [
        (True, False, -9, Mark.DONE),
        (False, True, -9, Mark.CANCELLED),
        (False, False, -1, Mark.LATE),
        (False, False, 0, Mark.PLANNED),
    ],
)
def test_the_year_shows_what_became_of_an_audit(
    done: bool, cancelled: bool, shift: int, expected: Mark
) -> None:
    today = date(2026, 6, 1)
    assert mark(today + timedelta(days=shift), done, cancelled, today) is expected


@given(st.sampled_from(["NC", "IA"]), st.integers(1990, 2100), st.integers(1, 99_999))
def test_a_number_reads_back_and_sorts(series: str, year: int, n: int) -> None:
    number = Number(series, year, n)
    assert Number.parse(str(number)) == number == Number.parse(f" {str(number).lower()}")
    assert number.sort_key < Number(series, year, n + 1).sort_key


@pytest.mark.parametrize("text", ["", "NC", "NC-26-1", "draft abc", "NC-2026-", "NC-2026-1x"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert Number.parse(text) is None
