"""The start of the window: what is wanted first, the book, is begun first.

Its pages are looked through on a thread while Qt and the window are loaded here.
"""

import gc
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from auditdesk.book.book import Book
from auditdesk.book.opening import Opening
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import language, use_language

if TYPE_CHECKING:
    from auditdesk.app import Program
    from auditdesk.gui.desk.settings import Settings

RIGHT_TO_LEFT = ("Arabic", "Hebrew", "Thaana", "Syriac", "N’Ko", "Adlam")
"""Scripts: `QLocale.textDirection` would answer with a word of Qt's own
(gui/parts/widgets.py)."""


def start(arguments: Sequence[str], today: date | None = None) -> "Program":
    """The window, shown: with the book that is named, or with the last one.

    What is loaded for it stays: to look for waste among it would take a twentieth of the start.
    """
    gc.disable()
    from PySide6.QtCore import QLocale, QSettings, QTimer

    from auditdesk.gui.desk.settings import LANGUAGE, WHO, Settings

    settings = Settings(QSettings("AuditDesk", "AuditDesk"))
    use_language(settings.get(LANGUAGE) or QLocale().name())
    path = _wanted(arguments, settings)
    opening = Opening(path) if path else None

    from PySide6.QtWidgets import QApplication

    from auditdesk.app import Program
    from auditdesk.gui.ahead import REST
    from auditdesk.gui.parts.messages import install_excepthook

    application = QApplication([sys.argv[0], "-style", "fusion", *arguments])
    application.setApplicationName("AuditDesk")
    application.setDesktopFileName("auditdesk")
    if QLocale.scriptToString(QLocale(language()).script()) in RIGHT_TO_LEFT:
        from PySide6.QtCore import Qt

        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    program = Program(application, settings, today)
    install_excepthook(program.messenger)
    if path and opening:
        try:
            program.put(Book.after(opening, settings.get(WHO)))
        except (Refusal, Trouble) as error:
            if not program.help_with(path, error):
                program.messenger.tell(error, None)
    program.window.show()
    if sys.platform == "darwin":
        from auditdesk.gui.menu import put_bar

        put_bar(program.window, program.window.commands)
    QTimer.singleShot(REST, _collect)
    return program


def _wanted(arguments: Sequence[str], settings: "Settings") -> Path | None:
    """The book that is named, or else the last one, where it is still there."""
    from auditdesk.gui.desk.settings import LAST

    named = [Path(one) for one in arguments if not one.startswith("-")]
    if named:
        return named[0]
    last = settings.get(LAST)
    return Path(last) if last and Path(last).is_file() else None


def _collect() -> None:
    """Look for waste from now on; what a start made is no waste, and is never looked at again."""
    gc.freeze()
    gc.enable()
