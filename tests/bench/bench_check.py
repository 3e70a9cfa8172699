"""Checking a whole book, part by part, and copying it; three changes a finding, a step for each."""

import time
from collections.abc import Callable, Iterator

from auditdesk.book import check
from auditdesk.book.book import Book
from auditdesk.book.search_check import differing
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main

PARTS = (
    ("pages (integrity_check)", check._pages),
    ("references", check._references),
    ("chain of the trail", check._chain),
    ("rows against the trail", check._rows),
    ("evidence files", check._files),
    ("search index", differing),
)


def run(setting: Setting) -> Iterator[Line]:
    """Seconds of the parts, of the whole, and of a backup."""
    path = big_book(setting.folder, setting.findings)
    copied = setting.folder / "backup.auditdesk"
    with Book.open(path) as book:
        for name, part in PARTS:
            yield Line(
                f"check: {name}",
                f"{_seconds(lambda part=part: list(part(book.connection))):8.2f} s",
            )
        done = []
        whole = _seconds(lambda: done.append(check.check(book)))
        found = done[0]
        each = whole / found.changes * 100_000
        yield Line(
            "check: everything",
            f"{whole:8.2f} s: {found.steps:,} steps, {found.changes:,} changes, {found.rows:,} rows,"
            f" {len(found.problems)} problems; {each:.2f} s for 100,000 changes",
        )
        seconds = _seconds(lambda: book.backup(copied))
    size = copied.stat().st_size / 1e6
    copied.unlink()
    yield Line("backup, proven", f"{seconds:8.2f} s, {size:.0f} MB, {size / seconds:.0f} MB/s")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(str(__doc__), run)
