"""The transition to an edition as a report: on paper and as a workbook."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import house
from auditdesk.book.transition import ChangedClause, Transition
from auditdesk.i18n import N_, _, date_text
from auditdesk.output import excel, export, sheets
from auditdesk.output.workbook import Workbook, write

TITLE = N_("Transition to {standard}")
CHANGE_LABELS = {
    "same": N_("the same"),
    "retitled": N_("retitled"),
    "amended": N_("amended"),
    "split": N_("split"),
    "merged": N_("merged"),
}


def days(found: Transition) -> list[tuple[str, date]]:
    """The days of a transition; what no accreditation body has confirmed is called reported."""
    told = (
        (_("Issued on"), found.issued_on),
        (
            _("New certificates only to the new edition from (reported)"),
            found.certificates_end,
        ),
        (_("Transition ends on (reported)"), found.withdrawn_on),
    )
    return [(label, day) for label, day in told if day is not None]


def export_transition(book: Book, found: Transition, to: Path, today: date) -> excel.Written:
    """The transition as a workbook."""
    return write_transition(found, heading_of(book, found, today), to)


def print_transition(
    book: Book, found: Transition, to: Path, even_blank: bool = False
) -> sheets.Printed:
    """The same on paper."""
    listed = listings_of(found)
    return sheets.listings(listed, house(book), export.stamp(book), to, even_blank=even_blank)


def heading_of(book: Book, found: Transition, today: date) -> excel.TableTitle:
    """What stands above the workbook."""
    return export.heading(book, _(TITLE).format(standard=found.new), today, "transition")


def _kinds(change: ChangedClause) -> str:
    return ", ".join(dict.fromkeys(_(CHANGE_LABELS[kind]) for kind in change.kinds))


def decided_text(found: Transition) -> str:
    """What is worked to since when, in words."""
    told = [
        _("{standard} since {day}").format(standard=one.designation, day=date_text(one.since))
        for one in found.decided
    ]
    return "; ".join(told) or _("not decided yet")


def head_of(found: Transition) -> list[tuple[str, str]]:
    """Both days, what is worked to, and the readiness of each site."""
    return [
        (_("Transition"), f"{found.old} → {found.new}"),
        *((label, date_text(day)) for label, day in days(found)),
        (_("We work to"), decided_text(found)),
        *(
            (site.site, _("{percent} % ({seen} of {all})").format(
                percent=site.percent, seen=site.seen, all=site.applying))
            for site in found.sites
        ),
    ]  # fmt: skip


def _rows(found: Transition) -> list[list[str]]:
    return [
        [
            change.number,
            change.title,
            _kinds(change),
            ", ".join(change.before),
            change.note,
            ", ".join(unit.name for unit in found.gaps(change.id)),
            found.actions.get(change.id, ""),
            str(len(found.asked[change.id])),
        ]
        for change in found.changes
    ]


def listings_of(found: Transition) -> list[sheets.PlainTable]:
    """The tables of the paper."""
    columns = [
        (_("Clause"), 15), (_("Title"), 44), (_("Change"), 20), (_("Before"), 18),
        (_("What is new"), 0), (_("Not looked at yet"), 62), (_("Action"), 26),
        (_("Questions"), 18),
    ]  # fmt: skip
    note = _(
        "What changed between the editions, in our own words; looked at is what an audit against"
        " {standard} saw since it was issued. Numbers and titles of this edition were not checked"
        " against a licensed copy."
    ).format(standard=found.new)
    title = _(TITLE).format(standard=found.new)
    return [sheets.PlainTable(title, columns, _rows(found), head_of(found), note)]


def write_transition(found: Transition, heading: excel.TableTitle, to: Path) -> excel.Written:
    """The workbook: both days and readiness, the changed clauses, what was looked at, questions."""
    names = {unit.id: unit.name for unit in found.units}

    def seen() -> Sequence[Sequence[object]]:
        return [
            (change.number, change.title, names[unit], look.audit if look else _("gap"),
             look.on if look else None)
            for change in found.changes
            for unit in names
            if (change.id, unit) in found.applies
            for look in (found.seen.get((change.id, unit)),)
        ]  # fmt: skip

    def fill(made: Workbook) -> None:
        excel.table_sheet(
            made,
            _("Head"),
            [(_("Item"), 60), (_("Content"), 40)],
            head_of(found),
            ("label", "text"),
        )
        excel.table_sheet(
            made,
            _("Changed clauses"),
            [(_("Clause"), 10), (_("Title"), 40), (_("Change"), 16), (_("Before"), 14),
             (_("What is new"), 60), (_("Not looked at yet"), 50), (_("Action"), 14),
             (_("Questions"), 10)],
            [(*row[:-1], int(row[-1])) for row in _rows(found)],
            ("code", "text", "text", "code", "long", "long", "code", "number"),
        )  # fmt: skip
        excel.table_sheet(
            made,
            _("Clauses and units"),
            [(_("Clause"), 10), (_("Title"), 40), (_("Unit"), 30), (_("Looked at by"), 16),
             (_("On"), 12)],
            seen(),
            ("code", "text", "text", "code", "date"),
        )  # fmt: skip
        excel.table_sheet(
            made,
            _("Questions"),
            [(_("Clause"), 10), (_("Question"), 100)],
            [(change.number, text) for change in found.changes for text in found.asked[change.id]],
            ("code", "long"),
        )

    return write(to, heading, fill)
