"""Keeper: the process that proves a copy while the window goes on, and gives it its name.

    python -m auditdesk.book.keeper COPIED BOOK

Where nothing was copied, the second place is caught up. Copies that are not under the key of the
book yet are brought under it. It says nothing where all went well; else why no copy was kept, with
exit code 1. BOOK is only a name: that file is not opened.

Keys come by standard input, which nobody else sees: a line for each that the window holds, in
hexadecimal digits; the first is that of the book, empty for a plain one.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from auditdesk.book import copies, keys
from auditdesk.book.keys import Key
from auditdesk.errors import Refusal, Trouble

CHILD = "--keep-a-copy"
"""The argument by which a frozen program becomes this process."""


def main(arguments: Sequence[str]) -> int:
    """Keep the copy, at a time when nobody waits for the processor."""
    if hasattr(os, "nice"):
        os.nice(10)
    copied, book = map(Path, arguments)
    of_book, *others = map(_key, sys.stdin.read().split("\n"))
    for key in filter(None, (of_book, *others)):
        keys.hold(key)
    try:
        if copied.exists():
            copies.keep(copied, book)
        _bring_under(copied.parent.name, of_book)
        copies.catch_up(copied.parent.name)
    except OSError:
        return 0  # the second place is gone again: it is caught up when it is there
    except (Refusal, Trouble) as error:
        sys.stdout.buffer.write(str(error).encode())
        return 1
    return 0


def told(of_book: Key | None) -> bytes:
    """What this process is to read: the key of the book, and the others that are held."""
    lines = [of_book, *(key for key in keys.held() if key is not of_book)]
    return "\n".join(key.packed().hex() if key else "" for key in lines).encode("ascii")


def _key(line: str) -> Key | None:
    return Key.unpacked(bytes.fromhex(line)) if line else None


def _bring_under(uid: str, key: Key | None) -> None:
    """Bring copies under the key of the book that are under another, or under none."""
    if any(copies.differently_sealed(uid, key.salt if key else b"")):
        from auditdesk.book.sealing import reseal_copies  # late: seldom needed

        for _sentence in reseal_copies(uid, key):
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
