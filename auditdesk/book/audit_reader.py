"""Reads what the papers of performing an audit show."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from auditdesk.book.audit_dossiers import (
    AttendanceEntry,
    ChecklistDossier,
    MeetingDossier,
    VerdictMark,
)
from auditdesk.book.book import Book
from auditdesk.book.checklist_rows import LineRow, line_rows
from auditdesk.book.dossier_reader import plan_dossier
from auditdesk.domain.audit import Role
from auditdesk.domain.checklist import VERDICTS
from auditdesk.domain.meeting import AGENDAS, HEADINGS
from auditdesk.i18n import _, date_text


def checklist_dossier(book: Book, audit: str, *, blank: bool) -> ChecklistDossier:
    """The checklist of an audit, without verdicts and notes where it is `blank`."""
    plan = plan_dossier(book, audit)
    days = dict.fromkeys(date_text(day) for day in (plan.starts_on, plan.ends_on) if day)
    lines = line_rows(book, audit)
    if blank:
        lines = [_unanswered(line) for line in lines]
    return ChecklistDossier(
        plan.number,
        plan.title,
        blank,
        " – ".join(days),
        plan.standards,
        plan.units,
        tuple(member.person for member in plan.team),
        tuple(VerdictMark(one.name, one.letter, _(one.label)) for one in VERDICTS.values()),
        tuple(lines),
    )


def _unanswered(line: LineRow) -> LineRow:
    return replace(
        line,
        verdict=None,
        reason="",
        notes="",
        population="",
        sample_size="",
        sampling="",
        sample="",
        finding="",
        answered_at=None,
        answered_by="",
        files=0,
    )


def meeting_dossiers(book: Book, audit: str, kind: str) -> Iterator[MeetingDossier]:
    """The opening or closing meetings of an audit; one without a session where there is none.

    Who was kept as attending stands there; otherwise who is expected, for the pen.
    """
    plan = plan_dossier(book, audit)
    sessions = list(
        book.select(
            "SELECT id, day, starts, ends, place FROM session WHERE audit_id = ? AND kind = ?"
            " ORDER BY day, starts",
            (audit, kind),
        )
    )
    for id, day, starts, ends, place in sessions or [("", "", "", "", "")]:
        yield MeetingDossier(
            plan.number,
            plan.title,
            _(HEADINGS[kind]),
            date.fromisoformat(day) if day else None,
            starts,
            ends,
            place,
            ", ".join(member.person for member in plan.team),
            tuple(_(item) for item in AGENDAS[kind]),
            tuple(attendance(book, audit, id)),
        )


def attendance(book: Book, audit: str, session: str) -> Iterator[AttendanceEntry]:
    """Who was at a meeting; who is expected, where nobody was kept."""
    kept = list(
        book.select(
            "SELECT a.name, a.function, a.present, c.data FROM attendance a"
            " LEFT JOIN content c ON c.id = a.signature_id WHERE a.session_id = ?"
            " ORDER BY a.position, a.id",
            (session,),
        )
    )
    if kept:
        for name, function, present, data in kept:
            yield AttendanceEntry(name, function, bool(present), bytes(data or b""))
        return
    for name, function in expected(book, audit, session):
        yield AttendanceEntry(name, function, True)


def expected(book: Book, audit: str, session: str) -> list[tuple[str, str]]:
    """Who should be at a meeting: the team, then who is seated there, else all auditees."""
    team = [
        (name, Role(role).label)
        for name, role in book.select(
            "SELECT p.name, m.role FROM audit_member m JOIN person p ON p.id = m.person_id"
            " WHERE m.audit_id = ? ORDER BY m.role != 'lead_auditor', m.id",
            (audit,),
        )
    ]
    seated = list(
        book.select(
            "SELECT p.name, p.job FROM session_person l JOIN person p ON p.id = l.person_id"
            " WHERE l.session_id = ? AND l.part = 'auditee' ORDER BY l.id",
            (session,),
        )
    ) or list(
        book.select(
            "SELECT DISTINCT p.name, p.job FROM session_person l JOIN person p"
            " ON p.id = l.person_id JOIN session s ON s.id = l.session_id"
            " WHERE s.audit_id = ? AND l.part = 'auditee' ORDER BY p.name",
            (audit,),
        )
    )
    names = {name for name, _role in team}
    return [*team, *((name, job) for name, job in seated if name not in names)]
