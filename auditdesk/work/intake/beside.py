"""Beside: what an account says of a sheet's comments, struck-out and hidden cells."""

from collections.abc import Iterable

from auditdesk.i18n import _, ngettext
from auditdesk.intake.beside import struck_rows
from auditdesk.intake.source import letter
from auditdesk.intake.tables import SheetTable
from auditdesk.work.intake.plan import PlannedTable

_MOST = 8
"""Cells or rows that are named in one sentence."""


def beside_remarks(planned: PlannedTable) -> list[str]:
    """What a table shows beside its values, a sentence each; or that its format does not tell."""
    table, beside = planned.table, planned.table.beside
    if not beside.known:
        return [
            _(
                "hidden rows, comments, struck-out text, pictures, errors and number formats cannot"
                " be told in a file of this format: save it as xlsx or ods to have them"
            )
        ]
    rows = {line.number for line in table.rows}
    told = []
    commented = [spot for spot in beside.comments if spot[0] in rows]
    if commented:
        told.append(_("comments, kept as notes: {cells}").format(cells=_cells(commented)))
    struck = sorted(row for row in struck_rows(beside) if row in rows)
    if struck:
        told.append(
            ngettext(
                "struck out in the file, and taken all the same: row {rows}",
                "struck out in the file, and taken all the same: rows {rows}",
                len(struck),
            ).format(rows=_named(map(str, struck)))
        )
    wrong = [spot for spot in beside.errors if spot[0] in rows]
    if wrong:
        told.append(_("errors of formulas, taken for empty: {cells}").format(cells=_cells(wrong)))
    columns = sorted(one.place for one in table.headings if one.place in beside.hidden_columns)
    if columns:
        told.append(_("hidden columns: {columns}").format(columns=_named(map(letter, columns))))
    told += _undecided_clauses(table, planned)
    return told


def _undecided_clauses(table: SheetTable, planned: PlannedTable) -> list[str]:
    """Whether clauses are numbers without a format: nobody can tell 8.1 from 8.10 then."""
    places = [
        place for wanted in ("clauses", "clause") for place in planned.mapping.places(table, wanted)
    ]
    numbers = [
        f"{letter(place)}{line.number}"
        for place in places
        for line in table.rows
        if isinstance(table.cell(line, place), float)
    ]
    if not numbers:
        return []
    return [
        _("clauses that are numbers, where 8.1 and 8.10 look alike: {cells}").format(
            cells=_named(numbers)
        )
    ]


def _cells(spots: Iterable[tuple[int, int]]) -> str:
    return _named(f"{letter(column)}{row}" for row, column in spots)


def _named(texts: Iterable[str]) -> str:
    every = list(dict.fromkeys(texts))
    return ", ".join(every[:_MOST]) + ("…" if len(every) > _MOST else "")
