"""Scorecard row 18: any text looks exactly so in labels, fields, lists, messages and search."""

import random
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument

from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.widgets import plain_label
from tests.faults.figures import figure
from tests.gui.conftest import Heard

pytestmark = pytest.mark.slow
TEXTS = figure(40, 5_000)
PIECES = [
    "<b>bold</b>", "<DN50>", "pressure <5 bar", ">3", "&amp;", "&lt;", "&", "<img src=x.png>",
    "<a href='file:///tmp'>here</a>", "<!-- note -->", "</p>", "<br>", "&#60;", "<script>", "]]>",
    "%s", "{name}", "{0}", "\\n", "#set page()", "$x$", "*strong*", "_em_", "@ref", "=1+1", "+1",
    "Prüfmittel", "校准", "مراقبة", "e\u0301", "&Save", "&&",
]  # fmt: skip


def _texts() -> list[str]:
    chance = random.Random(18)
    return [" ".join(chance.choices(PIECES, k=chance.randrange(1, 6))) for _n in range(TEXTS)]


def test_any_text_looks_exactly_so_everywhere(window: MainWindow, heard: Heard) -> None:
    assert window.desk is not None
    window.go("findings")
    page: Any = window.page("findings")
    for n, text in enumerate(_texts()):
        window.desk.amend(f"Text {n}", "finding", "NC-2026-001", {"statement": text})
        window.go("findings")
        kept = page.pane.form.editors["statement"].value()
        assert kept == text.replace("e\u0301", "é")
        model = page.view.model()
        cells = [
            str(model.index(0, column).data(Qt.ItemDataRole.DisplayRole) or "")
            for column in range(model.columnCount())
        ]
        assert any(cell == kept for cell in cells), cells
        label = plain_label(text)
        assert (label.text(), label.textFormat()) == (text, Qt.TextFormat.PlainText)
        window.desk.messenger.refuse(text)
        assert window.notice.text.text() == text
        assert window.notice.text.textFormat() == Qt.TextFormat.PlainText


def test_control_a_text_taken_as_markup_loses_what_was_written() -> None:
    document = QTextDocument()
    document.setHtml("Valve <DN50> leaking, pressure <5 bar and >3")
    assert document.toPlainText() != "Valve <DN50> leaking, pressure <5 bar and >3"
