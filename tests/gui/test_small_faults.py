"""Small things that were in the way: undo from a field, the audit in view, room for advice."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from auditdesk.book.tables import Person
from auditdesk.errors import Refusal
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from auditdesk.gui.papers.preview import PdfView
from auditdesk.output import export
from auditdesk.work.lookup import finding
from tests.conftest import Desk
from tests.gui.conftest import dialog_of
from tests.gui.hands import Clerk, settle

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("key", [place.key for place in PLACES])
def test_ctrl_z_in_a_line_in_which_nothing_was_typed_undoes_the_last_step(
    window: MainWindow, qtbot: Any, key: str
) -> None:
    qtbot.waitActive(window)
    desk: Any = window.desk
    window.go(key)
    settle()
    lines = [
        line
        for line in window.stack.currentWidget().findChildren(QLineEdit)
        if line.isVisible() and line.isEnabled() and not line.isReadOnly()
    ]
    for line in lines:
        name = f"New {len(list(desk.read.rows(Person)))}"
        desk.enter("New person", "person", {"name": name})
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_Z, CTRL)
        assert desk.read.find(Person, name=name) is None, line.accessibleName()


def test_ctrl_n_takes_the_audit_in_view(window: MainWindow, qtbot: Any) -> None:
    desk: Any = window.desk
    other = desk.enter(
        "Second",
        "audit",
        {"units": ["Calibration · Graz"], "standard": ["ISO 9001:2015"], "starts_on": "2026-11-25"},
    )
    desk.show("audit", other)
    window.quick_finding()
    dialog = dialog_of(window)
    assert dialog.editors["audit"].value() == "IA-2026-002"
    dialog.close()


def test_a_dialog_makes_room_for_advice(window: MainWindow, qtbot: Any) -> None:
    window.quick_finding()
    dialog = dialog_of(window)
    dialog.editors["evidence"].set_advice("\n".join(["Say where and when it was seen."] * 6))
    QTest.qWait(20)
    note = dialog.editors["evidence"].note
    assert note.height() >= note.heightForWidth(note.width())
    fields = [one for one in dialog.editors.values() if one.isVisible()]
    places = [QRect(one.mapTo(dialog, QPoint(0, 0)), one.size()) for one in fields]
    assert not [1 for one, other in combinations(places, 2) if one.intersects(other)]
    dialog.close()


def test_a_preview_opens_on_its_first_page(window: MainWindow, tmp_path: Path) -> None:
    desk: Any = window.desk
    pdf = tmp_path / "sheet.pdf"
    export.print_findings(desk.book, [str(finding(desk.read, "NC-2026-001").id)], pdf)
    preview = PdfView(window, pdf, "NC-2026-001")
    assert preview._page.text().startswith("Page 1 of")
    preview.show()
    settle()
    assert preview._page.text().startswith("Page 1 of")
    preview.close()


@pytest.mark.parametrize("typed", ["b.lopes", "b.lopes@", "@m.example", "a@b, c@d", "a b@c.de"])
def test_what_is_no_e_mail_address_is_refused_in_a_sentence(desk: Desk, typed: str) -> None:
    with pytest.raises(Refusal, match="is no e-mail address"):
        desk.set("person", "B. Lopes", email=typed)


@pytest.mark.parametrize("typed", ["", "b.lopes@meridian.example", "b+qm@intranet", "ü@dömäin.at"])
def test_an_e_mail_address_is_kept(desk: Desk, typed: str) -> None:
    desk.set("person", "B. Lopes", email=typed)
    assert desk.get("person", "B. Lopes").email == typed


def test_a_refusal_in_a_form_says_its_sentence_alone(window: MainWindow) -> None:
    desk: Any = window.desk
    window.go("organisation")
    page: Any = window.current_page()
    page.show_part("People")
    page.show_thing("person", str(desk.read.find(Person, name="B. Lopes").id))
    form = page.stack.currentWidget().form
    form.editors["manager"].show_value("Nobody Known")
    form.save("manager")
    assert form.editors["manager"].problem.startswith("There is no person “Nobody Known”.")


def test_a_refusal_in_a_dialog_names_its_field_and_puts_the_cursor_there(
    window: MainWindow, qtbot: Any
) -> None:
    qtbot.waitActive(window)
    window.quick_finding()
    dialog = dialog_of(window)
    dialog.editors["evidence"].show_value("Seen")
    dialog.editors["unit"].show_value("Nowhere")
    dialog.go.click()
    assert dialog.problem.text().startswith("Unit: There is no unit “Nowhere”.")
    assert dialog.focusWidget() is dialog.editors["unit"].control
    dialog.close()


def test_today_plans_an_audit_at_once(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitActive(window)
    window.go("today")
    clerk = Clerk(window)
    clerk.press("Plan an audit")
    assert clerk.dialog.windowTitle() == "Plan audit"
    clerk.dialog.close()
    clerk.stop()
