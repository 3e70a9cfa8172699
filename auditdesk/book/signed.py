"""Signed: what a sign-off stands for, as a digest, so that a change after it shows."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from auditdesk.book.dossiers import SignoffEntry
from auditdesk.book.reading import Reading
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
    EffectivenessCheck,
    Finding,
    FindingClause,
    Programme,
    Session,
    SignedRecord,
    Signoff,
    Table,
)
from auditdesk.domain.signoff import told

_STATED = (
    "audit grade process site place requirement evidence statement effect document raised_on "
    "repeat_of"
).split()
_AGREED = "kind what owner resources due".split()
_DONE = "done_on done_evidence cancelled_on cancel_reason".split()
_CHECK = "criterion method planned_on verifier".split()
_CHECKED = "result evidence checked_on".split()
_CLOSED = "extent diverging_opinion risk_update document_update system_update closing_note".split()
_PLAN = (
    "title kind objectives scope criteria method starts_on ends_on sampling language logistics "
    "report_topics distribution confidentiality contact follows"
).split()
_HELD = "conclusion not_covered held_on".split()
_PROGRAMME = "year title objectives scope risks resources methods confidentiality manager".split()


def _of(row: Any, names: list[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _linked(reading: Reading, table: type[Table], names: str, **of: str) -> list[list[Any]]:
    return [_of(row, names.split()) for row in reading.rows(table, **of)]


def _action(reading: Reading, row: str, meaning: str) -> list[Any]:
    """What is agreed and how it is checked; what came of it only where that is signed."""
    ended = meaning == "closed"
    checks = reading.rows(EffectivenessCheck, action=row)
    return [
        _of(reading.get(ActionRow, row), _AGREED + (_DONE if ended else [])),
        [_of(check, _CHECK + (_CHECKED if ended else [])) for check in checks],
    ]


def _finding(reading: Reading, row: str, meaning: str) -> list[Any]:
    """What was stated; from the acceptance on cause and plan; at the close all of it."""
    finding = reading.get(Finding, row)
    stated = [_of(finding, _STATED), _linked(reading, FindingClause, "clause item", finding=row)]
    if meaning in ("prepared", "acknowledged"):
        return stated
    links = reading.rows(ActionFinding, finding=row)
    return [
        *stated,
        _of(finding, _CLOSED if meaning == "closed" else ["extent"]),
        _linked(reading, Cause, "method category cause steps", finding=row),
        [_action(reading, link.action, meaning) for link in links],
    ]


def _audit(reading: Reading, row: str, meaning: str) -> list[Any]:
    """The plan; at the close what was concluded too."""
    return [
        _of(reading.get(AuditRow, row), _PLAN + (_HELD if meaning == "closed" else [])),
        _linked(reading, AuditUnit, "unit", audit=row),
        _linked(reading, AuditStandard, "standard", audit=row),
        _linked(reading, AuditClause, "clause", audit=row),
        _linked(reading, AuditMember, "person role", audit=row),
        _linked(reading, Session, "day starts ends what place", audit=row),
    ]


def _programme(reading: Reading, row: str, _meaning: str) -> list[Any]:
    """What the programme says, and its audits: as approved, for a revision takes them over."""
    return [
        _of(reading.get(Programme, row), _PROGRAMME),
        _linked(reading, ApprovedAudit, "audit starts_on ends_on lead_auditor", programme=row)
        or _linked(reading, AuditRow, "id starts_on ends_on", programme=row),
    ]


_CONTENT: dict[type[Table], Callable[[Reading, str, str], list[Any]]] = {
    Finding: _finding,
    ActionRow: _action,
    AuditRow: _audit,
    Programme: _programme,
}


def record_digest(reading: Reading, table: type[Table], row: str, meaning: str) -> str:
    """SHA-256 over what somebody stands for who signs a record with this meaning."""
    content = json.dumps(_CONTENT[table](reading, row, meaning), ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def signoffs(reading: Reading, table: type[Table], row: str) -> tuple[SignoffEntry, ...]:
    """Who signed a record, and whether what they stand for was changed since."""
    return tuple(
        SignoffEntry(
            told(str(one.meaning), _changed(reading, table, row, one)),
            str(one.name),
            one.signed_on,
            str(one.digest),
        )
        for one in reading.rows(Signoff, row=row)
    )


def _changed(reading: Reading, table: type[Table], row: str, signed: Signoff) -> bool:
    kept = reading.find(SignedRecord, signoff=signed.id)
    return kept is not None and kept.digest != record_digest(
        reading, table, row, str(signed.meaning)
    )
