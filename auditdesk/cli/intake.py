"""The command that takes files of other programs in."""

import json
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.cli import console
from auditdesk.cli.call import call_of, copy_before_import
from auditdesk.cli.console import read_text
from auditdesk.cli.options import AsJson, BookPath, Reason
from auditdesk.errors import Refusal
from auditdesk.files import MAPPING, WORKBOOK, contents, refuse_target
from auditdesk.i18n import _
from auditdesk.intake.account import Account, Fate, RowAccount, TableAccount
from auditdesk.intake.targets import KIND_LABELS

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
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

    call = call_of(context)
    for to, sort in ((report, WORKBOOK), (write_mapping, MAPPING)):
        if to is not None:
            refuse_target(to, sort)
            if to.exists() and file.exists() and to.samefile(file):
                raise Refusal(_("{name} is the file that is read.").format(name=to.name))
    source = read(file, encoding, separator.replace("\\t", "\t"))
    told = read_text(mapping) if mapping else ""
    with call.open_book(book) as opened:
        copy_before_import(opened)
        incoming = plan.prepare(Reading(), source, contents(file), kind, told)
        incoming.reason = reason
        incoming.replaces = replace
        incoming.decisions.usual = dict(REPLACING if replace else USUAL)
        do = run.rehearse if dry_run else run.run
        for _done in do(opened, incoming, call.today):
            pass
        assert incoming.account is not None
        if write_mapping:
            console.write_mapping(write_mapping, plan.mapping_text(incoming))
        if report:
            from auditdesk.output import export as out

            out.export_import(opened, incoming.account, report, call.today)
    print_account(incoming.account, as_json, dry_run)


def _not_taken(table: TableAccount) -> list[RowAccount]:
    """The rows of a table of which nothing was taken, as a table."""
    rows = [row for row in table.rows if row.fate is not Fate.FRAME]
    whole = bool(rows) and all(row.fate is Fate.IGNORED and not row.id for row in rows)
    return rows if whole else []


def print_account(account: Account, as_json: bool, rehearsed: bool) -> None:
    """Where the rows of an imported file went: as JSON, or in plain lines."""
    if as_json:
        print(json.dumps(account.as_data(), ensure_ascii=False, indent=2))
        return
    for table in account.tables:
        kind = _(KIND_LABELS[table.kind]) if table.kind else _("not known")
        counts = ", ".join(
            f"{fate.label} {table.count(fate)}" for fate in Fate if table.count(fate)
        )
        print(f"{table.sheet}: {kind}, {counts or _('no rows')}")
        print(
            "    "
            + " | ".join(
                f"{one['heading'] or one['column']} → {one['field'] or '–'}"
                for one in table.columns
            )
        )
        for remark in table.remarks:
            print(f"    {remark}")
        for asked in table.questions:
            print(
                "    "
                + _(
                    "Question: {n} dates of “{column}” such as {example} may be read in two ways;"
                    " answer in the mapping."
                ).format(n=asked["count"], column=asked["column"], example=asked["example"])
            )
        for row in table.rows:
            left = row.fate is Fate.IGNORED and row.id
            if left or row.fate in (Fate.REFUSED, Fate.CHANGED):
                print(f"    {row.row}: {row.fate.label} {row.name} {row.reason}")
        for pair in table.pairs:
            print(
                "    "
                + _("{row}: may be {name} ({doubt}); {choice}").format(
                    row=pair.row,
                    name=pair.name,
                    doubt=pair.doubt.label,
                    choice=pair.choice.label,
                )
            )
        if table.known_by and table.count(Fate.CHANGED, Fate.SAME):
            print("    " + _("What the book has is known by {what}").format(what=table.known_by))
        for why in dict.fromkeys(row.reason for row in _not_taken(table)):
            print(f"    {why}")
    for kind, count in account.made.items():
        print(_("Added because rows name them: {kind} {n}").format(kind=kind, n=count))
    if account.added:
        print("    " + "; ".join(account.added))
    line = _("{rows} rows = {taken} taken + {refused} refused + {ignored} ignored.")
    data = account.as_data()
    print(line.format(**{key: data[key] for key in ("rows", "taken", "refused", "ignored")}))
    if rehearsed:
        print(_("Nothing was changed: this was a dry run."))
