"""Timetables in the book: clashes across audits, absences, follow-up, attendance, calendars."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from auditdesk.book.dossier_reader import plan_dossier
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Attendance, Session, SessionClause
from auditdesk.errors import Refusal
from auditdesk.output.calendar import participants, write_timetable
from auditdesk.work import lookup, timetables
from tests.conftest import Desk, run_cli

NUMBER = "IA-2026-001"


def audit_id(number: str = NUMBER) -> str:
    return str(lookup.audit(Reading(), number).id)


def session(desk: Desk, audit: str = NUMBER, **other: object) -> str:
    return desk.add(
        "session",
        **{
            "audit": audit,
            "day": "2026-11-09",
            "starts": "09:00",
            "ends": "10:00",
            "what": "Suppliers",
            "auditors": ["Ines Okafor"],
            "auditees": ["B. Lopes"],
            **other,
        },
    )


def test_an_auditor_in_two_audits_at_once_is_named(audited: Desk) -> None:
    session(audited)
    audited.add(
        "audit",
        units=["Calibration · Graz"],
        standard="ISO 9001:2015",
        starts_on="2026-11-09",
        ends_on="2026-11-09",
    )
    session(audited, "IA-2026-002", starts="09:30", ends="11:00", auditees=["M. Costa"])
    (clash,) = timetables.clashes_of(Reading(), audit_id())
    assert (clash.kind, clash.who) == ("auditor", "Ines Okafor")
    assert "IA-2026-002 Suppliers" in clash.message
    audited.set("audit", "IA-2026-002", move="cancel", reason="No time")
    assert not timetables.clashes_of(Reading(), audit_id())


def test_absences_and_presence_are_read_from_the_book(audited: Desk) -> None:
    session(audited)
    audited.add("absence", person="B. Lopes", starts_on="2026-11-08", ends_on="2026-11-09")
    audited.add("presence", audit=NUMBER, person="Ines Okafor", day="2026-11-10")
    kinds = [one.kind for one in timetables.clashes_of(Reading(), audit_id())]
    assert sorted(kinds) == ["away", "presence"]
    with pytest.raises(Refusal, match="ends before it starts"):
        audited.add(
            "presence",
            audit=NUMBER,
            person="B. Lopes",
            day="2026-11-10",
            starts="12:00",
            ends="11:00",
        )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"starts": "22:00", "ends": "02:00"}, "22:00–02:00"),
        ({"day": "2026-11-12"}, "2026-11-12 lies outside"),
        ({"starts": "25:00"}, "25:00"),
    ],
)
def test_a_session_across_midnight_or_outside_the_audit_is_refused(
    audited: Desk, values: dict[str, str], told: str
) -> None:
    with pytest.raises(Refusal, match=told):
        session(audited, **values)
    assert not list(Reading().rows(Session))


def test_follow_up_goes_on_the_plan_by_itself_and_only_once(issued: Desk) -> None:
    issued.add(
        "audit",
        units=["Purchasing · Graz"],
        standard="ISO 9001:2015",
        starts_on="2027-02-01",
        ends_on="2027-02-02",
    )
    session(issued, "IA-2027-001", day="2027-02-02", kind="audit")
    session(issued, "IA-2027-001", day="2027-02-02", starts="15:00", ends="16:00", kind="closing")
    audit = lookup.audit(Reading(), "IA-2027-001")
    with issued.book.step("Follow up") as step:
        id = timetables.plan_follow_up(step, audit)
    assert id is not None
    row = Reading().get(Session, id)
    assert row.what == "Follow-up of earlier findings: NC-2026-001"
    assert (row.day.isoformat(), row.starts, row.ends) == ("2027-02-02", "10:00", "10:30")
    assert list(Reading().rows(SessionClause, session=id))
    with issued.book.step("Again") as step:
        assert timetables.plan_follow_up(step, audit) is None


def test_attendance_keeps_who_was_there_and_a_signature_stays(audited: Desk) -> None:
    of = session(audited, kind="opening")
    id = audited.add("attendance", session=of, name="B. Lopes")
    with audited.book.step("Sign") as step:
        timetables.sign_attendance(step, id, b"\x89PNG signature")
    row = Reading().get(Attendance, id)
    assert row.signature and row.signed_at
    with pytest.raises(Refusal, match="has signed"):
        audited.set("attendance", id, name="Somebody else")
    with pytest.raises(Refusal, match="already"), audited.book.step("Sign") as step:
        timetables.sign_attendance(step, id, b"other")


def test_each_participant_gets_own_sessions_in_utc(audited: Desk, tmp_path: Path) -> None:
    session(audited, place="Room 3")
    session(audited, starts="13:00", ends="14:00", auditees=["M. Costa"], what="Two")
    plan = plan_dossier(audited.book, audit_id())
    assert participants(plan) == ["B. Lopes", "Ines Okafor", "M. Costa"]
    path, zone = tmp_path / "one.ics", ZoneInfo("Europe/Vienna")
    assert write_timetable(plan, "B. Lopes", path, datetime(2026, 1, 1, tzinfo=UTC), zone) == 1
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    assert str(event["summary"]) == "IA-2026-001 Suppliers"
    assert str(event["location"]) == "Room 3"


def test_the_command_line_names_clashes_and_sums(
    audited: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    session(audited, unit="Purchasing · Graz", clauses=["8.4.1", "8.4.2"])
    session(audited, starts="09:30", ends="10:30", auditees=["M. Costa"])
    book = audited.book.path
    audited.book.close()
    code, out, err = run_cli(capsys, "clashes", book, NUMBER)
    assert (code, err) == (0, "")
    assert "Ines Okafor is in two sessions at once" in out
    assert "  1:00  Purchasing · Graz" in out and "  0:30  ISO 9001:2015 8.4.1" in out
    code, out, err = run_cli(capsys, "timetable", book, NUMBER, "--to", tmp_path / "ics")
    assert (code, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "ics").iterdir()) == [
        "IA-2026-001 B. Lopes.ics",
        "IA-2026-001 Ines Okafor.ics",
        "IA-2026-001 M. Costa.ics",
    ]
