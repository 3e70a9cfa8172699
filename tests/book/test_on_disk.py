"""A file that another program replaces or overwrites while it is open: ours and theirs stay."""

import os
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Person
from auditdesk.errors import Trouble
from tests.conftest import Desk


def overwrite(path: Path, data: bytes) -> None:
    """Write over a file where it lies, as some sync programs do: the same inode."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()


def _theirs(desk: Desk, tmp_path: Path, steps: int) -> bytes:
    """A colleague's version that began from ours, with so many steps of their own."""
    copy = desk.book.backup(tmp_path / "theirs.auditdesk")
    path, who = desk.book.path, desk.book.who
    desk.book.close()
    with Book.open(copy) as book:
        for n in range(steps):
            Desk(book).add("person", name=f"Theirs {n}")
    desk.book = Book.open(path, who, "laptop")
    return copy.read_bytes()


@pytest.mark.parametrize("theirs", [0, 1, 3, 5])
def test_a_file_overwritten_in_place_is_noticed_at_the_next_step(
    desk: Desk, tmp_path: Path, theirs: int
) -> None:
    """Also where both did the same number of steps, so that SQLite counts the same changes."""
    data = _theirs(desk, tmp_path, theirs)
    for n in range(3):
        desk.add("person", name=f"Ours {n}")
    overwrite(desk.book.path, data)
    for _again in range(2):
        with pytest.raises(Trouble, match="replaced or overwritten by another program"):
            desk.add("person", name="After")
    (rescued,) = tmp_path.glob("test rescued *.auditdesk")
    desk.book.close()
    assert desk.book.path.read_bytes() == data
    with Book.open(rescued) as book:
        names = [str(row.name) for row in Reading().rows(Person)]
        assert [f"Ours {n}" for n in range(3)] == [one for one in names if one.startswith("Ours")]
        assert not [one for one in names if one.startswith("Theirs")]
        assert check(book).problems == ()


def test_a_file_that_was_only_touched_goes_on(desk: Desk, tmp_path: Path) -> None:
    desk.add("person", name="Before")
    os.utime(desk.book.path, (1, 1))
    desk.add("person", name="After")
    assert not list(tmp_path.glob("*rescued*"))


def test_undo_and_redo_and_refused_steps_are_writes_of_ours(desk: Desk, tmp_path: Path) -> None:
    desk.add("person", name="Before")
    desk.book.undo()
    desk.book.redo()
    with desk.book.trial():
        pass
    desk.add("person", name="After")
    assert not list(tmp_path.glob("*rescued*"))


def test_a_truncated_file_is_noticed(desk: Desk, tmp_path: Path) -> None:
    desk.add("person", name="Ours")
    os.truncate(desk.book.path, 0)
    with pytest.raises(Trouble, match="replaced or overwritten"):
        desk.add("person", name="After")
    assert list(tmp_path.glob("test rescued *.auditdesk"))


def test_without_looking_at_the_file_the_steps_would_be_lost(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: who trusts device and number alone goes on writing into their file."""
    data = _theirs(desk, tmp_path, 1)
    desk.add("person", name="Ours")
    overwrite(desk.book.path, data)
    monkeypatch.setattr("auditdesk.book.on_disk.OnDisk.refuse_foreign_write", lambda *_ours: None)
    desk.add("person", name="After")
    desk.book.close()
    assert desk.book.path.read_bytes() != data
