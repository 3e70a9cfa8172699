"""The command line as its user meets it: one plain line, the right exit code, nothing half done."""

import json
import os
from pathlib import Path

import pypdfium2
import pytest
from openpyxl import load_workbook

from auditdesk.book.book import Book
from tests.conftest import Desk, nonconformity, run_cli, write_json

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def path(issued: Desk) -> Path:
    """The closed book of the small company with NC-2026-001."""
    issued.add(
        "action", finding="NC-2026-001", what="Recall for B", owner="B. Lopes", due="2026-12-01"
    )
    issued.book.close()
    return issued.book.path


def listed(capsys: Capture, path: Path, *arguments: object) -> list[dict]:
    code, out, err = run_cli(capsys, "list", path, *arguments, "--json")
    assert (code, err) == (0, "")
    found: list[dict] = json.loads(out)
    return found


def test_a_finding_has_its_stable_keys(capsys: Capture, path: Path) -> None:
    (row,) = listed(capsys, path, "findings")
    expected = {
        "number": "NC-2026-001",
        "grade": "minor",
        "state": "issued",
        "audit": "IA-2026-001",
        "standard": "ISO 9001:2015",
        "clauses": ["8.4.1"],
        "process": "Purchasing",
        "site": "Graz",
        "raised_on": "2026-11-09",
        "issued_on": "2026-11-10",
        "answer_due": "2026-12-01",
        "closed_on": None,
        "owner": "B. Lopes",
    }
    assert {key: row[key] for key in expected} == expected
    assert {"requirement", "evidence", "statement"} <= set(row)


def test_an_action_and_an_audit_have_their_stable_keys(capsys: Capture, path: Path) -> None:
    (action,) = listed(capsys, path, "actions")
    assert {
        key: action[key]
        for key in ("number", "finding", "kind", "what", "owner", "due", "done_on", "effective")
    } == {
        "number": "CA-2026-001",
        "finding": "NC-2026-001",
        "kind": "corrective_action",
        "what": "Recall for B",
        "owner": "B. Lopes",
        "due": "2026-12-01",
        "done_on": None,
        "effective": None,
    }
    (audit,) = listed(capsys, path, "audits")
    assert {
        key: audit[key]
        for key in (
            "number",
            "title",
            "state",
            "standard",
            "units",
            "clauses",
            "starts_on",
            "ends_on",
            "lead_auditor",
            "team",
        )
    } == {
        "number": "IA-2026-001",
        "title": "Purchasing · Graz",
        "state": "started",
        "standard": "ISO 9001:2015",
        "units": ["Purchasing · Graz"],
        "clauses": ["8.4.1", "8.4.2", "8.4.3"],
        "starts_on": "2026-11-09",
        "ends_on": "2026-11-10",
        "lead_auditor": "Ines Okafor",
        "team": ["Ines Okafor", "T. Haas"],
    }


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("findings", "--where", "state=open"), 1),
        (("findings", "--where", "state=closed"), 0),
        (("findings", "--where", "state=open", "--where", "clause=8.4"), 1),
        (("findings", "--where", "clause=8.5"), 0),
        (("findings", "--where", "process=purchasing"), 1),
        (("findings", "--where", "standard=ISO 9001"), 1),
        (("findings", "--where", "standard=iso9001-2026"), 0),
        (("findings", "--late-on", "2026-12-02"), 1),
        (("findings", "--late-on", "2026-12-01"), 0),
        (("findings", "--text", "SUPPLIER"), 1),
        (("actions", "--late-on", "2026-12-02"), 1),
        (("actions", "--where", "state=open"), 1),
        (("audits", "--where", "year=2026"), 1),
        (("programme", "--where", "year=2026"), 3),
        (("units", "--where", "site=Graz"), 2),
        (("people",), 4),
        (("clauses", "--where", "standard=iso9001-2026"), 91),
        (("trail", "--where", "table=finding"), 1),
    ],
)
def test_lists_are_filtered(
    capsys: Capture, path: Path, arguments: tuple[str, ...], count: int
) -> None:
    assert len(listed(capsys, path, *arguments)) == count


