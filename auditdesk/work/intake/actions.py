"""Actions from lists and registers: agreed, done, and their effect."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    EffectivenessCheck,
    Finding,
)
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Fate
from auditdesk.intake.pairs import Doubt, PairDecision
from auditdesk.intake.records import Record
from auditdesk.intake.words import fold
from auditdesk.work import actions, lookup
from auditdesk.work.dues import set_by_hand
from auditdesk.work.intake.context import (
    Context,
    Taken,
    enter_or_amend,
    iso,
    related,
    say_what_is_open,
)
from auditdesk.work.intake.takeover import keep_note, take_over_action


def take_action(context: Context, record: Record) -> Taken:
    """An action of a list, for the finding that its row names."""
    values, names, step = record.values, context.names, context.step
    number = str(values.get("number", ""))
    own = Number.parse(number) if context.own else None
    what = str(values.get("what", "")).strip()
    if not what:
        raise Refusal(_("the row does not say what is to be done"))
    say_what_is_open(context, record)
    found = step.find(ActionRow, number=str(own)) if own else None
    served = [_finding(step, text) for text in _texts(values.get("finding"))]
    if found is None and number and not own and not served:
        found = step.find(ActionRow, foreign_number=number, what=what)
    if found is None and (not served or None in served):
        noted = _noted_at_audit(context, record, what)
        if noted is not None:
            return noted
        raise Refusal(
            _("an action belongs to a finding, and the book has none called “{text}”").format(
                text=values["finding"]
            )
            if served
            else _(
                "an action belongs to a finding, and the row names none: add a column with the"
                " numbers of the findings, or of the audits to keep it as a note there"
            )
        )
    if found is None:
        found = same_action(step, str(served[0].id), what)  # type: ignore[union-attr]
    owner = names.person(str(values.get("owner") or ""))
    data: dict[str, Any] = {
        "what": what,
        "owner": owner,
        "kind": values.get("kind") or "",
        "resources": values.get("resources"),
        "due": iso(values.get("due")),
        "foreign_number": str(values.get("foreign_number") or ("" if own else number)),
    }
    found = _decided(context, record, data, number, found)
    if found is None and (not served or None in served):
        raise Refusal(_("an action belongs to a finding, and the row names none"))
    if found is None:
        findings = [one for one in served if one is not None]
        id = agree(context, data, findings, own)
        taken = Taken(Fate.NEW, ActionRow, id, step.get(ActionRow, id).number)
    else:
        taken = enter_or_amend(context, "action", found.id, data, found.number)
    changed = finish_action(context, record, taken.id, values)
    if changed and taken.fate is Fate.SAME:
        taken = Taken(Fate.CHANGED, ActionRow, taken.id, taken.name, changed)
    return taken


def _noted_at_audit(context: Context, record: Record, what: str) -> Taken | None:
    """An action of an audit itself, such as booking rooms: a note beside the audit it names.

    None where the row names no audit of the book. Actions here answer findings (ISO 9001, 10.2).
    """
    values = record.values
    named = (*_texts(values.get("finding")), *(note.text for note in record.notes))
    id = next(filter(None, map(context.names.audit_id, named)), None)
    if id is None:
        return None
    parts = [
        (_("Action"), what),
        (_("Owner"), str(values.get("owner") or "")),
        (_("Due"), iso(values.get("due"))),
        (_("State"), str(values.get("state_text") or values.get("state") or "")),
        (_("Done on"), iso(values.get("done_on"))),
    ]
    line = "; ".join(f"{label}: {text}" for label, text in parts if text)
    number = context.step.get(AuditRow, id).number
    new = keep_note(context.step, AuditRow, id, context.source(record), [line])
    told = _("actions of audits, kept as notes beside them")
    context.lack(record, told)
    return Taken(Fate.NEW if new else Fate.SAME, AuditRow, id, number, told if new else "")


def _decided(
    context: Context,
    record: Record,
    data: Mapping[str, Any],
    number: str,
    found: ActionRow | None,
) -> ActionRow | None:
    """The action that the row is, after a doubt was decided; None for a new one."""
    step, other, doubt = context.step, found, Doubt.CONTENT
    if found is None:
        doubt = Doubt.NUMBER
        other = step.find(ActionRow, foreign_number=number) if number else None
    elif related(fold(found.what), fold(str(data["what"]))):
        return found
    if other is None:
        return None
    choice = context.pairs.decide(record, doubt, ActionRow, other.id, other.number, data)
    return other if choice is PairDecision.SAME else None


def agree(
    context: Context,
    data: Mapping[str, Any],
    findings: Sequence[Finding],
    kept: Number | None = None,
) -> str:
    """Agree an action of a register."""
    step = context.step
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    owner = told.pop("owner", "")
    due = told.pop("due", "")
    return actions.agree(
        step,
        finding=findings[0],
        findings=findings,
        owner=lookup.person(step, owner).id if owner else None,
        due=date.fromisoformat(due) if due else None,
        kept=kept,
        reason=_("As the register has it"),
        today=context.today,
        **told,
    )


def finish_action(context: Context, record: Record, id: str, values: Mapping[str, Any]) -> str:
    """What the row says of doing it and of its effect; what of it was new."""
    step, told = context.step, []
    action = step.get(ActionRow, id)
    done_on = values.get("done_on")
    evidence = str(values.get("done_evidence") or "")
    state = values.get("state") or ("closed" if values.get("closed_on") else "")
    if done_on is None and state in ("implemented", "closed") and action.done_on is None:
        done_on = values.get("closed_on") or values.get("verified_on")
        why = _("the day is not told: that of closing or checking") if done_on else ""
        context.miss(record, _("Done on"), why)
    accepted_on = values.get("accepted_on")
    if done_on and action.done_on != done_on:
        take_over_action(
            step,
            id,
            on=context.today,
            source=context.source(record),
            done_on=done_on,
            done_evidence=evidence or action.done_evidence,
        )
        told.append(_("done"))
    elif evidence and evidence != action.done_evidence:
        step.change(ActionRow, id, done_evidence=evidence)
        told.append(_("evidence"))
    if accepted_on and action.accepted_on != accepted_on:
        step.change(ActionRow, id, accepted_on=accepted_on)
        told.append(_("accepted"))
    if state == "withdrawn" and action.cancelled_on is None:
        if values.get("closed_on"):
            source = context.source(record)
            step.change(ActionRow, id, cancelled_on=values["closed_on"], cancel_reason=source)
            told.append(_("cancelled"))
        else:
            context.miss(record, _("Cancelled on"))
    if _effect(context, record, id, values):
        told.append(_("effectiveness"))
    return ", ".join(told)


_EFFECTS = ("effective", "partly", "not_effective")


def _effect(context: Context, record: Record, id: str, values: Mapping[str, Any]) -> bool:
    step = context.step
    result = values.get("effectiveness") or (
        values.get("effect") if values.get("effect") in _EFFECTS else None
    )
    verifier = context.names.person(str(values.get("verifier") or ""))
    who = lookup.person(step, verifier).id if verifier else None
    planned = values.get("verify_on")
    known = step.find(EffectivenessCheck, action=id)
    if known is not None or (not result and not planned and not who):
        return False
    checked_on = (values.get("verified_on") or values.get("closed_on")) if result else None
    if result and checked_on is None:
        context.miss(record, _("Checked on"))
    check = step.add(
        EffectivenessCheck,
        action=id,
        planned_on=planned,
        verifier=who,
        result=result,
        evidence=str(values.get("verification") or ""),
        checked_on=checked_on,
    )
    if planned:
        set_by_hand(step, EffectivenessCheck, check, "planned_on", on=context.today)
    return True


def _finding(step: Step, text: str) -> Finding | None:
    """The finding that an action list names, by its number here or elsewhere."""
    number = Number.parse(text)
    found = step.find(Finding, number=str(number)) if number else None
    if found is None:
        found = step.find(Finding, foreign_number=text.strip())
    if found is None and text.startswith(_("draft {id}").format(id="")):
        try:
            found = lookup.finding(step, text)
        except Refusal:
            found = None
    return found


def _texts(value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [str(value)] if value else []
    return [part.strip() for text in texts for part in str(text).split(",") if part.strip()]


def same_action(step: Step, finding: str, what: str) -> ActionRow | None:
    for link in step.rows(ActionFinding, finding=finding):
        action = step.get(ActionRow, link.action)
        if fold(action.what) == fold(what):
            return action
    return None
