"""Pane: the selected thing beside its list: a head that stays, and below it what scrolls."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLayout, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.gui.parts.widgets import EDGE, empty_state, separator


class Pane(QStackedWidget):
    """Shows a thing, or what to select first."""

    def __init__(self, name: str, nothing: str, width: int) -> None:
        super().__init__()
        self.setMinimumWidth(width)
        self.setAccessibleName(name)
        self.entrance: QWidget | None = None
        self.addWidget(empty_state(nothing, "", None))

    def build(self, head: Sequence[QWidget | QLayout], body: QWidget) -> None:
        """Put the head above the body."""
        top = QVBoxLayout()
        top.setContentsMargins(EDGE, 10, EDGE, 8)
        top.setSpacing(6)
        for part in head:
            if isinstance(part, QLayout):
                top.addLayout(part)
            else:
                top.addWidget(part)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(separator())
        layout.addWidget(body, 1)
        self.addWidget(whole)

    def focus(self) -> None:
        """Put the cursor on the control with which work begins here."""
        if self.entrance is not None:
            self.entrance.setFocus()

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self.setCurrentIndex(0)

    def show_thing(self) -> None:
        """Something is selected."""
        self.setCurrentIndex(1)
