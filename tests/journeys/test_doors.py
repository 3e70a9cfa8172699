"""No file that leaves replaces a book, and no book comes in: every option of every command."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

import pytest

from auditdesk import files
from auditdesk.book.book import Book
from auditdesk.cli.main import SUBJECTS, load
from auditdesk.cli.options import BookPath
from auditdesk.errors import Refusal
from auditdesk.work import organisation
from tests.conftest import Desk, run_cli, write_json

Capture = pytest.CaptureFixture[str]

LEAVING = {
    ("export", "to"): ["export", "BOOK", "findings", "--to", "FILE.xlsx"],
    ("print", "to"): ["print", "BOOK", "finding", "NC-2026-001", "--to", "FILE.pdf"],
    ("print", "each"): ["print", "BOOK", "finding", "NC-2026-001", "--each", "FILE.pdf"],
    ("calendar", "to"): ["calendar", "BOOK", "--year", "2026", "--to", "FILE.ics"],
    ("folder", "to"): ["folder", "BOOK", "--to", "FILE.zip"],
    ("questions", "to"): ["questions", "BOOK", "--to", "FILE.csv"],
    ("report", "to"): ["report", "BOOK", "IA-2026-001", "--to", "FILE.pdf"],
    ("timetable", "to"): ["timetable", "BOOK", "IA-2026-001", "--to", "FILE.ics"],
    ("auditors", "to"): ["auditors", "BOOK", "--to", "FILE.xlsx"],
    ("response", "to"): ["response", "BOOK", "NC-2026-001", "--to", "FILE.xlsx"],
    ("evidence", "to"): ["evidence", "BOOK", "--to", "FILE"],
    ("invite", "to"): ["invite", "BOOK", "IA-2026-001", "--to", "FILE.eml"],
    ("indicators", "to"): ["indicators", "BOOK", "--to", "FILE.pdf"],
    ("complete", "to"): ["complete", "BOOK", "--to", "FILE.xlsx"],
    ("evidence-map", "to"): ["evidence-map", "BOOK", "--to", "FILE.xlsx"],
    ("transition", "to"): ["transition", "BOOK", "ISO 9001:2026", "--to", "FILE.xlsx"],
    ("prove", "to"): ["prove", "BOOK", "NC-2026-001", "--to", "FILE.json"],
    ("prove", "sheet"): ["prove", "BOOK", "NC-2026-001", "--sheet", "FILE.json"],
    ("recovery", "to"): ["recovery", "BOOK", "--to", "FILE.pdf"],
    ("stamp", "to"): ["stamp", "BOOK", "--to", "FILE.txt"],
    ("backup", "to"): ["backup", "BOOK", "--to", "FILE.auditdesk"],
    ("salvage", "to"): ["salvage", "BOOK", "--to", "FILE.auditdesk"],
    ("import", "report"): ["import", "BOOK", "TABLE", "--report", "FILE.xlsx"],
    ("import", "write_mapping"): ["import", "BOOK", "TABLE", "--write-mapping", "FILE.toml"],
}
COMING = {
    ("add", "source"): ["add", "BOOK", "finding", "--json", "FILE"],
    ("set", "source"): ["set", "BOOK", "finding", "NC-2026-001", "--json", "FILE"],
    ("questions", "take"): ["questions", "BOOK", "--take", "FILE"],
    ("answers", "file"): ["answers", "BOOK", "FILE"],
    ("scans", "files"): ["scans", "BOOK", "FILE"],
    ("import", "file"): ["import", "BOOK", "FILE"],
    ("import", "mapping"): ["import", "BOOK", "TABLE", "--mapping", "FILE"],
    ("stamp", "token"): ["stamp", "BOOK", "FILE", "--roots", "TABLE"],
    ("stamp", "anchors"): ["stamp", "BOOK", "TABLE", "--roots", "FILE"],
    ("absences", "file"): ["absences", "BOOK", "T. Haas", "FILE"],
    ("schedule", "problem"): ["schedule", "--problem", "FILE"],
}
NO_FILE = {("demo", "directory"), ("new", "book")}
"""Where something new is made: an existing name is refused by tests of their own."""


BOOKS = {("salvage", "damaged"), ("restore", "copy"), ("backups", "second")}
"""What takes a book on purpose, or a folder of copies: see the tests of restoring and salvage."""


def _path_options() -> set[tuple[str, str]]:
    """Command and name of each option and argument that takes a file, but for the book itself."""
    taken = set()
    for command in (one for subject in SUBJECTS for one in load(subject).registered_commands):
        assert command.callback
        name = command.name or command.callback.__name__.rstrip("_")
        for option, hint in get_type_hints(command.callback, include_extras=True).items():
            if hint == BookPath or get_origin(hint) is not Annotated or option == "book":
                continue
            kinds = {get_args(hint)[0], *get_args(get_args(hint)[0])}
            metavars = {getattr(each, "metavar", "") or "" for each in get_args(hint)[1:]}
            if Path in kinds or any("FILE" in metavar for metavar in metavars):
                taken.add((name, option))
    return taken


def test_every_option_that_takes_a_file_is_tried() -> None:
    tried = set(LEAVING) | set(COMING) | NO_FILE | BOOKS
    assert _path_options() - tried == set()
    assert {key for key in tried if key not in _path_options()} <= {("new", "book")}


@pytest.fixture
def path(issued: Desk) -> Path:
    """The closed book of the small company with NC-2026-001."""
    issued.book.close()
    return issued.book.path


@pytest.fixture
def other(path: Path, tmp_path: Path) -> Path:
    """The closed book of another organisation."""
    with Book.create(tmp_path / "other.auditdesk", "Somebody") as book:
        with book.step("New book") as step:
            organisation.found(step, "Other")
        return book.path


def _filled(arguments: list[str], path: Path, target: Path) -> list[str]:
    table = target.parent / "table.csv"
    table.write_text("Auditor;Function\nNew One;Welder\n", "utf-8")
    names = {"BOOK": str(path), "TABLE": str(table)}
    return [str(target) if each.startswith("FILE") else names.get(each, each) for each in arguments]


def _ending(arguments: list[str]) -> str:
    return next(Path(each).suffix for each in arguments if each.startswith("FILE"))


def _renamed(ending: str, folder: Path, of: Path) -> Path:
    return Path(shutil.copy(of, folder / f"innocent{ending}"))


TARGETS: dict[str, Callable[[str, Path, Path, Path], Path]] = {
    "the book itself": lambda _ending, _folder, own, _other: own,
    "another book": lambda _ending, _folder, _own, other: other,
    "another book under the right ending": lambda ending, folder, _own, other: _renamed(
        ending, folder, other
    ),
    "a link to the book": lambda ending, folder, own, _other: _linked(
        folder / f"link{ending}", own
    ),
    "a second name of the book": lambda ending, folder, own, _other: _second(
        folder / f"second{ending}", own
    ),
    "a book that is damaged or encrypted": lambda _ending, folder, _own, _other: _noise(folder),
}


def _linked(link: Path, to: Path) -> Path:
    link.symlink_to(to)
    return link


def _second(name: Path, of: Path) -> Path:
    name.hardlink_to(of)
    return name


def _noise(folder: Path) -> Path:
    noise = folder / "old.auditdesk"
    noise.write_bytes(bytes(range(256)) * 40)
    return noise


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("option", LEAVING, ids="-".join)
def test_no_output_replaces_a_book(
    option: tuple[str, str],
    target: str,
    path: Path,
    other: Path,
    tmp_path: Path,
    capsys: Capture,
) -> None:
    (tmp_path / "there").mkdir()
    arguments = LEAVING[option]
    to = TARGETS[target](_ending(arguments), tmp_path / "there", path, other)
    before = to.read_bytes()
    code, _out, err = run_cli(capsys, *_filled(arguments, path, to))
    assert to.read_bytes() == before and to.exists()
    assert code == 1 and "mistake" not in err, err
    assert err.count("\n") == 1


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("option", COMING, ids="-".join)
def test_no_book_is_taken_in(
    option: tuple[str, str],
    target: str,
    path: Path,
    other: Path,
    tmp_path: Path,
    capsys: Capture,
) -> None:
    (tmp_path / "there").mkdir()
    source = TARGETS[target](".pdf", tmp_path / "there", path, other)
    before = source.read_bytes()
    code, _out, err = run_cli(capsys, *_filled(COMING[option], path, source))
    assert source.read_bytes() == before
    assert code == 1 and "book" in err, err
    assert err.count("\n") == 1


@pytest.mark.parametrize("ending", [".txt", ".docx", ".xlsx", ".pdf", ".auditdesk", ".csv", ".7z"])
@pytest.mark.parametrize("option", LEAVING, ids="-".join)
def test_a_wrong_ending_is_refused_in_words(
    option: tuple[str, str], ending: str, path: Path, tmp_path: Path, capsys: Capture
) -> None:
    also = {
        "response": (".pdf", ".eml"),
        "report": (".docx",),
        "export": (".csv",),
        "complete": (".pdf",),
        "transition": (".pdf",),
        "evidence-map": (".csv",),
    }
    several = also.get(option[0], ())
    right = (_ending(LEAVING[option]), *several)
    if ending in right or option[1] == "each":
        pytest.skip("right, or a folder")
    if option[0] in ("folder", "timetable", "evidence"):
        pytest.skip("a folder")
    to = tmp_path / f"paper{ending}"
    code, _out, err = run_cli(capsys, *_filled(LEAVING[option], path, to))
    assert code == 1 and "ends in" in err
    assert not to.exists()


def test_a_backup_replaces_only_an_older_copy_of_the_same_book(
    path: Path, other: Path, tmp_path: Path
) -> None:
    older, newer = tmp_path / "older.auditdesk", tmp_path / "newer.auditdesk"
    with Book.open(path) as book:
        book.backup(older)
        book.backup(newer)
    with Book.open(newer) as book:
        Desk(book).add("person", name="Only in the copy")
    with Book.open(path) as book:
        Desk(book).add("person", name="Only in the book")
        book.backup(older)
        for to in (newer, other):
            before = to.read_bytes()
            with pytest.raises(Refusal, match="no older copy"):
                book.backup(to)
            assert to.read_bytes() == before


def test_what_is_overwritten_is_of_the_same_sort(
    path: Path, tmp_path: Path, capsys: Capture
) -> None:
    word, sheet = tmp_path / "report.docx", tmp_path / "register.xlsx"
    assert run_cli(capsys, "report", path, "IA-2026-001", "--to", word)[0] == 0
    shutil.copy(word, sheet)
    code, _out, err = run_cli(capsys, "export", path, "findings", "--to", sheet)
    assert code == 1 and "something else" in err and sheet.read_bytes() == word.read_bytes()
    assert run_cli(capsys, "report", path, "IA-2026-001", "--to", word)[0] == 0


def test_an_export_to_a_link_keeps_the_link(path: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "share").mkdir()
    link = _linked(tmp_path / "register.xlsx", tmp_path / "share" / "real.xlsx")
    for _time in range(2):
        assert run_cli(capsys, "export", path, "findings", "--to", link)[0] == 0
        assert link.is_symlink() and (tmp_path / "share" / "real.xlsx").read_bytes()[:2] == b"PK"


_WRITE = """
import apsw, sys
other = apsw.Connection(sys.argv[1])
try:
    other.execute("BEGIN IMMEDIATE")
