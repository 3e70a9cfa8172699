"""Scorecard row 24: a long day of work takes no more memory than a short one, and no more disk."""

import mmap
import random
import shutil
import sys
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.listings import ACTIONS, FINDINGS
from auditdesk.book.lists import List
from tests.faults.edits import edit
from tests.faults.figures import figure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux counts memory here"),
]
EDITS = figure(250, 20_000)
FIRST = 100
MEGABYTES = 50
PAGE = 50


def _memory() -> float:
    """Megabytes that this process holds now."""
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1024**2


def _grown(before: float) -> float:
    return _memory() - before


def test_a_long_day_of_work_takes_no_more_memory(prepared: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "test.auditdesk"))
    chance = random.Random(24)
    before = 0.0
    with Book.open(path, "Ines Okafor", "laptop") as book:
        for n in range(EDITS):
            edit(book, chance)
            for listing in (FINDINGS, ACTIONS):
                List(book, listing).page(0, PAGE)
            if n == FIRST:
                before = _memory()
        assert _grown(before) <= MEGABYTES
        assert check(book).problems == ()
    journal = path.with_name(f"{path.name}-journal")
    assert not journal.exists() or journal.stat().st_size == 0 or sys.platform == "win32"


def test_control_what_keeps_all_it_ever_read_is_found() -> None:
    """Pages of its own: what earlier tests let go would be given out again."""
    before = _memory()
    with mmap.mmap(-1, (MEGABYTES + 10) * 1024**2) as kept:
        kept.write(b"x" * len(kept))
        assert _grown(before) > MEGABYTES
