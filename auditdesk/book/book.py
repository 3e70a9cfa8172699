"""Book: opens one file, steps, undoes, closes."""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

from auditdesk import __version__
from auditdesk.book import backups, connections, migrations, opened
from auditdesk.book.clock import behind
from auditdesk.book.ids import new_id
from auditdesk.book.keys import Key
from auditdesk.book.on_disk import OnDisk
from auditdesk.book.opening import Opening
from auditdesk.book.texts import clean_text, moment_text
from auditdesk.book.trail import Head
from auditdesk.book.troubles import in_plain_words, trouble_of
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import APPLICATION_ID, BOOK, BOOK_SUFFIX, give_name, refuse_ending
from auditdesk.i18n import _

if TYPE_CHECKING:
    from auditdesk.book.as_of import Past
    from auditdesk.book.step import Step

SUFFIX = BOOK_SUFFIX
_UNDO_DEPTH = 500
Listener = Callable[[frozenset[str]], None]
Stack = list[tuple[int, str, str]]
"""Steps to undo or redo: seq, id to undo, name."""


class _TakenBack(Exception):
    """A trial is over: nothing of it stays."""


class Book:
    """One organisation's audits in one file, locked for this program while it is open.

    One book is open in a process at a time, and one thread uses it. `listeners` are told the names
    of the tables after each commit; `remarked` hears what a step remarked, in sentences.
    """

    def __init__(
        self, path: Path, connection: apsw.Connection, who: str, device: str, why_read_only: str
    ):
        self.path = path
        self.ended_unclean = False
        """Whether the program before was stopped while it wrote."""
        self.who = who
        self.device = device
        self.why_read_only = why_read_only
        self.listeners: list[Listener] = []
        self.reason = ""
        """Why what is done in it is done, where all of it is done for one reason."""
        self.remarked: Callable[[list[str]], None] = lambda _sentences: None
        self.connection = connection
        self.head = self._stored_head()
        self.past: Past | None = None
        """The past that the book shows now; None for today."""
        self._stacked: tuple[Head, Stack, Stack] | None = None
        self._on_disk = OnDisk(connection, path)
        self.before_writing: Callable[[], object] = lambda: None
        """What is done before each step begins, such as a copy when one is due."""

    # --- opening ------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, who: str = "", device: str = "", key: Key | None = None) -> "Book":
        """Make an empty book and open it; Refusal where a file of that name exists.

        key: what it is encrypted with; None for a plain one.
        """
        path = _proper(path)
        if path.exists():
            raise Refusal(_("{name} exists already: choose another name.").format(name=path.name))
        unborn = path.with_name(f"{path.name}.{os.getpid()}.new")
        try:
            _write_empty(unborn, key)
            give_name(unborn, path)
        except FileExistsError as error:
            raise Refusal(
                _("{name} exists already: choose another name.").format(name=path.name)
            ) from error
        except (apsw.Error, OSError) as error:
            raise trouble_of(error, path) or _no_place(path, error) from error
        finally:
            with contextlib.suppress(OSError):
                unborn.unlink(missing_ok=True)
        return cls.open(path, who, device)

    @classmethod
    def open(
        cls,
        path: Path,
        who: str = "",
        device: str = "",
        scripts: Sequence[migrations.Script] | None = None,
    ) -> "Book":
        """Open and lock a book, upgraded if it is older.

        Refusal for what is no book or needs a newer AuditDesk, Trouble for a lock or damage; in
        each case the file is untouched. A book of a newer schema that is still compatible, and one
        that cannot be written, open for reading (`why_read_only` says so).
        """
        return cls.after(Opening(path, scripts), who, device)

    @classmethod
    def after(cls, opening: Opening, who: str = "", device: str = "") -> "Book":
        """Open the book that was being opened; Refusal and Trouble as for `open`."""
        path = opening.path
        with in_plain_words(path):
            connection, why_read_only = opening.done()
            try:
                book = cls(path, connection, who or _user(), device, why_read_only)
                book.ended_unclean = opening.found_journal
            except BaseException:
                connection.close()
                raise
        opened.put(connection)
        return book

    @classmethod
    def look(cls, path: Path, why: str) -> "Book":
        """Open a copy for reading only, and say why; Refusal and Trouble as for `open`."""
        return cls.after(Opening(path, why_read_only=why))

    def close(self) -> None:
        """Unlock the file; one single file is left. The past is left before."""
        if self.past is not None:
            raise RuntimeError("the book shows a past")
        with in_plain_words(self.path):
            opened.close(self.connection)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- writing ------------------------------------------------------------------------------

    @contextlib.contextmanager
    def step(self, what: str, reason: str = "", at: datetime | None = None) -> "Iterator[Step]":
        """One step of the user: everything in the block is done, or nothing is.

        reason: why it is done, where a closed period asks; kept in its name. at: the moment that
        the trail tells, for a story that is told afterwards; else that of the clock.
        """
        with self._writing(what, reason=reason) as step:
            step.at = at
            yield step

    @contextlib.contextmanager
    def trial(self, reason: str = "") -> "Iterator[Step]":
        """A step that is checked as any other and then taken back: what it would do is in it.

        Whatever reads what would happen reads it in the block, or from the step.
        """
        with contextlib.suppress(_TakenBack), self._writing("", reason=reason) as step:
            yield step
            step.settle()
            raise _TakenBack

    def undo(self, reason: str = "") -> str:
        """Undo the last step as a new step. What it was called.

        reason: why, where that writes into a closed period; else PeriodClosed.
        """
        self.refuse_in_the_past()
        undoable, _redoable = self._stacks()
        if not undoable:
            raise Refusal(_("There is nothing to undo."))
        return self._reverse(undoable[-1], _("Undo: {what}"), reason)

    def redo(self, reason: str = "") -> str:
        """Do again what was undone last, as a new step. What it was called.

        reason: as for `undo`.
        """
        self.refuse_in_the_past()
        _undoable, redoable = self._stacks()
        if not redoable:
            raise Refusal(_("There is nothing to redo."))
        return self._reverse(redoable[-1], _("Redo: {what}"), reason)

    @property
    def uid(self) -> str:
        """What tells this book from every other, whatever its file is called."""
        return str(self.connection.execute("SELECT id FROM book_info").get)

    @property
    def key(self) -> Key | None:
        """What it is encrypted with; None for a plain book."""
        return connections.key_of(self.connection)

    @property
    def house(self) -> str:
        """The organisation whose book it is, "" before it is founded."""
        return str(self.connection.execute("SELECT name FROM organisation").get or "")

    @property
    def would_undo(self) -> str:
        """What undo would undo now, "" for nothing."""
        undoable, _redoable = self._stacks()
        return undoable[-1][2] if undoable else ""

    @property
    def would_redo(self) -> str:
        """What redo would do again now, "" for nothing."""
        _undoable, redoable = self._stacks()
        return redoable[-1][2] if redoable else ""

    def select(
        self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one after the other; the machine's errors in plain words."""
        with in_plain_words(self.path):
            yield from self.connection.execute(sql, values)

    @contextlib.contextmanager
    def as_of(self, when: date | int) -> "Iterator[Past]":
        """The whole book as it was at the end of a day, or after a step, for as long as the block.

        Everything that reads the book reads that past; nothing is ever written. Refusal for a day
        before the book began, a step that it has not, and where it shows a past already.
        """
        from auditdesk.book.as_of import past_of  # late: most starts look at today

        with past_of(self, when) as past:
            yield past

    @property
    def first_day(self) -> date | None:
        """The first day of which it knows; None before the first step."""
        from auditdesk.book.as_of import days_of  # late: most starts look at today

        return days_of(self.connection).first

    def refuse_in_the_past(self) -> None:
        """Refusal while the book shows a past: nothing can be done to that."""
        if self.past is not None:
            raise Refusal(
                _(
                    "The book is shown as of {day}: what was cannot be changed. Go back to today"
                    " first."
                ).format(day=self.past.day.isoformat())
            )

    def backup(self, to: Path) -> Path:
        """A verified copy of the book as it is now; it replaces only an older copy of this book.

        Refusal while it shows a past.
        """
        self.refuse_in_the_past()
        refuse_ending(to, BOOK)
        return backups.copy(self.connection, self.path, to)

    def copying(self, to: Path) -> Iterator[None]:
        """A copy for another process, made bit by bit; it is not proven."""
        self.refuse_in_the_past()
        with in_plain_words(self.path):
            yield from backups.copying(self.connection, to)

    def _reverse(self, target: tuple[int, str, str], name: str, reason: str) -> str:
        seq, undone, what = target
        with self._writing(name.format(what=what), undoes=undone, reason=reason) as step:
            step.reverse(seq)
        return what

    @contextlib.contextmanager
    def _writing(self, what: str, undoes: str | None = None, reason: str = "") -> "Iterator[Step]":
        from auditdesk.book.step import Step  # late: who only reads needs no tables

        self.refuse_in_the_past()
        self.refuse_read_only()
        with in_plain_words(self.path):
            self._on_disk.refuse_foreign_write(self)
            if what:  # a trial has no name, and leaves nothing
                self.before_writing()
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                self.connection.execute("PRAGMA defer_foreign_keys = ON")
                step = Step(self, self.connection, undoes)
                step.reason = why = reason or self.reason
                if why:
                    what = _("{what}, because: {reason}").format(what=what, reason=clean_text(why))
                yield step
                touched = step.commit(what)
            except BaseException:
                self._roll_back()
                raise
            finally:
                self.expect_own_write()
        if touched:
            for listener in self.listeners:
                listener(touched)
            if step.at is None and (told := behind(self.connection, self.head.seq)):
                step.remark(told)
            if step.remarks:
                self.remarked(list(step.remarks))

    def refuse_read_only(self) -> None:
        """Trouble where it is open for reading only."""
        if self.why_read_only:
            raise Trouble(
                _("{name} is open for reading only: {why}. Nothing was changed.").format(
                    name=self.path.name, why=self.why_read_only
                )
            )

    def expect_own_write(self) -> None:
        """The file is now as this program wrote it."""
        self._on_disk.remember()

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            with contextlib.suppress(apsw.Error):
                self.connection.execute("ROLLBACK")

    def _stacks(self) -> tuple[Stack, Stack]:
        """What can be undone and redone, the next one last; read once for each head.

        An undo undoes a step, a redo undoes an undo; a final step ends both, and so does the past.
        """
        if self.past is not None:
            return [], []
        if self._stacked is None or self._stacked[0] != self.head:
            self._stacked = (self.head, *self._read_stacks())
        return self._stacked[1:]

    def _read_stacks(self) -> tuple[Stack, Stack]:
        steps = self.select(
            "SELECT seq, id, what, undoes, final FROM"
            " (SELECT * FROM step ORDER BY seq DESC LIMIT ?) ORDER BY seq",
            (_UNDO_DEPTH,),
        )
        names: dict[str, str] = {}
        undoable: Stack = []
        redoable: Stack = []
        for seq, id, what, undoes, final in steps:
            names[id] = names.get(undoes, what)
            entry = (seq, id, names[id])
            if final:
                undoable, redoable = [], []
            elif undoable and undoes == undoable[-1][1]:
                undoable.pop()
                redoable.append(entry)
            elif redoable and undoes == redoable[-1][1]:
                redoable.pop()
                undoable.append(entry)
            else:
                undoable.append(entry)
                redoable = []
        return undoable, redoable

    def _stored_head(self) -> Head:
        row = self.connection.execute(
            "SELECT seq, hash FROM step ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return Head(*row) if row else Head()


def _write_empty(path: Path, key: Key | None) -> None:
    connection = connections.to_new(path, key)
    try:
        scripts = migrations.shipped()
        first = scripts[0]
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {first.number}")
        first.up(connection.execute)
        connection.execute(
            "INSERT INTO book_info (id, version, compatibility, made_at, made_with)"
            " VALUES (?, ?, ?, ?, ?)",
            (
                new_id(),
                first.number,
                first.compatibility,
                moment_text(datetime.now(UTC)),
                __version__,
            ),
        )
        connection.execute("COMMIT")
        migrations.migrate(connection, first.number, scripts)
    finally:
        connection.close()


def _proper(path: Path) -> Path:
    path = path.absolute()
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    if not path.parent.is_dir():
        raise Refusal(_("There is no folder {folder}.").format(folder=path.parent))
    return path


def _no_place(path: Path, error: Exception) -> Trouble:
    cause: Any = getattr(error, "strerror", None) or error
    return Trouble(_("{name} cannot be made: {cause}.").format(name=path.name, cause=cause))


def _user() -> str:
    import getpass  # late: needed only where nobody said who works

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"
