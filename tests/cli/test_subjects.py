"""Commands are loaded by subject: the table of subjects says what their modules hold."""

import subprocess
import sys
from pathlib import Path

import pytest

import auditdesk.cli
from auditdesk import PROGRAM
from auditdesk.cli.main import SUBJECTS, load
from tests.conftest import run_cli

FOLDER = Path(auditdesk.cli.__file__).parent


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_has_the_commands_that_the_table_names(subject: str) -> None:
    commands = load(subject).registered_commands
    names = [one.name or one.callback.__name__ for one in commands if one.callback]
    assert sorted(names) == sorted(SUBJECTS[subject])


def test_every_module_with_commands_is_a_subject() -> None:
    modules = {
        path.stem
        for path in FOLDER.glob("*.py")
        if "@app.command" in path.read_text(encoding="utf-8")
    }
    assert modules == set(SUBJECTS)


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = run_cli(capsys, "--help")
    assert code == 0
    assert all(f"\n  {name} " in out for names in SUBJECTS.values() for name in names)


def test_a_word_that_is_no_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, _out, err = run_cli(capsys, "lst")
    assert code == 2
    assert "lst" in err


def test_the_version_is_said_with_and_without_the_command_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _err = run_cli(capsys, "--version")
    done = subprocess.run(
        [sys.executable, "-m", "auditdesk", "--version"], capture_output=True, check=True
    )
    assert (code, out, done.stdout.decode().strip()) == (0, f"{PROGRAM}\n", PROGRAM)
