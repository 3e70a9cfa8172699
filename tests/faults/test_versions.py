"""Scorecard row 5: books of other versions. What a newer program wrote is never written by this one."""

import hashlib
import random
import shutil
from pathlib import Path

import apsw
import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.migrations import shipped
from auditdesk.errors import Refusal, Trouble
from auditdesk.output.csv_file import write_csv
from tests.conftest import Desk
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
BOOKS = Path(__file__).parents[1] / "books"
NOW = shipped()[-1].number
COLUMNS = figure(2, 60)
"""So many random columns of a newer program are tried for each version above."""


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _newer(path: Path, version: int, compatibility: int, seed: int) -> None:
    """Make a book one of a newer program: its version, and columns that nobody here knows."""
    chance = random.Random(seed)
    connection = apsw.Connection(str(path))
    tables = ["person", "site", "finding", "action", "audit", "process"]
    for n, table in enumerate(chance.sample(tables, chance.randrange(1, 4))):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN later_{seed}_{n} TEXT")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(
        "UPDATE book_info SET version = ?, compatibility = ?, made_with = '9.1'",
        (version, compatibility),
    )
    connection.close()


def _use(path: Path, to: Path) -> bool:
    """Open, edit, undo, export; whether it opened at all."""
    try:
        book = Book.open(path, "Ines Okafor", "laptop")
    except Refusal:
        return False
    with book:
        with pytest.raises(Trouble, match="for reading only"):
            Desk(book).add("person", name="Later")
        for deed in (book.undo, book.redo):
            with pytest.raises((Refusal, Trouble)):
                deed()
        write_csv([{"name": str(name)} for (name,) in book.select("SELECT name FROM person")], to)
        assert "Ines Okafor" in to.read_text(encoding="utf-8-sig")
    return True


@pytest.mark.parametrize("above", range(1, 6))
def test_a_newer_book_is_never_written(prepared: Path, tmp_path: Path, above: int) -> None:
    for seed in range(COLUMNS):
        for compatibility in (NOW, NOW + above):
            path = tmp_path / f"{seed}-{compatibility}.auditdesk"
            shutil.copy(prepared / "issued.auditdesk", path)
            _newer(path, NOW + above, compatibility, seed)
            before = _digest(path)
            assert _use(path, tmp_path / "people.csv") == (compatibility == NOW)
            assert _digest(path) == before


@pytest.mark.parametrize("path", sorted(BOOKS.glob("*.auditdesk")), ids=lambda path: path.stem)
def test_a_book_of_every_released_version_is_upgraded_or_left(path: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy(path, tmp_path / "old.auditdesk"))
    with Book.open(old, "Ines Okafor", "laptop") as book:
        assert check(book).problems == ()
        Desk(book).add("person", name="Later")
    connection = apsw.Connection(str(old), flags=apsw.SQLITE_OPEN_READONLY)
    assert connection.execute("PRAGMA user_version").get == NOW
    connection.close()


def test_control_a_program_that_does_not_ask_for_the_version_writes(
    prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "newer.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    _newer(path, NOW + 1, NOW + 1, 0)
    before = _digest(path)
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE site SET name = name || '.'")
    connection.close()
    assert _digest(path) != before
