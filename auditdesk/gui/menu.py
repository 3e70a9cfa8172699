"""The menu of the window: what the page can do first, then groups as each desktop has them."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu

from auditdesk.gui.desk.page import Command, Group
from auditdesk.gui.desk.writing import bar
from auditdesk.i18n import _

_NO_SUBMENU = (Group.PAGE, Group.FIELD)
Commands = Callable[[], Sequence[Command]]


def fill(menu: QMenu, commands: Sequence[Command]) -> None:
    """Put the commands into a menu: those of the page as they are, the others by groups."""
    for command in _of(commands, Group.PAGE):
        _add(menu, command)
    menu.addSeparator()
    for group in Group:
        if group not in _NO_SUBMENU and _of(commands, group):
            below = menu.addMenu(group.label)
            for command in _of(commands, group):
                _add(below, command)


def put_bar(window: QMainWindow, commands: Commands) -> None:
    """Give a window the bar that macOS shows at the top of the screen."""
    for group in [group for group in Group if group is not Group.FIELD]:
        menu = window.menuBar().addMenu(group.label)
        menu.aboutToShow.connect(lambda menu=menu, group=group: _fill_anew(menu, commands, group))
        _fill_anew(menu, commands, group)


def _fill_anew(menu: QMenu, commands: Commands, group: Group) -> None:
    menu.clear()
    for command in _of(commands(), group):
        _add(menu, command)


def _of(commands: Sequence[Command], group: Group) -> list[Command]:
    return [command for command in commands if command.group is group]


def _add(menu: QMenu, command: Command) -> None:
    action = menu.addAction(command.text.replace("&", "&&"))
    if command.keys:
        action.setProperty("shortcut", command.keys)
    if command.why_not:
        bar(menu, action, command.why_not)
    action.setMenuRole(_role(command))
    action.triggered.connect(lambda _on=False, do=command.do: do())


def _role(command: Command) -> QAction.MenuRole:
    """What macOS shows in the menu of the program, whichever group it belongs to."""
    roles = {
        _("Settings…"): QAction.MenuRole.PreferencesRole,
        _("About AuditDesk"): QAction.MenuRole.AboutRole,
        _("Quit"): QAction.MenuRole.QuitRole,
    }
    return roles.get(command.text, QAction.MenuRole.NoRole)
