"""Scorecard rows 1, 4 and 10: killed while editing, while migrating, and two at one book."""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from auditdesk.book import migrations, opening
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.step import Step
from auditdesk.book.tables import Person
from auditdesk.errors import Refusal, Trouble
from tests.faults.children import Child, within
from tests.faults.edits import edit
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
KILLS = figure(1_000, 20_000)
MIGRATION_KILLS = figure(100, 2_000)
RACES = figure(50, 1_000)


def _editing(path: Path, seed: int) -> Callable[[Callable[[str], None]], None]:
    def work(say: Callable[[str], None]) -> None:
        with Book.open(path) as book:
            chance = random.Random(seed)
            while True:
                edit(book, chance)
                say(str(book.head.seq))

    return work


def _lost_after_kills(path: Path, kills: int) -> int:
    """Kill an editor again and again; how often an acknowledged step was gone or a step too many."""
    chance = random.Random(1)
    lost = 0
    for n in range(kills):
        child = Child(_editing(path, n))
        first = child.line()
        assert not first.startswith("error"), first
        within(chance, 0.04)
        said = [first, *child.kill()]
        acknowledged = max(int(line) for line in said if line.isdigit())
        with Book.open(path) as book:
            lost += not acknowledged <= book.head.seq <= acknowledged + 1
            if n % 50 == 0 or n == kills - 1:
                assert check(book).problems == ()
        if path.stat().st_size > 4_000_000:
            shutil.copy(path.with_name("start"), path)
    return lost


@pytest.fixture
def path(prepared: Path, tmp_path: Path) -> Path:
    for name in ("test.auditdesk", "start"):
        shutil.copy(prepared / "issued.auditdesk", tmp_path / name)
    return tmp_path / "test.auditdesk"


def test_no_kill_loses_an_acknowledged_step(path: Path) -> None:
    assert _lost_after_kills(path, KILLS) == 0


