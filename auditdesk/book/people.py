"""People of the book: everybody whom its records name, by reference or in typed text."""

from collections.abc import Iterable, Iterator

from auditdesk.book.fields import Text
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    TABLES,
    Attendance,
    Organisation,
    Person,
    Process,
    Signoff,
    Site,
    StandardRow,
    StepRecord,
    Table,
)
from auditdesk.domain.lexicon import Lexicon
from auditdesk.domain.people import PeopleFinder, Somebody

_TYPED: tuple[tuple[type[Table], str], ...] = (
    (Attendance, "name"),
    (Signoff, "name"),
    (StepRecord, "who"),
)


def person_columns() -> Iterator[tuple[type[Table], str]]:
    """The columns in which the name of somebody is typed: those who signed, and every “… by”."""
    yield from _TYPED
    for table in TABLES:
        for name, field in table.columns.items():
            if isinstance(field, Text) and name.endswith("_by"):
                yield table, name


def listed_people(reading: Reading) -> list[Somebody]:
    """The people of the book’s own list."""
    return [
        Somebody(row.name, row.job, tuple(filter(None, [row.email])))
        for row in reading.rows(Person)
    ]


def people_of(reading: Reading, words: Lexicon) -> list[Somebody]:
    """Everybody whom the book names, those of its list of people first, each once.

    A typed name that is a function alone, such as “Plant manager”, names nobody.
    """
    known = listed_people(reading)
    finder = PeopleFinder(known, words)
    typed = dict.fromkeys(
        str(name).strip()
        for table, column in person_columns()
        for name in reading.column(table, column)
        if name
    )
    return [*known, *others_in(typed, finder, words)]


def others_in(typed: Iterable[str], finder: PeopleFinder, words: Lexicon) -> list[Somebody]:
    """Who is typed and unknown to the finder: a whole name that no hit of it covers."""
    return [
        Somebody(name)
        for name in typed
        if not words.nobody(name) and not words.is_word(name) and not finder.covers(name)
    ]


def subjects_of(reading: Reading) -> list[str]:
    """What the book is about and is nobody's name: company, sites, processes, standards, jobs."""
    columns: list[tuple[type[Table], str]] = [
        (Organisation, "name"), (Organisation, "address"), (Site, "name"), (Site, "address"),
        (Process, "name"), (Process, "department"), (Process, "kind"), (StandardRow, "title"),
        (StandardRow, "designation"), (Person, "job"), (Person, "department"),
    ]  # fmt: skip
    return [
        str(text) for table, column in columns for text in reading.column(table, column) if text
    ]
