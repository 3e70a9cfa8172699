"""All benchmarks, each in a process of its own, and one table: `python -m tests.bench [--quick]`."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench.big_book import big_book
from tests.bench.common import Setting, lines, show, with_setting

BENCHES = (
    "bench_commands",
    "bench_step",
    "bench_lists",
    "bench_radar",
    "bench_check",
    "bench_past",
    "bench_sheets",
    "bench_export",
    "bench_intake",
    "bench_window",
    "bench_secret",
    "bench_checklist",
    "bench_planner",
    "bench_programme",
    "bench_completeness",
)


def everything(setting: Setting) -> None:
    """Run one after the other, then print."""
    start = time.perf_counter()
    tables = []
    for name in ("big_book", *BENCHES):
        sys.stderr.write(f"{time.perf_counter() - start:4.0f} s  {name}\n")
        with ProcessPoolExecutor(1, get_context("spawn")) as child:
            if name == "big_book":
                child.submit(big_book, setting.folder, setting.findings).result()
            else:
                tables.append(child.submit(lines, name, setting).result())
    for title, table in tables:
        show(title, table)
    sys.stdout.write(f"\n{time.perf_counter() - start:.0f} s in all\n")


if __name__ == "__main__":
    with_setting(everything)
