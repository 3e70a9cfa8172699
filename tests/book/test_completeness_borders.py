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
    AuditRow,
    AuditStandard,
    EffectivenessCheck,
    Finding,
    Session,
    SessionClause,
    SessionPerson,
    Table,
)
from auditdesk.work.history import sign
from tests.book.completeness_world import TODAY, World

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
