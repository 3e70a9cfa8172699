"""What an external auditor would ask, and the evidence by clause and unit: workbook, CSV, paper."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.completeness.answers import (
    EVERYTHING,
    Answered,
    Narrow,
    answers,
    gaps,
    left_open,
    reasons_given,
)
from auditdesk.book.completeness.question import Period
from auditdesk.book.coverage import cycle, standards
from auditdesk.book.dossier_reader import house
from auditdesk.book.evidence_map import EvidenceMap, evidence_map
from auditdesk.domain.completeness import WEIGHT_LABELS, Gap, Weight
from auditdesk.i18n import N_, _, date_text, ngettext
from auditdesk.output import csv_file, excel, export, sheets
from auditdesk.output.columns import ListColumn
from auditdesk.output.workbook import Workbook, write

TITLE = N_("Completeness")
EVIDENCE_TITLE = N_("Evidence by clause and unit")


class PeriodAnswers(NamedTuple):
    """All that is said of a period: the answers, each record that fails, each reason given.

    facts: what was asked about, as labels and words: the days, and what it was narrowed to.
    """

    period: Period
    facts: Sequence[tuple[str, str]]
    answers: Sequence[Answered]
    gaps: Sequence[tuple[Answered, Gap]]
    left_open: Sequence[tuple[Answered, Gap, str]]


def found_in(
    book: Book, period: Period, narrow: Narrow = EVERYTHING, weight: str = ""
) -> PeriodAnswers:
    """Ask the questions of a period; narrow: of a site or a person only, weight: of this only."""
    found = [
        one for one in answers(book, period, narrow) if not weight or one.question.weight == weight
    ]
    reasons = reasons_given(book)
    failing = [
        (one, gap)
        for one in found
        if one.failing
        for gap in gaps(book, one.question, period, narrow, reasons=reasons)
    ]
    given = [
        (one, gap, reason)
        for one in found
        for gap, reason in left_open(book, one.question, period, narrow, reasons)
    ]
    narrowed = (
        (_("Site"), narrow.site),
        (_("Who can mend it"), narrow.who),
        (_("Weight"), _(WEIGHT_LABELS[Weight(weight)]) if weight else ""),
    )
    facts = [
        (_("Days asked about"), period_text(period)),
        *((label, text) for label, text in narrowed if text),
    ]
    return PeriodAnswers(period, facts, found, failing, given)


def period_text(period: Period) -> str:
    """The days that were asked about."""
    return f"{date_text(period.first)} – {date_text(period.last)}"


def export_completeness(
    book: Book, period: Period, to: Path, today: date, narrow: Narrow = EVERYTHING
) -> excel.Written:
    """All questions with what fails them, the records, and why some may stay as they are."""
    found = found_in(book, period, narrow)
    return write_completeness(found, heading_of(book, found, today), to)


def heading_of(book: Book, found: PeriodAnswers, today: date) -> excel.TableTitle:
    """What stands above the workbook."""
    title = " · ".join(
        (f"{_(TITLE)} {period_text(found.period)}", *map(": ".join, found.facts[1:]))
    )
    return export.heading(book, title, today, "completeness")


def write_completeness(found: PeriodAnswers, heading: excel.TableTitle, to: Path) -> excel.Written:
    """The workbook of what was found."""

    def fill(made: Workbook) -> None:
        excel.table_sheet(
            made,
            _("Questions"),
            [(_("Question"), 60), (_("Records"), 10), (_("Weight"), 16), (_("Left open"), 10),
             (_("Clauses"), 30), (_("Who can mend it"), 24), (_("Why it is asked"), 60)],
            [(one.question.told, one.failing, one.question.weight.label, one.left_open,
              "; ".join(one.question.clauses), one.question.mender.label, _(one.question.reason))
             for one in found.answers],
            ("long", "number", "choice", "number", "text", "text", "long"),
        )  # fmt: skip
        excel.table_sheet(
            made,
            _("Records"),
            [(_("Record"), 22), (_("Question"), 60), (_("Weight"), 16), (_("Site"), 20),
             (_("Who"), 22), (_("More"), 50)],
            [(gap.number, one.question.told, one.question.weight.label, ", ".join(gap.sites),
              gap.who, gap.more) for one, gap in found.gaps],
            ("code", "long", "choice", "text", "text", "long"),
        )  # fmt: skip
        if found.left_open:
            excel.table_sheet(
                made,
                _("Left open"),
                [(_("Record"), 22), (_("Question"), 60), (_("Reason"), 80)],
                [(gap.number, one.question.told, reason) for one, gap, reason in found.left_open],
                ("code", "long", "long"),
            )

    return write(to, heading, fill)


def print_completeness(
    book: Book, period: Period, to: Path, even_blank: bool = False, narrow: Narrow = EVERYTHING
) -> sheets.Printed:
    """The questions that stand open with their first records, on paper."""
    listed = listing_of(found_in(book, period, narrow))
    return sheets.listings([listed], house(book), export.stamp(book), to, even_blank=even_blank)


def listing_of(found: PeriodAnswers) -> sheets.PlainTable:
    """The table of the paper."""
    missing = [one for one in found.answers if one.failing]
    columns = [
        (_("Question"), 0), (_("Weight"), 28), (_("Records"), 18), (_("Clauses"), 40),
        (_("Which"), 90),
    ]  # fmt: skip
    rows = [
        [
            one.question.told,
            one.question.weight.label,
            str(one.failing),
            "; ".join(one.question.clauses),
            _some([gap.number for of, gap in found.gaps if of is one]),
        ]
        for one in missing
    ]
    note = _(
        "What an external auditor would ask of the internal audits of these days. A question that"
        " no record fails is not listed; {n} of {all} are."
    ).format(n=len(missing), all=len(found.answers))
    return sheets.PlainTable(_(TITLE), columns, rows, found.facts, note)


_NAMED = 12


def _some(numbers: Sequence[str]) -> str:
    more = len(numbers) - _NAMED
    told = ", ".join(dict.fromkeys(numbers[:_NAMED]))
    if more > 0:
        return f"{told} " + ngettext("and {n} more", "and {n} more", more).format(n=more)
    return told


class EvidenceLine(NamedTuple):
    """A clause in a unit, with what there is of evidence."""

    standard: str
    clause: str
    title: str
    unit: str
    cover: str
    judged: int
    findings: int
    files: int
    newest: date | None
    of: str
    age: int | None


def _column(
    key: str, heading: str, width: int, kind: str = "text", *, printed: bool = True
) -> ListColumn[EvidenceLine]:
    return ListColumn(key, heading, lambda row: getattr(row, key), width, kind, printed=printed)  # type: ignore[arg-type]


EVIDENCE_COLUMNS = (
    _column("standard", N_("Standard"), 18, "code"),
    _column("clause", N_("Clause"), 10, "code"),
    _column("title", N_("Title"), 44, "long"),
    _column("unit", N_("Unit"), 30),
    _column("cover", N_("Coverage"), 24),
    _column("judged", N_("Questions judged"), 11, "number"),
    _column("findings", N_("Findings"), 10, "number"),
    _column("files", N_("Files"), 8, "number"),
    _column("newest", N_("Newest on"), 11, "date"),
    _column("of", N_("Newest of"), 14, "code"),
    _column("age", N_("Days old"), 10, "number"),
)


def maps(book: Book, year: int, today: date) -> Iterator[EvidenceMap]:
    """The evidence of the cycle that ends with a year, for each standard that is covered."""
    first, last = cycle(book, year)
    for id, _name in standards(book, today):
        yield evidence_map(book, id, first, last, today=today)


def evidence_lines(found: EvidenceMap) -> Iterator[EvidenceLine]:
    """The pairs of a map that apply, a line each."""
    of = found.coverage
    for clause in of.clauses:
        for unit in of.units:
            held = found.at(clause.id, unit.id)
            if held is not None:
                cover = of.cell(clause.id, unit.id).cover.label
                yield EvidenceLine(
                    of.standard, clause.number, clause.title, unit.name, cover, held.judged,
                    held.findings, held.files, held.newest, held.of, found.age(held),
                )  # fmt: skip


def evidence_text(found: EvidenceMap, clause: str, unit: str) -> str:
    """What stands in a cell of the matrix: how much, and how old; "" where it does not apply."""
    held = found.at(clause, unit)
    if held is None:
        return ""
    age = found.age(held)
    if not held.pieces or age is None:
        return _("none")
    return _("{n} · {age} d").format(n=held.pieces, age=age)


def export_evidence_map(book: Book, year: int, to: Path, today: date) -> excel.Written:
    """The matrix of each standard and, as a list, what stands behind its cells."""
    heading = export.heading(book, _(EVIDENCE_TITLE), today, "evidence map")
    return write_evidence_map(list(maps(book, year, today)), heading, to)


def write_evidence_map(
    found: Sequence[EvidenceMap], heading: excel.TableTitle, to: Path
) -> excel.Written:
    """The workbook of these maps."""

    def fill(made: Workbook) -> None:
        for one in found:
            units = one.coverage.units
            excel.table_sheet(
                made,
                one.coverage.standard,
                [(_("Clause"), 10), (_("Title"), 40), *((unit.name, 14) for unit in units)],
                [
                    (clause.number, clause.title,
                     *(evidence_text(one, clause.id, unit.id) for unit in units))
                    for clause in one.coverage.clauses
                ],
                ("code", "long", *("text" for _unit in units)),
            )  # fmt: skip
        excel.table_sheet(
            made,
            _("List"),
            [(_(column.heading), column.width) for column in EVIDENCE_COLUMNS],
            [
                [column.value(line) for column in EVIDENCE_COLUMNS]
                for one in found
                for line in evidence_lines(one)
            ],
            [column.kind for column in EVIDENCE_COLUMNS],
        )

    return write(to, heading, fill)


def export_evidence_csv(book: Book, year: int, to: Path, today: date) -> int:
    """The pairs as CSV; how many."""
    lines = (line for one in maps(book, year, today) for line in evidence_lines(one))
    return csv_file.write_list_csv(lines, EVIDENCE_COLUMNS, to)
