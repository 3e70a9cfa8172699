"""A book with a passphrase: what opens it, what goes along with it, and what is never made."""

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from auditdesk import files, paths
from auditdesk.book import backups, connections, copies, kept_drafts, keys, restoring, sealing
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.copies_told import left_beside
from auditdesk.book.keys import Key
from auditdesk.book.recovery import needed_of, secret_of, sheets_of
from auditdesk.book.salvage import salvage
from auditdesk.book.unlocking import unlock, unlock_by_sheets
from auditdesk.errors import Locked, Refusal, Trouble, WrongPassphrase
from tests.conftest import Desk, run_cli
from tests.faults.flips import flip

PASSPHRASE = "Schraube, Kreide, Möwe, Turm"
SENTENCE = "Evaluation list rev 7"


@pytest.fixture
def key() -> Key:
    return Key(keys.new_salt(), os.urandom(keys.SECRET))


@pytest.fixture
def sealed(issued: Desk, key: Key) -> Path:
    """The closed book of the small company, encrypted, with one copy."""
    copies.make(issued.book)
    issued.book.close()
    uid = sealing.reseal(issued.book.path, key)
    assert not any(sealing.reseal_copies(uid, key))
    return issued.book.path


def _beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()}


def test_a_passphrase_opens_the_book_and_another_one_changes_nothing(issued: Desk) -> None:
    head, path = issued.book.head, issued.book.path
    issued.book.close()
    sealing.reseal(path, keys.new(PASSPHRASE))
    keys.forget()
    before, names = path.read_bytes(), _beside(path)
    for attempt in (lambda: Book.open(path), lambda: unlock(path, PASSPHRASE[:-1])):
        with pytest.raises(Locked):
            attempt()
    decomposed = PASSPHRASE.replace("ö", "o\N{COMBINING DIAERESIS}")
    assert (path.read_bytes(), _beside(path)) == (before, names)
    unlock(path, decomposed)
    with Book.open(path) as book:
        assert book.head == head and book.key is not None
        assert not check(book).problems and not check(book).derived


