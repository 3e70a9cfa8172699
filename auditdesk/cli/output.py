"""Commands that write: workbooks, sheets, calendars."""

import sys
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from auditdesk.book.listing import Listing
from auditdesk.book.listings import AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.cli.call import call_of
from auditdesk.cli.console import tell_printed, tell_written
from auditdesk.cli.options import (
    AsOf,
    BookPath,
    LateOn,
    SearchText,
    Where,
    Year,
    query_of,
    refuse_unused,
)
from auditdesk.cli.things import id_of, located
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Refusal
from auditdesk.files import make_folder
from auditdesk.i18n import _, ngettext

app = typer.Typer()


class Exported(StrEnum):
    FINDINGS = "findings"
    ACTIONS = "actions"
    AUDITS = "audits"
    PROGRAMME = "programme"
    PLAN = "plan"
    UNITS = "units"
    PEOPLE = "people"
    ABSENCES = "absences"
    CLAUSES = "clauses"
    EVIDENCE = "evidence"
    TRAIL = "trail"


_OF_AUDIT = (Exported.FINDINGS, Exported.ACTIONS, Exported.PLAN)
_OF_YEAR = (Exported.FINDINGS, Exported.AUDITS, Exported.PROGRAMME)
"""What is of one audit, and what of one year."""


class PrintedKind(StrEnum):
    FINDING = "finding"
    PLAN = "plan"
    ACTIONS = "actions"
    PROGRAMME = "programme"
    CHECKLIST = "checklist"
    BLANK_CHECKLIST = "blank-checklist"
    OPENING = "opening"
    CLOSING = "closing"


Blank = Annotated[
    bool, typer.Option("--even-blank", help="Print although a font for some text is missing.")
]


@app.command()
def export(
    context: typer.Context,
    book: BookPath,
    what: Annotated[Exported, typer.Argument(help="What to export.")],
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", help="Ends in .xlsx; a list may end in .csv."),
    ],
    audit: Annotated[str, typer.Option("--audit", metavar="NUMBER", help="Of this audit.")] = "",
    year: Year = None,
    where: Where = None,
    late_on: LateOn = None,
    as_of: AsOf = None,
    text: SearchText = "",
) -> None:
    """Write an Excel workbook, or a list as CSV: register, actions, programme, plan, people …"""
    from auditdesk.output import export as out

    call = call_of(context)
    listed = what not in (Exported.PROGRAMME, Exported.PLAN)
    unused = {
        "--audit": bool(audit) and what not in _OF_AUDIT,
        "--year": year is not None and what not in _OF_YEAR,
        "--where": bool(where) and not listed,
        "--text": bool(text) and not listed,
        "--late-on": bool(late_on) and not listed,
    }
    refuse_unused(what.value, unused)
    query = query_of(where, late_on, text)
    if audit and what in (Exported.FINDINGS, Exported.ACTIONS):
        query = Query((*query.where, ("audit", audit)), query.text, query.late_on)
    if year and what in (Exported.FINDINGS, Exported.AUDITS):
        query = Query((*query.where, ("year", str(year))), query.text, query.late_on)
    with call.open_book_as_of(book, as_of, late_on) as opened:
        if what is Exported.PROGRAMME:
            written = out.export_programme(opened, year or call.today.year, to, call.today)
        elif what is Exported.PLAN:
            if not audit:
                raise typer.BadParameter(_("A plan is of one audit: add --audit NUMBER."))
            written = out.export_plan(opened, id_of("audit", audit), to, call.today)
        elif to.suffix.casefold() == ".csv":
            count = out.export_list_csv(opened, what.value, query, to)
            print(ngettext("{path}: {n} row.", "{path}: {n} rows.", count).format(path=to, n=count))
            return
        else:
            written = out.export_list(opened, what.value, query, to, call.today)
    tell_written(written)


@app.command("print")
def print_(
    context: typer.Context,
    book: BookPath,
    what: Annotated[PrintedKind, typer.Argument(help="What to print.")],
    numbers: Annotated[list[str] | None, typer.Argument(metavar="NUMBER...")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.pdf", help="All in one PDF.")
    ] = None,
    each: Annotated[
        Path | None, typer.Option("--each", metavar="DIR", help="One PDF each, in this folder.")
    ] = None,
    where: Where = None,
    late_on: LateOn = None,
    as_of: AsOf = None,
    paper: Annotated[str, typer.Option("--paper", help="a3 or a4, for the programme.")] = "",
    even_blank: Blank = False,
) -> None:
    """Print finding sheets, the action list, the programme, or an audit's papers to PDF."""
    from auditdesk.output import export as out

    call = call_of(context)
    if (to is None) == (each is None) or (what is PrintedKind.ACTIONS and to is None):
        raise typer.BadParameter(_("Say where to: --to FILE.pdf, or --each DIR for one file each."))
    query = query_of(where, late_on)
    narrowed = {"--where": bool(where), "--late-on": bool(late_on)}
    unused = {"--paper": bool(paper) and what is not PrintedKind.PROGRAMME}
    if what is PrintedKind.PROGRAMME or (numbers and what is not PrintedKind.ACTIONS):
        unused |= narrowed
    refuse_unused(what.value, unused)
    if what is PrintedKind.PROGRAMME:
        refuse_unused(what.value, {one: not _is_year(one) for one in numbers or ()})
    once = (PrintedKind.PROGRAMME, PrintedKind.ACTIONS)
    refuse_unused(what.value, dict.fromkeys((numbers or [])[1:], what in once))
    with call.open_book_as_of(book, as_of, late_on) as opened:
        if what is PrintedKind.PROGRAMME:
            if to is None or paper not in ("", "a3", "a4"):
                raise typer.BadParameter(_("A programme is printed --to one file, on a3 or a4."))
            years = [int(one) for one in numbers or ()] or [call.today.year]
            printed = [out.print_programme(opened, years[0], to, call.today, paper, even_blank)]
        elif what is PrintedKind.ACTIONS:
            assert to is not None
            if numbers:
                query = Query((*query.where, ("finding", id_of("finding", numbers[0]))))
            printed = [out.print_actions(opened, query, to, call.today, even_blank)]
        else:
            listing: Listing[Any] = FINDINGS if what is PrintedKind.FINDING else AUDITS
            kind = "finding" if what is PrintedKind.FINDING else "audit"
            ids = [id_of(kind, number) for number in numbers or ()]
            if not ids:
                ids = [row.id for row in List(opened, listing, query).stream()]
            if not ids:
                raise Refusal(_("There is nothing to print."))
            verb = _printer(what)
            if to is not None:
                printed = [verb(opened, ids, to, even_blank)]
            else:
                assert each is not None
                make_folder(each)
                printed = [
                    verb(opened, [id], each / f"{_file_name(kind, id)}.pdf", even_blank)
                    for id in ids
                ]
    for one in printed:
        tell_printed(one)
        for missing in one.missing:
            print(_("Printed blank: {text}").format(text=missing), file=sys.stderr)


