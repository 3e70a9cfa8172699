"""A file dropped on the window: what it holds, what would happen, one step."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.gui.incoming import start
from auditdesk.gui.incoming.combos import KeyCombo
from auditdesk.gui.incoming.dialog import ImportDialog
from auditdesk.gui.incoming.labels import fields_of, meanings_of
from auditdesk.gui.main_window import MainWindow
from auditdesk.intake.account import Fate
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.intake.words import groups
from tests.gui.conftest import Heard

REGISTER = (
    "Nonconformity register;;;;;\n"
    "NC No.;Date raised;Type;ISO 9001 clause;Description;Status\n"
    "NC-19-004;03/04/2019;Minor NC;8.4. ;Supplier <Gießerei & Söhne> was not evaluated;Closed\n"
    "NC-19-005;05/04/2019;Violett;7.1.5.2;Gauges without a valid calibration;Open\n"
)


def drop(window: MainWindow, *paths: Path) -> None:
    """Drop files on the window, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), copy, data, left, none))


def opened(window: MainWindow, qtbot: Any) -> ImportDialog:
    """The dialog, once it has looked through the rows."""
    found: list[ImportDialog] = []

    def ready() -> bool:
        found[:] = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
        return bool(found) and found[0].counts.text() != "" and not window.desk.jobs.busy  # type: ignore[union-attr]

    qtbot.waitUntil(ready, timeout=20_000)
    return found[0]


def settled(window: MainWindow, qtbot: Any) -> None:
    assert window.desk is not None
    jobs = window.desk.jobs
    qtbot.waitUntil(lambda: not jobs.busy, timeout=20_000)


