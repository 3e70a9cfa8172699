"""What encryption costs: a plain book and the same one encrypted, in turn, in one run.

Both are opened anew for each round, so neither has the warmer pages. Beside the time by the clock
stands that of the processor, which other programs do not change.
"""

import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main

_ROUNDS = 4
_STEPS = 12
_TYPED = ("calibration", "torque wrench", "ka torque", "überf")
_TODAY = date(2026, 11, 20)
Taken = tuple[float, float]
"""Milliseconds by the clock, and of the processor."""
Times = tuple[list[Taken], list[Taken]]
"""Of the plain book and of the encrypted one."""


def run(setting: Setting) -> Iterator[Line]:
    """Unlocking, then opening, keys and steps, each as a ratio."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from auditdesk.book import keys, sealing

    salt = keys.new_salt()
    unlocking = [
        _taken(lambda: keys.from_passphrase("four words of my own", salt)) for _n in range(5)
    ]
    clock, processor = map(statistics.median, zip(*unlocking, strict=True))
    yield Line(
        "a key from a passphrase",
        f"{clock:8.0f} ms   CPU {processor:8.0f} ms",
        "<= 1,500 ms, CPU 500-1,000 ms",
    )
    made = big_book(setting.folder, setting.findings)
    plain, sealed = (setting.folder / f"{name}.auditdesk" for name in ("plain", "sealed"))
    key = keys.from_passphrase("four words of my own", salt)
    try:
        for path in (plain, sealed):
            shutil.copy(made, path)
        sealing.reseal(plain, None)  # both are written anew, so their pages lie alike
        sealing.reseal(sealed, key)
        yield from _compared((plain, sealed), key)
    finally:
        for path in (plain, sealed):
            path.unlink(missing_ok=True)


def _compared(paths: Sequence[Path], key: Any) -> Iterator[Line]:
    from PySide6.QtCore import QEvent, QSettings
    from PySide6.QtWidgets import QApplication

    from auditdesk.app import Program
    from auditdesk.book import keys
    from auditdesk.book.book import Book
    from auditdesk.gui.desk.settings import Settings

    application = QApplication.instance() or QApplication(["auditdesk", "-style", "fusion"])
    store = QSettings(str(paths[0].with_name("bench.ini")), QSettings.Format.IniFormat)
    store.clear()
    program = Program(application, Settings(store), _TODAY)  # type: ignore[arg-type]
    program.window.resize(1280, 800)
    program.window.show()
    opened, typed, steps = ([], []), ([], []), ([], [])  # type: tuple[Times, Times, Times]
    for which in (0, 1, 1, 0) * (_ROUNDS // 2):
        keys.hold(key)
        opened[which].append(_taken(lambda which=which: program.open(paths[which])))
        typed[which].extend(_keys(program.window))
        program.close_book()
        application.sendPostedEvents(
            None, QEvent.Type.DeferredDelete
        )  # old pages weigh on new ones
        keys.hold(key)
        with Book.open(paths[which]) as book:
            steps[which].extend(_steps(book))
    program.window.close()
    yield _line("opening", opened, "")
    yield _line("a key in the register to painted rows", typed, "<= 1.15 x")
    yield _line("a step: one text of a finding", steps, "<= 1.2 x")


def _keys(window: Any) -> Iterator[Taken]:
    from PySide6.QtWidgets import QApplication

    window.desk.keeper().stop()  # a copy that is made meanwhile is no part of a key
    while window.ahead.busy:
        QApplication.processEvents()
    window.go("findings")
    page = window.current_page()

    def paint(text: str) -> None:
        page.search_line.setText(text)
        page.view.viewport().repaint()
        QApplication.processEvents()

    for text in _TYPED:
        for length in range(1, len(text) + 1):
            yield _taken(lambda typed=text[:length]: paint(typed))
    paint("")


def _steps(book: Any) -> Iterator[Taken]:
    from auditdesk.work import findings

    sql = "SELECT id FROM finding WHERE state != 'closed' ORDER BY id LIMIT ?"
    for n, (id,) in enumerate(list(book.select(sql, (_STEPS,)))):

        def change(id: str = id, n: int = n) -> None:
            with book.step("A step") as step:
                findings.change(step, id, statement=f"{book.head.seq} {n}", today=_TODAY)

        work: Callable[[], None] = change
        yield _taken(work)


def _line(what: str, times: Times, target: str) -> Line:
    told = []
    for kind in (0, 1):
        plain, sealed = (statistics.median(taken[kind] for taken in each) for each in times)
        told.append(f"{plain:8.2f} ms; {sealed:8.2f} ms = {sealed / plain:5.2f} x")
    return Line(what, "   CPU ".join(told), target)


def _taken(work: Callable[[], object]) -> Taken:
    begun = time.perf_counter(), time.process_time()
    work()
    ended = time.perf_counter(), time.process_time()
    return 1000 * (ended[0] - begun[0]), 1000 * (ended[1] - begun[1])


if __name__ == "__main__":
    main(str(__doc__), run)
