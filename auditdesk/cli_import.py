"""The command that takes files of other programs in."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk import console
from auditdesk.book.reading import Reading
from auditdesk.cli_shared import AsJson, BookPath, Reason, copy_before_import, open_book, today
from auditdesk.console import print_account, read_text
from auditdesk.errors import Refusal
from auditdesk.files import MAPPING, WORKBOOK, contents, refuse_target
from auditdesk.i18n import _


def import_(
    book: BookPath,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="xlsx, xlsm, xls, xlsb, ods, csv, tsv or Markdown."),
    ],
    kind: Annotated[
        str, typer.Option("--as", metavar="KIND", help="What its tables are, such as finding.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE.toml", help="How its columns are read."),
    ] = None,
    write_mapping: Annotated[
        Path | None,
        typer.Option(
            "--write-mapping", metavar="FILE.toml", help="Write how it is read, to change."
        ),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE.xlsx", help="Write where every row went."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="Of a text, such as cp1252; else found.")] = "",
    separator: Annotated[str, typer.Option(help="Of a CSV; else found.")] = "",
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Change what the book has where a row says otherwise."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen.")] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Take in a register, checklist or schedule as one step; print where every row went."""
    from auditdesk.intake.pairs import REPLACING, USUAL
    from auditdesk.intake.read import read
    from auditdesk.work.intake import plan, run

    for to, sort in ((report, WORKBOOK), (write_mapping, MAPPING)):
        if to is not None:
            refuse_target(to, sort)
            if to.exists() and file.exists() and to.samefile(file):
                raise Refusal(_("{name} is the file that is read.").format(name=to.name))
    source = read(file, encoding, separator.replace("\\t", "\t"))
    told = read_text(mapping) if mapping else ""
    with open_book(book) as opened:
        copy_before_import(opened)
        incoming = plan.prepare(Reading(), source, contents(file), kind, told)
        incoming.reason = reason
        incoming.replaces = replace
        incoming.decisions.usual = dict(REPLACING if replace else USUAL)
        do = run.rehearse if dry_run else run.run
        for _done in do(opened, incoming, today()):
            pass
        assert incoming.account is not None
        if write_mapping:
            console.write_mapping(write_mapping, plan.mapping_text(incoming))
        if report:
            from auditdesk.output import export as out

            out.export_import(opened, incoming.account, report, today())
    print_account(incoming.account, as_json, dry_run)


COMMANDS = (import_,)
