"""How a list is sorted: blanks last in either direction, grades by what they weigh.

A page is read part by part, each sorted from an index: what says something, then the blanks; or
grade after grade. What reads the whole list sorts in one.
"""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.listing import Listing

_PLAIN = re.compile(r"\w+\.\w+|substr\(\w+\.\w+, 1, 60\)")
_TEXT: tuple[object, ...] = (str, str | None)
_NO_TEXT: tuple[object, ...] = (date, date | None, int, int | None, bool, bool | None)
_NEVER_BLANK = frozenset("id number state step at table".split())


class Part(NamedTuple):
    """Some of the rows: by which condition, with which values, in which order."""

    condition: str
    values: tuple[str, ...]
    order: str


def usual(listing: Listing[Any], direction: str = "") -> str:
    """What decides between equals, or sorts where nobody asks."""
    return _directed((listing.ties or listing.order).split(", "), direction)


def in_one(listing: Listing[Any], column: str, descending: bool) -> str:
    """The order by a column as one text."""
    direction = " DESC" if descending else ""
    if column in listing.ranked:
        rank = listing.ranked[column]
        return f"{rank.weight}{direction}, {rank.key}{direction}, {rank.within}"
    key, *rest = _keys(listing, column)
    filled = "" if column in _NEVER_BLANK else " NULLS LAST"
    return f"{_value(listing, column, key)}{direction}{filled}, {_directed(rest, direction)}"


def groups(listing: Listing[Any], column: str) -> str:
    """The order of groups: as the column sorts, and equal ones beside each other."""
    key = listing.orders[column]
    if column in listing.ranked:
        return f"{listing.ranked[column].weight}, {key}"
    return f"{_value(listing, column, key)} NULLS LAST, {key}"


def parts(
    listing: Listing[Any], column: str, descending: bool, ranks: Sequence[str] = ()
) -> list[Part]:
    """The rows in parts, one after the other; each is found and sorted without the others.

    ranks: the ids by which a ranked column is sorted, in their order.
    """
    if column in listing.ranked:
        rank = listing.ranked[column]
        inside = reversed(ranks) if descending else ranks
        return [Part(f"{rank.key} = ?", (id,), rank.within) for id in inside]
    key, *rest = _keys(listing, column)
    blank = _blank_of(listing, column, key)
    if not blank or descending:
        return [Part("1", (), in_one(listing, column, descending))]
    says, silent = blank
    order = ", ".join((key, *rest))
    return [Part(says, (), order), Part(silent, (), usual(listing))]


def _blank_of(listing: Listing[Any], column: str, key: str) -> tuple[str, str] | None:
    """The conditions of saying something and of being blank, where an index may use them."""
    if column in listing.filled:
        return f"{listing.filled[column]} AND {key} IS NOT NULL", f"{key} IS NULL"
    text = _kind(listing, column) in _TEXT or key != listing.columns[column]
    if column in listing.named or column in _NEVER_BLANK or not text or not _PLAIN.fullmatch(key):
        return None
    return f"{key} > ''", f"ifnull({key}, '') = ''"


def _keys(listing: Listing[Any], column: str) -> list[str]:
    key, order = listing.orders[column], listing.order.split(", ")
    ties = listing.ties.split(", ") if listing.ties and key not in order else order
    return list(listing.long.get(column) or (key, *(tie for tie in ties if tie != key)))


def _value(listing: Listing[Any], column: str, key: str) -> str:
    """What is compared: NULL for each way to be blank."""
    kind = _kind(listing, column)
    if column in _NEVER_BLANK or column in listing.named or key.endswith("number_key"):
        return key
    if kind in _TEXT:
        return f"nullif({key}, '')"
    if kind in _NO_TEXT:
        return key
    return f"nullif(nullif({key}, ''), '[]')"


def _directed(keys: Sequence[str], direction: str) -> str:
    return ", ".join(f"{key}{direction}" for key in keys)


def _kind(listing: Listing[Any], column: str) -> object:
    """What a column holds; a day where it is made from others."""
    row: Any = listing.row
    return next((one.type for one in fields(row) if one.name == column), date)
