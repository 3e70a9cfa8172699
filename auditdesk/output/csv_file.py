"""CSV for spreadsheets: marked as UTF-8, all quoted, and no cell that runs as a formula."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditdesk.files import CSV, replacing

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula, also in full width."""


def write_csv(rows: Sequence[Mapping[str, str]], to: Path) -> None:
    """Write rows under the names of their keys."""
    with replacing(to, CSV) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else [], quoting=csv.QUOTE_ALL)
        writer.writeheader()
        for row in rows:
            writer.writerow({key: _harmless(value) for key, value in row.items()})


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(RISKY) else value
