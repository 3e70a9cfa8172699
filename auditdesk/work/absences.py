"""Absences from a calendar: taken in once, however often the file is read."""

from collections.abc import Iterable

from auditdesk.book.step import Step
from auditdesk.book.tables import Absence
from auditdesk.i18n import _
from auditdesk.intake.calendar import Busy


def take_in(step: Step, person: str, spans: Iterable[Busy], name_events: bool = False) -> int:
    """Add the days that the book does not know yet as absences; how many spans.

    name_events: keep what the calendar calls them; else nobody reads why somebody is away.
    """
    known = [(one.starts_on, one.ends_on) for one in step.rows(Absence, person=person)]
    added = 0
    for span in spans:
        if any(first <= span.first and span.last <= last for first, last in known):
            continue
        step.add(
            Absence,
            person=person,
            starts_on=span.first,
            ends_on=span.last,
            reason=span.what if name_events else _("from a calendar"),
        )
        added += 1
    return added
