"""Findings: grades, the three-part statement, the life cycle, what issuing and closing demand."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.checks import Check, Problem
from auditdesk.domain.moves import Move
from auditdesk.i18n import N_, _


class Grade(NamedTuple):
    """One step of the grade scheme; the scheme is data, because ISO 9001 demands no grades.

    series: the number series of its findings. nonconformity: whether it says that a requirement is
    not met, and so demands cause, action and proof of effect.
    """

    key: str
    label: str
    letter: str
    series: str
    nonconformity: bool


DEFAULT_GRADES = (
    Grade("major", N_("Major nonconformity"), "M", "NC", True),
    Grade("minor", N_("Minor nonconformity"), "m", "NC", True),
    Grade("observation", N_("Observation"), "O", "OB", False),
    Grade("opportunity", N_("Opportunity for improvement"), "+", "OP", False),
    Grade("positive", N_("Positive"), "✓", "PO", False),
    Grade("conform", N_("Conform"), "C", "CO", False),
)


class FindingState(StrEnum):
    """Where a finding stands (the course of ISO 9001 clause 10.2, in own words)."""

    DRAFT = "draft"
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    CORRECTED = "corrected"
    CAUSE_ACCEPTED = "cause_accepted"
    PLAN_ACCEPTED = "plan_accepted"
    IMPLEMENTED = "implemented"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _(STATE_LABELS[self])


STATE_LABELS = {
    FindingState.DRAFT: N_("draft"),
    FindingState.ISSUED: N_("issued"),
    FindingState.ACKNOWLEDGED: N_("acknowledged"),
    FindingState.CORRECTED: N_("correction done"),
    FindingState.CAUSE_ACCEPTED: N_("cause accepted"),
    FindingState.PLAN_ACCEPTED: N_("action plan accepted"),
    FindingState.IMPLEMENTED: N_("implemented, effect to be checked"),
    FindingState.CLOSED: N_("closed"),
    FindingState.WITHDRAWN: N_("withdrawn"),
}

_S = FindingState
ENDED = frozenset({_S.CLOSED, _S.WITHDRAWN})
OPEN = frozenset(set(_S) - ENDED)
_ISSUED = OPEN - {_S.DRAFT}
CYCLE = {"plan": "answer_due", "implement": "implement_due"}
"""Stages that a new cycle counts anew, and where their day stands."""
ANSWER_OWED = frozenset({_S.ISSUED, _S.ACKNOWLEDGED, _S.CORRECTED, _S.CAUSE_ACCEPTED})
"""Until the action plan is accepted, cause and plan are owed."""

MOVES = (
    Move("issue", N_("Issue"), frozenset({_S.DRAFT}), _S.ISSUED),
    Move("acknowledge", N_("Acknowledge"), frozenset({_S.ISSUED}), _S.ACKNOWLEDGED),
    Move("correct", N_("Correction done"), frozenset({_S.ISSUED, _S.ACKNOWLEDGED}), _S.CORRECTED),
    Move(
        "accept_cause",
        N_("Accept cause"),
        frozenset({_S.ISSUED, _S.ACKNOWLEDGED, _S.CORRECTED}),
        _S.CAUSE_ACCEPTED,
    ),
    Move("accept_plan", N_("Accept action plan"), frozenset({_S.CAUSE_ACCEPTED}), _S.PLAN_ACCEPTED),
    Move("implement", N_("Implemented"), frozenset({_S.PLAN_ACCEPTED}), _S.IMPLEMENTED),
    Move("close", N_("Close"), _ISSUED, _S.CLOSED),
    Move("withdraw", N_("Withdraw"), OPEN, _S.WITHDRAWN, needs_reason=True),
    Move("reopen", N_("Reopen"), ENDED, _S.ACKNOWLEDGED, needs_reason=True),
)


class ActionFacts(NamedTuple):
    """What the rules must know of one action.

    checked: whether its effect was looked at. check_agreed: whether criterion, day and verifier of
    that are agreed.
    """

    number: str
    kind: str
    open: bool
    effect_proven: bool
    checked: bool = True
    check_agreed: bool = True

    @property
    def failed(self) -> bool:
        """Whether it was to remove the cause, and was found not to have done so."""
        return self.kind == "corrective_action" and self.checked and not self.effect_proven


class FindingFacts(NamedTuple):
    """What the checks look at: a finding as it stands, with the people's work behind it."""

    grade: Grade
    state: str
    clauses: int
    requirement: str
    evidence: str
    statement: str
    causes: int = 0
    actions: tuple[ActionFacts, ...] = ()


