"""The calendar file, as a calendar program reads it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from auditdesk.book.rows import ListedAudit
from auditdesk.errors import Trouble
from auditdesk.output import calendar
from auditdesk.output.calendar import write_calendar

STAMP = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
AUDIT = ListedAudit(
    id="01a20797", number="IA-2026-003", title="Purchasing", state="confirmed", kind="internal",
    standard="ISO 9001:2026", standards=("ISO 9001:2026",),
    units=("Purchasing · Graz", "Sales · Brno", "Sales · Graz"), sites=("Graz", "Brno"), clauses=("8.10",),
    starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 10), lead_auditor="Ines Okafor",
    team=("Ines Okafor", "T. Haas"), objectives="See, that; it\\works\nas planned", scope="",
    method="on_site", year=2026, reschedules=2, findings=0, nonconformities=0, open_findings=0,
)  # fmt: skip


def read(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def event(tmp_path: Path, **changes: Any) -> Any:
    """The one event of this audit, changed so."""
    path = tmp_path / "a.ics"
    write_calendar([replace(AUDIT, **changes)], "Meridian", path, STAMP)
    (one,) = read(path)
    return one


def test_an_audit_is_an_all_day_event_to_the_end_of_its_last_day(tmp_path: Path) -> None:
    one = event(tmp_path)
    assert (one["dtstart"].dt, one["dtend"].dt) == (date(2026, 11, 9), date(2026, 11, 11))
    assert b"DTSTART;VALUE=DATE:20261109" in (tmp_path / "a.ics").read_bytes()


def test_the_event_says_what_where_who_and_why(tmp_path: Path) -> None:
    one = event(tmp_path)
    assert one["summary"] == "IA-2026-003 Purchasing · Graz, Sales · Brno, Sales · Graz"
    assert one["location"] == "Graz, Brno"
    assert one["description"] == (
        "Objectives: See, that; it\\works\nas planned\nStandards: ISO 9001:2026\n"
        "Lead auditor: Ines Okafor\nAudit team: Ines Okafor, T. Haas"
    )


def test_an_audit_without_a_unit_is_called_by_its_title(tmp_path: Path) -> None:
    assert event(tmp_path, units=())["summary"] == "IA-2026-003 Purchasing"


@pytest.mark.parametrize(
    ("state", "status", "sequence"),
    [
        ("planned", "TENTATIVE", 2),
        ("confirmed", "CONFIRMED", 2),
        ("closed", "CONFIRMED", 2),
        ("cancelled", "CANCELLED", 3),
    ],
)
def test_a_state_is_a_status_and_cancelling_counts_as_a_change(
    state: str, status: str, sequence: int, tmp_path: Path
) -> None:
    one = event(tmp_path, state=state)
    assert (one["status"], one["sequence"]) == (status, sequence)


def test_a_moved_audit_keeps_its_id_and_another_has_another(tmp_path: Path) -> None:
    first = event(tmp_path)["uid"]
    moved = {"starts_on": date(2027, 1, 4), "ends_on": None, "number": "IA-2027-001"}
    assert event(tmp_path, **moved)["uid"] == first
    assert event(tmp_path, id="2")["uid"] != first


def test_the_stamp_is_the_given_moment_in_utc(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    write_calendar([AUDIT], "M", path, STAMP.astimezone(timezone(timedelta(hours=2))))
    assert b"DTSTAMP:20261123T080500Z" in path.read_bytes()


def test_audits_without_a_date_are_not_in_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    assert write_calendar([AUDIT, replace(AUDIT, starts_on=None)], "M", path, STAMP) == 1
    assert write_calendar([], "M", path, STAMP) == 0
    assert b"PRODID:-//AuditDesk" in path.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "a\x07b\x0bc",
        "BEGIN:VEVENT\r\nEND:VEVENT",
        "😀" * 60,
        "供應商" * 40,
        "a\u2028b\x85c",
        "\ud800",
    ],
)
def test_no_text_breaks_the_file(text: str, tmp_path: Path) -> None:
    one = event(tmp_path, objectives=text, title=text, units=(), lead_auditor=text)
    assert one["summary"].startswith("IA-2026-003")
    assert b"\x07" not in (tmp_path / "a.ics").read_bytes()
    assert all(len(line) <= 75 for line in (tmp_path / "a.ics").read_bytes().split(b"\r\n"))


def test_a_file_that_does_not_read_back_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(b"yesterday")
    monkeypatch.setattr(calendar, "_read", lambda _part: [])
    with pytest.raises(Trouble, match="did not read back"):
        write_calendar([AUDIT], "M", path, STAMP)
    assert path.read_bytes() == b"yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.ics"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="folder does not exist"):
        write_calendar([AUDIT], "M", tmp_path / "gone" / "a.ics", STAMP)
