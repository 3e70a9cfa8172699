"""The command for timestamps: what an authority is to stamp, and what it gave."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.heads import TreeHead, roots, tree_head
from auditdesk.cli.call import call_of
from auditdesk.cli.options import BookPath
from auditdesk.errors import Trouble
from auditdesk.files import HEAD, replacing
from auditdesk.i18n import _
from auditdesk.intake.timestamps import read_stamp

app = typer.Typer()


@app.command()
def stamp(
    context: typer.Context,
    book: BookPath,
    token: Annotated[
        Path | None,
        typer.Argument(metavar="TOKEN", help="A file *.tsr that an authority gave, to verify."),
    ] = None,
    anchors: Annotated[
        Path | None,
        typer.Option("--roots", metavar="FILE", help="The certificates you trust, a file *.pem."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.txt", help="Write the head that is to be stamped."),
    ] = None,
) -> None:
    """Have the head of a book stamped by an authority (RFC 3161), and verify what it gave.

    Write the head with --to and give that file to an authority, as it is. Keep its answer: with
    TOKEN and --roots it says, without a network, since when the book has held what it holds.
    """
    if (to is None) == (token is None) or (token is None) != (anchors is None):
        raise typer.BadParameter(_("Give --to FILE, or TOKEN and --roots FILE."))
    with call_of(context).open_book(book) as opened:
        if to is not None:
            _write(opened, to)
        if token is not None and anchors is not None:
            _verify(opened, token, anchors)


def _write(book: Book, to: Path) -> None:
    head = tree_head(book)
    with replacing(to, HEAD) as part:
        part.write_bytes(head.text.encode())
    print(f"{to}: {head.text}")


def _verify(book: Book, token: Path, anchors: Path) -> None:
    heads = (TreeHead(size, root.hex()).text for size, root in roots(book.connection))
    stamped = read_stamp(token, anchors, heads)
    if stamped is None:
        raise Trouble(
            _(
                "{name} was given for no head of this book: its past was rewritten or cut off"
                " since, or the authority was given something else."
            ).format(name=token.name)
        )
    problems = check(book).problems
    if problems:
        raise Trouble(
            _("The head was stamped, but the book does not verify: {problems}").format(
                problems=" ".join(problems)
            )
        )
    print(
        _("{head}: stamped {at} UTC by {authority}.").format(
            head=stamped.text, at=f"{stamped.at:%Y-%m-%d %H:%M:%S}", authority=stamped.authority
        )
    )
    print(_("The book held all steps up to that one at that moment, as it holds them now."))
