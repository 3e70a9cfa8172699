"""An encrypted book in the window: asked for, locked by hand and by time, gone on with, changed."""

import os
import threading
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from auditdesk import files, paths
from auditdesk.app import Program
from auditdesk.book import copies, keys, restoring, sealing
from auditdesk.book.keys import Key
from auditdesk.book.recovery import sheets_of
from auditdesk.errors import Refusal
from auditdesk.gui.desk.settings import LOCK_AFTER, VIEWS
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.gui.secret.lock import Lock
from auditdesk.gui.secret.page import UnlockPage
from auditdesk.work.lookup import finding
from tests.gui.conftest import Heard

PASSPHRASE = "correct horse battery"


@pytest.fixture(scope="session")
def key() -> Key:
    """Of the passphrase; made once, for it takes its time."""
    return keys.new(PASSPHRASE)


@pytest.fixture
def sealed(prepared: Path, tmp_path: Path, key: Key) -> Path:
    path = tmp_path / "secret.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    sealing.reseal(path, key)
    keys.forget()
    return path


def _page(program: Program) -> UnlockPage:
    page = program.window.stack.currentWidget()
    assert isinstance(page, UnlockPage)
    return page


def _unlock(qtbot: Any, program: Program, said: str) -> None:
    page = _page(program)
    page.passphrase.line.setText(said)
    page.try_passphrase()
    qtbot.waitUntil(lambda: page._working is None, timeout=20_000)


def _shown_texts(widget: QWidget) -> str:
    return " ".join(
        str(one.property("text") or "") for one in widget.findChildren(QWidget) if one.isVisible()
    )


def test_the_window_asks_and_a_wrong_passphrase_is_said_in_one_sentence(
    qtbot: Any, program: Program, sealed: Path
) -> None:
    before = sealed.read_bytes()
    program.open(sealed)
    page = _page(program)
    assert program.window.desk is None
    assert page.passphrase.line.echoMode() is QLineEdit.EchoMode.Password
    assert page.passphrase.line.hasFocus()
    _unlock(qtbot, program, PASSPHRASE[:-1])
    assert "does not open" in page.problem.text() and sealed.read_bytes() == before
    _unlock(qtbot, program, "")
    assert page.problem.text() == "Say the passphrase."
    _unlock(qtbot, program, PASSPHRASE)
    desk = program.window.desk
    assert desk is not None and desk.book.key is not None


def test_who_goes_elsewhere_while_it_unlocks_is_left_in_peace(
    qtbot: Any, program: Program, sealed: Path
) -> None:
    program.open(sealed)
    page = _page(program)
    page.passphrase.line.setText(PASSPHRASE)
    before = threading.active_count()
    page.try_passphrase()
    page.elsewhere.click()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: threading.active_count() <= before, timeout=20_000)
    assert program.window.desk is None


