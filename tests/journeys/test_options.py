"""What a command was given it uses, or it says that it does not: nothing is ignored."""

import csv
from pathlib import Path
from typing import Any

import pytest

from auditdesk.output.columns import COLUMNS
from tests.conftest import Desk, run_cli

UNUSED = [
    ("print", "programme", "IA-2026-001", "--to", "p.pdf"),
    ("print", "programme", "2026", "2027", "--to", "p.pdf"),
    ("print", "programme", "--where", "state=open", "--to", "p.pdf"),
    ("print", "actions", "--paper", "a3", "--to", "p.pdf"),
    ("print", "plan", "IA-2026-001", "--where", "state=planned", "--to", "p.pdf"),
    ("list", "programme", "--text", "x"),
    ("list", "programme", "--order", "number"),
    ("list", "programme", "--late-on", "2026-11-20"),
    ("list", "findings", "--where", "year=abc"),
    ("list", "audits", "--where", "year=20"),
    ("export", "people", "--year", "2026", "--to", "x.xlsx"),
    ("export", "units", "--audit", "IA-2026-001", "--to", "x.xlsx"),
    ("export", "programme", "--text", "x", "--to", "x.xlsx"),
    ("export", "plan", "--audit", "IA-2026-001", "--where", "state=open", "--to", "x.xlsx"),
    ("check", "--head", "abcd"),
    ("check", "--head", "no digest at all, no"),
]
ENDINGS = [
    ("report", "IA-2026-001", "--to", "r.txt"),
    ("response", "NC-2026-001", "--to", "a.docx"),
    ("print", "finding", "NC-2026-001", "--to", "a.xlsx"),
    ("export", "findings", "--to", "a.pdf"),
    ("export", "programme", "--to", "a.csv"),
    ("export", "plan", "--audit", "IA-2026-001", "--to", "a.csv"),
    ("calendar", "--to", "a.xlsx"),
    ("invite", "IA-2026-001", "--to", "a.pdf"),
    ("auditors", "--to", "a.ods"),
]


@pytest.mark.parametrize("line", [*UNUSED, *ENDINGS], ids=" ".join)
def test_what_is_not_used_is_refused_and_nothing_is_written(
    issued: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], line: tuple[str, ...],
) -> None:  # fmt: skip
    book = issued.book.path
    issued.book.close()
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    command, *rest = line
    code, _out, err = run_cli(capsys, command, book, *rest)
    assert code != 0 and err
    assert list((tmp_path / "out").iterdir()) == []
    assert "rewritten" not in err and "backup" not in err


@pytest.mark.parametrize("name", COLUMNS)
def test_every_list_is_written_as_csv(
    issued: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    issued.add("person", name="=1+1", job="@cmd")
    issued.add("absence", person="=1+1", starts_on="2026-12-01", ends_on="2026-12-02")
    book = issued.book.path
    issued.book.close()
    code, _out, err = run_cli(capsys, "export", book, name, "--to", tmp_path / "a.csv")
    assert (code, err) == (0, "")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows: list[Any] = list(csv.reader(data.decode("utf-8-sig").splitlines(keepends=True)))
    assert len(rows[0]) == len(COLUMNS[name])
    assert all(len(row) == len(rows[0]) for row in rows)
    assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)
    if name == "absences":
        assert rows[1][:3] == ["'=1+1", "2026-12-01", "2026-12-02"]
