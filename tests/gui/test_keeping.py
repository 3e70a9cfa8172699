"""The window copies its book by itself, restores a copy, and stays responsive meanwhile."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel

from auditdesk.app import Program
from auditdesk.book import copies, restoring
from auditdesk.gui.desk.keeping import Keeper
from auditdesk.gui.desk.settings import LAST, WHO
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.restore.page import RestorePage
from tests.gui.conftest import Heard, dialog_of
from tests.gui.test_window import nameless


def _kept(keeper: Keeper, qtbot: Any) -> None:
    with qtbot.waitSignal(keeper.kept, timeout=60_000):
        keeper.begin()


def _copied(window: MainWindow, qtbot: Any) -> str:
    """The book of the window has one copy; its id."""
    assert window.desk is not None
    _kept(window.desk.keeper(), qtbot)
    return window.desk.book.uid


def _press(root: Any, name: str) -> None:
    found = [
        b
        for b in root.findChildren(QAbstractButton)
        if b.accessibleName().startswith(name) or b.text() == name
    ]
    found[0].click()


def test_the_book_is_copied_while_nobody_waits(company: MainWindow, qtbot: Any) -> None:
    """Between two looks at the window no slice of copying takes longer than a frame."""
    assert company.desk is not None
    keeper = company.desk.keeper()
    clock, gaps = QElapsedTimer(), []
    clock.start()
    beat = QTimer(interval=0)
    beat.timeout.connect(lambda: gaps.append(clock.restart()))
    company.ahead.stop()
    beat.start()
    _kept(keeper, qtbot)
    beat.stop()
    assert keeper.trouble == ""
    last = copies.last_copy(company.desk.book.uid)
    assert last is not None and last.holds(company.desk.book.head)
    assert sorted(gaps)[int(len(gaps) * 0.95)] <= 16


def test_a_copy_is_made_soon_after_opening_and_after_half_an_hour_of_changes(
    window: MainWindow, qtbot: Any
) -> None:
    desk = window.desk
    assert desk is not None
    keeper = Keeper(desk, first=0)
    with qtbot.waitSignal(keeper.kept, timeout=60_000):
        pass
    assert not keeper._due.isActive()
    desk.enter("Add person", "person", {"name": "Later"})
    assert keeper._due.isActive()
    assert keeper._due.interval() == 30 * 60 * 1000
    with qtbot.waitSignal(keeper.kept, timeout=60_000):
        keeper._due.start(0)
    assert len(copies.copies_in(copies.folder_of(desk.book.uid))) == 2
    keeper.stop()


def test_a_copy_that_is_not_sound_is_told_in_the_window(
    window: MainWindow, heard: Heard, qtbot: Any
) -> None:
    desk = window.desk
    assert desk is not None
    desk.book.connection.execute("UPDATE site SET name = 'Wien' WHERE name = 'Graz'")
    _kept(desk.keeper(), qtbot)
    assert "changed outside" in heard.last
    assert copies.last_copy(desk.book.uid) is None


@pytest.mark.skipif(os.name == "nt", reason="it knows no program that only fails")
@pytest.mark.parametrize(("command", "why"), [("false", "ended"), ("none", "not be started")])
def test_a_process_that_proves_nothing_is_told(
    window: MainWindow,
    heard: Heard,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    why: str,
) -> None:
    assert window.desk is not None
    monkeypatch.setattr(sys, "executable", shutil.which(command) or "/none")
    _kept(window.desk.keeper(), qtbot)
    assert "No copy was made" in heard.last and why in heard.last
    assert not window.desk.keeper().busy
    assert copies.last_copy(window.desk.book.uid) is None


def test_closing_leaves_no_unproven_copy(window: MainWindow) -> None:
    desk = window.desk
    assert desk is not None
    uid = desk.book.uid
    desk.keeper().begin()
    for _part in desk.keeper()._making or ():
        break
    window.put_desk(None)
    desk.close()
    assert not list(copies.folder_of(uid).glob("*.unproven"))


def test_the_page_tells_what_copies_hold_and_restores_one(
    program: Program, window: MainWindow, qtbot: Any
) -> None:
    assert window.desk is not None
    path = window.desk.book.path
    uid = _copied(window, qtbot)
    window.desk.enter("Add person", "person", {"name": "Later"})
    program.show_copies(path)
    page = window.stack.currentWidget()
    assert isinstance(page, RestorePage)
    assert nameless(page) == []
    texts = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "Findings 1" in texts and "Last good copy" in texts
    _press(page, "Differences")
    assert any("1 added since" in label.text() for label in page.findChildren(QLabel))
    _press(page, "Restore:")
    dialog = dialog_of(window)
    dialog.go.click()  # type: ignore[attr-defined]
    assert window.desk is not None and window.desk.book.uid == uid
    assert "set aside" in window.notice.text.text()
    assert list(path.parent.glob("*set aside*"))
    assert "Later" not in [name for (name,) in window.desk.book.select("SELECT name FROM person")]


def test_a_look_into_a_copy_is_read_only_and_leads_back(
    program: Program, window: MainWindow, qtbot: Any
) -> None:
    assert window.desk is not None
    path = window.desk.book.path
    copy = restoring.offered(_copied(window, qtbot))[0]
    program.look_into(path, copy)
    assert window.desk is not None and window.desk.book.why_read_only
    assert "copy of" in window.status.read_only.text()
    assert program.settings.get(LAST) == str(path)
    program.settings.set(WHO, "Somebody Else")
    program._settle()
    assert window.desk.book.path == copy and window.desk.book.why_read_only
    _press(window.notice, "Back to the book")
    assert window.desk is not None and window.desk.book.path == path
    assert not window.desk.book.why_read_only


def test_a_damaged_book_shows_its_copies_instead(
    program: Program, window: MainWindow, qtbot: Any
) -> None:
    assert window.desk is not None
    path = window.desk.book.path
    _copied(window, qtbot)
    program.close_book()
    data = bytearray(path.read_bytes())
    data[4096:40960] = b"\xff" * (40960 - 4096)
    path.write_bytes(data)
    program.open(path)
    page = window.stack.currentWidget()
    assert isinstance(page, RestorePage)
    assert any("damaged" in label.text() for label in page.findChildren(QLabel))
    _press(page, "Restore:")
    dialog_of(window).go.click()  # type: ignore[attr-defined]
    assert window.desk is not None and window.desk.book.path == path


def test_a_book_that_is_gone_has_its_copies_on_welcome(
    program: Program, window: MainWindow, qtbot: Any
) -> None:
    assert window.desk is not None
    path = window.desk.book.path
    _copied(window, qtbot)
    program.close_book()
    path.unlink()
    window.show_welcome()
    _press(window.stack.currentWidget(), "Its copies…")
    page = window.stack.currentWidget()
    assert isinstance(page, RestorePage) and len(page.copies) == 1
    _press(page, "Restore:")
    dialog_of(window).go.click()  # type: ignore[attr-defined]
    assert path.is_file() and window.desk is not None


def test_settings_say_how_the_book_is_copied_and_take_a_second_place(
    program: Program, window: MainWindow, qtbot: Any, tmp_path: Path
) -> None:
    uid = _copied(window, qtbot)
    program.ask_settings()
    dialog: Any = dialog_of(window)
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Last good copy: step" in texts and "No second place" in texts
    stick = tmp_path / "stick"
    stick.mkdir()
    dialog.editors["second"].show_raw(str(stick))
    dialog.go.click()
    assert copies.second_place() == stick
    assert window.desk is not None
    _kept(window.desk.keeper(), qtbot)
    assert len(list(stick.rglob("*.auditdesk"))) == 1
    assert copies.last_copy(uid) is not None


def test_an_import_in_the_window_is_preceded_by_a_copy(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    keeper = desk.keeper()
    with qtbot.waitSignal(keeper.kept, timeout=60_000):
        assert [one for one in desk.copied_first(lambda: ["row"]) if one] == ["row"]
    assert copies.last_copy(desk.book.uid) is not None


def test_the_search_index_is_made_anew_from_the_trail_page(window: MainWindow, qtbot: Any) -> None:
    desk = window.desk
    assert desk is not None
    desk.book.connection.execute("INSERT INTO search_words (search_words) VALUES ('delete-all')")
    window.go("trail")
    page: Any = window.current_page()
    with qtbot.waitSignal(desk.jobs.finished, timeout=30_000):
        page.verify()
    assert "search index" in window.notice.text.text()
    with qtbot.waitSignal(desk.jobs.finished, timeout=30_000):
        _press(window.notice, "Make it anew")
    assert "search index" not in window.notice.text.text()


@pytest.mark.parametrize("name", ["work.auditdesk", "other.auditdesk"])
def test_a_copied_file_has_the_copies_of_its_book(
    program: Program, window: MainWindow, qtbot: Any, name: str
) -> None:
    assert window.desk is not None
    path = window.desk.book.path
    _copied(window, qtbot)
    program.close_book()
    other = path.with_name(name)
    if other != path:
        shutil.copy(path, other)
    assert restoring.last_good(other) is not None
