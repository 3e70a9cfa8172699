"""Absences come in from calendars: all-day events, appointments, recurrences, time zones."""

import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Absence
from auditdesk.errors import Refusal
from auditdesk.intake.calendar import Busy, busy_days, busy_years
from tests.conftest import Desk, run_cli

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
VIENNA = """BEGIN:VTIMEZONE
TZID:Europe/Vienna
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str) -> bytes:
    body = "".join(
        f"BEGIN:VEVENT\nUID:{n}\nDTSTAMP:20260101T000000Z\n{event}\nEND:VEVENT\n"
        for n, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{VIENNA}{body}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(*events: str) -> list[tuple[date, date]]:
    diary = busy_days(calendar(*events), "c.ics", FIRST, LAST)
    return [(span.first, span.last) for span in diary.days]


def on(month: int, day: int) -> date:
    return date(2027, month, day)


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("DTSTART;VALUE=DATE:20270802\nDTEND;VALUE=DATE:20270807\nSUMMARY:Leave",
         [(on(8, 2), on(8, 6))]),
        ("DTSTART;VALUE=DATE:20270802\nSUMMARY:One day", [(on(8, 2), on(8, 2))]),
        ("DTSTART;TZID=Europe/Vienna:20270310T080000\nDTEND;TZID=Europe/Vienna:20270310T170000\nSUMMARY:Course",
         [(on(3, 10), on(3, 10))]),
        ("DTSTART;TZID=Europe/Vienna:20270310T080000\nDTEND;TZID=Europe/Vienna:20270310T090000\nSUMMARY:Meeting",
         []),
        ("DTSTART:20270310T060000Z\nDTEND:20270310T110000Z\nSUMMARY:Call", [(on(3, 10), on(3, 10))]),
        ("DTSTART;TZID=Europe/Vienna:20270309T200000\nDTEND;TZID=Europe/Vienna:20270311T120000\nSUMMARY:Trip",
         [(on(3, 9), on(3, 11))]),
        ("DTSTART;VALUE=DATE:20270104\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Teaching",
         [(on(1, 4), on(1, 4)), (on(1, 11), on(1, 11)), (on(1, 18), on(1, 18))]),
        ("DTSTART;VALUE=DATE:20270104\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20270111\nSUMMARY:x",
         [(on(1, 4), on(1, 4)), (on(1, 18), on(1, 18))]),
        ("DTSTART;VALUE=DATE:20200704\nRRULE:FREQ=YEARLY\nSUMMARY:Every year", [(on(7, 4), on(7, 4))]),
        ("DTSTART;VALUE=DATE:20270802\nTRANSP:TRANSPARENT\nSUMMARY:Free", []),
        ("DTSTART;VALUE=DATE:20270802\nSTATUS:CANCELLED\nSUMMARY:Off", []),
        ("DTSTART;VALUE=DATE:20270802\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\nSUMMARY:Free", []),
        ("DTSTART;VALUE=DATE:20260802\nSUMMARY:Last year", []),
        ("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270103\nSUMMARY:Turn of the year",
         [(on(1, 1), on(1, 2))]),
    ],
)  # fmt: skip
def test_a_day_is_taken_as_calendars_mean_it(event: str, days: list[tuple[date, date]]) -> None:
    assert busy(event) == days


def test_appointments_side_by_side_count_once() -> None:
    shift = "DTSTART:20270310T{}0000\nDTEND:20270310T{}0000".format
    assert busy(shift("08", "11"), shift("09", "11"), shift("10", "11")) == []
    assert busy(shift("08", "11"), shift("10", "12")) == [(on(3, 10), on(3, 10))]


def test_short_appointments_of_a_day_add_up() -> None:
    two = [
        f"DTSTART;TZID=Europe/Vienna:20270310T{start}0000\nDTEND;TZID=Europe/Vienna:20270310T{end}0000\nSUMMARY:x"
        for start, end in (("08", "10"), ("14", "16"))
    ]
    assert busy(two[0]) == []
    assert busy(*two) == [(on(3, 10), on(3, 10))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        calendar("DTSTART:nonsense\nSUMMARY:x"),
        calendar("DTSTART;VALUE=DATE:20270104\nRRULE:FREQ=NEVER\nSUMMARY:x"),
    ],
)
def test_what_is_no_calendar_is_said_by_name(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"holiday\.ics"):
        busy_days(data, "holiday.ics", FIRST, LAST)


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_days_or_a_refusal(data: bytes) -> None:
    try:
        diary = busy_days(
            b"BEGIN:VCALENDAR\r\n" + data + b"\r\nEND:VCALENDAR\r\n", "x", FIRST, LAST
        )
    except Refusal:
        return
    assert all(isinstance(span, Busy) for span in diary.days)


LEAVE = "DTSTART;VALUE=DATE:20270802\nSUMMARY:Leave"


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:Trip", "no first day"),
        ("DTSTART:nonsense\nSUMMARY:Trip", "no first day"),
        ("DTSTART;VALUE=DATE:20270104\nDTEND;VALUE=DATE:20270102\nSUMMARY:Trip", "before it begins"),
        ("DTSTART;VALUE=DATE:20270104\nDTEND:20270105T100000Z\nSUMMARY:Trip", "cannot be read"),
        ("DTSTART:20270104T080000\nRRULE:FREQ=HOURLY;COUNT=2\nSUMMARY:Trip", "more often"),
        ("DTSTART;VALUE=DATE:20270104\nRRULE:FREQ=NEVER\nSUMMARY:Trip", "repetition"),
    ],
)  # fmt: skip
def test_one_bad_event_is_named_and_the_rest_is_read(event: str, why: str) -> None:
    diary = busy_days(calendar(event, LEAVE), "c.ics", FIRST, LAST)
    assert [(span.first, span.last) for span in diary.days] == [(on(8, 2), on(8, 2))]
    (sentence,) = diary.passed_over
    assert "Trip" in sentence and why in sentence


@pytest.mark.parametrize(
    ("zone", "remarks"),
    [("Europe/Vienna", 0), ("W. Europe Standard Time", 0), ("Middle of nowhere", 1)],
)
def test_the_zone_of_a_calendar_never_refuses_it(zone: str, remarks: int) -> None:
    data = calendar(LEAVE).replace(b"VERSION:2.0", f"VERSION:2.0\r\nX-WR-TIMEZONE:{zone}".encode())
    diary = busy_days(data, "c.ics", FIRST, LAST)
    assert len(diary.days) == 1
    assert len(diary.passed_over) == remarks
    assert all(zone in sentence for sentence in diary.passed_over)


def test_all_calendars_of_a_file_are_read() -> None:
    training = calendar("DTSTART;VALUE=DATE:20270902\nSUMMARY:Training")
    diary = busy_days(calendar(LEAVE) + training, "c.ics", FIRST, LAST)
    assert [span.what for span in diary.days] == ["Leave", "Training"]


@pytest.mark.parametrize(
    "line",
    [
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:t.haas@example.com",
    ],
)
def test_who_works_elsewhere_or_declined_is_not_away(line: str) -> None:
    assert busy(f"{LEAVE}\n{line}") == []
    assert busy(
        f"{LEAVE}\n{line.replace('DECLINED', 'ACCEPTED').replace('WORKINGELSEWHERE', 'OOF')}"
    )


def test_a_cancelled_invitation_takes_no_day() -> None:
    data = calendar(LEAVE).replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:CANCEL")
    assert busy_days(data, "c.ics", FIRST, LAST).days == []


def test_a_calendar_of_audits_is_no_calendar_of_absences() -> None:
    data = calendar(LEAVE).replace(b"-//x//y//EN", b"-//AuditDesk//EN")
    with pytest.raises(Refusal, match="written by AuditDesk"):
        busy_days(data, "c.ics", FIRST, LAST)


def test_a_calendar_is_taken_in_once_however_often_it_is_read(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.book.close()
    file = tmp_path / "haas.ics"
    file.write_bytes(
        calendar("DTSTART;VALUE=DATE:20270802\nDTEND;VALUE=DATE:20270807\nSUMMARY:Clinic")
    )
    arguments = ("absences", desk.book.path, "T. Haas", file, "--year", 2027)
    assert "1 absence added, 0 known" in run_cli(capsys, *arguments)[1]
    assert "0 absences added, 1 known" in run_cli(capsys, *arguments)[1]
    from auditdesk.book.book import Book

    with Book.open(desk.book.path):
        (row,) = Reading().rows(Absence)
        assert (row.starts_on, row.ends_on) == (on(8, 2), on(8, 6))
        assert "Clinic" not in row.reason
    code, _out, err = run_cli(capsys, "absences", desk.book.path, "T. Haas", tmp_path / "none.ics")
    assert (code, "cannot be read" in err) == (1, True)


@pytest.mark.parametrize(
    "leave",
    [
        "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270109\nSUMMARY:Leave",
        "DTSTART;VALUE=DATE:20261221\nRRULE:FREQ=DAILY;COUNT=19\nSUMMARY:Leave",
        "DTSTART;TZID=Europe/Vienna:20261221T080000\nDTEND;TZID=Europe/Vienna:20270108T170000\n"
        "SUMMARY:Leave",
    ],
)
@pytest.mark.parametrize("year", [2026, 2027])
def test_a_leave_over_new_year_is_kept_whole_in_either_year(leave: str, year: int) -> None:
    diary = busy_years(calendar(leave), "c.ics", year, year)
    assert diary.days == [Busy(date(2026, 12, 21), date(2027, 1, 8), "Leave")]


def test_absences_taken_in_in_december_reach_into_the_next_year(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.ics"
    file.write_bytes(
        calendar(
            "DTSTART;VALUE=DATE:20261221\nRRULE:FREQ=DAILY;COUNT=19\nSUMMARY:Leave",
            "DTSTART;VALUE=DATE:20270301\nSUMMARY:Course",
            "DTSTART;VALUE=DATE:20250301\nSUMMARY:Long ago",
        )
    )
    desk.book.close()
    run_cli(capsys, "--today", "2026-12-10", "absences", desk.book.path, "T. Haas", file)
    with Book.open(desk.book.path):
        days = [(one.starts_on, one.ends_on) for one in Reading().rows(Absence)]
    assert days == [
        (date(2026, 12, 21), date(2027, 1, 8)),
        (date(2027, 3, 1), date(2027, 3, 1)),
    ]


def zoned(head: str, event: str) -> bytes:
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{head}BEGIN:VEVENT\nUID:1\n"
        f"DTSTAMP:20260101T000000Z\n{event}\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    return text.replace("\n", "\r\n").encode()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of Windows cannot be set here")
@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("20270309T220000Z", "20270310T030000Z", [on(3, 10)]),
        ("20270309T210000Z", "20270309T233000Z", []),
        ("20270309T230000Z", "20270310T040000Z", [on(3, 10)]),
        ("20270703T210000Z", "20270704T020000Z", [on(7, 4)]),
        ("20270309T180000Z", "20270310T040000Z", [on(3, 9), on(3, 10)]),
    ],
)
@pytest.mark.parametrize("named", ["X-WR-TIMEZONE:Europe/Vienna\n", VIENNA, "computer"])
def test_an_appointment_in_utc_counts_on_its_days_in_the_zone(
    monkeypatch: pytest.MonkeyPatch, named: str, starts: str, ends: str, days: list[date]
) -> None:
    monkeypatch.setenv("TZ", "Europe/Vienna" if named == "computer" else "America/New_York")
    time.tzset()
    try:
        head = "" if named == "computer" else named
        data = zoned(head, f"DTSTART:{starts}\nDTEND:{ends}")
        taken = [
            span.first + timedelta(days=n)
            for span in busy_days(data, "c.ics", FIRST, LAST).days
            for n in range((span.last - span.first).days + 1)
        ]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert taken == days


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART;VALUE=DATE:20270601\nRRULE:FREQ=DAILY\nSUMMARY:Gone",
        "DTSTART;VALUE=DATE:20270601\nDTEND;VALUE=DATE:20400101\nSUMMARY:Gone",
    ],
)
def test_what_never_ends_is_cut_at_the_years_and_said(event: str) -> None:
    diary = busy_years(calendar(event), "c.ics", 2027, 2027)
    assert diary.days == [Busy(date(2027, 6, 1), LAST, "Gone")]
    assert len(diary.passed_over) == 1 and "Gone" in diary.passed_over[0]
