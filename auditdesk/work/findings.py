"""Record findings, issue them, and take them through their life until closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from auditdesk.book.facts import actions_of, finding_facts, grade_of, moves_of
from auditdesk.book.radar import not_dealt_with
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditMember,
    AuditRow,
    Cause,
    ChecklistLine,
    ClauseRow,
    Evidence,
    Finding,
    FindingClause,
    GradeRow,
    MoveRecord,
    Person,
    Process,
    StandardRow,
    Unit,
)
from auditdesk.domain import finding as rules
from auditdesk.domain.checks import Problem, problems, refuse_if
from auditdesk.domain.finding import FindingState
from auditdesk.domain.moves import find_move, require_reason
from auditdesk.domain.numbering import Number
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.actions import cancel_with
from auditdesk.work.audits import standards_of
from auditdesk.work.citations import (
    citations,
    cite,
    cited_standards,
    cited_texts,
    clause_key_of,
    put_citations,
    refuse_uncitable,
)
from auditdesk.work.dues import (
    STAGES,
    back_to_rule,
    count_anew,
    days_follow,
    due_after,
    finding_origin,
    move_due,
    refuse_too_many,
    set_by_hand,
)
from auditdesk.work.history import detach, record_move
from auditdesk.work.implementation import keep_pace


def draft(
    step: Step,
    *,
    grade: GradeRow,
    raised_on: date,
    audit: AuditRow | None = None,
    unit: Unit | None = None,
    standard: StandardRow | None = None,
    clauses: Sequence[str] = (),
    today: date,
    **values: Any,
) -> str:
    """Write down what was seen, as a draft without a number; its id."""
    _refuse_future(raised_on, today)
    if not step.takes_over:
        _refuse_unused(grade)
    if audit and audit.state in ("closed", "cancelled") and not step.takes_over:
        raise Refusal(
            _("{number} is {state}: no finding can be added.").format(
                number=audit.number, state=audit.state.label
            )
        )
    if unit:
        values.setdefault("process", unit.process)
        values.setdefault("site", unit.site)
    if audit and not values.get("auditor"):
        lead = step.find(AuditMember, audit=audit.id, role="lead_auditor")
        values["auditor"] = lead.person if lead else None
    if not values.get("owner") and values.get("process"):
        values["owner"] = _who_is_there(step, step.get(Process, values["process"]).owner)
    frozen = standards_of(step, audit.id) if audit and clauses else []
    of = grade_of(step, grade.id)
    cited = citations(step, of, frozen, [standard] if standard else frozen, clauses)
    row = step.add(
        Finding,
        grade=grade.id,
        audit=audit.id if audit else None,
        raised_on=raised_on,
        clause_key=clause_key_of(cited),
        **values,
    )
    put_citations(step, row, cited)
    _remark_other_days(step, step.get(Finding, row))
    for column in STAGES.values():
        if values.get(column):
            set_by_hand(step, Finding, row, column, on=today)
    return row


def _remark_other_days(step: Step, finding: Finding) -> None:
    """Say that a finding was raised on a day on which its audit was not going on.

    It can be right: something seen while preparing, or shown afterwards.
    """
    if finding.audit is None or step.takes_over:
        return
    audit = step.get(AuditRow, finding.audit)
    first, last = audit.started_on or audit.starts_on, audit.held_on
    words = {"name": name_of(finding), "on": finding.raised_on, "number": audit.number}
    if first and finding.raised_on < first:
        step.remark(
            _("{name} was raised on {on}, before {number} began on {first}.").format(
                first=first, **words
            )
        )
    elif last and finding.raised_on > last:
        step.remark(
            _("{name} was raised on {on}, after {number} was held on {last}.").format(
                last=last, **words
            )
        )


def _who_is_there(step: Reading, person: str | None) -> str | None:
    """That person, unless they have left."""
    return None if person and step.get(Person, person).retired else person


def change(
    step: Step,
    row: str,
    *,
    grade: GradeRow | None = None,
    unit: Unit | None = None,
    standard: StandardRow | None = None,
    clauses: Sequence[str] | None = None,
    by_rule: str = "",
    reason: str = "",
    approved_by: str = "",
    today: date,
    **values: Any,
) -> None:
    """Change a finding. What was issued keeps its number; a new grade or due date has a reason.

    by_rule: the column of a due date that goes back to what the rules say. approved_by: who
    approves that a due date moves, whoever does the step if nobody else is named.
    """
    finding = step.get(Finding, row)
    if by_rule and by_rule in values:
        raise Refusal(
            _("{name}: set this day, or set it back to the rule; not both at once.").format(
                name=name_of(finding)
            )
        )
    if grade and grade.id != finding.grade:
        _refuse_unused(grade)
    if standard and clauses is None:
        raise Refusal(_("Name the clauses of {standard}.").format(standard=standard.designation))
    audit = values.get("audit")
    moves = "audit" in values and (audit.id if audit else None) != finding.audit
    if finding.number and moves:
        raise Refusal(
            _("{name} was issued in its audit and stays there.").format(name=name_of(finding))
        )
    if unit:
        values |= {"process": unit.process, "site": unit.site}
    if "raised_on" in values:
        _refuse_future(values["raised_on"], today)
    if values.get("repeat_of"):
        _refuse_no_repeat(step, finding, values["repeat_of"])
    regraded = grade is not None and grade.id != finding.grade
    derived = regraded or values.keys() & {"process", "site"}
    with days_follow(step, [finding] if derived else [], quietly=regraded):
        if grade and regraded:
            _regrade(step, finding, grade, reason, today)
        _extend(step, finding, values, reason, approved_by, today, bool(derived))
        step.change(Finding, row, **values)
    if values.keys() & {"raised_on", "audit"}:
        _remark_other_days(step, step.get(Finding, row))
    if by_rule:
        stages = {column: stage for stage, column in STAGES.items()}
        back_to_rule(step, step.get(Finding, row), stages[by_rule], today, reason)
    if reason.strip() and not set(values) & set(STAGES.values()) and grade is None:
        record_move(
            step, Finding, row, move="change", from_state=finding.state, to_state=finding.state,
            on=today, reason=reason,
        )  # fmt: skip
    if clauses is not None and not standard and list(clauses) == cited_texts(step, row):
        clauses = None
    if clauses is not None or moves:
        cited = cited_texts(step, row) if clauses is None else clauses
        cite(step, row, standard, cited)


def move(
    step: Step, row: str, name: str, *, on: date, by: str = "", reason: str = "", **values: Any
) -> None:
    """Move a finding on its way: issue, acknowledge, correct ... close, withdraw, reopen."""
    finding = step.get(Finding, row)
    found = find_move(rules.MOVES, name, finding.state, name_of(finding))
    require_reason(found, reason)
    for day, sentence in (
        (finding.issued_on, _("{on} lies before {name} was issued ({day}).")),
        (finding.closed_on, _("{on} lies before {name} was closed ({day}).")),
    ):
        if day and on < day:
            raise Refusal(sentence.format(on=on, name=name_of(finding), day=day))
    needs = rules.NEEDS.get(name, ())
    if needs:
        refuse_if(
            problems(finding_facts(step, row), needs),
            rules.cannot(found.target).format(name=name_of(finding)),
        )
    if name == "issue":
        _issue(step, finding, on)
    elif name == "acknowledge":
        step.change(Finding, row, acknowledged_on=on, acknowledged_by=by, **values)
    elif name == "accept_plan":
        _start_plan(step, row, on, by)
    elif name == "close":
        step.change(Finding, row, closed_on=on, closed_by=by or step.book.who, **values)
    elif name == "withdraw":
        cancel_with(step, finding, on=on, reason=reason)
    target = found.target
    if name == "reopen":
        target = FindingState.ACKNOWLEDGED if finding.number else FindingState.DRAFT
        owner = _who_is_there(step, finding.owner)
        step.change(Finding, row, owner=owner, closed_on=None, closed_by="", closing_note="")
        if owner != finding.owner:
            step.remark(
                _("{name}: its owner has left, so nobody owns it; name somebody.").format(
                    name=name_of(finding)
                )
            )
        if finding.number:
            count_anew(step, finding, on, reason)
    step.change(Finding, row, state=target)
    record_move(
        step,
        Finding,
        row,
        move=name,
        from_state=finding.state,
        to_state=target,
        on=on,
        by=by,
        reason=reason,
    )
    keep_pace(step, row, on)


def _start_plan(step: Step, row: str, on: date, by: str) -> None:
    """Accepting the plan accepts what is open in it."""
    for action in actions_of(step, row):
        if not (action.done_on or action.cancelled_on or action.accepted_on):
            step.change(ActionRow, action.id, accepted_on=on, accepted_by=by or step.book.who)


def missing(step: Reading, row: str, move_name: str) -> list[Problem]:
    """What is still missing before that move: what it demands, and what then always holds."""
    targets = {move.target for move in rules.MOVES if move.name == move_name}
    checks = [check for target in targets for check in rules.needs_of(move_name, target)]
    return problems(finding_facts(step, row), checks) if checks else []


def remove_draft(step: Step, row: str) -> None:
    """Throw a draft away; what was issued is withdrawn with a reason instead."""
    finding = step.get(Finding, row)
    if finding.number:
        raise Refusal(
            _("{name} was issued: withdraw it with a reason instead.").format(name=name_of(finding))
        )
    if step.find(ActionFinding, finding=row):
        raise Refusal(_("An action belongs to {name}.").format(name=name_of(finding)))
    for line in step.rows(ChecklistLine, finding=row):
        step.change(ChecklistLine, line.id, finding=None)
    for table in (FindingClause, Cause):
        for link in step.rows(table, finding=row):
            step.remove(table, link.id)
    for shown in step.rows(Evidence, row=row):
        detach(step, shown.id)
    for move in moves_of(step, Finding, row):
        step.remove(MoveRecord, move.id)
    step.remove(Finding, row)


def name_of(finding: Finding) -> str:
    """What a finding is called: its number, or “draft” with the end of its id."""
    return rules.called(finding.number, finding.id)


def _issue(step: Step, finding: Finding, on: date) -> None:
    """Give the number and the due dates; from now on it is withdrawn, never deleted."""
    grade = grade_of(step, finding.grade)
    number = step.give_number(grade.series, on.year, Finding, finding.id)
    dues = {
        column: getattr(finding, column) or due
        for column, due in due_dates(step, finding, on).items()
    }
    step.change(
        Finding,
        finding.id,
        number=str(number),
        number_key=number.sort_key,
        issued_on=on,
        **dues,
    )
    step.final = True
    _propose_major(step, finding, number)
    _tell_what_was_not_dealt_with(step, finding, number, on)


_SEVERAL = 3
"""Minor nonconformities on one clause in one audit that together may be a major: practice."""


def _propose_major(step: Step, finding: Finding, number: Number) -> None:
    """Say that several minors of an audit on one clause may be a breakdown of it: a major."""
    if finding.audit is None or not _may_be_raised(step, finding):
        return
    cited = {link.clause for link in step.rows(FindingClause, finding=finding.id)}
    alike: dict[str, list[str]] = {}
    for other in step.rows(Finding, audit=finding.audit):
        if other.grade == finding.grade and other.number and other.state in rules.OPEN:
            for link in step.rows(FindingClause, finding=other.id):
                if link.clause in cited:
                    alike.setdefault(link.clause, []).append(other.number)
    for clause, numbers in alike.items():
        numbers = sorted({*numbers, str(number)})
        if len(numbers) >= _SEVERAL:
            step.remark(
                _(
                    "{numbers} cite {clause}, all of one grade: look whether together they are a"
                    " major."
                ).format(numbers=", ".join(numbers), clause=step.get(ClauseRow, clause).number)
            )


def _tell_what_was_not_dealt_with(step: Step, finding: Finding, number: Number, on: date) -> None:
    """Say that an earlier nonconformity of the process on the same clause is late: maybe a major.

    Practice of certification bodies: what was found before and not dealt with is a breakdown.
    """
    if finding.process is None or not _may_be_raised(step, finding):
        return
    late = not_dealt_with(step.book, finding.id, on)
    if late:
        step.remark(
            _(
                "Late and not dealt with, on the same clause and process: {numbers}. Look whether"
                " {number} is a major."
            ).format(numbers=", ".join(late), number=number)
        )


def _may_be_raised(step: Step, finding: Finding) -> bool:
    """Whether a nonconformity has a grade above it."""
    grade = step.get(GradeRow, finding.grade)
    return grade.nonconformity and any(
        other.nonconformity and not other.retired and other.position < grade.position
        for other in step.rows(GradeRow)
    )


def due_dates(step: Step, finding: Finding, on: date) -> dict[str, date | None]:
    """When what is due, from grade × importance of the process, in the site's working days."""
    return {column: due_after(step, finding, stage, on) for stage, column in STAGES.items()}


