"""Checklists made: from questions, from the last audit, or from what an edition changed."""

from collections.abc import Iterator
from datetime import date

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Asked,
    AuditClause,
    AuditRow,
    AuditUnit,
    Checklist,
    ChecklistLine,
    ClauseMapping,
    ClauseRow,
    Finding,
    FindingClause,
    Process,
    StandardRow,
    Unit,
    UnitClause,
)
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.question import (
    PROCESS_TYPES,
    SUBSTANTIAL,
    Place,
    Question,
    asked_at,
    news_at,
    process_type,
)
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import audits, questions
from auditdesk.work.checklist_lines import checklist_of, lines, refuse_ended

SOURCES = ("questions", "last", "changes")


def make(step: Step, audit: str, source: str, process: str = "") -> int:
    """Make or add to the checklist of an audit; how many lines were added.

    source: "questions" for clauses in scope × units × type of process, "last" for the structure of
    the last audit of these units and their open findings, "changes" for what the edition changed.
    process: a type of process to ask for instead of that of each unit. What is asked already stays.
    """
    row = step.get(AuditRow, audit)
    refuse_ended(row)
    if process and process not in PROCESS_TYPES:
        raise Refusal(
            _("“{name}” is no type of process. Possible: {known}.").format(
                name=process, known=", ".join(PROCESS_TYPES)
            )
        )
    of = checklist_of(step, row)
    before = len(lines(step, audit))
    if source == "last":
        _from_last(step, row, of)
    else:
        _from_questions(step, row, of, process, only_changes=source == "changes")
    added = len(lines(step, audit)) - before
    told = step.get(Checklist, of).made_from
    step.change(Checklist, of, made_from="; ".join(dict.fromkeys([*filter(None, [told]), source])))
    return added


# --- from questions -----------------------------------------------------------------------------


def _from_questions(
    step: Step, audit: AuditRow, of: str, process: str, *, only_changes: bool
) -> None:
    places = list(_places(step, audit.id, process))
    if not places:
        raise Refusal(
            _("{number} has no clause in scope that can be asked about: name its clauses.").format(
                number=audit.number
            )
        )
    if only_changes:
        places = [one for one in places if one[2].changed]
        if not places:
            raise Refusal(
                _("No clause in the scope of {number} changed with its edition.").format(
                    number=audit.number
                )
            )
    bank = questions.bank(step)
    asked = {(key, unit) for key, unit in _asked(step, audit.id)}
    position = max((one.position for one in lines(step, audit.id)), default=-1) + 1
    for clause, unit, place in places:
        for one in (news_at if only_changes else asked_at)(place, bank):
            if (one.key, unit) in asked:
                continue
            asked.add((one.key, unit))
            _ask(step, of, position, one, clause, unit)
            position += 1


def _ask(step: Step, of: str, position: int, one: Question, clause: str, unit: str | None) -> None:
    line = step.add(
        ChecklistLine,
        checklist=of,
        position=position,
        clause=clause,
        unit=unit,
        question=one.question,
        ask_for=one.ask_for,
        typical_failure=one.typical_failure,
    )
    step.add(
        Asked, line=line, key=one.key, version=one.version, intent=one.intent, changed=one.changed
    )


def _asked(step: Step, audit: str) -> Iterator[tuple[str, str | None]]:
    """The questions and followed findings that the checklist holds already, with their unit."""
    for line in lines(step, audit):
        origin = step.find(Asked, line=line.id)
        if origin:
            yield str(origin.follows or origin.key), line.unit


def _places(step: Step, audit: str, process: str) -> Iterator[tuple[str, str | None, Place]]:
    """Unit × clause, by number. A clause that no unit was given belongs to all that allow it."""
    changed = changed_clauses(step)
    clauses = [step.get(ClauseRow, link.clause) for link in step.rows(AuditClause, audit=audit)]
    clauses = [leaf for one in clauses for leaf in _leaves(step, one)]
    units = [step.get(Unit, link.unit) for link in step.rows(AuditUnit, audit=audit)]
    types = {
        unit.id: process or process_type(step.get(Process, unit.process).kind) for unit in units
    }
    keys = {row.id: row.key for row in step.rows(StandardRow)}
    applied: dict[str, dict[str, bool]] = {
        unit.id: {link.clause: link.applies for link in step.rows(UnitClause, unit=unit.id)}
        for unit in units
    }
    unique = {clause.id: clause for clause in clauses}
    ordered = sorted(unique.values(), key=lambda one: (one.standard, one.sort_key))
    of_some = {at for own in applied.values() for at, applies in own.items() if applies}
    visited: list[str | None] = [*applied] or [None]
    for unit in visited:
        for clause in ordered:
            at = clause.id
            if unit is not None and not applied[unit].get(at, at not in of_some):
                continue
            kind = types[unit] if unit else process
            place = Place(keys[clause.standard], clause.number, kind, at in changed)
            yield at, unit, place


