"""Recorded: rows in the order of the steps that made them. Ids follow clocks, which err."""

_WITHIN_A_STEP = 1_000_000
_LATER_THAN_ALL = 9_000_000_000_000_000


def recorded(table: str, id: str) -> str:
    """SQL for when a row came into the book: a number that grows with step and place in it.

    table: the name of the table. id: SQL for the id of the row. A row of the step that is being
    done is later than all others.
    """
    return (
        f"coalesce((SELECT min(step_seq * {_WITHIN_A_STEP} + position) FROM change"
        f" WHERE table_name = '{table}' AND row = {id}), {_LATER_THAN_ALL})"
    )
