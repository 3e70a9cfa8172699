"""Kept drafts: the file beside a book that holds what is being typed, encrypted as the book is.

That of an encrypted book is a database of one row under the key of the book. It begins otherwise
than a book, so it is taken for none.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

import apsw

from auditdesk import files
from auditdesk.book import connections
from auditdesk.book.keys import Key

_MOST = 100
"""Books whose drafts are kept."""
_PLAIN, _SEALED = files.DRAFTS.endings[0], files.SEALED_DRAFTS.endings[0]
_BEGINS = files.SEALED_DRAFTS.signature


def read(file: Path, key: Key | None) -> list[Any]:
    """What was kept in a file; what cannot be read keeps nothing.

    file: its name for a plain book, that of an encrypted one has another ending. Where that is not
    there yet, the plain one is from before the book got its passphrase.
    """
    sealed = file.with_suffix(_SEALED)
    try:
        if key is not None and sealed.exists():
            data = json.loads(_unsealed(sealed, key))
        else:
            data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, apsw.Error):
        return []
    return data if isinstance(data, list) else []


def write(file: Path, data: list[Any], key: Key | None) -> None:
    """Keep what is typed, which only its owner may read; without any there is no file."""
    sealed = file.with_suffix(_SEALED)
    kept, other = (sealed, file) if key else (file, sealed)
    with contextlib.suppress(OSError):
        other.unlink(missing_ok=True)
        if not data:
            kept.unlink(missing_ok=True)
    if not data:
        return
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with files.replacing(kept, files.SEALED_DRAFTS if key else files.DRAFTS) as part:
        part.chmod(0o600)
        if key is None:
            part.write_text(json.dumps(data), encoding="utf-8")
        else:
            _seal(part, json.dumps(data), key)
    _thin(kept.parent)


def _seal(part: Path, text: str, key: Key) -> None:
    connection = connections.to_new(part, _own(key))
    try:
        for pragma in ("synchronous = OFF", "journal_mode = OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("CREATE TABLE draft (told TEXT NOT NULL)")
        connection.execute("INSERT INTO draft VALUES (?)", (text,))
    finally:
        connection.close()


def _unsealed(file: Path, key: Key) -> str:
    connection = connections.untouched_by(file, _own(key))
    try:
        return str(connection.execute("SELECT told FROM draft").get)
    finally:
        connection.close()


def _own(key: Key) -> Key:
    """The same secret, with what files of drafts begin with."""
    return Key(_BEGINS + key.salt[len(_BEGINS) :], key.secret)


def _thin(folder: Path) -> None:
    """Let the drafts of the books go that were written to longest ago, beyond `_MOST`."""
    with contextlib.suppress(OSError):
        kept = [file for file in folder.iterdir() if file.suffix in (_PLAIN, _SEALED)]
        for old in sorted(kept, key=lambda file: file.stat().st_mtime_ns)[:-_MOST]:
            old.unlink()
