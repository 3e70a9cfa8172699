"""Workbooks: lists, the year programme and audit plans, as Excel opens and prints them."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from auditdesk.book.dossiers import PlanDossier
from auditdesk.book.year import MonthMark, YearRow
from auditdesk.domain.programme import MONTHS, Mark
from auditdesk.i18n import _, date_text
from auditdesk.output.columns import Column
from auditdesk.output.workbook import Heading, Sheet, Workbook, Written, write

__all__ = ["Heading", "Written", "write_list", "write_plan", "write_programme"]

Row = TypeVar("Row")

_AUDITED = (Mark.LATE, Mark.DONE, Mark.PLANNED)
"""Marks that count as an audit of the year; the first that a month has gives it its colour."""


def write_list(
    rows: Iterable[Row], columns: Sequence[Column[Row]], heading: Heading, to: Path
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
        for row in rows:
            values = [value(row) for value in read]
            sheet.write(values, styles)
            for place, words in offered:
                words.setdefault(str(values[place] or ""))
            book.rows += 1
        sheet.finish_table()
        book.choices([(sheet, place, [word for word in words if word]) for place, words in offered])

    return write(to, heading, fill)


def write_programme(rows: Sequence[YearRow], year: int, heading: Heading, to: Path) -> Written:
    """Write the year: units by months with their marks, what is not covered, what was changed."""

    def fill(book: Workbook) -> None:
        sheet = book.sheet(
            _("Programme {year}").format(year=year),
            [(_("Unit"), 24), (_("Importance"), 11), (_("Last audit"), 12), (_("Held on"), 11),
             (_("Lead auditor"), 14), *((_(month), 12.5) for month in MONTHS)],
        )  # fmt: skip
        sheet.head(heading.title, "     ".join(f"{mark.sign}  {mark.label}" for mark in Mark))
        sheet.headings(["text", "number", "text", "text", "text", *["month"] * 12])
        for row in rows:
            months = [[one for one in row.marks if one.month == n] for n in range(1, 13)]
            leads = dict.fromkeys(one.lead_auditor for one in row.marks if one.lead_auditor)
            sheet.write(
                [_unit(row), row.importance or None, row.last_audit, row.last_audit_on,
                 ", ".join(leads), *map(_marks, months)],
                ["strong", "number", "code", "date", "text", *map(_mark_style, months)],
            )  # fmt: skip
            book.rows += 1
        sheet.finish_table()
        _coverage(sheet, rows, year)
        _changes(book, rows)

    return write(to, heading, fill)


def _unit(row: YearRow) -> str:
    return row.unit if row.process else _("Audits without a unit")


def _marks(marks: Sequence[MonthMark]) -> str:
    return "\n".join(f"{one.mark.sign} {one.audit}" for one in marks)


def _mark_style(marks: Sequence[MonthMark]) -> str:
    """The look of a month: that of its most pressing mark."""
    found = {one.mark for one in marks}
    order = (*_AUDITED, Mark.MOVED, Mark.CANCELLED)
    return next((mark.value for mark in order if mark in found), "planned")


def _coverage(sheet: Sheet, rows: Sequence[YearRow], year: int) -> None:
    """How many audits each month has, and the units that have none, by name."""
    named = [row for row in rows if row.process]
    bare = [row.unit for row in named if not any(one.mark in _AUDITED for one in row.marks)]
    audits = [
        {one.audit for row in rows for one in row.marks
         if one.month == month and one.mark in _AUDITED}
        for month in range(1, 13)
    ]  # fmt: skip
    sheet.write([], [])
    sheet.write(
        [_("Audits in the month"), None, None, None, None, *map(len, audits)],
        ["label"] * 5 + ["count"] * 12,
    )
    sheet.write(
        [
            _("{n} of {all} units have an audit in {year}.").format(
                n=len(named) - len(bare), all=len(named), year=year
            )
        ],
        ["note"],
    )
    if bare:
        sheet.write([_("Without any audit in {year}:").format(year=year)], ["note"])
    for unit in bare:
        sheet.write([unit], ["unaudited"])


def _changes(book: Workbook, rows: Sequence[YearRow]) -> None:
    """The reasons why audits were moved or cancelled, each once with its units."""
    units: dict[str, list[str]] = {}
    for row in rows:
        for reason in row.reasons:
            known = units.setdefault(reason, [])
            if _unit(row) not in known:
                known.append(_unit(row))
    if units:
        layout = [(_("Audit"), 14), (_("Reason for the change"), 70), (_("Units"), 36)]
        title = _("Changes")
        records = [(*_parted(reason), ", ".join(where)) for reason, where in sorted(units.items())]
        _table(book, title, layout, records, ("code", "long", "text"))


def _parted(reason: str) -> tuple[str, str]:
    audit, _colon, why = reason.partition(": ")
    return audit, why


def write_plan(plan: PlanDossier, heading: Heading, to: Path) -> Written:
    """Write an audit plan: all its contents, the team, the timetable, clauses, follow-up."""

    def fill(book: Workbook) -> None:
        _table(book, _("Head"), [(_("Item"), 30), (_("Content"), 92)], _head_of(plan),
               ("label", "long"), landscape=False)  # fmt: skip
        _table(
            book,
            _("Team"),
            [(_("Person"), 24), (_("Role"), 22), (_("Declared exception from independence"), 40),
             (_("Mitigation"), 40), (_("Approved by"), 22)],
            [(one.person, one.role, one.exception, one.mitigation, one.approved_by)
             for one in plan.team],
            ("strong", "text", "long", "long", "text"),
        )  # fmt: skip
        _table(
            book,
            _("Timetable"),
            [(_("Date"), 11), (_("Starts"), 8), (_("Ends"), 8), (_("Activity"), 38),
             (_("Process"), 20), (_("Clauses"), 18), (_("Auditor"), 18), (_("Auditee"), 18),
             (_("Place"), 16), (_("Method"), 16)],
            [(one.day, one.starts, one.ends, one.what, one.process, one.clauses, one.auditor,
              one.auditee, one.place, one.method) for one in plan.sessions],
            ("date", "code", "code", "long", "text", "code", "text", "text", "text", "text"),
        )  # fmt: skip
        _table(
            book,
            _("Clauses"),
            [(_("Standard"), 22), (_("Clause"), 12), (_("Title"), 70),
             (_("Checked against a licensed copy"), 18)],
            [(one.standard, one.number, one.title, _("yes") if one.verified else _("no"))
             for one in plan.clauses],
            ("code", "code", "text", "choice"),
            landscape=False,
        )  # fmt: skip
        _table(
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


def _table(
    book: Workbook,
    title: str,
    layout: Sequence[tuple[str, float]],
    records: Iterable[Sequence[object]],
    styles: Sequence[str],
    *,
    landscape: bool = True,
) -> None:
    """A sheet with one table under the common head."""
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
