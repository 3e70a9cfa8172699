"""MainWindow: menus and pages, nothing else."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QWidget,
)

from auditdesk import scratch
from auditdesk.book.trail import Head
from auditdesk.gui import ahead
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.history import History, Stop
from auditdesk.gui.desk.page import Command, Group, Page
from auditdesk.gui.desk.settings import GEOMETRY, Settings, packed, unpacked
from auditdesk.gui.desk.writing import barred
from auditdesk.gui.incoming import start as intake
from auditdesk.gui.navigation import ROOM_FOR_NAMES, Navigation
from auditdesk.gui.pages import PLACES
from auditdesk.gui.parts import focus, working
from auditdesk.gui.parts.messages import Messenger, Notice
from auditdesk.gui.parts.status import StatusLine
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import EDGE, boxed, column, plain_label, row, tool_button
from auditdesk.gui.past import PastBar, ask_day
from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QKeyEvent,
        QMouseEvent,
        QResizeEvent,
    )

Commands = Callable[[], Sequence[Command]]


class MainWindow(QMainWindow):
    """The frame: top line, navigation, page, status line. Without a book it shows Welcome.

    `commands` gives what the program as a whole can do: open, new, settings. `dropped` carries the
    files that were dropped on it and can come in.
    """

    dropped = Signal(list)

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        messenger: Messenger,
        welcome: Callable[[], QWidget],
        commands: Commands,
    ) -> None:
        super().__init__()
        self._settings, self._theme = settings, theme
        self._welcome, self._commands = welcome, commands
        self.desk: Desk | None = None
        self._head: Head | None = None
        self.pages: dict[str, Page] = {}
        self._shortcuts: list[QAction] = []
        self.ahead = ahead.Ahead(self)
        self.history = History(self, self._here, self._show_stop)
        self.setWindowTitle("AuditDesk")
        self.setMinimumSize(900, 560)
        self.setAcceptDrops(True)
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.navigation = Navigation(theme, self.go)
        self.navigation.set_book(False)
        self.stack = QStackedWidget()
        self.notice = Notice(messenger)
        self.top = _Top(theme, self.open_palette, self._open_menu)
        self.status = StatusLine(self.undo)
        self.past_bar = PastBar(lambda: self.show_as_of(None))
        pages = column(self.stack, self.notice)
        pages.setStretch(0, 1)
        body = row(self.navigation, boxed(pages))
        body.setSpacing(0)
        body.setStretch(1, 1)
        frame = column(self.top, self.past_bar, boxed(body), self.status)
        frame.setSpacing(0)
        frame.setStretch(2, 1)
        self.setCentralWidget(boxed(frame))
        geometry = settings.get(GEOMETRY)
        if geometry:
            self.restoreGeometry(unpacked(geometry))
        theme.switched.connect(self.navigation.draw)
        theme.switched.connect(self._dress)
        self._dress()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self.navigation.narrow(self.width() < ROOM_FOR_NAMES)

    # --- books and pages -----------------------------------------------------------------------

    def show_welcome(self) -> None:
        """Show the page that opens books; an open book stays open behind it."""
        self.show_beside("welcome", self._welcome())

    def show_beside(self, key: str, widget: QWidget) -> None:
        """Show something that is no page of the book; an open book stays open behind it."""
        self._put(key, widget)
        self.navigation.mark(key)

    def put_desk(self, desk: Desk | None) -> None:
        """Work on this book from now on, or on none."""
        self.leave()
        self.ahead.stop()
        for dialog in self.findChildren(QDialog):
            dialog.close()
        self.desk = desk
        self._drop_pages()
        self.past_bar.show_past(desk.book.past if desk else None)
        self.navigation.set_book(desk is not None)
        self.notice.dismiss()
        if desk is None:
            self.top.show_book("", "", "")
            self.setWindowTitle("AuditDesk")
            self.show_welcome()
            self._bind_shortcuts()
            self._say_status()
        else:
            desk.wanted.connect(self.show_thing)
            desk.narrowed.connect(self.show_only)
            desk.said.connect(self._say_status)
            desk.changed.connect(self._changed)
            self._head = desk.book.head
            self._name_book()
            self.navigation.count(desk)
            self.go("today")
            self.ahead.start(self._prepared())

    def show_as_of(self, day: date | None) -> None:
        """Show the whole book as of the end of a day, read-only, or as it is for None."""
        desk, page = self.desk, self.current_page()
        assert desk is not None
        self.leave()
        self.ahead.stop()
        try:
            desk.stand_on(day)
        finally:
            self._drop_pages()
            self.notice.dismiss()
            self.past_bar.show_past(desk.book.past)
            self._name_book()
            self.navigation.count(desk)
            self.go(page.key if page else "today")

    def ask_day(self) -> None:
        """Ask as of which day to show the book."""
        desk = self.desk
        if desk is not None:
            ask_day(self, lambda: desk.real_today, desk.today, self.show_as_of)

    def _drop_pages(self) -> None:
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages = {}
        self.history.forget()

    def go(self, key: str) -> None:
        """Show a page of the navigation."""
        with self.history.jump():
            self._go(key)

    def _here(self) -> Stop | None:
        page = self.current_page()
        return Stop(page.key, page.here()) if page is not None else None

    def _show_stop(self, stop: Stop) -> None:
        self.go(stop.page)
        if stop.id:
            self.page(stop.page).show_thing("", stop.id)

    def _go(self, key: str) -> None:
        if key == "welcome" or self.desk is None:
            self.show_welcome()
            return
        page = self.page(key)
        current = self.stack.currentWidget()
        if isinstance(current, Page) and current is not page:
            current.leave()
        self._put(key, page)
        self.navigation.mark(key)
        page.brought_up()
        page.focus()
        self._bind_shortcuts()
        self._say_status()

    def page(self, key: str) -> Page:
        """A page, made when it is first asked for."""
        if key not in self.pages:
            assert self.desk is not None
            place = next(place for place in PLACES if place.key == key)
            self.pages[key] = place.make(self.desk)
        return self.pages[key]

    def current_page(self) -> Page | None:
        """The page that is shown, None on Welcome."""
        current = self.stack.currentWidget()
        return current if isinstance(current, Page) else None

    def show_thing(self, kind: str, id: str) -> None:
        """Show a thing in its place."""
        for place in PLACES:
            if kind in place.kinds or kind == place.key:
                with self.history.jump():
                    self.go(place.key)
                    if id:
                        self.page(place.key).show_thing(kind, id)

    def show_only(self, kind: str, only: object) -> None:
        """Show nothing but these records (an `Only`) in the list of their kind."""
        key = next(place.key for place in PLACES if kind in place.kinds)
        with self.history.jump():
            self.go(key)
            listed: Any = self.page(key)
            listed.narrow({}, only)

    def leave(self) -> None:
        """Save what is being typed."""
        for page in self.pages.values():
            page.leave()

    def setVisible(self, visible: bool) -> None:
        if visible and self.stack.count() == 0:
            self.show_welcome()
        super().setVisible(visible)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self.history)
        self.ahead.put_off()

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        if intake.coming_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:
        paths = intake.coming_in(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def closeEvent(self, event: "QCloseEvent") -> None:
        if working.must_end():
            text = _("The book is being written anew: close the window when that is done.")
            self.notice.say(text, "problem")
            event.ignore()
            return
        self.leave()
        self.ahead.stop()
        self._settings.set(GEOMETRY, packed(self.saveGeometry()))
        if self.desk:
            self.desk.close()
            self.desk = None
        event.accept()

    def _prepared(self) -> Iterator[object]:
        """The first page to its end, the code of all pages, and the register as it will be seen."""
        from PySide6.QtCore import Qt

        yield Qt  # its hundred enumerations are a slice of their own
        yield from ahead.load(ahead.TABLES)
        today = self.page("today")
        today.settle()
        yield today
        yield from ahead.load(ahead.PAGES)
        page = self.page("findings")
        yield page
        self._take_in(page)
        yield page
        page.brought_up()
        if self.desk is not None and not self.desk.book.why_read_only:
            yield self.desk.keeper()
        scratch.sweep()
        yield scratch

    def focusNextPrevChild(self, next: bool) -> bool:
        """By Tab to the next control; from one that is hidden or disabled to its neighbour."""
        control, page = self.focusWidget(), self.stack.currentWidget()
        if control is not None and page is not None and page.isAncestorOf(control):
            gone = not control.isVisible() or not control.isEnabled()
            if gone and focus.give_to_neighbour(control, page):
                return True
        return super().focusNextPrevChild(next)

    def _dress(self) -> None:
        self.setStyleSheet(self._theme.sheet)

    def _take_in(self, widget: QWidget) -> None:
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)

    def _put(self, key: str, widget: QWidget) -> None:
        self._take_in(widget)
        for old in [self.stack.widget(n) for n in range(self.stack.count())]:
            if old is not None and old is not widget and not isinstance(old, Page):
                self.stack.removeWidget(old)
                old.deleteLater()
        self.stack.setCurrentWidget(widget)
        widget.setProperty("key", key)

    # --- commands ------------------------------------------------------------------------------

    def commands(self) -> list[Command]:
        """Everything that can be done now."""
        found: list[Command] = []
        page = self.current_page()
        if page is not None:
            found += page.commands()
        if self.desk is not None:
            if self.desk.book.past:
                back = partial(self.show_as_of, None)
                found.append(Command(_("Back to today"), back, group=Group.VIEW))
            found += [
                Command(_("New finding"), self.quick_finding, "Ctrl+N", Group.EDIT, writes=True),
                Command(_("Undo"), self.undo, "Ctrl+Z", Group.EDIT, writes=True),
                Command(_("Redo"), self.redo, "Ctrl+Shift+Z", Group.EDIT, writes=True),
                Command(_("As of…"), self.ask_day, "", Group.VIEW),
                Command(_("Back"), self.history.back, "Alt+Left", Group.GO),
                Command(_("Forward"), self.history.forward, "Alt+Right", Group.GO),
                *(
                    Command(
                        _("Go to {page}").format(page=_(place.title)),
                        partial(self.go, place.key),
                        f"Ctrl+{n % 10}",
                        Group.GO,
                    )
                    for n, place in enumerate(PLACES, 2)
                ),
            ]
        found += [
            Command(_("Go to Welcome"), partial(self.go, "welcome"), "Ctrl+1", Group.GO),
            Command(_("Help on this page"), self.show_help, "F1", Group.HELP),
            *self._commands(),
        ]
        return [barred(self.desk, command) for command in found] if self.desk else found

    def open_palette(self, text: str = "") -> None:
        """Open the field for commands, numbers and texts."""
        from auditdesk.gui.palette import Palette
        from auditdesk.gui.parts import help
        from auditdesk.gui.parts.chooser import Chooser

        chooser = Chooser(
            self.top.field,
            self._theme,
            Palette(self.desk, self.commands, partial(help.show, self)),
            _("Find anything, or type a command"),
        )
        chooser.open_below(self.top.field, max(self.top.field.width(), 520), text)

    def quick_finding(self) -> None:
        """Write a finding down from anywhere, with only what is needed on the spot."""
        if self.desk is not None:
            from auditdesk.gui.asking.quick_finding import quick_finding

            page = self.current_page()
            quick_finding(self, self.desk, page.audit() if page else "")

    def undo(self) -> None:
        """Undo the last step; the status line says what it was."""
        if self.desk is not None:
            self.leave()
            self.desk.undo()

    def redo(self) -> None:
        """Redo what was undone last."""
        if self.desk is not None:
            self.desk.redo()

    def show_help(self) -> None:
        """Show the help page of what is shown."""
        from auditdesk.gui.parts import help

        current = self.stack.currentWidget()
        help.show(self, str(current.property("key")) if current else "welcome")

    def _bind_shortcuts(self) -> None:
        for action in self._shortcuts:
            self.removeAction(action)
            action.deleteLater()
        self._shortcuts = []
        palette = Command(_("Find anything, or type a command"), self.open_palette, "Ctrl+K")
        for command in (palette, *self.commands()):
            if command.keys:
                action = QAction(command.text, self)
                action.setProperty("shortcut", command.keys)
                action.triggered.connect(lambda _on=False, do=command.do: do())
                self.addAction(action)
                self._shortcuts.append(action)

    def _open_menu(self) -> None:
        from auditdesk.gui import menu as grouped

        menu = QMenu(self)
        grouped.fill(menu, self.commands())
        at = self.top.menu
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))

    # --- what the frame says -------------------------------------------------------------------

    def _changed(self, tables: frozenset[str]) -> None:
        head = self.desk.book.head if self.desk is not None else None
        if head != self._head:  # a step, and not merely another day
            self._head = head
            self.notice.dismiss()
            self.status.saved(datetime.now().astimezone())
        if tables & {"organisation", "person"}:
            self._name_book()
        if self.desk is not None:
            self.navigation.count(self.desk)
        self._say_status()

    def _name_book(self) -> None:
        assert self.desk is not None
        book = self.desk.book
        name = book.house
        self.top.show_book(name, book.path.name, book.who)
        self.setWindowTitle(f"{name} – {book.path.name} – AuditDesk")

    def _say_status(self) -> None:
        page = self.current_page()
        book = self.desk.book if self.desk else None
        self.status.say(
            page.status() if page else "",
            book.would_undo if book else "",
            book.why_read_only if book and not book.past else "",
        )


class _Top(QFrame):
    """The top line: whose book, one field for finding and commands, who works."""

    def __init__(
        self, theme: Theme, find: Callable[[], object], open_menu: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setObjectName("top")
        self.name = plain_label("", "heading")
        self.file = plain_label("", "muted")
        self.who = plain_label("", "muted")
        self.menu = tool_button("☰", _("Menu"), open_menu)
        self.field = _FindField(find)
        layout = row(
            self.menu, self.name, self.file, self.field, 1, self.who, margins=(8, 6, EDGE, 6)
        )
        layout.setSpacing(12)
        self.setLayout(layout)

    def show_book(self, name: str, file: str, who: str) -> None:
        """Say whose book is open, and who works in it."""
        self.name.setText(name or "AuditDesk")
        self.file.setText(file)
        self.who.setText(who)


class _FindField(QLineEdit):
    """Looks like a search field and opens the palette."""

    def __init__(self, find: Callable[[], object]) -> None:
        super().__init__()
        self._find = find
        self.setPlaceholderText(_("Find anything, or type a command   Ctrl+K"))
        self.setAccessibleName(_("Find anything, or type a command"))
        self.setReadOnly(True)
        self.setFixedWidth(400)
        self.setProperty("focusPolicy", "TabFocus")

    def mousePressEvent(self, _event: "QMouseEvent") -> None:
        self._find()

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._find()
        else:
            super().keyPressEvent(event)
