"""An audit is its days: follow-ups, frequency, calendar, list, timeline and sheets count by them."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from auditdesk.book.due import due
from auditdesk.book.listings import AUDITS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import IntervalFixed
from auditdesk.book.timeline import auditor_rows, unit_rows
from auditdesk.book.universe import scheme, universe
from auditdesk.book.year import year_rows
from auditdesk.book.year_data import auditor_loads, year_data
from auditdesk.output import export
from auditdesk.output.programme import write_programme
from auditdesk.work.grid import Grid
from auditdesk.work.programme import UnitFrequency, frequencies, since_fixed
from auditdesk.work.schedule import schedule
from tests.conftest import TODAY, Desk, nonconformity

UNIT = "Purchasing · Graz"


@pytest.fixture
def company(desk: Desk) -> Desk:
    """The small company with auditors who are able to audit it."""
    for person in ("Ines Okafor", "T. Haas"):
        desk.set("person", person, site="Graz", roles=["lead_auditor"])
    return desk


def audit(desk: Desk, first: str, last: str = "", unit: str = UNIT, **other: Any) -> str:
    return desk.add(
        "audit",
        units=[unit],
        standard="ISO 9001:2015",
        starts_on=first,
        ends_on=last or first,
        objectives="o",
        today=date.fromisoformat(first),
        **{"lead_auditor": "Ines Okafor", **other},
    )


def hold(desk: Desk, number: str, first: str, last: str = "", reason: str = "") -> None:
    today = max(TODAY, date.fromisoformat(last or first))
    desk.set("audit", number, today, move="start", on=first, reason=reason)
    desk.set("audit", number, today, move="finish", on=last or first, reason=reason)


def next_due(desk: Desk, today: date = TODAY, unit: str = UNIT) -> tuple[str, date]:
    (found,) = [one for one in frequencies(desk.book, today.year, today) if one.name == unit]
    return found.override, found.due_on


def follow_up_due(desk: Desk, today: date) -> list[date | None]:
    return [row.on for row in due(desk.book, today) if row.kind == "follow_up"]


# --- the audit that found a major is not its follow-up -------------------------------------------


@pytest.mark.parametrize("days", [1, 2, 5])
@pytest.mark.parametrize("raised", [0, 1, 4])
def test_the_audit_that_found_a_major_is_not_its_own_follow_up(
    desk: Desk, days: int, raised: int
) -> None:
    first = date(2026, 3, 9)
    last, found_on = first + timedelta(days=days - 1), first + timedelta(days=min(raised, days - 1))
    number = audit(desk, first.isoformat(), last.isoformat())
    hold(desk, number, first.isoformat(), last.isoformat())
    desk.add(
        "finding", move="issue", on="2026-03-16",
        **nonconformity(audit=number, grade="major", raised_on=found_on.isoformat()),
    )  # fmt: skip
    owed = date(found_on.year, 6, found_on.day)
    assert next_due(desk, date(2026, 5, 1)) == ("major", owed)
    assert follow_up_due(desk, date(2026, 5, 1)) == [owed]
    (fact,) = [one for one in universe(desk.book, TODAY, scheme(desk.book)) if one.name == UNIT]
    assert fact.inputs.follow_up_from == found_on


@pytest.mark.parametrize(
    ("other", "looks"),
    [
        ({"first": "2026-04-14"}, True),
        ({"first": "2026-04-14", "kind": "supplier"}, False),
        ({"first": "2026-04-14", "unit": "Purchasing · Brno"}, False),
        ({"first": "2026-03-09", "last": "2026-04-14"}, False),
    ],
)
def test_another_audit_that_began_later_looks_at_a_major_again(
    desk: Desk, other: dict[str, Any], looks: bool
) -> None:
    finder = audit(desk, "2026-03-10", "2026-03-11")
    again = audit(desk, **other, lead_auditor="T. Haas")
    hold(desk, finder, "2026-03-10", "2026-03-11")
    hold(desk, again, other["first"], other.get("last", ""))
    desk.add(
        "finding", move="issue", on="2026-04-20",
        **nonconformity(audit=finder, grade="major", raised_on="2026-03-10"),
    )  # fmt: skip
    assert follow_up_due(desk, date(2026, 5, 1)) == ([] if looks else [date(2026, 6, 10)])
    assert (next_due(desk, date(2026, 5, 1))[0] == "major") == (not looks)


def test_of_two_majors_the_earlier_one_says_when_the_unit_is_due(desk: Desk) -> None:
    number = audit(desk, "2026-03-10", "2026-03-13")
    hold(desk, number, "2026-03-10", "2026-03-13")
    for day in ("2026-03-13", "2026-03-10", "2026-03-12"):
        desk.add(
            "finding", move="issue", on="2026-03-16",
            **nonconformity(audit=number, grade="major", raised_on=day),
        )  # fmt: skip
    assert next_due(desk, date(2026, 5, 1)) == ("major", min(follow_up_due(desk, TODAY)))


# --- where an audit stands ------------------------------------------------------------------------


def places(desk: Desk, year: int, folder: Path, today: date = TODAY) -> dict[str, bool]:
    """By list, calendar, grid, timeline, sheet and load: whether the one audit is in that year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    file = folder / f"{year}.ics"
    export.export_calendar(desk.book, year, file)
    data = year_data(desk.book, year, today)
    write_programme(data, export.heading(desk.book, "T", today), folder / f"{year}.xlsx")
    return {
        "list": List(desk.book, AUDITS, Query((("year", str(year)),))).count() == 1,
        "calendar": bool(Calendar.from_ical(file.read_bytes()).events),
        "months": any(row.marks for row in year_rows(desk.book, year, today)),
        "units": any(row.bars for row in unit_rows(desk.book, first, last, today)),
        "auditors": any(row.bars for row in auditor_rows(desk.book, first, last, today)),
        "workbook": bool(data.audits),
        "load": bool(auditor_loads(desk.book, year)),
    }


