"""The repeat note in the pane: shown below the statement, marked by a click, the grade asked."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QPushButton

from auditdesk.app import Program
from auditdesk.book.book import Book
from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import finding
from tests.conftest import Desk, nonconformity
from tests.gui.conftest import dialog_of
from tests.gui.test_journey import press


def with_an_older_one(program: Program, prepared: Path, tmp_path: Path) -> MainWindow:
    """A window with NC-2026-001 and NC-2025-001, of the year before, on the same clause."""
    path = tmp_path / "repeat.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    before = {"audit": None, "standard": "ISO 9001:2015", "raised_on": "2025-09-02"}
    with Book.open(path) as book:
        Desk(book).add("finding", **nonconformity(**before), move="issue", on="2025-09-02")
    program.open(path)
    return program.window


def shown(window: MainWindow) -> Any:
    window.go("findings")
    page: Any = window.current_page()
    assert window.desk is not None
    page.show_thing("finding", finding(window.desk.read, "NC-2026-001").id)
    return page.pane


def test_a_repeat_is_marked_by_a_click_and_raised_with_a_reason(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any
) -> None:
    window = with_an_older_one(program, prepared, tmp_path)
    pane = shown(window)
    assert window.desk is not None
    assert pane.repeats.isVisible()
    press(pane.repeats, "Mark as repeat")
    dialog = dialog_of(window)
    assert dialog.editors["reason"].value() == "Repeat of NC-2025-001"
    dialog.reject()
    stored = finding(window.desk.read, "NC-2026-001")
    assert stored.grade == "minor" and stored.repeat_of
    qtbot.waitUntil(lambda: any(one.isVisible() for one in pane.repeats.findChildren(QPushButton)))
    press(pane.repeats, "Raise to Major nonconformity…")
    dialog_of(window).go.click()
    assert finding(window.desk.read, "NC-2026-001").grade == "major"
    assert not pane.repeats.isVisible()


def test_how_far_back_is_chosen_and_kept(program: Program, prepared: Path, tmp_path: Path) -> None:
    window = with_an_older_one(program, prepared, tmp_path)
    pane = shown(window)
    pane.repeats._look_back(12)
    assert not pane.repeats.isVisible()
    pane.repeats._look_back(24)
    assert pane.repeats.isVisible()
