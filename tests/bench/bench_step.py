"""One step of the user with its trail, against the same rows in bare SQLite.

The steps are played once on a copy of the book while their statements are written down. Then the
product takes them on a second copy; a bare connection with the same settings replays the same
INSERT, UPDATE and DELETE statements, values ready, on a third (all rows: those of the tables, the
trail and the search index) and on a fourth (only those of the tables). They take turns.

“Step.change” is the step alone; “verb” is what a form calls: it also reads and checks the rules.
CPU says what is left when the disk is fast: a commit waits for the disk.
"""

import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import apsw

from auditdesk.book.book import Book
from auditdesk.book.opening import _PRAGMAS
from auditdesk.book.step import Step
from auditdesk.book.tables import Finding, GradeRow, Person, StandardRow
from auditdesk.work import findings
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main

TODAY = date(2026, 11, 23)
DERIVED = ("step", "change", "tree", "searchable", "search_words", "search_parts")
TEXT = (
    "The register of gauges shows eleven torque wrenches past their date; no rule stops their use."
)
Statements = dict[str, list[Any]]
"""Values by statement, in the order in which each statement came first."""
Case = tuple[str, int, Callable[[Step, Sequence[str], int], None]]


def _text(step: Step, ids: Sequence[str], n: int) -> None:
    step.change(Finding, ids[0], statement=f"{n} {TEXT}")


def _text_by_verb(step: Step, ids: Sequence[str], n: int) -> None:
    findings.change(step, ids[0], statement=f"{n} {TEXT}", today=TODAY)


def _day(step: Step, ids: Sequence[str], n: int) -> None:
    step.change(Finding, ids[0], answer_due=TODAY + timedelta(days=n))


def _new(step: Step, _ids: Sequence[str], n: int) -> None:
    grade, standard = step.get(GradeRow, "minor"), step.find(StandardRow, key="iso9001-2015")
    texts = {"requirement": TEXT, "evidence": f"{n} {TEXT * 3}", "statement": TEXT}
    findings.draft(
        step,
        grade=grade,
        raised_on=TODAY,
        standard=standard,
        clauses=["7.1.5.2"],
        today=TODAY,
        **texts,
    )


def _bulk(step: Step, ids: Sequence[str], n: int) -> None:
    owner = list(step.rows(Person))[n].id
    for id in ids:
        step.change(Finding, id, owner=owner)


def _bulk_by_verb(step: Step, ids: Sequence[str], n: int) -> None:
    owner = list(step.rows(Person))[n + 20].id
    for id in ids:
        findings.change(step, id, owner=owner, today=TODAY)


CASES: tuple[Case, ...] = (
    ("one text (Step.change)", 1, _text),
    ("one text (verb)", 1, _text_by_verb),
    ("one date, not searched (Step.change)", 1, _day),
    ("new finding with one clause (verb)", 1, _new),
    ("bulk (Step.change)", 1_000, _bulk),
    ("bulk (verb)", 1_000, _bulk_by_verb),
)


def run(setting: Setting) -> Iterator[Line]:
    """Median times and ratios for each kind of step."""
    made = big_book(setting.folder, setting.findings)
    copies = [
        setting.folder / f"step-{name}.auditdesk" for name in ("noted", "ours", "all", "tables")
    ]
    try:
        for copied in copies:
            shutil.copy(made, copied)
        for case in CASES:
            rounds = (2 if setting.quick else 9) if case[1] > 1 else (20 if setting.quick else 60)
            yield from _measured(case, rounds, copies)
    finally:
        for copied in copies:
            copied.unlink(missing_ok=True)


def _measured(case: Case, rounds: int, copies: Sequence[Path]) -> Iterator[Line]:
    name, n, change = case
    noted, ours, *bare = copies
    with Book.open(noted) as book:
        ids = _ids(book, n * (rounds + 1), name)
        groups = [ids[start : start + n] for start in range(0, len(ids), n)]
        played = [_noted(book, change, group, at) for at, group in enumerate(groups)]
    tables = [_only_tables(statements) for statements in played]
    connections = [_bare_connection(path) for path in bare]
    times: list[list[tuple[float, float]]] = [[], [], []]
    with Book.open(ours) as book:
        for at, group in enumerate(groups):
            works: list[Callable[[], None]] = [
                lambda group=group, at=at: _step(book, change, group, at),
                lambda at=at: _replay(connections[0], played[at]),
                lambda at=at: _replay(connections[1], tables[at]),
            ]
            for turn in range(3):
                which = (at + turn) % 3
                times[which].append(_timed(works[which]))
    for connection in connections:
        connection.close()
    yield from _lines(name if n == 1 else name.replace("bulk", f"bulk of {n:,}"), times)


def _lines(name: str, times: list[list[tuple[float, float]]]) -> Iterator[Line]:
    """Medians without the first round."""
    medians = [
        tuple(statistics.median(kind) * 1000 for kind in zip(*taken[1:], strict=True))
        for taken in times
    ]
    for kind, label in enumerate(("", "  of it CPU")):
        ours, every, tables = (median[kind] for median in medians)
        yield Line(
            label or name,
            f"{ours:8.2f} ms; same rows {every:8.2f} ms = {ours / every:5.2f} x;"
            f" table rows alone {tables:8.2f} ms = {ours / tables:5.2f} x",
            "" if label else "same rows: <= 3 x",
        )


def _ids(book: Book, n: int, case: str) -> list[str]:
    """Open findings; closed ones cannot be changed. Where there are too few, some come again."""
    sql = "SELECT id FROM finding WHERE number NOTNULL AND state != 'closed' ORDER BY id"
    found = [id for (id,) in book.select(sql)]
    random.Random(case).shuffle(found)
    return (found * (n // len(found) + 1))[:n]


def _step(book: Book, change: Callable[..., None], ids: Sequence[str], n: int) -> None:
    with book.step("A step") as step:
        change(step, ids, n)


def _noted(book: Book, change: Callable[..., None], ids: Sequence[str], n: int) -> Statements:
    """Take the step and note what it wrote."""
    statements: Statements = {}

    def note(_cursor: object, sql: str, values: Any) -> bool:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            statements.setdefault(sql, []).append(values)
        return True

    book.connection.exec_trace = note
    _step(book, change, ids, n)
    book.connection.exec_trace = None
    return statements


def _only_tables(statements: Statements) -> Statements:
    return {
        sql: values
        for sql, values in statements.items()
        if sql.removeprefix("INSERT INTO ").removeprefix("DELETE FROM ").split()[0].strip('"')
        not in DERIVED
    }


def _bare_connection(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    for pragma in ("PRAGMA locking_mode = EXCLUSIVE", *_PRAGMAS):
        connection.execute(pragma).fetchall()
    return connection


def _replay(connection: apsw.Connection, statements: Statements) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for sql, values in statements.items():
        connection.executemany(sql, values)
    connection.execute("COMMIT")


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds and CPU seconds."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


if __name__ == "__main__":
    main(str(__doc__), run)
