"""The timetable as a calendar: what moves keeps its event, and everybody sees their own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Event

from auditdesk.book.dossier_reader import plan_dossier
from auditdesk.book.reading import Reading
from auditdesk.output import export
from auditdesk.output.calendar import participants, timetable_calendar
from auditdesk.output.zones import add_zones
from auditdesk.work import entry, lookup
from auditdesk.work.kinds import KINDS
from tests.conftest import TODAY, Desk

STAMP = datetime(2026, 1, 1, tzinfo=UTC)
NUMBER = "IA-2026-001"


def audit_id() -> str:
    return str(lookup.audit(Reading(), NUMBER).id)


def session(desk: Desk, **other: object) -> str:
    told = {
        "audit": NUMBER, "day": "2026-11-09", "starts": "09:00", "ends": "10:00",
        "what": "Suppliers", "auditors": ["Ines Okafor"], "auditees": ["B. Lopes"],
    }  # fmt: skip
    return desk.add("session", **{**told, **other})


def events(desk: Desk, person: str = "") -> dict[str, Any]:
    """The events of the timetable by their ids, as a calendar program reads them."""
    written = timetable_calendar(plan_dossier(desk.book, audit_id()), person, STAMP, UTC).to_ical()
    return {str(one["uid"]): one for one in Calendar.from_ical(written).walk("VEVENT")}


def test_a_session_that_moves_keeps_its_event_and_raises_its_sequence(audited: Desk) -> None:
    id = session(audited)
    ((uid, first),) = events(audited).items()
    audited.set("session", id, starts="10:00", ends="11:00", what="Other words")
    ((moved, then),) = events(audited).items()
    assert moved == uid
    assert then["sequence"] == first["sequence"] + 1
    assert then.decoded("dtstart").hour == 10
    audited.set("session", id, auditees=["M. Costa"])
    ((_uid, last),) = events(audited).items()
    assert last["sequence"] == first["sequence"] + 2


def test_a_removed_session_is_sent_as_cancelled_to_those_who_had_it(audited: Desk) -> None:
    id = session(audited)
    session(audited, starts="13:00", ends="14:00", auditees=["M. Costa"])
    before = events(audited, "B. Lopes")
    with audited.book.step("Remove") as step:
        entry.discard(step, KINDS["session"], id, TODAY)
    ((uid, gone),) = events(audited, "B. Lopes").items()
    assert uid in before and gone["status"] == "CANCELLED"
    assert gone["sequence"] > before[uid]["sequence"]
    assert {str(one["status"]) for one in events(audited, "M. Costa").values()} == {"CONFIRMED"}
    audited.book.undo()
    assert {str(one["status"]) for one in events(audited, "B. Lopes").values()} == {"CONFIRMED"}


def test_a_session_is_cancelled_for_who_was_taken_out_of_it_alone(audited: Desk) -> None:
    id = session(audited, auditees=["B. Lopes", "M. Costa"])
    session(audited, kind="opening", starts="08:00", ends="08:30", what="", auditors=[],
            auditees=[])  # fmt: skip
    before = events(audited, "B. Lopes")
    assert {str(one["status"]) for one in before.values()} == {"CONFIRMED"}
    audited.set("session", id, auditees=["M. Costa"])
    assert "B. Lopes" in participants(plan_dossier(audited.book, audit_id()))
    after = events(audited, "B. Lopes")
    assert after.keys() == before.keys()
    for uid, event in after.items():
        assert event["status"] == "CANCELLED" and event["sequence"] > before[uid]["sequence"]
    for who in ("M. Costa", "Ines Okafor", ""):
        assert {str(one["status"]) for one in events(audited, who).values()} == {"CONFIRMED"}
    audited.set("session", id, auditees=["B. Lopes"])
    again = events(audited, "B. Lopes")
    for uid, event in again.items():
        assert event["status"] == "CONFIRMED" and event["sequence"] > after[uid]["sequence"]


def test_every_state_of_the_audit_that_changes_an_event_raises_its_sequence(audited: Desk) -> None:
    audited.book.undo()
    assert plan_dossier(audited.book, audit_id()).state == "planned"
    id = session(audited)
    session(audited, starts="13:00", ends="14:00")
    before = events(audited)
    with audited.book.step("Remove") as step:
        entry.discard(step, KINDS["session"], id, TODAY)
    audited.set("audit", NUMBER, move="cancel", reason="The site is closed")
    cancelled = events(audited)
    audited.book.undo()
    audited.book.undo()
    again = events(audited)
    assert before.keys() == cancelled.keys() == again.keys()
    for uid, event in cancelled.items():
        assert event["status"] == "CANCELLED"
        assert before[uid]["sequence"] < event["sequence"] < again[uid]["sequence"]


def test_every_zone_is_described_as_it_is_on_every_day_of_the_years_in_use() -> None:
    wrong = []
    for name in sorted(available_timezones() - {"localtime"}):
        zone = ZoneInfo(name)
        calendar = Calendar()
        for year in (2026, 2027):
            event = Event()
            event.add("dtstart", datetime(year, 6, 1, 9, tzinfo=zone))
            calendar.add_component(event)
        add_zones(calendar)
        for described in calendar.walk("VTIMEZONE"):
            onsets = sorted(onsets_of(described))
            for n in range(730):
                noon = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n)
                offset = [after for at, after in onsets if at <= noon][-1]
                if offset != noon.astimezone(zone).utcoffset():
                    wrong.append((name, noon))
    assert not wrong


def onsets_of(described: Any) -> Iterator[tuple[datetime, timedelta]]:
    """When each offset of a described zone begins, until the end of 2027, and the offset."""
    for part in described.subcomponents:
        at = part.decoded("dtstart")
        days = [at]
        if "rrule" in part:
            rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=at)
            days = rule.between(at, datetime(2028, 1, 1), inc=True)  # noqa: DTZ001
        for day in days:
            yield (
                (day - part.decoded("tzoffsetfrom")).replace(tzinfo=UTC),
                part.decoded("tzoffsetto"),
            )


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/New_York", "Asia/Tokyo"])
def test_times_carry_the_zone_of_the_site_with_rules(audited: Desk, zone: str) -> None:
    audited.set("site", "Graz", zone=zone)
    session(audited)
    session(audited, day="2026-11-10", unit="Purchasing · Graz")
    written = timetable_calendar(plan_dossier(audited.book, audit_id()), "", STAMP, UTC).to_ical()
    read = Calendar.from_ical(written)
    (described,) = read.walk("VTIMEZONE")
    assert str(described["tzid"]) == zone and b"RDATE" not in written
    assert (b"RRULE" in written) is (zone != "Asia/Tokyo")
    for one in read.walk("VEVENT"):
        begins = one.decoded("dtstart")
        assert begins.hour == 9 and begins.utcoffset() == begins.replace(
            tzinfo=ZoneInfo(zone)
        ).utcoffset()  # fmt: skip
    told = described.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        at = datetime(2026, month, 15, 12)  # noqa: DTZ001
        by_rules, known = at.replace(tzinfo=told), at.replace(tzinfo=ZoneInfo(zone))
        assert by_rules.utcoffset() == known.utcoffset()


def test_opening_and_closing_meetings_are_of_the_team_and_all_auditees(audited: Desk) -> None:
    session(audited)
    session(audited, kind="opening", starts="08:00", ends="08:30", what="", auditors=[],
            auditees=[])  # fmt: skip
    plan = plan_dossier(audited.book, audit_id())
    assert participants(plan) == ["B. Lopes", "Ines Okafor", "T. Haas"]
    (opening,) = events(audited, "T. Haas").values()
    assert str(opening["summary"]) == f"{NUMBER} Opening meeting"
    assert len(events(audited, "B. Lopes")) == 2


@pytest.mark.parametrize("invites", [True, False])
def test_the_timetable_of_a_cancelled_audit_takes_the_invitation_back(
    desk: Desk, invites: bool
) -> None:
    if invites:
        desk.set("person", "Ines Okafor", email="ines@example.org")
    number = desk.add("audit", title="Stores", starts_on="2026-11-09", lead_auditor="Ines Okafor")
    audit = str(lookup.audit(Reading(), number).id)
    session(desk, audit=number)
    desk.set("audit", number, move="cancel", reason="line closed")
    calendar = timetable_calendar(plan_dossier(desk.book, audit), "", STAMP, UTC)
    assert str(calendar["method"]) == ("CANCEL" if invites else "PUBLISH")
    assert {str(one["status"]) for one in calendar.walk("VEVENT")} == {"CANCELLED"}


def test_everybody_in_a_session_is_an_attendee_of_the_invitation(audited: Desk) -> None:
    audited.set("person", "Ines Okafor", email="ines@example.org")
    audited.set("person", "B. Lopes", email="lopes@example.org")
    session(audited, auditees=["B. Lopes", "M. Costa"])
    ((_uid, one),) = events(audited).items()
    assert [str(who.params["CN"]) for who in one["attendee"]] == [
        "Ines Okafor", "B. Lopes", "M. Costa",
    ]  # fmt: skip
    assert str(one["attendee"][1]) == "mailto:lopes@example.org"
    assert str(one["organizer"]) == "mailto:ines@example.org"


def test_a_name_with_a_comma_gets_one_file(audited: Desk, tmp_path: Path) -> None:
    audited.add("person", name="Muster, Hans")
    session(audited, auditees=["Muster, Hans"])
    written = export.export_timetables(audited.book, audit_id(), tmp_path)
    assert sorted(path.name for path, _count in written) == [
        f"{NUMBER} Ines Okafor.ics", f"{NUMBER} Muster, Hans.ics",
    ]  # fmt: skip


def test_due_days_of_open_actions_are_in_the_calendar_of_the_year(
    issued: Desk, tmp_path: Path
) -> None:
    issued.add("action", finding="NC-2026-001", what="Set up the recall", owner="B. Lopes",
               due="2026-12-11")  # fmt: skip
    path = tmp_path / "a.ics"
    assert export.export_calendar(issued.book, 2026, path, due_days=True) == 1
    dues = [one for one in Calendar.from_ical(path.read_bytes()).walk("VEVENT")
            if "due" in str(one["summary"])]  # fmt: skip
    assert [str(one.decoded("dtstart")) for one in dues] == ["2026-12-11"]
    assert dues[0]["transp"] == "TRANSPARENT"
    assert export.export_calendar(issued.book, 2026, path, "T. Haas", due_days=True) == 1


def test_a_session_of_no_unit_keeps_the_clock_of_those_beside_it(audited: Desk) -> None:
    audited.set("site", "Graz", zone="Europe/Vienna")
    audited.set("site", "Brno", zone="Europe/Prague")
    audited.set("audit", NUMBER, units=["Purchasing · Graz", "Purchasing · Brno"])
    session(audited, kind="opening", starts="08:00", ends="08:30", what="")
    session(audited, unit="Purchasing · Brno")
    zones = {one.decoded("dtstart").tzinfo.key for one in events(audited).values()}
    assert zones == {"Europe/Prague"}