@app.command()
def folder(
    context: typer.Context,
    book: BookPath,
    to: Annotated[
        Path, typer.Option("--to", metavar="PATH", help="A new folder, or a file ending in .zip.")
    ],
    since: Annotated[
        int | None,
        typer.Option(
            "--since",
            metavar="YEAR",
            min=FIRST_YEAR,
            max=LAST_YEAR,
            help="The first year of the papers.",
        ),
    ] = None,
    until: Annotated[
        int | None,
        typer.Option(
            "--until",
            metavar="YEAR",
            min=FIRST_YEAR,
            max=LAST_YEAR,
            help="The last year; this one.",
        ),
    ] = None,
    with_confidential: Annotated[
        bool, typer.Option("--with-confidential", help="Reports show confidential files too.")
    ] = False,
) -> None:
    """Write all papers of some years for the certification body, with a page that vouches."""
    from auditdesk.output.folder import Scope, refuse_folder, write_folder
    from auditdesk.work.proofs import record_years

    call = call_of(context)
    last = until or call.today.year
    scope = Scope(since or last - 1, last, with_confidential)
    with call.open_book(book) as opened:
        refuse_folder(scope, to)  # before anything is recorded
        record_years(opened, scope.first, scope.last)
        parts = write_folder(opened, scope, to.absolute(), call.today, print)
    print(ngettext("{path}: {n} file", "{path}: {n} files", len(parts)).format(
        path=to, n=len(parts)
    ))  # fmt: skip


@app.command()
def evidence(
    context: typer.Context,
    book: BookPath,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER...", help="Of these findings, actions or audits; of all."),
    ] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write.")] = Path(
        "evidence"
    ),
    with_confidential: Annotated[
        bool, typer.Option("--with-confidential", help="Confidential files too.")
    ] = False,
) -> None:
    """Write evidence files as they came in, a folder for each thing they belong to."""
    from auditdesk.output.evidence_files import evidence_of, write_evidence

    with call_of(context).open_book(book) as opened:
        rows = evidence_of(opened, numbers or ())
        found = list(write_evidence(rows, to, confidential=with_confidential))
    for one in found:
        place = str(one.path) if one.path else _("left out: {why}").format(why=one.why)
        print(f"{one.row.thing} {one.row.name}: {place}")
    count = sum(one.path is not None for one in found)
    print(ngettext("{path}: {n} file", "{path}: {n} files", count).format(path=to, n=count))


def _printer(what: PrintedKind) -> Callable[..., Any]:
    """What prints that kind of sheet."""
    from auditdesk.output import export as out

    printers: dict[PrintedKind, Callable[..., Any]] = {
        PrintedKind.FINDING: out.print_findings,
        PrintedKind.PLAN: out.print_plans,
        PrintedKind.CHECKLIST: out.print_checklists,
        PrintedKind.BLANK_CHECKLIST: partial(out.print_checklists, blank=True),
        PrintedKind.OPENING: partial(out.print_meetings, kind="opening"),
        PrintedKind.CLOSING: partial(out.print_meetings, kind="closing"),
    }
    return printers[what]


@app.command()
def calendar(
    context: typer.Context,
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.ics", help="The calendar to write.")],
    year: Year = None,
    auditor: Annotated[
        str, typer.Option("--auditor", metavar="NAME", help="Only what somebody takes part in.")
    ] = "",
    due_days: Annotated[
        bool, typer.Option("--due-days", help="The due days of open actions too.")
    ] = False,
) -> None:
    """Write the audits of a year as a calendar file (.ics)."""
    from auditdesk.output import export as out

    call = call_of(context)
    with call.open_book(book) as opened:
        count = out.export_calendar(opened, year or call.today.year, to, auditor, due_days=due_days)
    print(ngettext("{path}: {n} audit.", "{path}: {n} audits.", count).format(path=to, n=count))


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and FIRST_YEAR <= int(text[:9]) <= LAST_YEAR


def _file_name(kind: str, id: str) -> str:
    row = located(kind, id)
    return str(row.number or f"draft {id[-6:]}")
