"""A list that is asked something: counted, paged, grouped and streamed.

A page is found by rowid first and filled after (deferred join), so the last page of a hundred
thousand rows costs as little as the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from auditdesk.book import ordering, search
from auditdesk.book.book import Book
from auditdesk.book.filters import Sql
from auditdesk.book.listing import Listing
from auditdesk.book.rows import CONVERTERS, clauses_of
from auditdesk.domain.clause import nearest
from auditdesk.errors import Refusal
from auditdesk.i18n import _

Row = TypeVar("Row")
_SPAN = 5000
"""Places among which a search of two questions looks first."""


class Only(NamedTuple):
    """Records that were counted somewhere, by their ids as JSON; told: what they are."""

    ids: str
    told: str


@dataclass(frozen=True)
class Query:
    """What is asked of a list: filters by name, a text, a day to be late on, a sort order, groups.

    group: a column whose values come first in the order. only: nothing but these records.
    """

    where: tuple[tuple[str, str], ...] = ()
    text: str = ""
    late_on: date | None = None
    order: str = ""
    descending: bool = False
    group: str = ""
    only: Only | None = None


class List(Generic[Row]):
    """A list that was asked something: `count()`, `page(offset, n)`, `stream()`."""

    def __init__(self, book: Book, listing: Listing[Row], query: Query | None = None) -> None:
        row: Any = listing.row
        self.listing = listing
        self._book = book
        self._query = query or Query()
        self._match: search.Match | None = None
        self._kept: list[int] = []
        self._kept_all = False
        self._from = listing.source
        self._where, self._values = self._conditions()
        self._sorted = self._from + "".join(
            map(listing.join, dict.fromkeys((self._query.order, self._query.group)))
        )
        kinds = {one.name: one.type for one in fields(row)}
        self._converters = [
            (position, clauses_of if name == "clauses" else CONVERTERS[kinds[name]])
            for position, name in enumerate(listing.columns)
            if kinds[name] in CONVERTERS
        ]

    def count(self, most: int | None = None) -> int:
        """How many rows there are; counting stops at `most`, where more need not be known."""
        if self._query.text:
            return len(self._first(most)[:most])
        limit = "" if most is None else f" LIMIT {int(most)}"
        ((count,),) = self._book.select(
            f"SELECT count(*) FROM (SELECT 1 FROM {self._from} WHERE {self._where}{limit})",
            self._values,
        )
        return int(count)

    def groups(self) -> list[tuple[Any, int]]:
        """The values of the column that groups, in the order of the pages, with their counts."""
        key = self._key_of(self._query.group)
        return list(
            self._book.select(
                f"SELECT {key} AS group_key, count(*) FROM {self._sorted} WHERE {self._where}"
                f" GROUP BY group_key ORDER BY {ordering.groups(self.listing, self._query.group)}",
                self._all(),
            )
        )

    def place(self, id: str) -> int:
        """Where the row of that id stands in the list as it is ordered, -1 where it is not."""
        numbered = (
            f"SELECT {self.listing.key} AS key, row_number() OVER (ORDER BY {self._order()}) AS n"
            f" FROM {self._sorted} WHERE {self._where}"
        )
        found = self._book.select(f"SELECT n FROM ({numbered}) WHERE key = ?", [*self._all(), id])
        return next((int(n) - 1 for (n,) in found), -1)

    def page(self, offset: int, n: int) -> list[Row]:
        """The rows from `offset` on, `n` at most."""
        rowid = self.listing.rowid
        if self._query.text:
            rowids = self._first(offset + n)[offset : offset + n]
        else:
            rowids = self._rowids(self._values, n, offset)
        marks = ", ".join("?" for _rowid in rowids)
        filled = {
            row[0]: self._row(row[1:])
            for row in self._book.select(
                f"SELECT {rowid}, {self._select()} FROM {self.listing.source}"
                f" WHERE {rowid} IN ({marks})",
                rowids,
            )
        }
        return [filled[one] for one in rowids if one in filled]

    def stream(self) -> Iterator[Row]:
        """All rows, one after the other."""
        for found in self._book.select(
            f"SELECT {self._select()} FROM {self._sorted} WHERE {self._where}"
            f" ORDER BY {self._order()}",
            self._all(),
        ):
            yield self._row(found)

    def _rowids(self, values: Sequence[Any], n: int, offset: int = 0) -> list[int]:
        """The rows from `offset` on, -1 for all: part by part as they are sorted."""
        rowids: list[int] = []
        parts = self._parts()
        for part in parts:
            where = f"FROM {self._sorted} WHERE {self._where} AND {part.condition}"
            given = [*values, *part.values]
            still = n if n < 0 else n - len(rowids)
            ordered = f"SELECT {self.listing.rowid} {where} ORDER BY {part.order} LIMIT ? OFFSET ?"
            rows = self._book.select(ordered, [*given, still, offset])
            before = len(rowids)
            rowids += [rowid for (rowid,) in rows]
            if len(rowids) == n or part is parts[-1]:
                break
            if len(rowids) > before or not offset:
                offset = 0
            else:
                ((count,),) = self._book.select(f"SELECT count(*) {where}", given)
                offset -= count
        return rowids

    def _parts(self) -> list[ordering.Part]:
        query = self._query
        if query.group or not query.order:
            return [ordering.Part("1", (), self._order())]
        self._key_of(query.order)
        rank = self.listing.ranked.get(query.order)
        ranks = [str(id) for (id,) in self._book.select(rank.ids)] if rank else ()
        return ordering.parts(self.listing, query.order, query.descending, ranks)

    def _first(self, most: int | None) -> list[int]:
        """The first rows that hold the text, once looked for: what is counted is what is shown."""
        if most is None or (len(self._kept) < most and not self._kept_all):
            self._kept = []
            for values in self._passes():
                self._kept += self._rowids(values, -1 if most is None else most - len(self._kept))
                if most is not None and len(self._kept) >= most:
                    break
            self._kept_all = most is None or len(self._kept) < most
        return self._kept

    def _passes(self) -> Iterator[list[Any]]:
        """What a search runs with, time after time: who wants the newest few finds them soon."""
        assert self._match is not None
        in_one = self._query.order or self._query.group or self._book.past is not None
        if in_one or not self._match.gathers:
            yield self._all()
            return
        ((most,),) = self._book.select("SELECT coalesce(max(place), 0) FROM searchable")
        span = _SPAN
        while most > 0:
            yield [*self._match.values(most - span + 1, most), *self._values]
            most, span = most - span, 2 * span

    def _all(self) -> list[Any]:
        """The values of the query, over all places where it searches."""
        return [*self._match.values(), *self._values] if self._match else self._values

    def _row(self, found: Sequence[Any]) -> Row:
        row = list(found)
        for position, convert in self._converters:
            row[position] = convert(row[position])
        return self.listing.row(*row)

    def _select(self) -> str:
        return ", ".join(f"{sql} AS {name}_" for name, sql in self.listing.columns.items())

    def _order(self) -> str:
        grouped = self._query.group and self._key_of(self._query.group)
        group = f"{ordering.groups(self.listing, self._query.group)}, " if grouped else ""
        if not self._query.order:
            newest = "m.rowid DESC" if self._book.past is None else f"{self.listing.key} DESC"
            return group + (newest if self._query.text else self.listing.order)
        self._key_of(self._query.order)
        return group + ordering.in_one(self.listing, self._query.order, self._query.descending)

    def _key_of(self, column: str) -> str:
        known = self.listing.orders
        if column not in known:
            raise _unknown(_("column"), column, known)
        return known[column]

    def _conditions(self) -> Sql:
        parts: list[str] = ["1"]
        values: list[Any] = []
        for name, value in self._query.where:
            if name not in self.listing.filters:
                raise _unknown(_("filter"), name, self.listing.filters)
            condition, given = self.listing.filters[name].sql(self._book, value)
            parts.append(f"({condition})")
            values += given
        if self._query.only:
            parts.append(f"{self.listing.key} IN (SELECT value FROM json_each(?))")
            values.append(self._query.only.ids)
        if self._query.text:
            if not self.listing.searched:
                raise Refusal(_("This list has no text search."))
            past = self._book.past
            self._match = (
                past.matching(self._book.connection, self._query.text)
                if past is not None
                else search.matching(self._query.text)
            )
            self._from = (
                f"{self._match.source} CROSS JOIN searchable z ON z.place = m.rowid"
                f" AND z.kind = '{self.listing.searched}' CROSS JOIN {self.listing.source}"
            )
            parts.insert(0, f"{self._match.condition} AND {self.listing.key} = z.row")
        if self._query.late_on:
            if not self.listing.late:
                raise Refusal(_("Nothing in this list can be late."))
            parts.append(f"({self.listing.late})")
            values += [self._query.late_on.isoformat()] * self.listing.late.count("?")
        return " AND ".join(parts), values


def _unknown(what: str, name: str, known: Mapping[str, Any]) -> Refusal:
    close = nearest(name, known) or list(known)
    return Refusal(
        _("There is no {what} “{name}” here. Possible: {close}.").format(
            what=what, name=name, close=", ".join(close)
        )
    )
