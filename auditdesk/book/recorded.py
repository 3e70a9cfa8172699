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
MADE_WITH = (
    "SELECT first IS NULL OR first IN"
    " (SELECT step_seq FROM change WHERE table_name = ?3 AND before IS NULL)"
    " FROM (SELECT min(step_seq) AS first FROM change WHERE table_name = ?1 AND row = ?2)"
)
"""Whether the step that made a row made one of another table too; one still being done may."""
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
