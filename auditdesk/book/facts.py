"""Facts: findings, actions and audits read from the book as the rules of the domain see them."""

import itertools
from collections.abc import Sequence
from datetime import date

from auditdesk.book.grades import effect_of
from auditdesk.book.house_rules import house_rules
from auditdesk.book.independence import dependence
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditClause,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    Cause,
    CheckAtAudit,
    Declaration,
    EffectivenessCheck,
    Finding,
    FindingClause,
    GradeEffect,
    GradeRow,
    ImportRecord,
    MoveRecord,
    Person,
    Report,
    Table,
)
from auditdesk.book.team import exception_lacks, is_excepted, lacks_of, sessions_of
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionFacts, ActionKind, ActionState, Effect, action_state
from auditdesk.domain.audit import BEFORE, AuditFacts, Member
from auditdesk.domain.finding import FindingFacts, Grade
from auditdesk.i18n import _

TAKEN_OVER = "import"
"""The move that says that a register of another program put a record where it stands."""


def moves_of(reading: Reading, table: type[Table], row: str) -> list[MoveRecord]:
    """The moves of a record, in the order in which they were made."""
    return list(reading.rows(MoveRecord, table_name=table.sql_name, row=row))


def taken_over(reading: Reading, table: type[Table], row: str) -> bool:
    """Whether a record came in with a register that said its state, and nothing moved it since.

    What was born here stays judged by the rules, whatever a register says of it later.
    """
    moves = [
        move.move
        for move in moves_of(reading, table, row)
        if move.move == TAKEN_OVER or move.from_state != move.to_state
    ]
    return bool(moves) and moves[-1] == TAKEN_OVER and came_in(reading, table, row)


def came_in(reading: Reading, table: type[Table], row: str) -> bool:
    """Whether a record was made by an import, which is a fact of its birth."""
    return reading.made_with(table, row, ImportRecord)


def is_over(reading: Reading, record: Table) -> bool:
    """Whether nobody has anything more to do with a record: it has ended, or is no longer used."""
    if isinstance(record, Finding):
        return record.state not in finding_rules.OPEN
    if isinstance(record, ActionRow):
        return state_of(reading, record) is not ActionState.OPEN
    return bool(getattr(record, "retired", False))


def grade_of(reading: Reading, key: str) -> Grade:
    """A grade of the scheme as a value."""
    row = reading.get(GradeRow, key)
    effect = reading.find(GradeEffect, grade=key)
    return Grade(
        row.id, row.label, row.letter, row.series, row.nonconformity,
        *effect_of(
            key, row.nonconformity, str(effect.counts_as) if effect else None,
            effect.follow_up if effect else None,
        ),
    )  # fmt: skip


# --- actions --------------------------------------------------------------------------------------


def actions_of(reading: Reading, finding: str) -> list[ActionRow]:
    """The actions that serve a finding, in the order in which they were agreed."""
    links = reading.rows(ActionFinding, finding=finding)
    return [reading.get(ActionRow, link.action) for link in links]


def findings_of(reading: Reading, action: str) -> list[Finding]:
    """The findings that an action serves, the first named first."""
    links = reading.rows(ActionFinding, action=action)
    return [reading.get(Finding, link.finding) for link in links]


def planned_check(reading: Reading, action: str) -> EffectivenessCheck | None:
    """The check that is agreed and not made yet."""
    return _planned(checks_of(reading, action))


def _planned(checks: Sequence[EffectivenessCheck]) -> EffectivenessCheck | None:
    return next((check for check in checks if check.result is None), None)


def checks_of(reading: Reading, action: str) -> list[EffectivenessCheck]:
    """The checks of an action, made or planned, in the order in which they were recorded."""
    return list(reading.rows(EffectivenessCheck, action=action))


def counting_checks(
    reading: Reading, action: ActionRow, all_checks: Sequence[EffectivenessCheck] | None = None
) -> list[EffectivenessCheck]:
    """The checks of what was implemented last, the latest last; earlier ones prove nothing.

    Of one and the same day, the order in which both were recorded counts. all_checks: those of the
    action, where they are read already.
    """
    done = action.done_on
    checks = [
        check
        for check in (checks_of(reading, action.id) if all_checks is None else all_checks)
        if check.result and done and (check.checked_on or done) >= done
    ]
    if any((check.checked_on or done) == done for check in checks):
        checks = _made_since_done(reading, action, checks)
    return sorted(checks, key=lambda check: check.checked_on or date.min)