def test_every_list_prints_as_a_table(capsys: Capture, path: Path) -> None:
    for name in (
        "findings",
        "actions",
        "audits",
        "programme",
        "units",
        "people",
        "clauses",
        "trail",
    ):
        code, out, err = run_cli(capsys, "list", path, name)
        assert (code, err) == (0, "") and out.strip(), name


def test_a_list_of_things_is_added_whole_or_not_at_all(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    people = write_json(tmp_path / "people.json", [{"name": "A"}, {"name": "B"}, {"name": "A"}])
    code, out, err = run_cli(capsys, "add", path, "person", "--json", people)
    assert (code, out) == (1, "")
    assert err == "Object 3 of 3: “A” exists already. Nothing was added.\n"
    assert len(listed(capsys, path, "people")) == 4


def test_adding_prints_numbers_and_setting_moves(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    data = write_json(tmp_path / "f.json", nonconformity())
    code, id, _err = run_cli(capsys, "add", path, "finding", "--json", data)
    assert code == 0
    move = write_json(tmp_path / "m.json", {"move": "issue"})
    code, out, _err = run_cli(
        capsys, "--today", "2026-11-23", "set", path, "finding", id.strip(), "--json", move
    )
    assert (code, out) == (0, "NC-2026-002\n")


def test_the_trail_names_who_did_it(capsys: Capture, path: Path, tmp_path: Path) -> None:
    person = write_json(tmp_path / "p.json", {"name": "New"})
    run_cli(capsys, "--who", "M. Costa", "add", path, "person", "--json", person)
    assert listed(capsys, path, "trail")[-1]["who"] == "M. Costa"


def test_exports_are_workbooks_that_hold_the_rows(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    for what, more in (
        ("findings", ()),
        ("actions", ()),
        ("audits", ()),
        ("trail", ()),
        ("programme", ("--year", "2026")),
        ("plan", ("--audit", "IA-2026-001")),
    ):
        to = tmp_path / f"{what}.xlsx"
        code, out, err = run_cli(capsys, "export", path, what, "--to", to, *more)
        assert (code, err) == (0, ""), what
        cells = [str(cell.value) for sheet in load_workbook(to) for row in sheet for cell in row]
        assert any("Purchasing" in cell or "Recall" in cell for cell in cells), what


def test_sheets_are_printed_in_one_pdf_or_one_each(
    capsys: Capture, path: Path, tmp_path: Path
) -> None:
    code, _out, err = run_cli(
        capsys, "print", path, "finding", "NC-2026-001", "--to", tmp_path / "f.pdf"
    )
    assert (code, err) == (0, "")
    code, _out, err = run_cli(capsys, "print", path, "finding", "--each", tmp_path / "each")
    assert [one.name for one in (tmp_path / "each").iterdir()] == ["NC-2026-001.pdf"]
    run_cli(capsys, "print", path, "plan", "IA-2026-001", "--to", tmp_path / "p.pdf")
    run_cli(capsys, "print", path, "actions", "--to", tmp_path / "a.pdf")
    for name, text in (("f", "NC-2026-001"), ("p", "IA-2026-001"), ("a", "Recall for B")):
        document = pypdfium2.PdfDocument(tmp_path / f"{name}.pdf")
        pages = "".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert text in pages


def test_the_calendar_is_written(capsys: Capture, path: Path, tmp_path: Path) -> None:
    code, out, _err = run_cli(
        capsys, "calendar", path, "--year", "2026", "--to", tmp_path / "a.ics"
    )
    assert code == 0 and "1 audit" in out
    assert "IA-2026-001" in (tmp_path / "a.ics").read_text("utf-8")


def test_check_prints_the_head_and_proves_a_printed_one(capsys: Capture, path: Path) -> None:
    code, out, _err = run_cli(capsys, "check", path, "--json")
    head = json.loads(out)["head"]["digest"]
    assert code == 0 and len(head) == 64
    assert run_cli(capsys, "check", path, "--head", head[:16])[0] == 0
    code, out, err = run_cli(capsys, "check", path, "--head", "0" * 16)
    assert code == 1 and "rewritten or cut off" in out and err.startswith("1 problem found")


def test_backup_undo_and_redo(capsys: Capture, path: Path, tmp_path: Path) -> None:
    assert run_cli(capsys, "backup", path, "--to", tmp_path / "copy.auditdesk")[0] == 0
    code, out, _err = run_cli(capsys, "undo", path)
    assert (code, out) == (0, "Undone: Add action\n")
    assert listed(capsys, path, "actions") == []
    assert run_cli(capsys, "redo", path)[0] == 0
    assert len(listed(capsys, path, "actions")) == 1
    assert len(listed(capsys, tmp_path / "copy.auditdesk", "actions")) == 1


WRONG = [
    ((), 2),
    (("frobnicate",), 2),
    (("list",), 2),
    (("list", "BOOK", "things"), 2),
    (("list", "BOOK", "findings", "--where", "state"), 2),
    (("export", "BOOK", "plan", "--to", "x.xlsx"), 2),
    (("print", "BOOK", "finding", "NC-2026-001"), 2),
    (("add", "BOOK", "finding"), 2),
]


@pytest.mark.parametrize(("arguments", "code"), WRONG)
def test_wrong_usage_is_told_apart_from_refusal(
    capsys: Capture, path: Path, arguments: tuple[str, ...], code: int
) -> None:
    given = [str(path) if one == "BOOK" else one for one in arguments]
    found, _out, err = run_cli(capsys, *given)
    assert found == code
    assert "Traceback" not in err


REFUSED = [
    (("list", "missing.auditdesk", "findings"), "There is no book"),
    (("list", "BOOK", "findings", "--where", "colour=red"), "no filter “colour”"),
    (("list", "BOOK", "findings", "--where", "state=opne"), "Possible: open"),
    (("list", "BOOK", "findings", "--late-on", "2022-02-29"), "is not a date"),
    (("list", "BOOK", "findings", "--order", "colour"), "no column “colour”"),
    (("list", "BOOK", "findings", "--where", "clause=8,4"), "not a clause number"),
    (("print", "BOOK", "finding", "NC-2026-010", "--to", "x.pdf"), "Nearest: NC-2026-001"),
    (("export", "BOOK", "plan", "--audit", "IA-2026-9", "--to", "x.xlsx"), "Nearest: IA-2026-001"),
    (("export", "BOOK", "findings", "--to", "no/such/folder/x.xlsx"), "folder"),
    (("print", "BOOK", "finding", "NC-2026-001", "--to", "no/such/folder/x.pdf"), "folder"),
    (("backup", "BOOK", "--to", "no/such/folder/x"), "cannot be opened or written"),
    (("new", "BOOK"), "exists already"),
    (("add", "BOOK", "things", "--json", "-"), "no “things”"),
    (("set", "BOOK", "finding", "NC-2026-002", "--json", "-"), "Nearest: NC-2026-001"),
    (("--today", "tomorrow", "list", "BOOK", "findings"), "is not a date"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_a_refusal_is_one_plain_line_and_changes_nothing(
    capsys: Capture,
    path: Path,
    arguments: tuple[str, ...],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    import io

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    given = [str(path) if one == "BOOK" else one for one in arguments]
    before = path.read_bytes()
    code, out, err = run_cli(capsys, *given)
    assert (code, out) == (1, "")
    assert sentence in err and err.count("\n") == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2]", "null", '"x"', "\ufeff{}", "\x00", '{"name": NaN}', "[" * 100_000]
)
def test_strange_json_is_refused(capsys: Capture, path: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text, encoding="utf-8")
    code, _out, err = run_cli(capsys, "add", path, "site", "--json", file)
    if text == '{"name": NaN}':
        assert (code, err) == (0, "")
    else:
        assert code == 1 and err.count("\n") == 1, err


def test_a_bug_leaves_a_report_and_no_traceback(
    capsys: Capture, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditdesk.work.kinds.kind_of", lambda _name: 1 / 0)
    code, _out, err = run_cli(
        capsys, "set", path, "finding", "x", "--json", write_json(tmp_path / "x", {})
    )
    assert code == 1 and "Traceback" not in err and err.count("\n") == 1
    (report,) = (tmp_path / "xdg_state_home").rglob("crash*.txt")
    assert "ZeroDivisionError" in report.read_text("utf-8")


@pytest.mark.parametrize(
    ("locked", "why"), [("file", "the file is read-only"), ("folder", "its folder is read-only")]
)
def test_what_cannot_be_written_still_reads_and_says_why(
    capsys: Capture, path: Path, monkeypatch: pytest.MonkeyPatch, locked: str, why: str
) -> None:
    """The system is asked through os.access, because root may write whatever its rights say."""
    no = path if locked == "file" else path.parent
    monkeypatch.setattr(
        os, "access", lambda asked, mode: not (mode & os.W_OK and Path(asked) == no)
    )
    before = path.read_bytes()
    assert len(listed(capsys, path, "findings")) == 1
    code, out, err = run_cli(capsys, "undo", path)
    assert (code, out) == (1, "")
    assert err == f"test.auditdesk is open for reading only: {why}. Nothing was changed.\n"
    assert path.read_bytes() == before


def test_help_names_every_command(capsys: Capture) -> None:
    code, out, _err = run_cli(capsys, "--help")
    assert code == 0
    for name in (
        "demo",
        "new",
        "list",
        "add",
        "set",
        "export",
        "print",
        "calendar",
        "check",
        "backup",
        "undo",
    ):
        assert f"\n  {name}" in out


def test_new_makes_a_book_that_lists_its_clauses(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "mine"
    assert run_cli(capsys, "new", path, "--organisation", "Mine")[0] == 0
    assert len(listed(capsys, Path(f"{path}.auditdesk"), "clauses")) > 300
    with Book.open(Path(f"{path}.auditdesk")) as book:
        assert book.head.seq == 1


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ("owner=B. Lopez", "There is no person “B. Lopez”. Nearest: B. Lopes."),
        ("process=Purchase", "There is no process “Purchase”. Nearest: Purchasing."),
        ("site=Gratz", "There is no site “Gratz”. Nearest: Graz."),
        ("audit=IA-2026-01", "There is no audit “IA-2026-01”. Nearest: IA-2026-001."),
        ("clause=8.40", "No standard has a clause 8.40. Nearest: 8.4"),
        ("standard=ISO 9002", "There is no standard “ISO 9002”. Nearest: ISO 900"),
        ("grade=miner", "There is no grade “miner”. Nearest: minor"),
        ("number=NC-2026-01", "There is no finding “NC-2026-01”. Nearest: NC-2026-001."),
    ],
)
def test_an_unknown_name_in_a_filter_is_refused_not_an_empty_list(
    capsys: Capture, path: Path, condition: str, sentence: str
) -> None:
    code, out, err = run_cli(capsys, "list", path, "findings", "--where", condition)
    assert (code, out) == (1, "")
    assert sentence in err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "it is empty"),
        ("{", "it cannot be read from line 1, character 2 on"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_not_json_is_said_in_words_of_ours(
    capsys: Capture, path: Path, tmp_path: Path, given: str, told: str
) -> None:
    source = tmp_path / "in.json"
    source.write_text(given, "utf-8")
    code, _out, err = run_cli(capsys, "add", path, "person", "--json", source)
    assert code == 1 and "is not JSON" in err and told in err and "Expecting" not in err


def test_a_step_is_named_by_the_words_of_its_move(capsys: Capture, path: Path) -> None:
    moved = path.parent / "move.json"
    moved.write_text('{"move": "acknowledge", "by": "B. Lopes", "on": "2026-11-20"}', "utf-8")
    code, _out, err = run_cli(capsys, "set", path, "finding", "NC-2026-001", "--json", moved)
    assert (code, err) == (0, "")
    _code, out, _err = run_cli(capsys, "undo", path)
    assert "acknowledge:" not in out and "NC-2026-001" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list", "actions", "--where", "kind=1"), "There is no kind “1”"),
        (("list", "actions", "--where", "state=1"), "There is no state “1”"),
        (("schedule", "--year", "2027"), "add processes, sites and their units"),
        (("print", "finding", "NC-1", "--to", "x.pdf"), "there is none at all yet"),
    ],
)
def test_a_refusal_of_an_empty_book_says_what_there_is(
    capsys: Capture, book: Book, arguments: tuple[str, ...], told: str
) -> None:
    book.close()
    command, *rest = arguments
    code, out, err = run_cli(capsys, command, book.path, *rest)
    assert told in out + err and code in (0, 1)
