"""Signed: what a sign-off stands for, as a digest, so that a change after it shows."""

import hashlib
import json
from collections.abc import Callable, Iterable

from auditdesk.book.dossiers import SignoffEntry
from auditdesk.book.reading import Reading, Row
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    ApprovedAudit,
    AuditClause,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    Cause,
    DayOrigin,
    EffectivenessCheck,
    Finding,
    FindingClause,
    Programme,
    Session,
    SessionClause,
    SessionPerson,
    SignedRecord,
    Signoff,
    Table,
)
from auditdesk.domain.signoff import told

_FORMS = (1, 2, 3)
"""How the content of a sign-off is written down. What was signed in an older form is read in it.

Form 2 leaves out the day of a check that follows the rules, and holds all of a plan: exceptions to
independence, and unit, clauses and people of each session. Form 3 holds the length of an audit, and
kind and method of each session; causes, actions and checks stand in the order of their steps.
"""


def _of(row: Table, names: Iterable[str]) -> list[object]:
    return [getattr(row, name) for name in names]


def signed_values(row: Table, *meanings: str) -> list[object]:
    """What a row says in the columns that are signed for from these meanings on.

    A column that a later schema brought stands by its name behind the others, once it says
    something: so it takes part in every digest and changes none that is older than it.
    """
    columns = [row.columns[name] for meaning in meanings for name in row.signed(meaning)]
    later = {
        column.name: getattr(row, column.name)
        for column in columns
        if column.since > 1 and getattr(row, column.name)
    }
    first = [column.name for column in columns if column.since == 1]
    return [*_of(row, first), *([later] if later else [])]


def _rows(reading: Reading, table: type[Row], form: int, **of: str) -> list[Row]:
    rows = list(reading.rows(table, **of))
    return rows if form > _BY_ID else sorted(rows, key=lambda row: row.id)


_BY_ID = 2
"""The last form in which all rows stand in the order of their ids."""


def _linked(
    reading: Reading, table: type[Table], names: str, form: int = _FORMS[-1], **of: str
) -> list[list[object]]:
    return [_of(row, names.split()) for row in _rows(reading, table, form, **of)]


def _action(reading: Reading, row: str, meaning: str, form: int) -> list[object]:
    """What is agreed and how it is checked; what came of it only where that is signed."""
    ended = meaning == "closed"
    checks = _rows(reading, EffectivenessCheck, form, action=row)
    return [
        signed_values(
            reading.get(ActionRow, row), *(("accepted", "closed") if ended else ("accepted",))
        ),
        [
            _agreed_check(reading, check, form) + (signed_values(check, "closed") if ended else [])
            for check in checks
        ],
    ]


def _agreed_check(reading: Reading, check: EffectivenessCheck, form: int) -> list[object]:
    agreed = {name: getattr(check, name) for name in check.signed("accepted")}
    by_hand = reading.find(DayOrigin, row=check.id, field="planned_on", by_rule=False)
    if form > 1 and by_hand is None:
        agreed["planned_on"] = None
    return list(agreed.values())


def _finding(reading: Reading, row: str, meaning: str, form: int) -> list[object]:
    """What was stated; from the acceptance on cause and plan; at the close all of it."""
    finding = reading.get(Finding, row)
    stated = [
        signed_values(finding, "prepared"),
        _linked(reading, FindingClause, "clause item", finding=row),
    ]
    if meaning in ("prepared", "acknowledged"):
        return stated
    links = _rows(reading, ActionFinding, form, finding=row)
    return [
        *stated,
        signed_values(finding, *(("accepted", "closed") if meaning == "closed" else ("accepted",))),
        _linked(reading, Cause, "method category cause steps", form, finding=row),
        [_action(reading, link.action, meaning, form) for link in links],
    ]


def _audit(reading: Reading, row: str, meaning: str, form: int) -> list[object]:
    """The plan; at the close what was concluded too."""
    whole = form > 1
    audit = reading.get(AuditRow, row)
    session_says = "day starts ends what place" + (" kind method" if form > _BY_ID else "")
    seat = "person role exception mitigation approved_by" if whole else "person role"
    return [
        [
            *signed_values(audit, "prepared"),
            *([audit.half_days] if form > _BY_ID else []),
            *(signed_values(audit, "closed") if meaning == "closed" else []),
        ],
        _linked(reading, AuditUnit, "unit", audit=row),
        _linked(reading, AuditStandard, "standard", audit=row),
        _linked(reading, AuditClause, "clause", audit=row),
        _linked(reading, AuditMember, seat, audit=row),
        [
            [
                *_of(session, session_says.split()),
                *(_within_session(reading, session) if whole else []),
            ]
            for session in reading.rows(Session, audit=row)
        ],
    ]


def _within_session(reading: Reading, session: Session) -> list[object]:
    """The unit of a session, its clauses, and who takes part as what."""
    return [
        session.unit,
        sorted(link.clause for link in reading.rows(SessionClause, session=session.id)),
        sorted(_linked(reading, SessionPerson, "person part", session=session.id)),
    ]


def _programme(reading: Reading, row: str, _meaning: str, form: int) -> list[object]:
    """What the programme says, and its audits: as approved, for a revision takes them over."""
    return [
        signed_values(reading.get(Programme, row), "approved"),
        _linked(reading, ApprovedAudit, "audit starts_on ends_on lead_auditor", programme=row)
        or _linked(reading, AuditRow, "id starts_on ends_on", programme=row),
    ]


_CONTENT: dict[type[Table], Callable[[Reading, str, str, int], list[object]]] = {
    Finding: _finding,
    ActionRow: _action,
    AuditRow: _audit,
    Programme: _programme,
}


def record_content(
    reading: Reading, table: type[Table], row: str, meaning: str, form: int = _FORMS[-1]
) -> list[object]:
    """What somebody stands for who signs a record with this meaning."""
    return _CONTENT[table](reading, row, meaning, form)


def record_digest(
    reading: Reading, table: type[Table], row: str, meaning: str, form: int = _FORMS[-1]
) -> str:
    """SHA-256 over the content that a sign-off with this meaning stands for."""
    content = json.dumps(
        record_content(reading, table, row, meaning, form), ensure_ascii=False, default=str
    )
    return hashlib.sha256(content.encode()).hexdigest()


def signoffs(reading: Reading, table: type[Table], row: str) -> tuple[SignoffEntry, ...]:
    """Who signed a record, and whether what they stand for was changed since."""
    return tuple(
        SignoffEntry(
            told(one.meaning, changed_since_signed(reading, table, row, one)),
            one.name,
            one.signed_on,
            one.digest,
        )
        for one in reading.rows(Signoff, row=row)
    )


def changed_since_signed(reading: Reading, table: type[Table], row: str, signed: Signoff) -> bool:
    """Whether a record is no longer what somebody signed for, in any form it may be written in."""
    kept = reading.find(SignedRecord, signoff=signed.id)
    return kept is not None and all(
        kept.digest != record_digest(reading, table, row, signed.meaning, form)
        for form in reversed(_FORMS)
    )
