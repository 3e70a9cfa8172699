"""Joins PDFs that Typst made in batches into one tagged PDF."""

import hashlib
import io
import re
from base64 import b64encode
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, NameTree, NumberTree, Object, Pdf, Stream, String


def merge(parts: Sequence[bytes]) -> bytes:
    """One PDF with the pages, tags and bookmarks of all parts and the claims of the first."""
    if len(parts) == 1:
        return parts[0]
    out = io.BytesIO()
    with Pdf.open(io.BytesIO(parts[0])) as whole:
        pictures: dict[object, Object] = {}
        _share_pictures(whole, 0, pictures)
        for number, part in enumerate(parts[1:], start=1):
            with Pdf.open(io.BytesIO(part)) as more:
                _append(whole, more, f"{number}-", pictures)
        _describe(whole, parts)
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _append(whole: Pdf, part: Pdf, prefix: str, pictures: dict[object, Object]) -> None:
    """Add one part: its pages first, so that its tags and bookmarks find them."""
    first = len(whole.pages)
    offset = int(whole.Root.StructTreeRoot.ParentTreeNextKey)
    for page in part.pages:
        for one in (page.obj, *page.obj.get("/Annots", ())):
            for key in {"/StructParents", "/StructParent"} & set(one.keys()):
                one[key] = int(one[key]) + offset
    _rename_cells(part, prefix)
    whole.pages.extend(part.pages)
    _share_pictures(whole, first, pictures)
    _add_tags(whole, whole.copy_foreign(part.Root.StructTreeRoot), offset, prefix)
    if "/First" in part.Root.get("/Outlines", {}):
        _add_bookmarks(whole, whole.copy_foreign(part.Root.Outlines))


def _rename_cells(part: Pdf, prefix: str) -> None:
    """Give table cells and what refers to them names of their own: each part counts from 1."""
    for cell in part.objects:
        if isinstance(cell, Dictionary) and cell.get("/S") in ("/TH", "/TD"):
            if "/ID" in cell:
                cell.ID = String(prefix + str(cell.ID))
            for about in cell.get("/A", ()):
                if "/Headers" in about:
                    about.Headers = Array(String(prefix + str(name)) for name in about.Headers)


def _add_tags(whole: Pdf, more: Object, offset: int, prefix: str) -> None:
    """Hang the elements of a part under the one document element, and list them."""
    root = whole.Root.StructTreeRoot
    document = root.K[0]
    for element in more.K[0].K:
        element.P = document
        document.K.append(element)
    numbers = NumberTree(root.ParentTree)
    for number, elements in NumberTree(more.ParentTree).items():
        numbers[number + offset] = elements
    root.ParentTreeNextKey = offset + int(more.ParentTreeNextKey)
    if "/IDTree" in more:
        if "/IDTree" not in root:
            root.IDTree = NameTree.new(whole).obj
        names = NameTree(root.IDTree)
        for name, cell in NameTree(more.IDTree).items():
            names[prefix + str(name)] = cell
    for key in {"/RoleMap", "/ClassMap"} & set(more.keys()):
        root[key] = Dictionary({**dict(more[key].items()), **dict(root.get(key, {}).items())})


def _add_bookmarks(whole: Pdf, more: Object) -> None:
    """Chain the bookmarks of a part behind those there are."""
    if "/First" not in whole.Root.get("/Outlines", {}):
        whole.Root.Outlines = more
        return
    outlines = whole.Root.Outlines
    one = more.First
    one.Prev, outlines.Last.Next = outlines.Last, one
    outlines.Last = more.Last
    outlines.Count = int(outlines.Count) + int(more.Count)
    one.Parent = outlines
    while "/Next" in one:
        one = one.Next
        one.Parent = outlines


def _share_pictures(whole: Pdf, first: int, pictures: dict[object, Object]) -> None:
    """Keep one copy of a picture, such as the logo, that several parts bring."""
    for page in list(whole.pages)[first:]:
        shown = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
        for name, picture in list(shown.items()):
            if picture.get("/Subtype") == "/Image":
                if picture.objgen not in pictures:
                    pictures[picture.objgen] = pictures.setdefault(_content(picture), picture)
                shown[name] = pictures[picture.objgen]


def _content(value: object) -> str:
    """What a picture is made of, without the numbers of its objects."""
    if isinstance(value, Array):
        return f"[{' '.join(_content(one) for one in value)}]"
    if not isinstance(value, Dictionary | Stream):
        return repr(value)
    inside = " ".join(f"{key} {_content(one)}" for key, one in sorted(value.items()))
    data = value.read_raw_bytes() if isinstance(value, Stream) else b""
    return f"<{inside} {hashlib.sha256(data).hexdigest()}>"


def _describe(whole: Pdf, parts: Sequence[bytes]) -> None:
    """Say in the metadata how many pages there are; an identity of its own."""
    about = whole.Root.Metadata
    text = about.read_bytes()
    text = re.sub(rb"(?<=<xmpTPg:NPages>)\d+", str(len(whole.pages)).encode(), text)
    old = re.search(rb"<xmpMM:InstanceID>([^<]+)<", text)
    if old:
        new = b64encode(hashlib.sha256(b"".join(parts)).digest()[:16])
        text = text.replace(old[1], new)
    about.write(text)
