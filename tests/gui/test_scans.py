"""A scan dropped on the window is shown with where its pages belong, then filed as one step."""

from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image

from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.tables import Evidence
from auditdesk.gui.incoming import start
from auditdesk.gui.incoming.answers import AnswersDialog
from auditdesk.gui.main_window import MainWindow
from auditdesk.output import export, sheets
from auditdesk.work import responses
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


def test_a_picture_without_a_code_is_filed_by_hand(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    desk = window.desk
    assert desk is not None
    Image.new("L", (600, 800), 255).save(tmp_path / "photo.png")
    start.take(desk, window, tmp_path / "photo.png")
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    dialog = dialog_of(window)
    dialog.go.click()
    assert "Say to which finding" in dialog.problem.text()
    dialog.editors["1"].show_raw("NC-2026-001")
    dialog.go.click()
    kept = desk.read.find(Evidence, row=finding(desk.read, "NC-2026-001").id)
    assert kept is not None and kept.name == "photo.png"


def test_a_pdf_form_that_was_typed_into_is_read_like_a_workbook(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    desk = window.desk
    assert desk is not None
    texts = responses.texts_in("en")
    form = responses.form_of(desk.book, finding(desk.read, "NC-2026-001").id, texts)
    export.print_response(desk.book, [form], texts, responses.people(desk.read), tmp_path / "f.pdf")
    with pikepdf.open(tmp_path / "f.pdf") as pdf:
        for one in pdf.Root.AcroForm.Fields:
            if str(one.T).startswith("extent"):
                one.V = pikepdf.String("None elsewhere")
        pdf.save(tmp_path / "back.pdf")
    start.take(desk, window, tmp_path / "back.pdf")
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    (dialog,) = window.findChildren(AnswersDialog)
    dialog.take()
    assert finding(desk.read, "NC-2026-001").extent == "None elsewhere"