def choose(box: QComboBox, key: str) -> None:
    """Choose as a click does."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="cp1252")
    return path


def numbers(window: MainWindow) -> list[str]:
    assert window.desk is not None
    return [
        row.foreign_number
        for row in List(window.desk.book, FINDINGS).stream()
        if row.foreign_number
    ]


def test_a_dropped_register_asks_what_it_must_and_comes_in_as_one_step(
    window: MainWindow, register: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    assert "2 refused" in dialog.counts.text() and "3 rows" not in dialog.counts.text()
    assert dialog.tables.item(0).text().startswith("register\nFindings")
    asked = dialog.questions.findChildren(KeyCombo)
    assert len(asked) == 1 and "Date raised" in asked[0].accessibleName()
    choose(asked[0], "dmy")
    settled(window, qtbot)
    assert "new: 1" in dialog.counts.text() and "refused: 1" in dialog.counts.text()
    assert dialog.words.item(0, 0).text() == "Violett"  # type: ignore[union-attr]
    choose(dialog.words.cellWidget(0, 3), "minor")  # type: ignore[arg-type]
    settled(window, qtbot)
    assert "new: 2" in dialog.counts.text()
    assert dialog.rows.rowCount() == 4 and not numbers(window), "nothing has happened yet"
    dialog.take()
    qtbot.waitUntil(lambda: bool(numbers(window)), timeout=20_000)
    settled(window, qtbot)
    assert numbers(window) == ["NC-19-004", "NC-19-005"]
    pane = window.page("findings").pane  # type: ignore[attr-defined]
    assert window.desk is not None
    imported = List(window.desk.book, FINDINGS).stream()
    window.show_thing(
        "finding", next(row.id for row in imported if row.foreign_number == "NC-19-004")
    )
    told = pane.source.text.text()
    assert "Closed on: the day is not told" in told and "register, 3" in told
    assert "register.csv" in window.notice.text.text()
    window.undo()
    assert not numbers(window)


def test_a_column_and_a_word_are_corrected_by_a_click(
    window: MainWindow, register: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    choose(dialog.questions.findChildren(KeyCombo)[0], "dmy")
    settled(window, qtbot)
    unknown = dialog.words.item(0, 0)
    assert unknown is not None and unknown.text() == "Violett", "what nobody knows stands first"
    choose(dialog.words.cellWidget(0, 3), "positive")  # type: ignore[arg-type]
    settled(window, qtbot)
    choose(dialog.columns.cellWidget(4, 3), "evidence")  # type: ignore[arg-type]
    settled(window, qtbot)
    planned = dialog.incoming.tables[0]
    assert planned.mapping.columns["Description"] == "evidence"
    assert planned.mapping.values == {"grade": {"Violett": "positive"}}
    assert dialog.columns.item(4, 5).text() == "as you said"  # type: ignore[union-attr]
    dialog.reject()


def test_a_table_is_left_out_or_taken_for_something_else(
    window: MainWindow, register: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    dialog.tables.item(0).setCheckState(Qt.CheckState.Unchecked)
    settled(window, qtbot)
    account = dialog.incoming.account
    assert account is not None and account.count(Fate.IGNORED) == 2 and not dialog.go.isEnabled()
    choose(dialog.head.kind, "checklist_line")
    settled(window, qtbot)
    assert dialog.incoming.tables[0].mapping.kind == "checklist_line"
    dialog.reject()


def read_again(window: MainWindow, qtbot: Any, encoding: str) -> None:
    """Choose another encoding in the dialog that is open, and wait for what is read then."""
    dialog = opened(window, qtbot)
    box = next(one for one in dialog.findChildren(KeyCombo) if one.accessibleName() == "Encoding")
    choose(box, encoding)
    qtbot.waitUntil(
        lambda: any(
            one.isVisible() and one.incoming.source.encoding == encoding
            for one in window.findChildren(ImportDialog)
        ),
        timeout=20_000,
    )
    settled(window, qtbot)


def test_another_encoding_reads_the_text_again(
    window: MainWindow, register: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    assert dialog.incoming.source.encoding == "cp1252"
    read_again(window, qtbot, "mac_roman")
    opened(window, qtbot).reject()


def test_pasted_cells_come_in_the_same_way(window: MainWindow, qtbot: Any) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("NC No.\tDescription\tDate raised\nP-1\tA stamp is missing\t16 Mar 2026\n")
    assert window.desk is not None
    start.paste(window.desk, window)
    dialog = opened(window, qtbot)
    assert "new: 1" in dialog.counts.text()
    dialog.reject()


def test_files_dropped_together_come_one_after_the_other(
    window: MainWindow, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    names = ("first.csv", "broken.xlsx", "second.csv", "third.csv")
    paths = [tmp_path / name for name in names]
    for n, path in enumerate(paths):
        path.write_text(f"NC No.;Date raised;Description\nD-{n};16 Mar 2026;Text {n}\n")
    drop(window, *paths)
    dialog = opened(window, qtbot)
    assert dialog.incoming.source.name == "first.csv"
    dialog.take()
    qtbot.waitUntil(lambda: "broken.xlsx" in heard.last, timeout=20_000)
    qtbot.waitUntil(lambda: shown(window) == ["second.csv"], timeout=20_000)
    opened(window, qtbot).reject()
    qtbot.waitUntil(lambda: shown(window) == ["third.csv"], timeout=20_000)
    opened(window, qtbot).take()
    qtbot.waitUntil(lambda: numbers(window) == ["D-0", "D-3"], timeout=20_000)
    settled(window, qtbot)
    assert shown(window) == []


def test_what_cannot_come_in_is_named_and_the_rest_comes_in(
    window: MainWindow, register: Path, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    (tmp_path / "minutes.docx").write_text("Minutes")
    drop(window, tmp_path / "minutes.docx", register)
    assert heard.last == "minutes.docx: neither a table nor a scan, and left out."
    opened(window, qtbot).reject()


def shown(window: MainWindow) -> list[str]:
    """The files whose dialogs are open."""
    dialogs = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
    return [one.incoming.source.name for one in dialogs]


@pytest.mark.parametrize("shown_first", [False, True], ids=["while reading", "with a dialog"])
def test_closing_with_files_to_come_brings_up_none_of_them(
    window: MainWindow, register: Path, tmp_path: Path, qtbot: Any, shown_first: bool
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("NC No.;Date raised;Description\nO-1;16 Mar 2026;Text\n")
    drop(window, register, other)
    if shown_first:
        dialog = opened(window, qtbot)
    window.close()
    if shown_first:
        dialog.reject()
    QApplication.processEvents()
    assert shown(window) == [] and window.desk is None


def test_reading_again_in_another_encoding_does_not_bring_up_the_next_file(
    window: MainWindow, register: Path, tmp_path: Path, qtbot: Any
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("NC No.;Date raised;Description\nO-1;16 Mar 2026;Text\n")
    drop(window, register, other)
    read_again(window, qtbot, "mac_roman")
    assert shown(window) == ["register.csv"]
    opened(window, qtbot).reject()
    qtbot.waitUntil(lambda: shown(window) == ["other.csv"], timeout=20_000)
    opened(window, qtbot).reject()


def test_a_file_of_known_headings_is_read_as_the_last_time(
    window: MainWindow, register: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    choose(dialog.questions.findChildren(KeyCombo)[0], "dmy")
    choose(dialog.columns.cellWidget(4, 3), "evidence")  # type: ignore[arg-type]
    settled(window, qtbot)
    dialog.take()
    qtbot.waitUntil(lambda: bool(numbers(window)), timeout=20_000)
    settled(window, qtbot)
    register.write_text(REGISTER.replace("NC-19-", "NC-20-"), encoding="cp1252")
    drop(window, register)
    planned = opened(window, qtbot).incoming.tables[0]
    assert planned.remembered and planned.mapping.columns["Description"] == "evidence"
    opened(window, qtbot).reject()


def test_a_broken_file_is_one_sentence_and_the_window_lives(
    window: MainWindow, tmp_path: Path, qtbot: Any, heard: Heard
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"rubbish" * 100)
    drop(window, path)
    qtbot.waitUntil(lambda: "broken.xlsx is damaged" in heard.last, timeout=20_000)
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    window.go("findings")


def test_closing_while_rows_are_looked_through_takes_everything_back(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"M-{n};16 Mar 2026;Minor NC;Text {n}\n" for n in range(1500))
    path.write_text("NC No.;Date raised;Type;Description\n" + rows, encoding="utf-8")
    drop(window, path)
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in window.findChildren(ImportDialog)), timeout=20_000
    )
    window.close()
    assert window.desk is None


def test_the_account_is_written_as_a_workbook(
    window: MainWindow, register: Path, tmp_path: Path, qtbot: Any
) -> None:
    drop(window, register)
    dialog = opened(window, qtbot)
    dialog.save_report()
    asked = next(one for one in dialog.findChildren(QDialog) if one.isVisible())
    asked.fileSelected.emit(str(tmp_path / "account"))  # type: ignore[attr-defined]
    assert (tmp_path / "account.xlsx").is_file()
    asked.close()
    dialog.reject()


@pytest.mark.parametrize("kind", KIND_LABELS)
def test_every_field_has_a_name_of_its_own(kind: str) -> None:
    labels = [text for _key, text in fields_of(kind)]
    assert all(labels) and not any("_" in text for text in labels)


def test_every_meaning_has_a_name() -> None:
    for group in groups():
        assert all(text for _key, text in meanings_of(group))


def test_a_doubtful_row_is_shown_beside_its_record_and_decided(
    window: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    head = "No.;Date raised;Type;Description;Status\n"
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text(head + "3;2019-04-30;Minor NC;The supplier was not evaluated;Closed\n", "utf-8")
    new.write_text(head + "3;2020-05-26;Minor NC;A gauge had expired;Open\n", "utf-8")
    drop(window, old)
    dialog = opened(window, qtbot)
    dialog.take()
    qtbot.waitUntil(lambda: bool(numbers(window)), timeout=20_000)
    settled(window, qtbot)
    drop(window, new)
    dialog = opened(window, qtbot)
    assert dialog.tabs.tabText(dialog.tabs.indexOf(dialog.pairs)) == "Doubtful (1)"
    shown = {
        dialog.pairs.fields.item(n, 0).text(): [  # type: ignore[union-attr]
            dialog.pairs.fields.item(n, section).text()  # type: ignore[union-attr]
            for section in (1, 2, 3)
        ]
        for n in range(dialog.pairs.fields.rowCount())
    }
    assert ["A gauge had expired", "The supplier was not evaluated", "≠ differs"] in shown.values()
    assert "new: 1" in dialog.counts.text()
    choose(dialog.pairs.choice, "leave")
    settled(window, qtbot)
    assert "new: 1" not in dialog.counts.text() and not dialog.go.isEnabled()
    choose(dialog.pairs.choice, "new")
    settled(window, qtbot)
    dialog.pairs.all.click()
    settled(window, qtbot)
    dialog.take()
    qtbot.waitUntil(lambda: len(numbers(window)) == 2, timeout=20_000)
    settled(window, qtbot)
