"""No text is cut off: every page at the sizes of small laptops and of a screen at 200 %."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QTabWidget,
    QWidget,
)

from auditdesk.app import Program
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from tests.gui.hands import every_scene

SIZES = [(1280, 720), (1366, 768), (960, 540)]


def cut_off(root: QWidget) -> Iterator[str]:
    """The texts that are shown and have less room than they need."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible():
            continue
        needed, text = _needed(widget)
        if needed > widget.width() + 1:
            yield f"{text}: {needed} of {widget.width()}"
        if isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
            yield from _cut_headings(widget)
        elif isinstance(widget, QHeaderView):
            yield from _low_headings(widget)


def _needed(widget: QWidget) -> tuple[int, str]:
    match widget:
        case QLabel() if widget.text() and not widget.wordWrap():
            return widget.minimumSizeHint().width(), widget.text()
        case QComboBox():
            option = QStyleOptionComboBox()
            widget.initStyleOption(option)
            room = widget.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField
            )
            wide = widget.fontMetrics().horizontalAdvance(widget.currentText())
            return widget.width() + wide - room.width(), widget.currentText()
        case QTabBar():
            return widget.sizeHint().width(), widget.accessibleName()
        case QAbstractButton() if widget.text() and widget.property("role") != "link":
            return widget.sizeHint().width(), widget.text()
    return 0, ""


def _cut_headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        needed = header.fontMetrics().horizontalAdvance(text) + 8
        if not header.isSectionHidden(section) and needed > header.sectionSize(section):
            yield f"{text}: {needed} of {header.sectionSize(section)}"


def _low_headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Vertical) or "")
        needed = header.sectionSizeHint(section)
        if text and not header.isSectionHidden(section) and needed > header.sectionSize(section):
            yield f"{text}: {needed} of {header.sectionSize(section)} high"


def settled() -> None:
    """Everything is laid out."""
    for _turn in range(5):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.processEvents()


@pytest.mark.parametrize("size", SIZES)
def test_no_text_of_a_page_is_cut_off(company: MainWindow, size: tuple[int, int]) -> None:
    company.resize(*size)
    for place in PLACES:
        company.go(place.key)
        settled()
        page: Any = company.current_page()
        cut = list(cut_off(company))
        for tabs in page.findChildren(QTabWidget):
            for n in range(tabs.count()):
                tabs.setCurrentIndex(n)
                settled()
                cut += cut_off(tabs)
        assert not cut, (place.key, cut)


@pytest.mark.parametrize("size", SIZES)
def test_no_text_of_a_part_of_the_organisation_is_cut_off(
    company: MainWindow, size: tuple[int, int]
) -> None:
    company.resize(*size)
    company.go("organisation")
    page: Any = company.current_page()
    for n in range(page.parts.count()):
        page.parts.setCurrentRow(n)
        settled()
        assert not list(cut_off(company)), page.parts.item(n).text()


def test_no_text_of_a_dialog_is_cut_off(company: MainWindow, program: Program) -> None:
    company.resize(1280, 720)
    for name, shown in every_scene(program):
        if isinstance(shown, QDialog):
            settled()
            assert not list(cut_off(shown)), name
            assert shown.height() <= 720, name


@pytest.mark.parametrize("key", ["findings", "actions", "audits", "trail"])
def test_a_list_needs_no_scrolling_on_a_small_laptop(company: MainWindow, key: str) -> None:
    company.resize(1366, 768)
    company.go(key)
    settled()
    view = company.current_page().view  # type: ignore[union-attr]
    assert not view.horizontalScrollBar().isVisible()
    assert view.horizontalHeader().length() <= view.viewport().width()


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("findings", ["number", "grade", "state", "due", "statement", "owner"]),
        ("audits", ["number", "starts_on", "state"]),
    ],
)
def test_a_list_shows_what_matters_on_a_small_laptop(
    company: MainWindow, key: str, seen: list[str]
) -> None:
    company.resize(1366, 768)
    company.go(key)
    settled()
    view = company.current_page().view  # type: ignore[union-attr]
    assert view.column_keys()[: len(seen)] == seen
    for section, column in enumerate(view.rows.columns):
        if column.key in ("number", "grade", "due", "starts_on"):
            needed = max(view._painter.width_of(view.rows.cell(n, section)) for n in range(20))
            assert needed <= view.columnWidth(section), column.key
        if column.key == "statement":
            assert view.columnWidth(section) >= 200


def test_nonconformities_stand_first_and_the_newest_audit(company: MainWindow) -> None:
    company.go("findings")
    page: Any = company.current_page()
    grades = [page.view.rows.row(n).grade for n in range(page.view.rows.rowCount())]
    order = [grade for n, grade in enumerate(grades) if n == 0 or grades[n - 1] != grade]
    assert order == ["major", "minor", "observation", "opportunity", "positive", "conform"]
    company.go("audits")
    page = company.current_page()
    first, second = page.view.rows.row(0), page.view.rows.row(1)
    assert first.number > second.number
    assert page.view.horizontalHeader().sortIndicatorSection() == 0
