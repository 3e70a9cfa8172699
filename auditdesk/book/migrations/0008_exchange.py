"""Schema 8: a Merkle tree beside the chain of the trail, and sheets that are proven by it.

The steps that are there keep their digests and gain their leaves, whose salts follow from the step
itself: every copy of a book gains the same tree. The forms are frozen here as they are written.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

COMPATIBILITY = 8
FINGERPRINT = "592deb9bda4540d05839084497d5803f5d6580a6682dab39e2d9d0ec201663ec"

STATEMENTS = (
    'CREATE TABLE "tree" ("seq" INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 0), "form" INTEGER NOT NULL CHECK (form >= 1), "root" BLOB NOT NULL, "node" BLOB NOT NULL, "salts" BLOB NOT NULL) STRICT',
    "CREATE TRIGGER tree_update BEFORE UPDATE ON \"tree\" BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    "CREATE TRIGGER tree_delete BEFORE DELETE ON \"tree\" BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END",
    'CREATE TABLE "proven_sheet" ("id" TEXT NOT NULL PRIMARY KEY, "table_name" TEXT NOT NULL, "row" TEXT NOT NULL, "number" TEXT NOT NULL, "digest" TEXT NOT NULL) STRICT',
    'CREATE INDEX "proven_sheet_table_name_row" ON "proven_sheet" ("table_name", "row")',
)
_GENESIS = "0" * 64
_FORM = 1
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def up(execute: Callable[..., Any]) -> None:
    """Add the tables, and to the tree what it keeps of each step."""
    for statement in STATEMENTS:
        execute(statement)
    previous, nodes = _GENESIS, dict[int, bytes]()
    for step, digest, changes in _steps(execute):
        seq, id, at, who, device, what, undoes, final = step
        inline = f"salts\n{previous}\n{_JSON([*step, changes])}"
        seed = sha256(inline.encode()).digest()
        said = [["who", who], ["device", device], ["what", what]]
        entries = said + [[position, *change] for position, change in enumerate(changes)]
        root = _root([
            _leaf(sha256(seed + place.to_bytes(8, "big")).digest()[:16] + _JSON(entry).encode())
            for place, entry in enumerate(entries)
        ])  # fmt: skip
        header = [_FORM, seq, id, at, undoes, final, len(changes), digest, root.hex()]
        node, size = _leaf(_JSON(header).encode()), 1
        while seq % (2 * size) == 0:
            node = _node(nodes.pop(seq - size), node)
            size *= 2
        nodes[seq] = node
        execute(
            "INSERT INTO tree (seq, form, root, node, salts) VALUES (?, ?, ?, ?, ?)",
            (seq, _FORM, root, node, b""),
        )
        previous = digest


def _steps(execute: Callable[..., Any]) -> Iterator[tuple[list[Any], str, list[list[Any]]]]:
    """The steps in their order, each with its digest and its changes."""
    of_steps = groupby(
        execute(
            "SELECT step_seq, table_name, row, before, after FROM change"
            " ORDER BY step_seq, position"
        ),
        key=lambda change: change[0],
    )
    seq, group = next(of_steps, (None, iter(())))
    for *step, digest in execute(
        "SELECT seq, id, at, who, device, what, undoes, final, hash FROM step ORDER BY seq"
    ):
        changes: list[list[Any]] = []
        if seq == step[0]:
            changes = [list(change[1:]) for change in group]
            seq, group = next(of_steps, (None, iter(())))
        yield step, digest, changes


def _leaf(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def _root(level: list[bytes]) -> bytes:
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [_node(*pair) for pair in pairs] + (level[-1:] if len(level) % 2 else [])
    return level[0]
