"""The rows of the lists, and how what SQLite holds becomes their values."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ListedFinding:
    id: str
    number: str | None
    grade: str
    grade_label: str
    state: str
    audit: str | None
    standard: str | None
    clauses: tuple[str, ...]
    process: str | None
    site: str | None
    place: str
    requirement: str
    evidence: str
    statement: str
    effect: str
    document: str
    auditor: str | None
    auditee: str | None
    owner: str | None
    raised_on: date
    issued_on: date | None
    answer_due: date | None
    implement_due: date | None
    closed_on: date | None
    repeat_of: str | None
    foreign_number: str
    open_actions: int


@dataclass(frozen=True)
class ListedAction:
    id: str
    number: str
    finding: str
    findings: tuple[str, ...]
    grade: str
    kind: str
    what: str
    owner: str | None
    resources: str
    due: date | None
    extensions: int
    state: str
    accepted_on: date | None
    done_on: date | None
    done_evidence: str
    effective: bool | None
    effect: str | None
    verifier: str | None
    verify_on: date | None
    process: str | None
    site: str | None


@dataclass(frozen=True)
class ListedAudit:
    id: str
    number: str
    title: str
    state: str
    kind: str
    standard: str | None
    standards: tuple[str, ...]
    units: tuple[str, ...]
    sites: tuple[str, ...]
    clauses: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    lead_auditor: str | None
    team: tuple[str, ...]
    objectives: str
    scope: str
    method: str
    year: int | None
    reschedules: int
    findings: int
    nonconformities: int
    open_findings: int
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class ListedUnit:
    id: str
    unit: str
    process: str
    site: str
    owner: str | None
    importance: int
    outsourced: bool
    contact: str | None
    clauses: tuple[str, ...]
    last_audit: str | None
    last_audit_on: date | None
    open_findings: int
    standard: str | None = None


@dataclass(frozen=True)
class ListedPerson:
    id: str
    name: str
    job: str
    department: str
    manager: str | None
    site: str | None
    email: str
    roles: tuple[str, ...]
    competences: tuple[str, ...]
    next_expiry: date | None
    external: bool


@dataclass(frozen=True)
class ListedAbsence:
    id: str
    person: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True)
class ListedClause:
    id: str
    standard: str
    kind: str
    number: str
    title: str
    assessable: bool
    hint: str
    verified: bool
    came_from: tuple[str, ...]


@dataclass(frozen=True)
class ListedEvidence:
    """A file of the book; thing and kind say what it belongs to."""

    id: str
    thing: str
    kind: str
    name: str
    caption: str
    media_type: str
    size: int
    taken_at: str | None
    confidential: bool
    sha256: str


@dataclass(frozen=True)
class ListedChange:
    step: int
    at: str
    who: str
    device: str
    what: str
    table: str
    row: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    digest: str
    id: str = ""


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if value else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in json.loads(value)) if value else ()


def _yes(value: Any) -> Any:
    return None if value is None else bool(value)


def _json(value: Any) -> Any:
    return json.loads(value) if value else None


def clauses_of(value: Any) -> tuple[str, ...]:
    """Clause numbers; those that are not of the first standard bear its name."""
    cited = json.loads(value) if value else []
    home = cited[0][0] if cited else ""
    return tuple(
        " ".join(part for part in ("" if standard == home else standard, number, item) if part)
        for standard, number, item in cited
    )


CONVERTERS: dict[Any, Callable[[Any], Any]] = {
    date: _day,
    date | None: _day,
    tuple[str, ...]: _texts,
    bool: _yes,
    bool | None: _yes,
    dict[str, Any] | None: _json,
}
