"""From the book to a workbook, a sheet or a calendar, as the command line and the window ask."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import action_lines, finding_dossiers, house, plan_dossier
from auditdesk.book.lists import AUDITS, LISTINGS, List, Query
from auditdesk.book.year import year_rows
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _
from auditdesk.intake.account import Account
from auditdesk.output import calendar, excel, sheets
from auditdesk.output.columns import COLUMNS, IMPORTED

TITLES = {
    "findings": N_("Findings register"),
    "actions": N_("Action list"),
    "audits": N_("Audits"),
    "units": N_("Units"),
    "people": N_("People"),
    "clauses": N_("Clauses"),
    "trail": N_("Trail of changes"),
}


def heading(book: Book, title: str, on: date) -> excel.Heading:
    """What stands above every workbook."""
    return excel.Heading(title, house(book).name, on, book.head.digest, book.head.seq, book.who)


def stamp(book: Book) -> sheets.Stamp:
    """What stands at the foot of every sheet."""
    return sheets.Stamp(book.head.digest, book.head.seq, datetime.now(UTC))


def export_list(book: Book, name: str, query: Query, to: Path, today: date) -> excel.Written:
    """A list as a workbook."""
    rows = List(book, LISTINGS[name], query).stream()
    return excel.write_list(rows, COLUMNS[name], heading(book, _(TITLES[name]), today), to)


def export_import(book: Book, account: Account, to: Path, today: date) -> excel.Written:
    """Where every row of an imported file went, as a workbook."""
    title = _("Import of {name}").format(name=account.file)
    return excel.write_list(account.rows(), IMPORTED, heading(book, title, today), to)


def export_programme(book: Book, year: int, to: Path, today: date) -> excel.Written:
    """The year as units × months."""
    title = _("Audit programme {year}").format(year=year)
    return excel.write_programme(
        year_rows(book, year, today), year, heading(book, title, today), to
    )


def export_plan(book: Book, audit: str, to: Path, today: date) -> excel.Written:
    """The plan of an audit: head, team, timetable."""
    plan = plan_dossier(book, audit)
    title = _("Audit plan {number}").format(number=plan.number)
    return excel.write_plan(plan, heading(book, title, today), to)


def print_findings(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False
) -> sheets.Printed:
    """Finding sheets, one after the other in one PDF."""
    return sheets.finding_sheets(
        list(finding_dossiers(book, list(ids))), house(book), stamp(book), to, even_blank=even_blank
    )


def print_plans(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False
) -> sheets.Printed:
    """Audit plans, one after the other in one PDF."""
    plans = [plan_dossier(book, id) for id in ids]
    return sheets.audit_plans(plans, house(book), stamp(book), to, even_blank=even_blank)


def print_actions(
    book: Book, query: Query, to: Path, today: date, even_blank: bool = False
) -> sheets.Printed:
    """The action list on paper."""
    lines = list(action_lines(book, query, today))
    if not lines:
        raise Refusal(_("There is no action to print."))
    return sheets.action_list(
        _(TITLES["actions"]), lines, house(book), stamp(book), to, even_blank=even_blank
    )


def export_calendar(book: Book, year: int, to: Path) -> int:
    """The audits of a year as iCalendar; how many."""
    audits = List(book, AUDITS, Query((("year", str(year)),))).stream()
    return calendar.write_calendar(audits, house(book).name, to, datetime.now(UTC))
