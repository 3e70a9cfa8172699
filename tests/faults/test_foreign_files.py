"""Scorecard rows 17 and 19: damaged files of other programs, and names that no system takes."""

import random
import string
from pathlib import Path

import pytest
from openpyxl import Workbook

from auditdesk.book.evidence import safe_name
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence, Finding
from auditdesk.output.evidence_files import evidence_of, write_evidence
from auditdesk.work.history import attach
from tests.conftest import Desk
from tests.faults.figures import figure
from tests.intake import test_reading

pytestmark = pytest.mark.slow
DAMAGED = figure(12, 500)
NAMES = figure(150, 5_000)
RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
PIECES = [
    "..", "/", "\\", ":", "*", "?", "<", ">", "|", '"', "\x00", "\n", "\u202e", "CON", "com1", " ",
    ".", "Prüfmittel", "校准", "a" * 200, ".exe", ".pdf", "%2e%2e", "~", "$HOME", "-rf",
]  # fmt: skip


# --- row 17: workbooks with some bytes changed ----------------------------------------------------


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("workbook") / "register.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for n in range(30):
        sheet.append([f"NC-{n}", "Torque wrench past its date", n, "2026-03-01"])
    book.save(path)
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(DAMAGED))
def test_a_damaged_workbook_gives_its_rows_or_one_sentence(
    workbook: bytes, tmp_path: Path, seed: int
) -> None:
    """At most 2 s of the processor and 300 MB, which `rows_or_sentence` looks at."""
    chance = random.Random(seed)
    data = bytearray(workbook)
    for _n in range(chance.randrange(1, 20)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if seed % 3 == 0:
        del data[chance.randrange(len(data)) :]
    path = tmp_path / "damaged.xlsx"
    path.write_bytes(data or b"x")
    found = test_reading.rows_or_sentence(path)
    assert isinstance(found, list) or (path.name in found and "\n" not in found)


def test_control_a_reader_without_bounds_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    greedy = (
        "import json, resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'bytearray(400_000_000)'], check=True)\n"
        "spent = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([[], 0, spent.ru_maxrss / 1024, 0]))\n"
    )
    monkeypatch.setattr(test_reading, "_MEASURED", greedy)
    with pytest.raises(AssertionError, match="MB"):
        test_reading.rows_or_sentence(tmp_path / "any.xlsx")


# --- row 19: names of attachments ------------------------------------------------------------------


def _name(chance: random.Random) -> str:
    pieces = chance.choices([*PIECES, *string.ascii_letters], k=chance.randrange(1, 6))
    return "".join(pieces)


def _harmful(name: str) -> str:
    """Why a name is no harmless one on some system; "" where it is."""
    stem = name.split(".")[0].strip().casefold()
    if not name or name in (".", ".."):
        return "no name"
    if any(sign in '/\\:*?<>|"' or ord(sign) < 32 or sign == "\u202e" for sign in name):
        return "a sign that some system takes for something else"
    if stem in RESERVED:
        return "the name of a device"
    if name != name.strip() or name.endswith("."):
        return "blanks or a point at its end"
    return "" if len(name.encode()) <= 255 else "too long"


def test_no_name_of_an_attachment_leaves_its_folder(issued: Desk, tmp_path: Path) -> None:
    chance = random.Random(19)
    source = tmp_path / "photo.bin"
    source.write_bytes(b"seen")
    (finding,) = Reading().rows(Finding)
    folder = tmp_path / "out" / "evidence"
    with issued.book.step("Add") as step:
        for _n in range(NAMES):
            name = _name(chance)
            assert _harmful(safe_name(name)) == "", name
            id = attach(step, Finding, str(finding.id), file=str(source))
            step.change(Evidence, id, name=name.replace("\x00", "") or "_")
    written = list(write_evidence(evidence_of(issued.book, ()), folder, confidential=True))
    paths = [each.path for each in written if each.path]
    assert len(paths) == len(set(paths)) == NAMES
    assert all(folder in path.resolve().parents for path in paths)
    assert not any(_harmful(part) for path in paths for part in path.relative_to(folder).parts)
    beside = {path.name for path in tmp_path.iterdir() if "auditdesk" not in path.name}
    assert beside == {"photo.bin", "out"}


def test_control_names_as_they_came_would_leave_it() -> None:
    chance = random.Random(19)
    assert sum(bool(_harmful(_name(chance))) for _n in range(NAMES)) > NAMES / 3