def _requirement_is_named(finding: FindingFacts) -> Iterable[Problem]:
    if finding.grade.nonconformity and not finding.clauses:
        yield Problem("clauses", _("No clause is cited."))
    if finding.grade.nonconformity and not finding.requirement.strip():
        yield Problem("requirement", _("The requirement is missing."))


def _evidence_is_given(finding: FindingFacts) -> Iterable[Problem]:
    if not finding.evidence.strip():
        yield Problem("evidence", _("The objective evidence is missing."))


def _statement_is_made(finding: FindingFacts) -> Iterable[Problem]:
    if finding.grade.nonconformity and not finding.statement.strip():
        yield Problem("statement", _("The statement of nonconformity is missing."))


def _cause_is_known(finding: FindingFacts) -> Iterable[Problem]:
    if finding.grade.nonconformity and not finding.causes:
        yield Problem("causes", _("No cause is recorded."))


def _corrective_action_is_agreed(finding: FindingFacts) -> Iterable[Problem]:
    if finding.grade.nonconformity and not any(
        action.kind == "corrective_action" for action in finding.actions
    ):
        yield Problem("actions", _("There is no corrective action."))


def _checks_are_agreed(finding: FindingFacts) -> Iterable[Problem]:
    """How the effect will be shown is settled before the work begins, not after it."""
    for action in finding.actions if finding.grade.nonconformity else ():
        if action.kind == "corrective_action" and action.open and not action.check_agreed:
            yield Problem(
                "effectiveness",
                _(
                    "{number}: by what criterion, when and by whom its effect will be checked is"
                    " not agreed."
                ).format(number=action.number),
            )


def _no_action_is_open(finding: FindingFacts) -> Iterable[Problem]:
    for action in finding.actions:
        if action.open:
            yield Problem("actions", _("{number} is still open.").format(number=action.number))


def _corrections_are_done(finding: FindingFacts) -> Iterable[Problem]:
    for action in finding.actions:
        if action.kind == "correction" and action.open:
            yield Problem("actions", _("{number} is still open.").format(number=action.number))


def _effect_is_proven(finding: FindingFacts) -> Iterable[Problem]:
    """An action that was found not effective is made good by a later one that is."""
    for n, action in enumerate(finding.actions):
        made_good = action.checked and any(
            later.effect_proven for later in finding.actions[n + 1 :]
        )
        if (
            finding.grade.nonconformity
            and action.kind == "corrective_action"
            and not action.open
            and not action.effect_proven
            and not made_good
        ):
            yield Problem(
                "effectiveness",
                _("{number} has no check that found it effective.").format(number=action.number),
            )


CHECKS: dict[str, tuple[Check[FindingFacts], ...]] = {
    "issue": (_requirement_is_named, _evidence_is_given, _statement_is_made),
    "correct": (_corrections_are_done,),
    "accept_cause": (_cause_is_known,),
    "accept_plan": (_corrective_action_is_agreed, _checks_are_agreed),
    "implement": (_no_action_is_open,),
    "close": (
        _cause_is_known,
        _corrective_action_is_agreed,
        _no_action_is_open,
        _effect_is_proven,
    ),
}
"""What each move of a finding demands; a new rule is a function and its name here."""


def called(number: str | None, id: str) -> str:
    """What a finding is called: its number, or “draft” with the end of its id."""
    return number or _("draft {id}").format(id=id[-6:])


def owed_on(state: str, answer_due: date | None, implement_due: date | None) -> date | None:
    """The day that counts now: the answer's until the plan is accepted, then that of doing it."""
    if state in ANSWER_OWED:
        return answer_due
    return implement_due if state == FindingState.PLAN_ACCEPTED else None
