"""Cells: what a table shows of a row: short text, a tone that never stands alone, a grade tile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditdesk.book.rows import ListedAction, ListedChange, ListedFinding, ListedPerson
from auditdesk.book.tables import GradeRow, Site
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionState
from auditdesk.domain.programme import WorkingDays
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts import words
from auditdesk.gui.parts.theme import OTHER_TILE, TILES
from auditdesk.output.columns import ListColumn
from auditdesk.work.organisation import working_days


@dataclass(frozen=True, slots=True)
class ShownCell:
    """Text with a tone ("late", "soon", "muted" or ""), and a letter on a coloured tile."""

    text: str
    tone: str = ""
    letter: str = ""
    tile: str = ""
    right: bool = False


NOTHING = ShownCell("")


class Cells:
    """Makes the cells of one list for today."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._makers = _MAKERS.get(name, {})
        self.today = desk.today
        self._sites = {row.name: row.id for row in desk.read.rows(Site)}
        self._calendars: dict[str | None, WorkingDays] = {}
        self.letters: Mapping[str, str] = {row.id: row.letter for row in desk.read.rows(GradeRow)}

    def of(self, column: ListColumn[Any], row: Any) -> ShownCell:
        """The cell of a column: its own maker's, or its value as the locale writes it."""
        maker = self._makers.get(column.key)
        if maker:
            return maker(self, column, row)
        value = column.value(row)
        if value is None or value == "":
            return NOTHING
        if isinstance(value, date):
            return ShownCell(words.day_text(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return ShownCell(words.number_text(value), right=True)
        return ShownCell(" ".join(str(value).split()))

    def tile(self, grade: str, text: str) -> ShownCell:
        """A grade: letter, colour and the word that tells it apart; the tooltip has all of it."""
        text = text.split(maxsplit=1)[0] if text else ""
        return ShownCell(text, "", self.letters.get(grade, "?"), TILES.get(grade, OTHER_TILE))

    def due(self, day: date | None, open: bool, site: str | None = None) -> ShownCell:
        """A due date: late in red and in words while it is owed, the date alone after.

        site: by name; its working days are counted.
        """
        if day is None:
            return ShownCell("–", "muted")
        if not open:
            return ShownCell(words.day_text(day), "muted")
        left = (day - self.today).days
        tone = "late" if left <= 0 else "soon" if left <= 7 else ""
        return ShownCell(words.due_words(day, self.today, self._calendar(site).between), tone)

    def _calendar(self, site: str | None) -> WorkingDays:
        if site not in self._calendars:
            self._calendars[site] = working_days(self._desk.read, self._sites.get(site or ""))
        return self._calendars[site]


Maker = Callable[[Cells, ListColumn[Any], Any], ShownCell]


def _grade(cells: Cells, column: ListColumn[Any], row: ListedFinding | ListedAction) -> ShownCell:
    return cells.tile(row.grade, str(column.value(row)))


def _finding_due(cells: Cells, column: ListColumn[ListedFinding], row: ListedFinding) -> ShownCell:
    owed = column.value(row)
    return cells.due(owed, True, row.site) if isinstance(owed, date) else ShownCell("–", "muted")


def _answer_due(cells: Cells, _column: ListColumn[ListedFinding], row: ListedFinding) -> ShownCell:
    return cells.due(row.answer_due, row.state in finding_rules.ANSWER_OWED, row.site)


def _action_due(cells: Cells, _column: ListColumn[ListedAction], row: ListedAction) -> ShownCell:
    return cells.due(row.due, row.state == ActionState.OPEN, row.site)


def _check_due(cells: Cells, _column: ListColumn[ListedAction], row: ListedAction) -> ShownCell:
    owed = row.effect is None and row.state != ActionState.CANCELLED
    return cells.due(row.verify_on, owed, row.site)


def _expiry(cells: Cells, _column: ListColumn[ListedPerson], row: ListedPerson) -> ShownCell:
    return cells.due(row.next_expiry, True)


def _number(_cells: Cells, column: ListColumn[ListedFinding], row: ListedFinding) -> ShownCell:
    return ShownCell(str(column.value(row)), "" if row.number else "muted")


def _local_time(_cells: Cells, _column: ListColumn[ListedChange], row: ListedChange) -> ShownCell:
    moment = datetime.fromisoformat(row.at).astimezone()
    return ShownCell(f"{words.day_text(moment.date())} {moment:%H:%M}")


_MAKERS: dict[str, dict[str, Maker]] = {
    "findings": {
        "number": _number,
        "grade": _grade,
        "due": _finding_due,
        "answer_due": _answer_due,
    },
    "actions": {"grade": _grade, "due": _action_due, "verify_on": _check_due},
    "people": {"next_expiry": _expiry},
    "trail": {"at": _local_time},
}
