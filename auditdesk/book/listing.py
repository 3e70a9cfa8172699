"""Listing: how a list is read, what it may be filtered by, and how it is sorted from an index."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Generic, NamedTuple, TypeVar

from auditdesk.book.filters import Filter
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import ANSWER_OWED

Row = TypeVar("Row")
Reference = tuple[str, str, str]
"""A table, the column that refers to it, and the column of it that is shown."""

OWED_ON = (
    f"CASE WHEN f.state IN ({sql_keys(ANSWER_OWED)}) THEN f.answer_due"
    " WHEN f.state = 'plan_accepted' THEN f.implement_due END"
)
"""Of a finding `f`: when the answer or the implementation is owed, whichever it waits for."""

_SORT_KEYS: dict[str, dict[str, str]] = {
    "findings": {
        "number": "f.number_key",
        "due": OWED_ON,
        "clauses": "f.clause_key",
    },
    "actions": {"number": "a.number_key"},
    "audits": {"number": "t.number_key"},
    "clauses": {"number": "c.sort_key"},
}


def columns_of(row: type[Any], table: str, made: Mapping[str, str]) -> dict[str, str]:
    """The SQL of each value of a row, in its order: what is `made`, else the column of its name.

    table: what the query calls the table that has those columns.
    """
    return {one.name: made.get(one.name, f"{table}.{one.name}") for one in fields(row)}


class Rank(NamedTuple):
    """How a column of few values is sorted by what they weigh.

    key: the column. weight: the SQL of the weight. ids: the query of the values by their weight.
    within: the order of those that weigh the same, in whichever direction.
    """

    key: str
    weight: str
    ids: str
    within: str


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """What one list is: its row, where the columns come from, how it may be filtered and sorted.

    order: how it is sorted where nobody asks, and what decides between equals. ties: what decides
    between equals where another column sorts, if an index has it; `order` where empty. named: the
    columns that show the name of a row of another table. long: of a long text the beginning, by
    which an index has it sorted, and then the whole of it with the ties, in one: of two terms
    SQLite would sort everything. filled: of a column that is made from others, a condition without
    which it is blank. ranked: the columns that are sorted by weight.
    """

    name: str
    row: type[Row]
    source: str
    key: str
    columns: Mapping[str, str]
    order: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    ties: str = ""
    named: Mapping[str, Reference] = field(default_factory=dict)
    long: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    filled: Mapping[str, str] = field(default_factory=dict)
    ranked: Mapping[str, Rank] = field(default_factory=dict)
    late: str = ""
    searched: str = ""

    @property
    def orders(self) -> dict[str, str]:
        """Sort key by column; number and clause sort as people count."""
        names = {column: f"by_{column}.{name}" for column, (_of, _id, name) in self.named.items()}
        return {**self.columns, **names, **_SORT_KEYS.get(self.name, {})}

    @property
    def rowid(self) -> str:
        """What every index of the table holds: a page that is looked for by it reads no row."""
        return f"{self.key.partition('.')[0]}.rowid"

    def join(self, column: str) -> str:
        """What brings in the sort key of a column that shows the name of another row."""
        if column not in self.named:
            return ""
        table, reference, _name = self.named[column]
        return f" LEFT JOIN {table} by_{column} ON by_{column}.id = {reference}"
