"""Each page with a real book: what it shows, what its buttons do."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QPushButton

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import Signoff, UnitClause
from auditdesk.errors import Trouble
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.papers.preview import PdfView
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.today.line import WaitingLine
from auditdesk.work.lookup import finding
from tests.gui.conftest import Heard, dialog_of, write


def page_of(window: MainWindow, key: str) -> Any:
    window.go(key)
    return window.current_page()


def save_as(window: MainWindow, path: Path) -> None:
    """Answer the dialog that asks for a file."""
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.fileSelected.emit(str(path))
    dialog.close()
    dialog.deleteLater()


def idle(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)


# --- today ----------------------------------------------------------------------------------------


def test_today_says_what_is_late_and_leads_there(company: MainWindow) -> None:
    today = page_of(company, "today")
    lines = [one for one in today.findChildren(WaitingLine) if "CA-2026-0" in one.what]
    assert lines
    lines[0].click()
    page: Any = company.current_page()
    assert page.key == "actions"
    assert lines[0].what.startswith(page.view.current_row().number)


def test_a_line_of_today_says_as_much_as_there_is_room_for(company: MainWindow) -> None:
    line = max(page_of(company, "today").findChildren(WaitingLine), key=lambda one: len(one.what))
    advance = line.fontMetrics().horizontalAdvance
    short = line.fitting(200)
    assert short.endswith("…") and line.what.startswith(short[:-1]) and advance(short) <= 200
    assert advance(line.what[: len(short) + 8]) > 200
    assert line.fitting(advance(line.what)) == line.what


def test_a_line_of_today_is_painted_from_the_other_side_where_one_writes_so(
    company: MainWindow,
) -> None:
    line = page_of(company, "today").findChildren(WaitingLine)[0]
    line.resize(900, 24)

    def inked(left: int) -> bool:
        picture = line.grab(QRect(left, 0, 40, 24)).toImage()
        colours = {picture.pixel(x, y) for x in range(40) for y in range(24)}
        return len(colours) > 1

    assert inked(0)
    line.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert inked(860)


def test_today_for_me_shows_only_what_waits_for_me(company: MainWindow) -> None:
    today = page_of(company, "today")
    today.mine.click()
    assert {row.who for row in today.rows} <= {"Ines Okafor"}
    today.everybody.click()
    assert len({row.who for row in today.rows}) > 3


# --- findings -------------------------------------------------------------------------------------


def test_search_as_you_type_finds_in_all_text(company: MainWindow) -> None:
    page = page_of(company, "findings")
    page.search_line.setText("Bench 3")
    assert page.view.rows.found >= 1
    row = page.view.rows.row(0)
    text = " ".join(map(str, vars(row).values())).casefold()
    assert "bench" in text and "3" in text
    page.search_line.setText("")
    assert page.view.rows.found == 56


def test_typing_in_the_list_searches(company: MainWindow, qtbot: Any) -> None:
    page = page_of(company, "findings")
    write(page.view, "v")
    assert page.search_line.text() == "v"
    assert page.search_line.hasFocus()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "open"),
        ("grade", "minor"),
        ("clause", "8.5"),
        ("process", "Purchasing"),
        ("site", "Brno"),
        ("owner", "B. Lopes"),
        ("audit", "IA-2026-001"),
        ("late", "yes"),
    ],
)
def test_each_chip_lets_through_what_the_command_line_lists(
    company: MainWindow, name: str, value: str
) -> None:
    page = page_of(company, "findings")
    assert company.desk is not None
    page.chips.show_values({name: value})
    query = Query(late_on=company.desk.today) if name == "late" else Query(((name, value),))
    assert page.view.rows.found == List(company.desk.book, FINDINGS, query).count() > 0
    chip = next(
        one for one in page.chips.findChildren(QPushButton) if one.property("active") is True
    )
    chip.click()
    assert page.view.rows.found == 56


def test_a_view_keeps_filters_groups_and_columns(company: MainWindow) -> None:
    page = page_of(company, "findings")
    page.chips.show_values({"state": "open"})
    page.view.show_columns(["number", "process", "due"])
    page.view.group_by("process")
    page.save_view("Open by process")
    page.chips.show_values({})
    page.view.group_by("")
    page.show_view("Open by process")
    assert page.chips.active == {"state": "open"}
    assert page.view.rows.query.group == "process"
    assert page.view.column_keys() == ["number", "process", "due"]
    assert page.view.rows.is_group(0)


def test_several_findings_are_assigned_in_one_step(company: MainWindow) -> None:
    page = page_of(company, "findings")
    assert company.desk is not None
    page.chips.show_values({"state": "open"})
    page.view.selectAll()
    ids = page.selected_ids()
    before = company.desk.book.head.seq
    page.assign()
    dialog = dialog_of(company)
    dialog.editors["owner"].show_value("B. Lopes")
    dialog.go.click()
    assert company.desk.book.head.seq == before + 1
    for id in ids:
        assert company.desk.plain("finding", id)["owner"] == "B. Lopes"


def test_several_findings_are_extended_with_one_reason_or_none_is(window: MainWindow) -> None:
    page = page_of(window, "findings")
    assert window.desk is not None
    page.view.selectAll()
    page.extend()
    dialog = dialog_of(window)
    dialog.editors["due"].show_raw("2027-01-29")
    dialog.go.click()
    assert dialog.problem.isVisible() and dialog.isVisible()
    dialog.editors["reason"].show_value("Plant closed over Christmas")
    dialog.go.click()
    assert finding(window.desk.read, "NC-2026-001").answer_due == date(2027, 1, 29)


def test_problems_lead_to_their_fields(company: MainWindow, qtbot: Any) -> None:
    page = page_of(company, "findings")
    assert company.desk is not None
    id = company.desk.enter("Draft", "finding", {"grade": "minor", "evidence": "x"})
    page.show_thing("finding", id)
    links = page.pane.problems.findChildren(QPushButton)
    assert [one.text() for one in links] == [
        "No clause is cited.",
        "The requirement is missing.",
        "The statement of nonconformity is missing.",
    ]
    links[2].click()
    assert page.pane.form.editors["statement"].control.hasFocus()


def test_a_draft_is_issued_from_the_pane(company: MainWindow) -> None:
    page = page_of(company, "findings")
    assert company.desk is not None
    row = next(row for row in page.view.rows._page(0) if row[0].number is None)[0]
    page.show_thing("finding", row.id)
    issue = next(one for one in page.pane.moves.findChildren(QPushButton) if one.text() == "Issue")
    issue.click()
    dialog_of(company).go.click()
    issued = company.desk.plain("finding", row.id)
    assert issued is not None
    assert page.view.current_row().number


def test_rows_from_excel_become_drafts_in_one_step(window: MainWindow) -> None:
    page = page_of(window, "findings")
    assert window.desk is not None
    data = QMimeData()
    data.setText(
        "Grade\tStatement\tObjective evidence\tClauses\tOwner\n"
        'minor\tNo record\t"Order 1, ""A""\nOrder 2"\t8.4.1\tM. Costa\n'
        "Observation\tHand-written labels\tLine 3\t\t\n"
    )
    QGuiApplication.clipboard().setMimeData(data)
    page.view.paste()
    assert window.desk is not None
    before = window.desk.book.head.seq
    dialog_of(window).go.click()
    assert window.desk.book.head.seq == before + 1
    drafts = list(List(window.desk.book, FINDINGS, Query((("state", "draft"),))).stream())
    assert [one.grade for one in drafts] == ["minor", "observation"]
    assert drafts[0].evidence == 'Order 1, "A"\nOrder 2'


def test_pasted_rows_without_headings_are_refused(window: MainWindow, heard: Heard) -> None:
    page = page_of(window, "findings")
    data = QMimeData()
    data.setText("a\tb\nc\td")
    QGuiApplication.clipboard().setMimeData(data)
    page.view.paste()
    assert "first row must name columns" in heard.last


def test_what_the_list_shows_goes_to_excel(company: MainWindow, tmp_path: Path, qtbot: Any) -> None:
    page = page_of(company, "findings")
    page.chips.show_values({"grade": "minor"})
    found = page.view.rows.found
    page.export()
    to = tmp_path / "minor.xlsx"
    save_as(company, to)
    idle(company, qtbot)
    book = openpyxl.load_workbook(to, read_only=True)
    texts = [
        str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True) if row and row[0]
    ]
    book.close()
    assert sum(text.startswith(("NC-", "draft")) for text in texts) == found
    assert f"{found} rows written" in company.notice.text.text()


def test_sheets_are_shown_before_they_are_printed(
    company: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    page = page_of(company, "findings")
    page.chips.show_values({"state": "closed", "grade": "minor"})
    page.view.selectAll()
    count = len(page.selected_ids())
    page.print_sheets()
    idle(company, qtbot)
    preview = next(one for one in company.findChildren(PdfView) if one.isVisible())
    assert len(preview.pages) >= count
    preview.larger()
    preview.save(tmp_path / "sheets.pdf")
    with pypdfium2.PdfDocument(tmp_path / "sheets.pdf") as pdf:
        assert len(pdf) == len(preview.pages)
    preview.close()


# --- actions, audits -------------------------------------------------------------------


def test_pages_are_printed_as_large_as_the_paper_allows(
    company: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    page = page_of(company, "audits")
    page.print_plans()
    idle(company, qtbot)
    preview = next(one for one in company.findChildren(PdfView) if one.isVisible())
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    preview.print_on(printer)
    with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as pdf:
        assert len(pdf) == len(preview.pages)
    preview.close()


def test_a_damaged_pdf_is_said_in_plain_words(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(Trouble, match=r"broken\.pdf cannot be shown"):
        PdfView(window, broken, "Broken")


def test_actions_show_the_open_ones_and_group_by_owner(company: MainWindow) -> None:
    page = page_of(company, "actions")
    states = {page.view.rows.row(n).state for n in range(page.view.rows.rowCount())}
    assert states == {"open"}
    page.view.group_by("owner")
    assert page.view.rows.is_group(0)


def test_an_audit_is_a_workspace_over_the_whole_page(company: MainWindow, qtbot: Any) -> None:
    page = page_of(company, "audits")
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert not page.view.isVisible()
    page.pane.back.click()
    assert page.view.isVisible()


def test_who_depends_on_what_is_audited_is_refused_in_the_dialog(window: MainWindow) -> None:
    page = page_of(window, "audits")
    page.pane.team.ask_seat()
    dialog = dialog_of(window)
    dialog.editors["person"].show_value("B. Lopes")
    dialog.go.click()
    assert "B. Lopes is not independent" in dialog.problem.text()
    dialog.reject()


def test_a_session_is_added_changed_and_taken_out(window: MainWindow) -> None:
    page = page_of(window, "audits")
    assert window.desk is not None
    timetable = page.pane.timetable
    timetable.ask_session()
    dialog = dialog_of(window)
    dialog.editors["ends"].show_value("10")
    dialog.editors["what"].show_value("Opening")
    dialog.go.click()
    assert timetable.table.rowCount() == 1
    timetable.form.editors["ends"].show_value("09:30")
    timetable.form.save("ends")
    assert timetable.table.item(0, 1).text() == "09:00–09:30"
    timetable.remove.click()
    assert timetable.table.rowCount() == 0


# --- organisation and trail -----------------------------------------------------------------------


def test_the_matrix_is_edited_like_a_spreadsheet(window: MainWindow) -> None:
    page = page_of(window, "organisation")
    assert window.desk is not None
    page.show_part("Clauses and units")
    matrix = page.stack.currentWidget()
    matrix.standard.show_value("ISO 9001:2015")
    matrix.refresh()
    view = matrix.view
    before = window.desk.book.head.seq
    view.selectColumn(0)
    write(view, "x")
    units = view.cells.rowCount()
    clause = view.cells.clauses[0].id
    assert len(list(window.desk.read.rows(UnitClause, clause=clause, applies=True))) == units
    assert window.desk.book.head.seq == before + 1
    view.selectRow(0)
    write(view, "n")
    dialog = dialog_of(window)
    write(dialog.editors["reason"].control, "No such process here")
    dialog.go.click()
    assert view.cells.index(0, 5).data() == "–"
    assert window.desk.book.head.seq == before + 2


def test_the_working_week_is_chosen_and_read_back(window: MainWindow) -> None:
    page = page_of(window, "organisation")
    assert window.desk is not None
    form = page.stack.currentWidget().form
    week = form.editors["weekdays"]
    assert week.box.currentText() == "Monday to Friday"
    week.box.setCurrentIndex(2)
    week.box.activated.emit(2)
    moving = [one for one in window.findChildren(Ask) if one.isVisible()]
    for dialog in moving:
        dialog.go.click()
    assert window.desk.plain("organisation", form.id)["weekdays"] == [0, 1, 2, 3, 6]


def test_a_person_is_added_and_changed_in_place(window: MainWindow) -> None:
    page = page_of(window, "organisation")
    assert window.desk is not None
    page.show_part("People")
    people = page.stack.currentWidget()
    people.ask_new()
    dialog = dialog_of(window)
    dialog.editors["name"].show_value("N. Pichler")
    dialog.go.click()
    assert people.table.item(people.table.currentRow(), 0).text() == "N. Pichler"
    people.form.editors["job"].show_value("Trainee")
    people.form.save("job")
    assert window.desk.plain("person", people.form.id)["job"] == "Trainee"


def test_what_is_typed_in_a_part_is_saved_when_another_is_shown_for_the_first_time(
    company: MainWindow,
) -> None:
    page = page_of(company, "organisation")
    assert company.desk is not None
    page.show_part("People")
    people = page.stack.currentWidget()
    people.table.selectRow(0)
    write(people.form.editors["job"].control, "Trainee")
    page.show_part("Standards")
    assert company.desk.plain("person", people.form.id)["job"].startswith("Trainee")
    assert page.stack.currentWidget() is not people


def test_every_part_of_the_organisation_can_be_read(company: MainWindow) -> None:
    page = page_of(company, "organisation")
    for n in range(page.parts.count()):
        page.parts.setCurrentRow(n)
        table = getattr(page.stack.currentWidget(), "table", None)
        if table is not None:
            assert table.rowCount() > 0, page.parts.item(n).text()


def test_every_column_of_a_part_is_seen_on_a_small_laptop(company: MainWindow, qtbot: Any) -> None:
    company.resize(1366, 768)
    company.show()
    page = page_of(company, "organisation")
    for n in range(page.parts.count()):
        page.parts.setCurrentRow(n)
        table = getattr(page.stack.currentWidget(), "table", None)
        if table is not None:
            qtbot.wait(1)
            header, part = table.horizontalHeader(), page.parts.item(n).text()
            assert header.length() <= table.viewport().width(), part


def test_why_days_are_closed_is_said_in_the_form(window: MainWindow) -> None:
    page = page_of(window, "organisation")
    assert window.desk is not None
    page.show_part("Closed periods")
    periods = page.stack.currentWidget()
    periods.ask_new()
    dialog = dialog_of(window)
    dialog.editors["starts_on"].show_value("2025-01-01")
    dialog.editors["ends_on"].show_value("2025-12-31")
    dialog.editors["reason"].show_value("The report of 2025 is signed")
    dialog.go.click()
    current = periods.table.currentRow()
    assert periods.table.item(current, 2).text() == "The report of 2025 is signed"


def test_a_due_rule_changes_only_with_a_reason(window: MainWindow) -> None:
    page = page_of(window, "organisation")
    assert window.desk is not None
    page.show_part("Due dates")
    rules = page.stack.currentWidget()
    rules.form.editors["days"].show_value(9)
    rules.form.save("days")
    dialog = dialog_of(window)
    write(dialog.editors["reason"].control, "Agreed with the works council")
    dialog.go.click()
    assert window.desk.plain("due_rule", rules.form.id)["days"] == 9


def test_a_finding_is_signed_as_it_is_now(window: MainWindow) -> None:
    page = page_of(window, "findings")
    assert window.desk is not None
    digest = window.desk.book.head.digest
    page.pane._sign()
    dialog = dialog_of(window)
    dialog.editors["name"].show_value("B. Lopes")
    dialog.editors["meaning"].show_value("acknowledged")
    dialog.go.click()
    (signed,) = window.desk.read.rows(Signoff, row=page.view.current_row().id)
    assert (signed.name, signed.meaning, signed.digest) == ("B. Lopes", "acknowledged", digest)
    assert "acknowledged: B. Lopes" in page.pane.signed.findChildren(QPushButton)[1].text()


def test_the_trail_shows_each_field_before_and_after(window: MainWindow) -> None:
    assert window.desk is not None
    window.desk.amend("Move it", "finding", "NC-2026-001", {"place": "Hall 3"})
    page = page_of(window, "trail")
    changes = page._changes
    assert page.view.current_row().what == "Move it"
    assert [changes.item(0, n).text() for n in range(3)] == ["Place", "", "Hall 3"]
    page.undo_button.click()
    assert page.view.rows.row(0).what == "Undo: Move it"


def test_the_trail_of_one_record_is_its_whole_life(window: MainWindow) -> None:
    page = page_of(window, "trail")
    assert window.desk is not None
    id = str(finding(window.desk.read, "NC-2026-001").id)
    page.chips.put("row", id)
    rows = [page.view.rows.row(n) for n in range(page.view.rows.found)]
    assert {one.row for one in rows} == {id}


def test_the_chain_is_verified_from_the_trail(window: MainWindow, qtbot: Any) -> None:
    page = page_of(window, "trail")
    page.verify()
    idle(window, qtbot)
    assert "The chain is whole" in window.notice.text.text()


def test_a_country_is_chosen_by_its_name_and_its_holidays_are_shown(company: MainWindow) -> None:
    page = page_of(company, "organisation")
    desk = company.desk
    assert desk is not None
    page.show_part("Sites")
    sites = page.stack.currentWidget()
    line = sites.form.editors["country"].suggester
    assert [(one.text, one.shown) for one in line.provider("austri")] == [("AT", "AT  ·  Austria")]
    assert "6" in [one.text for one in sites.form.editors["region"].suggester.provider("")]
    page.show_part("Public holidays")
    table = page.stack.currentWidget().table
    rows = [
        tuple(table.item(n, column).text() for column in range(4)) for n in range(table.rowCount())
    ]
    assert any("Austria" in row and "Graz" in row[3] for row in rows)
    assert any("Greece" in row and "Thessaloniki" in row[3] for row in rows)