@pytest.mark.parametrize(
    ("planned", "held", "years"),
    [
        (("2026-12-15", "2026-12-16"), ("2027-02-02", "2027-02-03"), {2027}),
        (("2026-12-30", "2027-01-05"), None, {2026, 2027}),
        (("2026-12-30", "2027-01-05"), ("2026-12-30", "2027-01-05"), {2026, 2027}),
        (("2026-12-30", "2027-01-05"), ("2027-01-04", "2027-01-05"), {2027}),
        (("2026-12-30", "2026-12-31"), ("2026-12-30", "2027-01-04"), {2026, 2027}),
        (("2025-12-30", "2025-12-30"), None, {2025}),
        (("2029-12-31", "2029-12-31"), None, {2029}),
        (("2027-01-01", "2027-01-01"), None, {2027}),
    ],
)
def test_an_audit_stands_in_every_year_that_its_days_are_in(
    company: Desk, tmp_path: Path, planned: Any, held: Any, years: set[int]
) -> None:
    number = audit(company, *planned)
    if held:
        hold(company, number, *held, reason="agreed so")
    for year in (2025, 2026, 2027, 2028, 2029):
        found = places(company, year, tmp_path)
        assert set(found.values()) == {year in years}, (year, found)


def test_an_audit_without_a_date_stands_in_the_year_of_its_programme(desk: Desk) -> None:
    desk.add("audit", units=[UNIT], standard="ISO 9001:2015", year=2027)
    assert [List(desk.book, AUDITS, Query((("year", y),))).count() for y in ("2026", "2027")] == [
        0,
        1,
    ]


def test_the_length_of_an_audit_over_new_year_is_shared_by_its_days(desk: Desk) -> None:
    audit(desk, "2026-12-30", "2027-01-01", half_days=6)
    (before,), (after,) = auditor_loads(desk.book, 2026), auditor_loads(desk.book, 2027)
    assert (before.months[11], after.months[0]) == (2.0, 1.0)
    assert (before.days, after.days) == (2.0, 1.0)


@pytest.mark.parametrize("year", range(2024, 2033))
def test_every_day_of_a_year_stands_on_its_week_sheet(
    desk: Desk, tmp_path: Path, year: int
) -> None:
    from openpyxl import load_workbook

    days = [date(year, 1, 1), date(year, 1, 4), date(year, 12, 28), date(year, 12, 31)]
    for day in days:
        audit(desk, day.isoformat())
    path = tmp_path / "year.xlsx"
    data = year_data(desk.book, year, TODAY)
    write_programme(data, export.heading(desk.book, "T", TODAY), path)
    sheet = load_workbook(path)[f"Weeks {year}"]
    (row,) = [
        [cell.value for cell in row[1:]]
        for row in sheet.iter_rows()
        if str(row[0].value).startswith(UNIT)
    ]
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    assert sum(bool(value) for value in row) == len(mondays)


# --- a programme is its calendar year -------------------------------------------------------------


