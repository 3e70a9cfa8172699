"""Agree corrections and corrective actions, extend, implement, and prove their effect."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from auditdesk.book.facts import (
    action_facts,
    actions_of,
    findings_of,
    moves_of,
    planned_check,
    state_of,
    taken_over,
)
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    Cause,
    CheckAtAudit,
    Cycle,
    EffectivenessCheck,
    Extension,
    Finding,
    Person,
)
from auditdesk.book.team import means
from auditdesk.domain import action as rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionState, Effect
from auditdesk.domain.moves import find_move, require_reason
from auditdesk.domain.numbering import Number
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.dues import (
    check_at_audit,
    check_day,
    check_on_a_day,
    count_anew,
    follow_action,
    refuse_too_many,
    set_by_hand,
)
from auditdesk.work.history import record_move
from auditdesk.work.implementation import keep_pace
from auditdesk.work.monitoring import note_repeated_failure

SERIES = "CA"
CORRECTIVE = rules.ActionKind.CORRECTIVE_ACTION
MOVES = tuple(dict.fromkeys(move.name for move in rules.MOVES))


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
    if not what.strip():
        raise Refusal(_("Say what will be done."))
    second = _second_for_the_cause(step, finding) if kind == CORRECTIVE else ""
    if second and not reason.strip():
        told = _("{number} is agreed for this cause already. Why is a second action needed?")
        raise ReasonNeeded(told.format(number=second))
    failed = _failed(step, served) if kind == CORRECTIVE else None
    row = step.add(ActionRow, number="", what=what, kind=kind, due=due, **values)
    if failed:
        step.add(Cycle, action=row, follows=failed)
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
    _take_back(step, row, today, _("{number} was agreed").format(number=number))
    _keep_pace(step, row, today)
    return row


def _keep_pace(step: Step, row: str, on: date) -> None:
    """Let the findings of an action follow its day; say where it is due after one is to be done."""
    action = step.get(ActionRow, row)
    for of in findings_of(step, row):
        keep_pace(step, str(of.id), on)
        finding = step.get(Finding, of.id)
        if action.due and finding.implement_due and action.due > finding.implement_due:
            step.remark(
                _("{action} is due on {due}, after {finding} is to be implemented ({day}).").format(
                    action=action.number, due=action.due,
                    finding=finding_rules.called(finding.number, str(finding.id)),
                    day=finding.implement_due,
                )
            )  # fmt: skip


def _second_for_the_cause(step: Reading, finding: Finding) -> str:
    """The corrective action that serves the causes already; "" where one more is no second one.

    One that is cancelled, or was found not effective, serves nothing any more.
    """
    causes = sum(1 for _cause in step.rows(Cause, finding=finding.id))
    known = [action_facts(step, action) for action in actions_of(step, finding.id)]
    serving = [
        one.number
        for one in known
        if one.kind == CORRECTIVE and (one.effect_proven or not one.checked)
    ]
    return serving[-1] if causes and len(serving) >= causes else ""


def _failed(step: Reading, served: Sequence[Finding]) -> str | None:
    """The latest corrective action that did not work and that no other follows yet."""
    failed = [
        action
        for one in served
        for action in actions_of(step, one.id)
        if action_facts(step, action).failed and not step.find(Cycle, follows=action.id)
    ]
    return str(failed[-1].id) if failed else None


def change(step: Step, row: str, *, reason: str = "", today: date, **values: Any) -> None:
    """Change an action; a due date once set moves by “extend” with a reason."""
    action = step.get(ActionRow, row)
    if action.cancelled_on:
        raise Refusal(_("{number} is cancelled.").format(number=action.number))
    if "what" in values and not values["what"].strip():
        raise Refusal(_("Say what will be done."))
    if values.get("kind", action.kind) != action.kind and any(
        check.result for check in step.rows(EffectivenessCheck, action=row)
    ):
        raise Refusal(
            _("The effect of {number} was checked: its kind stays. Agree another action.").format(
                number=action.number
            )
        )
    if "due" in values and values["due"] != action.due and action.due:
        move(step, row, "extend", on=today, due=values.pop("due"), reason=reason)
    elif reason.strip():
        _record(step, action, "change", on=today, reason=reason)
    step.change(ActionRow, row, **values)
    follow_action(step, row)
    if "due" in values:
        _keep_pace(step, row, today)


def move(
    step: Step, row: str, name: str, *, on: date, by: str = "", reason: str = "", **values: Any
) -> None:
    """Move an action on: accept, reject, extend, done, reopen, plan_check, verify, cancel.

    The history of the action keeps the move with its day and reason.
    """
    verbs: dict[str, Callable[..., None]] = {
        "accept": _accept,
        "reject": _reject,
        "extend": _extend,
        "done": _implement,
        "reopen": _reopen,
        "plan_check": plan_check,
        "verify": _verify,
        "cancel": _cancel,
    }
    action = step.get(ActionRow, row)
    state = state_of(step, action)
    if name == "verify" and state is ActionState.OPEN:
        raise Refusal(
            _("{number} is not done yet: mark it done first.").format(number=action.number)
        )
    found = find_move(rules.MOVES, name, state, str(action.number))
    if name == "extend" and not reason.strip():
        raise ReasonNeeded(_("Say why the due date of {name} moves.").format(name=action.number))
    require_reason(found, reason)
    earliest = min(one.issued_on or one.raised_on for one in findings_of(step, row))
    if on < earliest and name != "done":
        raise Refusal(
            _("{on} lies before {number} had anything to answer ({day}).").format(
                on=on, number=action.number, day=earliest
            )
        )
    who = by or step.book.who
    verbs[name](step, action, on=on, by=who, reason=reason, **values)
    _record(step, action, name, on=on, by=by, reason=reason)
    follow_action(step, row)


def _record(
    step: Step, action: ActionRow, name: str, *, on: date, by: str = "", reason: str = ""
) -> None:
    now = step.get(ActionRow, action.id)
    record_move(
        step, ActionRow, action.id, move=name, from_state=state_of(step, action),
        to_state=state_of(step, now), on=on, by=by, reason=reason,
    )  # fmt: skip


def _accept(step: Step, action: ActionRow, *, on: date, by: str, reason: str, **check: Any) -> None:
    """The auditor accepts the action as agreed, and with it how its effect will be shown.

    check: criterion, method, planned_on and verifier, where they are not agreed yet.
    """
    if any(check.values()):
        plan_check(step, action, on=on, **check)
    step.change(ActionRow, action.id, accepted_on=on, accepted_by=by, rejection="")


def _reject(step: Step, action: ActionRow, *, on: date, by: str, reason: str) -> None:
    """The auditor sends the action back, and says why."""
    step.change(ActionRow, action.id, accepted_on=None, accepted_by="", rejection=reason)


def _extend(
    step: Step,
    action: ActionRow,
    *,
    due: date,
    approved_by: str = "",
    on: date,
    by: str,
    reason: str,
) -> None:
    """Move the due date, with reason and approver, who is not its owner; the old one is kept."""
    approver = approved_by or by
    _refuse_own_approval(step, action, approver)
    refuse_too_many(step, str(action.number), "action", str(action.id), approver)
    step.add(
        Extension,
        action=action.id,
        stage="implement",
        old_due=action.due,
        new_due=due,
        reason=reason,
        approved_by=approved_by or by,
        extended_on=on,
    )
    step.change(ActionRow, action.id, due=due)
    if due < on:
        step.remark(
            _("{number} is due on {due} now, which is past already.").format(
                number=action.number, due=due
            )
        )
    _keep_pace(step, action.id, on)


def _refuse_own_approval(step: Step, action: ActionRow, approver: str) -> None:
    if action.owner and means(step, approver, action.owner):
        raise Refusal(
            _(
                "{name} owns {number} and cannot approve its extension: name somebody else as the"
                " approver, by the whole name."
            ).format(name=step.get(Person, action.owner).name, number=action.number)
        )


def _implement(
    step: Step, action: ActionRow, *, on: date, by: str, reason: str, evidence: str = ""
) -> None:
    """The action is done; that it worked is another question."""
    reopened = [
        move.made_on for move in moves_of(step, ActionRow, str(action.id)) if move.move == "reopen"
    ]
    if reopened and on < reopened[-1]:
        raise Refusal(
            _("{number} was reopened on {reopened} and cannot have been done on {on}.").format(
                number=action.number, reopened=reopened[-1], on=on
            )
        )
    step.change(ActionRow, action.id, done_on=on, done_evidence=evidence or action.done_evidence)


def _reopen(step: Step, action: ActionRow, *, on: date, by: str, reason: str) -> None:
    """The action was not done after all; a finding that counted as implemented no longer does."""
    step.change(ActionRow, action.id, done_on=None)
    checks = list(step.rows(EffectivenessCheck, action=action.id))
    if checks and planned_check(step, str(action.id)) is None:
        agreed = {name: getattr(checks[-1], name) for name in ("criterion", "method", "verifier")}
        day = check_day(step, str(action.id), on)
        check = step.add(EffectivenessCheck, action=action.id, planned_on=day, **agreed)
        if step.find(CheckAtAudit, check=checks[-1].id):
            check_at_audit(step, check)
    _take_back(step, action.id, on, reason)


def _cancel(step: Step, action: ActionRow, *, on: date, by: str, reason: str) -> None:
    """The action is not needed; the reason stays with it."""
    step.change(ActionRow, action.id, cancelled_on=on, cancel_reason=reason)


def cancel_with(step: Step, finding: Finding, *, on: date, reason: str) -> None:
    """Cancel what is open for a finding that is withdrawn; what serves another finding stays."""
    for action in actions_of(step, str(finding.id)):
        others = [one for one in findings_of(step, str(action.id)) if one.id != finding.id]
        shared = any(one.state != finding_rules.FindingState.WITHDRAWN for one in others)
        if state_of(step, action) is ActionState.OPEN and not shared:
            move(step, str(action.id), "cancel", on=on, reason=reason)
            step.remark(
                _("{action} was cancelled with {finding}.").format(
                    action=action.number, finding=finding.number or _("the draft")
                )
            )


def _take_back(step: Step, row: str, on: date, reason: str) -> None:
    """A finding whose action is open again is no longer implemented."""
    states = finding_rules.FindingState
    for finding in findings_of(step, row):
        if finding.state == states.IMPLEMENTED and not taken_over(step, Finding, str(finding.id)):
            step.change(Finding, finding.id, state=states.PLAN_ACCEPTED)
            record_move(
                step, Finding, finding.id, move="action_open", from_state=finding.state,
                to_state=states.PLAN_ACCEPTED, on=on, reason=reason,
            )  # fmt: skip


def plan_check(
    step: Step,
    action: ActionRow,
    *,
    on: date,
    by: str = "",
    reason: str = "",
    criterion: str = "",
    method: str = "",
    planned_on: date | None = None,
    verifier: str | None = None,
    next_audit: bool | None = None,
) -> None:
    """Agree how the effect will be shown, when, and by whom: not by who owns the action.

    What is agreed already and not told again stays; the day is that of the due-date rules if none
    is told, and follows the action for as long as nobody sets it by hand. next_audit: whether the
    next audit of the unit looks, on its first day; so it is where no rule gives a day.
    """
    agreed: dict[str, Any] = {
        "criterion": criterion, "method": method, "planned_on": planned_on, "verifier": verifier,
    }  # fmt: skip
    agreed = {key: value for key, value in agreed.items() if value}
    known = planned_check(step, action.id)
    by_rule = check_day(step, action.id, on)
    anew = planned_on is not None and (known is None or known.planned_on != planned_on)
    if anew and planned_on and planned_on < on:
        raise Refusal(
            _("A check is agreed ahead: {day} is past. Name a day from {on} on.").format(
                day=planned_on, on=on
            )
        )
    if known is None:
        agreed.setdefault("planned_on", by_rule)
        check = step.add(EffectivenessCheck, action=action.id, **agreed)
    else:
        check = str(known.id)
        step.change(EffectivenessCheck, check, **agreed)
    if next_audit or (next_audit is None and known is None and not (planned_on or by_rule)):
        check_at_audit(step, check)
        follow_action(step, action.id, quietly=True)
    elif planned_on or next_audit is False:
        check_on_a_day(step, check)
    if planned_on and not next_audit:
        set_by_hand(step, EffectivenessCheck, check, "planned_on", on=on, reason=reason)


def _verify(
    step: Step,
    action: ActionRow,
    *,
    on: date,
    by: str,
    reason: str,
    result: str,
    verifier: str | None = None,
    evidence: str = "",
    **values: Any,
) -> None:
    """Record whether the action worked, into the check that was planned or a new one.

    One that did not work opens a new cycle of its findings.
    """
    if action.done_on is not None and on < action.done_on:
        raise Refusal(
            _("{number} was done on {done}; its effect cannot be checked on {on}.").format(
                number=action.number, done=action.done_on, on=on
            )
        )
    if not evidence.strip():
        raise Refusal(_("Say what shows the effect of {number}.").format(number=action.number))
    planned = planned_check(step, action.id)
    verifier = verifier or (planned.verifier if planned else None)
    if verifier is None:
        raise Refusal(_("Name who verified the effect of {number}.").format(number=action.number))
    if planned and planned.planned_on and on < planned.planned_on:
        step.remark(
            _("{number} was checked on {on}, before the agreed day {planned}.").format(
                number=action.number, on=on, planned=planned.planned_on
            )
        )
    values |= {"verifier": verifier, "result": result, "evidence": evidence, "checked_on": on}
    if planned:
        step.change(EffectivenessCheck, planned.id, **values)
    else:
        step.add(EffectivenessCheck, action=action.id, **values)
    if result == Effect.NOT_EFFECTIVE and action.kind == CORRECTIVE:
        _open_cycle(step, action, on)


def _open_cycle(step: Step, failed: ActionRow, on: date) -> None:
    """Take the findings of an action that did not work back to where cause and plan are owed.

    What was known stays; the answer is due anew, counted from the check.
    """
    reason = _("{number} was not effective").format(number=failed.number)
    for finding in findings_of(step, failed.id):
        if finding.state in ("draft", "withdrawn"):
            continue
        owed = finding.state in finding_rules.ANSWER_OWED
        target = finding.state if owed else finding_rules.FindingState.ACKNOWLEDGED
        ended = {"closed_on": None, "closed_by": "", "closing_note": ""}
        step.change(Finding, finding.id, state=target, **(ended if finding.closed_on else {}))
        record_move(
            step, Finding, finding.id, move="new_cycle", from_state=finding.state,
            to_state=target, on=on, reason=reason,
        )  # fmt: skip
        count_anew(step, step.get(Finding, finding.id), on, reason)
        note_repeated_failure(step, finding, on)
