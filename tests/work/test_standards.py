"""Standards as data: the shipped ones and a user's own."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.listings import CLAUSES
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ClauseMapping, ClauseRow, StandardRow, TermRow
from auditdesk.domain.clause import ChangeKind, TextKind
from auditdesk.errors import Refusal, Trouble
from auditdesk.work import standards
from tests.conftest import SAMPLES, Desk

SHARED = SAMPLES.parent / "clauses"
BY_KEY = {standard.key: standard for standard in standards.shipped()}


@pytest.mark.parametrize("key", ["iso9001-2015", "iso9001-2026"])
def test_both_editions_have_91_entries_and_65_that_are_assessed(key: str) -> None:
    clauses = BY_KEY[key].clauses
    assert len(clauses) == 91
    assert sum(clause.assessable for clause in clauses) == 65
    assert all(clause.hint for clause in clauses if clause.assessable)
    assert [clause.number for clause in clauses] == sorted(clause.number for clause in clauses)


@pytest.mark.parametrize("year", ["2015", "2026"])
def test_numbers_and_titles_are_those_of_the_shared_lists(year: str) -> None:
    path = SHARED / f"iso9001-{year}.csv"
    if not path.exists():
        pytest.skip("the shared clause lists are not beside the project")
    with path.open(encoding="utf-8", newline="") as file:
        expected = [
            (row["number"], row["title"], row["assessable"] == "yes")
            for row in csv.DictReader(file)
        ]
    found = [
        (str(one.number), one.title, one.assessable) for one in BY_KEY[f"iso9001-{year}"].clauses
    ]
    assert found == expected


def test_no_row_of_2026_claims_to_be_verified() -> None:
    assert not any(clause.verified for clause in BY_KEY["iso9001-2026"].clauses)


def test_the_mapping_leads_from_every_old_clause_to_every_new_one() -> None:
    new = BY_KEY["iso9001-2026"]
    old = {clause.number for clause in BY_KEY["iso9001-2015"].clauses}
    assert {pair.old for pair in new.mapping} == old
    assert {pair.new for pair in new.mapping} == {clause.number for clause in new.clauses}
    by_old = Counter(str(pair.old) for pair in new.mapping)
    assert by_old["6.1.2"] == 2
    pairs = {(str(pair.old), str(pair.new)): pair.change for pair in new.mapping}
    assert pairs["6.1.2", "6.1.3"] is ChangeKind.SPLIT
    assert pairs["10.3", "10.1"] is ChangeKind.MERGED
    assert pairs["9.3.3", "9.3.3"] is ChangeKind.RETITLED
    assert pairs["8.4.1", "8.4.1"] is ChangeKind.SAME


def test_the_kinds_keep_words_advice_and_requirements_apart() -> None:
    kinds = {key: standard.kind for key, standard in BY_KEY.items()}
    assert kinds == {
        "iso9000-2015": TextKind.VOCABULARY,
        "iso9000-2026": TextKind.VOCABULARY,
        "iso9001-2015": TextKind.REQUIREMENTS,
        "iso9001-2026": TextKind.REQUIREMENTS,
        "iso19011-2026": TextKind.GUIDANCE,
        "iso9004-2018": TextKind.GUIDANCE,
    }
    assert not BY_KEY["iso9000-2015"].clauses and len(BY_KEY["iso9000-2015"].terms) > 40
    assert not any(clause.assessable for clause in BY_KEY["iso19011-2026"].clauses)


def test_a_term_has_a_number_in_the_new_vocabulary_only_where_somebody_has_seen_it() -> None:
    terms = {one.term: one.number for one in BY_KEY["iso9000-2026"].terms}
    assert set(terms) == {one.term for one in BY_KEY["iso9000-2015"].terms}
    assert (terms["requirement"], terms["nonconformity"]) == ("3.5.1", "")


def test_the_days_of_the_edition_are_those_reported() -> None:
    new, old = BY_KEY["iso9001-2026"], BY_KEY["iso9001-2015"]
    assert new.valid_from == date(2026, 9, 16) and new.withdrawn_on is None
    assert (old.new_certificates_end, old.withdrawn_on) == (date(2028, 3, 31), date(2029, 9, 30))
    titles = {str(one.number): one.title for one in BY_KEY["iso19011-2026"].clauses}
    assert titles["A.16"] == "Using remote auditing methods"
    assert titles["A.18.4"].startswith("Dealing with")


def test_a_new_book_holds_them_all(desk: Desk) -> None:
    assert sum(1 for _row in Reading().rows(StandardRow)) == len(BY_KEY)
    assert sum(1 for _row in Reading().rows(ClauseRow)) == sum(
        len(one.clauses) for one in BY_KEY.values()
    )
    assert sum(1 for _row in Reading().rows(TermRow)) == sum(
        len(one.terms) for one in BY_KEY.values()
    )
    assert sum(1 for _row in Reading().rows(ClauseMapping)) == len(BY_KEY["iso9001-2026"].mapping)
    row = List(desk.book, CLAUSES, Query((("standard", "iso9001-2026"), ("clause", "6.1.3")))).page(
        0, 1
    )[0]
    assert row.came_from == ("6.1.2 (split)",)


OWN_CSV = (
    "Number;Title;Hint\nA.5.18;Access rights;who may what\nA.8.2;Privileged access;\n4.2;Parties;\n"
)
OWN_TOML = """
[standard]
designation = "SOP-0714"
kind = "internal"
[[clause]]
number = "4.3"
title = "Recall of instruments"
"""


def test_a_user_s_own_list_loads_from_csv(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "iso27001.csv"
    path.write_text("\ufeff" + OWN_CSV, encoding="utf-8")
    desk.add("standard", file=str(path), designation="ISO/IEC 27001:2022", kind="requirements")
    rows = List(desk.book, CLAUSES, Query((("standard", "ISO/IEC 27001:2022"),))).page(0, 9)
    assert [row.number for row in rows] == ["A.5.18", "A.8.2", "4.2"]
    assert rows[0].hint == "who may what"


def test_a_user_s_own_procedure_loads_from_toml(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "sop.toml"
    path.write_text(OWN_TOML, encoding="utf-8")
    desk.add("standard", file=str(path))
    with pytest.raises(Refusal, match="in the book already"):
        desk.add("standard", file=str(path))


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.csv", "Title\nx\n", "needs a column “number”"),
        ("a.csv", "number,title\n8.1,x\nnine,x\n", "clause 2: “nine” is not a clause number"),
        ("a.csv", "number\n4.1\n4.1\n", "4.1 stands there twice"),
        ("a.csv", "number,assessable\n4.1,perhaps\n", "neither yes nor no"),
        ("a.toml", "[standard]\nkind='internal'", "no designation"),
        ("a.toml", "[standard]\ndesignation='X'\nkind='rule'", "the kind of X is one of"),
        (
            "a.toml",
            "[standard]\ndesignation='X'\nkind='legal'\ncolour='red'",
            "“colour” is not known",
        ),
        ("a.toml", "[standard", "not readable as a clause list"),
    ],
)
def test_a_bad_list_is_refused_with_place_and_value(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=sentence):
        standards.read(path)


def test_a_missing_list_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="cannot be read"):
        standards.read(tmp_path / "none.csv")
