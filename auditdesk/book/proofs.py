"""Proofs: what shows without the book that it held a sheet, or how an older head begins it.

A sheet is proven by a row of `ProvenSheet`, which holds the digest of what the sheet says: that
change is a leaf of its step, and the step a leaf of the trail. `resources/proof/verify.py` reads
the proofs; their form is written down there.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, NamedTuple

from auditdesk.book import merkle, trail
from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import finding_dossiers
from auditdesk.book.heads import KnownHead, node_at, root_at, tree_head
from auditdesk.book.seal import seal
from auditdesk.book.tables import Finding
from auditdesk.i18n import language

Proof = dict[str, Any]


class SheetSaid(NamedTuple):
    """What the sheet of a finding says now; proven: the digest of it that the trail holds, else of
    what it said when it was proven last."""

    id: str
    number: str
    text: str
    proven: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def is_proven(self) -> bool:
        """Whether the trail holds what it says now."""
        return self.proven == self.digest


def sheet(book: Book, finding: str) -> SheetSaid:
    """What the sheet of a finding says, as JSON with sorted keys, and the digest that was proven.

    The words are those of the language in use. The seal is known to the book alone, so that what a
    short sheet says cannot be guessed from its digest.
    """
    (dossier,) = finding_dossiers(book, [finding])
    says = asdict(dossier) | {"language": language(), "seal": seal(book, f"proof|{finding}")}
    text = json.dumps(says, ensure_ascii=False, sort_keys=True, indent=1, default=str) + "\n"
    now = hashlib.sha256(text.encode()).hexdigest()
    digests = [digest for _seq, _position, digest in _proven(book, finding)]
    known = now if now in digests else "".join(digests[-1:])
    return SheetSaid(finding, dossier.number, text, known)


def _proven(book: Book, finding: str) -> list[tuple[int, int, str]]:
    """Step, position and digest of each time that the sheet was proven, the last one last."""
    rows = book.select(
        "SELECT c.step_seq, c.position, p.digest FROM proven_sheet p"
        " JOIN change c ON c.table_name = 'proven_sheet' AND c.row = p.id AND c.before IS NULL"
        " WHERE p.table_name = ? AND p.row = ? ORDER BY c.step_seq, c.position",
        (Finding.sql_name, finding),
    )
    return [(int(seq), int(position), str(digest)) for seq, position, digest in rows]


def prove_sheet(book: Book, proven: SheetSaid) -> Proof:
    """The proof of a sheet whose digest the trail holds, for the head of now."""
    seq, position = next(
        (seq, position)
        for seq, position, digest in reversed(_proven(book, proven.id))
        if digest == proven.digest
    )
    stored = _stored(book, seq)
    kept = stored.kept
    assert kept is not None
    leaves = trail.leaves(_digest_before(book, seq), stored.step, stored.changes, kept)
    place = len(trail.SAID) + position
    salt = leaves.salts[trail.SALT * place : trail.SALT * (place + 1)]
    return {
        "change": [position, *stored.changes[position]],
        "salt": salt.hex(),
        "in_step": _text(merkle.path(leaves.hashes, place)),
        **prove_step(book, seq),
    }


def prove_step(book: Book, seq: int) -> Proof:
    """The proof that a step, and so its digest of the chain, is in the trail of now."""
    head, stored = tree_head(book), _stored(book, seq)
    return {
        "step": json.loads(_entry(stored)),
        "in_trail": _text(_tree(book).path(seq, head.size)),
        "size": head.size,
        "root": head.root,
    }


def prove_beginning(book: Book, older: KnownHead, size: int | None = None) -> Proof:
    """The proof that an older head begins a younger one, that of now unless its size is said.

    What a digest of the chain stood for on an older paper is proven as a step of the trail.
    """
    if older.by_chain:
        return prove_step(book, older.seq)
    size = tree_head(book).size if size is None else size
    path = _tree(book).consistency(older.seq, size)
    return {
        "older": {"size": older.seq, "root": root_at(book.connection, older.seq).hex()},
        "path": _text(path),
        "size": size,
        "root": root_at(book.connection, size).hex(),
    }


def proof_text(proof: Proof) -> str:
    """A proof as it is written to a file."""
    return json.dumps(proof, ensure_ascii=False, indent=0) + "\n"


def _text(path: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(path)).decode()


def _tree(book: Book) -> merkle.Grown:
    def leaf(seq: int) -> bytes:
        return merkle.leaf(_entry(_stored(book, seq)).encode())

    return merkle.Grown(lambda seq: node_at(book.connection, seq), leaf)


def _entry(stored: trail.Stored) -> str:
    assert stored.kept is not None
    return trail.step_entry(stored.step, len(stored.changes), stored.digest, stored.kept)


def _digest_before(book: Book, seq: int) -> str:
    before = list(book.select("SELECT hash FROM step WHERE seq = ?", (seq - 1,)))
    return str(before[0][0]) if before else trail.GENESIS


def _stored(book: Book, seq: int) -> trail.Stored:
    """A step as the book holds it."""
    ((*texts, digest, form, root, node, salts),) = book.select(
        "SELECT s.seq, s.id, s.at, s.who, s.device, s.what, s.undoes, s.final, s.hash, t.form,"
        " t.root, t.node, t.salts FROM step s JOIN tree t ON t.seq = s.seq WHERE s.seq = ?",
        (seq,),
    )
    changes: list[Any] = list(
        book.select(
            "SELECT table_name, row, before, after FROM change WHERE step_seq = ?"
            " ORDER BY position",
            (seq,),
        )
    )
    kept = trail.TreeEntry(form, root, node, salts)
    return trail.Stored(trail.StepTexts(*texts), digest, changes, kept)
