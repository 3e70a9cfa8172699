"""The sample company plays, is whole, and shows what the program is for; plain data is explained."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.listings import LISTINGS
from auditdesk.book.reading import Reading
from auditdesk.book.report_reader import report_values
from auditdesk.book.tables import Finding
from auditdesk.domain.redaction import redact
from auditdesk.paths import resource
from auditdesk.work import entry, kinds, sample
from auditdesk.work.data_help import data_page
from auditdesk.work.people import hiding

TODAY = date(2026, 11, 20)
LATER = {
    *("due", "answer_due", "implement_due", "planned_on", "starts_on", "ends_on", "day"),
    *("expires_on", "withdrawn_on"),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """The sample, played once for all that only read it."""
    with Book.create(tmp_path_factory.mktemp("sample") / "sample.auditdesk", "Ines Okafor") as made:
        sample.play(made)
        yield made


@pytest.fixture(scope="module")
def page() -> str:
    return data_page()


def told() -> list[dict[str, Any]]:
    return [
        step
        for path in sorted(resource("demo").glob("*.toml"))
        for step in tomllib.loads(path.read_text(encoding="utf-8"))["step"]
    ]


def column(book: Book, sql: str) -> list[Any]:
    return [value for (value,) in book.connection.execute(sql)]


def section(page: str, kind: str) -> str:
    """The part of the help page on one kind."""
    return page.split(f"\n## {kind}\n", 1)[1].split("\n## ", 1)[0]


def test_each_step_of_the_story_is_one_step_of_the_book(book: Book) -> None:
    played = column(book, "SELECT what FROM step ORDER BY seq")
    assert played[1:] == [step["what"] for step in told()]


def test_the_company_is_of_a_real_size(book: Book) -> None:
    least = {
        "site": 4,
        "process": 14,
        "person": 12,
        "unit": 24,
        "audit": 24,
        "finding": 44,
        "session": 40,
        "checklist_line": 20,
        "action": 40,
        "extension": 5,
        "signoff": 8,
        "competence": 8,
        "reschedule": 1,
        "closure": 3,
        "absence": 1,
        "form_number": 3,
    }
    counts = {table: column(book, f"SELECT count(*) FROM {table}")[0] for table in least}
    assert {table: n for table, n in counts.items() if n < least[table]} == {}


@pytest.mark.parametrize("year", [2025, 2026])
def test_each_year_has_its_programme_of_audits(book: Book, year: int) -> None:
    audits = column(
        book,
        f"SELECT a.number FROM audit a JOIN programme p ON p.id = a.programme_id WHERE p.year = {year}",
    )
    assert len(audits) >= 11


def test_no_finding_is_due_before_what_its_accepted_plan_still_owes(book: Book) -> None:
    accepted = "SELECT count(*) FROM finding WHERE state = 'plan_accepted'"
    before = """SELECT f.number FROM finding f JOIN action_finding l ON l.finding_id = f.id
        JOIN action a ON a.id = l.action_id WHERE f.state = 'plan_accepted' AND a.done_on IS NULL
        AND a.cancelled_on IS NULL AND a.due > f.implement_due"""
    assert column(book, accepted) > [0]
    assert column(book, before) == []


def test_both_editions_and_own_texts_are_cited(book: Book) -> None:
    cited = column(
        book,
        "SELECT DISTINCT s.designation FROM finding_clause l JOIN clause c ON c.id = l.clause_id"
        " JOIN standard s ON s.id = c.standard_id",
    )
    assert {"ISO 9001:2015", "ISO 9001:2026", "SOP-0714", "HYD-QA-17"} <= set(cited)


def test_every_grade_and_every_outcome_occurs(book: Book) -> None:
    grades = column(book, "SELECT DISTINCT grade_id FROM finding")
    assert sorted(grades) == sorted(column(book, "SELECT id FROM grade"))
    moves = set(column(book, "SELECT move FROM move"))
    assert {"withdraw", "reopen", "reschedule", "cancel", "close"} <= moves
    results = column(book, "SELECT result FROM effectiveness_check WHERE result IS NOT NULL")
    assert {"effective", "partly", "not_effective"} == set(results)
    assert len(column(book, "SELECT id FROM finding WHERE state = 'draft'")) == 3
    assert column(book, "SELECT id FROM finding WHERE repeat_of_id IS NOT NULL")
    assert column(book, "SELECT id FROM audit_member WHERE exception <> ''")


def test_some_answers_and_actions_are_late_at_the_end_of_the_story(book: Book) -> None:
    actions = column(
        book, f"SELECT number FROM action WHERE done_on IS NULL AND due < '{TODAY}' ORDER BY due"
    )
    assert len(actions) >= 3
    assert column(
        book, f"SELECT number FROM finding WHERE state = 'issued' AND answer_due < '{TODAY}'"
    )


def test_the_findings_have_three_real_parts_and_name_nobody(book: Book) -> None:
    people = [name.split()[-1] for name in column(book, "SELECT name FROM person")]
    for parts in book.connection.execute("SELECT requirement, evidence, statement FROM finding"):
        for part in parts:
            assert len(part) >= 60, part
            named = [name for name in people if re.search(rf"\b{re.escape(name)}\b", part)]
            assert not named, part


def test_the_story_runs_forward_and_knows_nothing_of_its_future() -> None:
    steps = told()
    days = [step["today"] for step in steps]
    assert days == sorted(days)
    assert days[-1] == TODAY
    for step in steps:
        for data in step["entry"]:
            for key, value in data.items():
                early = not isinstance(value, date) or value <= step["today"] or key in LATER
                assert early, (step["what"], key, value)


def test_the_story_quotes_no_standard() -> None:
    for path in resource("demo").glob("*.toml"):
        assert not re.search(r"\bshall\b", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_the_numbers_written_beside_the_story_are_the_ones_given(book: Book) -> None:
    """A comment such as `# CA-2026-006` stands over the entry that gets this number."""
    given = dict(book.connection.execute("SELECT statement, number FROM finding"))
    given |= dict(book.connection.execute("SELECT what, number FROM action"))
    given |= dict(book.connection.execute("SELECT title || starts_on, number FROM audit"))
    shape = re.compile(
        r"^# ([A-Z]{2}-\d{4}-\d{3})\b.*\n\[\[step\.entry\]\]\n((?:(?!\[\[|# ).*\n)+)", re.M
    )
    compared = 0
    for path in resource("demo").glob("*.toml"):
        for number, body in shape.findall(path.read_text(encoding="utf-8")):
            data = tomllib.loads(body)
            of = data.get("statement") or data.get("what") or f"{data['title']}{data['starts_on']}"
            assert given[of] == number
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=lambda kind: kind.name)
def test_the_help_page_explains_every_key_and_move(page: str, kind: entry.Kind) -> None:
    explained = section(page, kind.name)
    keys = [*kind.fields, *(key for verb in kind.moves for key in (*verb.names, *verb.fields))]
    assert [key for key in keys if f"`{key}`" not in explained] == []


@pytest.mark.parametrize("listing", LISTINGS.values(), ids=lambda listing: listing.name)
def test_the_help_page_names_every_key_of_every_list(page: str, listing: Any) -> None:
    explained = section(page, "What list --json gives")
    keys = [*(one.name for one in fields(listing.row)), *listing.filters]
    assert [key for key in keys if f"`{key}`" not in explained] == []


def test_the_examples_of_the_help_page_work(book: Book, page: str) -> None:
    examples = re.findall(r"```json add (\w+)\n(.*?)```", page, re.DOTALL)
    assert [kind for kind, _text in examples] == ["audit", "finding", "action"]
    for kind, text in examples:
        with pytest.raises(_Enough), book.step(f"Try {kind}") as step:
            assert entry.enter(step, kinds.kind_of(kind), json.loads(text), TODAY)
            raise _Enough


class _Enough(Exception):
    """Ends a step without writing it."""


def test_a_copy_of_a_report_without_names_leaves_little_to_look_at(book: Book) -> None:
    """A list that is long is not read: what looks like a name is nearly always one."""
    how, listed = hiding(Reading()), []
    for id in column(book, "SELECT audit_id FROM report WHERE state = 'issued'"):
        copy = redact(report_values(book, id), how)
        listed += [(one.what, one.place) for one in copy.remaining]
    assert len(listed) <= 10, listed


@pytest.mark.parametrize("name", sorted(set(Finding.entered()) - {"foreign_number"}))
def test_some_finding_of_the_story_has_each_text(book: Book, name: str) -> None:
    assert any(column(book, f"SELECT {name} FROM finding"))
