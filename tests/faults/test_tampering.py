"""Scorecard row 12: a thousand random alterations from outside are all found."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from tests.faults.edits import edit
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
EACH = figure(125, 2_500)

Tamper = Callable[[apsw.Connection, random.Random], None]


def _any_step(connection: apsw.Connection, chance: random.Random) -> int:
    last = connection.execute("SELECT max(seq) FROM step").get
    return chance.randrange(2, last)


def _edit_step(connection: apsw.Connection, chance: random.Random) -> None:
    column = chance.choice(("at", "who", "device", "what", "hash"))
    connection.execute(
        f"UPDATE step SET {column} = {column} || 'x' WHERE seq = ?",
        (_any_step(connection, chance),),
    )


def _edit_change(connection: apsw.Connection, chance: random.Random) -> None:
    connection.execute(
        'UPDATE change SET after = \'{"name":"x"}\' WHERE step_seq = ? AND position = 0',
        (_any_step(connection, chance),),
    )


def _remove_change(connection: apsw.Connection, chance: random.Random) -> None:
    connection.execute(
        "DELETE FROM change WHERE step_seq = ? AND position = 0", (_any_step(connection, chance),)
    )


def _remove_step(connection: apsw.Connection, chance: random.Random) -> None:
    seq = _any_step(connection, chance)
    connection.execute("DELETE FROM change WHERE step_seq = ?", (seq,))
    connection.execute("DELETE FROM step WHERE seq = ?", (seq,))


def _reorder(connection: apsw.Connection, chance: random.Random) -> None:
    seq = _any_step(connection, chance)
    for old, new in ((seq, 0), (seq - 1, seq), (0, seq - 1)):
        connection.execute("UPDATE step SET seq = ? WHERE seq = ?", (new, old))


def _edit_row(connection: apsw.Connection, chance: random.Random) -> None:
    column = chance.choice(("evidence", "statement", "requirement", "place"))
    connection.execute(
        f"UPDATE finding SET {column} = {column} || 'x' WHERE id = (SELECT id FROM finding"
        " ORDER BY random() LIMIT 1)"
    )


def _remove_row(connection: apsw.Connection, chance: random.Random) -> None:
    table = chance.choice(("unit_clause", "due_rule", "term", "clause_mapping"))
    connection.execute(
        f"DELETE FROM {table} WHERE id = (SELECT id FROM {table} ORDER BY random() LIMIT 1)"
    )


def _forge(connection: apsw.Connection, chance: random.Random) -> None:
    """Append a step whose digest is made up."""
    connection.execute(
        "INSERT INTO step (seq, id, at, who, device, what, undoes, final, hash) SELECT max(seq) + 1,"
        " 'f' || random(), max(at), 'Ines Okafor', 'laptop', 'Close', NULL, 0, lower(hex(randomblob(32)))"
        " FROM step"
    )


KINDS: tuple[Tamper, ...] = (
    _edit_step,
    _edit_change,
    _remove_change,
    _remove_step,
    _reorder,
    _edit_row,
    _remove_row,
    _forge,
)


@pytest.fixture(scope="module")
def worked(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tamper") / "worked.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    with Book.open(path) as book:
        chance = random.Random(12)
        for _n in range(60):
            edit(book, chance)
    return path


def _tampered(worked: Path, to: Path, tamper: Tamper, seed: int) -> bool:
    """Alter a copy, with the triggers off and on again; whether the check finds it."""
    shutil.copy(worked, to)
    connection = apsw.Connection(str(to))
    connection.execute("PRAGMA synchronous = OFF")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    ).fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    tamper(connection, random.Random(seed))
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()
    with Book.open(to) as book:
        return bool(check(book).problems)


@pytest.mark.parametrize("tamper", KINDS, ids=lambda tamper: tamper.__name__.strip("_"))
def test_every_alteration_is_found(worked: Path, tmp_path: Path, tamper: Tamper) -> None:
    found = [_tampered(worked, tmp_path / "t.auditdesk", tamper, seed) for seed in range(EACH)]
    assert sum(found) == EACH


def test_an_untouched_copy_is_sound(worked: Path, tmp_path: Path) -> None:
    assert not _tampered(worked, tmp_path / "t.auditdesk", lambda _connection, _chance: None, 0)


def test_the_check_that_looks_at_pages_only_would_miss_them(
    worked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded fault: without chain and rows the alterations pass."""
    for name in ("_chain", "_rows"):
        monkeypatch.setattr(f"auditdesk.book.check.{name}", lambda _book: iter(()))
    assert not _tampered(worked, tmp_path / "t.auditdesk", _edit_step, 1)