def test_the_kills_find_a_book_that_acknowledges_too_early(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: the head is told as written while every commit is kept back."""
    honest = Step.commit

    def early(step: Step, what: str) -> frozenset[str]:
        connection = step._connection
        step._connection = _NoCommit(connection)  # type: ignore[assignment]
        try:
            return honest(step, what)
        finally:
            step._connection = connection

    def work(say: Callable[[str], None]) -> None:
        monkeypatch.setattr(Step, "commit", early)
        with Book.open(path) as book:
            with book.step("One") as step:
                step.add(Person, name="Lost")
            say(str(book.head.seq))
            within(random.Random(), 5.0)

    child = Child(work)
    acknowledged = int(child.line())
    child.kill()
    with Book.open(path) as book:
        assert book.head.seq < acknowledged


class _NoCommit:
    """A connection that forgets to commit."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *values: object) -> object:
        return None if sql == "COMMIT" else self._connection.execute(sql, *values)

    def executemany(self, sql: str, rows: object) -> object:
        return self._connection.executemany(sql, rows)

    def status(self, what: int) -> tuple[int, int]:
        return self._connection.status(what)


_REBUILD = (
    "CREATE TABLE site_new (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, floor TEXT) STRICT",
    "INSERT INTO site_new SELECT id, name, 'ground' FROM site",
    "DROP TABLE site",
    "ALTER TABLE site_new RENAME TO site",
    "CREATE UNIQUE INDEX site_name ON site (name)",
    "CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < 20000) SELECT i, hex(randomblob(50)) AS t FROM n",
)


def _rebuilding(execute: Callable[[str], object]) -> None:
    for statement in _REBUILD:
        execute(statement)


def _careless(execute: Callable[[str], object]) -> None:
    """Seeded fault: as executescript does, each statement is its own transaction."""
    execute("COMMIT")
    for statement in _REBUILD:
        execute(statement)
        execute("CREATE TABLE IF NOT EXISTS pause AS SELECT hex(randomblob(2000000)) AS t")
    execute("BEGIN EXCLUSIVE")


def _scripts(up: Callable[..., None]) -> tuple[migrations.Script, ...]:
    probe = apsw.Connection(":memory:")
    for script in migrations.shipped():
        script.up(probe.execute)
    for statement in _REBUILD:
        probe.execute(statement)
    after = migrations.fingerprint(probe)
    number = len(migrations.shipped()) + 1
    return (*migrations.shipped(), migrations.Script(number, "next_rebuild", number, after, up))


def _neither_old_nor_new(path: Path, kills: int, up: Callable[..., None]) -> tuple[int, int]:
    """Kill a migration at random moments; (how often the file is neither, how often it is new)."""
    scripts = _scripts(up)
    chance = random.Random(4)
    broken = new = 0

    def work(say: Callable[[str], None]) -> None:
        say("go")
        Book.open(path, scripts=scripts)
        say("done")

    def begun() -> Child:
        shutil.copy(path.with_name("start"), path)
        child = Child(work)
        child.line()
        return child

    child, began = begun(), time.monotonic()
    child.line()
    whole = time.monotonic() - began
    child.kill()
    for _n in range(kills):
        child = begun()
        within(chance, 1.4 * whole)
        child.kill()
        try:
            with Book.open(path):
                pass
        except Refusal:
            try:
                with Book.open(path, scripts=scripts) as book:
                    new += 1
                    assert check_pages(book)
            except (Refusal, Trouble):
                broken += 1
        except Trouble:
            broken += 1
    return broken, new


def check_pages(book: Book) -> bool:
    return bool(book.connection.execute("PRAGMA integrity_check").get == "ok")


def test_a_killed_migration_leaves_the_old_book_or_the_new_one(path: Path, tmp_path: Path) -> None:
    broken, new = _neither_old_nor_new(path, MIGRATION_KILLS, _rebuilding)
    assert broken == 0
    assert 0 < new < MIGRATION_KILLS, "the kills must fall on both sides of the commit"
    before = len(migrations.shipped())
    assert list((tmp_path / "xdg_data_home").rglob(f"* schema {before}.auditdesk"))


def test_the_kills_find_a_migration_without_a_transaction(path: Path) -> None:
    broken, _new = _neither_old_nor_new(path, MIGRATION_KILLS // 2, _careless)
    assert broken > 0


def _two_at_once(path: Path) -> list[str]:
    """Two programs open one book at the same moment; what each of them says of it."""

    def work(say: Callable[[str], None]) -> None:
        try:
            book = Book.open(path)
        except Trouble as trouble:
            assert "open in another AuditDesk" in str(trouble)
            say("refused")
            return
        with book.step("Mine") as step:
            step.add(Person, name=f"Person {book.head.seq} {random.random()}")
        say("wrote")
        time.sleep(60)

    children = [Child(work), Child(work)]
    said = [child.line() for child in children]
    for child in children:
        child.kill()
    return sorted(said)


def test_two_programs_never_write_one_book_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 0.1)
    for _race in range(RACES):
        assert _two_at_once(path) == ["refused", "wrote"]


def test_the_races_find_a_book_that_takes_no_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: the book is opened without the exclusive lock."""

    class Shared(apsw.Connection):
        def execute(self, sql, *values):  # type: ignore[no-untyped-def]
            free = {"PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"}
            plain = "BEGIN" if sql == "BEGIN EXCLUSIVE" else "SELECT 1"
            return super().execute(plain if sql in free else sql, *values)

    monkeypatch.setattr(opening, "_PATIENCE", 0.5)
    monkeypatch.setattr(apsw, "Connection", Shared)
    assert any(_two_at_once(path) != ["refused", "wrote"] for _race in range(10))


def test_a_killed_owner_leaves_no_lock_behind(path: Path) -> None:
    for n in range(20):
        child = Child(_editing(path, n))
        child.line()
        child.kill()
        with Book.open(path) as book, book.step("After the kill") as step:
            step.add(Person, name=f"After {n}")
