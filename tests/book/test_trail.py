"""The trail proves what happened: tampering from outside is found."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as some

from auditdesk.book import trail
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.heads import find_head, read_head, tree_head
from auditdesk.errors import Refusal
from tests.conftest import Desk

_DISARM = [
    f"DROP TRIGGER {table}_{what}"
    for table in ("step", "change", "tree", "number_given")
    for what in ("update", "delete")
]


def _tamper(path: Path, *statements: str) -> None:
    """Change the file as somebody with a database tool would, and put the triggers back."""
    connection = apsw.Connection(str(path))
    triggers = [
        sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")
    ]
    for statement in (*_DISARM, *statements, *triggers):
        connection.execute(statement)
    connection.close()


KINDS: dict[str, tuple[str, ...]] = {
    "a row is edited": ("UPDATE finding SET grade_id = 'observation'",),
    "a row is removed": ("DELETE FROM competence", "DELETE FROM absence"),
    "a row is added": (
        "INSERT INTO site (id, name, address, country, region, retired) VALUES ('x', 'X', '', '', '', 0)",
    ),
    "a change is edited": ("UPDATE change SET after = replace(after, 'Lopes', 'Lopez')",),
    "a change is removed": ("DELETE FROM change WHERE step_seq = 5",),
    "a step is edited": ("UPDATE step SET who = 'Nobody' WHERE seq = 7",),
    "a step is removed from the middle": (
        "DELETE FROM change WHERE step_seq = 6",
        "DELETE FROM step WHERE seq = 6",
    ),
    "two steps are swapped": (
        "UPDATE step SET seq = 999 WHERE seq = 5",
        "UPDATE step SET seq = 5 WHERE seq = 6",
        "UPDATE step SET seq = 6 WHERE seq = 999",
    ),
    "a digest is edited": ("UPDATE step SET hash = hex(zeroblob(32)) WHERE seq = 4",),
    "evidence is edited": ("UPDATE content SET data = CAST('other' AS BLOB)",),
}


@pytest.mark.parametrize("kind", KINDS)
def test_tampering_is_found(issued: Desk, kind: str, tmp_path: Path) -> None:
    photo = tmp_path / "note.txt"
    photo.write_bytes(b"photo")
    issued.add("evidence", finding="NC-2026-001", file=str(photo))
    issued.add("absence", person="T. Haas", starts_on="2026-12-24", ends_on="2026-12-31")
    assert check(issued.book).problems == ()
    issued.book.close()
    _tamper(issued.book.path, *KINDS[kind])
    with Book.open(issued.book.path) as book:
        assert check(book).problems


def test_a_cut_tail_is_found_only_by_a_head_kept_elsewhere(issued: Desk) -> None:
    head = issued.book.head
    issued.book.close()
    added = f"(SELECT row FROM change WHERE step_seq = {head.seq} AND before IS NULL)"
    removed = [
        f"DELETE FROM {table} WHERE id IN {added}"
        for table in ("number_given", "move", "finding_clause", "finding")
    ]
    _tamper(
        issued.book.path,
        "PRAGMA foreign_keys = OFF",
        *removed,
        f"DELETE FROM change WHERE step_seq = {head.seq}",
        f"DELETE FROM step WHERE seq = {head.seq}",
        f"DELETE FROM tree WHERE seq = {head.seq}",
    )
    with Book.open(issued.book.path) as book:
        assert check(book).problems == ()
        (problem,) = check(book, head.digest).problems
        assert "rewritten or cut off" in problem


@pytest.mark.parametrize("cut", [64, 32, 16])
def test_a_digest_from_paper_is_recognised(issued: Desk, cut: int) -> None:
    printed = issued.book.head.digest[:cut]
    issued.add("person", name="Later")
    assert check(issued.book, printed).problems == ()


def test_a_digest_from_another_book_is_not_recognised(issued: Desk) -> None:
    assert check(issued.book, "0" * 64).problems


@pytest.mark.parametrize("digest", ["abc", "0" * 15, "g" * 16])
def test_what_is_no_digest_accuses_nobody(issued: Desk, digest: str) -> None:
    with pytest.raises(Refusal, match="no digest that proves anything"):
        check(issued.book, digest)


def test_steps_are_ordered_by_number_not_by_the_clock(desk: Desk) -> None:
    numbers = [seq for (seq,) in desk.book.connection.execute("SELECT seq FROM step ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_undoing_everything_leads_back_to_the_start(desk: Desk) -> None:
    start = _content(desk.book)
    steps: list[Callable[[], object]] = [
        lambda: desk.add("person", name="New"),
        lambda: desk.set("person", "New", job="Buyer", roles=["auditor"]),
        lambda: desk.add("process", name="Sales", owner="New", workers=["New"]),
        lambda: desk.add("unit", process="Sales", site="Graz"),
        lambda: desk.add("finding", grade="observation", evidence="x"),
        lambda: desk.set("process", "Sales", workers=[]),
    ]
    for step in steps:
        step()
    end = _content(desk.book)
    for _step in steps:
        desk.book.undo()
    assert _content(desk.book) == start
    for _step in steps:
        desk.book.redo()
    assert _content(desk.book) == end
    assert check(desk.book).problems == ()


def _content(book: Book) -> dict[str, list[tuple]]:
    skipped = ("step", "change", "tree", "number_given")
    names = [
        name
        for (name,) in book.connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%'"
        ).fetchall()
    ]
    return {
        name: sorted(book.connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
        for name in names
        if name not in skipped
    }


_VALUES = some.one_of(some.none(), some.integers(), some.floats(allow_nan=False), some.text())


@given(some.dictionaries(some.text(), _VALUES))
def test_a_row_is_told_as_the_canonical_json(row: dict[str, object]) -> None:
    told = trail.row_text(trail.labels(row), list(row.values()))
    assert told == json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_the_canonical_form_of_a_step_stays_what_it_was() -> None:
    step = trail.StepTexts(
        1, "a", "2026-01-01T00:00:00.000000Z", "Ä", "laptop", 'say "so"', None, 0
    )
    changes: list[trail.ChangeTexts] = [
        ("person", "p", None, '{"name":"王 \\u0001"}'), ("person", "p", '{"job":null}', '{"job":"x"}')
    ]  # fmt: skip
    told = [*step, [list(change) for change in changes]]
    canonical = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(f"{trail.GENESIS}\n{canonical}".encode()).hexdigest()
    assert trail.digest(trail.GENESIS, step, changes) == digest


def _printed(book: Book) -> list[str]:
    """The head of now in every way in which it is printed or typed."""
    head, chained = tree_head(book), book.head.digest
    trail_line = f"Trail {head.root}, step {head.size}"
    old_line = f"Trail {chained[:16]}, step {head.size}"
    return [head.text, head.root, head.root.upper(), head.root[:32], trail_line, old_line, chained]


def test_a_head_is_known_in_every_way_in_which_it_was_ever_printed(issued: Desk) -> None:
    heads = _printed(issued.book)
    seq = issued.book.head.seq
    for n in range(5):
        issued.add("person", name=f"Later {n}")
    for text in heads:
        known = find_head(issued.book.connection, read_head(text))
        assert known is not None and known.seq == seq, text
        assert check(issued.book, text).problems == ()


def test_a_head_with_the_wrong_step_beside_it_is_not_known(issued: Desk) -> None:
    head = tree_head(issued.book)
    issued.add("person", name="Later")
    for text in (
        f"{head.size + 1}:{head.root}",
        f"{head.size + 1}:{issued.book.head.digest[::-1]}",
    ):
        assert find_head(issued.book.connection, read_head(text)) is None


def test_the_head_of_a_past_is_the_one_that_was_printed_then(desk: Desk) -> None:
    heads = []
    for n in range(6):
        desk.add("person", name=f"Later {n}")
        heads.append(tree_head(desk.book))
    for head in heads:
        with desk.book.as_of(head.size):
            assert tree_head(desk.book) == head


def test_an_empty_book_has_a_head(tmp_path: Path) -> None:
    with Book.create(tmp_path / "empty.auditdesk") as book:
        assert tree_head(book) == (0, hashlib.sha256(b"").hexdigest())
        assert check(book).problems == ()
