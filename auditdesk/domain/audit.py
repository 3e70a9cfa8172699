"""Audits: states and moves, the team, independence, the timetable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditdesk.domain.checks import Check, Problem
from auditdesk.domain.moves import Move
from auditdesk.i18n import N_, _


class AuditState(StrEnum):
    """Where an audit stands, from the programme to its end."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    STARTED = "started"
    HELD = "held"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _(STATE_LABELS[self])


STATE_LABELS = {
    AuditState.PLANNED: N_("planned"),
    AuditState.CONFIRMED: N_("confirmed"),
    AuditState.STARTED: N_("in progress"),
    AuditState.HELD: N_("held"),
    AuditState.REPORTED: N_("reported"),
    AuditState.CLOSED: N_("closed"),
    AuditState.CANCELLED: N_("cancelled"),
}

AUDIT_KINDS = {
    "internal": N_("Internal audit"),
    "follow_up": N_("Follow-up audit"),
    "supplier": N_("Supplier audit"),
    "special": N_("Special audit"),
}
METHODS = {
    "on_site": N_("On site"),
    "remote": N_("Remote"),
    "mixed": N_("On site and remote"),
}

_S = AuditState
BEFORE = frozenset({_S.PLANNED, _S.CONFIRMED})
DONE = frozenset({_S.HELD, _S.REPORTED, _S.CLOSED})
OPEN = frozenset(set(_S) - {_S.CLOSED, _S.CANCELLED})

MOVES = (
    Move("confirm", N_("Confirm"), frozenset({_S.PLANNED}), _S.CONFIRMED),
    Move("send_plan", N_("Plan sent"), frozenset({_S.CONFIRMED}), _S.CONFIRMED),
    Move("start", N_("Start"), BEFORE, _S.STARTED),
    Move("finish", N_("Audit held"), frozenset({_S.STARTED}), _S.HELD),
    Move("report", N_("Report issued"), frozenset({_S.HELD}), _S.REPORTED),
    Move("close", N_("Close"), frozenset({_S.REPORTED}), _S.CLOSED),
    Move("cancel", N_("Cancel"), BEFORE, _S.CANCELLED, needs_reason=True),
    Move("reopen", N_("Reopen"), frozenset({_S.REPORTED, _S.CLOSED}), _S.HELD, needs_reason=True),
    Move("reschedule", N_("Reschedule"), BEFORE, _S.PLANNED, needs_reason=True),
)


class Role(StrEnum):
    """What somebody does in an audit team (ISO 19011 clause 3, in own words)."""

    LEAD_AUDITOR = "lead_auditor"
    AUDITOR = "auditor"
    TRAINEE = "trainee"
    TECHNICAL_EXPERT = "technical_expert"
    OBSERVER = "observer"
    GUIDE = "guide"
    INTERPRETER = "interpreter"

    @property
    def label(self) -> str:
        return _(ROLE_LABELS[self])

    @property
    def judges(self) -> bool:
        """Whether the role takes part in judging, and so must be independent."""
        return self in (Role.LEAD_AUDITOR, Role.AUDITOR, Role.TRAINEE)


ROLE_LABELS = {
    Role.LEAD_AUDITOR: N_("Lead auditor"),
    Role.AUDITOR: N_("Auditor"),
    Role.TRAINEE: N_("Auditor in training"),
    Role.TECHNICAL_EXPERT: N_("Technical expert"),
    Role.OBSERVER: N_("Observer"),
    Role.GUIDE: N_("Guide"),
    Role.INTERPRETER: N_("Interpreter"),
}


@dataclass(frozen=True)
class ProcessTies:
    """Who is tied to an audited process: ids of people."""

    process: str
    owner: str | None
    workers: frozenset[str]


def ties(person: str, process: ProcessTies, manager_of: Mapping[str, str | None]) -> list[str]:
    """Why this person is not independent of that process; nothing where they are.

    Nobody audits own work (ISO 9001 clause 9.2.2, in own words): not what they own, work in, or
    manage through any number of levels, and not the process of the one they report to directly.
    """
    found = []
    if person == process.owner:
        found.append(_("owns {process}"))
    if person in process.workers:
        found.append(_("works in {process}"))
    if process.owner and person in _managers(process.owner, manager_of):
        found.append(_("manages the owner of {process}"))
    if process.owner and person != process.owner and manager_of.get(person) == process.owner:
        found.append(_("reports to the owner of {process}"))
    return [reason.format(process=process.process) for reason in found]


def _managers(person: str, manager_of: Mapping[str, str | None]) -> set[str]:
    above: set[str] = set()
    boss = manager_of.get(person)
    while boss and boss not in above:
        above.add(boss)
        boss = manager_of.get(boss)
    return above - {person}


@dataclass(frozen=True)
class Member:
    """One of the team as the checks see them; `excepted` says an exception was declared."""

    name: str
    role: Role
    ties: tuple[str, ...]
    excepted: bool


@dataclass(frozen=True)
class AuditFacts:
    """What the checks look at: an audit as it stands."""

    units: int
    standards: int
    clauses: int
    objectives: str
    scope: str
    starts_on: date | None
    ends_on: date | None
    team: tuple[Member, ...]
    draft_findings: int = 0
    open_findings: int = 0


def _is_dated(audit: AuditFacts) -> Iterable[Problem]:
    if audit.starts_on is None or audit.ends_on is None:
        yield Problem("starts_on", _("The dates are missing."))


def _has_criteria(audit: AuditFacts) -> Iterable[Problem]:
    if not audit.standards:
        yield Problem("standard", _("No standard is named as criterion."))


def _has_objectives_and_scope(audit: AuditFacts) -> Iterable[Problem]:
    if not audit.objectives.strip():
        yield Problem("objectives", _("The objectives are missing."))
    if not audit.units and not audit.scope.strip():
        yield Problem("scope", _("Neither a unit nor a scope is named."))


def _has_a_lead(audit: AuditFacts) -> Iterable[Problem]:
    leads = sum(member.role is Role.LEAD_AUDITOR for member in audit.team)
    if leads != 1:
        yield Problem(
            "team",
            _("There is no lead auditor.")
            if not leads
            else _("There is more than one lead auditor."),
        )


def _team_is_independent(audit: AuditFacts) -> Iterable[Problem]:
    for member in audit.team:
        if member.role.judges and member.ties and not member.excepted:
            yield Problem("team", dependence(member.name, member.ties))


def _no_draft_is_left(audit: AuditFacts) -> Iterable[Problem]:
    if audit.draft_findings:
        yield Problem(
            "findings",
            _("{n} findings are still drafts: issue or withdraw them.").format(
                n=audit.draft_findings
            ),
        )


def _no_finding_is_open(audit: AuditFacts) -> Iterable[Problem]:
    if audit.open_findings:
        yield Problem("findings", _("{n} findings are still open.").format(n=audit.open_findings))


_PLAN: tuple[Check[AuditFacts], ...] = (
    _is_dated,
    _has_criteria,
    _has_objectives_and_scope,
    _has_a_lead,
    _team_is_independent,
)
CHECKS: dict[str, tuple[Check[AuditFacts], ...]] = {
    "confirm": _PLAN,
    "start": _PLAN,
    "report": (_no_draft_is_left,),
    "close": (_no_finding_is_open,),
}
"""What each move of an audit demands."""


def dependence(name: str, reasons: Sequence[str]) -> str:
    """The sentence that says why somebody is not independent, and what may be done."""
    return _(
        "{name} is not independent: {name} {reasons}. Choose somebody else, or declare an exception"
        " with mitigation and approver."
    ).format(name=name, reasons=", ".join(reasons))
