"""Clashes of the timetable by a table of cases, and sums of time."""

from dataclasses import replace
from datetime import date

import pytest

from auditdesk.domain.timetable import Slot, Window, clashes, hours_text, later, minutes_by

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
