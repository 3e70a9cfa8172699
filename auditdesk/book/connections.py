"""Connections: the one door by which SQLite opens a file that is a book, a copy, or becomes one.

An encrypted file gets its key here before anything is read. The cipher is ChaCha20-Poly1305 of
SQLite3 Multiple Ciphers: each page has a tag of its own, so no changed bit goes unnoticed. Its
ciphers without a tag are not used: what was flipped in their pages is read as if it had been
written.
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from weakref import WeakKeyDictionary

import apsw

from auditdesk import files
from auditdesk.book import keys, opened
from auditdesk.book.keys import Key

_CIPHER = "chacha20"
_PAGE = 4096
_TRIED = 64
"""Pages, evenly spread, by which a key is known: any of them may be damaged."""

_keys: "WeakKeyDictionary[apsw.Connection, Key]" = WeakKeyDictionary()


def key_of(connection: apsw.Connection) -> Key | None:
    """The key of a file by its connection; None where it is not encrypted."""
    return _keys.get(connection)


def key_at(path: Path) -> Key | None:
    """The key of a file; None where it is not encrypted, Locked where nobody has said it."""
    if files.is_open(path):
        return key_of(opened.connection())
    salt = files.salt_of(path)
    return keys.of_salt(salt, path) if salt else None


def is_encrypted(path: Path) -> bool:
    """Whether a file is an encrypted book, without knowing its key."""
    if files.is_open(path):
        return key_of(opened.connection()) is not None
    return bool(files.salt_of(path))


def to_file(path: Path, *, read_only: bool = False) -> apsw.Connection:
    """A connection to a file that exists."""
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    return _opened(str(path), flags | apsw.SQLITE_OPEN_URI, key_at(path))


def untouched(path: Path) -> apsw.Connection:
    """A connection that reads a file as it lies there, without a lock or a journal."""
    return untouched_by(path, key_at(path))


def untouched_by(path: Path, key: Key | None) -> apsw.Connection:
    """The same, with a key that is given."""
    return _opened(
        f"{uri_of(path.absolute())}?mode=ro&immutable=1",
        apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
        key,
    )


def to_new(path: Path, key: Key | None) -> apsw.Connection:
    """A connection to a file that is empty or not there yet; its pages get this key."""
    return _opened(str(path), apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE, key)


def write_anew(connection: apsw.Connection, to: Path, key: Key | None) -> None:
    """Write all that a book holds into a new file under another key, or under none.

    Page by page, as copies are made, nothing can change its key.
    """
    from urllib.parse import urlencode  # late: few runs change a key

    wanted = {"cipher": _CIPHER, "key": key.raw} if key else {"key": ""}
    connection.execute("VACUUM INTO ?", (f"{uri_of(to.absolute())}?{urlencode(wanted)}",))


def opens(path: Path, key: Key) -> bool:
    """Whether a key is that of a file: whether any page of it is what was written with it."""
    connection = untouched_by(path, key)
    try:
        pages = _pages(path)
        tried = range(0, pages, max(1, pages // _TRIED))
        return any(_page(connection, n) is not None for n in tried)
    finally:
        connection.close()


def torn_pages(connection: apsw.Connection) -> Iterator[int]:
    """The pages of an encrypted file, from 1 on, that are not as they were written.

    Those that no table uses are among them; SQLite itself never reads these.
    """
    if key_of(connection) is not None:
        for n in range(connection.pragma("page_count")):
            if _page(connection, n) is None:
                yield n + 1


def image(path: Path) -> bytes:
    """The bytes of an encrypted file that is open nowhere here, as they were before encryption.

    A page that is not as it was written is empty in it. Locked where nobody has said the key.
    """
    connection = untouched(path)
    try:
        pages = [_page(connection, n) or bytes(_PAGE) for n in range(_pages(path))]
    finally:
        connection.close()
    return b"".join(pages)


def uri_of(path: PurePath) -> str:
    """A path as SQLite takes it in a URI: it knows no host, so that of a share is a folder."""
    uri = path.as_uri()
    return uri if uri.startswith("file:///") else uri.replace("file://", "file:////", 1)


def _pages(path: Path) -> int:
    return -(-os.stat(path).st_size // _PAGE)


def _page(connection: apsw.Connection, n: int) -> bytes | None:
    try:
        complete, data = connection.read("main", 0, n * _PAGE, _PAGE)
    except apsw.Error:
        return None
    return bytes(data) if complete else None


def _opened(name: str, flags: int, key: Key | None) -> apsw.Connection:
    connection = apsw.Connection(name, flags=flags)
    if key is not None:
        try:
            connection.pragma("cipher", _CIPHER)
            connection.pragma("key", key.raw)
        except BaseException:
            connection.close()
            raise
        _keys[connection] = key
    return connection
