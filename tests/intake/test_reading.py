"""Files of other programs: rows, or one plain sentence, at little cost."""

import json
import subprocess
import sys
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from auditdesk.errors import Refusal, Trouble
from auditdesk.intake.read import SUFFIXES, read
from auditdesk.intake.text import found_encoding, found_separator, read_pasted, read_text
from auditdesk.intake.workbook import CHILD
from tests.conftest import SAMPLES
from tests.intake.hostile import HOSTILE
from tests.intake.xlsb import write_xlsb

_MIDNIGHT = datetime.combine(date(2026, 3, 1), clock(0))
_HALF_PAST = datetime.combine(date(2026, 3, 1), clock(8, 30))
_HOSTILE = sorted((SAMPLES / "hostile_workbooks").glob("*.[xo]*")) if SAMPLES.is_dir() else []
_NONE = pytest.param(None, marks=pytest.mark.skip(reason=f"no samples at {SAMPLES.name}"))


_MEASURED = """
import json, resource, sys, time
from pathlib import Path
from auditdesk.errors import Refusal
from auditdesk.intake.read import read
began = time.monotonic()
try:
    found = [[sheet.name, len(sheet.lines)] for sheet in read(Path(sys.argv[1])).sheets]
except Refusal as refusal:
    found = str(refusal)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([found, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024,
                  time.monotonic() - began]))
"""


def rows_or_sentence(path: Path) -> list[list[Any]] | str:
    """What reading gives, as sheets and how many rows, or the sentence.

    It must cost no more than 2 s of the processor and 300 MB. It is measured from a process of its
    own: the memory of a large parent would count as that of the child.
    """
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)], check=True, capture_output=True, text=True
    )
    found: list[list[Any]] | str
    found, seconds, megabytes, clock_seconds = json.loads(done.stdout)
    assert seconds <= 2.3, f"{seconds:.1f} s of the processor"
    assert megabytes <= 300, f"{megabytes:.0f} MB"
    assert clock_seconds <= 12
    return found


@pytest.mark.slow
@pytest.mark.parametrize("path", _HOSTILE or [_NONE], ids=lambda path: getattr(path, "name", "-"))
def test_every_odd_workbook_gives_its_rows_or_one_sentence(path: Path) -> None:
    found = rows_or_sentence(path)
    if isinstance(found, str):
        assert path.name in found and "\n" not in found
        assert any(word in path.name for word in ("pass", "dos", "issue252")), found
    else:
        assert found and all(name for name, _rows in found)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_costs_a_sentence_at_most(name: str, tmp_path: Path) -> None:
    found = rows_or_sentence(HOSTILE[name](tmp_path / "hostile.xlsx"))
    harmless = ("merge", "link", "corner", "strings")
    assert isinstance(found, list) == any(word in name for word in harmless), found


def test_both_libraries_read_the_same(tmp_path: Path) -> None:
    """The dates of 1900 and 1904 are the same days in xlsx and ods."""
    if not _HOSTILE:
        pytest.skip("no samples")
    folder = SAMPLES / "hostile_workbooks"
    days = [
        [cell for line in read(folder / name).sheets[0].lines for cell in line.cells]
        for name in ("date.xlsx", "date_1904.xlsx", "date.ods")
    ]
    first = [next(cell for cell in one if isinstance(cell, date | datetime)) for one in days]
    assert first == [date(2021, 1, 1)] * 3


