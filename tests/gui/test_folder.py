"""The folder for the certification body from the window: made beside it, stopped without a trace."""

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressDialog

from auditdesk.app import Program
from auditdesk.book import keys, sealing
from auditdesk.book.keys import Key
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.papers.folder import ask_folder
from auditdesk.output.folder import unfinished
from tests.gui.conftest import dialog_of


def begin(
    program: Program, prepared: Path, folder: Path, encrypted: bool = False
) -> tuple[MainWindow, Path]:
    path = folder / "book.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    if encrypted:
        sealing.reseal(path, Key(keys.new_salt(), os.urandom(keys.SECRET)))
    program.open(path)
    window, to = program.window, folder / "For the body"
    assert window.desk is not None
    ask_folder(window.desk, window)
    dialog = dialog_of(window)
    assert (dialog.editors["first"].value(), dialog.editors["last"].value()) == (2025, 2026)
    dialog.go.click()
    chooser = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    chooser.fileSelected.emit(str(to))
    chooser.reject()
    return window, to


def shown_progress() -> list[QProgressDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QProgressDialog)]


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_folder_is_made_while_the_window_goes_on(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any, encrypted: bool
) -> None:
    window, to = begin(program, prepared, tmp_path, encrypted)
    assert window.desk is not None
    head = window.desk.book.head
    jobs = window.desk.jobs
    assert jobs.busy
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert (to / "0 Verification.pdf").exists()
    assert (to / "3 Findings" / "Finding sheets 2026.pdf").exists()
    assert window.desk.book.head == head
    assert not unfinished(to).exists()


def test_a_folder_that_is_stopped_leaves_nothing(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any
) -> None:
    window, to = begin(program, prepared, tmp_path)
    assert window.desk is not None
    jobs = window.desk.jobs
    qtbot.waitUntil(lambda: unfinished(to).exists(), timeout=60_000)
    qtbot.waitUntil(lambda: bool(shown_progress()), timeout=60_000)
    shown_progress()[0].canceled.emit()
    qtbot.waitUntil(lambda: not jobs.busy, timeout=60_000)
    assert not to.exists() and not unfinished(to).exists()
