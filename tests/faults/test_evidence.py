"""Scorecard row 13: photos are added, moved, taken away, undone; their bytes stay what they were."""

import hashlib
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.evidence import content
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Content, Evidence, Finding
from auditdesk.errors import Refusal
from auditdesk.work.history import attach, detach
from tests.conftest import Desk, nonconformity
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
SEQUENCES = figure(20, 500)
STEPS = 25
FILES = 12


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files by the SHA-256 of their bytes."""
    folder = tmp_path_factory.mktemp("files")
    chance = random.Random(13)
    made = {}
    for n in range(FILES):
        data = chance.randbytes(chance.randrange(1, 40_000))
        path = folder / f"measurement {n}.bin"
        path.write_bytes(data)
        made[hashlib.sha256(data).hexdigest()] = path
    return made


def _some(chance: random.Random) -> Evidence | None:
    rows = list(Reading().rows(Evidence))
    return chance.choice(rows) if rows else None


def _play(book: Book, chance: random.Random, files: dict[str, Path], findings: list[str]) -> None:
    """One step with evidence, or one step back or forth."""
    row = _some(chance)

    def add() -> None:
        with book.step("Add") as step:
            attach(
                step, Finding, chance.choice(findings), file=str(chance.choice([*files.values()]))
            )

    def move() -> None:
        if row:
            with book.step("Move") as step:
                source = files[str(row.content)]
                detach(step, str(row.id))
                attach(step, Finding, chance.choice(findings), file=str(source))

    def remove() -> None:
        if row:
            with book.step("Remove") as step:
                detach(step, str(row.id))

    deeds: tuple[Callable[[], object], ...] = (add, add, move, remove, book.undo, book.redo)
    with suppress(Refusal):
        chance.choice(deeds)()


def _strayed(book: Book, files: dict[str, Path]) -> list[str]:
    """Evidence whose bytes are not those of a file that was added, or are not there."""
    strayed = []
    for row in Reading().rows(Evidence):
        data = content(Reading(), str(row.content))
        if hashlib.sha256(data).hexdigest() not in files:
            strayed.append(str(row.name))
    return [*strayed, *check(book).problems]


def test_evidence_stays_what_was_added_whatever_is_done(
    prepared: Path, tmp_path: Path, files: dict[str, Path]
) -> None:
    sources = {sha: path.stat().st_mtime_ns for sha, path in files.items()}
    for seed in range(SEQUENCES):
        path = tmp_path / "test.auditdesk"
        shutil.copy(prepared / "issued.auditdesk", path)
        chance = random.Random(seed)
        with Book.open(path, "Ines Okafor", "laptop") as book:
            Desk(book).add("finding", **nonconformity())
            findings = [str(row.id) for row in Reading().rows(Finding)]
            for _n in range(STEPS):
                _play(book, chance, files, findings)
            assert _strayed(book, files) == [], seed
            wanted = {str(row.content) for row in Reading().rows(Evidence)}
            assert wanted <= {str(row.id) for row in Reading().rows(Content)}
    for sha, source in files.items():
        assert hashlib.sha256(source.read_bytes()).hexdigest() == sha
        assert source.stat().st_mtime_ns == sources[sha]


def test_control_bytes_that_changed_in_the_book_are_found(
    prepared: Path, tmp_path: Path, files: dict[str, Path]
) -> None:
    path = tmp_path / "test.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        (finding,) = Reading().rows(Finding)
        with book.step("Add") as step:
            attach(step, Finding, str(finding.id), file=str(next(iter(files.values()))))
        assert _strayed(book, files) == []
        book.connection.execute("UPDATE content SET data = CAST(data || 'x' AS BLOB)")
        assert len(_strayed(book, files)) == 2
