"""The command that lists what a book holds."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.cli.call import call_of
from auditdesk.cli.console import print_json
from auditdesk.cli.options import (
    AsJson,
    AsOf,
    BookPath,
    LateOn,
    SearchText,
    Where,
    query_of,
    refuse_unused,
)
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Refusal
from auditdesk.i18n import _

app = typer.Typer()


class Listed(StrEnum):
    FINDINGS = "findings"
    ACTIONS = "actions"
    AUDITS = "audits"
    PROGRAMME = "programme"
    UNITS = "units"
    PEOPLE = "people"
    ABSENCES = "absences"
    CLAUSES = "clauses"
    EVIDENCE = "evidence"
    TRAIL = "trail"


@app.command("list")
def list_(
    context: typer.Context,
    book: BookPath,
    what: Annotated[Listed, typer.Argument(help="What to list.")],
    where: Where = None,
    late_on: LateOn = None,
    as_of: AsOf = None,
    text: SearchText = "",
    order: Annotated[str, typer.Option(help="Sort by this key.")] = "",
    descending: Annotated[bool, typer.Option("--descending", help="The other way round.")] = False,
    as_json: AsJson = False,
) -> None:
    """List findings, actions, audits, the programme, units, people, clauses or the trail."""
    call = call_of(context)
    query = query_of(where, late_on, text, order, descending)
    if what is Listed.PROGRAMME:
        given_beside = {"--late-on": bool(late_on), "--text": bool(text), "--order": bool(order),
                        "--descending": descending}  # fmt: skip
        refuse_unused(what.value, given_beside)
    with call.open_book_as_of(book, as_of, late_on) as opened:
        rows: Iterator[Any]
        if what is Listed.PROGRAMME:
            from auditdesk.book.year import year_rows

            rows = iter(year_rows(opened, _year_of(query, call.today), call.today))
        else:
            rows = List(opened, LISTINGS[what.value], query).stream()
        if as_json:
            print_json(rows)
        else:
            from auditdesk.cli.tables import print_table

            print_table(what.value, rows)


def _year_of(query: Query, today: date) -> int:
    for key, value in query.where:
        if key != "year" or not value.isdecimal() or not FIRST_YEAR <= int(value[:9]) <= LAST_YEAR:
            raise Refusal(_("The programme is listed by year: --where year=2026."))
        return int(value)
    return today.year
