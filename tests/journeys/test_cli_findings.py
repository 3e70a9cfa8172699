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
