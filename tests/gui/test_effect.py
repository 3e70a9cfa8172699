"""From a major to its follow-up audit, and from an action that failed to its new cycle."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from auditdesk.app import Program
from auditdesk.book.book import Book
from auditdesk.book.listings import ACTIONS
from auditdesk.book.lists import List, Query
from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import action, audit, finding
from tests.conftest import Desk, nonconformity
from tests.gui.conftest import dialog_of
from tests.gui.test_journey import fill, press


def opened(program: Program, prepared: Path, folder: Path, tell: Any) -> MainWindow:
    path = folder / "effect.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    with Book.open(path) as book:
        tell(Desk(book))
    program.open(path)
    return program.window


def pane(window: MainWindow, kind: str, id: str) -> Any:
    assert window.desk is not None
    window.desk.show(kind, id)
    return window.current_page().pane  # type: ignore[attr-defined]


def texts(of: Any) -> list[str]:
    return [one.text() for one in of.findChildren(QLabel) if one.isVisible()]


def test_a_major_proposes_its_follow_up_audit_filled_in(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any
) -> None:
    def tell(desk: Desk) -> None:
        desk.add("finding", **nonconformity(grade="major"), move="issue", on="2026-11-10")

    window = opened(program, prepared, tmp_path, tell)
    assert window.desk is not None
    read = window.desk.read
    shown = pane(window, "finding", str(finding(read, "NC-2026-001").id))
    assert not shown.follow_up.isVisible()
    shown = pane(window, "finding", str(finding(read, "NC-2026-002").id))
    qtbot.waitUntil(lambda: any("is owed until" in text for text in texts(shown.follow_up)))
    press(shown.follow_up, "Plan follow-up audit…")
    dialog = dialog_of(window)
    assert dialog.editors["units"].value() == ["Purchasing · Graz"]
    assert dialog.editors["clauses"].value() == ["ISO 9001:2015 8.4.1"]
    dialog.go.click()
    planned: Any = audit(read, "IA-2027-001")
    assert (planned.kind, planned.follows) == ("follow_up", audit(read, "IA-2026-001").id)
    assert planned.title == "Follow-up of NC-2026-002"
    shown = pane(window, "finding", str(finding(read, "NC-2026-002").id))
    assert not shown.follow_up.isVisible()


def test_an_action_shows_the_cycle_it_belongs_to(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any
) -> None:
    def tell(desk: Desk) -> None:
        values = {"finding": "NC-2026-001", "owner": "B. Lopes", "due": "2026-11-20"}
        desk.add("action", what="Recall by hand", **values)
        desk.set("action", "CA-2026-001", move="done", on="2026-11-18")
        desk.set(
            "action", "CA-2026-001", move="verify", on="2026-11-20", result="not_effective",
            verifier="T. Haas", evidence="3 of 12 late",
        )  # fmt: skip
        desk.add("action", what="Recall by the ERP system", **values)

    window = opened(program, prepared, tmp_path, tell)
    assert window.desk is not None
    read = window.desk.read
    shown = pane(window, "action", str(action(read, "CA-2026-002").id))
    qtbot.waitUntil(lambda: "New cycle after" in texts(shown.findings))
    press(shown.findings, "CA-2026-001")
    assert window.current_page().pane.name.text() == "CA-2026-001"  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "New cycle in" in texts(shown.findings))


def test_reminders_are_a_part_of_the_organisation_and_ask_why(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    window = opened(program, prepared, tmp_path, lambda _desk: None)
    window.go("organisation")
    page: Any = window.current_page()
    page.show_part("Reminders")
    tab = page.stack.currentWidget()
    editor = tab.form.editors["lead_answer"]
    assert editor.value() == 14
    editor.show_value(21)
    tab.form.save("lead_answer")
    fill(window, reason="answers come late")
    assert window.desk is not None
    assert window.desk.plain("organisation", tab.form.id)["lead_answer"] == 21
    assert all(one.text() for one in tab.findChildren(QPushButton))


def test_one_action_is_agreed_for_several_findings(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    def tell(desk: Desk) -> None:
        desk.add("finding", **nonconformity(), move="issue", on="2026-11-10")

    window = opened(program, prepared, tmp_path, tell)
    assert window.desk is not None
    shown = pane(window, "finding", str(finding(window.desk.read, "NC-2026-001").id))
    press(shown, "New action")
    dialog = dialog_of(window)
    dialog.editors["what"].show_raw("One for both")
    dialog.editors["findings"].show_value(["NC-2026-002"])
    dialog.go.click()
    (row,) = List(window.desk.book, ACTIONS, Query((("finding", "NC-2026-002"),))).page(0, 5)
    assert row.findings == ("NC-2026-001", "NC-2026-002")
