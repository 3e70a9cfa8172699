"""Whatever stands in plain data, a verb takes it or refuses it in words; it never fails."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.errors import Refusal
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from auditdesk.work.sample import LAST_DAY, play

ODD: tuple[Any, ...] = (
    None, "", " ", 0, -1, 1.5, 10**20, True, [], {}, [None], [""], [[]], [{}], {"a": 1}, "x",
    "2026-11-09", "2026-02-30", "25:00", "\ud800", "a\0b", "é" * 300, float("nan"), date(2026, 1, 1),
)  # fmt: skip
FIELDS = [(kind.name, key) for kind in KINDS.values() for key in kind.fields]
EMPTIED = [
    (kind.name, key)
    for kind in KINDS.values()
    if kind.change
    for key in kind.required
    if key not in (*kind.only_added, "reason")
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    path = tmp_path_factory.mktemp("sample") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor", "laptop") as book:
        play(book)
        yield book


def first(kind: str) -> str | None:
    return next((str(row.id) for row in Reading().rows(KINDS[kind].table)), None)


def tried(book: Book, deed: Any) -> str:
    """What an attempt is refused with, "" where it is taken; nothing of it stays."""
    try:
        with book.trial() as step:
            deed(step)
            step.settle()
    except Refusal as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize(("name", "key"), FIELDS)
def test_each_field_takes_or_refuses_what_cannot_be_meant(
    sample: Book, name: str, key: str
) -> None:
    kind = KINDS[name]
    row = first(name)
    told = plain(Reading(), kind, row) if row else {}
    told = {one: value for one, value in told.items() if one not in kind.only_changed}
    for value in ODD:

        def enter(step: Step, value: Any = value) -> None:
            entry.enter(step, kind, {"reason": "as agreed", **told, key: value}, LAST_DAY)

        def amend(step: Step, value: Any = value) -> None:
            entry.amend(step, kind, str(row), {"reason": "as agreed", key: value}, LAST_DAY)

        tried(sample, enter)
        if row:
            tried(sample, amend)


@pytest.mark.parametrize("name", [kind.name for kind in KINDS.values() if kind.moves])
def test_each_move_takes_or_refuses_what_cannot_be_meant(sample: Book, name: str) -> None:
    kind = KINDS[name]
    rows = [str(row.id) for row in Reading().rows(kind.table)][:1]
    for verb in kind.moves:
        for key in ("on", "reason", *verb.fields):
            for value in ODD:
                for row in rows:
                    data = {"reason": "as agreed", "move": verb.names[0], key: value}
                    tried(sample, lambda step, row=row, data=data: entry.amend(step, kind, row, data, LAST_DAY))  # fmt: skip


@pytest.mark.parametrize(("name", "key"), EMPTIED)
def test_what_a_thing_must_have_is_never_taken_out(sample: Book, name: str, key: str) -> None:
    kind, row = KINDS[name], first(name)
    for nothing in (None, "", " "):

        def empty(step: Step, nothing: Any = nothing) -> None:
            entry.amend(step, kind, row or "", {"reason": "as agreed", key: nothing}, LAST_DAY)

        assert tried(sample, empty), nothing


@pytest.mark.parametrize(
    ("name", "key"),
    [(kind.name, key) for kind in KINDS.values() for key in kind.required],
)
def test_nothing_begins_without_what_it_must_have(sample: Book, name: str, key: str) -> None:
    kind, row = KINDS[name], first(name)
    told = plain(Reading(), kind, row) if row else {}
    told = {one: value for one, value in told.items() if one not in kind.only_changed}
    for nothing in (None, "", " "):

        def enter(step: Step, nothing: Any = nothing) -> None:
            entry.enter(step, kind, {"reason": "as agreed", **told, key: nothing}, LAST_DAY)

        assert tried(sample, enter), nothing


@pytest.mark.parametrize("data", [{"units": [None]}, {"standard": [""]}])
def test_a_list_with_an_empty_entry_is_refused(sample: Book, data: dict[str, Any]) -> None:
    said = tried(sample, lambda step: entry.enter(step, KINDS["audit"], data, LAST_DAY))
    assert "an entry of the list is empty" in said


def test_a_thing_that_is_named_by_nothing_is_not_the_one_it_belongs_to(sample: Book) -> None:
    data = {"meaning": "approved", "name": "Ines Okafor", "finding": None}
    said = tried(sample, lambda step: entry.enter(step, KINDS["signoff"], data, LAST_DAY))
    assert "Name the one thing it belongs to" in said


def test_a_file_whose_name_no_file_can_have_is_not_there(sample: Book, tmp_path: Path) -> None:
    data = {"logo": str(tmp_path / ("é" * 300))}
    said = tried(sample, lambda step: entry.amend(step, KINDS["organisation"], str(first("organisation")), data, LAST_DAY))  # fmt: skip
    assert "there is no file" in said