def _leaves(step: Step, clause: ClauseRow) -> list[ClauseRow]:
    """The clause itself where it can be audited, else those below it that can."""
    if clause.assessable:
        return [clause]
    return [
        one
        for one in step.rows(ClauseRow, standard=clause.standard)
        if one.assessable and one.number.within(clause.number)
    ]


def changed_clauses(reading: Reading) -> dict[str, str]:
    """The clauses that an edition changed in substance, with what is said of the change."""
    return {
        pair.new: pair.note for pair in reading.rows(ClauseMapping) if pair.change in SUBSTANTIAL
    }


# --- from the last audit -------------------------------------------------------------------------


def _from_last(step: Step, audit: AuditRow, of: str) -> None:
    last = last_audit(step, audit)
    position = max((one.position for one in lines(step, audit.id)), default=-1) + 1
    asked = set(_asked(step, audit.id))
    for finding in open_findings(step, audit.id):
        unit = step.find(Unit, process=finding.process, site=finding.site)
        at = unit.id if unit else None
        if (finding.id, at) in asked:
            continue
        _follow(step, of, position, finding, at, audit)
        position += 1
    if last is None:
        if position == 0:
            raise Refusal(
                _("Its units have no earlier audit with a checklist, and no open finding.")
            )
        return
    units = {link.unit for link in step.rows(AuditUnit, audit=audit.id)}
    standing = {(line.question, line.unit) for line in lines(step, audit.id)}
    for line in lines(step, last.id):
        origin = step.find(Asked, line=line.id)
        if (origin and origin.follows) or (line.question, line.unit) in standing:
            continue
        if line.unit and units and line.unit not in units:
            continue
        new = step.add(
            ChecklistLine,
            checklist=of,
            position=position,
            clause=_today_s_clause(step, audit, line.clause),
            unit=line.unit,
            question=line.question,
            ask_for=line.ask_for,
            typical_failure=line.typical_failure,
        )
        if origin:
            step.add(
                Asked,
                line=new,
                key=origin.key,
                version=origin.version,
                intent=origin.intent,
                changed=origin.changed,
            )
        position += 1


def last_audit(reading: Reading, audit: AuditRow) -> AuditRow | None:
    """The latest other audit that visited one of these units and had a checklist."""
    units = {link.unit for link in reading.rows(AuditUnit, audit=audit.id)}
    visited = {
        link.audit
        for unit in units
        for link in reading.rows(AuditUnit, unit=unit)
        if link.audit != audit.id
    }
    found = [
        one
        for one in (reading.get(AuditRow, id) for id in visited)
        if lines(reading, one.id)
        and (not audit.starts_on or not one.starts_on or one.starts_on <= audit.starts_on)
    ]
    return max(found, key=lambda one: (one.starts_on or date.min, one.number_key), default=None)


def open_findings(reading: Reading, audit: str) -> list[Finding]:
    """Issued findings of other audits at these units that are still open: to be followed up."""
    found: dict[str, Finding] = {}
    for link in reading.rows(AuditUnit, audit=audit):
        unit = reading.get(Unit, link.unit)
        for one in reading.rows(Finding, process=unit.process, site=unit.site):
            if one.number and one.audit != audit and one.state in finding_rules.OPEN:
                found[one.id] = one
    return sorted(found.values(), key=lambda one: one.number_key)


def _follow(
    step: Step, of: str, position: int, finding: Finding, unit: str | None, audit: AuditRow
) -> None:
    first = step.find(FindingClause, finding=finding.id)
    line = step.add(
        ChecklistLine,
        checklist=of,
        position=position,
        clause=_today_s_clause(step, audit, first.clause if first else None),
        unit=unit,
        question=_("Follow-up of {number}: {statement}").format(
            number=finding.number, statement=finding.statement
        ),
        ask_for=_("What was done, and proof that it works"),
        typical_failure=_("Closed on paper; the cause is still there"),
    )
    step.add(Asked, line=line, follows=finding.id, intent=_("Whether the action works."))


def _today_s_clause(step: Step, audit: AuditRow, clause: str | None) -> str | None:
    """The clause in the edition that this audit is held against, through the mapping."""
    if clause is None:
        return None
    editions = {one.id for one in audits.standards_of(step, audit.id)}
    row = step.get(ClauseRow, clause)
    if not editions or row.standard in editions:
        return row.id
    for own, other in (("old", "new"), ("new", "old")):
        for pair in step.rows(ClauseMapping, **{own: row.id}):
            there = step.get(ClauseRow, getattr(pair, other))
            if there.standard in editions:
                return there.id
    return row.id
