"""Looks: whether a row looks like headings or like what stands below them."""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise

from auditdesk.intake.dates import is_date, read_date
from auditdesk.intake.halves import half_in
from auditdesk.intake.source import Cell, Line, is_empty, text_of
from auditdesk.intake.words import fold

WEEK = 5
"""Days from which columns are taken for a calendar: a week of work."""
_LONG_WEEKEND = 4
LOOKED_AT = 60
"""Rows that are looked at on each side of one."""


def is_like_the_rest(lines: list[Line], n: int) -> bool:
    """Whether a row is of a piece with those around it: cells recur in their columns, or count.

    A heading differs from what it stands over; one that is repeated whole says nothing here.
    """
    here, key = lines[n].cells, key_of(lines[n])
    filled = [place for place, cell in enumerate(here) if not is_empty(cell)]
    around = lines[max(0, n - LOOKED_AT) : n + LOOKED_AT]
    others = [line for line in around if key_of(line) != key]
    alike = 0
    for place in filled:
        text = text_of(here[place])
        column = [
            text_of(line.cells[place])
            for line in others
            if place < len(line.cells) and place not in line.filled
        ]
        said = [cell for cell in column if cell]
        counts = text.isdecimal() and bool(said) and sum(map(str.isdecimal, said)) > len(said) / 2
        alike += counts or text in said
    return alike >= max(2, 0.25 * len(filled))


def is_value(cell: Cell) -> bool:
    """Whether a cell is what stands in rows, not above them."""
    if isinstance(cell, date | time | float | bool):
        return True
    if isinstance(cell, int):
        return not 1990 <= cell <= 2100
    if isinstance(cell, str) and any(map(str.isdigit, cell)) and len(cell) <= 24:
        return is_date(cell) and sum(map(str.isdigit, cell)) >= 4 and not cell.strip().isdecimal()
    return False


def calendar_in(cells: Sequence[Cell]) -> set[int]:
    """The places of the days of a calendar, or of half days: five and more side by side, in order.

    Days on which something happened lie apart, and not a day or a weekend from each other.
    """
    halves = [half_in(cell) if isinstance(cell, str) else ("", cell) for cell in cells]
    days = {
        place: day
        for place, (_half, cell) in enumerate(halves)
        if isinstance(cell, date | str) and is_value(cell) and (day := read_date(cell).day)
    }
    nearest = 0 if all(halves[place][0] for place in days) else 1
    places = sorted(days)
    if len(places) < WEEK or places != list(range(places[0], places[-1] + 1)):
        return set()
    steps = {(days[after] - days[place]).days for place, after in pairwise(places)}
    return set(places) if steps <= set(range(nearest, _LONG_WEEKEND + 1)) else set()


def width_of(line: Line) -> int:
    return sum(not is_empty(cell) for cell in line.cells)


def key_of(line: Line) -> tuple[str, ...]:
    return tuple(fold(text_of(cell)) for cell in line.cells if not is_empty(cell))
