"""Photos for paper: small, upright, with their marks drawn on the copy."""

import io
from typing import Any

import pytest
from PIL import Image

from auditdesk.output.photos import LARGEST, shrunk


def picture(width: int = 4000, height: int = 3000, orientation: int = 1) -> bytes:
    image = Image.new("RGB", (width, height), (255, 255, 255))
    image.paste((0, 0, 0), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def shape(kind: str, *corners: int) -> dict[str, Any]:
    return {"kind": kind, **dict(zip(("x1", "y1", "x2", "y2"), corners, strict=True))}


def test_a_photo_is_made_small_and_upright() -> None:
    assert max(opened(shrunk(picture())).size) == LARGEST[0]
    tall = opened(shrunk(picture(orientation=6)))
    assert tall.height > tall.width


@pytest.mark.parametrize("data", [b"", b"no picture", picture()[:200]])
def test_what_is_no_picture_becomes_nothing(data: bytes) -> None:
    assert shrunk(data) == b""


def test_marks_are_drawn_on_the_copy() -> None:
    marked = opened(
        shrunk(picture(), [shape("box", 1000, 1000, 9000, 9000), shape("arrow", 0, 0, 5000, 5000)])
    )
    plain = opened(shrunk(picture()))
    at = (int(marked.width * 0.9), marked.height // 2)
    assert plain.getpixel(at)[0] > 200 > 120 > marked.getpixel(at)[1]  # type: ignore[index]


def test_a_blurred_part_is_gone_from_the_copy() -> None:
    blurred = opened(shrunk(picture(), [shape("blur", 4000, 4000, 6000, 6000)]))
    x, y = blurred.width // 2, blurred.height // 2
    inside = blurred.getpixel((x - 4, y))[0]  # type: ignore[index]
    outside = blurred.getpixel((x - 4, 10))[0]  # type: ignore[index]
    assert outside < 20 < 40 < inside


@pytest.mark.parametrize("corners", [(5000, 5000, 5000, 5000), (0, 0, 10_000, 10_000)])
@pytest.mark.parametrize("kind", ["arrow", "box", "blur"])
def test_no_mark_is_too_small_or_too_large(kind: str, corners: tuple[int, ...]) -> None:
    assert shrunk(picture(40, 30), [shape(kind, *corners)])
