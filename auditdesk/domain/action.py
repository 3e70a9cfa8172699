"""Corrections and corrective actions: their states, who may verify them, when they are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from auditdesk.errors import Refusal
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


def refuse_own_verification(owner: str | None, verifier: str | None, name: str) -> None:
    """Nobody proves the effect of an action they own (independence, ISO 9001 clause 9.2.2)."""
    if owner and owner == verifier:
        raise Refusal(
            _("{name} owns this action and cannot verify its effect. Name somebody else.").format(
                name=name
            )
        )


@dataclass(frozen=True)
class Span:
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
