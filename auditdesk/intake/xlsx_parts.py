"""Xlsx parts: what styles, comments and drawings of a workbook say, beside the cells of its sheets.

The parts were looked through before by `package.inspect`: they declare nothing and are in bounds.
"""

import posixpath
from dataclasses import dataclass, field
from xml.etree import ElementTree
from zipfile import ZipFile

from auditdesk.intake.beside import Beside, Picture
from auditdesk.intake.number_format import is_telling

_BUILT_IN = {"2": "0.00", "4": "#,##0.00", "9": "0%", "10": "0.00%", "39": "#,##0.00"}
"""The formats that a workbook names by number alone and that show more than the number."""
_LARGEST_PART = 20 * 1024**2


@dataclass
class Styles:
    """Of the styles of cells, by number: the telling formats, and those that strike text out."""

    formats: dict[str, str] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)


def styles_in(content: bytes) -> Styles:
    """What styles.xml says; nothing where it cannot be read, which is no reason to stop."""
    found = Styles()
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return found
    codes = dict(_BUILT_IN)
    struck_fonts: set[str] = set()
    for one in root.iter():
        tag = _local(one.tag)
        if tag == "numFmt":
            codes[one.get("numFmtId", "")] = one.get("formatCode", "")
        elif tag == "fonts":
            for n, font in enumerate(one):
                if any(
                    _local(part.tag) == "strike" and part.get("val", "1") not in ("0", "false")
                    for part in font
                ):
                    struck_fonts.add(str(n))
        elif tag == "cellXfs":
            for n, style in enumerate(one):
                code = codes.get(style.get("numFmtId", ""), "")
                if is_telling(code):
                    found.formats[str(n)] = code
                if style.get("fontId") in struck_fonts:
                    found.struck.add(str(n))
    return found


def parts_beside(package: ZipFile, relations: str, beside: Beside) -> None:
    """Add the comments and pictures that the relations of a sheet lead to."""
    home = posixpath.dirname(posixpath.dirname(relations))
    for target in _targets(package, relations):
        path = posixpath.normpath(posixpath.join(home, target)).lstrip("/")
        root = _parsed(package, path)
        if root is None:
            continue
        if _local(root.tag) in ("comments", "ThreadedComments"):
            _comments(root, beside)
        elif _local(root.tag) == "wsDr":
            _pictures(root, _media(package, path), beside)


def _targets(package: ZipFile, relations: str) -> list[str]:
    root = _parsed(package, relations)
    return [] if root is None else [one.get("Target", "") for one in root]


def _parsed(package: ZipFile, path: str) -> ElementTree.Element | None:
    if not path.endswith((".xml", ".rels")):
        return None
    try:
        part = package.getinfo(path)
        return (
            ElementTree.fromstring(package.read(part)) if part.file_size < _LARGEST_PART else None
        )
    except (KeyError, ElementTree.ParseError):
        return None


def _comments(root: ElementTree.Element, beside: Beside) -> None:
    for one in root.iter():
        if _local(one.tag) in ("comment", "threadedComment"):
            spot = _spot(one.get("ref", ""))
            text = "".join(
                part.text or "" for part in one.iter() if _local(part.tag) in ("t", "text")
            )
            known = beside.comments.get(spot, "")
            if spot[0] and text.strip() and text.strip() not in known:
                beside.comments[spot] = "\n".join(filter(None, (known, text.strip())))


def _media(package: ZipFile, drawing: str) -> dict[str, str]:
    """The pictures that a drawing leads to: their parts by the ids of its relations."""
    home, _slash, file = drawing.rpartition("/")
    root = _parsed(package, f"{home}/_rels/{file}.rels")
    return {
        one.get("Id", ""): posixpath.normpath(
            posixpath.join("/" + home, one.get("Target", ""))
        ).lstrip("/")
        for one in (root if root is not None else ())
        if one.get("TargetMode") != "External"
    }


def _pictures(root: ElementTree.Element, media: dict[str, str], beside: Beside) -> None:
    for anchor in root:
        start = next((one for one in anchor if _local(one.tag) == "from"), None)
        if any(_local(one.tag) == "pic" for one in anchor.iter()):
            at = {_local(one.tag): one.text or "0" for one in start} if start is not None else {}
            row, column = at.get("row", "-1"), at.get("col", "0")
            spot = (int(row) + 1, int(column)) if row.isdecimal() and column.isdecimal() else (0, 0)
            embedded = (
                value
                for one in anchor.iter()
                if _local(one.tag) == "blip"
                for key, value in one.items()
                if _local(key) == "embed"
            )
            beside.pictures.append(Picture(*spot, media.get(next(embedded, ""), "")))


def _spot(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    column = 0
    for sign in letters:
        column = column * 26 + ord(sign.upper()) - 64
    number = reference[len(letters) :]
    return (int(number) if number.isdecimal() else 0), column - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
