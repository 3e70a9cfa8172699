"""Timetable and report of an audit in the window."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from auditdesk.book.report_reader import newest_report
from auditdesk.book.tables import Attendance, Disclosure, Presence, Session
from auditdesk.gui.audits.meeting import MeetingDialog, SignDialog
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.papers.preview import PdfView
from auditdesk.gui.parts.widgets import Link
from auditdesk.work.lookup import audit, finding
from tests.gui.conftest import Heard, dialog_of, write
from tests.gui.test_pages import idle, save_as


def tab_of(window: MainWindow, name: str, number: str = "IA-2026-001") -> Any:
    window.go("audits")
    page: Any = window.current_page()
    assert window.desk is not None
    page.show_thing("audit", str(audit(window.desk.read, number).id))
    tab = getattr(page.pane, name)
    page.pane.tabs.setCurrentWidget(tab)
    return tab


def add_session(window: MainWindow, **other: Any) -> str:
    assert window.desk is not None
    data = {
        "audit": "IA-2026-001",
        "day": "2026-11-09",
        "starts": "09:00",
        "ends": "10:00",
        "what": "Suppliers",
        "unit": "Purchasing · Graz",
        "auditors": ["Ines Okafor"],
        "auditees": ["B. Lopes"],
        **other,
    }
    return window.desk.enter("Add session", "session", data)


# --- timetable -------------------------------------------------------------------------------------


def test_a_clash_is_said_above_the_timetable_and_leads_to_its_session(window: MainWindow) -> None:
    tab = tab_of(window, "timetable")
    add_session(window)
    assert tab.clashes.isHidden()
    assert tab.sums.text() == "Hours: Purchasing · Graz 1:00"
    second = add_session(window, starts="09:30", ends="10:30", auditees=["M. Costa"])
    (link,) = tab.clashes.findChildren(Link)
    assert link.accessibleName().startswith("Ines Okafor is in two sessions at once")
    tab.table.select_id(second)
    link.click()
    assert tab.table.current_id() != second


def test_when_somebody_can_be_met_is_asked_and_heard(window: MainWindow) -> None:
    tab = tab_of(window, "timetable")
    add_session(window)
    tab.present.click()
    dialog = dialog_of(window)
    dialog.editors["person"].show_value("B. Lopes")
    dialog.editors["day"].show_value("2026-11-10")
    dialog.go.click()
    assert len(list(window.desk.read.rows(Presence))) == 1  # type: ignore[union-attr]
    (link,) = tab.clashes.findChildren(Link)
    assert link.accessibleName().startswith("B. Lopes is not there for Suppliers")


def test_follow_up_comes_by_one_button(window: MainWindow, heard: Heard) -> None:
    assert window.desk is not None
    window.desk.enter(
        "Plan audit",
        "audit",
        {"units": ["Purchasing · Graz"], "standard": "ISO 9001:2015", "starts_on": "2026-12-01"},
    )
    tab = tab_of(window, "timetable", "IA-2026-002")
    tab.follow.click()
    rows = [str(row.what) for row in window.desk.read.rows(Session)]
    assert rows == ["Follow-up of earlier findings: NC-2026-001"]
    tab.follow.click()
    assert "No finding of an earlier audit" in heard.last


def test_each_participant_gets_a_calendar_file(window: MainWindow, tmp_path: Path) -> None:
    tab = tab_of(window, "timetable")
    add_session(window)
    tab.calendars.click()
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    folder = tmp_path / "ics"
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    assert {path.name for path in folder.iterdir()} == {
        "IA-2026-001 B. Lopes.ics",
        "IA-2026-001 Ines Okafor.ics",
    }


def test_attendance_is_noted_signed_on_the_screen_and_printed(
    window: MainWindow, qtbot: Any
) -> None:
    tab = tab_of(window, "timetable")
    of = add_session(window, kind="opening", what="Opening")
    other = add_session(window, starts="11:00", ends="12:00")
    tab.table.select_id(other)
    assert not tab.attendance.isEnabled()
    tab.table.select_id(of)
    tab.attendance.click()
    meeting = next(one for one in window.findChildren(MeetingDialog) if one.isVisible())
    meeting.note.click()
    names = [meeting.table.item(n, 0).text() for n in range(meeting.table.rowCount())]
    assert names == ["Ines Okafor", "T. Haas", "B. Lopes"]
    meeting.table.select_id(meeting.table.current_id())
    meeting.sign.click()
    signing = next(one for one in window.findChildren(SignDialog) if one.isVisible())
    assert not signing.go.isEnabled()
    qtbot.mousePress(signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 120))
    for x in range(50, 200, 10):
        qtbot.mouseMove(signing.pad, QPoint(x, 60 + x % 40))
    qtbot.mouseRelease(signing.pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 90))
    assert not signing.pad.empty
    signing.go.click()
    assert window.desk is not None
    signed = [one for one in window.desk.read.rows(Attendance) if one.signature]
    assert [str(one.name) for one in signed] == ["Ines Okafor"]
    assert not meeting.sign.isEnabled()
    meeting.table.setCurrentCell(1, 0)
    meeting.presence.click()
    assert [bool(one.present) for one in window.desk.read.rows(Attendance)] == [True, False, True]
    meeting.paper.click()
    idle(window, qtbot)
    (preview,) = window.findChildren(PdfView)
    preview.close()
    meeting.close()


# --- report ----------------------------------------------------------------------------------------


@pytest.fixture
def report(window: MainWindow) -> Any:
    tab = tab_of(window, "report")
    tab.begin.click()
    return tab


def test_a_report_is_begun_written_and_says_what_is_missing(
    window: MainWindow, report: Any
) -> None:
    missing = [one.text() for one in report.problems.findChildren(QPushButton)]
    assert "Nobody said to what degree the criteria are fulfilled." in missing
    write(report.form.editors["fulfilment"].text, "Mostly fulfilled")
    report.leave()
    found = newest_report(report._audit)
    assert found is not None and found.fulfilment == "Mostly fulfilled"
    missing = [one.text() for one in report.problems.findChildren(QPushButton)]
    assert "Nobody said to what degree the criteria are fulfilled." not in missing


def test_an_issued_report_is_locked_on_the_screen(window: MainWindow, report: Any) -> None:
    desk = window.desk
    assert desk is not None
    desk.amend("Held", "audit", report._audit, {"move": "finish", "on": "2026-11-10"})
    desk.amend("Report", "audit", report._audit, {"move": "report", "on": "2026-11-12"})
    assert report.state.text().startswith("Issued on")
    assert report.form.editors["summary"].text.isReadOnly()
    assert report.problems.isHidden()


def test_the_report_and_the_meetings_are_previewed(
    window: MainWindow, report: Any, qtbot: Any
) -> None:
    from auditdesk.gui.audits import audit_papers

    audit_papers.preview_report(report._desk, report, report._audit)
    audit_papers.preview_meeting(report._desk, report, report._audit, "opening")
    idle(window, qtbot)
    previews = window.findChildren(PdfView)
    assert len(previews) == 2
    for preview in previews:
        preview.close()


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_the_report_is_saved(
    window: MainWindow, report: Any, qtbot: Any, tmp_path: Path, suffix: str
) -> None:
    from auditdesk.gui.audits import audit_papers

    audit_papers.save_report(report._desk, report, report._audit, "IA-2026-001", suffix)
    save_as(window, tmp_path / f"report{suffix}")
    idle(window, qtbot)
    assert (tmp_path / f"report{suffix}").stat().st_size > 5_000


def test_a_copy_for_somebody_is_kept_as_a_record(
    window: MainWindow, report: Any, qtbot: Any, tmp_path: Path
) -> None:
    report.copy.click()
    dialog = dialog_of(window)
    dialog.go.click()
    assert "Name who gets it" in dialog.problem.text()
    dialog.editors["recipient"].show_value("Customer")
    dialog.editors["names"].show_value(True)
    dialog.go.click()
    save_as(window, tmp_path / "copy.pdf")
    idle(window, qtbot)
    (kept,) = window.desk.read.rows(Disclosure)  # type: ignore[union-attr]
    assert kept.recipient == "Customer" and kept.hidden
    assert "for Customer" in report.left.text()


# --- edition change --------------------------------------------------------------------------------


def test_an_open_finding_shows_its_clause_in_both_editions(window: MainWindow) -> None:
    assert window.desk is not None
    id = str(finding(window.desk.read, "NC-2026-001").id)
    window.show_thing("finding", id)
    page: Any = window.current_page()
    assert "also ISO 9001:2026 8.4.1 (unverified)" in page.pane.context.text()
    window.desk.amend("Withdraw", "finding", id, {"move": "withdraw", "reason": "Twice"})
    page.show_row(page.view.current_row())
    assert "also" not in page.pane.context.text()
