"""The sample has a past: its steps bear the days of its story, and each of them can be shown."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Finding, StepRecord
from auditdesk.work import sample


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """The story as it ended some weeks ago, whatever the clock says."""
    last = datetime.now(UTC).date() - timedelta(weeks=2)
    with Book.create(tmp_path / "sample.auditdesk", "Ines Okafor") as book:
        sample.play(book, last)
        yield book


def moments() -> list[datetime]:
    return [row.at for row in Reading().rows(StepRecord)]


def test_the_steps_of_the_sample_bear_the_days_of_its_story(book: Book) -> None:
    told = moments()
    assert told == sorted(told) and told[-1] <= datetime.now(UTC)
    assert len({moment.date() for moment in told}) > 50
    assert check(book).odd == () and not check(book).problems


def test_each_day_of_the_story_can_be_shown(book: Book) -> None:
    days = sorted({moment.date() for moment in moments()})
    assert book.first_day == days[0]
    counts = []
    for day in days[::9]:
        with book.as_of(day):
            counts.append(len(list(Reading().rows(Finding))))
            assert not check(book).problems
    assert counts == sorted(counts) and counts[0] < counts[-1]


def test_a_story_that_has_not_come_bears_no_day_to_come(tmp_path: Path) -> None:
    with Book.create(tmp_path / "later.auditdesk", "Ines Okafor") as book:
        sample.play(book, datetime.now(UTC).date() + timedelta(weeks=10))
        told = moments()
        assert told == sorted(told) and told[-1] <= datetime.now(UTC)
        assert isinstance(book.first_day, date)
