"""Damage of any byte ends in a sentence that names what is hurt; what is derived is made anew."""

import shutil
from pathlib import Path

import apsw
import pytest

from auditdesk.book import search_index
from auditdesk.book.book import Book
from auditdesk.book.check import check, repair
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.errors import Trouble
from tests.conftest import Desk, run_cli
from tests.faults.flips import contents, flip, said_of, unnoticed


@pytest.fixture
def closed(prepared: Path, tmp_path: Path) -> Path:
    """A book that nobody has open."""
    return Path(shutil.copy(prepared / "issued.auditdesk", tmp_path / "hurt.auditdesk"))


def _break_text(path: Path, text: bytes) -> None:
    """Turn the highest bit of a letter, in every place: no UTF-8 any more."""
    data = path.read_bytes()
    assert text in data
    path.write_bytes(data.replace(text, bytes([text[0] | 0x80]) + text[1:]))


@pytest.mark.parametrize("text", [b"Evaluation list rev 7", b"supplier evaluations", b"Meridian"])
def test_a_text_that_is_none_any_more_is_named(
    closed: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: bytes
) -> None:
    _break_text(closed, text)
    code, _out, err = run_cli(capsys, "check", closed)
    assert code == 1 and "our mistake" not in err
    said = said_of(closed)
    assert "cannot be read" in said or "changed outside" in said or "is not as it was" in said
    copy = tmp_path / "copy.auditdesk"
    code, _out, err = run_cli(capsys, "backup", closed, "--to", copy)
    assert code == 1 and "our mistake" not in err and "not sound" in err
    assert not copy.exists()


def test_a_broken_text_names_its_table_and_column(desk: Desk) -> None:
    desk.book.connection.execute("UPDATE site SET name = CAST(X'47FF' AS TEXT) WHERE name = 'Graz'")
    assert any("text of site" in one and "name" in one for one in check(desk.book).problems)


def test_reading_a_broken_text_is_trouble_and_no_mistake_of_ours(desk: Desk) -> None:
    desk.book.connection.execute("UPDATE site SET name = CAST(X'47FF' AS TEXT) WHERE name = 'Graz'")
    with pytest.raises(Trouble, match="a text in it cannot be read"):
        list(desk.book.select("SELECT name FROM site"))


SPOILING = {
    "emptied words": "INSERT INTO search_words (search_words) VALUES ('delete-all')",
    "emptied parts": "INSERT INTO search_parts (search_parts) VALUES ('delete-all')",
    "a record without a place": "DELETE FROM searchable WHERE place = 1",
    "a place that leads nowhere": "INSERT INTO searchable (kind, row) VALUES ('finding', 'gone')",
    "a place of another kind": "UPDATE searchable SET kind = 'action' WHERE kind = 'finding'",
    "a place of no kind": "UPDATE searchable SET kind = 'x' WHERE kind = 'finding'",
    "a word too much": "INSERT INTO search_words (rowid, body) VALUES (999, 'ghost')",
    "a record less": "DELETE FROM search_parts WHERE rowid = 1",
}


@pytest.mark.parametrize("sql", SPOILING.values(), ids=SPOILING)
def test_an_index_that_says_something_else_is_told_and_made_anew(issued: Desk, sql: str) -> None:
    book = issued.book
    book.connection.execute(sql)
    spoilt = check(book)
    assert spoilt.problems == () and len(spoilt.derived) == 1
    repair(book)
    assert check(book).derived == ()
    assert [row.number for row in List(book, FINDINGS, Query((), "supplier")).stream()]
    issued.add("person", name="Later")


@pytest.mark.parametrize("name", ["emptied words", "emptied parts", "a record less"])
def test_a_large_index_is_asked_for_samples(
    issued: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("auditdesk.book.search_check.EXACT", 0)
    assert check(issued.book).derived == ()
    issued.book.connection.execute(SPOILING[name])
    assert len(check(issued.book).derived) == 1


def test_a_large_index_of_other_words_is_told(
    issued: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditdesk.book.search_check.EXACT", 0)
    connection = issued.book.connection
    for (place,) in connection.execute("SELECT place FROM searchable").fetchall():
        connection.execute("DELETE FROM search_parts WHERE rowid = ?", (place,))
        connection.execute("INSERT INTO search_parts (rowid, body) VALUES (?, 'x')", (place,))
    assert len(check(issued.book).derived) == 1


def test_words_that_changed_places_are_seen(issued: Desk) -> None:
    connection = issued.book.connection
    places = connection.execute("SELECT place, kind FROM searchable").fetchall()
    assert len(places) >= 2
    (one, _kind), (other, _other) = places[:2]
    for index in ("search_words", "search_parts"):
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
        connection.execute(f"INSERT INTO {index} (rowid, body) VALUES (?, 'x')", (one,))
    search_index.rebuild(connection)
    assert check(issued.book).derived == ()
    for index in ("search_words", "search_parts"):
        connection.execute(f"DELETE FROM {index} WHERE rowid = ?", (other,))
        connection.execute(f"INSERT INTO {index} (rowid, body) VALUES (?, 'y')", (other,))
    assert check(issued.book).derived


def test_a_copy_of_a_book_with_a_spoilt_index_is_sound(issued: Desk, tmp_path: Path) -> None:
    issued.book.connection.execute(SPOILING["emptied words"])
    copy = issued.book.backup(tmp_path / "copy.auditdesk")
    issued.book.close()
    with Book.open(copy) as book:
        found = check(book)
        assert found.problems == () and found.derived == ()


def test_the_command_mends_what_is_derived(
    issued: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    issued.book.connection.execute(SPOILING["emptied parts"])
    issued.book.close()
    path = issued.book.path
    code, out, err = run_cli(capsys, "check", path)
    assert code == 1 and "search index" in out and "--repair" in err
    code, out, _err = run_cli(capsys, "check", path, "--repair")
    assert code == 0 and "All is well" in out


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE book_info SET made_at = '2012-01-01T00:00:00.000000Z'",
        "UPDATE book_info SET id = 'x'",
        "UPDATE book_info SET compatibility = 1",
        "DELETE FROM book_info",
        "PRAGMA user_version = 6",
    ],
)
def test_what_the_book_says_of_itself_is_looked_at(closed: Path, sql: str) -> None:
    connection = apsw.Connection(str(closed))
    connection.execute(sql)
    connection.close()
    assert said_of(closed)


def test_no_flipped_bit_changes_content_unsaid(closed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "flips"
    folder.mkdir()
    assert unnoticed(closed, folder, 40, seed=17) == []


def test_flips_that_only_pages_are_checked_for_would_go_unnoticed(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: without chain, records and index a flipped bit passes."""
    for name in ("_chain", "_rows", "itself", "differing"):
        monkeypatch.setattr(f"auditdesk.book.check.{name}", lambda _connection: iter(()))
    whole = contents(closed)
    at = closed.read_bytes().rindex(b"Meridian")
    flip(closed, 8 * at)
    assert not said_of(closed) and contents(closed) != whole
