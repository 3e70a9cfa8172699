"""Child: reads one workbook in a process of its own, so that a hostile file costs nothing else.

    python -m auditdesk.intake.child FILE OUT SECONDS MEGABYTES

What it finds is written to OUT, a JSON object or array a line: {"kind"}, then for each sheet
{"sheet"} and its rows; {"refused"} says why nothing is read. Limits on processor time and memory
are the system's and hold on POSIX only; on Windows the parent's clock is the limit.
"""

import io
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from auditdesk.intake import package
from auditdesk.intake.beside import Beside
from auditdesk.intake.number_format import shown_by
from auditdesk.intake.package import Refused, SheetFacts
from auditdesk.intake.wire import packed

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OPENED = 20 * 1024**2
_CELLS = 6_000_000
_LARGE = 200_000
_SPARSE = 10
"""Filled cells from which speed counts more, in a sheet that is not mostly gaps."""
_NAMED = 300
_NAMES = 1_000
Write = Callable[[str], object]


def main(arguments: Sequence[str]) -> int:
    """Read the file; 0 also where it is refused."""
    source, out, seconds, megabytes = Path(arguments[0]), Path(arguments[1]), *arguments[2:4]
    _limit(int(seconds), int(megabytes))
    warnings.simplefilter("ignore")
    with out.open("w", encoding="utf-8") as file:
        try:
            read(source, lambda line: file.write(line + "\n"))
            file.write('{"done": 1}\n')
        except Refused as refused:
            file.write(json.dumps({"refused": refused.why, "details": refused.details}) + "\n")
        except MemoryError:
            file.write('{"refused": "memory", "details": []}\n')
        except BaseException as error:  # also what the Rust reader calls a panic
            why = json.dumps({"refused": "damaged", "details": [type(error).__name__]})
            file.write(why + "\n")
    return 0


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        try:
            resource.setrlimit(limit, (megabytes * 1024**2,) * 2)
        except (ValueError, OSError):
            continue


