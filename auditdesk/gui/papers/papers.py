"""Papers: what leaves the book from the window, as jobs: sheets, workbooks, calendars, copies.

The libraries that write them are loaded when they are first used: starting must not wait for them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from auditdesk.book.book import SUFFIX
from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.rows import ListedAudit
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job, counted
from auditdesk.gui.desk.settings import EXPORT_FOLDER
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import save_path
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.book.keys import Key
    from auditdesk.output.sheets import Printed

Printer = Callable[..., "Printed"]
"""Prints the rows that were read: rows, house, stamp, file, and `report` by name."""
_PAGE = 200
_EXCEL = "Excel (*.xlsx)"


def preview_findings(desk: Desk, parent: QWidget, ids: Sequence[str]) -> None:
    """Finding sheets, on the screen first."""
    from auditdesk.book.dossier_reader import finding_dossiers
    from auditdesk.output import sheets

    title = ngettext("Print {n} finding sheet", "Print {n} finding sheets", len(ids))
    heading = title.format(n=len(ids))
    preview(
        desk, parent, heading, lambda: finding_dossiers(desk.book, list(ids)),
        sheets.finding_sheets, len(ids),
    )  # fmt: skip


def preview_plans(desk: Desk, parent: QWidget, ids: Sequence[str]) -> None:
    """Audit plans, on the screen first."""
    from auditdesk.book.dossier_reader import plan_dossier
    from auditdesk.output import sheets

    preview(
        desk, parent, _("Audit plan"), lambda: (plan_dossier(desk.book, id) for id in ids),
        sheets.audit_plans, len(ids),
    )  # fmt: skip


def preview_actions(desk: Desk, parent: QWidget, query: Query) -> None:
    """The action list, on the screen first."""
    from auditdesk.book.dossier_reader import action_lines
    from auditdesk.output import export, sheets

    title = _(export.TITLES["actions"])
    preview(
        desk, parent, title, lambda: action_lines(desk.book, query, desk.today),
        partial(sheets.action_list, title),
    )  # fmt: skip


def preview_programme(desk: Desk, parent: QWidget, year: int) -> None:
    """The programme of a year on landscape paper, on the screen first."""
    from auditdesk.book.programme_reader import programme_dossier
    from auditdesk.book.year_data import year_data
    from auditdesk.output import sheets
    from auditdesk.output.programme_sheet import programme_values

    def rows() -> Iterator[Any]:
        head = programme_dossier(desk.book, year)
        yield programme_values(head, year_data(desk.book, year, desk.today))

    def print_it(read: Sequence[Any], *rest: Any, report: object) -> "Printed":
        return sheets.programme(read[0], *rest)

    preview(desk, parent, _("Audit programme {year}").format(year=year), rows, print_it)


def export_list(desk: Desk, parent: QWidget, name: str, query: Query) -> None:
    """A list as a workbook or as CSV, as it is filtered and sorted on the screen."""
    from auditdesk.output import csv_file, excel, export
    from auditdesk.output.columns import COLUMNS

    listed = List(desk.book, LISTINGS[name], query)
    total = listed.count()
    heading = export.heading(desk.book, _(export.TITLES[name]), desk.today, name)

    def rows() -> Iterator[Any]:
        for offset in range(0, total, _PAGE):
            yield from listed.page(offset, _PAGE)

    def begin(to: Path) -> None:
        def work(read: Sequence[Any], report: Callable[[int], None]) -> int:
            if to.suffix.casefold() == ".csv":
                return csv_file.write_list_csv(counted(read, report), COLUMNS[name], to)
            return excel.write_list(counted(read, report), COLUMNS[name], heading, to).rows

        def done(written: int) -> None:
            text = ngettext("{n} row written to {name}.", "{n} rows written to {name}.", written)
            offer(desk, text.format(n=words.number_text(written), name=to.name), to)

        desk.start(Job(_("Export to Excel"), rows, work, done, total))

    kinds = f"{_EXCEL};;CSV (*.csv)"
    ask_where(desk, parent, _("Export to Excel"), heading.title, kinds, ".xlsx", begin, ".csv")


def export_programme(desk: Desk, parent: QWidget, year: int) -> None:
    """The year: months, weeks, list, coverage, load."""
    from auditdesk.book.year_data import year_data
    from auditdesk.output import export, programme

    title = _("Audit programme {year}").format(year=year)
    heading = export.heading(desk.book, title, desk.today, "programme")

    def write(read: Sequence[Any], to: Path) -> None:
        programme.write_programme(read[0], heading, to)

    write_file(
        desk,
        parent,
        heading.title,
        lambda: (year_data(desk.book, year, desk.today),),
        write,
        _EXCEL,
        ".xlsx",
    )


def export_plan(desk: Desk, parent: QWidget, audit: ListedAudit) -> None:
    """The plan of one audit: head, team, timetable."""
    from auditdesk.book.dossier_reader import plan_dossier
    from auditdesk.output import excel, export

    title = _("Audit plan {number}").format(number=audit.number)
    heading = export.heading(desk.book, title, desk.today, "plan")

    def write(read: Sequence[Any], to: Path) -> None:
        excel.write_plan(read[0], heading, to)

    write_file(
        desk,
        parent,
        title,
        lambda: [plan_dossier(desk.book, audit.id)],
        write,
        _EXCEL,
        ".xlsx",
    )


def save_calendar(desk: Desk, parent: QWidget, year: int, auditor: str = "") -> None:
    """The audits of a year as a calendar file, or those of one auditor."""
    from auditdesk.output import export

    def begin(to: Path) -> None:
        count = export.export_calendar(desk.book, year, to, auditor, due_days=True)
        text = ngettext("{n} audit written to {name}.", "{n} audits written to {name}.", count)
        offer(desk, text.format(n=count, name=to.name), to)

    title = _("Audit programme {year}").format(year=year) + (f" {auditor}" if auditor else "")
    ask_where(desk, parent, _("Calendar file"), title, "iCalendar (*.ics)", ".ics", begin)


def save_copy(desk: Desk, parent: QWidget) -> None:
    """A copy of the book, proven sound before it takes its name."""

    def begin(to: Path) -> None:
        desk.book.backup(to)
        offer(desk, _("The copy {name} is written and proven sound.").format(name=to.name), to)

    title = f"{desk.book.path.stem} {desk.today:%Y-%m-%d}"
    kinds = _("AuditDesk book") + f" (*{SUFFIX})"
    ask_where(desk, parent, _("Save a copy"), title, kinds, SUFFIX, begin)


def save_recovery(desk: Desk, parent: QWidget, key: "Key", split: bool) -> None:
    """The recovery sheets of the book as a PDF; they are shown nowhere."""

    def begin(to: Path) -> None:
        from auditdesk.output.recovery_sheet import print_recovery

        print_recovery(desk.book, key, split, to, desk.today)
        told = _("{name} is written: print it, keep the paper elsewhere, and delete the file.")
        offer(desk, told.format(name=to.name), to)

    title = f"{desk.book.path.stem} {_('recovery sheet')}"
    ask_where(desk, parent, _("Recovery sheet"), title, "PDF (*.pdf)", ".pdf", begin)


def preview(
    desk: Desk,
    parent: QWidget,
    title: str,
    rows: Callable[[], Iterable[Any]],
    printer: Printer,
    total: int = 0,
) -> None:
    """Print what `rows` reads, and show it on the screen first. total: how many, 0 for unknown."""
    from auditdesk.book.dossier_reader import house
    from auditdesk.gui.papers.preview import PdfView
    from auditdesk.output import export

    head, stamp = house(desk.book), export.stamp(desk.book)
    to = desk.scratch() / "sheets.pdf"

    def work(read: Sequence[Any], report: Callable[[int], None]) -> "Printed":
        return printer(read, head, stamp, to, report=report)

    def done(printed: "Printed") -> None:
        PdfView(parent.window(), printed.path, title, printed.note).show()

    desk.start(Job(title, rows, work, done, total))


def write_file(
    desk: Desk,
    parent: QWidget,
    title: str,
    rows: Callable[[], Any],
    write: Callable[[Sequence[Any], Path], "Printed | None"],
    kinds: str,
    suffix: str,
) -> None:
    def begin(to: Path) -> None:
        def work(read: Sequence[Any], _report: Callable[[int], None]) -> "Printed | None":
            return write(read, to)

        def done(printed: "Printed | None") -> None:
            offer(desk, written_text(to, printed), to)

        desk.start(Job(title, rows, work, done))

    ask_where(desk, parent, title, title, kinds, suffix, begin)


def ask_where(
    desk: Desk,
    parent: QWidget,
    title: str,
    name: str,
    kinds: str,
    suffix: str,
    begin: Callable[[Path], object],
    *other: str,
) -> None:
    """Ask for the file, beside where the last one went. kinds: filters, divided by “;;”.

    other: further endings that it may have.
    """
    folder = desk.settings.get(EXPORT_FOLDER) or str(desk.book.path.parent)

    def chosen(path: str) -> None:
        to = Path(path)
        if to.suffix.lower() not in (suffix, *other):
            chosen_kind = dialog.selectedNameFilter()
            ending = next((one for one in other if f"*{one})" in chosen_kind), suffix)
            to = to.with_name(to.name + ending)
        desk.settings.set(EXPORT_FOLDER, str(to.parent))
        begin(to)

    safe = "".join("-" if sign in '<>:"/\\|?*' else sign for sign in name)
    name = str(Path(folder) / (safe if other else f"{safe}{suffix}"))
    dialog = save_path(parent, title, name, kinds.split(";;"), chosen)


def written_text(to: Path, printed: "Printed | None" = None) -> str:
    """That a file is written, and what is not as it should be with a paper."""
    text = _("Written to {name}.").format(name=to.name)
    return f"{text} {printed.note}" if printed is not None and printed.note else text


def offer(desk: Desk, text: str, file: Path) -> None:
    desk.messenger.offer(
        text,
        (
            (_("Open"), lambda: open_file(file)),
            (_("Show in folder"), lambda: open_file(file.parent)),
        ),
    )


def open_file(file: Path) -> None:
    """Open a file or a folder with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
