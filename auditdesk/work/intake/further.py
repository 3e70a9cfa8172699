"""Further: what a register of findings tells beside them: cause, correction, action and effect."""

from collections.abc import Iterator, Mapping
from typing import Any

from auditdesk.book.tables import Cause, Finding
from auditdesk.book.texts import clean_text
from auditdesk.i18n import _
from auditdesk.intake.records import Record
from auditdesk.intake.words import fold
from auditdesk.work.intake.actions import agree, finish_action, same_action
from auditdesk.work.intake.context import Context, iso

_TOLD = "cause cause_method correction action action_done effectiveness_text verification".split()
_OF_CORRECTIONS = ("correction_owner", "correction_due", "correction_done_on")
_METHODS = {"5": "five_why", "why": "five_why", "warum": "five_why", "ishikawa": "ishikawa",
            "fishbone": "ishikawa", "fischgraten": "ishikawa"}  # fmt: skip

Values = Mapping[str, Any]


def take_further(context: Context, record: Record, finding: str) -> bool:
    """Cause, correction and action that a row tells of its finding; whether any was new."""
    values = record.values
    if not any(values.get(key) for key in _TOLD):
        return False
    new = _take_cause(context, record, finding)
    acted = False
    for kind, text, told in _acts(values):
        new |= _take_action(context, record, finding, kind, text, told)
        acted = True
    if not acted:
        for key in ("effectiveness_text", "verification"):
            if values.get(key):
                context.leave(record, _("Effectiveness"), str(values[key]))
    return new


def _take_cause(context: Context, record: Record, finding: str) -> bool:
    step, values = context.step, record.values
    cause, method = str(values.get("cause") or ""), str(values.get("cause_method") or "")
    if cause and not step.find(Cause, finding=finding, cause=clean_text(cause)):
        step.add(Cause, finding=finding, cause=cause, method=_method(method))
        return True
    if method and not cause:
        context.leave(record, _("Method"), method)
    return False


def _acts(values: Values) -> Iterator[tuple[str, str, Values]]:
    """The kind and words of each action of a row, and what the row tells of it alone."""
    done = str(values.get("action_done") or "")
    correction, what = (str(values.get(key) or "") for key in ("correction", "action"))
    state = values.get("action_state") or values.get("state")
    due = values.get("due") or values.get("implement_due")
    if correction:
        own = any(values.get(key) for key in _OF_CORRECTIONS)
        owner, due_on, done_on = (
            _OF_CORRECTIONS if own else ("action_owner", "action_due", "done_on")
        )
        yield "correction", correction, {
            "owner": values.get(owner) or values.get("owner"),
            "due": values.get(due_on) or (None if own else due),
            "done_on": values.get(done_on),
            "closed_on": values.get("closed_on"),
            "state": values.get("state"),
        }  # fmt: skip
    if what or done:
        yield "corrective_action", what or done, {
            **values,
            "owner": values.get("action_owner") or values.get("owner"),
            "due": values.get("action_due") or due,
            "state": state,
            "done_evidence": done if what else "",
        }  # fmt: skip


def _take_action(
    context: Context, record: Record, finding: str, kind: str, text: str, told: Values
) -> bool:
    step = context.step
    known = same_action(step, finding, text)
    if known is not None:
        return bool(finish_action(context, record, known.id, told))
    of = step.get(Finding, finding)
    due = told.get("due")
    if due and due < of.raised_on:
        context.leave(record, _("Due"), iso(due), _("before it was raised"))
        due = None
    owner = context.names.person(str(told.get("owner") or ""))
    data = {"what": text, "kind": kind, "due": iso(due), "owner": owner}
    finish_action(context, record, agree(context, data, [of]), told)
    return True


def _method(text: str) -> str:
    folded = fold(text)
    return next((key for word, key in _METHODS.items() if word in folded), "other")
