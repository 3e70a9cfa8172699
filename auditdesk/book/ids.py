"""Ids: unique across laptops, later ones sorting after earlier ones (UUID version 7, RFC 9562)."""


def new_id() -> str:
    """32 hex digits: the millisecond, and bits by chance that only grow within it."""
    import uuid_utils  # late: a start writes nothing

    return uuid_utils.uuid7().hex
