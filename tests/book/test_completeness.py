"""Completeness: each question finds the record that fails it, and no sound one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.completeness.answers import Narrow, answers, gaps
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.questions import BY_KEY, QUESTIONS
from tests.book.completeness_world import FAILING, TODAY, World

PERIOD = Period(TODAY.replace(year=1988), TODAY, TODAY)


@pytest.fixture(scope="module")
def planted(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, dict[str, str]]]:
    """A book with all that fails, and the failing record of each question."""
    path = tmp_path_factory.mktemp("completeness") / "test.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", path)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        world = World(book)
        yield world, {key: plant(world) for key, plant in FAILING.items()}


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_a_question_finds_the_record_that_fails_it_and_no_sound_one(
    planted: tuple[World, dict[str, str]], key: str
) -> None:
    world, failing = planted
    question = BY_KEY[key]
    assert key in FAILING, f"{key}: plant a record that fails it"
    found = gaps(world.book, question, PERIOD)
    ids = [gap.id for gap in found]
    assert failing[key] in ids
    assert len(ids) == len(set(ids))
    kinds = {gap.kind for gap in found}
    assert not {world.sound[kind] for kind in kinds} & set(ids)
    (answer,) = answers(world.book, PERIOD, questions=[question])
    assert answer.failing == len(found)


def test_every_question_says_why_by_which_clause_and_is_asked_once() -> None:
    assert len(QUESTIONS) == len(BY_KEY) >= 40
    assert set(FAILING) == set(BY_KEY)
    for question in QUESTIONS:
        assert question.told.endswith("?") and question.why, question.key
        assert all(one.startswith(("ISO 9001, ", "ISO 19011, ")) for one in question.clauses)
        assert (question.subject is None) == (question.find is not None), question.key


def test_the_whole_answer_counts_as_each_question_does(
    planted: tuple[World, dict[str, str]],
) -> None:
    world, _failing = planted
    for answer in answers(world.book, PERIOD):
        assert answer.failing == len(gaps(world.book, answer.question, PERIOD)), answer.question.key


def test_a_site_and_a_person_narrow_what_is_looked_at(
    planted: tuple[World, dict[str, str]],
) -> None:
    world, _failing = planted
    every = {one.question.key: one.failing for one in answers(world.book, PERIOD)}
    for narrow in (Narrow(site="Graz"), Narrow(who="B. Lopes"), Narrow("Graz", "Ines Okafor")):
        for answer in answers(world.book, PERIOD, narrow):
            found = gaps(world.book, answer.question, PERIOD, narrow)
            assert answer.failing == len(found) <= every[answer.question.key]
            for gap in found:
                assert not narrow.site or narrow.site in gap.sites, gap
                assert not narrow.who or gap.who == narrow.who, gap
    nowhere = answers(world.book, PERIOD, Narrow(site="Nowhere"))
    assert not any(one.failing for one in nowhere)


def test_a_period_before_everything_holds_no_audit_that_fails(
    planted: tuple[World, dict[str, str]],
) -> None:
    world, _failing = planted
    day = TODAY.replace(year=1987)
    early = Period(day, day, day)
    audits = [one for one in QUESTIONS if one.subject and one.subject.kind == "audit"]
    assert not any(one.failing for one in answers(world.book, early, questions=audits))
