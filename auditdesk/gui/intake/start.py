"""Start: a file dropped on the window, chosen or pasted is read aside, then its dialog opens.

The readers and the dialog are loaded when they are first used: a start does not wait for them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from auditdesk.errors import Refusal
from auditdesk.gui.desk import Desk
from auditdesk.gui.jobs import Job
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.intake.source import Source


SCANS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
"""What is dropped as a scan of sheets."""


class FileDrops(QObject):
    """Lets files of spreadsheet programs be dropped anywhere on a window."""

    def __init__(self, window: QWidget, take: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._take = take
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _dropped(event.mimeData()):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = _dropped(event.mimeData())
            if paths:
                event.acceptProposedAction()
                self._take(paths[0])
                return True
        return False


def _dropped(data: QMimeData) -> list[Path]:
    from auditdesk.intake.read import SUFFIXES

    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES + SCANS]


def choose(desk: Desk, window: QWidget) -> None:
    """Ask which file comes in."""
    from auditdesk.gui.dialogs import open_paths
    from auditdesk.intake.read import SUFFIXES

    kinds = [_("Tables") + f" ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"]
    open_paths(
        window, _("Import from Excel"), kinds, lambda names: take(desk, window, Path(names[0]))
    )


def take(desk: Desk, window: QWidget, path: Path, encoding: str = "", separator: str = "") -> None:
    """Read a file on a thread, in a process of its own, then show what it holds."""
    if path.suffix.lower() in SCANS:
        from auditdesk.gui.scans import take_scan

        take_scan(desk, window, path)
        return
    from auditdesk.intake.read import read
    from auditdesk.intake.response import is_response, returned

    def work(_rows: Sequence[Any], _report: Callable[[int], None]) -> "tuple[Source, bytes]":
        return read(path, encoding, separator), path.read_bytes()

    def done(found: "tuple[Source, bytes]") -> None:
        from auditdesk.gui.intake.dialog import ImportDialog
        from auditdesk.work.intake.plan import prepare

        source, data = found
        if is_response(source):
            from auditdesk.gui.answers import show_answers

            show_answers(desk, window, path, returned(source))
            return

        def again(encoding: str, separator: str) -> None:
            take(desk, window, path, encoding, separator)

        ImportDialog(window, desk, prepare(desk.read, source, data), again).open()

    desk.start(Job(_("Reading {name}").format(name=path.name), lambda: (), work, done))


def paste(desk: Desk, window: QWidget) -> None:
    """Take in the cells of the clipboard."""
    from auditdesk.gui.intake.dialog import ImportDialog
    from auditdesk.intake.text import read_pasted
    from auditdesk.work.intake.plan import prepare

    text = QGuiApplication.clipboard().text()
    if not text.strip():
        raise Refusal(_("The clipboard holds no cells: copy rows with their headings first."))
    incoming = prepare(desk.read, read_pasted(text), text.encode())
    ImportDialog(window, desk, incoming).open()
