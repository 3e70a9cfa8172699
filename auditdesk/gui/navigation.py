"""Navigation: the places of the window, each with how much is due there."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.pages import PLACES, PagePlace
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import button, plain_label
from auditdesk.i18n import _

_WIDE, _NARROW = 176, 68
ROOM_FOR_NAMES = 1100
"""The width of a window, in pixels, from which on the places are named beside their icons."""


class Navigation(QFrame):
    """The places, each with how much is due there; in a narrow window only their icons."""

    def __init__(self, theme: Theme, go: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(_WIDE)
        self._theme = theme
        self.buttons: dict[str, QPushButton] = {}
        self._names: dict[str, str] = {}
        self._badges: dict[str, QLabel] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 10, 8, 10)
        layout.setSpacing(2)
        for n, place in enumerate((PagePlace("welcome", _("Welcome")), *PLACES), 1):
            made = button(_(place.title), partial(go, place.key), "navigation")
            made.setCheckable(True)
            made.setIconSize(QSize(18, 18))
            made.setToolTip(f"{_(place.title)}  Ctrl+{n}")
            badge = plain_label("", "badge")
            badge.setFixedHeight(18)
            badge.hide()
            inside = QHBoxLayout(made)
            inside.setContentsMargins(8, 0, 8, 0)
            inside.addStretch(1)
            inside.addWidget(badge)
            self.buttons[place.key] = made
            self._names[place.key] = _(place.title)
            self._badges[place.key] = badge
            layout.addWidget(made)
        layout.addStretch(1)
        self.draw()

    def draw(self) -> None:
        """Draw the icons in the colours of the scheme."""
        for key, made in self.buttons.items():
            made.setIcon(self._theme.icon(key))

    def narrow(self, narrow: bool) -> None:
        """Show the names of the places, or their icons alone."""
        width = _NARROW if narrow else _WIDE
        if width != self.width():
            self.setFixedWidth(width)
            for key, made in self.buttons.items():
                made.setText("" if narrow else self._names[key].replace("&", "&&"))
                self._show_badge(key)

    def set_book(self, open: bool) -> None:
        """Without a book there is only Welcome."""
        for key, made in self.buttons.items():
            made.setEnabled(open or key == "welcome")
        if not open:
            for key, badge in self._badges.items():
                badge.setText("")
                self._show_badge(key)
                self.buttons[key].setAccessibleName(self._names[key])

    def mark(self, key: str) -> None:
        """Say which page is shown."""
        for one, made in self.buttons.items():
            made.setChecked(one == key)

    def count(self, desk: Desk) -> None:
        """Say how much is due, in each place."""
        from auditdesk.gui.today.due import due_by_place

        due = due_by_place(desk)
        for key, badge in self._badges.items():
            n = due.get(key, 0)
            badge.setText(str(n))
            self._show_badge(key)
            name = self._names[key]
            self.buttons[key].setAccessibleName(
                _("{page}, {n} due").format(page=name, n=n) if n else name
            )

    def _show_badge(self, key: str) -> None:
        badge = self._badges[key]
        badge.setVisible(self.width() == _WIDE and badge.text() not in ("", "0"))