except apsw.BusyError:
    sys.exit(7)
"""


def _refused_for_others(path: Path) -> bool:
    done = subprocess.run([sys.executable, "-c", _WRITE, str(path)], check=False)
    return done.returncode == 7


def test_the_open_book_stays_locked_when_it_is_offered_as_a_file(
    issued: Desk, tmp_path: Path
) -> None:
    book = issued.book
    link = _linked(tmp_path / "photo.png", book.path)
    second = _second(tmp_path / "scan.pdf", book.path)
    assert _refused_for_others(book.path)
    for name in (book.path, link, second):
        with pytest.raises(Refusal, match="is the book that is open"):
            files.contents(name)
        with (
            pytest.raises(Refusal),
            files.replacing(name, files.PDF) as part,
        ):
            part.write_bytes(b"%PDF-")
        with pytest.raises(Refusal):
            issued.add("evidence", file=str(name), finding="NC-2026-001")
        with pytest.raises(Refusal):
            issued.set("organisation", ".", logo=str(name))
    assert _refused_for_others(book.path)
    issued.add("person", name="Still works")


def test_the_files_that_belong_to_the_open_book_are_refused_too(issued: Desk) -> None:
    journal = issued.book.path.with_name(issued.book.path.name + "-journal")
    journal.touch()
    with pytest.raises(Refusal, match="is the book that is open"):
        files.contents(journal)


def test_a_database_of_another_program_is_taken_as_a_file(issued: Desk, tmp_path: Path) -> None:
    foreign = tmp_path / "measurements.db"
    foreign.write_bytes(b"SQLite format 3\0" + bytes(4080))
    issued.add("evidence", file=str(foreign), finding="NC-2026-001")


def test_a_closed_book_is_held_no_longer(issued: Desk) -> None:
    issued.book.close()
    assert not files.is_open(issued.book.path)


def test_the_json_of_a_pipe_is_read(path: Path, tmp_path: Path, capsys: Capture) -> None:
    told = write_json(tmp_path / "person.json", {"name": "Piped"})
    assert run_cli(capsys, "add", path, "person", "--json", told)[0] == 0
