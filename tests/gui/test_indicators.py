"""Indicators: a click shows exactly the records that were counted; by keys, and from the right."""

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from auditdesk.book.indicators.pictures import PICTURES
from auditdesk.domain.drawing import HEAT, mirrored
from auditdesk.errors import Refusal
from auditdesk.gui.indicators.canvas import colours_of, contrast
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.theme import DARK, LIGHT
from auditdesk.gui.parts.widgets import Link


def page_of(window: MainWindow) -> Any:
    window.go("indicators")
    return window.current_page()


def test_a_click_on_a_figure_shows_exactly_what_it_counts(company: MainWindow, qtbot: Any) -> None:
    view = page_of(company).figures
    qtbot.waitUntil(lambda: not view.is_counting)
    view.table.select_id("nonconformities")
    figure = view.told["nonconformities"].figure
    view.detail.findChildren(Link)[0].click()
    page: Any = company.current_page()
    assert (page.key, page.view.rows.found) == ("findings", figure.part)
    chip = next(one for one in page.chips.findChildren(QPushButton) if "×" in one.text())
    assert chip.text().startswith("Nonconformities")
    chip.click()
    assert page.view.rows.found > figure.part


@pytest.mark.parametrize("key", [one.key for one in PICTURES])
def test_every_part_of_a_picture_leads_to_its_records_by_keys(
    company: MainWindow, key: str
) -> None:
    page = page_of(company)
    page.see(key)
    view = page.pictures
    canvas = view.canvas
    assert canvas.accessibleName() and canvas.accessibleDescription()
    assert view.table.rowCount() == len(view.bars)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_End)
    QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.at == 0
    n = next(n for n, spot in enumerate(canvas.drawing.spots) if spot.bar.ids)
    for _step in range(n):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    bar = canvas.drawing.spots[n].bar
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    listed: Any = company.current_page()
    kinds = {"finding": "findings", "action": "actions", "audit": "audits"}
    assert listed.key == kinds[view.picture.kind]
    assert listed.view.rows.found == len(set(bar.ids))


def test_the_mouse_meets_the_bar_that_is_painted(company: MainWindow) -> None:
    page = page_of(company)
    page.see("processes")
    canvas = page.pictures.canvas
    for n, spot in enumerate(canvas.drawing.spots):
        assert canvas.spot_at(QPointF(spot.x + spot.w / 2, spot.y + spot.h / 2)) == n
    before = canvas.drawing
    canvas.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert canvas.drawing == mirrored(before)


def test_a_day_that_is_none_is_refused_and_what_is_typed_stays(company: MainWindow) -> None:
    bar = page_of(company).bar
    before = bar.scope()
    for typed in ("no day", "01/01/2099"):
        bar.first.show_raw(typed)
        with pytest.raises(Refusal):
            bar._day_left()
        assert bar.first.raw() == typed and bar.scope() == before


def test_numbers_on_the_heat_map_can_be_read_in_both_schemes() -> None:
    for colours in (LIGHT, DARK):
        paints = colours_of(colours)
        for n in range(HEAT):
            assert contrast(paints[f"heat{n}"], paints[f"on_heat{n}"]) >= 4.5
