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
    Cycle,
    EffectivenessCheck,
    Extension,
    Finding,
    GradeRow,
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
from auditdesk.work.dues import due_after
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
    return row


def _second_for_the_cause(step: Reading, finding: Finding) -> str:
    """The corrective action that serves the causes already; "" where one more is no second one.

    One that is cancelled, or was found not effective, serves nothing any more.
    """
    causes = sum(1 for _cause in step.rows(Cause, finding=finding.id))
    known = [facts_of(step, action) for action in actions_of(step, finding.id)]
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
        if facts_of(step, action).failed and not step.find(Cycle, follows=action.id)
    ]
    return str(failed[-1].id) if failed else None


def actions_of(reading: Reading, finding: str) -> list[ActionRow]:
    """The actions that serve a finding, in the order in which they were agreed."""
    links = reading.rows(ActionFinding, finding=finding)
    return [reading.get(ActionRow, link.action) for link in links]


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


def accept(step: Step, row: str, *, on: date, by: str = "", **check: Any) -> None:
    """The auditor accepts the action as agreed, and with it how its effect will be shown.

    check: criterion, method, planned_on and verifier, where they are not agreed yet.
    """
    if any(check.values()):
        plan_check(step, row, on=on, **check)
    if _owes_effect(step, row) and not facts_of(step, step.get(ActionRow, row)).check_agreed:
        raise Refusal(
            _(
                "{number} is accepted together with its check: by what criterion, when and by whom"
                " will its effect be shown?"
            ).format(number=step.get(ActionRow, row).number)
        )
    step.change(ActionRow, row, accepted_on=on, accepted_by=by or step.book.who, rejection="")


def _owes_effect(step: Step, row: str) -> bool:
    """Whether the effect of an action must be proven: it is to remove a nonconformity's cause."""
    corrective = step.get(ActionRow, row).kind == CORRECTIVE
    return corrective and bool(step.get(GradeRow, _first_finding(step, row).grade).nonconformity)


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
    """Agree how the effect will be shown, when, and by whom: not by who owns the action.

    What is agreed already and not told again stays; the day is that of the due-date rules if none
    is told.
    """
    _refuse_own(step, row, verifier)
    told: dict[str, Any] = {
        "criterion": criterion, "method": method, "planned_on": planned_on, "verifier": verifier,
    }  # fmt: skip
    told = {key: value for key, value in told.items() if value}
    known = planned_check(step, row)
    if known is None:
        told.setdefault("planned_on", check_day(step, row, on))
        step.add(EffectivenessCheck, action=row, **told)
    else:
        step.change(EffectivenessCheck, known.id, **told)


def check_day(step: Reading, row: str, on: date) -> date | None:
    """When the effect can be seen: the waiting time of the rules after the action is done or due.

    None where no rule gives one.
    """
    action = step.get(ActionRow, row)
    start = action.done_on or action.due or on
    return due_after(step, _first_finding(step, row), "verify", start)


def planned_check(reading: Reading, row: str) -> EffectivenessCheck | None:
    """The check that is agreed and not made yet."""
    checks = (one for one in reading.rows(EffectivenessCheck, action=row) if one.result is None)
    return next(checks, None)


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
    """Record whether the action worked, into the check that was planned or a new one.

    One that did not work opens a new cycle of its findings.
    """
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
    planned = planned_check(step, row)
    verifier = verifier or (planned.verifier if planned else None)
    if verifier is None:
        raise Refusal(_("Name who verified the effect of {number}.").format(number=action.number))
    _refuse_own(step, row, verifier)
    values |= {"verifier": verifier, "result": result, "evidence": evidence, "checked_on": on}
    if planned:
        step.change(EffectivenessCheck, planned.id, **values)
    else:
        step.add(EffectivenessCheck, action=row, **values)
    if result == Effect.NOT_EFFECTIVE and action.kind == CORRECTIVE:
        _open_cycle(step, action, on)


def _open_cycle(step: Step, failed: ActionRow, on: date) -> None:
    """Take the findings of an action that did not work back to where cause and plan are owed.

    What was known stays; the answer is due anew, counted from the check.
    """
    reason = _("{number} was not effective").format(number=failed.number)
    for link in step.rows(ActionFinding, action=failed.id):
        finding = step.get(Finding, link.finding)
        if finding.state in (*finding_rules.ANSWER_OWED, "draft", "withdrawn"):
            continue
        target = finding_rules.FindingState.ACKNOWLEDGED
        ended = {"closed_on": None, "closed_by": "", "closing_note": ""}
        step.change(Finding, finding.id, state=target, **(ended if finding.closed_on else {}))
        record_move(
            step, Finding, finding.id, move="new_cycle", from_state=finding.state,
            to_state=target, on=on, reason=reason,
        )  # fmt: skip
        for stage, column in finding_rules.CYCLE.items():
            due = due_after(step, finding, stage, on)
            if due is None:
                continue
            step.add(
                Extension, finding=finding.id, stage=stage, old_due=getattr(finding, column),
                new_due=due, reason=reason, approved_by=step.book.who, extended_on=on,
            )  # fmt: skip
            step.change(Finding, finding.id, **{column: due})


def facts_of(step: Reading, action: ActionRow) -> ActionFacts:
    """An action as the closing rules see it; the last check counts."""
    checked = [check for check in step.rows(EffectivenessCheck, action=action.id) if check.result]
    results = [check.result for check in sorted(checked, key=lambda check: check.checked_on)]
    state = rules.action_state(
        action.cancelled_on, action.done_on, results[-1] if results else None
    )
    cancelled = state is ActionState.CANCELLED
    planned = planned_check(step, action.id)
    agreed = planned and planned.criterion and planned.planned_on and planned.verifier
    return ActionFacts(
        number=str(action.number),
        kind="cancelled" if cancelled else str(action.kind),
        open=state is ActionState.OPEN,
        effect_proven=bool(results) and results[-1] == Effect.EFFECTIVE,
        checked=bool(results),
        check_agreed=bool(agreed),
    )


def _first_finding(step: Reading, row: str) -> Finding:
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
