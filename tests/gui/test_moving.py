"""What moves along with a change stands in the form or dialog before it is saved."""

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLabel

from auditdesk.app import Program
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import Ask
from auditdesk.work.lookup import audit, finding
from tests.conftest import Desk
from tests.gui.conftest import dialog_of
from tests.gui.test_effect import opened, pane
from tests.work.test_preview import LATER, NC


def _busy(desk: Desk) -> None:
    desk.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    desk.set("action", "CA-2026-001", move="plan_check", criterion="0 late", verifier="T. Haas")
    desk.add(
        "audit", units=["Purchasing · Brno"], standard="ISO 9001:2015", starts_on="2026-12-03",
        ends_on="2026-12-04", lead_auditor="Ines Okafor", objectives="See",
    )  # fmt: skip
    desk.add("session", audit=LATER, day="2026-12-03", starts="09:00", ends="10:00", what="Recall")


def window_of(program: Program, prepared: Path, folder: Path) -> MainWindow:
    return opened(program, prepared, folder, _busy)


def shown(dialog: Ask) -> str:
    if not dialog.moves.isVisibleTo(dialog):
        return ""
    return "\n".join(one.text() for one in dialog.moves.findChildren(QLabel))


def test_a_new_grade_shows_the_days_that_move_before_it_is_saved(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    window = window_of(program, prepared, tmp_path)
    assert window.desk is not None
    read = window.desk.read
    id = str(finding(read, NC).id)
    form = next(
        form
        for form in pane(window, "finding", id).findChildren(_form())
        if "grade" in form.editors
    )
    head = window.desk.book.head
    form.editors["grade"].show_value("major")
    form.save("grade")
    dialog = dialog_of(window)
    assert window.desk.book.head == head
    for told in (
        f"{NC}: Answer due",
        words.day_text(date(2026, 11, 20)),
        "by rule",
        "Effectiveness check of CA-2026-001",
    ):
        assert told in shown(dialog), told
    dialog.editors["reason"].show_value("Product was shipped")
    dialog.go.click()
    assert finding(read, NC).grade == "major"
    assert window.desk.book.head.seq == head.seq + 1


def test_a_field_that_moves_others_is_saved_when_that_is_agreed(
    program: Program, prepared: Path, tmp_path: Path
) -> None:
    window = window_of(program, prepared, tmp_path)
    assert window.desk is not None
    read = window.desk.read
    form: Any = _form()(window.desk, "process", _importance())
    process = next(row for row in read.rows(_process()) if row.name == "Purchasing")
    form.setParent(window)
    form.show_thing(str(process.id), "Purchasing")
    form.editors["importance"].show_value(1)
    form.save("importance")
    dialog = dialog_of(window)
    assert "Answer due" in shown(dialog)
    assert read.get(_process(), process.id).importance == 4
    dialog.go.click()
    assert read.get(_process(), process.id).importance == 1
    assert form.editors["importance"].problem == ""


def test_a_dialog_shows_what_moves_while_it_is_typed(
    program: Program, prepared: Path, tmp_path: Path, qtbot: Any
) -> None:
    window = window_of(program, prepared, tmp_path)
    assert window.desk is not None
    read = window.desk.read
    shown_pane = pane(window, "audit", str(audit(read, LATER).id))
    move = next(one for one in shown_pane.moves._moves if one.name == "reschedule")
    shown_pane.moves.ask(move)
    dialog = dialog_of(window)
    assert shown(dialog) == ""
    dialog.editors["starts_on"].show_value("2027-02-04")
    dialog.editors["starts_on"].typed.emit()
    qtbot.waitUntil(lambda: f"{LATER}, 09:00 Recall: Day" in shown(dialog))
    assert words.day_text(date(2027, 2, 4)) in shown(dialog)
    dialog.editors["starts_on"].show_value("2026-12-03")
    dialog.look_ahead()
    dialog.reject()


def test_every_line_that_moves_is_seen_whole_and_the_dialog_stays_on_the_screen(
    company: MainWindow, qtbot: Any
) -> None:
    assert company.desk is not None
    shown_pane = pane(company, "audit", str(audit(company.desk.read, "IA-2026-013").id))
    shown_pane.moves.ask(next(one for one in shown_pane.moves._moves if one.name == "reschedule"))
    dialog = dialog_of(company)
    dialog.move(0, dialog.screen().availableGeometry().bottom() - dialog.height())
    dialog.editors["starts_on"].show_value("2026-12-16")
    dialog.editors["ends_on"].show_value("2026-12-17")
    dialog.editors["reason"].show_value("Asked by the management")
    dialog.editors["starts_on"].typed.emit()
    qtbot.waitUntil(lambda: shown(dialog).count(": Day") == 5, timeout=30_000)
    lines = dialog.moves.findChildren(QLabel)
    qtbot.waitUntil(
        lambda: all(line.height() >= line.heightForWidth(line.width()) for line in lines),
        timeout=30_000,
    )
    assert sum("moves with the audit" in line.text() for line in lines) == 1
    lowest = dialog.screen().availableGeometry().bottom()
    qtbot.waitUntil(lambda: dialog.geometry().bottom() <= lowest, timeout=30_000)
    dialog.reject()


def _form() -> Any:
    from auditdesk.gui.forms.form import Form

    return Form


def _process() -> Any:
    from auditdesk.book.tables import Process

    return Process


def _importance() -> Any:
    from auditdesk.gui.organisation import fields

    return [field for field in fields.PROCESS if field.key == "importance"]
