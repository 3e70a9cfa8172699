"""What a run makes on the way: private, and gone with the run, also where it was killed."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from auditdesk import crash, files, paths, scratch
from auditdesk.book import copies
from auditdesk.book.book import Book
from tests.conftest import Desk
from tests.faults.children import Child

SECRET = "Confidential weakness of Meridian"
Making = Callable[[Path, Callable[[str], None]], None]


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _wait(say: Callable[[str], None]) -> None:
    say("made")
    while True:
        pass


def _a_temporary_folder(_at: Path, say: Callable[[str], None]) -> None:
    with scratch.temporary() as folder:
        (folder / "rows").write_text(SECRET)
        _wait(say)


def _a_part_of_a_workbook(at: Path, say: Callable[[str], None]) -> None:
    with files.replacing(at / "register.xlsx", files.WORKBOOK) as part:
        part.write_text(SECRET)
        _wait(say)


def _a_folder_on_its_way(at: Path, say: Callable[[str], None]) -> None:
    with scratch.claimed(at / ".papers.zip.part") as part:
        part.mkdir()
        (part / "report.pdf").write_text(SECRET)
        _wait(say)


def _an_unproven_copy(at: Path, say: Callable[[str], None]) -> None:
    with Book.open(at / "test.auditdesk") as book:
        for _part in copies.making(book):
            _wait(say)


def _a_new_book(at: Path, say: Callable[[str], None]) -> None:
    with scratch.claimed(at / f"b.auditdesk.{os.getpid()}.new") as unborn:
        unborn.write_text(SECRET)
        _wait(say)


MAKINGS = [
    _a_temporary_folder, _a_part_of_a_workbook, _a_folder_on_its_way, _an_unproven_copy, _a_new_book,
]  # fmt: skip


@pytest.mark.parametrize("making", MAKINGS, ids=lambda making: making.__name__.strip("_"))
def test_what_a_killed_run_left_goes_with_the_next_start(
    desk: Desk, tmp_path: Path, making: Making
) -> None:
    desk.book.close()
    kept = {path for path in tmp_path.rglob("*") if path.is_file()}
    child = Child(lambda say: making(tmp_path, say))
    assert child.line() == "made"
    left = {path for path in tmp_path.rglob("*") if path.is_file()} - kept
    assert left
    scratch.sweep()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} - kept == left, "it lives"
    child.kill()
    scratch.sweep()
    assert not {path for path in tmp_path.rglob("*") if path.is_file()} - kept


@pytest.mark.parametrize("making", MAKINGS, ids=lambda making: making.__name__.strip("_"))
def test_what_a_thread_was_making_goes_with_the_end_of_its_run(
    desk: Desk, tmp_path: Path, making: Making
) -> None:
    """The interpreter leaves such a thread where it stands: none of its blocks ends."""
    desk.book.close()
    kept = {path for path in tmp_path.rglob("*") if path.is_file()}

    def leaving(say: Callable[[str], None]) -> None:
        def leave(line: str) -> None:
            scratch._end(scratch._runs[-1])
            say(line)
            os._exit(0)

        making(tmp_path, leave)

    child = Child(leaving)
    assert child.line() == "made"
    child.wait()
    assert not {path for path in tmp_path.rglob("*") if path.is_file()} - kept


def test_without_the_sweep_it_would_stay(tmp_path: Path) -> None:
    """Seeded fault: nobody looks for what dead runs left."""
    child = Child(lambda say: _a_part_of_a_workbook(tmp_path, say))
    assert child.line() == "made"
    child.kill()
    assert any(SECRET in path.read_text() for path in tmp_path.glob("*.part"))
    scratch.sweep()
    assert not list(tmp_path.glob("*.part"))


def test_the_folder_of_a_run_is_private() -> None:
    assert _mode(scratch.folder()) == 0o700
    with scratch.temporary() as folder:
        assert _mode(folder) == 0o700 and folder.parent == scratch.folder()
    assert not folder.exists()


def test_a_claim_on_what_is_no_unfinished_file_removes_nothing(tmp_path: Path) -> None:
    mine = tmp_path / "thesis.docx"
    mine.write_text("mine")

    def claiming(say: Callable[[str], None]) -> None:
        (scratch.folder() / "x.claimed").write_text(str(mine))
        _wait(say)

    child = Child(claiming)
    assert child.line() == "made"
    child.kill()
    scratch.sweep()
    assert mine.read_text() == "mine"


def test_where_no_folder_can_be_made_the_systems_own_serves(tmp_path: Path) -> None:
    paths.runs().parent.mkdir(parents=True, exist_ok=True)
    paths.runs().write_text("in the way")
    with scratch.temporary() as folder:
        assert _mode(folder) == 0o700


def test_a_report_of_a_mistake_is_private_holds_no_text_of_users_and_is_thinned() -> None:
    for _n in range(25):
        try:
            try:
                raise ValueError(SECRET)
            except ValueError as inner:
                raise KeyError(SECRET) from inner
        except KeyError as error:
            report = Path(crash.report(type(error), error, error.__traceback__))
            report.rename(report.with_name(f"crash {_n:02}.txt"))
    reports = list(paths.logs().glob("crash *.txt"))
    assert len(reports) == 20
    for report in reports:
        text = report.read_text("utf-8")
        assert SECRET not in text and "ValueError" in text and "KeyError" in text
        assert "test_scratch" in text
        assert _mode(report) == 0o600
