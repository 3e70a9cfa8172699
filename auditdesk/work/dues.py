"""When what is due, by the rules of the book: grade × importance, in the calendar of the site."""

from datetime import date

from auditdesk.book.reading import Reading
from auditdesk.book.tables import DueRule, Finding, Process
from auditdesk.domain.action import Span, due_on
from auditdesk.work.organisation import working_days


def due_after(reading: Reading, finding: Finding, stage: str, start: date) -> date | None:
    """When a stage of a finding is due that begins on a day; None where no rule says so."""
    importance = int(reading.get(Process, finding.process).importance) if finding.process else 3
    rule = reading.find(DueRule, grade=finding.grade, importance=importance, stage=stage)
    if rule is None:
        return None
    span = Span(int(rule.days), bool(rule.working))
    return due_on(start, span, working_days(reading, finding.site).add)
