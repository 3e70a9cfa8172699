"""Where a due date comes from stands below it, and one click sets it back to the rule."""

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.gui.lists.cells import Cells
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.output.columns import COLUMNS
from auditdesk.work import lookup
from tests.gui.test_pages import page_of


def texts(page: Any) -> str:
    return " ".join(one.text() for one in page.pane.origins.findChildren(QLabel))


def test_a_due_date_says_where_it_comes_from_and_goes_back_to_the_rule(
    company: MainWindow,
) -> None:
    desk = company.desk
    assert desk is not None
    finding = next(
        row for row in desk.read.rows(_finding()) if row.state == "issued" and row.answer_due
    )
    by_rule = finding.answer_due
    data = {"answer_due": "2027-01-29", "reason": "Plant closed"}
    desk.amend("Extend", "finding", str(finding.id), data)
    page = page_of(company, "findings")
    desk.show("finding", str(finding.id))
    assert "because: Plant closed" in texts(page)
    assert "By rule: " in texts(page)
    (back,) = page.pane.origins.findChildren(QPushButton)
    back.click()
    dialog = next(one for one in company.findChildren(Ask) if one.isVisible())
    dialog.editors["reason"].show_value("The plant works")
    dialog.go.click()
    assert "Plant closed" not in texts(page)
    assert lookup.finding(desk.read, str(finding.number)).answer_due == by_rule


def _finding() -> Any:
    from auditdesk.book.tables import Finding

    return Finding


def test_the_days_left_are_those_of_the_site_everywhere(window: MainWindow) -> None:
    """Form, list, pane and Today count in one calendar: that of the site of the finding."""
    desk = window.desk
    assert desk is not None
    finding = lookup.finding(desk.read, "NC-2026-001")
    monday = desk.today + timedelta(days=7 + (7 - desk.today.weekday()))
    closed = {"starts_on": desk.today + timedelta(days=1), "ends_on": monday - timedelta(days=1)}
    closed = {key: day.isoformat() for key, day in closed.items()}
    desk.enter("Close Graz", "closure", {"site": "Graz", "name": "Works", **closed})
    data = {"answer_due": monday.isoformat(), "reason": "Works"}
    desk.amend("Extend", "finding", str(finding.id), data)
    page = page_of(window, "findings")
    desk.show("finding", str(finding.id))
    assert "1 working day left" in page.pane.form.editors["answer_due"].note.text()
    row = next(iter(List(desk.book, FINDINGS).stream()))
    column = next(one for one in COLUMNS["findings"] if one.key == "answer_due")
    assert Cells(desk, "findings").of(column, row).text.endswith("1 wd")
    today = page_of(window, "today")
    today.settle()
    assert any("1 wd" in line.when for line, _row in today._lines)


def test_the_day_of_a_report_says_where_it_comes_from_and_goes_back_to_the_rule(
    window: MainWindow,
) -> None:
    desk = window.desk
    assert desk is not None
    audit = lookup.audit(desk.read, "IA-2026-001")
    desk.amend("Finish", "audit", str(audit.id), {"move": "finish", "on": "2026-11-10"})
    page = page_of(window, "audits")
    desk.show("audit", str(audit.id))
    assert "By rule: Report due" in texts(page)
    by_rule = desk.plain("audit", str(audit.id))["report_due"]
    data = {"report_due": "2026-12-18", "reason": "The client is away"}
    desk.amend("Agree", "audit", str(audit.id), data)
    assert "because: The client is away" in texts(page)
    (back,) = page.pane.origins.findChildren(QPushButton)
    back.click()
    dialog = next(one for one in window.findChildren(Ask) if one.isVisible())
    dialog.editors["reason"].show_value("The client is back")
    dialog.go.click()
    assert "By rule: Report due" in texts(page)
    assert desk.plain("audit", str(audit.id))["report_due"] == by_rule
