"""A new book asks at once whose it is, who works in it, where, and certified to which edition."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton

from auditdesk.app import Program
from auditdesk.book.tables import Organisation, StandardRow
from auditdesk.gui.asking.new_audit import ask_audit
from auditdesk.gui.desk.settings import WHO
from tests.gui.conftest import dialog_of, write


def found(program: Program, path: Path, edition: str) -> Any:
    program.ask_whose(path)
    dialog = dialog_of(program.window)
    assert list(dialog.editors) == ["name", "who", "country", "edition"]
    name, who = dialog.editors["name"].control, dialog.editors["who"].control
    assert dialog.focusWidget() is name
    write(name, "Meridian Pumps")
    who.selectAll()
    write(who, "Maria Huber")
    dialog.editors["country"].show_value("AT")
    dialog.editors["edition"].show_value(edition)
    QTest.keyClick(who, Qt.Key.Key_Return)
    assert not dialog.isVisible(), dialog.problem.text()
    return program.window.desk


@pytest.mark.parametrize(
    ("edition", "other"),
    [("ISO 9001:2015", "ISO 9001:2026"), ("ISO 9001:2026", "ISO 9001:2015")],
)
def test_audits_take_the_edition_that_the_organisation_is_certified_to(
    program: Program, tmp_path: Path, edition: str, other: str
) -> None:
    desk = found(program, tmp_path / "mine.auditdesk", edition)
    house = desk.read.find(Organisation)
    assert (house.name, house.country) == ("Meridian Pumps", "AT")
    assert desk.book.who == program.settings.get(WHO) == "Maria Huber"
    dialog = ask_audit(program.window, desk)
    standard: Any = dialog.editors["standard"]
    assert standard.value() == [edition]
    clauses: Any = dialog.editors["clauses"]
    offered = {one.text.rsplit(" ", 1)[0] for one in clauses.suggester.provider("8.4")}
    assert edition in offered and other not in offered
    assert desk.read.find(StandardRow, designation=other).retired
    dialog.close()


def test_a_country_is_chosen_by_its_name_and_no_other_can_be_typed(
    program: Program, tmp_path: Path
) -> None:
    program.ask_whose(tmp_path / "mine.auditdesk")
    dialog = dialog_of(program.window)
    box = dialog.editors["country"].control
    assert isinstance(box, QComboBox) and not box.isEditable()
    box.setFocus()
    for sign in "aust":
        QTest.keyClick(box, sign)
    assert dialog.editors["country"].value() == "AU"
    names = [box.itemText(n) for n in range(1, box.count())]
    assert names == sorted(names) and "Austria" in names
    dialog.close()


def test_a_book_is_not_founded_without_a_name_and_what_was_typed_stays(
    program: Program, tmp_path: Path
) -> None:
    program.ask_whose(tmp_path / "mine.auditdesk")
    dialog = dialog_of(program.window)
    dialog.editors["who"].control.clear()
    write(dialog.editors["name"].control, "Meridian Pumps")
    dialog.go.click()
    assert "Say your name" in dialog.problem.text()
    assert dialog.editors["name"].value() == "Meridian Pumps"
    dialog.close()


def test_an_empty_book_offers_first_to_bring_in_what_there_is(
    program: Program, tmp_path: Path
) -> None:
    found(program, tmp_path / "mine.auditdesk", "ISO 9001:2015")
    today: Any = program.window.current_page()
    assert today.key == "today"
    QTest.qWait(1)
    (first,) = [
        one
        for one in today.findChildren(QPushButton)
        if one.isVisible() and one.property("role") == "main"
    ]
    assert first.text() == "Import what I have…"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    (dialog,) = [one for one in program.window.findChildren(QFileDialog) if one.isVisible()]
    dialog.close()
