"""The lock: an encrypted book is closed and hidden by hand, or when nobody works in it any more.

Its key is forgotten then. What was being typed is kept as drafts, encrypted as the book is, and
the passphrase leads back to where one was. Whoever works in an open book may change its passphrase
without saying it: they can read all of it anyway.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer

from auditdesk.book import keys
from auditdesk.errors import Refusal
from auditdesk.gui.desk.page import Command, Group
from auditdesk.gui.desk.settings import LOCK_AFTER
from auditdesk.i18n import N_, _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from auditdesk.book.keys import Key
    from auditdesk.gui.desk.desk import Desk
    from auditdesk.gui.desk.settings import Settings
    from auditdesk.gui.main_window import MainWindow
    from auditdesk.gui.parts.messages import Messenger

_LOOK = 5_000
"""Milliseconds between two looks at the clock."""
_BY_HAND = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class _Spot(NamedTuple):
    """Where one was: page, what it showed, and the day as of which, if that was a past."""

    page: str
    id: str
    past: date | None


class Opens(Protocol):
    """What opens and closes books in the window: the program."""

    application: "QApplication"
    window: "MainWindow"
    settings: "Settings"
    messenger: "Messenger"
    story_day: date | None

    def open(self, path: Path, story_day: date | None = None) -> None: ...

    def close_book(self) -> None: ...

    def let_go(self) -> None: ...

    def book_path(self) -> Path: ...


class Lock(QObject):
    """Asks for passphrases, and locks the encrypted book that is open.

    now: the moment (UTC), by which it is known for how long nobody did anything; a computer that
    slept counts as nobody.
    """

    def __init__(
        self, program: Opens, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(program.window)
        self._program, self._now = program, now
        self._used = now()
        self._watched: QObject | None = None
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self.look)

    def commands(self, desk: "Desk") -> Sequence[Command]:
        """What can be done about the passphrase of the open book."""
        if desk.book.key is None:
            word = N_("encryption password lock")
            return (
                Command(
                    _("Encrypt the book…"), self.ask_new, group=Group.FILE, writes=True, also=word
                ),
            )
        return (
            Command(_("Lock the book"), self.lock, "Ctrl+L", Group.FILE),
            Command(
                _("Passphrase of the book…"),
                self.ask_new,
                group=Group.FILE,
                writes=True,
                also=N_("encryption password change"),
            ),
            Command(
                _("Recovery sheet…"), self.ask_sheet, group=Group.FILE, also=N_("lost passphrase")
            ),
            Command(
                _("Take the passphrase away…"),
                self.ask_removal,
                group=Group.FILE,
                writes=True,
                also=N_("decrypt encryption"),
            ),
        )

    # --- watching -----------------------------------------------------------------------------

    def watch(self, desk: "Desk") -> None:
        """Hold no key but that of the open book, and lock it once nobody works in it."""
        key = desk.book.key
        keys.forget()
        if key is not None:
            keys.hold(key)
            self._used = self._now()
            if self._watched is None:
                self._watched = self._program.application
                self._watched.installEventFilter(self)
            self._timer.start()
        else:
            self.rest()

    def rest(self) -> None:
        """Watch nothing: no encrypted book is open."""
        self._timer.stop()
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _BY_HAND:
            self._used = self._now()
        return False

    def look(self) -> None:
        """Lock where nobody did anything for as long as the settings say."""
        minutes = self._program.settings.get(LOCK_AFTER)
        desk = self._program.window.desk
        if desk is None or desk.jobs.busy or not minutes:
            return
        if self._now() - self._used >= timedelta(minutes=minutes):
            self.lock()

    # --- locking and unlocking ----------------------------------------------------------------

    def lock(self) -> None:
        """Close the book, forget its key and hide everything."""
        program, desk = self._program, self._program.window.desk
        if desk is None or desk.book.key is None:
            return
        path, spot, story_day = program.book_path(), self._spot(), program.story_day
        for widget in program.application.topLevelWidgets():
            if widget is not program.window and widget.isVisible():
                widget.close()
        program.close_book()
        self.ask(path, partial(self._come_back, path, story_day, spot), locked=True)

    def ask(
        self, path: Path, opened: Callable[[], object] | None = None, *, locked: bool = False
    ) -> None:
        """Show the page that asks for the passphrase of a book, then open it."""
        from auditdesk.gui.secret.page import UnlockPage

        window = self._program.window
        page = UnlockPage(
            path,
            opened or partial(self._program.open, path),
            lambda: window.go("today" if window.desk else "welcome"),
            locked=locked,
        )
        window.show_beside("secret", page)

    def _spot(self) -> _Spot | None:
        window = self._program.window
        page = window.current_page()
        if page is None or window.desk is None:
            return None
        past = window.desk.book.past
        return _Spot(page.key, page.here(), past.day if past else None)

    def _come_back(self, path: Path, story_day: date | None, spot: _Spot | None) -> None:
        program = self._program
        program.open(path, story_day)
        if spot is None or program.window.desk is None:
            return
        if spot.past is not None:
            program.window.show_as_of(spot.past)
        program.window.go(spot.page)
        if spot.id:
            program.window.page(spot.page).show_thing("", spot.id)

    # --- giving, changing, taking away --------------------------------------------------------

    def ask_new(self) -> None:
        """Ask for a new passphrase, and bring the book under it."""
        from auditdesk.gui.parts.dialogs import ask
        from auditdesk.gui.secret.page import PassphraseEditor

        def deed(values: dict[str, Any]) -> None:
            said = str(values["new"])
            keys.refuse_short(said)
            if said != str(values["again"]):
                raise Refusal(_("The two differ: type the same passphrase twice."))
            QTimer.singleShot(0, partial(self._reseal, partial(keys.new, said)))

        again = self._is_encrypted()
        text = _(
            "Nobody reads the book, its copies or its drafts without the passphrase. It cannot be"
            " found again when it is lost: print a recovery sheet afterwards. Four or five words"
            " that do not belong together are easy to remember."
        )
        if again:
            text = _("Older recovery sheets open the book no longer: print a new one afterwards.")
        ask(
            self._program.window,
            _("Passphrase of the book"),
            {
                "new": PassphraseEditor(_("New passphrase")),
                "again": PassphraseEditor(_("The same again")),
            },
            _("Change the passphrase") if again else _("Encrypt"),
            deed,
            text=text,
        )

    def ask_removal(self) -> None:
        """Ask whether everybody may read the book from now on."""
        from auditdesk.gui.parts.dialogs import confirm

        confirm(
            self._program.window,
            _("Take the passphrase away"),
            _("Whoever has the file, or one of its copies, reads the book from then on."),
            _("Take it away"),
            lambda: QTimer.singleShot(0, partial(self._reseal, lambda: None)),
        )

    def ask_sheet(self) -> None:
        """Ask whether the key is printed whole or in three parts, then print it."""
        from auditdesk.gui.parts.dialogs import ask
        from auditdesk.gui.parts.editors import ChoiceEditor

        kinds = [
            (False, _("One sheet: whoever has it opens the book")),
            (True, _("Three sheets for three people: any two of them open it")),
        ]
        choice = ChoiceEditor(_("Sheets"), kinds)
        choice.show_value(False)
        ask(
            self._program.window,
            _("Recovery sheet"),
            {"split": choice},
            _("Print…"),
            lambda values: QTimer.singleShot(0, partial(self._print, bool(values["split"]))),
            text=_(
                "The sheet opens the book when the passphrase is lost. Print the PDF, keep the"
                " paper where the computer is not, and delete the file."
            ),
        )

    def _print(self, split: bool) -> None:
        from auditdesk.gui.papers import papers

        desk = self._program.window.desk
        if desk is not None and desk.book.key is not None:
            papers.save_recovery(desk, self._program.window, desk.book.key, split)

    def _is_encrypted(self) -> bool:
        desk = self._program.window.desk
        return desk is not None and desk.book.key is not None

    def _reseal(self, make: "Callable[[], Key | None]") -> None:
        """Write the open book anew under another key, and open it again where one was."""
        from auditdesk.book.sealing import reseal
        from auditdesk.gui.parts.working import Working
        from auditdesk.gui.secret.page import WaitPage

        program, desk = self._program, self._program.window.desk
        if desk is None:
            return
        desk.book.refuse_read_only()
        path, spot, story_day = program.book_path(), self._spot(), program.story_day
        held = keys.held()
        who = desk.book.who
        program.let_go()
        program.window.show_beside("secret", WaitPage(_("The book is being written anew…")))
        for key in held:
            keys.hold(key)

        def back() -> None:
            self._come_back(path, story_day, spot)

        def failed(error: Exception) -> None:
            back()
            raise error

        def deed() -> str:
            return reseal(path, make(), who)

        Working(self, deed, lambda _uid: self._resealed(back, held), failed, whole=True)

    def _resealed(self, back: Callable[[], object], held: "list[Key]") -> None:
        """Go on in the book; its copies follow in the process that proves them."""
        from auditdesk.book.copies_told import left_beside

        back()
        desk = self._program.window.desk
        if desk is None:
            return
        for key in held:
            keys.hold(key)
        desk.keeper().begin()
        if desk.book.key is None:
            self._program.messenger.offer(_("The book is not encrypted any more."), ())
        else:
            text = _("The book is encrypted. A lost passphrase cannot be found again.")
            left = left_beside(desk.book.path, desk.book.uid, desk.book.key.salt)
            self._program.messenger.offer(
                " ".join((text, *left)),
                ((_("Recovery sheet…"), self.ask_sheet),),
            )
