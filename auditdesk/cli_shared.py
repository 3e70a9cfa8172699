"""What the commands share: the book to open, who works and on which day, things by their names."""

import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditdesk.book.book import Book
from auditdesk.book.copies import before_first_step, uid_at
from auditdesk.book.lists import Query
from auditdesk.book.reading import Reading
from auditdesk.book.remarks import in_short
from auditdesk.book.restoring import told_of_copies
from auditdesk.book.step import Step
from auditdesk.console import say
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Damaged, NotABook, Refusal
from auditdesk.i18n import _, ngettext
from auditdesk.work import kinds

if TYPE_CHECKING:
    from auditdesk.output.sheets import Printed
    from auditdesk.output.workbook import Written

BookPath = Annotated[Path, typer.Argument(metavar="BOOK", help="The book, a file *.auditdesk.")]
Year = Annotated[
    int | None,
    typer.Option("--year", min=FIRST_YEAR, max=LAST_YEAR, help="The year; this one by default."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON with stable keys.")]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where", metavar="KEY=VALUE", help="Only these, such as state=open or clause=8.4."
    ),
]
LateOn = Annotated[
    str | None, typer.Option("--late-on", metavar="DATE", help="Only what is late on that day.")
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DAY", help="The book as it was recorded by the end of that day."
    ),
]
PreviewOnly = Annotated[
    bool, typer.Option("--preview", help="Only print what would move along; change nothing.")
]
Reason = Annotated[
    str,
    typer.Option("--reason", metavar="TEXT", help="Why something is written into a closed period."),
]
SearchText = Annotated[str, typer.Option("--text", help="Only what holds these words.")]

given: dict[str, Any] = {"who": "", "today": None, "book": Path(), "past": None}
"""What the options before a command said, the book that it opened, and the day that it shows."""


def refuse_unused(what: str, options: Mapping[str, bool]) -> None:
    """Refuse options that this kind of thing does not use; by name, whether each was given."""
    strange = [name for name, is_given in options.items() if is_given]
    if strange:
        raise typer.BadParameter(
            _("“{what}” does not use {options}: leave it out. Nothing was written.").format(
                what=what, options=", ".join(strange)
            )
        )


def open_book(path: Path, reason: str = "") -> Book:
    """The book that a command works on, by who the options say.

    reason: why all that the command does is done.
    """
    given["book"] = path
    try:
        book = Book.open(path, who())
    except (Damaged, NotABook) as error:
        if isinstance(error, NotABook) and not uid_at(path):
            raise
        raise type(error)(f"{error} {told_of_copies(path)}") from error
    book.reason = reason
    book.remarked = _tell_remarks
    before_first_step(book, say)
    return book


def copy_before_import(book: Book) -> None:
    """Let what comes in be preceded by a copy, however young the last one is."""
    before_first_step(book, say, timedelta(0))


def _tell_remarks(sentences: list[str]) -> None:
    for sentence in in_short(sentences):
        say(sentence)


def print_preview(book: Book, deed: Callable[[Step], object]) -> None:
    """Print what a deed would move, and change nothing."""
    from auditdesk.work.preview import preview  # late: few commands are asked for one

    shown = preview(book, deed)
    for one in shown.moving:
        old, new = (part or _("no day") for part in (one.old, one.new))
        why = f" ({one.why})" if one.why else ""
        print(f"{one.name}: {one.field} {old} → {new}{why}")
    for sentence in shown.remarks:
        print(sentence)
    if not shown.moving:
        print(_("Nothing else moves."))
    print(_("Nothing was changed: this is a preview."))


@contextlib.contextmanager
def open_book_as_of(path: Path, as_of: str | None, late_on: str | None = None) -> Iterator[Book]:
    """The book that a command reads, as of a day where one is given; that day is today then.

    late_on: what was late on a day is answered from that day, for it may be done since. A book that
    began later answers from what it records now, and that is said.
    """
    given["past"] = None
    shown = day_of(as_of) if as_of else None
    asked = day_of(late_on) if late_on else None
    if shown and shown > today():
        raise Refusal(_("{day} has not come yet.").format(day=shown.isoformat()))
    with open_book(path) as book:
        if shown is None and asked is not None and asked < today():
            first = book.first_day
            if first is not None and first <= asked:
                shown = asked
            elif first is not None:
                say(
                    _(
                        "The book begins on {first}: what was late on {day} is said from what it"
                        " records now."
                    ).format(first=first.isoformat(), day=asked.isoformat())
                )
        if shown is None:
            yield book
            return
        with book.as_of(shown) as past:
            given["past"] = shown
            try:
                say(past.title + ".")
                yield book
            finally:
                given["past"] = None


def who() -> str:
    """Who does it; the login name where this is empty."""
    return str(given["who"])


def today() -> date:
    """The day to reckon from: the day as of which the book is shown, if it is."""
    day: date | None = given["past"] or given["today"]
    return day or datetime.now().astimezone().date()


def id_of(kind: str, number: str) -> str:
    """The id of a thing by its number or name."""
    return str(located(kind, number).id)


def located(kind: str, number: str) -> Any:
    """A thing of the open book by its number or name."""
    locate = kinds.kind_of(kind).locate
    assert locate is not None
    return locate(Reading(), number)


def day_of(text: str) -> date:
    """A date as YYYY-MM-DD; Refusal for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            _("“{value}” is not a date; write it like 2026-12-31").format(value=text)
        ) from error


def query_of(
    where: list[str] | None,
    late_on: str | None = None,
    text: str = "",
    order: str = "",
    descending: bool = False,
) -> Query:
    """What the options ask of a list."""
    pairs = []
    for condition in where or ():
        key, equals, value = condition.partition("=")
        if not equals or not key.strip():
            raise typer.BadParameter(_("--where takes KEY=VALUE, such as state=open."))
        pairs.append((key.strip(), value.strip()))
    return Query(tuple(pairs), text, day_of(late_on) if late_on else None, order, descending)


def tell_written(written: "Written") -> None:
    """Say which workbook was written, and that it was read back."""
    print(
        ngettext(
            "{path}: {n} row, read back and compared.",
            "{path}: {n} rows, read back and compared.",
            written.rows,
        ).format(path=written.path, n=written.rows)
    )


def tell_note(printed: "Printed | None") -> None:
    """Say what is not as it should be with a paper."""
    if printed is not None and printed.note:
        print(printed.note, file=sys.stderr)
