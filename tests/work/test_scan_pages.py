"""Pages taken out of a scan: nothing of the other pages goes along, and nothing of their own is lost."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from auditdesk.intake.scans import read_scan
from auditdesk.work.scan_pages import pages_of_pdf, pages_of_tiff
from tests.conftest import SHARED

CASES = SHARED / "cases" / "paper"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside")


def scan_of_two() -> bytes:
    """A PDF as office programs write it: one list of resources for all pages, and fields."""
    out = io.BytesIO()
    with Pdf.new() as pdf:
        pictures = {
            f"/Im{n}": pdf.make_indirect(
                Stream(pdf, f"PICTURE-{n}".encode() * 9, Type=Name.XObject, Subtype=Name.Image,
                       Width=9, Height=9, ColorSpace=Name.DeviceGray, BitsPerComponent=8)
            )
            for n in (1, 2)
        }  # fmt: skip
        fonts = {
            f"/F{n}": pdf.make_indirect(
                Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/FONT-{n}"))
            )
            for n in (1, 2)
        }
        shared = pdf.make_indirect(Dictionary(XObject=Dictionary(pictures), Font=Dictionary(fonts)))
        field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("answer"), Kids=Array()))
        for n in (1, 2):
            page = pdf.add_blank_page(page_size=(300, 400))
            page.obj.Resources = shared
            page.obj.Contents = Stream(
                pdf, f"q /Im{n} Do Q BT /F{n} 9 Tf (PAGE-{n}) Tj ET".encode()
            )
            shown = Stream(pdf, f"(WIDGET-{n}) Tj".encode(), Type=Name.XObject, Subtype=Name.Form,
                           BBox=[0, 0, 9, 9])  # fmt: skip
            widget = pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], Parent=field,
                           AP=Dictionary(N=pdf.make_indirect(shown)))
            )  # fmt: skip
            field.Kids.append(widget)
            page.obj.Annots = Array([widget])
            page.obj.PieceInfo = Dictionary(Private=String("NOTES-OF-ALL"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        pdf.save(out)
    return out.getvalue()


def everything_in(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        parts = [repr(one) for one in pdf.objects]
        parts += [
            one.read_bytes().decode("latin-1") for one in pdf.objects if isinstance(one, Stream)
        ]
    return " ".join(parts)


@pytest.mark.parametrize("number", [1, 2])
def test_a_page_leaves_without_what_belongs_to_the_others(number: int) -> None:
    inside = everything_in(pages_of_pdf(scan_of_two(), [number]))
    for what in ("PICTURE", "FONT", "PAGE", "WIDGET"):
        assert f"{what}-{number}" in inside and f"{what}-{3 - number}" not in inside
    assert "NOTES-OF-ALL" not in inside


def test_two_pages_leave_in_their_order() -> None:
    with pikepdf.open(io.BytesIO(pages_of_pdf(scan_of_two(), [2, 1]))) as part:
        assert ["PAGE-2" in part.pages[0].Contents.read_bytes().decode(), len(part.pages)] == [
            True,
            2,
        ]


@needs_cases
@pytest.mark.parametrize("number", [1, 2])
def test_a_sheet_printed_by_an_office_program_leaves_alone(number: int) -> None:
    whole = (CASES / "two_sheets_libreoffice.pdf").read_bytes()
    part = pages_of_pdf(whole, [number])

    def pictures(data: bytes) -> list[bytes]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return [
                one.read_raw_bytes()
                for one in pdf.objects
                if isinstance(one, Stream) and one.get("/Subtype") == "/Image"
            ]

    other = pictures(pages_of_pdf(whole, [3 - number]))
    own = pictures(part)
    assert own and not set(own) & set(other)
    assert len(part) < 0.7 * len(whole)


def test_pages_of_a_tiff_keep_their_resolution() -> None:
    out = io.BytesIO()
    frames = [Image.new("1", (80, 120), n % 2) for n in range(3)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], dpi=(300, 300),
                   compression="group4")  # fmt: skip
    part = Image.open(io.BytesIO(pages_of_tiff(out.getvalue(), [2, 3])))
    assert part.n_frames == 2  # type: ignore[attr-defined]
    for n in (0, 1):
        part.seek(n)
        assert part.info["dpi"] == (300, 300) and part.size == (80, 120)


def test_pages_of_one_tiff_may_differ_in_resolution() -> None:
    import PIL.TiffImagePlugin as tiff

    out = io.BytesIO()
    with tiff.AppendingTiffWriter(out, True) as file:
        for dpi in (200, 400):
            Image.new("L", (80, 120)).save(file, "TIFF", dpi=(dpi, dpi))
            file.newFrame()
    part = Image.open(io.BytesIO(pages_of_tiff(out.getvalue(), [2, 1])))
    assert part.info["dpi"] == (400, 400)
    part.seek(1)
    assert part.info["dpi"] == (200, 200)


@pytest.mark.parametrize("kind", ["MPO", "GIF", "WEBP"])
def test_only_a_tiff_has_pages(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan.{'jpg' if kind == 'MPO' else kind.lower()}"
    first, second = (Image.new("RGB", (80, 120), colour) for colour in ("red", "blue"))
    first.save(path, kind, save_all=True, append_images=[second])
    assert len(read_scan(path)) == 1


@needs_cases
def test_a_phone_photo_with_a_gain_map_is_one_page_with_its_code() -> None:
    (page,) = read_scan(CASES / "sheet_photo_gainmap.jpg")
    assert page.codes == ("AD1/NC-2026-012/18E14166",)
