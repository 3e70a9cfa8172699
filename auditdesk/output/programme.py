"""The programme as a workbook: months, weeks, list, coverage, load of auditors, changes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from auditdesk.book.timeline import Bar
from auditdesk.book.year import MonthMark, YearRow
from auditdesk.book.year_data import YearData
from auditdesk.domain.coverage import Cell, Cover, Coverage
from auditdesk.domain.programme import MONTHS, Mark
from auditdesk.i18n import _, date_text
from auditdesk.output.columns import AUDITS
from auditdesk.output.excel import table_sheet
from auditdesk.output.workbook import TableTitle, Workbook, Written, WrittenSheet, write

_AUDITED = (Mark.LATE, Mark.DONE, Mark.PLANNED)
"""Marks that count as an audit of the year; the first that a month has gives it its colour."""


def write_programme(data: YearData, heading: TableTitle, to: Path) -> Written:
    """Write the year: by months, by weeks, as a list, its coverage, the load, the changes."""

    def fill(book: Workbook) -> None:
        _months(book, data.rows, data.year, data.kept)
        _weeks(book, data)
        _list(book, data)
        if data.coverage is not None:
            _clauses(book, data.coverage)
        _loads(book, data)
        _changes(book, data.rows)

    return write(to, heading, fill)


def _months(book: Workbook, rows: Sequence[YearRow], year: int, kept: Iterable[str]) -> None:
    """Units by months with their marks, as auditors know it, what is not covered and not kept."""
    sheet = book.sheet(
        _("Programme {year}").format(year=year),
        [(_("Unit"), 24), (_("Importance"), 11), (_("Last audit"), 12), (_("Held on"), 11),
         (_("Lead auditor"), 14), *((_(month), 12.5) for month in MONTHS)],
    )  # fmt: skip
    sheet.head(book.heading.title, _legend(Mark))
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
    for sentence in kept:
        sheet.write([f"{sentence}."], ["note"])


def _unit(row: YearRow) -> str:
    return row.unit if row.process else _("Audits without a unit")


def _marks(marks: Sequence[MonthMark]) -> str:
    return "\n".join(f"{one.mark.sign} {one.audit}" for one in marks)


def _mark_style(marks: Sequence[MonthMark]) -> str:
    return _pressing([one.mark for one in marks])


def _coverage(sheet: WrittenSheet, rows: Sequence[YearRow], year: int) -> None:
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
    units: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for reason in row.reasons:
            known = units.setdefault(reason, [])
            if _unit(row) not in known:
                known.append(_unit(row))
    if units:
        layout = [(_("Audit"), 14), (_("Reason for the change"), 70), (_("Units"), 36)]
        title = _("Changes")
        records = [(*reason, ", ".join(where)) for reason, where in sorted(units.items())]
        table_sheet(book, title, layout, records, ("code", "long", "text"))


def _weeks(book: Workbook, data: YearData) -> None:
    """Units by calendar weeks; the sign of an audit in the week its days of this year begin.

    Each day of the year has a week, those of the weeks that it shares with its neighbours too.
    """
    first = date(data.year, 1, 1)
    mondays = _mondays(first, date(data.year, 12, 31))
    title = _("Weeks {year}").format(year=data.year)
    sheet = book.sheet(title, [(_("Unit"), 28), *(_week(monday, data.year) for monday in mondays)])
    sheet.head(title, _legend(Mark))
    sheet.headings(["text", *["month"] * len(mondays)])
    for row in data.weeks:
        by_week: dict[date, list[Bar]] = {}
        for bar in row.bars:
            begins = max(bar.first, first)
            by_week.setdefault(begins - timedelta(days=begins.weekday()), []).append(bar)
        found = [by_week.get(monday, []) for monday in mondays]
        sheet.write(
            [row.title, *("".join(dict.fromkeys(bar.mark.sign for bar in one)) for one in found)],
            ["strong", *(_pressing([bar.mark for bar in one]) for one in found)],
        )
    sheet.finish_table()


def _mondays(first: date, last: date) -> list[date]:
    """The Mondays of the weeks that have a day from `first` to `last`."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def _week(monday: date, year: int) -> tuple[str, float]:
    """The number of a week and the width of its column; one counted in another year says so."""
    of, week, _day = monday.isocalendar()
    return (str(week), 3.6) if of == year else (f"{week} / {of}", 8.6)


def _list(book: Workbook, data: YearData) -> None:
    """The audits of the year, one below the other."""
    columns = [column for column in AUDITS if column.printed]
    table_sheet(
        book,
        _("Audits"),
        [(_(column.heading), column.width) for column in columns],
        [[column.value(row) for column in columns] for row in data.audits],
        [column.kind for column in columns],
    )


def _clauses(book: Workbook, of: Coverage) -> None:
    """Clauses by units: audited, planned, left open; with dates and numbers of findings."""
    title = _("Coverage {standard}").format(standard=of.standard)
    layout = [(_("Clause"), 9.0), (_("Title"), 34.0), *((unit.name, 12.0) for unit in of.units)]
    sheet = book.sheet(title, layout)
    days = f"{date_text(of.first)} – {date_text(of.last)}"
    note = f"{days}     {_legend([one for one in Cover if one.sign])}"
    sheet.head(title, note)
    sheet.headings(["text", "text", *["month"] * len(of.units)])
    for clause in of.clauses:
        cells = [of.cell(clause.id, unit.id) for unit in of.units]
        sheet.write(
            [clause.number, clause.title, *map(_cover_text, cells)],
            ["code", "text", *(_COVER_STYLES[cell.cover] for cell in cells)],
        )
    sheet.finish_table()
    sheet.write([], [])
    sheet.write([_("Covered: {percent} %").format(percent=of.percent)], ["note"])
    for clause, units in of.gaps:
        names = ", ".join(unit.name for unit in units)
        sheet.write([f"{clause.heading}: {names}"], ["unaudited"])


_COVER_STYLES = {
    Cover.DONE: "done",
    Cover.PLANNED: "planned",
    Cover.PART: "late",
    Cover.NEVER: "late",
    Cover.LEFT_OUT: "cancelled",
    Cover.NOT_APPLICABLE: "moved",
}


def _cover_text(cell: Cell) -> str:
    found = f" ({cell.findings})" if cell.findings else ""
    return " ".join(one for one in (cell.cover.sign, date_text(cell.on)) if one) + found


def _loads(book: Workbook, data: YearData) -> None:
    """Days of audits by auditor and month, and how many of them each leads."""
    months = [(_(month), 7.0) for month in MONTHS]
    layout = [(_("Auditor"), 24.0), (_("Audits"), 9.0), (_("As lead"), 9.0), (_("Days"), 9.0)]
    table_sheet(
        book,
        _("Load of auditors"),
        [*layout, *months],
        [
            (one.name, one.audits, one.led, one.days, *(day or None for day in one.months))
            for one in data.loads
        ],
        ("strong", *["number"] * 15),
    )


def _legend(signs: Iterable[Mark | Cover]) -> str:
    return "     ".join(f"{one.sign}  {one.label}" for one in signs)


def _pressing(marks: Sequence[Mark]) -> str:
    """The look of a place: that of its most pressing mark."""
    order = (*_AUDITED, Mark.MOVED, Mark.CANCELLED)
    return next((mark.value for mark in order if mark in marks), "planned")
