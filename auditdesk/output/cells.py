"""Texts and values as the cells of a workbook hold them, and nothing is lost on the way.

What is done to a text, and nothing else: CRLF becomes LF, what is no character (lone surrogates,
U+FFFE, U+FFFF) becomes U+FFFD; a text longer than a cell is continued in a sheet of its own.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime
from math import ceil

from auditdesk.i18n import N_, _

CELL = 32_767
"""UTF-16 units that a cell holds."""
CONTINUED = N_("Continued texts")
ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}[_\x00-\x08\x0b-\x1f])")
_ESCAPE = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff])_")
_FIRST_DAY = date(1900, 3, 1)
_DAY_ZERO = date(1899, 12, 30)


def clean(text: str) -> str:
    """The text with LF for CRLF and U+FFFD for what is no character."""
    if not ODD.search(text):
        return text
    data = text.replace("\r\n", "\n").encode("utf-16-le", "surrogatepass")
    return re.sub("[\ufffe\uffff]", "\ufffd", data.decode("utf-16-le", "replace"))


def encode(text: str) -> str:
    """A clean text as the file writes it: control characters, and what looks like one, escaped."""
    return _ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def decode(text: str) -> str:
    """What `encode` was given."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def units(text: str) -> int:
    """The length as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text: str) -> str:
    """A title: no line breaks, no control characters."""
    return " ".join(re.sub("[\x00-\x1f\x7f]", " ", clean(text)).split())


def fitting(text: str, room: int) -> int:
    """How many characters fit into `room` units once encoded; never half an emoji or escape."""
    longest = range(min(len(text), room) + 1)
    return bisect_right(longest, room, key=lambda n: units(encode(text[:n]))) - 1


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel accepts for a sheet, and that none of the others has."""
    name = re.sub(r"[\[\]:*?/\\]", " ", one_line(wanted))
    name = short(" ".join(name.split()), 31).strip("' ") or _("Sheet")
    if name.casefold() == "history":
        name += "_"
    known = {one.casefold() for one in taken}
    number, free = 2, name
    while free.casefold() in known:
        free = f"{short(name, 27)} {number}"
        number += 1
    return free


def short(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore").rstrip()


def stored(value: object) -> tuple[object, str, str]:
    """A value as the cell stores it, the type it has there, and its canonical text."""
    if isinstance(value, bool):
        return value, "b", str(int(value))
    if isinstance(value, date):
        if isinstance(value, datetime) or value < _FIRST_DAY:
            return value.isoformat(), "s", value.isoformat()
        value = (value - _DAY_ZERO).days
    if isinstance(value, int | float):
        return value, "n", f"{value:.15g}"
    raise TypeError(f"no cell holds {value!r}")


def row_digest(parts: Iterable[str]) -> bytes:
    return hashlib.blake2b("".join(parts).encode(), digest_size=16).digest()


def continuation(sheet: str, row: int) -> str:
    """How a cell says where its text goes on."""
    return _("… [continued in sheet “{sheet}”, row {row}]").format(sheet=sheet, row=row)


_WIDE = re.compile("[\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")


def signs_on(text: str, room: float, lines: int) -> int:
    """How many signs of a text stand on so many lines, at least one."""
    at = 0
    for line in text.split("\n"):
        needed = lines_of(line, room)
        if needed > lines:
            narrow = 2 if _WIDE.search(line) else 1
            return max(at + int(lines * room / narrow), 1)
        lines -= needed
        at += len(line) + 1
    return len(text)


def lines_of(text: str, room: float) -> int:
    """About how many lines a text takes where `room` Latin characters stand side by side."""
    if text.isascii() and "\n" not in text:
        return ceil(len(text) / room)
    return sum(
        max(1, ceil((len(line) + len(_WIDE.findall(line))) / room)) for line in text.split("\n")
    )
