"""The days of an audit: planned until it begins, then those it was held on; as SQL over `audit t`.

One place, so that calendar, list, timeline, coverage and frequency put an audit on the same days.
"""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditdesk.book.tables import AuditRow

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


SEEN_ON = (
    "coalesce((SELECT max(n.day) FROM session n WHERE n.audit_id = t.id AND n.unit_id = l.unit_id"
    f" AND n.kind = 'audit' AND n.day BETWEEN {FIRST} AND {LAST}), {LAST})"
)
"""The day on which it saw the unit of `audit_unit l`: of the last session there, else its last."""


def days_of(audit: "AuditRow") -> tuple[date, date] | None:
    """The first and the last day of an audit, as `FIRST` and `LAST`; None while it has no date."""
    started, held, starts = audit.started_on, audit.held_on, audit.starts_on
    first = started or (min(starts, held or starts) if starts else held)
    if first is None:
        return None
    ends = [day for day in (audit.ends_on or starts, started) if day]
    return first, held or max(ends)


def touches(first: str, last: str) -> str:
    """Whether it has a day between two, each an SQL expression."""
    return f"({LAST} >= {first} AND {FIRST} <= {last})"


_IN_YEAR = touches("? || '-01-01'", "? || '-12-31'")
OF_YEAR = (
    f"({_IN_YEAR} OR ({FIRST} IS NULL"
    " AND (SELECT year FROM programme WHERE id = t.programme_id) = ?))"
)
"""Whether it has a day in a year, given three times; without a date, the year of its programme."""
