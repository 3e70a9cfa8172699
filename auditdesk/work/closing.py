"""Closing: the way of a nonconformity in three deeds, as it is usually told: answered, done, shown.

Each deed makes the moves of a finding and its actions that belong together, by their own verbs, so
that every rule looks at each of them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from auditdesk.book.facts import actions_of, grade_of, planned_check, state_of
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import ActionRow, Cause, Finding
from auditdesk.domain.action import ActionKind, ActionState, Effect
from auditdesk.domain.finding import ANSWER_OWED, FindingState
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import actions, causes, findings


class Deed(StrEnum):
    """What comes next for a nonconformity that was issued."""

    ANSWER = "answer"
    DONE = "all_done"
    PROVE = "prove"


class Lacking(NamedTuple):
    """What the answer to a finding still lacks.

    unchecked: the open corrective actions of whose check nothing is agreed.
    """

    acknowledged: bool
    cause: bool
    action: bool
    unchecked: tuple[ActionRow, ...]


def next_deed(reading: Reading, finding: Finding) -> Deed | None:
    """What comes next; None for a draft, for what is closed, and for what is no nonconformity."""
    if not grade_of(reading, finding.grade).nonconformity or not finding.number:
        return None
    state = finding.state
    if state in ANSWER_OWED:
        return Deed.ANSWER
    return {FindingState.PLAN_ACCEPTED: Deed.DONE, FindingState.IMPLEMENTED: Deed.PROVE}.get(state)


def lacking(reading: Reading, finding: Finding) -> Lacking:
    """What the answer to a finding still lacks."""
    corrective = [
        action
        for action in actions_of(reading, finding.id)
        if action.kind == ActionKind.CORRECTIVE_ACTION and action.cancelled_on is None
    ]
    open_still = [one for one in corrective if state_of(reading, one) is ActionState.OPEN]
    serving = [one for one in corrective if state_of(reading, one) is not ActionState.NOT_EFFECTIVE]
    return Lacking(
        finding.state == FindingState.ISSUED,
        reading.find(Cause, finding=finding.id) is None,
        not serving,
        tuple(one for one in open_still if not _is_agreed(reading, one)),
    )


def _is_agreed(reading: Reading, action: ActionRow) -> bool:
    check = planned_check(reading, action.id)
    return check is not None and bool(check.criterion.strip() and check.verifier)


def move(step: Step, row: str, name: str, **values: Any) -> None:
    """Do one of the deeds, by its name."""
    verbs: dict[Deed, Callable[..., None]] = {
        Deed.ANSWER: answer,
        Deed.DONE: done,
        Deed.PROVE: prove,
    }
    finding = step.get(Finding, row)
    following = next_deed(step, finding)
    if following != name:
        raise Refusal(
            _("{name} is {state}: that cannot be told of it now.").format(
                name=findings.name_of(finding), state=finding.state.label
            )
        )
    verbs[Deed(name)](step, row, **values)


def answer(
    step: Step,
    row: str,
    *,
    on: date,
    by: str = "",
    cause: str = "",
    what: str = "",
    owner: str | None = None,
    due: date | None = None,
    criterion: str = "",
    verifier: str | None = None,
    reason: str = "",
) -> None:
    """Take in the answer to a finding and accept it: cause, corrective action and its check.

    by: who acknowledged the finding. What is there already is not asked for again. The day of the
    check is that of the due-date rules. Where several actions are still to be accepted, what is
    agreed of the check of one stays.
    """
    finding = step.get(Finding, row)
    lacks = lacking(step, finding)
    if lacks.acknowledged:
        if not by.strip():
            raise Refusal(_("Say who acknowledged the finding."))
        findings.move(step, row, "acknowledge", on=on, by=by)
    if cause.strip() or lacks.cause:
        causes.add(step, finding=finding, cause=cause, reason=reason)
    if finding.state != FindingState.CAUSE_ACCEPTED:
        findings.move(step, row, "accept_cause", on=on)
    if what.strip() or lacks.action:
        actions.agree(
            step, finding=finding, what=what, owner=owner, due=due, today=on, reason=reason
        )
    unchecked = lacking(step, finding).unchecked
    for action in unchecked:
        check = planned_check(step, action.id) if len(unchecked) > 1 else None
        agreed: dict[str, Any] = {"criterion": criterion, "verifier": verifier}
        if check is not None:
            agreed = {key: getattr(check, key) or value for key, value in agreed.items()}
        actions.move(step, action.id, "accept", on=on, **agreed)
    findings.move(step, row, "accept_plan", on=on)


def done(step: Step, row: str, *, on: date, evidence: str = "", reason: str = "") -> None:
    """Everything open for a finding was done; it counts as implemented."""
    for action in actions_of(step, row):
        if state_of(step, action) is ActionState.OPEN:
            actions.move(step, action.id, "done", on=on, evidence=evidence)
    findings.move(step, row, "implement", on=on)


def prove(
    step: Step,
    row: str,
    *,
    on: date,
    result: str,
    evidence: str = "",
    verifier: str | None = None,
    reason: str = "",
) -> None:
    """Check the effect of all that was done for a finding, and close it where it worked.

    verifier: where it is not the one that was agreed. Refusal where nothing is left to be checked,
    and yet it is said that it did not work.
    """
    check: dict[str, Any] = {"result": result, "evidence": evidence, "verifier": verifier}
    unproven = list(to_be_checked(step, row))
    if not unproven and result != Effect.EFFECTIVE:
        raise Refusal(
            _(
                "The effect of every action for {name} was checked already, and it was shown. Close"
                " the finding, or agree another action."
            ).format(name=findings.name_of(step.get(Finding, row)))
        )
    for action in unproven:
        actions.move(step, action.id, "verify", on=on, **check)
    if result == Effect.EFFECTIVE:
        findings.move(step, row, "close", on=on)


def to_be_checked(reading: Reading, row: str) -> Iterator[ActionRow]:
    """The corrective actions of a finding that are done and whose effect is not checked yet."""
    for action in actions_of(reading, row):
        if (
            action.kind == ActionKind.CORRECTIVE_ACTION
            and state_of(reading, action) is ActionState.DONE
        ):
            yield action
