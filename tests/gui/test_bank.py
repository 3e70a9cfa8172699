"""The question bank in the window."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from auditdesk.book.reading import Reading
from auditdesk.book.tables import QuestionRow
from auditdesk.gui.main_window import MainWindow
from auditdesk.work import questions
from tests.gui.conftest import Heard
from tests.gui.test_pages import save_as


@pytest.fixture
def bank(window: MainWindow) -> Any:
    window.go("audits")
    page: Any = window.current_page()
    page.bank()
    dialog = next(one for one in window.children() if type(one).__name__ == "QuestionBank")
    yield dialog
    dialog.close()


def test_questions_are_found_by_clause_words_and_process(bank: Any) -> None:
    everything = len(questions.shipped())
    assert bank.count.text() == f"{everything} questions"
    bank.search.setText("8.4.1")
    assert bank.count.text() == "7 questions"
    bank.search.setText("8.4 purchasing")
    assert bank.count.text() == "6 questions"
    bank.search.setText("climate")
    assert bank.table.rowCount() == 2


def test_an_edited_question_is_its_next_version_and_undo_brings_the_old_one(
    window: MainWindow, bank: Any
) -> None:
    bank.search.setText("8.4.1")
    bank.table.select_id("8.4.1-1")
    bank.editors["question"].show_value("Why them?")
    bank.save.click()
    assert window.desk is not None
    assert questions.find(window.desk.read, "8.4.1-1").version == 2
    assert "Version 1: Why did you choose" in bank.versions.text()
    bank.editors["question"].show_value("  ")
    bank.save.click()
    assert "missing" in bank.problem.text()
    window.desk.undo()
    assert questions.find(window.desk.read, "8.4.1-1").version == 1


def test_a_question_can_be_retired_and_one_s_own_added(window: MainWindow, bank: Any) -> None:
    bank.search.setText("8.4.1")
    bank.table.select_id("8.4.1-1")
    bank.retire.click()
    assert bank.count.text() == "6 questions"
    bank._ask_new()
    ask = next(
        one
        for one in window.findChildren(type(bank).__bases__[0])
        if hasattr(one, "go") and one.isVisible()
    )
    ask.editors["standard"].show_value("ISO 9001:2015")
    ask.editors["clause"].show_value("8.4")
    ask.editors["question"].show_value("Own one?")
    ask.go.click()
    assert "heading" in ask.problem.text()
    ask.editors["clause"].show_value("8.4.2")
    ask.go.click()
    (own,) = [row for row in Reading().rows(QuestionRow) if not row.retired]
    assert own.clauses == {"iso9001-2015": "8.4.2"}
    assert bank.table.current_id() == own.key


def test_questions_leave_and_come_back(
    window: MainWindow, bank: Any, tmp_path: Path, heard: Heard
) -> None:
    bank._export()
    save_as(window, tmp_path / "bank.csv")
    text = (tmp_path / "bank.csv").read_text("utf-8-sig")
    (tmp_path / "bank.csv").write_text(text.replace("Who gets to see", "Who may see"), "utf-8")
    bank._import()
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.filesSelected.emit([str(tmp_path / "bank.csv")])
    dialog.close()
    assert len(list(Reading().rows(QuestionRow))) == 1
    (tmp_path / "bad.csv").write_text("clause,question\n8.14,What?\n", "utf-8")
    bank._import()
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.filesSelected.emit([str(tmp_path / "bad.csv")])
    dialog.close()
    assert "bad.csv, line 2" in heard.last and "8.14" in heard.last
    assert len(list(Reading().rows(QuestionRow))) == 1
