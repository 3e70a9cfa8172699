"""What moves along is shown before it is done, and is what then happens."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.fields import Day
from auditdesk.book.reading import Reading
from auditdesk.book.tables import TABLES, Table
from auditdesk.errors import Refusal
from auditdesk.work import entry, kinds
from auditdesk.work.preview import AHEAD, preview
from tests.conftest import TODAY, Desk, nonconformity, run_cli, write_json

NC, CA, IA, LATER = "NC-2026-001", "CA-2026-001", "IA-2026-001", "IA-2026-002"

CHANGES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "regrade": ("finding", NC, {"grade": "major", "reason": "product was shipped"}),
    "another unit": ("finding", NC, {"unit": "Purchasing · Brno"}),
    "back to the rule": ("finding", NC, {"by_rule": "implement_due", "reason": "agreed"}),
    "reopen a finding": ("finding", "NC-2026-002", {"move": "reopen", "reason": "seen again"}),
    "extend": ("action", CA, {"move": "extend", "due": "2027-01-15", "reason": "tool late"}),
    "done": ("action", CA, {"move": "done", "on": "2026-11-20"}),
    "reschedule": (
        "audit", LATER, {"move": "reschedule", "starts_on": "2027-02-04", "reason": "ill"},
    ),
    "importance": ("process", "Purchasing", {"importance": 1}),
    "calendar of a site": ("site", "Graz", {"country": "CZ", "region": ""}),
    "working days": ("organisation", ".", {"weekdays": [0, 1, 2, 3]}),
    "hand over": ("person", "B. Lopes", {"hand_over_to": "M. Costa", "retired": True}),
    "a text": ("finding", NC, {"place": "Hall 2"}),
}  # fmt: skip
CLOSURE = {"name": "Stocktaking", "starts_on": "2026-11-24", "ends_on": "2026-12-04"}


@pytest.fixture
def busy(issued: Desk) -> Desk:
    """Two findings, an action with its check, a withdrawn finding, an audit with a timetable."""
    issued.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("action", CA, move="plan_check", criterion="0 late", verifier="T. Haas")
    issued.set("finding", NC, implement_due="2027-01-29", reason="tool late")
    another = nonconformity(statement="The recall does not work for group C")
    issued.add("finding", **another, move="issue", on="2026-11-11")
    issued.set("finding", "NC-2026-002", move="withdraw", reason="seen wrongly")
    issued.add(
        "audit", units=["Purchasing · Brno"], standard="ISO 9001:2015", starts_on="2026-12-03",
        ends_on="2026-12-04", lead_auditor="Ines Okafor", objectives="See",
    )  # fmt: skip
    issued.add(
        "session", audit=LATER, day="2026-12-03", starts="09:00", ends="10:00", what="Recall"
    )
    issued.add("session", audit=LATER, day="2026-12-04", starts="09:00", ends="10:00")
    issued.add("presence", audit=LATER, person="B. Lopes", day="2026-12-04")
    return issued


def days(table: type[Table], column: str) -> dict[str, date | None]:
    return {str(row.id): getattr(row, column) for row in Reading().rows(table)}


def all_days() -> dict[tuple[type[Table], str, str], date | None]:
    """Every day that lies ahead, by table, row and column."""
    return {
        (table, row, column): day
        for table, columns in AHEAD.items()
        for column in columns
        for row, day in days(table, column).items()
    }


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_shown_before_is_what_happens(busy: Desk, change: str) -> None:
    kind, name, data = CHANGES[change]
    before, head = all_days(), busy.book.head
    said: list[str] = []
    busy.book.remarked = said.extend
    shown = preview(
        busy.book, lambda step: entry.amend(step, kinds.kind_of(kind), name, dict(data), TODAY)
    )
    assert (busy.book.head, all_days(), said) == (head, before, [])
    busy.set(kind, name, **data)
    now = all_days()
    moved = {key: (old, now[key]) for key, old in before.items() if old and now[key] != old}
    assert {
        (one.table, one.row, one.column): (one.old, one.new)
        for one in shown.moving
        if one.column != "state"
    } == moved
    assert list(shown.remarks) == said
    assert moved or change in ("a text", "hand over", "reopen a finding")
    for one in shown.moving:
        assert one.name and one.field and (one.why or one.table.sql_name in _OWN_WHY), one


_OWN_WHY = ("action", "audit", "programme", "finding")
"""Tables whose days are told rather than derived."""


def test_a_closure_shows_what_it_moves(busy: Desk) -> None:
    of = kinds.kind_of("closure")
    shown = preview(busy.book, lambda step: entry.enter(step, of, CLOSURE, TODAY))
    assert {one.name for one in shown.moving} == {NC}
    busy.add("closure", **CLOSURE)
    assert busy.get("finding", NC).answer_due == shown.moving[-1].new


def test_a_rescheduled_audit_shows_its_sessions_and_presences(busy: Desk) -> None:
    kind, name, data = CHANGES["reschedule"]
    audit = str(busy.get("audit", LATER).id)
    told = [(kinds.kind_of(kind).table, audit, key) for key in data]
    shown = preview(
        busy.book, lambda step: entry.amend(step, kinds.kind_of(kind), name, data, TODAY), told
    )
    assert [(one.name, one.field, one.old, one.new, one.why) for one in shown.moving] == [
        (f"{LATER}, 09:00 Recall", "Day", date(2026, 12, 3), date(2027, 2, 4), "moves with the audit"),
        (f"{LATER}, 09:00 audit", "Day", date(2026, 12, 4), date(2027, 2, 5), "moves with the audit"),
        (f"{LATER}, 00:00 B. Lopes", "Day", date(2026, 12, 4), date(2027, 2, 5), "moves with the audit"),
        (LATER, "Ends on", date(2026, 12, 4), date(2027, 2, 5), ""),
    ]  # fmt: skip


def test_what_is_refused_is_refused_in_the_preview(busy: Desk) -> None:
    with pytest.raises(Refusal, match=r"No cause is recorded"):
        preview(
            busy.book,
            lambda step: entry.amend(step, kinds.kind_of("finding"), NC, {"move": "close"}, TODAY),
        )
    busy.set("finding", NC, place="Hall 2")


_TOLD_OR_PAST = (
    "fixed_on started_on held_on reported_on closed_on issued_on acknowledged_on raised_on accepted_on"
    " done_on cancelled_on checked_on approved_on made_on signed_on moved_on extended_on left_on"
    " imported_on used_on set_on counted_from old_due new_due old_starts_on old_ends_on new_starts_on"
    " new_ends_on acquired_on expires_on since until changed_on valid_from withdrawn_on"
    " fixed_on new_product_on declared_on noted_on reviewed_on"
).split()


def test_each_day_of_the_book_lies_ahead_or_tells_of_something() -> None:
    told = {"closure", "absence", "approved_audit", "closed_period"}
    for table in TABLES:
        for name, field in table.columns.items():
            if isinstance(field, Day) and table.sql_name not in told:
                assert (name in AHEAD.get(table, ())) != (name in _TOLD_OR_PAST), (table, name)


def test_the_command_line_shows_what_would_move_and_changes_nothing(
    busy: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, head = busy.book.path, busy.book.head
    busy.book.close()
    data = write_json(tmp_path / "regrade.json", {"grade": "major", "reason": "shipped"})
    options = ("--today", TODAY.isoformat())
    code, out, _err = run_cli(
        capsys, *options, "set", path, "finding", NC, "--json", data, "--preview"
    )
    assert code == 0
    assert f"{NC}: Answer due 2026-12-01 → 2026-11-20 (by rule, counted from 2026-11-10)" in out
    assert "Effectiveness check of CA-2026-001: Planned on 2027-02-22 → " in out
    assert f"Implementation due of {NC} stays on 2027-01-29" in out
    assert "Nothing was changed" in out
    closure = write_json(tmp_path / "closure.json", CLOSURE)
    code, out, _err = run_cli(
        capsys, *options, "add", path, "closure", "--json", closure, "--preview"
    )
    assert code == 0 and f"{NC}: Answer due" in out
    with type(busy.book).open(path) as book:
        assert book.head == head
