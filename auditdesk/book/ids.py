"""Ids: unique across laptops, later ones sorting after earlier ones (UUID version 7, RFC 9562)."""

import os
import random
import time

_last = (0, 0)
"""The millisecond of the last id and its 74 lower bits."""


def new_id() -> str:
    """32 hex digits: the millisecond, and bits by chance that only grow within it."""
    global _last
    now, tail = time.time_ns() // 1_000_000, 0
    if now > _last[0]:
        tail = int.from_bytes(os.urandom(9))
    else:
        now, tail = _last[0], _last[1] + 1 + random.getrandbits(32)
    _last = now, tail
    high, low = tail >> 62, tail & (1 << 62) - 1
    return f"{now << 80 | 7 << 76 | high << 64 | 2 << 62 | low:032x}"
