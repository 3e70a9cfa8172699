"""The whole way of a nonconformity through the window: plan, audit, finding, action, proof, paper."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from PySide6.QtWidgets import QFileDialog, QPushButton

from auditdesk.app import Program
from auditdesk.book.check import check
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.papers.preview import PdfView
from auditdesk.work.lookup import action, audit, finding
from tests.gui.conftest import Heard, dialog_of


def fill(window: MainWindow, **values: Any) -> None:
    """Fill the open dialog in and press its verb."""
    dialog = dialog_of(window)
    for key, value in values.items():
        dialog.editors[key].show_raw(value)
    dialog.go.click()
    assert not dialog.problem.isVisible(), dialog.problem.text()


def press(widget: Any, text: str) -> None:
    """Press the button that says so; behind “More” too."""
    for one in widget.findChildren(QPushButton):
        if one.text() == text and one.isVisible():
            one.click()
            return
    raise AssertionError([one.text() for one in widget.findChildren(QPushButton)])


def move(pane: Any, name: str) -> None:
    """Ask for a move as its button or menu entry does."""
    pane.moves.ask(next(one for one in pane.moves._moves if one.name == name))


def test_from_an_empty_book_to_a_closed_finding_on_paper_and_in_excel(
    program: Program, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    window = program.window
    program.found(tmp_path / "mine.auditdesk", "Meridian Pumps")
    desk = window.desk
    assert desk is not None

    window.go("organisation")
    page: Any = window.current_page()
    for part, entries in (
        ("People", [{"name": name} for name in ("Ines Okafor", "B. Lopes", "T. Haas")]),
        ("Sites", [{"name": "Graz", "country": "AT"}]),
        ("Processes", [{"name": "Purchasing", "owner": "B. Lopes", "importance": "4"}]),
        ("Units", [{"process": "Purchasing", "site": "Graz"}]),
    ):
        page.show_part(part)
        for entry in entries:
            page.stack.currentWidget().ask_new()
            fill(window, **entry)
    page.show_part("Clauses and units")
    matrix = page.stack.currentWidget()
    matrix.view.selectRow(0)
    matrix.view.put(True)

    window.go("programme")
    page = window.current_page()
    page.plan({"units": ["Purchasing · Graz"]})
    fill(
        window,
        starts_on="2026-11-18",
        ends_on="2026-11-19",
        objectives="See that suppliers are evaluated",
        lead_auditor="Ines Okafor",
    )
    page = window.current_page()
    assert page.key == "audits"
    for name in ("confirm", "send_plan", "start"):
        move(page.pane, name)
        fill(window, on="2026-11-18")
    assert audit(desk.read, "IA-2026-001").state == "started"

    window.quick_finding()
    fill(
        window,
        unit="Purchasing · Graz",
        clauses=["ISO 9001:2026 8.4.1", ""],
        evidence="Evaluation list rev 7: 4 of 12 suppliers without evaluation",
        statement="The recall of supplier evaluations does not work",
    )
    page = window.current_page()
    assert page.key == "findings"
    pane = page.pane
    pane.form.editors["requirement"].show_value("8.4.1 and SOP-0402 § 5")
    pane.form.save("requirement")
    move(pane, "issue")
    fill(window)
    assert finding(desk.read, "NC-2026-001").state == "issued"
    move(pane, "acknowledge")
    fill(window, by="B. Lopes")
    pane._ask_cause()
    fill(window, cause="The recall list is kept by hand and nobody owns it")
    move(pane, "accept_cause")
    fill(window)
    press(pane, "New action")
    fill(window, what="Recall by the ERP system", owner="B. Lopes", due="+20")
    desk.show("action", str(action(desk.read, "CA-2026-001").id))
    page = window.current_page()
    assert page.key == "actions"
    move(page.pane, "accept")
    dialog = dialog_of(window)
    proposed = dialog.editors["planned_on"].value()
    assert proposed, "the day of the check is proposed by the rules"
    dialog.editors["criterion"].show_raw("12 of 12 recalled on time")
    dialog.editors["verifier"].show_raw("T. Haas")
    dialog.go.click()
    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    move(window.current_page().pane, "accept_plan")
    fill(window)

    desk.show("action", str(action(desk.read, "CA-2026-001").id))
    page = window.current_page()
    move(page.pane, "done")
    fill(window, evidence="Transport 4711, screenshot")
    move(page.pane, "verify")
    dialog = dialog_of(window)
    dialog.editors["verifier"].show_raw("B. Lopes")
    dialog.editors["result"].show_value("effective")
    dialog.editors["evidence"].show_raw("12 of 12 suppliers recalled")
    dialog.go.click()
    assert "owns this action" in dialog.problem.text()
    dialog.editors["verifier"].show_raw("T. Haas")
    dialog.go.click()

    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    page = window.current_page()
    move(page.pane, "implement")
    fill(window)
    move(page.pane, "close")
    fill(window, by="Ines Okafor")
    closed: Any = finding(desk.read, "NC-2026-001")
    assert (closed.state, closed.closed_on) == ("closed", date(2026, 11, 23))
    assert all(
        not editor.control.isEnabled() or editor.control.isReadOnly()
        for key, editor in page.pane.form.editors.items()
        if key in ("statement", "requirement", "evidence")
    )

    page.view.selectAll()
    page.print_sheets()
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
    preview = next(one for one in window.findChildren(PdfView) if one.isVisible())
    preview.save(tmp_path / "NC-2026-001.pdf")
    preview.close()
    with pypdfium2.PdfDocument(tmp_path / "NC-2026-001.pdf") as pdf:
        assert "NC-2026-001" in pdf[0].get_textpage().get_text_range()

    page.export()
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(tmp_path / "register"))
    dialog.close()
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
    book = openpyxl.load_workbook(tmp_path / "register.xlsx")
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "NC-2026-001" in cells and "closed" in cells
    assert check(desk.book).problems == ()
    assert [text for text, weight in heard if weight == "trouble"] == []
