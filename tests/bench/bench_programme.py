"""The programme of 60 units and 450 audits in three years: coverage, conflicts, a dragged bar.

Coverage and conflicts are read from the book as the window reads them; a frame is what a moving
mouse costs until the timeline is painted, the verdict on the plan with it.
"""

import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench.common import Line, Setting, main, milliseconds, spread

_UNITS, _AUDITS, _PEOPLE, _SITES = 60, 450, 30, 6
_TODAY = date(2026, 1, 5)
_ROUNDS = 9


def big_programme(folder: Path) -> Path:
    """A book with 60 units, 30 auditors and 450 audits from 2026 to 2028."""
    from auditdesk.book.book import Book
    from auditdesk.work import entry, kinds, organisation

    path = folder / "programme.auditdesk"
    if path.exists():
        return path
    chance = random.Random(1)
    with Book.create(path, "bench") as book:

        def add(step: Any, kind: str, **data: Any) -> None:
            entry.enter(step, kinds.kind_of(kind), data, _TODAY)

        with book.step("Found") as step:
            organisation.found(step, "Big")
        clauses = [
            number
            for (number,) in book.select(
                "SELECT c.number FROM clause c JOIN standard s ON s.id = c.standard_id"
                " WHERE s.designation = 'ISO 9001:2026' AND c.assessable ORDER BY c.position"
            )
        ]
        with book.step("Organisation") as step:
            for n in range(_SITES):
                add(step, "site", name=f"Site {n}", country="AT", audits_in_week=10)
            for n in range(_PEOPLE):
                add(step, "person", name=f"Person {n}", site=f"Site {n % _SITES}",
                    roles=["lead_auditor"], in_week=10, in_month=40, in_year=400)  # fmt: skip
            for n in range(_UNITS):
                add(step, "process", name=f"Process {n}", importance=1 + n % 5)
                add(step, "unit", process=f"Process {n}", site=f"Site {n % _SITES}",
                    standard="ISO 9001:2026", clauses=clauses)  # fmt: skip
        with book.step("Audits") as step:
            for n in range(_AUDITS):
                day = date(2026, 1, 12) + timedelta(days=round(n * 1060 / _AUDITS))
                day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 3 else 0)
                add(step, "audit", units=[f"Process {n % _UNITS} · Site {n % _UNITS % _SITES}"],
                    standard="ISO 9001:2026", clauses=chance.sample(clauses, 9),
                    starts_on=day.isoformat(), lead_auditor=f"Person {n % _PEOPLE}", half_days=2)  # fmt: skip
    return path


def run(setting: Setting) -> Iterator[Line]:
    """Coverage and schedule from the book, then the window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from auditdesk.book import coverage as reader
    from auditdesk.book.book import Book
    from auditdesk.work.schedule import schedule

    path = big_programme(setting.folder)
    with Book.open(path) as book:
        ((standard, _name), *_others) = reader.standards(book)

        def covered() -> object:
            map_ = reader.coverage(
                book, standard, date(2026, 1, 1), date(2028, 12, 31), ("9",), today=_TODAY
            )
            return map_.gaps, map_.bare_clauses, map_.ratio

        times = [milliseconds(covered) for _round in range(_ROUNDS)]
        map_ = reader.coverage(book, standard, date(2026, 1, 1), date(2028, 12, 31), today=_TODAY)
        yield Line("clauses x units of the map", f"{len(map_.clauses)} x {len(map_.units)}")
        yield Line("coverage of three years, read and reckoned", spread(times), "<= 50 ms")
        times = [milliseconds(lambda: schedule(book, 2026, _TODAY, 3)) for _round in range(3)]
        yield Line("three years as a planning problem", spread(times))
        made = schedule(book, 2026, _TODAY, 3)
        yield Line("audits that stand in it", f"{len(made.plan):8,}")
        times = [milliseconds(made.conflicts) for _round in range(_ROUNDS)]
        yield Line("the verdict on all of them", spread(times))
    yield from _window(path, setting)


def _window(path: Path, setting: Setting) -> Iterator[Line]:
    from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from auditdesk.app import Program
    from auditdesk.gui.desk.settings import Settings

    application: Any = QApplication.instance() or QApplication([])
    store = QSettings(str(setting.folder / "programme.ini"), QSettings.Format.IniFormat)
    program = Program(application, Settings(store), _TODAY)
    program.window.resize(1920, 1080)
    program.window.show()
    program.open(path)
    program.window.go("programme")
    page: Any = program.window.current_page()
    page.show_years(3)
    QTest.qWait(1500)
    view = page.view
    row = view.plot.visible[3]
    bar = next(one for one in view.plot.rows[row].bars if one.movable)
    at = view.plot.turned(view.plot.bar_rect(row, bar)).center()

    def mouse(kind: QMouseEvent.Type, place: QPoint, held: Qt.MouseButton) -> None:
        button = Qt.MouseButton.LeftButton
        where = QPointF(view.viewport().mapToGlobal(place))
        event = QMouseEvent(
            kind, QPointF(place), where, button, held, Qt.KeyboardModifier.NoModifier
        )
        application.sendEvent(view.viewport(), event)

    mouse(QMouseEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton)
    frames = []
    for n in range(1, 120):
        place = at + QPoint(2 * n, 0)

        def frame(place: QPoint = place) -> None:
            mouse(QMouseEvent.Type.MouseMove, place, Qt.MouseButton.LeftButton)
            application.processEvents()

        frames.append(milliseconds(frame))
    yield Line("bars on the timeline", f"{sum(len(one.bars) for one in view.plot.rows):8,}")
    yield Line("a frame while dragging, verdict and paint", spread(frames), "<= 16.7 ms")
    view._let_go()
    program.window.close()


if __name__ == "__main__":
    main(str(__doc__), run)
