"""What shows how well the programme runs: declarations, feedback, points for the review."""

from datetime import date
from typing import Any

from auditdesk.book.facts import actions_of
from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditMember,
    AuditRow,
    Declaration,
    EffectivenessCheck,
    Finding,
    Monitoring,
    Person,
    ReviewPoint,
)
from auditdesk.domain.action import ActionKind, Effect
from auditdesk.domain.audit import BEFORE
from auditdesk.domain.finding import called
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _, ngettext

NO_TIES = N_("No interest and no tie that could influence my judgement in this audit.")


def declare(
    step: Step,
    *,
    audit: AuditRow,
    person: str,
    text: str = "",
    declared_on: date | None = None,
    today: date,
) -> str:
    """Keep what an auditor declares about their independence in an audit; again, it replaces.

    Said by each who judges, also where nothing speaks against it (ISO 19011, 4 e, own words).
    """
    member = step.find(AuditMember, audit=audit.id, person=person)
    if member is None or not member.role.judges:
        raise Refusal(
            _("{name} does not judge in {number}: only who does declares independence.").format(
                name=step.get(Person, person).name, number=audit.number
            )
        )
    text = text.strip() or _(NO_TIES)
    declared_on = _not_ahead(declared_on or today, today)
    known = step.find(Declaration, audit=audit.id, person=person)
    if known:
        step.change(Declaration, known.id, text=text, declared_on=declared_on)
        return known.id
    if audit.state not in BEFORE:
        step.remark(
            _("{name} declares independence after {number} has started.").format(
                name=step.get(Person, person).name, number=audit.number
            )
        )
    return step.add(Declaration, audit=audit.id, person=person, text=text, declared_on=declared_on)


def change_declaration(step: Step, row: str, *, today: date, **values: Any) -> None:
    """Change what was declared."""
    if values.get("declared_on"):
        _not_ahead(values["declared_on"], today)
    if not values.get("text", "-").strip():
        raise Refusal(_("Say what is declared."))
    step.change(Declaration, row, **values)


def note(
    step: Step,
    *,
    programme: str | None = None,
    audit: str | None = None,
    noted_on: date | None = None,
    today: date,
    **values: Any,
) -> str:
    """Keep what was learned of how well the programme runs (ISO 19011, 5.6, in own words).

    Feedback of auditees, the work of the team, resources, records; about an audit or the year.
    """
    if audit:
        programme = step.get(AuditRow, audit).programme or programme
    if programme is None:
        raise Refusal(_("Name the programme or the audit that this is about."))
    values["given_by"] = values.get("given_by") or step.book.who
    return step.add(
        Monitoring,
        programme=programme,
        audit=audit,
        noted_on=_not_ahead(noted_on or today, today),
        **values,
    )


def change(step: Step, row: str, *, today: date, **values: Any) -> None:
    """Change what was learned of the programme."""
    if values.get("noted_on"):
        _not_ahead(values["noted_on"], today)
    if not values.get("text", "-").strip():
        raise Refusal(_("Say what was said or seen."))
    step.change(Monitoring, row, **values)


def add_review_point(step: Step, *, finding: Finding, text: str, today: date) -> str:
    """Note what the management review must hear of a finding (ISO 9001, 9.3.2, in own words)."""
    return step.add(ReviewPoint, finding=finding.id, text=text, noted_on=today)


def change_review_point(step: Step, row: str, *, today: date, **values: Any) -> None:
    """Change a point, or say when the review had it and what it decided."""
    now = step.get(ReviewPoint, row)
    reviewed_on = values.get("reviewed_on", now.reviewed_on)
    if reviewed_on:
        _not_ahead(reviewed_on, today)
        if reviewed_on < now.noted_on:
            raise Refusal(
                _("The review on {day} lies before the point was noted ({noted}).").format(
                    day=reviewed_on, noted=now.noted_on
                )
            )
        if not values.get("decision", now.decision).strip():
            raise Refusal(_("Say what the management review decided."))
    step.change(ReviewPoint, row, **values)


def note_repeated_failure(step: Step, finding: Finding, on: date) -> None:
    """Note for the review that the actions of a finding failed more often than the rules allow."""
    failed = failures(step, finding.id)
    if failed <= house_rules(step).not_effective:
        return
    known = [row for row in step.rows(ReviewPoint, finding=finding.id) if row.reviewed_on is None]
    name = called(finding.number, finding.id)
    text = ngettext(
        "{n} action for {name} was not effective.", "{n} actions for {name} were not effective.",
        failed,
    ).format(n=failed, name=name)  # fmt: skip
    if known:
        step.change(ReviewPoint, known[0].id, text=text)
    else:
        step.add(ReviewPoint, finding=finding.id, text=text, noted_on=on)
    step.remark(_("{text} This is a point for the management review.").format(text=text))


def failures(reading: Reading, finding: str) -> int:
    """How often corrective actions of a finding were found not effective."""
    return sum(
        check.result == Effect.NOT_EFFECTIVE
        for action in actions_of(reading, finding)
        if action.kind == ActionKind.CORRECTIVE_ACTION
        for check in reading.rows(EffectivenessCheck, action=action.id)
    )


def _not_ahead(on: date, today: date) -> date:
    if on > today:
        raise Refusal(_("{day} lies in the future: that has not happened yet.").format(day=on))
    return on
