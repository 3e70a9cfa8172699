"""Where a due date comes from stands below it, and one click sets it back to the rule."""

from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton

from auditdesk.gui.dialogs import Ask
from auditdesk.gui.main_window import MainWindow
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
