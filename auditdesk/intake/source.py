"""Source: a file as plain rows, whatever program wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from auditdesk.intake.beside import Beside

Cell = str | int | float | bool | date | datetime | time | None
Span = tuple[int, int, int, int]
"""Top, left, bottom, right of merged cells: rows as the file numbers them, columns from 0."""


@dataclass(slots=True)
class Line:
    """One row: its number in the file, its cells, and whether the file hides it.

    filled: the places whose cell is that of a merged one which begins above.
    """

    number: int
    cells: Sequence[Cell]
    hidden: bool = False
    filled: frozenset[int] = frozenset()


@dataclass
class Sheet:
    """One sheet, or one table of a text.

    header: the row known to hold the headings, 0 where it must be found. placed: each cell stands
    in a column of its own, so that a row longer than its heading is no shifted one. unread: what
    the file held and could not be read, in words. continued: the rows that are parts of texts of
    other sheets, where they stand whole. beside: comments, struck-out text, pictures and the like.
    """

    name: str
    lines: list[Line] = field(default_factory=list)
    hidden: bool = False
    merges: tuple[Span, ...] = ()
    header: int = 0
    placed: bool = True
    unread: tuple[str, ...] = ()
    continued: set[int] = field(default_factory=set)
    beside: Beside = field(default_factory=Beside)


@dataclass
class Source:
    """A file that was read: how, and its sheets. encoding and separator: of a text only.

    named: texts that a workbook carries beside its cells, as properties and defined names.
    """

    name: str
    kind: str
    sheets: list[Sheet] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    named: list[str] = field(default_factory=list)


def is_empty(cell: Cell) -> bool:
    """Whether nothing is to be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def letter(column: int) -> str:
    """The name of a column, from 0: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def text_of(cell: Cell) -> str:
    """A cell as text, as a person would write it; dates as ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell)


@dataclass(frozen=True)
class Heading:
    """One column: its place from 0, and the words above it. cell: of a form, where its value is.

    over: the upper heading, where it stands over several columns; the text begins with it.
    """

    place: int
    text: str
    cell: str = ""
    over: str = ""

    @classmethod
    def of(cls, place: int, words: Sequence[str]) -> "Heading":
        """The heading of a column with these words above it, from the upper row to the lower."""
        return cls(place, " ".join(words), over=words[0] if len(words) > 1 else "")

    @property
    def own(self) -> str:
        """The words right above the column."""
        return self.text[len(self.over) :].strip()

    @property
    def letter(self) -> str:
        return self.cell or letter(self.place)

    def at(self, row: int) -> str:
        """The cell of that row."""
        return self.cell or f"{self.letter}{row}"
