"""Every readable record of a file damaged at any pages is in a new book, or named in a list."""

import random
import shutil
from pathlib import Path

import apsw
import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.raw_pages import RawFile
from auditdesk.book.salvage import Salvaged, salvage
from auditdesk.errors import Refusal
from tests.conftest import run_cli
from tests.faults.edits import edit

PAGE = 4096
Rows = dict[tuple[str, str], tuple[object, ...]]


@pytest.fixture(scope="module")
def worked(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("salvage") / "worked.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        chance = random.Random(4)
        for _n in range(40):
            edit(book, chance)
    return path


def _rows(path: Path) -> Rows:
    """All rows but those of the trail, and the files."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name"
        " NOT LIKE 'sqlite%' AND name NOT IN ('step', 'change', 'book_info', 'searchable')"
    ).fetchall()
    rows = {
        (str(table), str(row[0])): row
        for (table,) in tables
        for row in connection.execute(f'SELECT * FROM "{table}"')
    }
    connection.close()
    return rows


def _damaged(worked: Path, to: Path, pages: list[int], chance: random.Random) -> Path:
    data = bytearray(worked.read_bytes())
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = chance.randbytes(PAGE)
    to.write_bytes(data)
    return to


def _unaccounted(worked: Path, damaged: Path, new: Path, done: Salvaged) -> list[str]:
    """Records that can be read and are neither in the new book as they were nor in the list."""
    before, after, listed = _rows(worked), _rows(new), "\n".join(done.lost)
    raw = RawFile(damaged.read_bytes())
    free = raw.free_pages()
    readable = {
        bytes(record.values[0]).decode("utf-8", "replace")
        for record in raw.records()
        if record.page not in free and isinstance(record.values[0], bytes)
    }
    return [
        f"{table} {id}"
        for (table, id), row in before.items()
        if after.get((table, id)) != row and id in readable and id not in listed
    ]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("count", [1, 10, 100])
def test_what_can_be_read_is_in_the_new_book_or_in_the_list(
    worked: Path, tmp_path: Path, count: int, seed: int
) -> None:
    chance = random.Random(100 * count + seed)
    pages = chance.sample(range(worked.stat().st_size // PAGE), count)
    damaged = _damaged(worked, tmp_path / "damaged.auditdesk", pages, chance)
    new = tmp_path / "new.auditdesk"
    done = salvage(damaged, new, "Ines Okafor")
    assert _unaccounted(worked, damaged, new, done) == []
    if count == 1:
        before, after = _rows(worked), _rows(new)
        assert sum(after.get(key) == row for key, row in before.items()) >= 0.99 * len(before)
    with Book.open(new) as book:
        found = check(book)
        assert found.problems == () and found.derived == ()


@pytest.mark.parametrize("page", [0, 1, 2, 3])
def test_the_first_pages_may_be_gone(worked: Path, tmp_path: Path, page: int) -> None:
    """The first holds the header and the list of all tables."""
    damaged = _damaged(worked, tmp_path / "damaged.auditdesk", [page], random.Random(1))
    new = tmp_path / "new.auditdesk"
    done = salvage(damaged, new, "Ines Okafor")
    assert _unaccounted(worked, damaged, new, done) == []
    assert len(_rows(new)) >= 0.99 * len(_rows(worked))


def test_a_sound_book_is_salvaged_whole_with_its_trail(worked: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.auditdesk"
    done = salvage(worked, new, "Ines Okafor")
    assert done.lost == () and _rows(new) == _rows(worked)
    with Book.open(worked) as book:
        head, uid = book.head, book.uid
    with Book.open(new) as book:
        assert (book.head, book.uid) == (head, uid)


def test_a_book_cut_in_half_gives_what_is_left(worked: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.auditdesk"
    data = worked.read_bytes()
    damaged.write_bytes(data[: len(data) // 2 + 100])
    new = tmp_path / "new.auditdesk"
    done = salvage(damaged, new, "Ines Okafor")
    assert _unaccounted(worked, damaged, new, done) == [] and done.records
    with Book.open(new) as book:
        assert check(book).problems == ()


def test_the_command_writes_the_list_beside_the_new_book(
    worked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = _damaged(worked, tmp_path / "damaged.auditdesk", [0, 40, 41], random.Random(2))
    new = tmp_path / "new.auditdesk"
    before = damaged.read_bytes()
    code, out, err = run_cli(capsys, "salvage", damaged, "--to", new)
    assert code == 0, err
    assert "records" in out and damaged.read_bytes() == before
    told = tmp_path / "new salvaged.txt"
    assert "damaged.auditdesk" in told.read_text("utf-8") and told.stat().st_mode & 0o077 == 0
    code, _out, err = run_cli(capsys, "salvage", damaged, "--to", new)
    assert code == 1 and "exists already" in err


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04" * 2000, bytes(5 * PAGE), b"\x0d" * 9 * PAGE])
def test_what_is_no_book_gives_nothing(tmp_path: Path, data: bytes) -> None:
    other = tmp_path / "other.bin"
    other.write_bytes(data)
    with pytest.raises(Refusal, match="Nothing of a book"):
        salvage(other, tmp_path / "new.auditdesk")
    assert not (tmp_path / "new.auditdesk").exists()


def test_the_trail_alone_would_lose_readable_records(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: without the rows of the tables there are records that nobody accounts for."""
    monkeypatch.setattr("auditdesk.book.salvage._Written._live", lambda _self, _known: iter(()))
    chance = random.Random(7)
    pages = chance.sample(range(worked.stat().st_size // PAGE), 100)
    damaged = _damaged(worked, tmp_path / "damaged.auditdesk", pages, chance)
    new = tmp_path / "new.auditdesk"
    done = salvage(damaged, new, "Ines Okafor")
    assert _unaccounted(worked, damaged, new, done)


def test_a_salvage_that_fails_leaves_no_half_book(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(_text: str) -> None:
        raise MemoryError

    to = tmp_path / "salvaged.auditdesk"
    with monkeypatch.context() as failing, pytest.raises(MemoryError):
        failing.setattr("json.loads", too_much)
        salvage(worked, to)
    assert not list(tmp_path.iterdir())
    assert salvage(worked, to).lost == ()


def test_the_list_replaces_no_file_that_is_there(worked: Path, tmp_path: Path) -> None:
    there = tmp_path / "salvaged salvaged.txt"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(Refusal, match="exists already"):
        salvage(worked, tmp_path / "salvaged.auditdesk")
    assert [path.name for path in tmp_path.iterdir()] == [there.name]
    assert there.read_text(encoding="utf-8") == "mine"