def read(source: Path, write: Write) -> None:
    """Read a workbook by what it is, not by what it is called; Refused for what cannot be read."""
    if source.stat().st_size > _OPENED:
        raise Refused("large", str(_OPENED // 1024**2))
    with source.open("rb") as file:
        head = file.read(8)
    if head == _OLE:
        _refuse_encrypted(source)
        _read_with_calamine(source, "xls", {}, write)
    elif head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        _read_zip(source, write)
    elif head[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00"):
        _read_with_calamine(source, "xls", {}, write)
    else:
        raise Refused("unknown")


def _refuse_encrypted(source: Path) -> None:
    if "EncryptedPackage".encode("utf-16-le") in source.read_bytes():
        raise Refused("password")


def _read_zip(source: Path, write: Write) -> None:
    facts = package.inspect(source)
    with ZipFile(source) as opened:
        names = set(opened.namelist())
        if "mimetype" in names:
            kind = "ods"
        elif any(name.endswith("workbook.bin") for name in names):
            kind = "xlsb"
        elif any(name.lower().endswith("workbook.xml") or "worksheets/" in name for name in names):
            kind = "xlsx"
        else:
            raise Refused("unknown")
    if kind == "xlsx" and _is_large(facts):
        _read_with_calamine(source, kind, _named(source, facts), write)
    elif kind == "xlsx":
        lines: list[str] = []
        try:
            _read_with_openpyxl(source, facts, lines.append)
        except (Refused, MemoryError):
            raise
        except Exception:  # a workbook that this library cannot read may be read by the other
            _read_with_calamine(source, kind, _named(source, facts), write)
            return
        for line in lines:
            write(line)
    elif kind == "ods":
        _read_ods(source, write)
    else:
        _read_with_calamine(source, kind, {}, write)


def _read_ods(source: Path, write: Write) -> None:
    from auditdesk.intake.ods import read_ods

    write(json.dumps({"kind": "ods"}))
    with ZipFile(source) as package:
        for sheet in read_ods(package, _CELLS):
            hidden_rows = {number for number, hidden, _cells in sheet.rows if hidden}
            facts = SheetFacts(
                merges=sheet.merges,
                hidden_rows=hidden_rows,
                uncomputed=sheet.uncomputed,
                beside=sheet.beside,
            )
            _begin(write, sheet.name, sheet.hidden, facts)
            for number, hidden, cells in sheet.rows:
                write(packed(number, hidden, cells))


def _is_large(facts: dict[str, SheetFacts]) -> bool:
    """Whether the quick library should read it; it does not show errors such as #DIV/0!."""
    sheets = [fact for fact in facts.values() if fact.last_row]
    filled = sum(fact.filled for fact in sheets)
    spread = sum(fact.last_row * fact.last_column for fact in sheets)
    errors = any(fact.errors for fact in sheets)
    return filled > _LARGE and spread < _SPARSE * filled and not errors


def _named(source: Path, facts: dict[str, SheetFacts]) -> dict[str, SheetFacts]:
    """The facts by the names of the sheets, as workbook and relations tell them."""
    from xml.etree import ElementTree

    with ZipFile(source) as opened:
        try:
            book = ElementTree.fromstring(opened.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(opened.read("xl/_rels/workbook.xml.rels"))
        except (KeyError, ElementTree.ParseError):
            return {}
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    found = {}
    for one in book.iter():
        if one.tag.rpartition("}")[2] == "sheet":
            id = next((value for key, value in one.items() if key.endswith("}id")), "")
            part = targets.get(id, "").lstrip("/")
            part = part if part.startswith("xl/") else f"xl/{part}"
            if part in facts:
                found[str(one.get("name"))] = facts[part]
    return found


def _read_with_openpyxl(source: Path, facts: dict[str, SheetFacts], write: Write) -> None:
    from openpyxl import load_workbook

    workbook = load_workbook(
        io.BytesIO(source.read_bytes()), read_only=True, data_only=True, keep_links=False
    )
    if not workbook.worksheets:
        raise LookupError("no worksheet is named as this library knows it")
    write(json.dumps({"kind": "xlsx", "named": _texts(workbook)}))
    cells = 0
    for sheet in workbook.worksheets:
        fact = facts.get(sheet._worksheet_path.lstrip("/"), SheetFacts())
        _begin(write, sheet.title, sheet.sheet_state != "visible", fact)
        if not fact.last_row:
            continue
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=fact.last_row, max_col=fact.last_column, values_only=True)
        cells = _write_rows(enumerate(rows, 1), fact, cells, write)


def _texts(workbook: Any) -> list[str]:
    """The texts of properties and of defined names that hold a text, of a bounded length."""
    names = (str(name.value or "") for name in workbook.defined_names.values())
    texts = [name[1:-1] for name in names if name[:1] == name[-1:] == '"' and len(name) > 1]
    texts += [str(one.value) for one in workbook.custom_doc_props if isinstance(one.value, str)]
    return [text for text in texts if len(text) <= _NAMED][:_NAMES]


def _read_with_calamine(
    source: Path, kind: str, facts: dict[str, SheetFacts], write: Write
) -> None:
    import python_calamine as calamine

    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.read_bytes()))
        write(json.dumps({"kind": kind}))
        cells = 0
        for meta in workbook.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            fact = facts.get(meta.name) or SheetFacts(
                merges=_merges(sheet), beside=Beside(known=False)
            )
            _begin(write, meta.name, meta.visible != calamine.SheetVisibleEnum.Visible, fact)
            first = sheet.start[0] + 1 if sheet.start else 1
            left = [None] * (sheet.start[1] if sheet.start else 0)
            rows = ([*left, *row] for row in sheet.to_python(skip_empty_area=True))
            cells = _write_rows(enumerate(rows, first), fact, cells, write)
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused("damaged", " ".join(str(error).split())[:200]) from error


def _merges(sheet: Any) -> list[tuple[int, int, int, int]]:
    return [
        (top + 1, left, bottom + 1, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]


def _begin(write: Write, name: str, hidden: bool, fact: SheetFacts) -> None:
    write(
        json.dumps(
            {
                "sheet": name.encode("utf-8", "replace").decode(),
                "hidden": hidden,
                "merges": fact.merges,
                "uncomputed": fact.uncomputed,
                "beside": fact.beside.as_data(),
            }
        )
    )


def _write_rows(
    rows: Iterable[tuple[int, Sequence[Any]]], fact: SheetFacts, cells: int, write: Write
) -> int:
    """Write the rows that hold something; the cells written so far.

    The gap before a far row is one and the same empty row over and over.
    """
    blank: Sequence[Any] | None = None
    for number, row in rows:
        if row is blank:
            continue
        last = len(row)
        while last and (row[last - 1] is None or row[last - 1] == ""):
            last -= 1
        if not last:
            blank = row
            continue
        cells += last
        if cells > _CELLS:
            raise Refused("cells", str(_CELLS))
        filled = list(row[:last])
        for place, code in fact.formats.get(number, ()):
            if place < last and isinstance(filled[place], int | float):
                filled[place] = shown_by(code, filled[place])
        write(packed(number, number in fact.hidden_rows, filled))
    return cells


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
