"""Findings: grades, the three-part statement, the life cycle, what issuing and closing demand."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.action import ActionFacts, ActionKind
from auditdesk.domain.checks import Check, Problem, order_of_days
from auditdesk.domain.moves import Move
from auditdesk.i18n import N_, _


class CountsAs(StrEnum):
    """What findings of a grade weigh, whatever the grade is called."""

    MAJOR = "major"
    MINOR = "minor"
    OBSERVATION = "observation"
    OPPORTUNITY = "opportunity"
    CONFORMITY = "conformity"

    @property
    def nonconformity(self) -> bool:
        return self in (CountsAs.MAJOR, CountsAs.MINOR)

    @property
    def soft(self) -> bool:
        """Whether it demands nothing, and is at times given instead of a nonconformity."""
        return self in (CountsAs.OBSERVATION, CountsAs.OPPORTUNITY)


COUNTS_AS_LABELS = {
    CountsAs.MAJOR: N_("major nonconformity"),
    CountsAs.MINOR: N_("minor nonconformity"),
    CountsAs.OBSERVATION: N_("observation"),
    CountsAs.OPPORTUNITY: N_("opportunity"),
    CountsAs.CONFORMITY: N_("conformity"),
}


class Grade(NamedTuple):
    """One step of the grade scheme; the scheme is data, because ISO 9001 demands no grades.

    series: the number series of its findings. nonconformity: whether it says that a requirement is
    not met, and so demands cause, action and proof of effect. counts_as: what it weighs in the
    frequency, in coverage and in advice. follow_up: whether it owes a follow-up audit while open.
    """

    key: str
    label: str
    letter: str
    series: str
    nonconformity: bool
    counts_as: CountsAs
    follow_up: bool = False


DEFAULT_GRADES = (
    Grade("major", N_("Major nonconformity"), "M", "NC", True, CountsAs.MAJOR, follow_up=True),
    Grade("minor", N_("Minor nonconformity"), "m", "NC", True, CountsAs.MINOR),
    Grade("observation", N_("Observation"), "O", "OB", False, CountsAs.OBSERVATION),
    Grade("opportunity", N_("Opportunity for improvement"), "+", "OP", False, CountsAs.OPPORTUNITY),
    Grade("positive", N_("Positive"), "✓", "PO", False, CountsAs.CONFORMITY),
    Grade("conform", N_("Conform"), "C", "CO", False, CountsAs.CONFORMITY),
)
_SHIPPED = {grade.key: grade for grade in DEFAULT_GRADES}


def usual_effect(key: str, nonconformity: bool) -> tuple[CountsAs, bool]:
    """What a grade counts as, and whether it owes a follow-up, until the organisation says so.

    A grade of its own counts as the least of what it says: minor, or observation.
    """
    if key in _SHIPPED:
        return _SHIPPED[key].counts_as, _SHIPPED[key].follow_up
    return (CountsAs.MINOR if nonconformity else CountsAs.OBSERVATION), False


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

NEW_CYCLE = frozenset({"reopen", "new_cycle"})
"""The moves with which cause, plan and effect are owed anew."""

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


class FindingFacts(NamedTuple):
    """What the checks look at: a finding as it stands, with the people's work behind it.

    audit: number of an audit that has not begun yet, "" for any other or none. dues: field,
    what it is called, and when it is due. cycle: the day on which its latest new cycle began,
    None in the first. reviewed: whether the cause was accepted since then. proven: whether a
    corrective action was found effective since then.
    """

    grade: Grade
    state: str
    clauses: int
    requirement: str
    evidence: str
    statement: str
    causes: int = 0
    actions: tuple[ActionFacts, ...] = ()
    raised_on: date | None = None
    issued_on: date | None = None
    acknowledged_on: date | None = None
    closed_on: date | None = None
    dues: tuple[tuple[str, str, date | None], ...] = ()
    audit: str = ""
    cycle: date | None = None
    reviewed: bool = True
    proven: bool = True


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
        action.kind == ActionKind.CORRECTIVE_ACTION for action in finding.actions
    ):
        yield Problem("actions", _("There is no corrective action."))


def _checks_are_agreed(finding: FindingFacts) -> Iterable[Problem]:
    """How the effect will be shown is settled before the work begins, not after it."""
    for action in finding.actions if finding.grade.nonconformity else ():
        corrective = action.kind == ActionKind.CORRECTIVE_ACTION
        if corrective and action.open and not action.check_agreed:
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
    corrections = [one for one in finding.actions if one.kind == ActionKind.CORRECTION]
    if finding.grade.nonconformity and not corrections:
        yield Problem("actions", _("There is no correction."))
    for action in corrections:
        if action.open:
            yield Problem("actions", _("{number} is still open.").format(number=action.number))


def _nothing_is_sent_back(finding: FindingFacts) -> Iterable[Problem]:
    for action in finding.actions:
        if action.sent_back and action.kind != "cancelled":
            yield Problem(
                "actions",
                _("{number} was sent back: accept or cancel it first.").format(
                    number=action.number
                ),
            )


def _effect_is_proven(finding: FindingFacts) -> Iterable[Problem]:
    """A corrective action found not effective is made good by a later one that is effective."""
    corrective = [one for one in finding.actions if one.kind == ActionKind.CORRECTIVE_ACTION]
    for n, action in enumerate(corrective if finding.grade.nonconformity else ()):
        made_good = action.checked and any(
            later.effect_proven and _not_before(later.checked_on, action.checked_on)
            for later in corrective[n + 1 :]
        )
        if not action.open and not action.effect_proven and not made_good:
            yield Problem(
                "effectiveness",
                _("{number} has no check that found it effective.").format(number=action.number),
            )


def _cycle_is_complete(finding: FindingFacts) -> Iterable[Problem]:
    """A new cycle asks for a cause looked at again, and for an effect proven again."""
    if finding.cycle is None or not finding.grade.nonconformity:
        return
    if not finding.reviewed:
        yield Problem(
            "causes",
            _("Its cause was not accepted again since the new cycle began on {day}.").format(
                day=finding.cycle
            ),
        )
    if not finding.proven:
        yield Problem(
            "effectiveness",
            _("No corrective action was found effective since the new cycle began on {day}.")
            .format(day=finding.cycle),
        )  # fmt: skip


def _not_before(later: date | None, earlier: date | None) -> bool:
    return later is None or earlier is None or later >= earlier


def _audit_has_begun(finding: FindingFacts) -> Iterable[Problem]:
    if finding.audit:
        yield Problem(
            "audit",
            _("{number} has not begun: start it first.").format(number=finding.audit),
        )


def _days_are_in_order(finding: FindingFacts) -> Iterable[Problem]:
    """What is later never lies before what it rests on."""
    issue = ("issued_on", _("the issue"), finding.issued_on)
    yield from order_of_days(
        (
            ("raised_on", _("the day it was raised"), finding.raised_on),
            ("issued_on", _("The issue"), finding.issued_on),
        ),
        (issue, ("acknowledged_on", _("The acknowledgement"), finding.acknowledged_on)),
        *((issue, (column, label, due)) for column, label, due in finding.dues),
    )


def _closed_after_all_else(finding: FindingFacts) -> Iterable[Problem]:
    closing = ("closed_on", _("The closing"), finding.closed_on)
    yield from order_of_days(
        (("", _("the issue"), finding.issued_on), closing),
        (("", _("the acknowledgement"), finding.acknowledged_on), closing),
        *(
            (("", what.format(number=action.number), day), closing)
            for action in finding.actions
            if action.kind != "cancelled"
            for what, day in (
                (_("the day {number} was done"), action.done_on),
                (_("the effectiveness check of {number}"), _rested_on(finding, action)),
            )
        ),
    )


def _rested_on(finding: FindingFacts, action: ActionFacts) -> date | None:
    """The day since which an effect is shown, where the closing rests on it."""
    corrective = action.kind == ActionKind.CORRECTIVE_ACTION
    return action.proven_on if finding.grade.nonconformity and corrective else None


NEEDS: dict[str, tuple[Check[FindingFacts], ...]] = {
    "correct": (_corrections_are_done,),
    "accept_plan": (_nothing_is_sent_back, _checks_are_agreed),
    "implement": (_no_action_is_open,),
}
"""What a move demands when it is made, beside what always holds in the state it leads to."""

_ISSUE = (
    _requirement_is_named,
    _evidence_is_given,
    _statement_is_made,
    _audit_has_begun,
    _days_are_in_order,
)
_CAUSE = (*_ISSUE, _cause_is_known)
_PLAN = (*_CAUSE, _corrective_action_is_agreed)

WORK = frozenset({_S.CAUSE_ACCEPTED, _S.PLAN_ACCEPTED, _S.IMPLEMENTED, _S.CLOSED})
"""States in which the people's work counts: causes, actions, cycles."""
INVARIANTS: dict[str, tuple[Check[FindingFacts], ...]] = {
    _S.ISSUED: _ISSUE,
    _S.ACKNOWLEDGED: _ISSUE,
    _S.CORRECTED: _ISSUE,
    _S.CAUSE_ACCEPTED: _CAUSE,
    _S.PLAN_ACCEPTED: _PLAN,
    _S.IMPLEMENTED: (*_PLAN, _no_action_is_open),
    _S.CLOSED: (
        *_PLAN,
        _no_action_is_open,
        _nothing_is_sent_back,
        _effect_is_proven,
        _cycle_is_complete,
        _closed_after_all_else,
    ),
}
"""What holds for a finding in each state, whatever verb, form or import touched it; a new rule is
a function and its name here."""


