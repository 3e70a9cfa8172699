"""Corrections and corrective actions: states, moves, what always holds, when they are due."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.checks import Check, Problem, order_of_days
from auditdesk.domain.moves import Move
from auditdesk.i18n import N_, _


class ActionKind(StrEnum):
    """Put right now, or remove the cause (ISO 9000:2015, 3.12.3 and 3.12.2, in own words)."""

    CORRECTION = "correction"
    CORRECTIVE_ACTION = "corrective_action"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> str:
        return _(KIND_LABELS[self])


KIND_LABELS = {
    ActionKind.CORRECTION: N_("Correction"),
    ActionKind.CORRECTIVE_ACTION: N_("Corrective action"),
    ActionKind.IMPROVEMENT: N_("Improvement"),
}


class Effect(StrEnum):
    """What an effectiveness check found; implemented is not yet effective."""

    EFFECTIVE = "effective"
    PARTLY = "partly"
    NOT_EFFECTIVE = "not_effective"

    @property
    def label(self) -> str:
        return _(EFFECT_LABELS[self])


EFFECT_LABELS = {
    Effect.EFFECTIVE: N_("effective"),
    Effect.PARTLY: N_("partly effective"),
    Effect.NOT_EFFECTIVE: N_("not effective"),
}


class ActionState(StrEnum):
    """Where an action stands; never stored, always read from its dates."""

    OPEN = "open"
    DONE = "done"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not_effective"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _(STATE_LABELS[self])


STATE_LABELS = {
    ActionState.OPEN: N_("open"),
    ActionState.DONE: N_("done"),
    ActionState.EFFECTIVE: N_("effective"),
    ActionState.NOT_EFFECTIVE: N_("not effective"),
    ActionState.CANCELLED: N_("cancelled"),
}


def action_state(
    cancelled_on: date | None, done_on: date | None, effect: str | None
) -> ActionState:
    """The state that an action's dates and last check add up to."""
    if cancelled_on:
        return ActionState.CANCELLED
    if not done_on:
        return ActionState.OPEN
    if effect == Effect.EFFECTIVE:
        return ActionState.EFFECTIVE
    return ActionState.NOT_EFFECTIVE if effect else ActionState.DONE


_S = ActionState
_NOT_CANCELLED = frozenset(set(_S) - {_S.CANCELLED})
_IMPLEMENTED = frozenset({_S.DONE, _S.EFFECTIVE, _S.NOT_EFFECTIVE})

MOVES = (
    Move("done", N_("Done"), frozenset({_S.OPEN}), _S.DONE),
    Move("verify", N_("Check effectiveness"), _IMPLEMENTED, _S.EFFECTIVE),
    Move("accept", N_("Accept"), frozenset({_S.OPEN}), _S.OPEN),
    Move("plan_check", N_("Plan effectiveness check"), _NOT_CANCELLED),
    Move("extend", N_("Extend due date"), frozenset({_S.OPEN}), _S.OPEN, needs_reason=True),
    Move("reject", N_("Send back"), frozenset({_S.OPEN}), _S.OPEN, needs_reason=True),
    Move("done", N_("Done again"), _IMPLEMENTED, _S.DONE, needs_reason=True),
    Move("reopen", N_("Reopen"), _IMPLEMENTED, _S.OPEN, needs_reason=True),
    Move("cancel", N_("Cancel action"), _NOT_CANCELLED, _S.CANCELLED, needs_reason=True),
)
"""What may be done with an action, in the order in which it is offered."""


class ActionFacts(NamedTuple):
    """What the rules must know of one action.

    kind: "cancelled" for one that was cancelled. effect_proven: whether the latest check on or
    after the implementation found it effective. checked: whether there is such a check.
    proven_on: since when the effect is shown without anything against it. check_agreed: whether
    criterion, day and verifier of the check are agreed. sent_back: whether the auditor sent it
    back and has not accepted it since. answers_from: the earliest day on which one of its
    findings was issued, or raised where none is. raised_on: the earliest day on which one of
    them was raised. verified_by_owner: whether a check names its owner as verifier. orphaned:
    whether it is open although all its findings were withdrawn.
    """

    number: str
    kind: str
    open: bool
    effect_proven: bool
    checked: bool = True
    check_agreed: bool = True
    sent_back: bool = False
    accepted: bool = False
    owner: str = ""
    due: date | None = None
    done_on: date | None = None
    checked_on: date | None = None
    proven_on: date | None = None
    answers_from: date | None = None
    raised_on: date | None = None
    owes_effect: bool = False
    verified_by_owner: bool = False
    orphaned: bool = False

    @property
    def failed(self) -> bool:
        """Whether it was to remove the cause, and was found not to have done so."""
        return self.kind == ActionKind.CORRECTIVE_ACTION and self.checked and not self.effect_proven