@given(st.integers(1990, 2190), st.integers(1, 3), st.dates(date(1995, 1, 1), date(2200, 1, 1)))
def test_the_weeks_of_a_grid_hold_each_day_of_its_years_and_no_other_is_open(
    year: int, years: int, today: date
) -> None:
    grid = Grid(year, years, today)
    inside = [day for _week, _weekday, day in grid.days() if not grid.outside(day)]
    every = [
        day
        for n in range((date(year + years, 1, 1) - date(year, 1, 1)).days)
        if (day := date(year, 1, 1) + timedelta(days=n)).weekday() < 5
    ]
    assert inside == every
    assert all(0 <= grid.week(day) < grid.weeks for day in every)
    assert {grid.month(week) for week in range(grid.weeks)} == {
        (y, month) for y in range(year, year + years) for month in range(1, 13)
    }


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dates(date(2026, 11, 1), date(2031, 1, 20)), st.integers(2026, 2031))
def test_no_audit_of_a_year_is_planned_outside_of_it(company: Desk, today: date, year: int) -> None:
    from auditdesk.planner.solve import solve

    made = schedule(company.book, year, today)
    if not made.problem.audits:
        return
    for key, placed in solve(made.problem, 0.3, 1).plan.items():
        first, last = made.days_of(key, placed)
        assert first.year == last.year == year and first >= today


# --- planning from any day ------------------------------------------------------------------------


def planned_anew(desk: Desk, year: int, today: date) -> list[str]:
    """The units of which a new audit is planned, by name."""
    return schedule(desk.book, year, today).due


def test_what_stands_before_the_year_is_a_look_and_what_was_missed_is_placed(company: Desk) -> None:
    number = audit(company, "2026-12-09", "2026-12-10")
    company.set("audit", number, move="confirm")
    on_time, late = date(2026, 11, 30), date(2027, 1, 7)
    first = [
        one for one in schedule(company.book, 2027, on_time).problem.units if one.process == UNIT
    ]
    assert all(one.n == 1 for one in first) and UNIT in planned_anew(company, 2027, on_time)
    (unit,) = first
    assert unit.last_week < 0 <= unit.last_week + unit.interval
    made = schedule(company.book, 2027, late)
    assert UNIT not in made.due
    assert number in made.stands and number not in made.plan
    assert made.problem.audit[number].fixed is None


def test_a_running_audit_is_a_look(company: Desk) -> None:
    number = audit(company, "2026-11-23", "2026-11-27")
    company.set("audit", number, move="start", on="2026-11-23")
    before = audit(company, "2025-01-13")
    hold(company, before, "2025-01-13")
    (fact,) = [
        one for one in universe(company.book, TODAY, scheme(company.book)) if one.name == UNIT
    ]
    assert (fact.last_audit, fact.inputs.last_audit_on) == (number, date(2026, 11, 27))


def test_an_audit_over_new_year_is_planned_in_the_year_it_begins_in(company: Desk) -> None:
    number = audit(company, "2026-12-30", "2027-01-05")
    assert number in schedule(company.book, 2026, TODAY).stands
    made = schedule(company.book, 2027, TODAY)
    assert number not in made.stands
    (person,) = [one for one in made.problem.auditors if one.name == "Ines Okafor"]
    assert {(0, 4), (1, 0), (1, 1)} <= person.off_days and (1, 3) not in person.off_days


def test_the_interval_is_kept_when_a_unit_is_audited_and_moves_by_what_is_recorded(
    desk: Desk,
) -> None:
    desk.set("process", "Purchasing", changes="New ERP", changed_on="2026-02-01")
    number = audit(desk, "2026-03-10", "2026-03-11")
    hold(desk, number, "2026-03-10", "2026-03-11")
    (kept,) = Reading().rows(IntervalFixed)
    assert (kept.fixed_on, kept.inputs["inputs"]["importance"]) == (date(2026, 3, 11), 4)

    def now(day: date) -> UnitFrequency:
        return next(one for one in frequencies(desk.book, day.year, day) if one.name == UNIT)

    for day in (TODAY, date(2027, 2, 1), date(2029, 2, 1)):
        assert now(day).months <= kept.interval_months
        assert since_fixed(Reading(), now(day)) == (kept, [])
    desk.set("process", "Purchasing", importance=5, kpi_trend="falling")
    fixed, recorded = since_fixed(Reading(), now(TODAY))
    assert (fixed, recorded) == (kept, ["importance", "kpi_trend"])
    assert now(TODAY).due_on <= date(2027, 3, 11)
    desk.book.undo()
    assert since_fixed(Reading(), now(TODAY)) == (kept, [])


@pytest.mark.parametrize(
    ("today", "idle"),
    [("2026-12-20", ""), ("2026-12-28", "plan 2027"), ("2027-03-01", "plan 2027")],
)
def test_a_year_of_which_no_week_is_left_says_which_to_plan(
    company: Desk, today: str, idle: str
) -> None:
    told = schedule(company.book, 2026, date.fromisoformat(today)).why_idle
    assert idle in told and bool(told) == bool(idle)
