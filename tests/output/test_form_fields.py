"""Fields of the response form: what is typed shows in any script, and a reading voice finds them."""

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from auditdesk.output import export, form_font
from auditdesk.work import responses
from tests.conftest import Desk

TYPED = {
    "czech": "čřžůěŠŤŇ", "polish": "ąćęłńśźżŁ", "greek": "Ωμέγαάώ", "cyrillic": "ЖукщёїІ",
    "turkish": "ğışĞİ", "vietnamese": "ếộữ", "signs": "≥≤≠±€–“", "plain": "abcXYZ",
}  # fmt: skip
"""What is typed in the field: each letter has a shape of its own."""


@pytest.fixture
def form(issued: Desk, tmp_path: Path) -> Path:
    texts = responses.texts_in("en")
    finding = str(issued.get("finding", "NC-2026-001").id)
    forms = [responses.form_of(issued.book, finding, texts)]
    export.print_response(issued.book, forms, texts, [], tmp_path / "form.pdf")
    return tmp_path / "form.pdf"


def typed(form: Path, text: str, to: Path) -> Any:
    """The form with a text in the field of the cause; where that field lies, in points."""
    with pikepdf.open(form) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            if str(field.T).startswith("cause|") and str(field.T).endswith("~answer"):
                field.V = pikepdf.String(text)
                del field.AP
                place = [float(corner) for corner in field.Rect]
                page = next(n for n, one in enumerate(pdf.pages) if one.obj == field.P)
        pdf.save(to)
    return page, place


def ink(picture: Image.Image, place: list[float], height: float, scale: float) -> int:
    """How many pixels are dark in a field, without its frame."""
    left, bottom, right, top = place
    inside = (left + 2, height - top + 2, right - 2, height - bottom - 2)
    part = picture.convert("L").crop(tuple(round(n * scale) for n in inside))  # type: ignore[arg-type]
    return sum(part.histogram()[:128])


def by_pdfium(pdf: Path, page: int, place: list[float]) -> int:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    shown = document[page].render(scale=3, may_draw_forms=True).to_pil()
    height = document[page].get_height()
    document.close()
    return ink(shown, place, height, 3)


def by_poppler(pdf: Path, page: int, place: list[float]) -> int:
    out = pdf.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-r", "216", "-f", str(page + 1), "-l", str(page + 1), "-png", "-singlefile",
         pdf, out], check=True, capture_output=True,
    )  # fmt: skip
    with Image.open(f"{out}.png") as shown:
        return ink(shown, place, shown.height / 3, 3)


@pytest.mark.parametrize("script", TYPED)
def test_every_letter_that_is_typed_has_its_glyph(script: str) -> None:
    glyphs = form_font._measured()[0]
    assert all(ord(letter) in glyphs for letter in TYPED[script])


READERS = {"pdfium": by_pdfium, "poppler": by_poppler}
BY_SYSTEM = ("greek", "cyrillic", "turkish", "vietnamese")
"""Scripts for which pdfium asks the system for a font, whatever the form brings."""


@pytest.mark.parametrize("script", TYPED)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_typed_is_shown_letter_by_letter(
    form: Path, tmp_path: Path, script: str, reader: str
) -> None:
    if reader == "poppler" and which("pdftoppm") is None:
        pytest.skip("poppler is not on this machine")
    if reader == "pdfium" and script in BY_SYSTEM:
        pytest.skip("pdfium takes a font of the system for this script")
    show, before = READERS[reader], 0
    for n in range(1, len(TYPED[script]) + 1):
        to = tmp_path / f"typed{n}.pdf"
        page, place = typed(form, TYPED[script][:n], to)
        now = show(to, page, place)
        assert now > before + 4, f"{TYPED[script][n - 1]} is blank"
        before = now


def test_every_field_is_in_the_tree_of_the_document_and_leads_back(form: Path) -> None:
    with pikepdf.open(form) as pdf:
        shown = [one for one in pdf.Root.AcroForm.Fields if not int(one.F) & 2]
        numbers = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        assert shown
        for field in shown:
            element = numbers[int(field.StructParent)]
            assert element.S == "/Form" and str(element.Alt) == str(field.TU)
            assert element.K[0].Obj.objgen == field.objgen
            assert element.objgen in [one.objgen for one in element.P.K if one.is_indirect]
            assert field.P.Tabs == "/S" and "/AP" in field
        keys = [int(field.StructParent) for field in shown]
        assert len(set(keys)) == len(keys)
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) > max(keys)


def test_a_form_names_its_font_and_stays_small(form: Path) -> None:
    with pikepdf.open(form) as pdf:
        acro = pdf.Root.AcroForm
        assert form_font.NAME in acro.DR.Font and form_font.NAME in str(acro.DA)
    assert form.stat().st_size < 250_000
