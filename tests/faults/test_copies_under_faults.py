"""Scorecard rows 6, 7, 8 and 11: overwritten while open, copied while written, restored, flipped."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from auditdesk.book import copies, restoring
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.errors import Trouble
from tests.book.test_on_disk import overwrite
from tests.faults.children import Child, within
from tests.faults.edits import edit
from tests.faults.figures import figure
from tests.faults.flips import unnoticed

pytestmark = pytest.mark.slow
SWAPS = figure(20, 2_000)
COPIES = figure(12, 500)
DRILLS = figure(2, 100)
FLIPS = figure(150, 3_000)


@pytest.fixture
def path(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "test.auditdesk"))


def _work(book: Book, chance: random.Random) -> None:
    """Edit until something became a step."""
    while not edit(book, chance):
        pass


# --- row 6: overwritten in place ------------------------------------------------------------------


def test_overwritten_in_place_ours_and_theirs_are_kept(path: Path, tmp_path: Path) -> None:
    start, theirs = path.read_bytes(), tmp_path / "theirs.auditdesk"
    theirs.write_bytes(start)
    chance = random.Random(6)
    with Book.open(theirs, "A colleague", "other") as book:
        for _n in range(5):
            edit(book, chance)
    colleague = theirs.read_bytes()
    for n in range(SWAPS):
        path.write_bytes(start)
        with Book.open(path, "Ines Okafor", "laptop") as book:
            for _n in range(1 + n % 5):
                _work(book, chance)
            head = book.head
            overwrite(path, colleague)
            with pytest.raises(Trouble, match="replaced or overwritten"), book.step("Go on"):
                pass
        (rescued,) = tmp_path.glob("test rescued *")
        assert path.read_bytes() == colleague
        with Book.open(rescued) as book:
            assert book.head == head
        rescued.unlink()


# --- row 7: copied while written ------------------------------------------------------------------


def _sound(path: Path) -> bool:
    try:
        with Book.open(path) as book:
            return check(book).problems == ()
    except Trouble:
        return False


def test_a_copy_made_while_steps_are_done_is_whole_and_of_the_last_step(path: Path) -> None:
    chance = random.Random(7)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        for _n in range(COPIES):
            _work(book, chance)
            for _part in copies.making(book):
                if chance.random() < 0.5:
                    edit(book, chance)
            assert copies.keep(copies.unproven(book.uid), path).holds(book.head)
        kept = restoring.offered(book.uid)
    assert len(kept) >= min(COPIES, copies.NEWEST)
    assert all(map(_sound, kept[:3]))


def test_a_copy_by_the_file_system_would_be_torn(path: Path, tmp_path: Path) -> None:
    """Seeded fault: the file copied piece by piece while another process writes it."""

    def writing(say: Callable[[str], None]) -> None:
        chance = random.Random(1)
        with Book.open(path) as book:
            while True:
                edit(book, chance)
                say(str(book.head.seq))

    child = Child(writing)
    child.line()
    torn = 0
    try:
        for n in range(40):
            copied = tmp_path / f"copied {n}.auditdesk"
            with path.open("rb") as source, copied.open("wb") as target:
                while part := source.read(65536):
                    target.write(part)
                    child.line()
            torn += not _sound(copied)
            if torn:
                break
    finally:
        child.kill()
    assert torn


# --- row 8: the restore drill ---------------------------------------------------------------------


def test_the_restore_drill(path: Path, prepared: Path) -> None:
    """The book and the newest copy are hurt: the copy before comes back, and nothing is gone."""
    for n in range(DRILLS):
        chance = random.Random(80 + n)
        path.write_bytes((prepared / "issued.auditdesk").read_bytes())
        heads = []
        with Book.open(path, "Ines Okafor", "laptop") as book:
            for _n in range(3):
                _work(book, chance)
                copies.make(book)
                heads.append(book.head)
            uid = book.uid
        newest, before, *_rest = restoring.offered(uid)
        newest.chmod(0o600)
        for hurt in (path, newest):
            data = bytearray(hurt.read_bytes())
            at = chance.randrange(4096, len(data) - 8192)
            data[at : at + 8192] = chance.randbytes(8192)
            hurt.write_bytes(data)
        damaged = path.read_bytes()
        with pytest.raises(Trouble):
            restoring.restore(path, newest)
        aside = restoring.restore(path, before)
        assert aside is not None and aside.read_bytes() == damaged
        with Book.open(path) as book:
            assert book.head == heads[-2] and check(book).problems == ()
        shutil.rmtree(copies.folder_of(uid))


def test_a_kill_while_a_copy_is_kept_or_restored_loses_nothing(path: Path) -> None:
    """At any moment there is a book at its place, or what it was and what it becomes beside it."""
    with Book.open(path, "Ines Okafor", "laptop") as book:
        _work(book, random.Random(1))
        copies.make(book)
        uid = book.uid
    copy = restoring.offered(uid)[0]

    def restoring_again(say: Callable[[str], None]) -> None:
        say("begun")
        while True:
            restoring.restore(path, copy)
            say("restored")

    chance = random.Random(8)
    for _n in range(figure(6, 200)):
        child = Child(restoring_again)
        assert child.line() == "begun"
        within(chance, 0.6)
        child.kill()
        beside = [path, *path.parent.glob("test set aside*.auditdesk")]
        assert any(_sound(one) for one in beside if one.exists())
        if not path.exists():
            restoring.restore(path, copy)
        assert _sound(path)
        for one in path.parent.glob("test set aside*"):
            one.unlink()


# --- row 11: flipped bits -------------------------------------------------------------------------


def test_no_flipped_bit_changes_content_unnoticed(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "flips"
    folder.mkdir()
    assert unnoticed(path, folder, FLIPS, seed=11) == []


def test_the_pages_alone_would_let_flips_pass(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: integrity_check alone, as SQLite offers it."""
    for name in ("_chain", "_rows", "_files", "itself", "differing"):
        monkeypatch.setattr(f"auditdesk.book.check.{name}", lambda _connection: iter(()))
    folder = tmp_path / "flips"
    folder.mkdir()
    assert unnoticed(path, folder, 60, seed=11)


def test_no_copy_of_a_flipped_book_is_called_sound(path: Path, tmp_path: Path) -> None:
    """What a copy keeps is what the book said, or it is thrown away."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    steps = connection.execute("SELECT hash FROM step ORDER BY seq").fetchall()
    connection.close()
    data = path.read_bytes()
    chance = random.Random(12)
    for _n in range(figure(20, 500)):
        hurt = bytearray(data)
        at = data.index(b"supplier", chance.randrange(len(data) // 2))
        hurt[at] ^= 1 << chance.randrange(8)
        path.write_bytes(hurt)
        copied = tmp_path / "copy.auditdesk"
        try:
            with Book.open(path) as book:
                book.backup(copied)
        except Trouble:
            assert not copied.exists()
            continue
        with Book.open(copied) as book:
            assert check(book).problems == () and steps
        copied.unlink()