def _accepted_is_complete(action: ActionFacts) -> Iterable[Problem]:
    """Nobody can be held to an action without an owner and a day."""
    if not action.accepted or action.kind == ActionState.CANCELLED:
        return
    if not action.owner:
        yield Problem("owner", _("It was accepted, and so needs an owner."))
    if action.due is None:
        yield Problem("due", _("It was accepted, and so needs a due date."))
    if action.owes_effect and action.open and not action.check_agreed:
        yield Problem(
            "effectiveness",
            _(
                "It is accepted together with its check: by what criterion, when and by whom will"
                " its effect be shown?"
            ),
        )


def _sent_back_is_settled(action: ActionFacts) -> Iterable[Problem]:
    if action.sent_back and not action.open and action.kind != ActionState.CANCELLED:
        yield Problem(
            "rejection", _("It was sent back: accept it, agree another, or cancel it first.")
        )


def _verifier_is_independent(action: ActionFacts) -> Iterable[Problem]:
    """Nobody proves the effect of an action they own (independence, ISO 9001 clause 9.2.2)."""
    if action.verified_by_owner:
        yield Problem(
            "verifier",
            _("{name} owns this action and cannot verify its effect. Name somebody else.").format(
                name=action.owner
            ),
        )


def _days_are_in_order(action: ActionFacts) -> Iterable[Problem]:
    yield from order_of_days(
        (("", _("the issue"), action.answers_from), ("due", _("The due date"), action.due)),
        (
            ("", _("the day its finding was raised"), action.raised_on),
            ("done_on", _("The day it was done"), action.done_on),
            ("checked_on", _("Its effectiveness check"), action.checked_on),
        ),
    )


def _serves_a_finding(action: ActionFacts) -> Iterable[Problem]:
    if action.orphaned:
        yield Problem("finding", _("All its findings were withdrawn: cancel it with them."))


INVARIANTS: tuple[Check[ActionFacts], ...] = (
    _accepted_is_complete,
    _sent_back_is_settled,
    _verifier_is_independent,
    _days_are_in_order,
    _serves_a_finding,
)
"""What holds for every action, whatever was done to it."""


class Span(NamedTuple):
    """A length of time until something is due: working days, or calendar days."""

    days: int
    working: bool = True


STAGES = ("acknowledge", "answer", "correct", "plan", "implement", "verify")

DEFAULT_DUE: Mapping[tuple[str, str], Span] = {
    ("major", "acknowledge"): Span(2),
    ("major", "correct"): Span(5),
    ("major", "plan"): Span(10),
    ("major", "implement"): Span(30, working=False),
    ("major", "verify"): Span(60, working=False),
    ("minor", "acknowledge"): Span(5),
    ("minor", "correct"): Span(10),
    ("minor", "plan"): Span(20),
    ("minor", "implement"): Span(60, working=False),
    ("minor", "verify"): Span(90, working=False),
    ("observation", "acknowledge"): Span(10),
    ("observation", "implement"): Span(90, working=False),
    ("opportunity", "plan"): Span(30, working=False),
}
"""Start values at importance 3; practice, not requirement. The book keeps its own, editable."""

_IMPORTANCE_PERCENT = {1: 150, 2: 125, 3: 100, 4: 75, 5: 50}


def scaled(span: Span, importance: int) -> Span:
    """The span for a process of importance 1 to 5: the more depends on it, the sooner."""
    days = (span.days * _IMPORTANCE_PERCENT[importance] + 50) // 100
    return Span(max(days, 1), span.working)


def due_on(start: date, span: Span, add_working_days: Callable[[date, int], date]) -> date:
    """The day something is due, counted from `start` in the organisation's calendar.

    A due date in calendar days that falls on a day off moves to the next working day.
    """
    if span.working:
        return add_working_days(start, span.days)
    return add_working_days(start + timedelta(days=span.days - 1), 1)