def needs_of(move: str, target: str) -> tuple[Check[FindingFacts], ...]:
    """All that stands between a finding and a move: what it demands, and what then holds."""
    return (*NEEDS.get(move, ()), *INVARIANTS.get(target, ()))


_CANNOT = {
    _S.DRAFT: N_("{name} cannot be a draft:"),
    _S.ISSUED: N_("{name} cannot be issued:"),
    _S.ACKNOWLEDGED: N_("{name} cannot be acknowledged:"),
    _S.CORRECTED: N_("The correction of {name} cannot count as done:"),
    _S.CAUSE_ACCEPTED: N_("The cause of {name} cannot be accepted:"),
    _S.PLAN_ACCEPTED: N_("The action plan of {name} cannot be accepted:"),
    _S.IMPLEMENTED: N_("{name} cannot count as implemented:"),
    _S.CLOSED: N_("{name} cannot be closed:"),
    _S.WITHDRAWN: N_("{name} cannot be withdrawn:"),
}


def cannot(state: str, stays: bool = False) -> str:
    """The words before what speaks against a state; `{name}` is the finding. stays: it is in it."""
    return _("{name} would no longer be right as it stands:") if stays else _(_CANNOT[_S(state)])


def called(number: str | None, id: str) -> str:
    """What a finding is called: its number, or “draft” with the end of its id."""
    return number or _("draft {id}").format(id=id[-6:])


def owed_on(state: str, answer_due: date | None, implement_due: date | None) -> date | None:
    """The day that counts now: the answer's until the plan is accepted, then that of doing it."""
    if state in ANSWER_OWED:
        return answer_due
    return implement_due if state == FindingState.PLAN_ACCEPTED else None
