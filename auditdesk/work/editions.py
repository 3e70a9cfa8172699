"""Editions that end: said when planning; a withdrawn one is asked about at the start."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, AuditStandard, StandardRow
from auditdesk.errors import ReasonNeeded
from auditdesk.i18n import _
from auditdesk.work import lookup, standards

SOON = timedelta(days=366)
"""How far ahead of an audit a withdrawal is told: about one programme."""


def withdrawals(standards: Iterable[StandardRow], day: date) -> list[str]:
    """A sentence for each edition that is withdrawn on a day, or within a year after it."""
    told = []
    for one in standards:
        if one.withdrawn_on is None or one.withdrawn_on > day + SOON:
            continue
        words = (
            _("{standard} is withdrawn on {withdrawn}, before {day}.")
            if one.withdrawn_on < day
            else _("{standard} is withdrawn on {withdrawn}, soon after {day}.")
            if one.withdrawn_on > day
            else _("{standard} is withdrawn on {withdrawn}.")
        )
        told.append(words.format(standard=one.designation, withdrawn=one.withdrawn_on, day=day))
    return told


def notices(editions: Iterable[StandardRow], day: date) -> list[str]:
    """What an auditor who plans for a day should know about the end of each edition, in words."""
    editions = list(editions)
    until = new_certificates_end()
    ended = [
        _(
            "From {day} new certificates are issued to the edition after {standard} only (reported,"
            " not confirmed)."
        ).format(day=until[one.key], standard=one.designation)
        for one in editions
        if one.key in until and until[one.key] <= day
    ]
    return [*withdrawals(editions, day), *ended]


@cache
def new_certificates_end() -> dict[str, date]:
    """The day from which no new certificate is issued to an edition, by the key of its standard."""
    return {
        one.key: one.new_certificates_end for one in standards.shipped() if one.new_certificates_end
    }


def tell(step: Step, audit: str) -> None:
    """Remark on the editions of an audit that end or have ended by its last day."""
    row = step.get(AuditRow, audit)
    last = row.ends_on or row.starts_on
    if last is not None:
        for sentence in notices(_editions(step, audit), last):
            step.remark(f"{row.number}: {sentence}")


def refuse_withdrawn(step: Step, audit: AuditRow, on: date, reason: str) -> None:
    """An audit against what is withdrawn begins with a reason only."""
    gone = [one for one in _editions(step, audit.id) if one.withdrawn_on and one.withdrawn_on <= on]
    if gone and not reason.strip():
        raise ReasonNeeded(
            _(
                "{standard} was withdrawn on {day}. Plan {number} against the edition in force, or"
                " say why it is held against this one."
            ).format(standard=gone[0].designation, day=gone[0].withdrawn_on, number=audit.number)
        )


def _editions(reading: Reading | Step, audit: str) -> list[StandardRow]:
    return [
        reading.get(StandardRow, link.standard) for link in reading.rows(AuditStandard, audit=audit)
    ]


def use_edition(step: Step, designation: str) -> None:
    """Take the other editions of a standard out of use."""
    used = lookup.standard(step, designation)
    for row in list(step.rows(StandardRow, family=used.family)):
        if row.kind == used.kind and row.id != used.id:
            step.change(StandardRow, row.id, retired=True)


def editions_to_be_certified_to() -> list[str]:
    """The shipped editions that one can be certified to, the newest first."""
    shipped = [one for one in standards.shipped() if one.certifiable]
    newest = sorted(shipped, key=lambda one: str(one.valid_from or ""), reverse=True)
    return [one.designation for one in newest]
