"""Keys: how a passphrase becomes the key of a book, and which keys this process holds.

A book stays one file, so it begins with all that is needed to make its key again: 16 bytes that
are the salt, and that tell an encrypted book from other files. The first three are `files.SEALED`,
the fourth is the number of the recipe, the other twelve are chance. The key itself is in no file.

A recipe is Argon2id with its memory, passes and lanes. The one in use takes half a second to a
second of one processor, and more memory than RFC 9106 (its second choice, 64 MiB) and OWASP
(19 MiB) ask for. A new recipe gets the next number; those before it stay, for the books that
they opened.
"""

import contextlib
import os
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from auditdesk.errors import Locked, Refusal
from auditdesk.files import SALT, SEALED
from auditdesk.i18n import _

SECRET = 32
"""Bytes of a key."""
LEAST = 12
"""Characters of a passphrase."""


class Recipe(NamedTuple):
    """Argon2id (RFC 9106): memory in KiB, passes over it, lanes."""

    memory: int
    passes: int
    lanes: int


RECIPES = {1: Recipe(memory=128 * 1024, passes=4, lanes=1)}
"""By the number that stands in the salt; the last one is used for new keys."""


class Key:
    """What opens a book and its copies: the salt that they begin with, and 32 secret bytes."""

    __slots__ = ("__weakref__", "salt", "secret")

    def __init__(self, salt: bytes, secret: bytes) -> None:
        if len(salt) != SALT or len(secret) != SECRET:
            raise ValueError("no key of a book")
        self.salt, self.secret = salt, secret

    @property
    def raw(self) -> str:
        """As SQLite takes it, which makes no key of its own from it."""
        return f"raw:{self.packed().hex()}"

    def packed(self) -> bytes:
        """As one process hands it to another."""
        return self.secret + self.salt

    @classmethod
    def unpacked(cls, data: bytes) -> "Key":
        """The key that `packed` gave; ValueError for anything else."""
        return cls(data[SECRET:], data[:SECRET])

    def __repr__(self) -> str:
        return f"Key({self.salt.hex()})"


def new_salt() -> bytes:
    """What a book begins with that is encrypted from now on."""
    chance = SALT - len(SEALED) - 1
    return SEALED + bytes([max(RECIPES)]) + os.urandom(chance)


def from_passphrase(passphrase: str, salt: bytes) -> Key:
    """The key that a passphrase makes with the salt of a book: half a second of work.

    Refusal where only a newer AuditDesk knows the recipe.
    """
    recipe = RECIPES.get(salt[len(SEALED)])
    if recipe is None:
        raise Refusal(
            _("This book was encrypted by a newer AuditDesk. Install it; nothing was changed.")
        )
    from argon2.low_level import Type, hash_secret_raw  # late: most books have no passphrase

    secret = hash_secret_raw(
        unicodedata.normalize("NFC", passphrase).encode("utf-8"),
        salt,
        time_cost=recipe.passes,
        memory_cost=recipe.memory,
        parallelism=recipe.lanes,
        hash_len=SECRET,
        type=Type.ID,
    )
    return Key(salt, secret)


def new(passphrase: str) -> Key:
    """A key for a passphrase that is chosen now; Refusal where that is too short to protect."""
    refuse_short(passphrase)
    return from_passphrase(passphrase, new_salt())


def refuse_short(passphrase: str) -> None:
    """Refusal where a passphrase is too short to protect anything."""
    if len(passphrase.strip()) < LEAST:
        raise Refusal(
            _(
                "A passphrase of {n} characters or more is needed: whoever has the file may try as"
                " often as they like. Four or five words that do not belong together are easy to"
                " remember."
            ).format(n=LEAST)
        )


# --- what this process holds ----------------------------------------------------------------------

_held: dict[bytes, Key] = {}
_asking: list[Callable[[Path], object]] = []


def hold(key: Key) -> None:
    """Let every book and copy that begins with the salt of this key be opened."""
    _held[key.salt] = key


def forget() -> None:
    """Hold no key any more."""
    _held.clear()


def held() -> list[Key]:
    """The keys that this process holds."""
    return list(_held.values())


def handed(of_book: Key | None) -> bytes:
    """All keys that are held, for the standard input of a process of ours, where nobody sees them.

    A line for each in hexadecimal digits; the first is that of the book, empty for a plain one.
    """
    lines = [of_book, *(key for key in held() if key is not of_book)]
    return "\n".join(key.packed().hex() if key else "" for key in lines).encode("ascii")


def take(text: str) -> Key | None:
    """Hold the keys that another process handed over; that of the book, None for a plain one."""
    of_book, *others = (
        Key.unpacked(bytes.fromhex(line)) if line else None for line in text.split("\n")
    )
    for key in filter(None, (of_book, *others)):
        hold(key)
    return of_book


@contextlib.contextmanager
def asked_by(ask: Callable[[Path], object]) -> Iterator[None]:
    """Hold no key before and after, and meanwhile ask for the passphrase of a file that needs one.

    ask: holds the key then, or raises Refusal.
    """
    forget()
    _asking.append(ask)
    try:
        yield
    finally:
        _asking.remove(ask)
        forget()


def of_salt(salt: bytes, path: Path) -> Key:
    """The key of the file that begins with this salt; Locked where nobody has said it."""
    if salt not in _held:
        for ask in _asking:
            ask(path)
    if salt not in _held:
        raise Locked(
            _(
                "{name} is encrypted: only its passphrase or its recovery sheet lets anything of it"
                " be read."
            ).format(name=path.name)
        )
    return _held[salt]
