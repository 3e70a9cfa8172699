"""The README keeps its word: what it says to type works as printed, in order."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import run_cli

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_each_command_works_as_printed_and_in_order(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "python3 -m auditdesk demo" in README
    monkeypatch.chdir(tmp_path)
    code, _out, err = run_cli(capsys, "demo")
    assert (code, err) == (0, "")
    monkeypatch.chdir(tmp_path / "AuditDesk sample")
    blocks = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert len(lines) > 10
    for program, *arguments in lines:
        assert program == "auditdesk"
        code, out, err = run_cli(capsys, *arguments)
        assert code == 0 and out, (arguments, err)
        for option, target in pairwise(arguments):
            if option == "--to":
                assert Path(target).stat().st_size > 0


def test_the_pictures_and_papers_it_points_to_are_there() -> None:
    targets = re.findall(r"\]\(([^)]+)\)", README)
    assert len(targets) > 5
    for target in targets:
        assert (Path(__file__).parents[2] / target).is_file(), target


def test_each_picture_says_what_it_shows() -> None:
    told = re.findall(r"!\[([^\]]*)\]", README)
    assert told and all(len(words.split()) > 4 for words in told)
