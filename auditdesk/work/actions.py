"""Agree corrections and corrective actions, extend, implement, and prove their effect."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    Cause,
    EffectivenessCheck,
    Extension,
    Finding,
    Person,
)
from auditdesk.domain import action as rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionState, Effect
from auditdesk.domain.clause import nearest
from auditdesk.domain.finding import ActionFacts
from auditdesk.domain.numbering import Number
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move

SERIES = "CA"
CORRECTIVE = rules.ActionKind.CORRECTIVE_ACTION
MOVES = ("accept", "reject", "extend", "done", "reopen", "plan_check", "verify", "cancel")


def agree(
    step: Step,
    *,
    finding: Finding,
    what: str,
    kind: str = "corrective_action",
    due: date | None = None,
    findings: Sequence[Finding] = (),
    kept: Number | None = None,
    reason: str = "",
    today: date,
    **values: Any,
) -> str:
    """Agree what will be done about a finding, by whom and until when; the action's id.

    kept: the number that it bears already, in another book. reason: why a second corrective action
    for the same cause; ReasonNeeded where it is missing.
    """
    served = list({one.id: one for one in (finding, *findings)}.values())
    for one in served:
        if one.state in finding_rules.ENDED:
            raise Refusal(
                _("{number} is {state}: reopen it first.").format(
                    number=one.number or _("The draft"), state=one.state
                )
            )
    if not what.strip():
        raise Refusal(_("Say what will be done."))
    _refuse_due_before(finding, due)
    second = _second_for_the_cause(step, finding) if kind == CORRECTIVE else ""
    if second and not reason.strip():
        told = _("{number} is agreed for this cause already. Why is a second action needed?")
        raise ReasonNeeded(told.format(number=second))
    row = step.add(ActionRow, number="", what=what, kind=kind, due=due, **values)
    year = (finding.issued_on or today).year
    number = step.give_number(SERIES, year, ActionRow, row, kept)
    step.change(ActionRow, row, number=str(number), number_key=number.sort_key)
    for one in served:
        step.add(ActionFinding, action=row, finding=one.id)
    if second:
        record_move(
            step, ActionRow, row, move="agree", from_state="", to_state="open", on=today,
            reason=reason,
        )  # fmt: skip
    return row


def _second_for_the_cause(step: Reading, finding: Finding) -> str:
    """The corrective action that serves the causes already; "" where one more is no second one.

    One that is cancelled, or was found not effective, serves nothing any more.
    """
    causes = sum(1 for _cause in step.rows(Cause, finding=finding.id))
    links = step.rows(ActionFinding, finding=finding.id)
    known = [facts_of(step, step.get(ActionRow, link.action)) for link in links]
    serving = [
        one.number
        for one in known
        if one.kind == CORRECTIVE and (one.effect_proven or not one.checked)
    ]
    return serving[-1] if causes and len(serving) >= causes else ""


def change(step: Step, row: str, *, reason: str = "", today: date, **values: Any) -> None:
    """Change an action; a due date once set moves by “extend” with a reason."""
    action = step.get(ActionRow, row)
    finding = _first_finding(step, row)
    if action.cancelled_on or finding.state in finding_rules.ENDED:
        raise Refusal(
            _("{number} belongs to a closed finding, or is cancelled: reopen it first.").format(
                number=action.number
            )
        )
    if "what" in values and not values["what"].strip():
        raise Refusal(_("Say what will be done."))
    for check in step.rows(EffectivenessCheck, action=row):
        if values.get("owner") and values["owner"] == check.verifier:
            rules.refuse_own_verification(
                values["owner"], check.verifier, str(step.get(Person, check.verifier).name)
            )
    if "due" in values and values["due"] != action.due:
        _refuse_due_before(finding, values["due"])
        if action.due:
            extend(step, row, due=values.pop("due"), reason=reason, on=today)
    step.change(ActionRow, row, **values)


def move(step: Step, row: str, name: str, *, on: date, **values: Any) -> None:
    """Move an action on; the verbs are the functions below."""
    verbs: dict[str, Callable[..., None]] = {
        "accept": accept,
        "reject": reject,
        "extend": extend,
        "done": implement,
        "reopen": reopen,
        "plan_check": plan_check,
        "verify": verify,
        "cancel": cancel,
    }
    if name not in verbs:
        raise Refusal(
            _("There is no move “{name}”. Possible: {moves}.").format(
                name=name, moves=", ".join(nearest(name, MOVES) or MOVES)
            )
        )
    action = step.get(ActionRow, row)
    if action.cancelled_on:
        raise Refusal(_("{number} is cancelled.").format(number=action.number))
    verbs[name](step, row, on=on, **values)


def accept(step: Step, row: str, *, on: date, by: str = "") -> None:
    """The auditor accepts the action as agreed."""
    step.change(ActionRow, row, accepted_on=on, accepted_by=by or step.book.who, rejection="")


def reject(step: Step, row: str, *, on: date, reason: str = "") -> None:
    """The auditor sends the action back, and says why."""
    if not reason.strip():
        raise Refusal(_("“{name}” needs a reason.").format(name="reject"))
    step.change(ActionRow, row, accepted_on=None, accepted_by="", rejection=reason)


def extend(
    step: Step, row: str, *, due: date, reason: str = "", approved_by: str = "", on: date
) -> None:
    """Move the due date, with reason and approver; the old one is kept."""
    action = step.get(ActionRow, row)
    if not reason.strip():
        raise ReasonNeeded(_("Say why the due date of {name} moves.").format(name=action.number))
    _refuse_due_before(_first_finding(step, row), due)
    step.add(
        Extension,
        action=row,
        stage="implement",
        old_due=action.due,
        new_due=due,
        reason=reason,
        approved_by=approved_by or step.book.who,
        extended_on=on,
    )
    step.change(ActionRow, row, due=due)


def implement(step: Step, row: str, *, on: date, evidence: str = "") -> None:
    """The action is done; that it worked is another question."""
    action = step.get(ActionRow, row)
    finding = _first_finding(step, row)
    if finding.raised_on > on:
        raise Refusal(
            _("{number} cannot be done on {on}, before its finding was raised on {raised}.").format(
                number=action.number, on=on, raised=finding.raised_on
            )
        )
    step.change(ActionRow, row, done_on=on, done_evidence=evidence or action.done_evidence)


def reopen(step: Step, row: str, *, on: date, reason: str = "") -> None:
    """The action was not done after all."""
    if not reason.strip():
        raise Refusal(_("“{name}” needs a reason.").format(name="reopen"))
    step.change(ActionRow, row, done_on=None)


def cancel(step: Step, row: str, *, on: date, reason: str = "") -> None:
    """The action is not needed; the reason stays with it."""
    if not reason.strip():
        raise Refusal(_("“{name}” needs a reason.").format(name="cancel"))
    step.change(ActionRow, row, cancelled_on=on, cancel_reason=reason)


def plan_check(
    step: Step,
    row: str,
    *,
    on: date,
    criterion: str = "",
    method: str = "",
    planned_on: date | None = None,
    verifier: str | None = None,
) -> None:
    """Agree how the effect will be shown, when, and by whom: not by who owns the action."""
    _refuse_own(step, row, verifier)
    step.add(
        EffectivenessCheck,
        action=row,
        criterion=criterion,
        method=method,
        planned_on=planned_on,
        verifier=verifier,
    )


def verify(
    step: Step,
    row: str,
    *,
    on: date,
    result: str,
    verifier: str | None = None,
    evidence: str = "",
    **values: Any,
) -> None:
    """Record whether the action worked, into the check that was planned or a new one."""
    action = step.get(ActionRow, row)
    if not action.done_on:
        raise Refusal(_("{number} is not done yet.").format(number=action.number))
    if on < action.done_on:
        raise Refusal(
            _("{number} was done on {done}; its effect cannot be checked on {on}.").format(
                number=action.number, done=action.done_on, on=on
            )
        )
    if not evidence.strip():
        raise Refusal(_("Say what shows the effect of {number}.").format(number=action.number))
    open_checks = [
        check for check in step.rows(EffectivenessCheck, action=row) if check.result is None
    ]
    verifier = verifier or (open_checks[0].verifier if open_checks else None)
    if verifier is None:
        raise Refusal(_("Name who verified the effect of {number}.").format(number=action.number))
    _refuse_own(step, row, verifier)
    values |= {"verifier": verifier, "result": result, "evidence": evidence, "checked_on": on}
    if open_checks:
        step.change(EffectivenessCheck, open_checks[0].id, **values)
    else:
        step.add(EffectivenessCheck, action=row, **values)


def facts_of(step: Reading, action: ActionRow) -> ActionFacts:
    """An action as the closing rules see it; the last check counts."""
    checked = [check for check in step.rows(EffectivenessCheck, action=action.id) if check.result]
    results = [check.result for check in sorted(checked, key=lambda check: check.checked_on)]
    state = rules.action_state(
        action.cancelled_on, action.done_on, results[-1] if results else None
    )
    cancelled = state is ActionState.CANCELLED
    return ActionFacts(
        number=str(action.number),
        kind="cancelled" if cancelled else str(action.kind),
        open=state is ActionState.OPEN,
        effect_proven=bool(results) and results[-1] == Effect.EFFECTIVE,
        checked=bool(results),
    )


def _first_finding(step: Step, row: str) -> Finding:
    link = step.find(ActionFinding, action=row)
    assert link is not None
    return step.get(Finding, link.finding)


def _refuse_own(step: Step, row: str, verifier: str | None) -> None:
    action = step.get(ActionRow, row)
    name = str(step.get(Person, verifier).name) if verifier else ""
    rules.refuse_own_verification(action.owner, verifier, name)


def _refuse_due_before(finding: Finding, due: date | None) -> None:
    start = finding.issued_on or finding.raised_on
    if due and due < start:
        raise Refusal(
            _("The due date {due} lies before the issue on {issued}.").format(due=due, issued=start)
        )