def _made_since_done(
    reading: Reading, action: ActionRow, checks: list[EffectivenessCheck]
) -> list[EffectivenessCheck]:
    """Without the checks on the day of the implementation that were recorded before it."""
    moves = [move.move for move in moves_of(reading, ActionRow, action.id)]
    if moves.count("done") < _AGAIN:
        return checks
    last_done = len(moves) - moves[::-1].index("done")
    earlier = len(checks) - moves[last_done:].count("verify")
    return [
        check
        for n, check in enumerate(checks)
        if n >= earlier or (check.checked_on or action.done_on) != action.done_on
    ]


_AGAIN = 2
"""Times that an action is done for one to be another implementation."""


def state_of(reading: Reading, action: ActionRow) -> ActionState:
    """Where an action stands."""
    checks = counting_checks(reading, action)
    result = checks[-1].result if checks else None
    return action_state(action.cancelled_on, action.done_on, result)


def action_facts(reading: Reading, action: ActionRow) -> ActionFacts:
    """An action as the rules see it."""
    all_checks = checks_of(reading, action.id)
    checks = counting_checks(reading, action, all_checks)
    results = [check.result for check in checks]
    state = action_state(action.cancelled_on, action.done_on, results[-1] if results else None)
    cancelled = state is ActionState.CANCELLED
    planned = _planned(all_checks)
    agreed = (
        planned
        and planned.criterion
        and planned.verifier
        and (planned.planned_on or reading.find(CheckAtAudit, check=planned.id))
    )
    served = findings_of(reading, action.id)
    verifiers = {check.verifier for check in checks if check.verifier}
    if planned and planned.verifier:
        verifiers.add(planned.verifier)
    owes = action.kind == ActionKind.CORRECTIVE_ACTION and any(
        reading.get(GradeRow, finding.grade).nonconformity for finding in served
    )
    return ActionFacts(
        number=action.number,
        kind="cancelled" if cancelled else str(action.kind),
        open=state is ActionState.OPEN,
        effect_proven=bool(results)
        and results[-1] == Effect.EFFECTIVE
        and Effect.NOT_EFFECTIVE not in results,
        checked=bool(results),
        check_agreed=bool(agreed),
        sent_back=bool(action.rejection) and action.accepted_on is None,
        accepted=action.accepted_on is not None,
        owner=reading.get(Person, action.owner).name if action.owner else "",
        due=action.due,
        done_on=action.done_on,
        checked_on=checks[-1].checked_on if checks else None,
        proven_on=_proven_on(checks),
        answers_from=min(
            (finding.issued_on or finding.raised_on for finding in served), default=None
        ),
        raised_on=min((finding.raised_on for finding in served), default=None),
        owes_effect=owes,
        verified_by_owner=action.owner in verifiers if action.owner else False,
        orphaned=state is ActionState.OPEN
        and bool(served)
        and all(finding.state == "withdrawn" for finding in served),
    )


def _proven_on(checks: list[EffectivenessCheck]) -> date | None:
    """The day since which the effect counts as shown, and nothing speaks against it; the latest
    check where none was effective."""
    since = [
        *itertools.takewhile(lambda check: check.result == Effect.EFFECTIVE, reversed(checks)),
        *checks[-1:],
    ]
    return min((check.checked_on for check in since if check.checked_on), default=None)


# --- findings -------------------------------------------------------------------------------------

DUES = ("acknowledge_due", "correct_due", "answer_due", "implement_due")


SEEN = frozenset(
    "grade state audit requirement evidence statement raised_on issued_on acknowledged_on closed_on"
    " acknowledge_due correct_due answer_due implement_due".split()
)
"""The columns of a finding that a rule looks at: where none of them changed, what held does."""


