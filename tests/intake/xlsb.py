"""A small xlsb, record by record: no free program writes the format."""

import struct
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from zipfile import ZipFile

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BIN = "application/vnd.ms-excel"
Cell = str | float | bool | date | None


def _record(id: int, data: bytes = b"") -> bytes:
    kind = bytes([id]) if id < 0x80 else bytes([id & 0x7F | 0x80, id >> 7])
    size, length = len(data), b""
    while size >= 0x80:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return kind + length + bytes([size]) + data


def _text(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _cell(column: int, cell: Cell) -> bytes:
    head = struct.pack("<II", column, int(isinstance(cell, date)))
    if isinstance(cell, bool):
        return _record(0x04, head + bytes([cell]))
    if isinstance(cell, date):
        cell = float((cell - date(1899, 12, 30)).days)
    if isinstance(cell, str):
        return _record(0x06, head + _text(cell))
    return b"" if cell is None else _record(0x05, head + struct.pack("<d", cell))


def _sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    wide = max(map(len, rows))
    parts = [
        _record(0x81),
        _record(0x94, struct.pack("<4I", 0, len(rows) - 1, 0, wide - 1)),
        _record(0x91),
    ]
    for number, row in enumerate(rows):
        parts.append(_record(0x00, struct.pack("<I", number) + bytes(13)))
        parts += [_cell(column, cell) for column, cell in enumerate(row)]
    return b"".join([*parts, _record(0x92), _record(0x82)])


def _styles() -> bytes:
    """Two looks: plain, and the date of the system."""
    looks = [_record(0x2F, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, 14)]
    return b"".join([_record(0x116), _record(0x269, struct.pack("<I", 2)), *looks, _record(0x26A)])


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    told = (
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(told)}</Relationships>'


def write_xlsb(
    path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], hidden: Sequence[str] = ()
) -> None:
    """Write sheets of plain cells by their names."""
    bundle = [
        _record(0x9C, struct.pack("<II", int(name in hidden), n) + _text(f"rId{n}") + _text(name))
        for n, name in enumerate(sheets, 1)
    ]
    parts = [("worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    with ZipFile(path, "w") as out:
        out.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="{_BIN}.sheet.binary.'
            'macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            'relationships+xml"/></Types>',
        )
        out.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.bin")]))
        out.writestr("xl/_rels/workbook.bin.rels", _relations([*parts, ("styles", "styles.bin")]))
        out.writestr("xl/styles.bin", _styles())
        book = [_record(0x83), _record(0x8F), *bundle, _record(0x90), _record(0x84)]
        out.writestr("xl/workbook.bin", b"".join(book))
        for (_kind, part), rows in zip(parts, sheets.values(), strict=True):
            out.writestr(f"xl/{part}", _sheet(rows))
