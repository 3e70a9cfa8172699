"""A scan dropped on the window is shown with where its pages belong, then filed as one step."""

from pathlib import Path
from typing import Any

from PIL import Image

from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.tables import Evidence
from auditdesk.gui.intake import start
from auditdesk.gui.main_window import MainWindow
from auditdesk.output import export, sheets
from auditdesk.work.lookup import finding
from tests.gui.conftest import Heard, dialog_of


def test_a_scan_is_filed_after_a_look(
    window: MainWindow, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    desk = window.desk
    assert desk is not None
    id = finding(desk.read, "NC-2026-001").id
    scan = tmp_path / "scan.pdf"
    dossiers = list(finding_dossiers(desk.book, [id]))
    sheets.finding_sheets(dossiers, house(desk.book), export.stamp(desk.book), scan)
    start.take(desk, window, scan)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    dialog = dialog_of(window)
    assert desk.read.find(Evidence, row=id) is None
    dialog.go.click()
    kept = desk.read.find(Evidence, row=id)
    assert kept is not None and kept.name == "scan.pdf"
    assert desk.book.would_undo == "File scans of NC-2026-001"
    start.take(desk, window, scan)
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert "(filed already)" in heard.last


def test_a_picture_without_a_code_is_told(
    window: MainWindow, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    assert window.desk is not None
    Image.new("L", (600, 800), 255).save(tmp_path / "holiday.png")
    start.take(window.desk, window, tmp_path / "holiday.png")
    qtbot.waitUntil(lambda: not window.desk.jobs.busy)
    assert "There is no code of AuditDesk on it." in heard.last
