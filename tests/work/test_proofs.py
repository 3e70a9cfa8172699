"""A sheet is proven to somebody who has neither the book nor the program."""

import copy
import importlib.util
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.heads import KnownHead, find_head, read_head, tree_head
from auditdesk.book.proofs import Proof, proof_text, prove_beginning, prove_sheet, sheet
from auditdesk.book.salvage import salvage
from auditdesk.book.tables import BY_NAME, Person, Site
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import use_language
from auditdesk.paths import resource
from auditdesk.work.proofs import record_sheets
from tests.book.test_tree import LEAVES, grown, naive
from tests.conftest import Desk
from tests.journeys.test_cli import run_cli

SCRIPT = resource("proof", "verify.py")
SAMPLE = Path(__file__).parents[1] / "books" / "schema-8.auditdesk"
LARGEST = 2_000
"""Bytes of a proof of one sheet."""
PARTS = {"change", "salt", "in_step", "step", "in_trail", "size", "root"}
WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = _script()


def holds(proof: Any) -> bool:
    """Whether the script takes it for a proof."""
    try:
        VERIFY.verified(proof)
    except WRONG:
        return False
    return True


def proven(book: Book, number: str = "NC-2026-001") -> Proof:
    ((id,),) = book.select("SELECT id FROM finding WHERE number = ?", (number,))
    (one,) = record_sheets(book, [id])
    return json.loads(proof_text(prove_sheet(book, one)))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    path = tmp_path_factory.mktemp("proof") / "sample.auditdesk"
    shutil.copy(SAMPLE, path)
    with Book.open(path) as book:
        return proven(book)


def test_the_script_is_short_and_needs_python_alone() -> None:
    lines = SCRIPT.read_text("utf-8").splitlines()
    assert len(lines) <= 120
    named = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert named <= sys.stdlib_module_names


def test_every_path_and_every_beginning_holds_and_no_other_does() -> None:
    tree, b64 = grown(LEAVES), VERIFY.base64.b64encode
    for size in [*range(1, 40), 64, 65, 100]:
        root = naive(LEAVES[:size])
        for k in range(1, size + 1):
            path = b64(b"".join(tree.path(k, size)))
            assert VERIFY.root_of(bytes([k - 1]), k - 1, size, path) == root
            older, beginning = naive(LEAVES[:k]), tree.consistency(k, size)
            assert VERIFY.begins(k, older, size, root, beginning)
            for wrong in {k - 1, k + 1, size + 1} - {k}:
                proof = {"older": {"size": wrong, "root": older.hex()}, "size": size,
                         "root": root.hex(), "path": b64(b"".join(beginning)).decode()}  # fmt: skip
                assert not holds(proof)


def test_a_sheet_is_proven_without_the_book(issued: Desk) -> None:
    proof = proven(issued.book)
    shown, digest, _heads = VERIFY.verified(proof)
    assert shown.startswith("NC-2026-001, as of step ") and len(digest) == 64
    assert (proof["size"], proof["root"]) == tree_head(issued.book)
    assert len(proof_text(proof).encode()) <= LARGEST


def test_what_the_trail_holds_already_makes_no_step(issued: Desk) -> None:
    first = proven(issued.book)
    assert proven(issued.book) == first
    issued.set("finding", "NC-2026-001", place="Hall 4")
    assert proven(issued.book)["step"][1] == first["step"][1] + 2


def test_each_language_is_proven_once(issued: Desk) -> None:
    for language in ("en", "de"):
        use_language(language)
        proven(issued.book)
    head = tree_head(issued.book)
    for language in ("en", "de", "en"):
        use_language(language)
        assert holds(proven(issued.book))
    assert tree_head(issued.book) == head


def test_a_proof_is_verified_in_ten_milliseconds(sample: Proof) -> None:
    text = proof_text(sample)
    times = []
    for _n in range(20):
        start = time.perf_counter()
        VERIFY.verified(json.loads(text))
        times.append(time.perf_counter() - start)
    assert sorted(times)[10] <= 0.01


def test_a_proof_of_a_step_of_thousands_of_changes_stays_small(desk: Desk) -> None:
    with desk.book.step("Many") as step:
        for n in range(3_000):
            step.add(Site, name=f"Site {n}")
    desk.add("finding", grade="observation", statement="x", evidence="x")
    ids = [id for (id,) in desk.book.select("SELECT id FROM finding")]
    (one,) = record_sheets(desk.book, ids[:1])
    proof = prove_sheet(desk.book, one)
    assert holds(json.loads(proof_text(proof)))
    assert len(proof_text(proof).encode()) + 44 * (17 + 13) <= LARGEST + 400


