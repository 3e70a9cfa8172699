"""The life of a finding from the command line: advice, repeats, response forms."""

import json

import pytest

from tests.conftest import Desk, nonconformity, run_cli


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
