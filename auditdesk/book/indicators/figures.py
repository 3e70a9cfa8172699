"""Figures: what all indicators come to in a scope, and the records behind one."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.indicators.indicator import Indicator, Population
from auditdesk.book.indicators.indicators import indicators
from auditdesk.book.indicators.populations import HELD
from auditdesk.domain.indicator import Extent, Figure, Measure, days_figure
from auditdesk.errors import Refusal
from auditdesk.i18n import _, date_text


class Which(StrEnum):
    """Which of the records behind a figure: all, those that count, or the others."""

    ALL = "all"
    COUNTED = "counted"
    OTHERS = "others"


class Told(NamedTuple):
    """An indicator with what it comes to."""

    indicator: Indicator
    figure: Figure


def checked(scope: Extent) -> Extent:
    """The scope; Refusal where it ends before it begins."""
    if scope.last < scope.first:
        raise Refusal(
            _("The period ends on {last}, before it begins on {first}.").format(
                last=date_text(scope.last), first=date_text(scope.first)
            )
        )
    return scope


def figures(book: Book, scope: Extent, asked: Sequence[Indicator] | None = None) -> list[Told]:
    """Every indicator with its figure, in their order."""
    asked = indicators(book) if asked is None else asked
    told = [one for part in figures_in_parts(book, scope, asked) for one in part]
    by_key = {one.indicator.key: one for one in told}
    return [by_key[one.key] for one in asked]


def figures_in_parts(book: Book, scope: Extent, asked: Sequence[Indicator]) -> Iterator[list[Told]]:
    """The figures, a population after the other; what takes longest comes last."""
    by_population: dict[Population, list[Indicator]] = defaultdict(list)
    for one in asked:
        if one.population is not None:
            by_population[one.population].append(one)
    for population, some in by_population.items():
        for read, chosen in (
            (_counted, [one for one in some if not one.days]),
            (_timed, [one for one in some if one.days]),
        ):
            if chosen:
                counts = read(book, population, chosen, scope)
                yield [Told(one, counts[one.key]) for one in chosen]
    for one in asked:
        if one.find is not None:
            yield [Told(one, one.find(book, scope).figure)]


def first_day(book: Book) -> date | None:
    """The first day on which anything was found or audited; None in an empty book."""
    ((day,),) = book.select(
        "SELECT min(day) FROM (SELECT min(raised_on) AS day FROM finding UNION ALL"
        " SELECT min(coalesce(held_on, starts_on)) FROM audit)"
    )
    return date.fromisoformat(day) if day else None


def _counted(
    book: Book, population: Population, asked: Sequence[Indicator], scope: Extent
) -> dict[str, Figure]:
    terms = ", ".join(f"count(CASE WHEN {one.part or '1'} THEN 1 END)" for one in asked)
    sql = f"SELECT count(*), {terms} FROM {population.source} WHERE {population.where(scope)}"
    ((whole, *parts),) = book.select(sql, _values(scope, asked))
    per = {one.per: _divisor(book, one.per, scope) for one in asked if one.per}
    return {
        one.key: Figure(one.measure, whole, part, per.get(one.per, 0))
        for one, part in zip(asked, parts, strict=True)
    }


def _divisor(book: Book, per: str, scope: Extent) -> float:
    """What a rate is divided by: an aggregate over the audits held."""
    ((value,),) = book.select(
        f"SELECT {per} FROM {HELD.source} WHERE {HELD.where(scope)}", scope.values
    )
    return float(value or 0)


def _timed(
    book: Book, population: Population, asked: Sequence[Indicator], scope: Extent
) -> dict[str, Figure]:
    terms = ", ".join(one.days for one in asked)
    sql = f"SELECT {terms} FROM {population.source} WHERE {population.where(scope)}"
    columns: list[list[float]] = [[] for _one in asked]
    for row in book.select(sql, _values(scope, asked)):
        for column, days in zip(columns, row, strict=True):
            if days is not None:
                column.append(days)
    return {one.key: days_figure(days) for one, days in zip(asked, columns, strict=True)}


def records(book: Book, one: Indicator, scope: Extent, which: Which = Which.COUNTED) -> list[str]:
    """The ids of the records behind a figure, in the order of the register."""
    if one.find is not None:
        count = one.find(book, scope)
        if which is Which.OTHERS:
            counted = set(count.counted)
            return [id for id in count.all if id not in counted]
        return list(count.all if which is Which.ALL else count.counted)
    assert one.population is not None
    part = one.part or (f"{one.days} IS NOT NULL" if one.days else "1")
    condition = {
        Which.ALL: "1",
        Which.COUNTED: f"({part})",
        Which.OTHERS: f"({part}) IS NOT TRUE",
    }[which]
    population = one.population
    name = population.id.partition(".")[0]
    return [
        id
        for (id,) in book.select(
            f"SELECT {population.id} FROM {population.source} WHERE {population.where(scope)}"
            f" AND {condition} ORDER BY {name}.number_key, {population.id}",
            _values(scope, (one,)),
        )
    ]


def _values(scope: Extent, asked: Sequence[Indicator]) -> dict[str, Any]:
    values: dict[str, Any] = dict(scope.values)
    for one in asked:
        values |= one.given
    return values


def has_others(told: Told) -> bool:
    """Whether the figure tells some records of a population apart from the others."""
    return told.figure.measure is Measure.SHARE and told.figure.whole > told.figure.part
