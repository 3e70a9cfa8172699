"""The tree beside the chain: its form, how a book of before gains it, and what it finds."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import apsw
import pytest

from auditdesk.book import check as checking
from auditdesk.book import merkle, trail
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.tables import Person
from tests.conftest import Desk

BOOKS = Path(__file__).parents[1] / "books"
LEAVES = [merkle.leaf(bytes([n])) for n in range(130)]


def naive(leaves: Sequence[bytes]) -> bytes:
    """The root as RFC 9162 defines it, by recursion."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(2**k for k in range(8) if 2**k < len(leaves))
    return hashlib.sha256(b"\1" + naive(leaves[:split]) + naive(leaves[split:])).digest()


def kept_of(leaves: Sequence[bytes]) -> dict[int, bytes]:
    """The nodes that a book keeps of a tree that grew by these leaves."""
    kept: dict[int, bytes] = {}
    for number, leaf in enumerate(leaves, 1):
        kept[number] = merkle.next_node(kept.__getitem__, number, leaf)
    return kept


def grown(leaves: Sequence[bytes]) -> merkle.Grown:
    return merkle.Grown(kept_of(leaves).__getitem__, lambda number: leaves[number - 1])


def test_a_root_is_that_of_the_rfc_for_every_size() -> None:
    kept = kept_of(LEAVES)
    for size in range(len(LEAVES) + 1):
        root = merkle.grown_root(kept.__getitem__, size)
        assert naive(LEAVES[:size]) == merkle.root(LEAVES[:size]) == root


def test_a_path_from_what_is_kept_is_that_of_the_leaves() -> None:
    tree = grown(LEAVES)
    for size in range(1, 70):
        for number in range(1, size + 1):
            assert tree.path(number, size) == merkle.path(LEAVES[:size], number - 1)


def _roots(book: Book) -> list[bytes]:
    return [root for (root,) in book.select("SELECT root FROM tree ORDER BY seq")]


@pytest.mark.parametrize("path", sorted(BOOKS.glob("*.auditdesk")), ids=lambda path: path.stem)
def test_a_book_of_before_keeps_its_chain_and_gains_the_same_tree_in_every_copy(
    path: Path, tmp_path: Path
) -> None:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    before = connection.execute("SELECT seq, hash FROM step ORDER BY seq").fetchall()
    connection.close()
    nodes = []
    for name in ("one", "other"):
        shutil.copy(path, tmp_path / f"{name}.auditdesk")
        with Book.open(tmp_path / f"{name}.auditdesk") as book:
            assert check(book).problems == ()
            assert list(book.select("SELECT seq, hash FROM step ORDER BY seq")) == before
            nodes.append(list(book.select("SELECT * FROM tree ORDER BY seq")))
            assert [row[0] for row in nodes[-1]] == [seq for seq, _digest in before]
            with book.step("One more") as step:
                step.add(Person, name="Later")
            assert check(book).problems == ()
    assert nodes[0] == nodes[1]


def test_a_new_step_is_of_the_form_that_lets_parts_be_withheld(desk: Desk) -> None:
    """The chain verifies from the header and the root alone."""
    desk.add("person", name="Later")
    *_rest, before, last = checking.steps(desk.book.connection)
    assert last.kept is not None and last.kept.form == trail.ROOTED
    assert len(last.kept.salts) == trail.SALT * (len(trail.SAID) + len(last.changes))
    step, n = last.step, len(last.changes)
    header = f'[2,{step.seq},"{step.id}","{step.at}",null,{step.final},{n}]'
    chained = hashlib.sha256(f"{before.digest}\n{header}\n{last.kept.root.hex()}".encode())
    assert chained.hexdigest() == last.digest


def test_two_steps_that_say_the_same_have_different_leaves(desk: Desk) -> None:
    desk.add("person", name="Later")
    last = list(checking.steps(desk.book.connection))[-1]
    assert last.kept is not None
    salts = {last.kept.salts[n : n + trail.SALT] for n in range(0, len(last.kept.salts), 16)}
    assert len(salts) == len(trail.SAID) + len(last.changes)
    again = trail.Leaves(last.step)
    assert not set(again.hashes) & set(trail.leaves("", last.step, [], last.kept).hashes)


KINDS = {
    "the root of a step": "UPDATE tree SET root = zeroblob(32) WHERE seq = 3",
    "a node": "UPDATE tree SET node = zeroblob(32) WHERE seq = 4",
    "a salt": "UPDATE tree SET salts = zeroblob(length(salts)) WHERE seq = 5",
    "a form": "UPDATE tree SET form = 1 WHERE seq = 5",
    "an unknown form": "UPDATE tree SET form = 3 WHERE seq = 5",
    "a row that is gone": "DELETE FROM tree WHERE seq = 6",
    "a row too many": (
        "INSERT INTO tree SELECT max(seq) + 1, 2, zeroblob(32), zeroblob(32), x'' FROM tree"
    ),
    "two rows exchanged": (
        "UPDATE tree SET seq = 99999 WHERE seq = 3; UPDATE tree SET seq = 3 WHERE seq = 4;"
        " UPDATE tree SET seq = 4 WHERE seq = 99999"
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_with_the_tree_is_found(desk: Desk, kind: str) -> None:
    desk.add("person", name="Later")
    path = desk.book.path
    desk.book.close()
    connection = apsw.Connection(str(path))
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'tree'"
    ).fetchall()
    assert len(triggers) == 2
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(KINDS[kind])
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()
    with Book.open(path) as book:
        assert check(book).problems


def test_the_tree_is_append_only(desk: Desk) -> None:
    for sql in ("UPDATE tree SET form = 2", "DELETE FROM tree"):
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            desk.book.connection.execute(sql)


def test_a_step_that_is_refused_leaves_nothing_in_the_tree(desk: Desk) -> None:
    before = _roots(desk.book)
    with pytest.raises(ZeroDivisionError), desk.book.step("Nothing") as step:
        step.add(Person, name="Later")
        raise ZeroDivisionError
    assert _roots(desk.book) == before


def test_an_undo_is_one_more_leaf(desk: Desk) -> None:
    desk.add("person", name="Later")
    before = _roots(desk.book)
    desk.book.undo()
    assert _roots(desk.book)[:-1] == before
    assert check(desk.book).problems == ()
