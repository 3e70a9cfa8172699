"""Recorded: rows in the order of the steps that made them. Ids follow clocks, which err."""

_WHEN = "min(step_seq * 1000000 + position)"
NOT_YET = 9_000_000_000_000_000
"""When a row came in that no step before the one that is being done made."""
RECORDED = (
    f"SELECT row, {_WHEN} FROM change WHERE table_name = ?"
    " AND row IN (SELECT value FROM json_each(?)) GROUP BY row"
)
"""Rows of a table, ids as JSON, each with when it came into the book."""

CHANGED = (
    "SELECT DISTINCT e.key FROM change c, json_each(c.after) e"
    " WHERE c.table_name = ? AND c.row = ? AND c.step_seq > ?"
)
"""The columns of a row that steps after one changed."""
BORN = "SELECT min(step_seq) FROM change WHERE table_name = ? AND row = ?"
"""The step that brought a row into the book; none for one that is still being done."""
MADE = (
    "SELECT EXISTS (SELECT 1 FROM change WHERE step_seq = ? AND +table_name = ? AND before IS NULL)"
)
"""Whether a step made a row of a table. The plus keeps SQLite to the changes of the step: a table
may have come in by as many steps as there are."""
LINKED = (
    "SELECT EXISTS (SELECT 1 FROM change c WHERE c.step_seq > ?1 AND c.table_name = ?2 AND"
    " ?4 IN (c.before ->> ?3, c.after ->> ?3,"
    " (SELECT o.after ->> ?3 FROM change o WHERE o.table_name = ?2 AND o.row = c.row"
    " ORDER BY o.step_seq LIMIT 1)))"
)
"""Whether steps after one changed rows of a table that belong to a row by one of their columns."""


def recorded(table: str, id: str) -> str:
    """SQL for when a row came into the book: a number that grows with step and place in it.

    table: the name of the table. id: SQL for the id of the row. A row of the step that is being
    done is later than all others.
    """
    return (
        f"coalesce((SELECT {_WHEN} FROM change WHERE table_name = '{table}' AND row = {id}),"
        f" {NOT_YET})"
    )
