"""The days of an audit as SQL over `audit t`: planned until it begins, then those it was held on.

One place, so that calendar, list, timeline, coverage and frequency put an audit on the same days.
"""

FIRST = (
    "coalesce(t.started_on, min(t.starts_on, coalesce(t.held_on, t.starts_on)), t.starts_on,"
    " t.held_on)"
)
"""The first day: of the start, or as planned where it has not begun; NULL while it has no date."""

LAST = (
    "coalesce(t.held_on, max(coalesce(t.ends_on, t.starts_on),"
    " coalesce(t.started_on, t.ends_on, t.starts_on)), t.started_on)"
)
"""The last day: on which it was held, or as planned and not before it began."""

VISITS = "t.kind <> 'supplier'"
"""Whether it looks at the units that it names: a supplier audit only belongs to them."""

LOOKED = f"t.held_on IS NOT NULL AND t.state <> 'cancelled' AND {VISITS}"
"""Whether it has looked at its units."""


def touches(first: str, last: str) -> str:
    """Whether it has a day between two, each an SQL expression."""
    return f"({LAST} >= {first} AND {FIRST} <= {last})"


_IN_YEAR = touches("? || '-01-01'", "? || '-12-31'")
OF_YEAR = (
    f"({_IN_YEAR} OR ({FIRST} IS NULL"
    " AND (SELECT year FROM programme WHERE id = t.programme_id) = ?))"
)
"""Whether it has a day in a year, given three times; without a date, the year of its programme."""