def _extend(
    step: Step,
    finding: Finding,
    values: dict[str, Any],
    reason: str,
    approved_by: str,
    today: date,
    derived: bool,
) -> None:
    """A due date set by hand says so; one moved after the issue is an extension with its reason.

    derived: whether the step also changes what the due dates are counted by. Then a day that is
    told is set by hand even where it is that of before.
    """
    for stage, column in STAGES.items():
        new = values.get(column)
        same = new == getattr(finding, column)
        if column not in values or (same and not (derived and new)):
            continue
        if finding.issued_on is not None:
            approver = approved_by or step.book.who
            if not same:
                refuse_too_many(step, name_of(finding), "finding", finding.id, approver, stage)
            move_due(step, finding, stage, new, today, reason, approver)
        start = finding_origin(step, finding, stage).counted_from
        set_by_hand(step, Finding, finding.id, column, on=today, reason=reason, counted_from=start)


def _regrade(step: Step, finding: Finding, grade: GradeRow, reason: str, today: date) -> None:
    old = step.get(GradeRow, finding.grade)
    if finding.number:
        if old.series != grade.series:
            raise Refusal(
                _(
                    "{number} keeps its number, and so its series: withdraw it with a reason and "
                    "raise a new finding as {grade}."
                ).format(number=finding.number, grade=_(grade.label))
            )
        if old.nonconformity and not grade.nonconformity:
            raise Refusal(
                _(
                    "{number} says that a requirement is not met: that is not softened into"
                    " {grade}. If there is no evidence of it, withdraw it with a reason."
                ).format(number=finding.number, grade=_(grade.label))
            )
        if not reason.strip():
            raise ReasonNeeded(_("Say why {number} is regraded.").format(number=finding.number))
        record_move(
            step,
            Finding,
            finding.id,
            move="regrade",
            from_state=old.id,
            to_state=grade.id,
            on=today,
            reason=reason,
        )
    step.change(Finding, finding.id, grade=grade.id)
    refuse_uncitable(step, grade_of(step, grade.id), cited_standards(step, finding.id))


def _refuse_no_repeat(step: Step, finding: Finding, earlier: str) -> None:
    """A finding repeats one that was there before it: issued, another one, no repeat of this."""
    other = step.get(Finding, earlier)
    name, of = name_of(finding), name_of(other)
    if not other.number:
        raise Refusal(_("{of} is a draft: a repeat is of what was issued.").format(of=of))
    if other.raised_on > finding.raised_on:
        raise Refusal(
            _("{name} was raised before {of} and cannot repeat it.").format(name=name, of=of)
        )
    while True:
        if other.id == finding.id:
            raise Refusal(_("{name} cannot be a repeat of itself.").format(name=name))
        if not other.repeat_of:
            return
        other = step.get(Finding, other.repeat_of)


def _refuse_unused(grade: GradeRow) -> None:
    if grade.retired:
        raise Refusal(
            _("The grade “{name}” is no longer used: choose another.").format(name=_(grade.label))
        )


def _refuse_future(raised_on: date, today: date) -> None:
    if raised_on > today:
        raise Refusal(_("{day} lies in the future: nothing was seen then.").format(day=raised_on))
