"""Settings of this user on this machine, and what this program is."""

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import PySide6
from PySide6.QtWidgets import QMessageBox, QWidget

from auditdesk import __version__, paths
from auditdesk.book import copies
from auditdesk.book.copies_told import standing
from auditdesk.book.opening import engine
from auditdesk.book.restoring import uid_of
from auditdesk.gui.dialogs import Ask, ask
from auditdesk.gui.editors import ChoiceEditor, LineEditor
from auditdesk.gui.settings import EXPORT_FOLDER, SCHEME, WHO, Settings
from auditdesk.i18n import N_, _

SCHEMES = {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")}


def ask_settings(
    parent: QWidget, settings: Settings, book: Path | None, changed: Callable[[], object]
) -> Ask:
    """Ask who works here, how the window looks and where exports go.

    book: the open book, whose place is told. changed: called when something is kept.
    """
    who = LineEditor(_("Your name"), _("It stands beside every step you do"))
    scheme = ChoiceEditor(_("Appearance"), [(key, _(word)) for key, word in SCHEMES.items()])
    folder = LineEditor(_("Folder for exports"), _("Empty for the folder that was used last"))
    second = LineEditor(
        _("Second place for copies"), _("A folder on a stick or a share; empty for none")
    )
    chosen = copies.second_place()
    second.show_value(str(chosen) if chosen else "")
    editors = {"who": who, "scheme": scheme, "folder": folder, "second": second}
    who.show_value(settings.get(WHO))
    scheme.show_value(settings.get(SCHEME))
    folder.show_value(settings.get(EXPORT_FOLDER))

    def keep(values: dict[str, Any]) -> None:
        place = str(values["second"] or "").strip()
        copies.choose_second_place(Path(place) if place else None)
        settings.set(WHO, str(values["who"] or "").strip())
        settings.set(SCHEME, str(values["scheme"]))
        settings.set(EXPORT_FOLDER, str(values["folder"] or "").strip())
        changed()

    return ask(parent, _("Settings"), editors, _("Keep"), keep, text=_places(book))


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


def _places(book: Path | None) -> str:
    """Where the book, its copies and reports of mistakes lie."""
    told = [_("Copies are kept in {folder}.").format(folder=paths.backups())]
    if book is not None:
        told.insert(0, _("This book is {path}.").format(path=book))
        told += standing(uid_of(book), datetime.now(UTC))
    return "\n".join(told)
