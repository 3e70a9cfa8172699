"""Settings of this user on this machine, and what this program is."""

import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import PySide6
from PySide6.QtWidgets import QMessageBox, QPushButton, QVBoxLayout, QWidget

from auditdesk import __version__, paths
from auditdesk.book import copies
from auditdesk.book.book import Book
from auditdesk.book.copies_told import sealed_otherwise, standing
from auditdesk.book.opening import engine
from auditdesk.gui.desk.page import Command
from auditdesk.gui.desk.settings import EXPORT_FOLDER, LOCK_AFTER, SCHEME, WHO, Settings
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import ChoiceEditor, Editor, LineEditor
from auditdesk.gui.parts.flow import flow
from auditdesk.gui.parts.widgets import button, plain_tip
from auditdesk.i18n import N_, _, ngettext

_LOCK_AFTER = (0, 1, 2, 5, 10, 15, 30, 60)
"""Minutes to choose from; 0 for never."""
SCHEMES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


def ask_settings(
    parent: QWidget,
    settings: Settings,
    book: Book | None,
    changed: Callable[[], object],
    of_book: Sequence[Command] = (),
) -> Ask:
    """Ask who works here, how the window looks, where exports go and when the book is locked.

    book: the open book, whose place is told; of_book: what can be done about its passphrase.
    changed: called when something is kept.
    """
    who = LineEditor(_("Your name"), _("It stands beside every step you do"))
    scheme = ChoiceEditor(_("Appearance"), [(key, _(word)) for key, word in SCHEMES.items()])
    folder = LineEditor(_("Folder for exports"), _("Empty for the folder that was used last"))
    second = LineEditor(
        _("Second place for copies"), _("A folder on a stick or a share; empty for none")
    )
    chosen = copies.second_place()
    second.show_value(str(chosen) if chosen else "")
    lock = ChoiceEditor(
        _("Lock an encrypted book"),
        [(n, _after(n)) for n in _LOCK_AFTER],
        _("When nobody has pressed a key or moved the mouse for so long"),
    )
    lock.show_value(settings.get(LOCK_AFTER))
    editors: dict[str, Editor] = {
        "who": who, "scheme": scheme, "folder": folder, "second": second, "lock": lock,
    }  # fmt: skip
    who.show_value(settings.get(WHO))
    scheme.show_value(settings.get(SCHEME))
    folder.show_value(settings.get(EXPORT_FOLDER))

    def keep(values: dict[str, Any]) -> None:
        place = str(values["second"] or "").strip()
        copies.choose_second_place(Path(place) if place else None)
        settings.set(WHO, str(values["who"] or "").strip())
        settings.set(SCHEME, str(values["scheme"]))
        settings.set(EXPORT_FOLDER, str(values["folder"] or "").strip())
        settings.set(LOCK_AFTER, int(values["lock"]))
        changed()

    dialog = ask(parent, _("Settings"), editors, _("Keep"), keep, text=_places(book))
    layout = dialog.layout()
    if of_book and isinstance(layout, QVBoxLayout):
        deeds = flow(*(_deed_button(dialog, deed) for deed in of_book))
        layout.insertWidget(1, deeds)
        dialog.make_room()
    return dialog


def _deed_button(dialog: Ask, deed: Command) -> QPushButton:
    made = button(deed.text, partial(_leave_for, dialog, deed))
    made.setEnabled(not deed.why_not)
    made.setToolTip(plain_tip(deed.why_not))
    return made


def _leave_for(dialog: Ask, deed: Command) -> None:
    """Do something else than to keep settings."""
    dialog.reject()
    deed.do()


def _after(minutes: int) -> str:
    if not minutes:
        return _("Never by itself")
    return ngettext("After {n} minute", "After {n} minutes", minutes).format(n=minutes)


def about(parent: QWidget) -> QMessageBox:
    """Say which AuditDesk this is, under which licence, and where it keeps its files."""
    told = [
        _("AuditDesk {version}").format(version=__version__),
        _("Internal audits of quality management systems, in one file, without a network."),
        _("Free software under the MIT licence, without any warranty."),
        f"Python {platform.python_version()} · Qt {PySide6.__version__} ·"
        f" {engine()} · {platform.platform()}",
        _places(None),
    ]
    dialog = QMessageBox(parent)
    dialog.setWindowTitle(_("About AuditDesk"))
    dialog.setText("\n\n".join(told))
    dialog.setStandardButtons(QMessageBox.StandardButton.Close)
    dialog.open()
    return dialog


def _places(book: Book | None) -> str:
    """Where the book, its copies and reports of mistakes lie."""
    told = [_("Copies are kept in {folder}.").format(folder=paths.backups())]
    if book is not None:
        told.insert(0, _("This book is {path}.").format(path=book.path))
        told.insert(
            1,
            _("It is encrypted: only its passphrase opens it, its copies and its drafts.")
            if book.key
            else _("It is not encrypted: whoever has the file reads it."),
        )
        told += standing(book.uid, datetime.now(UTC))
        told += sealed_otherwise(book.uid, book.key.salt if book.key else b"")
    return "\n".join(told)