def test_what_another_program_writes_meanwhile_is_not_overwritten(
    issued: Desk, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = issued.book.path
    issued.book.close()
    close = Book.close

    def closed_and_written_to(book: Book) -> None:
        close(book)
        path.write_bytes(path.read_bytes() + bytes(4096))

    monkeypatch.setattr(Book, "close", closed_and_written_to)
    with pytest.raises(Trouble, match="by another program"):
        sealing.reseal(path, key)
    assert path.read_bytes().startswith(b"SQLite") and _beside(path) == {
        path.name,
        "xdg_cache_home",
    }


def test_a_passphrase_is_long_enough() -> None:
    with pytest.raises(Refusal, match="12 characters"):
        keys.new("short")
    recipe = keys.RECIPES[max(keys.RECIPES)]
    assert recipe.memory >= 64 * 1024 and recipe.passes >= 3


def test_no_file_is_made_where_there_is_no_book(tmp_path: Path) -> None:
    missing = tmp_path / "missing.auditdesk"
    with pytest.raises(Refusal, match="There is no book"):
        unlock(missing, PASSPHRASE)
    assert not missing.exists()


def test_an_encrypted_book_is_known_from_what_is_none(sealed: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.bin"
    shutil.copyfile(sealed, renamed)
    assert files.is_book(renamed) and files.salt_of(renamed)
    with pytest.raises(Refusal, match="AuditDesk book"):
        files.contents(renamed)
    other = tmp_path / "note.txt"
    other.write_bytes(files.SEALED + b" is how this text begins, and it goes on for a while")
    assert not files.is_book(other) and not files.salt_of(other)


def test_a_book_of_a_newer_recipe_is_left_alone(sealed: Path) -> None:
    keys.forget()
    data = bytearray(sealed.read_bytes())
    data[3] = 9
    sealed.write_bytes(data)
    with pytest.raises(Refusal, match="newer AuditDesk"):
        unlock(sealed, PASSPHRASE)
    assert sealed.read_bytes() == data


def test_copies_drafts_and_rescued_books_are_encrypted_as_the_book_is(
    issued: Desk, key: Key, tmp_path: Path
) -> None:
    book, uid = issued.book, issued.book.uid
    copies.make(book)
    draft = paths.drafts() / f"{uid}.json"
    kept_drafts.write(draft, [["finding", "new", "evidence", SENTENCE]], None)
    copies.choose_second_place(tmp_path / "stick")
    (tmp_path / "stick").mkdir()
    copies.catch_up(uid)
    book.close()
    sealing.reseal(book.path, key)
    assert not any(sealing.reseal_copies(uid, key))
    typed = [["finding", "new", "evidence", SENTENCE]]
    assert kept_drafts.read(draft, key) == typed
    kept_drafts.write(draft, typed * 2, key)
    assert kept_drafts.read(draft, key) == typed * 2
    with Book.open(book.path) as opened:
        Desk(opened).add("person", name="N. Abidi")
        opened.backup(tmp_path / "by hand.auditdesk")
        copies.make(opened)
        opened._on_disk._rescue()
    written = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert sum(files.is_book(each) for each in written) == 1 + 2 + 2 + 1 + 1
    for each in written:
        assert SENTENCE.encode() not in each.read_bytes(), each
        assert not files.is_book(each) or files.salt_of(each) == key.salt, each


def test_changed_and_removed_the_copies_and_drafts_go_along(sealed: Path, key: Key) -> None:
    other = Key(keys.new_salt(), os.urandom(keys.SECRET))
    for new in (other, None):
        uid = sealing.reseal(sealed, new)
        assert not any(sealing.reseal_copies(uid, new))
        keys.forget()
        if new:
            with pytest.raises(WrongPassphrase):
                unlock(sealed, PASSPHRASE)
            keys.hold(new)
        with Book.open(sealed) as book:
            assert book.key is new and not check(book).problems
        (copy,) = restoring.offered(uid)
        assert restoring.held(copy).house and files.salt_of(copy) == (new.salt if new else b"")


def test_a_copy_on_a_stick_that_is_not_there_is_told_and_follows_later(
    issued: Desk, key: Key, tmp_path: Path
) -> None:
    stick, pocket = tmp_path / "stick", tmp_path / "pocket"
    stick.mkdir()
    copies.choose_second_place(stick)
    copies.make(issued.book)
    issued.book.close()
    stick.rename(pocket)
    uid = sealing.reseal(issued.book.path, key)
    (told_of,) = filter(None, sealing.reseal_copies(uid, key))
    assert "is not there" in told_of
    pocket.rename(stick)
    copies.catch_up(uid)
    assert [files.salt_of(copy.path) for copy in copies.in_second_place(uid)] == [key.salt]


def test_a_copy_whose_passphrase_is_not_known_stays_and_is_told(
    sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.forget()
    _code, out, _err = run_cli(capsys, "backups", sealed)
    assert "not under the passphrase" not in out
    uid = copies.uid_at(sealed)
    (told_of,) = filter(None, sealing.reseal_copies(uid, None))
    assert "1 copy" in told_of
    (copy,) = restoring.offered(uid)
    assert "encrypted" in restoring.held(copy).hurt


def test_the_process_that_proves_copies_gets_its_keys_by_standard_input(
    issued: Desk, key: Key
) -> None:
    copies.make(issued.book)
    issued.book.close()
    sealing.reseal(issued.book.path, key)
    with Book.open(issued.book.path) as book:
        Desk(book).add("person", name="N. Abidi")
        for _part in copies.making(book):
            pass
        copied = copies.unproven(book.uid)
        command, environment = paths.itself("auditdesk.book.keeper")
        call = [*command, str(copied), str(book.path)]
        assert key.secret.hex() not in " ".join((*call, *environment.values()))
        done = subprocess.run(
            call, input=keys.handed(book.key), env=environment, capture_output=True
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        made = copies.copies_in(copies.folder_of(book.uid))
        assert [files.salt_of(copy.path) for copy in made] == [key.salt] * 2


def test_restoring_never_takes_the_encryption_away(sealed: Path, key: Key, tmp_path: Path) -> None:
    plain = tmp_path / "plain.auditdesk"
    sealing.write_copy(sealed, plain, None)
    restoring.restore(sealed, plain)
    assert files.salt_of(sealed) == key.salt
    other = tmp_path / "other.auditdesk"
    shutil.copyfile(sealed, other)
    sealing.reseal(other, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    keys.forget()
    keys.hold(key)
    with pytest.raises(Locked):
        restoring.restore(other, sealed)
    flip(sealed, 8 * 5)
    (copy,) = restoring.offered(copies.uid_at(sealed))
    restoring.restore(sealed, copy)
    assert files.salt_of(sealed) == key.salt
    with Book.open(sealed) as book:
        assert not check(book).problems


def test_salvage_needs_the_key_and_leaves_no_plain_list(sealed: Path, tmp_path: Path) -> None:
    flip(sealed, 8 * 4096 * 3)
    held = keys.held()
    keys.forget()
    to = tmp_path / "salvaged.auditdesk"
    with pytest.raises(Locked, match="only its passphrase"):
        salvage(sealed, to)
    assert not to.exists()
    for each in held:
        keys.hold(each)
    done = salvage(sealed, to)
    assert done.records["finding"] == 1 and files.salt_of(to)
    assert not list(tmp_path.glob("*.txt"))


@pytest.mark.parametrize("split", [False, True])
def test_recovery_sheets_open_the_book(sealed: Path, key: Key, split: bool) -> None:
    keys.forget()
    printed = sheets_of(key, split)
    assert (len(printed.words), printed.needed) == ((3, 2) if split else (1, 1))
    assert needed_of(printed.words[0]) == printed.needed
    typed = [" ".join(word[:4].upper() for word in words.split()) for words in printed.words]
    unlock_by_sheets(sealed, typed[-printed.needed :])
    with Book.open(sealed) as book:
        assert book.house


def test_recovery_sheets_that_are_wrong_say_why(sealed: Path, key: Key) -> None:
    keys.forget()
    one, two = sheets_of(key, True).words, sheets_of(key, True).words
    words = one[0].split()
    for sheets, why in (
        ([], "Type the words"),
        ([" "], "Type the words"),
        (["abacus"], "1 word was typed"),
        (["a few words"], "3 words were typed"),
        ([" ".join([*words[:-1], words[0]])], "not as they were printed"),
        ([one[0]], "2 sheets are needed"),
        ([one[0], one[0]], "2 sheets are needed"),
        ([one[0], two[1]], "do not belong together"),
    ):
        with pytest.raises(Refusal, match=why):
            secret_of(sheets)
    strange = sheets_of(Key(key.salt, os.urandom(keys.SECRET)), False)
    with pytest.raises(WrongPassphrase):
        unlock_by_sheets(sealed, strange.words)


def test_what_lies_beside_the_book_without_its_passphrase_is_named(sealed: Path, key: Key) -> None:
    uid, folder = restoring.uid_of(sealed), sealed.parent
    assert not list(left_beside(sealed, uid, key.salt))
    shutil.copyfile(sealed, folder / "as the book.auditdesk")
    sealing.write_copy(sealed, folder / "plain.auditdesk", None)
    (folder / "no book.auditdesk").write_bytes(b"something else")
    with Book.create(folder / "another book.auditdesk"):
        pass
    (sentence,) = left_beside(sealed, uid, key.salt)
    assert ": plain.auditdesk." in sentence
    sealing.reseal(sealed, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    (sentence,) = left_beside(sealed, uid, files.salt_of(sealed))
    assert ": as the book.auditdesk, plain.auditdesk." in sentence


def test_a_copy_of_another_passphrase_is_not_overwritten(sealed: Path, tmp_path: Path) -> None:
    other = Key(keys.new_salt(), os.urandom(keys.SECRET))
    kept = tmp_path / "kept.auditdesk"
    keys.hold(other)
    sealing.write_copy(sealed, kept, other)
    before = kept.read_bytes()
    held = [each for each in keys.held() if each is not other]
    keys.forget()
    keys.hold(held[0])
    with Book.open(sealed) as book, pytest.raises(Refusal, match="no older copy"):
        book.backup(kept)
    assert kept.read_bytes() == before


def test_a_path_is_a_uri_of_sqlite_on_every_system() -> None:
    for path, uri in (
        (PurePosixPath("/a b/ö?.auditdesk"), "file:///a%20b/%C3%B6%3F.auditdesk"),
        (PureWindowsPath(r"C:\Audits\x.auditdesk"), "file:///C:/Audits/x.auditdesk"),
        (PureWindowsPath(r"\\server\share\x.auditdesk"), "file:////server/share/x.auditdesk"),
    ):
        assert connections.uri_of(path) == uri


def test_a_key_shows_nothing_of_itself(key: Key) -> None:
    assert key.secret.hex() not in repr(key) and key.secret.hex() not in str([key])
    assert Key.unpacked(key.packed()).secret == key.secret
    with pytest.raises(ValueError, match="no key"):
        Key(b"", key.secret)


def test_a_page_that_was_changed_does_not_pass_as_a_copy(sealed: Path, tmp_path: Path) -> None:
    hurt = tmp_path / "hurt.auditdesk"
    shutil.copyfile(sealed, hurt)
    flip(hurt, 8 * (hurt.stat().st_size - 2000))
    with pytest.raises(Exception, match=r"malformed|sound"):
        backups.prove(hurt)
    assert connections.image(hurt)[-4096:] == bytes(4096)
