"""Ids: unique across laptops, later ones sorting after earlier ones (UUID version 7, RFC 9562)."""

from datetime import UTC, date, datetime


def new_id() -> str:
    """32 hex digits: the millisecond, and bits by chance that only grow within it."""
    import uuid_utils  # late: a start writes nothing

    return uuid_utils.uuid7().hex


def made_on(id: str) -> date:
    """The day here on which an id was made, by the clock of the computer that made it."""
    return datetime.fromtimestamp(int(id[:12], 16) / 1000, UTC).astimezone().date()
