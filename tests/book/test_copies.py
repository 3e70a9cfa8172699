"""Copies that a book gets by itself: when, which stay, what a wrong clock cannot do, both places."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditdesk import paths
from auditdesk.book import copies
from auditdesk.book.book import Book
from auditdesk.book.copies import Copy, copies_in, folder_of, staying
from auditdesk.book.copies_told import standing
from auditdesk.book.restoring import held, offered
from auditdesk.errors import Refusal, Trouble
from tests.conftest import Desk, run_cli, write_json

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def _series(moments: list[datetime]) -> list[Copy]:
    return [Copy(n, at, n, f"{n:016x}", Path(str(n))) for n, at in enumerate(moments, 1)]


def _kept_over_time(moments: list[datetime]) -> list[Copy]:
    """What is left where the copies are thinned after each one."""
    kept: list[Copy] = []
    for copy in _series(moments):
        kept = sorted(staying([*kept, copy]))
    return kept


def _workdays(days: int, a_day: int) -> list[datetime]:
    return [
        START + timedelta(days=day, minutes=30 * n) for day in range(days) for n in range(a_day)
    ]


def test_a_year_of_work_leaves_the_newest_and_one_for_days_weeks_and_months() -> None:
    kept = _kept_over_time(_workdays(400, 8))
    moments = [copy.at for copy in kept]
    assert [copy.n for copy in kept[-12:]] == list(range(400 * 8 - 11, 400 * 8 + 1))
    assert len({at.date() for at in moments[-30:]}) >= 10
    assert len({(at.year, at.month) for at in moments}) == 12
    assert len({at.isocalendar()[:2] for at in moments}) >= 9
    assert len(kept) <= 12 + 10 + 9 + 12


@given(st.lists(st.integers(-(10**6), 10**6), max_size=40))
def test_whatever_the_clock_says_the_newest_stay(minutes: list[int]) -> None:
    copies = _series([START + timedelta(minutes=one) for one in minutes])
    assert set(copies[-12:]) <= staying(copies)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 60), st.integers(1, 5000), st.booleans())
def test_a_clock_set_back_takes_no_good_copy_away(count: int, days: int, comes_right: bool) -> None:
    before = _workdays(60, 3)
    odd = [before[-1] - timedelta(days=days) + timedelta(minutes=n) for n in range(count)]
    after = [before[-1] + timedelta(days=1)] if comes_right else []
    kept = {copy.n for copy in _kept_over_time(before)}
    left = {copy.n for copy in _kept_over_time(before + odd + after)}
    newest = set(range(len(before) - 11, len(before) + 1))
    gone = kept - left - newest
    assert len(gone) <= (3 if comes_right else 0)


def test_a_clock_set_ahead_for_a_day_takes_one_of_each_period_at_most() -> None:
    before = _workdays(200, 2)
    ahead = [before[-1] + timedelta(days=3650, minutes=n) for n in range(40)]
    kept = {copy.n for copy in _kept_over_time(before)}
    left = {copy.n for copy in _kept_over_time(before + ahead)}
    newest = set(range(len(before) - 11, len(before) + 1))
    assert len(kept - left - newest) <= 3


def test_thinning_by_the_clock_alone_would_take_the_good_ones() -> None:
    """Seeded fault: who keeps what is young goes by the clock, and all good copies are gone."""
    before = _workdays(60, 3)
    ahead = [before[-1] + timedelta(days=3650)]

    def by_clock(series: list[Copy]) -> set[Copy]:
        newest = max(copy.at for copy in series)
        return {copy for copy in series if newest - copy.at < timedelta(days=366)}

    series = _series(before + ahead)
    assert len(by_clock(series)) == 1 and len(staying(series)) > 20


# --- making ---------------------------------------------------------------------------------------


def test_a_copy_is_made_only_where_something_was_done(desk: Desk) -> None:
    first = copies.make(desk.book)
    assert first is not None and copies.make(desk.book) is None
    desk.add("person", name="Later")
    second = copies.make(desk.book)
    assert second is not None and (second.n, second.seq) == (2, desk.book.head.seq)
    folder = folder_of(desk.book.uid)
    assert [copy.n for copy in copies_in(folder)] == [1, 2]
    assert not list(folder.glob("*unproven*"))
    assert not folder.is_relative_to(desk.book.path.parent) or paths.backups() in folder.parents
    assert os.stat(second.path).st_mode & 0o077 == 0


def test_a_copy_that_is_not_sound_pushes_no_good_one_out(desk: Desk) -> None:
    for n in range(14):
        desk.add("person", name=f"P {n}")
        copies.make(desk.book)
    good = copies_in(folder_of(desk.book.uid))
    desk.book.connection.execute("UPDATE site SET name = 'Wien' WHERE name = 'Graz'")
    desk.add("person", name="Later")
    with pytest.raises(Trouble, match=r"site .* was changed outside AuditDesk: name"):
        copies.make(desk.book)
    assert copies_in(folder_of(desk.book.uid)) == good


def test_trusting_the_pages_alone_would_keep_a_hurt_copy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: a copy that is not read whole is taken for good."""
    monkeypatch.setattr("auditdesk.book.check.damage", lambda _connection: iter(()))
    desk.book.connection.execute("UPDATE site SET name = 'Wien' WHERE name = 'Graz'")
    assert copies.make(desk.book) is not None


