"""Pictures: one reader for screen, mark-up, paper and Word, so that all show the same.

It decides what a picture is (by its content, whatever the file is called), how it is turned, and
how depth, alpha and colours become eight bits of sRGB on white. Only the first picture of a file
counts: the second of a phone photo is a gain map, that of a GIF the next moment.
"""

import io
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from auditdesk.i18n import _

if TYPE_CHECKING:  # only who sees a picture waits for Pillow
    from PIL import Image

MOST_PIXELS = 100_000_000
LONGEST = 30_000
"""Pixels of a side."""

_ENDINGS = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".jpe": "image/jpeg",
    ".jfif": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif", ".bmp": "image/bmp",
    ".tif": "image/tiff", ".tiff": "image/tiff", ".ico": "image/x-icon", ".heic": "image/heic",
    ".heif": "image/heic", ".hif": "image/heic", ".avif": "image/avif", ".svg": "image/svg+xml",
    ".ppm": "image/x-portable-anymap", ".pgm": "image/x-portable-anymap",
}  # fmt: skip
SUFFIXES = tuple(_ENDINGS)
SVG = _ENDINGS[".svg"]
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "ICO", "PPM", "HEIF", "AVIF")
_HEAD = 4096
_ORIENTATION = 0x0112
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_SVG = re.compile(r"\s*<(?:\?xml|!DOCTYPE|!--|svg)", re.IGNORECASE)


class Unshown(Exception):
    """A picture that cannot be shown or printed.

    why: in the user's words, to follow the name of the file. trap: whether it would fill memory.
    """

    def __init__(self, why: str, *, trap: bool = False) -> None:
        super().__init__(why)
        self.why, self.trap = why, trap


