"""Restoring: what copies hold, how they differ, and what was there is never lost."""

import os
import shutil
from pathlib import Path

import apsw
import pytest

from auditdesk.book import copies, restoring
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.copies_told import told_differences
from auditdesk.book.reading import Reading
from auditdesk.book.restoring import held, offered, restore, uid_of
from auditdesk.book.tables import Person
from auditdesk.errors import Refusal, Trouble
from tests.conftest import Desk, nonconformity, run_cli
from tests.faults.children import Child


@pytest.fixture
def worked(issued: Desk) -> Path:
    """A closed book with three copies, and work since the last of them."""
    book = issued.book
    for name in ("First", "Second", "Third"):
        issued.add("person", name=name)
        copies.make(book)
    issued.add("finding", **nonconformity(raised_on="2026-11-10"))
    book.close()
    return book.path


def _damage(path: Path) -> bytes:
    data = bytearray(path.read_bytes())
    data[4096:40960] = b"\xff" * (40960 - 4096)
    path.write_bytes(data)
    return bytes(data)


def test_what_a_copy_holds_is_told(worked: Path) -> None:
    found = [held(path) for path in offered(uid_of(worked))]
    assert [one.head.seq for one in found] == sorted((one.head.seq for one in found), reverse=True)
    newest = found[0]
    assert newest.house == "Meridian" and newest.who == "Ines Okafor" and newest.hurt == ""
    assert dict(newest.counts)["finding"] == 1 and newest.what == "Add person"


def test_differences_are_told_in_words(worked: Path) -> None:
    (_last, before, *_first) = offered(uid_of(worked))
    told = list(told_differences(before, worked))
    assert any("Findings" in one and "1 added since" in one for one in told)
    assert any("People" in one and "1 added since" in one for one in told)
    same = shutil.copy(worked, worked.with_name("same.auditdesk"))
    assert "the same" in " ".join(told_differences(Path(same), worked))


def test_the_copy_is_the_book_and_what_was_there_is_kept(worked: Path) -> None:
    before = worked.read_bytes()
    aside = restore(worked, offered(uid_of(worked))[1])
    assert aside is not None and aside.read_bytes() == before and "set aside" in aside.name
    with Book.open(worked) as book:
        names = [str(row.name) for row in Reading().rows(Person)]
        assert "Second" in names and "Third" not in names
        assert check(book).problems == ()
    assert not list(worked.parent.glob("*.part"))