@pytest.mark.slow
def test_a_large_workbook_reads_as_a_small_one(tmp_path: Path) -> None:
    """More cells than that are read by the quick library: the same values come out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Large")
    row = ["text", 8.1, 5, True, _MIDNIGHT, _HALF_PAST, None, "8.10", "last", *range(31)]
    for _n in range(5_200):
        sheet.append(row)
    book.save(tmp_path / "large.xlsx")
    (found,) = read(tmp_path / "large.xlsx").sheets
    assert len(found.lines) == 5_200 and found.lines[-1].number == 5_200
    cells = [None if cell == "" else cell for cell in found.lines[-1].cells]
    assert cells[:9] == ["text", 8.1, 5, True, date(2026, 3, 1), _HALF_PAST, None, "8.10", "last"]


def test_a_sheet_in_an_odd_place_of_its_package_is_read_whole() -> None:
    if not _HOSTILE:
        pytest.skip("no samples")
    (sheet,) = read(SAMPLES / "hostile_workbooks" / "minimal_package.xlsx").sheets
    assert len(sheet.lines) > 190


def test_cells_come_as_they_are(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["a_x000D_b", 8.1, 5.0, True, _MIDNIGHT, _HALF_PAST])
    sheet.append(["plain", "'=1+1", None, "#N/A", "x" * 3000, "ünï ✓ 漢字"])
    sheet.row_dimensions[2].hidden = True
    book.create_sheet("Hidden").sheet_state = "hidden"
    sheet.merge_cells("A4:A6")
    sheet["A4"] = "span"
    path = tmp_path / "cells.xlsx"
    sheet["A2"] = "s"
    book.save(path)
    found = read(path)
    first, second, third = found.sheets[0].lines
    assert list(first.cells) == [
        "a\nb", 8.1, 5, True, date(2026, 3, 1), _HALF_PAST
    ]  # fmt: skip
    assert second.hidden and second.cells[5] == "ünï ✓ 漢字" and len(str(second.cells[4])) == 3000
    assert (third.number, found.sheets[0].merges) == (4, ((4, 0, 6, 0),))
    assert found.sheets[1].hidden


def test_a_formula_without_a_stored_result_is_said(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Number", "=1+1"])
    book.save(tmp_path / "formula.xlsx")
    (sheet_read,) = read(tmp_path / "formula.xlsx").sheets
    assert "1 formula has no stored result" in sheet_read.unread[0]


def test_rows_formatted_to_the_end_cost_nothing(tmp_path: Path) -> None:
    from tests.intake.hostile import workbook

    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(2, 60_000)
    )
    found = rows_or_sentence(workbook(tmp_path / "tall.xlsx", rows))
    assert found == [["S", 1]]


def test_a_file_that_is_no_workbook_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"Dear auditor, " * 100)
    with pytest.raises(Refusal, match="is no workbook"):
        read(path)
    with pytest.raises(Refusal, match="There is no file"):
        read(tmp_path / "none.csv")


def test_the_program_is_its_own_reading_process(tmp_path: Path) -> None:
    """A frozen program has no other interpreter to start."""
    book = Workbook()
    book.save(tmp_path / "a.xlsx")
    out = tmp_path / "out"
    subprocess.run(
        [sys.executable, "-m", "auditdesk", CHILD, str(tmp_path / "a.xlsx"), str(out), "9", "900"],
        check=True,
    )
    assert '"kind": "xlsx"' in out.read_text("utf-8") and '"done"' in out.read_text("utf-8")


# --- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_the_encoding_of_a_text_is_found(encoding: str, said: str, tmp_path: Path) -> None:
    text = "Nr;Beschreibung\r\n1;Prüfmittel überfällig, größer als 5 µm\r\n"
    assert found_encoding(text.encode(encoding)) == said
    path = tmp_path / "text.csv"
    path.write_bytes(text.encode(encoding))
    found = read_text(path)
    assert list(found.sheets[0].lines[1].cells) == ["1", "Prüfmittel überfällig, größer als 5 µm"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2,5;3\n", ";"),
        ("a\tb\n1, 2 and 3\tx\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("sep=;\na;b\n", ";"),
        ('"a, b",c\n"1, 2",3\n', ","),
        ("one\ntwo\n", ","),
    ],
)
def test_the_separator_of_a_text_is_found(text: str, sign: str) -> None:
    assert found_separator(text) == sign


def test_quoted_cells_hold_lines_and_guards_are_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "quoted.csv"
    path.write_text('"a","b"\n"two\nlines","\'=1+1"\n3,4\n', encoding="utf-8")
    lines = read_text(path).sheets[0].lines
    assert list(lines[1].cells) == ["two\nlines", "=1+1"]
    assert [line.number for line in lines] == [1, 2, 4]


def test_binary_data_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(bytes(range(256)) * 50)
    with pytest.raises(Refusal):
        read_text(path)


def test_pasted_cells_and_markdown_tables_are_read() -> None:
    pasted = read_pasted('Nr\tText\n1\t"two\nlines"\n')
    assert [list(line.cells) for line in pasted.sheets[0].lines] == [
        ["Nr", "Text"],
        ["1", "two\nlines"],
    ]
    markdown = read_pasted("# Log\n\n| Nr | **Text** |\n|:--|---|\n| 1 | a \\| b<br>c |\n")
    assert markdown.sheets[0].name == "Log"
    assert list(markdown.sheets[0].lines[1].cells) == ["1", "a | b\nc"]


def test_a_diagram_in_markdown_is_no_table() -> None:
    text = "```mermaid\nA -->|OK| B\n|---|---|\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    (sheet,) = read_pasted(text).sheets
    assert len(sheet.lines) == 2


def test_a_binary_workbook_is_read_with_texts_numbers_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsb"
    row = ["NC-1", date(2026, 3, 16), "Prüfmittel 校准 🙂", 2.5, True]
    sheets = {"NC log": [["No.", "Date", "Description"], row], "Old": [["a", "b"]]}
    write_xlsb(path, sheets, hidden=["Old"])
    source = read(path)
    assert source.kind == "xlsb"
    assert [(sheet.name, sheet.hidden) for sheet in source.sheets] == [
        ("NC log", False),
        ("Old", True),
    ]
    assert [list(line.cells) for line in source.sheets[0].lines] == [
        ["No.", "Date", "Description"], row
    ]  # fmt: skip
    assert [line.number for line in source.sheets[0].lines] == [1, 2]


def test_a_binary_workbook_cut_short_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsb"
    write_xlsb(path, {"NC log": [["No."], ["NC-1"]]})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Refusal, match=r"log\.xlsb is damaged"):
        read(path)


@pytest.mark.parametrize("ending", SUFFIXES)
def test_a_workbook_is_known_by_its_content_whatever_it_is_called(
    tmp_path: Path, ending: str
) -> None:
    book = Workbook()
    book.worksheets[0].append(["NC No", "Statement"])
    book.worksheets[0].append([1, "Gauge not calibrated"])
    path = tmp_path / f"register{ending}"
    book.save(tmp_path / "right.xlsx")
    (tmp_path / "right.xlsx").rename(path)
    assert read(path).kind == "xlsx"


@pytest.mark.parametrize("ending", SUFFIXES)
@pytest.mark.parametrize(
    "head", [b"%PDF-1.7\n\0", b"\x89PNG\r\n\x1a\n\0", b"\xd0\xcf\x11\xe0\0", b"GIF89a\0"]
)
def test_a_wrong_ending_never_ends_the_program(tmp_path: Path, ending: str, head: bytes) -> None:
    path = tmp_path / f"file{ending}"
    path.write_bytes(head * 40)
    with pytest.raises((Refusal, Trouble)) as refused:
        read(path)
    assert path.name in str(refused.value)


@pytest.mark.parametrize("separator", ["ab", ";;", '"', "\n", "\r", "\0"])
def test_a_separator_is_one_sign_or_is_refused(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text("No.;Date\n1;2026-03-16\n", "utf-8")
    with pytest.raises(Refusal, match="A separator is one sign"):
        read_text(path, separator=separator)
