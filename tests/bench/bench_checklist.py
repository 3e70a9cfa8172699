"""A checklist of 400 lines with 300 photos of 4 MB: a key to the next line painted; its report.

Offscreen, without a graphics card; the photos are noise, so that nothing about them compresses.
"""

import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.bench.common import Line, Setting, main, milliseconds, peak_mb, spread

LINES, PHOTOS, FINDINGS, SHOWN = 400, 300, 60, 120


def run(setting: Setting) -> Iterator[Line]:
    """The checklist first, then the report of the same audit."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    photos = 60 if setting.quick else PHOTOS
    path = _book(setting.folder, photos)
    yield Line("the book", f"{path.stat().st_size / 1e6:8,.0f} MB, {photos} photos")
    yield from _report(setting, path)
    yield from _checklist(setting, path)


def _report(setting: Setting, path: Path) -> Iterator[Line]:
    """In this process before Qt is in it: the peak is that of the report."""
    from auditdesk.book.book import Book
    from auditdesk.book.dossier_reader import house
    from auditdesk.book.reading import Reading
    from auditdesk.book.tables import AuditRow
    from auditdesk.output import export

    with Book.open(path) as book:
        audit = str(next(Reading().rows(AuditRow)).id)
        for suffix in (".pdf", ".docx"):
            before, start = peak_mb(), time.perf_counter()
            copy = export.assembled(export.report_parts(book, audit))
            to = setting.folder / f"report{suffix}"
            export.write_copy(copy, house(book), export.stamp(book), to)
            took = time.perf_counter() - start
            what = f"report {suffix}, {len(copy.values['findings'])} findings, {len(copy.files)} photos"
            size = to.stat().st_size / 1e6
            yield Line(what, f"{took:8.1f} s, {size:.0f} MB, peak {peak_mb()} MB (before {before})")


def _photo(folder: Path) -> bytes:
    """A JPEG of some 4 MB: noise, as a camera sees a gravel yard."""
    from PySide6.QtGui import QImage

    side = 2000
    image = QImage(os.urandom(side * side * 4), side, side, QImage.Format.Format_RGB32)
    file = folder / "photo.jpg"
    image.save(str(file), "JPEG", 90)
    return file.read_bytes()


def _book(folder: Path, photos: int) -> Path:
    from auditdesk.book import evidence
    from auditdesk.book.book import Book
    from auditdesk.book.tables import AuditRow, Checklist, ChecklistLine, ClauseRow, Evidence
    from auditdesk.work import entry, kinds, organisation

    path = folder / f"checklist-{photos}.auditdesk"
    if path.exists():
        return path
    photo = _photo(folder)
    today = date(2026, 11, 20)
    with Book.create(path, "bench") as book:
        with book.step("New book") as step:
            organisation.found(step, "Bench")

            def add(kind: str, /, **data: Any) -> str:
                return entry.enter(step, kinds.kind_of(kind), data, today)

            add("site", name="Graz")
            add("process", name="Purchasing", kind="purchasing")
            add("unit", process="Purchasing", site="Graz", standard="ISO 9001:2015", clauses=["8"])
            add("person", name="Ines Okafor")
            audit = add(
                "audit",
                units=["Purchasing · Graz"],
                standard="ISO 9001:2015",
                starts_on="2026-11-20",
                lead_auditor="Ines Okafor",
                objectives="See that suppliers are chosen and watched as planned",
            )
            entry.amend(step, kinds.kind_of("audit"), audit, {"move": "start"}, today)
            of = step.add(Checklist, audit=audit, title="Bench")
            clauses = [row.id for row in step.rows(ClauseRow, assessable=True)]
            lines = [
                step.add(
                    ChecklistLine,
                    checklist=of,
                    position=n,
                    clause=clauses[n % len(clauses)],
                    question=f"Question {n}: show me what you do when it goes wrong here?",
                    ask_for="Records of the last month, and the one who wrote them",
                    notes="Seen on the floor. " * (n % 4),
                )
                for n in range(LINES)
            ]
            found = [
                add(
                    "finding",
                    audit=str(step.get(AuditRow, audit).number),
                    grade="minor",
                    unit="Purchasing · Graz",
                    clauses=["8.4.1"],
                    requirement="Suppliers are rated once a year by table K-3",
                    evidence=f"List of suppliers, {n} of 400 without a rating. " * 4,
                    statement="The recall of ratings does not work for a whole group",
                    move="issue",
                )
                for n in range(FINDINGS)
            ]
        for n in range(SHOWN * photos // PHOTOS):
            with book.step("Photo") as step:
                step.add(
                    Evidence,
                    content=evidence.keep(step, _photo(folder)),
                    table_name="finding",
                    row=found[n % FINDINGS],
                    name=f"finding {n}.jpg",
                    media_type="image/jpeg",
                )
        for n in range(photos):
            with book.step("Photo") as step:
                content = evidence.keep(step, photo + n.to_bytes(8, "big"))
                step.add(
                    Evidence,
                    content=content,
                    table_name="checklist_line",
                    row=lines[n % LINES],
                    name=f"photo {n}.jpg",
                    media_type="image/jpeg",
                )
    return path


def _checklist(setting: Setting, path: Path) -> Iterator[Line]:
    from PySide6.QtCore import QSettings
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from auditdesk.app import Program
    from auditdesk.gui.desk.settings import Settings

    application = QApplication.instance() or QApplication([])
    store = QSettings(str(setting.folder / "bench.ini"), QSettings.Format.IniFormat)
    store.clear()
    program = Program(application, Settings(store), date(2026, 11, 20))  # type: ignore[arg-type]
    window = program.window
    window.resize(1280, 800)
    window.show()
    program.open(path)
    window.go("audits")
    page: Any = window.current_page()
    page.view.setCurrentIndex(page.view.rows.index(0, 0))
    QTest.qWait(400)
    tab = page.pane.checklist
    opened = []
    for _round in range(5):
        page.pane.tabs.setCurrentIndex(0)
        tab._stale = True
        QTest.qWait(50)

        def show() -> None:
            page.pane.tabs.setCurrentWidget(tab)
            application.processEvents()

        opened.append(milliseconds(show))
        QTest.qWait(300)
    yield Line("open the checklist, painted", spread(opened), "<= 150 ms")
    _take_back(window.desk)
    tab.view.setFocus()
    tab.view.go(0)
    QTest.qWait(300)
    book = window.desk.book  # type: ignore[union-attr]
    before, keys, commits, most = book.head.seq, [], [], 0
    for n in range(200):
        seq = book.head.seq
        keys.append(milliseconds(lambda n=n: QTest.keyClick(tab.view, "CNOI"[n % 4])))
        start = time.perf_counter()
        while tab._pending:
            application.processEvents()
        commits.append((time.perf_counter() - start) * 1000)
        most = max(most, book.head.seq - seq)
        if n % 10 == 9:
            QTest.qWait(200)
    assert [row.verdict for row in tab.view.lines.rows[:2]] == ["conform", "nonconformity"]
    yield Line("a verdict to the next line painted", spread(keys), "<= 16 ms")
    yield Line("the commit after the paint", spread(commits), "some 20 ms")
    yield Line("steps for 200 keys, at most one a key", f"{book.head.seq - before:8} (most {most})")
    yield Line("memory at most", f"{peak_mb():8} MB")
    window.undo()
    window.close()


def _take_back(desk: Any) -> None:
    """No line has a verdict, whatever an earlier run left in the book."""
    from auditdesk.book.tables import ChecklistLine

    def deed(step: Any) -> None:
        for line in list(step.rows(ChecklistLine)):
            step.change(ChecklistLine, line.id, verdict=None, answered_at=None, answered_by="")

    desk.do("Take back", deed)


if __name__ == "__main__":
    main(str(__doc__), run)
