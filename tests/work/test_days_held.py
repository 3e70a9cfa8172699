"""What was held counts by the days on which it was held: clashes of teams and looks at units."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.book.audit_days import FIRST, LAST, days_of
from auditdesk.book.listings import UNITS
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRow, ProcessWorker
from auditdesk.book.timeline import unit_rows
from auditdesk.book.universe import scheme, universe
from auditdesk.errors import Refusal
from auditdesk.work import timetables
from tests.conftest import TODAY, Desk
from tests.work.test_audit_days import audit, hold

GRAZ, BRNO = "Purchasing · Graz", "Purchasing · Brno"

DAYS = st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 9))


@given(DAYS, DAYS, DAYS, DAYS)
def test_the_days_of_an_audit_are_the_same_in_sql_and_in_python(
    starts: date | None, ends: date | None, started: date | None, held: date | None
) -> None:
    import apsw

    connection = apsw.Connection("")
    values = [day.isoformat() if day else None for day in (starts, ends, started, held)]
    if starts is None:
        values[1] = None
    ((first, last),) = connection.execute(
        f"SELECT {FIRST}, {LAST} FROM (SELECT ? AS starts_on, ? AS ends_on, ? AS started_on,"
        " ? AS held_on) t",
        values,
    )
    names = ("starts_on", "ends_on", "started_on", "held_on")
    stored = dict.fromkeys(AuditRow.columns) | dict(zip(names, values, strict=True))
    row = AuditRow.from_stored(stored.values())
    span = days_of(row)
    assert ((span and tuple(map(date.isoformat, span))) or (None, None)) == (first, last)


# --- clashes of the team --------------------------------------------------------------------------


def clashes(desk: Desk, number: str) -> list[str]:
    audit = str(desk.get("audit", number).id)
    return [one.message for one in timetables.clashes_of(Reading(), audit)]


def test_who_was_elsewhere_on_the_days_held_clashes(desk: Desk) -> None:
    """Planned for another day, held on the same."""
    first = audit(desk, "2026-11-02", unit=GRAZ)
    hold(desk, first, "2026-11-04", reason="the manager was ill")
    second = audit(desk, "2026-11-04", unit=BRNO)
    assert any("is in IA-2026-001 on the same day" in one for one in clashes(desk, second))


def test_no_audit_starts_on_a_day_on_which_its_team_is_elsewhere(desk: Desk) -> None:
    first = audit(desk, "2026-11-02", unit=GRAZ)
    audit(desk, "2026-11-04", unit=BRNO)
    with pytest.raises(Refusal, match="Ines Okafor is in IA-2026-002 on the same day"):
        hold(desk, first, "2026-11-04", reason="the manager was ill")


def test_who_was_elsewhere_only_on_the_days_planned_does_not_clash(desk: Desk) -> None:
    first = audit(desk, "2026-11-04", unit=GRAZ)
    hold(desk, first, "2026-11-02", reason="the manager is away on the 4th")
    second = audit(desk, "2026-11-04", unit=BRNO)
    assert clashes(desk, second) == []


def test_an_absence_on_the_days_held_clashes(desk: Desk) -> None:
    number = audit(desk, "2026-11-02", unit=GRAZ)
    desk.add("absence", person="Ines Okafor", starts_on="2026-11-04", ends_on="2026-11-04")
    hold_on = {"reason": "the manager was ill"}
    with pytest.raises(Refusal, match="Ines Okafor is away"):
        desk.set("audit", number, move="start", on="2026-11-04", **hold_on)


@pytest.mark.parametrize(("held", "apart"), [("2026-11-02", True), ("2026-11-03", False)])
def test_sessions_on_the_days_held_tell_when_somebody_was_needed(
    desk: Desk, held: str, apart: bool
) -> None:
    """A session on a day that it was not held on tells nothing."""
    first = audit(desk, "2026-11-02", "2026-11-04", unit=GRAZ)
    desk.add(
        "session", audit=first, day="2026-11-02", starts="09:00", ends="10:00",
        auditors=["Ines Okafor"], unit=GRAZ,
    )  # fmt: skip
    hold(desk, first, held, "2026-11-04", reason="the train stood still")
    second = audit(desk, "2026-11-04", unit=BRNO)
    assert (clashes(desk, second) == []) == apart


# --- the last look --------------------------------------------------------------------------------


def last_looks(desk: Desk, today: date = TODAY) -> dict[str, set[str]]:
    """By unit: the day of its last look, as every reader tells it."""
    told: dict[str, set[str]] = {}
    for unit in universe(desk.book, today, scheme(desk.book)):
        told.setdefault(unit.name, set()).add(str(unit.inputs.last_audit_on))
    for row in List(desk.book, UNITS).stream():
        told[f"{row.process} · {row.site}"].add(str(row.last_audit_on))
    for line in unit_rows(desk.book, date(2026, 1, 1), date(2026, 12, 31), today):
        if line.title in told:
            told[line.title].add(str(line.last_on))
    return told


def test_the_last_look_at_a_unit_is_the_day_of_the_session_that_saw_it(desk: Desk) -> None:
    number = desk.add(
        "audit", units=[GRAZ, BRNO], standard="ISO 9001:2015", starts_on="2026-11-09",
        ends_on="2026-11-13", lead_auditor="Ines Okafor", objectives="o",
    )  # fmt: skip
    for day, unit in (("2026-11-09", GRAZ), ("2026-11-10", GRAZ), ("2026-11-12", BRNO)):
        desk.add("session", audit=number, day=day, starts="09:00", ends="10:00", unit=unit)
    desk.add("session", audit=number, day="2026-11-13", starts="09:00", ends="10:00")
    hold(desk, number, "2026-11-09", "2026-11-13")
    told = last_looks(desk)
    assert told[GRAZ] == {"2026-11-10"} and told[BRNO] == {"2026-11-12"}


def test_without_a_session_at_the_unit_it_is_the_last_day_of_the_audit(desk: Desk) -> None:
    number = audit(desk, "2026-11-09", "2026-11-10", unit=GRAZ)
    hold(desk, number, "2026-11-09", "2026-11-10")
    assert last_looks(desk)[GRAZ] == {"2026-11-10"}


def test_a_session_that_was_planned_for_another_day_than_held_is_no_look(desk: Desk) -> None:
    number = audit(desk, "2026-11-09", "2026-11-10", unit=GRAZ)
    desk.add("session", audit=number, day="2026-11-09", starts="09:00", ends="10:00", unit=GRAZ)
    hold(desk, number, "2026-11-12", "2026-11-13", reason="the train stood still")
    assert last_looks(desk)[GRAZ] == {"2026-11-13"}


# --- who works where, and since when --------------------------------------------------------------


def works(desk: Desk, since: str | None, until: str | None, person: str = "T. Haas") -> str:
    return desk.add("worker", process="Purchasing", person=person, since=since, until=until)


def test_nobody_has_worked_somewhere_since_a_day_in_the_future(desk: Desk) -> None:
    later = (TODAY + timedelta(days=1)).isoformat()
    with pytest.raises(Refusal, match=f"since {later}: that day lies in the future"):
        works(desk, later, None)
    row = works(desk, TODAY.isoformat(), None)
    with pytest.raises(Refusal, match="future"):
        desk.set("worker", row, since=later)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ((None, None), ("2026-01-01", None), True),
        ((None, "2025-12-31"), ("2026-01-01", None), False),
        ((None, "2026-01-01"), ("2026-01-01", None), True),
        (("2026-01-01", None), (None, None), True),
        (("2026-01-01", None), (None, "2025-12-31"), False),
        (("2026-01-01", "2026-02-01"), ("2026-01-10", "2026-01-11"), True),
        (("2026-01-10", "2026-01-11"), ("2026-01-01", "2026-02-01"), True),
        (("2026-01-01", "2026-02-01"), ("2026-02-02", "2026-03-01"), False),
        (("2026-01-01", "2026-02-01"), ("2026-01-01", "2026-02-01"), True),
    ],
)
def test_the_times_of_somebody_in_a_process_do_not_overlap(
    desk: Desk,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    overlap: bool,
) -> None:
    works(desk, *first)
    works(desk, *second, person="M. Costa")
    if overlap:
        with pytest.raises(Refusal, match=r"T\. Haas is known to work in Purchasing from"):
            works(desk, *second)
    else:
        row = works(desk, *second)
        with pytest.raises(Refusal, match="is known to work"):
            desk.set("worker", row, since=first[0], until=first[1])


def test_who_is_taken_out_and_put_back_on_one_day_works_there_on(desk: Desk) -> None:
    for workers in (["T. Haas"], [], ["T. Haas"], [], ["T. Haas"]):
        desk.set("process", "Purchasing", workers=workers)
    rows = sorted(Reading().rows(ProcessWorker), key=lambda row: row.since or date.min)
    assert [(row.since, row.until) for row in rows] == [
        (None, TODAY - timedelta(days=1)),
        (TODAY, None),
    ]
