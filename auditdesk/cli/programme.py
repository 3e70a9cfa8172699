"""Commands of the programme: plan a year, or a problem; what is covered; who is away."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from auditdesk.cli.call import Call, call_of, copy_before_import
from auditdesk.cli.console import plain, print_json, read_json
from auditdesk.cli.options import AsJson, AsOf, BookPath, Reason, Year
from auditdesk.cli.things import id_of, located
from auditdesk.domain.coverage import Cover, Coverage
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _, ngettext
from auditdesk.work.proposal import Proposal

app = typer.Typer()


@app.command()
def schedule(
    context: typer.Context,
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
        call = call_of(context)
        wanted = year or call.today.year
        _schedule_book(call, book, wanted, years, seconds, seed, free or [], apply, reason, as_json)
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
    call: Call,
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

    with call.open_book(path, reason) as opened:
        audits = frozenset(str(located("audit", number).number) for number in free)
        made = schedule_of(opened, year, call.today, years, audits)
        if made.why_idle:
            raise Refusal(made.why_idle)
        proposal = propose(made, solve(made.problem, seconds, seed))
        if apply:
            with opened.step(_("Plan {year}").format(year=year)) as step:
                accept(step, proposal, call.today)
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
    for line in _proposal_lines(proposal):
        print(line)


@app.command()
def coverage(
    context: typer.Context,
    book: BookPath,
    year: Year = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say which clauses and units the audits of the cycle up to a year cover, and what is left."""
    from auditdesk.book import coverage as reader
    from auditdesk.book.universe import scheme

    call = call_of(context)
    with call.open_book_as_of(book, as_of) as opened:
        first, last = reader.cycle(opened, year or call.today.year)
        yearly = scheme(opened).yearly
        maps = [
            reader.coverage(opened, id, first, last, yearly, today=call.today)
            for id, _name in reader.standards(opened, last)
        ]
    if as_json:
        print_json(iter([_coverage_plain(one) for one in maps]))
    else:
        for one in maps:
            _print_coverage(one)


@app.command()
def adherence(
    context: typer.Context,
    book: BookPath,
    year: Year = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say how a year was kept to: against the latest approved revision, and the first approval."""
    from auditdesk.book.year import adherence_told, approved_adherence

    call = call_of(context)
    wanted = year or call.today.year
    with call.open_book_as_of(book, as_of) as opened:
        kept = {
            "latest": approved_adherence(opened, wanted, call.today),
            "first": approved_adherence(opened, wanted, call.today, first=True),
        }
        told = adherence_told(opened, wanted, call.today)
    if as_json:
        print_json(iter([{"year": wanted, **kept}]), single=True)
    else:
        print("\n".join(told) or _("Nothing approved for {year} is due yet.").format(year=wanted))


@app.command()
def absences(
    context: typer.Context,
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

    call = call_of(context)
    first = year or call.today.year
    diary = busy_years(contents(file), file.name, first, year or first + 1)
    with call.open_book(book) as opened:
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


def _coverage_plain(of: Coverage) -> dict[str, Any]:
    """A map of coverage with stable keys; only pairs of which something is said."""
    return {
        "standard": of.standard,
        "first": of.first,
        "last": of.last,
        "ratio": round(of.ratio, 4),
        "cells": [
            {"clause": clause.number, "unit": unit.name, **plain(cell)}
            for clause in of.clauses
            for unit in of.units
            if (cell := of.cell(clause.id, unit.id)).cover is not Cover.NOT_APPLICABLE
        ],
        "gaps": [
            {"clause": clause.number, "units": [unit.name for unit in units]}
            for clause, units in of.gaps
        ],
        "part_clauses": [one.number for one in of.part_clauses],
        "bare_clauses": [one.number for one in of.bare_clauses],
        "bare_units": [one.name for one in of.bare_units],
        "late_yearly": [one.number for one in of.late_yearly],
    }


def _print_coverage(of: Coverage) -> None:
    """A map of coverage for people: its share, and each gap."""
    print(
        _("{standard}, {first} – {last}: {percent} % of the clauses that apply.").format(
            standard=of.standard, first=of.first, last=of.last, percent=of.percent
        )
    )
    for clause, units in of.gaps:
        by_cover: dict[Cover, list[str]] = {}
        for unit in units:
            by_cover.setdefault(of.cell(clause.id, unit.id).cover, []).append(unit.name)
        for cover, words in (
            (Cover.NEVER, _("{clause}: nobody looks at it in {units}")),
            (Cover.PART, _("{clause}: looked at in part only in {units}")),
        ):
            if cover in by_cover:
                text = words.format(clause=clause.heading, units=", ".join(by_cover[cover]))
                print(f"  {text}")
    if of.late_yearly:
        numbers = ", ".join(one.number for one in of.late_yearly)
        print("  " + _("Due each year and not in the last: {clauses}").format(clauses=numbers))


def _proposal_lines(proposal: Proposal) -> Iterator[str]:
    """A proposal for people: an audit a line, why under it."""
    for row in proposal.rows:
        when = _("no place") if row.starts_on is None else f"{row.starts_on} – {row.ends_on}"
        learning = [_("{name} in training").format(name=row.trainee)] if row.trainee else []
        team = ", ".join((row.lead, *row.team, *learning)) if row.lead else ""
        name = row.title if row.key.startswith(row.title) else f"{row.key} {row.title}"
        yield f"{when:23}  {row.change.label:14}  {name}  {team}".rstrip()
        for text in (*row.reasons, *row.helps):
            yield f"    {text}"
    yield from proposal.notes
    solution = proposal.solution
    yield _("Cost {cost}, {n} without a place.").format(
        cost=solution.cost.cost, n=len(solution.unplaced)
    )
