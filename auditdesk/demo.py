"""The whole main job on a sample company: plan, audit, findings, actions, workbooks, sheets."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.rows import ListedAudit
from auditdesk.errors import Trouble
from auditdesk.i18n import _, ngettext
from auditdesk.output import export
from auditdesk.work import sample

AUDITOR = "Ines Okafor"
"""Who keeps the book of the sample company."""


def run(directory: Path, who: str, last_day: date = sample.LAST_DAY) -> Iterator[str]:
    """Make the sample in `directory`, or in a new one beside it; says what was written.

    last_day: the day on which its story ends.
    """
    folder = _free(directory)
    with Book.create(folder / f"{sample.NAME}.auditdesk", who or AUDITOR) as book:
        yield _("Playing two years of audits at {name} …").format(name=sample.NAME)
        sample.play(book, last_day)
        yield from _counts(book, last_day)
        yield _("Written to {folder}:").format(folder=folder.absolute())
        yield f"  {book.path.name}"
        for line in (*_workbooks(book, folder, last_day), *_sheets(book, folder, last_day)):
            yield f"  {line}"
        found = check(book)
        if found.problems:
            raise Trouble(" ".join(found.problems))
        yield _("Checked: {steps} steps, {changes} changes, trail whole. Head {digest}").format(
            steps=found.steps, changes=found.changes, digest=found.head.digest
        )


def _free(directory: Path) -> Path:
    candidate, n = directory, 1
    while candidate.exists() and any(candidate.iterdir() if candidate.is_dir() else [candidate]):
        n += 1
        candidate = directory.with_name(f"{directory.name} {n}")
    try:
        candidate.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            _("The folder {folder} cannot be made: {cause}.").format(
                folder=candidate, cause=error.strerror
            )
        ) from error
    return candidate


def _counts(book: Book, last_day: date) -> Iterator[str]:
    audits = List(book, AUDITS).count()
    findings = List(book, FINDINGS).count()
    actions = List(book, ACTIONS).count()
    late = List(book, ACTIONS, Query(late_on=last_day)).count()
    yield _(
        "{audits} audits, {findings} findings, {actions} actions ({late} late on {day})."
    ).format(audits=audits, findings=findings, actions=actions, late=late, day=last_day)


def _workbooks(book: Book, folder: Path, last_day: date) -> Iterator[str]:
    audit = _latest_audit(book)
    for written in (
        export.export_list(book, "findings", Query(), folder / "Findings register.xlsx", last_day),
        export.export_list(book, "actions", Query(), folder / "Action list.xlsx", last_day),
        *(
            export.export_programme(book, year, folder / f"Programme {year}.xlsx", last_day)
            for year in (last_day.year - 1, last_day.year)
        ),
        export.export_plan(book, audit.id, folder / f"Plan {audit.number}.xlsx", last_day),
        export.export_list(book, "trail", Query(), folder / "Trail.xlsx", last_day),
    ):
        yield ngettext("{name}: {n} row", "{name}: {n} rows", written.rows).format(
            name=written.path.name, n=written.rows
        )
    calendar = folder / f"Audits {last_day.year}.ics"
    count = export.export_calendar(book, last_day.year, calendar)
    yield ngettext("{name}: {n} audit", "{name}: {n} audits", count).format(
        name=calendar.name, n=count
    )


def _sheets(book: Book, folder: Path, last_day: date) -> Iterator[str]:
    audit = _latest_audit(book)
    issued = [row.id for row in List(book, FINDINGS).stream() if row.number]
    for printed in (
        export.print_findings(book, issued, folder / "Finding sheets.pdf"),
        export.print_plans(book, [audit.id], folder / f"Plan {audit.number}.pdf"),
        export.print_actions(
            book, Query((("state", "open"),)), folder / "Action list.pdf", last_day
        ),
    ):
        yield ngettext("{name}: {n} page", "{name}: {n} pages", printed.pages).format(
            name=printed.path.name, n=printed.pages
        )


def _latest_audit(book: Book) -> ListedAudit:
    """The last audit held that has findings: the one whose papers say most."""
    held = List(book, AUDITS, Query((("state", "done"),))).stream()
    return max((row for row in held if row.findings), key=lambda row: row.starts_on or date.min)
