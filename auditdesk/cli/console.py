"""What every command reads and prints: JSON in and out, text, one line of trouble."""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditdesk.errors import Refusal, Trouble
from auditdesk.files import MAPPING, contents, replacing, where_broken
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.output.sheets import Printed
    from auditdesk.output.workbook import Written


def say(message: str) -> None:
    """One plain line on standard error."""
    print(" ".join(message.split()), file=sys.stderr)


def read_json(source: str) -> Any:
    """The data of a file, or of standard input for “-”."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else contents(Path(source))
        return json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal(
            _("{name} is not JSON: {place}. See “auditdesk explain”.").format(
                name=_("The input") if source == "-" else source, place=where_broken(error)
            )
        ) from error


def read_text(source: Path) -> str:
    """The text of a file that a person wrote."""
    try:
        return contents(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(
            _("{name} cannot be read: it is no text in UTF-8.").format(name=source)
        ) from error


def write_mapping(to: Path, text: str) -> None:
    """Write a mapping for a person to read and change."""
    with replacing(to, MAPPING) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def print_json(rows: Iterator[Any], single: bool = False) -> None:
    """Rows as JSON, or the one row as an object."""
    values = [plain(row) for row in rows]
    print(json.dumps(values[0] if single else values, ensure_ascii=False, indent=2))


def plain(value: Any) -> Any:
    """A row as JSON values: dates as ISO text, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def tell_written(written: "Written") -> None:
    """Say which workbook was written, and that it was read back."""
    print(
        ngettext(
            "{path}: {n} row, read back and compared.",
            "{path}: {n} rows, read back and compared.",
            written.rows,
        ).format(path=written.path, n=written.rows)
    )


def tell_printed(printed: "Printed") -> None:
    """Say what was printed, and what is not as it should be with it."""
    print(
        _("{path}: sheets {sheets}, pages {pages}, {standard}.").format(
            path=printed.path,
            sheets=printed.sheets,
            pages=printed.pages,
            standard=printed.standard,
        )
    )
    tell_note(printed)


def tell_note(printed: "Printed | None") -> None:
    """Say what is not as it should be with a paper."""
    if printed is not None and printed.note:
        print(printed.note, file=sys.stderr)
