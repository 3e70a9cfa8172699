"""Wire: rows from the reading process to this one, a JSON array a line."""

import json
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from auditdesk.intake.source import Cell, Line

_MARK = "\x01"
_ESCAPED = re.compile("_x(00[01][0-9A-Fa-f]|005[Ff]|000[dD])_")


def packed(number: int, hidden: bool, cells: list[Any]) -> str:
    """A row as one line of text."""
    return json.dumps([number, int(hidden), [_plain(cell) for cell in cells]], ensure_ascii=False)


def unpacked(line: str) -> Line:
    """The row again."""
    number, hidden, cells = json.loads(line)
    return Line(
        number,
        [_cell(cell) if isinstance(cell, str) and cell[:1] == _MARK else cell for cell in cells],
        bool(hidden),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = text.encode("utf-8", "replace").decode()
        return f"{_MARK}s{text}" if text[:1] == _MARK else text
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        if value.time() == time():
            return f"{_MARK}d{value.date().isoformat()}"
        return f"{_MARK}m{value.isoformat()}"
    if isinstance(value, date):
        return f"{_MARK}d{value.isoformat()}"
    if isinstance(value, time):
        return f"{_MARK}t{value.isoformat()}"
    if isinstance(value, timedelta):
        return _duration(value)
    return str(value)


def _duration(value: timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{_MARK}t{text}" if 0 <= minutes < 24 * 60 else text


def _cell(text: str) -> Cell:
    kind, value = text[1], text[2:]
    if kind == "d":
        return date.fromisoformat(value)
    if kind == "m":
        return datetime.fromisoformat(value)
    if kind == "t":
        return time.fromisoformat(value)
    return value
