"""Forms: saved when left, refused in place, kept as drafts; editors and their completion."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton

from auditdesk.book.book import Book
from auditdesk.book.tables import Extension, Finding, Process, StandardRow
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import FINDING
from auditdesk.gui.forms.form import Form
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.drafts import Drafts
from auditdesk.gui.parts.editors import NumberEditor
from auditdesk.work.lookup import finding
from tests.conftest import nonconformity
from tests.gui.conftest import dialog_of, write


def the_finding(desk: Desk) -> Any:
    return finding(desk.read, "NC-2026-001")


def form_of(desk: Desk, qtbot: Any) -> Form:
    form = Form(desk, "finding", FINDING)
    qtbot.addWidget(form)
    form.resize(420, 900)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    form.show_thing(the_finding(desk).id, "NC-2026-001")
    return form


def test_a_field_is_saved_when_it_is_left_as_one_named_step(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    place = form.editors["place"]
    write(place.control, "Hall 2, äöü <DN50>")
    form.editors["document"].control.setFocus()
    assert the_finding(at_desk).place == "Hall 2, äöü <DN50>"
    assert at_desk.book.would_undo == "NC-2026-001: Place"


def test_a_field_that_was_not_changed_makes_no_step(at_desk: Desk, qtbot: Any) -> None:
    before = at_desk.book.head
    form = form_of(at_desk, qtbot)
    for editor in form.editors.values():
        editor.left.emit()
    assert at_desk.book.head == before


def test_what_is_refused_stays_in_the_field_with_the_reason_below(
    at_desk: Desk, qtbot: Any
) -> None:
    form = form_of(at_desk, qtbot)
    owner = form.editors["owner"]
    owner.show_value("")
    write(owner.control, "B. Lopez")
    owner.left.emit()
    assert "B. Lopes" in owner.problem
    assert owner.value() == "B. Lopez"
    assert at_desk.drafts.at(("finding", form.id, "owner")) == "B. Lopez"
    assert the_finding(at_desk).owner is not None


def test_a_due_date_moves_only_with_a_reason_which_is_asked_for(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    due = form.editors["answer_due"]
    due.show_raw("+60")
    due.typed.emit()
    due.left.emit()
    dialog = dialog_of(form)
    write(dialog.editors["reason"].control, "Supplier audit in January")
    dialog.go.click()
    (extension,) = at_desk.read.rows(Extension, finding=form.id)
    assert extension.reason == "Supplier audit in January"
    assert the_finding(at_desk).answer_due.isoformat() == "2027-01-22"


def test_a_date_that_can_mean_nothing_is_said_and_kept(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    due = form.editors["raised_on"]
    due.show_raw("29.2.2026")
    due.typed.emit()
    due.left.emit()
    assert "29.2.2026" in due.problem
    assert due.raw() == "29.2.2026"


def test_a_date_says_the_working_days_left(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    due = form.editors["answer_due"]
    due.show_raw("+7")
    assert "5 working days left" in due.note.text()


def test_a_day_years_ahead_says_all_days_left_and_never_none(at_desk: Desk, qtbot: Any) -> None:
    due = form_of(at_desk, qtbot).editors["answer_due"]
    for days in (800, 801, 1045, 9000):
        due.show_raw(f"+{days}")
        assert " · 0 " not in due.note.text()
    due.show_raw("+1045")
    assert "1045 days left" in due.note.text()


def test_a_clause_is_found_by_number_and_by_words(at_desk: Desk) -> None:
    suggest = choices.Clauses(at_desk).suggest
    assert next(iter(suggest("7.1.5"))).text.endswith("7.1.5")
    by_word = [one.text for one in suggest("calibration")]
    assert "ISO 9001:2015 7.1.5.2" in by_word


def test_a_clause_field_takes_several_and_shows_hint_and_edition(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    clauses: Any = form.editors["clauses"]
    assert clauses.value() == ["ISO 9001:2015 8.4.1"]
    assert "ISO 9001:2015" in clauses.note.text()
    write(clauses.line, "8.4.2")
    assert clauses.suggester.suggestions[0].startswith("8.4.2")
    clauses.line.editingFinished.emit()
    at_desk.plain("finding", form.id)
    assert at_desk.plain("finding", form.id)["clauses"] == [
        "ISO 9001:2015 8.4.1",
        "ISO 9001:2015 8.4.2",
    ]


def test_a_person_is_completed(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    owner: Any = form.editors["owner"]
    owner.line.clear()
    write(owner.line, "co")
    assert owner.suggester.suggestions == ["M. Costa"]
    owner.suggester.chosen.emit("M. Costa")
    assert at_desk.plain("finding", form.id)["owner"] == "M. Costa"


def test_escape_leaves_a_field_and_throws_nothing_away(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    statement = form.editors["statement"].control
    write(statement, "Typed. ")
    qtbot.keyClick(statement, Qt.Key.Key_Escape)
    assert "Typed. " in the_finding(at_desk).statement


def test_a_draft_is_shown_again_and_saved_when_the_field_is_left(at_desk: Desk, qtbot: Any) -> None:
    id = the_finding(at_desk).id
    at_desk.drafts.keep(("finding", id, "effect"), "Half a sent")
    form = form_of(at_desk, qtbot)
    assert form.editors["effect"].value() == "Half a sent"
    form.leave()
    assert the_finding(at_desk).effect == "Half a sent"
    assert at_desk.drafts.places() == []


def test_another_thing_shown_saves_what_was_typed_in_the_first(at_desk: Desk, qtbot: Any) -> None:
    other = at_desk.enter("Draft", "finding", nonconformity())
    form = form_of(at_desk, qtbot)
    first = form.id
    write(form.editors["effect"].control, "Leaks")
    form.show_thing(other, "draft")
    assert at_desk.read.get(Finding, first).effect == "Leaks"
    assert at_desk.read.get(Finding, other).effect == ""


def test_drafts_survive_in_their_file_and_vanish_with_the_last(tmp_path: Path) -> None:
    file = tmp_path / "drafts" / "book.json"
    drafts = Drafts(file)
    place = ("finding", "new", "evidence")
    drafts.keep(place, "Records of 12 valves <DN50>")
    drafts.write()
    assert Drafts(file).at(place) == "Records of 12 valves <DN50>"
    assert json.loads(file.read_text("utf-8"))[0][:3] == list(place)
    drafts.forget(place)
    drafts.write()
    assert not file.exists()


def test_a_drafts_file_that_is_broken_keeps_nothing_and_stops_nobody(tmp_path: Path) -> None:
    file = tmp_path / "book.json"
    for text in ("", "{", "[1]", '{"a": 1}'):
        file.write_text(text)
        assert Drafts(file).places() == []


def test_typing_reaches_the_file_within_two_seconds(
    at_desk: Desk, qtbot: Any, tmp_path: Path
) -> None:
    form = form_of(at_desk, qtbot)
    write(form.editors["effect"].control, "Pressure")
    file = tmp_path / "drafts" / f"{at_desk.book.uid}.json"
    qtbot.waitUntil(file.exists, timeout=2000)
    assert "Pressure" in file.read_text("utf-8")


def test_a_book_open_for_reading_only_says_so_and_keeps_the_text(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    book: Book = at_desk.book
    book.why_read_only = "the file is read-only"
    write(form.editors["place"].control, "Hall 2")
    form.editors["place"].left.emit()
    assert "reading only" in form.editors["place"].problem
    assert "Hall 2" in form.editors["place"].value()


def test_a_number_left_blank_is_nothing_and_a_thing_is_added_without_it(
    company: MainWindow, qtbot: Any
) -> None:
    company.go("organisation")
    page: Any = company.current_page()
    blank = 0
    for n in range(page.parts.count()):
        page.parts.setCurrentRow(n)
        for form in page.findChildren(Form):
            for editor in form.editors.values():
                if isinstance(editor, NumberEditor):
                    kept = editor.raw()
                    editor.show_raw("")
                    assert editor.value() == ""
                    editor.show_raw(kept)
                    blank += 1
    assert blank > 10
    page.parts.setCurrentRow(2)
    things: Any = page.stack.currentWidget()
    things.add.click()
    dialog = dialog_of(company)
    write(dialog.editors["name"].control, "Dispatch")
    assert dialog.editors["importance"].raw() == ""
    dialog.go.click()
    assert company.desk is not None
    assert any(one.name == "Dispatch" for one in company.desk.read.rows(Process))


def offered(form: Form, text: str) -> list[str]:
    """The standards of the clauses that are offered for a text, in their order."""
    editor: Any = form.editors["clauses"]
    found = [one.text.rsplit(" ", 1)[0] for one in editor.suggester.provider(text)]
    return list(dict.fromkeys(found))


def test_a_clause_of_the_audits_standard_is_offered_first(at_desk: Desk, qtbot: Any) -> None:
    form = form_of(at_desk, qtbot)
    for text in ("8.4", "calibration", "7", "document"):
        assert offered(form, text)[0] == "ISO 9001:2015", text


def test_guidance_is_offered_only_where_it_may_be_cited(at_desk: Desk, qtbot: Any) -> None:
    kinds = {str(one.designation): one.kind for one in at_desk.read.rows(StandardRow)}
    form = form_of(at_desk, qtbot)
    for text in ("3", "4", "audit", "quality"):
        assert {kinds[name] for name in offered(form, text)} == {"requirements"}, text
    data = {**nonconformity(), "grade": "observation"}
    id = at_desk.enter("Observe", "finding", data)
    form.show_thing(id, "draft")
    assert "guidance" in {kinds[name] for name in offered(form, "audit")}


def test_a_reason_that_was_not_given_is_asked_for_once(window: MainWindow) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.view.selectRow(0)
    form = page.pane.form
    form.editors["grade"].show_value("major")
    form.editors["grade"].typed.emit()
    for _time in range(3):
        form.save("grade")
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert len(dialogs) == 1
    dialogs[0].reject()
    form.save("grade")
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert form.editors["grade"].problem
    form.editors["grade"].typed.emit()
    form.save("grade")
    dialog_of(window).reject()
    form.editors["grade"].show_value("minor")
    form.save("grade")


def test_typing_for_a_new_action_is_told_today_and_leads_to_its_finding(
    window: MainWindow,
) -> None:
    window.go("findings")
    page: Any = window.current_page()
    page.view.selectRow(0)
    page.pane._ask_action()
    dialog = dialog_of(window)
    write(dialog.editors["what"].control, "Recall by group B")
    dialog.reject()
    window.go("today")
    today: Any = window.current_page()
    today.refresh()
    (link,) = [one for one in today.findChildren(QPushButton) if "new action is kept" in one.text()]
    link.click()
    assert window.current_page() is page
    page.pane._ask_action()
    assert dialog_of(window).editors["what"].raw() == "Recall by group B"
