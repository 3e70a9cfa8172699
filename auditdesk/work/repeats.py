"""Mark a finding as the repeat of an earlier one, and propose the grade that a repeat deserves."""

from datetime import date

from auditdesk.book.facts import grade_of
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import Finding, GradeRow
from auditdesk.domain import finding as rules
from auditdesk.domain.finding import Grade
from auditdesk.domain.repeat import raised
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import findings


def mark(step: Step, row: str, earlier: str, *, today: date) -> None:
    """Say that a finding repeats an earlier one; lists and sheets show it."""
    finding = step.get(Finding, row)
    if finding.repeat_of == earlier:
        raise Refusal(_("{name} is marked so already.").format(name=findings.name_of(finding)))
    findings.change(step, row, repeat_of=earlier, today=today)


def proposed_grade(reading: Reading, row: str) -> Grade | None:
    """The grade that a repeat should get, None where it cannot be higher."""
    finding = reading.get(Finding, row)
    if not finding.repeat_of or finding.state in rules.ENDED:
        return None
    keys = sorted(reading.rows(GradeRow), key=lambda one: one.position)
    scheme = [grade_of(reading, one.id) for one in keys if not one.retired]
    grade = grade_of(reading, finding.grade)
    if grade.key not in [one.key for one in scheme]:
        return None
    return raised(grade, scheme, grade.series if finding.number else "")


def reason_for(reading: Reading, row: str) -> str:
    """Why a repeat is graded higher, to be read and changed: “Repeat of NC-2025-031”."""
    finding = reading.get(Finding, row)
    assert finding.repeat_of
    return _("Repeat of {number}").format(number=reading.get(Finding, finding.repeat_of).number)
