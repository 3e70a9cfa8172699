"""Taking a register in: rows a second and peak memory against reading it with the bare library."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from tests.bench.common import Line, Setting, main

_READ = """
import resource, sys, time
from openpyxl import load_workbook
began = time.perf_counter()
sheet = load_workbook(sys.argv[1], read_only=True, data_only=True).worksheets[0]
rows = sum(1 for row in sheet.iter_rows(values_only=True))
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)
"""
_TAKE = """
import resource, sys, time
from datetime import date
from pathlib import Path
from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.intake.account import Fate
from auditdesk.intake.read import read
from auditdesk.work import organisation
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
path, to = Path(sys.argv[1]), Path(sys.argv[2])
with Book.create(to, "bench") as book:
    with book.step("New") as step:
        organisation.found(step, "Bench")
    began = time.perf_counter()
    source = read(path)
    was_read = time.perf_counter() - began
    incoming = prepare(Reading(), source, path.read_bytes())
    for _done in run(book, incoming, date(2026, 11, 25)):
        pass
    spent = time.perf_counter() - began
peak = max(resource.getrusage(who).ru_maxrss for who in
           (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
assert incoming.account is not None
print(spent, peak, incoming.account.count(Fate.NEW), was_read)
"""
_HEAD = ("NC No.", "Date raised", "Type", "ISO 9001 clause", "Description", "Process", "Site", "Owner",
         "Due date", "Status", "Closed on")  # fmt: skip


def register(path: Path, rows: int, sites: int = 4, people: int = 200) -> None:
    """A register of eleven columns, half of its findings closed, with so many sites and people."""
    chance = random.Random(1)
    words = "supplier calibration gauge drawing release stamp training record torque label".split()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nonconformities")
    sheet.append(["Nonconformity register"])
    sheet.append(_HEAD)
    for n in range(rows):
        raised = date(2016, 1, 1) + timedelta(days=chance.randrange(3600))
        closed = raised + timedelta(days=90) if n % 2 else None
        text = " ".join(chance.choice(words) for _word in range(12))
        sheet.append([
            f"R-{n:06d}", raised, chance.choice(("Major NC", "Minor NC", "OFI")),
            chance.choice(("8.4.1", "7.1.5.2; 8.6", "10.2")), f"{n}: {text}",
            f"Process {n % 40}", f"Site {n % sites}", f"Person {n % people}",
            raised + timedelta(days=60), "Closed" if closed else "Open", closed,
        ])  # fmt: skip
    book.save(path)


def run(setting: Setting) -> Iterator[Line]:
    """The register read by the bare library, and taken into a book."""
    rows = 8_000 if setting.quick else 80_000
    path = setting.folder / f"register-{rows}.xlsx"
    if not path.exists():
        register(path, rows)
    seconds, peak, _rows = _told(_READ, path)
    yield Line(
        f"{rows:,} rows, bare library",
        f"{seconds:6.1f} s {rows / seconds:8,.0f} rows/s, {peak:.0f} MB",
    )
    to = setting.folder / f"taken-{time.time_ns()}.auditdesk"
    taken, peak, found, was_read = _told(_TAKE, path, to)
    to.unlink()
    yield Line(f"{rows:,} rows, read safely", f"{was_read:6.1f} s {rows / was_read:8,.0f} rows/s")
    yield Line(
        f"{found:,.0f} findings in the book",
        f"{taken:6.1f} s {rows / taken:8,.0f} rows/s, {peak:.0f} MB = {taken / seconds:.1f} x bare",
        "" if setting.quick else "60 s, 500 MB",
    )
    yield from _names(setting)


def _names(setting: Setting) -> Iterator[Line]:
    """8,000 rows that name ten sites and people against 3,000 of each, all new, side by side."""
    rows = 800 if setting.quick else 8_000
    seconds = []
    for names in (10, rows * 3 // 8):
        path = setting.folder / f"register-{rows}-{names}.xlsx"
        if not path.exists():
            register(path, rows, names, names)
        to = setting.folder / f"taken-{time.time_ns()}.auditdesk"
        seconds.append(_told(_TAKE, path, to)[0])
        to.unlink()
    few, many = seconds
    yield Line(
        f"{rows:,} rows, {rows * 3 // 8:,} new sites and people",
        f"{many:6.1f} s = {many / few:.2f} x that of ten",
        "" if setting.quick else "1.5 x",
    )


def _told(code: str, *arguments: Path) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
    )
    return [float(one) for one in done.stdout.split()]


if __name__ == "__main__":
    main(str(__doc__), run)
