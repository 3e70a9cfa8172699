"""Options and arguments that several commands take, and what they say."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.lists import Query
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Refusal
from auditdesk.i18n import _

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
Since = Annotated[
    str,
    typer.Option(
        "--since", metavar="YEAR|DATE", help="From when on; the beginning of last year by default."
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


def refuse_unused(what: str, options: Mapping[str, bool]) -> None:
    """Refuse options that this kind of thing does not use; by name, whether each was given."""
    strange = [name for name, is_given in options.items() if is_given]
    if strange:
        raise typer.BadParameter(
            _("“{what}” does not use {options}: leave it out. Nothing was written.").format(
                what=what, options=", ".join(strange)
            )
        )


def day_of(text: str) -> date:
    """A date as YYYY-MM-DD; Refusal for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            _("“{value}” is not a date; write it like 2026-12-31").format(value=text)
        ) from error


def since_of(text: str) -> date | None:
    """The day that --since names, a year by its first day; None where it names none."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) == len(str(LAST_YEAR))):
        return day_of(text)
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Refusal(
            _("{year} is no year between {first} and {last}.").format(
                year=text, first=FIRST_YEAR, last=LAST_YEAR
            )
        )
    return date(int(text), 1, 1)


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
