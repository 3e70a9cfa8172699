"""The turn of the day: a program that stays open over night says what is late today."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

_LOOK = 60_000
"""Milliseconds between two looks: a timer set to midnight would stand still while asleep."""


class DayWatch(QObject):
    """Tells by `turned` that today is another day than it was at the last look.

    It looks every minute, and at once when the program comes to the front.
    """

    turned = Signal()

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._seen = today()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(_LOOK)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self.look)

    def look(self, _window: object = None) -> None:
        """Compare today with the day that was seen last."""
        today = self._today()
        if today != self._seen:
            self._seen = today
            self.turned.emit()
