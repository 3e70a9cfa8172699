"""The frame: pages, commands, palette, undo, messages, and what every control must have."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

from auditdesk.app import Program
from auditdesk.gui.desk.settings import LAST, RECENT
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from auditdesk.gui.parts.chooser import Chooser
from auditdesk.gui.parts.theme import DARK, LIGHT, TILE_TEXT, TILES
from auditdesk.gui.parts.widgets import plain_label
from auditdesk.work import sample
from auditdesk.work.lookup import finding
from tests.gui.conftest import Heard, dialog_of, write

HOSTILE = "Valve <DN50>, p <5 bar and >3 <b>x</b>"
_CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit)


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for control in root.findChildren(QWidget):
        own = not control.objectName().startswith("qt_")
        inner = isinstance(control.parent(), QComboBox | QAbstractItemView)
        if isinstance(control, _CONTROLS) and own and not inner:
            text = control.text() if isinstance(control, QAbstractButton) else ""
            if not (control.accessibleName() or text).strip():
                path = f"{type(control.parent()).__name__} > {type(control).__name__}"
                found.append(f"{path} {control.objectName()}")
    return found


def test_every_control_of_every_page_has_a_name(company: MainWindow) -> None:
    for place in PLACES:
        company.go(place.key)
        assert nameless(company) == [], place.key
    organisation: Any = company.page("organisation")
    for n in range(organisation.parts.count()):
        organisation.parts.setCurrentRow(n)
        assert nameless(company) == [], n


def test_every_label_shows_plain_text(company: MainWindow) -> None:
    for place in PLACES:
        company.go(place.key)
        for label in company.findChildren(QLabel):
            if label.pixmap().isNull() and label.text():
                assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_hostile_text_looks_exactly_so_everywhere(window: MainWindow, heard: Heard) -> None:
    assert window.desk is not None
    window.desk.amend("Test", "finding", "NC-2026-001", {"statement": HOSTILE})
    window.go("findings")
    pane: Any = window.page("findings").pane  # type: ignore[attr-defined]
    assert pane.form.editors["statement"].value() == HOSTILE
    window.desk.messenger.refuse(HOSTILE)
    assert window.notice.text.text() == HOSTILE
    assert plain_label(HOSTILE).textFormat() == Qt.TextFormat.PlainText


def test_ctrl_and_a_digit_show_each_page(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitActive(window)
    for n, place in enumerate(PLACES, 2):
        qtbot.keyClick(
            window, getattr(Qt.Key, f"Key_{n % 10}"), Qt.KeyboardModifier.ControlModifier
        )
        page = window.current_page()
        assert page is not None and page.key == place.key
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.current_page() is None


def palette(window: MainWindow, text: str) -> Chooser:
    window.open_palette(text)
    return window.findChildren(Chooser)[-1]


def test_a_number_in_the_palette_jumps_there(window: MainWindow) -> None:
    chooser = palette(window, "nc-2026-001")
    assert chooser.entries[0].text == "NC-2026-001"
    chooser.choose()
    page: Any = window.current_page()
    assert page.key == "findings"
    assert page.view.current_row().number == "NC-2026-001"


def test_the_palette_finds_commands_and_texts(window: MainWindow) -> None:
    assert any("Programme" in one.text for one in palette(window, "go to prog").entries)
    assert any("NC-2026-001" in one.text for one in palette(window, "supplier eval").entries)


def test_undo_says_what_and_takes_it_back(window: MainWindow) -> None:
    assert window.desk is not None
    window.desk.amend("Change place", "finding", "NC-2026-001", {"place": "Hall 9"})
    assert window.status.undo.text() == "Undo: Change place"
    window.undo()
    assert finding(window.desk.read, "NC-2026-001").place == ""
    window.redo()
    assert finding(window.desk.read, "NC-2026-001").place == "Hall 9"


def test_nothing_to_undo_is_said_in_the_window(
    window: MainWindow, heard: Heard, qtbot: Any
) -> None:
    qtbot.mouseClick(window.top.menu, Qt.MouseButton.LeftButton)
    window.go("findings")
    window.status.undo.click()
    assert heard.last == "There is nothing to undo."
    assert window.notice.isVisible()


def test_a_message_takes_no_more_room_than_its_text_on_any_page(
    company: MainWindow, heard: Heard, qtbot: Any
) -> None:
    company.resize(1366, 768)
    company.show()
    assert company.desk is not None
    for place in (None, *PLACES):
        if place is None:
            company.show_welcome()
        else:
            company.go(place.key)
        company.desk.messenger.refuse("This does not go.")
        qtbot.wait(1)
        assert company.notice.height() <= company.notice.sizeHint().height()


def test_quick_finding_needs_only_what_is_seen_and_keeps_it_on_escape(
    window: MainWindow, qtbot: Any
) -> None:
    window.quick_finding()
    dialog = dialog_of(window)
    write(dialog.editors["evidence"].control, "Bench 2: no record")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    window.quick_finding()
    again = [one for one in window.findChildren(type(dialog)) if one.isVisible()][-1]
    assert again.editors["evidence"].value() == "Bench 2: no record"
    again.go.click()
    page: Any = window.current_page()
    assert page.key == "findings"
    row = page.view.current_row()
    assert (row.evidence, row.state, row.audit) == ("Bench 2: no record", "draft", "IA-2026-001")
    assert window.desk is not None and window.desk.drafts.places() == []


def test_f1_opens_the_help_of_each_page(window: MainWindow) -> None:
    for key in ("welcome", *(place.key for place in PLACES)):
        window.go(key)
        window.show_help()
        dialog = dialog_of(window)
        assert len(dialog.findChild(QTextBrowser).toPlainText()) > 200
        dialog.close()
        dialog.deleteLater()


def test_recent_books_are_listed_and_a_missing_one_is_said_so(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    program.open(path)
    assert program.settings.get(RECENT) == [str(path)]
    assert program.settings.get(LAST) == str(path)
    program.close_book()
    path.unlink()
    program.window.show_welcome()
    told = [label.text() for label in program.window.stack.currentWidget().findChildren(QLabel)]
    assert any("mine is no longer at" in text for text in told)


def test_what_is_no_book_is_refused_and_the_open_one_stays(
    program: Program, window: MainWindow, tmp_path: Path, heard: Heard, qtbot: Any
) -> None:
    other = tmp_path / "other.auditdesk"
    other.write_text("no book")
    with pytest.raises(Exception, match="not an AuditDesk book"):
        program.open(other)
    assert window.desk is not None and window.desk.book.path.name == "work.auditdesk"
    assert other.read_text() == "no book"


def test_a_new_book_is_founded_for_an_organisation(program: Program, tmp_path: Path) -> None:
    program.found(tmp_path / "new.auditdesk", "Meridian <Pumps>")
    assert program.window.top.name.text() == "Meridian <Pumps>"
    for place in PLACES:
        program.window.go(place.key)


def test_the_sample_company_is_played_and_opened(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "documents"))
    program.sample()
    company = program.window
    assert (tmp_path / "documents" / "AuditDesk").is_dir()
    assert company.top.name.text() == sample.NAME
    today: Any = company.page("today")
    assert any(row.number == "CA-2026-016" for row in today.rows)


def test_closing_saves_what_is_typed_and_asks_nothing(window: MainWindow, tmp_path: Path) -> None:
    window.go("findings")
    pane: Any = window.page("findings").pane  # type: ignore[attr-defined]
    write(pane.form.editors["place"].control, "Hall 7")
    path = window.desk.book.path if window.desk else tmp_path
    window.close()
    from auditdesk.book.book import Book
    from auditdesk.book.reading import Reading

    with Book.open(path):
        assert finding(Reading(), "NC-2026-001").place == "Hall 7"


def test_suggestions_wear_the_colours_of_the_window(
    program: Program, window: MainWindow, qtbot: Any
) -> None:
    window.go("findings")
    page: Any = window.current_page()
    editor = page.pane.form.editors["owner"]
    program.theme.choose("dark")
    with qtbot.waitActive(window):
        window.activateWindow()
    editor.line.setFocus()
    editor.suggester.suggest("")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    below = popup.grab().toImage().pixelColor(popup.width() // 2, popup.height() - 3)
    popup.close()
    program.theme.choose("light")
    assert below.name() == DARK.page


def test_light_and_dark_can_be_read(theme: Any) -> None:
    for colours in (LIGHT, DARK):
        for text, ground in (
            (colours.text, colours.page),
            (colours.text, colours.panel),
            (colours.muted, colours.page),
            (colours.muted, colours.panel),
            (colours.accent, colours.page),
            (colours.on_accent, colours.accent),
            (colours.text, colours.accent_soft),
            (colours.amber, colours.page),
            (colours.text, colours.amber_soft),
            (colours.red, colours.page),
            (colours.text, colours.red_soft),
            (colours.page, colours.red),
        ):
            assert contrast(text, ground) >= 4.5, (text, ground)
    for colour in TILES.values():
        assert contrast(TILE_TEXT, colour) >= 4.5, colour


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
