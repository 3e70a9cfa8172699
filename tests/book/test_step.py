"""A step within: attempts that are undone alone, numbers that are kept, rows that are remembered."""

from datetime import date

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRow, Finding, GradeRow, NumberGiven, Person
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from tests.conftest import Desk


@pytest.fixture
def book(issued: Desk) -> Book:
    return issued.book


def names() -> list[str]:
    return [str(row.name) for row in Reading().rows(Person)]


def test_an_attempt_that_is_refused_is_undone_alone(book: Book) -> None:
    before = names()
    with book.step("Three") as step:
        step.add(Person, name="First")
        with pytest.raises(Refusal), step.attempt():
            step.add(Person, name="Second")
            step.change(Person, step.find(Person, name="T. Haas").id, job="Gone")  # type: ignore[union-attr]
            raise Refusal("no")
        assert step.find(Person, name="Second") is None
        step.add(Person, name="Third")
    assert names() == [*before, "First", "Third"]
    assert Reading().find(Person, name="T. Haas").job == ""  # type: ignore[union-attr]
    assert not check(book).problems
    book.undo()
    assert names() == before


def test_a_step_of_refused_attempts_only_is_no_step(book: Book) -> None:
    head = book.head
    with book.step("Nothing") as step, pytest.raises(Refusal), step.attempt():
        step.add(Person, name="Nobody")
        raise Refusal("no")
    assert book.head == head


def test_what_a_step_wrote_is_what_it_reads(book: Book) -> None:
    with book.step("Rename") as step:
        person = step.find(Person, name="T. Haas")
        assert person is not None and "t. haas" in step.named(Person, "name")
        step.change(Person, person.id, name="Theodor Haas")
        assert step.get(Person, person.id).name == "Theodor Haas"
        assert step.find(Person, name="T. Haas") is None
        assert "theodor haas" in step.named(Person, "name")
        step.remove(Person, step.add(Person, name="Brief"))
        assert "brief" not in step.named(Person, "name")


def test_a_kept_number_is_borne_once_and_the_series_goes_on_after_it(book: Book) -> None:
    with book.step("Keep") as step:
        row = step.add(
            Finding,
            grade=next(step.rows(GradeRow)).id,
            raised_on=date(2026, 1, 1),
            number="NC-2026-050",
        )
        with pytest.raises(Refusal, match="borne by another"):
            step.give_number("NC", 2026, Finding, "x", Number("NC", 2026, 50))
        assert str(step.give_number("NC", 2026, Finding, row)) == "NC-2026-002"
        step.give_number("IA", 2026, AuditRow, "y", Number("IA", 2026, 70))
        assert str(step.give_number("IA", 2026, AuditRow, "z")) == "IA-2026-071"
    assert sum(1 for _row in Reading().rows(NumberGiven, series="IA", year=2026)) == 3
