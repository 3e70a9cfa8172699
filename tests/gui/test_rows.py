"""The one table model and its view."""

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import Query
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.rows_model import PAGE, RowsModel
from auditdesk.gui.lists.rows_view import RowsView, cells_of
from auditdesk.output.columns import COLUMNS
from tests.conftest import nonconformity

HOSTILE = "Valve <DN50>, p <5 bar and >3 &amp; <b>bold</b>"


def drafts(desk: Desk, count: int, **other: Any) -> None:
    for n in range(count):
        desk.enter("Draft", "finding", {**nonconformity(), "statement": f"Case {n}", **other})


@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_every_list_is_a_sound_model_of_qt(at_desk: Desk, qtmodeltester: Any, name: str) -> None:
    model = RowsModel(at_desk, name, [column.key for column in COLUMNS[name]])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.ask(Query())
    qtmodeltester.check(model)
    assert model.rowCount() == model.found
    assert model.columnCount() == len(COLUMNS[name])


def test_rows_come_page_by_page_and_the_last_is_right(at_desk: Desk) -> None:
    drafts(at_desk, PAGE * 2 + 5)
    model = RowsModel(at_desk, "findings", ["number", "statement"])
    model.ask(Query(order="number", descending=True))
    assert model.rowCount() == PAGE * 2 + 6
    assert model.cell(model.rowCount() - 1, 0).text == "NC-2026-001"


def test_a_group_is_named_above_its_rows_and_counts_them(at_desk: Desk) -> None:
    drafts(at_desk, 3, owner="M. Costa")
    model = RowsModel(at_desk, "findings", ["number", "owner"])
    model.ask(Query(group="owner"))
    shown = [model.cell(n, 0).text for n in range(model.rowCount())]
    assert shown[0] == "B. Lopes  ·  1"
    assert shown[2] == "M. Costa  ·  3"
    assert [model.is_group(n) for n in range(model.rowCount())] == [
        True, False, True, False, False, False,
    ]  # fmt: skip
    assert model.row(0) is None
    assert {model.row(n).owner for n in (3, 4, 5)} == {"M. Costa"}


def test_a_row_is_found_where_it_stands_whatever_the_order(at_desk: Desk) -> None:
    drafts(at_desk, PAGE + 9)
    for query in (Query(), Query(order="number", descending=True), Query(group="owner")):
        model = RowsModel(at_desk, "findings", ["number"])
        model.ask(query)
        for position in (1, 20, model.rowCount() - 1):
            row = model.row(position)
            assert model.place_of(row.id) == position


def test_text_is_shown_exactly_as_it_was_written(at_desk: Desk) -> None:
    drafts(at_desk, 1, evidence=HOSTILE)
    model = RowsModel(at_desk, "findings", ["evidence"])
    model.ask(Query((("state", "draft"),)))
    index = model.index(0, 0)
    assert index.data() == HOSTILE
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip and "&lt;b&gt;" in tip


def test_a_copied_row_is_cells_that_stay_text(at_desk: Desk, qtbot: Any) -> None:
    drafts(at_desk, 1, evidence='=1+1\n"quoted"', statement="8.10")
    view = RowsView(at_desk, "findings", ("statement", "evidence"))
    qtbot.addWidget(view)
    view.rows.ask(Query((("state", "draft"),)))
    view.selectRow(0)
    view.copy()
    data: QMimeData = QGuiApplication.clipboard().mimeData()
    assert cells_of(data.text()) == [
        ["Statement", "Objective evidence"],
        ["8.10", '=1+1\n"quoted"'],
    ]
    assert "mso-number-format:'\\@'" in data.html()


def test_columns_and_their_widths_are_remembered(at_desk: Desk, qtbot: Any) -> None:
    view = RowsView(at_desk, "findings", ("number", "statement", "owner"))
    qtbot.addWidget(view)
    view.setColumnWidth(2, 217)
    view.show_columns(["number", "owner", "place"])
    again = RowsView(at_desk, "findings", ("number", "statement", "owner"))
    qtbot.addWidget(again)
    assert again.column_keys() == ["number", "owner", "place"]
    assert again.columnWidth(1) == 217


def test_a_heading_sorts_and_sorts_back(at_desk: Desk, qtbot: Any) -> None:
    drafts(at_desk, 2)
    view = RowsView(at_desk, "findings", ("number", "statement"))
    qtbot.addWidget(view)
    view.rows.ask(Query())
    for expected in (("statement", False), ("statement", True)):
        view.horizontalHeader().sectionClicked.emit(1)
        assert (view.rows.query.order, view.rows.query.descending) == expected
    texts = [view.rows.cell(n, 1).text for n in range(3)]
    assert texts == sorted(texts, reverse=True)


def _shown(desk: Desk, qtbot: Any) -> RowsView:
    drafts(desk, 2)
    view = RowsView(desk, "findings", ["number", "grade", "statement"])
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.rows.ask(Query(order="number", descending=True))
    with qtbot.waitExposed(view):
        view.show()
    return view


def _inked(view: RowsView, row: int, column: int) -> tuple[int, int]:
    """Where ink begins and ends in a cell, in pixels from its left edge."""
    place = view.visualRect(view.rows.index(row, column)).adjusted(1, 1, -1, -2)
    picture = view.viewport().grab(place).toImage()
    ground = picture.pixelColor(0, 0)
    inked = [
        x
        for x in range(picture.width())
        if any(picture.pixelColor(x, y) != ground for y in range(picture.height()))
    ]
    return inked[0], inked[-1]


def test_the_selected_row_is_drawn_on_a_ground_of_its_own(at_desk: Desk, qtbot: Any) -> None:
    view = _shown(at_desk, qtbot)
    view.selectRow(1)
    grounds = []
    for row in range(3):
        place = view.visualRect(view.rows.index(row, 2))
        picture = view.viewport().grab().toImage()
        grounds.append(picture.pixelColor(place.left() + 2, place.top() + 2).name())
    assert grounds[1] == at_desk.theme.colours.accent_soft
    assert grounds[0] == grounds[2] != grounds[1]


def test_texts_stand_where_reading_begins(at_desk: Desk, qtbot: Any) -> None:
    view = _shown(at_desk, qtbot)
    wide = view.columnWidth(0)
    from_left, _last = _inked(view, 0, 0)
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    _first, to_right = _inked(view, 0, 0)
    assert from_left < 12 and to_right > wide - 14


@pytest.mark.parametrize("column", [0, 1, 2])
def test_a_column_can_be_made_as_wide_as_what_it_shows(
    at_desk: Desk, qtbot: Any, column: int
) -> None:
    view = _shown(at_desk, qtbot)
    view.setColumnWidth(column, 480)
    ink = _inked(view, 0, column)
    view.resizeColumnToContents(column)
    assert view.columnWidth(column) < 480
    assert _inked(view, 0, column) == ink
