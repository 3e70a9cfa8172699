"""Scorecard row 9: the lock of the open book stays, whatever is read meanwhile."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.errors import Refusal
from auditdesk.files import contents
from tests.faults.figures import figure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="other systems refuse the second reader"),
]
TRIALS = figure(5, 300)


@pytest.fixture
def path(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "test.auditdesk"))


_OPEN = """
import sys
from pathlib import Path
from auditdesk.book import opening
from auditdesk.book.book import Book
from auditdesk.errors import Trouble
opening._PATIENCE = 0.1
try:
    with Book.open(Path(sys.argv[1])):
        print("in")
except Trouble:
    print("refused")
"""


def _others_get_in(path: Path) -> bool:
    """Whether another process can open the book now; a forked one would know our lock."""
    command = [sys.executable, "-c", _OPEN, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.strip() == "in"


def _try_to_read(path: Path) -> None:
    for reader in (contents, os.path.getsize):
        try:
            reader(path)
        except Refusal:
            continue


def test_reading_files_never_drops_the_lock_of_the_open_book(path: Path) -> None:
    with Book.open(path, "Ines Okafor", "laptop"):
        for _n in range(TRIALS):
            _try_to_read(path)
            assert not _others_get_in(path)


def test_control_a_probe_of_the_open_book_would_drop_it(path: Path) -> None:
    with Book.open(path, "Ines Okafor", "laptop"):
        assert not _others_get_in(path)
        with path.open("rb") as probe:
            probe.read(100)
        assert _others_get_in(path)
