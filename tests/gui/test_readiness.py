"""Readiness: the questions that stand open, one click from each record; the evidence beside."""

from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton

from auditdesk.domain.completeness import Weight
from auditdesk.errors import Refusal
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.parts.widgets import Link

DECLARED = "independence_declared"


def page_of(window: MainWindow) -> Any:
    window.go("readiness")
    return window.current_page()


def test_a_record_is_one_click_from_its_question(window: MainWindow) -> None:
    view = page_of(window).questions
    view.table.select_id(DECLARED)
    links = view.records.findChildren(Link)
    (answer,) = (one for one in view.found if one.question.key == DECLARED)
    assert len(links) == len(view.gaps) == answer.failing == 1
    (gap,) = view.gaps
    links[0].click()
    page: Any = window.current_page()
    assert (page.key, page.here()) == ("audits", gap.id)


def test_a_record_may_stay_as_it_is_and_be_asked_again(window: MainWindow) -> None:
    view = page_of(window).questions
    view.table.select_id(DECLARED)

    def press(word: str) -> None:
        (button,) = (
            one for one in view.records.findChildren(WriteButton) if one.text().startswith(word)
        )
        button.click()

    press("Leave open")
    dialog = next(one for one in window.findChildren(Ask) if one.isVisible())
    dialog.editors["reason"].show_value("One auditor only, see the minutes")
    dialog.go.click()
    (answer,) = (one for one in view.found if one.question.key == DECLARED)
    assert (answer.failing, answer.left_open) == (0, 1)
    view.table.select_id(DECLARED)
    assert not view.gaps
    press("Ask again")
    (answer,) = (one for one in view.found if one.question.key == DECLARED)
    assert (answer.failing, answer.left_open) == (1, 0)


def test_weight_site_and_person_narrow_the_questions(window: MainWindow) -> None:
    view = page_of(window).questions
    every = len(view.shown)
    view.weight.show_value("heavy")
    view.refresh()
    assert 0 < len(view.shown) < every
    assert {one.question.weight for one in view.shown} == {"heavy"}
    view.weight.show_value(None)
    view.site.show_value("Brno")
    view.refresh()
    view.table.select_id("audit_plan_sent")
    assert "audit_plan_sent" not in [one.question.key for one in view.shown]
    assert view.site.value() == "Brno"


def test_what_is_written_is_what_the_filters_leave(window: MainWindow) -> None:
    view = page_of(window).questions
    view.weight.show_value("heavy")
    view.site.show_value("Graz")
    view.refresh()
    period, narrow, weight = view.asked()
    assert (period, narrow.site, narrow.who, weight) == (view.period(), "Graz", "", Weight.HEAVY)


def test_the_questions_are_never_printed_in_place_of_the_evidence(window: MainWindow) -> None:
    page = page_of(window)
    for key, prints in (("questions", True), ("evidence", False), ("transition", True)):
        page.see(key)
        assert page.to_paper.isVisible() is prints
    page.see("evidence")
    with pytest.raises(Refusal, match="export it to Excel"):
        page.print()


def test_evidence_says_how_much_and_how_old_and_enter_goes_there(window: MainWindow) -> None:
    page = page_of(window)
    page.see("evidence")
    view = page.evidence
    model = view.model
    texts = {
        model.data(model.index(row, column))
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    }
    assert texts == {"", "none", "1 · 14 d"}
    index = next(
        model.index(row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if model.data(model.index(row, column)) == "1 · 14 d"
    )
    view.table.activated.emit(index)
    shown: Any = window.current_page()
    assert shown.key == "findings"


def test_today_says_how_many_questions_stand_open(window: MainWindow) -> None:
    window.go("today")
    page: Any = window.current_page()
    assert not page.asked.isVisible()
    page.asked.count()
    assert page.asked.isVisible()
    assert page.asked.link.text().startswith(f"{len(page_of(window).questions.shown)} questions")
    window.go("today")
    page.asked.link.click()
    shown: Any = window.current_page()
    assert shown.key == "readiness"


def test_a_gap_of_the_transition_becomes_an_action_by_one_click(window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    unit = "Purchasing · Graz"
    data = {"standard": "ISO 9001:2015", "clauses": ["6.3", "8.4.1"]}
    (id,) = (
        id
        for (id,) in desk.book.select(
            "SELECT u.id FROM unit u JOIN process p ON p.id = u.process_id"
            " JOIN site s ON s.id = u.site_id WHERE p.name || ' · ' || s.name = ?",
            (unit,),
        )
    )
    desk.amend("Clauses", "unit", id, data)
    page = page_of(window)
    page.see("transition")
    view = page.transition
    (button,) = (
        one for one in view.gaps.findChildren(WriteButton) if one.text() == "Agree an action"
    )
    button.click()
    assert list(view.found.actions.values()) == ["CA-2026-001"]
    assert not view.gaps.findChildren(WriteButton)
    (link,) = (one for one in view.gaps.findChildren(QPushButton) if one.text() == "CA-2026-001")
    link.click()
    shown: Any = window.current_page()
    assert shown.key == "actions"


def test_which_edition_is_worked_to_is_decided_here(window: MainWindow) -> None:
    page = page_of(window)
    page.see("transition")
    page.transition.decide_button.click()
    dialog = next(one for one in window.findChildren(Ask) if one.isVisible())
    dialog.editors["standard"].show_value("ISO 9001:2015")
    dialog.go.click()
    assert [one.designation for one in page.transition.found.decided] == ["ISO 9001:2015"]
