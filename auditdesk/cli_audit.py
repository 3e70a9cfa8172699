"""Commands of performing an audit: questions, checklist, timetable, report."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.reading import Reading
from auditdesk.cli_shared import BookPath, id_of, located, open_book
from auditdesk.i18n import _, ngettext


class ChecklistSource(StrEnum):
    QUESTIONS = "questions"
    LAST = "last"
    CHANGES = "changes"


def checklist(
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
) -> None:
    """Make the checklist of an audit; what is asked already stays as it is."""
    from auditdesk.work import checklists

    with open_book(book) as opened:
        id = id_of("audit", audit)
        what = _("Make checklist of {number}").format(number=located("audit", audit).number)
        with opened.step(what) as step:
            added = checklists.make(step, id, source.value, process)
    print(ngettext("{n} line added.", "{n} lines added.", added).format(n=added))


def questions(
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

    with open_book(book) as opened:
        if take is not None:
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


COMMANDS = (checklist, questions)
