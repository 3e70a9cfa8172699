"""Books with a past: a clock that a test turns, and steps by chance of all kinds that there are."""

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auditdesk.book import step as step_module
from auditdesk.book.book import Book
from auditdesk.book.step import Step
from auditdesk.book.tables import Person, PersonRole, Process, Site, Table, Unit
from auditdesk.errors import Refusal

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
_UNTRACKED = ("content", "book_info", "search", "sqlite_")


class Clock:
    """The clock of the computer, as the steps of a test see it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = MONDAY
        clock = self

        class Turned(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:
                return clock.moment.astimezone(tz)

        monkeypatch.setattr(step_module, "datetime", Turned)

    def go_on(self, **time: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**time)


def contents(book: Book) -> dict[str, list[str]]:
    """What all tables hold that a trail knows of, with the trail itself."""
    names = [
        str(name)
        for (name,) in book.select("SELECT name FROM main.sqlite_schema WHERE type = 'table'")
        if not str(name).startswith(_UNTRACKED)
    ]
    columns = {
        name: ", ".join(
            f'"{column}"'
            for (column,) in book.select("SELECT name FROM pragma_table_info(?)", [name])
            if column != "rowid"
        )
        for name in names
    }
    return {
        name: sorted(map(repr, book.select(f'SELECT {columns[name]} FROM "{name}"')))
        for name in names
    }


_TEXTS = ("Prüfmittel", "χρόνος", "校准", "a \u0001 b", "😀 e\u0301", '"quoted" \\ back', "x" * 400)


def edit(book: Book, chance: random.Random) -> None:
    """One step, undo or redo by chance; some are refused in part, some as a whole."""
    kind = chance.random()
    with suppress(Refusal):
        if kind < 0.12:
            book.undo()
        elif kind < 0.18:
            book.redo()
        else:
            with book.step(chance.choice(_TEXTS)) as step:
                for _n in range(chance.randrange(1, 6)):
                    with suppress(Refusal), step.attempt():
                        chance.choice(_DEEDS)(step, chance)
                        if chance.random() < 0.1:
                            raise Refusal("no")
                if chance.random() < 0.05:
                    raise Refusal("no")
                step.final = chance.random() < 0.02


def _some(step: Step, chance: random.Random, table: type[Table], n: int = 1) -> list[Any]:
    rows = list(step.rows(table))
    if len(rows) < n:
        raise Refusal("too few")
    return chance.sample(rows, n)


def _text(chance: random.Random) -> str:
    return f"{chance.choice(_TEXTS)} {chance.randrange(10**6)}"


def _add(step: Step, chance: random.Random) -> None:
    table = chance.choice((Person, Process, Site))
    step.add(table, name=_text(chance))


def _add_below(step: Step, chance: random.Random) -> None:
    (process,), (site,), (person,) = (
        _some(step, chance, table) for table in (Process, Site, Person)
    )
    step.add(Unit, process=process.id, site=site.id)
    step.add(PersonRole, person=person.id, role=chance.choice(("auditor", "lead_auditor")))
    step.change(Process, process.id, owner=person.id)


def _change(step: Step, chance: random.Random) -> None:
    (person,) = _some(step, chance, Person)
    step.change(Person, person.id, job=_text(chance), email=_text(chance))


def _rename(step: Step, chance: random.Random) -> None:
    (site,) = _some(step, chance, Site)
    step.change(Site, site.id, name=_text(chance), address=_text(chance))


def _swap(step: Step, chance: random.Random) -> None:
    one, other = _some(step, chance, Person, 2)
    step.change(Person, one.id, name="for a moment")
    step.change(Person, other.id, name=one.name)
    step.change(Person, one.id, name=other.name)


def _swap_by_removing(step: Step, chance: random.Random) -> None:
    one, other = _some(step, chance, Site, 2)
    for row in (one, other):
        if step.find(Unit, site=row.id):
            raise Refusal("in use")
        step.remove(Site, row.id)
    step.add(Site, one.id, name=other.name, address=_text(chance))
    step.add(Site, other.id, name=one.name)


def _remove(step: Step, chance: random.Random) -> None:
    (person,) = _some(step, chance, Person)
    for process in step.rows(Process, owner=person.id):
        step.change(Process, process.id, owner=None)
    for role in step.rows(PersonRole, person=person.id):
        step.remove(PersonRole, role.id)
    step.remove(Person, person.id)


def _remove_and_name_again(step: Step, chance: random.Random) -> None:
    (person,) = _some(step, chance, Person)
    _remove_all_of(step, person)
    step.add(Person, name=person.name)


def _remove_all_of(step: Step, person: Any) -> None:
    if step.find(Process, owner=person.id):
        raise Refusal("in use")
    for role in step.rows(PersonRole, person=person.id):
        step.remove(PersonRole, role.id)
    step.remove(Person, person.id)


def _remove_with_parents(step: Step, chance: random.Random) -> None:
    (unit,) = _some(step, chance, Unit)
    step.remove(Unit, unit.id)
    if not step.find(Unit, process=unit.process):
        step.remove(Process, unit.process)


def _give_number(step: Step, chance: random.Random) -> None:
    (person,) = _some(step, chance, Person)
    step.give_number("XX", chance.choice((2025, 2026)), Person, person.id)


_DEEDS = (
    _add,
    _add,
    _add,
    _add_below,
    _add_below,
    _change,
    _change,
    _rename,
    _swap,
    _swap_by_removing,
    _remove,
    _remove_and_name_again,
    _remove_with_parents,
    _give_number,
)
