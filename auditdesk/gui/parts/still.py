"""Controls that the wheel passes over: it scrolls the page and changes nothing.

Qt lets the wheel change a choice, a number or a tab, and gives the focus to what it passes, so that
a field is left and saved. Choices and tabs are made here, and views are told `still`.
"""

from typing import TypeVar

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QTabBar, QTabWidget, QWidget

W = TypeVar("W", bound=QWidget)


def still(widget: W) -> W:
    """The widget, which has the focus by Tab or click and no longer by the wheel."""
    widget.setProperty("focusPolicy", "StrongFocus")
    return widget


class StillBox(QComboBox):
    """A choice; it changes by its list, by letters and arrows."""

    def __init__(self) -> None:
        super().__init__()
        still(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StillTabs(QTabWidget):
    """Tabs; they change by click and arrows."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabBar(_Bar())


class _Bar(QTabBar):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
