"""Commands for the external audit: what is missing, evidence by clause and unit."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.book import Book
from auditdesk.book.completeness.answers import (
    Narrow,
    answers,
    gaps,
    open_questions,
    period_of,
    reasons_given,
)
from auditdesk.book.completeness.question import Period
from auditdesk.cli.call import call_of
from auditdesk.cli.console import print_json, tell_printed, tell_written
from auditdesk.cli.options import AsJson, AsOf, BookPath, Since, Year, refuse_unused, since_of
from auditdesk.cli.things import located
from auditdesk.i18n import _, ngettext

app = typer.Typer()


@app.command()
def complete(
    context: typer.Context,
    book: BookPath,
    since: Since = "",
    as_of: AsOf = None,
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="Of this site only.")] = "",
    who: Annotated[
        str, typer.Option("--mender", metavar="PERSON", help="What this person can mend.")
    ] = "",
    as_json: AsJson = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write it instead, ending in .xlsx or .pdf."),
    ] = None,
) -> None:
    """Say what an external auditor would ask about the audits, and which records fail it."""
    call = call_of(context)
    with call.open_book_as_of(book, as_of) as opened:
        period = period_of(since_of(since), call.today)
        narrow = Narrow(
            str(located("site", site).name) if site else "",
            str(located("person", who).name) if who else "",
        )
        if to is not None:
            refuse_unused("--to", {"--json": as_json})
            _write(opened, period, to, call.today, narrow)
            return
        found = answers(opened, period, narrow)
        reasons = reasons_given(opened)
        records = {
            one.question.key: gaps(opened, one.question, period, narrow, reasons=reasons)
            for one in found
            if one.failing
        }
    if as_json:
        told = [
            {
                "question": one.question.key,
                "asks": one.question.told,
                "weight": one.question.weight.value,
                "reason": _(one.question.reason),
                "clauses": list(one.question.clauses),
                "mender": one.question.mender.value,
                "count": one.failing,
                "left_open": one.left_open,
                "records": records.get(one.question.key, []),
            }
            for one in found
        ]
        data = {"since": period.first, "until": period.last, "questions": told}
        print_json(iter([data]), single=True)
        return
    for answer in open_questions(found):
        question = answer.question
        print(f"{answer.failing:6}  {question.told} ({question.weight.label})")
        print(f"        {question.why} {question.mender.label}")
        for gap in records[question.key][:_SHOWN]:
            print("        " + "  ".join(filter(None, (gap.number, *gap.sites, gap.who, gap.more))))
        if answer.failing > _SHOWN:
            more = answer.failing - _SHOWN
            print("        " + ngettext("and {n} more", "and {n} more", more).format(n=more))
    print(
        ngettext(
            "{n} of {all} questions stands open, {first} – {last}.",
            "{n} of {all} questions stand open, {first} – {last}.",
            len(records),
        ).format(n=len(records), all=len(found), first=period.first, last=period.last)
    )


def _write(book: Book, period: Period, to: Path, today: date, narrow: Narrow) -> None:
    from auditdesk.output import completeness as out

    if to.suffix.casefold() == ".pdf":
        tell_printed(out.print_completeness(book, period, to, narrow=narrow))
    else:
        tell_written(out.export_completeness(book, period, to, today, narrow))


_SHOWN = 5
"""Records told of a question; JSON has all."""


@app.command("leave-open")
def leave_open(
    context: typer.Context,
    book: BookPath,
    question: Annotated[str, typer.Argument(help="The question, as --json names it.")],
    kind: Annotated[str, typer.Argument(help="finding, action, audit, programme …")],
    number: Annotated[str, typer.Argument(help="Its number or name.")],
    why: Annotated[
        str, typer.Option("--why", metavar="TEXT", help="Why it may stay as it is.")
    ] = "",
    again: Annotated[bool, typer.Option("--ask-again", help="Take the reason back.")] = False,
) -> None:
    """Say why a record may fail a question of “complete”; it is not asked of it any more."""
    from auditdesk.book.reading import Reading
    from auditdesk.work import completeness, lookup

    call = call_of(context)
    with call.open_book(book) as opened:
        if kind == "clause":
            row = lookup.citation(Reading(), number, [])[0].id
        else:
            row = str(located(kind, number).id)
        with opened.step(_("Completeness of {number}").format(number=number)) as step:
            if again:
                completeness.ask_again(step, question, row)
            else:
                completeness.leave_open(step, question, kind, row, on=call.today, reason=why)
    told = _("{number} is asked again.") if again else _("{number} may stay as it is.")
    print(told.format(number=number))


@app.command("evidence-map")
def evidence_map(
    context: typer.Context,
    book: BookPath,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="The file, ending in .xlsx or .csv.")
    ],
    year: Year = None,
    as_of: AsOf = None,
) -> None:
    """Write how much evidence there is of each clause in each unit, and how old it is."""
    from auditdesk.output import completeness as out

    call = call_of(context)
    with call.open_book_as_of(book, as_of) as opened:
        wanted = year or call.today.year
        if to.suffix.casefold() == ".csv":
            n = out.export_evidence_csv(opened, wanted, to, call.today)
            print(ngettext("{path}: {n} row.", "{path}: {n} rows.", n).format(path=to, n=n))
        else:
            tell_written(out.export_evidence_map(opened, wanted, to, call.today))
