"""Scorecard row 14 in small: random edits, all undone, all done again."""

import random
import shutil
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.errors import Refusal
from tests.faults import edits
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
_KEPT = ("step", "change", "tree", "number_given", "search")


def _content(book: Book) -> dict[str, list[str]]:
    names = [
        str(name)
        for (name,) in book.select("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not str(name).startswith(_KEPT)
    ]
    return {name: sorted(map(repr, book.select(f'SELECT * FROM "{name}"'))) for name in names}


def _all(verb) -> int:  # type: ignore[no-untyped-def]
    done = 0
    while True:
        try:
            verb()
        except Refusal:
            return done
        done += 1


@pytest.mark.parametrize("seed", range(figure(25, 1_000)))
def test_undoing_all_leads_back_and_redoing_all_leads_forth(
    prepared: Path, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "test.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    chance = random.Random(seed)
    with Book.open(path) as book:
        start = _content(book)
        for _n in range(40):
            edits.edit(book, chance, but=edits.issue)
        end = _content(book)
        _all(book.redo)
        furthest = _content(book)
        undone = _all(book.undo)
        assert _content(book) == start
        assert _all(book.redo) == undone
        assert _content(book) == furthest
        assert undone or end == start
        assert check(book).problems == ()


def test_control_what_is_written_past_the_trail_does_not_come_back(
    prepared: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "test.auditdesk"))
    chance = random.Random(14)
    with Book.open(path) as book:
        start = _content(book)
        for _n in range(5):
            edits.edit(book, chance, but=edits.issue)
        book.connection.execute("UPDATE site SET name = name || '.'")
        _all(book.undo)
        assert _content(book) != start
