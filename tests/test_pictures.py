"""One reader of pictures: whatever the format, screen and paper show the same."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageDraw

from auditdesk import pictures
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence, Finding
from auditdesk.output.photos import printed, shrunk
from auditdesk.work import history
from tests.conftest import SHARED, Desk

CASES = SHARED / "cases" / "paper"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside")
TURNS = range(1, 9)
QUARTERS = {"red": (0, 0), "lime": (1, 0), "blue": (0, 1), "yellow": (1, 1)}
"""What lies where in the upright picture: column and row."""
BACK = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
"""The turn that a camera makes up for, by the one that it writes down."""


def scene(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Four quarters, each of its colour."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    width, height = size[0] // 2, size[1] // 2
    for colour, (column, line) in QUARTERS.items():
        left, top = column * width, line * height
        pen.rectangle((left, top, left + width - 1, top + height - 1), fill=colour)
    return picture


def striped(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Black and white squares: what is covered becomes grey."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for x in range(0, size[0], 8):
        for y in range(x % 16, size[1], 16):
            pen.rectangle((x, y, x + 7, y + 7), fill="black")
    return picture


def held(picture: Image.Image, turn: int) -> Image.Image:
    """The picture as a camera sees it that is held so."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }  # fmt: skip
    back = turns.get(BACK[turn])
    return picture.copy() if back is None else picture.transpose(back)


def exif_of(turn: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = turn
    return exif


def xmp_of(turn: int) -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        'syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
        f' tiff:Orientation="{turn}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def by_exif(kind: str, **options: Any) -> Callable[[Image.Image, int], bytes]:
    def write(picture: Image.Image, turn: int) -> bytes:
        out = io.BytesIO()
        picture.save(out, kind, exif=exif_of(turn), **options)
        return out.getvalue()

    return write


def by_xmp(picture: Image.Image, turn: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", xmp=xmp_of(turn), quality=95)
    return out.getvalue()


def as_heic(picture: Image.Image, turn: int) -> bytes:
    """A kept file of the picture: what reads HEIC here does not write it."""
    name = "striped" if len(picture.getcolors() or ()) == 2 else "scene"
    return (Path(__file__).parent / "photos" / f"{name}-{turn}.heic").read_bytes()


TURNED = {
    "jpeg": by_exif("JPEG", quality=95),
    "xmp": by_xmp,
    "png": by_exif("PNG"),
    "webp": by_exif("WEBP", quality=95),
    "tiff": by_exif("TIFF"),
    "heic": as_heic,
    "avif": by_exif("AVIF", quality=90),
}
"""Every way in which a picture says how the camera was held."""


def nearest(pixel: Any) -> str:
    rgb = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
    return min(
        rgb, key=lambda name: sum(abs(a - b) for a, b in zip(rgb[name], pixel, strict=False))
    )


def corners(picture: Image.Image) -> dict[str, tuple[int, int]]:
    shown = {}
    for column in (0, 1):
        for line in (0, 1):
            at = (picture.width * (1 + 2 * column) // 4, picture.height * (1 + 2 * line) // 4)
            shown[nearest(picture.getpixel(at))] = (column, line)
    return shown


def on_paper(data: bytes, *shapes: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(shrunk(data, shapes))).convert("RGB")


def on_screen(data: bytes, side: int = 760) -> Image.Image:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImage

    from auditdesk.gui.parts.pictures import picture_of

    shown = picture_of(data, QSize(side, side)).convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes(
        "RGBA", (shown.width(), shown.height()), bytes(shown.constBits())
    ).convert("RGB")  # fmt: skip


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("kind", TURNED)
def test_screen_and_paper_stand_upright_however_the_camera_was_held(kind: str, turn: int) -> None:
    data = TURNED[kind](held(scene(), turn), turn)
    for shown in (on_paper(data), on_screen(data)):
        assert shown.size == (320, 240)
        assert corners(shown) == QUARTERS


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("kind", TURNED)
def test_a_blur_drawn_on_the_screen_covers_the_same_part_in_the_paper(
    kind: str, turn: int, qtbot: Any
) -> None:
    from PySide6.QtCore import QPoint, QSize
    from PySide6.QtGui import QPixmap

    from auditdesk.gui.forms.evidence_markup import MarkedPicture
    from auditdesk.gui.parts.pictures import picture_of

    data = TURNED[kind](held(striped(), turn), turn)
    view = MarkedPicture()
    qtbot.addWidget(view)
    image = picture_of(data, QSize(4000, 4000))
    view.resize(image.size())
    view.show_picture(QPixmap.fromImage(image))
    view.add("blur", QPoint(16, 16), QPoint(144, 104))
    plain = on_paper(data).convert("L")
    covered = on_paper(data, *view.shapes).convert("L")
    changed = ImageChops.difference(plain, covered).point(lambda n: 255 if n > 60 else 0).getbbox()
    assert changed is not None
    left, top, right, bottom = changed
    assert left in range(14, 26) and top in range(14, 26)
    assert right in range(134, 147) and bottom in range(94, 107)
    shown = view.grab().toImage()
    assert (
        abs(shown.pixelColor(80, 60).lightness() - 128)
        < 60
        < abs(shown.pixelColor(246, 182).lightness() - 128)
    )


def grey_16() -> Image.Image:
    picture = Image.new("I;16", (256, 40))
    for x in range(256):
        for y in range(40):
            picture.putpixel((x, y), x * 257)
    return picture


def profiled() -> bytes:
    """A picture whose numbers mean other colours than they do in sRGB."""
    lab = ImageCms.createProfile("LAB")
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 25)).save(
        out, "PNG", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()
    )
    return out.getvalue()


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def test_grey_of_sixteen_bits_keeps_its_steps() -> None:
    for shown in (on_paper(saved(grey_16())), on_screen(saved(grey_16()))):
        steps = [shown.convert("L").getpixel((x, 20)) for x in (10, 100, 200, 250)]
        assert steps == sorted(steps) and steps[0] < 30 and 80 < steps[1] < 120 and steps[-1] > 240  # type: ignore[operator,type-var]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_lies_on_white(mode: str) -> None:
    picture = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((20, 10, 40, 30), fill=(0, 0, 0, 255))
    data = saved(picture.convert(mode))
    for shown in (on_paper(data), on_screen(data)):
        assert shown.getpixel((5, 5))[0] > 240 > 20 > shown.getpixel((30, 20))[0]  # type: ignore[index]


def test_colours_of_a_printing_press_become_colours_of_the_screen() -> None:
    data = saved(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG", quality=95)
    for shown in (on_paper(data), on_screen(data)):
        assert nearest(shown.getpixel((30, 20))) == "red"


def test_a_profile_that_makes_no_sense_is_passed_over() -> None:
    data = saved(Image.new("RGB", (60, 40), "red"), icc_profile=b"no profile at all")
    assert nearest(on_paper(data).getpixel((30, 20))) == "red"
    assert on_paper(profiled()).size == (40, 30)


def test_a_picture_as_large_as_is_taken_is_printed() -> None:
    data = saved(Image.new("1", (9_990, 9_990), 1))
    assert printed(data).data and not printed(data).why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "drawing"),
        (b"nothing of the kind", "no picture"),
        (saved(Image.new("RGB", (60, 40)), "JPEG")[:200], "damaged"),
        (saved(Image.new("1", (12_000, 12_000))), "more than a photo has"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_says_why(data: bytes, why: str) -> None:
    assert why in pictures.why_unshown(data) and why in printed(data).why


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "ICO", "AVIF"])
def test_a_picture_is_known_by_its_content(kind: str) -> None:
    data = saved(Image.new("RGB", (32, 32), "red"), kind)
    assert pictures.type_of(data).startswith("image/")
    assert nearest(on_paper(data).getpixel((16, 16))) == "red"
    assert pictures.type_of(b"a table, and no picture") == ""


