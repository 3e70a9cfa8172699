"""The calendar changes nothing by itself: every day is today once, over a book in which nothing is done.

What a list may do as days pass, and why:

- Today: a thing comes in on the day its reminder begins, and stays with its day until it is done.
- Late findings, actions and audits: one comes in on the day after it was due, and stays.
- Why this often: a unit's next audit comes nearer where it grows old, where an audit that stood was
  missed, or on the day a finding is raised; never further away. A unit that was never audited is
  due at once, on any day before the book knows it.
- Due in a year: a unit comes in when an audit that stood was missed or its next audit comes nearer.
- The year by months, the timeline: “planned” turns into “late” after an audit's last day.
- Coverage: “planned” turns into “neither” after an audit's last day; what was audited stays.
- Adherence: an approved audit becomes due when its month has ended; what was kept stays kept.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book import coverage as reader
from auditdesk.book.book import Book
from auditdesk.book.due import due
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.timeline import unit_rows
from auditdesk.book.universe import scheme
from auditdesk.book.year import approved_adherence, year_rows
from auditdesk.domain.coverage import Cover
from auditdesk.domain.programme import Mark
from auditdesk.work import sample
from auditdesk.work.programme import frequencies
from auditdesk.work.schedule import schedule
from tests.conftest import Desk, nonconformity, small_company

FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)
YEARS = range(2026, 2031)
UNITS = ("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")

Watch = Callable[[Book, date], Any]
"""What a list says on a day."""
Wrong = Callable[[Any, Any, tuple[date, date]], list[Any]]
"""What it said on one day, on the next, and these days: what may not have changed so."""


def waiting(book: Book, day: date) -> set[Any]:
    return {(row.kind, row.key, row.what, row.on) for row in due(book, day)}


def late(book: Book, day: date) -> set[Any]:
    return {
        (listing.name, row.id)
        for listing in (FINDINGS, ACTIONS, AUDITS)
        for row in List(book, listing, Query(late_on=day)).stream()
    }


def due_days(book: Book, day: date) -> dict[Any, Any]:
    return {(year, one.unit): one.due_on for year in YEARS for one in frequencies(book, year, day)}


def marks(book: Book, day: date) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for year in YEARS:
        for row in year_rows(book, year, day):
            for n, one in enumerate(row.marks):
                found[year, row.unit, one.month, one.audit, n] = one.mark
    for line in unit_rows(book, FIRST, LAST, day):
        for n, bar in enumerate(line.bars):
            found[line.key, bar.id, n] = bar.mark
    return found


def covers(book: Book, day: date) -> dict[Any, Any]:
    return {
        (name, year, *pair): cell.cover
        for id, name in reader.standards(book)
        for year in YEARS
        for pair, cell in reader.coverage(
            book, id, *reader.cycle(book, year), scheme(book).yearly, today=day
        ).cells.items()
    }


def kept(book: Book, day: date) -> dict[Any, Any]:
    return {
        (year, first): approved_adherence(book, year, day, first)
        for year in YEARS
        for first in (False, True)
    }


def never_leaves(before: Any, after: Any, _days: tuple[date, date]) -> list[Any]:
    return sorted(map(str, before - after))


def comes_nearer(before: Any, after: Any, days: tuple[date, date]) -> list[Any]:
    """A unit never audited is due today on either day; nothing else moves away."""
    return [
        (key, old, after[key])
        for key, old in before.items()
        if after[key] > old and (old, after[key]) != days
    ]


def turns(*allowed: tuple[Any, Any]) -> Wrong:
    def changes(before: Any, after: Any, _days: tuple[date, date]) -> list[Any]:
        assert before.keys() == after.keys()
        return [
            (key, old, after[key])
            for key, old in before.items()
            if old != after[key] and (old, after[key]) not in allowed
        ]

    return changes


def grows(before: Any, after: Any, _days: tuple[date, date]) -> list[Any]:
    return [
        (key, old, now)
        for key, old in before.items()
        if (now := after[key]).due < old.due
        or (now.approved, now.kept, now.otherwise) != (old.approved, old.kept, old.otherwise)
    ]


LISTS: dict[str, tuple[Watch, Wrong]] = {
    "Today": (waiting, never_leaves),
    "late": (late, never_leaves),
    "why this often": (due_days, comes_nearer),
    "months and timeline": (marks, turns((Mark.PLANNED, Mark.LATE))),
    "coverage": (covers, turns((Cover.PLANNED, Cover.NEVER), (Cover.PLANNED, Cover.PART))),
    "adherence": (kept, grows),
}


def days(first: date, every: int) -> Iterator[date]:
    day = first
    while day <= LAST:
        yield day
        day += timedelta(days=every)


def let_days_pass(book: Book, first: date, names: list[str], every: int = 1) -> int:
    """Let each day be today; the number of days on which some list changed."""
    changed = 0
    known: dict[str, Any] = {}
    for day in days(first, every):
        for name in names:
            watch, wrong = LISTS[name]
            now = watch(book, day)
            if name in known and now != known[name]:
                changed += 1
                span = (day - timedelta(days=every), day)
                assert wrong(known[name], now, span) == [], (name, day)
            known[name] = now
    return changed


@pytest.fixture
def idle(book: Book) -> Book:
    """A small company with an approved programme, audits that stand and were held, and findings."""
    desk = Desk(book)
    small_company(desk)
    desk.add("programme", year=2026, objectives="o")
    today = date(2026, 12, 30)
    for n, (unit, day) in enumerate(
        [(UNITS[0], "2025-03-10"), (UNITS[1], "2025-11-03"), (UNITS[0], "2026-02-02"),
         (UNITS[1], "2026-05-04"), (UNITS[2], "2026-12-09"), (UNITS[0], "2027-12-30"),
         (UNITS[1], "2029-01-15")]
    ):  # fmt: skip
        number = desk.add(
            "audit", units=[unit], standard="ISO 9001:2015", objectives="o", starts_on=day,
            ends_on=(date.fromisoformat(day) + timedelta(days=2)).isoformat(),
            lead_auditor="Ines Okafor",
        )  # fmt: skip
        if n < 2:
            for move in ("start", "finish"):
                desk.set("audit", number, today, move=move, on=day, reason="r")
    desk.set("programme", "2026", move="approve", by="Ines Okafor", on="2026-01-02")
    for grade, day in (
        ("major", "2025-03-10"),
        ("minor", "2025-11-03"),
        ("observation", "2025-03-11"),
    ):
        number = "IA-2025-001" if day < "2025-06" else "IA-2025-002"
        unit = UNITS[0] if number.endswith("1") else UNITS[1]
        desk.add("finding", today, move="issue", on="2025-11-10",
                 **nonconformity(audit=number, unit=unit, grade=grade, raised_on=day))  # fmt: skip
    desk.set("process", "Purchasing", changes="New ERP", changed_on="2024-10-01",
             kpi_trend="falling")  # fmt: skip
    desk.add("action", finding="NC-2025-001", what="Recall", owner="B. Lopes", due="2026-06-30")
    desk.add("competence", person="T. Haas", subject="Auditor", expires_on="2027-02-21")
    for person in ("Ines Okafor", "T. Haas"):
        desk.set("person", person, roles=["lead_auditor"], site="Graz")
    return book


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", LISTS)
def test_a_day_that_passes_changes_only_what_its_words_say(
    idle: Book, name: str, every: int
) -> None:
    assert let_days_pass(idle, FIRST, [name], every) > 0, "the story moves nothing"


def test_what_is_due_in_a_year_stays_due_while_its_weeks_pass(idle: Book) -> None:
    for year in (2026, 2027, 2028):
        before: set[str] = set()
        for day in days(date(year - 1, 11, 1), 9):
            if day > date(year, 12, 20):
                break
            made = schedule(idle, year, day)
            now = {made.problem.unit[one.unit].process for one in made.problem.audits}
            assert before <= now, (year, day)
            before = now


@pytest.fixture(scope="module")
def meridian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alone") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.mark.parametrize("every", [83, pytest.param(11, marks=pytest.mark.slow)])
def test_the_sample_company_grows_no_younger(meridian: Path, tmp_path: Path, every: int) -> None:
    path = tmp_path / "sample.auditdesk"
    shutil.copy(meridian, path)
    with Book.open(path) as book:
        assert let_days_pass(book, sample.LAST_DAY, list(LISTS), every) > 0


def test_an_overdue_unit_does_not_heal_by_waiting(meridian: Path, tmp_path: Path) -> None:
    path = tmp_path / "sample.auditdesk"
    shutil.copy(meridian, path)
    with Book.open(path) as book:
        for day in (date(2026, 11, 30), date(2026, 12, 2), date(2027, 10, 21), date(2029, 6, 1)):
            (unit,) = [
                one for one in frequencies(book, day.year, day) if one.name == "Calibration · Graz"
            ]
            assert unit.due_on == date(2026, 10, 20), (
                day
            )  # its session was on the first of two days
