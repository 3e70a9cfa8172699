"""Shape: what the file itself says of a table, for who plays the trail back.

The trail leaves out what a row does not hold. A column that a later migration added is absent in
older texts too: there it holds what the migration put into the rows that were there, its default.
"""

from typing import Any, NamedTuple

import apsw


class Shape(NamedTuple):
    """The columns of a table, what absent ones hold, and those that some unique index holds."""

    columns: tuple[str, ...]
    defaults: dict[str, Any]
    unique: frozenset[str]

    def whole(self, told: dict[str, Any]) -> dict[str, Any]:
        """A whole row, all columns, from what the trail tells of it."""
        return {name: told.get(name, self.defaults.get(name)) for name in self.columns}


def shape_of(connection: apsw.Connection, table: str) -> Shape:
    """The shape of a table; KeyError where the file has no such table."""
    columns: list[Any] = connection.execute(
        "SELECT name, dflt_value FROM pragma_table_info(?, 'main')", (table,)
    ).fetchall()
    if not columns:
        raise KeyError(table)
    defaults = {
        name: connection.execute(f"SELECT {sql}").get for name, sql in columns if sql is not None
    }
    unique: list[Any] = connection.execute(
        "SELECT DISTINCT c.name FROM pragma_index_list(?1, 'main') i,"
        " pragma_index_xinfo(i.name, 'main') c WHERE i.\"unique\" AND c.key",
        (table,),
    ).fetchall()
    names = frozenset(name for (name,) in unique)
    known = tuple(name for name, _sql in columns)
    return Shape(known, defaults, frozenset(known) if None in names else names)
