"""The font of fields to type into: Latin of every country, Greek, Cyrillic and signs show.

A field is drawn anew by the program in which it is typed, with the font that the form names. The
codes of this one are those of Unicode, for programs turn letters into codes by themselves
(ISO 32000-1, 9.7.4 and 12.7.3.3).
"""

import struct
from functools import lru_cache
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from auditdesk.paths import resource

NAME = "/NotoSansForms"
_BMP = 0xFFFF
_PART = 100
"""Entries that a block of a map of codes may hold."""


def embedded(form: Pdf) -> Any:
    """The font, put into a PDF."""
    data = resource("forms", "NotoSansForms-Regular.ttf").read_bytes()
    glyphs, widths, bounds, heights = _measured()
    file = form.make_stream(data, Length1=len(data))
    descriptor = form.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor, FontName=Name("/NotoSansForms-Regular"), Flags=4,
            FontBBox=Array(list(bounds)), ItalicAngle=0, Ascent=heights[0], Descent=heights[1],
            CapHeight=714, StemV=80, FontFile2=file,
        )
    )  # fmt: skip
    to_glyph = bytearray(2 * (max(glyphs) + 1))
    for code, glyph in glyphs.items():
        struct.pack_into(">H", to_glyph, 2 * code, glyph)
    inside = form.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/NotoSansForms-Regular"),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=descriptor, DW=600, W=_widths(glyphs, widths),
            CIDToGIDMap=form.make_stream(bytes(to_glyph)),
        )
    )  # fmt: skip
    return form.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/NotoSansForms-Regular"),
            Encoding=Name("/Identity-H"), DescendantFonts=Array([inside]),
            ToUnicode=form.make_stream(_to_unicode(sorted(glyphs))),
        )
    )  # fmt: skip


def _widths(glyphs: dict[int, int], widths: tuple[int, ...]) -> Any:
    """Runs of codes with their widths."""
    found = Array()
    run: Any = None
    last = -2
    for code in sorted(glyphs):
        if code != last + 1:
            run = Array()
            found.append(code)
            found.append(run)
            run = found[-1]
        run.append(widths[glyphs[code]])
        last = code
    return found


def _to_unicode(codes: list[int]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for n in range(0, len(codes), _PART):
        some = codes[n : n + _PART]
        lines += [f"{len(some)} beginbfchar", *(f"<{c:04X}> <{c:04X}>" for c in some), "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


@lru_cache(maxsize=1)
def _measured() -> tuple[dict[int, int], tuple[int, ...], tuple[int, ...], tuple[int, int]]:
    """Glyph by code, width by glyph, the box around all and the height, in thousandths."""
    data = resource("forms", "NotoSansForms-Regular.ttf").read_bytes()
    tables = {
        tag: offset
        for tag, _sum, offset, _length in (
            struct.unpack_from(">4sLLL", data, 12 + 16 * n)
            for n in range(struct.unpack_from(">H", data, 4)[0])
        )
    }
    (em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)

    def thousandths(*values: int) -> tuple[int, ...]:
        return tuple(round(value * 1000 / em) for value in values)

    box = thousandths(*struct.unpack_from(">4h", data, tables[b"head"] + 36))
    up, down = thousandths(*struct.unpack_from(">2h", data, tables[b"hhea"] + 4))
    (wide,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    (count,) = struct.unpack_from(">H", data, tables[b"maxp"] + 4)
    told = [struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * n)[0] for n in range(wide)]
    widths = thousandths(*told, *[told[-1]] * (count - wide))
    return _codes(data, tables[b"cmap"]), widths, box, (up, down)


def _codes(data: bytes, at: int) -> dict[int, int]:
    """Glyph by code of the first plane, from the table of segments (format 4)."""
    (count,) = struct.unpack_from(">H", data, at + 2)
    starts = [at + struct.unpack_from(">HHL", data, at + 4 + 8 * n)[2] for n in range(count)]
    table = next(one for one in starts if struct.unpack_from(">H", data, one)[0] == 4)
    (twice,) = struct.unpack_from(">H", data, table + 6)
    ends, begins = table + 14, table + 16 + twice
    found: dict[int, int] = {}
    for n in range(0, twice, 2):
        (last,) = struct.unpack_from(">H", data, ends + n)
        (first,) = struct.unpack_from(">H", data, begins + n)
        (shift,) = struct.unpack_from(">H", data, begins + twice + n)
        place = begins + 2 * twice + n
        (offset,) = struct.unpack_from(">H", data, place)
        for code in range(first, last + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", data, place + offset + 2 * (code - first))
            glyph = (glyph + shift) & _BMP if glyph or not offset else 0
            if glyph and code < _BMP:
                found[code] = glyph
    return found
