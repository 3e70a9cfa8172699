"""A search in the past answers from the words of then, however many rows were different."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.book import as_of, search, search_index
from auditdesk.book.as_of import days_of
from auditdesk.book.book import Book
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import Finding
from auditdesk.domain.fold import fold
from auditdesk.work import organisation
from tests.book.pasts import MONDAY, Clock

BEFORE = {
    "a": "Prüfmittel ohne Marke", "b": "gauge without label", "c": "no 4711 in the list",
    "d": "检查 清单", "e": "Ordner A4 fehlt",
}  # fmt: skip
TEXTS = ["pruefmittel", "gauge", "label", "4711", "no", "检", "a4", "ordner a4", "list no", "fehlt",
         "new", "xyz", "-", "wit", "out lab"]  # fmt: skip


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Book]:
    """On Monday five findings; on Tuesday one changed, one left, one was added."""
    clock = Clock(monkeypatch)
    with Book.create(tmp_path / "past.auditdesk", "Ines Okafor", "laptop") as book:
        with book.step("Found") as step:
            organisation.found(step, "Meridian")
            for id, text in BEFORE.items():
                add(step, id, text)
        clock.go_on(days=1)
        with book.step("Change") as step:
            step.change(Finding, "b", statement="new words")
            step.remove(Finding, "c")
            add(step, "f", "gauge without a label again")
        yield book


def add(step: object, id: str, text: str) -> None:
    step.add(  # type: ignore[attr-defined]
        Finding, id=id, grade="observation", statement=text, raised_on=MONDAY.date()
    )


def found(book: Book, text: str, order: str = "") -> list[str]:
    return [str(row.id) for row in List(book, FINDINGS, Query((), text, order=order)).page(0, 50)]


@pytest.mark.parametrize("most", [3000, 0])
@pytest.mark.parametrize("text", TEXTS)
def test_the_words_of_then_are_found(
    book: Book, monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    monkeypatch.setattr(as_of, "_INDEXED", most)
    words = fold(text).split()
    held = {
        id
        for id, said in BEFORE.items()
        if search.Finder(text).finds(search.body_of([said])) and words
    }
    with book.as_of(MONDAY.date()) as past:
        assert set(found(book, text)) == held
        both = [List(book, FINDINGS, Query((), one)) for one in (text, "gauge")]
        assert [len(one.page(0, 9)) for one in both] == [len(held), 1]
        assert [one.count() for one in both] == [len(held), 1]
        assert not any("words of today" in one for one in past.limits)
    assert found(book, "new") == ["b"] and found(book, "4711") == []


@given(st.lists(st.sampled_from([*TEXTS, *BEFORE.values()]), min_size=1, max_size=3))
def test_a_text_is_found_by_the_index_as_it_is_found_one_by_one(words: list[str]) -> None:
    import apsw

    connection = apsw.Connection("")
    text = " ".join(words)
    match = search.matching(text)
    connection.execute("CREATE VIRTUAL TABLE search_words USING fts5(body, prefix='1 2 3')")
    connection.execute("CREATE VIRTUAL TABLE search_parts USING fts5(body, tokenize='trigram')")
    bodies = [search.body_of([said]) for said in BEFORE.values()]
    for place, said in enumerate(BEFORE.values()):
        search_index._enter(connection, place, [said])
    rows = connection.execute(
        f"SELECT m.rowid FROM {match.source} WHERE {match.condition}", match.values()
    )
    finder = search.Finder(text)
    assert {place for (place,) in rows} == {
        place for place, body in enumerate(bodies) if finder.finds(body)
    }


def test_rows_that_tie_stand_as_they_stood_whatever_was_removed_and_put_back(book: Book) -> None:
    """Drafts share one key: their order is that of their ids, not of their place in the file."""
    today = [found(book, "", "state"), found(book, "", "grade"), found(book, "gauge")]
    with book.step("Out") as step:
        step.remove(Finding, "a")
    book.undo()
    assert [found(book, "", "state"), found(book, "", "grade"), found(book, "gauge")] == today
    assert found(book, "", "state") == sorted(found(book, "", "state"))
    with book.as_of(MONDAY.date() + timedelta(days=1)):
        assert [found(book, "", "state"), found(book, "", "grade")] == today[:2]
    assert days_of(book.connection).first == MONDAY.date()
