"""What the papers of performing an audit show, as plain values: checklist, meetings."""

from dataclasses import dataclass
from datetime import date

from auditdesk.book.checklist_rows import LineRow


@dataclass(frozen=True)
class VerdictMark:
    """A verdict as paper shows it: the letter to circle and its word."""

    name: str
    letter: str
    label: str


@dataclass(frozen=True)
class ChecklistDossier:
    """A checklist; blank ones carry no verdict and leave room for the pen."""

    number: str
    title: str
    blank: bool
    dates: str
    standards: tuple[str, ...]
    units: tuple[str, ...]
    team: tuple[str, ...]
    verdicts: tuple[VerdictMark, ...]
    lines: tuple[LineRow, ...]


@dataclass(frozen=True)
class AttendanceEntry:
    """Who was there; signature is a PNG drawn on the screen, b"" for the pen."""

    name: str
    function: str
    present: bool
    signature: bytes = b""


@dataclass(frozen=True)
class MeetingDossier:
    """An opening or closing meeting: agenda and attendance."""

    number: str
    title: str
    heading: str
    day: date | None
    starts: str
    ends: str
    place: str
    auditors: str
    agenda: tuple[str, ...]
    attendance: tuple[AttendanceEntry, ...]
