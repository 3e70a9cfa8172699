"""Response forms in the window: written for the selected finding, dropped when they come back."""

from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtWidgets import QFileDialog

from auditdesk.gui.incoming import start
from auditdesk.gui.incoming.answers import AnswersDialog
from auditdesk.gui.main_window import MainWindow
from auditdesk.intake.response_pdf import read_form
from auditdesk.work.lookup import finding
from tests.gui.conftest import dialog_of
from tests.work.test_responses import WHOLE, filled


def form_written(window: MainWindow, to: Path, qtbot: Any, **chosen: str) -> None:
    """Ask for the form of NC-2026-001, as the button does; the ending of its name is added."""
    desk = window.desk
    assert desk is not None
    window.go("findings")
    page: Any = window.current_page()
    page.show_thing("finding", finding(desk.read, "NC-2026-001").id)
    page.write_form()
    dialog = dialog_of(window)
    for key, value in chosen.items():
        dialog.editors[key].show_value(value)
    dialog.go.click()
    files = window.findChildren(QFileDialog)[-1]
    files.fileSelected.emit(str(to.with_suffix("")))
    files.close()
    qtbot.waitUntil(lambda: not desk.jobs.busy and to.exists())


def dropped(window: MainWindow, path: Path, qtbot: Any) -> AnswersDialog:
    assert window.desk is not None
    start.take(window.desk, window, path)
    qtbot.waitUntil(lambda: bool(window.findChildren(AnswersDialog)), timeout=20_000)
    return window.findChildren(AnswersDialog)[-1]


def test_a_form_that_comes_back_is_looked_at_and_taken_in_as_one_step(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    form = tmp_path / "form.xlsx"
    form_written(window, form, qtbot, language="de")
    desk = window.desk
    assert desk is not None
    desk.amend("Extent", "finding", finding(desk.read, "NC-2026-001").id, {"extent": "Brno: 2"})
    head = desk.book.head
    dialog = dropped(window, filled(form, WHOLE, tmp_path / "back.xlsx"), qtbot)
    assert dialog.counts.text() == "7 accepted, 1 changed meanwhile by us"
    assert "The book says: Brno: 2" in dialog.detail.text()
    assert desk.book.head == head
    dialog.overwrite.click()
    assert dialog.counts.text() == "8 accepted" and not dialog.overwrite.isEnabled()
    dialog.go.click()
    stored = finding(desk.read, "NC-2026-001")
    assert (stored.state, stored.extent) == ("acknowledged", "Brno looked at: 0 of 9")
    assert desk.book.would_undo == "Answers from back.xlsx"


def test_what_was_read_already_cannot_be_taken_in_again(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    form = tmp_path / "form.xlsx"
    form_written(window, form, qtbot, language="de")
    path = filled(form, {"extent": ("Brno", None, None)}, tmp_path / "back.xlsx")
    dropped(window, path, qtbot).take()
    qtbot.waitUntil(lambda: not window.findChildren(AnswersDialog))
    dialog = dropped(window, path, qtbot)
    assert dialog.counts.text() == "1 already read" and not dialog.go.isEnabled()
    dialog.reject()


def test_the_form_is_written_as_a_ready_e_mail(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    form_written(window, tmp_path / "answer.eml", qtbot, kind=".eml")
    assert b"Please answer by 2026-12-01" in (tmp_path / "answer.eml").read_bytes()


def test_the_form_is_written_as_a_pdf_to_type_into(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    form_written(window, tmp_path / "answer.pdf", qtbot, kind=".pdf", language="de")
    form = read_form(tmp_path / "answer.pdf")
    assert form is not None and len(form.tokens) == 1
    with pypdfium2.PdfDocument(tmp_path / "answer.pdf") as document:
        assert "Antwort auf NC-2026-001" in document[0].get_textpage().get_text_range()


def test_the_owners_of_actions_answer_in_the_form_of_their_findings(window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    desk.enter("Action", "action", {"finding": "NC-2026-001", "what": "Recall for B"})
    window.go("actions")
    page: Any = window.current_page()
    page.view.selectRow(0)
    page.write_form()
    dialog = dialog_of(window)
    assert dialog.windowTitle() == "Response form"
    dialog.reject()
