"""Completeness at its borders: what a question must see, and what lies just beyond it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from shutil import copy

import pytest

from auditdesk.book.book import Book
from auditdesk.book.completeness.answers import gaps
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.questions import BY_KEY
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditClause,
    AuditRow,
    AuditStandard,
    AuditUnit,
    EffectivenessCheck,
    Finding,
    FindingClause,
    Process,
    ReviewPoint,
    Session,
    SessionClause,
    SessionPerson,
    Table,
)
from auditdesk.book.transition import SiteReadiness
from auditdesk.errors import Refusal
from auditdesk.work import completeness
from auditdesk.work.history import sign
from tests.book.completeness_world import FAILING, TODAY, World

_EVER = Period(date(1988, 1, 1), TODAY, TODAY)
_YEAR = Period(date(2026, 1, 1), TODAY, TODAY)


@pytest.fixture
def world(prepared: Path, tmp_path: Path) -> Iterator[World]:
    path = tmp_path / "test.auditdesk"
    copy(prepared / "issued.auditdesk", path)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        yield World(book)


def _failing(world: World, key: str, period: Period = _YEAR) -> set[str]:
    return {gap.id for gap in gaps(world.book, BY_KEY[key], period)}


def _signed(world: World, table: type[Table], row: str, meaning: str) -> str:
    with world.book.step("Sign") as step:
        sign(step, table, row, meaning=meaning, name="T. Haas", on=TODAY)
    return row


def _planned(world: World) -> str:
    return world.audit(
        state="planned", started_on=None, held_on=None, reported_on=None, conclusion=""
    )


def _session(step: Step, audit: str) -> str:
    (session,) = step.rows(Session, audit=audit, kind="audit")
    return session.id


def _without(step: Step, table: type[Table], **of: str) -> None:
    for row in list(step.rows(table, **of)):
        step.remove(table, row.id)


_CHANGES: dict[str, Callable[[World, Step, str], object]] = {
    "a standard that came": lambda w, step, id: step.add(
        AuditStandard, audit=id, standard=w.newest
    ),
    "a standard that went": lambda w, step, id: _without(step, AuditStandard, audit=id),
    "a clause of a session": lambda w, step, id: step.add(
        SessionClause, session=_session(step, id), clause=w.clause
    ),
    "a person of a session": lambda w, step, id: step.add(
        SessionPerson, session=_session(step, id), person=w.owner, part="auditee"
    ),
    "a session that went": lambda w, step, id: step.remove(Session, _session(step, id)),
}


@pytest.mark.parametrize("change", sorted(_CHANGES))
def test_a_signature_is_overtaken_by_whatever_it_stood_for(world: World, change: str) -> None:
    audit = _signed(world, AuditRow, _planned(world), "prepared")
    assert audit not in _failing(world, "signed_version")
    with world.book.step(change) as step:
        _CHANGES[change](world, step, audit)
    assert audit in _failing(world, "signed_version")


def test_a_signature_for_a_finding_stands_for_the_checks_of_its_actions(world: World) -> None:
    finding = world.open_finding("plan_accepted")
    action = world.action(finding=finding, done_on=None, check={"result": None, "checked_on": None})
    (check,) = world.read.rows(EffectivenessCheck, action=action)
    _signed(world, Finding, finding, "approved")
    assert finding not in _failing(world, "signed_version")
    with world.book.step("Change") as step:
        step.change(EffectivenessCheck, check.id, criterion="none in a year")
    assert finding in _failing(world, "signed_version")


def test_a_signature_holds_where_nothing_that_it_stands_for_changed(world: World) -> None:
    action = _signed(world, ActionRow, world.open_action(), "prepared")
    with world.book.step("Elsewhere") as step:
        step.change(ActionRow, world.open_action(), what="another")
    assert action not in _failing(world, "signed_version")


def _nonconformity(world: World, audit: str | None, on: str, clause: str = "", **other: str) -> str:
    finding = world.finding("clause", audit=audit, raised_on=on, **other)
    world.put(FindingClause, finding=finding, clause=clause or world.clause, position=0)
    return finding


def test_every_finding_of_an_audit_that_repeats_is_missed_as_a_repeat(world: World) -> None:
    process = world.put(Process, name="Dispatch", retired=True)
    _nonconformity(world, world.audit(), "2025-06-02", process=process)
    audit = world.audit()
    two = {_nonconformity(world, audit, "2026-03-02", process=process) for _n in range(2)}
    assert two <= _failing(world, "finding_repeat")


def test_findings_without_an_audit_are_not_of_the_same_audit(world: World) -> None:
    process = world.put(Process, name="Dispatch", retired=True)
    first = _nonconformity(world, None, "2025-06-02", process=process)
    second = _nonconformity(world, None, "2026-03-02", process=process)
    assert _failing(world, "finding_repeat", _EVER) >= {second}
    assert first not in _failing(world, "finding_repeat", _EVER)


@pytest.mark.parametrize(
    ("earlier", "repeats"), [("2024-03-02", True), ("2024-03-01", False)], ids=["last day", "late"]
)
def test_a_repeat_lies_within_two_years_and_in_any_edition(
    world: World, earlier: str, repeats: bool
) -> None:
    process = world.put(Process, name="Dispatch", retired=True)
    _nonconformity(world, world.audit(), earlier, process=process)
    clause = world.clause_of("8.4.1", world.newest)
    later = _nonconformity(world, world.audit(), "2026-03-02", clause, process=process)
    assert (later in _failing(world, "finding_repeat")) is repeats


def test_findings_of_one_audit_do_not_repeat_each_other(world: World) -> None:
    process, audit = world.put(Process, name="Dispatch", retired=True), world.audit()
    both = {_nonconformity(world, audit, "2026-03-02", process=process) for _n in range(2)}
    assert not both & _failing(world, "finding_repeat")


def test_every_gap_of_a_record_at_a_site_names_the_site(world: World) -> None:
    for plant in FAILING.values():
        plant(world)
    sites = {
        table.sql_name: dict(world.book.select(f"SELECT id, {of} FROM {table.sql_name} r"))
        for table, of in (
            (Finding, "site_id"),
            (
                ActionRow,
                "(SELECT max(f.site_id) FROM action_finding j JOIN finding f"
                " ON f.id = j.finding_id WHERE j.action_id = r.id)",
            ),
            (
                AuditRow,
                "(SELECT max(u.site_id) FROM audit_unit a JOIN unit u ON u.id = a.unit_id"
                " WHERE a.audit_id = r.id)",
            ),
        )
    }
    for key, question in BY_KEY.items():
        for gap in gaps(world.book, question, _EVER):
            if gap.kind in sites and sites[gap.kind][gap.id]:
                assert gap.sites, (key, gap)


@pytest.mark.parametrize(
    "check",
    [
        {"planned_on": "2026-08-01", "checked_on": None, "result": None},
        {"planned_on": "2025-08-01", "checked_on": None, "result": None},
    ],
    ids=["of the period", "left from before"],
)
def test_a_check_that_is_owed_is_asked_for_however_old_its_action_is(
    world: World, check: dict[str, str | None]
) -> None:
    action = world.action(due="2025-05-01", done_on="2025-05-01", check=check)
    assert action in _failing(world, "effect_checked")


def test_what_was_checked_before_the_period_is_not_asked_about(world: World) -> None:
    of_the_period = world.action(due="2025-05-01", check={"checked_on": "2026-01-01", "method": ""})
    before = world.action(due="2025-05-01", check={"checked_on": "2025-12-31", "method": ""})
    failing = _failing(world, "effect_method")
    assert of_the_period in failing and before not in failing


@pytest.mark.parametrize(
    ("day", "state", "seen"),
    [
        ("2026-11-30", "planned", False),
        ("2026-11-23", "planned", False),
        ("2025-11-23", "closed", True),
        ("2025-11-22", "closed", False),
    ],
)
def test_a_yearly_clause_is_looked_at_by_an_audit_held_in_the_last_twelve_months(
    world: World, day: str, state: str, seen: bool
) -> None:
    clause = world.not_yearly()
    (gap,) = (one for one in gaps(world.book, BY_KEY["yearly_seen"], _YEAR) if one.id == clause)
    assert gap.sites
    planned = {"started_on": None, "held_on": None, "reported_on": None}
    audit = world.audit("unit", day, state=state, **planned if state == "planned" else {})
    world.put(AuditUnit, audit=audit, unit=world.other_unit())
    world.put(AuditClause, audit=audit, clause=clause)
    if state == "closed":
        world.line(audit, clause=clause, unit=world.other_unit())
    assert (clause not in _failing(world, "yearly_seen")) is seen


def test_the_review_has_heard_a_year_where_it_dealt_with_a_point_of_its_audits(
    world: World,
) -> None:
    def year_with_point(audit_on: str, **point: str) -> str:
        programme = world.programme("review", audit_on=audit_on)
        (audit,) = world.read.rows(AuditRow, programme=programme)
        finding = world.finding(audit=audit.id)
        world.put(ReviewPoint, finding=finding, text="t", noted_on="2026-01-02", **point)
        return programme

    heard = year_with_point("1991-02-03", reviewed_on="2026-02-02", decision="d")
    noted = year_with_point("1992-02-03")
    failing = _failing(world, "review_heard", _EVER)
    assert heard not in failing and noted in failing


def test_no_site_is_ready_while_a_clause_is_left() -> None:
    assert SiteReadiness("Graz", 199, 200).percent == 99
    assert SiteReadiness("Graz", 200, 200).percent == 100
    assert SiteReadiness("Graz", 0, 0).percent == 100


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("yearly_seen", "clause"),
        ("units_seen", "unit"),
        ("audit_scope", "audit"),
        ("finding_owner", "finding"),
        ("action_owner", "action"),
        ("programme_scope", "programme"),
        ("competence_proven", "person"),
    ],
)
def test_whatever_kind_fails_can_be_left_open_and_asked_again(
    world: World, key: str, kind: str
) -> None:
    row = FAILING[key](world)
    assert row in _failing(world, key, _EVER)
    with world.book.step("Leave open") as step:
        completeness.leave_open(step, key, kind, row, on=TODAY, reason="r")
    assert row not in _failing(world, key, _EVER)
    with world.book.step("Ask again") as step:
        completeness.ask_again(step, key, row)
    assert row in _failing(world, key, _EVER)
    with pytest.raises(Refusal, match="asked already"), world.book.step("Ask again") as step:
        completeness.ask_again(step, key, row)


def test_a_question_is_not_left_open_for_another_kind_of_record(world: World) -> None:
    audit = world.audit(objectives="")
    with (
        pytest.raises(Refusal, match="is asked of a record of the kind"),
        world.book.step("Leave") as step,
    ):
        completeness.leave_open(step, "audit_objectives", "finding", audit, on=TODAY, reason="r")


@pytest.mark.parametrize("year, missed", [(2024, False), (2025, True), (2026, False)])
def test_an_audit_that_was_never_given_a_day_is_missed_once_its_year_is_over(
    world: World, year: int, missed: bool
) -> None:
    programme = world.programme(year=year, revision=9)
    audit = world.audit(
        state="planned", programme=programme, starts_on=None, ends_on=None, started_on=None,
        held_on=None, reported_on=None,
    )  # fmt: skip
    asked = Period(date(2025, 1, 1), TODAY, TODAY)
    assert (audit in _failing(world, "audit_missed", asked)) == missed
