"""What lies in a closed period changes only with a reason, whoever writes and on whatever way."""

from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.closed_periods import (
    ABOUT_THE_HOUSE,
    ABOUT_WHAT_COMES,
    ANY_ROW,
    BELONGS_TO,
    EXPECTED,
)
from auditdesk.book.fields import Day, Ref
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    TABLES,
    ActionRow,
    AuditRow,
    Cause,
    Finding,
    MoveRecord,
    SampleItem,
    StepRecord,
    Table,
)
from auditdesk.errors import PeriodClosed, Refusal
from auditdesk.work import checklist_lines, entry
from auditdesk.work.kinds import KINDS
from tests.conftest import TODAY, Desk, run_cli, write_json

WHY = "found in the notes of the audit"


def has_days(table: type[Table]) -> bool:
    return table not in ABOUT_THE_HOUSE and any(
        isinstance(field, Day) and name not in EXPECTED for name, field in table.columns.items()
    )


def points_to(table: type[Table], targets: set[type[Table]]) -> bool:
    return any(
        isinstance(field, Ref) and field.target in targets for field in table.columns.values()
    )


def test_each_record_of_an_audit_has_a_day_of_its_own_or_that_of_its_owner() -> None:
    of_audits: set[type[Table]] = {AuditRow, Finding, ActionRow}
    while True:
        more = {one for one in TABLES if one not in of_audits and points_to(one, of_audits)}
        if not more:
            break
        of_audits |= more
    generic = {one for one in TABLES if {"table_name", "row"} <= set(one.columns)}
    for table in of_audits | generic:
        told = table in ABOUT_THE_HOUSE or table in ABOUT_WHAT_COMES
        named = table.sql_name in ("change", "number_given")
        assert told or named or has_days(table) or table in BELONGS_TO, table


def test_what_belongs_to_something_ends_at_something_with_days() -> None:
    for table, column in BELONGS_TO.items():
        seen = [table]
        while column != ANY_ROW and not has_days(table):
            table = table.columns[column].target
            assert table not in seen
            seen.append(table)
            column = BELONGS_TO.get(table, ANY_ROW)
            assert has_days(table) or table in BELONGS_TO


# --- every way to write ---------------------------------------------------------------------------

IA, OB = "IA-2026-001", "OB-2026-001"


@pytest.fixture
def october(desk: Desk) -> Desk:
    """An audit of October with checklist, finding and cause; October is closed."""
    from auditdesk.work import checklists

    desk.add(
        "audit", units=["Purchasing · Graz"], standard="ISO 9001:2015", starts_on="2026-10-12",
        ends_on="2026-10-13", lead_auditor="Ines Okafor", team=["T. Haas"], objectives="See",
    )  # fmt: skip
    desk.add(
        "session", audit=IA, day="2026-10-12", starts="09:00", ends="10:00",
        unit="Purchasing · Graz",
    )  # fmt: skip
    desk.set("audit", IA, move="start", on="2026-10-12")
    with desk.book.step("Checklist") as step:
        checklists.make(step, str(desk.get("audit", IA).id), "questions", "")
    desk.add(
        "finding", audit=IA, grade="observation", unit="Purchasing · Graz", clauses=["8.4.1"],
        evidence="List of 2026-10-12: two suppliers without evaluation", raised_on="2026-10-12",
        owner="B. Lopes", move="issue", on="2026-10-12",
    )  # fmt: skip
    desk.add("cause", finding=OB, cause="Nobody looks at the list")
    desk.set("audit", IA, move="finish", on="2026-10-13")
    desk.add("closed_period", starts_on="2026-10-01", ends_on="2026-10-31")
    return desk


def line_of(desk: Desk) -> str:
    return next(iter(Reading().column(KINDS["checklist_line"].table, "id")))


def cause_of(desk: Desk) -> str:
    return next(iter(Reading().column(Cause, "id")))


def judged(step: Any) -> None:
    checklist_lines.judge(step, line_of(step), "conform", "")


def sampled(step: Any) -> None:
    step.add(SampleItem, line=line_of(step), position=1, item="PO 4711")


def added(kind: str, **data: Any) -> Any:
    return lambda step: entry.enter(step, KINDS[kind], data, TODAY)


def changed(kind: str, name: str, **data: Any) -> Any:
    return lambda step: entry.amend(step, KINDS[kind], name, data, TODAY)


INTO_OCTOBER: dict[str, Any] = {
    "a verdict": judged,
    "an item of a sample": sampled,
    "a cause": added("cause", finding=OB, cause="No one is named"),
    "another cause": lambda step: entry.amend(
        step, KINDS["cause"], cause_of(step), {"cause": "Nobody is named"}, TODAY
    ),
    "a cause removed": lambda step: step.remove(Cause, cause_of(step)),
    "a text of a finding": changed("finding", OB, effect="Late parts"),
    "a clause of a finding": changed("finding", OB, clauses=["8.4.2"]),
    "a finding": added("finding", grade="observation", evidence="x", raised_on="2026-10-20"),
    "the team": changed("audit", IA, lead_auditor="Ines Okafor", team=[]),
    "a line of the timetable": added(
        "session", audit=IA, day="2026-10-13", starts="11:00", ends="12:00"
    ),
    "a conclusion": changed("audit", IA, conclusion="It works"),
    "a draft of the report": added("report", audit=IA, summary="It works"),
}


