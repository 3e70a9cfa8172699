"""Check: is the file sound, and does it say what the trail says it should?"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from auditdesk.book import trail
from auditdesk.book.as_of import days_of
from auditdesk.book.book import Book
from auditdesk.book.days import Days
from auditdesk.book.reading import Reading
from auditdesk.book.shape import shape_of
from auditdesk.book.tables import TABLES, Table
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext

_MOST = 20


@dataclass(frozen=True)
class Checked:
    """What was looked at and what was found; `problems` is empty for a sound book.

    odd: sentences on what is no damage, and yet to be known: steps out of order in time, and
    countries that are none.
    """

    steps: int
    changes: int
    rows: int
    files: int
    head: trail.Head
    problems: tuple[str, ...]
    odd: tuple[str, ...] = ()


LEAST = 16
"""So many signs of a digest tell one step from every other, and stand on every sheet."""


def check(book: Book, head: str = "") -> Checked:
    """Check pages, references, the chain of the trail, every row against it, every file's digest.

    `head` is a digest kept elsewhere, such as the one printed on a sheet (16 signs are enough): a
    past that was rewritten or cut off behind it shows by its absence, and in no other way.
    """
    return checked(book, [problem for problem in checking(book, head) if problem])


def checking(book: Book, head: str = "") -> Iterator[str]:
    """Check bit by bit: the problems, with empty texts between them, so that nobody waits."""
    for part in (_pages, _references, _chain, _rows, _files):
        yield from part(book)
        yield ""
    yield from _head(book, head)


def checked(book: Book, problems: Sequence[str]) -> Checked:
    """What was looked at, with the problems that were found."""
    count = book.connection.execute
    return Checked(
        steps=count("SELECT count(*) FROM step").get,
        changes=count("SELECT count(*) FROM change").get,
        rows=sum(count(f'SELECT count(*) FROM "{table}"').get for table in _tracked_names()),
        files=count("SELECT count(*) FROM content").get,
        head=book.head,
        problems=tuple(problems),
        odd=(*odd_steps(days_of(book.connection)), *_misnamed()),
    )


def _misnamed() -> Iterator[str]:
    """Which places have a country that is no code: their public holidays may be unknown."""
    from auditdesk.book.countries import misnamed  # late: its calendars take long to load

    yield from (one.sentence for one in misnamed(Reading()))


def odd_steps(days: Days) -> Iterator[str]:
    """Which steps are out of order in time, in a sentence for each run of them.

    Only the clock was wrong: the order of the steps is that of the chain.
    """
    runs = [
        [step for _n, step in run]
        for _key, run in groupby(enumerate(days.odd_steps), lambda one: one[1] - one[0])
    ]
    for run in runs[:_MOST]:
        yield ngettext(
            "Step {first} bears the day {day}, out of order with the steps beside it: the clock was"
            " wrong. It counts where it stands.",
            "Steps {first}–{last} bear the day {day} and later ones, out of order with the steps"
            " beside them: the clock was wrong. They count where they stand.",
            len(run),
        ).format(first=run[0], last=run[-1], day=min(map(days.day_of, run)))
    if len(runs) > _MOST:
        yield _("{n} steps in all are out of order in time.").format(n=days.odd)


def _pages(book: Book) -> Iterator[str]:
    for (message,) in book.connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        if message != "ok":
            yield _("The file is damaged: {message}.").format(message=message)


def _references(book: Book) -> Iterator[str]:
    broken = book.connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, _rowid, parent, _index in broken[:_MOST]:
        yield _("A row of {table} refers to a missing {parent}.").format(table=table, parent=parent)


def _chain(book: Book) -> Iterator[str]:
    for number, seq in enumerate(trail.breaks(_steps(book))):
        if number == _MOST:
            return
        yield _("Step {seq} of the trail is not as it was written.").format(seq=seq)
    loose = book.connection.execute(
        "SELECT count(*) FROM change WHERE step_seq NOT IN (SELECT seq FROM step)"
    ).get
    if loose:
        yield _("{n} changes of the trail belong to no step.").format(n=loose)


def _steps(book: Book) -> Iterator[tuple[trail.StepTexts, str, list[trail.ChangeTexts]]]:
    changes = groupby(
        book.connection.execute(
            "SELECT step_seq, table_name, row, before, after FROM change"
            " ORDER BY step_seq, position"
        ),
        key=lambda change: change[0],
    )
    seq, group = next(changes, (None, iter(())))
    for *texts, digest in book.connection.execute(
        "SELECT seq, id, at, who, device, what, undoes, final, hash FROM step ORDER BY seq"
    ):
        while seq is not None and seq < texts[0]:
            seq, group = next(changes, (None, iter(())))
        of_step: list[Any] = [change[1:] for change in group] if seq == texts[0] else []
        yield trail.StepTexts(*texts), digest, of_step


def _rows(book: Book) -> Iterator[str]:
    """Every row must be what its changes add up to: an edit from outside leaves no change."""
    found = 0
    for table in TABLES:
        if table.bookkeeping:
            continue
        for message in _rows_of(book, table):
            yield message
            found += bool(message)
            if found == _MOST:
                return


def _rows_of(book: Book, table: type[Table]) -> Iterator[str]:
    name = table._meta.table_name
    columns = [field.column_name for field in table._meta.sorted_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    absent = shape_of(book.connection, name).defaults
    live = 0
    for row in book.connection.execute(f'SELECT {names} FROM "{name}"'):
        values = dict(zip(columns, row, strict=True))
        live += 1
        if live % 100 == 0:
            yield ""
        id = str(values.pop("id"))
        told = _told(book, name, id)
        if told is None:
            yield _("{table} {row} was added outside AuditDesk.").format(table=name, row=id)
            continue
        strange = [
            column
            for column, value in values.items()
            if told.get(column, absent.get(column)) != value
        ]
        if strange:
            yield _("{table} {row} was changed outside AuditDesk: {columns}.").format(
                table=name, row=id, columns=", ".join(strange)
            )
    expected = book.connection.execute(
        "SELECT count(*) FROM (SELECT row, after, max(step_seq * 1000000 + position) FROM change"
        " WHERE table_name = ? GROUP BY row) WHERE after IS NOT NULL",
        (name,),
    ).get
    if live < expected:
        yield _("{n} rows of {table} were removed outside AuditDesk.").format(
            n=expected - live, table=name
        )


def _told(book: Book, table: str, row: str) -> dict[str, Any] | None:
    told: dict[str, Any] | None = None
    for before, after in book.connection.execute(
        "SELECT before, after FROM change WHERE table_name = ? AND row = ?"
        " ORDER BY step_seq, position",
        (table, row),
    ):
        told = None if after is None else (told if told and before else {}) | json.loads(after)
    return told


def _files(book: Book) -> Iterator[str]:
    for id, size, data in book.connection.execute("SELECT id, size, data FROM content"):
        if len(data) != size or hashlib.sha256(data).hexdigest() != id:
            yield _("The evidence file {digest} is not as it was added.").format(digest=id[:16])


def _head(book: Book, head: str) -> Iterator[str]:
    wanted = head.strip().lower()
    if not wanted:
        return
    if len(wanted) < LEAST or not set(wanted) <= set("0123456789abcdef"):
        raise Refusal(
            _(
                "“{digest}” is no digest that proves anything: give the {n} signs or more that"
                " stand on a printed sheet, all digits or letters from a to f."
            ).format(digest=head.strip(), n=LEAST)
        )
    known = book.connection.execute(
        "SELECT count(*) FROM step WHERE substr(hash, 1, ?) = ?", (len(wanted), wanted)
    ).get
    if not known:
        yield _(
            "No step of this book has the digest {digest}: its past was rewritten or cut off after "
            "that digest was printed, or it is from another book."
        ).format(digest=wanted)


def _tracked_names() -> list[str]:
    return [table._meta.table_name for table in TABLES if not table.bookkeeping]
