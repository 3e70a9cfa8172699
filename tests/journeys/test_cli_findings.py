"""The life of a finding from the command line: advice, repeats, response forms."""

import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tests.conftest import Desk, nonconformity, run_cli
from tests.work.test_responses import WHOLE, filled


def test_advice_is_told_by_field_and_as_json(
    audited: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    id = audited.add("finding", **nonconformity(statement="B. Lopes might not evaluate suppliers"))
    audited.book.close()
    code, out, _err = run_cli(capsys, "advice", audited.book.path, id[-6:])
    assert code == 0
    assert "statement: “might” softens what was seen." in out
    assert "statement: B. Lopes is named. Write the function, not the person." in out
    _code, out, _err = run_cli(capsys, "advice", audited.book.path, id, "--json")
    assert [one["field"] for one in json.loads(out)] == ["statement", "statement"]


def test_where_nothing_is_to_be_said_that_is_said(
    issued: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    issued.book.close()
    assert run_cli(capsys, "advice", issued.book.path, "NC-2026-001") == (
        0,
        "Nothing to say.\n",
        "",
    )


def test_a_repeat_is_shown_marked_and_raised(
    audited: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {"audit": None, "standard": "ISO 9001:2015", "raised_on": "2025-03-02"}
    old = audited.add("finding", **nonconformity(**before), move="issue", on="2025-03-02")
    id = audited.add("finding", **nonconformity())
    book = audited.book.path
    audited.book.close()
    code, out, _err = run_cli(capsys, "--today", "2026-11-23", "repeats", book, id)
    assert code == 0
    assert out.startswith(f"Same clause and process as {old}, still open.\n    The recall of")
    _code, out, _err = run_cli(capsys, "repeats", book, id, "--json")
    assert json.loads(out)[0]["number"] == old
    assert run_cli(capsys, "repeats", book, id, "--months", "6")[1].startswith("Nothing like")
    _code, out, _err = run_cli(capsys, "repeats", book, id, "--mark", old)
    assert "A repeat deserves a higher grade: Major nonconformity?" in out
    assert run_cli(capsys, "repeats", book, id, "--mark", old)[0] == 1
    assert run_cli(capsys, "undo", book)[0] == 0
    run_cli(capsys, "repeats", book, id, "--mark", old, "--raise", "second time")
    _code, out, _err = run_cli(capsys, "list", book, "findings", "--where", "grade=major", "--json")
    assert [row["repeat_of"] for row in json.loads(out)] == [old]


def test_a_form_is_written_and_its_answers_taken_in(
    issued: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book, form = issued.book.path, tmp_path / "form.xlsx"
    issued.book.close()
    code, out, _err = run_cli(
        capsys, "response", book, "--owner", "B. Lopes", "--to", form, "--in", "de"
    )
    assert (code, out) == (0, f"{form}: 1 finding.\n")
    back = filled(form, WHOLE, tmp_path / "back.xlsx")
    day = ("--today", "2026-11-23")
    code, out, _err = run_cli(capsys, *day, "answers", book, back, "--dry-run")
    assert code == 0 and out.endswith("8 accepted. Nothing was changed.\n")
    assert "NC-2026-001:extent  accepted  Brno looked at: 0 of 9" in out
    _code, out, _err = run_cli(capsys, *day, "answers", book, back, "--json")
    assert {row["fate"] for row in json.loads(out)} == {"accepted", "empty"}
    assert run_cli(capsys, *day, "answers", book, back)[1].endswith("8 already read.\n")
    assert run_cli(capsys, "answers", book, book)[0] == 1
    assert run_cli(capsys, "response", book)[0] == 1
    assert run_cli(capsys, "answers", book, tmp_path / "none.xlsx")[2].startswith("There is no")


def test_a_scan_files_itself(
    issued: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book, scan = issued.book.path, tmp_path / "scan.pdf"
    issued.book.close()
    assert run_cli(capsys, "print", book, "finding", "NC-2026-001", "--to", scan)[0] == 0
    _code, out, _err = run_cli(capsys, "scans", book, scan, "--dry-run")
    assert out.startswith("scan.pdf 1, 2") and out.endswith(": NC-2026-001\n")
    assert run_cli(capsys, "scans", book, scan)[0] == 0
    assert run_cli(capsys, "scans", book, scan)[1].endswith("(filed already)\n")


def test_a_form_leaves_as_a_ready_e_mail(
    issued: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book, mail = issued.book.path, tmp_path / "answer.eml"
    issued.book.close()
    assert run_cli(capsys, "response", book, "NC-2026-001", "--to", mail)[0] == 0
    assert b"X-Unsent: 1" in mail.read_bytes()


def test_a_form_on_paper_and_in_fields_comes_back_by_the_command_line(
    issued: Desk, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    book, form = issued.book.path, tmp_path / "form.pdf"
    issued.book.close()
    code, out, _err = run_cli(capsys, "response", book, "NC-2026-001", "--to", form)
    assert (code, out) == (0, f"{form}: 1 finding.\n")
    with pikepdf.open(form) as pdf:
        for one in pdf.Root.AcroForm.Fields:
            if str(one.T).startswith("extent"):
                one.V = pikepdf.String("None elsewhere")
        pdf.save(tmp_path / "back.pdf")
    code, out, _err = run_cli(capsys, "answers", book, tmp_path / "back.pdf")
    assert code == 0 and out.endswith("1 accepted.\n")
    Image.new("L", (600, 800), 255).save(tmp_path / "photo.png")
    sign = ("--page", "1=NC-2026-001")
    code, out, _err = run_cli(capsys, "scans", book, tmp_path / "photo.png", *sign)
    assert (code, out) == (0, "photo.png 1: NC-2026-001\n")
    code, _out, err = run_cli(capsys, "scans", book, tmp_path / "photo.png", "--page", "one")
    assert code == 2 and "--page 2=NC-2026-001" in err
