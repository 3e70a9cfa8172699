"""CSV for spreadsheets: marked as UTF-8, all quoted, and no cell that runs as a formula."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.files import CSV, replacing
from auditdesk.i18n import _
from auditdesk.output.cells import clean
from auditdesk.output.columns import ListColumn

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, also in full width."""


def write_csv(rows: Sequence[Mapping[str, str]], to: Path) -> None:
    """Write rows under the names of their keys."""
    with replacing(to, CSV) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _harmless(value) for key, value in row.items()})


def write_list_csv(rows: Iterable[Any], columns: Sequence[ListColumn[Any]], to: Path) -> int:
    """Write a list under its headings, the printed columns first as in its workbook; how many.

    Days are ISO, numbers plain; a text is as it is but for what a spreadsheet would run.
    """
    shown = sorted(columns, key=lambda column: not column.printed)
    count = 0
    with replacing(to, CSV) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([_(column.heading) for column in shown])
        for row in rows:
            writer.writerow([_cell(column.value(row)) for column in shown])
            count += 1
    return count


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return _harmless(clean(value)) if isinstance(value, str) else str(value)


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(RISKY) else value
