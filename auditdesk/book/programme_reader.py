"""The head of a programme as its paper shows it: texts, approval, revisions, what is left out."""

from dataclasses import dataclass
from datetime import date

from auditdesk.book.book import Book
from auditdesk.book.dossiers import SignoffEntry
from auditdesk.book.reading import Reading
from auditdesk.book.signed import signoffs
from auditdesk.book.tables import (
    ClauseRow,
    LeftOut,
    MoveRecord,
    Person,
    Process,
    Programme,
    Site,
    StandardRow,
    Unit,
)
from auditdesk.domain.programme import ProgrammeState


@dataclass(frozen=True)
class ProgrammeDossier:
    """A programme without its audits. texts: by column; revisions: (number, day, reason)."""

    year: int
    revision: int
    state: str
    manager: str
    approved_on: date | None
    texts: dict[str, str]
    revisions: tuple[tuple[int, date, str], ...]
    left_out: tuple[tuple[str, str], ...]
    signoffs: tuple[SignoffEntry, ...]


TEXTS = ("objectives", "scope", "risks", "resources", "methods", "confidentiality")


def programme_dossier(book: Book, year: int) -> ProgrammeDossier:
    """The latest revision of a year's programme; empty where none was opened."""
    reading = Reading()
    revisions = sorted(reading.rows(Programme, year=year), key=lambda row: int(row.revision))
    if not revisions:
        label = ProgrammeState.DRAFT.label
        return ProgrammeDossier(year, 0, label, "", None, dict.fromkeys(TEXTS, ""), (), (), ())
    latest = revisions[-1]
    changed = [
        (int(row.revision), move.made_on, str(move.reason))
        for row in revisions
        for move in reading.rows(MoveRecord, table_name="programme", row=row.id, move="revise")
    ]
    manager = reading.get(Person, latest.manager).name if latest.manager else ""
    return ProgrammeDossier(
        year,
        int(latest.revision),
        ProgrammeState(latest.state).label,
        str(manager),
        latest.approved_on,
        {name: str(getattr(latest, name)) for name in TEXTS},
        tuple(changed),
        tuple(
            (_left_out(reading, one), str(one.reason))
            for one in reading.rows(LeftOut, programme=latest.id)
        ),
        signoffs(reading, Programme, str(latest.id)),
    )


def _left_out(reading: Reading, one: LeftOut) -> str:
    """What is left out, as people call it."""
    if one.clause:
        clause = reading.get(ClauseRow, one.clause)
        return f"{reading.get(StandardRow, clause.standard).designation} {clause.number}"
    if one.unit:
        unit = reading.get(Unit, one.unit)
        process, site = reading.get(Process, unit.process), reading.get(Site, unit.site)
        return f"{process.name} · {site.name}"
    return ""
