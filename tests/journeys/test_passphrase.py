"""A passphrase from the command line: given, asked for, changed, lost and found again, taken away."""

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from auditdesk import files
from auditdesk.cli.prompt import NEW, NOW
from tests.conftest import Desk, run_cli

FIRST, SECOND = "correct horse battery", "another long one, really"
Capture = pytest.CaptureFixture[str]
Env = pytest.MonkeyPatch


@pytest.fixture
def path(issued: Desk) -> Path:
    """The closed, plain book of the small company."""
    issued.book.close()
    return issued.book.path


def _say(monkeypatch: Env, **passphrases: str) -> None:
    for name, variable in (("now", NOW), ("new", NEW)):
        monkeypatch.delenv(variable, raising=False)
        if name in passphrases:
            monkeypatch.setenv(variable, passphrases[name])


def _words(pdf: Path) -> list[str]:
    """The words of each sheet, in the order of their numbers."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()
    sheets = []
    for text in texts:
        parts = text.split()
        numbered = {
            int(number): word
            for number, word in itertools.pairwise(parts)
            if number.isdecimal() and len(number) < 3 and re.fullmatch("[a-z]{4,}", word)
        }
        sheets.append(" ".join(numbered[n] for n in range(1, 34)))
    return sheets


def test_a_book_is_encrypted_used_and_decrypted(
    capsys: Capture, monkeypatch: Env, path: Path, tmp_path: Path
) -> None:
    _say(monkeypatch)
    code, _out, err = run_cli(capsys, "encrypt", path)
    assert code == 1 and "no terminal" in err and files.salt_of(path) == b""
    _say(monkeypatch, new="short")
    assert run_cli(capsys, "encrypt", path)[0] == 1
    assert run_cli(capsys, "backup", path, "--to", tmp_path / "by hand.auditdesk")[0] == 0
    _say(monkeypatch, new=FIRST)
    code, out, err = run_cli(capsys, "encrypt", path)
    assert code == 0 and "recovery sheet" in out
    assert "by hand.auditdesk" in err and err.count("\n") == 1
    (tmp_path / "by hand.auditdesk").unlink()
    whole, names = path.read_bytes(), sorted(os.listdir(tmp_path))
    for command in (("list", path, "findings"), ("check", path), ("decrypt", path)):
        _say(monkeypatch)
        code, out, err = run_cli(capsys, *command)
        assert (code, out) == (1, "") and NOW in err
        _say(monkeypatch, now=SECOND)
        code, out, err = run_cli(capsys, *command)
        assert (code, out) == (1, "") and "does not open" in err and err.count("\n") == 1
    assert (path.read_bytes(), sorted(os.listdir(tmp_path))) == (whole, names)
    assert run_cli(capsys, "encrypt", path)[0] == 1
    _say(monkeypatch, now=FIRST)
    code, out, err = run_cli(capsys, "check", path)
    assert code == 0 and "All is well." in out
    assert run_cli(capsys, "decrypt", path)[0] == 0
    _say(monkeypatch)
    assert run_cli(capsys, "check", path)[0] == 0


def test_a_lost_passphrase_is_found_again_by_two_of_three_sheets(
    capsys: Capture, monkeypatch: Env, path: Path, tmp_path: Path
) -> None:
    _say(monkeypatch, new=FIRST)
    assert run_cli(capsys, "encrypt", path)[0] == 0
    _say(monkeypatch, now=FIRST)
    pdf = tmp_path / "recovery.pdf"
    code, out, _err = run_cli(capsys, "recovery", path, "--to", pdf, "--split")
    assert code == 0 and "any two" in out
    sheets = _words(pdf)
    assert len(sheets) == 3
    code, out, err = run_cli(capsys, "recover", path)
    assert (code, out) == (1, "") and "words of a recovery sheet are needed" in err
    assert NOW not in err
    told = tmp_path / "told.txt"
    told.write_text("\n".join((sheets[2], sheets[0], SECOND)) + "\n", encoding="utf-8")
    with told.open() as lines:
        descriptor = lines.fileno()
        code, out, err = run_cli(capsys, "--passphrase-fd", descriptor, "recover", path)
    assert (code, err) == (0, "") and "another passphrase" in out
    _say(monkeypatch, now=FIRST)
    assert run_cli(capsys, "check", path)[0] == 1
    _say(monkeypatch, now=SECOND)
    assert run_cli(capsys, "check", path)[0] == 0


def test_a_passphrase_comes_by_a_descriptor_and_is_in_no_argument(
    capsys: Capture, monkeypatch: Env, path: Path
) -> None:
    _say(monkeypatch, new=FIRST)
    assert run_cli(capsys, "encrypt", path)[0] == 0
    command = [sys.executable, "-m", "auditdesk", "--passphrase-fd", "0", "passphrase", str(path)]
    _say(monkeypatch)
    done = subprocess.run(command, input=f"{FIRST}\n{SECOND}\n", capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done
    _say(monkeypatch, now=SECOND)
    assert run_cli(capsys, "check", path)[0] == 0
    code, _out, err = run_cli(capsys, "--passphrase-fd", 99, "check", path)
    assert code == 1 and "99" in err


def _by_lines(
    capsys: Capture, at: Path, lines: tuple[str, ...], *call: object
) -> tuple[int, str, str]:
    """A command whose passphrases come by a descriptor, a line each."""
    at.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with at.open() as told:
        return run_cli(capsys, "--passphrase-fd", told.fileno(), *call)


@pytest.mark.parametrize("look", [(), ("--look",)], ids=["restored", "looked at"])
def test_a_copy_under_an_older_passphrase_never_brings_that_back(
    capsys: Capture, monkeypatch: Env, path: Path, tmp_path: Path, look: tuple[str, ...]
) -> None:
    copy, told = tmp_path / "old.auditdesk", tmp_path / "told.txt"
    _say(monkeypatch, now=FIRST, new=FIRST)
    assert run_cli(capsys, "encrypt", path)[0] == 0
    assert run_cli(capsys, "backup", path, "--to", copy)[0] == 0
    _say(monkeypatch)
    assert _by_lines(capsys, told, (FIRST, SECOND), "passphrase", path)[0] == 0
    before = path.read_bytes()
    restoring = ("restore", path, "--copy", copy, *look)
    _say(monkeypatch, now=FIRST)
    code, _out, err = run_cli(capsys, *restoring)
    assert code == 1 and "another passphrase" in err and path.read_bytes() == before
    _say(monkeypatch)
    for lines in ((FIRST,), (FIRST, FIRST)):
        assert _by_lines(capsys, told, lines, *restoring)[0] == 1
        assert path.read_bytes() == before
    code, out, err = _by_lines(capsys, told, (FIRST, SECOND), *restoring)
    assert (code, err) == (0, "") and ("that copy now" in out) is not bool(look)
    _say(monkeypatch, now=SECOND)
    assert run_cli(capsys, "check", path)[0] == 0
