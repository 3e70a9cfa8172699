"""The auditor log as a workbook: sums for each person, then every audit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from auditdesk.book.auditor_log import LogRow
from auditdesk.domain.audit import AUDIT_KINDS
from auditdesk.i18n import N_, _
from auditdesk.output.workbook import TableTitle, Workbook, Written, write

_SUMS = (
    (N_("Person"), 24, "strong"),
    (N_("Audits led"), 11, "number"),
    (N_("Audits attended"), 11, "number"),
    (N_("Audits observed"), 11, "number"),
    (N_("Hours"), 9, "number"),
    (N_("Findings"), 10, "number"),
    (N_("Last audit"), 12, "date"),
    (N_("Standards"), 34, "text"),
    (N_("Topics"), 50, "text"),
)
_SEATS = (
    (N_("Person"), 24, "strong"),
    (N_("Role"), 18, "text"),
    (N_("Audit"), 14, "code"),
    (N_("Title"), 34, "text"),
    (N_("Kind"), 16, "text"),
    (N_("Held on"), 12, "date"),
    (N_("Hours"), 9, "number"),
    (N_("Findings"), 10, "number"),
    (N_("Standards"), 30, "text"),
    (N_("Units audited"), 36, "text"),
    (N_("Topics"), 36, "text"),
)


def write_auditor_log(rows: Sequence[LogRow], heading: TableTitle, to: Path) -> Written:
    """Write who led, attended and observed how many audits, for how long, on what."""

    def fill(book: Workbook) -> None:
        sheet = book.sheet(_("People"), [(_(name), width) for name, width, _style in _SUMS])
        styles = [style for _name, _width, style in _SUMS]
        sheet.head(heading.title)
        sheet.headings(styles)
        for person in dict.fromkeys(row.person for row in rows):
            own = [row for row in rows if row.person == person]
            attended = sum(not row.led and not row.observed for row in own)
            held = [row.held_on for row in own if row.held_on]
            sheet.write(
                [person, sum(row.led for row in own), attended, sum(row.observed for row in own),
                 sum(row.hours or 0 for row in own) or None, sum(row.findings for row in own),
                 max(held, default=None), _each(row.standards for row in own),
                 _each(row.topics for row in own)],
                styles,
            )  # fmt: skip
            book.rows += 1
        sheet.finish_table()
        listed = book.sheet(_("Audits"), [(_(name), width) for name, width, _style in _SEATS])
        styles = [style for _name, _width, style in _SEATS]
        listed.head(heading.title)
        listed.headings(styles)
        for row in rows:
            listed.write(
                [row.person, row.role, row.audit, row.title, _(AUDIT_KINDS[row.kind]), row.held_on,
                 row.hours, row.findings, ", ".join(row.standards), ", ".join(row.units),
                 ", ".join(row.topics)],
                styles,
            )  # fmt: skip
            book.rows += 1
        listed.finish_table()

    return write(to, heading, fill)


def _each(lists: Iterable[Sequence[str]]) -> str:
    return ", ".join(dict.fromkeys(one for names in lists for one in names))
