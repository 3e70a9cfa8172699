"""Every control of every page and dialog, by Tab and under the wheel, with real events."""

import ast
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QWidget
from shiboken6 import isValid

from auditdesk.app import Program
from auditdesk.gui.main_window import MainWindow
from tests.gui.hands import (
    every_scene,
    missed,
    path_of,
    shift_tab,
    state_of,
    stops,
    tab,
    turn,
    walk,
)

GUI = sorted((Path(__file__).parents[2] / "auditdesk" / "gui").rglob("*.py"))
MOVED_BY_THE_WHEEL = {
    "QAbstractSpinBox", "QComboBox", "QDateEdit", "QDateTimeEdit", "QDial", "QDoubleSpinBox",
    "QFontComboBox", "QSlider", "QSpinBox", "QTabBar", "QTabWidget", "QTimeEdit",
}  # fmt: skip
"""Controls of Qt that the wheel changes: they are made in `still` and nowhere else."""


def test_tab_reaches_every_control_of_every_page_and_dialog(
    company: MainWindow, program: Program, qtbot: Any
) -> None:
    qtbot.waitActive(program.window)
    walked = 0
    for name, shown in every_scene(program):
        shown.activateWindow()
        there = stops(shown)
        there[0].setFocus()
        way = walk(shown, tab, len(there) + 40)
        if missed(shown, way):  # leaving a field saved it, and the page was drawn again
            stops(shown)[0].setFocus()
            way = walk(shown, tab, len(there) + 40)
        assert missed(shown, way) == [], name
        back = walk(shown, shift_tab, len(there) + 40)
        assert missed(shown, back) == [], name
        turned = [back[0], *reversed(back[1:])]
        start = way.index(turned[0])
        assert [path_of(one) for one in turned] == [
            path_of(one) for one in (*way[start:], *way[:start])
        ], name
        walked += len(way)
    assert walked > 1200


def test_the_wheel_changes_no_control_and_takes_no_focus(
    company: MainWindow, program: Program, qtbot: Any
) -> None:
    qtbot.waitActive(program.window)
    turned = 0
    for name, shown in every_scene(program):
        shown.activateWindow()
        changeable = [
            control
            for control in shown.findChildren(QWidget)
            if control.window() is shown
            and control.isVisible()
            and (
                control.focusPolicy() != Qt.FocusPolicy.NoFocus
                or isinstance(control, QTabBar | QComboBox)
            )
        ]
        for control in changeable:
            if not isValid(control):
                continue  # leaving a field saved it, and what stood beside it was made anew
            if isinstance(control, QLineEdit | QPlainTextEdit | QComboBox | QTabBar):
                control.setFocus()
            held, before = shown.focusWidget(), state_of(control)
            turn(control)
            assert state_of(control) == before, (name, path_of(control))
            assert shown.focusWidget() is held, (name, path_of(control))
            turned += 1
        gains = [path_of(one) for one in changeable if isValid(one) and gains_by_wheel(one)]
        assert gains == [], name
    assert turned > 1000


def gains_by_wheel(control: QWidget) -> bool:
    """Whether the wheel over a control would give it the focus."""
    wheel = Qt.FocusPolicy.WheelFocus
    return control.focusPolicy() & wheel == wheel


@pytest.mark.parametrize("path", GUI, ids=lambda path: path.name)
def test_what_the_wheel_could_change_is_made_in_one_place(path: Path) -> None:
    if path.name == "still.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        made = node.func if isinstance(node, ast.Call) else None
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        named = {one.id for one in (made, *bases) if isinstance(one, ast.Name)}
        assert not named & MOVED_BY_THE_WHEEL


@pytest.mark.parametrize("path", GUI, ids=lambda path: path.name)
def test_no_container_hands_its_focus_on(path: Path) -> None:
    """Tab leaves a container with a focus proxy, and what is in it is never reached."""
    assert "setFocusProxy" not in path.read_text("utf-8")
