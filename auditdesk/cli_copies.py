"""Commands that keep a book safe: check it, copy it, restore it."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.cli_shared import AsJson, BookPath, open_book
from auditdesk.console import print_json
from auditdesk.errors import Trouble
from auditdesk.i18n import _, ngettext


def check(
    book: BookPath,
    head: Annotated[
        str, typer.Option("--head", metavar="DIGEST", help="A digest printed earlier, to prove.")
    ] = "",
    repair: Annotated[
        bool, typer.Option("--repair", help="Make anew what is derived: the search index.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check the file, its trail, records, evidence and search; print the head digest."""
    from auditdesk.book.check import check as check_book
    from auditdesk.book.check import repair as repair_book

    with open_book(book) as opened:
        found = check_book(opened, head)
        if repair and found.derived and not found.problems:
            repair_book(opened)
            found = check_book(opened, head)
    if as_json:
        print_json(iter([found]), single=True)
    else:
        print(
            _("{steps} steps, {changes} changes, {rows} rows, {files} files.").format(
                steps=found.steps, changes=found.changes, rows=found.rows, files=found.files
            )
        )
        print(_("Head: step {seq}, {digest}").format(seq=found.head.seq, digest=found.head.digest))
        for sentence in (*found.odd, *found.derived, *found.problems):
            print(sentence)
    if found.problems:
        raise Trouble(
            ngettext(
                "{n} problem found. Restore a backup, and keep this file.",
                "{n} problems found. Restore a backup, and keep this file.",
                len(found.problems),
            ).format(n=len(found.problems))
        )
    if found.derived:
        raise Trouble(_("Nothing else is hurt: auditdesk check BOOK --repair mends it."))
    if not as_json:
        print(_("All is well."))


def backup(
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The copy to write.")],
) -> None:
    """Write a copy of the book, proven sound before it takes that name."""
    with open_book(book) as opened:
        print(_("{copy}: a sound copy.").format(copy=opened.backup(to)))


COMMANDS: tuple[Callable[..., None], ...] = (check, backup)
