"""What is written into a closed period is asked about on the spot, and done once it is told why."""

from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.tables import Finding, StepRecord
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.dialogs import Ask
from tests.gui.test_intake import drop, opened, settled

WHY = "found in the notes"


@pytest.fixture
def closed(window: MainWindow) -> MainWindow:
    """An observation of October was written; then October was closed."""
    desk = window.desk
    assert desk is not None
    october = {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}
    desk.enter("Close October", "closed_period", october)
    seen = {"grade": "observation", "evidence": "x", "raised_on": "2026-10-20", "reason": WHY}
    desk.enter("New finding", "finding", seen)
    return window


def answer(window: MainWindow) -> None:
    dialog = next(one for one in window.findChildren(Ask) if one.isVisible())
    assert "closed period" in dialog.findChildren(type(dialog.problem))[0].text()
    dialog.editors["reason"].show_value("it was seen on another day")
    dialog.go.click()


def last_step(window: MainWindow) -> str:
    assert window.desk is not None
    return [str(row.what) for row in window.desk.read.rows(StepRecord)][-1]


@pytest.mark.parametrize("verb", ["undo", "redo"])
def test_an_undo_into_a_closed_period_asks_why(closed: MainWindow, verb: str) -> None:
    desk = closed.desk
    assert desk is not None
    if verb == "redo":
        desk.undo("by mistake")
    before = len(list(desk.read.rows(Finding)))
    try:
        getattr(closed, verb)()
    except Exception as error:
        desk.messenger.tell(error, None)
    assert len(list(desk.read.rows(Finding))) == before
    answer(closed)
    assert len(list(desk.read.rows(Finding))) == before + (1 if verb == "redo" else -1)
    assert last_step(closed).endswith("because: it was seen on another day")


def test_whatever_a_page_does_to_a_closed_period_is_done_once_it_is_told_why(
    closed: MainWindow,
) -> None:
    desk = closed.desk
    assert desk is not None
    (row,) = [row for row in desk.read.rows(Finding) if row.raised_on.month == 10]
    try:
        desk.do("Write", lambda step: step.change(Finding, str(row.id), effect="late"))
    except Exception as error:
        desk.messenger.tell(error, None)
    answer(closed)
    assert desk.read.get(Finding, str(row.id)).effect == "late"


def test_a_file_with_rows_of_a_closed_period_asks_for_one_reason(
    closed: MainWindow, tmp_path: Path, qtbot: Any
) -> None:
    desk = closed.desk
    assert desk is not None
    file = tmp_path / "register.csv"
    file.write_text(
        "No;Date;Grade;Finding\n"
        "A-1;2026-10-20;observation;Gauge without label\n"
        "A-2;2026-11-20;observation;Door without sign\n",
        encoding="utf-8",
    )
    drop(closed, file)
    dialog = opened(closed, qtbot)
    assert dialog.periods.isVisible()
    assert "1 row goes into a closed period" in dialog.periods.text.text()
    dialog.periods.reason.setText(WHY)
    dialog.periods.reason.editingFinished.emit()
    settled(closed, qtbot)
    assert dialog.periods.isVisible() and not dialog.periods.text.isVisible()
    dialog.go.click()
    settled(closed, qtbot)
    kept = {row.foreign_number for row in desk.read.rows(Finding)}
    assert {"A-1", "A-2"} <= kept and last_step(closed).endswith(f"because: {WHY}")
