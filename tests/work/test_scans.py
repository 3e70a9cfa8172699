"""Scanned sheets file themselves: by the code on each page, to no other finding."""

import random
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence
from auditdesk.errors import Refusal
from auditdesk.intake.scans import ScannedPage, read_scan
from auditdesk.output import export, sheets
from auditdesk.work import organisation, scans
from tests.conftest import Desk, nonconformity

WHITE = 255


def sheets_of(desk: Desk, folder: Path, count: int = 1) -> Path:
    """A PDF of the sheets of so many issued findings, one after the other."""
    for _n in range(count - 1):
        desk.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    ids = [desk.get("finding", f"NC-2026-{n:03d}").id for n in range(1, count + 1)]
    to = folder / "sheets.pdf"
    sheets.finding_sheets(
        list(finding_dossiers(desk.book, ids)), house(desk.book), export.stamp(desk.book), to
    )
    return to


def pictures(pdf: Path, dpi: int = 150) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def filed(desk: Desk, path: Path) -> list[scans.Filing]:
    pages = read_scan(path)
    filings = scans.sort(desk.book, path, pages)
    with desk.book.step(scans.title(filings)) as step:
        scans.file_all(step, filings, {path: len(pages)})
    return filings


def test_the_pages_of_several_sheets_in_one_pdf_go_each_to_its_finding(
    issued: Desk, tmp_path: Path
) -> None:
    filings = filed(issued, sheets_of(issued, tmp_path, 3))
    assert [one.number for one in filings] == ["NC-2026-001", "NC-2026-002", "NC-2026-003"]
    for one in filings:
        (kept,) = Reading().rows(Evidence, row=one.finding)
        assert kept.name == f"sheets {one.number}.pdf"
        with pikepdf.open(Path(tmp_path / "sheets.pdf")) as whole:
            assert sum(len(one.pages) for one in filings) == len(whole.pages)


def test_filing_twice_changes_nothing(issued: Desk, tmp_path: Path) -> None:
    path = sheets_of(issued, tmp_path, 2)
    filed(issued, path)
    head = issued.book.head
    assert [one.known for one in filed(issued, path)] == [True, True]
    assert issued.book.head == head


def test_a_picture_of_several_pages_is_taken_apart(issued: Desk, tmp_path: Path) -> None:
    first, *others = pictures(sheets_of(issued, tmp_path, 2))
    path = tmp_path / "scan.tif"
    first.save(path, save_all=True, append_images=others)
    filings = filed(issued, path)
    assert [one.number for one in filings] == ["NC-2026-001", "NC-2026-002"]
    assert all(one.known for one in scans.sort(issued.book, path, read_scan(path)))


def test_a_page_of_another_book_or_without_a_code_is_left(issued: Desk, tmp_path: Path) -> None:
    path = sheets_of(issued, tmp_path)
    Image.new("L", (800, 1100), WHITE).save(tmp_path / "blank.png")
    (blank,) = filed(issued, tmp_path / "blank.png")
    assert (blank.finding, blank.why) == ("", "There is no code of AuditDesk on it.")
    pages = read_scan(path)
    two = ScannedPage(1, (*pages[0].codes, "AD1/NC-2026-001/00000000"))
    assert scans.sort(issued.book, path, [two])[0].number == "NC-2026-001"
    issued.book.close()
    with Book.create(tmp_path / "other.auditdesk") as other:
        with other.step("New book") as step:
            organisation.found(step, "Another")
        assert {one.why for one in scans.sort(other, path, pages)} == {
            "Its code is of another book."
        }


def test_what_is_no_scan_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for name in ("broken.pdf", "broken.png"):
        (tmp_path / name).write_bytes(b"%PDF-1.7 but not really")
        with pytest.raises(Refusal, match="damaged, or no PDF"):
            read_scan(tmp_path / name)


def scanned(page: Image.Image, chance: random.Random) -> Image.Image:
    """The page as a scanner in an office gives it: turned, skew, blurred, noisy, stapled."""
    page = page.copy()
    draw = ImageDraw.Draw(page)
    draw.line((20, 60, 70, 20), fill=90, width=5)
    draw.polygon([(0, 0), (chance.randrange(60, 150), 0), (0, chance.randrange(60, 150))], fill=60)
    page = page.rotate(
        chance.choice((0, 90, 180, 270)) + chance.uniform(-4, 4), expand=True, fillcolor=WHITE
    )
    page = page.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1.2)))
    noise = Image.effect_noise(page.size, chance.uniform(5, 40))
    return Image.blend(page, noise, chance.uniform(0, 0.25))


@pytest.mark.slow
def test_of_a_hundred_scans_all_but_one_file_themselves_and_none_wrongly(
    issued: Desk, tmp_path: Path
) -> None:
    chance = random.Random(19011)
    path = sheets_of(issued, tmp_path, 10)
    right = {
        number: one.number
        for one in scans.sort(issued.book, path, read_scan(path))
        for number in one.pages
    }
    pages = list(enumerate(pictures(path), 1))
    good = wrong = 0
    for n in range(100):
        number, page = chance.choice(pages)
        to = tmp_path / f"scan-{n}.jpg"
        scanned(page, chance).save(to, quality=chance.randrange(40, 90))
        (filing,) = scans.sort(issued.book, to, read_scan(to))
        good += filing.number == right[number]
        wrong += bool(filing.finding) and filing.number != right[number]
    assert wrong == 0
    assert good >= 99


def test_a_page_without_a_readable_code_is_given_to_a_finding_by_hand(
    issued: Desk, tmp_path: Path
) -> None:
    first, *others = pictures(sheets_of(issued, tmp_path, 2))
    blank = Image.new("L", first.size, WHITE)
    path = tmp_path / "scan.tif"
    first.save(path, save_all=True, append_images=[blank, *others])
    filings = scans.sort(issued.book, path, read_scan(path))
    assert [(one.pages, one.open) for one in filings if one.open] == [((2,), True)]
    final = scans.assign(Reading(), filings, {2: "NC-2026-002"})
    assert {one.number: 2 in one.pages for one in final} == {
        "NC-2026-001": False,
        "NC-2026-002": True,
    }
    with issued.book.step(scans.title(final)) as step:
        assert scans.file_all(step, final, {path: len(others) + 2}) == 2
    again = scans.sort(issued.book, path, read_scan(path))
    assert scans.assign(Reading(), again, {2: "NC-2026-002"})[1].known


def test_only_pages_without_a_code_are_given_by_hand(issued: Desk, tmp_path: Path) -> None:
    path = sheets_of(issued, tmp_path)
    filings = scans.sort(issued.book, path, read_scan(path))
    for page in (1, 99):
        with pytest.raises(Refusal, match=f"Page {page} cannot be given"):
            scans.assign(Reading(), filings, {page: "NC-2026-001"})
    other = [scans.Filing(path, (1,), "", "", "Its code is of another book.")]
    with pytest.raises(Refusal, match="cannot be given"):
        scans.assign(Reading(), other, {1: "NC-2026-001"})
