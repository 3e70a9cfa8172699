"""Check: is the file sound, and does it say what the trail says it should?"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import apsw

from auditdesk.book import connections, search_index, trail
from auditdesk.book.as_of import days_of
from auditdesk.book.book import Book
from auditdesk.book.days import Days
from auditdesk.book.heads import TreeHead, find_head, read_head, tree_head
from auditdesk.book.hurt import DAMAGE, is_cut_off, unreadable_texts
from auditdesk.book.itself import itself
from auditdesk.book.reading import Reading
from auditdesk.book.search_check import differing
from auditdesk.book.shape import shape_of
from auditdesk.book.tables import TABLES, Table
from auditdesk.book.troubles import in_plain_words
from auditdesk.i18n import N_, _, ngettext

_MOST = 20


@dataclass(frozen=True)
class Checked:
    """What was looked at and what was found; `problems` is empty for a sound book.

    derived: sentences on what is made from the records, which can be made anew from them: the
    search index. odd: on what is no damage, and yet to be known: steps out of order in time, and
    countries that are none.
    """

    steps: int
    changes: int
    rows: int
    files: int
    head: trail.Head
    tree: TreeHead
    problems: tuple[str, ...]
    derived: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


def check(book: Book, head: str = "") -> Checked:
    """Check pages, references, the chain of the trail, every row against it, every file's digest.

    `head` is kept elsewhere, such as the root printed on a sheet, or the first 16 signs or more of
    a digest on an older one: a past that was rewritten or cut off behind it shows by its absence,
    and in no other way.
    """
    return checked(book, [problem for problem in checking(book, head) if problem])


def checking(book: Book, head: str = "") -> Iterator[str]:
    """Check bit by bit: the problems, with empty texts between them, so that nobody waits."""
    yield from damage(book.connection)
    yield from _head(book, head)


def damage(connection: apsw.Connection) -> Iterator[str]:
    """What is hurt of a book read through this connection, bit by bit; any byte of it may be.

    The schema may be an older one. What is derived from the records is not looked at.
    """
    parts: tuple[tuple[str, Callable[[apsw.Connection], Iterator[str]]], ...] = (
        (N_("its pages"), _pages),
        (N_("what it says of itself"), itself),
        (N_("its references"), _references),
        (N_("its trail"), _chain),
        (N_("its records"), _rows),
        (N_("its evidence files"), _files),
    )
    hurt = False
    for name, part in parts:
        try:
            for sentence in part(connection):
                hurt = hurt or bool(sentence)
                yield sentence
        except UnicodeDecodeError:
            hurt = True
            yield from unreadable_texts(connection, _MOST)
        except (*DAMAGE, apsw.IOError) as error:
            if isinstance(error, apsw.IOError) and not is_cut_off(error):
                raise
            hurt = True
            yield _("The file is damaged: {part} cannot be read to the end.").format(part=_(name))
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            if not hurt:
                raise
            yield _("What is damaged keeps {part} from being compared.").format(part=_(name))
        yield ""


def checked(book: Book, problems: Sequence[str]) -> Checked:
    """What was looked at, with the problems that were found."""

    def count(sql: str) -> int:
        try:
            return int(book.connection.execute(sql).get)
        except DAMAGE:
            return 0

    sound = not problems
    return Checked(
        steps=count("SELECT count(*) FROM step"),
        changes=count("SELECT count(*) FROM change"),
        rows=sum(count(f'SELECT count(*) FROM "{table}"') for table in _tracked_names()),
        files=count("SELECT count(*) FROM content"),
        head=book.head,
        tree=_tree_of(book),
        problems=tuple(problems),
        derived=tuple(differing(book.connection)) if sound else (),
        odd=(*odd_steps(days_of(book.connection)), *_misnamed()) if sound else (),
    )


def _tree_of(book: Book) -> TreeHead:
    try:
        return tree_head(book)
    except DAMAGE:
        return TreeHead(0, "")


def repair(book: Book) -> None:
    """Make anew what is derived from the records: the search index. No record is touched."""
    book.refuse_in_the_past()
    book.refuse_read_only()
    with in_plain_words(book.path):
        search_index.rebuild(book.connection)
        book.expect_own_write()


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


def _pages(connection: apsw.Connection) -> Iterator[str]:
    for (message,) in connection.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        if message != "ok":
            yield _("The file is damaged: {message}.").format(message=message)
    for page in islice(connections.torn_pages(connection), _MOST):
        yield _("Page {page} of the encrypted file is not as it was written.").format(page=page)


def _references(connection: apsw.Connection) -> Iterator[str]:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, _rowid, parent, _index in broken[:_MOST]:
        yield _("A row of {table} refers to a missing {parent}.").format(table=table, parent=parent)


def _chain(connection: apsw.Connection) -> Iterator[str]:
    """Every step as it was written: in the chain, and in the tree where the schema has one."""
    has_tree = _has_tree(connection)
    breaks, shown = trail.Breaks(has_tree), 0
    for stored in steps(connection):
        chained, grown = breaks.of(stored)
        if chained and grown:
            continue
        shown += 1
        if shown > _MOST:
            return
        seq = stored.step.seq
        if not chained:
            yield _("Step {seq} of the trail is not as it was written.").format(seq=seq)
        else:
            yield _("The tree does not hold step {seq} as it was written.").format(seq=seq)
    for table, column in (("change", "step_seq"), *([("tree", "seq")] if has_tree else [])):
        loose = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} NOT IN (SELECT seq FROM step)"
        ).get
        if loose:
            yield _("{n} changes of the trail belong to no step.").format(n=loose)


def _has_tree(connection: apsw.Connection) -> bool:
    sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'tree'"
    return bool(connection.execute(sql).get)


def steps(connection: apsw.Connection) -> Iterator[trail.Stored]:
    """The steps of the trail in their order, each with its stored digest and its changes."""
    changes = groupby(
        connection.execute(
            "SELECT step_seq, table_name, row, before, after FROM change"
            " ORDER BY step_seq, position"
        ),
        key=lambda change: change[0],
    )
    kept = "t.form, t.root, t.node, t.salts FROM step s LEFT JOIN tree t ON t.seq = s.seq"
    if not _has_tree(connection):
        kept = "NULL, NULL, NULL, NULL FROM step s"
    seq, group = next(changes, (None, iter(())))
    for *texts, digest, form, root, node, salts in connection.execute(
        "SELECT s.seq, s.id, s.at, s.who, s.device, s.what, s.undoes, s.final, s.hash,"
        f" {kept} ORDER BY s.seq"
    ):
        while seq is not None and seq < texts[0]:
            seq, group = next(changes, (None, iter(())))
        of_step: list[Any] = [change[1:] for change in group] if seq == texts[0] else []
        in_tree = None if form is None else trail.TreeEntry(form, root, node, salts)
        yield trail.Stored(trail.StepTexts(*texts), digest, of_step, in_tree)


def _rows(connection: apsw.Connection) -> Iterator[str]:
    """Every row must be what its changes add up to: an edit from outside leaves no change."""
    found = 0
    present = {
        name
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    }
    for table in TABLES:
        if table.bookkeeping or table.sql_name not in present:
            continue
        for message in _rows_of(connection, table):
            yield message
            found += bool(message)
            if found == _MOST:
                return


def _rows_of(connection: apsw.Connection, table: type[Table]) -> Iterator[str]:
    name = table.sql_name
    columns, absent, _unique = shape_of(connection, name)
    names = ", ".join(f'"{column}"' for column in columns)
    live = 0
    for row in connection.execute(f'SELECT {names} FROM "{name}"'):
        values = dict(zip(columns, row, strict=True))
        live += 1
        if live % 100 == 0:
            yield ""
        id = str(values.pop("id"))
        told = _told(connection, name, id)
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
    expected = connection.execute(
        "SELECT count(*) FROM (SELECT row, after, max(step_seq * 1000000 + position) FROM change"
        " WHERE table_name = ? GROUP BY row) WHERE after IS NOT NULL",
        (name,),
    ).get
    if live < expected:
        yield _("{n} rows of {table} were removed outside AuditDesk.").format(
            n=expected - live, table=name
        )


def _told(connection: apsw.Connection, table: str, row: str) -> dict[str, Any] | None:
    told: dict[str, Any] | None = None
    for before, after in connection.execute(
        "SELECT before, after FROM change WHERE table_name = ? AND row = ?"
        " ORDER BY step_seq, position",
        (table, row),
    ):
        told = None if after is None else (told if told and before else {}) | json.loads(after)
    return told


def _files(connection: apsw.Connection) -> Iterator[str]:
    for id, size, data in connection.execute("SELECT id, size, data FROM content"):
        if len(data) != size or hashlib.sha256(data).hexdigest() != id:
            yield _("The evidence file {digest} is not as it was added.").format(digest=id[:16])


def _head(book: Book, head: str) -> Iterator[str]:
    if not head.strip():
        return
    printed = read_head(head)
    if find_head(book.connection, printed) is None:
        yield _(
            "No step of this book has the digest {digest}: its past was rewritten or cut off after "
            "that digest was printed, or it is from another book."
        ).format(digest=printed.digest)


def _tracked_names() -> list[str]:
    return [table.sql_name for table in TABLES if not table.bookkeeping]