def finding_facts(reading: Reading, row: str, work: bool = True) -> FindingFacts:
    """A finding as the rules see it. work: with the people's work behind it, as `WORK` needs."""
    finding = reading.get(Finding, row)
    audit = reading.get(AuditRow, finding.audit) if finding.audit else None
    moves = moves_of(reading, Finding, row) if work else []
    begun = [n for n, move in enumerate(moves) if move.move in finding_rules.NEW_CYCLE]
    agreed = actions_of(reading, row) if work else []
    actions = tuple(action_facts(reading, action) for action in agreed)
    return FindingFacts(
        grade=grade_of(reading, finding.grade),
        state=finding.state,
        clauses=sum(1 for _row in reading.rows(FindingClause, finding=row)),
        requirement=finding.requirement,
        evidence=finding.evidence,
        statement=finding.statement,
        causes=sum(1 for _row in reading.rows(Cause, finding=row)) if work else 0,
        actions=actions,
        raised_on=finding.raised_on,
        issued_on=finding.issued_on,
        acknowledged_on=finding.acknowledged_on,
        closed_on=finding.closed_on,
        dues=tuple(
            (column, _(Finding.columns[column].label), getattr(finding, column)) for column in DUES
        ),
        audit=audit.number if audit and audit.state in BEFORE else "",
        cycle=moves[begun[-1]].made_on if begun else None,
        reviewed=not begun or any(move.move == "accept_cause" for move in moves[begun[-1] :]),
        proven=not begun
        or any(
            fact.effect_proven
            and fact.owes_effect
            and _checked_since(reading, action, fact.checked_on, moves[begun[-1]])
            for action, fact in zip(agreed, actions, strict=True)
        ),
    )


def _checked_since(
    reading: Reading, action: ActionRow, checked_on: date | None, begun: MoveRecord
) -> bool:
    """Whether the effect was checked after a new cycle began: by its day, and as recorded."""
    if checked_on is None or checked_on < begun.made_on:
        return False
    checks = counting_checks(reading, action)[-1:]
    moves = [move for move in moves_of(reading, ActionRow, action.id) if move.move == "verify"]
    order = reading.recorded([begun, *checks, *moves[-1:]])
    return max(order.values()) > order[begun.id]


# --- audits ---------------------------------------------------------------------------------------


def undeclared(reading: Reading, audit: str) -> list[str]:
    """Who judges in an audit and has not declared their independence, by name."""
    declared = {row.person for row in reading.rows(Declaration, audit=audit)}
    return [
        reading.get(Person, member.person).name
        for member in reading.rows(AuditMember, audit=audit)
        if member.role.judges and member.person not in declared
    ]


def audit_facts(reading: Reading, row: str) -> AuditFacts:
    """An audit as the rules see it."""
    audit = reading.get(AuditRow, row)
    units = [link.unit for link in reading.rows(AuditUnit, audit=row)]
    members = tuple(
        Member(
            reading.get(Person, member.person).name,
            member.role,
            tuple(dependence(reading, member.person, units, audit.starts_on)),
            is_excepted(reading, member),
            tuple(sentence for _lack, sentence in lacks_of(reading, audit, member)),
            exception_lacks(reading, member),
        )
        for member in reading.rows(AuditMember, audit=row)
    )
    findings = list(reading.rows(Finding, audit=row))
    return AuditFacts(
        units=len(units),
        standards=sum(1 for _standard in reading.rows(AuditStandard, audit=row)),
        clauses=sum(1 for _clause in reading.rows(AuditClause, audit=row)),
        objectives=audit.objectives,
        scope=audit.scope,
        starts_on=audit.starts_on,
        ends_on=audit.ends_on,
        team=members,
        undeclared=tuple(undeclared(reading, row)) if house_rules(reading).declarations else (),
        draft_findings=sum(finding.state == "draft" for finding in findings),
        open_findings=sum(finding.state in finding_rules.OPEN for finding in findings),
        sessions=sessions_of(reading, audit),
        started_on=audit.started_on,
        held_on=audit.held_on,
        reported_on=audit.reported_on,
        closed_on=audit.closed_on,
        reported_before=max(
            (
                report.issued_on
                for report in reading.rows(Report, audit=row, state="superseded")
                if report.issued_on
            ),
            default=None,
        ),
    )
