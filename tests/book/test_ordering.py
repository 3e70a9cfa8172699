"""Every list by every column, in both directions: blanks last, pages as the whole list."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import GradeRow
from auditdesk.domain.finding import owed_on
from auditdesk.work import sample
from tests.conftest import Desk, nonconformity


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ordering") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    with Book.open(path) as book:
        yield book


def shown(row: Any, column: str) -> Any:
    if column == "due":
        if hasattr(row, "answer_due"):
            return owed_on(row.state, row.answer_due, row.implement_due)
        return row.due
    return getattr(row, column)


def is_said(name: str, column: str) -> bool:
    """A draft has no number and shows its own name there; it is the newest, not a blank."""
    return (name, column) == ("findings", "number")


def is_blank(value: Any) -> bool:
    return value is None or value in ("", ())


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_blanks_are_last_whichever_the_direction(book: Book, name: str, descending: bool) -> None:
    for column in LISTINGS[name].orders:
        asked = List(book, LISTINGS[name], Query(order=column, descending=descending))
        rows = asked.page(0, 1000)
        blanks = [is_blank(shown(row, column)) for row in rows]
        assert blanks == sorted(blanks) or is_said(name, column), column


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", sorted(LISTINGS))
def test_pages_put_together_are_the_list_as_it_is_streamed_and_placed(
    book: Book, name: str, descending: bool
) -> None:
    for column in LISTINGS[name].orders:
        asked = List(book, LISTINGS[name], Query(order=column, descending=descending))
        count = min(asked.count(), 120)
        pages = [asked.page(offset, 7) for offset in range(0, count, 7)]
        ids = [row.id for page in pages for row in page][:count]
        assert ids == [row.id for row in itertools.islice(asked.stream(), count)], column
        assert len(set(ids)) == count, column
        for place in range(0, count, 29):
            assert asked.place(ids[place]) == place, column


@pytest.mark.parametrize("column", sorted(LISTINGS["findings"].orders))
def test_groups_follow_each_other_as_their_rows_do(book: Book, column: str) -> None:
    asked = List(book, LISTINGS["findings"], Query(group=column, order="number"))
    counts = [count for _value, count in asked.groups()]
    assert sum(counts) == asked.count()
    at = 0
    rows = asked.page(0, 1000)
    for count in counts:
        values = {str(shown(row, column)) for row in rows[at : at + count]}
        assert column in ("number", "clauses") or len(values) == 1
        at += count


def test_findings_by_grade_have_nonconformities_first_and_the_newest_of_each_first(
    issued: Desk,
) -> None:
    book = issued.book
    with book.step("Grades in another order") as step:
        step.change(GradeRow, "observation", position=0)
    for grade in ("observation", "minor", "positive", "major"):
        issued.add("finding", **{**nonconformity(), "grade": grade})
    rows = List(book, LISTINGS["findings"], Query(order="grade")).page(0, 50)
    grades = [row.grade for row in rows]
    assert grades[0] == "major"
    assert grades.index("observation") > grades.index("minor")
    assert [row.number for row in rows if row.grade == "minor"] == [None, "NC-2026-001"]
    back = List(book, LISTINGS["findings"], Query(order="grade", descending=True)).page(0, 50)
    assert back[-1].grade == "major"
