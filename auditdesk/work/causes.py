"""Record why a finding happened, while it is open."""

from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import Cause, Finding
from auditdesk.domain import finding as rules
from auditdesk.domain.statement import blames_a_person
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.findings import name_of
from auditdesk.work.words import languages


def add(step: Step, *, finding: Finding, cause: str, reason: str = "", **values: Any) -> str:
    """Record why it happened. reason: why once more, where the cause only blames a person."""
    _refuse_ended(finding)
    if not cause.strip():
        raise Refusal(_("The cause is missing."))
    cause, values = _why_once_more(cause, reason, values)
    return step.add(Cause, finding=finding.id, cause=cause, **values)


def _why_once_more(cause: str, reason: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Behind “human error” stands what let it happen: asked for once, and that is the cause."""
    if not blames_a_person(cause, languages()):
        return cause, values
    if not reason.strip():
        raise ReasonNeeded(
            _(
                "“{cause}” says who, not why. Why could it happen, and why was it not noticed?"
            ).format(cause=" ".join(cause.split()))
        )
    drawn = values.get("method") == "ishikawa"
    before = f"{_('People')}: {cause}" if drawn else cause
    method = "ishikawa" if drawn else "five_why"
    return reason, values | {"method": method, "steps": [*values.get("steps", ()), before]}


def change(step: Step, row: str, *, reason: str = "", **values: Any) -> None:
    """Change what is recorded as cause, while the finding is open."""
    cause = step.get(Cause, row)
    _refuse_ended(step.get(Finding, cause.finding))
    told = str(values.get("cause", cause.cause))
    if not told.strip():
        raise Refusal(_("The cause is missing."))
    if told != cause.cause:
        stored = {"method": cause.method, "steps": cause.steps}
        told, values = _why_once_more(told, reason, stored | values)
        values["cause"] = told
    step.change(Cause, row, **values)


def remove(step: Step, row: str) -> None:
    """Take a cause out again, while the finding is open."""
    _refuse_ended(step.get(Finding, step.get(Cause, row).finding))
    step.remove(Cause, row)


def _refuse_ended(finding: Finding) -> None:
    if finding.state in rules.ENDED:
        raise Refusal(_("{name} is closed: reopen it first.").format(name=name_of(finding)))
