"""Pairs: a row that may be a record of the book, beside it, and what is decided of both."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from auditdesk.i18n import N_, _


class Doubt(StrEnum):
    """Why a row may be a record of the book, and may be another."""

    NUMBER = "number"
    WORDS = "words"
    CONTENT = "content"

    @property
    def label(self) -> str:
        return _(_DOUBTS[self])


_DOUBTS = {
    Doubt.NUMBER: N_("the same number, but another year or day, and other words"),
    Doubt.WORDS: N_("the same words, but another number or day"),
    Doubt.CONTENT: N_("the same number and day, but other words"),
}


class PairDecision(StrEnum):
    """What is decided of a pair."""

    SAME = "same"
    NEW = "new"
    LEAVE = "leave"

    @property
    def label(self) -> str:
        return _(_CHOICES[self])


_CHOICES = {
    PairDecision.SAME: N_("the same: take over what the row says"),
    PairDecision.NEW: N_("another: take it as new"),
    PairDecision.LEAVE: N_("leave the row out"),
}

USUAL = {
    Doubt.NUMBER: PairDecision.NEW,
    Doubt.WORDS: PairDecision.NEW,
    Doubt.CONTENT: PairDecision.LEAVE,
}
"""What becomes of a pair that nobody decided: nothing of the book is overwritten, and no record
gets a second official number.

Registers count anew each year and findings repeat, so a number or words alone make a new record,
which is seen in the list and undone in one step. Where number and day agree, the row is most likely
that record as somebody changed it: it is left out and named.
"""
REPLACING = USUAL | {Doubt.CONTENT: PairDecision.SAME}
"""The same where the user said that the book may be changed (`--replace`)."""


@dataclass(frozen=True, slots=True)
class Facing:
    """One field of a pair: what the row says and what the book says, as text."""

    field: str
    in_file: str
    in_book: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the file and the record that it may be."""

    row: int
    doubt: Doubt
    kind: str
    id: str
    name: str
    facing: tuple[Facing, ...]
    choice: PairDecision

    def as_data(self) -> dict[str, Any]:
        """As the command line prints it as JSON."""
        return {
            "row": self.row,
            "doubt": self.doubt.value,
            "may_be": self.name,
            "taken_as": self.choice.value,
            "fields": [
                {"field": one.field, "in_file": one.in_file, "in_book": one.in_book}
                for one in self.facing
                if one.differs
            ],
        }
