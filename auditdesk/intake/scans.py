"""Scans: pages of PDF files and pictures, and what the QR code on each of them says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from auditdesk import pictures
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import contents
from auditdesk.i18n import _

SUFFIXES = (".pdf", *pictures.SUFFIXES)
_MOST_PAGES = 500
_LONG_SIDE = 3600
"""Pixels; a page of more is looked at smaller, for a code needs some hundred."""
_DPI = 200
_QR = zxingcpp.barcode_formats_from_str("QRCode")


@dataclass(frozen=True)
class ScannedPage:
    """One page of a scan, from 1, and the codes on it."""

    number: int
    codes: tuple[str, ...]


def read_scan(path: Path) -> list[ScannedPage]:
    """The pages of a file with their codes; Refusal where it is no PDF and no picture."""
    try:
        is_pdf = path.suffix.lower() == ".pdf"
        pages = _pages_of_pdf(path) if is_pdf else _pages_of_picture(path)
        return [ScannedPage(n, _codes(page)) for n, page in enumerate(pages, 1)]
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


def _pages_of_picture(path: Path) -> Iterator[Any]:
    data = contents(path)
    try:
        if pictures.page_count(data) > _MOST_PAGES:
            raise _too_long(path)
        for page in pictures.pages_of(data, (_LONG_SIDE, _LONG_SIDE)):
            yield page.convert("L")
    except pictures.Unshown as error:
        raise _unreadable(path) from error


def _codes(picture: Any) -> tuple[str, ...]:
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    return tuple(dict.fromkeys(one.text for one in found))


def _unreadable(path: Path) -> Refusal:
    return Refusal(_("{name} is damaged, or no PDF and no picture.").format(name=path.name))


def _too_long(path: Path) -> Refusal:
    told = _("{name} has more than {most} pages: split it.")
    return Refusal(told.format(name=path.name, most=_MOST_PAGES))
