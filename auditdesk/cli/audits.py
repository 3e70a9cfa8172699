"""Commands of performing an audit: questions, checklist, timetable, report."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow
from auditdesk.cli.call import call_of, copy_before_import
from auditdesk.cli.console import tell_note, tell_written
from auditdesk.cli.options import AsOf, BookPath, PreviewOnly, Reason, day_of
from auditdesk.cli.preview import print_preview
from auditdesk.cli.things import id_of, located
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext

app = typer.Typer()


class ChecklistSource(StrEnum):
    QUESTIONS = "questions"
    LAST = "last"
    CHANGES = "changes"


@app.command()
def checklist(
    context: typer.Context,
    book: BookPath,
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Its number.")],
    source: Annotated[
        ChecklistSource,
        typer.Option(
            "--from",
            help="questions: clauses × units × type of process. last: the last audit's lines and"
            " open findings, without verdicts. changes: only what the edition changed.",
        ),
    ] = ChecklistSource.QUESTIONS,
    process: Annotated[
        str, typer.Option("--process", help="A type of process, instead of that of each unit.")
    ] = "",
    reason: Reason = "",
) -> None:
    """Make the checklist of an audit; what is asked already stays as it is."""
    from auditdesk.work import checklists

    with call_of(context).open_book(book, reason) as opened:
        id = id_of("audit", audit)
        what = _("Make checklist of {number}").format(number=located("audit", audit).number)
        with opened.step(what) as step:
            added = checklists.make(step, id, source.value, process)
    print(ngettext("{n} line added.", "{n} lines added.", added).format(n=added))


@app.command()
def questions(
    context: typer.Context,
    book: BookPath,
    take: Annotated[
        Path | None,
        typer.Option("--take", metavar="FILE", help="Import questions from TOML or CSV."),
    ] = None,
    standard: Annotated[
        list[str] | None,
        typer.Option("--standard", help="What their clauses belong to, where the file is silent."),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE.csv", help="Write all, to edit and take in again."),
    ] = None,
    clause: Annotated[str, typer.Option("--clause", help="Only those of this clause.")] = "",
) -> None:
    """List, export or import audit questions; an edited question becomes its next version."""
    from auditdesk.output.csv_file import write_csv
    from auditdesk.work import questions as bank

    with call_of(context).open_book(book) as opened:
        if take is not None:
            copy_before_import(opened)
            standards = [located("standard", name) for name in standard or ()]
            with opened.step(_("Import questions from {name}").format(name=take.name)) as step:
                taken, known = bank.take_in(step, take, standards)
            print(_("{n} taken, {known} known already.").format(n=taken, known=known))
            return
        rows = [
            row
            for row in bank.lines_of(bank.bank(Reading()))
            if not clause or row["clause"] == clause or clause in row["elsewhere"]
        ]
        if to is not None:
            write_csv(rows, to)
            print(ngettext("{path}: {n} row.", "{path}: {n} rows.", len(rows)).format(
                path=to, n=len(rows)))  # fmt: skip
            return
    for row in rows:
        print(f"{row['clause']:8} {row['question']}  [{row['key']}]")


@app.command()
def report(
    context: typer.Context,
    book: BookPath,
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Its number.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="Ends in .pdf, or in .docx for Word.")
    ],
    recipient: Annotated[
        str, typer.Option("--for", metavar="WHO", help="A copy for somebody; it is kept who.")
    ] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="What the copy is for.")] = "",
    names: Annotated[bool, typer.Option("--hide-names", help="Hide the names of people.")] = False,
    confidential: Annotated[
        bool, typer.Option("--hide-confidential", help="Leave out confidential evidence.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write it although something may still name somebody.")
    ] = False,
    chapters: Annotated[
        str,
        typer.Option(
            "--chapters", metavar="clause|process", help="With a chapter for each, and annexes."
        ),
    ] = "",
    as_of: AsOf = None,
) -> None:
    """Write the report of an audit; a redacted copy for a recipient is kept as a record.

    What looks like a name, an address or a number of a person and stays in a redacted copy is
    listed first; the copy is written only with --yes then.
    """
    from auditdesk.book.dossier_reader import house
    from auditdesk.output import export as out
    from auditdesk.work import reports
    from auditdesk.work.people import hiding

    call = call_of(context)
    if (names or confidential) and not recipient:
        raise Refusal(_("A redacted copy is for somebody: add --for WHO."))
    with call.open_book_as_of(book, as_of) as opened:
        if recipient:
            opened.refuse_in_the_past()
        of = located("audit", audit)
        copy = out.assembled(
            out.report_parts(
                opened,
                str(of.id),
                recipient=recipient,
                hiding=hiding(Reading()) if names else None,
                confidential=confidential,
                chapters=chapters,
            )
        )
        for place in copy.places():
            print(_("Still there: {what}").format(what=place), file=sys.stderr)
        if copy.remaining and not yes:
            raise Refusal(
                _(
                    "The copy was not written: what is listed above may still tell who somebody"
                    " is. Change it in the book, or add --yes where it names nobody."
                )
            )
        printed = out.write_copy(copy, house(opened), out.stamp(opened), to)
        if recipient:
            with opened.step(
                _("Report of {number} for {who}").format(number=of.number, who=recipient)
            ) as step:
                reports.disclose(
                    step,
                    of,
                    recipient=recipient,
                    purpose=purpose,
                    hidden=copy.hidden,
                    file=to,
                    on=call.today,
                )
        problems = reports.still_missing(opened, str(of.id))
    print(_("{path}: written.").format(path=to))
    tell_note(printed)
    for photo in copy.values["photos"]:
        if photo["unprinted"]:
            print(photo["unprinted"], file=sys.stderr)
    for one in copy.hidden:
        print(_("Taken out: {what}").format(what=one["what"]))
    if names and copy.files:
        print(
            ngettext(
                "{n} photo is in the copy: look at it for faces and name plates.",
                "{n} photos are in the copy: look at them for faces and name plates.",
                len(copy.files),
            ).format(n=len(copy.files))
        )
    for problem in problems:
        print(_("Still missing: {what}").format(what=problem.message))


@app.command()
def clashes(
    context: typer.Context,
    book: BookPath,
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Its number.")],
) -> None:
    """Say who or which room the timetable has in two places, who is away, and sums of time."""
    from auditdesk.domain.timetable import hours_text, minutes_by
    from auditdesk.work import timetables

    with call_of(context).open_book(book):
        id = id_of("audit", audit)
        found = timetables.clashes_of(Reading(), id)
        slots = timetables.slots_of(Reading(), id)
    for clash in found:
        print(clash.message)
    if not found:
        print(_("No clash."))
    for by in ("process", "clause"):
        for name, minutes in sorted(minutes_by(slots, by).items()):
            print(f"{hours_text(minutes):>6}  {name}")


class Copied(StrEnum):
    AUDIT = "audit"


@app.command()
def copy(
    context: typer.Context,
    book: BookPath,
    kind: Annotated[Copied, typer.Argument(metavar="KIND", help="What is copied: audit.")],
    number: Annotated[str, typer.Argument(help="Its number.")],
    starts_on: Annotated[
        str,
        typer.Option("--starts-on", metavar="DAY", help="Its first day; a year later by default."),
    ] = "",
    standard: Annotated[
        list[str] | None,
        typer.Option("--standard", help="Held against this edition instead of the same one."),
    ] = None,
    preview: PreviewOnly = False,
    reason: Reason = "",
) -> None:
    """Plan the same audit again, with its team and its timetable; say what does not fit.

    The sessions keep their weekdays where the sites work on them. Prints the number of the new one.
    """
    from auditdesk.work import audit_copies

    call = call_of(context)
    with call.open_book(book, reason) as opened:
        of = located(kind.value, number)
        day = day_of(starts_on) if starts_on else None
        standards = [located("standard", name) for name in standard or ()]

        def deed(step: Step) -> str:
            return audit_copies.copy(
                step,
                of,
                starts_on=day,
                standards=standards,
                reason=reason,
                today=call.today,
            )

        if preview:
            print_preview(opened, deed)
            return
        with opened.step(_("Copy {number}").format(number=of.number)) as step:
            added = step.get(AuditRow, deed(step)).number
    print(added)


@app.command()
def timetable(
    context: typer.Context,
    book: BookPath,
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Its number.")],
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="A calendar file for each participant.")
    ],
) -> None:
    """Write the timetable of an audit as one calendar file (.ics) for each participant."""
    from auditdesk.output import export as out

    with call_of(context).open_book(book) as opened:
        written = out.export_timetables(opened, id_of("audit", audit), to)
    for path, count in written:
        print(ngettext("{path}: {n} session.", "{path}: {n} sessions.", count).format(
            path=path, n=count))  # fmt: skip


@app.command()
def invite(
    context: typer.Context,
    book: BookPath,
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Its number.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.eml", help="The e-mail to write.")],
) -> None:
    """Write the plan of an audit as a ready e-mail (.eml), with its PDF and its timetable."""
    from auditdesk.output import export as out

    with call_of(context).open_book(book) as opened:
        written = out.export_plan_mail(opened, id_of("audit", audit), to)
    print(_("{path}: open it in your mail program, look through it and send it.").format(
        path=written))  # fmt: skip


@app.command()
def auditors(
    context: typer.Context,
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.xlsx", help="The workbook to write.")],
    year: Annotated[
        int | None,
        typer.Option(
            "--year", min=FIRST_YEAR, max=LAST_YEAR, help="Only this year; all years by default."
        ),
    ] = None,
) -> None:
    """Write the auditor log: audits led, attended, observed, hours and topics for each person."""
    from auditdesk.output import export as out

    call = call_of(context)
    first = date(year, 1, 1) if year else date(1987, 1, 1)
    last = date(year, 12, 31) if year else call.today
    with call.open_book(book) as opened:
        written = out.export_auditor_log(opened, first, last, to, call.today)
    tell_written(written)
