"""Reads dossiers: everything that one sheet shows, gathered from the tables it lies in."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from auditdesk.book import timetable_reader
from auditdesk.book.book import Book
from auditdesk.book.dossiers import (
    ActionEntry,
    ActionLine,
    AttachmentEntry,
    CauseEntry,
    CheckEntry,
    Citation,
    ExtensionEntry,
    FindingDossier,
    House,
    PlanDossier,
    TeamEntry,
)
from auditdesk.book.house_rules import organisation
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.recorded import recorded
from auditdesk.book.seal import sheet_code
from auditdesk.book.signed import signoffs
from auditdesk.book.tables import AuditRow, Cause, Finding, FormNumber, GradeRow
from auditdesk.domain.action import ActionKind, ActionState
from auditdesk.domain.audit import AUDIT_KINDS, METHODS, Role
from auditdesk.domain.cause import Fishbone, branches, fishbone
from auditdesk.i18n import _

_TITLE = (
    "coalesce(nullif(c.title, ''), (SELECT p.title FROM clause p WHERE p.standard_id ="
    " c.standard_id AND p.title != '' AND substr(c.number, 1, length(p.number) + 1) ="
    " p.number || '.' ORDER BY length(p.number) DESC LIMIT 1), '')"
)
"""A clause without a title of its own goes by that of the clause above it."""
_VERIFIED = "c.verified OR s.kind IN ('internal', 'legal', 'customer')"
"""Only a published standard needs checking against a licensed copy."""


def house(book: Book) -> House:
    """The organisation as it heads a sheet."""
    reading = Reading()
    row = organisation(reading)
    logo = book.connection.execute("SELECT data FROM content WHERE id = ?", (row.logo,)).get
    return House(
        row.name,
        bytes(logo or b""),
        row.logo_type,
        row.paper,
        tuple((form.sheet, form.number, form.revision) for form in reading.rows(FormNumber)),
    )


def finding_dossiers(book: Book, ids: Sequence[str]) -> Iterator[FindingDossier]:
    """The dossiers of these findings, in this order."""
    for id in ids:
        yield _finding(book, id)


def plan_dossier(book: Book, id: str) -> PlanDossier:
    """The plan of an audit."""
    row = Reading().get(AuditRow, id)
    listed = _only(List(book, AUDITS, Query((("number", row.number),))))
    contact = _rows(book, "SELECT name, job, email FROM person WHERE id = ?", row.contact)
    return PlanDossier(
        id=id,
        number=row.number,
        title=row.title,
        state=row.state,
        state_label=row.state.label,
        kind=_(AUDIT_KINDS[row.kind]),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        objectives=row.objectives,
        scope=row.scope,
        criteria=row.criteria,
        standards=listed.standards,
        method=_(METHODS[row.method]),
        sampling=row.sampling,
        language=row.language,
        logistics=row.logistics,
        report_topics=row.report_topics,
        distribution=row.distribution,
        confidentiality=row.confidentiality,
        contact=", ".join(part for part in contact[0] if part) if contact else "",
        units=listed.units,
        sites=listed.sites,
        clauses=_citations(
            book,
            f"SELECT s.designation, c.number, {_TITLE}, {_VERIFIED} FROM audit_clause l"
            " JOIN clause c ON c.id = l.clause_id JOIN standard s ON s.id = c.standard_id"
            " WHERE l.audit_id = ? ORDER BY s.designation, c.sort_key",
            id,
        ),
        team=tuple(
            TeamEntry(
                person,
                Role(role).label,
                exception,
                mitigation,
                approved_by,
                _day(declared_on),
                declaration or "",
            )
            for person, role, exception, mitigation, approved_by, declared_on, declaration in _rows(
                book,
                "SELECT p.name, m.role, m.exception, m.mitigation, m.approved_by, d.declared_on,"
                " d.text FROM audit_member m JOIN person p ON p.id = m.person_id"
                " LEFT JOIN declaration d ON d.audit_id = m.audit_id AND d.person_id = m.person_id"
                " WHERE m.audit_id = ?"
                " ORDER BY m.role != 'lead_auditor', m.id",
                id,
            )
        ),
        sessions=tuple(timetable_reader.sessions(book, id)),
        removed=tuple(timetable_reader.removed(book, id)),
        addresses=timetable_reader.addresses(book, id),
        follow_up=tuple(
            (number, _(grade), statement)
            for number, grade, statement in _rows(
                book,
                "SELECT f.number, g.label, f.statement FROM finding f JOIN grade g"
                " ON g.id = f.grade_id JOIN unit u ON u.process_id = f.process_id"
                " AND u.site_id = f.site_id JOIN audit_unit l ON l.unit_id = u.id"
                " WHERE l.audit_id = ?1 AND f.audit_id IS NOT ?1 AND f.number IS NOT NULL"
                " AND f.state NOT IN ('closed', 'withdrawn') ORDER BY f.number_key",
                id,
            )
        ),
        signoffs=signoffs(Reading(), AuditRow, id),
    )


def action_lines(book: Book, query: Query, today: date) -> Iterator[ActionLine]:
    """The printed action list."""
    letters = {grade.id: grade.letter for grade in Reading().rows(GradeRow)}
    for row in List(book, ACTIONS, query).stream():
        is_open = row.state == ActionState.OPEN
        late = (today - row.due).days if row.due and is_open else 0
        yield ActionLine(
            row.number,
            row.finding,
            letters.get(row.grade, ""),
            ActionKind(row.kind).label,
            row.what,
            row.owner or "",
            row.due,
            row.done_on,
            ActionState(row.state).label,
            max(late, 0),
        )


def _finding(book: Book, id: str) -> FindingDossier:
    row = Reading().get(Finding, id)
    listed = _only(List(book, FINDINGS, Query((("id", id),))))
    grade = Reading().get(GradeRow, row.grade)
    audit_title = _rows(book, "SELECT title FROM audit WHERE id = ?", row.audit)
    department = _rows(book, "SELECT department FROM process WHERE id = ?", row.process)
    actions = List(book, ACTIONS, Query((("finding", id),))).page(0, 1000)
    return FindingDossier(
        code=sheet_code(book, id, row.number) if row.number else "",
        id=id,
        number=row.number or "",
        grade=grade.id,
        grade_label=_(grade.label),
        grade_letter=grade.letter,
        nonconformity=grade.nonconformity,
        state=row.state,
        state_label=row.state.label,
        audit=listed.audit or "",
        audit_title=audit_title[0][0] if audit_title else "",
        raised_on=row.raised_on,
        issued_on=row.issued_on,
        answer_due=row.answer_due,
        site=listed.site or "",
        process=listed.process or "",
        department=department[0][0] if department else "",
        place=row.place,
        auditor=listed.auditor or "",
        auditee=listed.auditee or "",
        owner=listed.owner or "",
        citations=_citations(
            book,
            f"SELECT s.designation, trim(c.number || ' ' || l.item), {_TITLE}, {_VERIFIED}"
            " FROM finding_clause l JOIN clause c ON c.id = l.clause_id JOIN standard s"
            " ON s.id = c.standard_id WHERE l.finding_id = ? ORDER BY l.position",
            id,
        ),
        document=row.document,
        repeat_of=listed.repeat_of or "",
        requirement=row.requirement,
        evidence=row.evidence,
        statement=row.statement,
        effect=row.effect,
        acknowledged_on=row.acknowledged_on,
        acknowledged_by=row.acknowledged_by,
        diverging_opinion=row.diverging_opinion,
        extent=row.extent,
        causes=tuple(
            CauseEntry(method, category, cause, steps, _drawing(method, row.statement, steps))
            for method, category, cause, steps in _causes(book, id)
        ),
        actions=tuple(_action(book, action) for action in actions),
        checks=tuple(
            CheckEntry(
                action,
                criterion,
                method,
                _day(planned),
                verifier or "",
                result or "",
                evidence,
                _day(on),
            )
            for action, criterion, method, planned, verifier, result, evidence, on in _rows(
                book,
                "SELECT a.number, k.criterion, k.method, k.planned_on, p.name, k.result,"
                " k.evidence, k.checked_on FROM effectiveness_check k JOIN action a"
                " ON a.id = k.action_id JOIN action_finding l ON l.action_id = a.id"
                " LEFT JOIN person p ON p.id = k.verifier_id WHERE l.finding_id = ?"
                f" ORDER BY a.number_key, {recorded('effectiveness_check', 'k.id')}",
                id,
            )
        ),
        risk_update=row.risk_update,
        document_update=row.document_update,
        system_update=row.system_update,
        closed_on=row.closed_on,
        closed_by=row.closed_by,
        closing_note=row.closing_note,
        attachments=tuple(
            AttachmentEntry(*found)
            for found in _rows(
                book,
                "SELECT e.name, e.caption, c.size, e.content_id FROM evidence e JOIN content c"
                " ON c.id = e.content_id WHERE e.table_name = 'finding' AND e.row = ?"
                " ORDER BY e.position, e.id",
                id,
            )
        ),
        signoffs=signoffs(Reading(), Finding, id),
        extensions=_extensions(book, "finding_id", id),
        further=tuple(
            (Finding.columns[name].label, getattr(row, name)) for name in _further_texts()
        ),
    )


def _further_texts() -> list[str]:
    """The long texts of a finding that its sheet gives no place of their own."""
    placed = {field.name for field in fields(FindingDossier)}
    return [name for name in Finding.entered() if Finding.columns[name].long and name not in placed]


def _action(book: Book, row: Any) -> ActionEntry:
    accepted_by = _rows(book, "SELECT accepted_by FROM action WHERE id = ?", row.id)[0][0]
    return ActionEntry(
        row.number,
        row.kind,
        row.what,
        row.owner or "",
        row.due,
        row.resources,
        ActionState(row.state).label,
        row.accepted_on,
        accepted_by,
        row.done_on,
        row.done_evidence,
        _extensions(book, "action_id", row.id),
        next((number for (number,) in _rows(book, _FOLLOWS, row.id)), ""),
    )


_FOLLOWS = "SELECT a.number FROM cycle c JOIN action a ON a.id = c.follows_id WHERE c.action_id = ?"


def _extensions(book: Book, of: str, id: str) -> tuple[ExtensionEntry, ...]:
    return tuple(
        ExtensionEntry(_day(old), _day(new), reason, by, date.fromisoformat(on))
        for old, new, reason, by, on in _rows(
            book,
            "SELECT old_due, new_due, reason, approved_by, extended_on"
            f" FROM extension WHERE {of} = ?"
            f" ORDER BY {recorded('extension', 'extension.id')}",
            id,
        )
    )


def _drawing(method: str, effect: str, steps: tuple[str, ...]) -> Fishbone | None:
    """The diagram of a cause as wide as the sheet, with letters of its small print."""
    if method != "ishikawa" or not steps:
        return None
    return fishbone(_cut(effect), branches(steps), width=172, line=3.7, letter=1.55)


def _cut(text: str, most: int = 120) -> str:
    told = " ".join(text.split())
    return told if len(told) <= most else told[: most - 1].rstrip() + "…"


def _causes(book: Book, finding: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for row in Reading().rows(Cause, finding=finding):
        yield row.method, row.category, row.cause, tuple(row.steps)


def _citations(book: Book, sql: str, id: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(standard, number, title, bool(verified))
        for standard, number, title, verified in _rows(book, sql, id)
    )


def _rows(book: Book, sql: str, id: Any) -> list[Any]:
    return list(book.select(sql, (id,)))


def _only(found: List[Any]) -> Any:
    return found.page(0, 1)[0]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
