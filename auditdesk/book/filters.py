"""Filters of the lists: named conditions whose values are data, and are refused where unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.texts import clean_text
from auditdesk.domain.clause import ClauseNumber, nearest, nearest_clauses, unknown
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _

Sql = tuple[str, list[Any]]
"""A condition with its values."""


@dataclass(frozen=True)
class Filter:
    """A condition that a value makes; `known` lists what may be asked for, "" for anything."""

    condition: Callable[[str], Sql]
    known: str = ""
    what: str = ""

    def sql(self, book: Book, value: str) -> Sql:
        """The condition for a value; Refusal with the nearest where nothing bears that name."""
        if not self.known:
            return self.condition(value)
        ((exactly,),) = book.select(f"SELECT ? IN ({self.known})", (value,))
        if exactly:
            return self.condition(value)
        names = [str(name) for (name,) in book.select(self.known)]
        wanted = clean_text(value).strip().casefold()
        for name in names:
            if name.casefold() == wanted:
                return self.condition(name)
        raise unknown(_(self.what), value, names)


def equals(column: str) -> Filter:
    """The column is that text, but for the case of Latin letters."""
    return Filter(lambda value: (f"{column} = ? COLLATE NOCASE", [value]))


def one_of(
    column: str,
    keys: Sequence[str],
    groups: Mapping[str, frozenset[Any]],
    what: str = N_("state"),
) -> Filter:
    """The column is that key, or one of a group such as “open”; what: how people call it."""

    def condition(value: str) -> Sql:
        wanted = groups.get(value, frozenset({value}))
        if not wanted <= set(keys):
            names = [*groups, *keys]
            raise Refusal(
                _("There is no {what} “{name}”. Possible: {close}.").format(
                    what=_(what), name=value, close=", ".join(nearest(value, names) or names)
                )
            )
        marks = ", ".join("?" for _key in wanted)
        return f"{column} IN ({marks})", sorted(str(key) for key in wanted)

    return Filter(condition)


def of_year(column: str) -> Filter:
    """The date lies in that year."""

    def condition(value: str) -> Sql:
        year = _year(value)
        return f"{column} >= ? AND {column} < ?", [f"{year}-", f"{year}-99"]

    return Filter(condition)


def in_year(sql: str) -> Filter:
    """A condition with `?` wherever the year stands."""
    return Filter(lambda value: (sql, [_year(value)] * sql.count("?")))


def _year(value: str) -> str:
    """A year as four digits; Refusal for what is none."""
    if len(value) == 4 and value.isascii() and value.isdecimal():
        return value
    raise Refusal(_("“{value}” is no year: write it like 2026.").format(value=value))


def of(sql: str, known: str, what: str) -> Filter:
    """A condition with `?` for a name that must exist."""
    return Filter(lambda value: (sql, [value] * sql.count("?")), known, what)


def of_person(column: str) -> Filter:
    """The column refers to the person of that name."""
    return of(
        f"{column} IN (SELECT id FROM person WHERE name = ?)",
        "SELECT name FROM person",
        N_("person"),
    )


def of_process(column: str) -> Filter:
    """The column refers to the process of that name."""
    return of(
        f"{column} IN (SELECT id FROM process WHERE name = ?)",
        "SELECT name FROM process",
        N_("process"),
    )


def of_site(column: str) -> Filter:
    """The column refers to the site of that name."""
    return of(
        f"{column} IN (SELECT id FROM site WHERE name = ?)", "SELECT name FROM site", N_("site")
    )


def of_standard(ids: str) -> Filter:
    """`ids` with {standard}: by designation or key, or all editions of a family."""
    standard = "SELECT id FROM standard WHERE ? IN (designation, key, family)"
    return of(
        ids.format(standard=standard),
        "SELECT designation FROM standard UNION SELECT key FROM standard"
        " UNION SELECT family FROM standard",
        N_("standard"),
    )


class ClauseFilter(Filter):
    """The clause of that number and all below it, in any standard."""

    def sql(self, book: Book, value: str) -> Sql:
        number = ClauseNumber.parse(value).clause
        condition, values = self.condition(number.sort_key)
        known = [ClauseNumber.parse(str(text)) for (text,) in book.select(_ALL_CLAUSES)]
        if not any(one.within(number) for one in known):
            close = ", ".join(map(str, nearest_clauses(number, known)))
            raise Refusal(
                _("No standard has a clause {number}. Nearest: {close}.").format(
                    number=number, close=close
                )
            )
        return condition, values


_ALL_CLAUSES = "SELECT DISTINCT number FROM clause"


def of_clause(ids: str) -> Filter:
    """`ids` with {clauses} where the condition on the clause `c` belongs."""
    within = "(c.sort_key = ? OR (c.sort_key > ? AND c.sort_key < ?))"
    return ClauseFilter(lambda key: (ids.format(clauses=within), [key, f"{key}.", f"{key}/"]))
