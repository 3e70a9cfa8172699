"""Writing the trail: a step with its changes, its digest, and what the tree keeps of it."""

from collections.abc import Iterable
from typing import Any

import apsw

from auditdesk.book import merkle, trail


def write_step(
    connection: apsw.Connection,
    head: trail.Head,
    step: trail.StepTexts,
    changes: Iterable[trail.ChangeTexts],
) -> trail.Head:
    """Write a new step that follows this head; the head after it."""
    leaves = trail.Leaves(step)
    _write_changes(connection, step, map(leaves.including, changes))
    root = merkle.root(leaves.hashes)
    digest = leaves.digest(head.digest, root)
    kept = trail.TreeEntry(trail.ROOTED, root, b"", bytes(leaves.salts))
    _write(connection, step, digest, leaves.changes, kept)
    return trail.Head(step.seq, digest)


def write_again(connection: apsw.Connection, stored: trail.Stored) -> trail.Head:
    """Write a step as it was in another file of this book; the head after it.

    kept: None where its tree is not there, as in books of before; the step is of form 1 then.
    """
    _write_changes(connection, stored.step, stored.changes)
    kept = stored.kept or trail.TreeEntry(trail.INLINE, b"", b"", b"")
    previous = connection.execute("SELECT hash FROM step WHERE seq = ?", (stored.step.seq - 1,)).get
    leaves = trail.leaves(str(previous or trail.GENESIS), stored.step, stored.changes, kept)
    kept = kept._replace(root=merkle.root(leaves.hashes))
    _write(connection, stored.step, stored.digest, leaves.changes, kept)
    return trail.Head(stored.step.seq, stored.digest)


def _write_changes(
    connection: apsw.Connection, step: trail.StepTexts, changes: Iterable[trail.ChangeTexts]
) -> None:
    connection.executemany(
        "INSERT INTO change (step_seq, position, table_name, row, before, after)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        ((step.seq, position, *change) for position, change in enumerate(changes)),
    )


def _write(
    connection: apsw.Connection,
    step: trail.StepTexts,
    digest: str,
    changes: int,
    kept: trail.TreeEntry,
) -> None:
    connection.execute(
        "INSERT INTO step (seq, id, at, who, device, what, undoes, final, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*step, digest),
    )

    def node_of(seq: int) -> Any:
        return connection.execute("SELECT node FROM tree WHERE seq = ?", (seq,)).get

    leaf = merkle.leaf(trail.step_entry(step, changes, digest, kept).encode())
    node = merkle.next_node(node_of, step.seq, leaf)
    connection.execute(
        "INSERT INTO tree (seq, form, root, node, salts) VALUES (?, ?, ?, ?, ?)",
        (step.seq, *kept._replace(node=node)),
    )
