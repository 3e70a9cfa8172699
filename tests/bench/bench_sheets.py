"""Finding sheets: the first one, and 500 in one PDF, in a process of their own.

The findings of the sample company come again and again, each time under another number.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.dossiers import FindingDossier, House
from auditdesk.work import sample
from tests.bench.common import Line, Setting, main, peak_mb

Printed = tuple[float, int, int]
"""Seconds, pages, bytes."""


def run(setting: Setting) -> Iterator[Line]:
    """Seconds, megabytes and the peak of memory."""
    n = 50 if setting.quick else 500
    with ProcessPoolExecutor(1, get_context("spawn")) as child:
        start, first, many, idle, peak = child.submit(_print, setting.folder, n).result()
    yield Line("import of typst and templates", f"{start:8.2f} s")
    yield Line("first sheet", f"{first[0]:8.2f} s, {first[1]} pages", "0.15 s CPU measured bare")
    seconds, pages, size = many
    yield Line(
        f"{n} sheets in one PDF",
        f"{seconds:8.2f} s, {pages} pages, {size / 1e6:.1f} MB, {seconds / n * 1000:.0f} ms a sheet",
        "22 ms CPU a sheet measured bare",
    )
    yield Line(
        "peak of the process", f"{peak:8} MB; {idle} MB before the first", "109 MB at 1,000 sheets"
    )


def _print(folder: Path, n: int) -> tuple[float, Printed, Printed, int, int]:
    start = time.perf_counter()
    from auditdesk.output import sheets

    start = time.perf_counter() - start
    findings, of = _dossiers(folder)
    idle = peak_mb()
    stamp = sheets.Stamp("9f2c4e1a" * 8, 18_234, datetime.now(UTC))
    many = [replace(one, number=f"NC-{i:06d}") for i, one in enumerate(islice(cycle(findings), n))]

    def printed(some: list[FindingDossier]) -> Printed:
        to = folder / "sheets.pdf"
        begun = time.perf_counter()
        done = sheets.finding_sheets(some, of, stamp, to)
        seconds = time.perf_counter() - begun
        size = to.stat().st_size
        to.unlink()
        return seconds, done.pages, size

    first = printed(many[:1])
    return start, first, printed(many), idle, peak_mb()


def _dossiers(folder: Path) -> tuple[list[FindingDossier], House]:
    path = folder / "sample.auditdesk"
    path.unlink(missing_ok=True)
    with Book.create(path, "bench", "bench") as book:
        book.connection.execute("PRAGMA synchronous = OFF").fetchall()
        sample.play(book)
        ids = [id for (id,) in book.select("SELECT id FROM finding ORDER BY id")]
        found = list(finding_dossiers(book, ids)), house(book)
    path.unlink()
    return found


if __name__ == "__main__":
    main(str(__doc__), run)
