"""Workbooks: lists and audit plans, as Excel opens and prints them."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from auditdesk.book.dossiers import PlanDossier
from auditdesk.i18n import _, date_text
from auditdesk.intake import own
from auditdesk.output.columns import ListColumn
from auditdesk.output.workbook import CODES, TableTitle, Workbook, Written, write

__all__ = ["TableTitle", "Written", "table_sheet", "write_list", "write_plan"]

Row = TypeVar("Row")


def write_list(
    rows: Iterable[Row], columns: Sequence[ListColumn[Row]], heading: TableTitle, to: Path
) -> Written:
    """Write a list: the printed columns first, then the others, every row in full."""

    def fill(book: Workbook) -> None:
        shown = sorted(columns, key=lambda column: not column.printed)
        sheet = book.sheet(
            heading.title,
            [(_(column.heading), column.width) for column in shown],
            printed=sum(column.printed for column in shown),
        )
        sheet.head(heading.title)
        styles = [column.kind for column in shown]
        sheet.headings(styles)
        read = [column.value for column in shown]
        offered = [
            (place, dict.fromkeys(map(_, column.choices)))
            for place, column in enumerate(shown)
            if column.choices
        ]
        origin = book.origin([(column.key, _(column.heading)) for column in shown])
        for row in rows:
            values = [value(row) for value in read]
            sheet.write(values, styles)
            if origin is not None:
                told = own.record_row(getattr(row, "id", ""), values)
                origin.write(told, CODES)
            for place, words in offered:
                words.setdefault(str(values[place] or ""))
            book.rows += 1
        sheet.finish_table()
        book.choices([(sheet, place, [word for word in words if word]) for place, words in offered])

    return write(to, heading, fill)


def write_plan(plan: PlanDossier, heading: TableTitle, to: Path) -> Written:
    """Write an audit plan: all its contents, the team, the timetable, clauses, follow-up."""

    def fill(book: Workbook) -> None:
        table_sheet(book, _("Head"), [(_("Item"), 30), (_("Content"), 92)], _head_of(plan),
               ("label", "long"), landscape=False)  # fmt: skip
        table_sheet(
            book,
            _("Team"),
            [(_("Person"), 24), (_("Role"), 22), (_("Declared exception from independence"), 40),
             (_("Mitigation"), 40), (_("Approved by"), 22), (_("Independence declared on"), 14),
             (_("Declaration"), 44)],
            [(one.person, one.role, one.exception, one.mitigation, one.approved_by,
              one.declared_on, one.declaration)
             for one in plan.team],
            ("strong", "text", "long", "long", "text", "date", "long"),
        )  # fmt: skip
        table_sheet(
            book,
            _("Timetable"),
            [(_("Date"), 11), (_("Starts"), 8), (_("Ends"), 8), (_("Activity"), 38),
             (_("Process"), 20), (_("Clauses"), 18), (_("Auditor"), 18), (_("Auditee"), 18),
             (_("Place"), 16), (_("Method"), 16)],
            [(one.day, one.starts, one.ends, one.what, one.process, one.clauses, one.auditor,
              one.auditee, one.place, one.method) for one in plan.sessions],
            ("date", "code", "code", "long", "text", "code", "text", "text", "text", "text"),
        )  # fmt: skip
        table_sheet(
            book,
            _("Clauses"),
            [(_("Standard"), 22), (_("Clause"), 12), (_("Title"), 70),
             (_("Checked against a licensed copy"), 18)],
            [(one.standard, one.number, one.title, _("yes") if one.verified else _("no"))
             for one in plan.clauses],
            ("code", "code", "text", "choice"),
            landscape=False,
        )  # fmt: skip
        table_sheet(
            book,
            _("Follow-up"),
            [(_("Number"), 15), (_("Grade"), 20), (_("Statement"), 85)],
            plan.follow_up,
            ("code", "choice", "long"),
            landscape=False,
        )

    return write(to, heading, fill)


def _head_of(plan: PlanDossier) -> list[tuple[str, object]]:
    """Every content of the plan that is not a table, with its label."""
    pairs: list[tuple[str, object]] = [
        (_("Number"), plan.number),
        (_("Title"), plan.title),
        (_("State"), plan.state_label),
        (_("Kind"), plan.kind),
        (_("Starts"), plan.starts_on),
        (_("Ends"), plan.ends_on),
        (_("Objectives"), plan.objectives),
        (_("Scope"), plan.scope),
        (_("Criteria and reference documents"), plan.criteria),
        (_("Standards"), ", ".join(plan.standards)),
        (_("Units audited"), "\n".join(plan.units)),
        (_("Method"), plan.method),
        (_("Sampling"), plan.sampling),
        (_("Language"), plan.language),
        (_("Contact of the auditee"), plan.contact),
        (_("Logistics and safety"), plan.logistics),
        (_("Topics of the report"), plan.report_topics),
        (_("Distribution"), plan.distribution),
        (_("Confidentiality"), plan.confidentiality),
    ]
    pairs += [
        (
            _("Sign-off: {meaning}").format(meaning=one.meaning),
            _("{name}, {date}, trail {digest}").format(
                name=one.name, date=date_text(one.on), digest=one.digest
            ),
        )
        for one in plan.signoffs
    ]
    return pairs


def table_sheet(
    book: Workbook,
    title: str,
    layout: Sequence[tuple[str, float]],
    records: Iterable[Sequence[object]],
    styles: Sequence[str],
    *,
    landscape: bool = True,
) -> None:
    """Write a sheet with one table under the common head."""
    sheet = book.sheet(title, layout, landscape=landscape)
    sheet.head(f"{book.heading.title} · {title}")
    sheet.headings(styles)
    for record in records:
        kinds = [
            "date" if isinstance(value, date) else style
            for value, style in zip(record, styles, strict=True)
        ]
        sheet.write(record, kinds)
        book.rows += 1
    sheet.finish_table()
