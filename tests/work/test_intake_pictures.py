"""Pictures in the cells of a register become evidence of their rows; the others are named."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.evidence import content
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence, Finding, Organisation
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk

TODAY = date(2026, 11, 30)
HEAD = ("No.", "Date", "Type", "Description", "Photo")
ROWS = [
    ("A-1", date(2026, 3, 1), "Minor", "The label of the drum was missing"),
    ("A-2", date(2026, 3, 2), "Minor", "A gauge had expired"),
    ("A-3", date(2026, 3, 3), "Violett", "Nobody knows this grade"),
]


def png(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (24, 16), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Three rows: two pictures in the first, one in the second and in the refused third; a logo."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append(row)
    cells = {"A1": "black", "E2": "red", "F2": "green", "E3": "blue", "E4": "white"}
    for cell, colour in cells.items():
        sheet.add_image(SheetImage(io.BytesIO(png(colour))), cell)
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


def take(book: Book, path: Path, replaces: bool = True) -> Account:
    incoming = prepare(Reading(), read(path), path.read_bytes())
    incoming.replaces = replaces
    for _done in run(book, incoming, TODAY):
        pass
    assert incoming.account is not None
    return incoming.account


def kept() -> dict[str, list[str]]:
    """By the number elsewhere of a finding: the names of its evidence."""
    numbers = {str(row.id): str(row.foreign_number) for row in Reading().rows(Finding)}
    found: dict[str, list[str]] = {}
    for one in Reading().rows(Evidence, table_name="finding"):
        found.setdefault(numbers[str(one.row)], []).append(str(one.name))
    return found


def names(ending: str) -> dict[str, list[str]]:
    return {
        "A-1": [f"register E2{ending}", f"register F2{ending}"],
        "A-2": [f"register E3{ending}"],
    }


def test_pictures_are_evidence_of_their_rows(desk: Desk, register: Path) -> None:
    account = take(desk.book, register)
    told = "\n".join(account.tables[0].remarks)
    assert kept() == names(".png")
    assert "3 pictures are kept as evidence of their rows: E2, F2, E3" in told
    assert "2 pictures are not taken in: A1, E4" in told
    colours = {
        Image.open(io.BytesIO(content(Reading(), str(one.content)))).getpixel((3, 3))
        for one in Reading().rows(Evidence)
    }
    assert colours == {(255, 0, 0), (0, 128, 0), (0, 0, 255)}


def test_a_picture_comes_in_once(desk: Desk, register: Path) -> None:
    take(desk.book, register)
    edited = register.with_name("edited.xlsx")
    shutil.copy(register, edited)
    with ZipFile(edited, "a") as package:
        package.writestr("docProps/note.txt", "another file")
    account = take(desk.book, edited)
    assert account.count(Fate.NEW, Fate.CHANGED) == 0 and kept() == names(".png")


def test_a_picture_that_is_none_is_named_and_its_row_comes_in(desk: Desk, register: Path) -> None:
    broken = register.with_name("broken.xlsx")
    with ZipFile(register) as old, ZipFile(broken, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data[:20] if part.endswith("image2.png") else data)
    account = take(desk.book, broken)
    assert account.count(Fate.NEW) == 2 and account.count(Fate.REFUSED) == 1
    (why,) = [one for one in account.tables[0].remarks if "is not kept" in one]
    assert "E2" in why
    assert kept() == {"A-1": ["broken F2.png"], "A-2": ["broken E3.png"]}


def test_without_replacing_a_record_gets_no_picture(desk: Desk, register: Path) -> None:
    bare = register.with_name("bare.csv")
    head = ",".join(HEAD[:4])
    bare.write_text("\n".join([head, *(",".join(map(str, row)) for row in ROWS[:2])]), "utf-8")
    take(desk.book, bare)
    account = take(desk.book, register, replaces=False)
    assert not kept() and account.count(Fate.IGNORED) == 2
    assert "not taken in" in "\n".join(account.tables[0].remarks)
    assert take(desk.book, register).count(Fate.CHANGED) == 2 and kept() == names(".png")


@pytest.mark.parametrize("limit_mb", [1, 100])
def test_a_row_that_is_left_as_it_is_takes_its_pictures_back(
    desk: Desk, register: Path, limit_mb: int
) -> None:
    """Those it kept are in no trail, whether or not the others are too large for the book."""
    bare = register.with_name("bare.csv")
    head = ",".join((*HEAD[:4], "Place"))
    lines = [",".join((*map(str, row), "Elsewhere")) for row in ROWS[:2]]
    bare.write_text("\n".join([head, *lines]), "utf-8")
    take(desk.book, bare)
    with desk.book.step("Limit") as step:
        (organisation,) = step.rows(Organisation)
        step.change(Organisation, str(organisation.id), file_limit_mb=limit_mb)
    workbook = load_workbook(register)
    sheet = workbook.active
    assert sheet is not None
    noise = io.BytesIO()
    Image.effect_noise((1500, 1500), 100).save(noise, "PNG")
    sheet["F1"] = "Place"
    for row in (2, 3):
        sheet[f"F{row}"] = "Hall 2"
    sheet.add_image(SheetImage(noise), "G2")
    workbook.save(register)
    account = take(desk.book, register, replaces=False)
    assert account.count(Fate.IGNORED) == 2 and not kept()
    assert {row.place for row in Reading().rows(Finding)} == {"Elsewhere"}
    told = "\n".join(account.tables[0].remarks)
    assert ("larger than the 1 MB" in told) is (limit_mb == 1)
    assert not check(desk.book).problems


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_pictures_of_an_ods_are_evidence_too(desk: Desk, register: Path) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{register.parent}/profile", "--headless",
         "--convert-to", "ods", "--outdir", str(register.parent), str(register)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    take(desk.book, register.with_suffix(".ods"))
    assert kept() == names(".png")
