"""The story of the sample company is told for other days: every step of it works on each."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.due import due
from auditdesk.work import sample
from auditdesk.work.programme import frequencies
from auditdesk.work.schedule import schedule

OTHER_DAYS = (
    *("2024-06-01", "2026-12-31", "2027-01-04", "2027-03-31", "2027-12-31"),
    *("2028-02-29", "2028-07-15", "2029-05-01", "2029-12-31", "2031-01-01"),
)
QUICK = ("2027-01-04", "2031-01-01")


def counts(book: Book) -> dict[str, Any]:
    """How much there is of everything, and in which state."""
    found: dict[str, Any] = {
        table: next(book.select(f"SELECT count(*) FROM {table}"))
        for table in ("step", "audit", "action", "session", "checklist_line", "move", "left_out")
    }
    for table in ("audit", "finding", "report"):
        sql = f"SELECT state, count(*) FROM {table} GROUP BY 1 ORDER BY 1"
        found[f"{table} by state"] = list(book.select(sql))
    return found


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the story comes to on its own day."""
    with Book.create(tmp_path_factory.mktemp("told") / "a.auditdesk", "Ines Okafor") as book:
        sample.play(book)
        return counts(book)


@pytest.mark.parametrize(
    "day", [pytest.param(day, marks=() if day in QUICK else pytest.mark.slow) for day in OTHER_DAYS]
)
def test_the_story_can_be_told_for_any_day(told: dict[str, Any], tmp_path: Path, day: str) -> None:
    last_day = date.fromisoformat(day)
    with Book.create(tmp_path / "other.auditdesk", "Ines Okafor") as book:
        sample.play(book, last_day)
        assert counts(book) == told
        assert check(book).problems == ()
        ((latest,),) = book.select("SELECT max(made_on) FROM move")
        assert last_day - timedelta(days=7) < date.fromisoformat(latest) <= last_day
        assert schedule(book, last_day.year + 1, last_day).problem.audits
        assert frequencies(book, last_day.year, last_day) and due(book, last_day)
