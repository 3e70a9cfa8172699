"""Keeping: the open book is copied by itself, a slice at a time; a process proves each copy."""

import subprocess
from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from auditdesk.book import copies, keys
from auditdesk.book.keeper import CHILD
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _
from auditdesk.paths import itself

if TYPE_CHECKING:
    from auditdesk.gui.desk.desk import Desk

FIRST = 5_000
"""Milliseconds after the window is ready until the first copy is begun."""
_EVERY = int(copies.EVERY.total_seconds() * 1000)
_SLICE = 0.008
"""Seconds of copying between two looks at the window."""
_WAIT = 500
"""Milliseconds until it is looked again whether copying can go on."""


class Keeper(QObject):
    """Copies the book soon after it was opened, after each half hour of work, and when asked.

    `kept` once a copy was proven, or was found wanting; `trouble` says why then.
    """

    kept = Signal()

    def __init__(self, desk: "Desk", first: int = FIRST) -> None:
        super().__init__(desk)
        self.trouble = ""
        self._desk, self._uid = desk, desk.book.uid
        self._head = desk.book.head
        self._making: Iterator[None] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self.begin)
        self._slice = QTimer(self)
        self._slice.timeout.connect(self._go_on)
        self._look = QTimer(self, interval=200)
        self._look.timeout.connect(self._look_at_process)
        desk.changed.connect(self._changed)
        self._due.start(first)

    @property
    def busy(self) -> bool:
        """Whether a copy is being made or proven."""
        return self._making is not None or self._process is not None

    def begin(self) -> None:
        """Make a copy now, where something was done since the last one."""
        if not self.busy:
            self._head = self._desk.book.head
            self._making = copies.making(self._desk.book)
            self._slice.start(0)

    def copied_first(self) -> Iterator[None]:
        """The slices of a copy, for a job that changes much; it is proven while the job goes on."""
        while self._process is not None:
            self._look_at_process()
            yield
        self._slice.stop()
        self._making, self._head = None, self._desk.book.head
        try:
            yield from copies.making(self._desk.book)
        except (Refusal, Trouble) as error:
            self._end(str(error))
        else:
            self._prove()

    def copy_at_once(self) -> None:
        """Copy all of the book before a step that comes in from elsewhere; proven after it."""
        if self._process is not None:
            self._process.wait()
        for _part in self.copied_first():
            pass

    def stop(self) -> None:
        """Leave what is not finished: the next opening makes a copy first of all."""
        for timer in (self._due, self._slice, self._look):
            timer.stop()
        self._making = None
        if self._process is not None:
            with self._process:
                self._process.kill()
            self._process = None
        copies.forget_unproven(self._uid)

    def _changed(self, _tables: frozenset[str]) -> None:
        if self._desk.book.head != self._head and not self._due.isActive():
            self._due.start(_EVERY)

    def _go_on(self) -> None:
        book, until = self._desk.book, monotonic() + _SLICE
        if self._desk.jobs.busy or book.past is not None:
            self._slice.setInterval(_WAIT)
            return
        self._slice.setInterval(0)
        try:
            while self._making is not None and monotonic() < until:
                try:
                    next(self._making)
                except StopIteration:
                    self._prove()
        except (Refusal, Trouble) as error:
            self._end(str(error))

    def _prove(self) -> None:
        self._slice.stop()
        self._making = None
        command, environment = itself("auditdesk.book.keeper", CHILD)
        try:
            self._process = subprocess.Popen(
                [*command, str(copies.unproven(self._uid)), str(self._desk.book.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            assert self._process.stdin is not None
            with self._process.stdin as handed:
                handed.write(keys.handed(self._desk.book.key))
        except OSError:
            self._end(_("the process that proves it could not be started"))
            return
        self._look.start()

    def _look_at_process(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            with self._process as ended:
                assert ended.stdout is not None
                why = ended.stdout.read().decode("utf-8", "replace")
            self._process = None
            self._look.stop()
            unsaid = _("the process that proves it was ended")
            self._end((why or unsaid) if ended.returncode else "")

    def _end(self, trouble: str) -> None:
        self._slice.stop()
        self._making = None
        self.trouble = trouble
        if trouble:
            self._desk.messenger.trouble(_("No copy was made: {why}").format(why=trouble))
        self.kept.emit()
