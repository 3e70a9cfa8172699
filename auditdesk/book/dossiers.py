"""Dossiers: all that one sheet of paper shows of one thing, as plain values."""

from dataclasses import dataclass
from datetime import date

from auditdesk.domain.cause import Fishbone


@dataclass(frozen=True)
class House:
    """The organisation as it heads a sheet."""

    name: str
    logo: bytes = b""
    logo_type: str = ""
    paper: str = "a4"
    form_numbers: tuple[tuple[str, str, str], ...] = ()
    """(sheet, form number, revision); sheet is "finding", "plan" or "actions"."""
    bare: bool = False
    """Whether the logo loses what it says of itself."""


@dataclass(frozen=True)
class Citation:
    """One cited clause."""

    standard: str
    number: str
    title: str
    verified: bool = True


@dataclass(frozen=True)
class ExtensionEntry:
    old_due: date | None
    new_due: date | None
    reason: str
    approved_by: str
    on: date


@dataclass(frozen=True)
class CheckEntry:
    """An effectiveness check, planned or done; result is "", effective, partly or not_effective."""

    action: str
    criterion: str
    method: str
    planned_on: date | None
    verifier: str
    result: str
    evidence: str
    checked_on: date | None


@dataclass(frozen=True)
class ActionEntry:
    """A correction or corrective action; state is open, accepted, done, effective, ... (a word).

    follows: the number of the action that did not work, where it begins a new cycle.
    """

    number: str
    kind: str
    what: str
    owner: str
    due: date | None
    resources: str
    state: str
    accepted_on: date | None
    accepted_by: str
    done_on: date | None
    done_evidence: str
    extensions: tuple[ExtensionEntry, ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class CauseEntry:
    """A cause; method is five_why, ishikawa or other; steps are the whys in order.

    drawing: of a diagram of cause and effect, in millimetres of paper.
    """

    method: str
    category: str
    cause: str
    steps: tuple[str, ...] = ()
    drawing: Fishbone | None = None


@dataclass(frozen=True)
class SignoffEntry:
    """Who signed and when; digest is the head of the trail that was signed.

    meaning: in words, which say where what was signed was changed since.
    """

    meaning: str
    name: str
    on: date
    digest: str


@dataclass(frozen=True)
class AttachmentEntry:
    name: str
    caption: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FindingDossier:
    """Everything the finding sheet prints: the ten blocks of a nonconformity record.

    code: what the QR code of its pages says, "" for a draft. further: the long texts that have no
    place of their own on the sheet, each with the label of its column, marked for translation.
    """

    id: str
    number: str
    grade: str
    grade_label: str
    grade_letter: str
    nonconformity: bool
    state: str
    state_label: str
    audit: str
    audit_title: str
    raised_on: date | None
    issued_on: date | None
    answer_due: date | None
    site: str
    process: str
    department: str
    place: str
    auditor: str
    auditee: str
    owner: str
    citations: tuple[Citation, ...]
    document: str
    repeat_of: str
    requirement: str
    evidence: str
    statement: str
    effect: str
    acknowledged_on: date | None
    acknowledged_by: str
    diverging_opinion: str
    extent: str
    causes: tuple[CauseEntry, ...]
    actions: tuple[ActionEntry, ...]
    checks: tuple[CheckEntry, ...]
    risk_update: str
    document_update: str
    system_update: str
    closed_on: date | None
    closed_by: str
    closing_note: str
    attachments: tuple[AttachmentEntry, ...]
    signoffs: tuple[SignoffEntry, ...]
    extensions: tuple[ExtensionEntry, ...] = ()
    code: str = ""
    further: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TeamEntry:
    """One member of an audit team; exception is the declared one with mitigation and approver.

    declared_on, declaration: what they declared about their independence, and when.
    """

    person: str
    role: str
    exception: str
    mitigation: str
    approved_by: str
    declared_on: date | None = None
    declaration: str = ""


@dataclass(frozen=True)
class SessionEntry:
    """One line of the timetable; starts and ends are "09:30".

    auditor, auditee: the names as sheets print them; people: each for itself, auditors first.
    sequence: how often it was changed; zone: of its site, "" where none is known.
    left: who was in it once, or in the circle that all meetings are for; some may be in it again.
    """

    day: date
    starts: str
    ends: str
    what: str
    process: str
    clauses: str
    auditor: str
    auditee: str
    place: str
    method: str
    people: tuple[str, ...] = ()
    id: str = ""
    session_kind: str = "audit"
    sequence: int = 0
    zone: str = ""
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanDossier:
    """Everything the audit plan prints (ISO 19011 clause 6.3.2, in own words)."""

    id: str
    number: str
    title: str
    state: str
    state_label: str
    kind: str
    starts_on: date | None
    ends_on: date | None
    objectives: str
    scope: str
    criteria: str
    standards: tuple[str, ...]
    method: str
    sampling: str
    language: str
    logistics: str
    report_topics: str
    distribution: str
    confidentiality: str
    contact: str
    units: tuple[str, ...]
    sites: tuple[str, ...]
    clauses: tuple[Citation, ...]
    team: tuple[TeamEntry, ...]
    sessions: tuple[SessionEntry, ...]
    follow_up: tuple[tuple[str, str, str], ...]
    """Earlier open findings of the same units: (number, grade, statement)."""
    signoffs: tuple[SignoffEntry, ...]
    removed: tuple[SessionEntry, ...] = ()
    """Lines that stood in the timetable once: whoever has them in a calendar must lose them."""
    addresses: tuple[tuple[str, str], ...] = ()
    """Name and e-mail address of everybody who takes part and has one."""


@dataclass(frozen=True)
class ActionLine:
    """One row of the printed action list."""

    number: str
    finding: str
    grade: str
    kind: str
    what: str
    owner: str
    due: date | None
    done_on: date | None
    state: str
    late_days: int
