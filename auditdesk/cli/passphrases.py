"""Commands that give a book a passphrase, change it, take it away, and find the way back in."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book import connections, recovery, sealing
from auditdesk.book.copies_told import left_beside
from auditdesk.book.keys import Key
from auditdesk.book.unlocking import unlock_by_sheets
from auditdesk.cli.call import Call, call_of
from auditdesk.cli.console import say
from auditdesk.cli.options import BookPath
from auditdesk.errors import Refusal
from auditdesk.files import PDF, refuse_target
from auditdesk.i18n import _, ngettext

app = typer.Typer()


@app.command()
def encrypt(context: typer.Context, book: BookPath) -> None:
    """Give a book a passphrase: without it nobody reads the book, its copies or its drafts."""
    if _is_encrypted(book):
        raise Refusal(
            _("{name} is encrypted already: “auditdesk passphrase” changes its passphrase.").format(
                name=book.name
            )
        )
    call = call_of(context)
    _reseal(call, book, call.prompt.chosen())
    print(_("{name} is encrypted now.").format(name=book.name))
    print(
        _(
            "A lost passphrase cannot be found again: print a recovery sheet now, with “auditdesk"
            " recovery”. What was exported before stays as it is, and experts may still find on"
            " this disk what it held before."
        )
    )


@app.command()
def passphrase(context: typer.Context, book: BookPath) -> None:
    """Change the passphrase of a book; its recovery sheets open it no longer."""
    _refuse_plain(book)
    connections.key_at(book)
    call = call_of(context)
    _reseal(call, book, call.prompt.chosen())
    _say_changed(book)


@app.command()
def decrypt(context: typer.Context, book: BookPath) -> None:
    """Take the passphrase of a book away: whoever has the file reads it from then on."""
    _refuse_plain(book)
    connections.key_at(book)
    _reseal(call_of(context), book, None)
    print(_("{name} is not encrypted any more.").format(name=book.name))


@app.command("recovery")
def recovery_(
    context: typer.Context,
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The PDF; ends in .pdf.")],
    split: Annotated[
        bool, typer.Option("--split", help="Three sheets for three people; any two open it.")
    ] = False,
) -> None:
    """Print the recovery sheet of a book: it opens the book when the passphrase is lost."""
    from auditdesk.output.recovery_sheet import print_recovery

    call = call_of(context)
    refuse_target(to, PDF)
    with call.open_book(book) as opened:
        if opened.key is None:
            raise _is_plain(book)
        n = print_recovery(opened, opened.key, split, to, call.today)
    print(
        ngettext(
            "{path}: {n} sheet. Whoever has it reads the book: keep it away from this computer.",
            "{path}: {n} sheets, of which any two open the book: give them to three people.",
            n,
        ).format(path=to, n=n)
    )
    print(_("Print it, then delete the file."))


@app.command()
def recover(context: typer.Context, book: BookPath) -> None:
    """Open a book by the words of its recovery sheets, and give it a new passphrase."""
    call = call_of(context)
    _refuse_plain(book)
    sheets: list[str] = []
    while not sheets or len(sheets) < recovery.needed_of(sheets[0]):
        sheets.append(call.prompt.words(len(sheets) + 1))
    unlock_by_sheets(book, sheets)
    _reseal(call, book, call.prompt.chosen())
    _say_changed(book)


def _reseal(call: Call, book: Path, key: Key | None) -> None:
    uid = sealing.reseal(book, key, call.who)
    for sentence in filter(None, sealing.reseal_copies(uid, key)):
        say(sentence)
    if key is not None:
        for sentence in left_beside(book, uid, key.salt):
            say(sentence)


def _say_changed(book: Path) -> None:
    print(_("{name} has another passphrase now.").format(name=book.name))
    print(_("Older recovery sheets open it no longer: print a new one with “auditdesk recovery”."))


def _is_encrypted(book: Path) -> bool:
    if not book.is_file():
        raise Refusal(_("There is no book {name}.").format(name=book))
    return connections.is_encrypted(book)


def _refuse_plain(book: Path) -> None:
    if not _is_encrypted(book):
        raise _is_plain(book)


def _is_plain(book: Path) -> Refusal:
    return Refusal(
        _("{name} has no passphrase: “auditdesk encrypt” gives it one.").format(name=book.name)
    )
