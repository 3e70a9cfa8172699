"""One call of the command line: who works, from which day it reckons, the book that it opened."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import typer

from auditdesk.book.book import Book
from auditdesk.book.copies import before_first_step, uid_at
from auditdesk.book.remarks import in_short
from auditdesk.book.restoring import told_of_copies
from auditdesk.cli.console import say
from auditdesk.cli.options import day_of
from auditdesk.cli.prompt import Prompt
from auditdesk.errors import Damaged, NotABook, Refusal
from auditdesk.i18n import _


@dataclass
class Call:
    """What the options before a command said, and what the command opened.

    who: who does it; the login name where this is empty. day: what --today said. shown_day: the day
    as of which the book is shown. path: the book that was opened last. prompt: where passphrases
    come from.
    """

    who: str = ""
    day: date | None = None
    shown_day: date | None = None
    path: Path = Path()
    prompt: Prompt = field(default_factory=Prompt)

    @property
    def today(self) -> date:
        """The day to reckon from: the day as of which the book is shown, if it is."""
        return self.shown_day or self.day or datetime.now().astimezone().date()

    def open_book(self, path: Path, reason: str = "") -> Book:
        """The book that a command works on, by who the options say.

        reason: why all that the command does is done.
        """
        self.path = path
        try:
            book = Book.open(path, self.who)
        except (Damaged, NotABook) as error:
            if isinstance(error, NotABook) and not uid_at(path):
                raise
            raise type(error)(f"{error} {told_of_copies(path)}") from error
        book.reason = reason
        book.remarked = _tell_remarks
        before_first_step(book, say)
        return book

    @contextlib.contextmanager
    def open_book_as_of(
        self, path: Path, as_of: str | None, late_on: str | None = None
    ) -> Iterator[Book]:
        """The book that a command reads, as of a day where one is given; that day is today then.

        late_on: what was late on a day is answered from that day, for it may be done since. A book
        that began later answers from what it records now, and that is said.
        """
        shown = day_of(as_of) if as_of else None
        asked = day_of(late_on) if late_on else None
        if shown and shown > self.today:
            raise Refusal(_("{day} has not come yet.").format(day=shown.isoformat()))
        with self.open_book(path) as book:
            if shown is None and asked is not None and asked < self.today:
                first = book.first_day
                if first is not None and first <= asked:
                    shown = asked
                elif first is not None:
                    say(
                        _(
                            "The book begins on {first}: what was late on {day} is said from what"
                            " it records now."
                        ).format(first=first.isoformat(), day=asked.isoformat())
                    )
            if shown is None:
                yield book
                return
            with book.as_of(shown) as past:
                self.shown_day = shown
                try:
                    say(past.title + ".")
                    yield book
                finally:
                    self.shown_day = None


def call_of(context: typer.Context) -> Call:
    """The call that a command belongs to."""
    call = context.obj
    assert isinstance(call, Call)
    return call


def copy_before_import(book: Book) -> None:
    """Let what comes in be preceded by a copy, however young the last one is."""
    before_first_step(book, say, timedelta(0))


def _tell_remarks(sentences: list[str]) -> None:
    for sentence in in_short(sentences):
        say(sentence)
