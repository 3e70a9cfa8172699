"""Grades: the scheme as the book keeps it, with what each grade weighs and owes."""

from auditdesk.book.book import Book
from auditdesk.domain.finding import CountsAs, Grade, usual_effect

_GRADES = (
    "SELECT g.id, g.label, g.letter, g.series, g.nonconformity, e.counts_as, e.follow_up"
    " FROM grade g LEFT JOIN grade_effect e ON e.grade_id = g.id ORDER BY g.position"
)


def grades(book: Book) -> list[Grade]:
    """All grades, in the order of the scheme."""
    return [
        Grade(
            key, label, letter, series, bool(nonconformity),
            *effect_of(key, bool(nonconformity), counts_as, follow_up),
        )
        for key, label, letter, series, nonconformity, counts_as, follow_up in book.select(_GRADES)
    ]  # fmt: skip


def effect_of(
    key: str, nonconformity: bool, counts_as: str | None, follow_up: bool | None
) -> tuple[CountsAs, bool]:
    """What a grade weighs and owes: as it was set, None for what nobody set, or as is usual."""
    usual, owes = usual_effect(key, nonconformity)
    return (
        CountsAs(counts_as) if counts_as else usual,
        owes if follow_up is None else bool(follow_up),
    )


def keys_of(book: Book, *counts_as: CountsAs) -> frozenset[str]:
    """The grades that count as one of these."""
    return frozenset(grade.key for grade in grades(book) if grade.counts_as in counts_as)
