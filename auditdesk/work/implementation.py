"""When the implementation of a finding is due: not before what its accepted plan still owes."""

from datetime import date

from auditdesk.book.facts import actions_of, taken_over
from auditdesk.book.step import Step
from auditdesk.book.tables import Finding
from auditdesk.domain.finding import FindingState
from auditdesk.i18n import _
from auditdesk.work.dues import finding_origin, move_due, set_by_hand


def keep_pace(step: Step, row: str, on: date) -> None:
    """Let a finding whose plan is accepted be due with the last of its open actions.

    Who accepts a plan, or extends an action of it, accepts its days. Else a finding would be late
    on one page while nobody owes anything for it on another. The approval is that of the action,
    and is not counted as a second extension. What came in keeps the day that it came with.
    """
    finding = step.get(Finding, row)
    old = finding.implement_due
    if finding.state != FindingState.PLAN_ACCEPTED or old is None or taken_over(step, Finding, row):
        return
    owed = [
        (action.due, action.number)
        for action in actions_of(step, row)
        if action.due and not action.done_on and not action.cancelled_on
    ]
    due, action = max(owed, default=(old, ""))
    if due <= old:
        return
    start = finding_origin(step, finding, "implement").counted_from
    reason = _("{action} is due then.").format(action=action)
    move_due(step, finding, "implement", due, on, reason)
    set_by_hand(step, Finding, row, "implement_due", on=on, reason=reason, counted_from=start)
    step.remark(
        _("{number} is to be implemented by {due}, as {action} is, and not by {old}.").format(
            number=finding.number, due=due, action=action, old=old
        )
    )
