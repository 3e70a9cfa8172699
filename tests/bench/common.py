"""What the benchmarks share: their options, their figures, the table that they print."""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """Where the big books lie and how big they are."""

    folder: Path
    quick: bool

    @property
    def findings(self) -> int:
        return 10_000 if self.quick else 100_000


@dataclass(frozen=True)
class Line:
    """One line of the table: what was measured, the figures, and what was aimed at."""

    what: str
    figure: str
    target: str = ""


Run = Callable[[Setting], Iterable[Line]]


def milliseconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def spread(times: list[float]) -> str:
    """Median and p95."""
    p95 = sorted(times)[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    return f"{statistics.median(times):8.2f} ms   p95 {p95:8.2f} ms"


def peak_mb() -> int:
    """The most memory that this process ever had; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def show(title: str, lines: Iterable[Line]) -> None:
    """Print a table, line by line as it comes."""
    sys.stdout.write(f"\n{title}\n")
    for line in lines:
        target = f"   ({line.target})" if line.target else ""
        sys.stdout.write(f"  {line.what:44} {line.figure}{target}\n")
        sys.stdout.flush()


def with_setting(use: Callable[[Setting], None]) -> None:
    """Read --quick and --folder; without a folder the books go when all is done."""
    options = argparse.ArgumentParser()
    options.add_argument("--quick", action="store_true", help="ten times fewer rows")
    options.add_argument("--folder", type=Path, help="keep the big books here for the next time")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="auditdesk-bench-") as made:
        folder = chosen.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        use(Setting(folder, chosen.quick))


def main(title: str, run: Run) -> None:
    """Run one benchmark from the command line."""
    with_setting(lambda setting: show(title.splitlines()[0], run(setting)))


def lines(name: str, setting: Setting) -> tuple[str, list[Line]]:
    """The title of a benchmark and its figures."""
    bench = import_module(f"tests.bench.{name}")
    return str(bench.__doc__).splitlines()[0], list(bench.run(setting))