def added(desk: Desk, path: Path) -> tuple[Any, list[str]]:
    finding = str(desk.get("finding", "NC-2026-001").id)
    with desk.book.step("Add") as step:
        id = history.attach(step, Finding, finding, file=str(path))
        remarks = list(step.remarks)
    return Reading().get(Evidence, id), remarks


def test_the_type_of_evidence_is_what_it_is_and_not_what_it_is_called(
    issued: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "photo.dat"
    path.write_bytes(as_heic(scene(), 1))
    file, remarks = added(issued, path)
    assert file.media_type == "image/heic" and not remarks
    (tmp_path / "logo.png").write_bytes(saved(scene(), "JPEG"))
    assert added(issued, tmp_path / "logo.png")[0].media_type == "image/jpeg"


def test_what_no_report_can_print_is_said_when_it_is_added_and_in_the_report(
    issued: Desk, tmp_path: Path
) -> None:
    from docx import Document

    from auditdesk.book.dossier_reader import house
    from auditdesk.output import export
    from tests.papers import text_of

    (tmp_path / "sketch.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    _file, remarks = added(issued, tmp_path / "sketch.svg")
    assert "sketch.svg is kept, but no report can print it" in " ".join(remarks)
    audit = str(issued.get("audit", "IA-2026-001").id)
    copy = export.assembled(export.report_parts(issued.book, audit))
    for name in ("report.pdf", "report.docx"):
        export.write_copy(copy, house(issued.book), export.stamp(issued.book), tmp_path / name)
    wanted = "sketch.svg is not printed here"
    assert wanted in text_of(tmp_path / "report.pdf")
    document = Document(str(tmp_path / "report.docx"))
    assert any(wanted in one.text for one in document.paragraphs)


@needs_cases
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("face_turned.png", (570, 760)), ("face_turned.webp", (570, 760)),
        ("turned_by_xmp.jpeg", (200, 400)), ("exif_warning.jpg", (200, 300)),
        ("gray16.png", (760, 570)), ("transparent.png", (300, 200)),
    ],
)  # fmt: skip
def test_the_pictures_of_the_field_are_the_same_on_screen_and_paper(
    name: str, size: tuple[int, int]
) -> None:
    data = (CASES / name).read_bytes()
    paper, screen = on_paper(data), on_screen(data)
    assert paper.size == screen.size == size
    apart = [
        sum(abs(a - b) for a, b in zip(paper.getpixel(at), screen.getpixel(at), strict=True))  # type: ignore[arg-type]
        for at in ((size[0] // 4, size[1] // 4), (size[0] // 2, size[1] // 2), (9, size[1] - 9))
    ]
    assert max(apart) < 40