def test_what_is_done_while_a_copy_is_made_is_in_it(desk: Desk) -> None:
    going = copies.making(desk.book)
    next(going)
    desk.add("person", name="Meanwhile")
    with desk.book.trial() as step:
        from auditdesk.book.tables import Person

        step.add(Person, name="Taken back")
        next(going)
    for _part in going:
        pass
    copy = copies.keep(copies.unproven(desk.book.uid), desk.book.path)
    assert copy.holds(desk.book.head)
    look = apsw.Connection(str(copy.path), flags=apsw.SQLITE_OPEN_READONLY)
    names = [name for (name,) in look.execute("SELECT name FROM person")]
    look.close()
    assert "Meanwhile" in names and "Taken back" not in names


def test_the_command_line_copies_before_it_writes_once_in_a_while(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    uid, path = desk.book.uid, desk.book.path
    desk.book.close()
    seen = []
    for name in ("One", "Two"):
        run_cli(capsys, "list", path, "people")
        code, _out, err = run_cli(
            capsys, "add", path, "person", "--json", write_json(tmp_path / "p.json", {"name": name})
        )
        assert code == 0, err
        seen.append(len(copies_in(folder_of(uid))))
    assert seen == [1, 1]
    register = tmp_path / "r.csv"
    register.write_text("Name;Department\nThree;QA\n", encoding="utf-8")
    code, _out, err = run_cli(capsys, "import", path, register, "--as", "person")
    assert code == 0, err
    assert len(copies_in(folder_of(uid))) == 2


def test_a_copy_that_cannot_be_made_hinders_no_work(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = desk.book.path
    desk.book.close()
    paths.backups().parent.mkdir(parents=True, exist_ok=True)
    paths.backups().write_text("in the way")
    code, _out, err = run_cli(
        capsys, "add", path, "person", "--json", write_json(tmp_path / "p.json", {"name": "One"})
    )
    assert code == 0 and "No copy was made" in err
    assert str(paths.backups()) in err and "Nothing was changed" not in err


# --- the second place -----------------------------------------------------------------------------


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "stick"
    folder.mkdir()
    yield folder


def test_a_second_place_gets_every_copy_and_is_caught_up_when_it_is_there(
    desk: Desk, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, uid = desk.book, desk.book.uid
    copies.make(book)
    copies.choose_second_place(stick)
    copies.catch_up(uid)
    there = copies.second_folder(uid)
    assert there is not None and len(copies_in(there)) == 1
    shutil.move(stick, stick.with_name("pulled"))
    desk.add("person", name="Later")
    assert copies.make(book) is not None
    assert not stick.exists()
    assert any("is not there" in one for one in standing(uid, datetime.now(UTC)))
    shutil.move(stick.with_name("pulled"), stick)
    desk.add("person", name="Last")
    copies.make(book)
    assert [one.seq for one in copies_in(there)] == [one.seq for one in copies_in(folder_of(uid))]
    book.close()
    code, out, _err = run_cli(capsys, "backups", book.path)
    assert code == 0 and "Second place: step" in out and "Last good copy" in out
    code, out, _err = run_cli(capsys, "backups", book.path, "--no-second")
    assert "No second place is chosen" in out


def test_on_another_computer_the_last_copy_is_the_last_one_in_the_second_place_too(
    desk: Desk, stick: Path
) -> None:
    book, uid = desk.book, desk.book.uid
    copies.choose_second_place(stick)
    for n in range(14):
        desk.add("person", name=f"Earlier {n}")
        copies.make(book)
    shutil.rmtree(folder_of(uid))
    for n in range(3):
        desk.add("person", name=f"Here {n}")
        copies.make(book)
        assert held(offered(uid)[0]).head == book.head
    there = copies.in_second_place(uid)
    assert {one.path.name for one in copies_in(folder_of(uid))} <= {one.path.name for one in there}


@pytest.mark.parametrize("copy", ["0", "2", "9" * 5000, "²", "nowhere.auditdesk"])
def test_a_copy_that_is_not_there_is_said_so(
    desk: Desk, capsys: pytest.CaptureFixture[str], copy: str
) -> None:
    copies.make(desk.book)
    desk.book.close()
    code, _out, err = run_cli(capsys, "restore", desk.book.path, "--copy", copy)
    assert code == 1 and "There is no copy" in err


def test_the_second_place_is_another_place(desk: Desk) -> None:
    with pytest.raises(Refusal, match="lie there already"):
        copies.choose_second_place(paths.backups() / "x")
    with pytest.raises(Refusal, match="no folder"):
        copies.choose_second_place(desk.book.path)


def test_a_full_stick_is_no_error_and_leaves_nothing_half_written(
    desk: Desk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies.choose_second_place(stick)

    def full(*_files: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    assert copies.make(desk.book) is not None
    assert not [path for path in stick.rglob("*") if path.is_file()]


@pytest.mark.parametrize("minutes", [-5, 0, 59, 60, 47 * 60, 49 * 60])
def test_how_old_a_copy_is_is_said_for_every_clock(minutes: int) -> None:
    from auditdesk.book.copies_told import age

    told = age(START, START + timedelta(minutes=minutes))
    assert ("ahead" in told) == (minutes < 0)


def test_an_old_schema_is_copied_whole_before_it_is_upgraded(tmp_path: Path) -> None:
    old = sorted((Path(__file__).parents[1] / "books").glob("schema-*.auditdesk"))[0]
    path = Path(shutil.copy(old, tmp_path / "old.auditdesk"))
    path.chmod(0o600)
    with Book.open(path) as book:
        uid = book.uid
    assert len(list(folder_of(uid).glob("old schema *.auditdesk"))) == 1
