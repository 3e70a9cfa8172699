"""The programme in the window: timeline, coverage, why this often, and a planned year."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from auditdesk.book.listings import AUDITS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import (
    Competence,
    FrequencyDecision,
    LeftOut,
    Person,
    Process,
    Programme,
)
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.pickers import Suggester
from auditdesk.gui.parts.words import day_text
from auditdesk.gui.programme.layout import HEAD, SIDE
from auditdesk.work.lookup import audit
from tests.gui.conftest import dialog_of, write
from tests.gui.test_pages import page_of


@pytest.fixture
def page(company: MainWindow, qtbot: Any) -> Any:
    """The programme of the sample company, its verdict reached: a competence ran out."""
    assert company.desk is not None
    read = company.desk.read
    adler = read.find(Person, name="W. Adler")
    assert adler is not None
    for competence in read.rows(Competence, person=adler.id):
        company.desk.amend(
            "Expires", "competence", str(competence.id), {"expires_on": "2026-11-01"}
        )
    page = page_of(company, "programme")
    qtbot.waitUntil(lambda: "IA-2026-013" in page.view.art.conflicts)
    return page


def drag(page: Any, qtbot: Any, number: str, days: int, at_end: bool = False) -> None:
    """Drag the bar of an audit by so many days."""
    view = page.view
    view.zoom(6)
    bar = next(b for row in view.plot.rows for b in row.bars if b.number == number)
    x = round((bar.first - view.plot.first).days * view.plot.pixels)
    view.horizontalScrollBar().setValue(x - 200)
    rect = view.plot.find(number)
    begin = QPoint(rect.right() - 2, rect.center().y()) if at_end else rect.center()
    end = begin + QPoint(round(days * view.plot.pixels), 0)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(view.viewport(), (begin + end) / 2)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def texts(widget: Any) -> list[str]:
    return [one.text() for one in widget.findChildren(QPushButton)]


def test_a_dragged_audit_asks_for_the_reason_and_leaves_its_mark(
    page: Any, company: MainWindow, qtbot: Any
) -> None:
    assert company.desk is not None
    drag(page, qtbot, "IA-2026-013", -14)
    dialog = dialog_of(company)
    dialog.go.click()
    assert dialog.problem.isVisible()
    write(dialog.editors["reason"].control, "Managing director abroad")
    dialog.go.click()
    moved: Any = audit(company.desk.read, "IA-2026-013")
    assert (moved.starts_on, moved.ends_on) == (date(2026, 11, 25), date(2026, 11, 26))
    marks = {
        str(bar.mark)
        for row in page.view.plot.rows
        for bar in row.bars
        if bar.number == "IA-2026-013"
    }
    assert marks == {"planned", "moved"}


def test_a_bar_is_made_longer_at_its_end(page: Any, company: MainWindow, qtbot: Any) -> None:
    assert company.desk is not None
    drag(page, qtbot, "IA-2026-013", 1, at_end=True)
    dialog = dialog_of(company)
    write(dialog.editors["reason"].control, "One more unit")
    dialog.go.click()
    changed: Any = audit(company.desk.read, "IA-2026-013")
    assert (changed.starts_on, changed.ends_on) == (date(2026, 12, 9), date(2026, 12, 11))
    assert changed.half_days == 6


def test_what_is_done_is_not_dragged(page: Any, qtbot: Any, company: MainWindow) -> None:
    drag(page, qtbot, "IA-2026-010", 20)
    assert page.view.drag is None
    assert not [one for one in company.findChildren(QPushButton) if one.text() == "Reschedule"]


def test_the_verdict_follows_the_bar_and_names_the_rule(page: Any, company: MainWindow) -> None:
    assert "Competence missing" in " ".join(page.view.art.conflicts["IA-2026-013"])
    page.view.dragged.emit("IA-2026-013", date(2026, 12, 24), date(2026, 12, 25))
    said = [one.text() for one in page.verdict.findChildren(type(page.count)) if one.text()]
    assert any("Graz is closed" in text for text in said)
    page.view.dragged.emit("", None, None)
    said = [one.text() for one in page.verdict.findChildren(type(page.count)) if one.text()]
    assert not any("Graz is closed" in text for text in said)


def test_keys_walk_from_bar_to_bar_and_move_one(page: Any, company: MainWindow, qtbot: Any) -> None:
    view = page.view
    view.setFocus()
    for _press in range(40):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        if "IA-2026-013" in view.accessibleDescription():
            break
    assert "confirmed" in view.accessibleDescription() or "agreed" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    dialog = dialog_of(company)
    assert dialog.editors["starts_on"].value() == "2026-12-02"
    dialog.reject()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert company.current_page() is company.page("audits")


def test_up_and_down_find_the_nearest_bar(page: Any, qtbot: Any) -> None:
    view = page.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    first = view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription() != first
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.accessibleDescription() == first


def test_what_is_due_and_not_planned_is_one_click_from_a_plan(
    page: Any, company: MainWindow
) -> None:
    link = next(
        one
        for one in page.verdict.findChildren(QPushButton)
        if one.text().startswith("Painting · Graz")
    )
    link.click()
    assert dialog_of(company).editors["units"].value() == ["Painting · Graz"]


def test_a_double_click_plans_on_the_next_working_day(
    page: Any, company: MainWindow, qtbot: Any
) -> None:
    view = page.view
    row = next(n for n, one in enumerate(view.plot.rows) if one.title == "Maintenance · Brno")
    sunday = date(2026, 11, 29)
    at = QPoint(view.plot.x(sunday) + 1, view.plot.top(row) + 10)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    dialog = dialog_of(company)
    assert dialog.editors["starts_on"].value() == "2026-11-30"
    dialog.editors["objectives"].show_value("See that machines are kept")
    dialog.editors["lead_auditor"].show_value("T. Haas")
    dialog.go.click()
    assert company.desk is not None
    planned = list(List(company.desk.book, AUDITS, Query(order="number")).stream())[-1]
    assert (planned.units, planned.starts_on) == (("Maintenance · Brno",), date(2026, 11, 30))


def test_the_timeline_shows_weeks_and_three_years(page: Any) -> None:
    view = page.view
    assert view.horizontalScrollBar().maximum() == 0
    view.zoom_in()
    view.zoom_in()
    assert view.horizontalScrollBar().maximum() > 0
    for _n in range(4):
        view.zoom_out()
    assert view.horizontalScrollBar().maximum() == 0
    page.show_years(3)
    assert (view.plot.first, view.plot.last) == (date(2026, 1, 1), date(2028, 12, 31))
    assert view.plot.pixels * view.plot.days <= view.plot.room + 1


def test_auditors_have_rows_of_their_own(page: Any) -> None:
    page.see("auditors")
    rows = {row.title: row for row in page.view.plot.rows}
    assert {"T. Haas", "M. Costa", "Z. Benali"} <= set(rows)
    assert "IA-2026-012" in {bar.number for bar in rows["T. Haas"].bars}


def test_bars_of_a_row_never_cover_each_other(page: Any) -> None:
    for way in ("timeline", "auditors"):
        page.see(way)
        plot = page.view.plot
        for n, row in enumerate(plot.rows):
            rects = [plot.bar_rect(n, bar) for bar in row.bars]
            for one, rect in enumerate(rects):
                assert not any(rect.intersects(other) for other in rects[one + 1 :]), row.title
                assert HEAD + plot.tops[n] <= rect.top() < HEAD + plot.tops[n + 1]


def test_a_mirrored_timeline_finds_the_same_bar(page: Any) -> None:
    page.view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    page.refresh()
    plot = page.view.plot
    assert plot.mirrored
    rect = plot.find("IA-2026-013")
    found = plot.bar_at(rect.center())
    assert found is not None and found[1].number == "IA-2026-013"
    assert rect.center().x() < plot.width - SIDE


def test_a_gap_is_one_click_from_a_plan(page: Any, company: MainWindow) -> None:
    page.see("coverage")
    link = next(
        one for one in page.coverage.findChildren(QPushButton) if one.text() == "Plan 8.5.4"
    )
    link.click()
    dialog = dialog_of(company)
    assert dialog.editors["units"].value() == ["Assembly · Brno"]
    assert dialog.editors["standard"].value() == ["ISO 9001:2026"]
    dialog.editors["starts_on"].show_value("2026-12-15")
    dialog.editors["lead_auditor"].show_value("T. Haas")
    dialog.go.click()
    company.go("programme")
    page.see("coverage")
    assert "Plan 8.5.4" not in texts(page.coverage)


def test_a_clause_left_out_needs_a_reason_and_is_no_gap(page: Any, company: MainWindow) -> None:
    assert company.desk is not None
    page.see("coverage")
    page.coverage.left_out.emit("clause", "", "ISO 9001:2026 8.5.4")
    dialog = dialog_of(company)
    dialog.go.click()
    assert dialog.problem.isVisible()
    write(dialog.editors["reason"].control, "Preservation was audited by the customer in May")
    dialog.go.click()
    assert len(list(company.desk.read.rows(LeftOut))) == 1
    assert "Plan 8.5.4" not in texts(page.coverage)


def test_the_map_tells_each_cell_in_words(page: Any) -> None:
    page.see("coverage")
    model = page.coverage.model
    told = {
        str(model.data(model.index(row, column), Qt.ItemDataRole.AccessibleTextRole))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }
    assert any("audited" in text and "IA-2026-" in text for text in told)
    assert any("neither audited nor planned" in text for text in told)
    assert any("finding" in text for text in told)


def test_an_interval_is_chosen_with_a_reason_and_told_beside_its_unit(
    page: Any, company: MainWindow
) -> None:
    assert company.desk is not None
    page.see("why")
    page.why.table.setCurrentCell(1, 0)
    name = page.why.table.item(1, 0).text()
    choose = next(
        one for one in page.why.findChildren(QPushButton) if "another interval" in one.text()
    )
    choose.click()
    dialog = dialog_of(company)
    write(dialog.editors["months"].control, "9")
    dialog.go.click()
    assert dialog.problem.isVisible()
    write(dialog.editors["reason"].control, "New gauges")
    dialog.go.click()
    (decided,) = [
        row for row in company.desk.read.rows(FrequencyDecision) if row.override == "chosen"
    ]
    assert (decided.interval_months, decided.reason) == (9, "New gauges")
    row = next(
        n for n in range(page.why.table.rowCount()) if page.why.table.item(n, 0).text() == name
    )
    assert page.why.table.item(row, 4).text() == "New gauges"


def test_days_behind_a_score_are_written_as_everywhere(
    page: Any, company: MainWindow, request: pytest.FixtureRequest
) -> None:
    assert company.desk is not None
    before = QLocale()
    request.addfinalizer(lambda: QLocale.setDefault(before))
    QLocale.setDefault(QLocale("de_AT"))
    page.see("why")
    day = next(row.changed_on for row in company.desk.read.rows(Process) if row.changed_on)
    written = set()
    for n in range(page.why.table.rowCount()):
        page.why.table.setCurrentCell(n, 0)
        written |= {label.text() for label in page.why.findChildren(QLabel)}
    assert f"Changed on: {day_text(day)}" in written
    assert f"Changed on: {day}" not in written


def test_what_is_noted_of_a_year_picks_its_audit_and_its_finding(
    page: Any, company: MainWindow
) -> None:
    page.see("monitoring")
    for part, key, known in (
        (page.monitoring.notes, "audit", "IA-2026-010"),
        (page.monitoring.points, "finding", "NC-2026-001"),
    ):
        part.ask_new()
        dialog = dialog_of(company)
        (suggester,) = dialog.editors[key].findChildren(Suggester)
        assert known in {suggestion.text for suggestion in suggester.provider(known)}
        dialog.reject()


def test_a_dialog_grows_with_what_it_says(page: Any, company: MainWindow, qtbot: Any) -> None:
    page.see("monitoring")
    page.monitoring.points.ask_new()
    dialog = dialog_of(company)
    write(dialog.editors["finding"].control, "NC-2026-00")
    write(dialog.editors["text"].control, "Training budget")
    dialog.go.click()
    qtbot.waitUntil(lambda: dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width()))


def test_the_scheme_is_changed_with_a_reason(page: Any, company: MainWindow) -> None:
    page.see("why")
    page.why.weighed.emit()
    dialog = dialog_of(company)
    dialog.editors["months medium"].show_value("x")
    dialog.go.click()
    assert "not a whole number" in dialog.problem.text()
    dialog.editors["months medium"].show_value("10")
    dialog.editors["reason"].show_value("Management review")
    dialog.go.click()
    months = {page.why.table.item(n, 3).text() for n in range(page.why.table.rowCount())}
    assert "10 months" in months


def test_a_year_is_planned_and_taken_over_in_one_step(
    page: Any, company: MainWindow, qtbot: Any
) -> None:
    assert company.desk is not None
    page.show_year(2027)
    dialog = page.plan_year()
    qtbot.waitUntil(lambda: dialog.proposal is not None, timeout=60_000)
    rows = dialog.proposal.rows
    assert len(rows) > 25 and len(dialog.ticked()) == len(rows)
    dialog.table.item(0, 0).setCheckState(Qt.CheckState.Unchecked)
    before = company.desk.book.head.seq
    dialog.take.click()
    assert company.desk.book.head.seq == before + 1
    found = List(company.desk.book, AUDITS, Query((("year", "2027"),)))
    assert found.count() == len(rows) - 1
    assert company.desk.book.would_undo == "Plan 2027"
    page.desk.undo()
    assert found.count() == 0


def test_a_search_is_stopped_and_its_best_plan_kept(
    page: Any, company: MainWindow, qtbot: Any
) -> None:
    page.show_year(2027)
    page.show_years(3)
    dialog = page.plan_year()
    qtbot.waitUntil(lambda: "Best so far" in dialog.said.text(), timeout=60_000)
    dialog.stop.click()
    qtbot.waitUntil(lambda: dialog.proposal is not None, timeout=10_000)
    assert dialog.proposal.rows


def test_closing_the_dialog_ends_the_search(page: Any, qtbot: Any) -> None:
    page.show_year(2027)
    dialog = page.plan_year()
    dialog.reject()
    assert dialog.proposal is None


def test_the_programme_is_approved_and_says_so(page: Any, company: MainWindow) -> None:
    assert company.desk is not None
    page._move("approve")
    dialog = dialog_of(company)
    write(dialog.editors["by"].control, "Ines Okafor")
    dialog.go.click()
    assert "cannot be approved" in dialog.problem.text()
    assert "due and not planned" in dialog.problem.text()
    dialog.reject()
    stored = company.desk.read.find(Programme, year=2026)
    assert stored is not None and stored.state == "draft"


def test_the_programme_says_what_it_is_for(window: MainWindow) -> None:
    page = page_of(window, "programme")
    assert window.desk is not None
    for objectives in ("See that the system works", "Prepare the change to the new edition"):
        next(one.do for one in page._deeds() if one.text.startswith("Objectives"))()
        dialog = dialog_of(window)
        dialog.editors["objectives"].show_value(objectives)
        dialog.go.click()
        (programme,) = window.desk.read.rows(Programme, year=2026)
        assert programme.objectives == objectives
