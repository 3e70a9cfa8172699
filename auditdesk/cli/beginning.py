"""Commands to begin with: the sample, a new book, what the data look like."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.book import Book
from auditdesk.cli.call import call_of
from auditdesk.cli.options import BookPath
from auditdesk.i18n import _
from auditdesk.work import data_help, organisation

app = typer.Typer()


@app.command()
def demo(
    context: typer.Context,
    directory: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where; a new folder beside it if it is taken.")
    ] = Path("AuditDesk sample"),
) -> None:
    """Make a sample company and run the whole main job on it; print what was written.

    With --today its story ends on that day, else in November 2026.
    """
    from auditdesk.demo import run
    from auditdesk.work.sample import LAST_DAY

    call = call_of(context)
    for line in run(directory, call.who, call.day or LAST_DAY):
        print(line)


@app.command()
def new(
    context: typer.Context,
    book: BookPath,
    organisation_name: Annotated[
        str, typer.Option("--organisation", metavar="NAME", help="Whose audits these are.")
    ] = "",
) -> None:
    """Make an empty book with the standards, grades and due-date rules in it."""
    with Book.create(book, call_of(context).who) as made:
        with made.step(_("New book")) as step:
            organisation.found(step, organisation_name or made.path.stem)
        print(_("Made {book}.").format(book=made.path))


@app.command()
def explain() -> None:
    """Print the help page on what add, set and list take and give."""
    print(data_help.data_page())
