"""Scorecard row 23: nothing of an encrypted book is readable beside it, and every flip is told."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from auditdesk import crash, paths, scratch
from auditdesk.book import copies, kept_drafts, keys, restoring, sealing, search_index
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.keys import Key
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.salvage import salvage
from auditdesk.errors import Refusal, Trouble
from auditdesk.output import export
from auditdesk.work import sample
from tests.conftest import TODAY, Desk
from tests.faults.children import Child, within
from tests.faults.edits import edit
from tests.faults.figures import figure
from tests.faults.flips import flip, said_of

pytestmark = pytest.mark.slow
FLIPS = figure(300, 20_000)
KILLS = figure(4, 100)
PLACES = 40
TYPED = "Zwölf Boxkämpfer jagen Viktor"
"""What nobody but the tests types."""
_LONG = 14
"""Letters of a text that stands nowhere by chance."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The closed book of the sample company."""
    path = tmp_path_factory.mktemp("secret") / "played.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.fixture
def plain(played: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(played, tmp_path / "test.auditdesk"))


@pytest.fixture
def sealed(plain: Path) -> Path:
    sealing.reseal(plain, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    return plain


# --- nothing readable -----------------------------------------------------------------------------


def _canaries(path: Path) -> dict[tuple[str, str], str]:
    """A text from each column that holds one which cannot stand anywhere else by chance."""
    found = {}
    with Book.open(path) as book:
        tables = book.select("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table,) in list(tables):
            if table.startswith(("sqlite", "search")) or table in ("clause", "standard"):
                continue
            for name, kind in list(
                book.select("SELECT name, type FROM pragma_table_info(?)", (table,))
            ):
                if kind == "TEXT":
                    texts = book.select(
                        f'SELECT "{name}" FROM "{table}" WHERE length("{name}") >= {_LONG}'
                        f' AND "{name}" LIKE \'% %\' ORDER BY length("{name}") DESC LIMIT 1'
                    )
                    for (text,) in list(texts):
                        found[table, name] = text[:60]
    return found


def _hits(folder: Path, texts: list[str], but: Path) -> dict[str, list[str]]:
    """The files below a folder in which one of these texts can be read, also as UTF-16 or JSON."""
    wanted = {
        form
        for text in texts
        for form in (
            text.encode("utf-8"),
            text.encode("utf-16-le"),
            json.dumps(text)[1:-1].encode("ascii"),
        )
    }
    hits = {}
    for file in (each for each in folder.rglob("*") if each.is_file()):
        if not file.is_relative_to(but):
            content = file.read_bytes()
            read = [repr(form) for form in wanted if form in content]
            if read:
                hits[str(file.relative_to(folder))] = read
    return hits


def _work(path: Path, out: Path, stick: Path) -> None:
    """What a week brings: edits, undo, copies, drafts, a mistake, damage, a restored copy."""
    copies.choose_second_place(stick)
    chance = random.Random(23)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        uid, key = book.uid, book.key
        desk = Desk(book)
        desk.add("person", name=TYPED, job=TYPED)
        for _n in range(6):
            edit(book, chance)
        copies.make(book)
        desk.add("site", name=TYPED)
        book.undo()
        book.redo()
        copies.make(book)
        book.backup(path.with_name("by hand.auditdesk"))
        assert list(List(book, FINDINGS, Query(text="pump")).stream())
        with book.as_of(book.head.seq - 3):
            list(List(book, FINDINGS, Query()).stream())
        assert not check(book).problems
        draft = paths.drafts() / f"{uid}.json"
        for _n in range(2):
            kept_drafts.write(draft, [["finding", "new", "evidence", TYPED]], key)
        try:
            raise ValueError(TYPED)
        except ValueError as error:
            crash.report(ValueError, error, error.__traceback__)
        export.export_list(book, "findings", Query(), out / "findings.xlsx", TODAY)
        book._on_disk._rescue()
    restoring.restore(path, restoring.offered(uid)[0])
    hurt = path.with_name("hurt.auditdesk")
    shutil.copy(path, hurt)
    flip(hurt, 8 * 4096 * 9)
    with pytest.raises((Refusal, Trouble)):
        Book.open(hurt)
    salvage(hurt, path.with_name("salvaged.auditdesk"))


def _killed(path: Path, chance: random.Random, key: Key | None) -> None:
    """Edit, copy and seal until a kill; then a run begins that clears up what it left."""

    def work(say: object) -> None:
        with Book.open(path) as book:
            for _n in range(3):
                edit(book, chance)
            kept_drafts.write(paths.drafts() / f"{book.uid}.json", [["a", "b", "c", TYPED]], key)
            copies.make(book)
        while True:
            sealing.reseal(path, key)

    child = Child(work)
    within(chance, 2.0)
    child.kill()
    scratch.sweep()


def _played_through(
    path: Path, tmp_path: Path, key: Key | None, kills: int
) -> dict[str, list[str]]:
    """Where the texts of a book can be read after the work and the kills."""
    out, stick = tmp_path / "out", tmp_path / "stick"
    for folder in (out, stick):
        folder.mkdir()
    canaries = _canaries(path)
    assert len(canaries) >= PLACES, len(canaries)
    _work(path, out, stick)
    chance = random.Random(7)
    for _n in range(kills):
        _killed(path, chance, key)
    with Book.open(path) as book:
        assert not check(book).problems
    return _hits(tmp_path, [*canaries.values(), TYPED], but=out)


def test_nothing_of_an_encrypted_book_can_be_read_beside_it(sealed: Path, tmp_path: Path) -> None:
    (key,) = keys.held()
    assert _played_through(sealed, tmp_path, key, KILLS) == {}


def test_what_is_looked_for_is_found_beside_a_plain_book(plain: Path, tmp_path: Path) -> None:
    """Seeded fault: without encryption the same search finds the texts in all that is kept."""
    hits = _played_through(plain, tmp_path, None, 1)
    for kind in ("test.auditdesk", "backups", "stick", "drafts", "rescued", "by hand"):
        assert any(kind in name for name in hits), kind


# --- every flip is told ---------------------------------------------------------------------------


@pytest.fixture
def worked(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "test.auditdesk"))


def _free_pages(path: Path) -> int:
    """Let a book have pages that nothing uses any more; how many."""
    chance = random.Random(5)
    with Book.open(path) as book:
        for _n in range(20):
            edit(book, chance)
        search_index.rebuild(book.connection)
        book.expect_own_write()
        return int(book.connection.pragma("freelist_count"))


def _untold(path: Path, folder: Path, count: int) -> list[int]:
    """The bits that were flipped, each in a copy of its own, and of which nothing is said."""
    chance = random.Random(23)
    bits = 8 * path.stat().st_size
    first = range(0, 8 * 100, 11)
    untold = []
    hurt = folder / "hurt.auditdesk"
    for n in range(count):
        bit = first[n] if n < len(first) else chance.randrange(bits)
        shutil.copyfile(path, hurt)
        flip(hurt, bit)
        if not said_of(hurt):
            untold.append(bit)
        os.unlink(hurt)
    return untold


def test_every_flipped_bit_of_an_encrypted_book_is_told(worked: Path, tmp_path: Path) -> None:
    sealing.reseal(worked, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    assert _free_pages(worked)
    folder = tmp_path / "flips"
    folder.mkdir()
    assert _untold(worked, folder, FLIPS) == []


def test_flips_of_a_plain_book_are_not_all_told(worked: Path, tmp_path: Path) -> None:
    """Seeded fault: without tags of pages some flips go by, though they change no content."""
    folder = tmp_path / "flips"
    folder.mkdir()
    assert _untold(worked, folder, 60)
