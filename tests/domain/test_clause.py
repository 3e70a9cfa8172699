"""Clause numbers, kinds, nearest matches."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.clause import ClauseNumber, TextKind, nearest, nearest_clauses
from auditdesk.errors import Refusal
from tests.conftest import SAMPLES

CLAUSE_STRINGS = SAMPLES.parent / "clauses" / "clause_reference_strings_es.json"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8.4.1", "8.4.1"),
        ("7.5.3.2", "7.5.3.2"),
        ("8.10", "8.10"),
        ("4.2 a)", "4.2 a)"),
        ("4.2a)", "4.2 a)"),
        ("4.2 a", "4.2 a)"),
        ("4.2 (a)", "4.2 a)"),
        ("10.2.1 b) 2)", "10.2.1 b) 2)"),
        (" 8.3. ", "8.3"),
        ("§ 8.4", "8.4"),
        ("Clause 8.4.1", "8.4.1"),
        ("A.5.18", "A.5.18"),
        ("QP-07.4.3", "QP-07.4.3"),
        ("9", "9"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, shown: str) -> None:
    assert str(ClauseNumber.parse(text)) == shown


@pytest.mark.parametrize(
    "text", ["", "8,10", "8..1", ".", "eight point four", "8.4/8.5", "a)", "8.4 a b", "=8.4"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="not a clause number"):
        ClauseNumber.parse(text)


def test_numbers_sort_as_clauses_do() -> None:
    shown = ["4.2", "4.2 a)", "4.2 b)", "4.2.1", "8.9", "8.10", "10.2", "A.5.2", "A.5.18"]
    numbers = [ClauseNumber.parse(text) for text in shown]
    assert [str(number) for number in sorted(set(numbers))] == shown
    assert sorted(numbers, key=lambda number: number.sort_key) == numbers


numbers = st.builds(
    ClauseNumber,
    st.lists(st.integers(0, 99999), min_size=1, max_size=5).map(tuple),
    st.sampled_from([(), ("a",), ("z",), ("b", "12")]),
)


@given(numbers)
def test_every_number_reads_back_as_it_is_shown(number: ClauseNumber) -> None:
    assert ClauseNumber.parse(str(number)) == number


@given(numbers, numbers)
def test_the_sort_key_sorts_as_the_parts_do(one: ClauseNumber, other: ClauseNumber) -> None:
    if one.parts != other.parts:
        assert (one < other) == (one.parts < other.parts)


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("8.4.1", "8.4", True),
        ("8.4", "8.4", True),
        ("8.4 a)", "8.4", True),
        ("8.40", "8.4", False),
        ("8", "8.4", False),
        ("4.2 a)", "4.2 a)", True),
        ("4.2 b)", "4.2 a)", False),
    ],
)
def test_a_clause_holds_what_lies_below_it(inner: str, outer: str, expected: bool) -> None:
    assert ClauseNumber.parse(inner).within(ClauseNumber.parse(outer)) is expected


def test_references_from_a_real_checklist_are_all_read() -> None:
    if not CLAUSE_STRINGS.exists():
        pytest.skip("the shared clause strings are not beside the project")
    texts = [text for text in json.loads(CLAUSE_STRINGS.read_text("utf-8")) if text]
    assert len([ClauseNumber.parse(text) for text in texts]) > 200


@pytest.mark.parametrize("kind", list(TextKind))
def test_only_what_requires_something_may_be_cited(kind: TextKind) -> None:
    assert kind.may_be_cited is (
        kind in (TextKind.REQUIREMENTS, TextKind.INTERNAL, TextKind.LEGAL, TextKind.CUSTOMER)
    )


def test_the_nearest_names_come_first() -> None:
    assert nearest("Purchsing", ["Sales", "Purchasing", "Painting"])[0] == "Purchasing"
    assert nearest("zzz", ["Sales"]) == []


def test_the_nearest_clause_is_a_relative() -> None:
    known = [ClauseNumber.parse(text) for text in ("8.1", "8.4", "8.4.1", "9.1")]
    assert str(nearest_clauses(ClauseNumber.parse("8.4.9"), known)[0]) == "8.4.1"
    assert str(nearest_clauses(ClauseNumber.parse("8.40"), known)[0]) == "8.4"


@pytest.mark.parametrize("text", ["AB", "Scope", "Annex A"])
def test_a_word_without_a_figure_is_no_clause(text: str) -> None:
    with pytest.raises(Refusal, match="not a clause number"):
        ClauseNumber.parse(text)


def test_a_letter_alone_is_an_annex() -> None:
    assert str(ClauseNumber.parse("A")) == "A"


def test_items_in_figures_sort_as_figures() -> None:
    numbers = [ClauseNumber.parse(f"10.2.1 {n})") for n in (10, 2, 1)]
    assert [str(one) for one in sorted(numbers)] == ["10.2.1 1)", "10.2.1 2)", "10.2.1 10)"]


def test_three_near_names_are_enough() -> None:
    assert nearest("Gra", ["Graz", "Gran", "Grau", "Gras", "Brno"]) == ["Gran", "Gras", "Grau"]


@pytest.mark.parametrize("kind", TextKind)
def test_every_kind_of_text_has_a_word(kind: TextKind) -> None:
    assert isinstance(kind.label, str) and kind.label


def test_of_clauses_that_do_not_exist_the_three_nearest_are_named() -> None:
    known = [ClauseNumber.parse(text) for text in ("8.1", "8.4", "8.4.1", "8.4.2", "8.4.3", "9.1")]
    near = nearest_clauses(ClauseNumber.parse("8.4.9"), known)
    assert [str(one) for one in near] == ["8.4.1", "8.4.2", "8.4.3"]
