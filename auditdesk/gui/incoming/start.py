"""Start: a file dropped on the window, chosen or pasted is read aside, then its dialog opens.

The readers and the dialog are loaded when they are first used: a start does not wait for them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from auditdesk import pictures
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job
from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from auditdesk.intake.source import Source
    from auditdesk.work.intake.plan import Incoming


SCANS = (".pdf", *pictures.SUFFIXES)
"""What is dropped as a scan of sheets."""


def coming_in(data: "QMimeData") -> list[Path]:
    """The files that are dropped, where one at least can come in."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths if any(map(_comes_in, paths)) else []


def _comes_in(path: Path) -> bool:
    from auditdesk.intake.read import SUFFIXES

    return path.suffix.lower() in SUFFIXES + SCANS


def choose(desk: Desk, window: QWidget) -> None:
    """Ask which files come in."""
    from auditdesk.gui.parts.dialogs import open_paths
    from auditdesk.intake.read import SUFFIXES

    kinds = [_("Tables") + f" ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"]

    def chosen(names: list[str]) -> None:
        take_each(desk, window, list(map(Path, names)))

    open_paths(window, _("Import from Excel"), kinds, chosen, several=True)


def take_each(desk: Desk, window: QWidget, paths: Sequence[Path]) -> None:
    """Take files one after the other: the next when the dialog of the one before is closed."""
    rest = [path for path in paths if _comes_in(path)]
    others = [path.name for path in paths if path not in rest]
    if others:
        told = _("{names}: neither a table nor a scan, and left out.")
        desk.messenger.refuse(told.format(names=", ".join(others)))

    def following() -> None:
        if rest and desk.is_open:
            take(desk, window, rest.pop(0), then=following)

    following()


def take(
    desk: Desk,
    window: QWidget,
    path: Path,
    encoding: str = "",
    separator: str = "",
    then: Callable[[], object] = lambda: None,
) -> None:
    """Read and understand a file on a thread, then show what it holds.

    then: is called when its dialog is closed, or where none comes.
    """
    if path.suffix.lower() in SCANS:
        from auditdesk.gui.incoming.scans import take_scan

        take_scan(desk, window, path, then)
        return
    from auditdesk.intake.read import read

    def again(encoding: str, separator: str) -> None:
        take(desk, window, path, encoding, separator, then)

    def reading() -> "tuple[Source, bytes]":
        return read(path, encoding, separator), contents(path)

    _begin(desk, window, _("Reading {name}").format(name=path.name), reading, path, again, then)


def paste(desk: Desk, window: QWidget) -> None:
    """Take in the cells of the clipboard."""
    from auditdesk.intake.text import read_pasted

    text = QGuiApplication.clipboard().text()
    if not text.strip():
        raise Refusal(_("The clipboard holds no cells: copy rows with their headings first."))
    _begin(desk, window, _("Reading the clipboard"), lambda: (read_pasted(text), text.encode()))


def _begin(
    desk: Desk,
    window: QWidget,
    title: str,
    reading: "Callable[[], tuple[Source, bytes]]",
    path: Path | None = None,
    again: Callable[[str, str], object] | None = None,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Read and understand on a thread, then open the dialog for what came."""
    from auditdesk.intake.response import is_response
    from auditdesk.work.intake.plan import known_shapes, understand

    known = known_shapes(desk.read)
    repeated: list[bool] = []

    def work(_rows: Sequence[object], report: Callable[[int], None]) -> "Incoming | Source":
        source, data = reading()
        if path is not None and is_response(source):
            return source
        return understand(known, source, data, report=report)

    def anew(encoding: str, separator: str) -> None:
        assert again is not None
        repeated.append(True)
        again(encoding, separator)

    def shown(found: "Incoming | Source") -> QDialog:
        from auditdesk.gui.incoming.answers import show_answers
        from auditdesk.gui.incoming.dialog import ImportDialog
        from auditdesk.intake.response import returned
        from auditdesk.work.intake.plan import Incoming

        if path is not None and not isinstance(found, Incoming):
            return show_answers(desk, window, path, returned(found))
        assert isinstance(found, Incoming)
        dialog = ImportDialog(window, desk, found, anew if again else None)
        dialog.open()
        return dialog

    def done(found: "Incoming | Source") -> None:
        try:
            dialog = shown(found)
        except Exception:
            then()
            raise
        dialog.finished.connect(lambda _code: None if repeated else then())

    desk.start(Job(title, lambda: (), work, done, failed=then))
