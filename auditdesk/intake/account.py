"""Account: every row of a file and where it went; rows in = taken + refused + ignored, always."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from auditdesk.i18n import N_, _
from auditdesk.intake.pairs import Pair


class Fate(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    IGNORED = "ignored"
    FRAME = "title or heading"

    @property
    def label(self) -> str:
        return _(FATE_LABELS[self])


FATE_LABELS = {
    Fate.NEW: N_("new"),
    Fate.CHANGED: N_("changed"),
    Fate.SAME: N_("already there"),
    Fate.DUPLICATE: N_("twice in the file"),
    Fate.REFUSED: N_("refused"),
    Fate.IGNORED: N_("ignored"),
    Fate.FRAME: N_("title or heading"),
}
TAKEN = (Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.DUPLICATE)
LEFT = (Fate.IGNORED, Fate.FRAME)


@dataclass(frozen=True, slots=True)
class RowAccount:
    """One row of the file. kind, id and name: the thing it became, or was found to be."""

    row: int
    fate: Fate
    reason: str = ""
    kind: str = ""
    id: str = ""
    name: str = ""


@dataclass
class TableAccount:
    """One table of the file."""

    sheet: str
    header: tuple[int, ...]
    kind: str
    confidence: float
    reason: str
    columns: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rows: list[RowAccount] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    """Rows that may be a record of the book, each beside it."""
    into_closed: int = 0
    """How many rows are refused only because nobody says why they go into a closed period."""
    known_by: str = ""
    """By what its rows are known to be something that the book has."""

    def count(self, *fates: Fate) -> int:
        """How many rows met one of these fates."""
        return sum(1 for row in self.rows if row.fate in fates)


@dataclass
class Account:
    """One file. made: how many things came in beside the rows, by kind, such as people named."""

    file: str
    digest: str
    format: str
    encoding: str = ""
    separator: str = ""
    tables: list[TableAccount] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    """The names of the people and standards made so."""
    before: str = ""
    """When this very file was imported before."""

    def count(self, *fates: Fate) -> int:
        return sum(table.count(*fates) for table in self.tables)

    @property
    def into_closed(self) -> int:
        """How many rows would be taken if somebody said why they go into a closed period."""
        return sum(table.into_closed for table in self.tables)

    def rows(self) -> Iterator[tuple[TableAccount, RowAccount]]:
        """Every row with its table."""
        for table in self.tables:
            for row in table.rows:
                yield table, row

    def as_data(self) -> dict[str, Any]:
        """The account as the command line prints it as JSON."""
        return {
            "file": self.file,
            "digest": self.digest,
            "format": self.format,
            "encoding": self.encoding,
            "separator": self.separator,
            "imported_before": self.before,
            "rows": self.count(*Fate),
            **self._counts(self),
            "made": self.made,
            "added": self.added,
            "sheets": [self._table(table) for table in self.tables],
        }

    def _table(self, table: TableAccount) -> dict[str, Any]:
        return {
            "sheet": table.sheet,
            "header": list(table.header),
            "kind": table.kind,
            "confidence": table.confidence,
            "reason": table.reason,
            "known_by": table.known_by,
            "columns": table.columns,
            "questions": table.questions,
            "words": table.words,
            "rows": len(table.rows),
            **self._counts(table),
            "refusals": [
                {"row": row.row, "reason": row.reason}
                for row in table.rows
                if row.fate is Fate.REFUSED
            ],
            "left_out": [
                {"row": row.row, "reason": row.reason} for row in table.rows if row.fate in LEFT
            ],
            "changes": [
                {"row": row.row, "thing": row.name, "what": row.reason}
                for row in table.rows
                if row.fate is Fate.CHANGED
            ],
            "pairs": [pair.as_data() for pair in table.pairs],
            "notes": table.notes,
            "remarks": table.remarks,
        }

    @staticmethod
    def _counts(of: "Account | TableAccount") -> dict[str, Any]:
        return {
            "taken": of.count(*TAKEN),
            "new": of.count(Fate.NEW),
            "changed": of.count(Fate.CHANGED),
            "same": of.count(Fate.SAME),
            "duplicates": of.count(Fate.DUPLICATE),
            "refused": of.count(Fate.REFUSED),
            "ignored": of.count(*LEFT),
        }
