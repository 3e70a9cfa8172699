"""The checklist in the window: one key a verdict, painted first, one step a key."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from auditdesk.book.tables import ChecklistLine, Finding
from auditdesk.domain.checklist import VERDICTS
from auditdesk.gui.audits.line_pane import item_of, line_of
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.papers.preview import PdfView
from auditdesk.work import checklist_lines
from auditdesk.work.lookup import audit
from tests.gui.conftest import Heard, dialog_of, write
from tests.gui.test_pages import idle


def checklist_of(window: MainWindow, number: str = "IA-2026-001") -> Any:
    """The checklist tab of an audit, with the focus in its list."""
    window.go("audits")
    page: Any = window.current_page()
    assert window.desk is not None
    page.show_thing("audit", str(audit(window.desk.read, number).id))
    page.pane.tabs.setCurrentWidget(page.pane.checklist)
    page.pane.checklist.view.setFocus()
    return page.pane.checklist


@pytest.fixture
def tab(window: MainWindow) -> Any:
    """The checklist of purchasing, made by its button, with 60 lines."""
    found = checklist_of(window)
    found.make_from("questions", "purchasing")
    for n in range(60 - len(found.view.lines.rows)):
        window.desk.enter(  # type: ignore[union-attr]
            "Add line", "checklist_line", {"audit": "IA-2026-001", "question": f"Own {n}?"}
        )
    found.view.go(0)
    assert len(found.view.lines.rows) == 60
    return found


def stored(window: MainWindow) -> list[ChecklistLine]:
    assert window.desk is not None
    return checklist_lines.lines(window.desk.read, str(audit(window.desk.read, "IA-2026-001").id))


def test_an_audit_without_a_checklist_offers_to_make_one(window: MainWindow) -> None:
    found = checklist_of(window)
    assert found.stack.currentIndex() == 1
    found.make_from("questions")
    assert found.stack.currentIndex() == 0
    assert found.count.text() == "0 of 10 answered"
    assert found.view.at == 0


def test_sixty_lines_are_answered_with_the_keyboard_alone(
    window: MainWindow, tab: Any, qtbot: Any
) -> None:
    keys = "CCNOIPAV" * 7 + "CCCC"
    book = window.desk.book  # type: ignore[union-attr]
    before = book.head.seq
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is tab.view
        qtbot.keyClick(focus, key)
        if key in "AV":
            reason = QApplication.focusWidget()
            assert reason is tab.reason
            qtbot.keyClicks(reason, "no time")
            qtbot.keyClick(reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not tab._pending)
    by_key = {verdict.key: name for name, verdict in VERDICTS.items()}
    lines = stored(window)
    assert [line.verdict for line in lines] == [by_key[key] for key in keys]
    assert {line.answered_by for line in lines} == {"Ines Okafor"}
    assert {line.reason for line, key in zip(lines, keys, strict=True) if key in "AV"} == {
        "no time"
    }
    assert book.head.seq - before == 60, "one step a key, not one more"
    assert tab.count.text().startswith("60 of 60 answered · 18 conform · 7 nonconformity")


def test_the_verdict_is_painted_before_the_book_has_it(
    window: MainWindow, tab: Any, qtbot: Any
) -> None:
    seq = window.desk.book.head.seq  # type: ignore[union-attr]
    qtbot.keyClick(tab.view, "C")
    assert tab.view.lines.rows[0].verdict == "conform"
    assert tab.view.at == 1
    assert window.desk.book.head.seq == seq  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: window.desk.book.head.seq == seq + 1)  # type: ignore[union-attr]
    assert tab.view.lines.rows[0].answered_by == "Ines Okafor"


def test_what_was_judged_is_kept_when_the_window_closes_at_once(
    window: MainWindow, tab: Any, qtbot: Any
) -> None:
    qtbot.keyClick(tab.view, "2")
    window.leave()
    assert stored(window)[0].verdict == "nonconformity"


def test_backspace_takes_a_verdict_back_and_undo_brings_it_again(
    window: MainWindow, tab: Any, qtbot: Any
) -> None:
    qtbot.keyClick(tab.view, "P")
    tab.view.go(0)
    qtbot.keyClick(tab.view, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not tab._pending)
    assert stored(window)[0].verdict is None
    window.undo()
    assert stored(window)[0].verdict == "positive"
    assert tab.view.lines.rows[0].verdict == "positive"


def test_escape_gives_no_verdict_without_a_reason(tab: Any, qtbot: Any) -> None:
    qtbot.keyClick(tab.view, "V")
    qtbot.keyClick(tab.reason, Qt.Key.Key_Return)
    assert not tab.reason.isHidden()
    qtbot.keyClick(tab.reason, Qt.Key.Key_Escape)
    assert tab.reason.isHidden()
    assert tab.view.lines.rows[0].verdict is None
    assert QApplication.focusWidget() is tab.view


def test_control_down_goes_to_the_next_open_line(tab: Any, qtbot: Any) -> None:
    qtbot.keyClicks(tab.view, "CC")
    tab.view.go(0)
    qtbot.keyClick(tab.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert tab.view.at == 2


def test_notes_and_sample_are_typed_without_the_mouse(
    window: MainWindow, tab: Any, qtbot: Any
) -> None:
    qtbot.keyClick(tab.view, Qt.Key.Key_Return)
    notes = tab.pane.form.editors["notes"]
    assert notes.text.hasFocus()
    write(notes.text, "Two never rated")
    qtbot.keyClick(notes.text, Qt.Key.Key_Escape)
    tab.view.setFocus()
    qtbot.keyClick(tab.view, "S")
    assert tab.pane.form.editors["population"].line.hasFocus()
    items = tab.pane.form.editors["items"]
    items.text.setPlainText("S-1\nS-2 ! no rating\nS-3 ?")
    tab.leave()
    line = stored(window)[0]
    assert line.notes == "Two never rated"
    assert line.sample == "S-1: in order; S-2: not in order (no rating); S-3: not seen"


@pytest.mark.parametrize(
    ("typed", "result", "note"),
    [
        ("S-1", "conform", ""),
        ("S-2 ! no rating", "nonconforming", "no rating"),
        ("S-3 ?", "not_seen", ""),
        ("S-4 !", "nonconforming", ""),
    ],
)
def test_an_item_is_one_typed_line(typed: str, result: str, note: str) -> None:
    found = item_of(typed)
    assert (found["result"], found["note"]) == (result, note)
    assert line_of(found) == typed


def test_f_raises_a_finding_and_shows_it(window: MainWindow, tab: Any, qtbot: Any) -> None:
    qtbot.keyClick(tab.view, "N")
    tab.view.go(0)
    qtbot.keyClick(tab.view, "F")
    line = stored(window)[0]
    assert line.verdict == "nonconformity"
    assert window.desk.read.get(Finding, line.finding).state == "draft"  # type: ignore[union-attr]
    page: Any = window.current_page()
    assert page.key == "findings"
    assert page.pane.form.id == line.finding


def test_a_line_of_one_s_own_is_asked_for(window: MainWindow, tab: Any) -> None:
    tab.add.click()
    dialog = dialog_of(window)
    dialog.editors["clause"].show_value("8.14")
    dialog.editors["question"].show_value("Own question?")
    dialog.go.click()
    assert "8.14" in dialog.problem.text()
    dialog.editors["clause"].show_value("8.4.2")
    dialog.go.click()
    assert stored(window)[-1].question == "Own question?"
    assert tab.view.at == 60


def test_a_reported_audit_takes_no_verdict(company: MainWindow, qtbot: Any, heard: Heard) -> None:
    found = checklist_of(company, "IA-2026-004")
    qtbot.keyClick(found.view, "C")
    assert "IA-2026-004 is closed" in heard.last
    assert not found.make.isEnabled()


def test_unverified_clauses_are_said_on_the_screen(company: MainWindow, qtbot: Any) -> None:
    found = checklist_of(company, "IA-2026-011")
    found.make_from("questions")
    assert "ISO 9001:2026" in found.warning.text()
    assert not found.warning.isHidden()
    qtbot.waitUntil(lambda: "(unverified)" in found.pane.head.text())


@pytest.mark.parametrize("at", [0, 1])
def test_the_checklist_is_previewed(
    window: MainWindow, tab: Any, qtbot: Any, tmp_path: Path, at: int
) -> None:
    from auditdesk.gui.audits import audit_papers

    audit_papers.preview_checklist(tab._desk, tab, tab._audit, blank=bool(at))
    idle(window, qtbot)
    previews = window.findChildren(PdfView)
    assert len(previews) == 1
    previews[0].close()
