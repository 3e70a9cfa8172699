"""The command that tells the indicators of the audits."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book.book import Book
from auditdesk.book.indicators.figures import Told, Which, checked, figures, records
from auditdesk.book.numbered import numbers_of
from auditdesk.cli.call import call_of
from auditdesk.cli.console import print_json, tell_printed
from auditdesk.cli.options import AsJson, AsOf, BookPath, Since, day_of, refuse_unused, since_of
from auditdesk.cli.things import located
from auditdesk.domain.indicator import Extent
from auditdesk.i18n import _, date_text

app = typer.Typer()


@app.command()
def indicators(
    context: typer.Context,
    book: BookPath,
    since: Since = "",
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="The last day; today by default.")
    ] = "",
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="Of this site only.")] = "",
    process: Annotated[
        str, typer.Option("--process", metavar="PROCESS", help="Of this process only.")
    ] = "",
    standard: Annotated[
        str, typer.Option("--standard", metavar="STANDARD", help="Of this standard only.")
    ] = "",
    as_of: AsOf = None,
    as_json: AsJson = False,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Print figures and pictures into this PDF."),
    ] = None,
) -> None:
    """Tell the figures of the audits, each with its formula; with --json the records behind it."""
    call = call_of(context)
    with call.open_book_as_of(book, as_of) as opened:
        scope = checked(
            Extent(
                since_of(since) or date(call.today.year - 1, 1, 1),
                day_of(until) if until else call.today,
                call.today,
                str(located("site", site).name) if site else "",
                str(located("process", process).name) if process else "",
                str(located("standard", standard).designation) if standard else "",
            )
        )
        if to is not None:
            refuse_unused("--to", {"--json": as_json})
            from auditdesk.output import indicators as paper

            tell_printed(paper.print_indicators(opened, scope, to))
            return
        told = figures(opened, scope)
        if as_json:
            data = {"since": scope.first, "until": scope.last, "as_of": scope.today}
            plain = [_plain(opened, one, scope) for one in told]
            print_json(iter([{**data, "indicators": plain}]), single=True)
            return
    topic = None
    for one in told:
        if one.indicator.topic != topic:
            topic = one.indicator.topic
            print(topic.label)
        print(f"  {one.figure.told:>16}  {one.indicator.told}  {one.figure.of}".rstrip())
        print(f"  {'':16}  {one.indicator.why}")
    days = {"first": date_text(scope.first), "last": date_text(scope.last)}
    print(_("Figures of {first} – {last}.").format(**days))


def _plain(book: Book, told: Told, scope: Extent) -> dict[str, object]:
    one, figure = told.indicator, told.figure
    ids = records(book, one, scope, Which.COUNTED) if one.kind else []
    return {
        "indicator": one.key,
        "topic": one.topic.value,
        "name": one.told,
        "formula": one.why,
        "measure": one.measure.value,
        "value": figure.value,
        "whole": figure.whole,
        "part": figure.part,
        "per": figure.per,
        "ninetieth": figure.ninetieth,
        "kind": one.kind,
        "records": numbers_of(book, one.kind, ids) if one.kind else [],
    }
