"""The window: start against a bare one, and the register: open, a key to painted rows, sort, scroll.

Offscreen, without a graphics card; every figure ends when Qt has painted.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main, milliseconds, peak_mb, spread

_ROUNDS = 7
_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication([])
window = QMainWindow()
table = QTableWidget(40, 8)
for row in range(40):
    for column in range(8):
        from PySide6.QtWidgets import QTableWidgetItem
        table.setItem(row, column, QTableWidgetItem(f"{row} {column}"))
window.setCentralWidget(table)
window.resize(1280, 800)
window.show()
app.processEvents()
window.grab()
print(time.time())
"""
_START = """
import sys, time
from datetime import date
from auditdesk.start import start
program = start([sys.argv[1]], date(2026, 11, 20))
from PySide6.QtWidgets import QApplication
QApplication.processEvents()
program.window.grab()
"""
_OURS = f"""{_START}
print(time.time())
loaded = [name for name in ("numpy", "openpyxl", "typst", "pikepdf", "pypdfium2") if name in sys.modules]
print(",".join(loaded))
"""
_AT_ONCE = f"""{_START}
begun = time.perf_counter()
program.window.go("findings")
QApplication.processEvents()
print(time.perf_counter() - begun)
"""


def run(setting: Setting) -> Iterator[Line]:
    """Start in processes of their own, the register in this one."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    yield from _start(setting)
    yield from _register(setting)


def _start(setting: Setting) -> Iterator[Line]:
    from auditdesk.book.book import Book
    from auditdesk.work import sample

    big = big_book(setting.folder, setting.findings)
    path = setting.folder / "start.auditdesk"
    path.unlink(missing_ok=True)
    with Book.create(path, "bench") as book:
        sample.play(book)
    compiled = setting.folder / "compiled"
    _told(_OURS, [str(path)], compiled)
    _told(_AT_ONCE, [str(big)], compiled)
    bare, ours, at_once, loaded = [], [], [], ""
    for _round in range(_ROUNDS):
        begun = time.time()
        bare.append(float(_told(_BARE, [], compiled)[0]) - begun)
        begun = time.time()
        painted, loaded, *_rest = _told(_OURS, [str(path)], compiled)
        ours.append(float(painted) - begun)
        at_once.append(1000 * float(_told(_AT_ONCE, [str(big)], compiled)[0]))
    ratio = statistics.median(ours) / statistics.median(bare)
    yield Line("a bare window with a table", f"{1000 * statistics.median(bare):8.0f} ms")
    yield Line(
        "AuditDesk with the sample company, painted",
        f"{1000 * statistics.median(ours):8.0f} ms   {ratio:.2f}x",
        "<= 1.5x",
    )
    yield Line("heavy libraries loaded at start", loaded or "none", "none")
    yield Line("the register, asked for before it is prepared", spread(at_once))


def _told(script: str, arguments: list[str], compiled: Path) -> list[str]:
    """What a process of its own says, line by line.

    compiled: where bytecode lies, as beside an installed program.
    """
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "XDG_CONFIG_HOME": str(compiled / "config"),
            "XDG_STATE_HOME": str(Path.cwd() / ".none"),
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(compiled),
        },
    ).stdout.splitlines()


def _register(setting: Setting) -> Iterator[Line]:
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from auditdesk.app import Program
    from auditdesk.gui.desk.settings import Settings

    application = QApplication.instance() or QApplication(["auditdesk", "-style", "fusion"])
    store = QSettings(str(setting.folder / "bench.ini"), QSettings.Format.IniFormat)
    store.clear()
    program = Program(application, Settings(store), date(2026, 11, 20))  # type: ignore[arg-type]
    window = program.window
    window.resize(1280, 800)
    program.open(big_book(setting.folder, setting.findings))
    window.show()
    QTest.qWait(50)
    before = peak_mb()
    while window.ahead.busy:
        QTest.qWait(20)
    yield Line("memory that what is prepared takes", f"{peak_mb() - before:8} MB")

    def painted(act: Callable[[], object]) -> Callable[[], object]:
        def work() -> None:
            act()
            page.view.viewport().repaint()
            application.processEvents()

        return work

    before = peak_mb()
    opened = milliseconds(lambda: (window.go("findings"), application.processEvents()))
    page: Any = window.current_page()
    yield Line("findings in the register", f"{page.view.rows.found:8,}")
    yield Line("open the page, painted (first time, prepared)", f"{opened:8.1f} ms", "<= 100 ms")
    again = []
    for _round in range(_ROUNDS):
        window.go("trail")
        application.processEvents()
        again.append(milliseconds(lambda: (window.go("findings"), application.processEvents())))
    yield Line("come back to the page, painted", spread(again), "<= 100 ms")
    page.search_line.setFocus()
    keys: list[float] = []
    for text in ("calibration", "torque wrench", "ka torque", "überf"):
        for length in range(1, len(text) + 1):
            typed = text[:length]
            keys.append(milliseconds(painted(lambda t=typed: page.search_line.setText(t))))
    page.search_line.setText("")
    yield Line("a key to painted rows", spread(keys), "<= 16 ms, p95 <= 25 ms")
    for section, column in enumerate(page.view.rows.columns):
        if page.view.rows.order_of(section):
            times = [milliseconds(painted(lambda s=section: page.view._sort(s))) for _n in range(4)]
            yield Line(f"sort by {column.key}, painted", spread(times), "<= 60 ms")
    bar = page.view.verticalScrollBar()
    step = page.view.viewport().height()
    scrolls = [milliseconds(painted(lambda n=n: bar.setValue(n * step))) for n in range(1, 60)]
    yield Line("scroll a page, painted", spread(scrolls))
    last = milliseconds(painted(lambda: bar.setValue(bar.maximum())))
    yield Line("jump to the last row, painted", f"{last:8.1f} ms")
    yield Line("memory that the register added at most", f"{peak_mb() - before:8} MB", "<= 10 MB")
    window.close()


if __name__ == "__main__":
    main(str(__doc__), run)
