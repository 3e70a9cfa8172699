"""Random edits through the verbs, as a user would make them in any order."""

import random
from contextlib import suppress
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.listings import ACTIONS, FINDINGS
from auditdesk.book.lists import List
from auditdesk.errors import Refusal
from tests.conftest import Desk, nonconformity


def edit(book: Book, chance: random.Random, but: Any = None) -> bool:
    """One edit, any `but` one kind; whether it became a step. A refusal is an answer, too."""
    desk = Desk(book)
    before = book.head
    with suppress(Refusal):
        chance.choice([one for one in _EDITS if one is not but])(desk, chance)
    return book.head != before


def _text(chance: random.Random) -> str:
    words = ["Prüfmittel", "label", "torque", "校准", "expired", "étalonnage", "χρόνος", "SOP-0714"]
    return " ".join(chance.choices(words, k=chance.randrange(1, 200)))


def _draft(desk: Desk, chance: random.Random) -> Any:
    desk.add("finding", **nonconformity(evidence=_text(chance)))


def _change(desk: Desk, chance: random.Random) -> Any:
    desk.set("finding", _finding(desk, chance), evidence=_text(chance))


def issue(desk: Desk, chance: random.Random) -> Any:
    desk.set("finding", _finding(desk, chance), move="issue")


def _agree(desk: Desk, chance: random.Random) -> Any:
    desk.add("action", finding=_finding(desk, chance), what=_text(chance), due="2026-12-31")


def _do(desk: Desk, chance: random.Random) -> Any:
    actions = List(desk.book, ACTIONS).page(0, 100)
    if actions:
        desk.set("action", chance.choice(actions).number, move="done", evidence=_text(chance))


def _undo(desk: Desk, _chance: random.Random) -> Any:
    desk.book.undo()


def _redo(desk: Desk, _chance: random.Random) -> Any:
    desk.book.redo()


def _finding(desk: Desk, chance: random.Random) -> str:
    found = List(desk.book, FINDINGS).page(0, 100)
    return str(chance.choice(found).id)


_EDITS = (_draft, _draft, _change, _change, issue, _agree, _do, _undo, _redo)
