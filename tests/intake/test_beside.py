"""What a sheet shows beside its values, and what its cells show of numbers, format by format."""

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from auditdesk.intake.number_format import is_error, is_telling, shown_by
from auditdesk.intake.ods import OdsSheet, read_ods
from auditdesk.intake.read import read
from auditdesk.intake.source import Sheet
from tests.intake.xlsb import write_xlsb


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register with all that a sheet can show beside its values."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["No.", "Date", "Clause", "Statement", "Secret"])
    sheet.append([1, date(2026, 3, 1), 8.1, "One and\ntwo", "x"])
    sheet.append([2, date(2026, 3, 2), 5.2, "Struck out", "x"])
    sheet.append([3, date(2026, 3, 3), 7, "Hidden", "x"])
    sheet.append([4, date(2026, 3, 4), "8.4", "Over two rows", "x"])
    sheet.append([None, None, "8.5", None, None])
    for row in range(2, 6):
        sheet.cell(row, 1).number_format = '"NC-2026-"000'
        sheet.cell(row, 3).number_format = "0.00"
    for cell in sheet[3]:
        cell.font = Font(strike=True)
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet["D2"].comment = Comment("Ask the foreman", "QM")
    sheet.merge_cells("A5:A6")
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


def shown(sheet: Sheet) -> None:
    numbers = [line.cells[0] for line in sheet.lines[1:5]]
    assert numbers == [f"NC-2026-00{n}" for n in (1, 2, 3, 4)]
    assert [line.cells[2] for line in sheet.lines[1:4]] == ["8.10", "5.20", 7]
    assert sheet.lines[1].cells[3] == "One and\ntwo"
    assert [line.number for line in sheet.lines if line.hidden] == [4]
    beside = sheet.beside
    assert beside.known and list(beside.comments) == [(2, 3)]
    assert "Ask the foreman" in beside.comments[2, 3]
    assert {row for row, _column in beside.struck} == {3}
    assert 4 in beside.hidden_columns and (5, 0, 6, 0) in sheet.merges


def test_a_workbook_tells_all_that_it_shows(register: Path) -> None:
    shown(read(register).sheets[0])


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_a_workbook_tells_the_same_as_ods(register: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{register.parent}/profile", "--headless",
         "--convert-to", "ods", "--outdir", str(register.parent), str(register)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shown(read(register.with_suffix(".ods")).sheets[0])


_CONTENT = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:draw="d"'
    ' xmlns:xlink="l" xmlns:dr3d="r"><table:table table:name="A"><table:table-row>{cells}'
    "</table:table-row></table:table></office:document-content>"
)


def ods_of(cells: str) -> OdsSheet:
    """A sheet of one row, from the text of its cells."""
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("content.xml", _CONTENT.format(cells=cells))
    (sheet,) = read_ods(ZipFile(file), 100)
    return sheet


@pytest.mark.parametrize(
    "drawing",
    [
        "<draw:custom-shape><text:p>a note</text:p></draw:custom-shape>",
        "<draw:rect><text:p>a<text:span>b</text:span><text:s/><text:tab/></text:p></draw:rect>",
        "<draw:frame><draw:text-box><text:p>a note</text:p></draw:text-box></draw:frame>",
        '<draw:frame><draw:image xlink:href="Pictures/1.png"><text:p/></draw:image></draw:frame>',
        "<draw:g><draw:line><text:p/></draw:line><dr3d:scene><text:p>x</text:p></dr3d:scene>"
        "</draw:g>",
        "<draw:frame><draw:object><table:table><table:table-row><table:table-cell>"
        "<text:p>of a chart</text:p></table:table-cell></table:table-row></table:table>"
        "</draw:object></draw:frame>",
    ],
)
def test_what_is_written_in_a_shape_is_no_value_of_the_cell_below(drawing: str) -> None:
    cells = (
        f'<table:table-cell office:value-type="string">{drawing}<text:p>NC-1</text:p>'
        f'</table:table-cell><table:table-cell office:value-type="float" office:value="3">{drawing}'
        f"<text:p>3</text:p></table:table-cell><table:table-cell>{drawing}</table:table-cell>"
        '<table:table-cell office:value-type="string"><text:p>last</text:p></table:table-cell>'
    )
    sheet = ods_of(cells)
    assert sheet.rows == [(1, False, ["NC-1", 3, None, "last"])]
    assert len(sheet.beside.pictures) == 3 * drawing.count("draw:image x")


def test_a_format_that_does_not_tell_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsb"
    write_xlsb(path, {"NC log": [["No."], ["NC-1"]]})
    assert not read(path).sheets[0].beside.known


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ('"NC-2026-"000', 12, "NC-2026-012"),
        ("\\N\\C-00", 7, "NC-07"),
        ("0000", 12, "0012"),
        ("0.00", 5.2, "5.20"),
        ("0.00", 8.1, "8.10"),
        ("0.00", 8.0, 8.0),
        ("General", 8.1, 8.1),
        ("0", 12, 12),
        ("#,##0.00", 1234.5, 1234.5),
        ("0%", 0.5, "50%"),
        ("0%", 1, "100%"),
        ("0.0%", 0.125, "12.5%"),
    ],
)
def test_a_number_is_shown_by_its_format(code: str, value: float, text: object) -> None:
    assert (shown_by(code, value) if is_telling(code) else value) == text


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "dd.mm.yyyy", "hh:mm", "@", "General"])
def test_the_formats_of_days_and_shares_tell_no_more(code: str) -> None:
    assert not is_telling(code)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "Err:502", "#NAME?"])
def test_an_error_is_no_text(text: str) -> None:
    assert is_error(text) and not is_error(f"see {text}")
