"""The folder for the certification body: complete, counted, each file known by its digest."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pikepdf
import pypdfium2
import pytest

from auditdesk.book.book import Book
from auditdesk.errors import Refusal, Trouble
from auditdesk.output.folder import FolderFile, Scope, unfinished, write_folder
from tests.conftest import TODAY, Desk, nonconformity, run_cli

YEAR = Scope(2026, 2026)


@pytest.fixture
def reported(issued: Desk, tmp_path: Path) -> Iterator[Desk]:
    """An audit with its report issued, an action, and a confidential file beside a photo."""
    note = tmp_path / "note.txt"
    note.write_text("Salaries", "utf-8")
    issued.add("evidence", finding="NC-2026-001", file=str(note), confidential=True)
    issued.add("action", finding="NC-2026-001", what="Recall", owner="B. Lopes", due="2026-12-15")
    issued.set("audit", "IA-2026-001", conclusion="The system holds but for supplier evaluation")
    issued.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    issued.set("audit", "IA-2026-001", move="report", on="2026-11-12")
    issued.add("audit", units=["Purchasing · Brno"], starts_on="2026-12-01", objectives="See")
    yield issued


def made(book: Book, to: Path, scope: Scope = YEAR) -> list[FolderFile]:
    return write_folder(book, scope, to, TODAY, lambda _file: None)


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_everything_is_in_the_folder_and_known_by_its_digest(
    reported: Desk, tmp_path: Path
) -> None:
    to = tmp_path / "For the body"
    parts = made(reported.book, to)
    names = {one.file for one in parts}
    assert {
        "1 Programme/Audit programme 2026.pdf",
        "1 Programme/Audit programme 2026.xlsx",
        "2 Audits/IA-2026-001/Audit plan IA-2026-001.pdf",
        "2 Audits/IA-2026-001/Audit plan IA-2026-001.xlsx",
        "2 Audits/IA-2026-001/Audit report IA-2026-001.pdf",
        "2 Audits/IA-2026-002/Audit plan IA-2026-002.pdf",
        "3 Findings/Findings register.xlsx",
        "3 Findings/Finding sheets 2026.pdf",
        "4 Actions/Action list.pdf",
        "4 Actions/Action list.xlsx",
        "5 Evidence/Evidence list.pdf",
        "5 Evidence/Evidence list.xlsx",
        "6 Trail/Trail of changes.xlsx",
        "7 Completeness/Completeness.pdf",
        "7 Completeness/Completeness.xlsx",
        "7 Completeness/Evidence by clause and unit.xlsx",
        "0 Contents.xlsx",
        "SHA256SUMS.txt",
    } <= names
    stored = {one.relative_to(to).as_posix() for one in to.rglob("*") if one.is_file()}
    assert stored == names | {"0 Verification.pdf"}
    for part in parts:
        assert hashlib.sha256((to / part.file).read_bytes()).hexdigest() == part.sha256
    sums = (to / "SHA256SUMS.txt").read_text("utf-8").splitlines()
    assert sums == [f"{one.sha256}  {one.file}" for one in parts[:-1]]
    assert not unfinished(to).exists()


def test_the_page_vouches_for_each_file_and_says_what_is_missing(
    reported: Desk, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    parts = made(reported.book, to)
    told = "".join(text_of(to / "0 Verification.pdf").split())
    assert all(one.sha256 in told for one in parts)
    assert reported.book.head.digest in told
    assert "AuditreportIA-2026-002notissuedyet" in told
    contents = openpyxl.load_workbook(to / "0 Contents.xlsx")
    digests = {row[5] for row in contents.worksheets[0].values if len(row) > 5}
    assert {one.sha256 for one in parts[:-2]} <= digests


def test_every_pdf_is_archival(reported: Desk, tmp_path: Path) -> None:
    to = tmp_path / "out"
    made(reported.book, to)
    for pdf in to.rglob("*.pdf"):
        with pikepdf.open(pdf) as document, document.open_metadata() as facts:
            assert facts["pdfaid:part"] == "2", pdf.name


@pytest.mark.parametrize(("confidential", "hidden"), [(False, True), (True, False)])
def test_confidential_files_are_left_out_of_reports_unless_asked_for(
    reported: Desk, tmp_path: Path, confidential: bool, hidden: bool
) -> None:
    to = tmp_path / "out"
    parts = made(reported.book, to, Scope(2026, 2026, confidential))
    report = next(one for one in parts if "report" in one.file)
    assert ("left out" in report.holds) == hidden
    assert ("note.txt" not in text_of(to / report.file)) == hidden


def test_registers_hold_the_whole_book_and_papers_the_years(reported: Desk, tmp_path: Path) -> None:
    before = nonconformity(audit=None, standard="ISO 9001:2015", raised_on="2024-05-02")
    reported.add("finding", **before, move="issue", on="2024-05-02")
    to = tmp_path / "out"
    parts = made(reported.book, to)
    register = openpyxl.load_workbook(to / "3 Findings/Findings register.xlsx")
    numbers = {row[0] for row in register.worksheets[0].values}
    assert {"NC-2026-001", "NC-2024-001"} <= numbers
    assert not [one.file for one in parts if "2024" in one.file]


def test_a_zip_holds_the_same_files(reported: Desk, tmp_path: Path) -> None:
    to = tmp_path / "Body.zip"
    parts = made(reported.book, to)
    with ZipFile(to) as archive:
        names = set(archive.namelist())
        assert names == {f"Body/{one.file}" for one in parts} | {"Body/0 Verification.pdf"}
        assert archive.testzip() is None


def test_an_empty_book_gives_a_folder_that_says_so(book: Book, tmp_path: Path) -> None:
    parts = made(book, tmp_path / "out", Scope(2025, 2026))
    assert "6 Trail/Trail of changes.xlsx" in {one.file for one in parts}
    assert "no audit lies in this year" in text_of(tmp_path / "out" / "0 Verification.pdf")


def test_what_is_there_is_never_replaced(reported: Desk, tmp_path: Path) -> None:
    to = tmp_path / "out"
    to.mkdir()
    (to / "mine.txt").write_text("mine")
    with pytest.raises(Refusal, match="exists already"):
        made(reported.book, to)
    assert [one.name for one in to.iterdir()] == ["mine.txt"]


def test_years_the_wrong_way_round_are_refused(reported: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="2026 is after 2025"):
        made(reported.book, tmp_path / "out", Scope(2026, 2025))


def test_a_book_that_does_not_verify_gives_no_folder(reported: Desk, tmp_path: Path) -> None:
    reported.book.connection.execute("UPDATE finding SET statement = 'all is well'")
    with pytest.raises(Trouble, match="does not verify"):
        made(reported.book, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_stops_it_leaves_nothing_half_written(reported: Desk, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def told(file: str) -> None:
        if file.startswith("4"):
            raise Stopped

    to = tmp_path / "out"
    with pytest.raises(Stopped):
        write_folder(reported.book, YEAR, to, TODAY, told)
    assert not to.exists() and not unfinished(to).exists()


def test_the_command_line_makes_it(
    reported: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = reported.book.path
    reported.book.close()
    to = tmp_path / "out"
    code, out, _err = run_cli(capsys, "--today", TODAY, "folder", path, "--to", to)
    assert code == 0
    assert f"{to}: " in out and "0 Verification.pdf" in out
    assert (to / "0 Verification.pdf").exists()
