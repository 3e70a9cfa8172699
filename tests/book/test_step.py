"""A step within: attempts that are undone alone, numbers that are kept, rows that are remembered."""

import random
from contextlib import nullcontext
from datetime import date

import pytest

from auditdesk.book import evidence, opened
from auditdesk.book import step as step_module
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.shape import shape_of
from auditdesk.book.tables import (
    TABLES,
    AuditRow,
    Content,
    Finding,
    GradeRow,
    NumberGiven,
    Person,
    Process,
    Site,
    Table,
    TreeRecord,
)
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


@pytest.mark.parametrize("together", [0, 3, 1000])
def test_refused_attempts_leave_what_the_others_did(
    book: Book, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows come, change and go in attempts by chance; the refused ones might never have been."""
    monkeypatch.setattr(step_module, "_TOGETHER", together)
    chance = random.Random(together)
    meant = {str(row.id): str(row.name) for row in Reading().rows(Person)}
    before, numbers = dict(meant), 0
    with book.step("By chance") as step:
        for n in range(120):
            now, given = dict(meant), numbers
            refused = chance.random() < 0.3
            with pytest.raises(Refusal) if refused else nullcontext(), step.attempt():
                for m in range(chance.randrange(4)):
                    added = [id for id in now if id not in before]
                    what = chance.choice(("add", "change", "remove", "number", "keep"))
                    if what == "add":
                        now[step.add(Person, name=f"P {n} {m}")] = f"P {n} {m}"
                    elif what == "change":
                        one = chance.choice(list(now))
                        step.change(Person, one, name=f"Q {n} {m}")
                        now[one] = f"Q {n} {m}"
                    elif what == "remove" and added:
                        step.remove(Person, added[0])
                        del now[added[0]]
                    elif what == "number":
                        given += 1
                        assert step.give_number("XX", 2026, Person, "x").n == given
                    elif what == "keep":
                        evidence.keep(step, f"{n} {m}".encode())
                if refused:
                    raise Refusal("no")
            if not refused:
                meant, numbers = now, given
            if n % 7 == 0:
                meant[step.add(Person, name=f"R {n}")] = f"R {n}"
        assert {str(row.id): str(row.name) for row in step.rows(Person)} == meant
    assert {str(row.id): str(row.name) for row in Reading().rows(Person)} == meant
    assert sum(1 for _row in Reading().rows(NumberGiven, series="XX", year=2026)) == numbers
    assert not check(book).problems
    book.undo()
    assert {str(row.id): str(row.name) for row in Reading().rows(Person)} == before
    assert not check(book).problems


def test_a_file_kept_by_an_attempt_goes_with_it_and_one_before_stays(book: Book) -> None:
    with book.step("Files") as step:
        with step.attempt():
            stays = evidence.keep(step, b"stays")
            step.add(Person, name="Somebody")
        with pytest.raises(Refusal), step.attempt():
            goes = evidence.keep(step, b"goes")
            raise Refusal("no")
    assert evidence.content(Reading(), stays) == b"stays"
    assert Reading().find(Content, id=goes) is None


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


def contents(book: Book, table: type[Table]) -> list[tuple[object, ...]]:
    return sorted(book.select(f'SELECT * FROM "{table.sql_name}"'))


def exchangeable(table: type[Table]) -> tuple[str, ...]:
    """The fields of a table that only one row may hold, and that name no other row."""
    unique = shape_of(opened.connection(), table.sql_name).unique
    return tuple(
        name
        for name, field in table.columns.items()
        if name != "id" and field.column_name in unique and name == field.column_name
    )


def test_a_step_that_swaps_names_is_undone_and_done_again(book: Book) -> None:
    with book.step("Swap") as step:
        haas = step.find(Person, name="T. Haas")
        costa = step.find(Person, name="M. Costa")
        assert haas and costa
        step.change(Person, haas.id, name="for a moment")
        step.change(Person, costa.id, name="T. Haas")
        step.change(Person, haas.id, name="M. Costa")
    swapped = contents(book, Person)
    book.undo()
    assert Reading().get(Person, haas.id).name == "T. Haas"
    assert Reading().get(Person, costa.id).name == "M. Costa"
    book.redo()
    assert contents(book, Person) == swapped
    assert not check(book).problems


def test_what_only_one_row_may_hold_is_swapped_in_every_table_and_undone(book: Book) -> None:
    tried = []
    for table in TABLES:
        names = () if table.bookkeeping or table.permanent else exchangeable(table)
        rows = list(Reading().rows(table))[:2] if names else []
        if len(rows) < 2:
            continue
        before = contents(book, table)
        columns = [name for name in table.columns if name != "id"]
        with book.step("Swap") as step:
            for row in rows:
                step.remove(table, row.id)
            for row, other in (rows, rows[::-1]):
                held = {name: getattr(row, name) for name in columns}
                step.add(table, row.id, **held | {name: getattr(other, name) for name in names})
        swapped = contents(book, table)
        assert swapped != before
        book.undo()
        assert contents(book, table) == before
        book.redo()
        assert contents(book, table) == swapped
        book.undo()
        tried.append(table)
    assert len(tried) >= 6, tried
    assert not check(book).problems


def test_the_file_knows_the_same_unique_columns_as_the_tables(book: Book) -> None:
    for table in TABLES:
        declared = {"id"} if "id" in table.columns else {"step_seq", "position"}
        if table is TreeRecord:  # its key is the number of the record itself, in no index
            declared = set()
        declared |= {one.column_name for one in table.columns.values() if one.unique}
        for names, unique in table.model()._meta.indexes:
            if unique:
                declared |= {table.columns[name].column_name for name in names}
        assert shape_of(book.connection, table.sql_name).unique == declared, table


def test_attempts_do_not_nest(book: Book) -> None:
    """An inner one would forget what the outer one has to take back."""
    with book.step("Two") as step:
        with step.attempt():
            step.add(Person, name="Outer")
            with pytest.raises(RuntimeError, match="nest"), step.attempt():
                step.add(Person, name="Inner")
        assert step.find(Person, name="Outer") is not None
    assert Reading().find(Person, name="Inner") is None
    assert not check(book).problems


def test_a_step_in_which_nothing_changed_is_none_and_leaves_nothing_open(book: Book) -> None:
    head = book.head
    with book.step("Nothing") as step:
        step.remove(Site, step.add(Site, name="Linz"))
    assert book.head == head
    assert not book.connection.in_transaction
    with book.step("Something") as step:
        step.add(Site, name="Linz")
    assert book.head.seq == head.seq + 1


def test_a_change_says_whether_anything_was_different(book: Book) -> None:
    with book.step("Add") as step:
        id = step.add(Site, name="Linz")
    with book.step("Change") as step:
        assert not step.change(Site, id, name="Linz")
        assert step.change(Site, id, name="Wels")
        assert not step.change(Site, id, name="Wels")


def test_a_row_is_new_in_the_step_that_made_it_only(book: Book) -> None:
    with book.step("Add") as step:
        id = step.add(Site, name="Linz")
        assert step.is_new(Site, id)
        assert not step.is_new(Site, "nobody")
    with book.step("Change") as step:
        assert not step.is_new(Site, id)
        step.change(Site, id, name="Wels")
        assert not step.is_new(Site, id)


def test_what_would_break_a_rule_at_the_end_of_a_step_can_be_asked_before(book: Book) -> None:
    (finding,) = Reading().rows(Finding)
    with book.trial() as step:
        step.change(Finding, finding.id, state="closed", closed_on=date(2026, 11, 20))
        with pytest.raises(Refusal, match="cannot be closed"):
            step.settle()
        step.change(Finding, finding.id, state=finding.state, closed_on=None)
        step.settle()


def test_a_value_that_the_file_itself_refuses_is_said_by_its_label(book: Book) -> None:
    head = book.head
    process, *_others = Reading().rows(Process)
    with (
        pytest.raises(Refusal, match=r"does not accept this value \(Process\)"),
        book.step("Change") as step,
    ):
        step.change(Process, process.id, name=None)
    assert book.head == head
