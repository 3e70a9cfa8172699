"""Slow jobs: progress after a while, cancel that leaves nothing half written, errors that are told."""

from itertools import repeat
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QProgressDialog, QPushButton

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.errors import Trouble
from auditdesk.gui.desk.jobs import Job, counted
from auditdesk.gui.main_window import MainWindow
from auditdesk.output import excel, export
from auditdesk.output.columns import COLUMNS
from tests.gui.conftest import Heard


def progress(window: MainWindow) -> QProgressDialog | None:
    return next((one for one in window.findChildren(QProgressDialog) if one.isVisible()), None)


def cancel(window: MainWindow, qtbot: Any) -> None:
    """Wait for the progress to be shown, and press its button."""
    desk = window.desk
    assert desk is not None
    qtbot.waitUntil(lambda: progress(window) is not None, timeout=5000)
    shown = progress(window)
    assert shown is not None
    shown.findChildren(QPushButton)[0].click()
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=5000)
    assert progress(window) is None


def test_what_is_quick_shows_no_progress(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    found: list[int] = []
    desk.start(Job("Count", lambda: range(10), lambda rows, _report: len(rows), found.append))
    qtbot.waitUntil(lambda: bool(found), timeout=2000)
    assert found == [10]
    assert progress(window) is None


def test_cancel_while_rows_are_read_does_nothing_more(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    done: list[object] = []
    desk.start(Job("Read", lambda: repeat(1), lambda rows, _report: len(rows), done.append))
    cancel(window, qtbot)
    assert done == []


def test_cancel_while_a_workbook_is_written_leaves_the_old_one_whole(
    window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    desk = window.desk
    assert desk is not None
    to = tmp_path / "out" / "register.xlsx"
    to.parent.mkdir()
    to.write_bytes(b"the old workbook")
    heading = export.heading(desk.book, "Findings", desk.today)
    (row,) = List(desk.book, FINDINGS).stream()

    def work(_rows: Any, report: Any) -> object:
        return excel.write_list(counted(repeat(row), report), COLUMNS["findings"], heading, to)

    desk.start(Job("Export", lambda: [row], work, lambda _written: None))
    cancel(window, qtbot)
    assert to.read_bytes() == b"the old workbook"
    assert [one.name for one in to.parent.iterdir()] == ["register.xlsx"]


@pytest.mark.parametrize("where", ["rows", "work", "done"])
def test_what_goes_wrong_in_a_job_is_told_and_the_next_one_runs(
    window: MainWindow, heard: Heard, qtbot: Any, where: str
) -> None:
    desk = window.desk
    assert desk is not None

    def fail(*_given: object) -> Any:
        raise Trouble("The disk is full.")

    parts: dict[str, Any] = {
        "rows": lambda: [1],
        "work": lambda rows, _report: len(rows),
        "done": lambda _n: None,
    }
    desk.start(Job("Fails", **{**parts, where: fail}))
    found: list[int] = []
    desk.start(Job("Next", **{**parts, "done": found.append}))
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    assert heard.last == "The disk is full."


def test_closing_the_window_cancels_what_runs(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    desk.start(Job("Read", lambda: repeat(1), lambda rows, _report: len(rows), lambda _n: None))
    qtbot.waitUntil(lambda: progress(window) is not None, timeout=5000)
    window.close()
    assert window.desk is None
