"""The auditor log: who audited what, as what, for how long; what judging competence needs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditdesk.book.book import Book
from auditdesk.book.session_time import audited_minutes, in_hours
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import Role
from auditdesk.domain.timetable import PAUSES


@dataclass(frozen=True)
class LogRow:
    """One person in one audit that was held. minutes: of the sessions with that person.

    topics, standards, units: by name.
    """

    id: str
    person: str
    role: str
    audit: str
    title: str
    kind: str
    standards: tuple[str, ...]
    units: tuple[str, ...]
    starts_on: date | None
    held_on: date | None
    minutes: int
    topics: tuple[str, ...]
    findings: int
    led: bool
    observed: bool

    @property
    def hours(self) -> float | None:
        """Hours to a quarter; None where the timetable says nothing."""
        return in_hours(self.minutes) if self.minutes else None


_SQL = (
    "SELECT m.id, p.name, m.role, t.number, t.title, t.kind,"
    " (SELECT json_group_array(s.designation) FROM audit_standard l JOIN standard s"
    " ON s.id = l.standard_id WHERE l.audit_id = t.id),"
    " (SELECT json_group_array(q.name || ' · ' || i.name) FROM audit_unit l JOIN unit u"
    " ON u.id = l.unit_id JOIN process q ON q.id = u.process_id JOIN site i ON i.id = u.site_id"
    " WHERE l.audit_id = t.id), t.starts_on, t.held_on, m.person_id, t.id,"
    " (SELECT count(*) FROM finding f WHERE f.audit_id = t.id AND f.auditor_id = p.id"
    " AND f.number IS NOT NULL)"
    " FROM audit_member m JOIN person p ON p.id = m.person_id JOIN audit t ON t.id = m.audit_id"
    " WHERE t.held_on IS NOT NULL AND t.state != 'cancelled' AND t.held_on BETWEEN ? AND ?"
    " ORDER BY p.name, t.held_on, t.number_key"
)


def auditor_log(book: Book, first: date, last: date) -> Iterator[LogRow]:
    """Every seat in an audit held between two days, by person and day."""
    for (
        id, person, role, number, title, kind, standards, units, starts, held, who, audit, found,
    ) in book.select(_SQL, (first.isoformat(), last.isoformat())):  # fmt: skip
        topics = book.select(
            "SELECT DISTINCT q.name FROM session s JOIN session_person l ON l.session_id = s.id"
            " JOIN unit u ON u.id = s.unit_id JOIN process q ON q.id = u.process_id"
            f" WHERE s.audit_id = ? AND l.person_id = ? AND s.kind NOT IN ({sql_keys(PAUSES)})"
            " ORDER BY s.day, s.starts",
            (audit, who),
        )
        yield LogRow(
            id,
            person,
            Role(role).label,
            number,
            title,
            kind,
            tuple(json.loads(standards)),
            tuple(json.loads(units)),
            date.fromisoformat(starts) if starts else None,
            date.fromisoformat(held),
            audited_minutes(book, audit, who),
            tuple(dict.fromkeys(name for (name,) in topics)),
            found,
            Role(role) is Role.LEAD_AUDITOR,
            Role(role) is Role.OBSERVER,
        )
