"""`auditdesk import`: the account of every row, and nothing done before it is meant."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.conftest import Desk, run_cli

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def path(issued: Desk) -> Path:
    issued.book.close()
    return issued.book.path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A workbook with a register, and a list of actions that names its findings."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "NC log"
    for row in (
        ["Nonconformity log 2025"],
        [],
        ["NC No.", "Date raised", "Type", "ISO 9001 clause", "Description", "Owner", "Status"],
        [
            "NC-1",
            "16 Mar 2025",
            "Minor NC",
            "8.4. ",
            "Suppliers were not evaluated",
            "B. Lopes",
            "Open",
        ],
        [
            "NC-2",
            "31/02/2025",
            "Major NC",
            "99.1",
            "Gauges without calibration",
            "R. Egger",
            "Closed",
        ],
        ["NC-3", "16 Mar 2031", "Minor NC", "8.5.1", "A stamp is missing", "R. Egger", "Open"],
        ["Total", None, None, None, 3],
    ):
        sheet.append(row)
    actions = book.create_sheet("Actions")
    for row in (
        ["Action No.", "NC No.", "Corrective action", "Owner", "Due date"],
        ["A-1", "NC-1", "Evaluate the suppliers", "B. Lopes", "1 Apr 2025"],
        ["A-2", "NC-9", "Do something", "B. Lopes", "1 Apr 2025"],
    ):
        actions.append(row)
    to = tmp_path / "register.xlsx"
    book.save(to)
    return to


def imported(capsys: Capture, path: Path, *arguments: object) -> dict[str, Any]:
    code, out, err = run_cli(capsys, "import", path, *arguments, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    assert found["rows"] == found["taken"] + found["refused"] + found["ignored"]
    for sheet in found["sheets"]:
        assert sheet["rows"] == sheet["taken"] + sheet["refused"] + sheet["ignored"]
    return found


def test_the_account_names_headings_mapping_and_each_refused_row(
    capsys: Capture, path: Path, register: Path
) -> None:
    account = imported(capsys, path, register)
    log, actions = account["sheets"]
    assert (log["header"], log["kind"], log["taken"], log["refused"], log["ignored"]) == (
        [3], "finding", 2, 1, 3
    )  # fmt: skip
    assert [one["field"] for one in log["columns"]] == [
        "number", "raised_on", "grade", "clauses", "statement", "owner", "state"
    ]  # fmt: skip
    assert all(one["reason"] and 0 < one["confidence"] <= 1 for one in log["columns"])
    assert log["refusals"][0]["row"] == 6 and "future" in log["refusals"][0]["reason"]
    assert log["left_out"] == [
        {"row": 1, "reason": "above the table"},
        {"row": 3, "reason": "heading"},
        {"row": 7, "reason": "below the table"},
    ]
    assert {note["cell"] for note in log["notes"]} >= {"B5"}
    assert actions["refusals"] == [
        {"row": 3, "reason": "an action belongs to a finding, and the book has none called “NC-9”"}
    ]
    assert account["made"] == {"person": 1}


def test_a_dry_run_says_it_and_does_nothing(capsys: Capture, path: Path, register: Path) -> None:
    rehearsed = imported(capsys, path, register, "--dry-run")
    code, out, _err = run_cli(capsys, "list", path, "findings", "--json")
    assert code == 0 and len(json.loads(out)) == 1
    assert rehearsed == imported(capsys, path, register)


def test_people_read_plain_lines(capsys: Capture, path: Path, register: Path) -> None:
    code, out, err = run_cli(capsys, "import", path, register, "--dry-run")
    assert (code, err) == (0, "")
    assert "NC log: Findings, new 2, refused 1, ignored 1" in out
    assert "9 rows = 3 taken + 2 refused + 4 ignored." in out
    assert "this was a dry run" in out


def test_a_mapping_is_written_changed_and_used(
    capsys: Capture, path: Path, register: Path, tmp_path: Path
) -> None:
    to = tmp_path / "how.toml"
    imported(capsys, path, register, "--dry-run", "--write-mapping", to)
    told = to.read_text("utf-8")
    assert [one["sheet"] for one in tomllib.loads(told)["table"]] == ["NC log", "Actions"]
    to.write_text(told.replace('"Owner" = "owner"', '"Owner" = "auditee"', 1), "utf-8")
    account = imported(capsys, path, register, "--mapping", to)
    assert account["sheets"][0]["columns"][5]["field"] == "auditee"


def test_the_report_names_every_row_of_the_file(
    capsys: Capture, path: Path, register: Path, tmp_path: Path
) -> None:
    account = imported(capsys, path, register, "--report", tmp_path / "report.xlsx")
    sheet = load_workbook(tmp_path / "report.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(n for n, row in enumerate(rows) if row[0] == "Sheet")
    assert len(rows) - start - 1 == account["rows"]
    assert ["NC log", 6, "refused"] in [row[:3] for row in rows]


def test_what_cannot_be_read_is_one_line_and_the_exit_code(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"rubbish" * 50)
    code, out, err = run_cli(capsys, "import", path, broken)
    assert code == 1 and out == "" and err.count("\n") == 1 and "broken.xlsx is damaged" in err


def test_a_kind_is_told_where_the_file_does_not(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "names.csv"
    file.write_text("Auditor;Function\nT. Haas;Buyer\nNew One;Welder\n", "utf-8")
    account = imported(capsys, path, file, "--as", "people")
    assert account["sheets"][0]["kind"] == "person" and account["new"] == 1


def test_undo_takes_the_import_back(capsys: Capture, path: Path, register: Path) -> None:
    imported(capsys, path, register)
    code, out, _err = run_cli(capsys, "undo", path)
    assert code == 0 and "Import register.xlsx" in out
    code, out, _err = run_cli(capsys, "list", path, "actions", "--json")
    assert json.loads(out) == []


def test_a_command_takes_nothing_over_anything_unless_it_is_told_to(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    register = tmp_path / "log.csv"
    head = "NC No.,Date raised,Type,Description,Owner\n"
    register.write_text(f"{head}X-1,2026-10-01,Minor,The gauge had expired,B. Lopes\n", "utf-8")
    assert imported(capsys, path, register)["new"] == 1
    register.write_text(f"{head}X-1,2026-10-01,Major,The gauge had expired,B. Lopes\n", "utf-8")
    left = imported(capsys, path, register)
    assert (left["changed"], left["taken"]) == (0, 0)
    assert "left as it is" in left["sheets"][0]["left_out"][1]["reason"]
    assert imported(capsys, path, register, "--replace")["changed"] == 1


def test_a_command_names_the_rows_that_may_be_records_of_the_book(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    register = tmp_path / "log.csv"
    head = "No.,Date raised,Type,Description\n"
    register.write_text(f"{head}1,2025-10-01,Minor,The gauge had expired\n", "utf-8")
    assert imported(capsys, path, register)["new"] == 1
    register.write_text(f"{head}1,2026-10-01,Minor,A drawing was missing\n", "utf-8")
    code, out, _err = run_cli(capsys, "import", path, register)
    assert code == 0 and "2: may be" in out and "another: take it as new" in out
