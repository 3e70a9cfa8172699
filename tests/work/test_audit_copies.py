"""The same audit again: with its timetable and team, and a word on what does not fit any more."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    AuditMember,
    AuditRow,
    Person,
    Session,
    SessionClause,
    SessionPerson,
    StandardRow,
)
from auditdesk.errors import Refusal
from auditdesk.work import audit_copies
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from tests.conftest import TODAY, Desk, run_cli

OF_ONE_AUDIT = set(
    "id number number_key programme state starts_on ends_on contact follows conclusion not_covered"
    " started_on held_on reported_on closed_on reschedules foreign_number".split()
)


@pytest.fixture
def last_year(issued: Desk) -> Desk:
    """IA-2026-001 with a timetable of two days."""
    issued.set("audit", "IA-2026-001", objectives="See that suppliers are evaluated")
    day = issued.get("audit", "IA-2026-001").starts_on
    for starts, kind, what in (("08:30", "opening", "Opening"), ("09:00", "audit", "Evaluation")):
        issued.add(
            "session",
            audit="IA-2026-001",
            day=day.isoformat(),
            starts=starts,
            ends="09:30" if kind == "audit" else "09:00",
            kind=kind,
            what=what,
            unit="Purchasing · Graz",
            clauses=["8.4.1"] if kind == "audit" else [],
            auditors=["Ines Okafor"],
            auditees=["B. Lopes"],
        )
    return issued


def copied(desk: Desk, starts_on: date, **values: Any) -> tuple[str, list[str]]:
    """The id of the copy, and what was remarked."""
    of = desk.get("audit", "IA-2026-001")
    with desk.book.step("Copy IA-2026-001") as step:
        row = audit_copies.copy(step, of, starts_on=starts_on, today=TODAY, **values)
        return row, list(step.remarks)


def test_each_column_of_an_audit_is_copied_or_is_of_one_audit_alone() -> None:
    assert set(AuditRow.columns) == OF_ONE_AUDIT | set(audit_copies.AGAIN)


def test_a_copy_has_the_units_clauses_team_and_timetable_on_its_own_days(last_year: Desk) -> None:
    read = Reading()
    old = last_year.get("audit", "IA-2026-001")
    row, _remarks = copied(last_year, date(2027, 11, 17))
    new = read.get(AuditRow, row)
    assert (new.number, new.state, new.starts_on) == ("IA-2027-001", "planned", date(2027, 11, 17))
    assert (new.ends_on - new.starts_on) == (old.ends_on - old.starts_on)
    before, now = (plain(read, KINDS["audit"], str(one.id)) for one in (old, new))
    for key in ("title", "units", "clauses", "standard", "objectives", "scope", "lead_auditor"):
        assert now[key] == before[key], key
    sessions = list(read.rows(Session, audit=row))
    assert [(one.day, one.starts, one.what) for one in sessions] == [
        (date(2027, 11, 17), "08:30", "Opening"),
        (date(2027, 11, 17), "09:00", "Evaluation"),
    ]
    parts = {link.part for link in read.rows(SessionPerson, session=sessions[1].id)}
    assert parts == {"auditor", "auditee"}
    assert len(list(read.rows(SessionClause, session=sessions[1].id))) == 1
    last_year.book.undo()
    assert read.find(AuditRow, id=row) is None and not list(read.rows(Session, audit=row))


def test_weekdays_stay_and_a_day_off_becomes_the_next_day_on_which_the_site_works(
    last_year: Desk,
) -> None:
    with last_year.book.trial() as step:
        of = last_year.get("audit", "IA-2026-001")

        def becomes(starts_on: str, ends_on: str, again: str) -> dict[str, str]:
            first, last = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
            step.change(AuditRow, of.id, starts_on=first, ends_on=last)
            for session in step.rows(Session, audit=of.id):
                step.change(Session, session.id, day=first)
            row = step.get(AuditRow, of.id)
            days = audit_copies.new_days(step, row, date.fromisoformat(again))
            return {str(old): str(new) for old, new in days.items()}

        thursday_to_tuesday = becomes("2026-12-03", "2026-12-08", "2027-12-02")
        assert thursday_to_tuesday == {"2026-12-03": "2027-12-02", "2026-12-08": "2027-12-07"}
        into_a_holiday = becomes("2026-12-07", "2026-12-10", "2027-12-06")
        assert into_a_holiday["2026-12-10"] == "2027-12-09"
        into_a_weekend = becomes("2026-12-02", "2026-12-04", "2027-12-03")
        assert into_a_weekend["2026-12-04"] == "2027-12-06"
        at_a_weekend = becomes("2026-12-04", "2026-12-05", "2027-12-03")
        assert at_a_weekend["2026-12-05"] == "2027-12-04"


def test_the_day_that_is_proposed_is_the_same_weekday_a_year_later(last_year: Desk) -> None:
    of = last_year.get("audit", "IA-2026-001")
    assert audit_copies.day_next_year(Reading(), of) == date(2027, 11, 8)


@pytest.mark.parametrize("day", [date.min, date(2201, 1, 1), date.max])
def test_a_day_in_a_year_that_no_programme_has_is_refused(last_year: Desk, day: date) -> None:
    with pytest.raises(Refusal, match="is not between"):
        copied(last_year, day)


def test_what_does_not_fit_is_remarked(last_year: Desk) -> None:
    last_year.add("absence", person="Ines Okafor", starts_on="2027-11-08", ends_on="2027-11-12")
    _row, remarks = copied(last_year, date(2027, 11, 8))
    assert any("Ines Okafor is away" in one for one in remarks), remarks
    _row, remarks = copied(last_year, date(2027, 11, 22))
    assert any("IA-2027-001 is planned for Purchasing · Graz" in one for one in remarks)


def test_who_has_left_is_left_out_and_named(last_year: Desk) -> None:
    last_year.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    last_year.set("person", "T. Haas", retired=True)
    row, remarks = copied(last_year, date(2027, 11, 17))
    read = Reading()
    team = {read.get(Person, one.person).name for one in read.rows(AuditMember, audit=row)}
    assert team == {"Ines Okafor"}
    assert any("T. Haas has left" in one and "auditor" in one.lower() for one in remarks)


def test_an_edition_that_is_no_longer_used_gives_way_to_the_one_that_is(last_year: Desk) -> None:
    with last_year.book.step("Move to the new edition") as step:
        for row in list(step.rows(StandardRow, designation="ISO 9001:2015")):
            step.change(StandardRow, row.id, retired=True)
    copy, remarks = copied(last_year, date(2027, 11, 17))
    now = plain(Reading(), KINDS["audit"], copy)
    assert now["standard"] == ["ISO 9001:2026"]
    assert any("ISO 9001:2015 is no longer used" in one for one in remarks)
    assert now["clauses"] and all(text.startswith("ISO 9001:2026 ") for text in now["clauses"])


def test_an_edition_that_is_named_takes_the_place_of_the_old_one(last_year: Desk) -> None:
    edition = last_year.get("standard", "ISO 9001:2026")
    copy, _remarks = copied(last_year, date(2027, 11, 17), standards=[edition])
    now = plain(Reading(), KINDS["audit"], copy)
    assert now["standard"] == ["ISO 9001:2026"]
    (clauses,) = (
        plain(Reading(), KINDS["session"], str(one.id))["clauses"]
        for one in Reading().rows(Session, audit=copy)
        if one.kind == "audit"
    )
    assert clauses == ["ISO 9001:2026 8.4.1"]


def test_an_audit_without_days_is_no_pattern(desk: Desk) -> None:
    number = desk.add("audit", units=["Purchasing · Graz"], standard="ISO 9001:2015", year=2026)
    of = desk.get("audit", number)
    with pytest.raises(Refusal, match="has no days"), desk.book.step("Copy") as step:
        audit_copies.copy(step, of, starts_on=TODAY, today=TODAY)


def test_the_command_says_what_does_not_fit_and_prints_the_number(
    last_year: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    last_year.add("absence", person="Ines Okafor", starts_on="2027-11-08", ends_on="2027-11-12")
    path = tmp_path / "beside.auditdesk"
    last_year.book.backup(path)
    last_year.book.close()
    copy = ("copy", path, "audit", "IA-2026-001")
    code, out, _err = run_cli(capsys, *copy, "--starts-on", "2027-11-08", "--preview")
    assert code == 0 and "is away" in out and "Nothing was changed" in out
    code, out, err = run_cli(capsys, *copy)
    assert code == 0 and out == "IA-2027-001\n" and "is away" in err