def _meaning(proof: Any) -> Any:
    """A proof without the ways in which the same bytes are written."""
    if not isinstance(proof, dict) or proof.keys() != PARTS:
        return proof
    try:
        paths = {name: VERIFY.hashes(proof[name]) for name in ("in_step", "in_trail")}
    except ValueError:
        return proof
    return proof | paths | {name: proof[name].lower() for name in ("salt", "root")}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=some.integers(0, 10_000), sign=some.sampled_from("0123456789abcdefABCxyz"))
def test_a_proof_with_any_sign_changed_shows_nothing_for_the_printed_head(
    sample: Proof, at: int, sign: str
) -> None:
    text = proof_text(sample)
    at %= len(text)
    changed = text[:at] + sign + text[at + 1 :]
    try:
        proof = json.loads(changed)
    except ValueError:
        return
    if _meaning(proof) == _meaning(sample):
        return
    try:
        _shown, digest, _heads = VERIFY.verified(proof)
    except WRONG:
        return
    printed = (proof["size"], proof["root"]) == (sample["size"], sample["root"])
    assert not digest or not printed  # what names no sheet proves none


@pytest.mark.parametrize("size", [0, 1, -1, 77.0, True, None, "78", 10**30])
def test_a_proof_with_another_size_shows_nothing(sample: Proof, size: object) -> None:
    changed = copy.deepcopy(sample) | {"size": size}
    assert not holds(changed)


RECORDS = {
    "finding": ("statement", "evidence", "number"),
    "finding_clause": ("item",),
    "action": ("what", "resources", "number"),
    "cause": ("cause", "category"),
    "effectiveness_check": ("criterion", "method"),
    "signoff": ("name", "digest"),
    "person": ("name",),
    "site": ("name",),
    "process": ("name",),
    "audit": ("title", "number"),
    "standard": ("designation",),
    "clause": ("title",),
}


@pytest.mark.parametrize("table", RECORDS)
def test_a_record_that_was_tampered_with_is_no_longer_what_the_proof_is_of(
    table: str, tmp_path: Path
) -> None:
    shutil.copy(SAMPLE, tmp_path / "t.auditdesk")
    with Book.open(tmp_path / "t.auditdesk") as book:
        ((id,),) = book.select("SELECT id FROM finding WHERE number = 'NC-2026-001'")
        (before,) = record_sheets(book, [id])
        for column in RECORDS[table]:
            assert column in BY_NAME[table].stored_columns
            book.connection.execute("BEGIN")
            book.connection.execute(f"UPDATE {table} SET {column} = {column} || 'x'")
            assert sheet(book, id).digest != before.digest, column
            book.connection.execute("ROLLBACK")
        assert sheet(book, id).digest == before.digest


def test_between_two_heads_the_older_is_shown_to_begin_the_younger(desk: Desk) -> None:
    heads = []
    for n in range(12):
        desk.add("person", name=f"Later {n}")
        heads.append(tree_head(desk.book))
    for n, older in enumerate(heads):
        for younger in heads[n:]:
            known = KnownHead(older.size, by_chain=False)
            proof = json.loads(proof_text(prove_beginning(desk.book, known, younger.size)))
            assert holds(proof)
            assert (proof["older"]["root"], proof["root"]) == (older.root, younger.root)


def test_a_digest_of_an_older_paper_is_shown_to_be_of_a_step(issued: Desk) -> None:
    digest, seq = issued.book.head.digest, issued.book.head.seq
    issued.add("person", name="Later")
    known = find_head(issued.book.connection, read_head(digest[:16]))
    assert known == (seq, True)
    shown, _digest, heads = VERIFY.verified(prove_beginning(issued.book, known))
    assert "is in the trail" in shown and heads[seq].hex() == digest


def test_a_restored_copy_that_went_another_way_does_not_begin_with_the_printed_head(
    issued: Desk, tmp_path: Path
) -> None:
    copied = tmp_path / "copy.auditdesk"
    issued.book.backup(copied)
    issued.add("person", name="On this way")
    printed = tree_head(issued.book)
    issued.book.close()
    with Book.open(copied) as book:
        with book.step("The other way") as step:
            step.add(Person, name="On the other")
        assert find_head(book.connection, read_head(printed.text)) is None


def test_the_proof_of_a_sheet_whose_step_was_undone_stays_one(issued: Desk) -> None:
    proof = proven(issued.book)
    issued.book.undo()
    assert holds(proof)
    again = proven(issued.book)
    assert holds(again) and again["step"][1] == proof["step"][1] + 2


