"""Commands of editions: how far a transition is, and which edition is worked to."""

from pathlib import Path
from typing import Annotated

import typer

from auditdesk.cli.call import call_of
from auditdesk.cli.console import print_json, tell_printed, tell_written
from auditdesk.cli.options import AsJson, AsOf, BookPath, day_of
from auditdesk.cli.things import id_of
from auditdesk.errors import Refusal
from auditdesk.i18n import _

app = typer.Typer()


@app.command()
def transition(
    context: typer.Context,
    book: BookPath,
    standard: Annotated[str, typer.Argument(metavar="STANDARD", help="The new edition.")] = "",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Write it, ending in .xlsx or .pdf."),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Say how far the transition to an edition is: changed clauses, where they were looked at."""
    from auditdesk.book import transition as reader
    from auditdesk.output import transition as out
    from auditdesk.work.transition import whole

    call = call_of(context)
    with call.open_book_as_of(book, as_of) as opened:
        known = reader.editions_that_replace(opened)
        id = id_of("standard", standard) if standard else next((one for one, _name in known), "")
        if id not in [one for one, _name in known]:
            raise Refusal(_("No edition before it is known: there is no transition to it."))
        found = whole(opened, id, call.today)
        if to is not None and to.suffix.casefold() == ".pdf":
            tell_printed(out.print_transition(opened, found, to))
            return
        if to is not None:
            tell_written(out.export_transition(opened, found, to, call.today))
            return
    if as_json:
        names = {unit.id: unit.name for unit in found.units}
        data = {
            "old": found.old,
            "new": found.new,
            "issued_on": found.issued_on,
            "withdrawn_on": found.withdrawn_on,
            "work_to": [{"standard": one.designation, "since": one.since} for one in found.decided],
            "sites": found.sites,
            "clauses": [
                {
                    "clause": one.number,
                    "change": [kind.value for kind in one.kinds],
                    "note": one.note,
                    "seen": [
                        {"unit": names[unit], "audit": look.audit, "on": look.on}
                        for (clause, unit), look in found.seen.items()
                        if clause == one.id
                    ],
                    "gaps": [unit.name for unit in found.gaps(one.id)],
                    "action": found.actions.get(one.id, ""),
                }
                for one in found.changes
            ],
        }
        print_json(iter([data]), single=True)
        return
    for label, text in out.head_of(found):
        print(f"{label}: {text}")
    for one in found.changes:
        gaps = ", ".join(unit.name for unit in found.gaps(one.id))
        print(f"  {one.heading}: {gaps or _('looked at everywhere')}")


@app.command("work-to")
def work_to(
    context: typer.Context,
    book: BookPath,
    standard: Annotated[str, typer.Argument(metavar="STANDARD", help="The edition.")],
    since: Annotated[
        str, typer.Option("--since", metavar="DATE", help="From when on; today by default.")
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.")] = "",
) -> None:
    """Decide to which edition of a standard you work; what is new follows, what began stays."""
    from auditdesk.work.edition_decisions import work_to as decide

    call = call_of(context)
    with call.open_book(book) as opened:
        what = _("Work to {standard}").format(standard=standard)
        with opened.step(what) as step:
            day = day_of(since) if since else call.today
            decide(step, standard, since=day, reason=why)
    print(_("You work to {standard} since {day}.").format(standard=standard, day=day))