def type_of(data: bytes) -> str:
    """The media type that the first bytes of a file tell, "" where they are no picture's."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "image/tiff"
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    if data.startswith(b"\0\0\1\0") and data[4:6] != b"\0\0":
        return "image/x-icon"
    if re.match(rb"P[1-6]\s", data):
        return "image/x-portable-anymap"
    if data[4:8] == b"ftyp":
        brands = {data[8:12], *(data[n : n + 4] for n in range(16, min(_length(data), 64), 4))}
        return "image/avif" if brands & {b"avif", b"avis"} else (
            "image/heic" if brands & _HEIC else "")  # fmt: skip
    text = data[:_HEAD].decode("utf-8", "replace").removeprefix("\ufeff")
    return SVG if _SVG.match(text) and re.search(r"<svg\b", text, re.IGNORECASE) else ""


def _length(data: bytes) -> int:
    return int.from_bytes(data[:4], "big")


def promised_type(name: str) -> str:
    """The media type of a picture that the ending of a file promises, "" for other files."""
    return _ENDINGS.get(Path(name).suffix.casefold(), "")


def is_picture(media_type: str, name: str) -> bool:
    """Whether a file that is kept is a picture; older books know some types by the ending only."""
    return media_type.startswith("image/") or bool(promised_type(name))


def picture_of(data: bytes, largest: tuple[int, int]) -> "Image.Image":
    """The picture as it is meant to be seen: upright, RGB on white, at most this wide and high.

    Nothing goes along that the picture says of itself. Unshown where it cannot be read.
    """
    with _opened(data) as opened:
        return _shown(opened, largest)


def pages_of(data: bytes, largest: tuple[int, int]) -> "Iterator[Image.Image]":
    """The pages of a scan as they are meant to be seen: only TIFF has several. Unshown as above."""
    with _opened(data) as opened:
        for number in range(page_count(data)):
            opened.seek(number)
            _refuse_trap(*opened.size)
            yield _shown(opened, largest)


def page_count(data: bytes) -> int:
    """How many pages a scan has: one, but for TIFF. Unshown where it cannot be read."""
    if type_of(data) != _ENDINGS[".tif"]:
        return 1
    with _opened(data) as opened:
        return int(getattr(opened, "n_frames", 1))


def _shown(opened: "Image.Image", largest: tuple[int, int]) -> "Image.Image":
    opened.draft("RGB", (max(largest), max(largest)))
    picture = _on_white(_eight_bits(_upright(opened)))
    picture.thumbnail(largest)
    picture = _in_srgb(picture, opened.info.get("icc_profile"))
    picture.info = {}
    return picture


def why_unshown(data: bytes) -> str:
    """Why a picture can neither be shown nor printed, "" where it can."""
    try:
        picture_of(data, (64, 64))
    except Unshown as error:
        return error.why
    return ""


def for_paper(data: bytes, *, bare: bool = False) -> tuple[bytes, str]:
    """A picture as every paper can show it, and its ending: png, jpg or svg.

    What paper can show as it is stays as it is: a drawing; an upright PNG or JPEG whose colours are
    grey or RGB. All else is drawn anew, and where it is to be `bare` of what it says of itself,
    every picture but a drawing. Unshown where it cannot be read.
    """
    kind = type_of(data)
    if kind == SVG:
        return data, "svg"
    with _opened(data) as opened:
        plain = opened.mode in ("1", "L", "LA", "P", "RGB", "RGBA") and _turn_of(opened) == 1
        opened.load()
        size = opened.size
    if plain and not bare and kind in ("image/png", "image/jpeg"):
        return data, "png" if kind == "image/png" else "jpg"
    out = io.BytesIO()
    picture_of(data, (max(size), max(size))).save(out, "PNG", optimize=True)
    return out.getvalue(), "png"


@contextmanager
def _opened(data: bytes) -> "Iterator[Image.Image]":
    """The first picture in some bytes; whatever the library says of a broken one is Unshown.

    The size that its head claims is judged before anything is decoded.
    """
    from PIL import Image, UnidentifiedImageError

    _register()
    kind = type_of(data)
    if kind == SVG:
        raise Unshown(_("is a drawing (SVG): export it as PNG"))
    if not kind:
        raise Unshown(_("is no picture"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                _refuse_trap(*opened.size)
                yield opened
    except Unshown:
        raise
    except Image.DecompressionBombError as error:
        raise Unshown(_("claims more pixels than a photo has"), trap=True) from error
    except UnidentifiedImageError as error:
        raise Unshown(_("is damaged, or a kind of picture that is not known here")) from error
    except Exception as error:  # each format of the library raises what it likes
        raise Unshown(_("is damaged ({reason})").format(reason=error)) from error


def _refuse_trap(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST:
        told = _("claims {width} × {height} pixels, more than a photo has")
        raise Unshown(told.format(width=width, height=height), trap=True)


@lru_cache(maxsize=1)
def _register() -> None:
    """Make Pillow read HEIC, and keep what it thinks of sound pictures out of the log."""
    from pi_heif import register_heif_opener

    register_heif_opener()
    logging.getLogger("PIL").setLevel(logging.CRITICAL)


def _turn_of(picture: "Image.Image") -> int:
    """How the camera was held, as EXIF counts it from 1 (upright) to 8; XMP counts where EXIF is
    silent, and what cannot be read counts as upright."""
    with suppress(Exception):
        turn = picture.getexif().get(_ORIENTATION)
        return int(turn) if turn else _turn_in(picture.info.get("exif", b""))
    return 1


def _turn_in(exif: bytes) -> int:
    """The turn in a block of EXIF of which the library gave up an earlier entry as broken."""
    block = exif.removeprefix(b"Exif\0\0")
    order: Literal["little", "big"] = "little" if block.startswith(b"II") else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(block[at : at + size], order)

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * number(first, 2), 12):
        if number(entry, 2) == _ORIENTATION:
            return number(entry + 8, 2)
    return 1


def _upright(picture: "Image.Image") -> "Image.Image":
    from PIL.Image import Transpose

    picture.load()
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE, 6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }  # fmt: skip
    turn = turns.get(_turn_of(picture))
    return picture.copy() if turn is None else picture.transpose(turn)


def _eight_bits(picture: "Image.Image") -> "Image.Image":
    """Grey of 16 or 32 bits, whole or not, scaled to what it spans."""
    mode = picture.mode
    if not mode.startswith(("I", "F")):
        return picture
    wide = picture.convert("F")
    extrema: Any = wide.getextrema()
    low, high = extrema
    if mode.startswith("I;16") or (low >= 0 and 255 < high < 65_536 and mode == "I"):
        low, high = 0, 65_535
    elif low >= 0 and high <= 255 and mode == "I":
        low, high = 0, 255
    scale = 255 / (high - low) if high > low else 1
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _on_white(picture: "Image.Image") -> "Image.Image":
    """What lies below a transparent part is paper."""
    from PIL import Image

    if not picture.has_transparency_data:
        return picture.convert("RGB") if picture.mode in ("P", "1") else picture
    layer = picture.convert("RGBA")
    white = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, layer).convert("RGB")


def _in_srgb(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """Colours as the profile of the picture means them; a broken profile says nothing."""
    if profile and picture.mode in ("RGB", "L", "CMYK", "LAB"):
        from PIL import ImageCms

        with suppress(ImageCms.PyCMSError, OSError, TypeError, ValueError):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            shown = ImageCms.profileToProfile(picture, given, srgb, outputMode="RGB")
            if shown is not None:
                return shown
    return picture.convert("RGB")