def test_a_damaged_book_names_its_last_copy_and_gets_it_back(
    worked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged = _damage(worked)
    last = offered(uid_of(worked))[0]
    code, _out, err = run_cli(capsys, "list", worked, "findings")
    assert code == 1 and "damaged" in err and str(last) in err
    code, out, err = run_cli(capsys, "restore", worked, "--look")
    assert code == 0 and "step" in out and worked.read_bytes() == damaged
    code, out, err = run_cli(capsys, "restore", worked)
    assert code == 0, err
    (aside,) = worked.parent.glob("*set aside*")
    assert aside.read_bytes() == damaged and aside.name in out
    code, _out, err = run_cli(capsys, "check", worked)
    assert code == 0, err


@pytest.mark.parametrize("size", [0, 50, 4096])
def test_a_book_cut_short_or_overwritten_is_known_by_where_it_lay(
    worked: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    worked.write_bytes(b"\0" * size)
    code, _out, err = run_cli(capsys, "list", worked, "findings")
    assert code == 1 and "last good copy" in err
    code, _out, err = run_cli(capsys, "restore", worked)
    assert code == 0, err


def test_a_damaged_newest_copy_is_refused_and_the_one_before_restores(worked: Path) -> None:
    before = worked.read_bytes()
    newest, second, *_rest = offered(uid_of(worked))
    newest.chmod(0o600)
    data = bytearray(newest.read_bytes())
    at = data.rindex(b"Third")
    data[at] ^= 0x80
    newest.write_bytes(data)
    with pytest.raises(Trouble):
        restore(worked, newest)
    assert worked.read_bytes() == before and not list(worked.parent.glob("*set aside*"))
    restore(worked, second)
    with Book.open(worked) as book:
        assert check(book).problems == ()


def test_a_book_behind_a_link_is_restored_where_it_lies(worked: Path, tmp_path: Path) -> None:
    link = tmp_path / "desktop.auditdesk"
    link.symlink_to(worked)
    before = worked.read_bytes()
    aside = restore(link, offered(uid_of(worked))[0])
    assert link.is_symlink() and aside is not None and aside.parent == worked.parent
    assert aside.read_bytes() == before and worked.stat().st_nlink == 1


def test_a_copy_of_another_book_is_refused(worked: Path, tmp_path: Path) -> None:
    with Book.create(tmp_path / "other.auditdesk") as other:
        other.backup(tmp_path / "copy.auditdesk")
    before = worked.read_bytes()
    with pytest.raises(Refusal, match="another book"):
        restore(worked, tmp_path / "copy.auditdesk")
    assert worked.read_bytes() == before


def test_a_book_that_is_open_elsewhere_is_not_replaced(worked: Path) -> None:
    copy = offered(uid_of(worked))[0]

    def holding(say: object) -> None:
        with Book.open(worked):
            say("open")  # type: ignore[operator]
            while True:
                pass

    child = Child(holding)
    try:
        assert child.line() == "open"
        with pytest.raises(Trouble, match="open in another AuditDesk"):
            restore(worked, copy)
    finally:
        child.kill()
    assert not list(worked.parent.glob("*set aside*"))


def test_a_look_into_a_copy_changes_nothing(worked: Path) -> None:
    copy = offered(uid_of(worked))[0]
    before = copy.read_bytes()
    with Book.look(copy, "it is a copy") as book:
        assert [str(row.name) for row in Reading().rows(Person)]
        with pytest.raises(Trouble, match="reading only: it is a copy"), book.step("Write"):
            pass
    assert copy.read_bytes() == before


def test_restoring_goes_on_in_a_line_of_its_own(worked: Path) -> None:
    """After an older copy came back, new copies are the newest again, whatever their step."""
    uid = uid_of(worked)
    restore(worked, offered(uid)[-1])
    with Book.open(worked, "Ines Okafor", "laptop") as book:
        Desk(book).add("person", name="Anew")
        made = copies.make(book)
    assert made is not None and offered(uid)[0] == made.path
    assert restoring.last_good(worked) == made.path


def test_only_a_book_gives_way_to_a_copy(worked: Path, tmp_path: Path) -> None:
    copy = offered(uid_of(worked))[0]
    folder, paper = tmp_path / "audits", tmp_path / "report.pdf"
    folder.mkdir()
    paper.write_bytes(b"%PDF-1.7")
    for path in (folder, paper, tmp_path / "none.pdf"):
        with pytest.raises(Refusal):
            restore(path, copy)
    assert folder.is_dir() and paper.read_bytes() == b"%PDF-1.7"
    assert not list(tmp_path.glob("*set aside*"))


def test_what_a_dead_run_left_half_written_is_never_restored(worked: Path) -> None:
    wanted, other = offered(uid_of(worked))[:2]
    left = worked.with_name(f"{worked.name}.{os.getpid()}.part")
    shutil.copy(other, left)
    restore(worked, wanted)
    assert held(worked).head == held(wanted).head != held(other).head


def test_a_copy_that_cannot_be_read_is_told_from_a_book_that_cannot(worked: Path) -> None:
    copy, other = offered(uid_of(worked))[:2]
    _damage(copy)
    assert list(told_differences(copy, worked)) == [
        "The copy cannot be read, so nothing can be compared."
    ]
    worked.write_bytes(b"\xff" * 8192)
    assert "The book today cannot be read" in " ".join(told_differences(other, worked))
    worked.write_bytes(b"")
    assert "The book today cannot be read" in " ".join(told_differences(other, worked))


def test_a_copy_that_only_a_newer_program_understands_is_refused(worked: Path) -> None:
    before = worked.read_bytes()
    newer = Path(shutil.copy(offered(uid_of(worked))[0], worked.with_name("newer.auditdesk")))
    connection = apsw.Connection(str(newer))
    connection.execute("PRAGMA user_version = 99").fetchall()
    connection.close()
    with pytest.raises(Refusal, match="newer AuditDesk"):
        restore(worked, newer)
    assert worked.read_bytes() == before
