"""Sums: the rows of a list that only count what the others say."""

from collections.abc import Collection

from auditdesk.intake.source import Cell, Line, is_empty, text_of
from auditdesk.intake.words import fold, is_whole

_TOTALS = frozenset(
    map(
        fold,
        (
            "total", "totals", "subtotal", "sum", "summe", "zwischensumme", "gesamt", "insgesamt",
            "somme", "sous-total", "suma", "razem", "ogółem", "totale", "somma", "soma", "totaal",
            "toplam", "итого", "всего", "усього", "celkem", "součet", "összesen", "yhteensä",
            "i alt", "totalt", "summa", "σύνολο", "合計", "小計", "合计", "总计", "小计", "합계",
            "المجموع", "الإجمالي", "مجموع", "جمع", "סה״כ", "कुल", "jumlah",
        ),
    )
)  # fmt: skip
_LONGEST = 30


def is_total(text: str) -> bool:
    """Whether a cell calls its row a sum: “Total”, “Summe Audits”."""
    folded = fold(text)
    return len(folded) < _LONGEST and any(is_whole(word, folded) for word in _TOTALS)


def is_sum(line: Line, grid: Collection[int]) -> bool:
    """Whether a row only counts the marks of a grid: called a sum, and numbers in its columns.

    grid: the places of the months, weeks or days. A single 1 may be the mark of an audit whose
    name holds such a word.
    """
    if not grid:
        return False
    beside = [cell for place, cell in enumerate(line.cells) if place not in grid]
    first = next((text_of(cell) for cell in beside if not is_empty(cell)), "")
    if not is_total(first):
        return False
    counted = [
        cell for place, cell in enumerate(line.cells) if place in grid and not is_empty(cell)
    ]
    return bool(counted) and all(map(_is_count, counted)) and _counts(counted)


def _is_count(cell: Cell) -> bool:
    return text_of(cell).replace(".", "", 1).replace(",", "", 1).isdecimal()


def _counts(cells: list[Cell]) -> bool:
    return len(cells) > 1 or text_of(cells[0]) != "1"
