"""Pages taken out of a scanned file: nothing of the other pages goes along."""

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

_OF_A_PAGE = frozenset(
    "/Type /Parent /Contents /Resources /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /Rotate"
    " /UserUnit /Group /Annots".split()
)
"""What shows a page; threads, scripts, tags and private data lead to other pages."""
_ELSEWHERE = frozenset("/A /AA /Dest /IRT /Parent /Popup /StructParent".split())
"""Where an annotation leads: the field of a widget holds the widgets of all pages."""
_RESOLUTION = (282, 283, 296)
"""Tags of TIFF: pixels for a unit of width, of height, and the unit."""


def pages_of_pdf(data: bytes, numbers: Sequence[int]) -> bytes:
    """A PDF of some pages, from 1, with the pictures and fonts that they use themselves."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as whole, pikepdf.new() as part:
        for number in numbers:
            page = whole.pages[number - 1]
            for key in set(page.obj.keys()) - _OF_A_PAGE:
                del page.obj[key]
            for annotation in page.obj.get("/Annots", ()):
                _stay_here(annotation)
            part.pages.append(page)
        _list_fields(part)
        part.remove_unreferenced_resources()
        part.save(out, deterministic_id=True)
    return out.getvalue()


def _stay_here(annotation: Any) -> None:
    """Keep what an annotation shows, and nothing that it leads to; a widget becomes a field."""
    if not isinstance(annotation, Dictionary):
        return
    parent = annotation.get("/Parent")
    for key in ("/FT", "/T", "/V", "/Ff", "/DA"):
        if isinstance(parent, Dictionary) and key in parent and key not in annotation:
            annotation[key] = parent[key]
    for key in _ELSEWHERE & set(annotation.keys()):
        del annotation[Name(key)]


def _list_fields(part: Any) -> None:
    """Name the widgets of the pages as the fields of the document, as readers of forms want."""
    widgets = [
        annotation
        for page in part.pages
        for annotation in page.obj.get("/Annots", ())
        if isinstance(annotation, Dictionary) and annotation.get("/Subtype") == "/Widget"
    ]
    if widgets:
        part.Root.AcroForm = Dictionary(Fields=Array(widgets))


def pages_of_tiff(data: bytes, numbers: Sequence[int]) -> bytes:
    """A TIFF of some pages, from 1, each with its own resolution."""
    from PIL import Image

    out = io.BytesIO()
    frames: list[Any] = []
    with Image.open(io.BytesIO(data), formats=("TIFF",)) as picture:
        for number in numbers:
            picture.seek(number - 1)
            tags: Any = getattr(picture, "tag_v2", {})
            resolution = {tag: tags[tag] for tag in _RESOLUTION if tag in tags}
            frame = picture.copy()
            frame.encoderinfo = {"tiffinfo": resolution}
            frames.append(frame)
    first = frames[0].encoderinfo
    frames[0].save(
        out, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_deflate", **first
    )
    return out.getvalue()
