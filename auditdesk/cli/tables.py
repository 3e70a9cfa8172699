"""Rows as a table for people."""

import sys
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditdesk.book.year import YearRow
from auditdesk.i18n import _
from auditdesk.output.columns import COLUMNS


def print_table(name: str, rows: Iterator[Any]) -> None:
    """Rows as a table for people."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    if name == "programme":
        headings = [_("Unit"), *(f"{month:02d}" for month in range(1, 13))]
        lines = [_year_line(row) for row in rows]
    else:
        columns = [column for column in COLUMNS[name] if column.printed]
        headings = [_(column.heading) for column in columns]
        lines = [[column.text(row) for column in columns] for row in rows]
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)


def _year_line(row: YearRow) -> list[str]:
    months = [""] * 12
    for one in row.marks:
        months[one.month - 1] = f"{months[one.month - 1]} {one.mark.sign} {one.audit}".strip()
    return [row.unit, *months]
