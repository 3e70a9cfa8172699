"""Frozen, numbered scripts that bring a file from one schema to the next.

A script is a module NNNN_name with `COMPATIBILITY` (the oldest schema whose program may still write
to the file), `FINGERPRINT` (what `fingerprint` gives after it) and `up(execute)`. It imports
nothing of auditdesk, and is never changed once released: a user's file may stand anywhere on the
way.

peewee's own runner commits script by script and opens newer files; here all that is due happens in
one EXCLUSIVE transaction, the schema number with it.
"""

import hashlib
import importlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import apsw

_NAMES = (
    "0001_first",
    "0002_planning",
    "0003_intake",
    "0004_performing",
    "0005_effect",
    "0006_rules",
    "0007_programme",
    "0008_exchange",
)
_DERIVED = ("data", "idx", "content", "docsize", "config")


class Script(NamedTuple):
    """One migration; `number` is the schema version that it leads to."""

    number: int
    name: str
    compatibility: int
    fingerprint: str
    up: Callable[[Callable[..., Any]], None]


def shipped() -> tuple[Script, ...]:
    """The scripts of this program, in order."""
    return tuple(map(_load, _NAMES))


def _load(name: str) -> Script:
    module = importlib.import_module(f"{__name__}.{name}")
    return Script(int(name[:4]), name, module.COMPATIBILITY, module.FINGERPRINT, module.up)


def fingerprint(connection: apsw.Connection) -> str:
    """SHA-256 over everything the schema declares; a trigger or view added outside changes it.

    Left out: SQLite's own tables, and the tables that FTS5 makes for itself.
    """
    declared = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name"
    ).fetchall()
    derived = {
        f"{name}_{suffix}"
        for kind, name, _table, sql in declared
        if kind == "table" and str(sql).upper().startswith("CREATE VIRTUAL")
        for suffix in _DERIVED
    }
    text = "\n".join(
        "|".join(str(part) for part in row)
        for row in declared
        if not (row[0] == "table" and row[1] in derived)
    )
    return hashlib.sha256(text.encode()).hexdigest()


def migrate(connection: apsw.Connection, version: int, scripts: Sequence[Script]) -> None:
    """Run the scripts after `version` in one EXCLUSIVE transaction, then check foreign keys.

    Either all of it is in the file afterwards, or nothing.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN EXCLUSIVE")
    try:
        for script in scripts:
            if script.number > version:
                script.up(connection.execute)
                connection.execute(f"PRAGMA user_version = {script.number}")
                connection.execute(
                    "UPDATE book_info SET version = ?, compatibility = ?",
                    (script.number, script.compatibility),
                )
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"migration broke references: {broken[:3]}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA foreign_keys = ON")
