"""The window's program: settings, theme and book, put together.

What a start does not show is imported where it is asked for: dialogs, papers, the sample company.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QWidget

from auditdesk import paths
from auditdesk.book import keys
from auditdesk.book.book import SUFFIX, Book
from auditdesk.errors import Damaged, Locked, NotABook, Refusal, Trouble
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Group
from auditdesk.gui.desk.settings import SCHEME, WHO, Settings
from auditdesk.gui.desk.writing import barred
from auditdesk.gui.incoming import start as intake
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.parts.messages import Messenger
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.secret.lock import Lock
from auditdesk.i18n import N_, _


class Program:
    """One window and the book in it: opens, founds and plays books."""

    def __init__(self, application: QApplication, settings: Settings, today: date | None) -> None:
        self.application = application
        self.settings = settings
        self.messenger = Messenger()
        self.theme = Theme(application, settings.get(SCHEME))
        self._today = today
        self.story_day: date | None = None
        """What counts as today in the open book, where that tells a story."""
        self._looked_from: Path | None = None
        """The book whose copy is looked into."""
        self.window = MainWindow(settings, self.theme, self.messenger, self._welcome, self.commands)
        self.window.dropped.connect(self._dropped)
        self.lock = Lock(self)

    def today(self) -> date:
        """The day of this computer, or the one that was asked for."""
        return self._today or self.story_day or datetime.now().astimezone().date()

    def open(self, path: Path, story_day: date | None = None) -> None:
        """Open a book; the one that is open stays where this one is refused.

        story_day: what counts as today in a book that tells a story, as the sample company does.
        """
        before = self.book_path() if self.window.desk else None
        self.let_go()
        try:
            book = Book.open(path, self.settings.get(WHO))
        except (Refusal, Trouble) as error:
            self._looked_from = None
            if before is not None and before != path:
                self.put(Book.open(before, self.settings.get(WHO)))
            if not self.help_with(path, error, partial(self.open, path, story_day)):
                raise
            return
        self._looked_from = None
        self.story_day = story_day
        self.put(book)

    def new(self) -> None:
        """Ask where and whose, and found a book."""
        from auditdesk.gui.parts.dialogs import save_path

        kinds = [_("AuditDesk book") + f" (*{SUFFIX})"]
        save_path(
            self.window,
            _("New book"),
            f"audits{SUFFIX}",
            kinds,
            lambda path: self.ask_whose(Path(path)),
        )

    def ask_whose(self, path: Path) -> None:
        """Ask whose audits the book will hold, and who works in it."""
        from auditdesk.gui.asking.founding import Founding, ask_whose

        def found(whose: Founding) -> None:
            if whose.who:
                self.settings.set(WHO, whose.who)
            self.found(path, whose.name, whose.country, whose.edition)

        ask_whose(self.window, self.settings, found)

    def found(self, path: Path, name: str, country: str = "", edition: str = "") -> None:
        """Make a book for an organisation and open it."""
        from auditdesk.work import organisation

        if not name.strip():
            raise Refusal(_("Say whose audits the book will hold."))
        self.let_go()
        book = Book.create(path, self.settings.get(WHO))
        try:
            with book.step(_("Found {name}").format(name=name)) as step:
                organisation.found(step, name.strip(), country, edition)
        except BaseException:
            book.close()
            raise
        self.story_day = self._looked_from = None
        self.put(book)

    def choose(self) -> None:
        """Ask which book to open."""
        from auditdesk.gui.parts.dialogs import open_paths

        kinds = [_("AuditDesk book") + f" (*{SUFFIX})"]
        open_paths(self.window, _("Open a book"), kinds, lambda names: self.open(Path(names[0])))

    def sample(self) -> None:
        """Play the sample company in a book of its own, beside the user’s documents."""
        from auditdesk.work import sample

        folder = paths.documents()
        folder.mkdir(parents=True, exist_ok=True)
        stem = f"{sample.NAME} {_('(sample)')}"
        path = folder / f"{stem}{SUFFIX}"
        if not path.exists():
            self.let_go()
            with Book.create(path, "Ines Okafor") as book:
                sample.play(book)
        self.open(path, sample.LAST_DAY)

    def commands(self) -> Sequence[Command]:
        """What can be done on every page."""
        found = [
            Command(_("New book…"), self.new, "", Group.FILE),
            Command(_("Open a book…"), self.choose, "Ctrl+O", Group.FILE),
            Command(_("Try the sample company"), self.sample, "", Group.FILE),
        ]
        desk = self.window.desk
        if desk is not None:
            into, out = partial(intake.choose, desk, self.window), partial(self._make_folder, desk)
            found += [
                Command(_("Import from Excel…"), into, "Ctrl+I", Group.FILE, writes=True),
                Command(
                    _("Import pasted cells"),
                    partial(intake.paste, desk, self.window),
                    group=Group.FILE,
                    writes=True,
                ),
                Command(_("Folder for the certification body…"), out, "", Group.FILE),
                Command(
                    _("Back up the book…"),
                    partial(self._save_copy, desk),
                    group=Group.FILE,
                    also=N_("save a copy backup"),
                ),
                Command(
                    _("Copies of the book…"),
                    partial(self.show_copies, self._looked_from or desk.book.path),
                    group=Group.FILE,
                    also=N_("restore a copy backup"),
                ),
                *self.lock.commands(desk),
                *self._of_audits(),
                Command(_("Close the book"), self.close_book, "Ctrl+W", Group.FILE),
            ]
        return [
            *found,
            Command(_("Settings…"), self.ask_settings, "Ctrl+,", Group.FILE),
            Command(_("Quit"), self.window.close, "Ctrl+Q", Group.FILE),
            Command(_("Light"), partial(self._choose_scheme, "light"), "", Group.VIEW),
            Command(_("Dark"), partial(self._choose_scheme, "dark"), "", Group.VIEW),
            Command(
                _("Light or dark as the system"),
                partial(self._choose_scheme, "system"),
                "",
                Group.VIEW,
            ),
            Command(_("About AuditDesk"), self.about, "", Group.HELP),
        ]

    def _of_audits(self) -> Sequence[Command]:
        """What is done to an audit and asked for from other pages too."""
        page = self.window.current_page()
        if page is not None and page.key == "audits":
            return ()
        again = _("Plan the same audit again (copy)…")
        return (Command(again, self._copy_audit, group=Group.EDIT, writes=True),)

    def _copy_audit(self) -> None:
        """Go to the audits, and ask when the one that is shown there is held again."""
        self.window.go("audits")
        audits: Any = self.window.page("audits")
        audits.pane.copy()

    def run(self) -> int:
        """Until the window is closed; the exit code."""
        return self.application.exec()

    def close_book(self) -> None:
        """Let the book go, with its key; every field is saved."""
        self.let_go()
        keys.forget()
        self._looked_from = None
        self.window.put_desk(None)

    def help_with(
        self,
        path: Path,
        error: Refusal | Trouble,
        again: Callable[[], object] | None = None,
    ) -> bool:
        """Show what helps with a book that cannot be opened; whether anything does.

        again: opens it once its passphrase was said.
        """
        if isinstance(error, Locked):
            self.lock.ask(path, again)
            return True
        return isinstance(error, Damaged | NotABook) and self.offer_copies(path, error)

    def offer_copies(self, path: Path, error: Refusal | Trouble) -> bool:
        """Show the copies of a book that cannot be opened; whether there are any."""
        from auditdesk.book.restoring import last_good

        if last_good(path) is None:
            return False
        self.show_copies(path, str(error))
        return True

    def show_copies(self, path: Path, hurt: str = "") -> None:
        """Show what copies there are of a book; hurt: why it cannot be opened."""
        from auditdesk.gui.restore.page import RestorePage

        def back() -> None:
            self.window.go("today" if self.window.desk else "welcome")

        page = RestorePage(
            path, partial(self.look_into, path), partial(self.ask_restore, path), back, hurt
        )
        self.window.show_beside("restore", page)

    def look_into(self, path: Path, copy: Path) -> None:
        """Open a copy for reading only, with the way back to its book."""
        self.let_go()
        self._looked_from = path
        try:
            self.put(Book.look(copy, _("it is a copy of {name}").format(name=path.name)))
        except Locked:
            self._looked_from = None
            if path.exists():
                self.open(path)
            self.lock.ask(copy, partial(self.look_into, path, copy))
            return
        except (Refusal, Trouble) as error:
            self.open(path)
            self.messenger.tell(error, None)
            return
        self.messenger.offer(
            _("This is a copy of {name}, to look at.").format(name=path.name),
            (
                (_("Restore…"), partial(self.ask_restore, path, copy)),
                (_("Back to the book"), partial(self.open, path)),
            ),
        )

    def ask_restore(self, path: Path, copy: Path) -> None:
        """Ask whether a copy shall be the book, and say how it differs."""
        from auditdesk.book.copies_told import told_differences
        from auditdesk.gui.parts.dialogs import confirm

        text = _("The copy takes the place of {name}; what is there now is kept beside it.").format(
            name=path.name
        )
        confirm(
            self.window,
            _("Restore a copy"),
            "\n".join((text, *told_differences(copy, path))),
            _("Restore"),
            partial(self.restore, path, copy),
        )

    def restore(self, path: Path, copy: Path) -> None:
        """Let a copy be the book, and open it; where that is refused all is as it was."""
        from auditdesk.book import restoring

        was_open = self.window.desk is not None
        self.let_go()
        try:
            aside = restoring.restore(path, copy)
        except Locked:  # the key of the other one is held, and stays so
            asked = copy if restoring.held(copy).locked else path
            self.lock.ask(asked, partial(self.restore, path, copy))
            return
        except (Refusal, Trouble):
            if was_open:
                self.open(path)
            raise
        self.open(path)
        kept = _("What was there is kept as {name}.").format(name=aside.name) if aside else ""
        self.messenger.offer(_("The copy is the book now. {kept}").format(kept=kept).strip(), ())

    def put(self, book: Book) -> None:
        """Work on this book."""
        if self._looked_from is None:
            self.settings.remember_book(book.path)
        desk = Desk(
            book,
            self.today,
            self.settings,
            self.theme,
            self.messenger,
            paths.drafts(),
            self.window,
        )
        self.window.put_desk(desk)
        self.lock.watch(desk)

    def book_path(self) -> Path:
        """Where the open book lies, also while a copy of it is looked at."""
        desk = self.window.desk
        assert desk is not None
        return self._looked_from or desk.book.path

    def let_go(self) -> None:
        """Let the open book go, and hold nothing of it."""
        self.lock.rest()
        desk = self.window.desk
        if desk is not None:
            self.window.put_desk(None)
            desk.close()
            desk.deleteLater()

    def ask_settings(self) -> None:
        """Ask who works here, how the window looks and where files go."""
        from auditdesk.gui.preferences import ask_settings

        desk = self.window.desk
        ask_settings(
            self.window,
            self.settings,
            desk.book if desk else None,
            self._settle,
            [barred(desk, deed) for deed in self.lock.commands(desk)] if desk else (),
        )

    def _settle(self) -> None:
        """Work by the settings from now on: the name stands beside the next step."""
        self.theme.choose(self.settings.get(SCHEME))
        desk = self.window.desk
        looked_at = self._looked_from is not None  # a copy is read, and nobody works in it
        if desk and not looked_at and self.settings.get(WHO) not in ("", desk.book.who):
            self.open(desk.book.path, self.story_day)

    def about(self) -> None:
        """Say which AuditDesk this is."""
        from auditdesk.gui.preferences import about

        about(self.window)

    def _save_copy(self, desk: Desk) -> None:
        from auditdesk.gui.papers import papers

        papers.save_copy(desk, self.window)

    def _make_folder(self, desk: Desk) -> None:
        from auditdesk.gui.papers.folder import ask_folder

        ask_folder(desk, self.window)

    def _dropped(self, paths: list[Path]) -> None:
        if self.window.desk is None:
            raise Refusal(_("Open a book first: {name} comes into it.").format(name=paths[0].name))
        intake.take_each(self.window.desk, self.window, paths)

    def _choose_scheme(self, scheme: str) -> None:
        self.settings.set(SCHEME, scheme)
        self.theme.choose(scheme)

    def _welcome(self) -> QWidget:
        from auditdesk.gui.welcome.page import WelcomePage

        return WelcomePage(
            self.settings, self.new, self.choose, self.sample, self.open, self.show_copies
        )
