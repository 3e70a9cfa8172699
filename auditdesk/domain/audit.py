"""Audits: states and moves, the team, independence, the timetable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditdesk.domain.checks import Check, Problem, order_of_days
from auditdesk.domain.moves import Move
from auditdesk.i18n import N_, _, ngettext


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

OWN_WORK_MONTHS = 12
"""How long somebody who no longer works in a process is still not independent of it, until the
organisation decides otherwise; practice."""

_S = AuditState
BEFORE = frozenset({_S.PLANNED, _S.CONFIRMED})
DONE = frozenset({_S.HELD, _S.REPORTED, _S.CLOSED})
REPORT_OUT = frozenset({_S.REPORTED, _S.CLOSED})
"""States in which the report is out, and what it states stands."""
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
PERSON_ROLES = {
    **{str(role): word for role, word in ROLE_LABELS.items()},
    "programme_manager": N_("Audit programme manager"),
    "process_owner": N_("Process owner"),
    "top_management": N_("Top management"),
}
"""What a person may be in audits, and beside them."""


@dataclass(frozen=True)
class ProcessTies:
    """Who is tied to an audited process: ids of people.

    workers: who does, designed or shares its work, the deputy among them. contacts: whom an audit
    of its units talks to.
    """

    process: str
    owner: str | None
    workers: frozenset[str]
    contacts: frozenset[str] = frozenset()


def ties(person: str, process: ProcessTies, manager_of: Mapping[str, str | None]) -> list[str]:
    """Why this person is not independent of that process; nothing where they are.

    Nobody audits own work (ISO 9001 clause 9.2.2, in own words): not what they own, work in or
    answer for, and not the people above or below them in the line of reporting, however far.
    """
    reasons = []
    if person == process.owner:
        reasons.append(_("owns {process}"))
    if person in process.workers:
        reasons.append(_("works in {process}"))
    if person in process.contacts:
        reasons.append(_("is the contact of {process}"))
    above = _managers(person, manager_of)
    auditees = (
        (frozenset(filter(None, [process.owner])), _MANAGES_OWNER, _REPORTS_TO_OWNER),
        (process.workers, _MANAGES_WORKER, _REPORTS_TO_WORKER),
        (process.contacts, _MANAGES_CONTACT, _REPORTS_TO_CONTACT),
    )
    for people, manages, reports in auditees:
        others = people - {person}
        if any(person in _managers(other, manager_of) for other in others):
            reasons.append(_(manages))
        if others & above:
            reasons.append(_(reports))
    return [reason.format(process=process.process) for reason in reasons]


_MANAGES_OWNER = N_("manages the owner of {process}")
_REPORTS_TO_OWNER = N_("reports to the owner of {process}")
_MANAGES_WORKER = N_("manages somebody who works in {process}")
_REPORTS_TO_WORKER = N_("reports to somebody who works in {process}")
_MANAGES_CONTACT = N_("manages the contact of {process}")
_REPORTS_TO_CONTACT = N_("reports to the contact of {process}")


def _managers(person: str, manager_of: Mapping[str, str | None]) -> set[str]:
    """All above somebody in the line of reporting."""
    above: set[str] = set()
    boss = manager_of.get(person)
    while boss and boss not in above:
        above.add(boss)
        boss = manager_of.get(boss)
    return above - {person}


@dataclass(frozen=True)
class Member:
    """One of the team as the checks see them.

    excepted: whether an exception was declared, with a mitigation and an approver who is somebody
    else. lacks: sentences that say why they cannot take part: gone, away, elsewhere, not competent.
    exception_lacks: what a declared exception still needs, as a sentence.
    """

    name: str
    role: Role
    ties: tuple[str, ...]
    excepted: bool
    lacks: tuple[str, ...] = ()
    exception_lacks: str = ""


@dataclass(frozen=True)
class SessionFacts:
    """A session as the checks see it; all texts are ready to be shown.

    outsiders: its auditors who are not in the team, or there only to watch. dependent: sentences
    that say which of its auditors is not independent of its unit. beyond: its unit and its clauses
    that lie outside the scope.
    """

    name: str
    outsiders: tuple[str, ...] = ()
    dependent: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuditFacts:
    """What the checks look at: an audit as it stands.

    undeclared: who judges and has not declared their independence, where that is demanded.
    reported_before: the day of the report that the one of now takes the place of.
    """

    units: int
    standards: int
    clauses: int
    objectives: str
    scope: str
    starts_on: date | None
    ends_on: date | None
    team: tuple[Member, ...]
    undeclared: tuple[str, ...] = ()
    draft_findings: int = 0
    open_findings: int = 0
    sessions: tuple[SessionFacts, ...] = ()
    started_on: date | None = None
    held_on: date | None = None
    reported_on: date | None = None
    closed_on: date | None = None
    reported_before: date | None = None


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
        if member.exception_lacks:
            yield Problem("team", member.exception_lacks)
        elif member.role.judges and member.ties and not member.excepted:
            yield Problem("team", dependence(member.name, member.ties))


def _independence_is_declared(audit: AuditFacts) -> Iterable[Problem]:
    for name in audit.undeclared:
        yield Problem("team", undeclared(name))


def undeclared(name: str) -> str:
    """The sentence that says that somebody who judges has not declared their independence."""
    return _("{name} has not declared their independence for this audit.").format(name=name)


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
        sentence = ngettext(
            "{n} finding is still open.", "{n} findings are still open.", audit.open_findings
        )
        yield Problem("findings", sentence.format(n=audit.open_findings))


def _team_can_take_part(audit: AuditFacts) -> Iterable[Problem]:
    """Each of the team is with the house, competent, and there on the days (ISO 9001, 9.2.2)."""
    for member in audit.team:
        for lack in member.lacks:
            yield Problem("team", lack)


def _sessions_fit(audit: AuditFacts) -> Iterable[Problem]:
    """Each session is held by independent people of the team, on what the audit is about."""
    for session in audit.sessions:
        for name in session.outsiders:
            yield Problem(
                "sessions",
                _("{name} audits in “{session}” but is not in the team as an auditor.").format(
                    name=name, session=session.name
                ),
            )
        for sentence in session.dependent:
            yield Problem("sessions", sentence)
        for what in session.beyond:
            yield Problem(
                "sessions",
                _("{what} of “{session}” lies outside the scope of the audit.").format(
                    what=what, session=session.name
                ),
            )


def _days_are_in_order(audit: AuditFacts) -> Iterable[Problem]:
    yield from order_of_days(
        (
            ("starts_on", _("its first day"), audit.starts_on),
            ("ends_on", _("Its last day"), audit.ends_on),
        ),
        (
            ("started_on", _("the start"), audit.started_on),
            ("held_on", _("the day the audit was held"), audit.held_on),
            ("reported_on", _("the report"), audit.reported_on),
            ("closed_on", _("the closing"), audit.closed_on),
        ),
        (
            ("", _("the issue of the report before it"), audit.reported_before),
            ("reported_on", _("the report"), audit.reported_on),
        ),
    )


_PLAN: tuple[Check[AuditFacts], ...] = (
    _is_dated,
    _has_criteria,
    _has_objectives_and_scope,
    _has_a_lead,
    _team_is_independent,
    _team_can_take_part,
    _sessions_fit,
)
_ALWAYS = (_days_are_in_order, _team_is_independent)
_BEGUN = (*_PLAN, _days_are_in_order)
_REPORTED = (*_BEGUN, _no_draft_is_left)

NEEDS: dict[str, tuple[Check[AuditFacts], ...]] = {
    "send_plan": _PLAN,
    "start": (_independence_is_declared,),
    "close": (_no_finding_is_open,),
}
"""What a move demands when it is made, beside what always holds in the state it leads to."""

INVARIANTS: dict[str, tuple[Check[AuditFacts], ...]] = {
    _S.PLANNED: _ALWAYS,
    _S.CONFIRMED: _BEGUN,
    _S.STARTED: _BEGUN,
    _S.HELD: _BEGUN,
    _S.REPORTED: _REPORTED,
    _S.CLOSED: _REPORTED,
}
"""What holds for an audit in each state, whatever verb, form, import or planner touched it."""


def needs_of(move: str, target: str) -> tuple[Check[AuditFacts], ...]:
    """All that stands between an audit and a move: what it demands, and what then holds."""
    return tuple(dict.fromkeys((*NEEDS.get(move, ()), *INVARIANTS.get(target, ()))))


_CANNOT = {
    _S.PLANNED: N_("{name} cannot be planned like this:"),
    _S.CONFIRMED: N_("{name} cannot be confirmed:"),
    _S.STARTED: N_("{name} cannot start:"),
    _S.HELD: N_("{name} cannot count as held:"),
    _S.REPORTED: N_("The report of {name} cannot be issued:"),
    _S.CLOSED: N_("{name} cannot be closed:"),
    _S.CANCELLED: N_("{name} cannot be cancelled:"),
}


def cannot(state: str, stays: bool = False) -> str:
    """The words before what speaks against a state; `{name}` is the audit. stays: it is in it."""
    return _("{name} would no longer be right as it stands:") if stays else _(_CANNOT[_S(state)])


def dependence(name: str, reasons: Sequence[str]) -> str:
    """The sentence that says why somebody is not independent, and what may be done."""
    return _(
        "{name} is not independent: {name} {reasons}. Choose somebody else, or declare an exception"
        " with mitigation and approver."
    ).format(name=name, reasons=", ".join(reasons))
