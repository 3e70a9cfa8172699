"""Clashes of the timetable by a table of cases, and sums of time."""

from dataclasses import replace
from datetime import date

import pytest

from auditdesk.domain.timetable import (
    Places,
    Slot,
    Window,
    clashes,
    hours_text,
    later,
    minutes_by,
    refuse_hours,
)
from auditdesk.errors import Refusal

DAY = date(2026, 3, 16)
A = Slot("a", DAY, "09:00", "10:00", "A", auditors=("Ann",), auditees=("Bo",), place="Room 1")
B = Slot("b", DAY, "09:30", "11:00", "B", auditors=("Cy",), auditees=("Di",), place="Room 2")


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (B, []),
        (replace(B, auditors=("Ann",)), [("auditor", "Ann")]),
        (replace(B, auditees=("Bo", "Di")), [("auditee", "Bo")]),
        (replace(B, auditees=("Ann",)), [("auditor", "Ann")]),
        (replace(B, place="room 1 "), [("room", "room 1")]),
        (replace(B, place="Room 1", kind="break"), []),
        (replace(B, place="", auditors=("Ann",), auditees=("Bo",)), [("auditor", "Ann"), ("auditee", "Bo")]),
        (replace(B, auditors=("Ann",), starts="10:00"), []),
        (replace(B, auditors=("Ann",), day=date(2026, 3, 17)), []),
        (replace(B, auditors=("Ann",), audit="IA-2"), [("auditor", "Ann")]),
    ],
)  # fmt: skip
def test_two_sessions_clash(second: Slot, found: list[tuple[str, str]]) -> None:
    seen = [(one.kind, one.who.casefold()) for one in clashes([A, second])]
    assert seen == [(kind, who.casefold()) for kind, who in found]


def test_sessions_of_other_audits_do_not_clash_with_each_other() -> None:
    assert not clashes([replace(A, audit="IA-1"), replace(A, id="x", audit="IA-2")])


@pytest.mark.parametrize(
    ("present", "clash"),
    [
        ([], False),
        ([Window("Bo", DAY)], False),
        ([Window("Bo", DAY, "08:00", "12:00")], False),
        ([Window("Bo", DAY, "09:30", "12:00")], True),
        ([Window("Bo", date(2026, 3, 17))], True),
        ([Window("Bo", date(2026, 3, 17)), Window("Bo", DAY)], False),
        ([Window("Di", date(2026, 3, 17))], False),
    ],
)
def test_who_says_when_is_not_there_at_other_times(present: list[Window], clash: bool) -> None:
    assert [one.kind for one in clashes([A], present)] == ["presence"] * clash


def test_who_is_away_is_named_with_the_reason() -> None:
    (one,) = clashes([A], away=[Window("Bo", DAY, reason="holiday")])
    assert one.message == "Bo is away on that day (holiday): A (2026-03-16 09:00–10:00)."


def test_clashes_come_by_day_and_time() -> None:
    late = replace(A, id="c", day=date(2026, 3, 17))
    found = clashes([late, A], present=[Window("Bo", date(2026, 3, 18))])
    assert [one.sessions for one in found] == [("a",), ("c",)]


def test_time_is_summed_by_process_and_shared_out_among_clauses() -> None:
    slots = [
        replace(A, process="P", clauses=("4.1", "4.2")),
        replace(B, process="P", clauses=("4.1",)),
        replace(B, process="", clauses=()),
    ]
    assert minutes_by(slots, "process") == {"P": 150}
    assert minutes_by(slots, "clause") == {"4.1": 120, "4.2": 30}
    assert hours_text(150) == "2:30"


@pytest.mark.parametrize(
    ("time", "minutes", "found"), [("09:45", 30, "10:15"), ("23:50", 30, "23:59")]
)
def test_later_stays_on_the_day(time: str, minutes: int, found: str) -> None:
    assert later(time, minutes) == found


# --- the places -------------------------------------------------------------------------------

