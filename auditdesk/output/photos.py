"""Photos for paper and Word: upright, small enough, with their mark-up drawn on the copy."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from auditdesk import pictures
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Content, Markup

LARGEST = (760, 760)
"""Pixels: a photo is printed 80 mm wide at most, at some 240 to the inch."""
_QUALITY = 80
_RED = (200, 30, 25)
UNIT = 10_000
"""Corners of shapes are given in ten-thousandths of width and height."""


class Photo(NamedTuple):
    """A photo for paper: a JPEG, or nothing and why in words that follow the name of the file."""

    data: bytes
    why: str = ""


def printed(data: bytes, shapes: Sequence[Mapping[str, Any]] = ()) -> Photo:
    """The picture as a JPEG that is no larger than paper needs, with its mark-up drawn on it.

    Nothing goes along that the picture says of itself: comments, place, owner of the camera.
    """
    try:
        picture = pictures.picture_of(data, LARGEST)
    except pictures.Unshown as error:
        return Photo(b"", error.why)
    for shape in shapes:
        draw(picture, shape)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return Photo(out.getvalue())


def shrunk(data: bytes, shapes: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """As `printed`; b"" where the picture cannot be read."""
    return printed(data, shapes).data


def draw(picture: Image.Image, shape: Mapping[str, Any]) -> None:
    """Draw an arrow, a box or a blur on a picture."""
    width, height = picture.size
    points = [int(shape[key]) for key in ("x1", "y1", "x2", "y2")]
    x1, x2 = (points[n] * width // UNIT for n in (0, 2))
    y1, y2 = (points[n] * height // UNIT for n in (1, 3))
    box = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    if box[2] - box[0] < 1 and box[3] - box[1] < 1:
        return
    thick = max(3, max(width, height) // 220)
    pen = ImageDraw.Draw(picture)
    if shape["kind"] == "blur":
        box = (box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1))
        part = picture.crop(box)
        coarse = part.resize((max(1, part.width // 24), max(1, part.height // 24)))
        part = coarse.resize(part.size).filter(ImageFilter.GaussianBlur(max(part.size) / 20))
        picture.paste(part, box)
    elif shape["kind"] == "box":
        pen.rectangle(box, outline=_RED, width=thick)
    else:
        pen.line((x1, y1, x2, y2), fill=_RED, width=thick)
        pen.polygon(_head(x1, y1, x2, y2, thick * 5), fill=_RED)


def _head(x1: int, y1: int, x2: int, y2: int, size: int) -> list[tuple[float, float]]:
    """The head of an arrow that ends in (x2, y2)."""
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
    dx, dy = (x2 - x1) / length * size, (y2 - y1) / length * size
    back = (x2 - dx, y2 - dy)
    return [
        (x2, y2),
        (back[0] - dy / 2, back[1] + dx / 2),
        (back[0] + dy / 2, back[1] - dx / 2),
    ]


def report_photos(values: dict[str, Any]) -> Iterator[Photo]:
    """The photos of a report, made small one at a time, with their marks."""
    for one in values["photos"]:
        held = Reading().find(Content, id=one["sha256"])
        marks = Reading().find(Markup, evidence=one["evidence"])
        yield printed(bytes(held.data) if held else b"", marks.shapes if marks else ())
