"""Papers as they leave: archival or saying why not, with the logo that was chosen."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from auditdesk.book.dossier_reader import house
from auditdesk.book.dossiers import House
from auditdesk.errors import Refusal
from auditdesk.output import export, sheets
from tests.conftest import SHARED, TODAY, Desk, run_cli
from tests.papers import text_of

CASES = SHARED / "cases" / "paper"
PRESS = "colours of a printing press"


def saved(mode: str, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (120, 40), options.pop("colour", 0)).save(out, kind, **options)
    return out.getvalue()


def press_svg() -> bytes:
    """A drawing that holds a picture in CMYK: no reader of pictures looks into it."""
    from base64 import b64encode

    inside = b64encode(saved("CMYK", "JPEG")).decode()
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'"
        " width='120' height='40'><image width='120' height='40'"
        f" xlink:href='data:image/jpeg;base64,{inside}'/></svg>"
    ).encode()


def is_archival(pdf: Path) -> bool:
    with pikepdf.open(pdf) as document, document.open_metadata() as claims:
        return claims.get("pdfaid:part") == "2"


LOGOS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cmyk": ("logo.jpg", lambda: saved("CMYK", "JPEG"), "png"),
    "jpeg called png": ("logo.png", lambda: saved("RGB", "JPEG"), "jpg"),
    "webp called png": ("logo.png", lambda: saved("RGB", "WEBP"), "png"),
    "grey of 16 bits": ("logo.png", lambda: saved("I;16", "PNG"), "png"),
    "transparent": ("logo.png", lambda: saved("RGBA", "PNG"), "png"),
    "avif": ("logo.avif", lambda: saved("RGB", "AVIF"), "png"),
    "tiff": ("logo.tif", lambda: saved("CMYK", "TIFF"), "png"),
    "gif": ("logo.gif", lambda: saved("P", "GIF"), "png"),
}


@pytest.mark.parametrize("logo", LOGOS)
def test_a_logo_is_opened_when_it_is_chosen_and_every_paper_stays_archival(
    issued: Desk, tmp_path: Path, logo: str
) -> None:
    name, make, kind = LOGOS[logo]
    (tmp_path / name).write_bytes(make())
    issued.set("organisation", ".", logo=str(tmp_path / name))
    assert house(issued.book).logo_type == kind
    finding = str(issued.get("finding", "NC-2026-001").id)
    printed = export.print_findings(issued.book, [finding], tmp_path / "sheet.pdf")
    assert (printed.standard, printed.note) == ("PDF/A-2a", "")
    assert is_archival(printed.path)


@pytest.mark.parametrize("data", [b"no picture", b"\x89PNG\r\n\x1a\n", b""])
def test_a_logo_that_no_paper_can_show_is_refused_when_it_is_chosen(
    issued: Desk, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "logo.png").write_bytes(data)
    with pytest.raises(Refusal, match=r"logo\.png"):
        issued.set("organisation", ".", logo=str(tmp_path / "logo.png"))


def test_a_logo_of_an_older_book_is_made_fit_for_paper_too(tmp_path: Path, issued: Desk) -> None:
    finding = str(issued.get("finding", "NC-2026-001").id)
    from auditdesk.book.dossier_reader import finding_dossiers

    old = House("Meridian", saved("CMYK", "JPEG"), "png")
    dossiers = list(finding_dossiers(issued.book, [finding]))
    printed = sheets.finding_sheets(dossiers, old, export.stamp(issued.book), tmp_path / "s.pdf")
    assert printed.standard == "PDF/A-2a"


@pytest.fixture
def pressed(issued: Desk, tmp_path: Path) -> Desk:
    """A book whose logo no archive allows."""
    (tmp_path / "press.svg").write_bytes(press_svg())
    issued.set("organisation", ".", logo=str(tmp_path / "press.svg"))
    return issued


def papers_of(desk: Desk, to: Path) -> dict[str, Callable[[], sheets.Printed | None]]:
    """Every paper that there is, as it is printed."""
    book, audit = desk.book, str(desk.get("audit", "IA-2026-001").id)
    finding = str(desk.get("finding", "NC-2026-001").id)
    head, stamp = house(book), export.stamp(book)

    def report() -> sheets.Printed | None:
        copy = export.assembled(export.report_parts(book, audit))
        return export.write_copy(copy, head, stamp, to)

    listing = sheets.PlainTable("Contents", [("File", 0)], [["a.pdf"]])
    return {
        "finding_sheets": lambda: export.print_findings(book, [finding], to),
        "audit_plans": lambda: export.print_plans(book, [audit], to),
        "meetings": lambda: export.print_meetings(book, [audit], to, kind="opening"),
        "reports": report,
        "programme": lambda: export.print_programme(book, 2026, to, TODAY),
        "listings": lambda: sheets.listings([listing], head, stamp, to),
    }


@pytest.mark.parametrize(
    "paper", ["finding_sheets", "audit_plans", "meetings", "reports", "programme", "listings"]
)
def test_a_paper_that_is_not_archival_says_so_and_why(
    pressed: Desk, tmp_path: Path, paper: str
) -> None:
    if paper == "meetings":
        pressed.add(
            "session", audit="IA-2026-001", day="2026-11-09", starts="08:00", ends="08:30",
            kind="opening",
        )  # fmt: skip
    to = tmp_path / "paper.pdf"
    printed = papers_of(pressed, to)[paper]()
    assert printed is not None
    assert printed.standard == "PDF" and PRESS in printed.note
    assert PRESS in text_of(to) and not is_archival(to)


def test_the_command_says_why_a_paper_is_not_archival(
    pressed: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = pressed.book.path
    pressed.book.close()
    for arguments in (
        ("print", book, "finding", "NC-2026-001", "--to", tmp_path / "a.pdf"),
        ("report", book, "IA-2026-001", "--to", tmp_path / "b.pdf"),
    ):
        code, _out, err = run_cli(capsys, *arguments)
        assert code == 0 and "This is not PDF/A" in err and PRESS in err


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the project")
@pytest.mark.parametrize("name", ["logo_cmyk.jpg", "logo_is_jpeg.png", "logo_is_webp.png"])
def test_the_logos_of_the_field_print(issued: Desk, tmp_path: Path, name: str) -> None:
    issued.set("organisation", ".", logo=str(CASES / name))
    finding = str(issued.get("finding", "NC-2026-001").id)
    printed = export.print_findings(issued.book, [finding], tmp_path / "sheet.pdf")
    assert printed.standard == "PDF/A-2a"


def bookmarks(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [one.get_title() for one in document.get_toc() if one.level == 0]


def test_the_bookmark_of_a_finding_sheet_names_the_finding(issued: Desk, tmp_path: Path) -> None:
    finding = issued.get("finding", "NC-2026-001")
    export.print_findings(issued.book, [str(finding.id)], tmp_path / "sheet.pdf")
    (title,) = bookmarks(tmp_path / "sheet.pdf")
    assert title.startswith("NC-2026-001 · Minor nonconformity · The recall of supplier")
    assert "State" not in title


@pytest.mark.parametrize("paper", ["audit_plans", "reports", "programme"])
def test_no_bookmark_is_glued_together(issued: Desk, tmp_path: Path, paper: str) -> None:
    papers_of(issued, tmp_path / "paper.pdf")[paper]()
    titles = bookmarks(tmp_path / "paper.pdf")
    assert len(titles) == 1 and "State" not in titles[0]


@pytest.mark.parametrize(("paper", "code"), [("a4", 9), ("us-letter", 1)])
def test_a_workbook_is_on_the_paper_of_the_book(
    issued: Desk, tmp_path: Path, paper: str, code: int
) -> None:
    import openpyxl

    from auditdesk.book.lists import Query

    issued.set("organisation", ".", paper=paper)
    to = tmp_path / "list.xlsx"
    audit = str(issued.get("audit", "IA-2026-001").id)
    for write in (
        lambda: export.export_list(issued.book, "findings", Query(), to, TODAY),
        lambda: export.export_programme(issued.book, 2026, to, TODAY),
        lambda: export.export_plan(issued.book, audit, to, TODAY),
    ):
        write()
        sheets_ = openpyxl.load_workbook(to).worksheets
        assert {one.page_setup.paperSize for one in sheets_} <= {code, None, str(code)}


@pytest.mark.parametrize(
    "language", ["C", "C.UTF-8", "POSIX", "", "en_US.UTF-8@x", "zz", "x-y", "1"]
)
def test_no_language_of_the_system_stops_printing(
    issued: Desk, tmp_path: Path, language: str
) -> None:
    from auditdesk.book.dossier_reader import finding_dossiers

    dossiers = list(finding_dossiers(issued.book, [issued.get("finding", "NC-2026-001").id]))
    printed = sheets.finding_sheets(
        dossiers, house(issued.book), export.stamp(issued.book), tmp_path / "s.pdf",
        language=language,
    )  # fmt: skip
    assert printed.standard == "PDF/A-2a"


def test_a_paper_is_written_through_a_link(issued: Desk, tmp_path: Path) -> None:
    target, link = tmp_path / "kept" / "sheet.pdf", tmp_path / "sheet.pdf"
    target.parent.mkdir()
    link.symlink_to(target)
    export.print_findings(issued.book, [issued.get("finding", "NC-2026-001").id], link)
    assert link.is_symlink() and target.read_bytes().startswith(b"%PDF-")


CAPITALS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŁŠČŽŐ"


@pytest.mark.parametrize("first", CAPITALS)
def test_a_series_with_accented_capitals_is_read_back_from_its_code(first: str) -> None:
    import zxingcpp

    for second in CAPITALS[::3]:
        text = f"AD1/{first}{second}-2026-001/18E14166"
        (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(sheets._qr(text))).convert("L"))
        assert code.text == text
