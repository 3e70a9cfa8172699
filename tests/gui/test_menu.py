"""The menu has its commands in groups, and the one field finds them and whatever has a name."""

from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from auditdesk.gui.desk.page import Group
from auditdesk.gui.desk.settings import SCHEME, WHO
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.menu import fill
from auditdesk.gui.pages import PLACES
from auditdesk.gui.palette import Palette
from auditdesk.gui.parts import help
from auditdesk.gui.parts.dialogs import Ask
from tests.gui.conftest import dialog_of
from tests.gui.hands import settle


def found(window: MainWindow, text: str) -> list[tuple[str, str]]:
    palette = Palette(window.desk, window.commands, lambda key: help.show(window, key))
    return [(entry.text, entry.beside) for entry in palette(text)]


@pytest.mark.parametrize("place", [place.key for place in PLACES])
def test_the_menu_is_short_and_has_groups(company: MainWindow, place: str) -> None:
    company.go(place)
    menu = QMenu()
    fill(menu, company.commands())
    below = {one.title(): one for one in menu.findChildren(QMenu)}
    assert set(below) == {group.label for group in Group} - {Group.PAGE.label, Group.FIELD.label}
    assert len(menu.actions()) <= 24
    told = [action.text() for one in below.values() for action in one.actions()]
    for wanted in ("Settings…", "Quit", "About AuditDesk", "Back up the book…", "Undo"):
        assert told.count(wanted) == 1
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("back up", ("Back up the book…", "")),
        ("settings", ("Settings…", "Ctrl+,")),
        ("report", ("Audits", "Help")),
        ("novotna", ("H. Novotná", "Person")),
        ("final test", ("Final test", "Process")),
        ("graz", ("Graz", "Site")),
        ("external providers", ("8.4.3 Information for external providers", "Clause")),
    ],
)
def test_one_field_finds_whatever_has_a_name(
    company: MainWindow, typed: str, entry: tuple[str, str]
) -> None:
    entries = found(company, typed)
    assert any(text.endswith(entry[0][-9:]) and beside == entry[1] for text, beside in entries), (
        entries
    )


def test_a_command_that_begins_as_typed_comes_first(company: MainWindow) -> None:
    company.go("findings")
    assert found(company, "as of")[0][0] == "As of…"


def test_what_nobody_is_called_is_said_with_what_is_near(company: MainWindow) -> None:
    entries = found(company, "Novotny Hana")
    assert entries[0] == ("Nothing is called “Novotny Hana”.", "")
    assert found(company, "Thessalonikki")[1] == ("Thessaloniki", "near")


def test_no_two_things_that_are_found_read_alike(company: MainWindow) -> None:
    palette = Palette(company.desk, company.commands, lambda _key: None)
    for kind, names in palette._named.items():
        read = [one.name for one in names]
        assert len(read) == len(set(read)), kind


def test_a_name_that_was_found_leads_to_its_place(company: MainWindow) -> None:
    palette = Palette(company.desk, company.commands, lambda _key: None)
    next(entry for entry in palette("novotna") if entry.beside == "Person").do()
    page: Any = company.current_page()
    assert page.key == "organisation"
    assert page.status() == "People"


def test_settings_keep_who_works_and_how_the_window_looks(window: MainWindow) -> None:
    next(one for one in window.commands() if one.text == "Settings…").do()
    dialog = dialog_of(window)
    dialog.editors["who"].show_value("Ana Winter")
    dialog.editors["scheme"].show_value("dark")
    dialog.go.click()
    desk: Any = window.desk
    assert desk.book.who == "Ana Winter"
    assert desk.settings.get(WHO) == "Ana Winter"
    assert desk.settings.get(SCHEME) == "dark"
    desk.theme.choose("light")


def test_about_says_the_version_and_the_licence(window: MainWindow) -> None:
    next(one for one in window.commands() if one.text == "About AuditDesk").do()
    box = dialog_of(window)
    assert "MIT" in box.text()
    box.close()


def test_what_is_done_to_an_audit_is_found_from_every_page(company: Any) -> None:
    for key in ("today", "findings", "organisation", "audits"):
        company.go(key)
        settle()
        again = [text for text, _beside in found(company, "copy") if "same audit" in text]
        assert len(again) == 1, key
    company.go("today")
    palette = Palette(company.desk, company.commands, lambda _key: None)
    next(entry for entry in palette("copy") if "same audit" in entry.text).do()
    settle()
    (dialog,) = [one for one in company.findChildren(Ask) if one.isVisible()]
    assert company.current_page().key == "audits" and "again" in dialog.windowTitle()
    dialog.close()


@pytest.mark.parametrize("text", ["copy", "backup", "restore"])
def test_the_copies_of_the_book_are_found_by_what_they_are_for(company: Any, text: str) -> None:
    assert "Copies of the book…" in [told for told, _beside in found(company, text)]
