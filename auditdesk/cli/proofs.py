"""Commands that prove a part of a book to somebody who does not have it."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.heads import known_head
from auditdesk.book.proofs import proof_text, prove_beginning, prove_sheet
from auditdesk.cli.call import call_of
from auditdesk.cli.options import BookPath, refuse_unused
from auditdesk.cli.things import id_of
from auditdesk.errors import Refusal
from auditdesk.files import PROOF, PROVEN_SHEET, refuse_target, replacing
from auditdesk.i18n import _
from auditdesk.work.proofs import record_sheets

app = typer.Typer()


@app.command()
def prove(
    context: typer.Context,
    book: BookPath,
    number: Annotated[
        str, typer.Argument(metavar="[NUMBER]", help="The finding whose sheet is proven.")
    ] = "",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write the proof there (.json).")
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE", help="Write what the sheet says there (.json)."),
    ] = None,
    since: Annotated[
        str,
        typer.Option("--from", metavar="HEAD", help="Prove that this head begins the trail."),
    ] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="HEAD", help="Up to this younger head only.")
    ] = "",
) -> None:
    """Write a proof of one sheet, or that one printed head begins another.

    verify.py, which lies in the folder for the certification body, checks it without the book.
    """
    if bool(number) == bool(since):
        raise typer.BadParameter(
            _("Name a finding such as NC-2026-001, or a printed head with --from.")
        )
    if since:
        refuse_unused("--from", {"--sheet": sheet is not None})
    else:
        refuse_unused(number, {"--until": bool(until)})
    for leaving, sort in ((to, PROOF), (sheet, PROVEN_SHEET)):
        if leaving is not None:
            refuse_target(leaving, sort)  # before anything is recorded
    with call_of(context).open_book(book) as opened:
        if since:
            older = known_head(opened, since)
            younger = known_head(opened, until) if until else None
            if younger is not None and (younger.by_chain or younger.seq < older.seq):
                raise Refusal(
                    _("--until takes the root of a younger head than --from: {head}").format(
                        head=until
                    )
                )
            proof = prove_beginning(opened, older, younger.seq if younger else None)
        else:
            (proven,) = record_sheets(opened, [id_of("finding", number)])
            proof = prove_sheet(opened, proven)
    if sheet is not None:
        with replacing(sheet, PROVEN_SHEET) as part:
            part.write_bytes(proven.text.encode())
    if to is None:
        print(proof_text(proof), end="")
        return
    with replacing(to, PROOF) as part:
        part.write_bytes(proof_text(proof).encode())
    print(
        _("{path}: a proof for the head {head}").format(
            path=to, head=f"{proof['size']}:{proof['root']}"
        )
    )
