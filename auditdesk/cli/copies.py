"""Commands that keep a book safe: check it, copy it, restore it."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from auditdesk import files
from auditdesk.book import copies, restoring
from auditdesk.book.copies_told import sealed_otherwise, standing, told_differences
from auditdesk.cli.call import call_of
from auditdesk.cli.console import print_json
from auditdesk.cli.options import AsJson, BookPath
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, ngettext

app = typer.Typer()

_DIGITS = 7
"""Of a number that is more than any copy has."""


@app.command()
def check(
    context: typer.Context,
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

    with call_of(context).open_book(book) as opened:
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
                "{n} problem found. Keep this file as it is; “auditdesk backups” lists copies.",
                "{n} problems found. Keep this file as it is; “auditdesk backups” lists copies.",
                len(found.problems),
            ).format(n=len(found.problems))
        )
    if found.derived:
        raise Trouble(_("Nothing else is hurt: auditdesk check BOOK --repair mends it."))
    if not as_json:
        print(_("All is well."))


@app.command()
def backup(
    context: typer.Context,
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The copy to write.")],
) -> None:
    """Write a copy of the book, proven sound before it takes that name."""
    with call_of(context).open_book(book) as opened:
        print(_("{copy}: a sound copy.").format(copy=opened.backup(to)))


@app.command()
def backups(
    context: typer.Context,
    book: BookPath,
    second: Annotated[
        Path | None,
        typer.Option("--second", metavar="DIR", help="A stick or share that gets every copy too."),
    ] = None,
    no_second: Annotated[bool, typer.Option("--no-second", help="No second place.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the copies that the book got by itself, where they are, and which is the last good one.

    Copies are made on opening, every 30 minutes of work, and before what changes much.
    """
    uid = _uid(book)
    if second is not None or no_second:
        copies.choose_second_place(second)
    with contextlib.suppress(OSError):
        copies.catch_up(uid)
    found = [restoring.held(path) for path in restoring.offered(uid)]
    if as_json:
        print_json({
            "path": str(one.path), "step": one.head.seq, "digest": one.head.digest, "at": one.at,
            "who": one.who, "what": one.what, **dict(one.counts), "hurt": one.hurt,
        } for one in found)  # fmt: skip
        return
    for n, one in enumerate(found, 1):
        print(f"{n:>3}  {_told(one)}")
    otherwise = sealed_otherwise(uid, files.salt_of(book)) if book.exists() else ()
    for sentence in (*standing(uid, datetime.now(UTC)), *otherwise):
        print(sentence)


@app.command()
def restore(
    context: typer.Context,
    book: BookPath,
    copy: Annotated[
        str,
        typer.Option("--copy", metavar="N or FILE", help="Which: its number in “backups”, a file."),
    ] = "1",
    look: Annotated[
        bool, typer.Option("--look", help="Only say what it holds, and how it differs from today.")
    ] = False,
) -> None:
    """Let a copy be the book again; the file that is there is set aside, never deleted."""
    chosen = _chosen(book, copy)
    print(_told(restoring.held(chosen)))
    if look:
        for sentence in told_differences(chosen, book):
            print(sentence)
        return
    aside = restoring.restore(book, chosen)
    print(_("{book} is that copy now.").format(book=book))
    if aside is not None:
        print(_("What was there is kept as {name}.").format(name=aside))


@app.command()
def salvage(
    context: typer.Context,
    damaged: Annotated[Path, typer.Argument(metavar="DAMAGED", help="The damaged book.")],
    to: Annotated[Path, typer.Option("--to", metavar="NEW", help="The book to make.")],
) -> None:
    """Read what can be read of a damaged book into a new one, and list what cannot."""
    from auditdesk.book.salvage import salvage as salvage_book

    done = salvage_book(damaged, to, call_of(context).who)
    print(
        _("{path}: {rows} records, {steps} steps.").format(
            path=to, rows=sum(done.records.values()), steps=done.steps
        )
    )
    for sentence in done.lost:
        print(sentence)
    if not done.lost:
        print(_("Everything could be read."))


def _uid(book: Path) -> str:
    uid = restoring.uid_of(book)
    if not uid:
        raise Refusal(_("{name} is no book that copies are known of.").format(name=book))
    return uid


def _chosen(book: Path, copy: str) -> Path:
    if not copy.isdecimal() and Path(copy).exists():
        return Path(copy)
    numbered = dict(enumerate(restoring.offered(_uid(book)), 1))
    n = int(copy) if copy.isdecimal() and len(copy) < _DIGITS else 0
    if n not in numbered:
        raise Refusal(_("There is no copy {n}: “auditdesk backups” lists them.").format(n=copy))
    return numbered[n]


def _told(held: restoring.CopyContents) -> str:
    if held.hurt:
        return held.hurt
    counts = ", ".join(f"{_(restoring.COUNTED[table])} {n}" for table, n in held.counts)
    return _("step {seq} of {at} (UTC) by {who}, “{what}”; {counts}; {path}").format(
        seq=held.head.seq, at=held.at[:16].replace("T", " "), who=held.who, what=held.what,
        counts=counts, path=held.path,
    )  # fmt: skip