def test_the_open_book_stays_while_another_asks_for_its_passphrase(
    program: Program, prepared: Path, sealed: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.auditdesk"
    plain.write_bytes((prepared / "issued.auditdesk").read_bytes())
    program.open(plain)
    program.open(sealed)
    page = _page(program)
    assert program.window.desk and program.window.desk.book.path == plain
    page.elsewhere.click()
    assert program.window.current_page() is not None


def test_locked_nothing_is_shown_and_what_was_typed_is_gone_on_with(
    qtbot: Any, program: Program, sealed: Path, key: Key
) -> None:
    keys.hold(key)
    program.open(sealed)
    window = program.window
    desk = window.desk
    assert desk is not None
    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    page: Any = window.current_page()
    effect = page.pane.form.editors["effect"].control
    effect.setFocus()
    shown = page.here()
    QTest.keyClicks(effect, "Parts may fail")
    window.quick_finding()
    (dialog,) = [one for one in window.findChildren(Ask) if one.isVisible()]
    evidence = dialog.editors["evidence"].control
    evidence.setFocus()
    QTest.keyClicks(evidence, "Gauge 17 is out of date")
    window.open_palette("NC-2026")
    program.lock.lock()
    assert window.desk is None and not keys.held()
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert [one for one in program.application.topLevelWidgets() if one.isVisible()] == [window]
    for told in ("NC-2026-001", "Parts may fail", "Gauge 17", "Meridian"):
        assert told not in _shown_texts(window) + window.windowTitle()
    for kept in paths.drafts().iterdir():
        assert b"Gauge 17" not in kept.read_bytes()
    _unlock(qtbot, program, PASSPHRASE)
    again: Any = window.current_page()
    assert again.key == "findings" and again.here() == shown
    assert again.pane.form.editors["effect"].control.toPlainText() == "Parts may fail"
    window.quick_finding()
    (dialog,) = [one for one in window.findChildren(Ask) if one.isVisible()]
    assert dialog.editors["evidence"].raw() == "Gauge 17 is out of date"


def test_the_book_is_locked_when_nobody_works_in_it(
    program: Program, sealed: Path, key: Key
) -> None:
    keys.hold(key)
    program.settings.set(LOCK_AFTER, 5)
    moment = [datetime(2026, 11, 23, 8, tzinfo=UTC)]
    program.lock = Lock(program, lambda: moment[0])
    program.open(sealed)
    moment[0] += timedelta(minutes=4)
    program.lock.look()
    assert program.window.desk is not None
    QTest.keyClick(program.window, Qt.Key.Key_Shift)
    moment[0] += timedelta(minutes=4)
    program.lock.look()
    assert program.window.desk is not None
    program.settings.set(LOCK_AFTER, 0)
    moment[0] += timedelta(hours=9)
    program.lock.look()
    assert program.window.desk is not None
    program.settings.set(LOCK_AFTER, 5)
    program.lock.look()
    assert program.window.desk is None
    _page(program)


def test_a_plain_book_is_never_locked(program: Program, window: Any) -> None:
    program.settings.set(LOCK_AFTER, 1)
    program.lock.lock()
    program.lock.look()
    assert window.desk is not None
    assert "Encrypt the book…" in [one.text for one in program.commands()]
    assert "Lock the book" not in [one.text for one in program.commands()]


def test_recovery_sheets_open_the_book_in_the_window(
    program: Program, sealed: Path, key: Key
) -> None:
    program.open(sealed)
    dialog = _page(program).ask_words()
    words = sheets_of(key, True).words
    editor: Any = dialog.editors["words"]
    editor.show_raw("a few words")
    dialog.go.click()
    assert "not as they were printed" in dialog.problem.text()
    editor.show_raw(f"{words[1]}\n\n{words[0]}")
    dialog.go.click()
    assert program.window.desk is not None


def test_a_passphrase_is_given_changed_and_taken_away(
    qtbot: Any, program: Program, window: Any, heard: Heard
) -> None:
    path, uid = window.desk.book.path, window.desk.book.uid
    copies.make(window.desk.book)
    window.desk.book.backup(path.with_name("by hand.auditdesk"))
    salts = [b""]
    for verb in ("Encrypt the book…", "Passphrase of the book…", "Take the passphrase away…"):
        window.go("actions")
        (command,) = [one for one in program.commands() if one.text == verb]
        command.do()
        (dialog,) = [one for one in window.findChildren(Ask) if one.isVisible()]
        if dialog.editors:
            dialog.editors["new"].show_raw(PASSPHRASE)
            dialog.go.click()
            assert "differ" in dialog.problem.text()
            dialog.editors["again"].show_raw(PASSPHRASE)
        dialog.go.click()
        qtbot.waitUntil(partial(_is_back, window, salts[-1]), timeout=30_000)
        salts.append(window.desk.book.key.salt if window.desk.book.key else b"")
        assert window.current_page().key == "actions"
        assert ("by hand.auditdesk" in window.notice.text.text()) is bool(salts[-1])
        keeper = window.desk.keeper()
        qtbot.waitUntil(lambda keeper=keeper: not keeper.busy, timeout=30_000)
        assert not keeper.trouble
        (copy,) = restoring.offered(uid)
        assert files.salt_of(copy) == salts[-1]
    assert len(set(salts)) == 3 and salts[-1] == b""
    assert program.book_path() == path


def test_the_window_stays_while_the_book_is_written_anew(
    qtbot: Any, program: Program, window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, reseal = threading.Event(), sealing.reseal

    def late(*arguments: Any) -> str:
        go_on.wait()
        return reseal(*arguments)

    monkeypatch.setattr(sealing, "reseal", late)
    program.lock._reseal(lambda: None)
    assert not window.close() and "when that is done" in window.notice.text.text()
    go_on.set()
    qtbot.waitUntil(lambda: window.desk is not None, timeout=20_000)
    assert window.close()


def test_what_was_searched_for_in_an_encrypted_book_is_in_no_settings(
    program: Program, sealed: Path, key: Key
) -> None:
    keys.hold(key)
    program.open(sealed)
    program.window.go("findings")
    page: Any = program.window.page("findings")
    page.search_line.setText("Meridian")
    for deed in (page._ask_view_name, partial(page.save_view, "Mine")):
        with pytest.raises(Refusal, match="encrypted book are not saved"):
            deed()
    settings = program.settings.get(VIEWS)
    assert "Meridian" not in str(settings) and "Mine" not in str(settings)


def _is_back(window: Any, before: bytes) -> bool:
    desk = window.desk
    return desk is not None and (desk.book.key.salt if desk.book.key else b"") != before


def test_a_copy_that_is_looked_at_keeps_its_passphrase(
    program: Program, sealed: Path, key: Key, tmp_path: Path
) -> None:
    keys.hold(key)
    copy = tmp_path / "copy.auditdesk"
    copy.write_bytes(sealed.read_bytes())
    program.open(sealed)
    program.look_into(sealed, copy)
    barred = {one.text for one in program.window.commands() if one.why_not}
    assert {"Passphrase of the book…", "Take the passphrase away…"} <= barred
    program.lock.lock()
    assert _page(program).path == sealed


def test_a_copy_under_another_passphrase_is_opened_and_restored(
    qtbot: Any, program: Program, sealed: Path, key: Key, tmp_path: Path
) -> None:
    copy, other = tmp_path / "older.auditdesk", Key(keys.new_salt(), os.urandom(keys.SECRET))
    copy.write_bytes(sealed.read_bytes())
    keys.hold(key)
    sealing.reseal(sealed, other)
    program.open(sealed)
    program.look_into(sealed, copy)
    assert _page(program).path == copy
    _unlock(qtbot, program, PASSPHRASE)
    assert program.window.desk is not None and program.window.desk.book.path == copy
    program.restore(sealed, copy)
    assert _page(program).path == sealed and program.window.desk is None
    keys.hold(other)
    program.restore(sealed, copy)
    assert program.window.desk is not None and program.window.desk.book.path == sealed
    assert files.is_open(sealed) and program.window.desk.book.key is other


def test_the_settings_say_whether_the_book_is_encrypted(
    program: Program, sealed: Path, key: Key
) -> None:
    keys.hold(key)
    program.open(sealed)
    program.ask_settings()
    (dialog,) = [one for one in program.window.findChildren(Ask) if one.isVisible()]
    assert "It is encrypted" in _shown_texts(dialog)
    dialog.editors["lock"].show_value(30)
    dialog.go.click()
    assert program.settings.get(LOCK_AFTER) == 30
    assert os.path.samefile(program.book_path(), sealed)
