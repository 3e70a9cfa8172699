"""The book as of any day: what was kept each day is what is asked later, and nothing is written."""

import hashlib
import os
import random
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from auditdesk.book import opened
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.days import Days, day_of_moment, longest_non_falling
from auditdesk.book.listings import TRAIL
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.tables import NumberGiven, Person
from auditdesk.book.texts import moment_text
from auditdesk.errors import Refusal, Trouble
from tests.book.pasts import MONDAY, Clock, contents, edit


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "past.auditdesk", "Ines Okafor", "laptop") as book:
        yield book


@pytest.fixture
def told(book: Book, clock: Clock) -> Book:
    """Anna and Zoe came on Monday, swapped names on Tuesday; Zoe's row left on Thursday."""
    with book.step("Two") as step:
        anna, zoe = step.add(Person, id="a", name="Anna"), step.add(Person, id="z", name="Zoe")
        step.give_number("XX", 2026, Person, anna)
    clock.go_on(days=1)
    with book.step("Swap") as step:
        step.change(Person, anna, name="for a moment")
        step.change(Person, zoe, name="Anna")
        step.change(Person, anna, name="Zoe")
    clock.go_on(days=2)
    with book.step("Leave") as step:
        step.remove(Person, zoe)
        step.give_number("XX", 2026, Person, anna)
    return book


MON, TUE, WED, THU = (MONDAY.date() + timedelta(days=n) for n in range(4))


def names() -> dict[str, str]:
    return {str(row.id): str(row.name) for row in Reading().rows(Person)}


