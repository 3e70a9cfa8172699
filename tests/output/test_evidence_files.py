"""Evidence out of the book: each byte as it came, and what is covered stays covered."""

import io
from pathlib import Path

import pytest
from PIL import Image

from auditdesk.errors import Refusal
from auditdesk.output.evidence_files import evidence_of, write_evidence
from auditdesk.output.folder import Scope, write_folder
from tests.conftest import TODAY, Desk, run_cli


def with_evidence(desk: Desk, folder: Path) -> bytes:
    """A note, a secret and a photo of a finding; the bytes of the photo."""
    (folder / "note.txt").write_bytes(b"what was seen")
    (folder / "secret.txt").write_bytes(b"salaries")
    picture = io.BytesIO()
    Image.effect_noise((400, 300), 80).convert("RGB").save(picture, "JPEG")
    (folder / "photo.jpg").write_bytes(picture.getvalue())
    for name in ("note.txt", "secret.txt", "photo.jpg"):
        desk.add("evidence", finding="NC-2026-001", file=str(folder / name),
                 confidential=name == "secret.txt")  # fmt: skip
    return picture.getvalue()


def test_files_leave_as_they_came_and_confidential_ones_are_named(
    issued: Desk, tmp_path: Path
) -> None:
    photo = with_evidence(issued, tmp_path)
    found = list(write_evidence(evidence_of(issued.book), tmp_path / "out"))
    written = {one.row.name: one.path.read_bytes() for one in found if one.path}
    assert written == {"note.txt": b"what was seen", "photo.jpg": photo}
    assert [(one.row.name, one.why) for one in found if not one.path] == [
        ("secret.txt", "confidential")
    ]
    with pytest.raises(Refusal, match="exists already"):
        list(write_evidence(evidence_of(issued.book), tmp_path / "out"))
    everything = list(write_evidence(evidence_of(issued.book), tmp_path / "all", confidential=True))
    assert all(one.path for one in everything)


def test_what_is_covered_on_a_photo_does_not_leave(issued: Desk, tmp_path: Path) -> None:
    from auditdesk.book.reading import Reading
    from auditdesk.book.tables import Evidence, Markup

    photo = with_evidence(issued, tmp_path)
    row = Reading().find(Evidence, name="photo.jpg")
    assert row is not None
    with issued.book.step("Cover") as step:
        step.add(Markup, evidence=row.id,
                 shapes=[{"kind": "blur", "x1": 0, "y1": 0, "x2": 10_000, "y2": 10_000}])  # fmt: skip
    found = list(write_evidence(evidence_of(issued.book, ["nc-2026-001"]), tmp_path / "out"))
    (covered,) = [one.path for one in found if one.row.name == "photo.jpg" and one.path]
    assert "covered" in covered.name and covered.read_bytes() != photo
    with Image.open(covered) as drawn, Image.open(io.BytesIO(photo)) as plain:
        assert drawn.convert("L").getextrema() != plain.convert("L").getextrema()


def test_the_folder_for_the_certification_body_holds_the_files(
    issued: Desk, tmp_path: Path
) -> None:
    with_evidence(issued, tmp_path)
    parts = write_folder(
        issued.book, Scope(2026, 2026), tmp_path / "body", TODAY, lambda _text: None
    )
    names = {one.file for one in parts if one.file.startswith("5 Evidence/NC-2026-001/")}
    assert names == {
        "5 Evidence/NC-2026-001/01 note.txt", "5 Evidence/NC-2026-001/03 photo.jpg",
    }  # fmt: skip
    assert b"salaries" not in b"".join(
        one.read_bytes() for one in (tmp_path / "body").rglob("*.txt")
    )


def test_the_command_writes_them_and_names_what_has_none(
    issued: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_evidence(issued, tmp_path)
    book = issued.book.path
    issued.book.close()
    code, out, err = run_cli(capsys, "evidence", book, "NC-2026-001", "--to", tmp_path / "out")
    assert (code, err) == (0, "") and "secret.txt: left out: confidential" in out
    code, _out, err = run_cli(capsys, "evidence", book, "IA-2026-001", "--to", tmp_path / "none")
    assert code != 0 and "IA-2026-001" in err
