"""Scorecard row 16: every export is read back whole, and the check that does it is checked."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from auditdesk.book.rows import ListedFinding
from auditdesk.errors import Trouble
from auditdesk.output import workbook
from auditdesk.output.cells import clean, decode
from auditdesk.output.columns import FINDINGS
from auditdesk.output.excel import TableTitle, write_list
from auditdesk.output.reread import Meant, Unlike, reread
from auditdesk.output.workbook import Workbook
from tests.bench.bench_export import ROW, rows

pytestmark = pytest.mark.slow

HEADING = TableTitle("Findings", "Meridian", date(2026, 11, 23), "9f" * 32, 7, "Ines Okafor")
STARTS = ("=", "+", "-", "@", "\t", "\r", "'", "\x0b", "\x00", "_x0041_", "＝", "\n=", "=\r\n", "'=",
          "=\x07", "=_x0007_", "\ud800=", "\ufffe", "=\u202e", "😀")  # fmt: skip
BODIES = ("1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://x\",\"y\")", "SUM(A1:A9)", "8.10",
          "<f>1</f>", "مرحبا بالعالم", "供應商 😀", "a\x0bb\x1fc", "")  # fmt: skip
PAYLOADS = [start + body for start in STARTS for body in BODIES]
LONG = ("a" * 32_768, "b" * 40_000, "😀" * 20_000, "=" * 70_000)
TEXTS = [one.name for one in fields(ListedFinding) if one.type in (str, str | None)]
SKIPPED = {"state", "id"}
"""Not typed by the user."""


def hostile() -> Iterator[ListedFinding]:
    """Two hundred payloads in every text column, and the long ones."""
    for payload in PAYLOADS:
        yield replace(ROW, **{name: payload for name in TEXTS if name not in SKIPPED})
    for text in LONG:
        yield replace(ROW, evidence=text, statement=text)


def everything(n: int) -> Iterator[ListedFinding]:
    yield from rows(n)
    yield from hostile()


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 200


def test_every_cell_of_ten_thousand_rows_and_all_payloads_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "findings.xlsx"
    report = write_list(everything(10_000), FINDINGS, HEADING, path)
    assert report.rows == 10_000 + len(PAYLOADS) + len(LONG)
    assert report.continued == 2 * len(LONG)
    with ZipFile(path) as package:
        assert all(b"<f>" not in package.read(name) for name in package.namelist())
    assert compared(path, list(everything(10_000))) == report.rows * len(FINDINGS)


def compared(path: Path, findings: list[ListedFinding]) -> int:
    """Compare with openpyxl as a second reader, cell by cell; how many cells."""
    book = openpyxl.load_workbook(path, read_only=True)
    rest: dict[str, str] = {}
    for row in book["Continued texts"].iter_rows(min_row=6, values_only=True):
        rest[row[1]] = rest.get(row[1], "") + decode(row[5])
    shown = sorted(FINDINGS, key=lambda column: not column.printed)
    count = 0
    table = book.worksheets[0].iter_rows(min_row=6, max_col=len(shown))
    for cells, finding in zip(table, findings, strict=True):
        for cell, column in zip(cells, shown, strict=True):
            meant: Any = column.value(finding)
            found: Any = cell.value
            if isinstance(meant, str):
                found = decode(found or "")
                if rest and cell.value is not None and cell.coordinate in rest:
                    found = found.rpartition("… [continued")[0] + rest[cell.coordinate]
                meant = clean(meant)
            elif isinstance(meant, date):
                found = found.date()
            assert found == meant, (column.key, cell.coordinate)
            count += 1
    book.close()
    return count


# --- controls: faults put in on purpose, which the same check must find -----------------------


def test_control_plain_append_makes_formulas_and_the_check_finds_them(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Findings")
    for payload in PAYLOADS:
        if payload.isprintable():
            sheet.append([payload])
    book.save(path)
    with pytest.raises(Unlike, match="a formula in sheet “Findings”, A1"):
        reread(path, [Meant("Findings", [b""] * len(PAYLOADS))])


def test_control_a_writer_that_makes_formulas_is_found(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Plain(workbook.WrittenSheet):
        def _row(self, values: Any, styles: Any) -> Iterator[Any]:
            for cell in super()._row(values, styles):
                if isinstance(cell.value, str):
                    cell.value = str(cell.value)
                yield cell

    monkeypatch.setattr(workbook, "WrittenSheet", Plain)
    with pytest.raises(Trouble, match=r"did not read back.*formula"):
        write_list(hostile(), FINDINGS, HEADING, old)
    assert left_alone(old)


def test_control_a_writer_that_cuts_long_texts_is_found(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(_book: Workbook, _sheet: Any, _letter: str, text: str, _values: Any) -> str:
        return text[:32_767]

    monkeypatch.setattr(Workbook, "continue_text", cut)
    with pytest.raises(Trouble, match=r"did not read back.*row 206"):
        write_list(hostile(), FINDINGS, HEADING, old)
    assert left_alone(old)


def test_control_a_writer_that_loses_a_row_is_found(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Losing(workbook.WrittenSheet):
        def _set_up(self, landscape: bool) -> None:
            super()._set_up(landscape)
            append = self.sheet.append

            def lose(cells: Any) -> None:
                if self.row == 8:
                    list(cells)
                else:
                    append(cells)

            self.sheet = _Through(self.sheet, append=lose)

    monkeypatch.setattr(workbook, "WrittenSheet", Losing)
    with pytest.raises(Trouble, match="did not read back"):
        write_list(rows(9), FINDINGS, HEADING, old)
    assert left_alone(old)


class _Through(SimpleNamespace):
    """Another object with one thing replaced."""

    def __init__(self, behind: Any, **replaced: Any) -> None:
        super().__init__(_behind=behind, **replaced)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._behind, name, value)


def damaged(path: Path, part: str, before: bytes, after: bytes) -> Path:
    """The package with one thing changed in one part."""
    to = path.with_name("damaged.xlsx")
    with ZipFile(path) as package, ZipFile(to, "w", ZIP_DEFLATED) as copy:
        for name in package.namelist():
            data = package.read(name)
            assert name != part or before in data
            copy.writestr(name, data.replace(before, after, 1) if name == part else data)
    return to


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        (SHEET, b"NC-2026-00003", b"NC-2026-00004"),
        (SHEET, b"<v>46", b"<v>47"),
        (SHEET, b' t="n"><v>1</v>', b' t="b"><v>1</v>'),
        (SHEET, b'<row r="7"', b'<row r="99"'),
        (SHEET, b"</sheetData>", b'<row r="99"></row></sheetData>'),
        (SHEET, b"<is>", b"<f>1</f><is>"),
        (SHEET, b"</worksheet>", b""),
        ("xl/worksheets/sheet2.xml", b"zzzz", b"zzz"),
        ("xl/worksheets/sheet2.xml", b"<v>2</v>", b"<v>3</v>"),
        ("xl/workbook.xml", b'name="Findings"', b'name="Finding"'),
        ("xl/styles.xml", b"</styleSheet>", b""),
    ],
)
def test_control_any_change_of_the_package_is_found(
    part: str, before: bytes, after: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Meant] = []
    monkeypatch.setattr(workbook, "reread", lambda path, meant: kept.extend(meant) or 0)
    path = tmp_path / "findings.xlsx"
    write_list([*rows(9), replace(ROW, evidence="z" * 33_000)], FINDINGS, HEADING, path)
    assert reread(path, kept) > 0
    with pytest.raises(Unlike):
        reread(damaged(path, part, before, after), kept)


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_control_a_file_cut_short_is_found(
    keep: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Meant] = []
    monkeypatch.setattr(workbook, "reread", lambda path, meant: kept.extend(meant) or 0)
    path = tmp_path / "findings.xlsx"
    write_list(rows(9), FINDINGS, HEADING, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * keep)])
    with pytest.raises(Unlike):
        reread(path, kept)


def test_control_a_flipped_bit_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Meant] = []
    monkeypatch.setattr(workbook, "reread", lambda path, meant: kept.extend(meant) or 0)
    path = tmp_path / "findings.xlsx"
    write_list(rows(50), FINDINGS, HEADING, path)
    with ZipFile(path) as package:
        inside = package.getinfo(SHEET)
    data = bytearray(path.read_bytes())
    data[inside.header_offset + 30 + len(SHEET) + inside.compress_size // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(Unlike):
        reread(path, kept)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workbook of the same name from yesterday."""
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"yesterday")
    return path


def left_alone(old: Path) -> bool:
    beside = [path.name for path in old.parent.iterdir() if path.is_file()]
    return old.read_bytes() == b"yesterday" and beside == [old.name]
