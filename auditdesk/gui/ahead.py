"""Ahead: what the next clicks need is prepared while nobody clicks, a slice at a time."""

from collections.abc import Iterable, Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

REST = 100
"""Milliseconds for the first painting, before anything is prepared."""
TABLES = ("auditdesk.book.fields", "auditdesk.book.tables", "auditdesk.work.organisation")
PAGES = (
    "auditdesk.gui.forms.choices",
    "auditdesk.gui.lists.table",
    "auditdesk.book.dossiers",
    "auditdesk.book.report_reader",
    "auditdesk.work.programme",
    "auditdesk.work.causes",
    "auditdesk.work.kinds",
    "auditdesk.gui.findings.pane",
    "auditdesk.gui.findings.page",
    "auditdesk.gui.audits.timetable",
    "auditdesk.gui.audits.page",
    "auditdesk.gui.actions.page",
    "auditdesk.planner.solve",
    "auditdesk.gui.programme.plan_year",
    "auditdesk.gui.programme.page",
    "auditdesk.gui.organisation.page",
    "auditdesk.gui.trail.page",
    "auditdesk.gui.readiness.page",
    "auditdesk.gui.indicators.page",
)
"""Modules, in an order in which none takes long: what it stands on is there already."""


class Ahead(QObject):
    """Does one slice whenever there is nothing else to do: who clicks or types waits for one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._slices: Iterator[object] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether something is left to prepare."""
        return self._timer.isActive()

    def start(self, slices: Iterator[object]) -> None:
        """Begin once the window has been painted; each item is a slice done."""
        self._slices = slices
        self._timer.start(REST)

    def put_off(self) -> None:
        """Wait again: the window is being shown."""
        if self.busy:
            self._timer.start(REST)

    def stop(self) -> None:
        """Prepare nothing more."""
        self._timer.stop()

    def _go_on(self) -> None:
        for _slice in self._slices:
            self._timer.start(0)
            break


def load(names: Iterable[str]) -> Iterator[object]:
    """Load code, module by module."""
    return map(import_module, names)
