"""Desk: the open book as the window sees it. Do a step, undo, start a job; one signal."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from auditdesk import scratch
from auditdesk.book.book import Book
from auditdesk.book.due import DueRow, due
from auditdesk.book.reading import Reading
from auditdesk.book.remarks import in_short
from auditdesk.book.trail import Head
from auditdesk.errors import PeriodClosed, ReasonNeeded
from auditdesk.gui.desk.day import DayWatch
from auditdesk.gui.desk.jobs import Job, Jobs
from auditdesk.gui.desk.settings import WHO, Settings
from auditdesk.gui.parts.drafts import Drafts
from auditdesk.gui.parts.messages import Messenger
from auditdesk.gui.parts.theme import Theme

if TYPE_CHECKING:
    from auditdesk.book.step import Step
    from auditdesk.gui.desk.keeping import Keeper
    from auditdesk.work.preview import Preview, Told

_UNSAID = "…"
"""The reason that a change is looked at with before it is told."""
T = TypeVar("T")


class Desk(QObject):
    """One open book at work: every page writes through it, and hears of every change by it.

    `changed` carries the names of the tables that a step touched, after its commit, or of all when
    today becomes another day; `wanted` asks
    the window to show a thing, by kind and id; `narrowed` to show the list of a kind with nothing
    but some records (an `Only`); `said` that what a page shows is another count.
    is_open: until the book is let go.
    """

    changed = Signal(frozenset)
    wanted = Signal(str, str)
    narrowed = Signal(str, object)
    said = Signal()

    def __init__(
        self,
        book: Book,
        today: Callable[[], date],
        settings: Settings,
        theme: Theme,
        messenger: Messenger,
        drafts_folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.book = book
        self.is_open = True
        self.read = Reading()
        self.settings = settings
        self.theme = theme
        self.messenger = messenger
        self.drafts = Drafts(drafts_folder / f"{book.uid}.json", self, book.key)
        self.jobs = Jobs(self)
        self._keeper: Keeper | None = None
        self._today = today
        self._due: tuple[tuple[Head, date], list[DueRow]] | None = None
        self._scratch: TemporaryDirectory[str] | None = None
        self._day = DayWatch(today, self)
        self._day.turned.connect(self.draw_anew)
        self._in_the_past = ExitStack()
        book.listeners.append(self.changed.emit)
        book.remarked = self._remark

    @property
    def today(self) -> date:
        """The day that counts as today: the day as of which the book is shown, if it is."""
        return self.book.past.day if self.book.past else self._today()

    @property
    def real_today(self) -> date:
        """The day that counts as today whatever is shown."""
        return self._today()

    def draw_anew(self) -> None:
        """Let every page draw again what depends on today, with no step done."""
        from auditdesk.book.tables import BY_NAME

        if self.is_open:
            self.changed.emit(frozenset(BY_NAME))

    def stand_on(self, day: date | None) -> None:
        """Show the book as of the end of a day, or as it is for None; Refusal where it cannot."""
        self.jobs.stop()
        self._in_the_past.close()
        if day is not None:
            self._in_the_past.enter_context(self.book.as_of(day))

    def work_as(self, name: str) -> None:
        """Let another name stand beside the steps from now on, also after the next start."""
        if name != self.book.who:
            self.book.who = name
            self.settings.set(WHO, name)
            self.draw_anew()

    def due(self) -> list[DueRow]:
        """What waits on this day or soon after; read once for each step and day."""
        now = (self.book.head, self.today)
        if self._due is None or self._due[0] != now:
            self._due = (now, due(self.book, self.today))
        return self._due[1]

    def do(self, what: str, deed: "Callable[[Step], T]", reason: str = "") -> T:
        """Do one step, named as the user will read it in the trail and beside “Undo”.

        reason: why, where it writes into a closed period; PeriodClosed knows how to do it again.
        """
        try:
            with self.book.step(what, reason) as step:
                return deed(step)
        except PeriodClosed as closed:
            closed.again = lambda reason: self.do(what, deed, reason)
            raise

    def enter(self, what: str, kind: str, data: Mapping[str, Any]) -> str:
        """Add one thing from plain data; its id."""
        entry, of = _verbs(kind)
        return str(self.do(what, lambda step: entry.enter(step, of, data, self.today)))

    def amend(self, what: str, kind: str, id: str, data: Mapping[str, Any]) -> None:
        """Change one thing, or move it on, by plain data."""
        self.amend_all(what, kind, (id,), data)

    def amend_all(self, what: str, kind: str, ids: Iterable[str], data: Mapping[str, Any]) -> None:
        """Change several things alike in one step: all of them, or none."""
        entry, of = _verbs(kind)

        def deed(step: "Step") -> None:
            for id in ids:
                entry.amend(step, of, id, data, self.today)

        self.do(what, deed)

    def foresee(self, deed: "Callable[[Step], object]", told: "Told" = ()) -> "Preview":
        """What a deed would move beside what it is told to change; Refusal as the deed itself."""
        from auditdesk.work.preview import preview

        return preview(self.book, deed, told)

    def foresee_entering(self, kind: str, data: Mapping[str, Any]) -> "Preview":
        """What adding one thing would move."""
        entry, of = _verbs(kind)
        return self.foresee(lambda step: entry.enter(step, of, data, self.today))

    def foresee_discarding(self, kind: str, id: str, reason: str = "") -> "Preview":
        """What removing one thing would move."""
        entry, of = _verbs(kind)
        return self.foresee(lambda step: entry.discard(step, of, id, self.today, reason))

    def foresee_amending(
        self, kind: str, ids: Iterable[str], data: Mapping[str, Any]
    ) -> "tuple[Preview, str]":
        """What changing several things alike would move, and the question why, where it needs a
        reason that is not given yet."""
        entry, of = _verbs(kind)
        ids = list(ids)
        told = [(of.table, id, key) for id in ids for key in (*data, "state")]

        def deed(step: "Step", data: Mapping[str, Any] = data) -> None:
            for id in ids:
                entry.amend(step, of, id, data, self.today)

        try:
            return self.foresee(deed, told), ""
        except ReasonNeeded as needed:
            reasoned = {**data, "reason": _UNSAID}
            return self.foresee(partial(deed, data=reasoned), told), str(needed)

    def discard(self, what: str, kind: str, id: str, reason: str = "") -> None:
        """Remove one thing on which nothing official hangs."""
        entry, of = _verbs(kind)
        self.do(what, lambda step: entry.discard(step, of, id, self.today, reason))

    def plain(self, kind: str, id: str) -> dict[str, Any]:
        """What one thing says, as plain data; KeyError where it is gone."""
        from auditdesk.work.plain import plain

        return plain(self.read, _verbs(kind)[1], id)

    def _remark(self, sentences: list[str]) -> None:
        self.messenger.offer(" ".join(in_short(sentences)), ())

    def undo(self, reason: str = "") -> str:
        """Undo the last step; what it was called."""
        return _once_more(self.book.undo, reason)

    def redo(self, reason: str = "") -> str:
        """Redo what was undone last; what it was called."""
        return _once_more(self.book.redo, reason)

    def start(self, job: Job[Any]) -> None:
        """Start a slow job: it reads the book here and writes its file on a thread."""
        self.jobs.start(job)

    def keeper(self) -> "Keeper":
        """What copies the book by itself; made once the window is ready, or when it is wanted."""
        if self._keeper is None:
            from auditdesk.gui.desk.keeping import Keeper  # late: a start copies nothing

            self._keeper = Keeper(self)
        return self._keeper

    def copied_first(self, rows: Callable[[], Iterable[Any]]) -> Iterator[Any]:
        """Copy the book, then do what changes much: both in the slices of a job."""
        for _part in self.keeper().copied_first():
            yield None
        yield from rows()

    def show(self, kind: str, id: str) -> None:
        """Ask the window to show a thing in its place."""
        self.wanted.emit(kind, id)

    def show_only(self, kind: str, ids: Sequence[str], told: str) -> None:
        """Ask the window to show these records in the list of their kind; told: what they are."""
        from auditdesk.book.lists import Only  # late: a start shows no list

        self.narrowed.emit(kind, Only(json.dumps(list(ids)), told))

    def scratch(self) -> Path:
        """A new folder for files that nobody keeps; it is gone when the book is closed."""
        if self._scratch is None:
            self._scratch = TemporaryDirectory(dir=scratch.folder(), ignore_cleanup_errors=True)
        return Path(mkdtemp(dir=self._scratch.name))

    def close(self) -> None:
        """Keep what is typed, and let the book go."""
        self.is_open = False
        if self._keeper is not None:
            self._keeper.stop()
        self.drafts.write()
        self.jobs.stop()
        if self._scratch:
            self._scratch.cleanup()
        self._in_the_past.close()
        self.book.close()


def _verbs(kind: str) -> tuple[Any, Any]:
    """The verbs by plain data, and a kind; loaded with the first deed: a start only shows."""
    from auditdesk.work import entry, kinds

    return entry, kinds.kind_of(kind)


def _once_more(deed: Callable[[str], str], reason: str) -> str:
    """Do it; where a closed period asks why, PeriodClosed knows how to do it again."""
    try:
        return deed(reason)
    except PeriodClosed as closed:
        closed.again = deed
        raise
