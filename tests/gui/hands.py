"""Hands: what a user can reach and turn in a window, and real events to do it with."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QMenu,
    QTabBar,
    QWidget,
)

from auditdesk.app import Program
from auditdesk.gui.desk.page import Page
from tests.gallery.__main__ import scenes

SLOW = {"dialog-plan-my-year"}
"""Scenes that take more than a second to come up, and hold no control of another kind."""


def every_scene(program: Program) -> Iterator[tuple[str, QWidget]]:
    """Every page, part and dialog of the gallery, one after the other, as the window in front."""
    window = program.window
    for name, bring_up in scenes(program):
        if name in SLOW:
            continue
        for dialog in window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.close()
        shown = bring_up()
        QTest.qWait(1)
        yield name, shown.window()


def stops(window: QWidget) -> list[QWidget]:
    """Every control that Tab must reach: visible, enabled, and with a policy that says so."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


def missed(window: QWidget, way: list[QWidget]) -> list[str]:
    """What is there now and was not reached; buttons of which one is chosen are one stop."""
    return [
        path_of(widget)
        for widget in stops(window)
        if widget not in way and not any(other in way for other in _beside(widget))
    ]


def _beside(widget: QWidget) -> list[QAbstractButton]:
    """The buttons of which one is chosen together with this one: arrows go from one to another."""
    if not isinstance(widget, QAbstractButton):
        return []
    group, parent = widget.group(), widget.parentWidget()
    if group is not None and group.exclusive():
        return group.buttons()
    return parent.findChildren(QAbstractButton) if widget.autoExclusive() and parent else []


def walk(window: QWidget, key: Callable[[QWidget], None], most: int) -> list[QWidget]:
    """The controls that have the focus one after the other, until one comes again."""
    way: list[QWidget] = []
    for _n in range(most):
        holder = window.focusWidget()
        if holder is None or holder in way:
            break
        way.append(holder)
        key(holder)
    return way


def tab(holder: QWidget) -> None:
    QTest.keyClick(holder, Qt.Key.Key_Tab)


def shift_tab(holder: QWidget) -> None:
    QTest.keyClick(holder, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)


def path_of(widget: QWidget) -> str:
    """What a control is called, and where it stands."""
    parent = widget.parentWidget()
    name = widget.accessibleName() or widget.objectName()
    return f"{type(parent).__name__} > {type(widget).__name__} {name}"


def turn(widget: QWidget) -> None:
    """The wheel, one notch down, over the middle of a control, as the system sends it."""
    window = widget.window()
    handle = window.windowHandle()
    at = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(handle, at, QPoint(0, -120))
    QApplication.processEvents()


def state_of(widget: QWidget) -> object:
    """What the wheel could change in a control."""
    if isinstance(widget, QComboBox | QTabBar):
        return widget.currentIndex()
    user = widget.metaObject().userProperty()
    return user.read(widget) if user.isValid() else None


class Clerk(QObject):
    """Somebody at a window with mouse and keyboard, whose clicks, keys and dialogs are counted."""

    def __init__(self, window: Any) -> None:
        super().__init__()
        self.window = window
        self.clicks = self.keys = 0
        self.dialogs: list[str] = []
        self.pages: list[str] = []
        QApplication.instance().installEventFilter(self)

    def stop(self) -> None:
        """Count no more."""
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            self.dialogs.append(watched.windowTitle())
        elif event.type() == QEvent.Type.Show and isinstance(watched, Page):
            self.pages.append(watched.key)
        return False

    def told(self, journey: str) -> str:
        """The counts in a line."""
        return (
            f"{journey}: {self.clicks} clicks, {self.keys} keys, {len(self.dialogs)} dialogs,"
            f" {len(self.pages)} changes of page"
        )

    @property
    def dialog(self) -> Any:
        """The dialog in front."""
        return next(one for one in self.window.findChildren(QDialog) if one.isVisible())

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press the mouse on a widget that can be seen and pressed."""
        assert widget.isVisible() and widget.isEnabled(), path_of(widget)
        self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        settle()

    def press(self, text: str, within: QWidget | None = None) -> None:
        """Click the button that says so."""
        shown = [
            one
            for one in (within or self.window).findChildren(QAbstractButton)
            if one.text() == text and one.isVisible()
        ]
        assert len(shown) == 1, (text, [path_of(one) for one in shown])
        self.click(shown[0])

    def choose(self, text: str) -> None:
        """Click the entry of the open menu."""
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entry = next(one for one in menu.actions() if one.text() == text)
        self.click(menu, menu.actionGeometry(entry).center())

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key where the keyboard goes to."""
        self.keys += 1
        with_them = Qt.KeyboardModifier.NoModifier
        for one in modifiers:
            with_them |= one
        QTest.keyClick(self.holder, key, with_them)
        settle()

    def type(self, text: str) -> None:
        """Type where the keyboard goes to."""
        for sign in text:
            self.keys += 1
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = Qt.Key(ord(sign.upper())) if sign.isascii() else Qt.Key.Key_unknown
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(self.holder, event)
        settle()

    @property
    def holder(self) -> QWidget:
        """Who gets the keys: of a window that no system gives back the focus, who had it there."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is None and QApplication.focusWidget() is None:
            self.window.activateWindow()
            settle()
        front = front or self.window
        return front.focusWidget() or front


def settle() -> None:
    """Let everything be laid out, drawn and given the focus that is due."""
    for _turn in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()
