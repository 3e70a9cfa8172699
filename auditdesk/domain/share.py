"""A share as people say it: in whole per cent, and never “all” or “nothing” where it is not so."""


def percent(part: int, whole: int) -> int:
    """So many per cent, rounded: 100 only where nothing is left, 0 only where nothing is there."""
    if part in (0, whole):
        return 100 if part else 0
    return min(99, max(1, round(100 * part / whole)))
