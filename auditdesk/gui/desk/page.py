"""Page: a place in the window; it says what it touches, and is drawn again when that changes."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.widgets import EDGE, GAP, button, plain_label
from auditdesk.i18n import N_, _

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Group(StrEnum):
    """Where a command stands in the menu, in the order of the groups.

    FIELD: only the field that finds anything offers it, as the page itself shows it already.
    """

    PAGE = "page"
    FILE = "file"
    EDIT = "edit"
    GO = "go"
    VIEW = "view"
    HELP = "help"
    FIELD = "field"

    @property
    def label(self) -> str:
        return _(_GROUPS[self])


_GROUPS = {
    Group.PAGE: N_("This page"),
    Group.FILE: N_("File"),
    Group.EDIT: N_("Edit"),
    Group.GO: N_("Go"),
    Group.VIEW: N_("View"),
    Group.HELP: N_("Help"),
    Group.FIELD: N_("Parts"),
}


class Command(NamedTuple):
    """Something the user can do by a key, a menu and the palette.

    writes: what it does is kept in the book. why_not: why it cannot be done now, "" where it can.
    also: other words by which it is looked for.
    """

    text: str
    do: Callable[[], object]
    keys: str = ""
    group: Group = Group.PAGE
    writes: bool = False
    why_not: str = ""
    also: str = ""


class TitleLine(QFrame):
    """Title, then what belongs beside it, then at the far side the few actions.

    Where the line is too short for all of them, those before the last lie behind “More”.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("titleLine")
        self._folded: list[QPushButton] = []
        self.more = button(_("More"), self._open_more, name=_("More to do on this page"))
        self.more.hide()
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
        layout.addWidget(self.more)
        layout.addLayout(self.deeds)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self.fold()

    def fold(self) -> None:
        """Put away what the line has no room for."""
        buttons = [self.deeds.itemAt(n) for n in range(self.deeds.count() - 1)]
        deeds = [item.widget() for item in buttons if item is not None]
        foldable = [deed for deed in deeds if isinstance(deed, QPushButton)]
        for deed in self._folded:
            deed.show()
        self.more.hide()
        needed = self.sizeHint().width()
        self._folded = []
        if needed > self.width():
            self._folded = [deed for deed in foldable if not deed.isHidden()]
        for deed in self._folded:
            deed.hide()
        self.more.setVisible(bool(self._folded))

    def _open_more(self) -> None:
        menu = QMenu(self)
        for deed in self._folded:
            menu.addAction(deed.text(), deed.click).setEnabled(deed.isEnabled())
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))


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

    def here(self) -> str:
        """The id of what is shown now of this page, "" for the page as a whole."""
        return ""

    def audit(self) -> str:
        """The number of the audit that is in view, "" for none."""
        return ""

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
