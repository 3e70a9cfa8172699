"""Hostile pictures: each is taken in or refused by its name, and none breaks the program."""

from pathlib import Path

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence, Finding
from auditdesk.output.photos import shrunk
from auditdesk.work import history
from auditdesk.work.lookup import finding
from tests.conftest import SAMPLES, Desk

IMAGES = SAMPLES / "hostile_images" / "Tests" / "images"
BOMBS = {"decompression_bomb.gif", "decompression_bomb.ico"}


@pytest.mark.skipif(not IMAGES.is_dir(), reason="the shared samples are not beside the project")
def test_every_hostile_picture_is_taken_or_refused_by_name(issued: Desk) -> None:
    files = sorted(path for path in IMAGES.rglob("*") if path.is_file())
    id = str(finding(Reading(), "NC-2026-001").id)
    with issued.book.step("Add photos") as step:
        refused = history.attach_each(step, Finding, id, files)
    taken = list(Reading().rows(Evidence, row=id))
    assert len(taken) + len(refused) == len(files)
    named = " ".join(refused)
    for bomb in BOMBS & {path.name for path in files}:
        assert bomb in named
    assert len(taken) > 50
    assert not {str(one.name) for one in taken} & BOMBS


@pytest.mark.skipif(not IMAGES.is_dir(), reason="the shared samples are not beside the project")
def test_no_hostile_picture_breaks_a_report() -> None:
    for path in sorted(IMAGES.rglob("*")):
        if path.is_file():
            assert len(shrunk(path.read_bytes())) < 2_000_000, path.name


def test_the_rest_goes_in_and_the_refused_are_said_by_name(issued: Desk, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("seen")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "photo.jpg").write_text("no picture")
    id = str(finding(Reading(), "NC-2026-001").id)
    files = [tmp_path / name for name in ("empty.txt", "note.txt", "photo.jpg")]
    with issued.book.step("Add files") as step:
        refused = history.attach_each(step, Finding, id, files)
    assert [str(one.name) for one in Reading().rows(Evidence, row=id)] == ["note.txt"]
    assert [text.split()[0] for text in refused] == ["empty.txt", "photo.jpg"]
