"""What writes into the book: inactive, and saying why, while the book can only be read.

A book is read only, or shown as of a day, for as long as its pages live; so a
button asks once.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command
from auditdesk.gui.parts.widgets import named, plain_tip
from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu


def why_not(desk: Desk) -> str:
    """Why nothing can be written now, "" where it can."""
    book = desk.book
    if book.past is not None:
        return _("The book is shown as of {day}. Go back to today to change it.").format(
            day=book.past.day.isoformat()
        )
    if book.why_read_only:
        return _("The book is read only: {why}.").format(why=book.why_read_only)
    return ""


def refuse_unless_writable(desk: Desk) -> None:
    """Refusal before somebody fills in what could not be kept."""
    if why := why_not(desk):
        _refuse(why)


class WriteButton(QPushButton):
    """A button whose deed is kept in the book; whoever enables it, it stays inactive where nothing
    can be kept, and its tooltip says why."""

    def __init__(
        self,
        desk: Desk,
        text: str,
        do: Callable[[], object],
        role: str = "",
        *,
        name: str = "",
    ) -> None:
        super().__init__()
        self._why_not = why_not(desk)
        named(self, text, do, role, name)
        if self._why_not:
            self.setEnabled(False)
            self.setToolTip(plain_tip(self._why_not))

    def setEnabled(self, enabled: bool) -> None:
        super().setEnabled(enabled and not self._why_not)


def add_writing(menu: "QMenu", desk: Desk, text: str, do: Callable[[], object]) -> "QAction":
    """Add to a menu what is kept in the book."""
    action = menu.addAction(text, do)
    if why := why_not(desk):
        bar(menu, action, why)
    return action


def bar(menu: "QMenu", action: "QAction", why: str) -> None:
    """Let an entry of a menu be inactive, and say why below the mouse: of itself no menu does."""
    action.setEnabled(False)
    action.setToolTip(plain_tip(why))
    menu.setToolTipsVisible(True)


def barred(desk: Desk, command: Command) -> Command:
    """A command as it can be given now: where nothing can be kept, it only says why."""
    why = why_not(desk) if command.writes else ""
    return command._replace(do=partial(_refuse, why), why_not=why) if why else command


def _refuse(why: str) -> None:
    raise Refusal(why)


def add_command(menu: "QMenu", desk: Desk, command: Command) -> "QAction":
    """Add a command to a menu of a page."""
    if command.writes:
        return add_writing(menu, desk, command.text, command.do)
    return menu.addAction(command.text, command.do)


def if_writable(desk: Desk, do: Callable[[], object]) -> Callable[[], object] | None:
    """The first step that an empty page offers; none where it could not be kept."""
    return None if why_not(desk) else do