def test_in_a_past_nothing_is_recorded(issued: Desk) -> None:
    ids = [id for (id,) in issued.book.select("SELECT id FROM finding")]
    seq = issued.book.head.seq
    with issued.book.as_of(seq), pytest.raises(Refusal, match="cannot be changed"):
        record_sheets(issued.book, ids)
    record_sheets(issued.book, ids)
    with issued.book.as_of(seq + 1):
        (one,) = record_sheets(issued.book, ids)
        assert prove_sheet(issued.book, one)["size"] == seq + 1


def test_a_read_only_book_says_why_nothing_is_recorded(issued: Desk) -> None:
    issued.book.close()
    with Book.look(issued.book.path, "it is a copy") as book:
        ids = [id for (id,) in book.select("SELECT id FROM finding")]
        with pytest.raises(Trouble, match="reading only"):
            record_sheets(book, ids)


def test_the_command_and_the_script_agree(
    issued: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, to, says = issued.book.path, tmp_path / "p.json", tmp_path / "s.json"
    issued.book.close()
    code, out, _err = run_cli(capsys, "prove", path, "NC-2026-001", "--to", to, "--sheet", says)
    assert code == 0
    head = out.split()[-1]
    size, root = head.split(":")
    for arguments, proven_ in (
        (["--sheet", str(says), "--head", f"Trail {root}, step {size}"], True),
        (["--head", head], True),
        (["--head", f"{int(size) + 1}:{root}"], False),
        (["--head", "0" * 64], False),
        (["--head", "nothing"], False),
        (["--sheet", str(to)], False),
    ):
        ran = subprocess.run(
            [sys.executable, "-I", SCRIPT, to, *arguments],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert (ran.returncode == 0) is proven_, (arguments, ran.stdout, ran.stderr)
        assert (
            ran.stdout.startswith("Proven: NC-2026-001") if proven_ else "NOT PROVEN" in ran.stderr
        )
    assert run_cli(capsys, "undo", path)[0] == 0
    code, out, _err = run_cli(capsys, "prove", path, "--from", head)
    assert code == 0 and holds(json.loads(out))
    code, _out, err = run_cli(capsys, "prove", path, "--from", "1" * 64)
    assert code == 1 and "rewritten or cut off" in err


@pytest.mark.parametrize("arguments", [[], ["NC-2026-001", "--from", "1" * 16], ["--from", "xyz"],
                                       ["NC-2026-001", "--until", "1" * 16], ["NC-2026-999"]])  # fmt: skip
def test_what_cannot_be_proven_is_refused(
    issued: Desk, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    issued.book.close()
    code, _out, err = run_cli(capsys, "prove", issued.book.path, *arguments)
    assert code in (1, 2) and "mistake" not in err


def test_the_folder_holds_a_proof_of_each_sheet_and_the_script(
    issued: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, to = issued.book.path, tmp_path / "out"
    issued.book.close()
    assert run_cli(capsys, "folder", path, "--to", to, "--since", 2026, "--until", 2026)[0] == 0
    proofs = to / "8 Proofs"
    names = {one.name for one in proofs.iterdir()}
    assert {"NC-2026-001 proof.json", "verify.py", "Script that verifies.pdf"} == names
    with Book.open(path) as book:
        head = tree_head(book)
    ran = subprocess.run(
        [sys.executable, "verify.py", "NC-2026-001 proof.json", "--head", head.text],
        capture_output=True, text=True, check=False, cwd=proofs,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


def test_a_salvaged_book_keeps_its_tree(issued: Desk, tmp_path: Path) -> None:
    proof, head = proven(issued.book), tree_head(issued.book)
    issued.book.close()
    to = tmp_path / "salvaged.auditdesk"
    salvage(issued.book.path, to)
    with Book.open(to) as book:
        assert check(book).problems == ()
        assert tree_head(book) == head
        assert proven(book) == proof


def test_a_lost_row_of_the_tree_loses_no_step_of_a_chain_that_holds(tmp_path: Path) -> None:
    older = Path(shutil.copy(SAMPLE.with_name("schema-7.auditdesk"), tmp_path / "old.auditdesk"))
    with Book.open(older) as book:
        head = tree_head(book)
        for sql in ("DROP TRIGGER tree_delete", "DELETE FROM tree WHERE seq = 3"):
            book.connection.execute(sql)
    salvage(older, tmp_path / "salvaged.auditdesk")
    with Book.open(tmp_path / "salvaged.auditdesk") as book:
        assert check(book).problems == () and tree_head(book) == head
