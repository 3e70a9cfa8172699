"""Scans: pages of PDF files and pictures, and what the QR code on each of them says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageSequence, UnidentifiedImageError

from auditdesk.errors import Refusal, Trouble
from auditdesk.files import contents, foreign
from auditdesk.i18n import _

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
SUFFIXES = (".pdf", *PICTURES)
_MOST_PAGES = 500
_LONG_SIDE = 3600
"""Pixels; a page of more is looked at smaller, for a code needs some hundred."""
_DPI = 200
_QR = zxingcpp.barcode_formats_from_str("QRCode")


@dataclass(frozen=True)
class Page:
    """One page of a scan, from 1, and the codes on it."""

    number: int
    codes: tuple[str, ...]


def read_scan(path: Path) -> list[Page]:
    """The pages of a file with their codes; Refusal where it is no PDF and no picture."""
    try:
        pictures = _pages_of_pdf(path) if path.suffix.lower() == ".pdf" else _frames(path)
        return [Page(n, _codes(picture)) for n, picture in enumerate(pictures, 1)]
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path.name, cause=error.strerror)
        ) from error


def _pages_of_pdf(path: Path) -> Iterator[Any]:
    try:
        document = pypdfium2.PdfDocument(contents(path))
    except pypdfium2.PdfiumError as error:
        raise _unreadable(path) from error
    with document:
        if len(document) > _MOST_PAGES:
            raise _too_long(path)
        for n in range(len(document)):
            page = document[n]
            scale = min(_DPI / 72, _LONG_SIDE / max(*page.get_size(), 1))
            yield page.render(scale=scale, grayscale=True).to_pil()


def _frames(path: Path) -> Iterator[Any]:
    try:
        with Image.open(foreign(path)) as picture:
            if getattr(picture, "n_frames", 1) > _MOST_PAGES:
                raise _too_long(path)
            for frame in ImageSequence.Iterator(picture):
                page = frame.convert("L")
                page.thumbnail((_LONG_SIDE, _LONG_SIDE))
                yield page
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        raise _unreadable(path) from error


def _codes(picture: Any) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    return tuple(dict.fromkeys(one.text for one in found))


def _unreadable(path: Path) -> Refusal:
    return Refusal(_("{name} is damaged, or no PDF and no picture.").format(name=path.name))


def _too_long(path: Path) -> Refusal:
    told = _("{name} has more than {most} pages: split it.")
    return Refusal(told.format(name=path.name, most=_MOST_PAGES))
