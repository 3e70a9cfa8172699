"""Timestamp tokens: what they prove, and what proves nothing."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from auditdesk.errors import Refusal
from auditdesk.intake.timestamps import read_stamp
from tests.conftest import run_cli

Capture = pytest.CaptureFixture[str]
GIVEN = Path(__file__).parent / "timestamps"
ROOT = GIVEN / "root.pem"
BOOK = Path(__file__).parents[1] / "books" / "schema-7.auditdesk"
HEAD = "77:3dcc3a17fe57bec8b5baed509b84f86b226b5bb3149a191bc7cabf0d1f36e814"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(BOOK, tmp_path / "book.auditdesk"))


@pytest.mark.parametrize("root", ["root.pem", "root.der"])
@pytest.mark.parametrize("token", ["head.tsr", "head.tst", "sha512.tsr"])
def test_a_token_is_verified_without_a_network(token: str, root: str) -> None:
    stamp = read_stamp(GIVEN / token, GIVEN / root, ["1:00", HEAD])
    assert stamp is not None
    assert stamp.text == HEAD
    assert stamp.authority == "CN=Example Time Stamping 1,O=Example Time"
    assert datetime(2026, 12, 1, tzinfo=UTC) < stamp.at < datetime(2026, 12, 2, tzinfo=UTC)


def test_a_token_of_something_else_is_of_none() -> None:
    assert read_stamp(GIVEN / "head.tsr", ROOT, [HEAD.upper(), HEAD[:-1], f"{HEAD}\n", ""]) is None
    assert read_stamp(GIVEN / "head.tsr", ROOT, []) is None


@pytest.mark.parametrize(
    ("token", "root", "why"),
    [
        ("head.tsr", "another-root.pem", "another authority"),
        ("head.tst", "another-root.pem", "another authority"),
        ("sha1.tsr", "root.pem", "SHA-256"),
        ("rejected.tsr", "root.pem", "no timestamp that was granted"),
        ("bare-of-certificates.tsr", "root.pem", "another authority"),
        ("root.pem", "root.pem", "no timestamp"),
        ("root.der", "root.pem", "no timestamp"),
        ("head.tsr", "head.tsr", "no certificate"),
        ("head.tsr", "README.md", "no certificate"),
    ],
)
def test_what_proves_nothing_is_refused(token: str, root: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read_stamp(GIVEN / token, GIVEN / root, [HEAD])


@pytest.mark.parametrize("token", ["head.tsr", "head.tst"])
def test_no_altered_token_says_another_moment_or_text(token: str, tmp_path: Path) -> None:
    """Every byte and every end; what no signature covers may differ, and then tells the same."""
    data, altered = (GIVEN / token).read_bytes(), tmp_path / "altered.tsr"
    sound = read_stamp(GIVEN / token, ROOT, [HEAD])
    accepted = 0
    cut = [data[:n] for n in range(0, len(data), 9)]
    flipped = [data[:n] + bytes([data[n] ^ 1]) + data[n + 1 :] for n in range(len(data))]
    for part in cut + flipped:
        altered.write_bytes(part)
        try:
            stamp = read_stamp(altered, ROOT, [HEAD])
        except Refusal:
            continue
        accepted += 1
        assert stamp == sound
    assert accepted < len(data) // 50


def test_a_huge_file_is_no_token(tmp_path: Path) -> None:
    (tmp_path / "huge.tsr").write_bytes(b"0" * 1024**2)
    with pytest.raises(Refusal, match="too large"):
        read_stamp(tmp_path / "huge.tsr", ROOT, [HEAD])


def test_the_head_is_written_as_it_is_stamped(book: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run_cli(capsys, "stamp", book, "--to", tmp_path / "head.txt")[0] == 0
    assert (tmp_path / "head.txt").read_bytes() == HEAD.encode()


def test_a_book_that_went_on_still_holds_the_stamped_head(book: Path, capsys: Capture) -> None:
    assert run_cli(capsys, "undo", book)[0] == 0
    code, out, _err = run_cli(capsys, "stamp", book, GIVEN / "head.tsr", "--roots", ROOT)
    assert code == 0
    assert f"{HEAD}: stamped 2026-12-01 " in out and "Example Time" in out


def test_a_token_of_another_past_is_no_proof(book: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other.auditdesk"
    assert run_cli(capsys, "new", other, "--organisation", "Other")[0] == 0
    code, _out, err = run_cli(capsys, "stamp", other, GIVEN / "head.tsr", "--roots", ROOT)
    assert code == 1 and "no head of this book" in err


def test_a_stamped_head_vouches_for_no_step_that_was_altered(book: Path, capsys: Capture) -> None:
    assert run_cli(capsys, "stamp", book, GIVEN / "head.tsr", "--roots", ROOT)[0] == 0
    connection = apsw.Connection(str(book))
    sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'step_update'").get
    connection.execute("DROP TRIGGER step_update")
    connection.execute("UPDATE step SET who = 'Somebody else' WHERE seq = 5")
    connection.execute(sql)
    connection.close()
    code, _out, err = run_cli(capsys, "stamp", book, GIVEN / "head.tsr", "--roots", ROOT)
    assert code == 1 and "does not verify" in err and "5" in err


@pytest.mark.parametrize(
    "options", [[], ["TOKEN"], ["--roots", "ROOT"], ["TOKEN", "--roots", "ROOT", "--to", "x.txt"]]
)
def test_half_a_question_is_wrong_usage(book: Path, options: list[str], capsys: Capture) -> None:
    names = {"TOKEN": str(GIVEN / "head.tsr"), "ROOT": str(ROOT)}
    code, _out, err = run_cli(capsys, "stamp", book, *[names.get(each, each) for each in options])
    assert code == 2 and "--roots" in err
