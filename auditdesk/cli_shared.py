"""What the commands share: the book to open, who works and on which day, things by their names."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.work import kinds

BookPath = Annotated[Path, typer.Argument(metavar="BOOK", help="The book, a file *.auditdesk.")]

given: dict[str, Any] = {"who": "", "today": None, "book": Path()}
"""What the options before a command said, and the book that it opened."""


def open_book(path: Path) -> Book:
    """The book that a command works on, by who the options say."""
    given["book"] = path
    return Book.open(path, who())


def who() -> str:
    """Who does it; the login name where this is empty."""
    return str(given["who"])


def today() -> date:
    """The day to reckon from."""
    day: date | None = given["today"]
    return day or datetime.now().astimezone().date()


def id_of(kind: str, number: str) -> str:
    """The id of a thing by its number or name."""
    return str(located(kind, number).id)


def located(kind: str, number: str) -> Any:
    """A thing of the open book by its number or name."""
    locate = kinds.kind_of(kind).locate
    assert locate is not None
    return locate(Reading(), number)