@pytest.mark.parametrize("way", INTO_OCTOBER)
def test_no_way_leads_into_a_closed_period_without_a_reason(october: Desk, way: str) -> None:
    deed, head = INTO_OCTOBER[way], october.book.head
    with pytest.raises(PeriodClosed, match="closed period"), october.book.step("Write") as step:
        deed(step)
    assert october.book.head == head
    with october.book.step("Write", WHY) as step:
        deed(step)
    assert WHY in all_that_was_told(october)


@pytest.mark.parametrize("way", INTO_OCTOBER)
def test_an_undo_and_a_redo_into_a_closed_period_have_a_reason(october: Desk, way: str) -> None:
    with october.book.step("Write", "because") as step:
        INTO_OCTOBER[way](step)
    for verb in (october.book.undo, october.book.redo):
        head = october.book.head
        with pytest.raises(PeriodClosed):
            verb()
        assert october.book.head == head
        verb(WHY)
        assert last_step(october).endswith(f"because: {WHY}")
    assert october.book.would_undo.startswith("Write")


def last_step(desk: Desk) -> str:
    return [str(row.what) for row in Reading().rows(StepRecord)][-1]


def all_that_was_told(desk: Desk) -> str:
    reasons = [str(one) for one in Reading().column(MoveRecord, "reason")]
    return " ".join((last_step(desk), *reasons))


OUTSIDE: dict[str, Any] = {
    "a due date": changed("finding", OB, answer_due="2026-12-20", reason="agreed"),
    "the day of the report": lambda step: entry.enter(
        step, KINDS["closure"],
        {"name": "x", "starts_on": "2026-10-15", "ends_on": "2026-10-15"}, TODAY,
    ),
    "an action": added("action", finding=OB, what="Name somebody", owner="B. Lopes"),
    "an acknowledgement": changed("finding", OB, move="acknowledge", on="2026-11-20"),
}  # fmt: skip


@pytest.mark.parametrize("way", OUTSIDE)
def test_work_goes_on_after_a_period_is_closed(october: Desk, way: str) -> None:
    with october.book.step("Go on") as step:
        OUTSIDE[way](step)


def test_a_cause_of_a_finding_that_goes_on_needs_no_reason(october: Desk) -> None:
    october.set("finding", OB, move="acknowledge", on="2026-11-20")
    october.add("cause", finding=OB, cause="No one is named")


# --- the command line -----------------------------------------------------------------------------


def test_an_undo_on_the_command_line_asks_and_takes_a_reason(
    october: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    october.add("cause", finding=OB, cause="No one is named", reason="because")
    path = october.book.path
    october.book.close()
    code, _out, err = run_cli(capsys, "undo", path)
    assert code != 0 and "closed period" in err
    code, out, _err = run_cli(capsys, "undo", path, "--reason", WHY)
    assert code == 0 and "Undone" in out
    code, out, _err = run_cli(capsys, "redo", path, "--reason", WHY)
    assert code == 0 and "Done again" in out


REGISTER = (
    "No;Date;Grade;Finding\n"
    "A-1;2026-10-20;observation;Gauge without label\n"
    "A-2;2026-11-20;observation;Door without sign\n"
    "A-3;2026-10-21;observation;Form without number\n"
)


def test_an_import_gives_one_reason_for_all_its_rows(
    october: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, path = tmp_path / "register.csv", october.book.path
    file.write_text(REGISTER, encoding="utf-8")
    october.book.close()
    today = ("--today", TODAY.isoformat())
    code, out, _err = run_cli(capsys, *today, "import", path, file)
    assert code == 0, out
    assert out.count("lies in a closed period") == 2 and out.count("--reason") == 2, out
    code, out, _err = run_cli(capsys, *today, "import", path, file, "--reason", WHY)
    assert code == 0 and "closed period" not in out, out
    with type(october.book).open(path) as book:
        assert [row.foreign_number for row in Reading().rows(Finding) if row.foreign_number] == [
            "A-2", "A-1", "A-3",
        ]  # fmt: skip
        assert WHY in last_step(Desk(book))


def test_a_reason_told_with_plain_data_is_kept_with_the_thing(
    october: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = october.book.path
    october.book.close()
    data = write_json(tmp_path / "set.json", {"effect": "Late parts"})
    code, _out, err = run_cli(capsys, "set", path, "finding", OB, "--json", data)
    assert code != 0 and "closed period" in err
    data = write_json(tmp_path / "set.json", {"effect": "Late parts", "reason": WHY})
    code, _out, _err = run_cli(capsys, "set", path, "finding", OB, "--json", data)
    assert code == 0


def test_what_belongs_to_nothing_is_refused_as_nothing(october: Desk) -> None:
    with pytest.raises(Refusal):
        october.add("cause", finding="NC-2031-001", cause="x")