def digest(path: Path) -> str:
    """The file as another process sees it: to read it here would drop its lock."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, hashlib.sha256(path.read_bytes()).hexdigest().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return pipe.read()


def test_each_day_is_as_it_was(told: Book) -> None:
    expected = {
        MON: {"a": "Anna", "z": "Zoe"},
        TUE: {"a": "Zoe", "z": "Anna"},
        WED: {"a": "Zoe", "z": "Anna"},
        THU: {"a": "Zoe"},
    }
    for day, people in expected.items():
        with told.as_of(day) as past:
            assert names() == people
            assert {str(row.id) for row in past.rows(Person)} == set(people)
            assert past.day == day
            assert len(list(past.rows(NumberGiven))) == (2 if day == THU else 1)
            steps = {row.step for row in List(told, TRAIL).page(0, 100)}
            assert steps == set(range(1, past.head.seq + 1))
            assert not check(told).problems
        assert names() == expected[THU]


def test_a_step_can_be_asked_for_too(told: Book) -> None:
    with told.as_of(1) as past:
        assert names() == {"a": "Anna", "z": "Zoe"}
        assert (past.day, past.head.seq) == (MON, 1)
    for missing in (0, -1, 4):
        with pytest.raises(Refusal, match="steps 1 to 3"), told.as_of(missing):
            pass


def test_a_day_before_the_book_began_is_refused_by_the_first_day(told: Book) -> None:
    said = "begins on 2026-03-02: it knows nothing of 2026-03-01"
    with pytest.raises(Refusal, match=said), told.as_of(MON - timedelta(days=1)):
        pass
    assert names() == {"a": "Zoe"}


def test_a_book_without_steps_has_no_past(book: Book) -> None:
    with pytest.raises(Refusal, match="no past"), book.as_of(MON):
        pass


def test_nothing_can_be_done_to_a_past_and_it_stays_one(told: Book, tmp_path: Path) -> None:
    with told.as_of(TUE):
        deeds = (
            lambda: told.step("Add").__enter__(),
            told.undo,
            told.redo,
            lambda: told.backup(tmp_path / "copy.auditdesk"),
            lambda: list(told.copying(tmp_path / "copy.auditdesk")),
            lambda: told.as_of(MON).__enter__(),
        )
        for deed in deeds:
            with pytest.raises(Refusal, match=r"as of 2026-03-03.*Go back to today"):
                deed()
        assert (told.would_undo, told.would_redo) == ("", "")
        assert names() == {"a": "Zoe", "z": "Anna"}
    assert not (tmp_path / "copy.auditdesk").exists()
    assert told.would_undo == "Leave"


def test_what_slips_past_the_refusals_is_stopped_by_the_file(told: Book) -> None:
    with told.as_of(TUE):
        connection = opened.connection()
        with pytest.raises(apsw.ReadOnlyError):
            connection.execute("DELETE FROM person")
        with pytest.raises(apsw.ConstraintError):
            connection.execute("COMMIT")
    assert names() == {"a": "Zoe"}
    assert not check(told).problems


def test_today_is_as_before_also_after_a_mistake_in_the_past(told: Book) -> None:
    def settings() -> list[object]:
        kept = ("foreign_keys", "journal_mode", "cache_size", "cache_spill", "query_only")
        connection = told.connection
        return [
            *(connection.execute(f"PRAGMA {name}").get for name in kept),
            connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, -1),
            connection.in_transaction,
            connection.execute("SELECT count(*) FROM sqlite_temp_schema").get,
        ]

    before, kept, file, head = settings(), contents(told), digest(told.path), told.head
    with pytest.raises(ZeroDivisionError), told.as_of(MON):
        1 / 0  # noqa: B018
    assert (settings(), contents(told), digest(told.path), told.head) == (before, kept, file, head)
    assert told.past is None
    with told.step("Go on") as step:
        step.add(Person, name="New")
    told.undo()
    assert not check(told).problems


def test_a_book_that_can_only_be_read_shows_its_past_from_a_copy(
    told: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = told.path
    told.close()
    file = digest(path)
    monkeypatch.setattr(os, "access", lambda _path, mode: mode != os.W_OK)
    with Book.open(path) as book:
        assert book.why_read_only
        shown = book.connection
        with book.as_of(TUE):
            assert book.connection is opened.connection() is not shown
            copy = Path(book.connection.filename)
            assert copy.exists() and copy != path
            assert names() == {"a": "Zoe", "z": "Anna"}
            assert not check(book).problems
            with pytest.raises(Refusal, match="as of"), book.step("No"):
                pass
        assert book.connection is shown is opened.connection()
        assert not copy.parent.exists()
        assert names() == {"a": "Zoe"}
    assert digest(path) == file


def test_a_trail_that_does_not_lead_back_is_said(told: Book) -> None:
    told.connection.execute("UPDATE person SET id = 'other' WHERE id = 'a'").fetchall()
    with pytest.raises(Trouble, match="does not lead back to step 1"), told.as_of(MON):
        pass
    assert told.past is None and not told.connection.in_transaction


def test_a_kill_in_the_past_leaves_the_file_as_it_was(told: Book) -> None:
    path = told.path
    told.close()
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with Book.open(path) as book, book.as_of(MON):
            ok = names() == {"a": "Anna", "z": "Zoe"}
            os.write(writing, b"y" if ok else b"n")
            signal.pause()
    os.close(writing)
    assert os.read(reading, 1) == b"y"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(path.name)] == [
        path.name
    ]
    with Book.open(path) as book:
        assert names() == {"a": "Zoe"}
        assert not check(book).problems


# --- by chance ----------------------------------------------------------------------------------


def _pasts(book: Book, clock: Clock, seed: int, days: int) -> None:
    """Edit for some days by chance, keep what each evening holds; then ask for each again."""
    chance = random.Random(seed)
    kept: dict[date, dict[str, list[str]]] = {}
    with book.step("Begin") as step:
        step.add(Person, name="The first")
    for _day in range(days):
        for _n in range(chance.randrange(1, 12)):
            clock.go_on(minutes=chance.randrange(0, 30))
            edit(book, chance)
        kept[clock.moment.astimezone().date()] = contents(book)
        clock.moment = (clock.moment + timedelta(days=chance.randrange(1, 4))).replace(hour=9)
    today, file = contents(book), digest(book.path)
    asked = list(kept)
    chance.shuffle(asked)
    for day in asked:
        with book.as_of(day) as past:
            assert contents(book) == kept[day], (seed, day)
            assert check(book).problems == (), (seed, day)
            assert past.odd == 0
        assert digest(book.path) == file
    assert contents(book) == today
    assert not check(book).problems


@pytest.mark.parametrize("seed", range(3))
def test_what_each_day_held_is_what_is_asked_later(book: Book, clock: Clock, seed: int) -> None:
    _pasts(book, clock, seed, days=12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 15))
def test_what_each_of_many_days_held_is_what_is_asked_later(
    book: Book, clock: Clock, seed: int
) -> None:
    _pasts(book, clock, seed, days=70)


# --- clocks -------------------------------------------------------------------------------------


def _moments(*texts: str) -> list[str]:
    return [
        moment_text(datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)) for text in texts
    ]


def test_the_longest_row_is_kept_by_chance_as_by_trying_all() -> None:
    chance = random.Random(7)
    for _n in range(300):
        values = [str(chance.randrange(6)) for _m in range(chance.randrange(0, 9))]
        kept = longest_non_falling(values)
        row = [values[place] for place in kept]
        assert kept == sorted(set(kept)) and row == sorted(row)
        most = max(
            bits.bit_count()
            for bits in range(2 ** len(values))
            if (some := [value for n, value in enumerate(values) if bits >> n & 1]) == sorted(some)
        )
        assert len(kept) == most


def test_a_dead_battery_and_a_wrong_year_move_no_day() -> None:
    days = [f"2026-03-{n:02}" for n in range(1, 11)]
    told = [*days[:4], "2015-01-01", *days[4:6], "2099-01-01", *days[6:]]
    steps = Days(_moments(*told))
    assert steps.odd == 2
    assert steps.first == date(2026, 3, 1)
    for n, day in enumerate(told, 1):
        if day.startswith("2026"):
            last = n + (1 if day in (days[3], days[5]) else 0)
            assert steps.last_step(date.fromisoformat(day)) == last, day
    assert steps.last_step(date(2026, 2, 28)) == 0
    assert steps.last_step(date(2100, 1, 1)) == len(told)


def test_odd_steps_are_counted_in_what_the_past_says(book: Book, clock: Clock) -> None:
    for n, day in enumerate((0, 1, -4000, 2)):
        clock.moment = MONDAY + timedelta(days=day)
        with book.step(f"Step {n}") as step:
            step.add(Person, name=f"Person {n}")
    with book.as_of(TUE) as past:
        assert len(names()) == 3
        assert past.odd == 1
        assert "1 step" in " ".join(past.limits)
        assert "2026-03-03" in past.title and "UTC" in past.title


def test_steps_out_of_order_in_time_are_told_and_the_book_is_sound(
    book: Book, clock: Clock
) -> None:
    for n, day in enumerate((0, 1, 2, -4000, -3999, 3, 4, -20, 5, 6, 7)):
        clock.moment = MONDAY + timedelta(days=day)
        with book.step(f"Step {n}") as step:
            step.add(Person, name=f"Person {n}")
    found = check(book)
    assert found.problems == ()
    several, single = found.odd
    assert several.startswith("Steps 4–5 bear the day 2015-03-20 and later ones")
    assert single.startswith("Step 8 bears the day 2026-02-10")


def test_a_day_ends_at_midnight_here(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    for zone, steps in (("UTC", 1), ("Europe/Vienna", 0), ("America/New_York", 1)):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        late = "2026-03-02T23:30:00.000000Z"
        assert Days([late]).last_step(date(2026, 3, 2)) == steps, zone
        assert day_of_moment(late) == date(2026, 3, 3 if zone == "Europe/Vienna" else 2)
    monkeypatch.undo()
    time.tzset()
