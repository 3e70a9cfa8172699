"""How long a register of findings takes against bare openpyxl: the better of two, in turn."""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

import openpyxl
from openpyxl.cell import WriteOnlyCell

from auditdesk.book.rows import ListedFinding
from auditdesk.output import workbook
from auditdesk.output.columns import FINDINGS
from auditdesk.output.excel import TableTitle, write_list
from tests.bench.common import Line, Setting, main, peak_mb

DAY = date(2026, 11, 23)
WORDS = "No record shows that the supplier Ferro was evaluated again after März; 供應商 QL-08. "
ROW = ListedFinding(
    id="0" * 32, number="NC-2026-001", grade="minor", grade_label="Minor nonconformity",
    state="issued", audit="IA-2026-003", standard="ISO 9001:2026", clauses=("8.4.1", "8.10"),
    process="Purchasing", site="Graz", place="Hall 2, line 3", requirement=WORDS * 4,
    evidence=WORDS * 5, statement=WORDS * 4, effect=WORDS * 3, document="QP-08 rev 7",
    auditor="Ines Okafor", auditee="B. Lopes", owner="Łukasz Żółć", raised_on=DAY, issued_on=DAY,
    answer_due=DAY, implement_due=DAY, closed_on=None, repeat_of=None, foreign_number="",
    open_actions=1,
)  # fmt: skip
HEADING = TableTitle("Register of findings", "Meridian", DAY, "9f2c4e1a" * 8, 18234, "Ines Okafor")


def rows(n: int) -> Iterator[ListedFinding]:
    """Findings that differ, with about 1.4 kB of text each."""
    for i in range(n):
        yield replace(
            ROW,
            number=f"NC-2026-{i:05d}",
            statement=f"{i} {ROW.statement}",
            evidence=f"{i * 7} {ROW.evidence}",
            answer_due=DAY + timedelta(i % 90),
        )


def bare(n: int, to: Path, *, reused: bool) -> None:
    """The same cells in the same styles by openpyxl alone: no check, no digest, no reading back."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Findings")
    sheet.append([column.heading for column in FINDINGS])
    styled = [workbook._cell(sheet, column.kind, quoted=False) for column in FINDINGS]
    for row in rows(n):
        cells = styled
        if not reused:
            cells = [WriteOnlyCell(sheet) for _one in styled]
            for cell, like in zip(cells, styled, strict=True):
                cell._style = like._style
        for cell, column in zip(cells, FINDINGS, strict=True):
            cell.value = column.value(row)
        sheet.append(cells)
    book.save(to)


def measured(work: Callable[[], object]) -> float:
    """CPU seconds."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def run(setting: Setting) -> Iterator[Line]:
    """The register and its rivals."""
    n = 1_000 if setting.quick else 10_000
    to = setting.folder / "findings.xlsx"

    def register() -> None:
        write_list(rows(n), FINDINGS, HEADING, to)

    def unchecked() -> None:
        with patch.object(workbook, "reread", lambda _path, _meant: 0):
            register()

    register()
    peak = peak_mb()
    works = (
        register,
        unchecked,
        lambda: bare(n, to, reused=False),
        lambda: bare(n, to, reused=True),
    )
    turns = [[measured(work) for work in works] for _i in range(2)]
    ours, unread, plain, reused = (min(one) for one in zip(*turns, strict=True))
    to.unlink()
    text = sum(len(one) for one in (ROW.requirement, ROW.evidence, ROW.statement, ROW.effect))
    yield Line("findings", f"{n:8,}, {len(FINDINGS)} columns, {text} characters of long text each")
    yield Line("bare openpyxl, a new cell each", f"{plain:8.2f} s CPU")
    yield Line("bare openpyxl, cells re-used", f"{reused:8.2f} s CPU")
    for name, seconds in (("write", unread), ("write and read back", ours)):
        yield Line(
            name,
            f"{seconds:8.2f} s CPU = {seconds / plain:.2f} x bare, {seconds / reused:.2f} x re-used,"
            f" {n / seconds:,.0f} rows/s",
        )
    yield Line("peak of the process", f"{peak:8} MB")


if __name__ == "__main__":
    main(str(__doc__), run)
