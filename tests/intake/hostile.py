"""Small workbooks built to overwhelm a program that opens them; each a few kilobytes."""

import zipfile
from collections.abc import Callable
from pathlib import Path

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
    'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    f'relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORKBOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_WORKBOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    f'relationships"><Relationship Id="rId1" Type="{_OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{_OFFICE}/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
_STRINGS = (
    f'<?xml version="1.0"?><sst xmlns="{_MAIN}" count="1" uniqueCount="1"><si><t>a</t></si></sst>'
)


def workbook(path: Path, rows: str, *, after: str = "", strings: str = _STRINGS) -> Path:
    """A workbook of one sheet with these rows, as they stand in the file."""
    sheet = (
        f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>'
        f"{after}</worksheet>"
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def _doctype(path: Path) -> Path:
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    workbook(path, _CELL)
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{lol}]>'
        f'<sst xmlns="{_MAIN}"><si><t>&e9;</t></si></sst>'
    )
    return workbook(path, _CELL, strings=bomb)


def _bomb(path: Path) -> Path:
    """150 MB in one cell; written piece by piece, so that the test itself stays small."""
    workbook(path, _CELL)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, data in parts.items():
            with package.open(name, "w", force_zip64=True) as part:
                head, mark, tail = data.partition(b"<v>1</v>")
                part.write(head + mark[:3])
                for _piece in range(150 if mark else 0):
                    part.write(b"1" * 1_000_000)
                part.write(mark[3:] + tail)
    return path


def _deep(path: Path) -> Path:
    return workbook(path, _CELL, after="<x>" * 10_000 + "</x>" * 10_000)


def _not_a_zip(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 20)
    return path


def _empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def _old(path: Path) -> Path:
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\xff" * 5000)
    return path


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "merge of everything": lambda p: workbook(
        p, _CELL, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "link over everything": lambda p: workbook(
        p, _CELL, after='<hyperlinks><hyperlink ref="A1:XFD1048576" location="S!A1"/></hyperlinks>'
    ),
    "one cell in the last corner": lambda p: workbook(
        p, f'{_CELL}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "four billion shared strings": lambda p: workbook(
        p, _CELL, strings=_STRINGS.replace('uniqueCount="1"', 'uniqueCount="4294967295"')
    ),
    "row number beyond the last": lambda p: workbook(
        p, '<row r="4294967290"><c r="A4294967290"><v>1</v></c></row>'
    ),
    "column beyond the last": lambda p: workbook(p, '<row r="1"><c r="ZZZZZ1"><v>1</v></c></row>'),
    "entities": _doctype,
    "unpacks to 150 MB": _bomb,
    "nested ten thousand deep": _deep,
    "no zip after all": _not_a_zip,
    "empty": _empty,
    "an old workbook of rubbish": _old,
}
