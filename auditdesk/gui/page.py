"""Page: a place in the window; it says what it touches, and is drawn again when that changes."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from auditdesk.gui.desk import Desk
from auditdesk.gui.widgets import EDGE, GAP, plain_label


class Command(NamedTuple):
    """Something the user can do by a key, a menu and the palette."""

    text: str
    do: Callable[[], object]
    keys: str = ""


class TitleLine(QFrame):
    """Title, then what belongs beside it, then at the far side the few actions."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("titleLine")
        self.title = plain_label(title, "title")
        self.beside = QHBoxLayout()
        self.beside.setSpacing(GAP)
        self.deeds = QHBoxLayout()
        self.deeds.setSpacing(GAP)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, 9, EDGE, 9)
        layout.setSpacing(12)
        layout.addWidget(self.title)
        layout.addLayout(self.beside, 1)
        layout.addLayout(self.deeds)


class Page(QWidget):
    """One page. Subclasses fill `body`, name the tables they show, and draw in `refresh`."""

    key = ""
    touches: frozenset[str] = frozenset()

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.desk = desk
        self.setAccessibleName(title)
        self.title_line = TitleLine(title)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.title_line)
        layout.addLayout(self.body, 1)
        self.entrance: QWidget | None = None
        self._stale = True
        desk.changed.connect(self._hear)

    def focus(self) -> None:
        """Put the cursor on the control with which work begins here, the `entrance`.

        It is no focus proxy: from a container with one, Tab leaves the container.
        """
        if self.entrance is not None:
            self.entrance.setFocus()

    def refresh(self) -> None:
        """Draw what the book says now."""

    def settle(self) -> None:
        """Draw what can wait until the window has been painted and tables are there."""

    def show_thing(self, kind: str, id: str) -> None:
        """Show one thing of this page."""

    def search(self, text: str = "") -> None:
        """Put the cursor where this page is searched."""

    def commands(self) -> Iterable[Command]:
        """What this page adds to the palette and the menus while it is shown."""
        return ()

    def status(self) -> str:
        """What is shown, for the status line."""
        return ""

    def leave(self) -> None:
        """Save what is being typed before the page is hidden or the window closes."""

    def brought_up(self) -> None:
        """The page is shown now: draw it if the book changed meanwhile."""
        if self._stale:
            self._stale = False
            self.refresh()

    def _hear(self, tables: frozenset[str]) -> None:
        if not tables & self.touches:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
