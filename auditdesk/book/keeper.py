"""Keeper: the process that proves a copy while the window goes on, and gives it its name.

    python -m auditdesk.book.keeper COPIED BOOK

Where nothing was copied, the second place is caught up. Copies that are not under the key of the
book yet are brought under it. It says nothing where all went well; else why no copy was kept, with
exit code 1. BOOK is only a name: that file is not opened.

The keys come by standard input, as `keys.handed` gives them.
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
    of_book = keys.take(sys.stdin.read())
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


def _bring_under(uid: str, key: Key | None) -> None:
    """Bring copies under the key of the book that are under another, or under none."""
    if any(copies.differently_sealed(uid, key.salt if key else b"")):
        from auditdesk.book.sealing import reseal_copies  # late: seldom needed

        for _sentence in reseal_copies(uid, key):
            pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
