"""Team: whether those who audit can take part, and whether the sessions fit team and scope."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from auditdesk.book.audit_days import days_of
from auditdesk.book.independence import dependence, unit_name
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    Absence,
    AuditClause,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    ClauseRow,
    Competence,
    Person,
    Session,
    SessionClause,
    SessionPerson,
    StandardRow,
    Unit,
)
from auditdesk.domain.audit import AuditState, Role, SessionFacts
from auditdesk.domain.audit import dependence as dependence_sentence
from auditdesk.domain.clause import ClauseNumber
from auditdesk.domain.typed_names import same_person
from auditdesk.i18n import _

_HALF_DAYS_A_DAY = 2


class Lack(StrEnum):
    """Why somebody cannot take part in an audit."""

    LEFT = "left"
    INCOMPETENT = "incompetent"
    AWAY = "away"
    ELSEWHERE = "elsewhere"


def lacks_of(
    reading: Reading, audit: AuditRow, member: AuditMember
) -> tuple[tuple[Lack, str], ...]:
    """Why somebody who judges cannot take part: has left, not competent, away, elsewhere.

    Each with the sentence that says so. The same rule for team, confirmation, start and clashes.
    The competence of those in training is not asked for.
    """
    role = member.role
    if not role.judges:
        return ()
    person = reading.get(Person, member.person)
    lacks = []
    if person.retired:
        sentence = _("{name} has left the organisation.").format(name=person.name)
        lacks.append((Lack.LEFT, sentence))
    span = days_of(audit)
    if span is None:
        return tuple(lacks)
    first, last = span
    if role is not Role.TRAINEE and not _is_competent(reading, audit, person, first, last):
        sentence = _(
            "{name} has no competence for this audit that is valid from {first} to {last}."
        ).format(name=person.name, first=first, last=last)
        lacks.append((Lack.INCOMPETENT, sentence))
    days = _days_needed(reading, audit, person, first, last)
    lacks += [(Lack.AWAY, sentence) for sentence in _away(reading, person, days)]
    lacks += [(Lack.ELSEWHERE, sentence) for sentence in _elsewhere(reading, audit, person, days)]
    return tuple(lacks)


def means(reading: Reading, typed: str, person: str) -> bool:
    """Whether a typed name is that of a person of the book, in full or short."""
    others = (one.name for one in reading.rows(Person) if one.id != person)
    return same_person(typed, reading.get(Person, person).name, others)


def _is_competent(
    reading: Reading, audit: AuditRow, person: Person, first: date, last: date
) -> bool:
    """Whether a competence valid on all the days speaks of a standard or process of the audit.

    Each competence has its own days. One that names neither standard nor process speaks of all.
    Where the book keeps no competences, everybody counts as able.
    """
    if reading.find(Competence) is None:
        return True
    standards = {row.standard for row in reading.rows(AuditStandard, audit=audit.id)}
    processes = {
        reading.get(Unit, row.unit).process for row in reading.rows(AuditUnit, audit=audit.id)
    }
    return any(
        (competence.acquired_on is None or competence.acquired_on <= first)
        and (competence.expires_on is None or competence.expires_on >= last)
        and (
            competence.standard in standards
            or (competence.standard is None and competence.process in {None, *processes})
        )
        for competence in reading.rows(Competence, person=person.id)
    )


def _days_needed(
    reading: Reading, audit: AuditRow, person: Person, first: date, last: date
) -> set[date]:
    """The days of their sessions; all days of the audit for who has none on these."""
    sessions = _own_sessions(reading, audit.id, person.id)
    own = {session.day for session in sessions if first <= session.day <= last}
    return own or {first + timedelta(days=n) for n in range((last - first).days + 1)}


def _own_sessions(reading: Reading, audit: str, person: str) -> Iterator[Session]:
    for link in reading.rows(SessionPerson, person=person, part="auditor"):
        session = reading.get(Session, link.session)
        if session.audit == audit:
            yield session


def _away(reading: Reading, person: Person, days: set[date]) -> Iterator[str]:
    for absence in reading.rows(Absence, person=person.id):
        if any(absence.starts_on <= day <= absence.ends_on for day in days):
            yield _("{name} is away from {first} to {last}.").format(
                name=person.name, first=absence.starts_on, last=absence.ends_on
            )


def _elsewhere(reading: Reading, audit: AuditRow, person: Person, days: set[date]) -> Iterator[str]:
    """Other audits on the same days; two that fill no more than a day together do not clash."""
    for link in reading.rows(AuditMember, person=person.id):
        other = reading.get(AuditRow, link.audit)
        span = days_of(other)
        if (
            other.id == audit.id
            or other.state == AuditState.CANCELLED
            or not link.role.judges
            or span is None
            or not days & _days_needed(reading, other, person, *span)
        ):
            continue
        if not _both_in_a_day(audit, other) and not _sessions_apart(reading, audit, other, person):
            yield _("{name} is in {number} on the same day.").format(
                name=person.name, number=other.number
            )


def _both_in_a_day(audit: AuditRow, other: AuditRow) -> bool:
    known = audit.half_days and other.half_days
    return bool(known) and audit.half_days + other.half_days <= _HALF_DAYS_A_DAY


def _sessions_apart(reading: Reading, audit: AuditRow, other: AuditRow, person: Person) -> bool:
    """Whether both have sessions of theirs, none at the same time."""
    here = list(_own_sessions(reading, audit.id, person.id))
    there = list(_own_sessions(reading, other.id, person.id))
    return bool(here and there) and not any(
        mine.day == theirs.day and mine.starts < theirs.ends and theirs.starts < mine.ends
        for mine in here
        for theirs in there
    )


def sessions_of(reading: Reading, audit: AuditRow) -> tuple[SessionFacts, ...]:
    """The sessions of an audit as the rules see them."""
    members = {member.person: member for member in reading.rows(AuditMember, audit=audit.id)}
    units = {row.unit for row in reading.rows(AuditUnit, audit=audit.id)}
    scope = [
        reading.get(ClauseRow, row.clause) for row in reading.rows(AuditClause, audit=audit.id)
    ]
    return tuple(
        _session(reading, session, members, units, scope)
        for session in reading.rows(Session, audit=audit.id)
    )


def _session(
    reading: Reading,
    session: Session,
    members: dict[str, AuditMember],
    units: set[str],
    scope: list[ClauseRow],
) -> SessionFacts:
    auditors = [
        reading.get(Person, link.person)
        for link in reading.rows(SessionPerson, session=session.id, part="auditor")
    ]
    outsiders, dependent = [], []
    for person in auditors:
        member = members.get(person.id)
        if member is None or not member.role.judges:
            outsiders.append(person.name)
        elif session.unit and not is_excepted(reading, member):
            reasons = dependence(reading, person.id, [session.unit], session.day)
            if reasons:
                dependent.append(dependence_sentence(person.name, reasons))
    beyond = []
    if session.unit and units and session.unit not in units:
        beyond.append(unit_name(reading, reading.get(Unit, session.unit)))
    for link in reading.rows(SessionClause, session=session.id):
        clause = reading.get(ClauseRow, link.clause)
        if scope and not any(_reaches(clause, within) for within in scope):
            designation = reading.get(StandardRow, clause.standard).designation
            beyond.append(f"{designation} {clause.number}")
    name = f"{session.day} {session.starts} {session.what or session.kind}"
    return SessionFacts(name, tuple(outsiders), tuple(dependent), tuple(beyond))


def _reaches(clause: ClauseRow, within: ClauseRow) -> bool:
    """Whether one of the clauses is the other, lies below it or is its heading."""
    if clause.standard != within.standard:
        return False
    number, other = ClauseNumber.parse(str(clause.number)), ClauseNumber.parse(str(within.number))
    return number.within(other) or other.within(number)


_WORD = re.compile(r"\w+")


def is_excepted(reading: Reading, member: AuditMember) -> bool:
    """Whether an exception to independence is declared: with mitigation, approved by another."""
    return not exception_lacks(reading, member) and bool(member.exception.strip())


def exception_lacks(reading: Reading, member: AuditMember) -> str:
    """The sentence that says what a declared exception lacks, "" where none does or is."""
    if not member.exception:
        return ""
    name = reading.get(Person, member.person).name
    declared = (member.exception, member.mitigation, member.approved_by)
    if not all(_WORD.search(text) for text in declared):
        return _(
            "The exception for {name} needs a mitigation and who approved it, beside its reason."
        ).format(name=name)
    if means(reading, member.approved_by, member.person):
        return _(
            "{name} cannot approve the exception for {name}: name somebody else, by the whole name."
        ).format(name=name)
    return ""
