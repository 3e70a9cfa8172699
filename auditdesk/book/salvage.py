"""Salvage: every record that can still be read out of a damaged book, in a new one.

Each record is in the file twice: in its table, and in the trail that tells how it became so. The
trail is kept as far as its chain holds; one more step leads from there to what could be read.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from auditdesk import files
from auditdesk.book import connections, search_index, trail
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.found_records import FoundRecords, text_of
from auditdesk.book.ids import new_id
from auditdesk.book.raw_pages import RawFile
from auditdesk.book.shape import Shape, shape_of
from auditdesk.book.tables import TABLES
from auditdesk.book.texts import moment_text
from auditdesk.book.trail_writer import write_again, write_step
from auditdesk.book.troubles import in_plain_words
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import _, ngettext

Key = tuple[str, str]
"""A table and the id of a row of it."""
Values = dict[str, Any]


class Salvaged(NamedTuple):
    """What came of it: how many records of each table are in the new book, and what is not.

    lost: a sentence for each thing that could not be read, or not for certain.
    """

    records: dict[str, int]
    steps: int
    lost: tuple[str, ...]


def salvage(damaged: Path, to: Path, who: str = "") -> Salvaged:
    """Write what can be read of a damaged book into a new one, and a list of what cannot beside it.

    The list quotes what was read, so there is none beside an encrypted book.

    Refusal where the file is open here or holds nothing of a book, where `to` is no name of a book,
    or one of both exists. The new book is under the passphrase of the damaged one, whose pages
    nothing can be read of without it (Locked).
    """
    listed = to.with_name(f"{to.stem} salvaged.txt")
    secret = connections.is_encrypted(damaged)
    if listed.exists() and not secret:
        raise Refusal(_("{name} exists already: choose another name.").format(name=listed.name))
    files.refuse_ending(to, files.BOOK)
    found = FoundRecords(RawFile(_bytes_of(damaged)))
    if not found.steps and not found.live:
        raise Refusal(_("Nothing of a book can be read in {name}.").format(name=damaged.name))
    book = Book.create(to, who, key=connections.key_at(damaged))
    try:
        with book, in_plain_words(book.path):
            told = _Written(book, found, damaged.name).write()
            problems = check(book).problems
            book.connection.execute("PRAGMA optimize")
    except BaseException:  # half a book would be taken for all that could be read
        book.path.unlink(missing_ok=True)
        raise
    result = told._replace(lost=(*told.lost, *problems))
    if not secret:
        _tell(result, damaged, listed)
    return result


def _bytes_of(damaged: Path) -> bytes:
    """All bytes of a book, without its encryption; Locked where nobody has said its passphrase."""
    if not files.is_open(damaged) and connections.is_encrypted(damaged):
        return connections.image(damaged)
    return files.of_closed_book(damaged)


def _tell(result: Salvaged, damaged: Path, to: Path) -> None:
    lines = [
        _("Salvaged from {name}.").format(name=damaged),
        *(f"{table}: {n}" for table, n in sorted(result.records.items()) if n),
        "",
        *(result.lost or (_("Everything could be read."),)),
    ]
    try:
        files.make_private(to)
        to.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise Trouble(files.why(error, to)) from error


class _Written:
    """The new book, filled with what was found."""

    def __init__(self, book: Book, found: FoundRecords, source: str) -> None:
        self._book, self._found, self._source = book, found, source
        self._execute = book.connection.execute
        self._shapes = {
            table.sql_name: shape_of(book.connection, table.sql_name)
            for table in TABLES
            if not table.bookkeeping
        }
        self._lost: list[str] = []

    def write(self) -> Salvaged:
        """All of it in one transaction."""
        self._execute("BEGIN IMMEDIATE")
        try:
            self._execute("PRAGMA defer_foreign_keys = ON")
            rows = self._fill()
            self._execute("COMMIT")
        finally:
            if self._book.connection.in_transaction:
                self._execute("ROLLBACK")
        search_index.rebuild(self._book.connection)
        self._book.expect_own_write()
        counts: dict[str, int] = defaultdict(int)
        for table, _row in rows:
            counts[table] += 1
        return Salvaged(dict(counts), len(self._found.steps), tuple(self._lost))

    def _fill(self) -> dict[Key, Values]:
        found = self._found
        if found.info:
            self._execute("UPDATE book_info SET id = ?, made_at = ?, made_with = ?", found.info)
        for id, data in found.contents.items():
            self._execute(
                "INSERT INTO content (id, size, data) VALUES (?, ?, ?)", (id, len(data), data)
            )
        held = self._chain_holds_to()
        before = self._played(range(1, held + 1))
        rows = self._best_known()
        last = max((*found.steps, *found.changes), default=0)
        if held == last > 0 and {key: self._whole(key, rows) for key in rows} == {
            key: self._whole(key, before) for key in before
        }:
            self._lost.clear()  # the tables say nothing that the trail does not
        else:
            self._tell_gaps(held, last)
        rows = self._inserted(self._referring(rows))
        for seq in range(1, held + 1):
            write_again(self._book.connection, self._stored(seq))
        digest = found.steps[held][1] if held else trail.GENESIS
        self._book.head = trail.Head(held, digest)
        self._write_salvage_step(before, rows)
        return rows

    # --- the trail ----------------------------------------------------------------------------

    def _chain_holds_to(self) -> int:
        """The last step of the trail that follows without a gap from the first."""
        breaks = trail.Breaks(has_tree=bool(self._found.kept))
        last = max(self._found.steps, default=0)
        for seq in range(1, last + 1):
            if seq not in self._found.steps:
                return seq - 1
            chained, _grown = breaks.of(self._stored(seq))  # the tree is grown anew
            if not chained:
                return seq - 1
        return last

    def _stored(self, seq: int) -> trail.Stored:
        changes = list(self._changes_of(seq))
        return trail.Stored(*self._found.steps[seq], changes, self._found.kept.get(seq))

    def _changes_of(self, seq: int) -> Iterator[trail.ChangeTexts]:
        changes = self._found.changes.get(seq, {})
        return (changes[position] for position in sorted(changes))

    def _tell_gaps(self, held: int, last: int) -> None:
        self._lost.append(
            _(
                "The trail holds up to step {held} of {last} or more; from there on one step tells"
                " what was salvaged."
            ).format(held=held, last=last)
        )
        for seq in range(held + 1, last + 1):
            if seq in self._found.steps:
                step, _digest = self._found.steps[seq]
                self._lost.append(
                    _("Step {seq} of {at} by {who} is not in the trail any more: {what}").format(
                        seq=seq, at=step.at, who=step.who, what=step.what
                    )
                )
            else:
                self._lost.append(_("Step {seq} could not be read.").format(seq=seq))
        if self._found.spoilt:
            self._lost.append(
                ngettext(
                    "{n} entry of the trail or evidence file is damaged and left out.",
                    "{n} entries of the trail or evidence files are damaged and left out.",
                    self._found.spoilt,
                ).format(n=self._found.spoilt)
            )

    def _played(self, steps: range) -> dict[Key, Values]:
        """The rows that these steps lead to."""
        rows: dict[Key, Values] = {}
        for seq in steps:
            for table, row, before, after in self._changes_of(seq):
                key = (table, row)
                if after is None:
                    rows.pop(key, None)
                elif before is None or key in rows:
                    rows[key] = (rows[key] if before else {}) | json.loads(after)
        return rows

    def _write_salvage_step(self, before: dict[Key, Values], rows: dict[Key, Values]) -> None:
        changes = []
        for key in sorted(before.keys() | rows.keys()):
            shape = self._shapes[key[0]]
            old = _without_id(shape.whole(before[key])) if key in before else None
            new = rows.get(key)
            if old != new:
                changes.append((*key, *_texts(shape, old, new)))
        if not changes:
            return
        step = trail.StepTexts(
            self._book.head.seq + 1, new_id(), moment_text(datetime.now(UTC)), self._book.who,
            self._book.device, _("Salvaged from {name}").format(name=self._source), None, 1,
        )  # fmt: skip
        self._book.head = write_step(self._book.connection, self._book.head, step, changes)

    # --- the rows -----------------------------------------------------------------------------

    def _best_known(self) -> dict[Key, Values]:
        """The rows as their tables hold them, else as the readable part of the trail tells."""
        found = self._found
        told: dict[Key, Values] = {}
        partial: set[Key] = set()
        gone: set[Key] = set()
        known: dict[str, set[str]] = defaultdict(set)
        earlier: dict[Key, list[Values | None]] = defaultdict(list)
        for seq in sorted(found.changes):
            for table, row, before, after in self._changes_of(seq):
                key = (table, row)
                known[row].add(table)
                if after is None:
                    told.pop(key, None)
                    gone.add(key)
                    continue
                if before is not None and key not in told:
                    partial.add(key)
                if key in told:
                    earlier[key].append(self._whole(key, told))
                told[key] = (told.get(key, {}) if before else {}) | json.loads(after)
                gone.discard(key)
                if before is None:
                    partial.discard(key)
        rows: dict[Key, Values] = {}
        for key, values in self._live(known):
            now = self._whole(key, told)
            stale = values in earlier[key] and values != now
            if key not in gone and not stale and (key not in rows or values == now):
                rows[key] = values
        for key, values in told.items():
            if key in rows:
                continue
            whole = self._shapes[key[0]].whole(values) if key[0] in self._shapes else None
            if key in partial or whole is None:
                self._lost.append(
                    _("{table} {row} could not be read.").format(table=key[0], row=key[1])
                )
                continue
            rows[key] = whole
            self._lost.append(
                _("{table} {row} is taken from the trail, and may be older than it was.").format(
                    table=key[0], row=key[1]
                )
            )
        return rows

    def _whole(self, key: Key, told: dict[Key, Values]) -> Values | None:
        """A row as the trail tells it, with all its columns."""
        if key not in told or key[0] not in self._shapes:
            return None
        return _without_id(self._shapes[key[0]].whole(told[key]))

    def _live(self, known: dict[str, set[str]]) -> Iterator[tuple[Key, Values]]:
        """The readable rows of tables, each with the table that it is of."""
        for count, records in self._found.live.items():
            fitting = [name for name, shape in self._shapes.items() if len(shape.columns) >= count]
            for id, record in records:
                owner = self._found.owned.get(record.page)
                tables = {owner} if owner else known.get(id, set())
                values = [
                    text_of(value) if is_text else value
                    for value, is_text in zip(record.values, record.texts, strict=True)
                ]
                names = [name for name in fitting if name in tables]
                if len(names) != 1:
                    if not owner:
                        self._lost.append(
                            _(
                                "A record {row} was read, and nothing tells what it is of: {text}"
                            ).format(row=id, text=_shown(values))
                        )
                    continue
                shape = self._shapes[names[0]]
                pairs = zip(values, record.values, strict=True)
                if any(text is None and stored is not None for text, stored in pairs):
                    continue
                held = dict(zip(shape.columns, values, strict=False))
                held.pop("id")
                yield (
                    (names[0], id),
                    {
                        name: held.get(name, shape.defaults.get(name))
                        for name in shape.columns
                        if name != "id"
                    },
                )

    def _referring(self, rows: dict[Key, Values]) -> dict[Key, Values]:
        """The rows without references to what is not there; a row that needs one goes with it."""
        shapes = self._shapes
        references = {name: self._references(name) for name in shapes}
        kept = {
            key: _without_id(shapes[key[0]].whole(values))
            for key, values in rows.items()
            if key[0] in shapes
        }
        missing = True
        while missing:
            missing = False
            for key, values in list(kept.items()):
                for column, parent, needed in references[key[0]]:
                    to = values[column]
                    there = to in self._found.contents if parent == "content" else (
                        (parent, to) in kept)  # fmt: skip
                    if to is None or there:
                        continue
                    missing = True
                    if needed:
                        del kept[key]
                    else:
                        values[column] = None
                    self._lost.append(
                        _("{table} {row} named a {parent} that could not be read: {text}").format(
                            table=key[0], row=key[1], parent=parent, text=_shown(values)
                        )
                    )
                    if needed:
                        break
        return kept

    def _references(self, table: str) -> list[tuple[str, str, bool]]:
        """The columns that name a row of another table, that table, and whether they must."""
        needed = {
            str(name)
            for name, notnull in self._execute(
                'SELECT name, "notnull" FROM pragma_table_info(?)', (table,)
            )
            if notnull
        }
        return [
            (str(column), str(parent), str(column) in needed)
            for parent, column in self._execute(
                'SELECT "table", "from" FROM pragma_foreign_key_list(?)', (table,)
            )
        ]

    def _inserted(self, rows: dict[Key, Values]) -> dict[Key, Values]:
        """Put the rows into their tables; those that went in."""
        kept = {}
        for (table, row), values in rows.items():
            names = ", ".join(f'"{name}"' for name in ("id", *values))
            marks = ", ".join("?" * (len(values) + 1))
            try:
                self._execute(
                    f'INSERT INTO "{table}" ({names}) VALUES ({marks})', (row, *values.values())
                )
            except apsw.Error:
                self._lost.append(
                    _("{table} {row} holds what none can hold, and is left out: {text}").format(
                        table=table, row=row, text=_shown(values)
                    )
                )
                continue
            kept[table, row] = values
        return kept


def _texts(shape: Shape, old: Values | None, new: Values | None) -> tuple[str | None, str | None]:
    """A row before and after as the trail holds it: what differs, or the whole of one."""
    names = [name for name in shape.columns if name != "id"]

    def text(values: Values | None) -> str | None:
        if values is None:
            return None
        if old is not None and new is not None:
            shown = [name for name in names if old.get(name) != new.get(name)]
        else:
            shown = [name for name in names if values.get(name) is not None]
        held = tuple(values.get(name) for name in names)
        return trail.row_text([one for one in trail.labels(names) if names[one[0]] in shown], held)

    return text(old), text(new)


def _without_id(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != "id"}


def _shown(values: Any) -> str:
    """What a record says, for who looks for it in the list of what could not be taken over."""
    return json.dumps(values, ensure_ascii=False, default=repr)