PLACES = Places(
    hours={"Graz": ("07:00", "15:30"), "Brno": ("06:00", "14:00")},
    lunch={"Graz": ("12:00", "12:30")},
    shifts={"Casting · Graz": (("22:00", "06:00"),)},
    journeys={frozenset({"Graz", "Brno"}): 240},
    free=frozenset({("Brno", DAY)}),
)


@pytest.mark.parametrize(
    ("slot", "kinds"),
    [
        ({"site": "Graz", "starts": "08:00", "ends": "09:00"}, []),
        ({"site": "Graz", "starts": "06:30", "ends": "08:00"}, ["hours"]),
        ({"site": "Graz", "starts": "15:00", "ends": "16:00"}, ["hours"]),
        ({"site": "Graz", "starts": "11:30", "ends": "12:30"}, ["lunch"]),
        ({"site": "Graz", "starts": "11:00", "ends": "12:00"}, []),
        ({"site": "Graz", "starts": "12:00", "ends": "12:30", "kind": "break"}, []),
        ({"site": "Brno", "starts": "08:00", "ends": "09:00"}, ["holiday"]),
        ({"site": "", "starts": "03:00", "ends": "04:00"}, []),
        ({"site": "Linz", "starts": "03:00", "ends": "04:00"}, []),
        ({"site": "Graz", "process": "Casting · Graz", "starts": "23:00", "ends": "23:30"}, []),
        ({"site": "Graz", "process": "Casting · Graz", "starts": "04:00", "ends": "06:00"}, []),
        (
            {"site": "Graz", "process": "Casting · Graz", "starts": "05:30", "ends": "06:30"},
            ["hours"],
        ),
        (
            {"site": "Graz", "process": "Casting · Graz", "starts": "12:00", "ends": "13:00"},
            ["hours"],
        ),
    ],
)
def test_a_session_keeps_the_hours_of_its_place(slot: dict[str, str], kinds: list[str]) -> None:
    session = Slot("1", DAY, what="Casting", **slot)  # type: ignore[arg-type]
    assert [clash.kind for clash in clashes([session], places=PLACES)] == kinds


@pytest.mark.parametrize(("begins", "clash"), [("13:00", False), ("12:59", True), ("09:30", True)])
def test_the_way_between_two_sites_takes_its_time(begins: str, clash: bool) -> None:
    first = Slot("1", DAY, "08:00", "09:00", "Purchasing", auditors=("T. Haas",), site="Graz")
    second = Slot("2", DAY, begins, "14:00", "Test", auditors=("T. Haas",), site="Brno")
    found = clashes([second, first], places=replace(PLACES, hours={}, lunch={}, free=frozenset()))
    assert ["travel"] * clash == [one.kind for one in found]
    if clash:
        assert "needs 240 minutes" in found[0].message


def test_a_way_to_a_session_of_another_audit_counts_and_one_between_two_others_does_not() -> None:
    way = Places(journeys=PLACES.journeys)
    of = {"auditors": ("T. Haas",)}
    own = Slot("1", DAY, "08:00", "09:00", "Purchasing", site="Graz", **of)  # type: ignore[arg-type]
    other = Slot("2", DAY, "10:00", "11:00", "Test", site="Brno", audit="IA-2026-002", **of)  # type: ignore[arg-type]
    third = replace(own, id="3", audit="IA-2026-003")
    assert [one.kind for one in clashes([own, other], places=way)] == ["travel"]
    assert not clashes([third, other], places=way)


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (("Vienna", "", "", "", ""), "no time zone “Vienna”"),
        (("../etc", "", "", "", ""), "no time zone"),
        (("", "08:00", "", "", ""), "both times are needed"),
        (("", "16:00", "08:00", "", ""), "both times are needed"),
        (("", "", "", "12:30", "12:00"), "both times are needed"),
    ],
)
def test_hours_that_nobody_can_keep_are_refused(hours: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        refuse_hours(*hours)


def test_hours_may_be_left_open() -> None:
    refuse_hours("", "", "", "", "")
    refuse_hours("Europe/Vienna", "07:00", "15:30", "12:00", "12:30")
