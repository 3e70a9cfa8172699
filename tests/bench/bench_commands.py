"""Commands as whole processes, against the bare interpreter and a bare read of the same rows.

Processor time of the process and of what it starts; the two of a pair take turns. What Python makes
of the sources is kept, as it is where AuditDesk is installed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditdesk.book import opened
from auditdesk.book.book import Book
from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main

RUNS = 7
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir(), "auditdesk-bench-bytecode")),
}
ROOT = Path(__file__).parents[2]
BARE_READ = """
import json, sys, apsw
book = apsw.Connection(sys.argv[1], flags=apsw.SQLITE_OPEN_READONLY)
print(json.dumps(book.execute(sys.argv[2]).fetchall()))
"""


def run(setting: Setting) -> Iterator[Line]:
    """The version, and a list of findings as JSON: of few rows and of many."""
    python = sys.executable
    yield _pair(
        "auditdesk --version",
        [python, "-m", "auditdesk", "--version"],
        [python, "-c", "pass"],
        "at most 4 times `python -c pass`",
    )
    for count in (100, setting.findings // 10):
        book = str(big_book(setting.folder, count))
        yield _pair(
            f"auditdesk list findings --json, {count:,} rows",
            [python, "-m", "auditdesk", "list", book, "findings", "--json"],
            [python, "-c", BARE_READ, book, _statement(Path(book))],
            "at most 5 times bare apsw",
        )


def _statement(path: Path) -> str:
    """What the list asks of SQLite."""
    statements: list[str] = []

    def note(_cursor: object, statement: str, _values: object) -> bool:
        statements.append(statement)
        return True

    with Book.open(path) as book:
        opened.connection().exec_trace = note
        next(List(book, LISTINGS["findings"], Query()).stream())
        opened.connection().exec_trace = None
    return statements[0]


def _pair(what: str, command: Sequence[str], bare: Sequence[str], target: str) -> Line:
    pairs = [(_cpu(command), _cpu(bare)) for _turn in range(RUNS)]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    return Line(what, f"{1000 * ours:7.0f} ms   {ours / theirs:6.2f} x", target)


def _cpu(command: Sequence[str]) -> float:
    """Processor seconds of a command and of what it starts; of the clock where nobody counts."""
    before = _spent()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    return _spent() - before


def _spent() -> float:
    try:
        import resource
    except ImportError:
        return time.perf_counter()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


if __name__ == "__main__":
    main(str(__doc__), run)
