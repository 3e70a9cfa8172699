"""Competences that come home in the list of people, where a cell names all of somebody's."""

from collections.abc import Sequence
from datetime import date

from auditdesk.book.step import Step
from auditdesk.book.tables import Competence
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import organisation
from auditdesk.work.intake.context import Context


def subjects_of(step: Step, person: str) -> list[str]:
    """What somebody is able to audit, as it was recorded."""
    return [row.subject for row in step.rows(Competence, person=person)]


def take_subjects(
    context: Context,
    person: str,
    subjects: Sequence[str],
    name: str,
    expires_on: date | None = None,
    withdrawing: bool = False,
) -> list[str]:
    """Add the competences that somebody does not have yet, and say which.

    expires_on: the first day on which one expires; it is theirs where there is one alone, and told
    otherwise. withdrawing: whether those that are not named are no longer held; Refusal for one
    that bears a proof or a day, which a cell cannot take back.
    """
    step = context.step
    known = subjects_of(step, person)
    new = [subject for subject in dict.fromkeys(subjects) if subject not in known]
    for row in list(step.rows(Competence, person=person)) if withdrawing else ():
        if row.subject in subjects:
            continue
        if row.evidence or row.acquired_on or row.expires_on or row.standard or row.process:
            raise Refusal(
                _(
                    "{subject} of {name} has days or proofs: a list does not take it back; end it"
                    " in AuditDesk"
                ).format(subject=row.subject, name=name)
            )
        step.remove(Competence, row.id)
    alone = len(subjects) == 1
    for subject in new:
        organisation.add_competence(
            step, person=person, subject=subject, expires_on=expires_on if alone else None
        )
    if new and expires_on and not alone:
        told = _("{day} is when a competence of {name} expires, and the list does not say which")
        step.remark(told.format(day=expires_on.isoformat(), name=name))
    return new
