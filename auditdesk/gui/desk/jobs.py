"""Slow jobs: rows are read on the thread that owns the book, files are written on another."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QProgressDialog

T = TypeVar("T")
_PATIENCE = 600
"""Milliseconds after which progress is shown."""
_SLICE = 0.012
"""Seconds of reading between two looks at the window."""


class Cancelled(Exception):
    """The user stopped the job; what it was writing is thrown away, what was there stays."""


class Job(NamedTuple, Generic[T]):
    """Rows to read, what to make of them, and what to do with the result.

    title: what progress says. rows: read in slices on the thread of the window. total: how many
    there will be, 0 where nobody knows. work: runs on a thread of its own and must not touch the
    book; it gets the rows and a function to call now and then with how many are done. failed: is
    called where the job was cancelled or ended in an error.
    """

    title: str
    rows: Callable[[], Iterable[Any]]
    work: Callable[[Sequence[Any], Callable[[int], None]], T]
    done: Callable[[T], None]
    total: int = 0
    failed: Callable[[], object] | None = None


class Jobs(QObject):
    """Runs one job after the other, with progress and cancel."""

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Job[Any]] = []
        self._running: _JobRun | None = None

    @property
    def busy(self) -> bool:
        """Whether a job runs or waits."""
        return self._running is not None

    def start(self, job: Job[Any]) -> None:
        """Start a job, or let it wait for the one before."""
        self._waiting.append(job)
        if self._running is None:
            self._next()

    def stop(self) -> None:
        """Cancel everything and wait for the file being written to be let go."""
        self._waiting.clear()
        if self._running:
            self._running.cancel()
            self._running.wait()

    def _next(self) -> None:
        self._running = _JobRun(self._waiting.pop(0), self) if self._waiting else None
        if self._running:
            self._running.ended.connect(self._ended)
            self._running.start()
        else:
            self.finished.emit()

    def _ended(self) -> None:
        """Tell what came of it; a job that is started there waits its turn like any other."""
        ended = self._running
        try:
            if ended:
                ended.tell()
                ended.deleteLater()
        finally:
            self._next()


class _JobRun(QObject):
    """One job on its way."""

    ended = Signal()
    _worked = Signal()

    def __init__(self, job: Job[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._job = job
        self._rows: list[Any] = []
        self._source: Iterator[Any] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._count = 0
        self._result: Any = None
        self._error: BaseException | None = None
        self._progress: QProgressDialog | None = None
        self._began = monotonic()
        self._pulse = QTimer(self)
        self._pulse.setInterval(0)
        self._pulse.timeout.connect(self._read)
        self._look = QTimer(self)
        self._look.setInterval(100)
        self._look.timeout.connect(self._show_progress)
        self._worked.connect(self._end)

    def start(self) -> None:
        self._pulse.start()
        self._look.start()

    def cancel(self) -> None:
        """Stop at the next row."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until the thread has let its file go, and what reads the book has let go of it."""
        self._close_source()
        if self._thread.is_alive():
            self._thread.join()

    def tell(self) -> None:
        """Hand over the result; errors are raised here, where the excepthook says them."""
        if (self._stop.is_set() or self._error is not None) and self._job.failed:
            self._job.failed()
        if self._stop.is_set() or isinstance(self._error, Cancelled):
            return
        if self._error is not None:
            raise self._error
        self._job.done(self._result)

    def _read(self) -> None:
        until = monotonic() + _SLICE
        try:
            if self._source is None:
                self._source = iter(self._job.rows())
            while monotonic() < until:
                if self._stop.is_set():
                    raise Cancelled
                try:
                    self._rows.append(next(self._source))
                except StopIteration:
                    self._pulse.stop()
                    self._thread.start()
                    return
        except BaseException as error:
            self._error = error
            self._end()

    def _work(self) -> None:
        """Runs on the thread; a QRunnable would be freed by Qt and by Python."""
        try:
            self._result = self._job.work(self._rows, self._report)
        except BaseException as error:
            self._error = error
        self._worked.emit()

    def _report(self, count: int) -> None:
        self._count = count
        if self._stop.is_set():
            raise Cancelled

    def _close_source(self) -> None:
        """A step that was being done in slices is taken back."""
        self._pulse.stop()
        close = getattr(self._source, "close", None)
        if close is not None:
            close()

    def _end(self) -> None:
        self._close_source()
        self._look.stop()
        if self._progress:
            self._progress.reset()
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        self.ended.emit()

    def _show_progress(self) -> None:
        if self._progress is None:
            if (monotonic() - self._began) * 1000 >= _PATIENCE:
                self._progress = self._made()
            return
        total = self._job.total or len(self._rows)
        if total and not self._progress.wasCanceled():
            self._progress.setMaximum(2 * total)
            self._progress.setValue(min(len(self._rows) + self._count, 2 * total - 1))

    def _window(self) -> QWidget | None:
        """The window of the book, which need not be the active one."""
        above = self.parent()
        while above is not None and not isinstance(above, QWidget):
            above = above.parent()
        return above

    def _made(self) -> "QProgressDialog":
        from PySide6.QtWidgets import QProgressDialog

        window = QApplication.activeWindow() or self._window()
        progress = QProgressDialog(self._job.title, _("Cancel"), 0, 0, window)
        progress.setWindowTitle("AuditDesk")
        progress.setAccessibleName(self._job.title)
        progress.setMinimumDuration(0)
        progress.setAutoReset(False)
        progress.setAutoClose(False)
        progress.setModal(True)
        progress.canceled.connect(self.cancel)
        progress.show()
        return progress


def counted(rows: Iterable[T], report: Callable[[int], None]) -> Iterator[T]:
    """The rows, telling how many went by."""
    for n, row in enumerate(rows):
        report(n)
        yield row
