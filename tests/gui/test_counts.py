"""How many clicks, keys and dialogs the journeys of every week take, with real events, counted."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from auditdesk.book.tables import Session
from auditdesk.gui.main_window import MainWindow
from auditdesk.work.lookup import audit, finding
from tests.gui.hands import Clerk

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def clerk(window: MainWindow, qtbot: Any) -> Any:
    qtbot.waitActive(window)
    window.go("today")
    found = Clerk(window)
    yield found
    found.stop()


def on_the_finding(clerk: Clerk) -> Any:
    desk = clerk.window.desk
    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    clerk.pages.clear()
    return desk


def test_a_minor_finding_is_closed_from_its_issue_on_with_the_mouse(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = on_the_finding(clerk)
    clerk.press("Answer…")
    clerk.type("The recall list is kept by hand and nobody owns it")
    clerk.click(clerk.dialog.editors["what"].control)
    clerk.type("Recall by the ERP system")
    clerk.click(clerk.dialog.editors["criterion"].control)
    clerk.type("12 of 12 suppliers recalled on time")
    clerk.press("Answer", clerk.dialog)
    clerk.press("All done…")
    clerk.type("Transport 4711")
    clerk.key(Qt.Key.Key_Return, CTRL)
    clerk.press("Effective…")
    clerk.type("12 of 12 recalled")
    clerk.key(Qt.Key.Key_Return, CTRL)
    assert finding(desk.read, "NC-2026-001").state == "closed"
    with capsys.disabled():
        print("\n" + clerk.told("Closing a minor finding by mouse"))
    assert clerk.clicks <= 8 and len(clerk.dialogs) <= 3 and clerk.pages == []


def test_a_minor_finding_is_closed_from_its_issue_on_with_the_keyboard(
    clerk: Clerk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = on_the_finding(clerk)
    clerk.key(Qt.Key.Key_J, CTRL)
    clerk.type("The recall list is kept by hand and nobody owns it")
    clerk.key(Qt.Key.Key_Tab)
    clerk.type("Recall by the ERP system")
    for _field in ("owner", "due", "criterion"):
        clerk.key(Qt.Key.Key_Tab)
    clerk.type("12 of 12 suppliers recalled on time")
    for text in ("Transport 4711", "12 of 12 recalled"):
        clerk.key(Qt.Key.Key_Return, CTRL)
        clerk.key(Qt.Key.Key_J, CTRL)
        clerk.type(text)
    clerk.key(Qt.Key.Key_Return, CTRL)
    assert finding(desk.read, "NC-2026-001").state == "closed"
    with capsys.disabled():
        print("\n" + clerk.told("Closing a minor finding by keys"))
    assert clerk.clicks == 0 and len(clerk.dialogs) <= 3 and clerk.pages == []
    for _deed in range(3):
        clerk.window.undo()
    assert finding(desk.read, "NC-2026-001").state == "issued"


@pytest.fixture
def with_timetable(clerk: Clerk) -> Any:
    """The desk, whose IA-2026-001 has a timetable."""
    desk: Any = clerk.window.desk
    session = {
        "audit": "IA-2026-001", "day": "2026-11-09", "starts": "09:00", "ends": "11:00",
        "what": "Evaluation", "unit": "Purchasing · Graz", "auditors": ["Ines Okafor"],
    }  # fmt: skip
    desk.enter("Timetable", "session", session)
    return desk


def test_the_same_audit_as_last_year_is_planned_with_the_mouse(
    clerk: Clerk, with_timetable: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = with_timetable
    clerk.click(clerk.window.navigation.buttons["audits"])
    clerk.press("More", clerk.window.current_page().pane)
    clerk.choose("Plan the same audit again…")
    clerk.press("Plan", clerk.dialog)
    planned = audit(desk.read, "IA-2027-001")
    assert [str(one.day) for one in desk.read.rows(Session, audit=planned.id)] == ["2027-11-08"]
    with capsys.disabled():
        print("\n" + clerk.told("Planning the same audit as last year by mouse"))
    assert clerk.clicks <= 8 and len(clerk.dialogs) <= 2


def test_the_same_audit_as_last_year_is_planned_with_the_keyboard(
    clerk: Clerk, with_timetable: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = with_timetable
    clerk.key(Qt.Key.Key_K, CTRL)
    clerk.type("IA-2026-001")
    clerk.key(Qt.Key.Key_Return)
    clerk.key(Qt.Key.Key_K, CTRL)
    clerk.type("same audit")
    clerk.key(Qt.Key.Key_Return)
    clerk.type("22.11.2027")
    clerk.key(Qt.Key.Key_Return, CTRL)
    assert str(audit(desk.read, "IA-2027-001").starts_on) == "2027-11-22"
    with capsys.disabled():
        print("\n" + clerk.told("Planning the same audit as last year by keys"))
    assert clerk.clicks == 0 and len(clerk.dialogs) <= 2
