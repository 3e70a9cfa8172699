"""A clock that is wrong: the order of the steps stays, it is said once, and no copy goes for it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book import copies
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.copies import copies_in, folder_of
from tests.conftest import Desk

YEARS = timedelta(days=14 * 365)


class _Clock(datetime):
    """The clock of this computer, set by so much."""

    off = timedelta(0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + cls.off


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[_Clock]:
    _Clock.off = timedelta(0)
    for module in ("step", "copies"):
        monkeypatch.setattr(f"auditdesk.book.{module}.datetime", _Clock)
    return _Clock


@pytest.fixture
def told(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.book.remarked = heard.extend
    return heard


@pytest.mark.parametrize("back", [YEARS, timedelta(hours=1), timedelta(minutes=6)])
def test_a_clock_set_back_is_said_once_and_the_order_stays(
    desk: Desk, told: list[str], clock: type[_Clock], back: timedelta
) -> None:
    desk.add("person", name="Before")
    clock.off = -back
    for n in range(3):
        desk.add("person", name=f"After {n}")
    assert len([one for one in told if "clock" in one]) == 1
    steps = [what for (what,) in desk.book.select("SELECT seq FROM step ORDER BY seq")]
    assert steps == list(range(1, len(steps) + 1))
    assert check(desk.book).problems == ()


@pytest.mark.parametrize("off", [YEARS, timedelta(hours=1), -timedelta(minutes=4)])
def test_a_clock_set_ahead_or_a_little_back_is_not_told(
    desk: Desk, told: list[str], clock: type[_Clock], off: timedelta
) -> None:
    desk.add("person", name="Before")
    clock.off = off
    desk.add("person", name="After")
    assert told == []


def test_a_story_that_is_told_afterwards_is_no_wrong_clock(desk: Desk, told: list[str]) -> None:
    from auditdesk.book.tables import Person

    with desk.book.step("Tell", at=datetime(2012, 1, 1, tzinfo=UTC)) as step:
        step.add(Person, name="Then")
    assert told == []


def test_no_copy_goes_for_a_wrong_clock(desk: Desk, clock: type[_Clock]) -> None:
    for n in range(3):
        desk.add("person", name=f"Good {n}")
        copies.make(desk.book)
    for off in (-YEARS, YEARS):
        clock.off = off
        desk.add("person", name=f"Odd {off.days}")
        assert copies.make(desk.book) is not None
    clock.off = timedelta(0)
    desk.add("person", name="Last")
    copies.make(desk.book)
    assert [copy.n for copy in copies_in(folder_of(desk.book.uid))] == [1, 2, 3, 4, 5, 6]


def test_the_warning_comes_on_the_next_day_of_work_too(
    desk: Desk, clock: type[_Clock], tmp_path: Path
) -> None:
    """The book was closed in between: the trail knows when the last step was."""
    desk.add("person", name="Before")
    desk.book.close()
    clock.off = -YEARS
    with Book.open(desk.book.path) as book:
        heard: list[str] = []
        book.remarked = heard.extend
        Desk(book).add("person", name="After")
    assert len(heard) == 1 and "keep their order" in heard[0]
