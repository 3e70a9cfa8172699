"""Commands of the programme: plan a year, or a problem; what is covered; who is away."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.cli_shared import (
    AsJson,
    AsOf,
    BookPath,
    Reason,
    Year,
    copy_before_import,
    id_of,
    located,
    open_book,
    open_book_as_of,
    today,
)
from auditdesk.console import coverage_plain, print_coverage, print_json, proposal_lines, read_json
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _, ngettext


def schedule(
    book: Annotated[
        Path | None, typer.Argument(metavar="[BOOK]", help="The book whose year is planned.")
    ] = None,
    problem: Annotated[
        str, typer.Option("--problem", metavar="FILE.json", help="A problem as JSON; - for input.")
    ] = "",
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, max=3600, help="How long to search at most.")
    ] = 10.0,
    seed: Annotated[int, typer.Option("--seed", help="Another seed finds another plan.")] = 1,
    year: Year = None,
    years: Annotated[int, typer.Option("--years", min=1, max=3, help="How many years.")] = 1,
    free: Annotated[
        list[str] | None,
        typer.Option("--free", metavar="NUMBER", help="A confirmed audit that may move too."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Put the plan into the book.")] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Plan audits: who audits what, and when, without breaking a rule; say what has no place."""
    if bool(problem) == (book is not None):
        raise typer.BadParameter(_("Name a book, or a problem by --problem FILE.json."))
    if book is not None:
        wanted = year or today().year
        _schedule_book(book, wanted, years, seconds, seed, free or [], apply, reason, as_json)
        return
    from auditdesk.planner import plain
    from auditdesk.planner.rules import broken
    from auditdesk.planner.solve import solve

    asked = plain.problem_from(read_json(problem))
    solution = solve(asked, seconds, seed)
    if as_json:
        print_json(iter([plain.solution_as_plain(solution)]), single=True)
    else:
        for line in plain.summary(asked, solution):
            print(line)
    for one in broken(asked, solution.plan):
        print(_("Agreed, but: {text}").format(text=one.text), file=sys.stderr)


def _schedule_book(
    path: Path,
    year: int,
    years: int,
    seconds: float,
    seed: int,
    free: list[str],
    apply: bool,
    reason: str,
    as_json: bool,
) -> None:
    from auditdesk.planner.solve import solve
    from auditdesk.work.proposal import accept, propose
    from auditdesk.work.schedule import schedule as schedule_of

    with open_book(path, reason) as opened:
        audits = frozenset(str(located("audit", number).number) for number in free)
        made = schedule_of(opened, year, today(), years, audits)
        if made.why_idle:
            raise Refusal(made.why_idle)
        proposal = propose(made, solve(made.problem, seconds, seed))
        if apply:
            with opened.step(_("Plan {year}").format(year=year)) as step:
                accept(step, proposal, today())
    if as_json:
        solution = proposal.solution
        said = {
            "audits": proposal.rows,
            "objective": solution.cost.cost,
            "lower_bound": solution.lower_bound,
            "applied": apply,
            "notes": proposal.notes,
            "conflicts": [one.text for one in made.conflicts(solution.plan)],
        }
        print_json(iter([said]), single=True)
        return
    for line in proposal_lines(proposal):
        print(line)


def coverage(
    book: BookPath, year: Year = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Say which clauses and units the audits of the cycle up to a year cover, and what is left."""
    from auditdesk.book import coverage as reader
    from auditdesk.book.universe import scheme

    with open_book_as_of(book, as_of) as opened:
        first, last = reader.cycle(opened, year or today().year)
        yearly = scheme(opened).yearly
        maps = [
            reader.coverage(opened, id, first, last, yearly, today=today())
            for id, _name in reader.standards(opened, last)
        ]
    if as_json:
        print_json(iter([coverage_plain(one) for one in maps]))
    else:
        for one in maps:
            print_coverage(one)


def adherence(
    book: BookPath, year: Year = None, as_of: AsOf = None, as_json: AsJson = False
) -> None:
    """Say how a year was kept to: against the latest approved revision, and the first approval."""
    from auditdesk.book.year import adherence_told, approved_adherence

    wanted = year or today().year
    with open_book_as_of(book, as_of) as opened:
        kept = {
            "latest": approved_adherence(opened, wanted, today()),
            "first": approved_adherence(opened, wanted, today(), first=True),
        }
        told = adherence_told(opened, wanted, today())
    if as_json:
        print_json(iter([{"year": wanted, **kept}]), single=True)
    else:
        print("\n".join(told) or _("Nothing approved for {year} is due yet.").format(year=wanted))


def absences(
    book: BookPath,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whose calendar it is.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="The calendar.")],
    year: Year = None,
    name_events: Annotated[
        bool, typer.Option("--name-events", help="Keep what the calendar calls them.")
    ] = False,
) -> None:
    """Take in the days on which somebody is away from a calendar file, repeated events and all.

    Of this year and the next, or of one year; what lies over the turn of a year is taken whole.
    """
    from auditdesk.intake.calendar import busy_years
    from auditdesk.work.absences import take_in

    first = year or today().year
    diary = busy_years(contents(file), file.name, first, year or first + 1)
    with open_book(book) as opened:
        copy_before_import(opened)
        id = id_of("person", person)
        with opened.step(_("Absences of {person} from {name}").format(
            person=person, name=file.name)) as step:  # fmt: skip
            added = take_in(step, id, diary.days, name_events)
    for sentence in diary.passed_over:
        print(sentence, file=sys.stderr)
    print(
        ngettext("{n} absence added, {known} known.", "{n} absences added, {known} known.", added)
        .format(n=added, known=len(diary.days) - added)
    )  # fmt: skip


COMMANDS = (schedule, coverage, adherence, absences)
