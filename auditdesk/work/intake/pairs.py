"""Pairs: what becomes of a row that may be a record of the book, by one rule for all kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import Table
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.pairs import REPLACING, USUAL, Doubt, Facing, Pair, PairDecision
from auditdesk.intake.records import Record
from auditdesk.work.intake.compare import alike, shown
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain


class RowLeftOut(Refusal):
    """A row that may be a record of the book stays out of it."""

    def __init__(self, pair: Pair) -> None:
        super().__init__(pair.name)
        self.pair = pair


@dataclass
class Decisions:
    """What the user decided. rows: of single pairs, by sheet and row; usual: of all others."""

    rows: dict[tuple[str, int], PairDecision] = field(default_factory=dict)
    usual: dict[Doubt, PairDecision] = field(default_factory=lambda: dict(REPLACING))

    def of(self, record: Record, doubt: Doubt) -> PairDecision:
        return self.rows.get((record.sheet, record.row), self.usual[doubt])

    @property
    def as_usual(self) -> bool:
        """Whether nobody decided anything."""
        return not self.rows and self.usual in (USUAL, REPLACING)


@dataclass
class Pairs:
    """The doubtful pairs of one table, in the order of its rows."""

    step: Step
    decisions: Decisions
    all: list[Pair] = field(default_factory=list)

    def decide(
        self,
        record: Record,
        doubt: Doubt,
        table: type[Table],
        id: str,
        name: str,
        data: Mapping[str, Any],
    ) -> PairDecision:
        """Keep the pair and say what is decided: SAME or NEW; LeftOut where the row stays out.

        data: what the row says, as entry takes it. What came in with the same file is no record
        that could be overwritten: such a row is new.
        """
        if self.step.is_new(table, id):
            return PairDecision.NEW
        kind = table.sql_name
        choice = self.decisions.of(record, doubt)
        of = KINDS[kind]
        now = plain(self.step, of, id)
        facing = tuple(
            Facing(key, shown(value), shown(now.get(key)), not alike(now.get(key), value))
            for key, value in data.items()
            if key in of.fields and (value not in (None, "", []) or now.get(key))
        )
        pair = Pair(record.row, doubt, kind, id, name, facing, choice)
        self.all.append(pair)
        if choice is PairDecision.LEAVE:
            raise RowLeftOut(pair)
        return choice

    def has_decided(self, row: int) -> bool:
        """Whether a row was taken for the same by a decision on its pair."""
        return any(pair.row == row and pair.choice is PairDecision.SAME for pair in self.all[-1:])


def why_left_out(pair: Pair) -> str:
    """Why a row is not in the book, and what to do about it."""
    return _(
        "it may be {name} ({doubt}), so nothing is changed: decide in the window, or take it over"
        " with --replace"
    ).format(name=pair.name, doubt=pair.doubt.label)
