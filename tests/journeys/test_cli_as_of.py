"""The command line as of a day: what it lists, prints and writes is of that day, and says so."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest

from auditdesk.book.book import Book
from auditdesk.cli.main import main
from auditdesk.work import organisation
from tests.book.pasts import Clock
from tests.conftest import Desk, audit_in_progress, nonconformity_issued, small_company

DAY = "2026-12-05"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """NC-2026-001 of 10 November; its action, due on 1 December, was done on the 8th."""
    clock = Clock(monkeypatch)
    clock.moment = datetime(2026, 11, 9, 9, tzinfo=UTC)
    path = tmp_path / "told.auditdesk"
    with Book.create(path, "Ines Okafor", "laptop") as told:
        with told.step("New book") as step:
            organisation.found(step, "Meridian")
        desk = Desk(told)
        small_company(desk)
        audit_in_progress(desk)
        clock.go_on(days=1)
        nonconformity_issued(desk)
        clock.go_on(days=2)
        desk.add("action", finding="NC-2026-001", what="Train group B", due="2026-12-01")
        clock.go_on(days=26)
        desk.set(
            "action", "CA-2026-001", move="done", today=date(2026, 12, 8), evidence="List of names"
        )
        desk.add("person", name="Came later")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["--today", "2026-12-20", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def listed(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    code, out, _err = run(capsys, "list", *arguments, "--json")
    assert code == 0, _err
    return list(json.loads(out))


def test_what_was_late_then_and_is_done_now_is_named(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [one["number"] for one in listed(capsys, book, "actions", "--late-on", DAY)] == [
        "CA-2026-001"
    ]
    assert listed(capsys, book, "actions", "--late-on", "2026-12-01") == []
    assert listed(capsys, book, "actions", "--late-on", "2026-12-10") == []


def test_a_list_is_of_that_day(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = {one["name"] for one in listed(capsys, book, "people", "--as-of", DAY)}
    assert "T. Haas" in people and "Came later" not in people
    assert listed(capsys, book, "findings", "--as-of", "2026-11-09") == []
    (action,) = listed(capsys, book, "actions", "--as-of", DAY)
    assert action["done_on"] is None
    _code, out, err = run(capsys, "list", book, "findings", "--as-of", DAY)
    assert f"As recorded by the end of {DAY}" in err and "NC-2026-001" in out


def test_a_search_finds_the_words_of_then(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Book.open(book, "Ines Okafor") as told:
        Desk(told).set("finding", "NC-2026-001", extent="Group C as well", today=date(2026, 12, 9))
    for words, asked, found in (
        ("Group C", (), 1),
        ("Group C", ("--as-of", DAY), 0),
        ("recall of supplier", ("--as-of", DAY), 1),
        ("recall of supplier", ("--as-of", "2026-11-09"), 0),
    ):
        rows = listed(capsys, book, "findings", "--text", words, *asked)
        assert len(rows) == found, (words, asked)


def test_the_day_before_the_book_and_the_day_to_come_are_said(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, said in (
        ("2026-11-08", "begins on 2026-11-09: it knows nothing of 2026-11-08"),
        ("2026-12-21", "2026-12-21 has not come yet"),
        ("yesterday", "is not a date"),
    ):
        code, out, err = run(capsys, "list", book, "findings", "--as-of", day)
        assert (code, out) == (1, "") and said in err
    code, _out, err = run(capsys, "list", book, "findings", "--late-on", "2026-11-01")
    assert code == 0 and "begins on 2026-11-09" in err


def test_papers_and_workbooks_of_a_past_say_so(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = book.read_bytes()
    sheet, word, table = (tmp_path / name for name in ("a.pdf", "a.docx", "a.xlsx"))
    for arguments in (
        ("print", book, "finding", "NC-2026-001", "--to", sheet),
        ("report", book, "IA-2026-001", "--to", word),
        ("export", book, "actions", "--to", table),
    ):
        code, _out, err = run(capsys, *arguments, "--as-of", DAY)
        assert code == 0, err
    said = f"As recorded by the end of {DAY}"
    with pypdfium2.PdfDocument(sheet) as pdf:
        assert said in pdf[0].get_textpage().get_text_bounded()
    rows = list(openpyxl.load_workbook(table).active.iter_rows(values_only=True))
    assert said in str(rows[1][0])
    assert any("CA-2026-001" in row for row in rows)
    foot = docx.Document(str(word)).sections[0].footer
    assert any(said in paragraph.text for paragraph in foot.paragraphs)
    assert book.read_bytes() == before


def test_coverage_is_of_that_day(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "coverage", book, "--as-of", DAY)
    assert code == 0 and out and DAY in err


def test_a_copy_for_somebody_is_a_record_of_today(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "a.pdf"
    code, _out, err = run(
        capsys, "report", book, "IA-2026-001", "--to", to, "--for", "B. Lopes", "--as-of", DAY
    )
    assert code == 1 and "cannot be changed" in err and not to.exists()
